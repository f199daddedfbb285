"""What a card shows: the case, and the current content from the feature of its subject."""

from dataclasses import dataclass, replace

from bot.care.actions import Shape
from bot.care.case import Case, NewCase
from bot.care.seals import CaseSeals
from bot.care.store import cards, cases
from bot.care.subject import Subject, Subjects, in_crisis
from bot.core.db import Database, Reader
from bot.screening.verdict import Category


@dataclass(frozen=True, slots=True)
class CardView:
    """A case with everything that its card shows.

    ``said``: the member's words, from the one place that stores them. ``member_id``: the author,
    only where they wrote under their own name.
    """

    case: Case
    subject: Subject
    said: str
    member_id: int | None = None

    @property
    def shape(self) -> Shape:
        """Return the facts that decide which actions the card offers."""
        case = self.case
        return Shape(
            kind=case.kind,
            categories=case.categories,
            open=case.open,
            held=self.subject.held,
            out=self.subject.out,
            talk=case.talk_id is not None,
            message=case.message is not None and case.message.message_id != 0,
            claimed=case.holder_id is not None,
        )


class Cards:
    """Looks cards up. A case whose subject is gone has no card."""

    def __init__(self, db: Database, seals: CaseSeals, subjects: Subjects) -> None:
        self._db = db
        self._seals = seals
        self._subjects = subjects

    async def get(self, guild_id: int, case_id: str) -> CardView | None:
        """Return the card of a case of this group."""

        def look(reader: Reader) -> CardView | None:
            case = cases.get(reader, guild_id, case_id)
            return self.view(reader, case) if case else None

        return await self._db.read(look)

    async def by_message(self, guild_id: int, message_id: int) -> CardView | None:
        """Return the card that was posted as this message in the care channel."""

        def look(reader: Reader) -> CardView | None:
            case = cards.by_message(reader, guild_id, message_id)
            return self.view(reader, case) if case else None

        return await self._db.read(look)

    async def of_post(self, post_id: str) -> list[CardView]:
        """Return every card about a post."""

        def look(reader: Reader) -> list[CardView]:
            views = [self.view(reader, case) for case in cases.of_post(reader, post_id)]
            return [view for view in views if view is not None]

        return await self._db.read(look)

    async def look(self, guild_id: int, case_id: str) -> NewCase | None:
        """Return a case as it would be opened now; None when it is gone."""

        def look(reader: Reader) -> NewCase | None:
            case = cases.get(reader, guild_id, case_id)
            return self._as_new(reader, case) if case else None

        return await self._db.read(look)

    def open_in(self, reader: Reader, guild_id: int, limit: int) -> list[CardView]:
        """Return the cards of a group's open cases, the longest waiting first."""
        views = [self.view(reader, case) for case in cases.open_in(reader, guild_id, limit)]
        return [view for view in views if view is not None]

    def view(self, reader: Reader, case: Case) -> CardView | None:
        """Return what the card of a case shows."""
        subject = self._subjects.of(reader, case)
        if subject is None:
            return None
        said = self._seals.words_of(case) if subject.said is None else subject.said
        if case.post_id is not None and in_crisis(reader, case.post_id):
            # Whichever of its cases found a crisis: the actions of a card depend on all of them.
            case = replace(case, categories=case.categories | {Category.CRISIS})
        return CardView(case, subject, said, self._seals.member_of(case))

    def _as_new(self, reader: Reader, case: Case) -> NewCase | None:
        subject = self._subjects.of(reader, case)
        said = subject.said if subject else None
        return NewCase(
            guild_id=case.guild_id,
            kind=case.kind,
            level=case.level,
            categories=case.categories,
            post_id=case.post_id,
            talk_id=case.talk_id,
            about_id=case.about_id,
            message=case.message,
            member_id=self._seals.member_of(case),
            words=self._seals.words_of(case) if said is None else said,
            rules=case.rules,
            reason=case.reason,
        )
