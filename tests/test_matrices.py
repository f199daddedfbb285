"""The large matrices cover as much as docs/testing.md says, so that none shrinks unseen."""

from math import prod
from pathlib import Path
from types import ModuleType
from typing import Any

from tests import test_process, test_wording
from tests.checkins import test_coverage, test_disclosure, test_recurrence_everywhere
from tests.cogs import test_permissions, test_promise_one, test_refusals, test_restarts
from tests.helplines import test_form
from tests.killing import test_dispatch, test_votes
from tests.sharing import test_names_data
from tests.test_docs import table

PLACES = ("text", "forum")
PAGE = Path(__file__).parents[1] / "docs" / "testing.md"


def cases(test: Any) -> tuple[int, int]:
    """Return how many cases a test is run with, and how many of them ``make test`` runs."""
    marks: list[Any] = getattr(test, "pytestmark", [])
    lists: list[list[Any]] = [list(m.args[1]) for m in marks if m.name == "parametrize"]
    quick = [[case for case in cases if not _is_slow(case)] for cases in lists]
    skipped = any(mark.name == "slow" for mark in marks)
    return prod(map(len, lists)), 0 if skipped else prod(map(len, quick))


def _is_slow(case: Any) -> bool:
    return any(mark.name == "slow" for mark in getattr(case, "marks", ()))


def of_module(module: ModuleType) -> tuple[int, int]:
    """Return the same for all tests of a module."""
    found = [cases(test) for name, test in vars(module).items() if name.startswith("test_")]
    return sum(every for every, _ in found), sum(quick for _, quick in found)


def both(number: int) -> tuple[int, int]:
    """Return a number of cases that ``make test`` runs, too."""
    return number, number


def covered() -> dict[str, tuple[int, int]]:
    """Return how many cases each matrix has, and how many of them ``make test`` runs."""
    permissions, restarts = test_permissions, test_restarts
    pressed = sum(len(row.onlookers) for row in permissions.QUIET) + len(permissions.LOUD)
    refused = test_refusals.test_whatever_discord_refuses_there_is_an_answer_and_nothing_is_lost
    late = test_refusals.test_an_answer_that_came_too_late_loses_nothing
    story = restarts.test_the_whole_story_goes_on_through_a_restart_before_every_act
    moments = test_process.test_a_stop_at_any_moment_of_the_start_leaves_nothing_running
    dispatched = test_dispatch.test_kills_at_any_moment_leave_one_message_for_each_due_time
    voted = test_votes.test_no_acknowledged_vote_is_lost_or_counted_twice_by_a_kill
    numbers = len(test_form.LINES) * 3
    told = sum(name.startswith("test_") for name in vars(test_promise_one))
    return {
        "Each way to press, by each role": both(pressed),
        "Discord is answered before the database is asked": both(len(permissions.PROMPT)),
        "Discord refuses a request of a flow": cases(refused),
        "An answer comes too late": cases(late),
        "The story with a restart before every act": cases(story),
        "Promise one, in each kind of channel": both(told * len(PLACES)),
        "A start is stopped at a moment": cases(moments),
        "Runs of kills while votes come in": cases(voted),
        "Runs of kills while rounds go out": cases(dispatched),
        "Brute forces of what is published": of_module(test_disclosure),
        "Dues around changes of clocks": of_module(test_recurrence_everywhere),
        "Coverage of the interval": of_module(test_coverage),
        "Words of made-up names": both(len(test_names_data.WORDS)),
        "Checks of a number of a helpline": both(numbers),
        "Passages a ten-year-old can follow": both(len(test_wording.PASSAGES)),
        "What is never said in distress": both(len(test_wording.BANNED + test_wording.METHODS)),
        "Syllables counted by hand": both(len(test_wording.COUNTED)),
    }


def test_each_matrix_covers_what_the_page_says() -> None:
    """Where this fails, write the new number into the page, if fewer is what is meant."""
    page = {name: (int(now), int(quick)) for name, _, now, quick in _rows()}

    assert covered() == page


def test_no_matrix_covers_less_than_before_the_tests_were_made_fast() -> None:
    assert {name: (before, now) for name, before, now, _ in _rows() if int(now) < int(before)} == {}


def _rows() -> list[list[str]]:
    return table(PAGE.read_text(encoding="utf-8"), "Matrix")
