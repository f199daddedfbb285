"""The bench measures what it says, leaves nothing behind, and prints one JSON object."""

import json
from pathlib import Path

import pytest

from bench import commits, shares, starts
from bench.__main__ import main
from bench.places import ROOT, folder, percentile


async def test_commits_are_measured_both_ways() -> None:
    found = await commits.measure(commits.Size(rounds=1, rows_grouped=2, rows_single=1))

    assert set(found) == {
        "db.group_commit_rows_per_s",
        "db.single_commit_rows_per_s",
        "db.group_commit_ratio",
    }
    assert all(value > 0 for value in found.values())


async def test_a_real_process_starts_on_no_data_and_on_much() -> None:
    found = await starts.measure(starts.Size(first=0, rounds=1, shares=30))

    for name in ("empty", "100k"):
        identify, ready = found[f"start.{name}.identify_ms"], found[f"start.{name}.ready_ms"]
        assert 0 < identify < ready
        assert 10 < found[f"start.{name}.rss_mb"] < 1000
    assert len(found) == 6


async def test_sharing_and_previews_are_timed() -> None:
    found = await shares.measure(shares.Size(shares_per_caller=1, previews=4))

    assert 0 < found["share.p50_ms"] <= found["share.p99_ms"]
    assert 0 < found["preview.p50_ms"] <= found["preview.p99_ms"]


def test_one_json_object_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--only", "db,share", "--quick"])

    printed = json.loads(capsys.readouterr().out)
    assert code == 0
    assert {"db.group_commit_ratio", "share.p99_ms", "preview.p99_ms", "machine"} <= set(printed)
    assert set(printed["machine"]) == {"python", "sqlite", "system", "cpus"}


def test_a_part_it_does_not_know_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--only", "db,weather"])

    assert "weather" in capsys.readouterr().err


def test_its_folder_lies_beside_the_data_and_goes_even_after_a_failure() -> None:
    found: list[Path] = []

    def interrupted() -> None:
        with folder() as here:
            found.append(here)
            (here / "file").write_text("x")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert found[0].parent == ROOT / "data" / "runtime"
    assert not found[0].exists()


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = [float(n) for n in range(100, 0, -1)]

    assert percentile(values, 0.99) == 99
    assert percentile(values, 0.5) == 50
    assert percentile([7.0], 0.99) == 7
