"""SQL for a group's own questions, and nothing else.

- Each wording is a row.
- The newest version of a question is the current one. Older versions stay, never live, for the
  results of rounds that asked them.
"""

from collections.abc import Iterable

from bot.checkins.outcomes import QuestionKept
from bot.checkins.questions.bank import Question, own_question
from bot.core.db import Reader, Row, Transaction

PREFIX = "own:"
"""Prefix of these questions' ids (``questions.own_question``); rows store the id without it."""


def _question(row: Row) -> Question:
    return own_question(row["question_id"], row["version"], row["public_words"])


def _bare(question_id: str) -> str:
    return question_id.removeprefix(PREFIX)


def all_of(reader: Reader, guild_id: int) -> list[QuestionKept]:
    """Return a group's questions in their newest wordings, live and retired, oldest first."""
    rows = reader.all(
        "SELECT q.* FROM checkin_question q WHERE q.guild_id = $1 AND NOT EXISTS "
        "(SELECT 1 FROM checkin_question n WHERE n.question_id = q.question_id "
        "AND n.version > q.version) ORDER BY q.added_at, q.question_id",
        guild_id,
    )
    return [QuestionKept(_question(row), bool(row["live"])) for row in rows]


def live(reader: Reader, guild_id: int) -> tuple[Question, ...]:
    """Return a group's live questions, oldest first: the order in which they take turns."""
    rows = reader.all(
        "SELECT * FROM checkin_question WHERE guild_id = $1 AND live = 1 "
        "ORDER BY added_at, question_id",
        guild_id,
    )
    return tuple(_question(row) for row in rows)


def by_keys(reader: Reader, guild_id: int, keys: Iterable[str]) -> dict[str, Question]:
    """Return the wordings with these keys, including retired and old ones; skip unknown keys."""
    wanted = set(keys)
    rows = reader.all("SELECT * FROM checkin_question WHERE guild_id = $1", guild_id)
    known = (_question(row) for row in rows)
    return {question.key: question for question in known if question.key in wanted}


def get(reader: Reader, guild_id: int, question_id: str) -> QuestionKept | None:
    """Return a question of this group in its newest wording; None for another group's."""
    row = reader.one(
        "SELECT * FROM checkin_question WHERE question_id = $1 AND guild_id = $2 "
        "ORDER BY version DESC LIMIT 1",
        _bare(question_id),
        guild_id,
    )
    return QuestionKept(_question(row), bool(row["live"])) if row else None


def add(tx: Transaction, guild_id: int, question: Question, now: int) -> None:
    """Add a live question."""
    tx.execute(
        "INSERT INTO checkin_question (question_id, version, guild_id, public_words, live, "
        "added_at) VALUES ($1, $2, $3, $4, 1, $5)",
        _bare(question.id),
        question.version,
        guild_id,
        question.text,
        now,
    )


def reword(tx: Transaction, before: Question, after: Question) -> None:
    """Replace the old wording by the new one; the old one stays for old results.

    The new row keeps the time of the first wording: a question does not lose its turn when it is
    reworded.
    """
    set_live(tx, before, live=False)
    tx.execute(
        "INSERT INTO checkin_question (question_id, version, guild_id, public_words, live, "
        "added_at) SELECT question_id, $3, guild_id, $4, 1, added_at FROM checkin_question "
        "WHERE question_id = $1 AND version = $2",
        _bare(before.id),
        before.version,
        after.version,
        after.text,
    )


def set_live(tx: Transaction, question: Question, *, live: bool) -> None:
    """Store whether this wording is asked."""
    tx.execute(
        "UPDATE checkin_question SET live = $3 WHERE question_id = $1 AND version = $2",
        _bare(question.id),
        question.version,
        int(live),
    )
