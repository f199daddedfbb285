"""The parts of a draft that screening objects to, and the draft without them. Pure."""

from dataclasses import replace

from bot.screening.verdict import Category, Span, Verdict
from bot.sharing.rules import Draft, read_as

MOST = 0.6
"""When more than this share of a text is marked, the parts to change cannot be named exactly."""

PARTS_SHOWN = 3
PART_SHOWN = 60


def parts(draft: Draft, verdict: Verdict) -> list[str]:
    """Return the words to change, each cut to one line; empty when they cannot be named exactly."""
    read = read_as(draft)
    found = [" ".join(read[a:b].split()) for a, b in _marked(draft, verdict)]
    shown = [part for part in dict.fromkeys(found) if part][:PARTS_SHOWN]
    return [part if len(part) <= PART_SHOWN else part[: PART_SHOWN - 1] + "…" for part in shown]


def can_trim(draft: Draft, verdict: Verdict) -> bool:
    """Return whether removing the marked parts leaves a text; offered for method detail only."""
    return verdict.because is Category.SH_METHOD and bool(parts(draft, verdict))


def without(draft: Draft, verdict: Verdict, stand_in: str) -> Draft:
    """Return the draft with ``stand_in`` for each marked part and the rest unchanged."""
    read, border = read_as(draft), len(draft.note)
    note, words, at = "", "", 0
    for start, end in [*_marked(draft, verdict), (len(read), len(read))]:
        note += read[at : max(at, min(start, border))]
        words += read[max(at, border + 1) : max(start, border + 1)]
        if start < end:
            if start < border:
                note += stand_in
            if end > border + 1:
                words += stand_in
        at = end
    return replace(draft, note=note.strip(), words=words.strip())


def _marked(draft: Draft, verdict: Verdict) -> list[tuple[int, int]]:
    """Return the spans that led to the verdict, in order; spans that touch are joined."""
    length = len(read_as(draft))
    spans = [span for span in verdict.reading.spans if span.category is verdict.because]
    joined: list[tuple[int, int]] = []
    for span in sorted(spans, key=_order):
        start, end = max(0, span.start), min(length, span.end)
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif start < end:
            joined.append((start, end))
    marked = sum(end - start for start, end in joined)
    return joined if marked <= MOST * len(draft.note + draft.words) else []


def _order(span: Span) -> tuple[int, int]:
    return span.start, span.end
