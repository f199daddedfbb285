"""What may be done about harm, by brute force over everything that a case can be about."""

from itertools import combinations, product

from bot.conduct.sanctions import OF_CATEGORY, Concern, Reason, Sanction, reasons, steps
from bot.screening.verdict import Category

EVERY = [
    frozenset(some) for count in range(len(Category) + 1) for some in combinations(Category, count)
]


def test_no_step_is_reachable_where_crisis_is_in_the_case() -> None:
    for categories, named, message in product(EVERY, (False, True), (False, True)):
        found = steps(Concern(categories, named=named, message=message))
        if Category.CRISIS in categories or not named:
            assert found == frozenset()
        if Category.SH_METHOD in categories:
            assert found <= {Sanction.REMOVE}
        assert message or Sanction.REMOVE not in found


def test_elsewhere_every_step_is() -> None:
    concern = Concern(frozenset({Category.HATE}), named=True, message=True)
    assert steps(concern) == set(Sanction)


def test_every_reason_is_offered_the_fitting_ones_first() -> None:
    for categories in EVERY:
        listed = reasons(categories)
        assert sorted(listed, key=lambda one: one.value) == sorted(Reason, key=lambda o: o.value)
        fitting = {OF_CATEGORY[one] for one in categories if one in OF_CATEGORY}
        assert set(listed[: len(fitting)]) == fitting


def test_crisis_is_no_reason() -> None:
    assert Category.CRISIS not in OF_CATEGORY
