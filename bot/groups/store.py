"""The tables of groups and their setup changes. SQL only."""

import json
from dataclasses import replace
from typing import Any, cast

from bot.core.db import Reader, Row, Transaction
from bot.groups.rules import CHOSEN, Group, Trouble


def _group(row: Row) -> Group:
    return Group(
        guild_id=row["guild_id"],
        sharing_channel_id=row["sharing_channel_id"],
        care_channel_id=row["care_channel_id"],
        moderator_role_id=row["moderator_role_id"],
        listener_role_id=row["listener_role_id"],
        vetting=bool(row["vetting"]),
        link_days=row["link_days"],
        release_minutes=row["release_minutes"],
        trouble=Trouble(row["trouble"]) if row["trouble"] else None,
        care_trouble=bool(row["care_trouble"]),
    )


def all_groups(reader: Reader) -> list[Group]:
    """Return every group that has settings."""
    return [_group(row) for row in reader.all("SELECT * FROM guild")]


def get(reader: Reader, guild_id: int) -> Group | None:
    """Return one group's settings; None when it has none."""
    row = reader.one("SELECT * FROM guild WHERE guild_id = $1", guild_id)
    return _group(row) if row else None


def save(tx: Transaction, group: Group) -> None:
    """Insert the group or replace its settings."""
    tx.execute(
        """
        INSERT INTO guild (guild_id, sharing_channel_id, care_channel_id, moderator_role_id,
            listener_role_id, vetting, link_days, release_minutes, trouble, care_trouble)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (guild_id) DO UPDATE SET
            sharing_channel_id = excluded.sharing_channel_id,
            care_channel_id = excluded.care_channel_id,
            moderator_role_id = excluded.moderator_role_id,
            listener_role_id = excluded.listener_role_id,
            vetting = excluded.vetting,
            link_days = excluded.link_days,
            release_minutes = excluded.release_minutes,
            trouble = excluded.trouble,
            care_trouble = excluded.care_trouble
        """,
        group.guild_id,
        group.sharing_channel_id,
        group.care_channel_id,
        group.moderator_role_id,
        group.listener_role_id,
        int(group.vetting),
        group.link_days,
        group.release_minutes,
        group.trouble.value if group.trouble else None,
        int(group.care_trouble),
    )


def record_change(tx: Transaction, change_id: str, before: Group, after: Group, now: int) -> None:
    """Record only what a change replaced, so that undoing it leaves later changes alone."""
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in CHOSEN}
    chosen = {name: old for name, (old, new) in pairs.items() if old != new}
    tx.execute(
        "INSERT INTO setup_change (change_id, guild_id, changed_at, before_json) "
        "VALUES ($1, $2, $3, $4)",
        change_id,
        before.guild_id,
        now,
        json.dumps(chosen),
    )


def drop_change(tx: Transaction, change_id: str) -> bool:
    """Delete a change that is being undone; False when another request undid it first."""
    return bool(tx.execute("DELETE FROM setup_change WHERE change_id = $1", change_id))


def without_change(reader: Reader, change_id: str, current: Group) -> Group | None:
    """Return ``current`` without this change; None when it is not this group's, or was undone."""
    row = reader.one(
        "SELECT before_json FROM setup_change WHERE change_id = $1 AND guild_id = $2",
        change_id,
        current.guild_id,
    )
    if row is None:
        return None
    before = cast("dict[str, Any]", json.loads(row["before_json"]))
    return replace(current, **before)


def drop_changes_before(tx: Transaction, moment: int) -> int:
    """Delete changes that are too old to undo; return how many."""
    return tx.execute("DELETE FROM setup_change WHERE changed_at < $1", moment)


def remove(tx: Transaction, guild_id: int) -> None:
    """Delete a group and everything that refers to it."""
    tx.execute("DELETE FROM guild WHERE guild_id = $1", guild_id)
