"""The decision table and the bounds that no setting breaks, by brute force."""

from collections.abc import Iterator
from itertools import chain, combinations, product
from pathlib import Path

import pytest

from bot.conduct.sanctions import Concern, steps
from bot.core.data import DATA, ContentFault
from bot.screening.decide import (
    DRAFTS,
    TO_THE_TEAM,
    Action,
    Degree,
    Hit,
    Policy,
    Table,
    allowed,
    decide,
    degrees,
    when_failed,
)
from bot.screening.policy import load_table
from bot.screening.verdict import (
    STRICTNESS,
    Category,
    Decision,
    Language,
    Level,
    Place,
    Reading,
    Span,
    Verdict,
)

POLICY = DATA / "safety" / "policy.toml"
DEFAULTS, REASONS = load_table(POLICY)
CELLS = list(product(Degree, Place))
MILDEST: Table = {cell: allowed(*cell)[0] for cell in CELLS}
STRICTEST: Table = {cell: allowed(*cell)[-1] for cell in CELLS}
TABLES = (DEFAULTS, MILDEST, STRICTEST)
HARM = [category for category in Category if category is not Category.CRISIS]


def flagged(*categories: Category, ruled: bool = False, level: Level = Level.Q0) -> Reading:
    flags = frozenset(categories)
    return Reading(flags=flags, ruled=flags if ruled else frozenset(), level=level)


def readings() -> Iterator[Reading]:
    """Every level, up to two kinds of harm, each by a rule or learned, as a threat or not."""
    for count in range(3):
        for harm in combinations(HARM, count):
            for sure in product((False, True), repeat=count):
                ruled = frozenset(c for c, yes in zip(harm, sure, strict=True) if yes)
                for level, threat, crisis in product(Level, (False, True), (False, True)):
                    flags = frozenset(harm + (Category.CRISIS,) * crisis)
                    yield Reading(flags=flags, ruled=ruled, level=level, threat=threat)


READINGS = list(readings())
HITS = [(), *((Hit("p", action, 0, 5),) for action in Action)]


def cases() -> Iterator[tuple[Reading, Place, Verdict]]:
    for reading in READINGS:
        for place, table, hits in product(Place, TABLES, HITS):
            yield reading, place, decide(reading, Policy(table, place, hits=hits))


def in_crisis(reading: Reading) -> bool:
    return reading.level > Level.Q0 or Category.CRISIS in reading.flags


def test_no_setting_breaks_a_bound() -> None:
    learned_most = {True: Decision.ALERT, False: Decision.HOLD}
    seen: set[Decision] = set()
    for reading, place, verdict in cases():
        seen.add(verdict.decision)
        held = verdict.decision in (Decision.HOLD, Decision.RETURN)
        if in_crisis(reading):
            assert verdict.decision is not Decision.RETURN
            assert not (held and verdict.because in (Category.CRISIS, None))
            assert not (held and place is Place.MESSAGE)
            learned = reading.flags - reading.ruled - {Category.CRISIS, Category.SH_METHOD}
            assert not (held and verdict.because in learned)
            assert verdict.support or reading.level <= Level.Q1
        elif not reading.ruled and verdict.because is not None:
            most = learned_most[place is Place.MESSAGE]
            assert STRICTNESS.index(verdict.decision) <= STRICTNESS.index(most)
            assert verdict.decision is not Decision.RETURN
        if place in TO_THE_TEAM:
            assert not held
    assert seen == set(Decision)


def test_no_punishing_step_is_reachable_from_a_text_that_reads_as_crisis() -> None:
    for reading, place, verdict in cases():
        if not in_crisis(reading):
            continue
        categories = reading.flags | {Category.CRISIS}
        for named, message in product((False, True), repeat=2):
            assert steps(Concern(categories, named=named, message=message)) == frozenset()
        assert place is not Place.MESSAGE or verdict.decision is not Decision.HOLD


def test_more_flags_never_make_a_decision_milder_apart_from_crisis() -> None:
    for place, table, ruled in product(Place, TABLES, (False, True)):
        policy = Policy(table, place)
        for one, other in combinations(HARM, 2):
            both = decide(flagged(one, other, ruled=ruled), policy).decision
            alone = [decide(flagged(c, ruled=ruled), policy).decision for c in (one, other)]
            assert both is max(alone, key=STRICTNESS.index)


@pytest.mark.parametrize(("degree", "place"), CELLS)
def test_each_cell_decides_by_itself(degree: Degree, place: Place) -> None:
    for choice in allowed(degree, place):
        table = {**DEFAULTS, (degree, place): choice}
        verdict = decide(_reading_of(degree), Policy(table, place))
        assert verdict.decision is choice
        assert verdict.because is (None if choice is Decision.LET_THROUGH else degree.category)


def _reading_of(degree: Degree) -> Reading:
    if degree.is_crisis:
        return flagged(Category.CRISIS, level=Level(int(degree.value[-1])))
    if degree.category is None:
        return Reading(language=Language("de", "German"))
    reading = flagged(degree.category, ruled=not degree.is_learned)
    return Reading(
        flags=reading.flags, ruled=reading.ruled, threat=degree.value.startswith("threat")
    )


@pytest.mark.parametrize("degree", Degree)
def test_every_degree_is_reached_by_a_reading(degree: Degree) -> None:
    assert degrees(_reading_of(degree)) == (degree,)


def test_a_level_without_a_flag_is_taken_for_crisis_and_a_flag_without_a_level_for_care() -> None:
    assert degrees(Reading(level=Level.Q2)) == (Degree.CRISIS_Q2,)
    assert degrees(flagged(Category.CRISIS)) == (Degree.CRISIS_Q1,)


@pytest.mark.parametrize("place", [Place.SHARE, Place.REPLY])
def test_method_detail_is_held_and_the_feeling_around_it_meets_the_fork(place: Place) -> None:
    reading = flagged(Category.CRISIS, Category.SH_METHOD, level=Level.Q3)

    verdict = decide(reading, Policy(DEFAULTS, place))

    assert (verdict.decision, verdict.because) == (Decision.HOLD, Category.SH_METHOD)
    assert verdict.support


@pytest.mark.parametrize("place", [Place.SHARE, Place.REPLY])
def test_beside_crisis_what_a_rule_would_return_goes_to_people(place: Place) -> None:
    reading = Reading(
        flags=frozenset({Category.CRISIS, Category.PII}),
        ruled=frozenset({Category.PII}),
        level=Level.Q2,
    )

    verdict = decide(reading, Policy(DEFAULTS, place))

    assert (verdict.decision, verdict.because) == (Decision.HOLD, Category.PII)
    assert verdict.support


def test_beside_crisis_learned_harm_falls_away() -> None:
    for category in HARM:
        if category is Category.SH_METHOD:
            continue
        verdict = decide(
            flagged(Category.CRISIS, category, level=Level.Q2), Policy(STRICTEST, Place.SHARE)
        )
        assert (verdict.decision, verdict.because) == (Decision.OFFER_SUPPORT, Category.CRISIS)


@pytest.mark.parametrize("place", [Place.SHARE, Place.REPLY])
@pytest.mark.parametrize("degree", [one for one in Degree if one.is_learned])
def test_what_one_voice_alone_says_waits_only_where_appearing_does_harm(
    degree: Degree, place: Place
) -> None:
    verdict = decide(_reading_of(degree), Policy(DEFAULTS, place))

    waits = degree.category in (Category.SH_METHOD, Category.SEXUAL)
    assert verdict.decision is (Decision.HOLD if waits else Decision.ALERT)


@pytest.mark.parametrize("place", Place)
def test_a_failed_screener_sends_drafts_to_people_and_lets_messages_pass(place: Place) -> None:
    verdict = when_failed(place)

    assert verdict.failed
    expected = Decision.HOLD if place in DRAFTS else Decision.LET_THROUGH
    assert verdict.decision is expected
    assert (place in DRAFTS) == (place is not Place.MESSAGE)


def test_a_vetting_group_reads_every_draft_but_gives_back_at_once_what_goes_back() -> None:
    plain = decide(Reading(), Policy(DEFAULTS, Place.SHARE, vetting=True))
    crisis = decide(
        flagged(Category.CRISIS, level=Level.Q3), Policy(DEFAULTS, Place.SHARE, vetting=True)
    )
    slur = decide(flagged(Category.HATE, ruled=True), Policy(DEFAULTS, Place.SHARE, vetting=True))
    talk = decide(Reading(), Policy(DEFAULTS, Place.TALK, vetting=True))

    assert (plain.decision, plain.because) == (Decision.HOLD, None)
    assert crisis.decision is Decision.HOLD
    assert crisis.support
    assert slur.decision is Decision.RETURN
    assert talk.decision is Decision.LET_THROUGH


@pytest.mark.parametrize(
    ("action", "share", "message"),
    [
        (Action.ALERT, Decision.ALERT, Decision.ALERT),
        (Action.RETURN, Decision.RETURN, Decision.HOLD),
        (Action.HOLD, Decision.HOLD, Decision.HOLD),
        (Action.ALLOW, Decision.LET_THROUGH, Decision.LET_THROUGH),
    ],
)
def test_a_groups_own_phrase_does_what_the_group_said(
    action: Action, share: Decision, message: Decision
) -> None:
    hits = (Hit("abc", action, 0, 4),)

    for place, expected in ((Place.SHARE, share), (Place.MESSAGE, message)):
        verdict = decide(Reading(), Policy(DEFAULTS, place, hits=hits))
        assert verdict.decision is expected
        named = () if action is Action.ALLOW else ("phrase:abc",)
        assert verdict.rules == named


def test_an_allowed_phrase_excuses_the_harm_in_its_own_words_only() -> None:
    inside = Span(4, 8, Category.HATE, "hate.slur")
    outside = Span(20, 25, Category.HATE, "hate.slur")
    hits = (Hit("abc", Action.ALLOW, 0, 10),)

    def verdict(*spans: Span, category: Category = Category.HATE) -> Verdict:
        flags = frozenset({category})
        reading = Reading(flags=flags, ruled=flags, spans=spans)
        return decide(reading, Policy(DEFAULTS, Place.SHARE, hits=hits))

    assert verdict(inside).decision is Decision.LET_THROUGH
    assert verdict(inside).rules == ()
    assert verdict(inside, outside).decision is Decision.RETURN
    assert verdict().decision is Decision.RETURN


@pytest.mark.parametrize("category", [Category.CRISIS, Category.SH_METHOD])
def test_no_phrase_excuses_crisis_or_method(category: Category) -> None:
    span = Span(4, 8, category, "rule")
    flags = frozenset({category})
    reading = Reading(flags=flags, ruled=flags, spans=(span,), level=Level.Q2)
    hits = (Hit("abc", Action.ALLOW, 0, 10),)

    verdict = decide(reading, Policy(DEFAULTS, Place.SHARE, hits=hits))

    assert verdict.decision is not Decision.LET_THROUGH


def test_the_defaults_have_a_reason_a_row_and_are_allowed() -> None:
    assert set(REASONS) == set(Degree)
    assert all(DEFAULTS[cell] in allowed(*cell) for cell in CELLS)
    assert all(allowed(*cell) for cell in CELLS)
    for cell in CELLS:
        choices = allowed(*cell)
        assert list(choices) == sorted(choices, key=STRICTNESS.index)


def _with(old: str, new: str) -> str:
    text = POLICY.read_text("utf-8")
    assert old in text
    return text.replace(old, new, 1)


def _faults() -> Iterator[tuple[str, str]]:
    yield "[crisis_q1", "cannot be read"
    yield _with("[hate_ruled]", "[hate_known]"), "hate_known is no row"
    head, rest = POLICY.read_text("utf-8").split("[scam_learned]")
    yield head, "the row scam_learned is missing"
    yield _with('message = "offer_support"', 'message = "hold"'), "crisis_q1, message must be"
    yield _with('share = "offer_support"', 'share = "return"'), "crisis_q1, share must be"
    yield head + "[scam_learned]" + rest.replace('"alert"', '"return"', 1), "scam_learned, share"
    yield _with('talk = "let_through"\n', ""), "crisis_q1: talk is missing"
    yield _with('talk = "let_through"', "talk = 3"), "crisis_q1: talk must be a text"
    yield _with('why = "Care', 'why = ""\nx = "'), "crisis_q1: unknown field x"
    yield _with('why = "A guess at a threat', 'why = " " # "A guess'), "needs a reason"


@pytest.mark.parametrize(("text", "said"), list(_faults()))
def test_every_fault_of_the_table_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(text, "utf-8")

    with pytest.raises(ContentFault, match=said):
        load_table(path)


def test_a_table_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentFault, match=r"policy\.toml cannot be read"):
        load_table(tmp_path / "policy.toml")


def test_brute_force_covers_what_it_says() -> None:
    assert len(READINGS) > 1500
    together = set(chain.from_iterable(reading.flags for reading in READINGS))
    assert together == set(Category)
