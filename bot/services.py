"""The composition: every service built once and handed down through constructors."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random, SystemRandom

from bot.content import DATA, Content
from bot.db import Database
from bot.groups.service import Groups
from bot.keys import Keyring
from bot.privacy.service import Privacy
from bot.safety.screening import Screen, screen
from bot.sharing.care import Care
from bot.sharing.mine import MyShares
from bot.sharing.outbox import Gateway, Outbox
from bot.sharing.seals import Seals
from bot.sharing.service import Sharing


def random_id() -> str:
    """128 random bits as 22 URL-safe characters."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True, slots=True)
class Services:
    """All that the cogs may call."""

    db: Database
    groups: Groups
    sharing: Sharing
    mine: MyShares
    care: Care
    outbox: Outbox
    privacy: Privacy


async def open_services(
    data_dir: Path,
    root: bytes,
    content: Content,
    gateway: Gateway,
    clock: Callable[[], datetime],
    *,
    screener: Screen = screen,
    random: Random | None = None,
    new_id: Callable[[], str] = random_id,
) -> Services:
    """Opens the database in ``data_dir`` and builds every service on it.

    Raises :class:`bot.db.DatabaseFault` when the database cannot be used.
    """
    db = await Database.open(data_dir / "haven.db", DATA / "migrations")
    try:
        keys = Keyring(root, data_dir / "keys")
        seals = Seals(keys)
        groups = Groups(db, clock, new_id)
        await groups.load()
        sharing = Sharing(db, groups, seals, content, screener, clock, new_id)
        care = Care(db, seals, clock, new_id)
        return Services(
            db=db,
            groups=groups,
            sharing=sharing,
            mine=MyShares(db, seals, clock),
            care=care,
            outbox=Outbox(db, groups, seals, care, gateway, clock, random or SystemRandom()),
            privacy=Privacy(db, groups, keys, seals, sharing.limits, clock),
        )
    except BaseException:
        await db.close()
        raise
