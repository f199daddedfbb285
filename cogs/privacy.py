"""/privacy: what Haven keeps and for how long, from the constants that the purge uses."""

from discord import app_commands
from discord.ext import commands

from bot.checkins import rules as checkin_rules
from bot.conduct.sanctions import RECORD_DAYS
from bot.core.seals import WORDS_DAYS
from bot.discord.answers import say
from bot.discord.client import Client, Interaction
from bot.sharing import rules
from bot.talks.rules import TALK_DAYS


class PrivacyInfo(commands.Cog):
    """The /privacy command."""

    @app_commands.command(name="privacy", description="Who can see what, and what Haven keeps")
    @app_commands.guild_only()
    async def privacy(self, interaction: Interaction) -> None:
        """Say what Haven keeps. This works before setup too: members ask this first."""
        group = interaction.client.services.groups.get(interaction.guild_id or 0)
        link = "privacy.link" if group.link_days else "privacy.no_link"
        await say(
            interaction,
            "privacy.all",
            link=interaction.client.content.say(link, days=group.link_days),
            words_days=WORDS_DAYS,
            ended_days=rules.ENDED_DAYS,
            hearing_days=rules.HEARING_DAYS,
            talk_days=TALK_DAYS,
            record_days=RECORD_DAYS,
            pause_days=max(rules.PAUSE_DAYS),
            floor=checkin_rules.FLOOR,
            change_days=checkin_rules.CHANGES_DAYS,
        )


async def setup(client: Client) -> None:
    """Register ``/privacy``, also for groups that are not set up."""
    cog = PrivacyInfo()
    cog.privacy.extras["without_setup"] = True
    await client.add_cog(cog)
