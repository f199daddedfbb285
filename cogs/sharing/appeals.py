"""The author's side of an appeal: asking another carer to look at a returned post."""

from bot.care.case import CaseFault
from bot.core.ids import ID
from bot.discord.answers import say, think
from bot.discord.client import Client, Interaction
from bot.discord.components import Button
from bot.discord.modal import WordsModal
from bot.screening.verdict import Place

WORDS_MOST = 1000
"""Max characters of an appeal's reason: enough to say why, short enough to read at once."""


class AppealAsk(Button, template=rf"appeal:ask:(?P<post_id>{ID})"):
    """The button under a returned post that opens the form for an appeal."""

    def __init__(self, post_id: str) -> None:
        self.post_id = post_id
        super().__init__(f"appeal:ask:{post_id}", "Ask for another look")

    async def press(self, interaction: Interaction) -> None:
        """Open the form; its submit checks that the post is the member's."""
        say_ = interaction.client.content.say
        modal = AppealModal(self.post_id).asking(say_("appeal.why"), say_("appeal.hint"))
        await interaction.response.send_modal(modal)


class AppealModal(WordsModal, template=rf"appeal:form:(?P<post_id>{ID})"):
    """The form for why a carer should look again; the reason is optional."""

    most = WORDS_MOST

    def __init__(self, post_id: str) -> None:
        self.post_id = post_id
        super().__init__(f"appeal:form:{post_id}", "Ask for another look")

    async def submit(self, interaction: Interaction) -> None:
        """Store the appeal durably, for another carer to decide."""
        await think(interaction)
        services = interaction.client.services
        guild_id = interaction.guild_id or 0
        words = self.words
        verdict = await services.screening.judge_fully(guild_id, words, Place.FREE)
        outcome = await services.post_appeals.ask(
            guild_id, interaction.user.id, self.post_id, words, verdict.reading
        )
        if isinstance(outcome, CaseFault):
            key = "appeal.already" if outcome is CaseFault.TAKEN else "appeal.gone"
            await say(interaction, key)
            return
        await services.desk.show(outcome.case_id)
        await say(interaction, "appeal.done")


async def setup(client: Client) -> None:
    """Register the button and the form."""
    client.add_items(AppealAsk)
    client.add_modals(AppealModal)
