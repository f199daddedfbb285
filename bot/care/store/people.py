"""The data about people in cases: shown, erased, expired. SQL and nothing else.

- ``group_tag`` stays as long as ``sealed_member``: erasing uses it to find closed cases as well.
- People and words are deleted with the day of their key, whatever state the case is in.
"""

from collections.abc import Callable

from bot.care.case import Case, CaseKind
from bot.care.store.cases import drop_member, drop_words, of_row
from bot.core.db import Reader, Transaction

TABLES = ("case_step", "care_case", "duty")
"""The tables with people in them that care is responsible for."""

IsAbout = Callable[[Case], bool]
"""Says whether the sealed member of a case is the member in question."""


def about(reader: Reader, guild_id: int, tag: bytes, is_about: IsAbout) -> list[Case]:
    """Return the cases about a member who wrote under their own name.

    Found by their tag, or by the seal where a row has no tag: earlier versions dropped or never
    made it. The cases of a talk are deleted with the talk.
    """
    rows = reader.all(
        "SELECT * FROM care_case WHERE guild_id = $1 AND (group_tag = $2 OR "
        "(group_tag IS NULL AND sealed_member IS NOT NULL AND kind <> $3))",
        guild_id,
        tag,
        CaseKind.TALK.value,
    )
    return [case for row in rows if (case := of_row(row)).group_tag is not None or is_about(case)]


def of_holder(reader: Reader, guild_id: int, member_id: int) -> list[str]:
    """Return the cases, open and closed, that a carer has."""
    rows = reader.all(
        "SELECT case_id FROM care_case WHERE guild_id = $1 AND holder_id = $2", guild_id, member_id
    )
    return [row["case_id"] for row in rows]


def steps_of(reader: Reader, guild_id: int, member_id: int) -> list[str]:
    """Return the lines of history that name a carer."""
    rows = reader.all(
        "SELECT s.step_id FROM case_step s JOIN care_case k ON k.case_id = s.case_id "
        "WHERE k.guild_id = $1 AND s.member_id = $2",
        guild_id,
        member_id,
    )
    return [row["step_id"] for row in rows]


def duties_of(reader: Reader, guild_id: int, member_id: int) -> list[str]:
    """Return the carer's duty, if they are on duty."""
    rows = reader.all(
        "SELECT member_id FROM duty WHERE guild_id = $1 AND member_id = $2", guild_id, member_id
    )
    return [str(row["member_id"]) for row in rows]


def reported(reader: Reader, guild_id: int) -> list[tuple[str, bytes]]:
    """Return (post, tag) of every report that still has its reporter's tag."""
    rows = reader.all(
        "SELECT post_id, reporter_tag FROM care_case "
        "WHERE guild_id = $1 AND post_id IS NOT NULL AND reporter_tag IS NOT NULL",
        guild_id,
    )
    return [(row["post_id"], row["reporter_tag"]) for row in rows]


def has_reported(reader: Reader, guild_id: int, post_id: str, tag: bytes) -> bool:
    """Return whether the member that ``tag`` stands for has reported a post."""
    row = reader.one(
        "SELECT 1 FROM care_case WHERE post_id = $1 AND reporter_tag = $2 AND guild_id = $3",
        post_id,
        tag,
        guild_id,
    )
    return row is not None


def posts_with_reporters(reader: Reader) -> set[str]:
    """Return the posts of which a report still has its reporter's tag."""
    rows = reader.all(
        "SELECT DISTINCT post_id FROM care_case "
        "WHERE post_id IS NOT NULL AND reporter_tag IS NOT NULL"
    )
    return {row["post_id"] for row in rows}


def drop_reporters(tx: Transaction, post_id: str, tag: bytes | None = None) -> None:
    """Delete the tags of a post's reporters; with ``tag``, only that one."""
    tx.execute(
        "UPDATE care_case SET reporter_tag = NULL WHERE post_id = $1 "
        "AND ($2 IS NULL OR reporter_tag = $2)",
        post_id,
        tag,
    )


def drop_carer(tx: Transaction, guild_id: int, member_id: int) -> None:
    """Delete who a carer was from their actions; the actions stay."""
    tx.execute(
        "UPDATE case_step SET member_id = NULL WHERE member_id = $2 AND case_id IN "
        "(SELECT case_id FROM care_case WHERE guild_id = $1)",
        guild_id,
        member_id,
    )
    tx.execute(
        "UPDATE care_case SET holder_id = NULL, stale = stale + 1 "
        "WHERE guild_id = $1 AND holder_id = $2",
        guild_id,
        member_id,
    )
    tx.execute("DELETE FROM duty WHERE guild_id = $1 AND member_id = $2", guild_id, member_id)


def drop_case_of(tx: Transaction, case: Case) -> None:
    """Delete who a case is about and what they wrote; the case itself stays."""
    drop_member(tx, case.case_id)
    drop_words(tx, case.case_id)


def drop_until(tx: Transaction, day: str) -> None:
    """Delete people and words whose key is destroyed by ``day``."""
    tx.execute(
        "UPDATE care_case SET sealed_member = NULL, member_day = NULL, group_tag = NULL, "
        "spot_channel_id = NULL, spot_message_id = NULL, stale = stale + 1 WHERE member_day <= $1",
        day,
    )
    tx.execute(
        "UPDATE care_case SET sealed_words = NULL, words_day = NULL, stale = stale + 1 "
        "WHERE words_day <= $1",
        day,
    )


def drop_ended_before(tx: Transaction, moment: int) -> None:
    """Delete cases that were closed long ago, with their history."""
    tx.execute("DELETE FROM care_case WHERE ended_at < $1", moment)
