"""On a case about a named member's message: offering support, and steps against harm.

A case never gets both: when a case involves a crisis, no step is offered and none is taken,
whatever was pressed before the crisis was known.
"""

import discord

from bot.care.case import What
from bot.conduct.actions import ActionCase
from bot.conduct.sanctions import TIMEOUTS, Reason, Sanction, reasons
from bot.core import text
from bot.core.ids import ID
from bot.core.wording import Wording
from bot.discord.answers import say
from bot.discord.calls import tell
from bot.discord.client import Client, Interaction
from bot.discord.components import Button, Picker, view_of
from cogs.conduct.steps import say_in_channel, take_back, take_step, tell_author_of_step
from cogs.permission import as_carer

CASE = rf"(?P<case_id>{ID})"
_DONE = {
    Sanction.REMOVE: What.REMOVED,
    Sanction.WARN: What.WARNED,
    Sanction.TIMEOUT: What.TIMED_OUT,
}
WHATS = ("remove", "warn", *(f"timeout{seconds}" for seconds in TIMEOUTS))
WHAT = rf"(?P<what>{'|'.join(WHATS)})"


class OfferSupport(Button, template=rf"offer:support:{CASE}"):
    """The button that offers support to the author, gently and once."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(f"offer:support:{case_id}", "Offer support", discord.ButtonStyle.primary)

    async def press(self, interaction: Interaction) -> None:
        """Send a direct message or, if those are closed, a line in the channel without a name."""
        await as_carer(interaction, lambda: self._offer(interaction))

    async def _offer(self, interaction: Interaction) -> None:
        client, guild_id = interaction.client, interaction.guild_id or 0
        actions = client.services.actions
        about = await actions.about(guild_id, self.case_id)
        if about is None or not about.support:
            await say(interaction, "harm.gone")
            return
        now = int(client.services.clock().timestamp())
        if not await actions.first_offer(guild_id, self.case_id, now):
            await say(interaction, "offer.already")
            return
        group = text.escape(interaction.guild.name) if interaction.guild else ""
        line = client.content.say("offer.direct", group=group)
        if about.member_id is not None and await tell(client, about.member_id, line):
            await say(interaction, "offer.sent")
        elif about.message is not None and await say_in_channel(client, about.message.channel_id):
            await say(interaction, "offer.in_channel")
        else:
            await actions.unsent(guild_id, self.case_id)
            await say(interaction, "offer.nowhere")


class HarmMenu(Button, template=rf"harm:menu:{CASE}"):
    """The button that shows what can be done about harm."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(f"harm:menu:{case_id}", "Act on harm")

    async def press(self, interaction: Interaction) -> None:
        """Show only what the case allows, looked up at each press."""
        await as_carer(interaction, lambda: self._show(interaction))

    async def _show(self, interaction: Interaction) -> None:
        client = interaction.client
        about = await client.services.actions.about(interaction.guild_id or 0, self.case_id)
        if about is None:
            await say(interaction, "harm.gone")
        elif not about.steps:
            await say(interaction, "harm.never", view=view_of(OfferSupport(self.case_id)))
        else:
            menu = HarmStep(self.case_id, client.content, about.steps)
            await say(interaction, "harm.menu", view=view_of(menu))


class HarmStep(Picker, template=rf"harm:step:{CASE}"):
    """A menu that chooses a step."""

    def __init__(
        self,
        case_id: str,
        content: Wording | None = None,
        steps: frozenset[Sanction] = frozenset(),
    ) -> None:
        self.case_id = case_id
        options = [
            discord.SelectOption(value=what, label=content.say(f"harm.what_{what}"))
            for what in WHATS
            if content is not None and _step(what) in steps
        ]
        super().__init__(f"harm:step:{case_id}", "What to do …", options)

    async def press(self, interaction: Interaction) -> None:
        """Ask for the reason; nothing has happened yet."""
        await as_carer(interaction, lambda: self._ask(interaction))

    async def _ask(self, interaction: Interaction) -> None:
        client, what = interaction.client, self.picked
        actions = client.services.actions
        about = await actions.may(interaction.guild_id or 0, self.case_id, _step(what))
        if about is None:
            await say(interaction, "harm.never", view=view_of(OfferSupport(self.case_id)))
            return
        menu = HarmWhy(what, self.case_id, client.content, about)
        chosen = client.content.say(f"harm.what_{what}")
        await say(interaction, "harm.why", view=view_of(menu), what=chosen)


class HarmWhy(Picker, template=rf"harm:why:{WHAT}:{CASE}"):
    """A menu that chooses the reason, which the member reads, and takes the step."""

    def __init__(
        self,
        what: str,
        case_id: str,
        content: Wording | None = None,
        about: ActionCase | None = None,
    ) -> None:
        self.what, self.case_id = what, case_id
        listed = reasons(about.categories) if about is not None else ()
        options = [
            discord.SelectOption(value=one.value, label=content.say(f"harm.reason_{one.value}"))
            for one in listed
            if content is not None
        ]
        super().__init__(f"harm:why:{what}:{case_id}", "Because …", options)

    async def press(self, interaction: Interaction) -> None:
        """Take the step, after checking again that it is allowed."""
        await as_carer(interaction, lambda: self._act(interaction))

    async def _act(self, interaction: Interaction) -> None:
        client, guild_id = interaction.client, interaction.guild_id or 0
        step, seconds, reason = _step(self.what), _seconds(self.what), Reason(self.picked)
        about = await client.services.actions.may(guild_id, self.case_id, step)
        if about is None or about.member_id is None:
            await say(interaction, "harm.never", view=view_of(OfferSupport(self.case_id)))
            return
        failed = await take_step(interaction, about, step, seconds)
        if failed is not None:
            await say(interaction, f"harm.failed_{step.value}_{failed.value}")
            return
        record = await client.services.records.note(
            guild_id, about.member_id, step, reason, case_id=self.case_id, seconds=seconds
        )
        await client.services.cases.note_on(
            guild_id, self.case_id, _DONE[step], interaction.user.id, detail=reason.value
        )
        told = await tell_author_of_step(interaction, about, record)
        undo = view_of(HarmUndo(record.record_id, self.case_id))
        await say(interaction, "harm.done" if told else "harm.done_untold", view=undo)
        await client.services.desk.show_in(guild_id, self.case_id)


class HarmUndo(Button, template=rf"harm:undo:(?P<record_id>{ID}):{CASE}"):
    """The button that undoes a step, as far as possible."""

    def __init__(self, record_id: str, case_id: str) -> None:
        self.record_id, self.case_id = record_id, case_id
        super().__init__(f"harm:undo:{record_id}:{case_id}", "Undo")

    async def press(self, interaction: Interaction) -> None:
        """Undo the step, and tell the member."""
        await as_carer(interaction, lambda: self._undo(interaction))

    async def _undo(self, interaction: Interaction) -> None:
        client, guild_id = interaction.client, interaction.guild_id or 0
        services = client.services
        record = await services.records.get(guild_id, self.record_id)
        about = await services.actions.about(guild_id, self.case_id)
        if record is None or about is None or about.member_id is None:
            await say(interaction, "harm.no_undo")
            return
        if await take_back(interaction, record, about.member_id):
            await services.cases.note_on(guild_id, self.case_id, What.UNDONE, interaction.user.id)
            await services.desk.show_in(guild_id, self.case_id)


def _step(what: str) -> Sanction:
    return Sanction.TIMEOUT if what.startswith("timeout") else Sanction(what)


def _seconds(what: str) -> int:
    return int(what.removeprefix("timeout")) if what.startswith("timeout") else 0


async def setup(client: Client) -> None:
    """Register the buttons and menus."""
    client.add_items(OfferSupport, HarmMenu, HarmStep, HarmWhy, HarmUndo)
