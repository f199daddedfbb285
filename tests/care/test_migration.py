"""Migration 0008, which makes one table of cards and cases: every row before and after."""

import shutil
import sqlite3
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.care.case import CaseKind, Closing, MessageRef, What
from bot.content import DATA, Content
from bot.core.db import migrate
from bot.core.keys import Keyring
from bot.core.seals import Seals, Words
from bot.screening.verdict import Category, Level
from tests.conftest import ROOT, Clock
from tests.sharing.gateway import ALICE, BOB, GUILD, World, new_world

MO = 9001
DAY = 86400


def key(name: str) -> str:
    """An id of 22 characters that can be read."""
    return name.ljust(22, "0")


class Before:
    """A database of version 7, written by hand as that version wrote it."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.now = int(clock().timestamp())
        self.day = clock().date() + timedelta(days=20)
        self.keys = Keyring(ROOT, folder / "keys")
        self.seals = Seals(self.keys)
        folder.joinpath("old").mkdir()
        for script in sorted((DATA / "migrations").glob("000[1-7]_*.sql")):
            shutil.copy(script, folder / "old" / script.name)
        self.db = sqlite3.connect(folder / "haven.db", isolation_level=None)
        self.db.execute("PRAGMA foreign_keys = ON")
        assert migrate(self.db, folder / "old") == 7
        self.db.execute("INSERT INTO guild (guild_id) VALUES (?)", (GUILD,))

    def insert(self, table: str, **values: object) -> None:
        marks = ", ".join("?" * len(values))
        names = ", ".join(values)
        self.db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))

    def post(self, name: str, state: str) -> str:
        self.insert(
            "post",
            post_id=key(name),
            guild_id=GUILD,
            state=state,
            alias="Calm Otter",
            by_author=0,
            nonce=f"nonce {name}",
            due_at=self.now,
        )
        return key(name)

    def case(
        self,
        name: str,
        kind: str,
        *,
        card: dict[str, object] | None = None,
        words: str = "",
        member_id: int | None = None,
        **case: object,
    ) -> str:
        case_id, day = key(name), self.day.isoformat()
        sealed = self.seals.words(case_id, Words(words), self.day) if words else None
        row: dict[str, object] = {
            "card_id": case_id,
            "guild_id": GUILD,
            "kind": kind,
            "state": "open",
            "nonce": f"card {name}",
            "due_at": self.now,
            "sealed": sealed,
            "key_day": day if words else None,
        }
        self.insert("card", **(row | (card or {})))
        member = None
        if member_id is not None:
            member = self.keys.seal(self.day, member_id.to_bytes(8), f"case:{case_id}")
        work: dict[str, object] = {
            "case_id": case_id,
            "guild_id": GUILD,
            "level": 1,
            "began_at": self.now,
            "sealed_member": member,
            "key_day": day if member else None,
        }
        self.insert("care_case", **(work | case))
        return case_id


@pytest.fixture
def before(tmp_path: Path, clock: Clock) -> Before:
    return Before(tmp_path, clock)


@pytest.fixture
async def opened(tmp_path: Path, clock: Clock, content: Content) -> AsyncGenerator[list[World]]:
    """Where a test puts the world that it opens on the old data."""
    worlds: list[World] = []
    yield worlds
    for world in worlds:
        await world.services.close()


async def after(before: Before, folder: Path, clock: Clock, content: Content) -> World:
    """The same data, opened by today's code."""
    before.db.close()
    return await new_world(folder, clock, content)


async def test_every_value_of_a_card_and_its_case_is_in_the_one_row(
    before: Before, tmp_path: Path, clock: Clock, content: Content, opened: list[World]
) -> None:
    now, tag = before.now, before.seals.tag("case", GUILD, "", ALICE)
    case_id = before.case(
        "alert",
        "alert",
        card={"channel_id": 5, "message_id": 6, "stale": 2, "attempts": 3, "reason": "removed"},
        words="my own words",
        member_id=ALICE,
        level=2,
        categories="crisis,hate",
        rules="a.rule,b.rule",
        times=4,
        spot_channel_id=7,
        spot_message_id=8,
        group_tag=tag,
        holder_id=MO,
        step=1,
        call_at=now + 1800,
    )
    before.insert(
        "case_step", step_id=key("s"), case_id=case_id, member_id=MO, number=0, what="claimed", at=1
    )
    before.insert("case_call", call_id=key("c"), case_id=case_id, rung="team", due_at=9, attempts=2)
    opened.append(world := await after(before, tmp_path, clock, content))
    case = await world.card(case_id)
    look = await world.services.cards.look(GUILD, case_id)
    calls = await world.services.db.read(lambda r: r.all("SELECT * FROM case_call"))
    history = await world.services.cases.history(GUILD, case_id)

    assert (case.kind, case.open, case.closing, case.reason) == (
        CaseKind.ALERT,
        True,
        None,
        "removed",
    )
    assert (case.level, case.times, case.holder_id, case.step) == (Level.Q2, 4, MO, 1)
    assert (case.categories, case.rules) == (
        frozenset({Category.CRISIS, Category.HATE}),
        ("a.rule", "b.rule"),
    )
    assert (case.began_at, case.call_at, case.put_off) == (now, now + 1800, False)
    assert (case.group_tag, case.reporter_tag, case.nonce) == (tag, None, "card alert")
    assert (case.channel_id, case.message_id, case.attempts, case.stale) == (5, 6, 3, 2)
    assert look is not None
    assert (look.member_id, look.words, look.message) == (ALICE, "my own words", MessageRef(7, 8))
    assert [tuple(row) for row in calls] == [(key("c"), case_id, "team", 9, None, 2)]
    assert history is not None
    assert [(one.what, one.member_id, one.at) for one in history] == [(What.CLAIMED, MO, 1)]


async def test_two_states_become_one(
    before: Before, tmp_path: Path, clock: Clock, content: Content, opened: list[World]
) -> None:
    now, post_id = before.now, before.post("post", "posted")
    done: dict[str, object] = {"state": "done", "ended_at": now, "post_id": post_id}
    reasoned = before.case("one", "alert", card=done, closing="talked", call_at=None)
    decided = before.case("two", "held", card=done, call_at=now + DAY)  # not settled yet
    reopened = before.case(
        "three", "report", card={"post_id": post_id, "tag": b"t"}, closing="handled"
    )
    opened.append(world := await after(before, tmp_path, clock, content))
    cases = [await world.card(case_id) for case_id in (reasoned, decided, reopened)]

    assert [(case.open, case.closing, case.call_at) for case in cases] == [
        (False, Closing.TALKED, None),
        (False, None, None),
        (True, None, None),
    ]
    assert cases[2].reporter_tag == b"t"


async def test_a_reminder_and_a_call_of_the_level_stay_what_they_were(
    before: Before, tmp_path: Path, clock: Clock, content: Content, opened: list[World]
) -> None:
    now = before.now
    ladders = {
        0: [DAY, 4 * DAY, 7 * DAY],
        1: [DAY, 2 * DAY, 5 * DAY, 8 * DAY],
        2: [0, 1800, 3600, 3600 + 3 * DAY],
        3: [0, 300, 900, 900 + 3 * DAY, 900 + 6 * DAY],
    }
    expected: dict[str, bool] = {}
    for level, calls in ladders.items():
        for step, after_start in enumerate(calls):
            for late in (0, 77):
                name = f"c{level}{step}{late}"
                case_id = before.case(
                    name, "note", level=level, step=step, call_at=now + after_start + late
                )
                expected[case_id] = late > 0
    opened.append(world := await after(before, tmp_path, clock, content))

    assert {each: (await world.card(each)).put_off for each in expected} == expected


async def test_a_case_keeps_no_copy_of_a_talks_words(
    before: Before, tmp_path: Path, clock: Clock, content: Content, opened: list[World]
) -> None:
    case_id = before.case("talk", "talk", words="said in a talk", talk_id=key("thetalk"))
    opened.append(world := await after(before, tmp_path, clock, content))
    case = await world.card(case_id)

    assert (case.sealed_words, case.words_day, case.talk_id) == (None, None, key("thetalk"))
    assert case.open


async def test_erasing_reaches_what_earlier_versions_left_without_a_tag(
    before: Before, tmp_path: Path, clock: Clock, content: Content, opened: list[World]
) -> None:
    done: dict[str, object] = {"state": "done", "ended_at": before.now}
    closed = before.case("closed", "alert", card=done, words="mine", member_id=ALICE)
    appeal = before.case("appeal", "appeal", words="mine too", member_id=ALICE)
    other = before.case("other", "appeal", words="not mine", member_id=BOB)
    opened.append(world := await after(before, tmp_path, clock, content))
    kept = await world.services.privacy.kept(GUILD, ALICE)
    await world.services.privacy.forget(GUILD, ALICE)
    looks = [await world.services.cards.look(GUILD, each) for each in (closed, appeal, other)]

    assert kept.cases == 2
    assert [(look.member_id, look.words) for look in looks if look] == [
        (None, ""),
        (None, ""),
        (BOB, "not mine"),
    ]


async def test_what_belongs_to_a_case_still_goes_with_it(
    before: Before, tmp_path: Path, clock: Clock, content: Content, opened: list[World]
) -> None:
    post_id = before.post("post", "posted")
    case_id = before.case("report", "report", card={"post_id": post_id})
    before.insert(
        "case_step", step_id=key("s"), case_id=case_id, number=0, what="opened", at=before.now
    )
    before.insert("case_call", call_id=key("c"), case_id=case_id, rung="aloud", due_at=before.now)
    opened.append(world := await after(before, tmp_path, clock, content))
    db = world.services.db
    tables = ("care_case", "case_step", "case_call")
    counted = [[await db.read(lambda r, t=t: len(r.all(f"SELECT * FROM {t}"))) for t in tables]]
    await db.write(lambda tx: tx.execute("DELETE FROM post"))
    counted.append([await db.read(lambda r, t=t: len(r.all(f"SELECT * FROM {t}"))) for t in tables])
    left = await db.read(lambda r: r.all("SELECT name FROM sqlite_master WHERE name LIKE '%card%'"))

    assert counted == [[1, 1, 1], [0, 0, 0]]
    assert [row["name"] for row in left] == []
