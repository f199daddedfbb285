"""What can be done with cases: open, claim, hand over, close, undo, answer an appeal."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.care import card_store as cards
from bot.care import case as case_rules
from bot.care import case_store
from bot.care.case import Case, Closing, Done, Fault, Kind, NewCase, Opened, What
from bot.core.db import Database, Reader, Transaction
from bot.core.keys import Keyring, SealBroken
from bot.core.seals import WORDS_DAYS, Seals, Words
from bot.screening.verdict import Category, Level, Reading
from bot.sharing import identity_store as identities
from bot.sharing.rules import Card

GROUPED = (Kind.ALERT, Kind.ASK, Kind.AUTOMOD)
"""Kinds that are one case for one person. Everything anonymous is grouped by its post alone: a case
for the author of two posts would tell that they have one."""


UNREAD = Reading()
"""What no words read as."""


@dataclass(frozen=True, slots=True)
class Stats:
    """What was counted, by what it is."""

    counts: dict[str, dict[str, int]]


class Cases:
    """The work of the care team. Callers have checked that who presses belongs to it."""

    def __init__(
        self,
        db: Database,
        keys: Keyring,
        seals: Seals,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._db = db
        self._keys = keys
        self._seals = seals
        self._clock = clock
        self._new_id = new_id

    def _now(self) -> int:
        return int(self._clock().timestamp())

    def _moment(self, new: NewCase) -> int:
        """When it happened, as rows may tell it: of what was written without a name, the hour."""
        now = self._now()
        return now if new.member_id is not None else now // 3600 * 3600

    async def open(self, new: NewCase) -> Opened:
        """Opens a case, durably."""
        return await self._db.write(lambda tx: self.open_in(tx, new))

    def open_in(self, tx: Transaction, new: NewCase) -> Opened:
        """The same inside somebody's transaction."""
        tag = None
        if new.kind in GROUPED and new.member_id is not None and new.post_id is None:
            tag = self._seals.tag("case", new.guild_id, "", new.member_id)
        known = self._known(tx, new, tag)
        if known is not None:
            self._again(tx, known, new)
            return Opened(known.case_id, grouped=True)
        case_id = self._new_id()
        day = self._clock().date() + timedelta(days=WORDS_DAYS)
        sealed = self._seals.words(case_id, Words(new.words), day) if new.words else None
        card = Card(
            card_id=case_id,
            guild_id=new.guild_id,
            post_id=new.post_id,
            kind=new.kind,
            open=True,
            reason=new.reason,
            key_day=day.isoformat() if sealed else None,
            sealed=sealed,
            nonce=self._new_id(),
            claimed_at=None,
            attempts=0,
            channel_id=None,
            message_id=None,
        )
        cards.add(tx, card, None, self._moment(new))
        self.begin(tx, card, new, tag=tag)
        return Opened(case_id)

    def begin(self, tx: Transaction, card: Card, new: NewCase, *, tag: bytes | None = None) -> None:
        """Begins the work on a card that has just been added."""
        day = self._clock().date() + timedelta(days=WORDS_DAYS)
        named = new.member_id is not None
        # What is urgent needs a clock of minutes; a clock of hours need not know the minute.
        now = self._now() if new.level >= Level.Q2 else self._moment(new)
        case_store.add(
            tx,
            Case(
                case_id=card.card_id,
                guild_id=new.guild_id,
                level=new.level,
                categories=new.categories,
                rules=new.rules,
                times=1,
                talk_id=new.talk_id,
                about_id=new.about_id,
                message=new.message,
                key_day=day.isoformat() if named else None,
                sealed_member=self._keys.seal(
                    day, (new.member_id or 0).to_bytes(8), f"case:{card.card_id}"
                )
                if named
                else None,
                group_tag=tag,
                holder_id=None,
                step=0,
                began_at=now,
                call_at=case_rules.next_call(new.level, now, 0),
                closing=None,
            ),
        )
        case_store.add_step(tx, self._new_id(), card.card_id, What.OPENED, self._moment(new))
        case_store.count(tx, new.guild_id, "opened", f"{new.kind.value} {new.level.name}")

    async def get(self, guild_id: int, case_id: str) -> Case | None:
        """A case of this group."""
        return await self._db.read(lambda r: case_store.get(r, guild_id, case_id))

    async def look(self, guild_id: int, case_id: str) -> NewCase | None:
        """A case as it was opened, and has become: who, where, what; None when it is gone."""

        def find(reader: Reader) -> NewCase | None:
            case, card = (
                case_store.get(reader, guild_id, case_id),
                cards.get(reader, guild_id, case_id),
            )
            if case is None or card is None:
                return None
            words = ""
            if card.sealed is not None and card.key_day is not None:
                opened = self._seals.words_of(case_id, card.key_day, card.sealed)
                words = opened.words if opened else ""
            return NewCase(
                guild_id=guild_id,
                kind=card.kind,
                level=case.level,
                categories=case.categories,
                post_id=card.post_id,
                talk_id=case.talk_id,
                about_id=case.about_id,
                message=case.message,
                member_id=self.member_of(case),
                words=words,
                rules=case.rules,
                reason=card.reason,
            )

        return await self._db.read(find)

    def member_of(self, case: Case) -> int | None:
        """Who wrote it under their own name; None for everything else, and once its key is gone."""
        if case.sealed_member is None or case.key_day is None:
            return None
        try:
            day = datetime.fromisoformat(case.key_day).date()
            opened = self._keys.open(day, case.sealed_member, f"case:{case.case_id}")
        except SealBroken:
            return None
        return int.from_bytes(opened) if opened is not None else None

    async def claim(self, guild_id: int, case_id: str, member_id: int) -> Fault | None:
        """Somebody takes it: nobody is called any more."""
        now = self._now()

        def save(tx: Transaction) -> Fault | None:
            case = self._open_case(tx, guild_id, case_id)
            if isinstance(case, Fault):
                return case
            if case.holder_id == member_id:  # it had become more urgent, and they have seen it
                case_store.hold(tx, case_id, member_id, now + case_rules.REMIND)
                case_store.call_off(tx, case_id)
                return None
            if case.holder_id is not None:
                return Fault.TAKEN
            if len(case_store.held_by(tx, guild_id, member_id)) >= case_rules.OPEN_MOST:
                return Fault.FULL
            case_store.hold(tx, case_id, member_id, now + case_rules.REMIND)
            case_store.call_off(tx, case_id)
            self._step(tx, case_id, What.CLAIMED, member_id)
            minutes = (now - case.began_at) / 60
            case_store.count(tx, guild_id, "first", f"{case.level.name} {case_rules.band(minutes)}")
            return None

        return await self._db.write(save)

    async def release(self, guild_id: int, case_id: str, member_id: int) -> Fault | None:
        """Gives it back: its clock begins anew, so that somebody is called."""

        def save(tx: Transaction) -> Fault | None:
            case = self._open_case(tx, guild_id, case_id)
            if isinstance(case, Fault):
                return case
            if case.holder_id != member_id:
                return Fault.NOT_YOURS
            self._let_go(tx, case, member_id)
            return None

        return await self._db.write(save)

    async def step_back(self, guild_id: int, member_id: int) -> list[str]:
        """Hands over everything somebody has, and takes them off duty. No reason is asked."""

        def save(tx: Transaction) -> list[str]:
            held = case_store.held_by(tx, guild_id, member_id)
            for case_id in held:
                case = case_store.get(tx, guild_id, case_id)
                if case is not None:
                    self._let_go(tx, case, member_id)
            case_store.end_duty(tx, guild_id, member_id)
            return held

        return await self._db.write(save)

    async def snooze(self, guild_id: int, case_id: str, member_id: int, hours: int) -> Fault | None:
        """Calls nobody for so many hours. A case that says "now" is not put off."""
        until = self._now() + hours * 3600

        def save(tx: Transaction) -> Fault | None:
            case = self._open_case(tx, guild_id, case_id)
            if isinstance(case, Fault):
                return case
            if case.holder_id not in (None, member_id):
                return Fault.TAKEN
            if case.level is Level.Q3 and case.holder_id is None:
                return Fault.TOO_LATE
            case_store.set_call(tx, case_id, case.step, until)
            case_store.call_off(tx, case_id)
            case_store.touch(tx, case_id)
            self._step(tx, case_id, What.SNOOZED, member_id, str(hours))
            return None

        return await self._db.write(save)

    async def escalate(self, guild_id: int, case_id: str, member_id: int) -> Fault | None:
        """Makes it one step more urgent, and calls at once."""
        now = self._now()

        def save(tx: Transaction) -> Fault | None:
            case = self._open_case(tx, guild_id, case_id)
            if isinstance(case, Fault):
                return case
            if case.level is Level.Q3:
                return Fault.LOUDEST
            level = Level(max(case.level + 1, Level.Q2))
            case_store.hold(tx, case_id, None, now)
            case_store.start_clock(tx, case_id, level, now, now)
            self._step(tx, case_id, What.ESCALATED, member_id, level.name)
            return None

        return await self._db.write(save)

    async def close(
        self, guild_id: int, case_id: str, member_id: int, closing: Closing
    ) -> Fault | None:
        """Closes it with a reason. A false alarm is counted by rule; nothing learns from it."""
        now = self._now()

        def save(tx: Transaction) -> Fault | None:
            case = self._open_case(tx, guild_id, case_id)
            if isinstance(case, Fault):
                return case
            cards.set_open(tx, case_id, now, is_open=False)
            case_store.close(tx, case_id, closing)
            case_store.call_off(tx, case_id)
            self._step(tx, case_id, What.CLOSED, member_id, closing.value)
            self._count(tx, case, closing, case_store.count)
            return None

        return await self._db.write(save)

    async def reopen(self, guild_id: int, case_id: str, member_id: int) -> Fault | None:
        """Undoes a closing; its clock begins anew."""
        now = self._now()

        def save(tx: Transaction) -> Fault | None:
            case, card = case_store.get(tx, guild_id, case_id), cards.get(tx, guild_id, case_id)
            if case is None or card is None:
                return Fault.GONE
            if card.open or card.kind is Kind.HELD:
                return Fault.TOO_LATE
            cards.set_open(tx, case_id, now, is_open=True)
            if case.closing is not None:
                self._count(tx, case, case.closing, case_store.uncount)
            case_store.close(tx, case_id, None)
            case_store.hold(tx, case_id, None, None)
            calm = min(case.level, Level.Q1)  # somebody is looking at it just now
            case_store.start_clock(tx, case_id, calm, now, case_rules.next_call(calm, now, 0))
            self._step(tx, case_id, What.REOPENED, member_id)
            return None

        return await self._db.write(save)

    async def note(
        self,
        guild_id: int,
        what: What,
        member_id: int,
        *,
        post_id: str,
        detail: str | None = None,
    ) -> None:
        """Keeps in the history of a post's cases what somebody of the team decided about it."""

        def save(tx: Transaction) -> None:
            for case in case_store.of_post(tx, post_id):
                if case.guild_id != guild_id:
                    continue
                self._step(tx, case.case_id, what, member_id, detail)
                card = cards.get(tx, guild_id, case.case_id)
                if card is not None and card.kind is Kind.HELD and case.rules:
                    # What is let appear after a look was held for nothing.
                    if what is What.APPROVED:
                        self._count_rules(tx, case, case_store.count, right=False)
                    elif what is What.RETURNED:
                        self._count_rules(tx, case, case_store.count, right=True)
            case_store.settle(tx)

        await self._db.write(save)

    async def note_on(
        self, guild_id: int, case_id: str, what: What, member_id: int, *, detail: str | None = None
    ) -> None:
        """Keeps in the history of one case what somebody of the team did about it."""

        def save(tx: Transaction) -> None:
            if case_store.get(tx, guild_id, case_id) is not None:
                self._step(tx, case_id, what, member_id, detail)
                case_store.touch(tx, case_id)

        await self._db.write(save)

    async def history(self, guild_id: int, case_id: str) -> list[Done] | None:
        """What was done; None when it is not this group's case."""

        def look(reader: Reader) -> list[Done] | None:
            if case_store.get(reader, guild_id, case_id) is None:
                return None
            return case_store.history(reader, case_id)

        return await self._db.read(look)

    async def stats(self, guild_id: int) -> Stats:
        """What was counted, since Haven came to this group."""
        return await self._db.read(lambda r: Stats(case_store.counts(r, guild_id)))

    async def appeal(
        self,
        guild_id: int,
        member_id: int,
        post_id: str,
        words: str,
        reading: Reading = UNREAD,
    ) -> Opened | Fault:
        """The author of a post that came back asks for another look. Once while that is open.

        ``reading``: what their words read as; a crisis in them makes it urgent, and no more.
        """

        def save(tx: Transaction) -> Opened | Fault:
            record = identities.author(tx, post_id)
            if record is None or not self._seals.opens(member_id)(record):
                return Fault.GONE
            known = case_store.open_by_post(tx, post_id, Kind.APPEAL.value)
            if known is not None:
                return Fault.TAKEN
            decided = [
                case for case in case_store.of_post(tx, post_id) if case.guild_id == guild_id
            ]
            new = NewCase(
                guild_id=guild_id,
                kind=Kind.APPEAL,
                level=max(Level.Q1, reading.level),
                categories=reading.flags & {Category.CRISIS},
                post_id=post_id,
                about_id=decided[0].case_id if decided else None,
                words=words,
            )
            return self.open_in(tx, new)

        return await self._db.write(save)

    async def may_answer(self, guild_id: int, case_id: str, member_id: int) -> Fault | None:
        """Whether somebody may decide on an appeal: not who decided before, unless nobody else
        has looked for :data:`bot.care.case.ALONE_SECONDS`."""
        now = self._now()

        def look(reader: Reader) -> Fault | None:
            case, card = (
                case_store.get(reader, guild_id, case_id),
                cards.get(reader, guild_id, case_id),
            )
            if case is None or card is None:
                return Fault.GONE
            if not card.open:
                return Fault.CLOSED
            made = {What.RETURNED, What.REMOVED, What.WARNED, What.TIMED_OUT}
            before = case_store.deciders(reader, card.post_id, made) if card.post_id else set[int]()
            if case.about_id is not None:
                steps = case_store.history(reader, case.about_id)
                before |= {one.member_id for one in steps if one.member_id and one.what in made}
            if member_id in before and now - _opened_at(reader, case) < case_rules.ALONE_SECONDS:
                return Fault.SAME
            return None

        return await self._db.read(look)

    async def answer(
        self, guild_id: int, case_id: str, member_id: int, *, overturn: bool
    ) -> Fault | None:
        """Keeps the answer to an appeal, and closes it. The author is told by the caller."""
        fault = await self.may_answer(guild_id, case_id, member_id)
        if fault is not None:
            return fault
        now = self._now()

        def save(tx: Transaction) -> Fault | None:
            case = self._open_case(tx, guild_id, case_id)
            if isinstance(case, Fault):
                return case
            cards.set_open(tx, case_id, now, is_open=False)
            case_store.close(tx, case_id, Closing.HANDLED)
            case_store.call_off(tx, case_id)
            what = What.OVERTURNED if overturn else What.UPHELD
            self._step(tx, case_id, what, member_id)
            case_store.count(tx, guild_id, "closed", what.value)
            return None

        return await self._db.write(save)

    def talk_gone(self, tx: Transaction, talk_id: str) -> None:
        """A talk was taken back whole: its cases lose its words and ask for nothing any more."""
        case_store.drop_talk(tx, talk_id, self._now())

    async def of_talk(self, talk_id: str) -> list[Case]:
        """The cases about a talk."""
        return await self._db.read(lambda r: case_store.of_talk(r, talk_id))

    def _known(self, tx: Transaction, new: NewCase, tag: bytes | None) -> Case | None:
        """The open case that this belongs to."""
        if new.talk_id is not None:
            return case_store.open_of_talk(tx, new.talk_id)
        if new.kind is Kind.NUMBER and new.reason is not None:
            return case_store.open_by_reason(tx, new.guild_id, new.kind.value, new.reason)
        if tag is not None:
            return case_store.open_by_tag(tx, new.guild_id, tag)
        if new.post_id is not None and new.kind is Kind.ALERT:
            return case_store.open_by_post(tx, new.post_id, new.kind.value)
        return None

    def _again(self, tx: Transaction, known: Case, new: NewCase) -> None:
        """It came up again: the words and the place are the latest, the level is the highest."""
        now = self._now()
        rules_ = dict.fromkeys((*known.rules, *new.rules))
        case_store.again(tx, known, known.categories | new.categories, rules_)
        if new.words:
            day = self._clock().date() + timedelta(days=WORDS_DAYS)
            sealed = self._seals.words(known.case_id, Words(new.words), day)
            cards.set_words(tx, known.case_id, day.isoformat(), sealed)
        if new.message is not None:
            case_store.point(tx, known.case_id, new.message)
        case_store.add_step(tx, self._new_id(), known.case_id, What.AGAIN, self._moment(new))
        risen = new.level > known.level
        if risen:
            # Whoever has it may be looking elsewhere: what has become urgent calls again.
            began = now if new.level >= Level.Q2 else self._moment(new)
            call_at = case_rules.next_call(new.level, began, 0)
            case_store.start_clock(tx, known.case_id, new.level, began, call_at)
        elif known.holder_id is None and known.level >= Level.Q2:
            last = case_store.last_called(tx, known.case_id)
            if last is not None and now - last >= case_rules.COOL_SECONDS:
                # Once more, as loudly as before: the clock goes on from where it is.
                ladder = case_rules.LADDER[known.level]
                rung = ladder[max(0, min(known.step, len(ladder)) - 1)][1]
                case_store.add_call(tx, self._new_id(), known.case_id, rung, now)
                self._step(tx, known.case_id, What.CALLED, detail=rung.value)

    def _let_go(self, tx: Transaction, case: Case, member_id: int) -> None:
        now = self._now()
        case_store.hold(tx, case.case_id, None, None)
        case_store.start_clock(
            tx, case.case_id, case.level, now, case_rules.next_call(case.level, now, 0)
        )
        self._step(tx, case.case_id, What.RELEASED, member_id)

    def _open_case(self, reader: Reader, guild_id: int, case_id: str) -> Case | Fault:
        case, card = case_store.get(reader, guild_id, case_id), cards.get(reader, guild_id, case_id)
        if case is None or card is None:
            return Fault.GONE
        return case if card.open else Fault.CLOSED

    def _step(
        self,
        tx: Transaction,
        case_id: str,
        what: What,
        member_id: int | None = None,
        detail: str | None = None,
    ) -> None:
        case_store.add_step(
            tx, self._new_id(), case_id, what, self._now(), member_id=member_id, detail=detail
        )

    def _count(
        self,
        tx: Transaction,
        case: Case,
        closing: Closing,
        count: Callable[[Transaction, int, str, str], None],
    ) -> None:
        count(tx, case.guild_id, "closed", closing.value)
        if closing in (Closing.NOTHING, Closing.ELSEWHERE):
            return  # says nothing about the rules
        self._count_rules(tx, case, count, right=closing is not Closing.FALSE_ALARM)

    def _count_rules(
        self,
        tx: Transaction,
        case: Case,
        count: Callable[[Transaction, int, str, str], None],
        *,
        right: bool,
    ) -> None:
        for name in (*case.rules, *(one.value for one in case.categories)):
            count(tx, case.guild_id, "rule", f"{name} {'right' if right else 'wrong'}")


class Roster:
    """Who of the team is on duty."""

    def __init__(self, db: Database, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._clock = clock

    async def on_duty(self, guild_id: int) -> tuple[int, ...]:
        """Who is on duty now."""
        return tuple(member_id for member_id, _ in await self.shown(guild_id))

    async def shown(self, guild_id: int) -> list[tuple[int, int | None]]:
        """Who is on duty, and until when (None: until they say otherwise)."""
        now = int(self._clock().timestamp())
        return await self._db.read(lambda r: case_store.on_duty(r, guild_id, now))

    async def on(self, guild_id: int, member_id: int, hours: int | None) -> int | None:
        """Somebody is on duty; until when."""
        until = int(self._clock().timestamp()) + hours * 3600 if hours else None
        await self._db.write(lambda tx: case_store.set_duty(tx, guild_id, member_id, until))
        return until

    async def off(self, guild_id: int, member_id: int) -> bool:
        """Somebody is off duty; False when they were already."""
        return await self._db.write(lambda tx: case_store.end_duty(tx, guild_id, member_id))


def _opened_at(reader: Reader, case: Case) -> int:
    return min(
        (done.at for done in case_store.history(reader, case.case_id)), default=case.began_at
    )
