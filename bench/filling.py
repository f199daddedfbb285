"""Fills databases to measure on, through the real stores."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from bot.content import DATA, Content
from bot.core.db import Database, Transaction
from bot.core.ids import random_id
from bot.core.keys import Keyring
from bot.core.seals import Seals
from bot.groups import store as groups
from bot.groups.rules import LINK_DAYS, Group
from bot.sharing import identity_store as identities
from bot.sharing import store
from bot.sharing.rules import Help, Post, State

GROUPS = 20
LINKED = 5
"""One share in this many is of the last 14 days, so that its author is still sealed with it."""
AT_ONCE = 5000
"""Rows filled in by one transaction."""


def add_group(tx: Transaction, number: int) -> Group:
    """Add a group that is set up."""
    first = 10**17 + number * 10
    group = Group(
        guild_id=first,
        sharing_channel_id=first + 1,
        care_channel_id=first + 2,
        moderator_role_id=first + 3,
    )
    groups.save(tx, group)
    return group


def waiting_share(
    number: int, group: int, alias: str = "Quiet Heron", due_at: int = 1_800_000_000
) -> Post:
    """Return a share as it is when it has just been accepted. ``due_at``: integer UTC seconds."""
    return Post(
        post_id=random_id(),
        guild_id=10**17 + group * 10,
        parent_id=None,
        state=State.WAITING,
        help=list(Help)[number % len(Help)],
        alias=alias,
        by_author=False,
        nonce=random_id(),
        due_at=due_at,
        claimed_at=None,
        attempts=0,
        channel_id=None,
        message_id=None,
        thread_id=None,
        locked=False,
        heard=0,
        reason=None,
    )


async def fill(path: Path, root: bytes, content: Content, shares: int, now: datetime) -> None:
    """Fill a data folder at ``path`` with posted shares of the last year, in twenty groups.

    A fifth are of the last 14 days: with a sealed author, a name in the thread and one hearing.
    """
    db = await Database.open(path / "haven.db", DATA / "migrations")
    seals = Seals(Keyring(root, path / "keys"))
    random = Random(20261102)  # noqa: S311 - the same filling every time, no secret
    try:
        await db.write(lambda tx: [add_group(tx, number) for number in range(GROUPS)])
        for start in range(0, shares, AT_ONCE):
            numbers = range(start, min(start + AT_ONCE, shares))
            await db.write(
                lambda tx, numbers=numbers: _add(tx, numbers, seals, content, random, now)
            )
        await db.scrub()
    finally:
        await db.close()


def _add(
    tx: Transaction,
    numbers: Sequence[int],
    seals: Seals,
    content: Content,
    random: Random,
    now: datetime,
) -> None:
    for number in numbers:
        group, linked = number % GROUPS, (number // GROUPS) % LINKED == 0
        days = random.randrange(LINK_DAYS) if linked else random.randrange(LINK_DAYS, 365)
        appeared = now - timedelta(days=days, seconds=random.randrange(86400))
        alias = content.name(random.randrange(content.names))
        share = waiting_share(number, group, alias, int(appeared.timestamp()))
        store.add(tx, share)
        message_id = 10**18 + number
        store.sent(tx, share.post_id, share.guild_id + 1, message_id)
        store.posted(tx, share.post_id, message_id)
        if linked:
            _add_people(tx, share, seals, number, now + timedelta(days=LINK_DAYS - days))


def _add_people(
    tx: Transaction, share: Post, seals: Seals, number: int, last_day: datetime
) -> None:
    member_id, other_id = 10**17 + number * 2, 10**17 + number * 2 + 1
    day = last_day.date()
    sealed = seals.author(share.post_id, member_id, day)
    identities.add_author(tx, share.post_id, share.guild_id, day.isoformat(), sealed)
    tag = seals.tag("alias", share.guild_id, share.post_id, other_id)
    identities.add_alias(tx, share.post_id, tag, f"{share.alias} II")
    identities.hear(
        tx, share.post_id, seals.tag("hearing", share.guild_id, share.post_id, other_id)
    )
