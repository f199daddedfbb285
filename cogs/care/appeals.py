"""The care team's side of an appeal: uphold a decision, or overturn it."""

import discord

from bot.care.case import CaseFault
from bot.core.ids import ID
from bot.discord.answers import say
from bot.discord.client import Client, Interaction
from bot.discord.components import Button
from bot.sharing.decisions import Decided
from cogs.care.claiming import refuse
from cogs.conduct.steps import answer_appeal
from cogs.permission import as_carer

CASE = rf"(?P<case_id>{ID})"


class AppealUphold(Button, template=rf"appeal:uphold:{CASE}"):
    """The button that upholds the decision an appeal is about."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(f"appeal:uphold:{case_id}", "Keep it so")

    async def press(self, interaction: Interaction) -> None:
        """Keep the decision, and tell the member that another carer has looked."""
        await as_carer(interaction, lambda: answer(interaction, self.case_id, overturn=False))


class AppealOverturn(Button, template=rf"appeal:overturn:{CASE}"):
    """The button that overturns the decision an appeal is about."""

    def __init__(self, case_id: str, label: str = "Let it appear") -> None:
        self.case_id = case_id
        super().__init__(f"appeal:overturn:{case_id}", label, discord.ButtonStyle.success)

    async def press(self, interaction: Interaction) -> None:
        """Post what was held back or take the measure back, and tell the member."""
        await as_carer(interaction, lambda: answer(interaction, self.case_id, overturn=True))


async def answer(interaction: Interaction, case_id: str, *, overturn: bool) -> None:
    """Answer an appeal; refuse the carer who decided, unless no other has answered in time."""
    services, guild_id = interaction.client.services, interaction.guild_id or 0
    case, carer_id = await services.cases.get(guild_id, case_id), interaction.user.id
    post_id = case.post_id if case else None
    if post_id is None:
        done = await services.appeals.answer(guild_id, case_id, carer_id, overturn=overturn)
    else:
        done = await services.post_appeals.answer(
            guild_id, case_id, carer_id, post_id, overturn=overturn
        )
    match done:
        case CaseFault():
            await refuse(interaction, done, case_id)
            return
        case Decided.DONE | None:
            pass
        case _:
            await say(interaction, f"care.{done.value}")
            return
    if post_id is None:
        await answer_appeal(interaction, case_id, overturn=overturn)
    elif overturn:
        await services.outbox.deliver(post_id)
        await services.outbox.tell_returned(post_id, undone=True)
        await say(interaction, "casework.overturned")
    else:
        await services.outbox.tell_returned(post_id, upheld=True)
        await say(interaction, "casework.upheld")
    await services.desk.show_in(guild_id, case_id)
    if post_id is not None:
        await services.desk.show_post(post_id)


async def setup(client: Client) -> None:
    """Register the two answers to an appeal."""
    client.add_items(AppealUphold, AppealOverturn)
