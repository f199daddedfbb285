"""Which rules of Discord's AutoMod are Haven's in each group, and what they should say."""

from bot.core.db import Database
from bot.screening import store
from bot.screening.automod import Wanted, plan
from bot.screening.service import Screening


class Blocking:
    """Remembers the rules that Haven made, so that it never touches another."""

    def __init__(self, db: Database, screening: Screening, own: Wanted) -> None:
        self._db = db
        self._screening = screening
        self._own = own

    def wanted(self, guild_id: int) -> tuple[Wanted, ...]:
        """The rules that should stand in this group."""
        return plan(self._own, self._screening.phrases(guild_id))

    async def rules(self, guild_id: int) -> set[int]:
        """The ids of the rules that Haven made here. Empty: it is switched off."""
        return await self._db.read(lambda r: store.rules(r, guild_id))

    async def keep(self, guild_id: int, rule_id: int) -> None:
        """Remembers a rule just made."""
        await self._db.write(lambda tx: store.keep_rule(tx, guild_id, rule_id))

    async def drop(self, guild_id: int, rule_id: int) -> None:
        """Forgets a rule that is gone."""
        await self._db.write(lambda tx: store.drop_rule(tx, guild_id, rule_id))
