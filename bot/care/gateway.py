"""What cases ask of Discord. ``cogs`` provides it."""

from typing import Protocol

from bot.care.case import Call
from bot.core.delivery import Refusal, Sent
from bot.groups.rules import Group


class Gateway(Protocol):
    """Nothing raises for what Discord may well answer."""

    async def send_call(self, group: Group, call: Call) -> Sent | Refusal:
        """Calls people in the care channel, with the call's id as its nonce."""
        ...

    async def call_owner(self, group: Group, call: Call) -> None:
        """Tells the server's owner that nobody has taken a case; best effort."""
        ...
