"""Cards on their way: edited until they show their case, and tried again at the right time."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.care.cards import CardView
from bot.care.case import CaseKind, Closing, MessageRef, NewCase
from bot.content import Content
from bot.core.delivery import Refusal
from bot.screening.verdict import Category, Level
from tests.conftest import Clock
from tests.sharing.gateway import (
    ALICE,
    BOB,
    CARE,
    GUILD,
    OTHER_GUILD,
    FakeDiscord,
    World,
    new_world,
)

MO = 9001
ALERT = NewCase(
    guild_id=GUILD,
    kind=CaseKind.ALERT,
    level=Level.Q1,
    categories=frozenset({Category.CRISIS}),
    member_id=ALICE,
    message=MessageRef(5, 6),
    words="my own words",
)


@pytest.fixture
async def world(tmp_path: Path, clock: Clock, content: Content) -> AsyncGenerator[World]:
    world = await new_world(tmp_path, clock, content)
    yield world
    await world.services.engine.stop()
    await world.services.close()


async def test_a_card_that_could_not_be_edited_is_due_again_after_check_again(
    world: World,
) -> None:
    post = await world.post(ALICE)
    card = await world.report(BOB, post.post_id, "x")
    await world.services.desk.show(card)
    world.discord.standing["show_card"] = Refusal.FORBIDDEN
    await world.services.my_posts.withdraw(GUILD, ALICE, post.post_id)
    await world.deliver(post.post_id)
    for _ in range(12):
        await world.services.outbox.tick()
        world.clock.pass_by(seconds=1800)
    await world.services.outbox.tick()
    del world.discord.standing["show_card"]
    world.clock.pass_by(seconds=1)
    before = len(world.discord.shown)
    await world.services.outbox.retry_now(GUILD)

    assert len(world.discord.shown) > before
    assert (await world.card(card)).stale == 0


async def test_a_card_that_may_be_out_is_looked_for_once_the_settings_are_back(
    world: World,
) -> None:
    case_id = (await world.services.cases.open(ALERT)).case_id
    world.discord.unheard = 1
    await world.services.desk.show(case_id)
    await world.set_up(care_channel_id=None)
    for _ in range(3):
        world.clock.pass_by(minutes=11)
        await world.services.outbox.tick()
    await world.set_up()
    await world.quiet()

    assert len(world.discord.of(case_id)) == 1
    assert (await world.card(case_id)).message_id is not None


async def test_a_press_shows_a_card_that_was_put_off(world: World) -> None:
    case_id = (await world.services.cases.open(ALERT)).case_id
    await world.services.desk.show(case_id)
    world.discord.refusals["show_card"] = [Refusal.FORBIDDEN]
    await world.services.cases.claim(GUILD, case_id, MO)
    await world.services.desk.show_in(GUILD, case_id)
    before = len(world.discord.shown)
    await world.services.cases.close(GUILD, case_id, MO, Closing.HANDLED)
    await world.services.desk.show_in(GUILD, case_id)

    assert before == 0
    assert [view.case.open for view in world.discord.shown] == [False]


@pytest.mark.expects_errors(1)
async def test_a_card_that_raises_is_put_off_and_stops_no_other(world: World) -> None:
    ids = [(await world.services.cases.open(_of(member))).case_id for member in (ALICE, BOB)]
    world.discord.bug_at = len(world.discord.calls) + 1
    await world.services.desk.tick()
    cases = [await world.card(case_id) for case_id in ids]
    world.clock.pass_by(seconds=15)
    await world.services.desk.tick()

    assert sorted((case.message_id is not None, case.attempts) for case in cases) == [
        (False, 1),
        (True, 0),
    ]
    assert [len(world.discord.of(case_id)) for case_id in ids] == [1, 1]


async def test_what_changed_while_a_card_was_being_sent_is_shown_after(world: World) -> None:
    case_id = (await world.services.cases.open(ALERT)).case_id
    world.discord.unheard = 1  # it is out, and Haven does not know
    await world.services.desk.tick()
    await world.services.cases.claim(GUILD, case_id, MO)
    world.clock.pass_by(minutes=10)
    await world.services.desk.tick()
    case = await world.card(case_id)

    assert len(world.discord.of(case_id)) == 1
    assert case.stale == 0
    assert [view.case.holder_id for view in world.discord.shown] == [MO]


async def test_what_changed_while_a_card_was_being_edited_is_shown_after(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = (await world.services.cases.open(ALERT)).case_id
    await world.services.desk.show(case_id)
    show = FakeDiscord.show_card

    async def show_slowly(discord: FakeDiscord, view: CardView) -> Refusal | None:
        """A carer presses while Discord takes its time with the first edit."""
        if view.case.holder_id is None:
            await world.services.cases.claim(GUILD, case_id, MO)
        return await show(discord, view)

    monkeypatch.setattr(FakeDiscord, "show_card", show_slowly)
    again = await world.services.cases.open(ALERT)
    await world.services.desk.show(case_id)

    assert again.grouped
    assert [view.case.holder_id for view in world.discord.shown] == [None, MO]
    assert (await world.card(case_id)).stale == 0


async def test_a_card_is_shown_in_its_own_group_alone(world: World) -> None:
    case_id = (await world.services.cases.open(ALERT)).case_id

    assert not await world.services.desk.show_in(OTHER_GUILD, case_id)
    assert world.discord.of(case_id) == []
    assert await world.services.desk.show_in(GUILD, case_id)


def _of(member_id: int) -> NewCase:
    return NewCase(
        guild_id=GUILD,
        kind=CaseKind.ALERT,
        level=Level.Q1,
        categories=frozenset(),
        member_id=member_id,
    )


@pytest.mark.parametrize("minutes", [1, 11])
async def test_a_card_that_may_be_out_is_found_in_the_channel_of_its_first_try(
    world: World, minutes: int
) -> None:
    """A nonce holds in one channel, so a new channel must not be sent to before the old is read."""
    case_id = (await world.services.cases.open(ALERT)).case_id
    world.discord.unheard = 1
    await world.services.desk.show(case_id)
    await world.set_up(care_channel_id=CARE + 100)
    world.clock.pass_by(minutes=minutes)
    await world.services.outbox.tick()
    await world.quiet()

    assert [message.channel_id for message in world.discord.of(case_id)] == [CARE]
    assert (await world.card(case_id)).channel_id == CARE


async def test_a_card_whose_first_channel_is_gone_appears_in_the_new_one(world: World) -> None:
    case_id = (await world.services.cases.open(ALERT)).case_id
    world.discord.refusals["send_card"] = [Refusal.LATER]
    world.discord.refusals["find_card"] = [Refusal.GONE]
    await world.services.desk.show(case_id)
    await world.set_up(care_channel_id=CARE + 100)
    world.clock.pass_by(minutes=1)
    await world.services.outbox.tick()
    await world.quiet()

    assert [message.channel_id for message in world.discord.of(case_id)] == [CARE + 100]


async def test_an_urgent_card_is_never_put_off_for_more_than_a_minute(world: World) -> None:
    case_id = (await world.services.cases.open(replace(ALERT, level=Level.Q3))).case_id
    world.discord.standing["send_card"] = Refusal.LATER
    waits: list[float] = []
    for _ in range(20):
        await world.services.outbox.tick()
        waits.append((await world.card(case_id)).due_at - world.clock().timestamp())
        world.clock.pass_by(minutes=4)
    del world.discord.standing["send_card"]
    await world.services.outbox.tick()
    await world.quiet()

    assert max(waits) == 60
    assert (await world.card(case_id)).message_id is not None
