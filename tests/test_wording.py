"""What somebody reads in distress: plain, gentle, promising nothing, and without a method."""

import re
import tomllib
from pathlib import Path

from bot.content import DATA

WORDING = DATA / "wording"
GRADE = 6.0
"""The hardest that a text for somebody in distress may be, in years of school."""

PASSAGE = 8
"""From so many words on the formula says something. It was made for passages: a label of two words
gets grade 14 for one "somebody". Below, no word may have more than LABEL_SYLLABLES syllables."""
LABEL_SYLLABLES = 4

WHOLE_FILES = ("fork", "talks", "support")
"""Files of which every text is for them. ``support`` may not be there in an early version."""

SECTIONS = {
    "sharing": ("refused", "draft", "done", "reason", "report", "tell"),
    "general": ("general",),
}
"""The sections of the other files that they can meet on the way."""

NOT_FOR_THEM = re.compile(r"(talkcare|helplines)\.|general\.not_set_up_admin")
"""Texts in those files that only the care team and admins read."""

BANNED = (
    r"understand exactly",
    r"know exactly how",
    r"you('re| are) (now )?safe( now)?\b",
    r"\bpromise",
    r"everything (will|is going to) be",
    r"it (will|'ll) (all )?be (fine|okay|ok|all right)",
    r"\bwhy (did|do|would|are|don't|didn't) (you|they)\b",
    r"calm down",
    r"attention",
    r"\bselfish\b",
    r"commit(ted)? suicide",
    r"\bat least you\b",
    r"others have it worse",
    r"you (must|should) ",
    r"\bguarantee",
    r"\balways be there\b",
)
"""Claims nobody can make, promises, blame."""

METHODS = (
    r"\bpills?\b",
    r"overdos",
    r"\brope\b",
    r"\bhang(ing|ed)?\b",
    r"\bknife\b",
    r"\bknives\b",
    r"\bblades?\b",
    r"\brazor",
    r"\bguns?\b",
    r"\bshoot",
    r"\bjump(ing|ed)?\b",
    r"\bbridge\b",
    r"\bcut(ting|s)?\b",
    r"\bbleach\b",
    r"\bpoison",
    r"\bdrown",
    r"\bgas\b",
    r"\bstarv",
    r"\bpurg",
)
"""Words for ways to get hurt: none of them has a place in what Haven says to somebody in crisis."""

_NOISE = re.compile(
    r"https?://\S+|`[^`]*`|\{\w+\}|[*_~|>•]|\d[\d ]*",
)


def syllables(word: str) -> int:
    """The syllables of an English word, estimated: groups of vowels, without silent endings.

    At least 1. Checked below against words that were counted by hand.
    """
    word = re.sub(r"['’]", "", word.lower())
    special = {"people": 2, "idea": 3, "being": 2, "everybody": 4, "somebody": 3, "anybody": 4}
    if word in special:
        return special[word]
    stem = word
    if re.search(r"[^aeiouytd]ed$", stem):
        stem = stem[:-2]
    elif re.search(r"[^aeiouylsxzcg]es$|[^aeiouyl]e$|[aeiouy]le$", stem):
        stem = re.sub(r"es?$", "", stem)
    groups = len(re.findall(r"[aeiouy]+", stem))
    # Two vowels that are two syllables: "being", "situation", "medium"; not "-tion", "-cial".
    groups += len(re.findall(r"[aeiou]ing$|(?<=[^tsgqc])i(?=a|o)|(?<=t)ua(?=t)|ui(?=c)", stem))
    return max(1, groups)


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of a text, in years of school.

    0.39 x (words / sentences) + 11.8 x (syllables / words) - 15.59: Kincaid, Fishburne, Rogers and
    Chissom, "Derivation of New Readability Formulas for Navy Enlisted Personnel", Research Branch
    Report 8-75, 1975. Links, commands, blanks and numbers are left out before; a line is a sentence
    at least. A text without words has grade 0.
    """
    plain = _NOISE.sub(" ", text.replace("…", "."))
    sentences = [s for s in re.split(r"[.!?:;]+|\n+", plain) if re.search(r"[A-Za-z]", s)]
    found = words(text)
    if not found:
        return 0.0
    beats = sum(syllables(word) for word in found)
    return 0.39 * len(found) / len(sentences) + 11.8 * beats / len(found) - 15.59


def words(text: str) -> list[str]:
    """The words of a text without links, commands, blanks and numbers."""
    return re.findall(r"[A-Za-z][A-Za-z'’]*", _NOISE.sub(" ", text))


def texts() -> dict[str, str]:
    """Every text somebody in distress may read, by its key."""
    found: dict[str, str] = {}
    for path in sorted(WORDING.glob("*.toml")):
        wanted = SECTIONS.get(path.stem, ())
        for section, entries in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if path.stem in WHOLE_FILES or section in wanted:
                found |= {f"{section}.{key}": text for key, text in entries.items()}
    return {key: text for key, text in found.items() if not NOT_FOR_THEM.search(key)}


def filled(found: dict[str, str]) -> dict[str, str]:
    """The texts with what is not a sentence by itself put where it is said."""
    number, known = found.pop("fork.number"), found.pop("fork.number_in")
    known = known.format(numbers="112 / 110", country="Germany")
    named = {
        f"{key} (in a known country)": text.replace("{number}", known)
        for key, text in found.items()
        if "{number}" in text
    }
    return {key: text.replace("{number}", number) for key, text in found.items()} | named


TEXTS = filled(texts())


COUNTED = {
    "a": 1,
    "call": 1,
    "people": 2,
    "team": 1,
    "care": 1,
    "please": 1,
    "named": 1,
    "wanted": 2,
    "emergency": 4,
    "number": 2,
    "somebody": 3,
    "talked": 1,
    "lines": 1,
    "pages": 2,
    "little": 2,
    "message": 2,
    "police": 2,
    "another": 3,
    "idea": 3,
    "direct": 2,
    "being": 2,
    "question": 2,
    "once": 1,
    "don't": 1,
    "reading": 2,
    "situation": 4,
    "anonymous": 4,
    "suicide": 3,
    "support": 2,
}
"""Syllables, counted by hand."""


def test_syllables_are_counted_as_by_hand() -> None:
    assert {word: syllables(word) for word in COUNTED} == COUNTED


def test_the_grade_tells_plain_from_hard() -> None:
    plain = "The cat sat on the mat. It was warm. Then it went to sleep."
    hard = (
        "Individuals experiencing considerable psychological difficulties are respectfully "
        "encouraged to communicate their circumstances to appropriately qualified professionals."
    )

    assert grade(plain) < 2
    assert grade(hard) > 15
    assert grade("`/support` {link} 112") == 0.0


def test_there_is_something_to_look_at() -> None:
    assert {"fork.thanks", "talk.begun", "held.back", "general.apology"} <= set(TEXTS)
    assert len(TEXTS) > 100
    assert all(Path(WORDING / f"{name}.toml").exists() for name in ("fork", "talks"))


PASSAGES = sorted(key for key, text in TEXTS.items() if len(words(text)) >= PASSAGE)
LABELS = sorted(set(TEXTS) - set(PASSAGES))


def test_a_ten_year_old_can_follow_every_passage() -> None:
    grades = {key: round(grade(TEXTS[key]), 1) for key in PASSAGES}

    assert {key: found for key, found in grades.items() if found > GRADE} == {}


def test_labels_have_no_long_words() -> None:
    hard = {
        key: found
        for key in LABELS
        if (found := [word for word in words(TEXTS[key]) if syllables(word) > LABEL_SYLLABLES])
    }

    assert hard == {}


def _said(patterns: tuple[str, ...]) -> dict[str, list[str]]:
    """The keys of the texts in which a pattern is found, by the pattern."""
    found = {
        pattern: [key for key, text in TEXTS.items() if re.search(pattern, text, re.IGNORECASE)]
        for pattern in patterns
    }
    return {pattern: keys for pattern, keys in found.items() if keys}


def test_nothing_is_claimed_promised_or_blamed() -> None:
    assert _said(BANNED) == {}


def test_no_text_names_a_method() -> None:
    assert _said(METHODS) == {}


def test_a_pattern_that_is_said_is_found() -> None:
    assert "general.apology" in _said((r"\bsomething\b",))[r"\bsomething\b"]
