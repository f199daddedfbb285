"""A share in each state of its life, brought there the way people bring it there."""

from bot.core.seals import Words
from bot.sharing.decisions import Decided
from bot.sharing.my_posts import Withdrawal
from bot.sharing.rules import Post, Return, State
from tests.sharing.gateway import ALICE, GUILD, World

TEXT = "It was a hard day."


async def held(world: World, member: int = ALICE, *, window: bool = False) -> Post:
    """A share that the care team has to read first."""
    before = world.services.groups.get(GUILD).vetting
    await world.set_up(vetting=True)
    post = await world.submit(member, TEXT, window=window)
    await world.set_up(vetting=before)
    return post


async def in_state(world: World, state: State) -> Post:
    """A share of Alice's in ``state``, as remembered."""
    care, mine = world.services.decisions, world.services.my_posts
    if state in (State.HELD, State.RETURNED):
        post_id = (await held(world)).post_id
    else:
        post_id = (await world.submit(ALICE, TEXT)).post_id
    if state not in (State.HELD, State.RETURNED, State.WAITING):
        await world.deliver(post_id)
    match state:
        case State.RETURNED:
            assert await care.give_back(GUILD, post_id, Return.RULES) is Decided.DONE
        case State.WITHDRAWING | State.WITHDRAWN:
            assert await mine.withdraw(GUILD, ALICE, post_id) is Withdrawal.UNDER_WAY
        case State.REMOVING | State.REMOVED:
            words = Words(TEXT)
            assert await care.take_down(GUILD, post_id, Return.RULES, words) is Decided.DONE
        case _:
            pass
    if state in (State.WITHDRAWN, State.REMOVED):
        await world.deliver(post_id)
    post = await world.row(post_id)
    assert post.state is state
    return post
