"""Exactly once: whatever dies, is refused or meets, each accepted post appears one time."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.content import Content
from bot.core.delivery import FIXABLE_SECONDS, PATIENCE, YOUNG_SECONDS, Refusal
from bot.core.seals import Words
from bot.groups.rules import Trouble
from bot.sharing import rules
from bot.sharing.my_posts import Withdrawal
from bot.sharing.rules import Return, State
from tests.conftest import Clock
from tests.sharing.gateway import (
    ALICE,
    BOB,
    CHEN,
    GUILD,
    OTHER_GUILD,
    SHARING,
    Died,
    World,
    in_order,
    new_world,
)

OLD = 3600
YOUNG = 20


@pytest.fixture
async def world(tmp_path: Path, clock: Clock, content: Content) -> AsyncGenerator[World]:
    world = await new_world(tmp_path, clock, content)
    yield world
    await world.services.close()


async def _live(world: World, work: Awaitable[object], age: float) -> None:
    """Does ``work``; where that is death, a new process takes over after ``age`` seconds."""
    try:
        await work
    except Died:
        await world.restart()
        world.clock.pass_by(seconds=age)
        await world.services.outbox.tick()


async def _story(world: World, age: float) -> None:
    """A share, a reply, a report and another reply that is taken back; then long silence."""
    share = await world.submit(ALICE, "one")
    await _live(world, world.deliver(share.post_id), age)
    reply = await world.submit(BOB, "two", parent=share.post_id)
    await _live(world, world.deliver(reply.post_id), age)
    card = await world.report(BOB, share.post_id, "please look")
    await _live(world, world.services.desk.show_in(GUILD, card), age)
    regretted = await world.submit(CHEN, "three", parent=share.post_id)
    await _live(world, world.deliver(regretted.post_id), age)
    await world.services.my_posts.withdraw(GUILD, CHEN, regretted.post_id)
    await _live(world, world.deliver(regretted.post_id), age)
    await world.quiet()

    assert [m.words for m in world.discord.of(share.post_id)] == [Words("one")]
    assert [m.words for m in world.discord.of(reply.post_id)] == [Words("two")]
    assert len(world.discord.of(card)) == 1
    assert world.discord.of(regretted.post_id) == []
    assert len(world.discord.threads) == 1
    states = [await world.row(post.post_id) for post in (share, reply, regretted)]
    assert [row.state for row in states] == [State.POSTED, State.POSTED, State.WITHDRAWN]


CALLS = 6  # send_share, open_thread, send_reply, send_card, send_reply, take_down
FORUM_CALLS = 5  # the same, but a forum's thread comes with the post


async def test_the_story_of_the_crash_tests_makes_as_many_calls_as_they_count(
    tmp_path: Path, clock: Clock, content: Content
) -> None:
    for forum, calls in ((False, CALLS), (True, FORUM_CALLS)):
        world = await new_world(tmp_path / str(forum), clock, content, forum=forum)
        await _story(world, YOUNG)
        await world.services.close()

        assert len(world.discord.calls) == calls


@pytest.mark.parametrize("age", [YOUNG, OLD])
@pytest.mark.parametrize("effect", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    ("forum", "call"),
    [(False, n + 1) for n in range(CALLS)] + [(True, n + 1) for n in range(FORUM_CALLS)],
)
async def test_a_death_at_any_call_leaves_one_message_a_post_one_thread_and_one_card(
    tmp_path: Path,
    clock: Clock,
    content: Content,
    forum: bool,
    call: int,
    effect: bool,
    age: float,
) -> None:
    world = await new_world(tmp_path, clock, content, forum=forum)
    world.discord.die_at = (call, effect)
    try:
        await _story(world, age)

        assert world.discord.die_at is None, "it never died"
    finally:
        await world.services.close()


async def _die_after(world: World, call: str, work: Callable[[], Awaitable[object]]) -> None:
    world.discord.die_at = (len(world.discord.calls) + 1, True)
    with pytest.raises(Died):
        await work()
    assert world.discord.calls[-1] == call
    await world.restart()
    world.discord.calls.clear()


async def test_a_young_claim_is_sent_again_with_the_same_nonce(world: World) -> None:
    share = await world.post(ALICE)
    reply = await world.submit(BOB, parent=share.post_id)
    await _die_after(world, "send_reply", lambda: world.deliver(reply.post_id))
    world.clock.pass_by(seconds=100)
    await world.services.outbox.tick()

    assert world.discord.calls == ["send_reply"]
    assert len(world.discord.of(reply.post_id)) == 1


async def test_an_older_claim_is_looked_for_and_adopted(world: World) -> None:
    share = await world.post(ALICE)
    reply = await world.submit(BOB, parent=share.post_id)
    await _die_after(world, "send_reply", lambda: world.deliver(reply.post_id))
    world.clock.pass_by(seconds=YOUNG_SECONDS)
    await world.services.outbox.tick()

    assert world.discord.calls == ["find"]
    row = await world.row(reply.post_id)
    assert row.message_id == world.discord.of(reply.post_id)[0].message_id


@pytest.mark.parametrize("age", [YOUNG, OLD])
async def test_a_message_whose_answer_was_lost_is_not_sent_twice(world: World, age: float) -> None:
    world.discord.unheard = 1
    share = await world.post(ALICE)
    world.clock.pass_by(seconds=age)
    await world.quiet()

    assert share.state is State.WAITING
    assert len(world.discord.of(share.post_id)) == 1
    row = await world.row(share.post_id)
    assert row.state is State.POSTED


@pytest.mark.parametrize("refusal", [Refusal.FORBIDDEN, Refusal.LOCKED, Refusal.INVALID])
@pytest.mark.parametrize("age", [YOUNG, OLD])
async def test_a_channel_that_cannot_be_searched_does_not_make_a_second_message(
    world: World, refusal: Refusal, age: float
) -> None:
    share = await world.submit(ALICE)
    await _die_after(world, "send_share", lambda: world.deliver(share.post_id))
    world.clock.pass_by(seconds=age)
    world.discord.refusals["find"] = [refusal, refusal]
    await world.quiet(ticks=8)

    assert len(world.discord.of(share.post_id)) == 1
    row = await world.row(share.post_id)
    assert row.state is State.POSTED


@pytest.mark.parametrize("age", [YOUNG, OLD])
@pytest.mark.parametrize("refusal", [Refusal.FORBIDDEN, Refusal.LOCKED])
async def test_a_reply_that_may_be_out_is_not_returned_because_asking_was_refused(
    world: World, age: float, refusal: Refusal
) -> None:
    share = await world.post(ALICE)
    reply = await world.submit(BOB, parent=share.post_id)
    await _die_after(world, "send_reply", lambda: world.deliver(reply.post_id))
    world.clock.pass_by(seconds=age)
    world.discord.refusals = {"find": [refusal], "send_reply": [refusal]}
    await world.quiet(ticks=8)

    assert len(world.discord.of(reply.post_id)) == 1
    row = await world.row(reply.post_id)
    assert row.state is State.POSTED
    assert world.discord.told == [(ALICE, share.post_id, "tell.answered")]


async def test_a_reply_that_is_out_stays_so_when_its_thread_is_locked_before_the_restart(
    world: World,
) -> None:
    share = await world.post(ALICE)
    reply = await world.submit(BOB, parent=share.post_id)
    await _die_after(world, "send_reply", lambda: world.deliver(reply.post_id))
    await world.services.decisions.lock(GUILD, share.post_id, True)
    await world.quiet()

    row = await world.row(reply.post_id)
    assert row.state is State.POSTED


async def test_a_claim_survives_settings_that_are_taken_away_for_a_while(world: World) -> None:
    share = await world.submit(ALICE)
    await _die_after(world, "send_share", lambda: world.deliver(share.post_id))
    await world.set_up(care_channel_id=None)
    await world.services.outbox.tick()
    await world.set_up()
    world.clock.pass_by(seconds=OLD)
    await world.quiet()

    assert len(world.discord.of(share.post_id)) == 1


async def test_a_card_that_cannot_be_searched_for_is_not_sent_twice(world: World) -> None:
    share = await world.post(ALICE)
    card = await world.report(BOB, share.post_id)
    await _die_after(world, "send_card", lambda: world.services.desk.show_in(GUILD, card))
    world.clock.pass_by(seconds=OLD)
    world.discord.refusals["find_card"] = [Refusal.FORBIDDEN]
    await world.quiet(ticks=8)

    assert len(world.discord.of(card)) == 1
    assert (await world.card(card)).message_id is not None


@pytest.mark.parametrize(
    ("refusal", "trouble"),
    [
        (Refusal.GONE, Trouble.CHANNEL_GONE),
        (Refusal.FORBIDDEN, Trouble.NOT_ALLOWED),
        (Refusal.LOCKED, Trouble.NOT_ALLOWED),
    ],
)
async def test_a_refused_share_waits_and_the_team_is_told_once_and_once_that_it_is_over(
    world: World, refusal: Refusal, trouble: Trouble
) -> None:
    world.discord.standing["send_share"] = refusal
    first, second = await world.post(ALICE), await world.post(BOB)
    await world.quiet(step=FIXABLE_SECONDS)
    waiting = [await world.row(post.post_id) for post in (first, second)]
    told_before = list(world.discord.troubles)
    del world.discord.standing["send_share"]
    await world.quiet(step=FIXABLE_SECONDS)

    assert [row.state for row in waiting] == [State.WAITING, State.WAITING]
    assert told_before == [trouble]
    assert world.discord.troubles == [trouble, None]
    assert len(world.discord.of(first.post_id)) == len(world.discord.of(second.post_id)) == 1


async def test_a_reply_that_gets_through_does_not_say_that_shares_can_be_posted_again(
    world: World,
) -> None:
    share = await world.post(ALICE)
    world.discord.standing["send_share"] = Refusal.FORBIDDEN
    await world.post(BOB)
    await world.post(CHEN, parent=share.post_id)
    await world.quiet(step=FIXABLE_SECONDS)

    assert world.discord.troubles == [Trouble.NOT_ALLOWED]


async def test_a_share_is_not_tried_again_before_the_mending_time(world: World) -> None:
    world.discord.standing["send_share"] = Refusal.FORBIDDEN
    await world.post(ALICE)
    world.clock.pass_by(seconds=FIXABLE_SECONDS - 1)
    await world.services.outbox.tick()
    early = world.discord.calls.count("send_share")
    world.clock.pass_by(seconds=1)
    await world.services.outbox.tick()

    assert (early, world.discord.calls.count("send_share")) == (1, 2)


async def test_mended_settings_send_what_was_waiting_at_once(world: World) -> None:
    share = await world.post(ALICE)
    card = await world.report(BOB, share.post_id)
    world.discord.refusals = {"send_share": [Refusal.FORBIDDEN], "send_card": [Refusal.GONE]}
    await world.services.desk.show_in(GUILD, card)
    post = await world.post(BOB)
    await world.services.outbox.retry_now(GUILD)

    assert len(world.discord.of(post.post_id)) == 1
    assert len(world.discord.of(card)) == 1


async def test_mending_does_not_open_a_release_window_early(world: World) -> None:
    post = await world.submit(ALICE, window=True)
    await world.services.outbox.retry_now(GUILD)

    assert world.discord.of(post.post_id) == []


async def test_a_long_outage_of_discord_is_told_once_and_its_end_once(world: World) -> None:
    world.discord.standing["send_share"] = Refusal.LATER
    post = await world.post(ALICE)
    told_at_first = list(world.discord.troubles)
    await world.quiet(step=3600, ticks=10)
    during = list(world.discord.troubles)
    del world.discord.standing["send_share"]
    await world.quiet(step=3600)

    assert told_at_first == []
    assert during == [Trouble.DISCORD_DOWN]
    assert world.discord.troubles == [Trouble.DISCORD_DOWN, None]
    assert len(world.discord.of(post.post_id)) == 1


@pytest.mark.parametrize(
    ("refusal", "reason"),
    [
        (Refusal.GONE, Return.THREAD_GONE),
        (Refusal.FORBIDDEN, Return.LOCKED),
        (Refusal.LOCKED, Return.LOCKED),
    ],
)
async def test_a_refused_reply_goes_back_with_its_words_and_its_author_is_told(
    world: World, refusal: Refusal, reason: Return
) -> None:
    share = await world.post(ALICE)
    world.discord.standing["send_reply"] = refusal
    reply = await world.post(BOB, "keep me", parent=share.post_id)
    mine = await world.mine(BOB, reply.post_id)

    assert (reply.state, reply.reason) == (State.RETURNED, reason)
    assert mine.words == Words("keep me")
    assert world.discord.told == [(BOB, reply.post_id, "tell.returned")]
    assert world.discord.troubles == []


@pytest.mark.expects_errors(1)
async def test_words_discord_will_not_have_go_back_to_their_author(world: World) -> None:
    world.discord.standing["send_share"] = Refusal.INVALID
    share = await world.post(ALICE, "keep me")
    mine = await world.mine(ALICE, share.post_id)

    assert (share.state, share.reason) == (State.RETURNED, Return.DISCORD)
    assert mine.words == Words("keep me")
    assert world.discord.told == [(ALICE, share.post_id, "tell.returned")]


async def test_a_reply_to_a_share_that_was_locked_meanwhile_goes_back(world: World) -> None:
    share = await world.post(ALICE)
    reply = await world.submit(BOB, parent=share.post_id)
    await world.services.decisions.lock(GUILD, share.post_id, True)
    after = await world.deliver(reply.post_id)

    assert (after.state, after.reason) == (State.RETURNED, Return.LOCKED)
    assert "send_reply" not in world.discord.calls


async def test_refusals_that_pass_are_tried_again_ever_more_slowly(world: World) -> None:
    world.discord.standing["send_share"] = Refusal.LATER
    post = await world.post(ALICE)
    waits: list[int] = []
    for _ in range(4):
        row = await world.row(post.post_id)
        waits.append(row.due_at - int(world.clock().timestamp()))
        world.clock.pass_by(seconds=waits[-1])
        await world.services.outbox.tick()

    assert waits == [15, 30, 60, 120]


@pytest.mark.parametrize(
    "refusal",
    [
        pytest.param(Refusal.INVALID, marks=pytest.mark.expects_errors(1)),
        Refusal.FORBIDDEN,
        Refusal.LATER,
    ],
)
async def test_a_share_whose_thread_cannot_be_opened_is_out_and_gets_its_thread_later(
    world: World, refusal: Refusal
) -> None:
    world.discord.standing["open_thread"] = refusal
    share = await world.post(ALICE)
    del world.discord.standing["open_thread"]
    await world.quiet()
    row = await world.row(share.post_id)

    assert share.state is State.WAITING
    assert share.message_id is not None
    assert (row.state, row.thread_id) == (State.POSTED, share.message_id)
    assert len(world.discord.of(share.post_id)) == 1
    assert not [key for _, _, key in world.discord.told if key == "tell.returned"]


async def test_a_share_deleted_before_its_thread_was_open_is_over(world: World) -> None:
    world.discord.standing["open_thread"] = Refusal.GONE
    share = await world.post(ALICE)

    assert share.state is State.WITHDRAWN


async def test_a_share_that_is_out_without_a_thread_can_be_taken_back(world: World) -> None:
    world.discord.standing["open_thread"] = Refusal.FORBIDDEN
    share = await world.post(ALICE)
    answer = await world.services.my_posts.withdraw(GUILD, ALICE, share.post_id)
    after = await world.deliver(share.post_id)

    assert answer is Withdrawal.UNDER_WAY
    assert after.state is State.WITHDRAWN
    assert world.discord.of(share.post_id) == []


async def test_taking_back_while_it_is_being_sent_removes_it_once_it_is_out(world: World) -> None:
    share = await world.submit(ALICE)
    gate = world.discord.hold("send_share")
    sending = asyncio.create_task(world.deliver(share.post_id))
    await world.discord.reached["send_share"].wait()
    answer = await world.services.my_posts.withdraw(GUILD, ALICE, share.post_id)
    removing = asyncio.create_task(world.deliver(share.post_id))
    gate.set()
    await asyncio.gather(sending, removing)
    row = await world.row(share.post_id)

    assert answer is Withdrawal.UNDER_WAY
    assert row.state is State.WITHDRAWN
    assert world.discord.messages == {}


@pytest.mark.parametrize("effect", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("refusals", [[], [Refusal.FORBIDDEN, Refusal.LATER]], ids=["open", "shut"])
async def test_taking_back_what_may_be_out_since_a_crash_looks_for_it_and_removes_it(
    world: World, effect: bool, refusals: list[Refusal]
) -> None:
    share = await world.submit(ALICE)
    world.discord.die_at = (1, effect)
    with pytest.raises(Died):
        await world.deliver(share.post_id)
    await world.restart()
    world.discord.refusals["find"] = refusals
    answer = await world.services.my_posts.withdraw(GUILD, ALICE, share.post_id)
    await world.deliver(share.post_id)
    await world.quiet()
    row = await world.row(share.post_id)

    assert answer is Withdrawal.UNDER_WAY
    assert row.state is State.WITHDRAWN
    assert world.discord.messages == {}


async def test_a_share_is_looked_for_where_it_was_sent_whatever_was_chosen_since(
    world: World,
) -> None:
    share = await world.submit(ALICE)
    await _die_after(world, "send_share", lambda: world.deliver(share.post_id))
    await world.set_up(sharing_channel_id=SHARING + 100)
    world.clock.pass_by(seconds=OLD)
    await world.quiet()
    row = await world.row(share.post_id)

    assert (row.state, row.channel_id) == (State.POSTED, SHARING)
    assert len(world.discord.of(share.post_id)) == 1


async def test_taking_back_while_the_thread_opens_removes_the_message(world: World) -> None:
    share = await world.submit(ALICE)
    gate = world.discord.hold("open_thread")
    sending = asyncio.create_task(world.deliver(share.post_id))
    await world.discord.reached["open_thread"].wait()
    answer = await world.services.my_posts.withdraw(GUILD, ALICE, share.post_id)
    removing = asyncio.create_task(world.deliver(share.post_id))
    gate.set()
    await asyncio.gather(sending, removing)
    row = await world.row(share.post_id)

    assert answer is Withdrawal.UNDER_WAY
    assert world.discord.messages == {}
    assert row.state is State.WITHDRAWN
    assert row.thread_id is not None  # so that the thread can be told


async def test_what_was_taken_back_in_time_never_appears(world: World) -> None:
    share = await world.submit(ALICE, window=True)
    answer = await world.services.my_posts.withdraw(GUILD, ALICE, share.post_id)
    await world.quiet(step=86400)

    assert answer is Withdrawal.DONE
    assert world.discord.calls == []


async def test_two_presses_on_the_same_draft_make_one_message(world: World) -> None:
    share = await world.submit(ALICE)
    gate = world.discord.hold("send_share")
    presses = [asyncio.create_task(world.deliver(share.post_id)) for _ in range(5)]
    await world.discord.reached["send_share"].wait()
    gate.set()
    after = await asyncio.gather(*presses)

    assert world.discord.calls == ["send_share", "open_thread"]
    assert {post.state for post in after} == {State.POSTED}


async def test_an_impatient_caller_does_not_stop_a_sending(world: World) -> None:
    share = await world.submit(ALICE)
    gate = world.discord.hold("send_share")
    impatient = asyncio.create_task(world.deliver(share.post_id))
    await world.discord.reached["send_share"].wait()
    impatient.cancel()
    gate.set()
    after = await world.deliver(share.post_id)

    assert after.state is State.POSTED
    assert len(world.discord.of(share.post_id)) == 1


async def test_a_share_that_hangs_keeps_no_other_group_waiting(
    world: World,
) -> None:
    world.services.engine.patience = 0
    await world.set_up(OTHER_GUILD)
    slow = await world.submit(ALICE)
    gate = world.discord.hold("send_share")
    hanging = asyncio.create_task(world.deliver(slow.post_id))
    await world.discord.reached["send_share"].wait()
    del world.discord.gates["send_share"]  # that one hangs, later ones do not
    await world.services.outbox.tick()
    world.services.engine.patience = PATIENCE
    other = await world.submit(BOB, guild_id=OTHER_GUILD)
    await world.services.outbox.tick()
    there, waiting = await world.row(other.post_id), await world.row(slow.post_id)
    gate.set()
    await hanging

    assert (there.state, waiting.state) == (State.POSTED, State.WAITING)
    assert (await world.row(slow.post_id)).state is State.POSTED


async def test_a_release_of_many_shares_in_one_group_hides_no_other_groups(world: World) -> None:
    await world.set_up(OTHER_GUILD)
    for number in range(150):
        await world.submit(10_000 + number)
    world.clock.pass_by(seconds=1)
    other = await world.submit(BOB, guild_id=OTHER_GUILD)
    gate = world.discord.hold("send_share", visitors=2)
    world.services.engine.patience = 0
    await world.services.outbox.tick()
    async with asyncio.timeout(5):
        await world.discord.reached["send_share"].wait()  # both groups', though neither is through
    gate.set()
    await world.services.outbox.stop()

    assert (await world.row(other.post_id)).state is State.POSTED


@pytest.mark.expects_errors(3)
async def test_a_share_that_raises_is_put_off_ever_longer(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object) -> None:
        world.discord.calls.append("send_share")
        raise RuntimeError("no one foresaw it")

    post = await world.submit(ALICE)
    with monkeypatch.context() as broken:
        broken.setattr(type(world.discord), "send_share", fails)
        for _ in range(6):
            await world.services.outbox.tick()
            world.clock.pass_by(seconds=15)
    tries = world.discord.calls.count("send_share")
    await world.quiet()

    assert tries == 3
    assert (await world.row(post.post_id)).state is State.POSTED
    assert len(world.discord.of(post.post_id)) == 1


@pytest.mark.parametrize("refusal", [Refusal.FORBIDDEN, Refusal.LOCKED])
async def test_a_young_claim_that_is_refused_stays_until_the_thread_can_be_searched(
    world: World, refusal: Refusal
) -> None:
    share = await world.post(ALICE)
    reply = await world.submit(BOB, parent=share.post_id)
    await _die_after(world, "send_reply", lambda: world.deliver(reply.post_id))
    world.discord.refusals["send_reply"] = [refusal]
    world.clock.pass_by(seconds=YOUNG)
    await world.services.outbox.tick()
    between = await world.row(reply.post_id)
    world.clock.pass_by(seconds=OLD)
    await world.quiet()

    assert (between.state, between.claimed_at is None) == (State.WAITING, False)
    assert world.discord.calls[:2] == ["send_reply", "find"]
    assert len(world.discord.of(reply.post_id)) == 1
    assert (await world.row(reply.post_id)).state is State.POSTED


@pytest.mark.expects_errors(1)
async def test_an_author_who_took_a_share_back_is_not_told_that_it_came_back(
    world: World,
) -> None:
    share = await world.submit(ALICE)
    gate = world.discord.hold("send_share")
    sending = asyncio.create_task(world.deliver(share.post_id))
    await world.discord.reached["send_share"].wait()
    await world.services.my_posts.withdraw(GUILD, ALICE, share.post_id)
    world.discord.refusals["send_share"] = [Refusal.INVALID]
    gate.set()
    after = await sending

    assert after.state is State.WITHDRAWN
    assert world.discord.told == []


async def test_many_shares_at_once_appear_once_each(world: World) -> None:
    posts = await asyncio.gather(*(world.post(ALICE + n, f"share {n}") for n in range(40)))

    assert all(len(world.discord.of(post.post_id)) == 1 for post in posts)
    assert len(world.discord.messages) == len(world.discord.threads) == 40


async def test_a_window_is_not_opened_early_and_comes_out_shuffled(
    tmp_path: Path, clock: Clock, content: Content
) -> None:
    orders = set[tuple[str, ...]]()
    for seed in range(4):
        world = await new_world(
            tmp_path / str(seed), clock, content, seed=seed, new_id=in_order(), release_minutes=60
        )
        posts = [await world.submit(ALICE + n, str(n), window=True) for n in range(8)]
        opens = posts[0].due_at - int(clock().timestamp())
        world.clock.pass_by(seconds=opens - 1)
        await world.services.outbox.tick()
        await world.deliver(posts[0].post_id)
        early = len(world.discord.messages)
        world.clock.pass_by(seconds=1)
        await world.services.outbox.tick()
        orders.add(tuple(m.words.words for m in world.discord.messages.values() if m.words))
        await world.services.close()

        assert early == 0
        assert len({post.due_at for post in posts}) == 1
        assert len(world.discord.messages) == 8

    assert len(orders) > 1
    assert tuple("01234567") not in orders


@pytest.mark.expects_errors(1)
async def test_one_failing_delivery_does_not_stop_the_others(world: World) -> None:
    posts = [await world.submit(ALICE + n) for n in range(4)]
    world.discord.bug_at = 1
    await world.services.outbox.tick()
    first = [len(world.discord.of(post.post_id)) for post in posts]
    world.clock.pass_by(seconds=15)
    await world.services.outbox.tick()

    assert sorted(first) == [0, 1, 1, 1]
    assert [len(world.discord.of(post.post_id)) for post in posts] == [1, 1, 1, 1]


async def test_a_group_that_waits_for_discord_does_not_keep_another_waiting(world: World) -> None:
    await world.set_up(OTHER_GUILD)
    here, there = await world.submit(ALICE), await world.submit(ALICE, guild_id=OTHER_GUILD)
    gate = world.discord.hold("send_share", visitors=2)
    ticking = asyncio.create_task(world.services.outbox.tick())
    await world.discord.reached["send_share"].wait()
    before = len(world.discord.messages)
    gate.set()
    await ticking

    assert before == 0
    assert len(world.discord.of(here.post_id)) == len(world.discord.of(there.post_id)) == 1


async def test_an_author_is_told_about_answers_once_in_a_while_and_not_about_their_own(
    world: World,
) -> None:
    share = await world.post(ALICE)
    await world.post(ALICE, parent=share.post_id)
    own = list(world.discord.told)
    await world.post(BOB, parent=share.post_id)
    await world.post(CHEN, parent=share.post_id)
    soon = list(world.discord.told)
    world.clock.pass_by(seconds=rules.TELL_AGAIN.total_seconds())
    await world.post(CHEN, parent=share.post_id)
    line = (ALICE, share.post_id, "tell.answered")

    assert own == []
    assert soon == [line]
    assert world.discord.told == [line, line]


async def test_an_author_who_answers_under_their_own_name_is_not_told_of_it(world: World) -> None:
    share = await world.post(ALICE)
    assert share.thread_id is not None
    outbox = world.services.outbox
    await outbox.answered(GUILD, share.thread_id, ALICE)
    own = list(world.discord.told)
    await outbox.answered(GUILD, share.thread_id, BOB)

    assert (own, len(world.discord.told)) == ([], 1)


async def test_two_answers_at_once_make_one_line_to_the_author(world: World) -> None:
    share = await world.post(ALICE)
    assert share.thread_id is not None
    thread_id = share.thread_id
    outbox = world.services.outbox
    await asyncio.gather(*(outbox.answered(GUILD, thread_id, BOB) for _ in range(5)))

    assert len(world.discord.told) == 1


async def test_a_muted_author_is_not_told(world: World) -> None:
    share = await world.post(ALICE)
    await world.services.my_posts.set_muted(GUILD, ALICE, share.post_id, True)
    await world.post(BOB, parent=share.post_id)

    assert world.discord.told == []


async def test_a_card_deleted_by_hand_comes_again_even_within_the_nonce_s_time(
    world: World,
) -> None:
    share = await world.post(ALICE)
    card = await world.report(BOB, share.post_id)
    await world.services.desk.show_in(GUILD, card)
    (message,) = world.discord.of(card)
    del world.discord.messages[message.message_id]
    await world.services.decisions.message_deleted(GUILD, {message.message_id})
    await world.services.outbox.tick()

    assert len(world.discord.of(card)) == 1


async def test_a_share_removed_and_put_back_within_the_nonce_s_time_appears_anew(
    world: World,
) -> None:
    share = await world.post(ALICE, "again")
    await world.services.decisions.take_down(GUILD, share.post_id, Return.RULES, Words("again"))
    await world.deliver(share.post_id)
    gone = world.discord.of(share.post_id)
    await world.services.decisions.put_back(GUILD, share.post_id)
    after = await world.deliver(share.post_id)

    assert gone == []
    assert after.state is State.POSTED
    assert [m.words for m in world.discord.of(share.post_id)] == [Words("again")]


async def test_a_removal_discord_refuses_is_tried_until_it_works(world: World) -> None:
    share = await world.post(ALICE)
    world.discord.refusals["take_down"] = [Refusal.LATER, Refusal.FORBIDDEN]
    await world.services.decisions.take_down(GUILD, share.post_id, Return.RULES, Words("again"))
    first = await world.deliver(share.post_id)
    await world.quiet()
    after = await world.row(share.post_id)

    assert first.state is State.REMOVING
    assert after.state is State.REMOVED
    assert world.discord.told == [(ALICE, share.post_id, "tell.returned")]


async def test_a_stop_finishes_what_is_under_way_and_begins_nothing_new(world: World) -> None:
    going, waiting = await world.submit(ALICE), await world.submit(BOB)
    gate = world.discord.hold("send_share")
    sending = asyncio.create_task(world.deliver(going.post_id))
    await world.discord.reached["send_share"].wait()
    stop = asyncio.create_task(world.services.outbox.stop())
    await asyncio.sleep(0)
    early = stop.done()
    late = await world.deliver(waiting.post_id)
    await world.services.outbox.tick()
    gate.set()
    await stop
    row = await world.row(going.post_id)
    await sending

    assert not early
    assert row.state is State.POSTED
    assert late.state is State.WAITING
    assert world.discord.of(waiting.post_id) == []


async def test_a_card_that_could_not_be_shown_anew_is_shown_at_a_later_tick(world: World) -> None:
    share = await world.post(ALICE)
    card = await world.report(BOB, share.post_id)
    await world.services.desk.show_in(GUILD, card)
    await world.services.cases.set_done(GUILD, card, done=True)
    world.discord.refusals["show_card"] = [Refusal.LATER, Refusal.FORBIDDEN]
    await world.services.desk.show_post(share.post_id)
    stale = list(world.discord.shown)
    await world.quiet()

    assert stale == []
    assert [view.case.open for view in world.discord.shown] == [False]


@pytest.mark.parametrize("refusal", [Refusal.GONE, Refusal.FORBIDDEN])
async def test_a_care_channel_that_takes_no_cards_is_told_to_the_owner_once(
    world: World, refusal: Refusal
) -> None:
    share = await world.post(ALICE)
    world.discord.standing["send_card"] = refusal
    cards = [await world.report(member, share.post_id) for member in (BOB, CHEN)]
    await world.quiet(step=FIXABLE_SECONDS)
    told = list(world.discord.owners_told)
    del world.discord.standing["send_card"]
    await world.quiet(step=FIXABLE_SECONDS)

    assert told == world.discord.owners_told == [GUILD]
    assert [len(world.discord.of(card)) for card in cards] == [1, 1]
