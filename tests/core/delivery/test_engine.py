"""The engine, one situation at a time. Any order of them: ``test_engine_machine``."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.core.db import Row, Transaction
from bot.core.delivery import claims
from bot.core.delivery.engine import MOST_STEPS, PER_GROUP
from bot.core.delivery.retry import FIXABLE_SECONDS, backoff
from tests.core.delivery.toys import Fate, Parcels, Process, World, new_engine, rows

YOUNG, OLD = 20, 3600


class Life:
    """A process, its engine and its customers."""

    def __init__(self, path: Path, world: World) -> None:
        self.path = path
        self.world = world
        self.process = Process(path, world)
        self.engine, customers = new_engine(self.process, "parcels", "calls")
        self.parcels, self.calls = customers
        self.engine.patience = 5

    async def accept(
        self, key: str = "a", guild_id: int = 1, lane: str = "parcels", *, forum: bool = False
    ) -> str:
        customer = self.parcels if lane == "parcels" else self.calls
        now = int(self.world.clock().timestamp())
        await self.process.write(lambda tx: customer.accept(tx, key, guild_id, now, forum=forum))
        return key

    def row(self, key: str = "a") -> Row:
        return rows(self.process)[key]

    def again(self) -> "Life":
        """A new process on the same file."""
        self.process.connection.close()
        return Life(self.path, self.world)

    async def tick(self, after: int = 0) -> None:
        self.world.time += after
        await self.engine.tick()


@pytest.fixture
async def life(tmp_path: Path) -> AsyncGenerator[Life]:
    life = Life(tmp_path / "toy.db", World())
    yield life
    life.world.let_go()
    await life.engine.stop()
    life.process.connection.close()


async def test_a_row_is_claimed_sent_marked_and_goes_on_to_its_next_step(life: Life) -> None:
    key = await life.accept()
    await life.engine.deliver(life.parcels, key)

    assert life.world.asked == ["send a", "open a"]
    assert (life.row()["state"], life.row()["claimed_at"]) == ("done", None)
    assert life.parcels.followed == ["a", "a"]


async def test_a_young_claim_is_sent_again_with_its_nonce(life: Life) -> None:
    await life.accept()
    life.world.fates = [Fate.UNHEARD]
    await life.tick()
    after = life.again()
    await after.tick(YOUNG)

    assert life.world.asked == ["send a", "send a", "open a"]
    assert len(life.world.of("a")) == 1


async def test_a_repeated_sending_that_queues_until_its_nonce_is_forgotten_is_not_sent(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "KNOWN_SECONDS", YOUNG + 0.01)
    await life.accept()
    life.world.fates = [Fate.UNHEARD]
    await life.tick()
    life.world.holding = "before"
    await life.tick(YOUNG)
    life.world.let_go()
    await life.tick(OLD)

    assert life.world.asked == ["send a", "send a", "find a", "open a"]
    assert len(life.world.of("a")) == 1


async def test_an_old_claim_is_looked_for_and_adopted(life: Life) -> None:
    await life.accept()
    life.world.fates = [Fate.UNHEARD]
    await life.tick()
    await life.tick(OLD)

    assert life.world.asked == ["send a", "find a", "open a"]
    assert life.row()["message_id"] == life.world.of("a")[0].message_id


async def test_an_old_claim_of_what_is_not_there_is_sent_as_if_for_the_first_time(
    life: Life,
) -> None:
    await life.accept()
    life.world.fates = [Fate.LOST, Fate.LOST]
    await life.tick()
    life.world.fates = []
    await life.tick(OLD)

    assert life.world.asked == ["send a", "find a", "send a", "open a"]


async def test_what_has_no_nonce_is_looked_for_however_young_its_claim(life: Life) -> None:
    await life.accept(forum=True)
    life.world.fates = [Fate.UNHEARD]
    await life.tick()
    await life.tick(YOUNG)

    assert life.world.asked == ["send a", "find a"]
    assert life.row()["state"] == "done"


@pytest.mark.parametrize("fate", [Fate.FORBIDDEN, Fate.LOCKED, Fate.INVALID, Fate.LOST])
async def test_where_looking_is_refused_the_claim_stays_and_nothing_is_sent(
    life: Life, fate: Fate
) -> None:
    await life.accept()
    life.world.fates = [Fate.UNHEARD]
    await life.tick()
    claimed_at = life.row()["claimed_at"]
    life.world.fates = [fate]
    await life.tick(OLD)

    assert life.world.asked == ["send a", "find a"]
    assert claimed_at is not None
    assert life.row()["claimed_at"] == claimed_at
    assert life.row()["due_at"] > life.world.time


@pytest.mark.parametrize("fate", [Fate.FORBIDDEN, Fate.LOCKED])
async def test_a_young_claim_that_is_refused_stays_for_the_first_message_may_be_out(
    life: Life, fate: Fate
) -> None:
    await life.accept()
    life.world.fates = [Fate.UNHEARD]
    await life.tick()
    life.world.fates = [fate]
    await life.tick(YOUNG)
    claimed_at = life.row()["claimed_at"]
    await life.tick(OLD)

    assert claimed_at is not None
    assert life.world.asked == ["send a", "send a", "find a", "open a"]
    assert len(life.world.of("a")) == 1


async def test_a_claim_goes_with_a_first_refusal_that_is_certain(life: Life) -> None:
    await life.accept()
    life.world.fates = [Fate.FORBIDDEN]
    await life.tick()

    assert life.row()["claimed_at"] is None
    assert life.row()["due_at"] == life.world.time + FIXABLE_SECONDS


async def test_a_claim_goes_with_a_place_that_is_gone(life: Life) -> None:
    """No one can see the first message either."""
    await life.accept()
    life.world.fates = [Fate.LOST]
    await life.tick()
    life.world.fates = [Fate.GONE]
    await life.tick(YOUNG)

    assert life.row()["claimed_at"] is None


async def test_what_should_pass_by_itself_is_tried_again_ever_more_slowly(life: Life) -> None:
    await life.accept()
    waits: list[int] = []
    for _ in range(4):
        life.world.fates = [Fate.LOST, Fate.LOST]
        await life.tick()
        waits.append(life.row()["due_at"] - life.world.time)
        life.world.time += waits[-1]

    assert waits[0] == 15
    assert waits == sorted(waits)
    assert waits[-1] > 30


@pytest.mark.expects_errors(3)
@pytest.mark.parametrize("fate", [Fate.BUG_BEFORE, Fate.BUG_AFTER])
async def test_what_raises_is_put_off_ever_longer_and_the_others_go_on(
    life: Life, fate: Fate
) -> None:
    await life.accept()
    for _ in range(6):
        life.world.fates = [fate]
        await life.tick()
        life.world.time += 15
    tries = len(life.world.asked)
    life.world.fates = []
    await life.accept("b")
    await life.tick()

    assert tries == 3
    assert life.row("b")["state"] == "done"


@pytest.mark.expects_errors(4)
async def test_a_row_that_cannot_be_put_off_is_not_tried_at_every_tick_either(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_self: Parcels, _tx: Transaction, _key: str, _at: int) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(Parcels, "put_off", fails)
    await life.accept()
    for _ in range(4):
        life.world.fates = [Fate.BUG_BEFORE]
        await life.tick()
        life.world.time += 12

    assert len(life.world.asked) == 2


@pytest.mark.expects_errors(1)
async def test_a_customer_whose_due_rows_cannot_be_read_stops_no_other(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(life.parcels, "due", fails)
    await life.accept("c", lane="calls")
    await life.tick()

    assert life.row("c")["state"] == "done"


@pytest.mark.expects_errors(1)
async def test_a_row_that_does_not_move_on_is_put_off(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(*_: object) -> None:
        """Marks nothing."""

    monkeypatch.setattr(life.parcels, "sent", nothing)
    await life.accept()
    await life.tick()

    assert len(life.world.asked) == MOST_STEPS
    assert life.row()["due_at"] == life.world.time + 15


@pytest.mark.expects_errors(1)
async def test_what_discord_will_not_have_is_an_error_in_the_log(life: Life) -> None:
    await life.accept()
    life.world.fates = [Fate.INVALID]
    await life.tick()


@pytest.mark.expects_errors(1)
async def test_what_follows_may_fail_and_the_row_is_marked(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails() -> None:
        raise RuntimeError("a direct message")

    def follow(_key: str) -> object:
        return fails if life.world.asked == ["send a"] else None

    monkeypatch.setattr(life.parcels, "_follow", follow)
    await life.accept()
    await life.tick()

    assert life.row()["state"] == "done"


async def test_two_presses_and_a_tick_meet_in_one_sending(life: Life) -> None:
    key = await life.accept()
    await asyncio.gather(
        life.engine.deliver(life.parcels, key),
        life.engine.tick(),
        life.engine.deliver(life.parcels, key),
    )

    assert life.world.asked == ["send a", "open a"]


async def test_a_post_that_hangs_holds_up_no_other_group_and_not_its_own_groups_call(
    life: Life,
) -> None:
    life.engine.patience = 0
    await life.accept("a", 1)
    life.world.holding = "before"
    await life.tick()
    await life.world.reached.wait()
    life.world.holding = None
    await life.accept("a2", 1)
    await life.accept("b", 2)
    await life.accept("call", 1, "calls")
    life.engine.patience = 5
    await life.tick()

    assert {key for key, row in rows(life.process).items() if row["state"] == "done"} == {
        "b",
        "call",
    }


async def test_a_lane_goes_on_by_itself_once_its_request_is_answered(life: Life) -> None:
    life.engine.patience = 0
    for key in ("a", "a2"):
        await life.accept(key, 1)
    life.world.holding = "after"
    await life.tick()
    await life.world.reached.wait()
    life.world.let_go()
    await life.engine.stop()

    assert len(life.world.of("a")) == 1


async def test_a_release_of_a_big_group_hides_no_other_groups_posts(life: Life) -> None:
    life.engine.patience = 0
    for n in range(150):
        await life.accept(f"big{n}", 1)
    life.world.time += 1
    await life.accept("small", 2)
    life.world.holding = "before"
    await life.tick()
    for _ in range(20):
        await asyncio.sleep(0)
    asked = set(life.world.asked)
    life.world.let_go()

    assert "send small" in asked


async def test_of_a_big_group_each_tick_takes_a_part(life: Life) -> None:
    for n in range(PER_GROUP + 5):
        await life.accept(f"p{n}", 1)
    await life.tick()
    first = sum(row["state"] == "done" for row in rows(life.process).values())
    await life.tick()

    assert first == PER_GROUP
    assert all(row["state"] == "done" for row in rows(life.process).values())


async def test_check_again_makes_due_what_was_put_off_in_that_group(life: Life) -> None:
    for key, guild_id in (("a", 1), ("b", 2)):
        await life.accept(key, guild_id)
    life.world.fates = [Fate.FORBIDDEN, Fate.FORBIDDEN]
    await life.tick()
    await life.engine.retry_now(1)
    await life.tick()

    assert (life.row("a")["state"], life.row("b")["state"]) == ("done", "waiting")


@pytest.mark.expects_errors(1)
async def test_check_again_does_not_let_rest_what_has_raised(life: Life) -> None:
    await life.accept()
    life.world.fates = [Fate.BUG_BEFORE]
    await life.tick()
    await life.engine.retry_now(1)
    await life.tick()

    assert life.row()["state"] == "done"


async def test_a_clock_that_is_set_back_lets_nothing_wait_for_what_it_had_shown(
    life: Life,
) -> None:
    await life.accept()
    life.world.skew = 86400
    life.world.fates = [Fate.FORBIDDEN]
    await life.tick()
    life.world.skew = 0
    await life.tick()

    assert life.row()["state"] == "done"


async def test_a_clock_that_was_set_back_before_the_start_does_no_harm_either(life: Life) -> None:
    await life.accept()
    life.world.skew = 86400
    life.world.fates = [Fate.FORBIDDEN]
    await life.tick()
    life.world.skew = 0
    after = life.again()
    await after.tick()

    assert after.row()["state"] == "done"


async def test_a_claim_that_a_clock_set_back_makes_look_young_is_looked_for(life: Life) -> None:
    await life.accept()
    life.world.fates = [Fate.UNHEARD]
    await life.tick()
    life.world.time += 185  # Discord has forgotten the nonce
    life.world.skew = -100  # the claim is 85 seconds old, by this clock
    await life.tick()

    assert len(life.world.of("a")) == 1
    assert "find a" in life.world.asked


async def test_a_claim_of_an_earlier_process_is_not_believed_once_the_clock_was_set_back(
    life: Life,
) -> None:
    await life.accept()
    life.world.fates = [Fate.UNHEARD]
    await life.tick()
    after = life.again()
    after.world.skew = -100
    await after.engine.tick(after.calls)  # here it is noticed, and the parcel is not looked at
    after.world.time += 185  # the claim is 85 seconds old, by this clock
    await after.tick()

    assert after.world.asked == ["send a", "find a", "open a"]
    after.process.connection.close()


async def test_a_stop_returns_when_what_runs_is_marked_and_begins_nothing(life: Life) -> None:
    life.engine.patience = 0
    for key in ("a", "a2"):
        await life.accept(key, 1)
    life.world.holding = "before"
    await life.tick()
    await life.world.reached.wait()
    stopping = asyncio.create_task(life.engine.stop())
    await asyncio.sleep(0)
    life.world.let_go()
    await stopping
    await life.tick()
    await life.engine.deliver(life.parcels, "a2")

    assert [row["state"] for row in rows(life.process).values()] == ["done", "waiting"]


async def test_no_log_of_a_failure_names_the_row(
    life: Life, caplog: pytest.LogCaptureFixture, logged_errors: list[logging.LogRecord]
) -> None:
    key = await life.accept("secret-row")
    life.world.fates = [Fate.BUG_BEFORE]
    await life.engine.deliver(life.parcels, key)
    logged_errors.clear()

    assert "parcels" in str([vars(each) for each in caplog.records])
    assert "secret-row" not in str([vars(each)["haven"] for each in caplog.records])
    assert "secret-row" not in caplog.text


def test_two_customers_of_one_name_are_refused(life: Life) -> None:
    with pytest.raises(ValueError, match="parcels"):
        life.engine.add(Parcels(life.process))


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 15), (1, 30), (5, 480), (8, 3600)])
def test_a_back_off_doubles_up_to_an_hour(attempts: int, seconds: int) -> None:
    assert backoff(attempts).total_seconds() == seconds
