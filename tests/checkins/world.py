"""Groups, rounds that can die, and the files they live in, for the tests of check-ins."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from bot.checkins.ballots.box import BallotBox
from bot.checkins.ballots.tally import Ballot
from bot.checkins.questions.group_questions import GroupQuestions
from bot.checkins.results import store as result_store
from bot.checkins.results.history import RoundResult
from bot.checkins.results.responses import Responses
from bot.checkins.rounds import store as round_store
from bot.checkins.rounds.service import Rounds
from bot.checkins.rules import CatchUp, Plan, Round, Schedule
from bot.checkins.schedules import store as schedule_store
from bot.checkins.schedules.recurrence import Recurrence, Weekly
from bot.checkins.schedules.service import Schedules
from bot.content import DATA, Content
from bot.core.db import Database, Reader
from bot.core.delivery import DeliveryEngine
from bot.core.ids import random_id
from bot.core.keys import Keyring
from bot.groups.service import Groups
from tests.checkins.discord import CIRCLE, Died, FakeDiscord
from tests.checkins.groups import GUILD, set_up
from tests.conftest import ROOT, Clock


@dataclass(slots=True)
class World:
    """Two groups, their data on the disk, the fake Discord, and rounds that can die."""

    folder: Path
    clock: Clock
    content: Content
    discord: FakeDiscord
    db: Database
    ballots: Database
    box: BallotBox
    schedules: Schedules
    own: GroupQuestions
    acts: Responses
    rounds: Rounds
    engine: DeliveryEngine
    new_id: Callable[[], str]

    @property
    def now(self) -> int:
        """UTC seconds."""
        return int(self.clock().timestamp())

    async def close(self) -> None:
        """Ends both databases."""
        await self.db.close()
        await self.ballots.close()

    async def restart(self) -> None:
        """A new process on the same files."""
        await self.close()
        self.discord.die_at = None
        fresh = await _open(self.folder, self.clock, self.content, self.discord, self.new_id)
        for name in ("db", "ballots", "box", "schedules", "own", "acts", "rounds", "engine"):
            setattr(self, name, getattr(fresh, name))
        await self.rounds.recover()

    async def schedule(
        self, plan: Plan | None = None, *, guild_id: int = GUILD, first: int | None = None
    ) -> Schedule:
        """A schedule that runs from its next due time on, or from ``first`` on."""
        plan = plan or weekly()
        schedule = Schedule(
            schedule_id=self.new_id(),
            guild_id=guild_id,
            plan=plan,
            next_due=self.schedules.preview(plan, 1)[0] if first is None else first,
        )
        await self.db.write(lambda tx: schedule_store.add(tx, schedule))
        return schedule

    async def at(self, moment: int) -> None:
        """Moves the clock to ``moment``, and ticks."""
        self.clock.pass_by(seconds=moment - self.now)
        await self.rounds.tick()

    async def quiet(self, *, step: int = 1200, ticks: int = 4) -> None:
        """Lets time pass and Haven tick, for long enough that nothing is left to do."""
        for _ in range(ticks):
            await self.rounds.tick()
            self.clock.pass_by(seconds=step)

    async def vote(self, round_id: str, people: int, ballot: Ballot = (4, 4, 4, 2)) -> None:
        """So many people answer, all alike."""
        for member_id in range(9000, 9000 + people):
            await self.box.cast(round_id, member_id, ballot)

    async def opened(self, answers: int = 6) -> tuple[Schedule, Round]:
        """A schedule whose first round is out, and answered by so many."""
        schedule = await self.schedule()
        assert schedule.next_due is not None
        await self.at(schedule.next_due)
        round_ = await self.only(schedule)
        await self.vote(round_.round_id, answers)
        return schedule, round_

    async def of(self, schedule: Schedule) -> list[Round]:
        """The rounds of a schedule, the oldest first."""

        def look(reader: Reader) -> list[Round]:
            rows = reader.all(
                "SELECT round_id FROM checkin_round WHERE schedule_id = $1 ORDER BY due_at",
                schedule.schedule_id,
            )
            found = [round_store.by_id(reader, row["round_id"]) for row in rows]
            return [each for each in found if each is not None]

        return await self.db.read(look)

    async def only(self, schedule: Schedule) -> Round:
        """The one round of a schedule."""
        (round_,) = await self.of(schedule)
        return round_

    async def row(self, schedule: Schedule) -> Schedule:
        """The schedule as remembered."""
        found = await self.db.read(lambda r: schedule_store.by_id(r, schedule.schedule_id))
        assert found is not None
        return found

    async def results(self, schedule: Schedule) -> list[RoundResult]:
        """Its results, the oldest first."""
        return await self.db.read(
            lambda r: result_store.of_schedule(r, schedule.guild_id, schedule.schedule_id)
        )

    async def live(self, work: Callable[[], Awaitable[object]], age: int) -> None:
        """Does ``work``; where that is death, a new process takes over after ``age`` seconds."""
        try:
            await work()
        except Died:
            await self.restart()
            self.clock.pass_by(seconds=age)
            await self.rounds.tick()

    def kept(self) -> Counter[str]:
        """What is left of ballots: keys by their names."""
        return Counter(path.name[:6] for path in (self.folder / "keys").glob("round-*"))


def end_of(round_: Round) -> int:
    """When a round that is open ends, in UTC seconds."""
    assert round_.closes_at is not None
    return round_.closes_at


def weekly(
    *,
    channel_id: int = CIRCLE,
    open_hours: int = 72,
    reminder: int = 0,
    catch_up: CatchUp = CatchUp.ONCE,
    hour: int = 19,
    zone: str = "Europe/Berlin",
    days: frozenset[int] = frozenset({0}),
) -> Plan:
    """Every Monday at 19:00 in Berlin."""
    return Plan(
        channel_id=channel_id,
        recurrence=Recurrence(Weekly(1, days, date(2026, 1, 5)), hour, 0, zone),
        open_hours=open_hours,
        reminder=reminder,
        catch_up=catch_up,
    )


async def _open(
    folder: Path,
    clock: Clock,
    content: Content,
    discord: FakeDiscord,
    new_id: Callable[[], str],
) -> World:
    db = await Database.open(folder / "haven.db", DATA / "migrations")
    ballots = await Database.open(folder / "ballots.db", DATA / "ballots", journal="delete")
    groups = Groups(db, clock, new_id)
    await groups.load()
    box = BallotBox(ballots, Keyring(ROOT, folder / "keys"))
    own = GroupQuestions(db, content.bank, clock, new_id)
    acts = Responses(db, clock)
    engine = DeliveryEngine(db, clock, Random(1))  # noqa: S311 - to be repeated, not to be safe
    rounds = Rounds(
        db,
        groups,
        box,
        own,
        acts,
        content.bank,
        discord,
        clock,
        new_id,
        engine,
    )
    return World(
        folder=folder,
        clock=clock,
        content=content,
        discord=discord,
        db=db,
        ballots=ballots,
        box=box,
        schedules=Schedules(db, clock, new_id),
        own=own,
        acts=acts,
        rounds=rounds,
        engine=engine,
        new_id=new_id,
    )


async def new_world(
    folder: Path, clock: Clock, content: Content, new_id: Callable[[], str] = random_id
) -> World:
    """Two groups without schedules."""
    world = await _open(folder, clock, content, FakeDiscord(clock), new_id)
    await set_up(world.db)
    await world.rounds.recover()
    return world
