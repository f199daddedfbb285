"""A vote that was acknowledged survives ``kill -9`` at any moment, and counts once."""

from pathlib import Path

import pytest

from tests.killing.votes import kill_votes

KILLS = 20
FEW = 3


@pytest.mark.parametrize("kills", [FEW, pytest.param(KILLS, marks=pytest.mark.slow)])
def test_no_acknowledged_vote_is_lost_or_counted_twice_by_a_kill(on_disk: Path, kills: int) -> None:
    outcome = kill_votes(on_disk, kills, seed=3)

    assert (outcome.lost, outcome.doubled, outcome.faults) == (0, 0, [])
    assert outcome.kills == kills
    assert outcome.promised > 10 * kills
    assert outcome.closed > 0


def test_a_vote_acknowledged_before_its_commit_is_found_to_be_lost(on_disk: Path) -> None:
    """Where a kill falls depends on the machine: now and then a few of them hit nothing."""
    found = (kill_votes(_new(on_disk, seed), FEW, seed, planted="early") for seed in range(3, 8))

    assert any(outcome.lost for outcome in found)


def _new(folder: Path, seed: int) -> Path:
    made = folder / str(seed)
    made.mkdir()
    return made
