"""The author's side of an appeal: asking another carer to look at what came back."""

import discord
from discord import ui

from bot.care.case import Fault
from bot.core.ids import ID
from bot.discord.boundary import Button, Client, Interaction, Modal, say, think
from bot.screening.verdict import Place

WORDS_MOST = 1000
"""Characters of a reason: enough to say why, short enough to be read at once."""


class AppealAsk(Button, template=rf"appeal:ask:(?P<post_id>{ID})"):
    """Opens the form; under a post that came back."""

    def __init__(self, post_id: str) -> None:
        self.post_id = post_id
        super().__init__(f"appeal:ask:{post_id}", "Ask for another look")

    async def press(self, interaction: Interaction) -> None:
        """A form must be the first answer; whose post it is is checked when it comes back."""
        modal = AppealModal(self.post_id).filled(interaction.client)
        await interaction.response.send_modal(modal)


class AppealModal(Modal, template=rf"appeal:form:(?P<post_id>{ID})"):
    """Why a carer should look again; the words may be left out."""

    def __init__(self, post_id: str) -> None:
        self.post_id = post_id
        super().__init__(f"appeal:form:{post_id}", "Ask for another look")

    def filled(self, client: Client) -> "AppealModal":
        """The form with its one field."""
        self.add_item(
            ui.Label(
                text=client.content.say("appeal.why"),
                description=client.content.say("appeal.hint"),
                component=ui.TextInput[ui.View](
                    custom_id="words",
                    style=discord.TextStyle.paragraph,
                    required=False,
                    max_length=WORDS_MOST,
                ),
            )
        )
        return self

    async def submit(self, interaction: Interaction) -> None:
        """Durable when it answers; decided by another carer."""
        await think(interaction)
        services = interaction.client.services
        guild_id = interaction.guild_id or 0
        words = self.values.get("words", "")
        reading = services.screening.judge(guild_id, words, Place.FREE).reading
        outcome = await services.post_appeals.ask(
            guild_id, interaction.user.id, self.post_id, words, reading
        )
        if isinstance(outcome, Fault):
            key = "appeal.already" if outcome is Fault.TAKEN else "appeal.gone"
            await say(interaction, key)
            return
        await services.desk.show(outcome.case_id)
        await say(interaction, "appeal.done")


async def setup(client: Client) -> None:
    """discord.py's entry."""
    client.add_items(AppealAsk)
    client.add_modals(AppealModal)
