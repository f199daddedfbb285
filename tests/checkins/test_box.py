"""The ballot box: each person counts once, what is acknowledged is kept, and the end is the end."""

import asyncio
import gc
import shutil
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.checkins.ballots import store as ballot_store
from bot.checkins.ballots.box import AT_ONCE, BallotBox, Cast
from bot.checkins.ballots.tally import Ballot, BallotLayout, Tally
from bot.content import DATA
from bot.core.db import Database, Reader, Transaction
from bot.core.keys import Keyring, SealBroken
from tests.checkins.turns import count_turns
from tests.conftest import ROOT

A, B, C = "a" * 22, "b" * 22, "c" * 22
GUILD, OTHER = 880000000000000077, 880000000000000078
LAYOUT = BallotLayout(4, (True, True, False, True), (False, False, False, True))
BALLOT: Ballot = (5, 4, None, 2)
MEMBERS = range(10**17, 10**17 + 12)


@pytest.fixture
async def file(tmp_path: Path) -> AsyncGenerator[Database]:
    db = await Database.open(tmp_path / "ballots.db", DATA / "ballots", journal="delete")
    yield db
    await db.close()


@pytest.fixture
async def box(file: Database, keys: Keyring) -> BallotBox:
    """A box with round A open."""
    box = BallotBox(file, keys)
    await box.open_round(A, GUILD, LAYOUT)
    return box


def _tally(*given: Ballot, layout: BallotLayout = LAYOUT) -> Tally:
    tally = Tally.empty(layout)
    for ballot in given:
        tally = tally.add(ballot)
    return tally


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


async def test_a_ballot_is_counted_once(box: BallotBox) -> None:
    first = await box.cast(A, 1, BALLOT)
    second = await box.cast(A, 1, (1, 1, 1, 1))

    assert (first, second) == (Cast.COUNTED, Cast.ALREADY)
    assert await box.close_round(A) == _tally(BALLOT)


async def test_twelve_who_press_twice_at_the_same_moment_count_once_each(box: BallotBox) -> None:
    outcomes = await asyncio.gather(*(box.cast(A, m, BALLOT) for m in (*MEMBERS, *MEMBERS)))

    assert outcomes == [Cast.COUNTED] * 12 + [Cast.ALREADY] * 12
    assert await box.close_round(A) == _tally(*[BALLOT] * 12)


async def test_a_ballot_that_could_not_be_counted_does_not_stay_in_memory(
    box: BallotBox, file: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(_: object) -> None:
        raise sqlite3.OperationalError("disk full")

    with monkeypatch.context() as broken, suppress(sqlite3.OperationalError):
        broken.setattr(file, "write", refuse)
        await box.cast(A, MEMBERS[0], BALLOT)
    await asyncio.sleep(0)
    gc.collect()

    asked = (MEMBERS[0], BALLOT)
    assert not any(
        type(each) is list and any(type(one) is tuple and one == asked for one in each)
        for each in gc.get_objects()
    )
    assert await box.cast(A, MEMBERS[0], BALLOT) is Cast.COUNTED


_ANSWERS = st.tuples(*[st.none() | st.integers(1, 5)] * 4)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(given_=st.lists(_ANSWERS, max_size=20))
def test_any_ballots_in_any_order_make_the_count_they_add_up_to(
    tmp_path_factory: pytest.TempPathFactory, given_: list[Ballot]
) -> None:
    async def go(folder: Path) -> Tally | None:
        db = await Database.open(folder / "ballots.db", DATA / "ballots", journal="delete")
        try:
            box = BallotBox(db, Keyring(ROOT, folder / "keys"))
            await box.open_round(A, GUILD, LAYOUT)
            await asyncio.gather(*(box.cast(A, m, b) for m, b in enumerate(given_)))
            return await box.close_round(A)
        finally:
            await db.close()

    assert asyncio.run(go(tmp_path_factory.mktemp("box"))) == _tally(*given_)


async def test_rounds_do_not_mix_and_each_keeps_its_own_layout(box: BallotBox) -> None:
    other = BallotLayout(2, (True, False), (True, False))
    await box.open_round(B, OTHER, other)
    await box.cast(A, 1, BALLOT)
    in_b = await box.cast(B, 1, (3, None))

    assert in_b is Cast.COUNTED
    assert await box.close_round(A) == _tally(BALLOT)
    assert await box.close_round(B) == _tally((3, None), layout=other)


@pytest.mark.parametrize("wrong", [(1, 2, 3), (1, 2, 3, 6), (0, 1, 1, 1)])
async def test_a_ballot_that_does_not_fit_changes_nothing_and_can_be_given_rightly(
    box: BallotBox, wrong: Ballot
) -> None:
    with pytest.raises(ValueError, match=r"ballot|answer"):
        await box.cast(A, 1, wrong)

    assert not await box.has_answered(A, 1)
    assert await box.cast(A, 1, BALLOT) is Cast.COUNTED
    assert await box.close_round(A) == _tally(BALLOT)


async def test_who_has_answered_is_known_in_that_round_only(box: BallotBox) -> None:
    await box.open_round(B, GUILD, LAYOUT)
    await box.cast(A, 1, BALLOT)

    assert await box.has_answered(A, 1)
    assert not await box.has_answered(A, 2)
    assert not await box.has_answered(B, 1)
    assert not await box.has_answered(C, 1)


async def test_a_restart_changes_nothing(tmp_path: Path) -> None:
    tally: Tally | None = None
    for turn in range(3):
        db = await Database.open(tmp_path / "ballots.db", DATA / "ballots", journal="delete")
        box = BallotBox(db, Keyring(ROOT, tmp_path / "keys"))
        await box.open_round(A, GUILD, LAYOUT)
        outcomes = [await box.cast(A, member, BALLOT) for member in range(turn + 1)]
        tally = await box.close_round(A) if turn == 2 else None
        await db.close()

        assert outcomes == [Cast.ALREADY] * turn + [Cast.COUNTED]
    assert tally == _tally(*[BALLOT] * 3)


async def test_opening_again_loses_no_vote_and_opens_nothing_that_is_closed(
    box: BallotBox,
) -> None:
    await box.cast(A, 1, BALLOT)
    await box.open_round(A, GUILD, LAYOUT)
    tally = await box.close_round(A)
    await box.open_round(A, GUILD, LAYOUT)

    assert tally == _tally(BALLOT)
    assert await box.cast(A, 2, BALLOT) is Cast.CLOSED


async def test_a_vote_is_on_the_disk_when_it_is_acknowledged(
    box: BallotBox, tmp_path: Path
) -> None:
    await box.cast(A, 1, BALLOT)
    shutil.copytree(tmp_path, tmp_path.parent / "copy", dirs_exist_ok=True)
    copied = tmp_path.parent / "copy"
    db = await Database.open(copied / "ballots.db", DATA / "ballots", journal="delete")
    tally = await BallotBox(db, Keyring(ROOT, copied / "keys")).close_round(A)
    await db.close()
    shutil.rmtree(copied)

    assert tally == _tally(BALLOT)


async def test_whoever_was_counted_is_in_the_result_and_whoever_came_later_is_told(
    box: BallotBox,
) -> None:
    before = [asyncio.create_task(box.cast(A, m, BALLOT)) for m in range(5)]
    await asyncio.sleep(0)
    closing = asyncio.create_task(box.close_round(A))
    await asyncio.sleep(0)
    meanwhile = [asyncio.create_task(box.cast(A, m, BALLOT)) for m in range(5, 10)]
    outcomes = await asyncio.gather(*before, *meanwhile)
    tally = await closing

    assert outcomes[:5] == [Cast.COUNTED] * 5
    assert set(outcomes) <= {Cast.COUNTED, Cast.CLOSED}
    assert tally == _tally(*[BALLOT] * outcomes.count(Cast.COUNTED))
    assert await box.cast(A, 10, BALLOT) is Cast.CLOSED


async def test_whoever_goes_away_takes_nobodys_ballot_along(box: BallotBox) -> None:
    first, *others = [asyncio.create_task(box.cast(A, m, BALLOT)) for m in range(5)]
    await asyncio.sleep(0)
    first.cancel()
    outcomes = await asyncio.gather(*others)

    assert outcomes == [Cast.COUNTED] * 4
    assert first.cancelled()
    assert await box.cast(A, 0, BALLOT) is Cast.ALREADY
    assert await box.close_round(A) == _tally(*[BALLOT] * 5)


async def test_ballots_that_do_not_fit_keep_nobody_beside_them_from_counting(
    box: BallotBox,
) -> None:
    given_: list[Ballot] = [BALLOT, (9, 9, 9, 9), BALLOT, (1,), BALLOT]
    outcomes = await asyncio.gather(
        *(box.cast(A, m, ballot) for m, ballot in enumerate(given_)), return_exceptions=True
    )

    assert [isinstance(one, ValueError) for one in outcomes] == [False, True, False, True, False]
    assert await box.close_round(A) == _tally(*[BALLOT] * 3)


async def test_a_round_that_cannot_be_read_keeps_no_other_from_counting(
    box: BallotBox, file: Database
) -> None:
    await box.open_round(B, GUILD, LAYOUT)
    await file.write(lambda tx: ballot_store.replace(tx, B, bytes(60)))
    outcomes = await asyncio.gather(
        *(box.cast(each, m, BALLOT) for m in range(3) for each in (A, B)), return_exceptions=True
    )

    assert [outcomes[0], outcomes[2], outcomes[4]] == [Cast.COUNTED] * 3
    assert all(isinstance(one, SealBroken) for one in outcomes[1::2])
    assert not await box.has_answered(B, 0)
    assert await box.close_round(A) == _tally(*[BALLOT] * 3)


@pytest.mark.parametrize("batch", [1, 2, 5])
async def test_more_than_are_counted_in_one_go_all_count(
    box: BallotBox, file: Database, keys: Keyring, batch: int
) -> None:
    assert box is not None  # it has opened the round
    small = BallotBox(file, keys, batch=batch)
    outcomes = await asyncio.gather(*(small.cast(A, m, BALLOT) for m in (*MEMBERS, *MEMBERS)))

    assert outcomes == [Cast.COUNTED] * 12 + [Cast.ALREADY] * 12
    assert await small.close_round(A) == _tally(*[BALLOT] * 12)


async def test_what_arrives_together_is_sealed_once(
    box: BallotBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No copy of the file shows the count between two votes of one go."""
    written: list[str] = []
    real = ballot_store.replace

    def note(tx: Transaction, round_id: str, sealed: bytes) -> None:
        written.append(round_id)
        real(tx, round_id, sealed)

    monkeypatch.setattr(ballot_store, "replace", note)
    await asyncio.gather(*(box.cast(A, m, BALLOT) for m in MEMBERS))

    assert written == [A]


async def test_who_has_answered_is_looked_up_once_for_all_who_ask_together(
    box: BallotBox, file: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asyncio.gather(*(box.cast(A, m, BALLOT) for m in MEMBERS[::2]))
    turns = count_turns(monkeypatch, file)
    answered = await asyncio.gather(*(box.has_answered(A, m) for m in MEMBERS))

    assert answered == [member in MEMBERS[::2] for member in MEMBERS]
    assert turns == [file.path.name]


async def test_a_look_that_comes_after_a_vote_sees_it(box: BallotBox) -> None:
    """Also where an earlier look is still waiting for its turn."""
    early = asyncio.create_task(box.has_answered(A, 1))
    await box.cast(A, 1, BALLOT)

    assert await box.has_answered(A, 1)
    assert await early in (True, False)


async def test_a_box_whose_file_is_closed_says_so_each_time(box: BallotBox, file: Database) -> None:
    await file.close()
    for member in (1, 2):
        with pytest.raises(RuntimeError, match="closed"):
            await box.cast(A, member, BALLOT)


async def test_a_count_can_be_taken_again_until_it_is_destroyed(box: BallotBox) -> None:
    await box.cast(A, 1, BALLOT)
    taken = [await box.close_round(A), await box.close_round(A)]
    await box.destroy([A])

    assert taken == [_tally(BALLOT)] * 2
    assert await box.close_round(A) is None


async def test_nothing_is_left_of_a_destroyed_round_and_another_goes_on(
    box: BallotBox, keys: Keyring, tmp_path: Path
) -> None:
    await box.open_round(B, GUILD, LAYOUT)
    for member in MEMBERS:
        await box.cast(A, member, BALLOT)
    await box.cast(B, 1, BALLOT)
    key = keys.rounds.find(A)
    assert key is not None
    tags = [key.tag(member) for member in MEMBERS]
    before = (tmp_path / "ballots.db").read_bytes()

    await box.destroy([A])
    await box.destroy([A])

    after = (tmp_path / "ballots.db").read_bytes()
    assert [tag for tag in tags if tag not in before] == []
    assert [tag for tag in tags if tag in after] == []
    assert A.encode() in before
    assert A.encode() not in after
    assert _names(tmp_path / "keys") == {f"round-{B}.key"}
    assert await box.cast(A, 1, BALLOT) is Cast.CLOSED
    assert not await box.has_answered(A, 1)
    assert await box.close_round(B) == _tally(BALLOT)


@pytest.mark.parametrize("at_start", [False, True])
async def test_no_page_is_left_over_from_a_destroyed_round(
    box: BallotBox, file: Database, keys: Keyring, at_start: bool
) -> None:
    """Its pages would say how many answered; and which came after another, in what is kept."""

    def free(reader: Reader) -> int:
        row = reader.one("PRAGMA freelist_count")
        assert row is not None
        return int(row[0])

    await box.open_round(B, GUILD, LAYOUT)
    await asyncio.gather(*(box.cast(A, member, BALLOT) for member in range(1000)))
    if at_start:
        keys.rounds.destroy([A])  # where a crash cut the destruction short
        await file.write(lambda tx: ballot_store.remove(tx, A))
        before = await file.read(free)
        await box.keep_only([B])
        assert before > 0
    else:
        await box.destroy([A])

    assert await file.read(free) == 0


async def test_no_journal_is_left_beside_the_file(box: BallotBox, tmp_path: Path) -> None:
    await box.cast(A, 1, BALLOT)

    assert _names(tmp_path) == {"ballots.db", "keys"}


async def test_a_round_whose_key_is_gone_is_lost_and_takes_no_more(
    box: BallotBox, keys: Keyring
) -> None:
    await box.cast(A, 1, BALLOT)
    keys.rounds.destroy([A])
    await box.open_round(A, GUILD, LAYOUT)

    assert await box.cast(A, 2, BALLOT) is Cast.CLOSED
    assert not await box.has_answered(A, 1)
    assert await box.close_round(A) is None
    assert keys.rounds.stored() == set()


async def test_a_start_finishes_what_a_crash_left_and_keeps_what_is_open(
    box: BallotBox, file: Database, keys: Keyring
) -> None:
    await box.cast(A, 1, BALLOT)
    await box.open_round(B, GUILD, LAYOUT)  # published, its destruction not begun
    await box.open_round(C, GUILD, LAYOUT)
    keys.rounds.destroy([C])  # its destruction not finished
    keys.rounds.make("d" * 22)  # its opening not finished

    await box.keep_only([A, C, "d" * 22])

    assert await file.read(ballot_store.rounds) == {A}
    assert keys.rounds.stored() == {A}
    assert await box.close_round(A) == _tally(BALLOT)


async def test_a_round_can_be_opened_after_its_opening_was_cut_short(
    file: Database, keys: Keyring
) -> None:
    keys.rounds.make(A)
    box = BallotBox(file, keys)
    await box.open_round(A, GUILD, LAYOUT)

    assert await box.cast(A, 1, BALLOT) is Cast.COUNTED


async def test_a_group_that_is_forgotten_takes_its_rounds_along(
    box: BallotBox, file: Database, keys: Keyring
) -> None:
    await box.open_round(B, OTHER, LAYOUT)
    await box.forget_guild(GUILD)
    await box.forget_guild(GUILD)

    assert await file.read(ballot_store.rounds) == {B}
    assert keys.rounds.stored() == {B}


async def test_many_rounds_can_be_destroyed_at_once(
    box: BallotBox, file: Database, keys: Keyring
) -> None:
    many = [f"round-{number:016}" for number in range(2 * AT_ONCE + 1)]
    await asyncio.gather(*(box.open_round(round_id, GUILD, LAYOUT) for round_id in many))
    await box.destroy(many)
    await box.destroy([])

    assert await file.read(ballot_store.rounds) == keys.rounds.stored() == {A}


async def test_a_count_moved_to_another_round_does_not_open(box: BallotBox, file: Database) -> None:
    await box.open_round(B, GUILD, LAYOUT)
    moved = await file.read(lambda r: ballot_store.find(r, A))
    assert moved is not None
    await file.write(lambda tx: ballot_store.replace(tx, B, moved.sealed))

    with pytest.raises(SealBroken):
        await box.close_round(B)


async def test_counts_are_sealed_anew_each_time_and_always_equally_long(
    box: BallotBox, file: Database
) -> None:
    found: list[bytes] = []
    for member in MEMBERS:
        await box.cast(A, member, (1, 1, 1, 1) if member % 2 else (None, None, None, None))
        row = await file.read(lambda r: ballot_store.find(r, A))
        assert row is not None
        found.append(row.sealed)

    assert len({sealed[:12] for sealed in found}) == len(found)
    assert len({len(sealed) for sealed in found}) == 1


async def test_a_failing_disk_loses_only_what_was_not_acknowledged(
    box: BallotBox, file: Database
) -> None:
    await box.cast(A, 1, BALLOT)
    await file.write(lambda tx: tx.all("PRAGMA max_page_count = 1"))
    results = await asyncio.gather(
        *(box.cast(A, 10**17 + m, BALLOT) for m in range(400)), return_exceptions=True
    )
    counted = [result for result in results if result is Cast.COUNTED]
    await file.write(lambda tx: tx.all("PRAGMA max_page_count = 100000"))
    again = await asyncio.gather(*(box.cast(A, 10**17 + m, BALLOT) for m in range(400)))

    assert any(isinstance(result, sqlite3.OperationalError) for result in results)
    assert again.count(Cast.ALREADY) == len(counted)
    assert await box.close_round(A) == _tally(*[BALLOT] * 401)


@pytest.mark.parametrize("bad", ["", "../../etc/passwd_______", "a" * 21, "ä" * 22])
async def test_a_round_id_that_could_lead_elsewhere_is_refused(
    file: Database, keys: Keyring, bad: str, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="not a round id"):
        await BallotBox(file, keys).open_round(bad, GUILD, LAYOUT)

    assert _names(tmp_path / "keys") == set()
