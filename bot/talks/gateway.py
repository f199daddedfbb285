"""The Discord operations that talks need. ``cogs`` provides them."""

from typing import Protocol

from bot.talks.rules import Talk


class TalkGateway(Protocol):
    """The messages that talks send. No method raises for an expected answer from Discord."""

    async def tell_talk(self, member_id: int, talk: Talk) -> bool:
        """Tell a member privately that the team has answered; False when it cannot be sent."""
        ...
