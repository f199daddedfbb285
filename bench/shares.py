"""Measures how long a member waits for a preview, and from "Post it" until the share is safe.

The services and the disk are the real ones; Discord's own time comes on top. ``share.cpu_ratio`` is
how many times the processor time of one small durable row a share costs: screening, keys and cases
are in it.
"""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.filling import GROUPS, add_group
from bench.haven import Clock
from bench.places import folder, percentile
from bot.care.opening import Opening
from bot.care.seals import CaseSeals
from bot.care.service import Cases
from bot.content import DATA, Content, load
from bot.core import facts
from bot.core.db import Database
from bot.core.ids import random_id
from bot.core.keys import Keyring
from bot.core.seals import Seals
from bot.groups.service import Groups
from bot.screening.load import load as load_taught
from bot.screening.service import Screening
from bot.sharing.outcomes import Accepted, Preview
from bot.sharing.rules import Draft, Help
from bot.sharing.service import Sharing

CALLERS = 50
MEMBER_NAMES = 200
ROOT = bytes(range(32))


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is measured. A caller submits one share after the other, each of another member."""

    shares_per_caller: int = 40
    previews: int = 400


class Unexpected(Exception):
    """A service refused what it was to be measured with."""


async def measure(size: Size) -> dict[str, float]:
    """Return ``share.*`` and ``preview.*``, in milliseconds, and the ratio."""
    content = load()
    with folder() as here:
        db = await Database.open(here / "haven.db", DATA / "migrations")
        try:
            sharing = await _sharing(db, here, content)
            began = time.process_time()
            submits = await _submits(sharing, size.shares_per_caller)
            middle = time.process_time()
            await _rows(db, size.shares_per_caller)
            ratio = (middle - began) / (time.process_time() - middle)
            previews = await _previews(sharing, content, size.previews)
        finally:
            await db.close()
    return {
        "share.p50_ms": _milliseconds(submits, 0.5),
        "share.p99_ms": _milliseconds(submits, 0.99),
        "share.cpu_ratio": round(ratio, 1),
        "preview.p50_ms": _milliseconds(previews, 0.5),
        "preview.p99_ms": _milliseconds(previews, 0.99),
    }


def _milliseconds(seconds: list[float], share: float) -> float:
    return round(percentile(seconds, share) * 1000, 2)


async def _sharing(db: Database, here: Path, content: Content) -> Sharing:
    await db.write(lambda tx: [add_group(tx, number) for number in range(GROUPS)])
    clock = Clock()
    groups = Groups(db, clock, random_id)
    await groups.load()
    keys = Keyring(ROOT, here / "keys")
    seals = Seals(keys)
    taught = load_taught()
    taught.engine.warm()
    screening = Screening(db, taught.engine, taught.table, taught.folds, clock)
    opening = Opening(CaseSeals(keys, seals), clock, random_id)
    cases = Cases(db, opening, clock, random_id)
    return Sharing(db, groups, seals, content, screening, cases, clock, random_id)


async def _submits(sharing: Sharing, each: int) -> list[float]:
    taken: list[float] = []

    async def caller(number: int) -> None:
        for turn in range(each):
            draft = Draft(post_id=sharing.new_id(), words=_words(400), help=Help.LISTEN)
            guild_id = 10**17 + (number * each + turn) % GROUPS * 10
            member_id = 10**17 + number * each + turn
            began = time.perf_counter()
            outcome = await sharing.submit(guild_id, member_id, draft, size=80)
            taken.append(time.perf_counter() - began)
            if not isinstance(outcome, Accepted):
                raise Unexpected(f"a share was refused: {outcome}")

    async with asyncio.TaskGroup() as group:
        for number in range(CALLERS):
            group.create_task(caller(number))
    return taken


async def _rows(db: Database, each: int) -> None:
    """Write as many small rows as there were shares, by as many callers."""

    async def caller(number: int) -> None:
        for turn in range(each):
            name = f"row {number} {turn}"
            await db.write(lambda tx, name=name: facts.put(tx, name, "a short line"))

    async with asyncio.TaskGroup() as group:
        for number in range(CALLERS):
            group.create_task(caller(number))


async def _previews(sharing: Sharing, content: Content, previews: int) -> list[float]:
    names = [content.name(number * 37) for number in range(MEMBER_NAMES)]
    taken: list[float] = []
    for turn in range(previews):
        # Every other draft is as long as a share can be.
        words = _words(2000 if turn % 2 else 400, names[turn % MEMBER_NAMES])
        draft = Draft(post_id=sharing.new_id(), words=words, help=Help.LISTEN)
        began = time.perf_counter()
        outcome = await sharing.preview(
            10**17, 1, draft, own={"Wandering Sam", "sam.w"}, others=names, size=80
        )
        taken.append(time.perf_counter() - began)
        if not isinstance(outcome, Preview):
            raise Unexpected(f"a preview was refused: {outcome}")
    return taken


_SENTENCES = (
    "I did not sleep much this week, and I keep going over what was said on Sunday.",
    "Work has been loud, home has been quiet, and I am tired of both.",
    "My friend {name} told me to write it down, so here I am, writing it down.",
    "I have been 43 days without a drink and nobody at home has noticed.",
    "Some of it is old, some of it is new; I can't always tell which is which.",
    "You can call me on 555 0142 358 if you have been through the same.",
)


def _words(length: int, name: str = "Robin") -> str:
    """Return a share of about ``length`` characters, the same for the same arguments."""
    random = Random(length)  # noqa: S311 - the same words every time, no secret
    words = ""
    while len(words) < length:
        words += random.choice(_SENTENCES).format(name=name) + " "
    return words[:length].strip()
