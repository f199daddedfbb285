"""SQL for results, and nothing else. Only what was published is ever stored."""

import json
from typing import TypedDict, cast

from bot.checkins.questions.bank import series
from bot.checkins.results.history import RoundResult
from bot.checkins.results.publication import Band, Published, QuestionResult
from bot.checkins.rules import Act, ActKind, Round
from bot.core.db import Reader, Row, Transaction


class _Question(TypedDict):
    """One question in the column ``questions``."""

    key: str
    band: str | None
    score: int | None
    shares: list[int] | None


_SELECT = """
    SELECT r.*, a.kind AS act_kind, a.public_words AS act_words, a.noted_at AS act_noted_at
    FROM checkin_result r LEFT JOIN checkin_act a ON a.round_id = r.round_id
"""


def _spelled(question: QuestionResult) -> _Question:
    return {
        "key": question.key,
        "band": question.band.value if question.band else None,
        "score": question.score,
        "shares": list(question.shares) if question.shares else None,
    }


def _question(found: _Question) -> QuestionResult:
    shares: tuple[int, int, int] | None = None
    if found["shares"] is not None:
        no, between, yes = found["shares"]
        shares = (no, between, yes)
    return QuestionResult(
        key=found["key"],
        band=Band(found["band"]) if found["band"] else None,
        score=found["score"],
        shares=shares,
    )


def _act(row: Row) -> Act | None:
    if row["act_kind"] is None:
        return None
    return Act(
        row["round_id"], ActKind(row["act_kind"]), row["act_words"], noted_at=row["act_noted_at"]
    )


def _result(row: Row) -> RoundResult:
    questions = cast("list[_Question]", json.loads(row["questions"]))
    return RoundResult(
        round_id=row["round_id"],
        schedule_id=row["schedule_id"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        opened_at=row["opened_at"],
        closed_at=row["closed_at"],
        series=row["series"],
        published=Published(
            answered=row["answered"],
            eligible=row["eligible"],
            band=Band(row["band"]) if row["band"] else None,
            score=row["score"],
            low=row["low"],
            high=row["high"],
            questions=tuple(_question(question) for question in questions),
        ),
        act=_act(row),
    )


def add(tx: Transaction, round_: Round, published: Published, closed_at: int) -> bool:
    """Store what was published about a round, and return False if that was done before.

    The first publication is kept: together with a second one that was computed differently, it
    would reveal more than either alone.

    Raises:
        ValueError: the round never opened.
    """
    if round_.opened_at is None:
        raise ValueError("a round that never opened has no result")
    stored = tx.execute(
        """
        INSERT INTO checkin_result (round_id, schedule_id, guild_id, channel_id, opened_at,
            closed_at, series, answered, eligible, band, score, low, high, questions)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        ON CONFLICT (round_id) DO NOTHING
        """,
        round_.round_id,
        round_.schedule_id,
        round_.guild_id,
        round_.channel_id,
        round_.opened_at,
        closed_at,
        series(round_.scored),
        published.answered,
        published.eligible,
        published.band.value if published.band else None,
        published.score,
        published.low,
        published.high,
        json.dumps([_spelled(question) for question in published.questions]),
    )
    return bool(stored)


def get(reader: Reader, guild_id: int, round_id: str) -> RoundResult | None:
    """Return one round's result; None if it is not this group's."""
    row = reader.one(
        f"{_SELECT} WHERE r.round_id = $1 AND r.guild_id = $2",
        round_id,
        guild_id,
    )
    return _result(row) if row else None


def latest(reader: Reader, guild_id: int, schedule_id: str) -> RoundResult | None:
    """Return the newest result of a schedule; None if it is not this group's."""
    row = reader.one(
        f"{_SELECT} WHERE r.schedule_id = $1 AND r.guild_id = $2 "
        "ORDER BY r.opened_at DESC, r.round_id DESC LIMIT 1",
        schedule_id,
        guild_id,
    )
    return _result(row) if row else None


def of_schedule(reader: Reader, guild_id: int, schedule_id: str) -> list[RoundResult]:
    """Return all results of a schedule, oldest first; none if it is not this group's."""
    rows = reader.all(
        f"{_SELECT} WHERE r.schedule_id = $1 AND r.guild_id = $2 ORDER BY r.opened_at, r.round_id",
        schedule_id,
        guild_id,
    )
    return [_result(row) for row in rows]


def of_series(reader: Reader, guild_id: int, schedule_id: str, name: str) -> list[RoundResult]:
    """Return one series' results of a schedule, oldest first; none if it is not this group's."""
    return [row for row in of_schedule(reader, guild_id, schedule_id) if row.series == name]


def of_group(reader: Reader, guild_id: int) -> list[RoundResult]:
    """Return all results of a group, by schedule and oldest first."""
    rows = reader.all(
        f"{_SELECT} WHERE r.guild_id = $1 ORDER BY r.schedule_id, r.opened_at, r.round_id",
        guild_id,
    )
    return [_result(row) for row in rows]


def recent(reader: Reader, guild_id: int, limit: int) -> list[RoundResult]:
    """Return a group's newest results with five or more answers, newest first."""
    rows = reader.all(
        f"{_SELECT} WHERE r.guild_id = $1 AND r.answered IS NOT NULL "
        "ORDER BY r.opened_at DESC, r.round_id LIMIT $2",
        guild_id,
        limit,
    )
    return [_result(row) for row in rows]
