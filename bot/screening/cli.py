"""Screening as a line protocol: one line of JSON in, one line of JSON out. Pure.

- In: ``{"id": ..., "text": "...", "place": "share"}``. Without a place, the text is a share's.
- Out: ``id``, ``scores`` (category -> 0..1, a flag from 0.5 on), ``level``, ``flags``, ``spans``
  (``start``, ``end``, ``category``, ``rule``; in characters of the input text), ``known_numbers``
  (``start``, ``end``, ``digits``: numbers of helplines and emergency services) and ``decision``, by
  the defaults for that place.
- ``language``: a code, ``en`` for all that is not surely something else.
- A line that cannot be read gets an answer with its ``error``, so every line has an answer.
"""

import json
from typing import Any, cast

from bot.screening.decide import Policy, Table, decide
from bot.screening.service import Reads, read_for
from bot.screening.verdict import Category, Place, Reading, Span

PLACES = tuple(place.value for place in Place)


def answer(line: str, engine: Reads, table: Table) -> str:
    """Return the answer to one line, without its newline."""
    try:
        given: object = json.loads(line)
    except ValueError:
        return _error(None, "not a line of JSON")
    if not isinstance(given, dict):
        return _error(None, 'not an object {"id", "text"}')
    fields = cast("dict[str, Any]", given)
    text = fields.get("text")
    if not isinstance(text, str):
        return _error(fields.get("id"), '"text" is missing, or no text')
    place = fields.get("place", Place.SHARE.value)
    if place not in PLACES:
        return _error(fields.get("id"), f'"place" must be one of: {", ".join(PLACES)}')
    reading = read_for(engine, text, fully=place != Place.MESSAGE.value)
    verdict = decide(reading, Policy(table, Place(place)))
    said = _said(reading)
    return _dumped({"id": fields.get("id"), **said, "decision": verdict.decision.value})


def _said(reading: Reading) -> dict[str, object]:
    scores = {one.value: round(reading.scores.get(one, 0.0), 4) for one in Category}
    return {
        "scores": scores,
        "level": reading.level.name,
        "flags": [one.value for one in Category if one in reading.flags],
        "spans": [_span(span) for span in reading.spans],
        "threat": reading.threat,
        "third_person": reading.third_person,
        "language": reading.language.code if reading.language is not None else "en",
        "known_numbers": [
            {"start": one.start, "end": one.end, "digits": one.digits}
            for one in reading.known_numbers
        ],
    }


def _span(span: Span) -> dict[str, object]:
    return {
        "start": span.start,
        "end": span.end,
        "category": span.category.value,
        "rule": span.rule,
    }


def _error(name: object, error: str) -> str:
    return _dumped({"id": name, "error": error})


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
