"""The member's side of a talk: beginning, writing, reading, and ``/my inbox``.

- Everything that a member sees of a talk is private.
- A direct message belongs to no group: there the talk's row says which group it is in.
"""

import discord
from discord import ui

from bot.core.ids import ID
from bot.core.wording import Wording
from bot.discord.answers import reply, say, think
from bot.discord.client import Interaction
from bot.discord.components import Button, Picker, view_of
from bot.talks import rules
from bot.talks.rules import Said, TalkFault, Unsent
from cogs import render
from cogs.talks.refusals import refuse
from cogs.talks.render import (
    TalkWords,
    gaps,
    line_embeds,
    line_of,
    name_of,
)

TALK = rf"(?P<talk_id>{ID})"
SHOWN = 25
"""Max options of a select, by Discord's documentation."""


class TalkModal(TalkWords, template=rf"talk:form:(?P<named>[01]):(?P<post_id>{ID}|-)"):
    """The form for the first words of a talk."""

    def __init__(self, named: str, post_id: str) -> None:
        self.named = named == "1"
        self.post_id = None if post_id == "-" else post_id
        super().__init__(f"talk:form:{named}:{post_id}", "Talk with the care team")

    def filled(self, content: Wording) -> "TalkModal":
        """Return the form with its field."""
        hint = "talk.form_hint_named" if self.named else "talk.form_hint"
        return self.asking(content.say("talk.form"), content.say(hint))

    async def submit(self, interaction: Interaction) -> None:
        """Store the words durably, then show the team the case."""
        await think(interaction)
        services = interaction.client.services
        words = self.words
        said = await services.talks.begin(
            interaction.guild_id or 0,
            interaction.user.id,
            words,
            named=self.named,
            post_id=self.post_id,
        )
        if isinstance(said, Unsent):
            await refuse(interaction, said, words)
            return
        key = "talk.begun_named" if self.named else "talk.begun"
        await tell_sent(interaction, said, key)


class TalkLineModal(TalkWords, template=rf"talk:line:{TALK}"):
    """The form for a further line by the member."""

    def __init__(self, talk_id: str) -> None:
        self.talk_id = talk_id
        super().__init__(f"talk:line:{talk_id}", "Talk with the care team")

    async def submit(self, interaction: Interaction) -> None:
        """Store the words durably, then show the team the case."""
        await think(interaction)
        services = interaction.client.services
        words = self.words
        guild_id = await _guild(interaction, self.talk_id)
        said = await services.talks.from_member(guild_id, interaction.user.id, self.talk_id, words)
        if isinstance(said, Unsent):
            closed = said.fault is TalkFault.CLOSED
            view = view_of(TalkClose("0", self.talk_id)) if closed else None
            await refuse(interaction, said, words, view=view)
            return
        await tell_sent(interaction, said, "talk.sent")


class TalkBegin(Button, template=rf"talk:begin:(?P<named>[01]):(?P<post_id>{ID}|-)"):
    """The button that opens the form for a new talk, with or without the member's name."""

    def __init__(self, named: str, post_id: str = "-", label: str | None = None) -> None:
        self.named, self.post_id = named, post_id
        own = "Talk with my name" if named == "1" else "Talk without my name"
        style = discord.ButtonStyle.secondary if named == "1" else discord.ButtonStyle.primary
        super().__init__(f"talk:begin:{named}:{post_id}", label or own, style)

    async def press(self, interaction: Interaction) -> None:
        """Open the form. It must be the first answer, so every refusal waits for its submit."""
        modal = TalkModal(self.named, self.post_id).filled(interaction.client.content)
        await interaction.response.send_modal(modal)


class TalkWrite(Button, template=rf"talk:write:{TALK}"):
    """The button that opens the form for a further line."""

    def __init__(self, talk_id: str) -> None:
        self.talk_id = talk_id
        super().__init__(f"talk:write:{talk_id}", "Write", discord.ButtonStyle.primary)

    async def press(self, interaction: Interaction) -> None:
        """Open the form; this works in a direct message as well."""
        content = interaction.client.content
        modal = TalkLineModal(self.talk_id)
        modal.asking(content.say("talk.form"), content.say("talk.form_hint"))
        await interaction.response.send_modal(modal)


class TalkRead(Button, template=rf"talk:read:{TALK}"):
    """The button that shows a talk; also on the message that announces an answer."""

    def __init__(self, talk_id: str, label: str = "Read and answer") -> None:
        self.talk_id = talk_id
        super().__init__(f"talk:read:{talk_id}", label, discord.ButtonStyle.primary)

    async def press(self, interaction: Interaction) -> None:
        """Show the talk; this works in a direct message as well."""
        await think(interaction)
        await show_talk(interaction, self.talk_id)


class TalkPicker(Picker, template=r"talk:pick"):
    """The menu that picks one of the member's talks."""

    def __init__(self, options: list[discord.SelectOption] | None = None) -> None:
        super().__init__("talk:pick", "Choose one to read and answer", options or [])

    async def press(self, interaction: Interaction) -> None:
        """Show the talk in place of the list."""
        await think(interaction)
        await show_talk(interaction, self.picked)


class TalkInbox(Button, template=r"talk:inbox"):
    """The button that leads back to the list of the member's talks."""

    def __init__(self) -> None:
        super().__init__("talk:inbox", "All my talks")

    async def press(self, interaction: Interaction) -> None:
        """Show the list."""
        await think(interaction)
        await show_inbox(interaction)


class TalkClose(Button, template=rf"talk:close:(?P<on>[01]):{TALK}"):
    """The button that closes the member's talk, or opens it again."""

    def __init__(self, on: str, talk_id: str) -> None:
        self.on, self.talk_id = on == "1", talk_id
        label = "Close this talk" if self.on else "Open again"
        super().__init__(f"talk:close:{on}:{talk_id}", label)

    async def press(self, interaction: Interaction) -> None:
        """Close or open the talk, and offer the opposite."""
        await think(interaction)
        talk = await interaction.client.services.talks.set_closed(
            await _guild(interaction, self.talk_id),
            self.talk_id,
            self.on,
            member_id=interaction.user.id,
        )
        if talk is None:
            await say(interaction, "talk.refused_gone", days=rules.TALK_DAYS)
            return
        await show_talk(interaction, self.talk_id, "talk.closed" if self.on else "talk.opened")


class TalkMute(Button, template=rf"talk:mute:(?P<on>[01]):{TALK}"):
    """The button that turns messages about answers in this talk off, or on again."""

    def __init__(self, on: str, talk_id: str) -> None:
        self.on, self.talk_id = on == "1", talk_id
        label = "Don't message me" if self.on else "Message me about answers"
        super().__init__(f"talk:mute:{on}:{talk_id}", label)

    async def press(self, interaction: Interaction) -> None:
        """Turn the messages off or on, and offer the opposite."""
        await think(interaction)
        talk = await interaction.client.services.talks.set_muted(
            await _guild(interaction, self.talk_id), interaction.user.id, self.talk_id, self.on
        )
        if talk is None:
            await say(interaction, "talk.refused_gone", days=rules.TALK_DAYS)
            return
        await show_talk(interaction, self.talk_id, "talk.muted" if self.on else "talk.unmuted")


class TalkTakeBack(Button, template=rf"talk:back:(?P<number>[0-9]{{1,6}}):{TALK}"):
    """The button that takes back the line the member just sent."""

    def __init__(self, number: str, talk_id: str) -> None:
        self.number, self.talk_id = int(number), talk_id
        super().__init__(f"talk:back:{number}:{talk_id}", "Take it back")

    async def press(self, interaction: Interaction) -> None:
        """Delete the line at once; a carer may have read it already."""
        await think(interaction)
        services = interaction.client.services
        done = await services.talks.take_back(
            await _guild(interaction, self.talk_id),
            self.talk_id,
            self.number,
            member_id=interaction.user.id,
        )
        await say(interaction, "talk.taken_back" if done else "talk.nothing_to_take")
        if done:
            await services.desk.show_talk(self.talk_id)


async def _guild(interaction: Interaction, talk_id: str) -> int:
    return interaction.guild_id or await interaction.client.services.talks.guild_of(talk_id)


async def tell_sent(interaction: Interaction, said: Said, key: str) -> None:
    """Show the team the case, then tell the member that it arrived or is yet to arrive."""
    content, services = interaction.client.content, interaction.client.services
    arrived = await services.desk.show(said.case_id) if said.case_id else True
    await reply(interaction, content.say(key if arrived else "talk.kept"), view=sent_view(said))


def sent_view(said: Said) -> ui.View:
    """Return the buttons under a line that was just sent."""
    talk_id = said.talk.talk_id
    return view_of(TalkTakeBack(str(said.number), talk_id), TalkRead(talk_id, "Show the talk"))


async def show_inbox(interaction: Interaction) -> None:
    """Show the member's talks in this group, and two ways to begin one."""
    client = interaction.client
    talks = await client.services.talks.inbox(interaction.guild_id or 0, interaction.user.id)
    begin = (TalkBegin("0"), TalkBegin("1"))
    if not talks:
        await say(interaction, "talk.inbox_empty", view=view_of(*begin))
        return
    shown = talks[:SHOWN]
    lines = [line_of(client.content, talk) for talk in shown]
    options = [
        discord.SelectOption(value=talk.talk_id, label=f"{n}. {name_of(client.content, talk)}")
        for n, talk in enumerate(shown, 1)
    ]
    numbered = [f"{n}. {line}" for n, line in enumerate(lines, 1)]
    embed = discord.Embed(description=render.as_many(numbered), color=render.QUIET)
    view = view_of(TalkPicker(options), *begin)
    await say(interaction, "talk.inbox", embeds=[embed], view=view, days=rules.TALK_DAYS)


async def show_talk(interaction: Interaction, talk_id: str, first: str | None = None) -> None:
    """Show one of the member's talks with its last lines and buttons, and mark it as read."""
    client = interaction.client
    guild_id = await _guild(interaction, talk_id)
    found = await client.services.talks.read(guild_id, interaction.user.id, talk_id)
    if found is None:
        await say(interaction, "talk.refused_gone", days=rules.TALK_DAYS)
        return
    talk, say_ = found.talk, client.content.say
    parts = [say_(first)] if first else []
    if talk.named:
        parts.append(say_("talk.one_named"))
    else:
        parts.append(say_("talk.one", name=talk.alias or say_("talk.somebody")))
    if talk.closed:
        parts.append(say_("talk.one_closed"))
    items: list[Button] = [] if talk.closed else [TalkWrite(talk_id)]
    items += [TalkClose("0" if talk.closed else "1", talk_id)]
    items += [TalkMute("0" if talk.muted else "1", talk_id)]
    if interaction.guild_id is not None:
        items.append(TalkInbox())
    embeds = line_embeds(client.content, found, member=say_("talk.you"))
    await reply(
        interaction,
        "\n".join([*parts, *gaps(client.content, found)]),
        embeds=embeds,
        view=view_of(*items),
    )
