"""A vote that was acknowledged survives ``kill -9`` at any moment, and counts once."""

from pathlib import Path

from tests.killing.votes import kill_votes

KILLS = 20


def test_no_acknowledged_vote_is_lost_or_counted_twice_by_a_kill(tmp_path: Path) -> None:
    outcome = kill_votes(tmp_path, KILLS, seed=3)

    assert (outcome.lost, outcome.doubled, outcome.faults) == (0, 0, [])
    assert outcome.kills == KILLS
    assert outcome.promised > 10 * KILLS
    assert outcome.closed > 0


def test_a_vote_acknowledged_before_its_commit_is_found_to_be_lost(tmp_path: Path) -> None:
    outcome = kill_votes(tmp_path, 3, seed=3, planted="early")

    assert outcome.lost > 0
