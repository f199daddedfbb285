"""All that the services ask of Discord, but for check-ins, in one object."""

from cogs.care.delivery import CareGateway
from cogs.sharing.delivery import SharingGateway
from cogs.talks.delivery import TalksGateway


class DiscordGateway(SharingGateway, CareGateway, TalksGateway):
    """Implements :class:`bot.services.Gateway` on discord.py."""
