"""Sharing's rules: release windows, waiting times, names, ids."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.delivery import backoff
from bot.core.ids import ID, random_id
from bot.groups.rules import RELEASE_CHOICES
from bot.sharing import rules
from tests.harness import START

MOMENTS = st.integers(0, 10**9).map(lambda second: START + timedelta(seconds=second))
PERIODS = st.sampled_from([minutes for minutes in RELEASE_CHOICES if minutes])
ANCHOR = datetime(2026, 1, 1, 18, tzinfo=UTC)


@given(MOMENTS, PERIODS)
def test_a_window_is_ahead_on_the_grid_and_at_most_one_period_away(
    now: datetime, minutes: int
) -> None:
    period = timedelta(minutes=minutes)
    opens = rules.next_window(now, minutes)

    assert timedelta() < opens - now <= period
    assert (opens - ANCHOR) % period == timedelta()


@given(MOMENTS, PERIODS, st.integers(1, 1_000_000))
def test_when_something_was_written_cannot_be_told_from_its_window(
    now: datetime, minutes: int, millionths: int
) -> None:
    period = timedelta(minutes=minutes)
    opens = rules.next_window(now, minutes)
    another = opens - period * millionths / 1_000_000

    assert rules.next_window(another, minutes) == opens
    assert rules.next_window(opens, minutes) == opens + period


@pytest.mark.parametrize(
    ("minutes", "now", "opens"),
    [
        (1440, "2026-11-02T17:59:59", "2026-11-02T18:00:00"),
        (1440, "2026-11-02T18:00:00", "2026-11-03T18:00:00"),
        (1440, "2026-12-31T23:00:00", "2027-01-01T18:00:00"),
        (720, "2026-11-02T00:00:00", "2026-11-02T06:00:00"),
        (360, "2026-11-02T09:00:00", "2026-11-02T12:00:00"),
        (180, "2026-11-02T09:00:00", "2026-11-02T12:00:00"),
        (60, "2026-11-02T09:59:59", "2026-11-02T10:00:00"),
    ],
)
def test_windows_open_at_hours_people_can_remember(minutes: int, now: str, opens: str) -> None:
    found = rules.next_window(datetime.fromisoformat(now).replace(tzinfo=UTC), minutes)

    assert found == datetime.fromisoformat(opens).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(0, 15), (1, 30), (4, 240), (7, 1920), (8, 3600), (10_000, 3600)]
)
def test_a_failure_is_tried_again_ever_more_slowly_but_at_least_hourly(
    attempts: int, seconds: int
) -> None:
    assert backoff(attempts) == timedelta(seconds=seconds)


def test_the_number_of_a_name_depends_on_every_byte_of_its_seed() -> None:
    seeds = [b"", b"a", b"b", b"aa", *(n.to_bytes(2) for n in range(1000))]
    numbers = {rules.name_index(seed) for seed in seeds}

    assert len(numbers) == len(seeds)
    assert all(0 <= number < 2**64 for number in numbers)


def test_ids_look_as_the_templates_of_buttons_expect_and_never_meet() -> None:
    ids = {random_id() for _ in range(1000)}

    assert len(ids) == 1000
    assert all(re.fullmatch(ID, each) for each in ids)


def test_the_care_team_cannot_pick_a_reason_that_only_haven_can_know() -> None:
    machine = {rules.Return.THREAD_GONE, rules.Return.LOCKED, rules.Return.DISCORD}

    assert set(rules.Return) - set(rules.CARE_REASONS) == machine
