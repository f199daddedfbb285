"""Exports published results as CSV and JSON. Pure.

- Only aggregates are exported; nothing is finer than the posts.
- CSV follows RFC 4180, one line per round, in UTF-8 with a byte order mark (without it Excel shows
  "â€œ" for a quotation mark).
- A text that a spreadsheet would run as a formula is prefixed with an apostrophe (OWASP, "CSV
  Injection").
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.checkins.questions.bank import Question
from bot.checkins.results.history import RoundResult
from bot.checkins.results.publication import QuestionResult
from bot.checkins.rules import FLOOR, QUESTIONS

FORMAT = 1
"""Increased when a field changes its meaning."""

FEW = f"<{FLOOR}"
"""Shown instead of a number of answers that may not be published."""

Cell = str | int | None

ROUND_FIELDS: Mapping[str, str] = {
    "schedule": "which check-in it belongs to: an id that means nothing else",
    "opened": "when it opened, ISO 8601 in UTC",
    "closed": "when it closed, ISO 8601 in UTC",
    "series": "the questions behind the score, with their versions; only rounds of one series "
    "can be compared",
    "answered": f"how many answered; {FEW} when there were fewer, and then there is no result",
    "eligible": "about how many could have answered; empty when unknown",
    "band": "the result in a word, from very_low to very_high; empty when it could tell what "
    "somebody said",
    "score": "the result from 0 to 100, more is better; empty when it could tell what somebody "
    "said: the word then means at least so high, or at most so low",
    "low": "the lower end of where the score would likely be if everybody had answered",
    "high": "the upper end of that",
    "act": "did, or no_change: what the team made of it; empty when nothing was said",
    "act_words": "what the team said about it",
    "act_noted": "when the team said so, ISO 8601 in UTC",
}
"""The fields of a round and their meanings."""

QUESTION_FIELDS: Mapping[str, str] = {
    "key": "the question and its version; other words have another version",
    "name": "what it is about",
    "text": "its words",
    "good": "agree or disagree: which of the two is good news for the group",
    "band": "how much people agree with the words, from very_low to very_high; empty when it "
    "could tell what somebody said",
    "disagree": "percent who disagree with the words; empty when it could tell what somebody said",
    "between": "percent in between",
    "agree": "percent who agree with the words",
}
"""The fields of one question of a round and their meanings. The score is left out: the channel
shows only the word, and two rounds' scores together reveal more about a person than two words."""

COLUMNS: Mapping[str, str] = {
    **ROUND_FIELDS,
    **{
        f"q{place}_{name}": f"question {place}: {meaning}"
        for place in range(1, QUESTIONS + 1)
        for name, meaning in QUESTION_FIELDS.items()
    },
}
"""The columns of the CSV in order, and their meanings."""


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One round. ``questions``: the wordings of ``result.published.questions``, in that order."""

    result: RoundResult
    questions: tuple[Question, ...]


def to_csv(lines: Sequence[ExportRow]) -> bytes:
    """Return a header line with the column names, then one line per round."""
    text = io.StringIO()
    writer = csv.writer(text)  # its default is RFC 4180: CRLF, and quotes where they are needed
    writer.writerow(COLUMNS)
    for line in lines:
        questions = _questions(line)
        if len(questions) > QUESTIONS:
            raise ValueError("a round has more questions than there are columns for")
        row: dict[str, Cell] = {**_round(line.result)}
        for place, question in enumerate(questions, 1):
            row |= {f"q{place}_{name}": cell for name, cell in question.items()}
        writer.writerow([_harmless(row.get(name)) for name in COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def to_json(lines: Sequence[ExportRow]) -> bytes:
    """Return the same data with questions nested in their rounds, and each field's meaning."""
    content = {
        "format": FORMAT,
        "columns": {"round": dict(ROUND_FIELDS), "question": dict(QUESTION_FIELDS)},
        "rounds": [{**_round(line.result), "questions": _questions(line)} for line in lines],
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def _round(result: RoundResult) -> dict[str, Cell]:
    seen, act = result.published, result.act
    return {
        "schedule": result.schedule_id,
        "opened": _moment(result.opened_at),
        "closed": _moment(result.closed_at),
        "series": result.series,
        "answered": FEW if seen.answered is None else seen.answered,
        "eligible": seen.eligible,
        "band": seen.band.value if seen.band else None,
        "score": seen.score,
        "low": seen.low,
        "high": seen.high,
        "act": act.kind.value if act else None,
        "act_words": act.words if act else None,
        "act_noted": _moment(act.noted_at) if act else None,
    }


def _questions(line: ExportRow) -> list[dict[str, Cell]]:
    asked = zip(line.result.published.questions, line.questions, strict=True)
    return [_question(seen, question) for seen, question in asked]


def _question(seen: QuestionResult, question: Question) -> dict[str, Cell]:
    if seen.key != question.key:
        raise ValueError("the answers belong to another question")
    disagree, between, agree = seen.shares or (None, None, None)
    return {
        "key": seen.key,
        "name": question.name,
        "text": question.text,
        "good": "disagree" if question.reverse else "agree",
        "band": seen.band.value if seen.band else None,
        "disagree": disagree,
        "between": between,
        "agree": agree,
    }


def _moment(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "'")
"""Prefixes of a formula in either width, and the apostrophe itself, so that a reader can remove the
added one again."""


def _harmless(cell: Cell) -> str:
    """Return the cell as text that no spreadsheet runs, even behind leading white space."""
    text = "" if cell is None else str(cell)
    risky = text.lstrip().startswith(_FORMULA) or text.startswith(("\t", "\r", "\n"))
    return f"'{text}" if risky else text
