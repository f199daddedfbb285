"""What Haven keeps about a member, what erasing erases, and what the purge deletes and when."""

import asyncio
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.care.case import CLOSED_DAYS
from bot.checkins.outcomes import Created
from bot.content import Content
from bot.core.db import Database, Reader
from bot.core.ids import random_id
from bot.core.keys import Keyring
from bot.core.limits import Limit, Limits
from bot.core.seals import WORDS_DAYS
from bot.groups.rules import LINK_DAYS
from bot.groups.service import UNDO_SECONDS, Groups, SetupChanged
from bot.privacy.service import Kept, Privacy
from bot.sharing import rules
from bot.sharing.decisions import AuthorPaused
from bot.sharing.my_posts import Withdrawal
from bot.sharing.outcomes import Heard
from bot.sharing.rules import State
from bot.talks.rules import Said
from tests.checkins.world import weekly
from tests.conftest import ROOT, Clock
from tests.sharing.gateway import ALICE, BOB, CHEN, GUILD, OTHER_GUILD, World, new_world
from tests.sharing.stages import held, in_state

NOTHING = Kept(
    posts=0,
    names=0,
    hearings=0,
    reports=0,
    talks=0,
    records=0,
    cases=0,
    changes=0,
    paused_until=None,
)


@pytest.fixture
async def world(tmp_path: Path, clock: Clock, content: Content) -> AsyncGenerator[World]:
    world = await new_world(tmp_path, clock, content)
    yield world
    await world.services.close()


@pytest.fixture
async def few_names(tmp_path: Path, clock: Clock, content: Content) -> AsyncGenerator[World]:
    """A group in a Haven that knows two names only."""
    few = replace(content, first_names=("Calm", "Limit"), second_names=("Otter",))
    world = await new_world(tmp_path, clock, few)
    yield world
    await world.services.close()


async def _count(world: World, sql: str) -> int:
    def count(reader: Reader) -> int:
        row = reader.one(sql)
        assert row is not None
        return int(row[0])

    return await world.services.db.read(count)


async def _all_kinds(world: World, member: int, guild_id: int = GUILD) -> Kept:
    """Everything that can stand for a member: two posts, a name, a hearing, a report, a pause, and
    as an admin the change of a check-in.
    """
    sharing = world.services.sharing
    theirs = await world.submit(CHEN, guild_id=guild_id)
    await world.deliver(theirs.post_id)
    own = await world.submit(member, guild_id=guild_id)
    await world.deliver(own.post_id)
    reply = await world.submit(member, parent=theirs.post_id, guild_id=guild_id)
    await world.deliver(reply.post_id)
    await sharing.hear(guild_id, member, theirs.post_id)
    await sharing.report(guild_id, member, theirs.post_id, rules.ReportReason.OTHER, "look")
    talk = await world.services.talks.begin(guild_id, member, "Hello.", named=False)
    assert isinstance(talk, Said)
    paused = await world.services.decisions.pause_author(guild_id, own.post_id, 7)
    assert paused is not None
    # An hour of its own: no two check-ins of a group are the same.
    made = await world.services.checkins.schedules.create(
        guild_id, member, weekly(hour=member % 24)
    )
    assert isinstance(made, Created)
    assert isinstance(paused, AuthorPaused)
    return Kept(
        posts=2,
        names=1,
        hearings=1,
        reports=1,
        talks=1,
        records=0,
        cases=0,
        changes=1,
        paused_until=paused.until,
    )


async def test_a_member_sees_how_much_stands_for_them(world: World) -> None:
    wanted = await _all_kinds(world, ALICE)

    assert await world.services.privacy.kept(GUILD, ALICE) == wanted
    assert await world.services.privacy.kept(GUILD, BOB) == NOTHING
    assert await world.services.privacy.kept(OTHER_GUILD, ALICE) == NOTHING


async def test_erasing_erases_all_but_a_pause_of_one_member_in_one_group(world: World) -> None:
    await world.set_up(OTHER_GUILD)
    mine = await _all_kinds(world, ALICE)
    theirs = await _all_kinds(world, BOB)
    elsewhere = await _all_kinds(world, ALICE, OTHER_GUILD)
    out = len(world.discord.messages)
    await world.services.privacy.forget(GUILD, ALICE)
    await world.restart()
    privacy = world.services.privacy

    assert await privacy.kept(GUILD, ALICE) == replace(NOTHING, paused_until=mine.paused_until)
    assert await privacy.kept(GUILD, BOB) == theirs
    assert await privacy.kept(OTHER_GUILD, ALICE) == elsewhere
    assert await world.services.my_posts.list(GUILD, ALICE) == []
    assert len(world.discord.messages) == out


async def test_what_was_erased_is_in_no_file_of_the_database_any_more(world: World) -> None:
    await held(world)
    await world.services.talks.begin(GUILD, ALICE, "Hello.", named=False)

    def sealed(reader: Reader) -> list[bytes]:
        tables = ("authorship", "words", "talk", "talk_line")
        return [row["sealed"] for table in tables for row in reader.all(f"SELECT * FROM {table}")]

    def found(seals: list[bytes]) -> int:
        files = [(world.folder / name).read_bytes() for name in ("haven.db", "haven.db-wal")]
        return sum(any(each in file for file in files) for each in seals)

    seals = await world.services.db.read(sealed)
    before = found(seals)
    await world.services.privacy.forget(GUILD, ALICE)

    assert (len(seals), before, found(seals)) == (4, 4, 0)


async def test_erasing_changes_no_count_and_gives_a_name_to_nobody_else(few_names: World) -> None:
    share = await few_names.post(CHEN)
    reply = await few_names.post(ALICE, parent=share.post_id)
    await few_names.services.sharing.hear(GUILD, ALICE, share.post_id)
    await few_names.services.privacy.forget(GUILD, ALICE)
    later = [await few_names.post(member, parent=share.post_id) for member in (ALICE, BOB)]
    heard = await few_names.services.sharing.hear(GUILD, BOB, share.post_id)

    assert heard == Heard(2)
    assert reply.alias not in {post.alias for post in later}


@pytest.mark.parametrize(
    ("state", "after"),
    [
        (State.HELD, State.WITHDRAWN),
        (State.WAITING, State.WITHDRAWN),
        (State.POSTED, State.POSTED),
        (State.RETURNED, State.WITHDRAWN),
        (State.WITHDRAWING, State.WITHDRAWING),
        (State.REMOVING, State.WITHDRAWING),
        (State.WITHDRAWN, State.WITHDRAWN),
        (State.REMOVED, State.WITHDRAWN),
    ],
)
async def test_what_has_not_appeared_is_taken_back_when_its_author_is_forgotten(
    world: World, state: State, after: State
) -> None:
    post = await in_state(world, state)
    await world.services.privacy.forget(GUILD, ALICE)
    now = await world.row(post.post_id)
    queue = await world.services.decisions.queue(GUILD)
    await world.quiet()

    assert now.state is after
    assert queue.cards == []
    assert await _count(world, "SELECT count(*) FROM authorship") == 0
    # Words that are on their way back when their author goes have nobody to go back to.
    assert await _count(world, "SELECT count(*) FROM words") == 0


async def test_a_share_being_sent_while_its_author_is_forgotten_is_taken_down(
    world: World,
) -> None:
    share = await world.submit(ALICE)
    gate = world.discord.hold("send_share")
    sending = asyncio.create_task(world.deliver(share.post_id))
    await world.discord.reached["send_share"].wait()
    await world.services.privacy.forget(GUILD, ALICE)
    gate.set()
    await sending
    await world.quiet()

    assert (await world.row(share.post_id)).state is State.WITHDRAWN
    assert world.discord.messages == {}


# The purge: each deletes what its constant says, and not a moment before.

Arrange = Callable[[World], Awaitable[object]]


async def _link(world: World) -> None:
    await world.post(ALICE)


async def _short_link(world: World) -> None:
    await world.set_up(link_days=1)
    await world.post(ALICE)


async def _held(world: World) -> None:
    await held(world)


async def _returned(world: World) -> None:
    await in_state(world, State.RETURNED)


async def _removed(world: World) -> None:
    await in_state(world, State.REMOVED)


async def _withdrawn(world: World) -> None:
    await in_state(world, State.WITHDRAWN)


async def _hearing(world: World) -> None:
    share = await world.post(CHEN)
    await world.services.sharing.hear(GUILD, ALICE, share.post_id)


async def _name(world: World) -> None:
    share = await world.post(CHEN)
    await world.post(ALICE, parent=share.post_id)


async def _report(world: World) -> str:
    share = await world.post(CHEN)
    return await world.report(ALICE, share.post_id, "please look")


async def _done_report(world: World) -> None:
    await world.services.cases.set_done(GUILD, await _report(world), done=True)


def _pause(days: int) -> Arrange:
    async def arrange(world: World) -> None:
        share = await world.post(ALICE)
        assert await world.services.decisions.pause_author(GUILD, share.post_id, days)

    return arrange


async def _change(world: World) -> None:
    assert isinstance(
        await world.services.groups.change(
            replace(world.services.groups.get(GUILD), vetting=True), everyone_sees_care=False
        ),
        SetupChanged,
    )


DAY = timedelta(days=1)
MIDNIGHT = timedelta(hours=9, seconds=1)  # from just before it to nine, when the clock starts

# What; how it comes about; the last moment it is kept, after that; where it is.
PURGED: list[tuple[str, Arrange, timedelta, str]] = [
    ("link", _link, LINK_DAYS * DAY - MIDNIGHT, "authorship"),
    ("link of a day", _short_link, DAY - MIDNIGHT, "authorship"),
    ("held words", _held, WORDS_DAYS * DAY - MIDNIGHT, "words"),
    ("returned words", _returned, WORDS_DAYS * DAY - MIDNIGHT, "words"),
    ("removed words", _removed, WORDS_DAYS * DAY - MIDNIGHT, "words"),
    (
        "reporter's words",
        _report,
        WORDS_DAYS * DAY - MIDNIGHT,
        "care_case WHERE sealed_words NOT NULL",
    ),
    ("withdrawn row", _withdrawn, rules.ENDED_DAYS * DAY, "post"),
    ("removed row", _removed, rules.ENDED_DAYS * DAY, "post"),
    ("hearing", _hearing, rules.HEARING_DAYS * DAY, "hearing"),
    ("name's tag", _name, rules.HEARING_DAYS * DAY, "alias WHERE length(tag) = 16"),
    ("reporter's tag", _report, rules.HEARING_DAYS * DAY, "care_case WHERE reporter_tag NOT NULL"),
    ("closed case", _done_report, CLOSED_DAYS * DAY, "care_case"),
    *((f"pause {n}", _pause(n), n * DAY - timedelta(seconds=1), "pause") for n in rules.PAUSE_DAYS),
    ("undo of a change", _change, timedelta(seconds=UNDO_SECONDS), "setup_change"),
]


@pytest.mark.parametrize(
    ("arrange", "lasts", "where"), [row[1:] for row in PURGED], ids=[row[0] for row in PURGED]
)
async def test_the_purge_deletes_what_is_due_and_nothing_before(
    world: World, arrange: Arrange, lasts: timedelta, where: str
) -> None:
    before = await _count(world, f"SELECT count(*) FROM {where}")
    start = world.clock()
    await arrange(world)
    world.clock.time = start + lasts
    await world.services.privacy.purge()
    kept = await _count(world, f"SELECT count(*) FROM {where}")
    world.clock.pass_by(seconds=1)
    await world.services.privacy.purge()
    gone = await _count(world, f"SELECT count(*) FROM {where}")

    assert kept > before
    assert gone == 0


@pytest.mark.expects_errors(2)
async def test_what_cannot_be_deleted_stops_nothing_else_and_is_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.submit(ALICE, window=True)
    files = sorted((world.folder / "keys").iterdir())
    sealed = await _count(world, "SELECT count(*) FROM authorship")
    unlink, refused = Path.unlink, files[0]

    def refuses(path: Path, missing_ok: bool = False) -> None:
        if path == refused:
            raise OSError(30, "on purpose")
        unlink(path, missing_ok)

    def breaks(*_: object) -> None:
        raise RuntimeError("on purpose")

    world.clock.pass_by(days=400)
    with monkeypatch.context() as broken:
        broken.setattr(Path, "unlink", refuses)
        purges = world.services.privacy._purges  # pyright: ignore[reportPrivateUsage] - to break one
        broken.setattr(world.services.privacy, "_purges", (breaks, *purges))
        await world.services.privacy.purge()
    left = sorted((world.folder / "keys").iterdir())
    rows = await _count(world, "SELECT count(*) FROM authorship")
    await world.services.privacy.purge()

    assert len(files) > 1
    assert sealed > 0
    assert left == [refused]
    assert rows == 0
    assert list((world.folder / "keys").iterdir()) == []


async def test_keys_are_destroyed_with_what_they_seal(world: World) -> None:
    await world.submit(ALICE, window=True)
    folder = world.folder / "keys"
    made = {path.name for path in folder.iterdir()}
    world.clock.pass_by(days=LINK_DAYS)
    await world.services.privacy.purge()
    later = {path.name for path in folder.iterdir()}
    world.clock.pass_by(days=WORDS_DAYS)
    await world.services.privacy.purge()

    assert made == {"2026-11-16.key", "2026-12-02.key"}
    assert later == {"2026-12-02.key"}
    assert list(folder.iterdir()) == []


async def test_a_purge_that_died_after_the_keys_leaves_nothing_to_be_opened(world: World) -> None:
    post = await held(world)
    Keyring(ROOT, world.folder / "keys").destroy_until(
        (world.clock() + timedelta(days=WORDS_DAYS)).date()
    )
    await world.restart()
    view = (await world.services.decisions.queue(GUILD)).cards[0]

    assert await _count(world, "SELECT count(*) FROM authorship") == 1
    assert await world.services.my_posts.get(GUILD, ALICE, post.post_id) is None
    assert await world.services.decisions.pause_author(GUILD, post.post_id, 7) is None
    assert view.subject.draft is None


async def test_a_held_share_nobody_read_in_time_asks_for_nothing_more(world: World) -> None:
    post = await held(world)
    world.clock.pass_by(days=WORDS_DAYS)
    await world.services.privacy.purge()

    assert (await world.row(post.post_id)).state is State.WITHDRAWN
    assert (await world.services.decisions.queue(GUILD)).cards == []


async def test_after_the_time_of_tags_counts_and_names_stay(world: World) -> None:
    share = await world.post(CHEN)
    reply = await world.post(ALICE, parent=share.post_id)
    await world.services.sharing.hear(GUILD, ALICE, share.post_id)
    card = await world.report(ALICE, share.post_id)
    world.clock.pass_by(days=rules.HEARING_DAYS, seconds=1)
    await world.services.privacy.purge()
    names = await world.services.db.read(lambda r: r.all("SELECT name FROM alias"))

    assert await world.services.privacy.kept(GUILD, ALICE) == NOTHING
    assert (await world.row(share.post_id)).heard == 1
    assert [row["name"] for row in names] == [reply.alias]
    assert (await world.card(card)).open


async def test_in_a_thread_that_lives_on_who_answered_later_is_forgotten_as_well(
    world: World,
) -> None:
    share = await world.post(CHEN)
    await world.post(BOB, parent=share.post_id)
    kept: list[int] = []
    for days in (rules.HEARING_DAYS, 1, rules.HEARING_DAYS):
        world.clock.pass_by(days=days, seconds=1)
        await world.services.privacy.purge()
        kept.append((await world.services.privacy.kept(GUILD, ALICE)).names)
        if days == rules.HEARING_DAYS:
            await world.post(ALICE, parent=share.post_id)

    assert kept == [0, 1, 0]


async def test_what_was_posted_stays_answerable_after_every_purge(world: World) -> None:
    share = await world.post(ALICE)
    for _ in range(4):
        world.clock.pass_by(days=30)
        await world.services.privacy.purge()
    reply = await world.post(BOB, parent=share.post_id)

    assert reply.state is State.POSTED
    assert (await world.row(share.post_id)).state is State.POSTED


async def test_a_purge_forgets_who_posted_when_their_limits_are_over(
    db: Database, keys: Keyring, clock: Clock
) -> None:
    limits, tag = Limits(clock), keys.tag("limit", GUILD, "", ALICE)
    groups = Groups(db, clock, random_id)
    privacy = Privacy(db, groups, keys, (), clock, sweeps=(limits.sweep,))
    unknown = sys.getrefcount(tag)
    limits.count(Limit.SHARE, tag)
    clock.pass_by(hours=23)
    await privacy.purge()
    known = sys.getrefcount(tag)
    clock.pass_by(hours=1)
    await privacy.purge()

    assert known > unknown
    assert sys.getrefcount(tag) == unknown


# Shorter links.


@pytest.mark.parametrize(("days", "left"), [(14, 2), (7, 1), (1, 0), (0, 0)])
async def test_shorter_links_hold_for_old_ones_in_that_group_only(
    world: World, days: int, left: int
) -> None:
    await world.set_up(OTHER_GUILD)
    await world.submit(ALICE, guild_id=OTHER_GUILD)
    await world.post(ALICE)  # ends on day 14
    world.clock.pass_by(days=9)
    await world.set_up(link_days=1)
    await world.set_up(link_days=14)
    await world.post(ALICE)  # ends on day 23
    if days != 14:
        await world.set_up(link_days=days)
    await world.services.sharing_data.shorten_links(GUILD)

    assert len(await world.services.my_posts.list(GUILD, ALICE)) == left
    assert len(await world.services.my_posts.list(OTHER_GUILD, ALICE)) == 1


@pytest.mark.parametrize("undone", [False, True])
async def test_the_purge_shortens_links_where_nobody_came_to_it(world: World, undone: bool) -> None:
    if undone:
        await world.set_up(link_days=0)
        changed = await world.services.groups.change(
            replace(world.services.groups.get(GUILD), link_days=30), everyone_sees_care=False
        )
        assert isinstance(changed, SetupChanged)
        share = await world.post(ALICE)
        await world.services.groups.undo(GUILD, changed.change_id)
    else:
        share = await world.post(ALICE)
        await world.set_up(link_days=0)  # and the process dies before it shortens links
    await world.restart()
    await world.services.privacy.purge()

    assert await _count(world, "SELECT count(*) FROM authorship") == 0
    outcome = await world.services.my_posts.withdraw(GUILD, ALICE, share.post_id)
    assert outcome is Withdrawal.GONE
