"""A restart at any step of a check-in, clean or not: nothing is lost, nothing comes twice."""

from collections.abc import Sequence
from typing import Any

import pytest

from bot.checkins.ballots.box import BallotBox
from bot.checkins.results.pictures import Pictures
from bot.checkins.rounds import closing
from bot.checkins.rules import Round
from bot.demo import simulator
from bot.demo.simulator import ProcessDied
from tests.cogs.checkins import (
    DAY,
    DUE,
    HOUR,
    MIXED,
    OPEN,
    a_round,
    asking,
    ballot_rows,
    close,
    crowd,
    dies,
    dies_after,
    dies_in,
    form_of,
    opened,
    plan,
    published,
    results_of,
    round_keys,
    schedule_id_of,
    send,
    team_asks,
    team_heard,
    told,
    vote,
    vote_all,
)
from tests.cogs.world import say_press
from tests.harness import Room, answer, text_of

YOUNG, OLD = 1.0, 400.0
"""Seconds until the new process looks: while Discord still knows the nonce, and when it doesn't."""

died = pytest.mark.parametrize("died", [False, True], ids=["stopped", "killed"])
away = pytest.mark.parametrize("away", [YOUNG, OLD], ids=["young", "old"])


@died
async def test_a_restart_at_every_step_changes_nothing(room: Room, died: bool) -> None:
    people = await crowd(room, 12)
    await plan(room, reminder=50)
    await room.restart(died=died)
    await room.pass_time(DUE + 60)
    await room.restart(died=died)
    [message] = asking(room)
    for at, actor in enumerate(people):
        form = await form_of(actor, message)
        if at % 4 == 0:
            await room.restart(died=died)
        assert "1 answer counted" in await send(actor, form, MIXED[at % len(MIXED)])
    await room.restart(died=died)
    await room.pass_time(OPEN / 2)
    await room.restart(died=died)
    await room.tick()
    reminders = len(asking(room)) - 1
    await room.pass_time(OPEN / 2)
    await room.restart(died=died)
    await room.tick()

    assert reminders == 1
    assert len(told(room)) == 2
    assert (await published(room)).answered == 12
    assert round_keys(room) == []


@died
async def test_the_results_of_a_story_with_and_without_restarts_are_the_same(
    room: Room, died: bool
) -> None:
    people = await crowd(room, 12)
    await a_round(room, people)
    await room.pass_time(4 * DAY)
    [message] = asking(room)
    await vote_all(people[:6], message)
    await room.restart(died=died)
    await vote_all(people[6:], message, (*MIXED[6:], *MIXED[:2]))
    await room.restart(died=died)
    await close(room)

    first, second = [one.published for one in await results_of(room)]
    assert first.score is not None
    # Not the interval: its draws differ from round to round.
    assert (first.answered, first.score, first.band) == (second.answered, second.score, second.band)
    assert first.questions == second.questions


@away
async def test_a_round_that_was_out_when_haven_died_is_the_only_one(
    room: Room, away: float
) -> None:
    people = await crowd(room, 5)
    await plan(room)
    path = f"/channels/{room.group.lounge.id}/messages"
    await dies_after(room, DUE, "POST", path, away=away)
    [message] = asking(room)
    said = await vote_all(people, message)
    await close(room)

    assert all("1 answer counted" in one for one in said)
    assert len(told(room)) == 2
    assert told(room)[0].id == message.id


async def test_an_answer_to_a_round_whose_message_haven_does_not_know_yet_counts(
    room: Room,
) -> None:
    """The message is out, but the process ended before it could note that."""
    people = await crowd(room, 5)
    await plan(room)
    path = f"/channels/{room.group.lounge.id}/messages"
    simulator.lose_answer(room.env, "POST", path)
    room.env.backend.advance_clock(DUE)
    await room.tick()
    [message] = asking(room)
    unknown = await _current(room)
    said = await vote_all(people, message)
    known = await _current(room)
    await room.pass_time(60)
    await room.pass_time(OPEN)

    assert (unknown.message_id, known.message_id) == (None, message.id)
    assert all("1 answer counted" in one for one in said)
    assert (await published(room)).answered == 5
    assert len(told(room)) == 2


async def _current(room: Room) -> Round:
    rounds = room.bot.services.checkins.rounds
    found = await rounds.current(room.group.guild.id, await schedule_id_of(room))
    assert found is not None
    return found


@away
async def test_a_reminder_that_was_out_when_haven_died_is_the_only_one(
    room: Room, away: float
) -> None:
    await opened(room, reminder=50)
    path = f"/channels/{room.group.lounge.id}/messages"
    await dies_after(room, 36 * HOUR, "POST", path, away=away)
    await room.pass_time(HOUR)

    assert len(asking(room)) == 2


async def _voted(room: Room, people: Sequence[Any] = ()) -> int:
    """A round that twelve have answered; the id of its message."""
    message = await opened(room)
    await vote_all(people or await crowd(room, 12), message)
    return message.id


@away
async def test_a_death_before_the_result_is_shown_loses_no_answer(
    room: Room, monkeypatch: pytest.MonkeyPatch, away: float
) -> None:
    message_id = await _voted(room)
    room.env.backend.advance_clock(OPEN)
    dies_in(monkeypatch, room.bot.state(Pictures), "trend")
    await dies(room, room.tick(), away)

    result, _notice = told(room)
    assert result.id == message_id
    assert (await published(room)).answered == 12
    assert round_keys(room) == []


@away
async def test_a_death_between_the_count_and_its_publication_loses_no_answer(
    room: Room, monkeypatch: pytest.MonkeyPatch, away: float
) -> None:
    await _voted(room)
    room.env.backend.advance_clock(OPEN)
    dies_in(monkeypatch, closing, "published")
    await dies(room, room.tick(), away)

    assert len(told(room)) == 2
    assert (await published(room)).answered == 12
    assert round_keys(room) == []


@away
async def test_a_death_before_the_ballots_are_destroyed_is_made_up_for_by_the_next_start(
    room: Room, monkeypatch: pytest.MonkeyPatch, away: float
) -> None:
    await _voted(room)
    room.env.backend.advance_clock(OPEN)
    dies_in(monkeypatch, BallotBox, "destroy")
    with pytest.raises(ProcessDied):
        await room.tick()
    before = round_keys(room)
    room.env.backend.advance_clock(away)
    await room.restart(died=True)
    after = round_keys(room)
    await room.pass_time(60)

    assert len(before) == 1
    assert after == []
    assert await ballot_rows(room) == 0
    assert len(told(room)) == 2


@away
async def test_a_death_right_after_the_edit_tells_once(room: Room, away: float) -> None:
    message_id = await _voted(room)
    await dies_after(room, OPEN, "PATCH", "/channels/*/messages/*", away=away)

    result, _notice = told(room)
    assert result.id == message_id


@away
async def test_a_death_right_after_the_notice_tells_once(room: Room, away: float) -> None:
    message_id = await _voted(room)
    path = f"/channels/{room.group.lounge.id}/messages"
    await dies_after(room, OPEN, "POST", path, away=away)

    result, _notice = told(room)
    assert result.id == message_id


async def test_a_death_right_after_the_team_was_told_of_a_missed_one_tells_once(
    room: Room,
) -> None:
    await plan(room)
    path = f"/channels/{room.group.care.id}/messages"
    await dies_after(room, DUE + 4 * DAY, "POST", path)

    assert len(team_heard(room)) == 1


@died
async def test_who_has_answered_is_known_after_a_restart(room: Room, died: bool) -> None:
    message = await opened(room)
    form = await form_of(room.who("Bob"), message)
    await vote(room.who("Bob"), message, "4444")
    await room.restart(died=died)
    again = await send(room.who("Bob"), form, "1111")

    assert "already counted" in again


@died
async def test_the_buttons_of_the_team_work_after_a_restart(room: Room, died: bool) -> None:
    people = await crowd(room, 12)
    await a_round(room, people)
    shown = await team_asks(room, "results")
    trend = await team_asks(room, "trend")
    await room.restart(died=died)
    form = await room.press("Ada", shown, "You said, we did")
    await room.restart(died=died)
    noted = answer(
        await room.who("Ada").submit_modal(form, {"kind": "did", "words": "Two listeners more."})
    )
    await room.restart(died=died)
    explained = await say_press(room, "Bob", told(room)[0], "How to read this")
    posted = await say_press(room, "Ada", trend, "Show it in the channel")
    await room.restart(died=died)
    cleared = await say_press(room, "Ada", noted, "Take it back")

    assert "It stands with the result now" in noted.content
    assert "It says nothing about why" in explained.content
    assert "It's in" in posted.content
    assert "Taken back" in cleared.content
    assert "Two listeners more." not in text_of(told(room)[0])


async def test_a_lost_key_is_told_and_the_next_round_works(room: Room) -> None:
    people = await crowd(room, 12)
    message = await opened(room)
    await vote_all(people, message)
    await room.bot.finish()
    for key in room.folder.rglob("round-*.key"):
        key.unlink()
    await room.restart()
    await room.pass_time(OPEN)
    await room.tick()
    said = [text_of(one) for one in room.group.lounge.history()]
    await room.pass_time(4 * DAY)
    [again] = asking(room)

    assert sum("was lost on my side" in one for one in said) == 1
    assert await results_of(room) == []
    assert "1 answer counted" in await vote(people[0], again, "4444")
    assert await schedule_id_of(room)
