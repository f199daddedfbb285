"""Cases remembered: work, history, calls, duty and counts. SQL and nothing else."""

from collections.abc import Iterable

from bot.care.case import Call, Case, Closing, Done, MessageRef, Rung, What
from bot.core.db import Reader, Row, Transaction
from bot.screening.verdict import Category, Level

TABLES = ("case_step", "care_case", "duty")
"""The tables with a person in them that this module answers for."""


def _case(row: Row) -> Case:
    spot = row["spot_channel_id"]
    return Case(
        case_id=row["case_id"],
        guild_id=row["guild_id"],
        level=Level(row["level"]),
        categories=frozenset(Category(one) for one in row["categories"].split(",") if one),
        rules=tuple(one for one in row["rules"].split(",") if one),
        times=row["times"],
        talk_id=row["talk_id"],
        about_id=row["about_id"],
        message=MessageRef(spot, row["spot_message_id"] or 0) if spot is not None else None,
        key_day=row["key_day"],
        sealed_member=row["sealed_member"],
        group_tag=row["group_tag"],
        holder_id=row["holder_id"],
        step=row["step"],
        began_at=row["began_at"],
        call_at=row["call_at"],
        closing=Closing(row["closing"]) if row["closing"] else None,
    )


def add(tx: Transaction, case: Case) -> None:
    """Adds the work on a card that was just added."""
    tx.execute(
        """
        INSERT INTO care_case (case_id, guild_id, level, categories, rules, times, talk_id,
            about_id, spot_channel_id, spot_message_id, key_day, sealed_member, group_tag, step,
            began_at, call_at)
        VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9, $10, $11, $12, 0, $13, $14)
        """,
        case.case_id,
        case.guild_id,
        case.level.value,
        _names(case.categories),
        ",".join(case.rules),
        case.talk_id,
        case.about_id,
        case.message.channel_id if case.message else None,
        case.message.message_id if case.message else None,
        case.key_day,
        case.sealed_member,
        case.group_tag,
        case.began_at,
        case.call_at,
    )


def get(reader: Reader, guild_id: int, case_id: str) -> Case | None:
    """A case of this group."""
    row = reader.one(
        "SELECT * FROM care_case WHERE case_id = $1 AND guild_id = $2", case_id, guild_id
    )
    return _case(row) if row else None


def open_by_tag(reader: Reader, guild_id: int, tag: bytes) -> Case | None:
    """The open case about the person that ``tag`` stands for."""
    row = reader.one(
        "SELECT k.* FROM care_case k JOIN card c ON c.card_id = k.case_id "
        "WHERE k.guild_id = $1 AND k.group_tag = $2 AND c.state = 'open' LIMIT 1",
        guild_id,
        tag,
    )
    return _case(row) if row else None


def open_by_post(reader: Reader, post_id: str, kind: str) -> Case | None:
    """The open case of this kind about a post."""
    row = reader.one(
        "SELECT k.* FROM care_case k JOIN card c ON c.card_id = k.case_id "
        "WHERE c.post_id = $1 AND c.kind = $2 AND c.state = 'open' LIMIT 1",
        post_id,
        kind,
    )
    return _case(row) if row else None


def open_by_reason(reader: Reader, guild_id: int, kind: str, reason: str) -> Case | None:
    """The open case of this kind with this reason."""
    row = reader.one(
        "SELECT k.* FROM care_case k JOIN card c ON c.card_id = k.case_id "
        "WHERE c.guild_id = $1 AND c.kind = $2 AND c.reason = $3 AND c.state = 'open' LIMIT 1",
        guild_id,
        kind,
        reason,
    )
    return _case(row) if row else None


def of_post(reader: Reader, post_id: str) -> list[Case]:
    """Every case about a post."""
    rows = reader.all(
        "SELECT k.* FROM care_case k JOIN card c ON c.card_id = k.case_id WHERE c.post_id = $1",
        post_id,
    )
    return [_case(row) for row in rows]


def of_talk(reader: Reader, talk_id: str) -> list[Case]:
    """Every case about a talk, the open one first."""
    rows = reader.all(
        "SELECT k.* FROM care_case k JOIN card c ON c.card_id = k.case_id WHERE k.talk_id = $1 "
        "ORDER BY c.state DESC",
        talk_id,
    )
    return [_case(row) for row in rows]


def drop_talk(tx: Transaction, talk_id: str, now: int) -> None:
    """A talk is gone with every word of it: its cases lose theirs, and ask for nothing any more."""
    for case in of_talk(tx, talk_id):
        tx.execute(
            "UPDATE care_case SET sealed_member = NULL, key_day = NULL, "
            "call_at = NULL, closing = COALESCE(closing, $2) WHERE case_id = $1",
            case.case_id,
            Closing.NOTHING.value,
        )
        tx.execute(
            "UPDATE card SET sealed = NULL, key_day = NULL, state = 'done', "
            "ended_at = COALESCE(ended_at, $2), stale = stale + 1 WHERE card_id = $1",
            case.case_id,
            now,
        )
        call_off(tx, case.case_id)


def open_of_talk(reader: Reader, talk_id: str) -> Case | None:
    """The open case about a talk."""
    row = reader.one(
        "SELECT k.* FROM care_case k JOIN card c ON c.card_id = k.case_id "
        "WHERE k.talk_id = $1 AND c.state = 'open' LIMIT 1",
        talk_id,
    )
    return _case(row) if row else None


def again(
    tx: Transaction, case: Case, categories: Iterable[Category], rules: Iterable[str]
) -> None:
    """It has come up once more."""
    tx.execute(
        "UPDATE care_case SET times = times + 1, categories = $2, rules = $3 WHERE case_id = $1",
        case.case_id,
        _names(categories),
        ",".join(rules),
    )
    touch(tx, case.case_id)


def point(tx: Transaction, case_id: str, message: MessageRef) -> None:
    """The latest message that the case is about."""
    tx.execute(
        "UPDATE care_case SET spot_channel_id = $2, spot_message_id = $3 WHERE case_id = $1",
        case_id,
        message.channel_id,
        message.message_id,
    )


def start_clock(tx: Transaction, case_id: str, level: Level, now: int, call_at: int) -> None:
    """Sets the urgency and begins to count from ``now``."""
    tx.execute(
        "UPDATE care_case SET level = $2, began_at = $3, step = 0, call_at = $4 WHERE case_id = $1",
        case_id,
        level.value,
        now,
        call_at,
    )
    touch(tx, case_id)


def set_call(tx: Transaction, case_id: str, step: int, call_at: int | None) -> None:
    """When somebody is called next, and how many calls there have been."""
    tx.execute(
        "UPDATE care_case SET step = $2, call_at = $3 WHERE case_id = $1", case_id, step, call_at
    )


def hold(tx: Transaction, case_id: str, member_id: int | None, call_at: int | None) -> None:
    """Somebody has it, or nobody."""
    tx.execute(
        "UPDATE care_case SET holder_id = $2, call_at = $3 WHERE case_id = $1",
        case_id,
        member_id,
        call_at,
    )
    touch(tx, case_id)


def close(tx: Transaction, case_id: str, closing: Closing | None) -> None:
    """Why it was closed; None when it is open again."""
    tx.execute(
        "UPDATE care_case SET closing = $2, call_at = NULL WHERE case_id = $1",
        case_id,
        closing.value if closing else None,
    )


def settle(tx: Transaction) -> int:
    """Stops the clocks of cases whose card is closed; how many."""
    return tx.execute(
        "UPDATE care_case SET call_at = NULL WHERE call_at IS NOT NULL AND EXISTS "
        "(SELECT 1 FROM card c WHERE c.card_id = care_case.case_id AND c.state = 'done')"
    )


def touch(tx: Transaction, case_id: str) -> None:
    """Its message has to be shown anew."""
    tx.execute("UPDATE card SET stale = stale + 1 WHERE card_id = $1", case_id)


def held_by(reader: Reader, guild_id: int, member_id: int) -> list[str]:
    """The open cases that somebody has."""
    rows = reader.all(
        "SELECT k.case_id FROM care_case k JOIN card c ON c.card_id = k.case_id "
        "WHERE k.guild_id = $1 AND k.holder_id = $2 AND c.state = 'open'",
        guild_id,
        member_id,
    )
    return [row["case_id"] for row in rows]


def to_call(reader: Reader, now: int, limit: int) -> list[Case]:
    """Open cases whose clock says that somebody is to be called."""
    rows = reader.all(
        "SELECT k.* FROM care_case k JOIN card c ON c.card_id = k.case_id "
        "WHERE k.call_at <= $1 AND c.state = 'open' ORDER BY k.call_at LIMIT $2",
        now,
        limit,
    )
    return [_case(row) for row in rows]


def add_call(tx: Transaction, call_id: str, case_id: str, rung: Rung, now: int) -> None:
    """A call that is to be sent. An older one of the case that is not out yet is replaced."""
    if rung is not Rung.OWNER:
        tx.execute("DELETE FROM case_call WHERE case_id = $1", case_id)
    tx.execute(
        "INSERT INTO case_call (call_id, case_id, rung, due_at) VALUES ($1, $2, $3, $4)",
        call_id,
        case_id,
        rung.value,
        now,
    )


def calls(reader: Reader, now: int, limit: int) -> list[Call]:
    """Calls that are not out yet, the longest due first."""
    rows = reader.all(
        "SELECT p.call_id, p.case_id, p.rung, p.attempts, k.guild_id, k.level, c.channel_id, "
        "c.message_id FROM case_call p JOIN care_case k ON k.case_id = p.case_id "
        "JOIN card c ON c.card_id = p.case_id WHERE p.due_at <= $1 AND c.state = 'open' "
        "ORDER BY p.due_at LIMIT $2",
        now,
        limit,
    )
    return [
        Call(
            call_id=row["call_id"],
            case_id=row["case_id"],
            guild_id=row["guild_id"],
            rung=Rung(row["rung"]),
            level=Level(row["level"]),
            attempts=row["attempts"],
            channel_id=row["channel_id"],
            message_id=row["message_id"],
        )
        for row in rows
    ]


def called(tx: Transaction, call_id: str) -> None:
    """It is out, or not wanted any more."""
    tx.execute("DELETE FROM case_call WHERE call_id = $1", call_id)


def call_off(tx: Transaction, case_id: str) -> None:
    """Somebody has the case: nobody has to be called for it."""
    tx.execute("DELETE FROM case_call WHERE case_id = $1", case_id)


def postpone_call(tx: Transaction, call_id: str, due_at: int) -> None:
    """Tries again at ``due_at``."""
    tx.execute(
        "UPDATE case_call SET due_at = $2, attempts = attempts + 1 WHERE call_id = $1",
        call_id,
        due_at,
    )


def add_step(
    tx: Transaction,
    step_id: str,
    case_id: str,
    what: What,
    now: int,
    *,
    member_id: int | None = None,
    detail: str | None = None,
) -> None:
    """One more line of a case's history."""
    tx.execute(
        "INSERT INTO case_step (step_id, case_id, member_id, what, detail, at, number) VALUES "
        "($1, $2, $3, $4, $5, $6, (SELECT COUNT(*) FROM case_step WHERE case_id = $2))",
        step_id,
        case_id,
        member_id,
        what.value,
        detail,
        now,
    )


def history(reader: Reader, case_id: str) -> list[Done]:
    """What was done, the oldest first."""
    rows = reader.all("SELECT * FROM case_step WHERE case_id = $1 ORDER BY number", case_id)
    return [Done(What(row["what"]), row["member_id"], row["detail"], row["at"]) for row in rows]


def last_called(reader: Reader, case_id: str) -> int | None:
    """When people were last called for a case."""
    row = reader.one(
        "SELECT MAX(at) AS at FROM case_step WHERE case_id = $1 AND what = 'called'", case_id
    )
    return row["at"] if row else None


def deciders(reader: Reader, post_id: str, whats: Iterable[What]) -> set[int]:
    """Who of the team decided so about a post."""
    wanted = {what.value for what in whats}
    rows = reader.all(
        "SELECT s.member_id, s.what FROM case_step s JOIN card c ON c.card_id = s.case_id "
        "WHERE c.post_id = $1 AND s.member_id IS NOT NULL",
        post_id,
    )
    return {row["member_id"] for row in rows if row["what"] in wanted}


def on_duty(reader: Reader, guild_id: int, now: int) -> list[tuple[int, int | None]]:
    """Who is on duty, and until when."""
    rows = reader.all(
        "SELECT member_id, until FROM duty WHERE guild_id = $1 AND (until IS NULL OR until > $2) "
        "ORDER BY member_id",
        guild_id,
        now,
    )
    return [(row["member_id"], row["until"]) for row in rows]


def set_duty(tx: Transaction, guild_id: int, member_id: int, until: int | None) -> None:
    """Somebody is on duty."""
    tx.execute(
        "INSERT INTO duty (guild_id, member_id, until) VALUES ($1, $2, $3) "
        "ON CONFLICT (guild_id, member_id) DO UPDATE SET until = excluded.until",
        guild_id,
        member_id,
        until,
    )


def end_duty(tx: Transaction, guild_id: int, member_id: int) -> bool:
    """Somebody is off duty; False when they were already."""
    return bool(
        tx.execute("DELETE FROM duty WHERE guild_id = $1 AND member_id = $2", guild_id, member_id)
    )


def count(tx: Transaction, guild_id: int, what: str, name: str) -> None:
    """One more of these."""
    tx.execute(
        "INSERT INTO case_count (guild_id, what, name, count) VALUES ($1, $2, $3, 1) "
        "ON CONFLICT (guild_id, what, name) DO UPDATE SET count = case_count.count + 1",
        guild_id,
        what,
        name,
    )


def uncount(tx: Transaction, guild_id: int, what: str, name: str) -> None:
    """One less of these: it was undone."""
    tx.execute(
        "UPDATE case_count SET count = count - 1 WHERE guild_id = $1 AND what = $2 AND name = $3 "
        "AND count > 0",
        guild_id,
        what,
        name,
    )


def counts(reader: Reader, guild_id: int) -> dict[str, dict[str, int]]:
    """Everything counted."""
    found: dict[str, dict[str, int]] = {}
    for row in reader.all("SELECT * FROM case_count WHERE guild_id = $1", guild_id):
        found.setdefault(row["what"], {})[row["name"]] = row["count"]
    return found


def purge(tx: Transaction, day: str, now: int) -> None:
    """Forgets who and whose words once their key is destroyed, and duties that are over."""
    tx.execute(
        "UPDATE care_case SET sealed_member = NULL, key_day = NULL, group_tag = NULL, "
        "spot_channel_id = NULL, spot_message_id = NULL WHERE key_day <= $1",
        day,
    )
    tx.execute(
        "UPDATE care_case SET group_tag = NULL WHERE group_tag IS NOT NULL AND EXISTS "
        "(SELECT 1 FROM card c WHERE c.card_id = care_case.case_id AND c.ended_at < $1)",
        now - 7 * 86400,
    )
    tx.execute("DELETE FROM duty WHERE until <= $1", now)


def export(reader: Reader, guild_id: int, member_id: int, tag: bytes) -> dict[str, list[str]]:
    """What stands for a member: decisions made as a carer, duty, and cases about them."""
    steps = reader.all(
        "SELECT s.step_id FROM case_step s JOIN care_case k ON k.case_id = s.case_id "
        "WHERE k.guild_id = $1 AND s.member_id = $2",
        guild_id,
        member_id,
    )
    cases = reader.all(
        "SELECT case_id FROM care_case WHERE guild_id = $1 AND (group_tag = $2 OR holder_id = $3)",
        guild_id,
        tag,
        member_id,
    )
    duties = reader.all(
        "SELECT member_id FROM duty WHERE guild_id = $1 AND member_id = $2", guild_id, member_id
    )
    return {
        "case_step": [row["step_id"] for row in steps],
        "care_case": [row["case_id"] for row in cases],
        "duty": [str(row["member_id"]) for row in duties],
    }


def forget(tx: Transaction, guild_id: int, member_id: int, tag: bytes, now: int) -> None:
    """Erases it: decisions stay without who made them, cases lose whom they are about."""
    tx.execute(
        "UPDATE case_step SET member_id = NULL WHERE member_id = $2 AND case_id IN "
        "(SELECT case_id FROM care_case WHERE guild_id = $1)",
        guild_id,
        member_id,
    )
    for case_id in held_by(tx, guild_id, member_id):
        hold(tx, case_id, None, now)
    tx.execute(
        "UPDATE care_case SET holder_id = NULL WHERE guild_id = $1 AND holder_id = $2",
        guild_id,
        member_id,
    )
    for row in tx.all(
        "SELECT case_id FROM care_case WHERE guild_id = $1 AND group_tag = $2", guild_id, tag
    ):
        tx.execute(
            "UPDATE care_case SET sealed_member = NULL, key_day = NULL, group_tag = NULL, "
            "spot_channel_id = NULL, spot_message_id = NULL WHERE case_id = $1",
            row["case_id"],
        )
        tx.execute(
            "UPDATE card SET sealed = NULL, key_day = NULL, stale = stale + 1 WHERE card_id = $1",
            row["case_id"],
        )
    end_duty(tx, guild_id, member_id)


def _names(categories: Iterable[Category]) -> str:
    return ",".join(sorted(one.value for one in categories))
