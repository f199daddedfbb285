"""What a tick costs, and who gets how much of it."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.checkins.rules import RoundState
from bot.content import Content
from bot.core.sqlite.session import Session, Value
from tests.checkins.groups import OTHER_GUILD
from tests.checkins.world import World, new_world
from tests.conftest import Clock

DAY = 24 * 3600
WEEK = 7 * DAY


@pytest.fixture
async def world(tmp_path: Path, clock: Clock, content: Content) -> AsyncGenerator[World]:
    world = await new_world(tmp_path, clock, content)
    yield world
    await world.close()


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[Value, ...]]]:
    """Every statement that Haven hands to the database."""
    statements: list[tuple[str, tuple[Value, ...]]] = []
    run = Session._run  # pyright: ignore[reportPrivateUsage] - as above

    def listen(session: Any, sql: str, values: tuple[Value, ...]) -> Any:
        statements.append((sql, values))
        return run(session, sql, values)

    monkeypatch.setattr(Session, "_run", listen)
    return statements


async def test_an_idle_tick_is_a_few_searches_in_indexes_and_writes_nothing(
    world: World, heard: list[tuple[str, tuple[Value, ...]]]
) -> None:
    for _ in range(20):
        await world.schedule()
    await (
        world.rounds.tick()
    )  # the first one of a process also looks for what a wrong clock put off
    heard.clear()
    await world.rounds.tick()
    asked = list(heard)

    plans = [
        row["detail"]
        for sql, values in asked
        for row in await world.db.read(
            lambda r, s=sql, v=values: r.all(f"EXPLAIN QUERY PLAN {s}", *v)
        )
    ]
    assert len(asked) == 7  # deleted, due, over; to send or tell, to remind, parked, signals
    assert all(sql.lstrip().startswith("SELECT") for sql, _ in asked)
    assert plans
    scans = [plan for plan in plans if plan.startswith("SCAN") and "subquery" not in plan]
    assert scans == []  # what numbers the rows of each group scans only what it has just found
    found = [plan for plan in plans if plan.startswith("SEARCH")]
    assert found
    assert [plan for plan in found if "INDEX" not in plan and "PRIMARY KEY" not in plan] == []


async def test_a_backlog_of_one_group_keeps_no_other_waiting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.core.delivery.engine.AT_ONCE", 4)
    for _ in range(8):
        await world.schedule()
    other = await world.schedule(guild_id=OTHER_GUILD)
    assert other.next_due is not None
    await world.at(other.next_due)

    assert (await world.only(other)).state is RoundState.OPEN
    assert len(world.discord.of("round")) == 4
    await world.rounds.tick()
    await world.rounds.tick()
    assert len(world.discord.of("round")) == 9


async def test_a_date_in_the_past_is_no_riddle(world: World) -> None:
    long_ago = int(datetime(2026, 1, 5, 18, tzinfo=UTC).timestamp())
    schedule = await world.schedule(first=long_ago)
    await world.rounds.tick()

    round_ = await world.only(schedule)
    assert round_.state is RoundState.MISSED
    assert round_.collapsed == 42
