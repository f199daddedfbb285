"""The table of cases: what each is about, who has it, and its state. SQL and nothing else."""

from collections.abc import Iterable

from bot.care.case import Case, CaseKind, Closing, MessageRef
from bot.core.db import Reader, Row, Transaction
from bot.screening.verdict import Category, Level


def of_row(row: Row) -> Case:
    """Return a table row as a case."""
    spot = row["spot_channel_id"]
    return Case(
        case_id=row["case_id"],
        guild_id=row["guild_id"],
        kind=CaseKind(row["kind"]),
        open=row["state"] == "open",
        closing=Closing(row["closing"]) if row["closing"] else None,
        post_id=row["post_id"],
        talk_id=row["talk_id"],
        about_id=row["about_id"],
        message=MessageRef(spot, row["spot_message_id"] or 0) if spot is not None else None,
        reason=row["reason"],
        level=Level(row["level"]),
        categories=frozenset(Category(one) for one in row["categories"].split(",") if one),
        rules=tuple(one for one in row["rules"].split(",") if one),
        times=row["times"],
        words_day=row["words_day"],
        sealed_words=row["sealed_words"],
        member_day=row["member_day"],
        sealed_member=row["sealed_member"],
        group_tag=row["group_tag"],
        reporter_tag=row["reporter_tag"],
        holder_id=row["holder_id"],
        step=row["step"],
        began_at=row["began_at"],
        call_at=row["call_at"],
        put_off=bool(row["put_off"]),
        nonce=row["nonce"],
        due_at=row["due_at"],
        claimed_at=row["claimed_at"],
        attempts=row["attempts"],
        channel_id=row["channel_id"],
        message_id=row["message_id"],
        stale=row["stale"],
    )


def add(tx: Transaction, case: Case) -> None:
    """Add an open case."""
    tx.execute(
        """
        INSERT INTO care_case (case_id, guild_id, kind, state, post_id, talk_id, about_id,
            spot_channel_id, spot_message_id, reason, level, categories, rules, words_day,
            sealed_words, member_day, sealed_member, group_tag, reporter_tag, began_at, call_at,
            nonce, due_at)
        VALUES ($1, $2, $3, 'open', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
            $18, $19, $20, $21, $22)
        """,
        case.case_id,
        case.guild_id,
        case.kind.value,
        case.post_id,
        case.talk_id,
        case.about_id,
        case.message.channel_id if case.message else None,
        case.message.message_id if case.message else None,
        case.reason,
        case.level.value,
        _names(case.categories),
        ",".join(case.rules),
        case.words_day,
        case.sealed_words,
        case.member_day,
        case.sealed_member,
        case.group_tag,
        case.reporter_tag,
        case.began_at,
        case.call_at,
        case.nonce,
        case.due_at,
    )


def get(reader: Reader, guild_id: int, case_id: str) -> Case | None:
    """Return a case of this group."""
    case = by_id(reader, case_id)
    return case if case is not None and case.guild_id == guild_id else None


def by_id(reader: Reader, case_id: str) -> Case | None:
    """Return a case of any group."""
    row = reader.one("SELECT * FROM care_case WHERE case_id = $1", case_id)
    return of_row(row) if row else None


def open_by_tag(
    reader: Reader, guild_id: int, tag: bytes, kinds: Iterable[CaseKind]
) -> Case | None:
    """Return the open case, of one of these kinds, about the person that ``tag`` stands for."""
    wanted = ", ".join(f"'{kind.value}'" for kind in kinds)  # values of an enum, not input
    row = reader.one(
        f"SELECT * FROM care_case WHERE guild_id = $1 AND group_tag = $2 AND kind IN ({wanted}) "  # noqa: S608 - see above
        "AND state = 'open' LIMIT 1",
        guild_id,
        tag,
    )
    return of_row(row) if row else None


def open_by_post(reader: Reader, post_id: str, kind: CaseKind) -> Case | None:
    """Return the open case of this kind about a post."""
    row = reader.one(
        "SELECT * FROM care_case WHERE post_id = $1 AND kind = $2 AND state = 'open' LIMIT 1",
        post_id,
        kind.value,
    )
    return of_row(row) if row else None


def open_by_reason(reader: Reader, guild_id: int, kind: CaseKind, reason: str) -> Case | None:
    """Return the open case of this kind with this reason."""
    row = reader.one(
        "SELECT * FROM care_case WHERE guild_id = $1 AND kind = $2 AND reason = $3 "
        "AND state = 'open' LIMIT 1",
        guild_id,
        kind.value,
        reason,
    )
    return of_row(row) if row else None


def open_of_talk(reader: Reader, talk_id: str) -> Case | None:
    """Return the open case about a talk."""
    row = reader.one(
        "SELECT * FROM care_case WHERE talk_id = $1 AND state = 'open' LIMIT 1", talk_id
    )
    return of_row(row) if row else None


def of_post(reader: Reader, post_id: str) -> list[Case]:
    """Return every case about a post."""
    rows = reader.all("SELECT * FROM care_case WHERE post_id = $1", post_id)
    return [of_row(row) for row in rows]


def of_talk(reader: Reader, talk_id: str) -> list[Case]:
    """Return every case about a talk, the open one first."""
    rows = reader.all("SELECT * FROM care_case WHERE talk_id = $1 ORDER BY state DESC", talk_id)
    return [of_row(row) for row in rows]


def open_in(reader: Reader, guild_id: int, limit: int) -> list[Case]:
    """Return a group's open cases, the longest waiting first."""
    rows = reader.all(
        "SELECT * FROM care_case WHERE guild_id = $1 AND state = 'open' ORDER BY due_at LIMIT $2",
        guild_id,
        limit,
    )
    return [of_row(row) for row in rows]


def open_of_holder(reader: Reader, guild_id: int, member_id: int) -> list[Case]:
    """Return the open cases that a carer has."""
    rows = reader.all(
        "SELECT * FROM care_case WHERE guild_id = $1 AND holder_id = $2 AND state = 'open'",
        guild_id,
        member_id,
    )
    return [of_row(row) for row in rows]


def open_posts(reader: Reader) -> set[str]:
    """Return the posts about which a case is open."""
    rows = reader.all(
        "SELECT DISTINCT post_id FROM care_case WHERE post_id IS NOT NULL AND state = 'open'"
    )
    return {row["post_id"] for row in rows}


def close(tx: Transaction, case_id: str, closing: Closing | None, now: int) -> None:
    """Close a case and stop its clock. ``closing`` None: a decision on its subject ended it."""
    tx.execute(
        "UPDATE care_case SET state = 'closed', closing = $2, ended_at = $3, call_at = NULL, "
        "put_off = 0, stale = stale + 1 WHERE case_id = $1",
        case_id,
        closing.value if closing else None,
        now,
    )


def reopen(tx: Transaction, case_id: str) -> None:
    """Open a closed case again; no carer has it."""
    tx.execute(
        "UPDATE care_case SET state = 'open', closing = NULL, ended_at = NULL, holder_id = NULL, "
        "stale = stale + 1 WHERE case_id = $1",
        case_id,
    )


def mark_changed(tx: Transaction, case_id: str) -> None:
    """Note that the card's message shows an older state."""
    tx.execute("UPDATE care_case SET stale = stale + 1 WHERE case_id = $1", case_id)


def mark_post_changed(tx: Transaction, post_id: str) -> None:
    """Note for every case about a post that its card shows an older state."""
    tx.execute("UPDATE care_case SET stale = stale + 1 WHERE post_id = $1", post_id)


def mark_talk_changed(tx: Transaction, talk_id: str) -> None:
    """Note for every case about a talk that its card shows an older state."""
    tx.execute("UPDATE care_case SET stale = stale + 1 WHERE talk_id = $1", talk_id)


def repeat(
    tx: Transaction, case_id: str, categories: Iterable[Category], rules: Iterable[str]
) -> None:
    """Note that a case has come up again, with everything found so far."""
    tx.execute(
        "UPDATE care_case SET times = times + 1, categories = $2, rules = $3, stale = stale + 1 "
        "WHERE case_id = $1",
        case_id,
        _names(categories),
        ",".join(rules),
    )


def set_latest_message(tx: Transaction, case_id: str, message: MessageRef) -> None:
    """Set the latest message that the case is about."""
    tx.execute(
        "UPDATE care_case SET spot_channel_id = $2, spot_message_id = $3 WHERE case_id = $1",
        case_id,
        message.channel_id,
        message.message_id,
    )


def set_words(tx: Transaction, case_id: str, words_day: str, sealed: bytes) -> None:
    """Set the words of the case."""
    tx.execute(
        "UPDATE care_case SET words_day = $2, sealed_words = $3, stale = stale + 1 "
        "WHERE case_id = $1",
        case_id,
        words_day,
        sealed,
    )


def drop_words(tx: Transaction, case_id: str) -> None:
    """Delete the words of the case."""
    tx.execute(
        "UPDATE care_case SET words_day = NULL, sealed_words = NULL, stale = stale + 1 "
        "WHERE case_id = $1",
        case_id,
    )


def drop_member(tx: Transaction, case_id: str) -> None:
    """Delete who the case is about, and where they wrote."""
    tx.execute(
        "UPDATE care_case SET sealed_member = NULL, member_day = NULL, group_tag = NULL, "
        "spot_channel_id = NULL, spot_message_id = NULL, stale = stale + 1 WHERE case_id = $1",
        case_id,
    )


def set_holder(tx: Transaction, case_id: str, member_id: int | None) -> None:
    """Set the carer who has the case; None: no carer."""
    tx.execute(
        "UPDATE care_case SET holder_id = $2, stale = stale + 1 WHERE case_id = $1",
        case_id,
        member_id,
    )


def _names(categories: Iterable[Category]) -> str:
    return ",".join(sorted(one.value for one in categories))
