"""Posts, cards and calls through the real engine, in any order of events: once each, in the end.

``tests/core/delivery/test_engine_machine.py`` does the same to a table of its own, with more care
for each await; this one holds the real customers to what the engine asks of them.
"""

import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.care.case import CaseKind, MessageRef, NewCase
from bot.core.delivery import Refusal
from bot.screening.verdict import Category, Level
from bot.sharing.rules import State
from tests.conftest import Clock
from tests.harness import CONTENT
from tests.sharing.gateway import ALICE, BOB, CARE, CHEN, GUILD, Died, World, new_world

REQUESTS = (
    *("send_share", "open_thread", "send_reply", "find"),
    *("send_card", "show_card", "find_card", "send_call", "find_call", "call_owner"),
)
GAPS = (1, 20, 115, 125, 200, 700, 4000)
CRISIS = NewCase(
    guild_id=GUILD,
    kind=CaseKind.ALERT,
    level=Level.Q3,
    categories=frozenset({Category.CRISIS}),
    member_id=CHEN,
    message=MessageRef(5, 6),
)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happens before the next tick, and the seconds that pass after it."""

    what: str
    request: str
    refusal: Refusal
    number: int
    effect: bool
    gap: int


EVENTS = st.lists(
    st.builds(
        Event,
        what=st.sampled_from(
            ("nothing", "unheard", "unheard", "refused", "raises", "dies", "away", "back", "again")
        ),
        request=st.sampled_from(REQUESTS),
        refusal=st.sampled_from((Refusal.LATER, Refusal.FORBIDDEN, Refusal.LOCKED)),
        number=st.integers(1, 3),
        effect=st.booleans(),
        gap=st.sampled_from(GAPS),
    ),
    max_size=14,
)


@pytest.fixture(autouse=True)
def quiet() -> Generator[None]:
    """What is logged about faults made on purpose is not looked at here."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


async def _live(world: World, work: Callable[[], Awaitable[object]]) -> None:
    try:
        await work()
    except Died:
        await world.restart()


async def _tick(world: World) -> None:
    await _live(world, lambda: world.services.outbox.tick())
    await _live(world, lambda: world.services.calls.tick())


async def _choose(world: World, care_channel_id: int | None) -> None:
    """Choose the care channel, or none, as an admin does; twice the same is no change."""
    if world.services.groups.get(GUILD).care_channel_id != care_channel_id:
        await world.set_up(care_channel_id=care_channel_id)


async def _happens(world: World, event: Event) -> None:
    discord = world.discord
    match event.what:
        case "unheard":
            discord.unheard = event.number
        case "refused":
            discord.refusals.setdefault(event.request, []).append(event.refusal)
        case "raises":
            discord.bug_at = len(discord.calls) + event.number
        case "dies":
            discord.die_at = (len(discord.calls) + event.number, event.effect)
        case "away":
            await _choose(world, None)
        case "back":
            await _choose(world, CARE)
        case "again":
            await _live(world, lambda: world.services.outbox.retry_now(GUILD))
        case _:
            pass


def _heal(world: World) -> None:
    discord = world.discord
    discord.refusals.clear()
    discord.unheard, discord.bug_at, discord.die_at = 0, None, None


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(events=EVENTS, forum=st.booleans())
async def test_each_post_card_and_call_is_out_at_most_once_and_once_in_the_end(
    tmp_path_factory: pytest.TempPathFactory, events: list[Event], forum: bool
) -> None:
    folder = tmp_path_factory.mktemp("world")
    world = await new_world(folder, Clock(), CONTENT, forum=forum)
    try:
        first = await world.post(ALICE)
        case = await world.services.cases.open(CRISIS)
        await world.services.desk.show(case.case_id)
        share = await world.submit(ALICE)
        reply = await world.submit(BOB, parent=first.post_id)
        card = await world.report(BOB, first.post_id)
        for event in events:
            await _happens(world, event)
            await _tick(world)
            world.clock.pass_by(seconds=event.gap)
            sent = Counter(message.nonce for message in world.discord.messages.values())
            assert max(sent.values()) == 1
        _heal(world)
        await _choose(world, CARE)
        for _ in range(6):
            await _tick(world)
            world.clock.pass_by(seconds=1800)

        assert len(world.discord.of(share.post_id)) == 1
        assert (await world.row(share.post_id)).state is State.POSTED
        answered = (await world.row(reply.post_id)).state
        assert answered in (State.POSTED, State.RETURNED)
        assert len(world.discord.of(reply.post_id)) == (answered is State.POSTED)
        assert len(world.discord.of(card)) == 1
        shown = await world.card(card)
        assert (shown.message_id is not None, shown.stale) == (True, 0)
        assert world.discord.owner_calls == [case.case_id]
        assert await world.services.db.read(lambda r: r.all("SELECT * FROM case_call")) == []
    finally:
        await world.services.engine.stop()
        await world.services.close()
