"""However often the process is killed, there is one message for each due time."""

import pytest

from tests.killing.dispatch import PROMISES, run

KILLS = 25
FEW = 3


@pytest.mark.parametrize("kills", [FEW, pytest.param(KILLS, marks=pytest.mark.slow)])
def test_kills_at_any_moment_leave_one_message_for_each_due_time(kills: int) -> None:
    found = run(kills, seed=5)

    assert {name: found[name] for name in PROMISES} == dict.fromkeys(PROMISES, 0)
    assert found["healthy"]
    assert int(str(found["closed"])) > kills // 2


@pytest.mark.slow
def test_a_discord_that_forgets_its_nonces_is_found_out() -> None:
    """Where a kill falls depends on the machine: now and then a dozen of them hit nothing."""
    found = (run(KILLS // 2, seed=seed, planted=True) for seed in range(5, 10))
    doubled = ("posted_twice", "reminded_twice", "told_twice")

    assert any(int(str(one[name])) for one in found for name in doubled)
