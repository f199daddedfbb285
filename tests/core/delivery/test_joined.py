"""Two who want the same thing meet in one task, and none of them goes away empty-handed."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.core.delivery.joined import Joined


def _work(
    done: list[str], name: str, gate: asyncio.Event | None = None
) -> Callable[[], Awaitable[None]]:
    async def work() -> None:
        done.append(name)
        if gate is not None:
            await gate.wait()

    return work


async def _turns() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_a_request_after_the_work_was_done_is_worked_on_though_the_task_has_not_ended() -> (
    None
):
    joined, done, woke = Joined(), list[str](), asyncio.Event()

    async def first() -> None:
        done.append("first")
        woke.set()

    async def other() -> None:
        await woke.wait()
        await joined.run("k", _work(done, "second"))

    waiting = asyncio.create_task(other())
    await asyncio.sleep(0)
    await joined.run("k", first)
    await waiting

    assert done == ["first", "second"]


async def test_of_many_who_come_during_a_run_one_more_run_serves_all() -> None:
    joined, done, gate = Joined(), list[str](), asyncio.Event()
    first = asyncio.create_task(joined.run("k", _work(done, "first", gate)))
    await _turns()
    later = [asyncio.create_task(joined.run("k", _work(done, "again"))) for _ in range(5)]
    await _turns()
    before = list(done)
    gate.set()
    await asyncio.gather(first, *later)

    assert before == ["first"]
    assert done == ["first", "again"]


async def test_two_keys_do_not_wait_for_each_other() -> None:
    joined, done, gate = Joined(), list[str](), asyncio.Event()
    slow = asyncio.create_task(joined.run("a", _work(done, "a", gate)))
    await _turns()
    await joined.run("b", _work(done, "b"))
    gate.set()
    await slow

    assert done == ["a", "b"]


async def test_a_caller_who_is_cancelled_stops_no_work() -> None:
    joined, done, gate = Joined(), list[str](), asyncio.Event()

    async def work() -> None:
        await gate.wait()
        done.append("all of it")

    caller = asyncio.create_task(joined.run("k", work))
    await _turns()
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    gate.set()
    await joined.stop()

    assert done == ["all of it"]


async def test_work_that_asks_for_its_own_key_does_not_wait_for_itself() -> None:
    joined, done = Joined(), list[str]()

    async def first() -> None:
        await joined.run("k", _work(done, "again"))
        done.append("first")

    async with asyncio.timeout(5):
        await joined.run("k", first)

    assert done == ["first", "again"]


async def test_work_that_fails_is_told_to_its_caller_and_leaves_the_key_free() -> None:
    joined, done = Joined(), list[str]()

    async def fails() -> None:
        raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        await joined.run("k", fails)
    await joined.run("k", _work(done, "next"))

    assert done == ["next"]


@pytest.mark.expects_errors(1)
async def test_work_asked_for_during_a_run_that_fails_is_done() -> None:
    joined, done, gate = Joined(), list[str](), asyncio.Event()

    async def fails() -> None:
        await gate.wait()
        raise ValueError("on purpose")

    first = asyncio.create_task(joined.run("k", fails))
    await _turns()
    second = asyncio.create_task(joined.run("k", _work(done, "second")))
    await _turns()
    gate.set()
    await asyncio.gather(first, second)

    assert done == ["second"]


async def test_after_a_stop_nothing_is_begun() -> None:
    joined, done = Joined(), list[str]()
    await joined.stop()
    await joined.run("k", _work(done, "never"))

    assert joined.stopping
    assert done == []
