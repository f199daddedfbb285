"""The subject of a case, described by the feature that it belongs to.

- Care knows a subject by its id alone. Its feature registers a callback that returns what the card
  shows of it now. Words come from the one place that stores them: when they are deleted there, they
  disappear from the card in the same transaction.
- A feature whose subject has changed calls :func:`post_changed` or :func:`talk_changed`: the cards
  about it are then edited.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from bot.care.case import Case, CaseKind, Closing
from bot.care.store import calls, cases, people
from bot.core.db import Reader, Transaction
from bot.core.seals import Words
from bot.screening.verdict import Category


class Sort(Enum):
    """The sorts of subject that belong to a feature."""

    POST = "post"
    TALK = "talk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A feature's description of the subject of a case.

    ``shown``: the feature's own value, for its own rendering. ``draft``: the words of a post that
    waits for a decision. ``said``: the member's words; None where the case itself stores them.
    ``held``: waits for a decision; ``out``: members can see it.
    """

    shown: object = None
    draft: Words | None = None
    said: str | None = None
    held: bool = False
    out: bool = False


Describe = Callable[[Reader, Case], Subject | None]
"""Describes a case's subject; None when it is gone, so that its card has nothing to show."""


class Subjects:
    """The callbacks of the features, registered once, where the services are composed."""

    def __init__(self) -> None:
        self._describe: dict[Sort, Describe] = {}

    def register(self, sort: Sort, describe: Describe) -> None:
        """Register the callback that describes this sort of subject."""
        self._describe[sort] = describe

    def of(self, reader: Reader, case: Case) -> Subject | None:
        """Return the description of a case's subject; None when the subject is gone.

        For a talk about a post the talk provides the words, and the post everything else.
        """
        found = Subject()
        if case.post_id is not None:
            post = self._describe[Sort.POST](reader, case)
            if post is None:
                return None
            found = post
        if case.talk_id is not None:
            talk = self._describe[Sort.TALK](reader, case)
            said = talk.said if talk else ""
            found = Subject(
                shown=found.shown, draft=found.draft, said=said, held=found.held, out=found.out
            )
        return found


def post_changed(tx: Transaction, post_id: str) -> None:
    """Note that a post has changed: the cards about it show an older state."""
    cases.mark_post_changed(tx, post_id)


def talk_changed(tx: Transaction, talk_id: str) -> None:
    """Note that a talk has changed: the cards about it show an older state."""
    cases.mark_talk_changed(tx, talk_id)


def posts_with_open_cases(reader: Reader) -> set[str]:
    """Return the ids of the posts with an open case: their rows have to stay."""
    return cases.open_posts(reader)


def held_cases(reader: Reader, post_id: str) -> list[Case]:
    """Return the cases, open and closed, in which a post is or was held for a decision."""
    return [case for case in cases.of_post(reader, post_id) if case.kind is CaseKind.HELD]


def post_decided(tx: Transaction, post_id: str, now: int) -> None:
    """Close the case of a post that was held: it has been decided on, or is gone."""
    for case in held_cases(tx, post_id):
        if case.open:
            cases.close(tx, case.case_id, None, now)
            calls.cancel(tx, case.case_id)


def post_taken_back(tx: Transaction, post_id: str, now: int) -> None:
    """Delete what its author wrote from a post's cases: they have taken it back.

    What was quoted of it goes, and what they asked in an appeal. An appeal stays open all the same:
    it may have been a cry for help.
    """
    post_decided(tx, post_id, now)
    for case in cases.of_post(tx, post_id):
        theirs = case.kind in (CaseKind.ALERT, CaseKind.APPEAL)
        if theirs and case.sealed_words is not None:
            cases.drop_words(tx, case.case_id)


def in_crisis(reader: Reader, post_id: str) -> bool:
    """Return whether a case of this post says that its author may be in danger.

    A case that was closed as a false alarm does not.
    """
    return any(
        Category.CRISIS in case.categories and case.closing is not Closing.FALSE_ALARM
        for case in cases.of_post(reader, post_id)
    )


def reported_by(reader: Reader, guild_id: int, post_id: str, tag: bytes) -> bool:
    """Return whether the member that ``tag`` stands for has reported this post."""
    return people.has_reported(reader, guild_id, post_id, tag)


def posts_reported_by(reader: Reader, guild_id: int, tag_of: Callable[[str], bytes]) -> list[str]:
    """Return the posts that a member has reported; ``tag_of`` makes their tag for a post."""
    found = people.reported(reader, guild_id)
    return [post_id for post_id, tag in found if tag == tag_of(post_id)]


def posts_with_reporters(reader: Reader) -> set[str]:
    """Return the posts whose reporters' tags are still kept."""
    return people.posts_with_reporters(reader)


def forget_reporters(tx: Transaction, post_id: str, tag: bytes | None = None) -> None:
    """Delete the tags of those who reported a post; with ``tag``, only that one."""
    people.drop_reporters(tx, post_id, tag)
