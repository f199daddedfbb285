"""Closing a case with a reason, reopening it, and showing its history."""

import discord

from bot.care.case import Closing, Done
from bot.core.ids import ID
from bot.core.wording import Wording
from bot.discord.answers import say
from bot.discord.client import Client, Interaction
from bot.discord.components import Button, Picker, view_of
from cogs import render
from cogs.care.claiming import refuse, tell
from cogs.permission import as_carer

CASE = rf"(?P<case_id>{ID})"


class CaseClose(Picker, template=rf"case:close:{CASE}"):
    """The menu that closes a case with a reason."""

    def __init__(self, case_id: str, content: Wording | None = None) -> None:
        self.case_id = case_id
        options = [
            discord.SelectOption(value=one.value, label=content.say(f"closing.{one.value}"))
            for one in Closing
            if content is not None
        ]
        super().__init__(f"case:close:{case_id}", "Close it, because …", options)

    async def press(self, interaction: Interaction) -> None:
        """Close the case; a carer can reopen it."""
        await as_carer(interaction, lambda: close(interaction, self.case_id, Closing(self.picked)))


class CaseFalseAlarm(Button, template=rf"case:false:{CASE}"):
    """The button for a false alarm: one press. It is counted by rule; nothing learns from it."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(f"case:false:{case_id}", "False alarm")

    async def press(self, interaction: Interaction) -> None:
        """Close the case as a false alarm; a carer can reopen it."""
        await as_carer(interaction, lambda: close(interaction, self.case_id, Closing.FALSE_ALARM))


class CaseReopen(Button, template=rf"case:reopen:{CASE}"):
    """The button that reopens a closed case."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(f"case:reopen:{case_id}", "Open again")

    async def press(self, interaction: Interaction) -> None:
        """Reopen the case with a calm clock: a carer is looking at it now."""
        await as_carer(interaction, lambda: self._reopen(interaction))

    async def _reopen(self, interaction: Interaction) -> None:
        services, guild_id = interaction.client.services, interaction.guild_id or 0
        fault = await services.cases.reopen(guild_id, self.case_id, interaction.user.id)
        await tell(interaction, fault, self.case_id, "casework.reopened")
        await services.desk.show_in(guild_id, self.case_id)


class CaseHistory(Button, template=rf"case:history:{CASE}"):
    """The button that shows what carers did on a case."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(f"case:history:{case_id}", "History")

    async def press(self, interaction: Interaction) -> None:
        """Show which carer did what, and when."""
        await as_carer(interaction, lambda: self._show(interaction))

    async def _show(self, interaction: Interaction) -> None:
        services, guild_id = interaction.client.services, interaction.guild_id or 0
        done = await services.cases.history(guild_id, self.case_id)
        if done is None:
            await say(interaction, "casework.gone")
            return
        content = interaction.client.content
        lines = render.as_many([_line(content, one) for one in reversed(done)], 1700)
        await say(interaction, "casework.history", lines=lines)


async def close(interaction: Interaction, case_id: str, closing: Closing) -> None:
    """Close a case with a reason, and offer to reopen it."""
    services, guild_id = interaction.client.services, interaction.guild_id or 0
    fault = await services.cases.close(guild_id, case_id, interaction.user.id, closing)
    if fault is None:
        why = interaction.client.content.say(f"closing.{closing.value}")
        again = view_of(CaseReopen(case_id))
        await say(interaction, "casework.closed_now", view=again, why=why)
    else:
        await refuse(interaction, fault, case_id)
    await services.desk.show_in(guild_id, case_id)


def _line(content: Wording, done: Done) -> str:
    who = content.say("casework.by", who=f"<@{done.member_id}>") if done.member_id else ""
    what = content.say(f"did.{done.what.value}")
    return content.say("casework.line", when=render.moment(done.at), what=what, who=who)


async def setup(client: Client) -> None:
    """Register the menu and the buttons."""
    client.add_items(CaseClose, CaseFalseAlarm, CaseReopen, CaseHistory)
