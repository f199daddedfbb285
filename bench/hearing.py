"""Measures how many ordinary messages Haven screens, and how many a bot hears that does nothing.

Both bots run as they really do, each in a process of its own, and hear the same messages over a
gateway's socket: ``python -m bot run`` with the message content intent, in a group that is set up,
and bare discord.py with an empty ``on_message``. What counts is the processor time that each has
used when it has come to rest: what it does off the hot path, on other threads, is in it, and what
else goes on in the machine is not. The texts are our own lines of what is fine to say.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count, cycle, islice
from pathlib import Path
from statistics import median

from bench.fake_discord import serving
from bench.fake_group import CHANNEL, GUILD, ROLE, FakeGroup, Payload, member_payload
from bench.places import folder
from bench.processes import CPU_TICKS, HAVEN, processor_seconds, running
from bench.screens import LINES
from bot.content import DATA
from bot.core.db import Database
from bot.groups import store as group_store
from bot.groups.rules import Group

BARE = ("-m", "bench.bare_messages")
LOOK_SECONDS = 0.1
QUIET_LOOKS = 5
"""Looks in a row without any processor time used after which a bot counts as idle."""

MEMBERS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is measured: messages to each bot in each round, after one round of both
    that is not counted."""

    rounds: int = 5
    messages: int = 3000


async def measure(size: Size) -> dict[str, float]:
    """Return ``screen.on_message_*``: messages a second of processor time, and the median ratio.

    Nothing but on Linux, which has ``/proc`` to ask for a process's time.
    """
    if not sys.platform.startswith("linux"):
        return {}
    texts = fine_texts()
    found: list[tuple[float, float]] = []
    with folder() as here:
        await _prepare(here)
        async with (
            serving(FakeGroup()) as fake,
            serving(FakeGroup()) as bare_fake,
            running(HAVEN, here, fake.api_url, HAVEN_MESSAGE_CONTENT="on") as haven,
            running(BARE, here, bare_fake.api_url) as bare,
        ):
            numbers = count(CHANNEL + 10_000)
            for round_ in range(1 + size.rounds):
                some = [
                    _message(next(numbers), place % MEMBERS, text)
                    for place, text in enumerate(islice(cycle(texts), size.messages))
                ]
                rates = (
                    await _per_second(fake, haven.pid, some),
                    await _per_second(bare_fake, bare.pid, some),
                )
                if round_:
                    found.append(rates)
    return {
        "screen.on_message_per_s": round(median(one for one, _ in found)),
        "screen.bare_on_message_per_s": round(median(other for _, other in found)),
        "screen.on_message_ratio": round(median(one / other for one, other in found), 3),
    }


def fine_texts(lines: Path = LINES) -> list[str]:
    """Return our own lines without a label: most of what a group says is like them."""
    rows = [
        json.loads(line)
        for path in sorted(lines.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [row["text"] for row in rows if not row["labels"]]


async def _per_second(fake: FakeGroup, pid: int, messages: Sequence[Payload]) -> float:
    before = processor_seconds(pid)
    for message in messages:
        await fake.tell("MESSAGE_CREATE", message)
    used, quiet = processor_seconds(pid), 0
    while quiet < QUIET_LOOKS:
        await asyncio.sleep(LOOK_SECONDS)
        now = processor_seconds(pid)
        quiet, used = (quiet + 1, used) if now == used else (0, now)
    return len(messages) / max(used - before, 1 / CPU_TICKS)


def _message(number: int, member: int, text: str) -> Payload:
    """Return a message as the gateway sends it."""
    whole = member_payload(member)
    user = whole.pop("user")
    whole.pop("permissions")
    return {
        "id": str(number),
        "channel_id": str(CHANNEL),
        "guild_id": str(GUILD),
        "author": user,
        "member": whole,
        "content": text,
        "timestamp": "2026-11-02T18:00:00.000000+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "components": [],
        "pinned": False,
        "type": 0,
        "flags": 0,
        "nonce": str(number),
    }


async def _prepare(here: Path) -> None:
    """Add a group that is set up; its care channel is not the one in which people talk."""
    db = await Database.open(here / "haven.db", DATA / "migrations")
    group = Group(
        guild_id=GUILD,
        sharing_channel_id=CHANNEL,
        care_channel_id=CHANNEL + 500,
        moderator_role_id=ROLE,
    )
    try:
        await db.write(lambda tx: group_store.save(tx, group))
    finally:
        await db.close()
