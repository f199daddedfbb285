"""The composition: every service is built once and passed on through constructors."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random, SystemRandom
from typing import Protocol

from bot.care.appeals import Appeals
from bot.care.calls import CallDelivery, Calls
from bot.care.cards import Cards
from bot.care.desk import CardDelivery, Desk
from bot.care.gateway import CareGateway
from bot.care.opening import Opening
from bot.care.personal_data import CaseData
from bot.care.roster import Roster
from bot.care.seals import CaseSeals
from bot.care.service import Cases
from bot.care.subject import Sort, Subjects
from bot.checkins import service as checkins_service
from bot.checkins.gateway import CheckinGateway
from bot.checkins.schedules.personal_data import ScheduleData
from bot.checkins.service import Checkins
from bot.conduct.actions import Actions
from bot.conduct.alarm import Alarm
from bot.conduct.flagging import Flagging
from bot.conduct.messages import Messages
from bot.conduct.personal_data import RecordData
from bot.conduct.records import Records
from bot.content import Content
from bot.core.data import DATA
from bot.core.db import Database
from bot.core.delivery import DeliveryEngine
from bot.core.ids import random_id
from bot.core.keys import Keyring
from bot.core.seals import Seals
from bot.groups.service import Groups
from bot.helplines.service import Helplines
from bot.helplines.service import purge as purge_helplines
from bot.privacy.service import Privacy
from bot.screening.automod_rules import AutomodRules
from bot.screening.load import ScreeningData
from bot.screening.load import load as load_taught
from bot.screening.service import Screening
from bot.screening.tuning import Tuning
from bot.screening.tuning import purge as purge_screening
from bot.sharing.appeals import PostAppeals
from bot.sharing.authors import Authors
from bot.sharing.decisions import Decisions
from bot.sharing.delivery import Outbox
from bot.sharing.gateway import SharingGateway
from bot.sharing.my_posts import MyPosts
from bot.sharing.personal_data import SharingData
from bot.sharing.service import Sharing
from bot.talks.gateway import TalkGateway
from bot.talks.personal_data import TalkData
from bot.talks.seals import TalkSeals
from bot.talks.service import Talks


class DiscordGateways(SharingGateway, CareGateway, TalkGateway, Protocol):
    """Every request that sharing, care and talks make to Discord."""


@dataclass(frozen=True, slots=True)
class Services:
    """Every service that the cogs may call."""

    db: Database
    ballots: Database
    clock: Callable[[], datetime]
    engine: DeliveryEngine
    groups: Groups
    sharing: Sharing
    my_posts: MyPosts
    decisions: Decisions
    outbox: Outbox
    privacy: Privacy
    sharing_data: SharingData
    checkins: Checkins
    screening: Screening
    tuning: Tuning
    automod: AutomodRules
    records: Records
    taught: ScreeningData
    messages: Messages
    flagging: Flagging
    alarm: Alarm
    actions: Actions
    cases: Cases
    cards: Cards
    desk: Desk
    appeals: Appeals
    post_appeals: PostAppeals
    roster: Roster
    calls: Calls
    helplines: Helplines
    talks: Talks

    async def close(self) -> None:
        """Close both database files and the thread of screening. Safe to repeat."""
        self.screening.close()
        try:
            await self.ballots.close()
        finally:
            await self.db.close()


async def open_services(
    data_dir: Path,
    root: bytes,
    content: Content,
    gateway: DiscordGateways,
    checkin_gateway: CheckinGateway,
    clock: Callable[[], datetime],
    *,
    taught: ScreeningData | Awaitable[ScreeningData] | None = None,
    random: Random | None = None,
    new_id: Callable[[], str] = random_id,
) -> Services:
    """Open the databases in ``data_dir`` and build every service on them.

    Raises :class:`DatabaseFault` when a database cannot be used. ``taught``: the data that
    screening uses, by default what is in ``data/safety/``; awaited after the databases are open.
    """
    async with AsyncExitStack() as opened:
        db = await Database.open(data_dir / "haven.db", DATA / "migrations")
        opened.push_async_callback(db.close)
        ballots = await Database.open(data_dir / "ballots.db", DATA / "ballots", journal="delete")
        opened.push_async_callback(ballots.close)
        taught = await taught if isinstance(taught, Awaitable) else taught or load_taught()
        keys, chance = Keyring(root, data_dir / "keys"), random or SystemRandom()
        engine = DeliveryEngine(db, clock, chance)
        seals = Seals(keys)
        groups = Groups(db, clock, new_id)
        await groups.load()
        screening = Screening(db, taught.engine, taught.table, taught.folds, clock, taught.worker)
        await screening.load()
        case_seals, subjects = CaseSeals(keys, seals), Subjects()
        cases = Cases(db, Opening(case_seals, clock, new_id), clock, new_id)
        cards, appeals = Cards(db, case_seals, subjects), Appeals(db, clock, new_id)
        roster, card_delivery = Roster(db, clock), CardDelivery(groups, cards, gateway)
        desk = Desk(db, engine, card_delivery, clock)
        callers = tuple(CallDelivery(groups, gateway, to_owner=it) for it in (False, True))
        engine.add(card_delivery, *callers)
        sharing = Sharing(db, groups, seals, content, screening, cases, clock, new_id)
        talk_seals = TalkSeals(keys)
        sharing_data = SharingData(db, groups, seals, clock)
        records = Records(db, keys, clock, new_id)
        decisions = Decisions(db, seals, cases, cards, clock, new_id)
        talks = Talks(
            db, Authors(seals), talk_seals, screening, cases, gateway, sharing.limits, clock, new_id
        )
        subjects.register(Sort.POST, decisions.describe)
        subjects.register(Sort.TALK, talks.describe)
        checkins = checkins_service.build(
            db,
            ballots,
            groups,
            keys,
            content.bank,
            content.answers,
            checkin_gateway,
            clock,
            new_id,
            engine,
        )
        await checkins.rounds.recover()
        services = Services(
            db=db,
            ballots=ballots,
            clock=clock,
            engine=engine,
            groups=groups,
            sharing=sharing,
            my_posts=MyPosts(db, seals, clock),
            decisions=decisions,
            outbox=Outbox(db, groups, seals, desk, gateway, clock, chance, engine),
            privacy=Privacy(
                db,
                groups,
                keys,
                (
                    sharing_data,
                    TalkData(talk_seals, cases),
                    CaseData(case_seals),
                    RecordData(keys),
                    ScheduleData(),
                ),
                clock,
                purges=(purge_helplines, purge_screening),
                sweeps=(sharing.limits.sweep, sharing.prompts.sweep),
            ),
            sharing_data=sharing_data,
            checkins=checkins,
            screening=screening,
            tuning=Tuning(db, screening, clock, new_id),
            automod=AutomodRules(db, screening, taught.blockable),
            records=records,
            taught=taught,
            messages=Messages(screening, cases),
            flagging=Flagging(screening, cases, roster, sharing.limits, seals),
            actions=Actions(db, cases, cards, records, screening),
            alarm=Alarm(db, groups, screening, cases, clock),
            cases=cases,
            cards=cards,
            desk=desk,
            appeals=appeals,
            post_appeals=PostAppeals(db, seals, cases, appeals, decisions),
            roster=roster,
            helplines=Helplines(db, content.helplines, content, cases, clock, new_id),
            calls=Calls(db, engine, callers, clock, new_id),
            talks=talks,
        )
        opened.pop_all()
        return services
