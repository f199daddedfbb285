"""What follows from screening a draft: held, given back, told to the team, in one transaction."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.care.case import CaseKind
from bot.content import Content
from bot.screening.verdict import Category, Decision, Level
from bot.sharing.outcomes import Accepted, GivenBack, Reported
from bot.sharing.rules import Draft, ReportReason, State
from tests.care.looking import opened
from tests.conftest import Clock
from tests.readings import crisis, flagged
from tests.sharing.gateway import ALICE, BOB, GUILD, World, new_world

GREY = "All is grey today."


@pytest.fixture
async def world(tmp_path: Path, clock: Clock, content: Content) -> AsyncGenerator[World]:
    world = await new_world(tmp_path, clock, content)
    yield world
    await world.services.close()


async def submit(
    world: World, words: str = GREY, *, parent: str | None = None, appeal: bool = False
) -> Accepted | GivenBack:
    sharing = world.services.sharing
    draft = Draft(post_id=sharing.new_id(), words=words, parent_id=parent)
    outcome = await sharing.submit(GUILD, ALICE, draft, size=50, appeal=appeal)
    assert isinstance(outcome, Accepted | GivenBack)
    return outcome


@pytest.mark.parametrize("level", [Level.Q1, Level.Q2, Level.Q3])
@pytest.mark.parametrize("reply", [False, True])
async def test_a_crisis_post_opens_a_case_at_its_level_without_its_author(
    world: World, level: Level, reply: bool
) -> None:
    parent = (await world.post(BOB)).post_id if reply else None
    world.script.reads("grey", crisis(level))
    outcome = await submit(world, parent=parent)

    assert isinstance(outcome, Accepted)
    assert outcome.post.state is State.WAITING, "a feeling is never held"
    assert outcome.case_id is not None
    [case] = await opened(world.services, GUILD)
    assert (case.kind, case.level, case.post_id) == (CaseKind.ALERT, level, outcome.post.post_id)
    assert case.member_id is None
    assert case.categories == {Category.CRISIS}


async def test_ordinary_words_open_none(world: World) -> None:
    outcome = await submit(world)

    assert isinstance(outcome, Accepted)
    assert outcome.case_id is None
    assert await opened(world.services, GUILD) == []


async def test_a_refused_post_opens_no_case(world: World) -> None:
    world.script.reads("grey", crisis(Level.Q3))
    for _ in range(5):
        await submit(world)
    draft = Draft(post_id=world.services.sharing.new_id(), words=GREY)
    await world.services.sharing.submit(GUILD, ALICE, draft, size=50)

    assert len(await opened(world.services, GUILD)) == 5


async def test_a_second_press_opens_no_second_case(world: World) -> None:
    world.script.reads("grey", crisis(Level.Q2))
    sharing = world.services.sharing
    draft = Draft(post_id=sharing.new_id(), words=GREY)
    for _ in range(2):
        assert isinstance(await sharing.submit(GUILD, ALICE, draft, size=50), Accepted)

    assert len(await opened(world.services, GUILD)) == 1


async def test_a_crisis_in_a_group_that_reads_first_is_held_and_has_its_level(
    world: World,
) -> None:
    await world.set_up(vetting=True)
    world.script.reads("grey", crisis(Level.Q3))
    outcome = await submit(world)

    assert isinstance(outcome, Accepted)
    assert outcome.post.state is State.HELD
    assert [(c.kind, c.level) for c in await opened(world.services, GUILD)] == [
        (CaseKind.HELD, Level.Q3)
    ]


async def test_method_detail_is_held(world: World) -> None:
    world.script.reads("grey", flagged(Category.SH_METHOD, 4))
    outcome = await submit(world)

    assert isinstance(outcome, Accepted)
    assert outcome.post.state is State.HELD


async def test_a_precise_flag_comes_back_and_stores_nothing(world: World) -> None:
    world.script.reads("grey", flagged(Category.HATE, 4))
    outcome = await submit(world)

    assert isinstance(outcome, GivenBack)
    assert outcome.verdict.decision is Decision.RETURN
    assert outcome.verdict.because is Category.HATE
    assert await world.services.my_posts.list(GUILD, ALICE) == []


async def test_an_appeal_is_held_and_told_as_one(world: World) -> None:
    world.script.reads("grey", flagged(Category.HATE, 4))
    outcome = await submit(world, appeal=True)

    assert isinstance(outcome, Accepted)
    assert outcome.post.state is State.HELD
    assert [case.kind for case in await opened(world.services, GUILD)] == [CaseKind.HELD]


@pytest.mark.parametrize(
    ("category", "state"),
    [
        (Category.SH_METHOD, State.HELD),
        (Category.HATE, State.WAITING),
        (Category.SCAM, State.WAITING),
    ],
)
async def test_a_learned_flag_alone_goes_to_people_and_holds_only_what_hurts_readers(
    world: World, category: Category, state: State
) -> None:
    world.script.reads("grey", flagged(category, 4, ruled=False))
    outcome = await submit(world)

    assert isinstance(outcome, Accepted)
    assert outcome.post.state is state
    assert outcome.case_id is not None


@pytest.mark.expects_errors(1)
async def test_a_crashed_screener_holds(world: World) -> None:
    world.script.broken = True
    outcome = await submit(world)

    assert isinstance(outcome, Accepted)
    assert outcome.post.state is State.HELD


async def test_the_fork_is_met_only_by_what_reads_as_crisis_and_once_in_a_window(
    world: World,
) -> None:
    sharing = world.services.sharing
    world.script.reads("grey", crisis(Level.Q2))
    calm = await sharing.judge(GUILD, Draft(post_id="p" * 22, words="A quiet day."))
    heavy = await sharing.judge(GUILD, Draft(post_id="p" * 22, words=GREY))
    met = [sharing.prompt(GUILD, ALICE, one) for one in (calm, heavy, heavy)]

    assert met == [False, True, False]
    assert sharing.prompt(GUILD, BOB, heavy)


@pytest.mark.parametrize("level", list(Level))
async def test_a_crisis_in_a_reports_words_raises_its_level_and_blocks_nothing(
    world: World, level: Level
) -> None:
    if level:
        world.script.reads("grey", crisis(level))
    post = await world.post(BOB)
    outcome = await world.services.sharing.report(
        GUILD, ALICE, post.post_id, ReportReason.WORRIED, GREY
    )

    assert isinstance(outcome, Reported)
    assert outcome.support == (level > Level.Q0)
    found = [(case.kind, case.level) for case in await opened(world.services, GUILD)]
    assert found == [(CaseKind.REPORT, max(level, Level.Q1))]


@pytest.mark.expects_errors(1)
async def test_a_crashed_screener_lets_a_report_through(world: World) -> None:
    post = await world.post(BOB)
    world.script.broken = True
    outcome = await world.services.sharing.report(
        GUILD, ALICE, post.post_id, ReportReason.OTHER, GREY
    )

    assert isinstance(outcome, Reported)


@pytest.mark.parametrize("out", [False, True])
async def test_what_a_case_quotes_of_a_post_goes_when_its_author_takes_it_back(
    world: World, out: bool
) -> None:
    world.script.reads("grey", crisis(Level.Q2))
    outcome = await submit(world)
    assert isinstance(outcome, Accepted)
    assert outcome.case_id is not None
    post_id = outcome.post.post_id
    if out:
        await world.deliver(post_id)
    before = await world.services.cards.get(GUILD, outcome.case_id)
    await world.services.my_posts.withdraw(GUILD, ALICE, post_id)
    after = await world.services.cards.get(GUILD, outcome.case_id)

    assert before is not None
    assert after is not None
    assert (before.said, after.said) == (GREY, "")
    assert after.case.open, "someone may still need help"
    assert after.case.sealed_words is None


async def test_what_a_case_quotes_of_a_post_goes_when_its_author_erases(world: World) -> None:
    world.script.reads("grey", crisis(Level.Q2))
    outcome = await submit(world)
    assert isinstance(outcome, Accepted)
    assert outcome.case_id is not None
    await world.services.privacy.forget(GUILD, ALICE)
    case = await world.services.cases.get(GUILD, outcome.case_id)

    assert case is not None
    assert case.sealed_words is None
