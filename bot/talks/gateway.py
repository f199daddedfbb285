"""What talks ask of Discord. ``cogs`` provides it."""

from typing import Protocol

from bot.talks.rules import Talk


class TalkGateway(Protocol):
    """Nothing raises for what Discord may well answer."""

    async def tell_talk(self, member_id: int, talk: Talk) -> bool:
        """Tells a member privately that the team has answered; False where it cannot be sent."""
        ...
