"""One prompt in a window, by the injected clock, remembered in memory only."""

from bot.sharing.fork_cooldown import WINDOW, ForkCooldown
from tests.conftest import Clock


def test_once_in_a_window_and_each_by_themselves(clock: Clock) -> None:
    prompts = ForkCooldown(clock)
    first = [prompts.take(b"a"), prompts.take(b"a"), prompts.take(b"b")]
    clock.pass_by(seconds=WINDOW.total_seconds() - 1)
    almost = prompts.take(b"a")
    clock.pass_by(seconds=1)

    assert first == [True, False, True]
    assert not almost
    assert prompts.take(b"a")


def test_a_refused_prompt_does_not_make_the_window_longer(clock: Clock) -> None:
    prompts = ForkCooldown(clock)
    prompts.take(b"a")
    clock.pass_by(minutes=20)
    prompts.take(b"a")
    clock.pass_by(minutes=10)

    assert prompts.take(b"a")


def test_sweeping_forgets_whose_window_is_over_and_nobody_else(clock: Clock) -> None:
    prompts = ForkCooldown(clock)
    prompts.take(b"a")
    clock.pass_by(minutes=20)
    prompts.take(b"b")
    clock.pass_by(minutes=10)
    prompts.sweep()

    assert set(prompts._seen) == {b"b"}  # pyright: ignore[reportPrivateUsage] - what is left of it
