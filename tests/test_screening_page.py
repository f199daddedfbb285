"""The figures of docs/screening.md are written by a program, and say what they miss."""

from typing import Any

import pytest

from bench.screening_page import BEGIN, END, MEASURES, PAGE, figures, missed, table, write


def _result(value: float) -> dict[str, Any]:
    groups = {one.path[1] for one in MEASURES if one.path[0] == "fpr"}
    categories = [one.path[1] for one in MEASURES if one.path[0] == "ap"]
    peer = {one.path[1]: value for one in MEASURES if one.path[0] == "peer"}
    return {
        "fpr": [{"set": group, "punitive": value, "crisis": value / 2} for group in groups],
        "rows": [
            {"category": category, "source": source, "AP": value if source == "peer_support" else 0}
            for category in categories
            for source in ("peer_support", "another")
        ],
        "peer": peer | {"n_obf": 3, "recall_by_cat": {}},
        "hatecheck": {"hateful": value, "non_hateful": value / 2},
    }


def test_each_measure_takes_its_own_figure() -> None:
    found = figures(_result(0.8))

    assert set(found) == {one.name for one in MEASURES}
    assert found["average precision: crisis"] == 0.8
    assert found["fine talk taken for a crisis"] == 0.4
    assert found["HateCheck, balanced"] == pytest.approx(0.6)


def test_what_misses_its_aim_is_said() -> None:
    high, low = figures(_result(1.0)), figures(_result(0.0))

    assert {one.name for one in MEASURES if not one.high} == set(missed(high)) - {
        "HateCheck, not hateful"
    }
    assert {one.name for one in MEASURES if one.high} == set(missed(low))
    assert "**0.000** (missed)" in table(low, high)
    assert table(low, high).count("(missed)") == len(missed(low))


def test_only_the_figures_of_the_page_are_replaced() -> None:
    assert write(f"a\n{BEGIN}\nold\n{END}\nb", "new") == f"a\n{BEGIN}\n\nnew\n\n{END}\nb"
    with pytest.raises(ValueError, match="no place"):
        write("a page", "new")


def test_the_page_has_figures() -> None:
    shown = PAGE.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0]

    assert all(f"| {one.name} |" in shown for one in MEASURES)
