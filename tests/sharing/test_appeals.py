"""Appeals about posts: the answer and what follows from it are kept together."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.care.case import CaseFault, Opened, What
from bot.content import Content
from bot.core.seals import Words
from bot.sharing.decisions import Decided
from bot.sharing.rules import Return, State
from tests.conftest import Clock
from tests.sharing.gateway import ALICE, BOB, GUILD, OTHER_GUILD, World, new_world

LINA, NORA = 9002, 9003


@pytest.fixture
async def world(tmp_path: Path, clock: Clock, content: Content) -> AsyncGenerator[World]:
    world = await new_world(tmp_path, clock, content)
    yield world
    await world.services.close()


async def appealed(world: World) -> tuple[str, str]:
    """A share of Alice's that was taken down, and her appeal."""
    post = await world.post(ALICE)
    await world.report(BOB, post.post_id, "x")
    await world.services.decisions.take_down(GUILD, post.post_id, Return.UNKIND, Words("kept"))
    await world.deliver(post.post_id)
    asked = await world.services.post_appeals.ask(GUILD, ALICE, post.post_id, "please")
    assert isinstance(asked, Opened)
    return post.post_id, asked.case_id


@pytest.mark.parametrize("first", [True, False])
async def test_two_carers_who_answer_at_once_do_not_contradict_each_other(
    world: World, first: bool
) -> None:
    post_id, case_id = await appealed(world)
    answer = world.services.post_appeals.answer
    outcomes = await asyncio.gather(
        answer(GUILD, case_id, LINA, post_id, overturn=first),
        answer(GUILD, case_id, NORA, post_id, overturn=not first),
    )
    state = (await world.row(post_id)).state
    history = await world.services.cases.history(GUILD, case_id)

    assert outcomes == [Decided.DONE, CaseFault.CLOSED]
    assert history is not None
    answers = {What.OVERTURNED, What.UPHELD} & {one.what for one in history}
    assert answers == {What.OVERTURNED if first else What.UPHELD}
    assert state is (State.WAITING if first else State.REMOVED)


async def test_an_appeal_that_cannot_be_granted_any_more_stays_open(world: World) -> None:
    post_id, case_id = await appealed(world)
    await world.services.my_posts.withdraw(GUILD, ALICE, post_id)
    answer = world.services.post_appeals.answer
    outcome = await answer(GUILD, case_id, LINA, post_id, overturn=True)
    case = await world.services.cases.get(GUILD, case_id)

    assert outcome is Decided.TOO_LATE
    assert case is not None
    assert case.open
    assert await answer(GUILD, case_id, LINA, post_id, overturn=False) is Decided.DONE


async def test_only_an_appeal_of_this_group_is_answered(world: World) -> None:
    post_id, case_id = await appealed(world)
    (report,) = [
        view.case.case_id
        for view in await world.services.cards.of_post(post_id)
        if view.case.case_id != case_id
    ]
    answer = world.services.post_appeals.answer

    assert await answer(OTHER_GUILD, case_id, LINA, post_id, overturn=True) is CaseFault.GONE
    assert await answer(GUILD, report, LINA, post_id, overturn=True) is CaseFault.GONE
    assert (await world.row(post_id)).state is State.REMOVED


async def test_the_press_that_ends_a_report_ends_no_appeal(world: World) -> None:
    _, case_id = await appealed(world)

    assert await world.services.cases.set_done(GUILD, case_id, done=True) is None
    case = await world.services.cases.get(GUILD, case_id)
    assert case is not None
    assert case.open


@pytest.mark.parametrize("erase", [True, False])
async def test_what_an_author_takes_back_takes_the_words_of_their_appeal_along(
    world: World, erase: bool
) -> None:
    post_id, case_id = await appealed(world)
    before = await world.services.cards.get(GUILD, case_id)
    if erase:
        await world.services.privacy.forget(GUILD, ALICE)
    else:
        await world.services.my_posts.withdraw(GUILD, ALICE, post_id)
    after = await world.services.cards.get(GUILD, case_id)

    assert before is not None
    assert after is not None
    assert (before.said, after.said, after.case.sealed_words) == ("please", "", None)
    assert after.case.open  # a crisis in an appeal is not undone by taking the post back
