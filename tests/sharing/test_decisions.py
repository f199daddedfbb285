"""What the care team can do: each decision in each state, its undo, and who it does not touch."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.care.case import CaseKind
from bot.content import Content
from bot.core.ids import ID_LENGTH
from bot.core.seals import WORDS_DAYS, Words
from bot.sharing import rules
from bot.sharing.decisions import AuthorPaused, Decided, post_of
from bot.sharing.my_posts import Withdrawal
from bot.sharing.outcomes import Accepted, DraftRefusal, DraftRefused, GivenBack, Heard, Reported
from bot.sharing.rules import Post, Return, State
from tests.conftest import Clock
from tests.sharing.gateway import ALICE, BOB, CHEN, GUILD, OTHER_GUILD, World, new_world
from tests.sharing.stages import TEXT, held, in_state

NOWHERE = "x" * ID_LENGTH


@pytest.fixture
async def world(tmp_path: Path, clock: Clock, content: Content) -> AsyncGenerator[World]:
    world = await new_world(tmp_path, clock, content)
    yield world
    await world.services.close()


Decide = Callable[[World, int, str], Awaitable[Decided]]


async def approve(world: World, guild_id: int, post_id: str) -> Decided:
    return await world.services.decisions.approve(guild_id, post_id)


async def give_back(world: World, guild_id: int, post_id: str) -> Decided:
    return await world.services.decisions.give_back(guild_id, post_id, Return.UNKIND)


async def take_down(world: World, guild_id: int, post_id: str) -> Decided:
    return await world.services.decisions.take_down(guild_id, post_id, Return.UNKIND, Words("kept"))


async def put_back(world: World, guild_id: int, post_id: str) -> Decided:
    return await world.services.decisions.put_back(guild_id, post_id)


LEADS_TO: dict[Decide, dict[State, State]] = {
    approve: {State.HELD: State.WAITING},
    give_back: {State.HELD: State.RETURNED},
    take_down: {State.POSTED: State.REMOVING},
    put_back: {State.RETURNED: State.HELD, State.REMOVED: State.WAITING},
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("decide", LEADS_TO)
async def test_a_decision_does_what_it_says_or_comes_too_late(
    world: World, decide: Decide, state: State
) -> None:
    post = await in_state(world, state)
    expected = LEADS_TO[decide].get(state)
    foreign = await decide(world, OTHER_GUILD, post.post_id)
    untouched = await world.row(post.post_id)
    outcome = await decide(world, GUILD, post.post_id)
    after = await world.row(post.post_id)

    assert foreign is Decided.GONE
    assert untouched == post
    assert outcome is (Decided.DONE if expected else Decided.TOO_LATE)
    assert after.state is (expected or state)


@pytest.mark.parametrize("decide", LEADS_TO)
async def test_a_decision_about_nothing_says_so(world: World, decide: Decide) -> None:
    assert await decide(world, GUILD, NOWHERE) is Decided.GONE


@pytest.mark.parametrize("decide", [approve, give_back])
async def test_a_decision_on_a_held_post_closes_its_card_and_survives(
    world: World, decide: Decide
) -> None:
    post = await held(world)
    before = len((await world.services.decisions.queue(GUILD)).cards)
    await decide(world, GUILD, post.post_id)
    await world.restart()
    queue = await world.services.decisions.queue(GUILD)
    again = await decide(world, GUILD, post.post_id)

    assert before == 1
    assert queue.cards == []
    assert again is Decided.TOO_LATE


async def test_only_the_first_of_two_moderators_decides(world: World) -> None:
    post = await held(world)
    outcomes = [
        await give_back(world, GUILD, post.post_id),
        await approve(world, GUILD, post.post_id),
    ]

    assert outcomes == [Decided.DONE, Decided.TOO_LATE]
    assert (await world.row(post.post_id)).state is State.RETURNED


@pytest.mark.parametrize("reason", rules.CARE_REASONS)
async def test_what_is_given_back_keeps_its_reason_and_its_words(
    world: World, reason: Return
) -> None:
    post = await held(world)
    await world.services.decisions.give_back(GUILD, post.post_id, reason)
    mine = await world.mine(ALICE, post.post_id)

    assert mine.post.reason is reason
    assert mine.words == Words(TEXT)


async def test_what_is_taken_down_goes_back_with_its_reason_and_words(world: World) -> None:
    post = await world.post(ALICE)
    await world.services.decisions.take_down(GUILD, post.post_id, Return.METHOD, Words("w", "n"))
    after = await world.deliver(post.post_id)
    mine = await world.mine(ALICE, post.post_id)

    assert (after.state, after.reason) == (State.REMOVED, Return.METHOD)
    assert mine.words == Words("w", "n")
    assert world.discord.of(post.post_id) == []


async def test_an_undone_return_asks_the_care_team_again(world: World) -> None:
    post = await held(world)
    await give_back(world, GUILD, post.post_id)
    await put_back(world, GUILD, post.post_id)
    (view,) = (await world.services.decisions.queue(GUILD)).cards
    after = await world.row(post.post_id)

    shown = post_of(view)
    assert shown is not None
    assert (shown.post_id, view.subject.draft) == (post.post_id, Words(TEXT))
    assert after.reason is None
    assert await approve(world, GUILD, post.post_id) is Decided.DONE


async def test_an_undone_removal_of_a_share_once_held_is_not_held_again(world: World) -> None:
    post = await held(world)
    await approve(world, GUILD, post.post_id)
    await world.deliver(post.post_id)
    await take_down(world, GUILD, post.post_id)
    await world.deliver(post.post_id)
    await put_back(world, GUILD, post.post_id)
    after = await world.deliver(post.post_id)

    assert after.state is State.POSTED
    assert after.nonce != post.nonce
    assert [m.words for m in world.discord.of(post.post_id)] == [Words("kept")]


async def test_what_its_author_took_back_cannot_be_put_back(world: World) -> None:
    post = await in_state(world, State.REMOVED)
    taken = await world.services.my_posts.withdraw(GUILD, ALICE, post.post_id)

    assert taken is Withdrawal.DONE
    assert await put_back(world, GUILD, post.post_id) is Decided.TOO_LATE
    assert (await world.row(post.post_id)).state is State.WITHDRAWN


async def test_nothing_can_be_put_back_once_its_words_are_destroyed(world: World) -> None:
    post = await in_state(world, State.REMOVED)
    world.clock.pass_by(days=WORDS_DAYS)
    await world.services.privacy.purge()

    assert await put_back(world, GUILD, post.post_id) is not Decided.DONE


@pytest.mark.parametrize("undone", [False, True], ids=["at once", "after an undone return"])
@pytest.mark.parametrize("late", [False, True])
async def test_an_approved_share_still_waits_for_its_window(
    world: World, undone: bool, late: bool
) -> None:
    await world.set_up(release_minutes=180)
    post = await held(world, window=True)
    if undone:
        await give_back(world, GUILD, post.post_id)
        await put_back(world, GUILD, post.post_id)
    world.clock.pass_by(hours=4 if late else 1)
    await approve(world, GUILD, post.post_id)
    after = await world.row(post.post_id)

    now = int(world.clock().timestamp())
    assert (
        post.due_at == int((world.clock() - timedelta(hours=4 if late else 1)).timestamp()) + 10800
    )
    assert after.due_at == (now if late else post.due_at)


# Locking.


async def test_a_lock_closes_the_thread_for_everyone_until_it_is_opened(world: World) -> None:
    share = await world.post(ALICE)
    care = world.services.decisions
    locked = await care.lock(GUILD, share.post_id, True)
    await world.restart()
    refused = [await _answer(world, member, share) for member in (ALICE, BOB)]
    opened = await world.services.decisions.lock(GUILD, share.post_id, False)

    assert isinstance(locked, Post)
    assert isinstance(opened, Post)
    assert (locked.locked, opened.locked) == (True, False)
    assert refused == [DraftRefused(DraftRefusal.LOCKED)] * 2
    assert isinstance(await _answer(world, BOB, share), Accepted)


async def test_locking_at_a_reply_locks_its_share(world: World) -> None:
    share = await world.post(ALICE)
    reply = await world.post(BOB, parent=share.post_id)
    locked = await world.services.decisions.lock(GUILD, reply.post_id, True)

    assert isinstance(locked, Post)
    assert (locked.post_id, locked.locked) == (share.post_id, True)
    assert not (await world.row(reply.post_id)).locked


@pytest.mark.parametrize("guild_id", [GUILD, OTHER_GUILD])
async def test_what_is_not_there_cannot_be_locked(world: World, guild_id: int) -> None:
    share = await world.post(ALICE)
    post_id = NOWHERE if guild_id == GUILD else share.post_id

    assert await world.services.decisions.lock(guild_id, post_id, True) is Decided.GONE
    assert await world.row(share.post_id) == share


async def _answer(world: World, member: int, share: Post) -> Accepted | GivenBack | DraftRefused:
    sharing = world.services.sharing
    draft = rules.Draft(post_id=sharing.new_id(), words="hi", parent_id=share.post_id)
    return await sharing.submit(share.guild_id, member, draft, size=50)


async def _speak(
    world: World, member: int, guild_id: int = GUILD
) -> Accepted | GivenBack | DraftRefused:
    sharing = world.services.sharing
    draft = rules.Draft(post_id=sharing.new_id(), words="hi")
    return await sharing.submit(guild_id, member, draft, size=50)


# Pauses.


@pytest.mark.parametrize("days", rules.PAUSE_DAYS)
async def test_a_pause_lasts_its_time_through_restarts(world: World, days: int) -> None:
    share = await world.post(ALICE)
    paused = await world.services.decisions.pause_author(GUILD, share.post_id, days)
    end = world.clock() + timedelta(days=days)
    await world.restart()
    first = await _speak(world, ALICE)
    world.clock.time = end - timedelta(seconds=1)
    last = await _answer(world, ALICE, share)
    world.clock.time = end

    assert isinstance(paused, AuthorPaused)
    assert paused.until == end.timestamp()
    assert first == last == DraftRefused(DraftRefusal.PAUSED, end)
    assert isinstance(await _speak(world, ALICE), Accepted)


async def test_a_pause_stops_nobody_else_no_other_group_and_no_hearing_or_report(
    world: World,
) -> None:
    share, other = await world.post(ALICE), await world.post(BOB)
    await world.set_up(OTHER_GUILD)
    await world.services.decisions.pause_author(GUILD, share.post_id, 30)
    crowd = [await _speak(world, 1000 + n) for n in range(100)]
    elsewhere = await _speak(world, ALICE, OTHER_GUILD)
    sharing = world.services.sharing

    assert all(isinstance(outcome, Accepted) for outcome in crowd)
    assert isinstance(elsewhere, Accepted)
    assert await sharing.hear(GUILD, ALICE, other.post_id) == Heard(1)
    reported = await sharing.report(
        GUILD, ALICE, other.post_id, rules.ReportReason.WORRIED, "please help them"
    )
    assert isinstance(reported, Reported)


async def test_pauses_of_two_posts_do_not_tell_that_they_have_one_author(world: World) -> None:
    one, two = await world.post(ALICE), await world.post(ALICE)
    care = world.services.decisions
    long = await care.pause_author(GUILD, one.post_id, 30)
    short = await care.pause_author(GUILD, two.post_id, 1)
    assert isinstance(long, AuthorPaused)
    assert isinstance(short, AuthorPaused)
    listed = (await care.queue(GUILD)).pauses
    lifted = await care.lift(GUILD, long.pause_id)
    outcome = await _speak(world, ALICE)

    assert listed == [(short.pause_id, short.until), (long.pause_id, long.until)]
    assert lifted
    assert outcome == DraftRefused(DraftRefusal.PAUSED, world.clock() + timedelta(days=1))


async def test_the_longest_pause_counts(world: World) -> None:
    share = await world.post(ALICE)
    for days in (7, 30, 1):
        await world.services.decisions.pause_author(GUILD, share.post_id, days)

    until = world.clock() + timedelta(days=30)
    assert await _speak(world, ALICE) == DraftRefused(DraftRefusal.PAUSED, until)


async def test_a_pause_is_lifted_once_and_only_at_home(world: World) -> None:
    share = await world.post(ALICE)
    care = world.services.decisions
    paused = await care.pause_author(GUILD, share.post_id, 7)
    assert isinstance(paused, AuthorPaused)
    outcomes = [
        await care.lift(OTHER_GUILD, paused.pause_id),
        await care.lift(GUILD, paused.pause_id),
        await care.lift(GUILD, paused.pause_id),
    ]

    assert outcomes == [False, True, False]
    assert isinstance(await _speak(world, ALICE), Accepted)
    assert (await care.queue(GUILD)).pauses == []


async def test_a_pause_that_is_over_is_not_listed(world: World) -> None:
    share = await world.post(ALICE)
    await world.services.decisions.pause_author(GUILD, share.post_id, 1)
    world.clock.pass_by(days=1)

    assert (await world.services.decisions.queue(GUILD)).pauses == []


async def test_nobody_is_paused_when_haven_cannot_tell_who_it_was(world: World) -> None:
    share = await world.post(ALICE)
    care = world.services.decisions
    elsewhere = await care.pause_author(OTHER_GUILD, share.post_id, 7)
    world.clock.pass_by(days=14)
    await world.services.privacy.purge()

    assert elsewhere is None
    assert await care.pause_author(GUILD, share.post_id, 7) is None
    assert (await care.queue(GUILD)).pauses == []


# Cards.


async def test_the_queue_shows_what_waits_longest_first_and_held_words_only(world: World) -> None:
    share = await world.post(CHEN)
    reported = await world.report(BOB, share.post_id, "please look")
    world.clock.pass_by(hours=1)
    waiting = await held(world)
    queue = await world.services.decisions.queue(GUILD)
    elsewhere = await world.services.decisions.queue(OTHER_GUILD)

    assert [view.case.kind for view in queue.cards] == [CaseKind.REPORT, CaseKind.HELD]
    assert [view.case.post_id for view in queue.cards] == [share.post_id, waiting.post_id]
    assert queue.cards[0].case.case_id == reported
    assert [(view.subject.draft, view.said) for view in queue.cards] == [
        (None, "please look"),
        (Words(TEXT), ""),
    ]
    assert elsewhere.cards == []


async def test_the_cards_of_a_post_are_all_there_is_about_it(world: World) -> None:
    share, other = await world.post(ALICE), await world.post(CHEN)
    wanted = {await world.report(BOB, share.post_id), await world.report(CHEN, share.post_id)}
    await world.report(BOB, other.post_id)
    views = await world.services.cards.of_post(share.post_id)

    assert {view.case.case_id for view in views} == wanted


async def test_a_report_is_done_and_open_again(world: World) -> None:
    share = await world.post(ALICE)
    card_id = await world.report(BOB, share.post_id)
    care, cases = world.services.decisions, world.services.cases
    foreign = await cases.set_done(OTHER_GUILD, card_id, done=True)
    done = await cases.set_done(GUILD, card_id, done=True)
    listed = (await care.queue(GUILD)).cards
    again = await cases.set_done(GUILD, card_id, done=False)

    assert foreign is None
    assert done is not None
    assert again is not None
    assert (done.open, again.open) == (False, True)
    assert listed == []
    assert len((await care.queue(GUILD)).cards) == 1


async def test_a_held_post_cannot_be_put_aside_without_a_decision(world: World) -> None:
    await held(world)
    care = world.services.decisions
    (view,) = (await care.queue(GUILD)).cards

    assert await world.services.cases.set_done(GUILD, view.case.case_id, done=True) is None
    assert len((await care.queue(GUILD)).cards) == 1


async def test_a_card_is_seen_by_its_own_group_alone(world: World) -> None:
    share = await world.post(ALICE)
    card_id = await world.report(BOB, share.post_id)

    assert await world.services.cards.get(GUILD, card_id) is not None
    assert await world.services.cards.get(OTHER_GUILD, card_id) is None


# Messages deleted by hand.


async def test_a_post_deleted_by_hand_is_over_in_its_own_group_only(world: World) -> None:
    share, other = await world.post(ALICE), await world.post(CHEN)
    reply = await world.post(BOB, parent=share.post_id)
    assert share.message_id is not None
    assert reply.message_id is not None
    gone = {share.message_id, reply.message_id, 999}
    care = world.services.decisions
    foreign = await care.message_deleted(OTHER_GUILD, gone)
    over = await care.message_deleted(GUILD, gone)
    again = await care.message_deleted(GUILD, gone)

    assert foreign == again == []
    assert sorted(over) == sorted([share.post_id, reply.post_id])
    states = [(await world.row(post.post_id)).state for post in (share, reply, other)]
    assert states == [State.WITHDRAWN, State.WITHDRAWN, State.POSTED]
