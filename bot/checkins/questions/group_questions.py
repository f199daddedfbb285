"""What an admin can do with a group's own questions, and what rounds need from them."""

from collections.abc import Callable, Iterable
from datetime import datetime

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
from bot.checkins.questions import store as question_store
from bot.checkins.questions.bank import (
    Bank,
    OwnFault,
    Question,
    own_fault,
    own_question,
    own_warnings,
    reworded,
)
from bot.core.db import Database, Reader, Transaction
from bot.groups.service import exists


class GroupQuestions:
    """The questions that groups added themselves, by ``Question.id``.

    - Every check and the change that depends on it are one transaction.
    - The id of another group's question is not found.
    """

    def __init__(
        self,
        db: Database,
        bank: Bank,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._db = db
        self._bank = bank
        self._clock = clock
        self._new_id = new_id

    def live(self, reader: Reader, guild_id: int) -> tuple[Question, ...]:
        """Return the questions that a round may ask, in the order in which they take turns."""
        return question_store.live(reader, guild_id)

    def by_keys(self, reader: Reader, guild_id: int, keys: Iterable[str]) -> dict[str, Question]:
        """Return the wordings that a round asked, by key, even if since retired or reworded."""
        return question_store.by_keys(reader, guild_id, keys)

    async def list(self, guild_id: int) -> tuple[QuestionKept, ...]:
        """Return a group's questions, live and retired, in their newest wording, oldest first."""
        return tuple(await self._db.read(lambda r: question_store.all_of(r, guild_id)))

    async def consider(self, guild_id: int, text: str) -> Considered | OwnRefused:
        """Check a question before it is added; save nothing.

        The caller shows the warnings first: an admin adds a question after reading them.
        """
        question = own_question(self._new_id(), 1, text)

        def look(reader: Reader) -> Considered | OwnRefused:
            if found := self._fault(reader, guild_id, text):
                return OwnRefused(found)
            return Considered(question, own_warnings(text))

        return await self._db.read(look)

    async def consider_rewording(
        self, guild_id: int, question_id: str, text: str
    ) -> Considered | OwnRefused | SameAsBefore | Gone:
        """Check new words for a live question; save nothing."""

        def look(reader: Reader) -> Considered | OwnRefused | SameAsBefore | Gone:
            kept = question_store.get(reader, guild_id, question_id)
            if kept is None or not kept.live:
                return Gone()
            if found := self._fault(reader, guild_id, text, kept.question):
                return OwnRefused(found)
            after = reworded(kept.question, text)
            if after.text == kept.question.text:
                return SameAsBefore(kept.question)
            return Considered(after, own_warnings(text))

        return await self._db.read(look)

    async def add(self, guild_id: int, text: str) -> QuestionAdded | OwnRefused | NotSetUp:
        """Save a new question. A second press is refused: the question is already asked."""
        question, now = own_question(self._new_id(), 1, text), int(self._clock().timestamp())

        def save(tx: Transaction) -> QuestionAdded | OwnRefused | NotSetUp:
            if not exists(tx, guild_id):
                return NotSetUp()
            if found := self._fault(tx, guild_id, text):
                return OwnRefused(found)
            question_store.add(tx, guild_id, question, now)
            return QuestionAdded(question)

        return await self._db.write(save)

    async def reword(
        self, guild_id: int, question_id: str, version: int, text: str
    ) -> Reworded | SameAsBefore | Newer | OwnRefused | Gone:
        """Replace the words of ``version``, which the admin was looking at.

        Only live questions can be reworded: one that is not asked needs no better words.
        """

        def save(tx: Transaction) -> Reworded | SameAsBefore | Newer | OwnRefused | Gone:
            kept = question_store.get(tx, guild_id, question_id)
            if kept is None or not kept.live:
                return Gone()
            before = kept.question
            if found := self._fault(tx, guild_id, text, before):
                return OwnRefused(found)
            after = reworded(before, text)
            if after.text == before.text:
                return SameAsBefore(before)  # also a second press
            if before.version != version:
                return Newer(before)
            question_store.reword(tx, before, after)
            return Reworded(before, after)

        return await self._db.write(save)

    async def retire(self, guild_id: int, question_id: str) -> Retired | SameAsBefore | Gone:
        """Stop asking a question. A posted round still asks it, and results keep it."""

        def save(tx: Transaction) -> Retired | SameAsBefore | Gone:
            kept = question_store.get(tx, guild_id, question_id)
            if kept is None:
                return Gone()
            if not kept.live:
                return SameAsBefore(kept.question)
            question_store.set_live(tx, kept.question, live=False)
            return Retired(kept.question)

        return await self._db.write(save)

    async def bring_back(
        self, guild_id: int, question_id: str
    ) -> BroughtBack | SameAsBefore | OwnRefused | Gone:
        """Ask a retired question again, if there is room and no equal question is live."""

        def save(tx: Transaction) -> BroughtBack | SameAsBefore | OwnRefused | Gone:
            kept = question_store.get(tx, guild_id, question_id)
            if kept is None:
                return Gone()
            if kept.live:
                return SameAsBefore(kept.question)
            if found := self._fault(tx, guild_id, kept.question.text):
                return OwnRefused(found)
            question_store.set_live(tx, kept.question, live=True)
            return BroughtBack(kept.question)

        return await self._db.write(save)

    def _fault(
        self, reader: Reader, guild_id: int, text: str, except_for: Question | None = None
    ) -> OwnFault | None:
        """Return what is wrong with a question, given all others except the one it replaces."""
        others = (*self._bank.core, *self._bank.rotating, *question_store.live(reader, guild_id))
        return own_fault(text, [one for one in others if one != except_for])
