"""``python -m bench.screening_page WHOLE RULES``: writes the figures of docs/screening.md.

Both files are what a scorer of a screening benchmark printed about ``python -m bot screen`` (its
``--json``), once with the model and once without. Aims and baselines are the benchmark's own
findings; they were measured on its other half, so small differences say nothing.
"""

import argparse
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[1] / "docs" / "screening.md"
BEGIN, END = "<!-- figures: written by bench.screening_page -->", "<!-- end of the figures -->"

FINE = "peer_support: vulnerable but fine (authored)"


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the table. ``high``: more is better. A text where the findings have no figure."""

    name: str
    path: tuple[str, ...]
    words: str
    rules: str
    best: str
    aim: float
    high: bool = True


def _ap(category: str, words: str, rules: str, best: str, aim: float) -> Measure:
    return Measure(f"average precision: {category}", ("ap", category), words, rules, best, aim)


def _false(name: str, group: str, what: str, figures: Sequence[str], aim: float) -> Measure:
    words, rules, best = figures
    return Measure(name, ("fpr", group, what), words, rules, best, aim, high=False)


MEASURES = (
    _false("fine talk taken for harm", FINE, "punitive", (".151", ".007", ".039"), 0.020),
    _false("fine talk taken for a crisis", FINE, "crisis", ("", "", ".013"), 0.026),
    _false(
        "... support forums",
        "rmhd: support subreddits (weak)",
        "punitive",
        ("", "", ".021"),
        0.010,
    ),
    _false(
        "... a forum about suicide",
        "rmhd: r/suicidewatch (punitive flags only)",
        "punitive",
        ("", "", ".056"),
        0.028,
    ),
    _false(
        "... questions to counsellors",
        "counselchat: questions to therapists",
        "punitive",
        ("", "", ".000"),
        0.007,
    ),
    _false(
        "... reclaimed words, counter-speech, identity",
        "hatecheck: reclaimed, counter-speech, identity",
        "punitive",
        ("", "", ".119"),
        0.050,
    ),
    Measure("right category", ("peer", "right_category"), ".15", ".61", ".735", 0.85),
    Measure("... of disguised texts", ("peer", "obfuscated"), "", "", ".825", 0.90),
    Measure("crisis met with care", ("peer", "crisis_met"), ".08", ".35", ".50", 0.80),
    Measure("... said indirectly", ("peer", "crisis_implicit"), ".00", ".43", ".57", 0.70),
    Measure("crisis punished", ("peer", "crisis_punished"), "0", "0", "0", 0.0, high=False),
    _ap("crisis", ".33", ".45", ".83", 0.90),
    _ap("sh_method", "", "", ".81", 0.88),
    _ap("harassment", ".30", ".47", ".81", 0.87),
    _ap("hate", ".38", ".55", "1.0", 0.95),
    _ap("sexual", ".24", ".58", ".95", 0.95),
    _ap("violence", ".14", ".24", ".74", 0.85),
    _ap("pii", ".41", ".79", ".98", 0.98),
    _ap("scam", ".51", ".71", ".96", 0.96),
    Measure("HateCheck, balanced", ("hatecheck", "balanced"), ".32", ".41", ".618", 0.68),
    Measure("HateCheck, not hateful", ("hatecheck", "non_hateful"), "", "", ".882", 0.90),
)


def figures(result: Mapping[str, Any]) -> dict[str, float]:
    """Return the figures of a scorer's result by name: of the measures that have enough texts."""
    found: dict[tuple[str, ...], float] = {}
    for row in result["fpr"]:
        for what in ("punitive", "crisis"):
            found["fpr", row["set"], what] = row[what]
    for row in result["rows"]:
        if row["source"] == "peer_support":
            found["ap", row["category"]] = row["AP"]
    for name, value in result["peer"].items():
        if isinstance(value, float):
            found["peer", name] = value
    hate = result["hatecheck"]
    found["hatecheck", "non_hateful"] = hate["non_hateful"]
    found["hatecheck", "balanced"] = (hate["hateful"] + hate["non_hateful"]) / 2
    return {one.name: found[one.path] for one in MEASURES if one.path in found}


def table(whole: Mapping[str, float], rules: Mapping[str, float]) -> str:
    """Return the table in Markdown; what misses its aim stands in bold."""
    lines = [
        "| | word list | rules, no model | best known | Haven's rules alone | **Haven** | aim |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in MEASURES:
        if one.name not in whole:
            lines.append(
                f"| {one.name} | {one.words} | {one.rules} | {one.best} | too few texts "
                f"| too few texts | {'>=' if one.high else '<='} {one.aim:.3f} |"
            )
            continue
        value = round(whole[one.name], 3)
        met = value >= one.aim if one.high else value <= one.aim
        shown = f"{value:.3f}" if met else f"**{value:.3f}** (missed)"
        sign = ">=" if one.high else "<="
        lines.append(
            f"| {one.name} | {one.words} | {one.rules} | {one.best} | {rules.get(one.name, 0):.3f} "
            f"| {shown} | {sign} {one.aim:.3f} |"
        )
    return "\n".join(lines)


def missed(whole: Mapping[str, float]) -> list[str]:
    """Return the names of the measures that miss their aim."""
    return [
        one.name
        for one in MEASURES
        if one.name in whole
        and (
            round(whole[one.name], 3) < one.aim if one.high else round(whole[one.name], 3) > one.aim
        )
    ]


def write(page: str, text: str) -> str:
    """Return ``page`` with its figures replaced. Raises ValueError where the marks are missing."""
    pattern = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    if not pattern.search(page):
        raise ValueError("docs/screening.md has no place for the figures")
    return pattern.sub(lambda _: f"{BEGIN}\n\n{text}\n\n{END}", page)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read two results and write the page."""
    parser = argparse.ArgumentParser(prog="python -m bench.screening_page", description=__doc__)
    parser.add_argument("whole", type=Path, help="the scorer's --json, with the model")
    parser.add_argument("rules", type=Path, help="the same without the model")
    options = parser.parse_args(arguments)
    whole, rules = (
        figures(json.loads(path.read_text(encoding="utf-8")))
        for path in (options.whole, options.rules)
    )
    text = table(whole, rules)
    PAGE.write_text(write(PAGE.read_text(encoding="utf-8"), text), encoding="utf-8")
    print(f"{len(whole) - len(missed(whole))} of {len(whole)} aims met")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
