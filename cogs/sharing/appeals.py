"""The author's side of an appeal: asking another carer to look at what came back."""

from bot.care.case import CaseFault
from bot.core.ids import ID
from bot.discord.answers import say, think
from bot.discord.client import Client, Interaction
from bot.discord.components import Button
from bot.discord.modal import WordsModal
from bot.screening.verdict import Place

WORDS_MOST = 1000
"""Characters of a reason: enough to say why, short enough to be read at once."""


class AppealAsk(Button, template=rf"appeal:ask:(?P<post_id>{ID})"):
    """Opens the form; under a post that came back."""

    def __init__(self, post_id: str) -> None:
        self.post_id = post_id
        super().__init__(f"appeal:ask:{post_id}", "Ask for another look")

    async def press(self, interaction: Interaction) -> None:
        """Open the form: whose post it is, is checked when the form comes back."""
        say_ = interaction.client.content.say
        modal = AppealModal(self.post_id).asking(say_("appeal.why"), say_("appeal.hint"))
        await interaction.response.send_modal(modal)


class AppealModal(WordsModal, template=rf"appeal:form:(?P<post_id>{ID})"):
    """Why a carer should look again; the words may be left out."""

    most = WORDS_MOST

    def __init__(self, post_id: str) -> None:
        self.post_id = post_id
        super().__init__(f"appeal:form:{post_id}", "Ask for another look")

    async def submit(self, interaction: Interaction) -> None:
        """Store the appeal durably; another carer decides it."""
        await think(interaction)
        services = interaction.client.services
        guild_id = interaction.guild_id or 0
        words = self.words
        reading = services.screening.judge(guild_id, words, Place.FREE).reading
        outcome = await services.post_appeals.ask(
            guild_id, interaction.user.id, self.post_id, words, reading
        )
        if isinstance(outcome, CaseFault):
            key = "appeal.already" if outcome is CaseFault.TAKEN else "appeal.gone"
            await say(interaction, key)
            return
        await services.desk.show(outcome.case_id)
        await say(interaction, "appeal.done")


async def setup(client: Client) -> None:
    """discord.py's entry."""
    client.add_items(AppealAsk)
    client.add_modals(AppealModal)
