"""The AutoMod rules that Haven made in each group, and what they should contain."""

from bot.core.db import Database
from bot.screening import store
from bot.screening.automod import Wanted, plan
from bot.screening.service import Screening


class AutomodRules:
    """Stores the ids of the rules that Haven made, so that it never changes another rule."""

    def __init__(self, db: Database, screening: Screening, own: Wanted) -> None:
        self._db = db
        self._screening = screening
        self._own = own

    def wanted(self, guild_id: int) -> tuple[Wanted, ...]:
        """Return the rules that this group should have."""
        return plan(self._own, self._screening.phrases(guild_id))

    async def rules(self, guild_id: int) -> set[int]:
        """Return the ids of the rules that Haven made here; empty when blocking is off."""
        return await self._db.read(lambda r: store.rules(r, guild_id))

    async def keep(self, guild_id: int, rule_id: int) -> None:
        """Store the id of a rule that Haven has just made."""
        await self._db.write(lambda tx: store.keep_rule(tx, guild_id, rule_id))

    async def drop(self, guild_id: int, rule_id: int) -> None:
        """Delete the id of a rule that no longer exists."""
        await self._db.write(lambda tx: store.drop_rule(tx, guild_id, rule_id))
