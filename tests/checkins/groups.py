"""Two groups, and what a round of theirs leaves in the tables, for the tests of check-ins."""

from bot.core.db import Database, Transaction
from bot.groups import store as group_store
from bot.groups.rules import Group

GUILD, OTHER_GUILD = 880_000_000_000_000_001, 880_000_000_000_000_002
ADA, MO = 771_234_567_890_123_451, 771_234_567_890_123_452
"""Two admins."""


async def set_up(db: Database) -> None:
    """Both groups have settings, so that things can be kept for them."""

    def save(tx: Transaction) -> None:
        for guild_id in (GUILD, OTHER_GUILD):
            group_store.save(tx, Group(guild_id=guild_id))

    await db.write(save)


async def add_round(db: Database, schedule_id: str, round_id: str, state: str) -> None:
    """A round of a schedule of ``GUILD``, in this state."""
    await db.write(
        lambda tx: tx.execute(
            """
            INSERT INTO checkin_round (round_id, schedule_id, guild_id, channel_id, due_at, state,
                question_keys, scored, nonce, try_at, remind_nonce, notice_nonce)
            VALUES ($1, $2, $3, 30, 1, $4, 'T1.1', 'T1.1', $1, 1, 'r', 'n')
            """,
            round_id,
            schedule_id,
            GUILD,
            state,
        )
    )


async def add_result(
    db: Database,
    round_id: str,
    *,
    guild_id: int = GUILD,
    schedule_id: str = "s",
    opened_at: int = 1000,
    answered: int | None = 12,
) -> None:
    """A result, open for an hour."""
    await db.write(
        lambda tx: tx.execute(
            """
            INSERT INTO checkin_result (round_id, schedule_id, guild_id, channel_id, opened_at,
                closed_at, series, answered, questions)
            VALUES ($1, $2, $3, 30, $4, $5, 'T1.1', $6, '[]')
            """,
            round_id,
            schedule_id,
            guild_id,
            opened_at,
            opened_at + 3600,
            answered,
        )
    )


async def count(db: Database, table: str) -> int:
    """How many rows a table has."""
    rows = await db.read(lambda r: r.all(f"SELECT * FROM {table}"))
    return len(rows)


def id_of(name: str) -> str:
    """An id of the right length that can be told apart in a failing test."""
    return name.ljust(22, "-")
