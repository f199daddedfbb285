"""What an author can do with their own posts, and nobody else."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.content import Content
from bot.core.ids import ID_LENGTH
from bot.core.seals import Words
from bot.sharing.my_posts import Withdrawal
from bot.sharing.outcomes import Accepted
from bot.sharing.rules import Draft, State
from tests.conftest import Clock
from tests.sharing.gateway import ALICE, BOB, GUILD, OTHER_GUILD, World, new_world
from tests.sharing.stages import TEXT, held, in_state


@pytest.fixture
async def world(tmp_path: Path, clock: Clock, content: Content) -> AsyncGenerator[World]:
    world = await new_world(tmp_path, clock, content)
    yield world
    await world.services.close()


TAKEN_BACK = {
    State.HELD: (Withdrawal.DONE, State.WITHDRAWN),
    State.WAITING: (Withdrawal.DONE, State.WITHDRAWN),
    State.POSTED: (Withdrawal.UNDER_WAY, State.WITHDRAWING),
    State.RETURNED: (Withdrawal.DONE, State.WITHDRAWN),
    State.WITHDRAWING: (Withdrawal.GONE, State.WITHDRAWING),
    State.REMOVING: (Withdrawal.GONE, State.REMOVING),
    State.WITHDRAWN: (Withdrawal.GONE, State.WITHDRAWN),
    State.REMOVED: (Withdrawal.DONE, State.WITHDRAWN),
}


@pytest.mark.parametrize("state", State)
async def test_taking_back_works_in_each_state_and_for_the_author_alone(
    world: World, state: State
) -> None:
    post = await in_state(world, state)
    mine = world.services.my_posts
    foreign = [
        await mine.withdraw(GUILD, BOB, post.post_id),
        await mine.withdraw(OTHER_GUILD, ALICE, post.post_id),
        await mine.withdraw(GUILD, ALICE, "x" * ID_LENGTH),
    ]
    untouched = await world.row(post.post_id)
    outcome = await mine.withdraw(GUILD, ALICE, post.post_id)
    await world.restart()
    after = await world.row(post.post_id)

    assert foreign == [Withdrawal.GONE] * 3
    assert untouched == post
    assert (outcome, after.state) == TAKEN_BACK[state]


@pytest.mark.parametrize("state", [State.RETURNED, State.REMOVED])
@pytest.mark.parametrize("member", [ALICE, BOB])
async def test_a_new_draft_ends_the_post_it_replaces_if_that_is_its_authors_own(
    world: World, state: State, member: int
) -> None:
    before = await in_state(world, state)
    sharing = world.services.sharing
    again = Draft(post_id=sharing.new_id(), words="In other words.", replaces=before.post_id)
    accepted = await sharing.submit(GUILD, member, again, size=50)
    mine = await world.mine(ALICE, before.post_id)

    assert isinstance(accepted, Accepted)
    if member == ALICE:
        assert (mine.post.state, mine.words) == (State.WITHDRAWN, None)
    else:
        assert (mine.post, mine.words) == (before, Words(TEXT))


async def test_taking_back_a_held_share_asks_the_care_team_for_nothing_more(world: World) -> None:
    post = await held(world)
    before = len((await world.services.decisions.queue(GUILD)).cards)
    await world.services.my_posts.withdraw(GUILD, ALICE, post.post_id)
    mine = await world.mine(ALICE, post.post_id)

    assert before == 1
    assert (await world.services.decisions.queue(GUILD)).cards == []
    assert mine.words is None


async def test_the_list_holds_my_own_posts_of_this_group_the_latest_first(world: World) -> None:
    await world.set_up(OTHER_GUILD)
    first = await world.post(ALICE)
    world.clock.pass_by(minutes=1)
    await world.post(BOB)
    await world.submit(ALICE, guild_id=OTHER_GUILD)
    world.clock.pass_by(minutes=1)
    reply = await world.post(ALICE, parent=first.post_id)
    world.clock.pass_by(minutes=1)
    waiting = await world.submit(ALICE, "later", window=True)
    mine = await world.services.my_posts.list(GUILD, ALICE)

    assert [each.post.post_id for each in mine] == [
        waiting.post_id,
        reply.post_id,
        first.post_id,
    ]
    assert [each.words for each in mine] == [Words("later"), None, None]


async def test_what_is_mine_ends_with_the_link(world: World) -> None:
    share = await world.post(ALICE)
    mine = world.services.my_posts
    world.clock.pass_by(days=13)
    await world.services.privacy.purge()
    still = await mine.get(GUILD, ALICE, share.post_id)
    world.clock.pass_by(days=1)
    await world.services.privacy.purge()

    assert still is not None
    assert await mine.get(GUILD, ALICE, share.post_id) is None
    assert await mine.list(GUILD, ALICE) == []
    assert await mine.withdraw(GUILD, ALICE, share.post_id) is Withdrawal.GONE
    assert not await mine.set_muted(GUILD, ALICE, share.post_id, True)
    assert (await world.row(share.post_id)).state is State.POSTED


async def test_a_post_is_shown_to_its_author_in_its_group_only(world: World) -> None:
    post = await held(world)
    mine = world.services.my_posts
    own = await mine.get(GUILD, ALICE, post.post_id)

    assert own is not None
    assert (own.words, own.muted, own.key_day) == (Words(TEXT), False, "2026-11-16")
    assert await mine.get(GUILD, BOB, post.post_id) is None
    assert await mine.get(OTHER_GUILD, ALICE, post.post_id) is None


async def test_muting_is_for_the_author_and_stays(world: World) -> None:
    share = await world.post(ALICE)
    mine = world.services.my_posts
    foreign = await mine.set_muted(GUILD, BOB, share.post_id, True)
    before = (await world.mine(ALICE, share.post_id)).muted
    own = await mine.set_muted(GUILD, ALICE, share.post_id, True)
    await world.restart()
    after = (await world.mine(ALICE, share.post_id)).muted
    await world.services.my_posts.set_muted(GUILD, ALICE, share.post_id, False)

    assert (foreign, own) == (False, True)
    assert (before, after) == (False, True)
    assert not (await world.mine(ALICE, share.post_id)).muted


async def test_an_author_who_writes_in_their_own_thread_is_recognised_and_nobody_else(
    world: World,
) -> None:
    share, other = await world.post(ALICE), await world.post(BOB)
    assert share.thread_id is not None
    assert other.thread_id is not None
    wrote = world.services.my_posts.wrote_in_own_thread

    assert await wrote(GUILD, ALICE, share.thread_id)
    assert not await wrote(GUILD, BOB, share.thread_id)
    assert not await wrote(GUILD, ALICE, other.thread_id)
    assert not await wrote(OTHER_GUILD, ALICE, share.thread_id)
    assert not await wrote(GUILD, ALICE, 999)
    world.clock.pass_by(days=14)
    await world.services.privacy.purge()
    assert not await wrote(GUILD, ALICE, share.thread_id)


async def test_outside_a_group_a_post_still_knows_its_group(world: World) -> None:
    await world.set_up(OTHER_GUILD)
    post = await world.submit(ALICE, guild_id=OTHER_GUILD)

    assert await world.services.my_posts.guild_of(post.post_id) == OTHER_GUILD
    assert await world.services.my_posts.guild_of("x" * ID_LENGTH) == 0
