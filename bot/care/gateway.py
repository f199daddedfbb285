"""The requests that care makes to Discord. ``cogs`` implements them."""

from typing import Protocol

from bot.care.cards import CardView
from bot.care.case import Case
from bot.care.ladder import Call
from bot.core.delivery import Refusal, Sent
from bot.groups.rules import Group


class CareGateway(Protocol):
    """Care's requests to Discord. A refusal that Discord may give is returned, not raised."""

    async def send_card(self, group: Group, view: CardView) -> Sent | Refusal:
        """Send a card to the care channel, with its nonce."""
        ...

    async def find_card(self, group: Group, card: Case) -> Sent | Refusal | None:
        """Look for a card that may be out since its claim; None when it surely is not."""
        ...

    async def show_card(self, view: CardView) -> Refusal | None:
        """Edit the message of a card so that it shows the current state."""
        ...

    async def send_call(self, group: Group, call: Call) -> Sent | Refusal:
        """Call people in the care channel, with the call's id as its nonce."""
        ...

    async def find_call(self, group: Group, call: Call) -> Sent | Refusal | None:
        """Look for a call that may be out since its claim; None when it surely is not."""
        ...

    async def call_owner(self, group: Group, call: Call) -> Sent | Refusal:
        """Tell the server's owner that no carer has taken a case, with the call's id as nonce."""
        ...

    async def find_owner_call(self, group: Group, call: Call) -> Sent | Refusal | None:
        """Look for a call to the owner that may be out since its claim."""
        ...

    async def tell_owner(self, group: Group) -> None:
        """Tell the server's owner that cards do not reach the care channel; best effort."""
        ...
