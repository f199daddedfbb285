"""The texts that place the cuts of screening: what is fine, and what is not, by group.

Each cut of a head is placed so that at most a share of each group of harmless texts stands above
it. Our own fine lines are near twins of harm and too few alone: with them as the only measure,
sentences that name a group of people were flagged in half of all cases.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.neutral import IDIOMS, PLACING, about
from bench.train_screen import HEADS, LINES, Row, fold_of, own_rows, share

FITTED = {
    "civil_spans": 0.15,
    "counselchat": 0.15,
    "edos": 0.15,
    "goemotions_benign": 0.15,
    "hatemoji": 0.15,
    "openai_mod": 0.05,
    "rmhd": 0.15,
    "sms_spam": 0.15,
    "toxigen_human": 0.15,
    "presidio_synth": 0.1,
    "discord_phish": 0.1,
}
"""How much one text of a source counts when heads are fitted. Others only place cuts."""

_RARE = {
    "own_fine": 0.004,
    "friendly": 0.015,
    "friendly_profane": 0.03,
    "support": 0.005,
    "counsel": 0.007,
    "idioms": 0.012,
    "kind": 0.008,
    "identity": 0.008,
}
SHARES: Mapping[str, Mapping[str, float]] = {
    "crisis": {
        "own_fine": 0.048,
        "friendly": 0.015,
        "support": 0.03,
        "counsel": 0.04,
        "idioms": 0.03,
        "kind": 0.004,
    },
    "sh_method": {**_RARE, "own_fine": 0.01},
    "harassment": {
        **_RARE,
        "own_fine": 0.012,
        "friendly": 0.03,
        "friendly_profane": 0.08,
        "idioms": 0.02,
        "identity": 0.015,
    },
    "hate": {
        **_RARE,
        "friendly": 0.02,
        "friendly_profane": 0.045,
        "idioms": 0.035,
        "kind": 0.02,
        "not_hateful": 0.055,
        "identity": 0.022,
    },
    "sexual": _RARE,
    "violence": {**_RARE, "friendly": 0.02, "idioms": 0.025},
    "pii": _RARE,
    "scam": _RARE,
}
"""For each category, the share of each harmless group that may stand above the cut of its head."""

SHORT_SHARES: Mapping[str, float] = {
    "crisis": 0.02,
    "sh_method": 0.008,
    "harassment": 0.01,
    "hate": 0.015,
    "sexual": 0.005,
    "violence": 0.006,
    "pii": 0.005,
    "scam": 0.005,
}
"""The same for short texts, of all harmless groups together: each alone has few of them."""

VOICE_SHARES: Mapping[str, Mapping[str, float]] = {
    name: {group: 2 * share for group, share in groups.items()} for name, groups in SHARES.items()
}
"""The same for what one voice says by itself: it only matters where another agrees."""

LEVEL_SHARES: Mapping[str, Mapping[str, float]] = {
    "Q1": {"own_fine": 0.05, "friendly": 0.004, "support": 0.03},
    "Q2": {"own_fine": 0.035, "friendly": 0.008, "support": 0.025},
    "Q3": {"own_fine": 0.009, "own_q1": 0.06, "friendly": 0.008, "support": 0.006},
}
"""The same for the heads of levels; a voice for a level may speak twice as often."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text. ``labels``: a category that is not there is not known. ``groups``: see above."""

    text: str
    labels: Mapping[str, int]
    level: int
    own: bool
    weight: float
    groups: frozenset[str]
    key: str

    def part(self, parts: int) -> int:
        """Return one of ``parts`` numbers, the same for all lines of a pair."""
        return int(share(f"part {self.key}") * parts)


def texts(dev: Path, fold: int, lines: Path = LINES) -> list[Text]:
    """Return every text: our own of a fold, kind sentences, and the general talk in ``dev``."""
    own = [_own(row) for row in own_rows(lines) if fold_of(row) == fold]
    return [*own, *placing(), *(one for path in sorted(dev.glob("*.jsonl")) for one in _dev(path))]


def placing() -> Iterator[Text]:
    """Return sentences that name a group of people and say nothing against it, and idioms."""
    harmless = dict.fromkeys((one.value for one in HEADS), 0)
    some = [(text, "kind") for text, _ in about(PLACING)] + [(one, "idioms") for one in IDIOMS]
    for text, group in some:
        yield Text(text, harmless, 0, False, 0.0, frozenset((group,)), text)


def _own(row: Row) -> Text:
    fine = not any(row.labels.values())
    level = row.level or 0
    groups = frozenset(("own_fine" if fine else f"own_q{level}",))
    return Text(row.text, row.labels, level, True, 1.0, groups, row.group)


def _dev(path: Path) -> Iterator[Text]:
    for line in path.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        source, tags, labels = str(one["source"]), set(one["tags"]), one["labels"]
        groups: set[str] = set()
        if source == "goemotions_benign":
            groups.add("friendly_profane" if "profanity" in tags else "friendly")
        elif source == "rmhd" and "vulnerable_ok" in tags:
            groups.add("support")
        elif source == "counselchat":
            groups.add("counsel")
        elif source == "xstest_safe":
            groups.add("idioms")
        elif source == "hatecheck" and not labels.get("hate", 0):
            groups.add("not_hateful")
            if "identity_counter_ok" in tags:
                groups.add("identity")
        weight = FITTED.get(source, 0.0)
        if groups or weight:
            yield Text(one["text"], labels, 0, False, weight, frozenset(groups), one["text"])
