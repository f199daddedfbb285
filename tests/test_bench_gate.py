"""The gate fails where a figure breaks its bound, and what documents quote is what was measured."""

import json
from pathlib import Path

import pytest

from bench import __main__ as bench
from bench import figures, gate
from bench.gate import Bound, GateFault

BOUNDS = (
    Bound("vote.press_ratio", 0.6, None, "two turns a vote"),
    Bound("start.added_mb", None, 50.0, "the model is small"),
)
GOOD = {"vote.press_ratio": 0.6, "start.added_mb": 50.0, "share.p50_ms": 9000.0}
ENTRY = """
[[bound]]
name = "vote.press_ratio"
at_least = 0.6
why = "because"
measured = 0.7
on = "a machine"
"""
MACHINE = {"python": "3.11", "cpus": 2, "load": 0.1}


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "floors.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_figure_on_its_bound_passes() -> None:
    assert gate.faults(GOOD, BOUNDS, whole=True) == []


@pytest.mark.parametrize(
    ("figure", "value", "said"),
    [
        (
            "vote.press_ratio",
            0.59,
            "vote.press_ratio is 0.59; it must be at least 0.6: two turns a vote",
        ),
        (
            "start.added_mb",
            50.1,
            "start.added_mb is 50.1; it must be at most 50: the model is small",
        ),
    ],
)
def test_a_figure_beyond_its_bound_fails_and_says_which_and_why(
    figure: str, value: float, said: str
) -> None:
    assert gate.faults(GOOD | {figure: value}, BOUNDS, whole=True) == [said]


def test_a_whole_run_must_measure_what_has_a_bound_and_a_part_of_it_need_not() -> None:
    found = {"vote.press_ratio": 0.9}

    assert gate.faults(found, BOUNDS, whole=False) == []
    assert gate.faults(found, BOUNDS, whole=True) == [
        "start.added_mb was not measured; it must be at most 50"
    ]


def test_every_figure_that_breaks_its_bound_is_named() -> None:
    found = {"vote.press_ratio": 0.1, "start.added_mb": 99.0}

    assert len(gate.faults(found, BOUNDS, whole=False)) == 2


def test_a_bound_is_read_with_its_side(tmp_path: Path) -> None:
    other = (
        ENTRY.replace("vote.press", "other").replace("at_least", "at_most").replace("0.7", "0.5")
    )

    assert gate.load(_file(tmp_path, ENTRY + other)) == (
        Bound("vote.press_ratio", 0.6, None, "because"),
        Bound("other_ratio", None, 0.6, "because"),
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("vote.press_ratio", "share.p50_ms", "depends on the machine"),
        ("vote.press_ratio", "votes.per_s", "depends on the machine"),
        ("at_least = 0.6", "", "one side"),
        ("at_least = 0.6", "at_least = 0.6\nat_most = 0.8", "one side"),
        ('why = "because"', "", "needs name, why"),
        ('why = "because"', 'why = "because"\nwhen = 1', "needs name, why"),
        ("measured = 0.7", "measured = 0.5", "breaks the bound"),
        (ENTRY, ENTRY + ENTRY, "more than one bound"),
        (ENTRY, "[bound", "cannot be read"),
        (ENTRY, "", "cannot be read"),
    ],
)
def test_a_bound_that_means_nothing_is_refused(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    with pytest.raises(GateFault, match=said):
        gate.load(_file(tmp_path, ENTRY.replace(before, after)))


@pytest.mark.parametrize(("ratio", "code"), [(0.6, 0), (0.43, 3)])
@pytest.mark.parametrize("gated", [True, False])
def test_the_bench_ends_with_its_own_code_where_a_bound_is_broken(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    ratio: float,
    code: int,
    gated: bool,
) -> None:
    async def made_up() -> dict[str, float]:
        return {"vote.press_ratio": ratio}

    monkeypatch.setattr(bench, "_whole", lambda: {"press": made_up})
    monkeypatch.setattr(gate, "load", lambda: BOUNDS[:1])

    assert bench.main(["--gate"] if gated else []) == (code if gated else 0)
    said = capsys.readouterr()
    assert json.loads(said.out)["vote.press_ratio"] == ratio
    assert ("must be at least 0.6" in said.err) is (gated and code == 3)


def test_the_recorded_bounds_are_fit_to_use() -> None:
    bounds = {bound.name: bound for bound in gate.load()}

    assert bounds["vote.press_ratio"].floor is not None
    assert bounds["vote.press_ratio"].floor >= 0.6
    assert {"start.cpu_ratio", "start.added_mb", "share.cpu_ratio"} <= set(bounds)


def test_a_page_names_the_machine_each_figure_and_its_bound() -> None:
    text = figures.page(GOOD | {"votes.per_s": 12345, "machine": MACHINE}, BOUNDS)

    assert "Measured on: python 3.11, cpus 2, load 0.1." in text
    assert "| `vote.press_ratio` | 0.6 | at least 0.6 |" in text
    assert figures.figures(text) == {
        "vote.press_ratio": "0.6",
        "start.added_mb": "50",
        "share.p50_ms": "9,000",
        "votes.per_s": "12,345",
    }


def test_a_quotation_is_brought_up_to_date_and_the_words_around_it_stay() -> None:
    text = "A <!-- figure a.b_ms -->9<!-- --> <!-- figure c -->x<!-- -->, so."

    after = figures.quoted(text, {"a.b_ms": "7.5", "c": "1,000"})

    assert after == "A <!-- figure a.b_ms -->7.5<!-- --> <!-- figure c -->1,000<!-- -->, so."
    assert list(figures.quotations(after)) == [("a.b_ms", "7.5"), ("c", "1,000")]


def test_a_quotation_of_what_was_not_measured_is_refused_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    document = tmp_path / "README.md"
    document.write_text("<!-- figure gone -->1<!-- -->", encoding="utf-8")
    (tmp_path / "docs").mkdir()
    run = tmp_path / "run.json"
    run.write_text(json.dumps(GOOD | {"machine": MACHINE}), encoding="utf-8")
    monkeypatch.setattr(figures, "PAGE", tmp_path / "docs" / "figures.md")
    monkeypatch.setattr(figures, "documents", lambda: [document])

    assert figures.main([str(run)]) == 1
    assert "gone" in capsys.readouterr().err
    assert not figures.PAGE.exists()

    document.write_text("<!-- figure share.p50_ms -->1<!-- -->", encoding="utf-8")
    assert figures.main([str(run)]) == 0
    assert document.read_text(encoding="utf-8") == "<!-- figure share.p50_ms -->9,000<!-- -->"
    assert "share.p50_ms" in figures.PAGE.read_text(encoding="utf-8")


def test_what_the_documents_quote_is_what_was_measured() -> None:
    known = figures.figures(figures.PAGE.read_text(encoding="utf-8"))
    quoted = [
        (path.name, name, value)
        for path in figures.documents()
        for name, value in figures.quotations(path.read_text(encoding="utf-8"))
    ]

    assert quoted
    assert [one for one in quoted if one[2] != known.get(one[1])] == []
