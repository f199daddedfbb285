"""On a case about a named member's message: offering support, and steps against harm.

The two never meet: where crisis is in a case, no step is offered and none is taken, whatever was
pressed before it was known.
"""

from datetime import timedelta
from enum import Enum

import discord

from bot.care.case import What
from bot.conduct.actions import About
from bot.conduct.sanctions import TIMEOUTS, Reason, Record, Step, reasons
from bot.core import text
from bot.core.ids import ID
from bot.core.wording import Wording
from bot.discord.boundary import (
    EMBED_MAX,
    NO_PINGS,
    UNREACHABLE,
    Button,
    Client,
    Interaction,
    Picker,
    say,
    view_of,
)
from bot.discord.direct_messages import tell
from cogs.permission import as_carer
from cogs.sharing import render

CASE = rf"(?P<case_id>{ID})"
_DONE = {Step.REMOVE: What.REMOVED, Step.WARN: What.WARNED, Step.TIMEOUT: What.TIMED_OUT}
WHATS = ("remove", "warn", *(f"timeout{seconds}" for seconds in TIMEOUTS))
WHAT = rf"(?P<what>{'|'.join(WHATS)})"


class Failed(Enum):
    """Why a step did not happen."""

    GONE = "gone"
    """The message, or its author, is no longer there."""
    NOT_ALLOWED = "not_allowed"
    DISCORD = "discord"


class OfferSupport(Button, template=rf"offer:support:{CASE}"):
    """Reaches out to whoever wrote it, gently and once."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(f"offer:support:{case_id}", "Offer support", discord.ButtonStyle.primary)

    async def press(self, interaction: Interaction) -> None:
        """A direct message; where that is closed, a word in the channel that points at nobody."""
        await as_carer(interaction, lambda: self._offer(interaction))

    async def _offer(self, interaction: Interaction) -> None:
        client, guild_id = interaction.client, interaction.guild_id or 0
        acts = client.services.acts
        about = await acts.about(guild_id, self.case_id)
        if about is None or not about.support:
            await say(interaction, "harm.gone")
            return
        now = int(client.services.clock().timestamp())
        if not await acts.first_offer(guild_id, self.case_id, now):
            await say(interaction, "offer.already")
            return
        group = text.escape(interaction.guild.name) if interaction.guild else ""
        line = client.content.say("offer.direct", group=group)
        if about.member_id is not None and await tell(client, about.member_id, line):
            await say(interaction, "offer.sent")
        elif about.message is not None and await _in_channel(client, about.message.channel_id):
            await say(interaction, "offer.in_channel")
        else:
            await acts.unsent(guild_id, self.case_id)
            await say(interaction, "offer.nowhere")


class HarmMenu(Button, template=rf"harm:menu:{CASE}"):
    """What can be done about harm."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(f"harm:menu:{case_id}", "Act on harm")

    async def press(self, interaction: Interaction) -> None:
        """Only what the case allows, asked anew at each press."""
        await as_carer(interaction, lambda: self._show(interaction))

    async def _show(self, interaction: Interaction) -> None:
        client = interaction.client
        about = await client.services.acts.about(interaction.guild_id or 0, self.case_id)
        if about is None:
            await say(interaction, "harm.gone")
        elif not about.steps:
            await say(interaction, "harm.never", view=view_of(OfferSupport(self.case_id)))
        else:
            menu = HarmStep(self.case_id, client.content, about.steps)
            await say(interaction, "harm.menu", view=view_of(menu))


class HarmStep(Picker, template=rf"harm:step:{CASE}"):
    """Chooses a step."""

    def __init__(
        self,
        case_id: str,
        content: Wording | None = None,
        steps: frozenset[Step] = frozenset(),
    ) -> None:
        self.case_id = case_id
        options = [
            discord.SelectOption(value=what, label=content.say(f"harm.what_{what}"))
            for what in WHATS
            if content is not None and _step(what) in steps
        ]
        super().__init__(f"harm:step:{case_id}", "What to do …", options)

    async def press(self, interaction: Interaction) -> None:
        """Asks for the reason; nothing has happened yet."""
        await as_carer(interaction, lambda: self._ask(interaction))

    async def _ask(self, interaction: Interaction) -> None:
        client, what = interaction.client, self.picked
        acts = client.services.acts
        about = await acts.may(interaction.guild_id or 0, self.case_id, _step(what))
        if about is None:
            await say(interaction, "harm.never", view=view_of(OfferSupport(self.case_id)))
            return
        menu = HarmWhy(what, self.case_id, client.content, about)
        chosen = client.content.say(f"harm.what_{what}")
        await say(interaction, "harm.why", view=view_of(menu), what=chosen)


class HarmWhy(Picker, template=rf"harm:why:{WHAT}:{CASE}"):
    """Chooses the reason, which the member reads; then it is done."""

    def __init__(
        self,
        what: str,
        case_id: str,
        content: Wording | None = None,
        about: About | None = None,
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
        """Whether the step may be taken is asked once more."""
        await as_carer(interaction, lambda: self._act(interaction))

    async def _act(self, interaction: Interaction) -> None:
        client, guild_id = interaction.client, interaction.guild_id or 0
        step, seconds, reason = _step(self.what), _seconds(self.what), Reason(self.picked)
        about = await client.services.acts.may(guild_id, self.case_id, step)
        if about is None or about.member_id is None:
            await say(interaction, "harm.never", view=view_of(OfferSupport(self.case_id)))
            return
        failed = await _do(interaction, about, step, seconds)
        if failed is not None:
            await say(interaction, f"harm.failed_{step.value}_{failed.value}")
            return
        record = await client.services.records.note(
            guild_id, about.member_id, step, reason, case_id=self.case_id, seconds=seconds
        )
        await client.services.cases.note_on(
            guild_id, self.case_id, _DONE[step], interaction.user.id, detail=reason.value
        )
        told = await _tell_them(interaction, about, record)
        undo = view_of(HarmUndo(record.record_id, self.case_id))
        await say(interaction, "harm.done" if told else "harm.done_untold", view=undo)
        await client.services.desk.show_in(guild_id, self.case_id)


class HarmUndo(Button, template=rf"harm:undo:(?P<record_id>{ID}):{CASE}"):
    """Takes a step back, as far as it can be."""

    def __init__(self, record_id: str, case_id: str) -> None:
        self.record_id, self.case_id = record_id, case_id
        super().__init__(f"harm:undo:{record_id}:{case_id}", "Undo")

    async def press(self, interaction: Interaction) -> None:
        """The member is told as well."""
        await as_carer(interaction, lambda: self._undo(interaction))

    async def _undo(self, interaction: Interaction) -> None:
        client, guild_id = interaction.client, interaction.guild_id or 0
        services = client.services
        record = await services.records.get(guild_id, self.record_id)
        about = await services.acts.about(guild_id, self.case_id)
        if record is None or about is None or about.member_id is None:
            await say(interaction, "harm.no_undo")
            return
        if await take_back(interaction, record, about.member_id):
            await services.cases.note_on(guild_id, self.case_id, What.UNDONE, interaction.user.id)
            await services.desk.show_in(guild_id, self.case_id)


async def take_back(interaction: Interaction, record: Record, member_id: int) -> bool:
    """Undoes a step as far as it can be, tells the member, and says so; False if it did not."""
    client, guild_id = interaction.client, interaction.guild_id or 0
    if record.undone:
        await say(interaction, "harm.no_undo")
        return False
    if record.step is Step.TIMEOUT:
        failed = await _time_out(interaction, member_id, None)
        if failed in (Failed.NOT_ALLOWED, Failed.DISCORD):
            await say(interaction, f"harm.failed_timeout_{failed.value}")
            return False
    if await client.services.records.undo(guild_id, record.record_id) is None:
        await say(interaction, "harm.no_undo")
        return False
    group = text.escape(interaction.guild.name) if interaction.guild else ""
    await tell(client, member_id, client.content.say("harm.told_undone", group=group))
    await say(interaction, f"harm.undone_{record.step.value}")
    return True


async def answer_appeal(interaction: Interaction, case_id: str, *, overturn: bool) -> None:
    """Tells a member the answer to their appeal about a step, and takes it back if it was wrong."""
    client, guild_id = interaction.client, interaction.guild_id or 0
    record = await client.services.records.of_appeal(guild_id, case_id)
    about = await client.services.acts.about(guild_id, case_id)
    if record is None or about is None or about.member_id is None:
        await say(interaction, "harm.no_undo")
    elif overturn:
        await take_back(interaction, record, about.member_id)
    else:
        group = text.escape(interaction.guild.name) if interaction.guild else ""
        await tell(client, about.member_id, client.content.say("harm.told_upheld", group=group))
        await say(interaction, "harm.upheld")


async def _do(interaction: Interaction, about: About, step: Step, seconds: int) -> Failed | None:
    """Asks Discord to do it; None when it is done."""
    match step:
        case Step.REMOVE:
            return await _remove(interaction.client, about)
        case Step.TIMEOUT:
            span = timedelta(seconds=seconds)
            return await _time_out(interaction, about.member_id or 0, span)
        case Step.WARN:
            return None


async def _remove(client: Client, about: About) -> Failed | None:
    if about.message is None:
        return Failed.GONE
    channel = client.get_partial_messageable(about.message.channel_id)
    try:
        await channel.get_partial_message(about.message.message_id).delete()
    except UNREACHABLE as refused:
        return _why(refused)
    return None


async def _time_out(
    interaction: Interaction, member_id: int, span: timedelta | None
) -> Failed | None:
    if interaction.guild is None:
        return Failed.GONE
    try:
        member = await interaction.guild.fetch_member(member_id)
        await member.timeout(span)
    except UNREACHABLE as refused:
        return _why(refused)
    return None


async def _in_channel(client: Client, channel_id: int) -> bool:
    """A gentle word for whoever needs it: no name, no reply, no ping."""
    channel = client.get_partial_messageable(channel_id)
    try:
        await channel.send(client.content.say("offer.channel"), allowed_mentions=NO_PINGS)
    except UNREACHABLE:
        return False
    return True


async def _tell_them(interaction: Interaction, about: About, record: Record) -> bool:
    """The member reads what was done and why, and has their words back where they were removed."""
    content = interaction.client.content
    group = text.escape(interaction.guild.name) if interaction.guild else ""
    until = render.moment(record.until) if record.until else ""
    line = content.say(
        f"harm.told_{record.step.value}",
        group=group,
        reason=content.say(f"harm.because_{record.reason.value}"),
        until=until,
    )
    embeds: list[discord.Embed] = []
    if record.step is Step.REMOVE and about.words:
        title = content.say("post.your_words")
        embeds.append(discord.Embed(title=title, description=about.words[:EMBED_MAX]))
    return await tell(interaction.client, about.member_id or 0, line, *embeds)


def _step(what: str) -> Step:
    return Step.TIMEOUT if what.startswith("timeout") else Step(what)


def _seconds(what: str) -> int:
    return int(what.removeprefix("timeout")) if what.startswith("timeout") else 0


def _why(refused: BaseException) -> Failed:
    if isinstance(refused, discord.NotFound):
        return Failed.GONE
    return Failed.NOT_ALLOWED if isinstance(refused, discord.Forbidden) else Failed.DISCORD


async def setup(client: Client) -> None:
    """discord.py's entry."""
    client.add_items(OfferSupport, HarmMenu, HarmStep, HarmWhy, HarmUndo)
