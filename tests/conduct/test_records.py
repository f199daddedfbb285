"""The record of what the team did: it tells the hour, and no more."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.conduct.sanctions import Reason, Sanction
from bot.content import Content
from tests.conftest import Clock
from tests.sharing.gateway import ALICE, GUILD, World, new_world

HOUR = 3600


@pytest.fixture
async def world(tmp_path: Path, clock: Clock, content: Content) -> AsyncGenerator[World]:
    world = await new_world(tmp_path, clock, content)
    yield world
    await world.services.close()


@pytest.mark.parametrize("step", [Sanction.WARN, Sanction.REMOVE])
async def test_a_record_tells_the_hour_in_which_a_step_was_taken_and_no_more(
    world: World, step: Sanction
) -> None:
    """By the second, a reader of the database could find the message and so its author."""
    rows: set[tuple[int, int | None]] = set()
    world.clock.pass_by(minutes=60 - world.clock().minute)
    began = int(world.clock().timestamp()) // HOUR * HOUR
    for seconds in (1, 1799, 1799):
        world.clock.pass_by(seconds=seconds)
        await world.services.records.note(GUILD, ALICE, step, Reason.UNKIND, case_id=None)
    found = await world.services.db.read(lambda r: r.all("SELECT * FROM harm_record"))
    rows = {(row["made_at"], row["until"]) for row in found}
    shown = await world.services.records.of_member(GUILD, ALICE)

    assert len(found) == 3
    assert rows == {(began, None)}
    assert {record.made_at for record in shown} == {began}
