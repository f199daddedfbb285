"""Limits: sliding windows by member and kind, forgotten when they are over."""

import sys
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.limits import Limit, Limits
from tests.conftest import Clock

ANNA, BEN = bytes(16), bytes([1] * 16)


@pytest.mark.parametrize("kind", Limit)
def test_there_is_room_again_when_the_first_one_is_old_enough(kind: Limit, clock: Clock) -> None:
    most, period = kind.value
    limits = Limits(clock)
    first = clock()
    for _ in range(most):
        assert limits.free_at(kind, ANNA) is None
        limits.count(kind, ANNA)
        clock.pass_by(seconds=1)
    free = limits.free_at(kind, ANNA)
    clock.time = first + period - timedelta(seconds=1)
    just_before = limits.free_at(kind, ANNA)
    clock.time = first + period
    then = limits.free_at(kind, ANNA)

    assert free == just_before == first + period
    assert then is None


def test_members_and_kinds_do_not_share_their_room(clock: Clock) -> None:
    limits = Limits(clock)
    for _ in range(Limit.SHARE.value[0]):
        limits.count(Limit.SHARE, ANNA)

    assert limits.free_at(Limit.SHARE, ANNA) is not None
    assert limits.free_at(Limit.REPLY, ANNA) is None
    assert limits.free_at(Limit.SHARE, BEN) is None


@given(st.lists(st.floats(0, 30_000), max_size=60))
def test_no_day_ever_holds_more_than_the_most_and_the_promised_time_is_kept(
    waits: list[float],
) -> None:
    clock = Clock()
    limits = Limits(clock)
    most, period = Limit.SHARE.value
    taken = [clock()][:0]
    for wait in waits:
        clock.pass_by(seconds=wait)
        until = limits.free_at(Limit.SHARE, ANNA)
        if until is not None:
            assert until > clock()
            clock.time = until
            assert limits.free_at(Limit.SHARE, ANNA) is None
        limits.count(Limit.SHARE, ANNA)
        taken.append(clock())

    assert all(late - early >= period for early, late in zip(taken, taken[most:], strict=False))


def test_a_sweep_forgets_whose_time_is_over_and_nobody_else(clock: Clock) -> None:
    over, counted = bytes([2] * 16), bytes([3] * 16)
    limits = Limits(clock)
    unknown = sys.getrefcount(over)
    limits.count(Limit.REPLY, over)
    known = sys.getrefcount(over)
    clock.pass_by(hours=1)
    for _ in range(Limit.REPLY.value[0]):
        limits.count(Limit.REPLY, counted)
    limits.sweep()

    assert known > unknown
    assert sys.getrefcount(over) == unknown
    assert limits.free_at(Limit.REPLY, counted) is not None
