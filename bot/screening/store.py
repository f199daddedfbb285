"""What a group wants of screening, remembered: SQL and nothing else."""

from bot.core.db import Reader, Transaction
from bot.screening.decide import Action, Degree, allowed
from bot.screening.phrases import Phrase
from bot.screening.verdict import Decision, Place


def cells(reader: Reader) -> dict[int, dict[tuple[Degree, Place], Decision]]:
    """Every cell that a group has changed. One that may no longer be chosen is passed over."""
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
    """Every group's phrases, in the order of the alphabet."""
    found: dict[int, list[Phrase]] = {}
    for row in reader.all("SELECT * FROM screen_phrase ORDER BY guild_id, folded"):
        phrase = Phrase(row["phrase_id"], row["phrase"], row["folded"], Action(row["action"]))
        found.setdefault(row["guild_id"], []).append(phrase)
    return found


def set_cell(
    tx: Transaction, guild_id: int, degree: Degree, place: Place, decision: Decision | None
) -> None:
    """Changes a cell; None brings the default back."""
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
    """What the group chose for a cell; None where the default stands."""
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
    """Remembers what a change replaced."""
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
    """A change that is being undone, and forgotten by that; None when there is none."""
    row = tx.one(
        "SELECT * FROM screen_change WHERE change_id = $1 AND guild_id = $2", change_id, guild_id
    )
    if row is None:
        return None
    tx.execute("DELETE FROM screen_change WHERE change_id = $1", change_id)
    before = Decision(row["decision"]) if row["decision"] else None
    return Degree(row["degree"]), Place(row["place"]), before


def drop_changes_before(tx: Transaction, moment: int) -> None:
    """Forgets changes too old to undo."""
    tx.execute("DELETE FROM screen_change WHERE changed_at < $1", moment)


def add_phrase(tx: Transaction, guild_id: int, phrase: Phrase) -> None:
    """Adds a phrase that the group does not have."""
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
    """Changes what a phrase does."""
    tx.execute(
        "UPDATE screen_phrase SET action = $3 WHERE guild_id = $1 AND folded = $2",
        guild_id,
        folded,
        action.value,
    )


def drop_phrase(tx: Transaction, guild_id: int, folded: str) -> bool:
    """Removes a phrase; False when the group has no such phrase."""
    return bool(
        tx.execute(
            "DELETE FROM screen_phrase WHERE guild_id = $1 AND folded = $2", guild_id, folded
        )
    )


def phrases_of(reader: Reader, guild_id: int) -> list[Phrase]:
    """One group's phrases, in the order of the alphabet."""
    return [
        Phrase(row["phrase_id"], row["phrase"], row["folded"], Action(row["action"]))
        for row in reader.all(
            "SELECT * FROM screen_phrase WHERE guild_id = $1 ORDER BY folded", guild_id
        )
    ]


def rules(reader: Reader, guild_id: int) -> set[int]:
    """The ids of the AutoMod rules that Haven made in a group."""
    found = reader.all("SELECT rule_id FROM automod_rule WHERE guild_id = $1", guild_id)
    return {row["rule_id"] for row in found}


def keep_rule(tx: Transaction, guild_id: int, rule_id: int) -> None:
    """Remembers a rule that Haven made."""
    tx.execute(
        "INSERT INTO automod_rule (rule_id, guild_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        rule_id,
        guild_id,
    )


def drop_rule(tx: Transaction, guild_id: int, rule_id: int) -> None:
    """Forgets a rule that is gone."""
    tx.execute("DELETE FROM automod_rule WHERE rule_id = $1 AND guild_id = $2", rule_id, guild_id)
