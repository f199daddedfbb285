"""Questions of a group's own: what is refused, asked, reworded, retired and brought back."""

import asyncio

import pytest

from bot.checkins.outcomes import (
    BroughtBack,
    Considered,
    Gone,
    Newer,
    NotSetUp,
    OwnRefused,
    QuestionAdded,
    QuestionKept,
    Retired,
    Reworded,
    SameAsBefore,
)
from bot.checkins.questions.bank import OWN_MOST, OwnFault, OwnWarning, Question
from bot.checkins.questions.group_questions import GroupQuestions
from bot.content import Content
from bot.core.db import Database
from bot.core.ids import random_id
from bot.groups import store as group_store
from tests.checkins.groups import GUILD, OTHER_GUILD, count, set_up
from tests.conftest import Clock

KIND = "People here are kind to newcomers"
KINDER = "People here are kind to everyone who is new"
HEARD = "Quiet people are heard here too"


@pytest.fixture
async def own(db: Database, clock: Clock, content: Content) -> GroupQuestions:
    await set_up(db)
    return GroupQuestions(db, content.bank, clock, random_id)


async def _add(own: GroupQuestions, text: str = KIND) -> Question:
    added = await own.add(GUILD, text)
    assert isinstance(added, QuestionAdded)
    return added.question


async def _live(own: GroupQuestions, db: Database, guild_id: int = GUILD) -> tuple[Question, ...]:
    return await db.read(lambda r: own.live(r, guild_id))


async def test_a_question_is_considered_with_its_warnings_before_anything_is_saved(
    own: GroupQuestions, db: Database
) -> None:
    plain = await own.consider(GUILD, f"  {KIND} ")
    doubtful = await own.consider(GUILD, "My depression is understood here by Maria")

    assert isinstance(plain, Considered)
    assert (plain.question.text, plain.warnings) == (KIND, ())
    assert isinstance(doubtful, Considered)
    assert set(doubtful.warnings) == {OwnWarning.ABOUT_HEALTH, OwnWarning.ABOUT_A_PERSON}
    assert await count(db, "checkin_question") == 0


async def test_an_added_question_is_asked(own: GroupQuestions, db: Database) -> None:
    question = await _add(own)

    assert question.text == KIND
    assert question.version == 1
    assert await _live(own, db) == (question,)
    assert await own.list(GUILD) == (QuestionKept(question, live=True),)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Kind", OwnFault.TOO_SHORT),
        ("Are people here kind to newcomers?", OwnFault.QUESTION),
        ("See https://example.org for more", OwnFault.LINK),
        ("I could bring something difficult here and be met with care.", OwnFault.SAME),
    ],
)
async def test_a_question_that_cannot_be_asked_is_refused_and_not_saved(
    own: GroupQuestions, db: Database, text: str, fault: OwnFault
) -> None:
    considered, added = await own.consider(GUILD, text), await own.add(GUILD, text)

    assert considered == added == OwnRefused(fault)
    assert await count(db, "checkin_question") == 0


async def test_a_double_press_adds_one_question(own: GroupQuestions, db: Database) -> None:
    outcomes = await asyncio.gather(*(own.add(GUILD, KIND) for _ in range(4)))

    assert sum(isinstance(outcome, QuestionAdded) for outcome in outcomes) == 1
    assert outcomes.count(OwnRefused(OwnFault.SAME)) == 3
    assert await count(db, "checkin_question") == 1


async def test_a_group_has_so_many_live_questions_and_no_more(own: GroupQuestions) -> None:
    texts = [f"People here are kind to newcomers, part {number}" for number in range(OWN_MOST)]
    made = [await _add(own, text) for text in texts]
    full = await own.add(GUILD, HEARD)
    reworded = await own.reword(GUILD, made[0].id, 1, KINDER)
    await own.retire(GUILD, made[1].id)
    room = await own.add(GUILD, HEARD)
    back = await own.bring_back(GUILD, made[1].id)

    assert full == OwnRefused(OwnFault.TOO_MANY)
    assert isinstance(reworded, Reworded)
    assert isinstance(room, QuestionAdded)
    assert back == OwnRefused(OwnFault.TOO_MANY)


async def test_a_group_that_is_not_set_up_has_no_questions(own: GroupQuestions) -> None:
    assert await own.add(123, KIND) == NotSetUp()


async def test_a_retired_question_is_asked_no_more_until_it_is_brought_back(
    own: GroupQuestions, db: Database
) -> None:
    question = await _add(own)
    retired = await own.retire(GUILD, question.id)
    again = await own.retire(GUILD, question.id)
    without = await _live(own, db)
    listed = await own.list(GUILD)
    back = await own.bring_back(GUILD, question.id)
    back_again = await own.bring_back(GUILD, question.id)

    assert retired == Retired(question)
    assert again == SameAsBefore(question)
    assert without == ()
    assert listed == (QuestionKept(question, live=False),)
    assert back == BroughtBack(question)
    assert back_again == SameAsBefore(question)
    assert await _live(own, db) == (question,)


async def test_a_question_is_not_brought_back_beside_its_like(own: GroupQuestions) -> None:
    old = await _add(own)
    await own.retire(GUILD, old.id)
    await _add(own, KIND)

    assert await own.bring_back(GUILD, old.id) == OwnRefused(OwnFault.SAME)


async def test_new_words_are_a_new_version_and_old_results_keep_the_old_one(
    own: GroupQuestions, db: Database
) -> None:
    before = await _add(own)
    outcome = await own.reword(GUILD, before.id, 1, KINDER)

    assert isinstance(outcome, Reworded)
    after = outcome.after
    assert outcome.before == before
    assert (after.id, after.version, after.text) == (before.id, 2, KINDER)
    assert await _live(own, db) == (after,)
    assert await own.list(GUILD) == (QuestionKept(after, live=True),)
    both = (before.key, after.key, "T1.1", "own:unknown.1")
    assert await db.read(lambda r: own.by_keys(r, GUILD, both)) == {
        before.key: before,
        after.key: after,
    }
    assert await db.read(lambda r: own.by_keys(r, GUILD, [before.key])) == {before.key: before}


async def test_a_reworded_question_keeps_its_turn(
    own: GroupQuestions, db: Database, clock: Clock
) -> None:
    first = await _add(own)
    clock.pass_by(days=1)
    second = await _add(own, HEARD)
    clock.pass_by(days=1)
    await own.reword(GUILD, first.id, 1, KINDER)

    assert [question.id for question in await _live(own, db)] == [first.id, second.id]


async def test_retiring_and_bringing_back_concerns_the_newest_words_only(
    own: GroupQuestions, db: Database
) -> None:
    question = await _add(own)
    outcome = await own.reword(GUILD, question.id, 1, KINDER)
    await own.retire(GUILD, question.id)
    without = await _live(own, db)
    back = await own.bring_back(GUILD, question.id)

    assert isinstance(outcome, Reworded)
    assert without == ()
    assert back == BroughtBack(outcome.after)
    assert await _live(own, db) == (outcome.after,)


async def test_of_two_who_reword_at_once_the_second_is_told_what_the_first_saved(
    own: GroupQuestions, db: Database
) -> None:
    question = await _add(own)
    first, second, same = await asyncio.gather(
        own.reword(GUILD, question.id, 1, KINDER),
        own.reword(GUILD, question.id, 1, "Newcomers are met with kindness here"),
        own.reword(GUILD, question.id, 1, KINDER),
    )

    assert isinstance(first, Reworded)
    assert second == Newer(first.after)
    assert same == SameAsBefore(first.after)
    assert await _live(own, db) == (first.after,)


async def test_new_words_are_considered_before_they_are_saved(
    own: GroupQuestions, db: Database
) -> None:
    question = await _add(own)
    await _add(own, HEARD)
    fine = await own.consider_rewording(GUILD, question.id, KINDER)
    taken = await own.consider_rewording(GUILD, question.id, HEARD)
    same = await own.consider_rewording(GUILD, question.id, KIND)
    saved = await own.reword(GUILD, question.id, 1, HEARD)

    assert isinstance(fine, Considered)
    assert (fine.question.id, fine.question.version) == (question.id, 2)
    assert taken == saved == OwnRefused(OwnFault.SAME)
    assert same == SameAsBefore(question)
    assert await count(db, "checkin_question") == 2


async def test_a_retired_question_is_not_reworded(own: GroupQuestions) -> None:
    question = await _add(own)
    await own.retire(GUILD, question.id)

    assert await own.reword(GUILD, question.id, 1, KINDER) == Gone()
    assert await own.consider_rewording(GUILD, question.id, KINDER) == Gone()


async def test_a_question_of_another_group_is_never_found(
    own: GroupQuestions, db: Database
) -> None:
    question = await _add(own)

    assert await own.list(OTHER_GUILD) == await _live(own, db, OTHER_GUILD) == ()
    assert await db.read(lambda r: own.by_keys(r, OTHER_GUILD, [question.key])) == {}
    assert await own.retire(OTHER_GUILD, question.id) == Gone()
    assert await own.reword(OTHER_GUILD, question.id, 1, KINDER) == Gone()
    assert await own.consider_rewording(OTHER_GUILD, question.id, KINDER) == Gone()
    await own.retire(GUILD, question.id)
    assert await own.bring_back(OTHER_GUILD, question.id) == Gone()
    assert isinstance(await own.add(OTHER_GUILD, KIND), QuestionAdded)


async def test_a_group_that_is_forgotten_takes_its_questions_along(
    own: GroupQuestions, db: Database
) -> None:
    await _add(own)
    await db.write(lambda tx: group_store.remove(tx, GUILD))

    assert await count(db, "checkin_question") == 0
