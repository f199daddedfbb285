"""Whatever is lost, refused, slow or killed: at most once at every moment, once in the end."""

import asyncio
import logging
import tempfile
from collections.abc import Callable, Coroutine, Generator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.core.delivery.claims import YOUNG_SECONDS
from tests.core.delivery.toys import NONCE_HOLDS, Fate, Process, World, new_engine, rows

GROUPS = (1, 2)
LANES = ("parcels", "calls")
SPANS = (1, 20, YOUNG_SECONDS - 5, YOUNG_SECONDS + 5, NONCE_HOLDS + 5, 700, 7200)
CHANGES = (-86400, -7200, -700, -100, 100, 7200)
SOME_FATES = st.lists(st.sampled_from((Fate.UNHEARD, Fate.UNHEARD, *Fate)), max_size=3)
"""What becomes of the next requests: an answer that is lost is what most depends on."""


class WorldsLoop(asyncio.SelectorEventLoop):
    """A loop whose timers go by the time of the world."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world

    def time(self) -> float:
        """World time."""
        return float(self._world.time)


class Deliveries(RuleBasedStateMachine):
    """Any order of events around one engine, its table and a Discord."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(prefix="haven-engine-")
        self._path = Path(self._folder.name) / "toy.db"
        self._world = World()
        self._loop = WorldsLoop(self._world)
        self._loop.set_exception_handler(lambda _loop, _context: None)  # tasks that died
        self._numbers = 0
        self._accepted: dict[str, str] = {}
        self._latest = 0
        self._down_for = 0
        self._was_set_back = False
        self._begin()

    def _begin(self) -> None:
        self._process = Process(self._path, self._world)
        self._engine, customers = new_engine(self._process, *LANES)
        self._customers = {each.lane: each for each in customers}

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        """Lets ``work`` and all that it begins go as far as it gets; buries a dead process."""

        async def go() -> None:
            task = asyncio.ensure_future(work)
            quiet, steps = 0, -1
            while quiet < 6:
                await asyncio.sleep(0)
                quiet = quiet + 1 if steps == self._process.steps else 0
                steps = self._process.steps
            if task.done() and not self._process.dead:
                task.result()

        self._loop.run_until_complete(go())
        if self._process.dead:
            self._bury()

    def _bury(self) -> None:
        self._process.dead = True
        others = asyncio.all_tasks(self._loop)
        for task in others:
            task.cancel()
        if others:
            self._loop.run_until_complete(asyncio.gather(*others, return_exceptions=True))
        self._process.connection.close()
        self._world.slow.clear()
        self._world.holding = None
        self._world.time += self._down_for
        self._down_for = 0
        if self._was_set_back:
            # What a new process cannot see (``claims``): it starts when the clock has passed all
            # that it had shown.
            self._world.time += max(0, self._latest + YOUNG_SECONDS - self._now())
            self._was_set_back = False
        self._begin()

    def _now(self) -> int:
        return self._world.time + self._world.skew

    async def _accept(self, key: str, lane: str, guild_id: int, forum: bool) -> None:
        customer = self._customers[lane]
        now = int(self._world.clock().timestamp())
        await self._process.write(lambda tx: customer.accept(tx, key, guild_id, now, forum=forum))

    @initialize(forums=st.tuples(st.booleans(), st.booleans()))
    def accept_some(self, forums: tuple[bool, bool]) -> None:
        """Something is there from the beginning."""
        for forum in forums:
            self.accept("parcels", 1, forum)

    @precondition(lambda self: len(self._accepted) < 5)
    @rule(lane=st.sampled_from(LANES), guild_id=st.sampled_from(GROUPS), forum=st.booleans())
    def accept(self, lane: str, guild_id: int, forum: bool) -> None:
        """A member presses "Post it"."""
        key = f"k{self._numbers}"
        self._numbers += 1
        self._run(self._accept(key, lane, guild_id, forum))
        self._accepted[key] = lane

    @precondition(lambda self: self._accepted)
    @rule(data=st.data(), times=st.integers(1, 3), fates=SOME_FATES)
    def deliver(self, data: st.DataObject, times: int, fates: list[Fate]) -> None:
        """Presses, the same one several times at once: duplicate events."""
        key = data.draw(st.sampled_from(sorted(self._accepted)))
        self._world.fates = fates
        self._run(self._press(key, times))

    async def _press(self, key: str, times: int) -> None:
        customer = self._customers[self._accepted[key]]
        await asyncio.gather(*(self._engine.deliver(customer, key) for _ in range(times)))

    @rule(after=st.sampled_from((0, *SPANS)), fates=SOME_FATES)
    def tick(self, after: int, fates: list[Fate]) -> None:
        """The ticker's, some time later."""
        self._world.time += after
        self._world.fates = fates
        self._run(self._engine.tick())

    @precondition(lambda self: len(self._accepted) < 8)
    @rule(
        forum=st.sampled_from((False, False, True)),
        lost=st.sampled_from((Fate.UNHEARD, Fate.LOST, Fate.BUG_AFTER)),
        after=st.sampled_from((20, YOUNG_SECONDS - 5, *SPANS)),
        then=st.sampled_from((Fate.FORBIDDEN, Fate.LOCKED, *Fate)),
        times=st.integers(1, 2),
    )
    def lose_an_answer(self, forum: bool, lost: Fate, after: int, then: Fate, times: int) -> None:
        """The beginning of most double messages: an answer is lost, and the next try fails too."""
        key = f"k{self._numbers}"
        self.accept("parcels", 1, forum)
        self._world.fates = [lost]
        self._run(self._press(key, 1))
        self._world.time += after
        self._world.fates = [then]
        self._run(self._press(key, times))

    @rule(dies_in=st.integers(0, 24), gap=st.sampled_from((0, *SPANS)))
    def tick_and_die(self, dies_in: int, gap: int) -> None:
        """The process is killed at any await of a tick, and started again after ``gap``."""
        self._process.dies_in, self._down_for = dies_in, gap
        self._run(self._engine.tick())
        self._process.dies_in, self._down_for = None, 0

    @rule(gap=st.sampled_from(SPANS))
    def die(self, gap: int) -> None:
        """Killed while requests are under way or nothing is."""
        self._down_for = gap
        self._bury()

    @rule(where=st.sampled_from(("before", "after")))
    def hold(self, where: str) -> None:
        """Requests are slow from now on."""
        self._world.holding = where

    @rule()
    def let_go(self) -> None:
        """What was slow goes on."""
        self._world.let_go()
        self._run(asyncio.sleep(0))

    @rule(by=st.sampled_from(CHANGES))
    def set_clock(self, by: int) -> None:
        """The bot's clock is set; the ticker notices that at its next tick."""
        self._latest = max(self._latest, self._now())
        self._was_set_back = self._was_set_back or by < 0
        self._world.skew += by
        self._run(self._engine.tick())

    @rule(guild_id=st.sampled_from(GROUPS))
    def retry_now(self, guild_id: int) -> None:
        """An admin presses *Check again*."""
        self._run(self._engine.retry_now(guild_id))

    @rule()
    def stop(self) -> None:
        """Stopped in order: what is under way is marked, then a new process begins."""
        self._world.let_go()
        self._run(self._engine.stop())
        assert not [each for each in asyncio.all_tasks(self._loop) if not each.done()]
        self._bury()

    @invariant()
    def at_most_once(self) -> None:
        """Nothing stands in Discord twice, and nothing that was not accepted."""
        keys = [each.key for each in self._world.messages]
        assert len(keys) == len(set(keys)), self._world.asked
        assert set(keys) <= set(self._accepted)
        for key, row in rows(self._process).items():
            if row["state"] != "waiting":
                assert [each.message_id for each in self._world.of(key)] == [row["message_id"]]

    def teardown(self) -> None:
        """The world heals; after three hours everything is out, once."""
        try:
            self._world.let_go()
            self._world.fates.clear()
            self._run(asyncio.sleep(0))
            for _ in range(12):
                self._run(self._engine.tick())
                self._world.time += 900
            self.at_most_once()
            assert {each.key for each in self._world.messages} == set(self._accepted)
            assert all(row["state"] == "done" for row in rows(self._process).values())
        finally:
            self._bury()
            self._process.connection.close()
            self._loop.close()
            self._folder.cleanup()


@pytest.fixture(autouse=True)
def quiet() -> Generator[None]:
    """What the engine logs about faults made on purpose is not looked at here."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def _profile(examples: int, steps: int, *, derandomize: bool) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        derandomize=derandomize,
        suppress_health_check=[HealthCheck.too_slow],
    )


def test_each_accepted_thing_is_out_at_most_once_and_once_in_the_end() -> None:
    run_state_machine_as_test(Deliveries, settings=_profile(200, 25, derandomize=True))


@pytest.mark.slow
def test_the_same_over_many_more_orders_of_events() -> None:
    run_state_machine_as_test(Deliveries, settings=_profile(1500, 40, derandomize=False))


@pytest.mark.parametrize("lost", [Fate.UNHEARD, Fate.LOST, Fate.BUG_AFTER])
@pytest.mark.parametrize("forum", [False, True])
def test_any_fault_after_a_lost_answer_leaves_one_message(lost: Fate, forum: bool) -> None:
    """Every pair of faults, at every age of the claim: what random orders may leave out."""
    for after, then in product(SPANS, Fate):
        deliveries = Deliveries()
        deliveries.lose_an_answer(forum=forum, lost=lost, after=after, then=then, times=2)
        deliveries.teardown()


def _slow(deliveries: Deliveries) -> None:
    """The next try waits in a queue until Discord has forgotten the nonce."""
    deliveries.hold(where="before")
    deliveries.tick(after=20, fates=[])
    deliveries.tick(after=NONCE_HOLDS + 5, fates=[])
    deliveries.let_go()


MEANWHILE: dict[str, Callable[[Deliveries], None]] = {
    "a slow try": _slow,
    "a restart at once": lambda it: it.die(gap=1),
    "a restart": lambda it: it.die(gap=NONCE_HOLDS + 5),
    "a day back": lambda it: it.set_clock(by=-86400),
    "a little back": lambda it: it.set_clock(by=-100),
    "ahead": lambda it: it.set_clock(by=7200),
    "stopped": lambda it: it.stop(),
}


@pytest.mark.parametrize("meanwhile", MEANWHILE)
def test_whatever_happens_after_a_lost_answer_there_is_one_message(meanwhile: str) -> None:
    for forum, after, then in product((False, True), SPANS, (Fate.UNHEARD, Fate.FORBIDDEN)):
        deliveries = Deliveries()
        deliveries.lose_an_answer(forum=forum, lost=Fate.UNHEARD, after=0, then=Fate.LOST, times=1)
        MEANWHILE[meanwhile](deliveries)
        deliveries.tick(after=after, fates=[then])
        deliveries.at_most_once()
        deliveries.teardown()
