"""A round ends: counted, published, shown and told once; and nothing of its ballots is left."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.checkins.rules import (
    PARKED_RETRY_SECONDS,
    RoundState,
)
from bot.content import Content
from tests.checkins.discord import Died
from tests.checkins.world import World, end_of, new_world
from tests.conftest import Clock

HOUR = 3600
DAY = 24 * HOUR
WEEK = 7 * DAY
YOUNG, OLD = 20, HOUR


@pytest.fixture
async def world(tmp_path: Path, clock: Clock, content: Content) -> AsyncGenerator[World]:
    world = await new_world(tmp_path, clock, content)
    yield world
    await world.close()


async def test_a_round_takes_answers_until_its_very_last_second(world: World) -> None:
    schedule, round_ = await world.opened()
    await world.at(end_of(round_) - 1)
    before = (await world.only(schedule)).state
    await world.at(end_of(round_))

    assert before is RoundState.OPEN
    assert (await world.only(schedule)).state is RoundState.CLOSED


async def test_the_result_is_shown_in_place_and_told_once(world: World) -> None:
    schedule, round_ = await world.opened()
    await world.at(end_of(round_))
    await world.quiet()

    (result,) = await world.results(schedule)
    card = world.discord.results[round_.message_id or 0]
    assert card.published == result.published
    assert [each.at for each in card.points] == [end_of(round_)]
    assert [each.key for each in card.questions] == list(round_.question_keys)
    assert len(world.discord.of("notice", round_.round_id)) == 1
    assert world.discord.whole == {}


async def test_a_result_that_is_late_says_when_its_round_closed(world: World) -> None:
    schedule, round_ = await world.opened()
    await world.at(end_of(round_) + 5 * HOUR)

    (result,) = await world.results(schedule)
    assert result.point.at == end_of(round_)


async def test_after_the_close_no_key_and_no_row_of_the_ballots_is_left(world: World) -> None:
    _, round_ = await world.opened()
    await world.at(end_of(round_))

    rows = await world.ballots.read(lambda r: r.all("SELECT * FROM ballot_round"))
    tags = await world.ballots.read(lambda r: r.all("SELECT * FROM ballot_tag"))
    assert (rows, tags) == ([], [])
    assert not world.kept()
    assert await world.box.close_round(round_.round_id) is None


async def test_fewer_than_five_answers_are_never_shown(world: World) -> None:
    schedule, round_ = await world.opened(answers=4)
    await world.at(end_of(round_))

    (result,) = await world.results(schedule)
    assert result.published.answered is None
    assert result.published.score is None
    assert len(world.discord.of("notice")) == 1


async def test_many_rounds_close_in_one_tick(world: World) -> None:
    schedules = [await world.schedule() for _ in range(30)]
    assert schedules[0].next_due is not None
    await world.at(schedules[0].next_due)
    await world.rounds.tick()  # one tick posts a part of what one group has due
    for schedule in schedules:
        await world.vote((await world.only(schedule)).round_id, 5)
    await world.at(schedules[0].next_due + 72 * HOUR)

    for schedule in schedules:
        (result,) = await world.results(schedule)
        assert result.published.answered == 5
    assert not world.kept()


@pytest.mark.parametrize("table", ["checkin_result", "checkin_round"])
@pytest.mark.expects_errors(1)
async def test_a_result_that_cannot_be_stored_costs_no_answer(world: World, table: str) -> None:
    """The transaction dies where the result or the new state is written; the ballots are there."""
    schedule, round_ = await world.opened()
    event = "INSERT" if table == "checkin_result" else "UPDATE"
    await world.db.write(
        lambda tx: tx.execute(
            f"CREATE TRIGGER planted BEFORE {event} ON {table} "
            f"WHEN '{table}' = 'checkin_result' OR new.state = 'closed' "
            "BEGIN SELECT RAISE(ABORT, 'planted'); END"
        )
    )
    await world.at(end_of(round_))
    kept = world.kept().total()
    await world.at(
        end_of(round_) + PARKED_RETRY_SECONDS - 1
    )  # tried again, and logged, not before that
    await world.db.write(lambda tx: tx.execute("DROP TRIGGER planted"))
    await world.restart()
    await world.at(end_of(round_) + PARKED_RETRY_SECONDS)

    (result,) = await world.results(schedule)
    assert kept == 1
    assert result.published.answered == 6
    assert not world.kept()


async def test_a_death_between_the_result_and_the_destruction_is_mended_at_the_start(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule, round_ = await world.opened()

    async def die(_: object) -> None:
        raise Died

    monkeypatch.setattr(world.box, "destroy", die)
    with pytest.raises(Died):
        await world.at(end_of(round_))
    kept = world.kept().total()
    await world.restart()

    assert kept == 1
    assert not world.kept()
    assert (await world.only(schedule)).state is RoundState.CLOSED
    assert len(await world.results(schedule)) == 1


async def test_a_death_after_the_count_and_before_the_result_counts_again(
    world: World,
) -> None:
    schedule, round_ = await world.opened()
    tally = await world.box.close_round(round_.round_id)
    await world.restart()
    await world.at(end_of(round_))

    assert tally is not None
    (result,) = await world.results(schedule)
    assert result.published.answered == 6


async def test_lost_ballots_are_told_once_and_leave_no_result(world: World) -> None:
    schedule, round_ = await world.opened()
    await world.box.destroy([round_.round_id])
    await world.at(end_of(round_))
    await world.quiet()

    assert (await world.only(schedule)).state is RoundState.LOST
    assert await world.results(schedule) == []
    assert len(world.discord.of("lost", round_.round_id)) == 1
    assert world.discord.ended == {round_.message_id}
    assert world.discord.of("notice") == []


@pytest.mark.parametrize("age", [YOUNG])
@pytest.mark.parametrize("effect", [False, True])
@pytest.mark.parametrize("call", [1, 2])
async def test_death_while_a_loss_is_told_tells_it_once(
    world: World, call: int, effect: bool, age: int
) -> None:
    _, round_ = await world.opened()
    await world.box.destroy([round_.round_id])
    world.discord.die_at = (len(world.discord.calls) + call, effect)
    with pytest.raises(Died):
        await world.at(end_of(round_))
    await world.restart()
    world.clock.pass_by(seconds=age)
    await world.quiet()

    assert len(world.discord.of("lost")) == 1
    assert world.discord.ended == {round_.message_id}


@pytest.mark.parametrize("effect", [False, True])
async def test_death_while_a_missed_round_is_told_tells_it_once(world: World, effect: bool) -> None:
    schedule = await world.schedule()
    assert schedule.next_due is not None
    world.discord.die_at = (1, effect)
    with pytest.raises(Died):
        await world.at(schedule.next_due + 4 * DAY)
    await world.restart()
    world.clock.pass_by(seconds=YOUNG)
    await world.quiet()

    assert len(world.discord.of("missed")) == 1


@pytest.mark.parametrize(("effect", "lines"), [(False, 1), (True, 2)])
async def test_a_line_to_the_team_is_rather_told_twice_than_never(
    world: World, effect: bool, lines: int
) -> None:
    """After minutes nobody can tell whether it got out: it has no id that could be looked for."""
    schedule = await world.schedule()
    assert schedule.next_due is not None
    world.discord.die_at = (1, effect)
    with pytest.raises(Died):
        await world.at(schedule.next_due + 4 * DAY)
    await world.restart()
    world.clock.pass_by(seconds=OLD)
    await world.quiet()

    assert len(world.discord.of("missed")) == lines
