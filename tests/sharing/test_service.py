"""What members can do: every outcome of previewing, posting, replying, hearing and reporting."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.care.case import CaseKind
from bot.content import Content
from bot.core import text
from bot.core.db import Reader
from bot.core.delivery import Refusal as GatewayRefusal
from bot.core.ids import ID_LENGTH
from bot.core.limits import REPLIES_AN_HOUR, REPORTS_A_DAY, SHARES_A_DAY
from bot.core.seals import Words
from bot.groups.rules import SMALL_GROUP
from bot.sharing import rules
from bot.sharing.outcomes import (
    Accepted,
    DraftRefusal,
    DraftRefused,
    GivenBack,
    Heard,
    HearRefusal,
    Preview,
    Reported,
    ReportRefusal,
)
from bot.sharing.rules import Draft, Help, Post, ReportReason, State
from tests.conftest import Clock
from tests.sharing.gateway import (
    ALICE,
    BOB,
    CHEN,
    GUILD,
    MODERATORS,
    OTHER_GUILD,
    World,
    new_world,
)
from tests.sharing.stages import in_state

NOWHERE = "x" * ID_LENGTH
DATED = [State.HELD, State.WAITING, State.RETURNED, State.WITHDRAWING, State.REMOVED]


@pytest.fixture
async def world(tmp_path: Path, clock: Clock, content: Content) -> AsyncGenerator[World]:
    world = await new_world(tmp_path, clock, content)
    yield world
    await world.services.close()


@pytest.fixture
async def few_names(tmp_path: Path, clock: Clock, content: Content) -> AsyncGenerator[World]:
    """A group in a Haven that knows two names only."""
    few = replace(content, first_names=("Calm", "CaseKind"), second_names=("Otter",))
    world = await new_world(tmp_path, clock, few)
    yield world
    await world.services.close()


def _draft(world: World, parent: str | None = None, words: str = "hello", note: str = "") -> Draft:
    post_id = world.services.sharing.new_id()
    return Draft(post_id=post_id, words=words, note=note, parent_id=parent)


async def _submit(
    world: World, member: int, draft: Draft, size: int = 50
) -> Accepted | GivenBack | DraftRefused:
    return await world.services.sharing.submit(GUILD, member, draft, size=size)


async def _preview(
    world: World, member: int, draft: Draft, size: int = 50
) -> Preview | DraftRefused:
    return await world.services.sharing.preview(
        GUILD, member, draft, own=["Quill"], others=["Marla"], size=size
    )


async def _stored(world: World) -> str:
    """Everything in the database, to see that nothing was added."""

    def dump(reader: Reader) -> str:
        names = [r["name"] for r in reader.all("SELECT name FROM sqlite_master WHERE type='table'")]
        tables = {name: reader.all(f"SELECT * FROM {name}") for name in names}
        return repr({name: [tuple(row) for row in rows] for name, rows in tables.items()})

    return await world.services.db.read(dump)


# Refusals: each builds a draft that is refused.


async def _empty(world: World) -> Draft:
    return _draft(world, words=" \u200b\n ")


async def _long(world: World) -> Draft:
    return _draft(world, words="a" * (text.MAX_WORDS + 1))


async def _long_note(world: World) -> Draft:
    return _draft(world, note="a" * (text.MAX_NOTE + 1))


async def _no_setup(world: World) -> Draft:
    await world.set_up(care_channel_id=None)
    return _draft(world)


async def _full_group(world: World) -> Draft:
    for n in range(rules.WAITING_IN_A_GROUP):
        await world.submit(1000 + n, window=True)
    return _draft(world)


async def _paused(world: World) -> Draft:
    post = await world.post(BOB)
    assert await world.services.decisions.pause_author(GUILD, post.post_id, 7)
    return _draft(world)


async def _paused_answering(world: World) -> Draft:
    await _paused(world)
    return _draft(world, (await world.post(ALICE)).post_id)


async def _to_nothing(world: World) -> Draft:
    return _draft(world, NOWHERE)


async def _to_another_group(world: World) -> Draft:
    await world.set_up(OTHER_GUILD)
    post = await world.submit(ALICE, guild_id=OTHER_GUILD)
    return _draft(world, (await world.deliver(post.post_id)).post_id)


async def _to_one_without_a_thread(world: World) -> Draft:
    world.discord.standing["open_thread"] = GatewayRefusal.LATER
    return _draft(world, (await world.post(ALICE)).post_id)


async def _to_locked(world: World) -> Draft:
    share = await world.post(ALICE)
    await world.services.decisions.lock(GUILD, share.post_id, True)
    return _draft(world, share.post_id)


async def _to_a_reply_in_locked(world: World) -> Draft:
    share = await world.post(ALICE)
    reply = await world.post(CHEN, parent=share.post_id)
    await world.services.decisions.lock(GUILD, share.post_id, True)
    return _draft(world, reply.post_id)


@pytest.mark.parametrize(
    ("arrange", "reason", "days"),
    [
        (_empty, DraftRefusal.EMPTY, None),
        (_long, DraftRefusal.TOO_LONG, None),
        (_long_note, DraftRefusal.TOO_LONG, None),
        (_no_setup, DraftRefusal.GONE, None),
        (_full_group, DraftRefusal.GROUP_FULL, None),
        (_paused, DraftRefusal.PAUSED, 7),
        (_paused_answering, DraftRefusal.PAUSED, 7),
        (_to_nothing, DraftRefusal.GONE, None),
        (_to_another_group, DraftRefusal.GONE, None),
        (_to_one_without_a_thread, DraftRefusal.NO_THREAD, None),
        (_to_locked, DraftRefusal.LOCKED, None),
        (_to_a_reply_in_locked, DraftRefusal.LOCKED, None),
    ],
)
async def test_a_refusal_comes_with_its_reason_and_stores_nothing(
    world: World,
    arrange: Callable[[World], Awaitable[Draft]],
    reason: DraftRefusal,
    days: int | None,
) -> None:
    draft = await arrange(world)
    before = await _stored(world)
    previewed = await _preview(world, BOB, draft)
    submitted = await _submit(world, BOB, draft)

    until = None if days is None else world.clock() + timedelta(days=days)
    assert previewed == submitted == DraftRefused(reason, until)
    assert await _stored(world) == before


@pytest.mark.parametrize("state", DATED)
async def test_only_a_share_that_is_out_can_be_answered(world: World, state: State) -> None:
    share = await in_state(world, state)

    assert await _submit(world, BOB, _draft(world, share.post_id)) == DraftRefused(
        DraftRefusal.GONE
    )


@pytest.mark.parametrize(
    ("most", "period", "answering"),
    [
        (SHARES_A_DAY, timedelta(days=1), False),
        (REPLIES_AN_HOUR, timedelta(hours=1), True),
    ],
)
async def test_many_presses_at_once_are_accepted_up_to_the_limit_and_no_further(
    world: World, most: int, period: timedelta, answering: bool
) -> None:
    parent = (await world.post(ALICE)).post_id if answering else None
    start = world.clock()
    drafts = [_draft(world, parent) for _ in range(most + 3)]
    outcomes = await asyncio.gather(*(_submit(world, BOB, draft) for draft in drafts))
    full = world.services.sharing.full(GUILD, BOB, reply=answering)
    others = [
        world.services.sharing.full(GUILD, BOB, reply=not answering),
        world.services.sharing.full(GUILD, CHEN, reply=answering),
        world.services.sharing.full(OTHER_GUILD, BOB, reply=answering),
    ]
    world.clock.time = start + period

    refused = [each for each in outcomes if isinstance(each, DraftRefused)]
    assert refused == [DraftRefused(DraftRefusal.TOO_MANY, start + period)] * 3
    assert full == start + period
    assert others == [None, None, None]
    assert isinstance(await _submit(world, BOB, _draft(world, parent)), Accepted)


async def test_what_is_refused_does_not_count_against_anyone(world: World) -> None:
    for _ in range(SHARES_A_DAY * 2):
        await _submit(world, BOB, await _to_nothing(world))
        await _submit(world, BOB, await _empty(world))

    assert world.services.sharing.full(GUILD, BOB, reply=False) is None
    assert world.services.sharing.full(GUILD, BOB, reply=True) is None


async def test_an_accepted_share_survives_the_end_of_the_process(world: World) -> None:
    draft = replace(
        _draft(world, words="  I said <@123> that\u202e  ", note="loss"), help=Help.ADVICE
    )
    accepted = await _submit(world, ALICE, draft)
    await world.restart()
    await world.services.outbox.tick()

    assert isinstance(accepted, Accepted)
    (message,) = world.discord.of(draft.post_id)
    assert message.words == Words("I said [someone] that", "loss")
    assert (await world.row(draft.post_id)).help is Help.ADVICE


async def test_pressing_twice_makes_one_post_one_card_and_one_count(world: World) -> None:
    await world.set_up(vetting=True)
    draft = _draft(world)
    outcomes = await asyncio.gather(*(_submit(world, ALICE, draft) for _ in range(20)))
    queue = await world.services.decisions.queue(GUILD)

    posts = [each for each in outcomes if isinstance(each, Accepted)]
    assert Counter(each.again for each in posts) == {False: 1, True: 19}
    assert {each.post.post_id for each in posts} == {draft.post_id}
    assert len(queue.cards) == 1
    assert world.services.sharing.full(GUILD, ALICE, reply=False) is None


async def test_the_draft_of_another_group_is_not_to_be_had(world: World) -> None:
    await world.set_up(OTHER_GUILD)
    post = await world.submit(ALICE, "theirs", guild_id=OTHER_GUILD)
    outcome = await _submit(world, BOB, replace(_draft(world), post_id=post.post_id))

    assert outcome == DraftRefused(DraftRefusal.GONE)
    assert (await world.row(post.post_id)).guild_id == OTHER_GUILD


@pytest.mark.parametrize(
    ("state", "kept"),
    [(state, state not in (State.POSTED, State.WITHDRAWING, State.WITHDRAWN)) for state in State],
)
async def test_words_are_kept_exactly_as_long_as_the_state_says(
    world: World, state: State, kept: bool
) -> None:
    post = await in_state(world, state)
    mine = await world.mine(ALICE, post.post_id)

    assert (mine.words is not None) is kept


async def test_a_preview_shows_the_cleaned_words_and_points_at_names(world: World) -> None:
    draft = _draft(world, words="Quill told Marla\u200b", note="Marla")
    shown = await _preview(world, ALICE, draft)

    assert isinstance(shown, Preview)
    assert shown.draft.words == "Quill told Marla"
    assert [shown.draft.words[f.start : f.end] for f in shown.findings] == ["Quill", "Marla"]
    assert [(f.start, f.end) for f in shown.in_note] == [(0, 5)]
    assert shown.changes == {text.TextChange.HIDDEN}


async def test_a_preview_stores_nothing(world: World) -> None:
    share = await world.post(ALICE)
    before = await _stored(world)
    await _preview(world, BOB, _draft(world))
    await _preview(world, BOB, _draft(world, share.post_id))

    assert await _stored(world) == before


@pytest.mark.parametrize(
    ("window", "minutes", "size", "wait"),
    [
        (False, 60, 50, timedelta()),
        (True, 0, 50, timedelta()),
        (True, 60, 50, timedelta(hours=1)),
        (True, None, SMALL_GROUP - 1, timedelta(hours=9)),
        (True, None, SMALL_GROUP, timedelta(hours=3)),
    ],
)
async def test_a_share_is_due_when_its_preview_said(
    world: World, window: bool, minutes: int | None, size: int, wait: timedelta
) -> None:
    if minutes is not None:
        await world.set_up(release_minutes=minutes)
    draft = replace(_draft(world), window=window)
    shown = await _preview(world, ALICE, draft, size)
    accepted = await _submit(world, ALICE, draft, size)

    assert isinstance(shown, Preview)
    assert isinstance(accepted, Accepted)
    assert shown.due_at == world.clock() + wait
    assert accepted.post.due_at == shown.due_at.timestamp()


@pytest.mark.parametrize(("days", "linked"), [(0, False), (1, True), (30, True)])
async def test_the_preview_names_the_moment_the_link_ends(
    world: World, days: int, linked: bool
) -> None:
    await world.set_up(link_days=days)
    post = await world.submit(ALICE)
    shown = await _preview(world, ALICE, _draft(world))
    assert isinstance(shown, Preview)
    if shown.linked_until is None:
        assert not linked
        assert await world.services.my_posts.list(GUILD, ALICE) == []
        return
    world.clock.time = shown.linked_until - timedelta(seconds=1)
    await world.services.privacy.purge()
    last = await world.services.my_posts.get(GUILD, ALICE, post.post_id)
    world.clock.time = shown.linked_until
    await world.services.privacy.purge()

    assert linked
    assert last is not None
    assert await world.services.my_posts.get(GUILD, ALICE, post.post_id) is None


async def test_a_group_that_reads_first_holds_shares_and_not_answers(world: World) -> None:
    share = await world.post(ALICE)
    await world.set_up(vetting=True)
    shown = await _preview(world, BOB, _draft(world))
    held = await world.submit(BOB)
    reply = await world.submit(BOB, parent=share.post_id)
    (view,) = (await world.services.decisions.queue(GUILD)).cards

    assert isinstance(shown, Preview)
    assert shown.held
    assert (held.state, reply.state) == (State.HELD, State.WAITING)
    assert (view.case.kind, view.case.post_id) == (CaseKind.HELD, held.post_id)


@pytest.mark.expects_errors(1)
async def test_when_the_screener_fails_words_go_to_people(world: World) -> None:
    world.script.broken = True
    draft = _draft(world)
    shown = await _preview(world, ALICE, draft)
    accepted = await _submit(world, ALICE, draft)

    assert isinstance(shown, Preview)
    assert isinstance(accepted, Accepted)
    assert shown.held
    assert accepted.post.state is State.HELD


async def test_the_screener_reads_the_note_and_the_cleaned_words(world: World) -> None:
    await _submit(world, ALICE, _draft(world, words="bad\u200bword", note="a note"))

    assert world.script.read_so_far == ["a note\nbadword"]


# Names in threads.


async def test_somebody_has_one_name_in_a_thread_and_the_preview_says_it(world: World) -> None:
    share = await world.post(ALICE)
    shown = await _preview(world, BOB, _draft(world, share.post_id))
    first = await world.submit(BOB, parent=share.post_id)
    second = await world.submit(BOB, parent=first.post_id)

    assert isinstance(shown, Preview)
    assert shown.alias == first.alias == second.alias
    assert not first.by_author
    assert second.parent_id == share.post_id, "an answer to an answer stands in the same thread"


async def test_hundreds_of_members_in_a_thread_all_have_other_names(world: World) -> None:
    share = await world.post(ALICE)
    replies = await asyncio.gather(
        *(world.submit(1000 + n, parent=share.post_id) for n in range(290))
    )
    names = [reply.alias for reply in replies]

    assert len(set(names)) == len(names)
    assert share.alias not in names


async def test_more_members_than_names_get_numbers(few_names: World) -> None:
    share = await few_names.post(ALICE)
    replies = [await few_names.submit(1000 + n, parent=share.post_id) for n in range(8)]

    names = [reply.alias for reply in replies]
    assert len({*names, share.alias}) == 9
    assert any(name[-1].isdigit() for name in names)


async def test_names_in_two_threads_have_nothing_to_do_with_each_other(world: World) -> None:
    one, two = await world.post(ALICE), await world.post(CHEN)
    same = 0
    for member in range(1000, 1060):
        here = await world.submit(member, parent=one.post_id)
        there = await world.submit(member, parent=two.post_id)
        same += here.alias == there.alias

    # By chance 60 in more than 4,096; three or more less than once in 100,000 runs.
    assert same < 3


async def test_the_one_who_shared_bears_the_share_s_name_and_nobody_else_does(
    world: World,
) -> None:
    share, other = await world.post(ALICE), await world.post(BOB)
    here = await world.submit(ALICE, parent=share.post_id)
    there = await world.submit(ALICE, parent=other.post_id)

    assert (here.alias, here.by_author) == (share.alias, True)
    assert not there.by_author
    assert there.alias not in (share.alias, other.alias)


@pytest.mark.parametrize("never", [False, True], ids=["expired", "never kept"])
async def test_without_a_link_the_author_is_one_of_many(world: World, never: bool) -> None:
    if never:
        await world.set_up(link_days=0)
    share = await world.post(ALICE)
    world.clock.pass_by(days=0 if never else 14)
    await world.services.privacy.purge()
    reply = await world.submit(ALICE, parent=share.post_id)

    assert not reply.by_author
    assert reply.alias != share.alias


async def test_a_group_that_keeps_no_link_has_no_record_of_one(world: World) -> None:
    await world.set_up(link_days=0)
    share = await world.post(ALICE)
    await world.post(ALICE, parent=share.post_id)
    rows = await world.services.db.read(lambda r: r.all("SELECT * FROM authorship"))
    care = world.services.decisions

    assert rows == []
    assert await world.services.my_posts.list(GUILD, ALICE) == []
    assert await care.pause_author(GUILD, share.post_id, 30) is None


# "I hear you".


async def test_hearing_counts_people_once_and_can_be_taken_back(world: World) -> None:
    share = await world.post(ALICE)
    hear, unhear = world.services.sharing.hear, world.services.sharing.unhear
    outcomes = [
        await hear(GUILD, BOB, share.post_id),
        await hear(GUILD, CHEN, share.post_id),
        await hear(GUILD, BOB, share.post_id),
        await unhear(GUILD, BOB, share.post_id),
        await unhear(GUILD, BOB, share.post_id),
        await hear(GUILD, BOB, share.post_id),
    ]

    assert outcomes == [
        Heard(1),
        Heard(2),
        HearRefusal.ALREADY,
        Heard(1),
        HearRefusal.GONE,
        Heard(2),
    ]


async def test_many_presses_of_many_members_count_each_once(world: World) -> None:
    share = await world.post(ALICE)
    members = [*range(1000, 1020)] * 3
    hear = world.services.sharing.hear
    await asyncio.gather(*(hear(GUILD, member, share.post_id) for member in members))
    await world.restart()
    again = await world.services.sharing.hear(GUILD, 1000, share.post_id)

    assert (await world.row(share.post_id)).heard == 20
    assert again is HearRefusal.ALREADY


async def test_a_reply_can_be_heard_but_not_by_its_writer(world: World) -> None:
    share = await world.post(ALICE)
    reply = await world.post(BOB, parent=share.post_id)
    hear = world.services.sharing.hear

    assert await hear(GUILD, BOB, reply.post_id) is HearRefusal.OWN
    assert await hear(GUILD, ALICE, share.post_id) is HearRefusal.OWN
    assert await hear(GUILD, ALICE, reply.post_id) == Heard(1)


@pytest.mark.parametrize("state", DATED)
async def test_what_is_not_out_is_neither_heard_nor_reported(world: World, state: State) -> None:
    post = await in_state(world, state)
    sharing = world.services.sharing

    assert await sharing.hear(GUILD, BOB, post.post_id) is HearRefusal.GONE
    reported = await sharing.report(GUILD, BOB, post.post_id, ReportReason.OTHER, "")
    assert reported is ReportRefusal.GONE


async def test_a_share_that_waits_for_its_thread_can_be_heard_and_reported(world: World) -> None:
    world.discord.standing["open_thread"] = GatewayRefusal.LATER
    share = await world.post(ALICE)
    sharing = world.services.sharing

    assert share.state is State.WAITING
    assert await sharing.hear(GUILD, BOB, share.post_id) == Heard(1)
    reported = await sharing.report(GUILD, BOB, share.post_id, ReportReason.OTHER, "")
    assert isinstance(reported, Reported)


async def test_another_group_cannot_touch_a_post(world: World) -> None:
    share = await world.post(ALICE)
    await world.services.sharing.hear(GUILD, BOB, share.post_id)
    await world.set_up(OTHER_GUILD)
    before = await _stored(world)
    sharing = world.services.sharing

    assert await sharing.hear(OTHER_GUILD, BOB, share.post_id) is HearRefusal.GONE
    assert await sharing.unhear(OTHER_GUILD, BOB, share.post_id) is HearRefusal.GONE
    reported = await sharing.report(OTHER_GUILD, BOB, share.post_id, ReportReason.OTHER, "")
    assert reported is ReportRefusal.GONE
    assert await sharing.find(OTHER_GUILD, post_id=share.post_id) is None
    assert await sharing.find(OTHER_GUILD, message_id=share.message_id) is None
    assert await _stored(world) == before


async def test_hearing_closes_when_haven_forgets_who_heard(world: World) -> None:
    share = await world.post(ALICE)
    world.clock.pass_by(days=rules.HEARING_DAYS)
    last = await world.services.sharing.hear(GUILD, BOB, share.post_id)
    world.clock.pass_by(seconds=1)
    late = await world.services.sharing.hear(GUILD, CHEN, share.post_id)

    assert last == Heard(1)
    assert late is HearRefusal.CLOSED


# Reports.


async def test_a_report_reaches_the_care_team_once_a_person(world: World) -> None:
    share = await world.post(ALICE)
    sharing = world.services.sharing
    first = await sharing.report(GUILD, BOB, share.post_id, ReportReason.WORRIED, "look <@1>")
    again = await sharing.report(GUILD, BOB, share.post_id, ReportReason.UNKIND, "again")
    other = await sharing.report(GUILD, CHEN, share.post_id, ReportReason.UNKIND, "")
    assert isinstance(first, Reported)
    assert isinstance(other, Reported)
    view = await world.services.cards.get(GUILD, first.card_id)
    silent = await world.services.cards.get(GUILD, other.card_id)
    assert view is not None
    assert silent is not None

    assert again is ReportRefusal.ALREADY
    assert (view.case.kind, view.case.reason) == (CaseKind.REPORT, ReportReason.WORRIED.value)
    assert (view.said, silent.said) == ("look [someone]", "")
    assert silent.case.sealed_words is None
    assert b"look" not in (view.case.sealed_words or b"look")


async def test_reports_have_a_limit_of_their_own(world: World) -> None:
    posts: list[Post] = []
    for n in range(REPORTS_A_DAY + 1):
        posts.append(await world.post(1000 + n))
    sharing, reason = world.services.sharing, ReportReason.PRIVATE
    outcomes = [await sharing.report(GUILD, BOB, post.post_id, reason, "") for post in posts]
    someone_else = await sharing.report(GUILD, CHEN, posts[-1].post_id, reason, "")
    world.clock.pass_by(days=1)
    tomorrow = await sharing.report(GUILD, BOB, posts[-1].post_id, reason, "")

    assert all(isinstance(outcome, Reported) for outcome in outcomes[:-1])
    assert outcomes[-1] is ReportRefusal.TOO_MANY
    assert isinstance(someone_else, Reported)
    assert isinstance(tomorrow, Reported)
    assert sharing.full(GUILD, BOB, reply=False) is None


async def test_a_post_is_found_by_its_id_and_by_its_message(world: World) -> None:
    share = await world.post(ALICE)
    sharing = world.services.sharing

    assert await sharing.find(GUILD, post_id=share.post_id) == share
    assert await sharing.find(GUILD, message_id=share.message_id) == share
    assert await sharing.find(GUILD, message_id=MODERATORS) is None
    assert await sharing.find(GUILD) is None
