"""The bench measures what it says, leaves nothing behind, and prints one JSON object."""

import json
import sys
from pathlib import Path

import pytest

from bench import (
    charts,
    commits,
    dispatch,
    dues,
    hearing,
    presses,
    screens,
    shares,
    starts,
    ticks,
    votes,
)
from bench.__main__ import main
from bench.places import ROOT, folder, percentile
from bot.core.pacing import RATE


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

    for name in ("empty", "100k", "bare"):
        identify, ready = found[f"start.{name}.identify_ms"], found[f"start.{name}.ready_ms"]
        assert 0 < identify < ready
        assert 10 < found[f"start.{name}.rss_mb"] < 1000
    assert found["start.added_mb"] > 1
    assert 0 < found.pop("start.cpu_ratio", 0.5) < 1
    assert len(found) == 10


async def test_sharing_and_previews_are_timed() -> None:
    found = await shares.measure(shares.Size(shares_per_caller=1, previews=4))

    assert 0 < found["share.p50_ms"] <= found["share.p99_ms"]
    assert found["share.cpu_ratio"] > 0
    assert 0 < found["preview.p50_ms"] <= found["preview.p99_ms"]


async def test_votes_are_measured_both_ways_and_at_a_rate() -> None:
    size = votes.Size(rounds=1, votes_grouped=1, votes_single=1, arrivals=3)

    found = await votes.measure(size)

    assert set(found) == {
        "votes.per_s",
        "votes.single_per_s",
        "votes.group_ratio",
        "votes.p50_ms",
        "votes.p99_ms",
    }
    assert all(value > 0 for value in found.values())
    assert found["votes.p50_ms"] <= found["votes.p99_ms"]


async def test_two_real_bots_are_pressed_in_turn() -> None:
    found = await presses.measure(presses.Size(rounds=1, members=3))

    assert set(found) - {"vote.press_cpu_ratio"} == {
        "vote.presses_per_s",
        "vote.bare_presses_per_s",
        "vote.press_ratio",
    }
    # Of so few presses a process may have used less than one tick of the clock of processors.
    assert found.pop("vote.press_cpu_ratio", 0) >= 0
    assert all(value > 0 for value in found.values())


async def test_both_bots_open_the_same_form_and_a_vote_that_is_not_counted_is_no_press(
    tmp_path: Path,
) -> None:
    async with presses.both(tmp_path) as (haven, bare):
        form, other = await haven.open_form(1), await bare.open_form(1)
        await haven.send_form(1, form)
        with pytest.raises(presses.Unexpected, match="not taken"):
            await haven.send_form(1, form)
        with pytest.raises(presses.Unexpected, match="did not open"):
            await haven.open_form(1)

    assert form.pop("custom_id") != other.pop("custom_id")
    assert form == other
    assert len(form["components"]) == 5


async def test_ticks_are_timed_idle_and_with_everything_due() -> None:
    found = await ticks.measure(ticks.Size(schedules=12, ticks=2))

    assert set(found) == {"tick.idle_ms_10k", "tick.claim_10k_s"}
    assert found["tick.idle_ms_10k"] > 0


async def test_sending_is_timed_and_fair() -> None:
    found = await dispatch.measure(dispatch.Size(big=50, small=2))

    assert set(found) == {"dispatch.rate_per_s", "dispatch.peak_per_s", "dispatch.unfairness"}
    assert 0 < found["dispatch.peak_per_s"] <= RATE
    assert 1 <= found["dispatch.unfairness"] <= 2


async def test_pictures_are_timed_the_first_and_later_ones() -> None:
    found = await charts.measure(charts.Size(pictures=1, firsts=1, points=5))

    assert set(found) == {"chart.ms", "chart.first_ms"}
    assert all(value > 0 for value in found.values())


async def test_due_times_are_reckoned() -> None:
    found = await dues.measure(dues.Size(rounds=1, steps=1))

    assert found["next_due.per_s"] > 0


async def test_screening_is_timed_short_long_and_mixed() -> None:
    found = await screens.measure(screens.Size(chat=4, long=2, mix=8))

    names = ("p50_ms", "p99_ms", "p99_2000_ms", "per_s", "rss_mb")
    fast, full = ({f"screen.{kind}{name}" for name in names} for kind in ("", "full_"))
    assert set(found) in (fast, fast | full)
    assert all(value > 0 for value in found.values())
    assert found["screen.p50_ms"] <= found["screen.p99_ms"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks /proc")
async def test_both_bots_hear_messages() -> None:
    found = await hearing.measure(hearing.Size(rounds=1, messages=300))

    assert set(found) == {
        "screen.on_message_per_s",
        "screen.bare_on_message_per_s",
        "screen.on_message_ratio",
    }
    assert all(value > 0 for value in found.values())


def test_the_messages_are_of_what_is_fine_to_say() -> None:
    texts = hearing.fine_texts()

    assert len(texts) > 100


def test_texts_are_cut_to_one_length() -> None:
    found = screens.of_length(["one two", "three four five six"] * 20, 76, 30)

    assert {len(text) for text in found} == {76}
    assert len(found) == 30


def test_one_json_object_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--only", "db,share,due", "--quick"])

    printed = json.loads(capsys.readouterr().out)
    assert code == 0
    assert {"db.group_commit_ratio", "share.p99_ms", "next_due.per_s", "machine"} <= set(printed)
    assert set(printed["machine"]) == {"python", "sqlite", "system", "cpus", "load"}


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
