"""What the services ask of Discord, except for check-ins, in one object."""

from cogs.care.delivery import DiscordCare
from cogs.sharing.delivery import DiscordSharing
from cogs.talks.delivery import DiscordTalks


class DiscordGateway(DiscordSharing, DiscordCare, DiscordTalks):
    """The implementation of :class:`bot.services.DiscordGateways` on discord.py."""
