"""Fusion: two voices act, one asks for people, a precise rule acts alone; crisis comes first."""

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.screening.engine.fusion import Fused, fuse
from bot.screening.engine.nets.fast import OUTPUTS
from bot.screening.engine.weighing.signs import Signs, together
from bot.screening.engine.weighing.stack import ENCODER, FAST, FLAG, LINEAR, Said, Stack
from bot.screening.verdict import Category, Level
from tests.screening.places import SAFETY

STACK = Stack.load(SAFETY / "stack.json")
PUNISHING = [one for one in Category if one is not Category.CRISIS]
JUDGED = [one for one in PUNISHING if one is not Category.PII]
"""What models may flag: contact data is for rules alone."""
NONE: frozenset[Category] = frozenset()


def said(logits: Mapping[str, float], *, deep: bool = True) -> Said:
    """What every model says: -6 of each output that is not named."""
    numbers = np.array([logits.get(name, -6.0) for name in OUTPUTS])
    models = {LINEAR: numbers[: len(Category)], FAST: numbers}
    return models | {ENCODER: numbers} if deep else models


def ruled(
    category: Category,
    score: float = 0.7,
    *,
    attack: frozenset[Category] = NONE,
    precise: frozenset[Category] = NONE,
    level: Level = Level.Q0,
) -> Signs:
    return Signs({category: score}, attack, precise=precise, level=level)


def flags(fused: Fused) -> set[Category]:
    return {one for one, score in fused.scores.items() if score >= FLAG}


def other(name: str, all_: Said, logits: Mapping[str, float]) -> Said:
    """The same with one model saying something else."""
    numbers = np.array([logits.get(one, -6.0) for one in OUTPUTS])
    return {**all_, name: numbers[: len(all_[name])]}


@pytest.mark.parametrize("category", JUDGED)
@pytest.mark.parametrize("deep", [True, False])
def test_rules_and_models_together_act(category: Category, deep: bool) -> None:
    signs = ruled(category, 0.9, attack=frozenset({category}))

    fused = fuse(signs, said({category.value: 5.0}, deep=deep), STACK)

    assert category in flags(fused) & fused.acts


@pytest.mark.parametrize("category", JUDGED)
def test_both_models_together_act_without_a_rule(category: Category) -> None:
    fused = fuse(Signs({}, NONE), said({category.value: 8.0}), STACK)

    assert category in flags(fused) & fused.acts


@pytest.mark.parametrize("category", [*JUDGED, Category.CRISIS])
def test_the_fast_models_alone_never_act(category: Category) -> None:
    fused = fuse(Signs({}, NONE), said({category.value: 8.0}, deep=False), STACK)

    assert category not in fused.acts


@pytest.mark.parametrize("category", [Category.HATE, Category.SEXUAL, Category.VIOLENCE])
def test_a_rule_that_every_model_doubts_does_not_act(category: Category) -> None:
    fused = fuse(ruled(category, 0.9, attack=frozenset({category})), said({}), STACK)

    assert category not in fused.acts


@pytest.mark.parametrize("category", Category)
def test_a_precise_rule_acts_alone_whatever_the_models_say(category: Category) -> None:
    fused = fuse(ruled(category, 0.9, precise=frozenset({category})), said({}), STACK)

    assert category in flags(fused) & fused.acts


@pytest.mark.parametrize("deep", [True, False])
def test_no_model_flags_contact_data(deep: bool) -> None:
    fused = fuse(Signs({}, NONE), said({"pii": 9.0}, deep=deep), STACK)

    assert Category.PII not in flags(fused)


@pytest.mark.parametrize("category", [Category.SCAM, Category.SH_METHOD, Category.PII])
def test_a_known_number_is_no_harm_to_a_model(category: Category) -> None:
    signs = Signs({}, NONE, known_number=True)

    assert flags(fuse(signs, said({category.value: 9.0}), STACK)) == set()


@pytest.mark.parametrize("category", JUDGED)
def test_a_category_that_is_spared_is_no_flag_of_the_models(category: Category) -> None:
    signs = Signs({}, NONE, spared=frozenset({category}))

    assert flags(fuse(signs, said({category.value: 9.0}), STACK)) == set()


@pytest.mark.parametrize("category", PUNISHING)
@pytest.mark.parametrize("deep", [True, False])
def test_beside_a_crisis_nothing_learned_punishes(category: Category, deep: bool) -> None:
    signs = ruled(Category.CRISIS, 0.9, precise=frozenset({Category.CRISIS}))

    fused = fuse(signs, said({category.value: 9.0, "crisis": 6.0}, deep=deep), STACK)

    assert flags(fused) == {Category.CRISIS}


@pytest.mark.parametrize("category", PUNISHING)
def test_a_crisis_that_only_a_rule_sees_is_not_punished_by_models(category: Category) -> None:
    fused = fuse(ruled(Category.CRISIS, 0.55), said({category.value: 9.0}), STACK)

    assert flags(fused) <= {Category.CRISIS}


def test_beside_a_crisis_an_attack_that_a_rule_saw_stays() -> None:
    signs = Signs(
        {Category.CRISIS: 0.9, Category.HARASSMENT: 0.95},
        frozenset({Category.HARASSMENT}),
        precise=frozenset({Category.CRISIS}),
    )

    fused = fuse(signs, said({"harassment": 6.0, "crisis": 3.0}), STACK)

    assert Category.HARASSMENT in flags(fused)


@pytest.mark.parametrize("category", [Category.HARASSMENT, Category.HATE])
@pytest.mark.parametrize(
    "kinder", [Signs({}, NONE, held_back=True), Signs({}, NONE, warm=True)], ids=["held", "warm"]
)
def test_what_speaks_for_the_writer_never_adds_to_harm(category: Category, kinder: Signs) -> None:
    for logit in (-2.0, 0.0, 2.0, 5.0):
        told = said({category.value: logit})
        plain = fuse(Signs({}, NONE), told, STACK).scores[category]
        held = fuse(kinder, told, STACK).scores[category]
        assert held <= plain


def test_short_texts_need_more() -> None:
    for category in Category:
        for logit in (0.0, 3.0):
            told = said({category.value: logit})
            short = fuse(Signs({}, NONE, words=4), told, STACK).scores[category]
            assert short <= fuse(Signs({}, NONE, words=14), told, STACK).scores[category]


LOGITS = st.fixed_dictionaries({name: st.floats(-9, 9) for name in OUTPUTS})
LEVELS = st.sampled_from(list(Level))


@given(LOGITS, LOGITS, LEVELS, st.floats(0, 0.99), st.booleans())
def test_more_danger_never_lowers_crisis_or_its_level(
    one: Mapping[str, float], other: Mapping[str, float], level: Level, rule: float, deep: bool
) -> None:
    danger = [name for name in OUTPUTS if name == "crisis" or name.startswith("at_least")]
    less = dict(one)
    more = less | {name: max(less[name], other[name]) for name in danger}
    signs = Signs({Category.CRISIS: rule}, NONE, level=level if rule >= FLAG else Level.Q0)
    low, high = (fuse(signs, said(some, deep=deep), STACK) for some in (less, more))

    assert high.scores[Category.CRISIS] >= low.scores[Category.CRISIS] - 1e-9
    assert high.level >= low.level


@given(LOGITS, LEVELS, st.booleans(), st.booleans())
def test_a_level_is_never_below_the_rules_and_never_without_a_crisis(
    logits: Mapping[str, float], level: Level, precise: bool, deep: bool
) -> None:
    crisis = frozenset({Category.CRISIS}) if precise else NONE
    signs = Signs({Category.CRISIS: 0.6}, NONE, precise=crisis, level=level)
    fused = fuse(signs, said(logits, deep=deep), STACK)

    if Category.CRISIS in flags(fused):
        assert fused.level >= max(level, Level.Q1)
    else:
        assert fused.level is Level.Q0


def test_what_no_rule_has_seen_can_be_urgent() -> None:
    high = {"crisis": 8.0, "at_least_q1": 8.0, "at_least_q2": 8.0, "at_least_q3": 8.0}

    assert fuse(Signs({}, NONE), said(high), STACK).level is Level.Q3
    assert fuse(Signs({}, NONE), said(high, deep=False), STACK).level is Level.Q2


@pytest.mark.parametrize("name", [FAST, ENCODER])
def test_now_by_models_alone_needs_both(name: str) -> None:
    high = {"crisis": 8.0, "at_least_q1": 8.0, "at_least_q2": 8.0, "at_least_q3": 8.0}
    one_doubts = other(name, said(high), high | {"at_least_q3": -6.0})

    assert fuse(Signs({}, NONE), one_doubts, STACK).level < Level.Q3


def test_near_the_cut_the_fast_path_asks_for_the_encoder() -> None:
    answers = [
        fuse(Signs({}, NONE), said({"crisis": float(logit)}, deep=deep), STACK).uncertain
        for deep in (False, True)
        for logit in np.arange(-6, 8, 0.1)
    ]
    fast, deep = answers[: len(answers) // 2], answers[len(answers) // 2 :]

    assert any(fast)
    assert not fast[0]
    assert not fast[-1]
    assert not any(deep)


def test_without_models_the_rules_decide() -> None:
    for told, stack in ((None, STACK), (said({}), None)):
        fused = fuse(ruled(Category.SCAM), told, stack)
        assert flags(fused) == fused.acts == {Category.SCAM}
        assert fuse(ruled(Category.CRISIS, 0.9, level=Level.Q3), told, stack).level is Level.Q3


def test_signs_add_up_and_never_reach_certainty() -> None:
    assert together([]) == 0.0
    assert together([0.3, 0.3]) == pytest.approx(0.51)
    assert together([0.9] * 9) == 0.99
