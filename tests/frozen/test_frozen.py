"""What older versions have written where no update reaches, held against the living code.

Messages in Discord carry ids for ever, and files on operators' disks outlive versions. Each list in
``lists/`` is heard from the running bot (see ``living.py``), not read from the source.
"""

from collections.abc import Callable

import pytest

from tests.frozen import lists, living
from tests.frozen.listening import general
from tests.frozen.living import Lists

ADD = "Add it, so that no later change breaks it: python -m tests.frozen"


Now = Callable[[str], set[str]]

PLAYED = ("contexts", "derivations", "fields", "files", "nonces", "options", "tags")
LOADED = ("commands", "custom_ids")


@pytest.fixture(scope="module")
def code() -> Lists:
    return living.from_code()


@pytest.fixture(scope="module")
def cogs() -> Lists:
    return living.from_cogs()


@pytest.fixture(scope="module")
def story() -> Lists:
    return living.from_story()


@pytest.fixture
def now(request: pytest.FixtureRequest) -> Now:
    """A list as the code has it. Those that need no story do not wait for it, nor fail with it."""

    def find(name: str) -> set[str]:
        which = "story" if name in PLAYED else "cogs" if name in LOADED else "code"
        return request.getfixturevalue(which)[name]

    return find


def _shown(lines: set[str]) -> str:
    return "".join(f"\n  {line}" for line in sorted(lines))


@pytest.mark.parametrize("name", sorted(lists.LISTS))
def test_nothing_frozen_is_gone_or_altered(name: str, now: Now) -> None:
    gone = lists.read(name) - now(name)

    assert not gone, f"lists/{name}.txt has, and the code has no more:{_shown(gone)}\n{_why(name)}"


@pytest.mark.parametrize("name", sorted(lists.LISTS))
def test_what_is_new_is_frozen_as_well(name: str, now: Now) -> None:
    new = now(name) - lists.read(name)

    assert not new, f"The code has, and lists/{name}.txt has not:{_shown(new)}\n{ADD}"


@pytest.mark.parametrize("name", sorted(lists.LISTS))
def test_a_list_is_sorted_and_says_what_it_is_for(name: str) -> None:
    assert lists.text(name) == lists.rendered(name, lists.read(name))


def test_each_list_has_a_file_and_each_file_is_a_list(
    code: Lists, cogs: Lists, story: Lists
) -> None:
    files = {path.stem for path in lists.FOLDER.iterdir()}

    assert files == set(lists.LISTS) == {*code, *cogs, *story}


def test_every_form_was_shown(now: Now) -> None:
    """A form that the story does not open would have no field in its list."""
    forms = {one.removeprefix("form ") for one in now("custom_ids") if one.startswith("form ")}
    shown = {one.split(" ")[0] for one in now("fields")}

    starts = {general(form.split("[")[0].split("*")[0]) for form in forms}
    assert len(starts) >= 13
    assert {one for one in starts if not any(form.startswith(one) for form in shown)} == set()


def test_every_nonce_is_of_a_row_and_short_enough(now: Now) -> None:
    assert len(now("nonces")) >= 9
    assert [one for one in now("nonces") if "no column" in one or "another shape" in one] == []


@pytest.mark.parametrize(
    ("template", "forms"),
    [
        ("case:claim", {"case:claim"}),
        ("case:claim:(?P<case_id>[A-Z]{22})", {"case:claim:[A-Z]{22}"}),
        ("talk:(?P<on>[01]):(?P<id>[a-z]{2})", {"talk:0:[a-z]{2}", "talk:1:[a-z]{2}"}),
        ("a:(?P<b>c|d):(?P<e>f|g)", {"a:c:*", "a:d:*", "a:*:f", "a:*:g"}),
    ],
)
def test_a_template_is_written_out_choice_by_choice(template: str, forms: set[str]) -> None:
    assert living.spread(template) == forms


def test_a_parameter_of_a_button_may_be_renamed() -> None:
    assert living.spread("a:(?P<old>[01])") == living.spread("a:(?P<new>[01])")


def _why(name: str) -> str:
    return " ".join(lists.LISTS[name])
