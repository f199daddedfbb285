"""The tables of a group's screening settings. SQL only."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.db import Reader, Transaction
from bot.screening.decide import Action, Degree, allowed
from bot.screening.phrases import Phrase
from bot.screening.verdict import Decision, Place


@dataclass(frozen=True, slots=True)
class ImportPart:
    """What an import did to one phrase; ``before`` None: it added the phrase."""

    phrase_id: str
    before: Action | None
    after: Action


def cells(reader: Reader) -> dict[int, dict[tuple[Degree, Place], Decision]]:
    """Return every cell that a group has changed; skip those that may no longer be chosen."""
    found: dict[int, dict[tuple[Degree, Place], Decision]] = {}
    known = {degree.value for degree in Degree}
    for row in reader.all("SELECT * FROM screen_cell"):
        if row["degree"] not in known:
            continue
        degree, place = Degree(row["degree"]), Place(row["place"])
        decision = Decision(row["decision"])
        if decision in allowed(degree, place):
            found.setdefault(row["guild_id"], {})[degree, place] = decision
    return found


def phrases(reader: Reader) -> dict[int, list[Phrase]]:
    """Return every group's phrases, in alphabetical order."""
    found: dict[int, list[Phrase]] = {}
    for row in reader.all("SELECT * FROM screen_phrase ORDER BY guild_id, folded"):
        phrase = Phrase(row["phrase_id"], row["phrase"], row["folded"], Action(row["action"]))
        found.setdefault(row["guild_id"], []).append(phrase)
    return found


def set_cell(
    tx: Transaction, guild_id: int, degree: Degree, place: Place, decision: Decision | None
) -> None:
    """Change a cell; None restores the default."""
    if decision is None:
        tx.execute(
            "DELETE FROM screen_cell WHERE guild_id = $1 AND degree = $2 AND place = $3",
            guild_id,
            degree.value,
            place.value,
        )
        return
    tx.execute(
        "INSERT INTO screen_cell (guild_id, degree, place, decision) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (guild_id, degree, place) DO UPDATE SET decision = excluded.decision",
        guild_id,
        degree.value,
        place.value,
        decision.value,
    )


def cell(reader: Reader, guild_id: int, degree: Degree, place: Place) -> Decision | None:
    """Return the group's choice for a cell; None when the default applies."""
    row = reader.one(
        "SELECT decision FROM screen_cell WHERE guild_id = $1 AND degree = $2 AND place = $3",
        guild_id,
        degree.value,
        place.value,
    )
    return Decision(row["decision"]) if row else None


def record_change(
    tx: Transaction,
    change_id: str,
    guild_id: int,
    degree: Degree,
    place: Place,
    before: Decision | None,
    now: int,
) -> None:
    """Store what a change replaced, so that it can be undone."""
    tx.execute(
        "INSERT INTO screen_change (change_id, guild_id, degree, place, decision, changed_at) "
        "VALUES ($1, $2, $3, $4, $5, $6)",
        change_id,
        guild_id,
        degree.value,
        place.value,
        before.value if before else None,
        now,
    )


def take_change(
    tx: Transaction, guild_id: int, change_id: str
) -> tuple[Degree, Place, Decision | None] | None:
    """Delete and return a change that is being undone; None when it is not found."""
    row = tx.one(
        "SELECT * FROM screen_change WHERE change_id = $1 AND guild_id = $2", change_id, guild_id
    )
    if row is None:
        return None
    tx.execute("DELETE FROM screen_change WHERE change_id = $1", change_id)
    before = Decision(row["decision"]) if row["decision"] else None
    return Degree(row["degree"]), Place(row["place"]), before


def drop_changes_before(tx: Transaction, moment: int) -> None:
    """Delete changes that are too old to undo."""
    tx.execute("DELETE FROM screen_change WHERE changed_at < $1", moment)


def add_phrase(tx: Transaction, guild_id: int, phrase: Phrase) -> None:
    """Insert a phrase that the group does not have."""
    tx.execute(
        "INSERT INTO screen_phrase (phrase_id, guild_id, phrase, folded, action) "
        "VALUES ($1, $2, $3, $4, $5)",
        phrase.phrase_id,
        guild_id,
        phrase.phrase,
        phrase.folded,
        phrase.action.value,
    )


def set_action(tx: Transaction, guild_id: int, folded: str, action: Action) -> None:
    """Change the action of a phrase."""
    tx.execute(
        "UPDATE screen_phrase SET action = $3 WHERE guild_id = $1 AND folded = $2",
        guild_id,
        folded,
        action.value,
    )


def drop_phrase(tx: Transaction, guild_id: int, folded: str) -> bool:
    """Delete a phrase; False when the group has no such phrase."""
    return bool(
        tx.execute(
            "DELETE FROM screen_phrase WHERE guild_id = $1 AND folded = $2", guild_id, folded
        )
    )


def phrases_of(reader: Reader, guild_id: int) -> list[Phrase]:
    """Return one group's phrases, in alphabetical order."""
    return [
        Phrase(row["phrase_id"], row["phrase"], row["folded"], Action(row["action"]))
        for row in reader.all(
            "SELECT * FROM screen_phrase WHERE guild_id = $1 ORDER BY folded", guild_id
        )
    ]


def record_import(
    tx: Transaction, import_id: str, guild_id: int, parts: Iterable[ImportPart], now: int
) -> None:
    """Store what an import did, so that it can be undone. Ids alone, no words."""
    # Two imports of one second would have no order, and "the last one" must be the last one.
    before = tx.one(
        "SELECT MAX(imported_at) AS at FROM phrase_import WHERE guild_id = $1", guild_id
    )
    now = max(now, before["at"] + 1) if before and before["at"] is not None else now
    for part in parts:
        tx.execute(
            "INSERT INTO phrase_import "
            "(import_id, phrase_id, guild_id, action_before, action_after, imported_at) "
            "VALUES ($1, $2, $3, $4, $5, $6)",
            import_id,
            part.phrase_id,
            guild_id,
            part.before.value if part.before else None,
            part.after.value,
            now,
        )


def take_import(tx: Transaction, guild_id: int, import_id: str) -> list[ImportPart]:
    """Delete and return what an import did; empty when it is not found."""
    rows = tx.all(
        "SELECT * FROM phrase_import WHERE import_id = $1 AND guild_id = $2", import_id, guild_id
    )
    tx.execute(
        "DELETE FROM phrase_import WHERE import_id = $1 AND guild_id = $2", import_id, guild_id
    )
    return [
        ImportPart(
            row["phrase_id"],
            Action(row["action_before"]) if row["action_before"] else None,
            Action(row["action_after"]),
        )
        for row in rows
    ]


def last_import(reader: Reader, guild_id: int, since: int) -> str | None:
    """Return the id of the group's latest import since ``since``; None when there is none."""
    row = reader.one(
        "SELECT import_id FROM phrase_import WHERE guild_id = $1 AND imported_at >= $2 "
        "ORDER BY imported_at DESC, import_id LIMIT 1",
        guild_id,
        since,
    )
    return row["import_id"] if row else None


def drop_imports_before(tx: Transaction, moment: int) -> None:
    """Delete what would undo imports that are too old for it."""
    tx.execute("DELETE FROM phrase_import WHERE imported_at < $1", moment)


def put_back(tx: Transaction, guild_id: int, part: ImportPart) -> bool:
    """Undo one part of an import; False when the phrase has been changed or removed since."""
    if part.before is None:
        return bool(
            tx.execute(
                "DELETE FROM screen_phrase WHERE guild_id = $1 AND phrase_id = $2 AND action = $3",
                guild_id,
                part.phrase_id,
                part.after.value,
            )
        )
    return bool(
        tx.execute(
            "UPDATE screen_phrase SET action = $4 "
            "WHERE guild_id = $1 AND phrase_id = $2 AND action = $3",
            guild_id,
            part.phrase_id,
            part.after.value,
            part.before.value,
        )
    )


def rules(reader: Reader, guild_id: int) -> set[int]:
    """Return the ids of the AutoMod rules that Haven made in a group."""
    found = reader.all("SELECT rule_id FROM automod_rule WHERE guild_id = $1", guild_id)
    return {row["rule_id"] for row in found}


def keep_rule(tx: Transaction, guild_id: int, rule_id: int) -> None:
    """Store the id of a rule that Haven made."""
    tx.execute(
        "INSERT INTO automod_rule (rule_id, guild_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        rule_id,
        guild_id,
    )


def drop_rule(tx: Transaction, guild_id: int, rule_id: int) -> None:
    """Delete the id of a rule that no longer exists."""
    tx.execute("DELETE FROM automod_rule WHERE rule_id = $1 AND guild_id = $2", rule_id, guild_id)
