"""A vote that was acknowledged survives ``kill -9`` at any moment, and counts once."""

from pathlib import Path

import pytest

from tests.killing.votes import kill_votes

KILLS = 20
FEW = 3


@pytest.mark.parametrize("kills", [FEW, pytest.param(KILLS, marks=pytest.mark.slow)])
def test_no_acknowledged_vote_is_lost_or_counted_twice_by_a_kill(
    tmp_path: Path, kills: int
) -> None:
    outcome = kill_votes(tmp_path, kills, seed=3)

    assert (outcome.lost, outcome.doubled, outcome.faults) == (0, 0, [])
    assert outcome.kills == kills
    assert outcome.promised > 10 * kills
    assert outcome.closed > 0


def test_a_vote_acknowledged_before_its_commit_is_found_to_be_lost(tmp_path: Path) -> None:
    outcome = kill_votes(tmp_path, 3, seed=3, planted="early")

    assert outcome.lost > 0
