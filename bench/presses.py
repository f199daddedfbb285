"""Measures how many presses a second Haven answers, and how many a bot that does nothing.

Both bots run as they really do: Haven (``bench/haven.py``) with an open check-in that it has posted
by itself, and bare discord.py (``bench/bare.py``) with an empty button and an equal form. Each runs
in a process of its own and is reached as Discord reaches it: events over a gateway's socket,
answers over HTTP, on loopback. So what a press costs is in both, discord.py's own work and its
requests included; what the fake Discord costs is not, as it runs in this process, on another core.

A press is one button pressed or one form submitted, answered. Haven's submits count a vote each,
durable before the answer. Members come 50 at a time, each answers once.
"""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from statistics import median

from bench.bare import CUSTOM_ID, THANKS
from bench.fake_discord import serving
from bench.fake_group import CHANNEL, EPHEMERAL, GUILD, ROLE, FakeGroup, Payload
from bench.haven import START
from bench.places import folder
from bench.processes import HAVEN, processor_seconds, running
from bot.checkins.rules import Plan, Schedule
from bot.checkins.schedules import store as schedule_store
from bot.checkins.schedules.recurrence import Recurrence, Weekly
from bot.content import DATA, load
from bot.core.db import Database, Transaction
from bot.core.ids import random_id
from bot.groups import store as group_store
from bot.groups.rules import Group

AT_ONCE = 50
BARE = ("-m", "bench.bare")
POSTED_SECONDS = 30.0
FORM_SECONDS = 0.2
PICKS = ("1", "2", "3", "4", "5", "-")

Forms = dict[int, Payload]
"""The open forms, by member."""


class Unexpected(Exception):
    """A bot did not answer as it should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is measured: members at each bot in each round, after one round of both
    that is not counted."""

    rounds: int = 9
    members: int = 500


@dataclass(frozen=True, slots=True)
class Place:
    """A bot to press. ``thanks``: what it says to a form that it took; ``pid``: its process."""

    fake: FakeGroup
    message: Payload
    custom_id: str
    thanks: str
    pid: int

    async def open_form(self, member: int) -> Payload:
        """Press the button as a member; return the form. Raises :class:`Unexpected`."""
        form = await self.fake.press(member, self.message, self.custom_id)
        if "components" not in form:
            raise Unexpected("a press did not open the form")
        return form

    async def send_form(self, member: int, form: Payload) -> None:
        """Submit the form as a member. Raises :class:`Unexpected` where that is not taken."""
        pick = PICKS[member % len(PICKS)]
        said = await self.fake.submit(member, self.message, form, pick)
        if said.get("content") != self.thanks or said.get("flags") != EPHEMERAL:
            raise Unexpected("a form was not taken")


async def measure(size: Size) -> dict[str, float]:
    """Return ``vote.*``: presses a second, both bots in turn in every round, and the median ratio.

    ``vote.press_cpu_ratio`` compares the processor time that the bots spent, where the system tells
    it: it hardly changes with what else runs on the machine.
    """
    members = count(1)
    found: list[tuple[float, float]] = []
    spent = [0.0, 0.0]
    with folder() as here:
        async with both(here) as places:
            for round_ in range(1 + size.rounds):
                some = [next(members) for _ in range(size.members)]
                before = [processor_seconds(place.pid) for place in places]
                rates = await _presses_per_second(places, some)
                if round_:
                    found.append(rates)
                    for number, place in enumerate(places):
                        spent[number] += processor_seconds(place.pid) - before[number]
    cpu = {"vote.press_cpu_ratio": round(spent[1] / spent[0], 2)} if spent[0] else {}
    return cpu | {
        "vote.presses_per_s": round(median(one for one, _ in found)),
        "vote.bare_presses_per_s": round(median(other for _, other in found)),
        "vote.press_ratio": round(median(one / other for one, other in found), 2),
    }


@asynccontextmanager
async def both(here: Path) -> AsyncGenerator[tuple[Place, Place]]:
    """Run Haven, with its data in ``here`` and a check-in that is open, and the bare bot."""
    await _prepare(here)
    async with (
        serving(FakeGroup()) as fake,
        serving(FakeGroup()) as bare_fake,
        running(HAVEN, here, fake.api_url) as haven,
        running(BARE, here, bare_fake.api_url) as bare,
    ):
        async with asyncio.timeout(POSTED_SECONDS):
            message = await fake.posted.get()
        button = message["components"][0]["components"][0]["custom_id"]
        # An equal message, but with the button that the bare bot knows.
        other = json.loads(json.dumps(message).replace(button, CUSTOM_ID))
        yield (
            Place(fake, message, button, load().say("checkin.counted"), haven.pid),
            Place(bare_fake, other, CUSTOM_ID, THANKS, bare.pid),
        )


async def _presses_per_second(
    places: tuple[Place, Place], members: Sequence[int]
) -> tuple[float, float]:
    """Let all members press at one bot, then at the other, then submit likewise."""
    seconds = [0.0, 0.0]
    forms: list[Forms] = [{}, {}]
    for number, place in enumerate(places):
        opened = forms[number]

        async def press(member: int, place: Place = place, opened: Forms = opened) -> None:
            opened[member] = await place.open_form(member)

        seconds[number] += await _all(press, members)
    # No member fills in a form at once. discord.py knows a form only when its answer is through.
    await asyncio.sleep(FORM_SECONDS)
    for number, place in enumerate(places):
        opened = forms[number]

        async def submit(member: int, place: Place = place, opened: Forms = opened) -> None:
            await place.send_form(member, opened[member])

        seconds[number] += await _all(submit, members)
    presses = 2 * len(members)
    return presses / seconds[0], presses / seconds[1]


async def _all(step: Callable[[int], Awaitable[None]], members: Sequence[int]) -> float:
    """Return the seconds until all have taken a step, ``AT_ONCE`` at a time."""
    waiting = iter(members)

    async def caller() -> None:
        for member in waiting:
            await step(member)

    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(caller())
    return time.perf_counter() - began


async def _prepare(here: Path) -> None:
    """Add a group with a weekly check-in that is due now: Haven posts it after its start."""
    db = await Database.open(here / "haven.db", DATA / "migrations")
    try:
        await db.write(_add)
    finally:
        await db.close()


def _add(tx: Transaction) -> None:
    now = int(START.timestamp())
    group_store.save(
        tx,
        Group(
            guild_id=GUILD,
            sharing_channel_id=CHANNEL,
            care_channel_id=CHANNEL,
            moderator_role_id=ROLE,
        ),
    )
    recurrence = Recurrence(Weekly(1, frozenset(range(7)), date(2026, 1, 5)), 19, 0, "UTC")
    plan = Plan(channel_id=CHANNEL, recurrence=recurrence)
    schedule_store.add(
        tx, Schedule(schedule_id=random_id(), guild_id=GUILD, plan=plan, next_due=now - 5)
    )
