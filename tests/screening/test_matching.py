"""The rules as data: each catches its own lines, lets the near ones be, and says why."""

import re
from pathlib import Path
from shutil import copytree

import pytest

from bot.core.data import ContentFault
from bot.screening.engine.contexts import Surroundings
from bot.screening.engine.lexicon import Rule, load_lexicon
from bot.screening.engine.matching import find
from bot.screening.verdict import Category, Level
from tests.screening.places import SAFETY

LEXICON = load_lexicon(SAFETY)
RULES = {rule.id: rule for rule in LEXICON.rules}


def spoken(text: str) -> set[str]:
    view = LEXICON.normaliser.view(text)
    return {
        one.rule.id
        for one in find(view, LEXICON, Surroundings(view, LEXICON.contexts, LEXICON.aims))
    }


@pytest.mark.parametrize("rule", LEXICON.rules, ids=lambda rule: rule.id)
def test_a_rule_catches_its_lines_and_lets_near_ones_be(rule: Rule) -> None:
    assert rule.yes
    assert rule.no
    for line in rule.yes:
        assert rule.id in spoken(line), line
    for line in rule.no:
        assert rule.id not in spoken(line), line


@pytest.mark.parametrize("rule", LEXICON.rules, ids=lambda rule: rule.id)
def test_a_rule_is_whole(rule: Rule) -> None:
    assert rule.id.split(".")[0] == rule.category.value
    assert 0.0 < rule.score < 1.0
    assert rule.why.endswith(".")
    assert (rule.level > Level.Q0) == (Category.CRISIS in (rule.category, *rule.also))
    assert all(pattern.groups for pattern in rule.patterns)


def test_no_crisis_is_a_harm_by_rule() -> None:
    crisis = [rule for rule in LEXICON.rules if rule.category is Category.CRISIS]

    assert crisis
    assert not any(rule.attack or rule.threat or rule.also for rule in crisis)


def test_every_category_of_words_has_rules() -> None:
    found = {rule.category for rule in LEXICON.rules}

    assert found == set(Category) - {
        Category.PII
    }  # numbers, not words: bot/screening/engine/shapes/personal.py


def test_every_context_is_used() -> None:
    used = {name for rule in LEXICON.rules for name in (*rule.unless, *rule.needs)}

    assert set(LEXICON.contexts) - used == {
        "affirms",
        "aimed",
        "asks_if_real",
        "calls_self",
        "errand",
        "figurative",
        "group",
        "ordinary",
        "own_list",
        "positive",
        "rebuts",
        "reclaimed",
        "takes_side",
        "things_are",
        "urgent",
        "vents",
    }  # of the engine


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (
            "scam.toml",
            'category = "scam"',
            'category = "nonsense"',
            "category must be one of: crisis",
        ),
        ("scam.toml", "score = 0.85", 'score = 0.85\nstrange = "x"', ": unknown field strange"),
        ("scam.toml", "score = 0.85", 'score = "high"', "score must be a number"),
        ("scam.toml", '"scam_warning"]', '"no_such_context"]', ": no context no_such_context"),
        ("scam.toml", 'id = "scam.money"', 'id = "scam.sale"', "scam.sale stands there twice"),
        ("scam.toml", '"(scan|scanning)', '"(scan|scanning', "scam.toml: scam."),
        (
            "contexts.toml",
            'scope = "quoted"',
            'scope = "everywhere"',
            "scope must be one of: before",
        ),
        ("classes.toml", 'i = ["i",', 'i = ["@i",', "class i: unknown, or within itself"),
        ("folds.toml", "[emoji]", "[emotes]", "folds.toml: unknown field emotes"),
    ],
)
def test_data_that_is_wrong_is_refused(
    tmp_path: Path, name: str, old: str, new: str, said: str
) -> None:
    folder = copytree(SAFETY, tmp_path / "safety")
    path = next(folder.rglob(name))
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(ContentFault, match=re.escape(said)):
        load_lexicon(folder)


@pytest.mark.parametrize(
    ("plain", "within"),
    [
        ("you are a worthless idiot", "my dad said: you are a worthless idiot"),
        ("you are a worthless idiot", '"you are a worthless idiot" was how he put it'),
        ("you are a worthless idiot", "> you are a worthless idiot\nhe wrote that"),
        ("kill yourself", "someone wrote kill yourself under my post"),
        ("kill yourself", "please don't kill yourself"),
        ("all immigrants are vermin", "saying all immigrants are vermin is not ok"),
        ("send nudes", "he told me to send nudes when i was twelve"),
        ("claim your free nitro here", "careful, claim your free nitro here is a scam"),
        ("i want to kill myself", "back then i wanted to say i want to kill myself, years ago"),
        ("i want to die", "i want to die of embarrassment"),
    ],
)
def test_the_words_around_change_the_meaning(plain: str, within: str) -> None:
    strong = {name for name in spoken(plain) if RULES[name].score >= 0.5}

    assert strong
    assert not strong & spoken(within)
