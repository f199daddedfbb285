"""stand-in"""

from bot.cases.rules import NewCase, Opened
from bot.db import Transaction


class Cases:
    def __init__(self, new_id):
        self.opened = []
        self._new_id = new_id

    def open_in(self, tx: Transaction, case: NewCase) -> Opened:
        self.opened.append(case)
        return Opened(self._new_id())

    def talk_gone(self, tx, talk_id): ...
    async def deliver(self, case_id) -> bool:
        return True

    async def show_talk(self, talk_id): ...


class Roster:
    async def on_duty(self, guild_id) -> tuple[int, ...]:
        return ()
