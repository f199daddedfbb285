"""What is sent for one group waits for nothing that is sent for another."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.core import sending
from bot.core.sending import SideBySide


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits for something that hangs gives up at the next turn of the loop."""
    monkeypatch.setattr(sending, "PATIENCE", 0)


def _job(
    done: list[str], name: str, gate: asyncio.Event | None = None
) -> Callable[[], Awaitable[None]]:
    async def job() -> None:
        if gate is not None:
            await gate.wait()
        done.append(name)

    return job


async def _turns() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_the_jobs_of_a_group_are_done_in_their_order() -> None:
    done = list[str]()
    await SideBySide().run({1: [_job(done, name) for name in "abc"]})
    await _turns()

    assert done == ["a", "b", "c"]


async def test_a_group_that_hangs_keeps_no_other_waiting_and_goes_on_by_itself() -> None:
    done, gate, lines = list[str](), asyncio.Event(), SideBySide()
    await lines.run({1: [_job(done, "slow", gate), _job(done, "next")], 2: [_job(done, "other")]})
    await _turns()
    before = list(done)
    gate.set()
    await lines.stop()

    assert before == ["other"]
    assert done == ["other", "slow", "next"]


async def test_a_group_under_way_is_passed_over_until_it_is_through() -> None:
    done, gate, lines = list[str](), asyncio.Event(), SideBySide()
    await lines.run({1: [_job(done, "slow", gate)]})
    await lines.run({1: [_job(done, "again")], 2: [_job(done, "other")]})
    gate.set()
    await lines.stop()
    await lines.run({1: [_job(done, "later")]})
    await lines.stop()

    assert done == ["other", "slow", "later"]


@pytest.mark.expects_errors(1)
async def test_a_job_that_fails_keeps_the_next_one_from_nothing() -> None:
    done, lines = list[str](), SideBySide()

    async def fails() -> None:
        raise ValueError("on purpose")

    await lines.run({1: [fails, _job(done, "next")]})
    await lines.stop()

    assert done == ["next"]


async def test_nothing_to_do_is_done_at_once() -> None:
    lines = SideBySide()
    await lines.run({})
    await lines.stop()
