"""What is skipped to save time: only texts and words that can say nothing about a dose."""

import json

import pytest

from bot.screening.engine.dosing.amounts import AmountReader
from bot.screening.engine.dosing.cues import Phrases
from bot.screening.engine.dosing.medicines import SUBJECTS
from bot.screening.engine.lexicon import load_lexicon
from tests.screening.places import LINES, SAFETY

LEXICON = load_lexicon(SAFETY)
WORDS = LEXICON.doses.words
TEXTS = [
    json.loads(line)["text"]
    for path in sorted(LINES.glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]


def test_no_text_with_a_subject_is_skipped() -> None:
    skipped = 0
    for text in TEXTS:
        view = LEXICON.normaliser.view(text)
        texts = [token.text for token in view.tokens]
        cues = WORDS.phrases.find(texts)
        told = any(cues.of(kind) for kind in SUBJECTS)
        looked_at = WORDS.phrases.may_have_subject(texts, view.text)

        assert looked_at or not told, text
        skipped += not looked_at
    assert skipped > len(TEXTS) / 3


@pytest.mark.parametrize("text", ["took", "knocked back", "back knocked", "it 500 x", "b12"])
def test_a_subject_is_told_by_its_words_in_their_order(text: str) -> None:
    phrases = Phrases({"a": ["took/takes", "knocked back", "it # x", "b12"]}, ["a"])

    assert phrases.may_have_subject(text.split(), f" {text} ") == (text != "back knocked")


def test_an_amount_begins_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [_amounts(text) for text in TEXTS]
    monkeypatch.setattr(AmountReader, "_may_begin", _everywhere)

    assert found == [_amounts(text) for text in TEXTS]
    assert sum(map(len, found)) > 1000


def _everywhere(_: AmountReader) -> set[int]:
    return set(range(5000))


def _amounts(text: str) -> list[object]:
    tokens = LEXICON.normaliser.view(text).tokens
    texts = [token.text for token in tokens]
    reader = AmountReader(tokens, texts, WORDS.phrases.find(texts), WORDS)
    return list(reader.amounts(0, len(texts)))
