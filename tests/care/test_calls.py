"""Calls: no group waits for another, what fails is tried again, and the owner is told once."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from bot.care import calls as care_calls
from bot.care import ladder
from bot.care.case import CaseKind, Closing, MessageRef, NewCase
from bot.care.ladder import Call, Rung
from bot.content import Content
from bot.core.delivery import Refusal, Sent
from bot.groups.rules import Group
from bot.screening.verdict import Category, Level
from tests.conftest import Clock
from tests.sharing.gateway import (
    ALICE,
    BOB,
    GUILD,
    OTHER_GUILD,
    OWNER,
    Died,
    FakeDiscord,
    World,
    new_world,
)

MO = 9001
NOW = NewCase(
    guild_id=GUILD,
    kind=CaseKind.ALERT,
    level=Level.Q3,
    categories=frozenset({Category.CRISIS}),
    member_id=ALICE,
    message=MessageRef(5, 6),
)


@pytest.fixture
async def world(tmp_path: Path, clock: Clock, content: Content) -> AsyncGenerator[World]:
    world = await new_world(tmp_path, clock, content)
    await world.set_up(OTHER_GUILD)
    yield world
    await world.services.engine.stop()
    await world.services.close()


async def both_groups_need_help(world: World) -> None:
    for guild_id, member_id in ((GUILD, ALICE), (OTHER_GUILD, BOB)):
        await world.services.cases.open(replace(NOW, guild_id=guild_id, member_id=member_id))


def called(world: World) -> list[int]:
    """The groups that were called, once a call."""
    return sorted(call.guild_id for call in world.discord.called.values())


def raises_in(monkeypatch: pytest.MonkeyPatch, guild_id: int) -> None:
    """Let calls of this group end in an unexpected exception."""
    real = FakeDiscord.send_call

    async def send_call(self: FakeDiscord, group: Group, call: Call) -> Sent | Refusal:
        if group.guild_id == guild_id:
            raise RuntimeError("a bug in the gateway")
        return await real(self, group, call)

    monkeypatch.setattr(FakeDiscord, "send_call", send_call)


async def test_a_hanging_call_keeps_no_other_group_waiting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(care_calls, "PATIENCE", 0.02)
    await world.services.cases.open(NOW)
    gate = world.discord.hold("send_call")
    await world.services.calls.tick()  # comes back although the call hangs
    assert called(world) == []
    world.discord.gates.clear()
    await world.services.cases.open(replace(NOW, guild_id=OTHER_GUILD, member_id=BOB))
    await world.services.calls.tick()
    while_it_hangs = called(world)
    gate.set()
    await world.services.engine.stop()

    assert while_it_hangs == [OTHER_GUILD]
    assert called(world) == [GUILD, OTHER_GUILD]


async def test_a_hanging_call_holds_up_the_next_of_its_group_for_a_minute_only(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(care_calls, "ANSWER_SECONDS", 0.01)
    first = await world.services.cases.open(NOW)
    world.discord.hold("send_call")
    await world.services.calls.tick()
    world.discord.gates.clear()
    second = await world.services.cases.open(replace(NOW, member_id=BOB))
    for _ in range(2):
        await world.services.calls.tick()
        world.clock.pass_by(seconds=15)

    called_for = [call.case_id for call in world.discord.called.values()]
    assert called_for == [second.case_id, first.case_id]


async def test_the_groups_of_one_tick_are_called_next_to_each_other(world: World) -> None:
    await both_groups_need_help(world)
    gate = world.discord.hold("send_call", visitors=2)
    tick = asyncio.create_task(world.services.calls.tick())
    async with asyncio.timeout(5):
        await world.discord.reached["send_call"].wait()
    gate.set()
    await tick


async def test_a_call_to_the_owner_waits_for_none_to_the_team(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(care_calls, "PATIENCE", 0.02)
    case = await world.services.cases.open(NOW)
    world.clock.pass_by(minutes=15)
    gate = world.discord.hold("send_call")
    await world.services.calls.tick()
    told = list(world.discord.owner_calls)
    gate.set()

    assert told == [case.case_id]


@pytest.mark.expects_errors(4)
async def test_an_exception_in_one_group_is_put_off_and_stops_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await both_groups_need_help(world)
    with monkeypatch.context() as broken:
        raises_in(broken, GUILD)
        await world.services.calls.tick()
        assert called(world) == [OTHER_GUILD]
        row = await world.services.db.read(lambda r: r.all("SELECT * FROM case_call"))
        now = int(world.clock().timestamp())
        assert [(one["attempts"], one["due_at"]) for one in row] == [(1, now + 15)]
        for _ in range(6):  # 90 s: it is tried after 15, 45 and, last, 105
            world.clock.pass_by(seconds=15)
            await world.services.calls.tick()
        world.clock.pass_by(seconds=15)
        await world.services.calls.tick()
    world.clock.pass_by(minutes=2)
    await world.services.calls.tick()

    assert called(world) == [GUILD, OTHER_GUILD]


@pytest.mark.expects_errors(1)
async def test_a_call_that_was_out_when_something_raised_is_not_made_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = FakeDiscord.send_call

    async def out_and_broken(self: FakeDiscord, group: Group, call: Call) -> Sent | Refusal:
        await real(self, group, call)
        raise RuntimeError("a bug after Discord has answered")

    await world.services.cases.open(NOW)
    with monkeypatch.context() as broken:
        broken.setattr(FakeDiscord, "send_call", out_and_broken)
        await world.services.calls.tick()
    world.clock.pass_by(minutes=4)  # Discord no longer knows the nonce; the next rung is not due
    await world.services.calls.tick()

    assert called(world) == [GUILD]


async def test_a_refused_call_is_made_until_it_arrives(world: World) -> None:
    await world.services.cases.open(replace(NOW, level=Level.Q1))
    world.discord.standing["send_call"] = Refusal.FORBIDDEN
    world.clock.pass_by(days=1)
    for _ in range(40):
        await world.services.calls.tick()
        world.clock.pass_by(minutes=11)
    del world.discord.standing["send_call"]
    await world.services.calls.tick()

    assert [call.rung for call in world.discord.called.values()] == [Rung.ALOUD]


async def test_what_waits_for_a_permission_is_called_after_check_again(world: World) -> None:
    await world.services.cases.open(NOW)
    world.discord.standing["send_call"] = Refusal.FORBIDDEN
    await world.services.calls.tick()
    del world.discord.standing["send_call"]
    world.clock.pass_by(seconds=1)
    await world.services.calls.tick()
    before = called(world)
    await world.services.outbox.retry_now(GUILD)
    await world.services.calls.tick()

    assert (before, called(world)) == ([], [GUILD])


async def test_the_owner_is_told_once_when_two_ticks_meet(world: World) -> None:
    case = await world.services.cases.open(NOW)
    await world.services.calls.tick()
    world.clock.pass_by(minutes=16)
    gate = world.discord.hold("call_owner")
    ticks = [asyncio.create_task(world.services.calls.tick()) for _ in range(2)]
    async with asyncio.timeout(5):
        await world.discord.reached["call_owner"].wait()
    gate.set()
    await asyncio.gather(*ticks)

    assert world.discord.owner_calls == [case.case_id]
    assert [call.rung for call in world.discord.called.values()] == [Rung.DUTY, Rung.ALL]


@pytest.mark.parametrize("refusal", [Refusal.LATER, Refusal.FORBIDDEN, Refusal.GONE])
async def test_the_call_to_the_owner_is_made_until_it_arrives(
    world: World, refusal: Refusal
) -> None:
    case = await world.services.cases.open(NOW)
    world.discord.standing["call_owner"] = refusal
    world.clock.pass_by(minutes=15)
    for _ in range(60):
        await world.services.calls.tick()
        world.clock.pass_by(hours=2)  # five days: the case is said aloud meanwhile
    silent = list(world.discord.owner_calls)
    del world.discord.standing["call_owner"]
    for _ in range(3):
        await world.services.calls.tick()
        world.clock.pass_by(hours=2)

    assert (silent, world.discord.owner_calls) == ([], [case.case_id])


async def test_no_one_is_told_of_a_case_that_a_carer_has_by_then(world: World) -> None:
    case = await world.services.cases.open(NOW)
    world.discord.standing["call_owner"] = Refusal.LATER
    world.clock.pass_by(minutes=15)
    await world.services.calls.tick()
    await world.services.cases.claim(GUILD, case.case_id, MO)
    world.discord.standing.clear()
    world.clock.pass_by(hours=2)
    await world.services.calls.tick()

    assert world.discord.owner_calls == []


@pytest.mark.parametrize("refusal", [Refusal.FORBIDDEN, Refusal.INVALID, Refusal.LOCKED])
async def test_a_channel_that_cannot_be_read_silences_no_call(
    world: World, refusal: Refusal
) -> None:
    case = await world.services.cases.open(NOW)
    world.discord.standing["find_call"] = refusal
    world.discord.die_at = (len(world.discord.calls) + 1, False)  # claimed, and never sent
    with suppress(Died):
        await world.services.calls.tick()
    await world.restart()
    world.clock.pass_by(seconds=240)  # before the next rung
    await world.services.calls.tick()

    assert [m.alias for m in world.discord.of(case.case_id)] == [Rung.DUTY.value]


@pytest.mark.parametrize("level", [Level.Q2, Level.Q3])
async def test_an_urgent_call_comes_within_two_minutes_of_the_end_of_an_outage(
    world: World, level: Level
) -> None:
    await world.services.cases.open(replace(NOW, level=level))
    for name in ("send_call", "call_owner", "find_call"):
        world.discord.standing[name] = Refusal.LATER
    for _ in range(4 * 60 * 4):  # four hours
        await world.services.calls.tick()
        world.clock.pass_by(seconds=15)
    world.discord.standing.clear()
    for _ in range(8):  # two minutes
        await world.services.calls.tick()
        world.clock.pass_by(seconds=15)

    assert len(world.discord.owner_calls) == 1
    assert [call.rung for call in world.discord.called.values()] == [Rung.ALL]


@pytest.mark.parametrize("refusal", [Refusal.FORBIDDEN, Refusal.GONE])
async def test_an_urgent_call_comes_a_minute_after_a_channel_was_fixed(
    world: World, refusal: Refusal
) -> None:
    await world.services.cases.open(NOW)
    world.discord.standing["send_call"] = refusal
    for _ in range(4 * 60):  # an hour
        await world.services.calls.tick()
        world.clock.pass_by(seconds=15)
    del world.discord.standing["send_call"]  # no one has pressed "Check again"
    for _ in range(5):
        await world.services.calls.tick()
        world.clock.pass_by(seconds=15)

    assert [call.rung for call in world.discord.called.values()] == [Rung.ALL]


@pytest.mark.parametrize("age", [20, 600])
@pytest.mark.parametrize("call", [1, 2])
async def test_a_death_after_either_call_of_the_last_rung_makes_none_of_them_twice(
    world: World, call: int, age: int
) -> None:
    case = await world.services.cases.open(NOW)
    await world.services.desk.show(case.case_id)
    world.clock.pass_by(minutes=15)
    world.discord.die_at = (len(world.discord.calls) + call, True)
    with suppress(Died):
        await world.services.calls.tick()
    await world.restart()
    world.clock.pass_by(seconds=age)
    for _ in range(3):
        await world.services.calls.tick()
        world.clock.pass_by(seconds=15)

    sent = [m.channel_id for m in world.discord.of(case.case_id) if m.alias in ("all", "owner")]
    assert len(sent) == 2
    assert sent.count(OWNER) == 1


async def test_an_answer_that_was_lost_tells_the_owner_once(world: World) -> None:
    case = await world.services.cases.open(NOW)
    world.clock.pass_by(minutes=15)
    world.discord.unheard = 2
    await world.services.calls.tick()
    for _ in range(4):
        world.clock.pass_by(minutes=5)
        await world.services.calls.tick()

    assert world.discord.owner_calls == [case.case_id]
    assert len([m for m in world.discord.of(case.case_id) if m.alias == "all"]) == 1


async def test_a_call_that_may_be_out_is_not_made_twice_once_the_settings_are_back(
    world: World,
) -> None:
    case = await world.services.cases.open(NOW)
    await world.services.desk.show(case.case_id)
    world.clock.pass_by(minutes=15)
    world.discord.unheard = 2
    await world.services.calls.tick()
    await world.set_up(care_channel_id=None)
    for _ in range(3):
        world.clock.pass_by(minutes=11)
        await world.services.calls.tick()
    await world.set_up()
    for _ in range(3):
        world.clock.pass_by(minutes=11)
        await world.services.calls.tick()

    assert world.discord.owner_calls == [case.case_id]
    assert len([m for m in world.discord.of(case.case_id) if m.alias == "all"]) == 1


async def test_a_claim_in_the_second_of_the_opening_calls_no_team_two_days_later(
    world: World,
) -> None:
    case = await world.services.cases.open(replace(NOW, level=Level.Q1))
    await world.services.cases.claim(GUILD, case.case_id, MO)
    for days in (1, 1, 1, 1):
        world.clock.pass_by(days=days, seconds=1)
        await world.services.calls.tick()

    assert (
        ladder.LADDER[Level.Q1][0][0] == ladder.REMIND
    )  # the arithmetic that could not tell them apart
    assert [call.rung for call in world.discord.called.values()] == [Rung.ALOUD, Rung.ALOUD]


async def test_a_snooze_that_ends_when_a_call_is_due_stays_a_reminder(world: World) -> None:
    case = await world.services.cases.open(replace(NOW, level=Level.Q1))
    await world.services.cases.claim(GUILD, case.case_id, MO)
    await world.services.cases.snooze(GUILD, case.case_id, MO, 24)
    world.clock.pass_by(days=1)
    await world.services.calls.tick()
    world.clock.pass_by(days=1)
    await world.services.calls.tick()

    assert [call.rung for call in world.discord.called.values()] == [Rung.ALOUD]


async def test_a_closed_case_calls_no_one_whatever_was_on_its_way(world: World) -> None:
    case = await world.services.cases.open(NOW)
    world.discord.standing["send_call"] = Refusal.LATER
    await world.services.calls.tick()
    await world.services.cases.close(GUILD, case.case_id, MO, Closing.HANDLED)
    world.discord.standing.clear()
    world.clock.pass_by(days=9)
    await world.services.calls.tick()

    assert world.discord.called == {}
    assert await world.services.db.read(lambda r: r.all("SELECT * FROM case_call")) == []


async def test_a_reopened_case_makes_no_call_that_an_earlier_version_left(world: World) -> None:
    case = await world.services.cases.open(replace(NOW, level=Level.Q1))
    await world.services.cases.close(GUILD, case.case_id, MO, Closing.HANDLED)
    # Earlier versions kept the calls of a case that a decision on its post had closed.
    left = "INSERT INTO case_call (call_id, case_id, rung, due_at) VALUES ($1, $2, 'all', 0)"
    await world.services.db.write(lambda tx: tx.execute(left, "A" * 22, case.case_id))
    await world.services.cases.reopen(GUILD, case.case_id, MO)
    await world.services.calls.tick()

    assert world.discord.called == {}


@pytest.mark.parametrize("restart", [True, False])
async def test_a_clock_that_is_set_back_delays_no_call_by_as_much(
    world: World, restart: bool
) -> None:
    await world.services.cases.open(NOW)
    await world.services.calls.tick()
    world.clock.pass_by(hours=-2)  # it had been ahead when the case was opened
    if restart:
        await world.restart()
    for _ in range(4 * 5 + 1):
        await world.services.calls.tick()
        world.clock.pass_by(seconds=15)

    assert [call.rung for call in world.discord.called.values()] == [Rung.DUTY, Rung.TEAM]
