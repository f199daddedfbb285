"""stand-in"""

from collections.abc import Callable

from bot.cases.rules import NewCase, Opened
from bot.db import Transaction


class Cases:
    def __init__(self, new_id: Callable[[], str]) -> None:
        self.opened: list[NewCase] = []
        self.by_id: dict[str, NewCase] = {}
        self._new_id = new_id

    async def open(self, case: NewCase) -> Opened:
        return self.open_in(None, case)

    async def look(self, guild_id: int, case_id: str) -> NewCase | None:
        found = self.by_id.get(case_id)
        return found if found and found.guild_id == guild_id else None

    def open_in(self, tx: Transaction | None, case: NewCase) -> Opened:
        self.opened.append(case)
        case_id = self._new_id()
        self.by_id[case_id] = case
        return Opened(case_id)

    def talk_gone(self, tx, talk_id): ...
    async def deliver(self, case_id: str) -> bool:
        return True

    async def show_talk(self, talk_id): ...


class Roster:
    async def on_duty(self, guild_id: int) -> tuple[int, ...]:
        return ()
