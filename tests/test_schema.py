"""Every table with a person in it can be shown and erased, and holds nobody in plain."""

import sqlite3
from collections.abc import AsyncGenerator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.care.case import CaseKind, MessageRef, NewCase
from bot.care.store import people as cases
from bot.checkins.schedules import store as schedule_store
from bot.conduct import record_store
from bot.content import DATA, Content
from bot.core.db import Reader
from bot.core.sqlite.migrations import migrate
from bot.screening.verdict import Category, Level
from bot.sharing import identity_store as identities
from bot.sharing.outcomes import Heard
from bot.sharing.rules import State
from bot.talks import store as talks
from bot.talks.rules import Said
from tests.conftest import Clock
from tests.sharing.gateway import ALICE, BOB, CHEN, GUILD, World, new_world

PERSONAL = ("sealed", "tag", "user", "member", "author", "reporter", "person", "admin")
"""A column whose name holds one of these stands for a person, or for what one wrote."""

FOLDERS = ("migrations", "ballots")
"""The migrations of haven.db and of ballots.db."""

NO_PERSON = {
    ("ballot_round", "sealed"): "a sum over everybody, never one person's answers",
    ("ballot_tag", "tag"): "nobody may be able to show or erase who answered; it goes at the close",
    ("words", "sealed"): "what was written, not who; goes with its post or with its day's key",
    ("post", "by_author"): "yes or no, and shown to everyone as the badge",
    ("guild", "moderator_role_id"): "a role",
}
PEOPLE = (ALICE, BOB, CHEN)
TIMELESS = ("post", "words", "authorship")
"""Where no row may tell the minute of what was written without a name."""


def columns() -> Iterator[tuple[str, str]]:
    for folder in FOLDERS:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        migrate(connection, DATA / folder)
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in found.fetchall():
            for row in connection.execute(f"PRAGMA table_info({table})"):
                yield table, row[1]
        connection.close()


def test_every_table_with_a_person_in_it_can_be_exported_and_forgotten() -> None:
    found = {
        table
        for table, column in columns()
        if (table, column) not in NO_PERSON and any(word in column for word in PERSONAL)
    }

    tables = {
        *identities.TABLES,
        *schedule_store.TABLES,
        *record_store.TABLES,
        *talks.TABLES,
        *cases.TABLES,
    }
    assert found == tables


def test_the_exceptions_are_real_columns() -> None:
    known = set(columns())

    assert {key for key in NO_PERSON if key not in known and key[0] != "guild"} == set()


@pytest.fixture
async def world(tmp_path: Path, clock: Clock, content: Content) -> AsyncGenerator[World]:
    world = await new_world(tmp_path, clock, content)
    yield world
    await world.services.close()


async def live(world: World) -> None:
    """Alice shares; Bob answers, hears, reports, talks, waits with a share of his own and is
    paused.
    """
    share = await world.submit(ALICE, "Alice's own words")
    await world.deliver(share.post_id)
    reply = await world.submit(BOB, "Bob's own words", parent=share.post_id)
    await world.deliver(reply.post_id)
    heard = await world.services.sharing.hear(GUILD, BOB, share.post_id)
    assert heard == Heard(1)
    card = await world.report(BOB, share.post_id, "Bob's own report")
    await world.services.desk.show_in(GUILD, card)
    await world.submit(BOB, "Bob's waiting words")
    talk = await world.services.talks.begin(GUILD, BOB, "Bob's own talk", named=False)
    assert isinstance(talk, Said)
    await world.services.talks.from_team(GUILD, talk.talk.talk_id, "The team's own words")
    assert await world.services.decisions.pause_author(GUILD, reply.post_id, 7) is not None
    for member_id in PEOPLE:
        about = NewCase(
            guild_id=GUILD,
            kind=CaseKind.ALERT,
            level=Level.Q1,
            categories=frozenset({Category.CRISIS}),
            member_id=member_id,
            message=MessageRef(1, 2),
            words="A message under one's own name",
        )
        await world.services.cases.open(about)


async def exported(world: World, member_id: int) -> dict[str, int]:
    """How many rows of each table stand for the member, by ``people.export``."""
    seals = world.services.sharing._seals  # pyright: ignore[reportPrivateUsage] - the tests' own look
    opens, tags = seals.opens(member_id), seals.tags(GUILD, member_id)
    mine = world.services.talks._seals.opens(member_id)  # pyright: ignore[reportPrivateUsage] - as above

    def look(reader: Reader) -> dict[str, list[str]]:
        found = identities.export(reader, GUILD, opens, tags)
        return found | talks.export(reader, GUILD, mine)

    found = await world.services.db.read(look)
    return {table: len(rows) for table, rows in found.items()}


async def test_export_shows_every_table_and_forget_empties_all_but_the_pause(world: World) -> None:
    await live(world)
    before = await exported(world, BOB)
    others = await exported(world, ALICE)

    await world.services.privacy.forget(GUILD, BOB)

    assert set(before) == {*identities.TABLES, *talks.TABLES, "report"}
    assert all(before.values()), before
    after = await exported(world, BOB)
    assert {table for table, rows in after.items() if rows} == {"pause"}
    assert await exported(world, ALICE) == others


async def test_forgetting_throws_away_what_has_not_appeared_and_keeps_what_has(
    world: World,
) -> None:
    await live(world)

    await world.services.privacy.forget(GUILD, BOB)
    world.clock.pass_by(days=2)
    await world.quiet()

    shown = {m.words.words for m in world.discord.messages.values() if m.words}
    assert shown == {"Alice's own words", "Bob's own words"}


def everything(folder: Path) -> bytes:
    """Every byte of both databases and their logs, and the names of the key files."""
    files = b"".join(path.read_bytes() for path in sorted(folder.glob("*.db*")))
    return files + b"".join(path.name.encode() for path in folder.rglob("*.key"))


def spellings(member_id: int) -> list[bytes]:
    return [
        str(member_id).encode(),
        member_id.to_bytes(8, "big"),
        member_id.to_bytes(8, "little"),
        f"{member_id:x}".encode(),
    ]


async def test_no_byte_on_the_disk_spells_a_member_or_their_words(
    world: World, tmp_path: Path
) -> None:
    await live(world)

    found = everything(tmp_path)
    assert len(found) > 10_000
    assert [m for m in PEOPLE if any(spelling in found for spelling in spellings(m))] == []
    assert b"own words" not in found
    assert b"waiting words" not in found
    assert b"own report" not in found
    assert b"own talk" not in found


async def test_after_forgetting_no_tag_or_seal_of_the_member_is_left_on_the_disk(
    world: World, tmp_path: Path
) -> None:
    await live(world)

    def personal(reader: Reader) -> set[bytes]:
        sealed = [
            row["sealed"]
            for table in ("authorship", "talk", "talk_line")
            for row in reader.all(f"SELECT sealed FROM {table}")
        ]
        tags = [r["tag"] for t in ("alias", "hearing") for r in reader.all(f"SELECT tag FROM {t}")]
        return {bytes(value) for value in (*sealed, *tags)}

    before = await world.services.db.read(personal)
    await world.services.privacy.forget(GUILD, BOB)
    left = await world.services.db.read(personal)

    gone = before - left
    assert len(gone) >= 7
    found = everything(tmp_path)
    assert [value for value in gone if value in found] == []


async def test_no_column_of_any_row_holds_a_member_id_in_plain(world: World) -> None:
    await live(world)

    def look(reader: Reader) -> list[object]:
        named = reader.all("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = {row["name"] for row in named}
        return [v for t in tables for row in reader.all(f"SELECT * FROM {t}") for v in tuple(row)]

    values = await world.services.db.read(look)
    assert len(values) > 50
    assert [v for v in values if v in PEOPLE or str(v) in map(str, PEOPLE)] == []


async def test_a_group_that_keeps_no_link_has_no_row_for_an_author(
    tmp_path: Path, clock: Clock, content: Content
) -> None:
    world = await new_world(tmp_path, clock, content)
    try:
        group = world.services.groups.get(GUILD)

        await world.services.groups.change(replace(group, link_days=0), everyone_sees_care=False)
        share = await world.submit(ALICE, "Nobody's words")
        after = await world.deliver(share.post_id)

        assert after is not None
        assert after.state is State.POSTED
        assert (await exported(world, ALICE))["authorship"] == 0
        rows = await world.services.db.read(lambda r: r.all("SELECT * FROM authorship"))
        assert rows == []
    finally:
        await world.services.close()


async def test_no_row_tells_the_minute_in_which_a_held_share_was_written(world: World) -> None:
    await world.set_up(vetting=True)
    world.clock.pass_by(minutes=17, seconds=23)
    now = int(world.clock().timestamp())
    await world.submit(ALICE, "Held words")
    said = await world.services.talks.begin(GUILD, BOB, "A talk", named=False)
    assert isinstance(said, Said)
    talk_id = said.talk.talk_id
    await world.services.talks.from_member(GUILD, BOB, talk_id, "And one more line")
    await world.services.helplines.broken(GUILD, "us-988")

    def look(reader: Reader) -> set[int]:
        rows = [
            row
            for t in (*TIMELESS, "care_case", "case_step", "talk", "talk_line")
            for row in reader.all(f"SELECT * FROM {t}")
        ]
        return {v for row in rows for v in tuple(row) if isinstance(v, int)}

    assert not any(abs(value - now) < 600 for value in await world.services.db.read(look))
