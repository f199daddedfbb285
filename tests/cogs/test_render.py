"""What stands above a preview, for groups of every size."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.wording import Wording
from bot.screening.verdict import Decision, Verdict
from bot.sharing.outcomes import Preview
from bot.sharing.rules import Draft
from cogs.sharing.post_render import preview_text

SHARE = Preview(
    draft=Draft(post_id="p" * 22, words="Hello."),
    alias="Quiet Heron",
    by_author=False,
    findings=(),
    in_note=(),
    changes=frozenset(),
    verdict=Verdict(Decision.LET_THROUGH),
    due_at=datetime(2026, 11, 3, 18, tzinfo=UTC),
    linked_until=datetime(2026, 11, 17, tzinfo=UTC),
)
WAITING = replace(SHARE, draft=replace(SHARE.draft, window=True))


@pytest.mark.parametrize(
    ("size", "told", "not_told"),
    [
        (8, ("In a group of this size", "This group is small"), ()),
        (24, ("In a group of this size",), ("This group is small",)),
        (25, ("Somebody who knows",), ("In a group of this size", "This group is small")),
        (5000, ("Somebody who knows",), ("In a group of this size", "This group is small")),
    ],
)
def test_posting_at_once_is_told_honestly_for_the_size_of_the_group(
    content: Wording, size: int, told: tuple[str, ...], not_told: tuple[str, ...]
) -> None:
    shown = preview_text(content, SHARE, size)

    assert all(words in shown for words in told)
    assert not any(words in shown for words in not_told)


@pytest.mark.parametrize(("size", "told"), [(24, "may well come alone"), (25, "it comes alone")])
def test_waiting_is_told_honestly_for_the_size_of_the_group(
    content: Wording, size: int, told: str
) -> None:
    shown = preview_text(content, WAITING, size)

    assert told in shown
    assert f"<t:{int(SHARE.due_at.timestamp())}:f>" in shown


def test_the_day_on_which_the_link_ends_is_told(content: Wording) -> None:
    linked = preview_text(content, SHARE, 25)
    unlinked = preview_text(content, replace(SHARE, linked_until=None), 25)

    assert "Until <t:1794873600:f> you can take it back" in linked
    assert "keeps no link at all" in unlinked
