"""Opening a case, or adding to the open case that it belongs to.

- Cases about one named member are one case. Anonymous subjects are grouped by their post alone: one
  case for the author of two posts would reveal that the posts have one author.
- For what was written without a name no row records the minute: its times are rounded to the hour.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.care import ladder
from bot.care.case import Case, CaseKind, NewCase, Opened, What
from bot.care.seals import CaseSeals
from bot.care.store import calls, cases, clocks, counts, history
from bot.core.db import Transaction
from bot.core.seals import WORDS_DAYS
from bot.screening.verdict import Level

GROUPED = (CaseKind.ALERT, CaseKind.ASK, CaseKind.AUTOMOD)
"""Kinds of which one member has only one open case."""


class Opening:
    """Opens cases. Every method runs on the database's thread."""

    def __init__(
        self, seals: CaseSeals, clock: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        self._seals = seals
        self._clock = clock
        self._new_id = new_id

    def open(self, tx: Transaction, new: NewCase) -> Opened:
        """Open a case, or note that the case it belongs to has come up again."""
        tag = None
        if new.member_id is not None and new.post_id is None and new.talk_id is None:
            tag = self._seals.tag(new.guild_id, new.member_id)
        known = self._known(tx, new, tag)
        if known is not None:
            self._repeat(tx, known, new)
            return Opened(known.case_id, grouped=True)
        case_id, day = self._new_id(), self._clock().date() + timedelta(days=WORDS_DAYS)
        sealed = self._seals.words(case_id, new.words, day) if new.words else None
        named = new.member_id is not None
        member = self._seals.member(case_id, new.member_id or 0, day) if named else None
        # An urgent case needs a clock of minutes; a clock of hours need not know the minute.
        began_at = self._now() if new.level >= Level.Q2 else self._moment(new)
        cases.add(
            tx,
            Case(
                case_id=case_id,
                guild_id=new.guild_id,
                kind=new.kind,
                post_id=new.post_id,
                talk_id=new.talk_id,
                about_id=new.about_id,
                message=new.message,
                reason=new.reason,
                level=new.level,
                categories=new.categories,
                rules=new.rules,
                words_day=day.isoformat() if sealed else None,
                sealed_words=sealed,
                member_day=day.isoformat() if named else None,
                sealed_member=member,
                group_tag=tag,
                reporter_tag=new.reporter_tag,
                began_at=began_at,
                call_at=ladder.next_call(new.level, began_at, 0),
                nonce=self._new_id(),
                due_at=self._moment(new),
            ),
        )
        history.add(tx, self._new_id(), case_id, What.OPENED, self._moment(new))
        counts.add(tx, new.guild_id, "opened", f"{new.kind.value} {new.level.name}")
        return Opened(case_id)

    def _now(self) -> int:
        return int(self._clock().timestamp())

    def _moment(self, new: NewCase) -> int:
        """Return when it happened, as rows may record it: rounded to the hour if without a name."""
        now = self._now()
        return now if new.member_id is not None else now // 3600 * 3600

    def _known(self, tx: Transaction, new: NewCase, tag: bytes | None) -> Case | None:
        """Return the open case that this belongs to; None when there is none."""
        if new.talk_id is not None:
            return cases.open_of_talk(tx, new.talk_id)
        if new.kind is CaseKind.NUMBER and new.reason is not None:
            return cases.open_by_reason(tx, new.guild_id, new.kind, new.reason)
        if tag is not None and new.kind in GROUPED:
            return cases.open_by_tag(tx, new.guild_id, tag, GROUPED)
        if new.post_id is not None and new.kind is CaseKind.ALERT:
            return cases.open_by_post(tx, new.post_id, new.kind)
        return None

    def _repeat(self, tx: Transaction, known: Case, new: NewCase) -> None:
        """Note that it came up again, with the latest words and place and the highest level."""
        now = self._now()
        rules = dict.fromkeys((*known.rules, *new.rules))
        cases.repeat(tx, known.case_id, known.categories | new.categories, rules)
        if new.words:
            day = self._clock().date() + timedelta(days=WORDS_DAYS)
            sealed = self._seals.words(known.case_id, new.words, day)
            cases.set_words(tx, known.case_id, day.isoformat(), sealed)
        if new.message is not None:
            cases.set_latest_message(tx, known.case_id, new.message)
        history.add(tx, self._new_id(), known.case_id, What.AGAIN, self._moment(new))
        if new.level > known.level:
            # Its carer may be busy elsewhere: a case that became more urgent calls again.
            began = now if new.level >= Level.Q2 else self._moment(new)
            call_at = ladder.next_call(new.level, began, 0)
            clocks.start(tx, known.case_id, new.level, began, call_at)
        elif known.holder_id is None and known.level >= Level.Q2:
            last = history.last_called(tx, known.case_id)
            if last is not None and now - last >= ladder.COOL_SECONDS:
                # Call once more, as loudly as before: the clock continues from where it is.
                rung = ladder.loudest(known.level, known.step)
                calls.add(tx, self._new_id(), known.case_id, rung, now)
                history.add(tx, self._new_id(), known.case_id, What.CALLED, now, detail=rung.value)
