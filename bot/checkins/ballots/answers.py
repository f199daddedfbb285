"""Answering a round: the form, and one vote per person.

- Nothing about who answers is stored or logged.
- The ballot box decides, in one transaction, between two presses at the same instant and between a
  vote and the close.
- A press and a submit each wait for one turn of the ballot box's thread, shared with those that
  arrive together. The round itself is in memory until the next commit.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from bot.checkins.ballots.box import BallotBox, Cast
from bot.checkins.ballots.tally import CHOICES, Ballot
from bot.checkins.outcomes import Gone
from bot.checkins.questions.bank import Bank, Question
from bot.checkins.questions.group_questions import GroupQuestions
from bot.checkins.rounds import store as round_store
from bot.checkins.rules import Round, takes_answers
from bot.core.db import Database, Reader

BLANK = "blank"
"""What a form sends for "prefer not to say"; the other answers are "1" to "5"."""

FORMS = 256
"""Max rounds kept in memory between two commits."""

_ANSWERS: Mapping[str, int | None] = {
    BLANK: None,
    "": None,  # nothing was chosen
    **{str(choice): choice for choice in range(1, CHOICES + 1)},
}


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """What to ask now: ``questions`` in the order of the ballot."""

    round_: Round
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Already:
    """This person's answer was counted before. Which answer it was can no longer be read."""


@dataclass(frozen=True, slots=True)
class Closed:
    """The round takes no answers, or takes none any longer."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The answer is counted and is on the disk."""


@dataclass(frozen=True, slots=True)
class Malformed:
    """These are not answers to this round's questions; nothing was counted."""


def asked(
    bank: Bank, own: GroupQuestions, reader: Reader, guild_id: int, keys: Sequence[str]
) -> tuple[Question, ...]:
    """Return the wordings with these keys, in this order, including retired ones.

    Raises KeyError for a key that was never asked: wordings are kept as long as their results.
    """
    known = {**bank.known, **own.by_keys(reader, guild_id, keys)}
    return tuple(known[key] for key in keys)


class Answers:
    """What a member can do with a round. The id of another group's round is not found."""

    def __init__(
        self,
        db: Database,
        box: BallotBox,
        bank: Bank,
        own: GroupQuestions,
        clock: Callable[[], datetime],
    ) -> None:
        self._db = db
        self._box = box
        self._bank = bank
        self._own = own
        self._clock = clock
        self._forms: dict[tuple[int, str], AnswerForm] = {}
        self._read_at = db.commits

    async def form(
        self, guild_id: int, round_id: str, member_id: int
    ) -> AnswerForm | Already | Closed | Gone:
        """Return what a press on the round's button opens. It only reads: it must open at once."""

        form = await self._form(guild_id, round_id)
        if form is None:
            return Gone()
        if not takes_answers(form.round_, self._now()):
            return Closed()
        return Already() if await self._box.has_answered(round_id, member_id) else form

    async def vote(
        self, guild_id: int, round_id: str, member_id: int, answers: Mapping[str, str] | Ballot
    ) -> Counted | Already | Closed | Gone | Malformed:
        """Count a person's answers, once.

        ``answers``: by question key, "1" to "5" or ``BLANK``, one for each question; or a ballot.
        A question that is missing makes it malformed and is not taken for a blank: a form that
        was not read whole must not use up a member's only answer.
        """
        form = await self._form(guild_id, round_id)
        if form is None:
            return Gone()
        if not takes_answers(form.round_, self._now()):
            return Closed()
        ballot = _ballot(form.round_, answers)
        if ballot is None:
            return Malformed()
        match await self._box.cast(round_id, member_id, ballot):
            case Cast.COUNTED:
                return Counted()
            case Cast.ALREADY:
                return Already()
            case Cast.CLOSED:
                return Closed()
            case _ as unreachable:
                assert_never(unreachable)

    async def _form(self, guild_id: int, round_id: str) -> AnswerForm | None:
        """Return the round and its questions, from memory if possible; None when there is no round.

        Many members answer one round at the same time. Its row is read once for all of them, and
        again after any commit, so that memory never differs from the file.
        """
        commits = self._db.commits
        if commits != self._read_at:
            self._forms.clear()
            self._read_at = commits
        if found := self._forms.get((guild_id, round_id)):
            return found

        def look(reader: Reader) -> AnswerForm | None:
            round_ = round_store.get(reader, guild_id, round_id)
            if round_ is None:
                return None
            keys = round_.question_keys
            return AnswerForm(round_, asked(self._bank, self._own, reader, guild_id, keys))

        form = await self._db.read(look)
        if form is not None and commits == self._read_at and len(self._forms) < FORMS:
            self._forms[guild_id, round_id] = form
        return form

    def _now(self) -> int:
        return int(self._clock().timestamp())


def _ballot(round_: Round, answers: Mapping[str, str] | Ballot) -> Ballot | None:
    """Return the answers in the order of the questions; None when they do not fit this round."""
    keys = round_.question_keys
    if isinstance(answers, tuple):
        fits = len(answers) == len(keys) and all(_is_answer(answer) for answer in answers)
        return answers if fits else None
    if set(answers) != set(keys) or any(answer not in _ANSWERS for answer in answers.values()):
        return None
    return tuple(_ANSWERS[answers[key]] for key in keys)


def _is_answer(answer: int | None) -> bool:
    # A bool is an int, so True would pass as 1.
    return answer is None or (type(answer) is int and 1 <= answer <= CHOICES)
