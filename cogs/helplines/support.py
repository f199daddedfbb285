"""/support: who answers outside of the group, for everyone, everywhere, privately."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.wording import Wording
from bot.discord.answers import reply, say, think
from bot.discord.client import Client, Interaction
from bot.discord.components import Button, Picker, view_of
from bot.helplines.rules import ALWAYS, EVERYONE, SEE_PAGE, Age, Helpline, ShownList
from cogs import render
from cogs.helplines.country import guess

TEXT_MOST = 4000
"""Max characters: an embed holds 4,096. Lines that do not fit are left out: fewer lines are better
than an answer that Discord refuses."""
MENU_MOST = 25
"""Max options of a menu, by Discord's documentation."""
ELSEWHERE = "-"


class SupportCountry(Picker, template=r"support:country"):
    """A menu that chooses a country. The choice is not stored."""

    def __init__(self, client: Client | None = None) -> None:
        options: list[discord.SelectOption] = []
        placeholder = ""
        if client is not None:
            placeholder = client.content.say("support.pick")
            options = [
                discord.SelectOption(value=one.code, label=one.name)
                for one in client.services.helplines.directory.countries.values()
            ]
            elsewhere = client.content.say("support.elsewhere")
            options.append(discord.SelectOption(value=ELSEWHERE, label=elsewhere))
        super().__init__("support:country", placeholder, options)

    async def press(self, interaction: Interaction) -> None:
        """Show that country in place of the one shown."""
        await think(interaction)
        await show_support(interaction, self.picked)


class SupportBroken(Button, template=r"support:broken:(?P<code>[A-Z]{2})"):
    """The button that reports a number that did not work."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"support:broken:{code}", "A number didn't work")

    async def press(self, interaction: Interaction) -> None:
        """Ask which one."""
        await think(interaction)
        client = interaction.client
        shown = await client.services.helplines.shown(interaction.guild_id, self.code)
        lines = [line for line, _ in shown.sure] + list(shown.unverified)
        if not lines:
            await show_support(interaction, self.code)
            return
        ask = SupportBrokenOne(client, lines[:MENU_MOST])
        embeds = support_embeds(client.content, shown)
        await say(interaction, "support.broken_ask", embeds=embeds, view=view_of(ask))


class SupportBrokenOne(Picker, template=r"support:brokenone"):
    """A menu that chooses the number that failed. The list stays above: there is another to try."""

    def __init__(self, client: Client | None = None, lines: list[Helpline] | None = None) -> None:
        options = [
            discord.SelectOption(value=line.line_id, label=f"{line.name}: {line.dial}"[:100])
            for line in lines or []
        ]
        placeholder = client.content.say("support.broken_pick") if client else ""
        super().__init__("support:brokenone", placeholder, options)

    async def press(self, interaction: Interaction) -> None:
        """Tell the team which number failed, not who says so. The other numbers stay visible."""
        await think(interaction)
        key = await self._tell(interaction)
        embeds = interaction.message.embeds if interaction.message else []
        await say(interaction, key, embeds=embeds)

    async def _tell(self, interaction: Interaction) -> str:
        services, guild_id = interaction.client.services, interaction.guild_id or 0
        if services.groups.ready(guild_id) is None:
            return "support.broken_none"
        if not services.sharing.may_report(guild_id, interaction.user.id):
            return "support.broken_many"
        opened = await services.helplines.broken(guild_id, self.picked)
        if opened is None:
            return "support.broken_gone"
        await services.desk.show(opened.case_id)
        return "support.broken_done"


def support_text(content: Wording, shown: ShownList) -> str:
    """Return who answers: always the emergency number and the finder, then the lines.

    Lines that are sure come first, then the rest, marked.
    """
    country = shown.country
    parts: list[str] = []
    if country is None:
        parts.append(content.say("support.now_anywhere"))
    else:
        parts.append(content.say("support.now", numbers=" or ".join(country.emergency)))
    parts.append(content.say("support.finder", name=shown.finder_name, url=shown.finder_url))
    if country is not None:
        parts.append("")
        parts.append(content.say("support.country", country=country.name))
    more = [_line(content, line, age) for line, age in shown.sure]
    if shown.unverified:
        more.append(content.say("support.unverified"))
        more += [_line(content, line, Age.UNVERIFIED) for line in shown.unverified]
    for line in more:
        if len("\n".join([*parts, line])) <= TEXT_MOST:
            parts.append(line)
    return "\n".join(parts)


def support_embeds(content: Wording, shown: ShownList) -> list[discord.Embed]:
    """Return the same text as an embed, to be shown anywhere."""
    return [discord.Embed(description=support_text(content, shown), color=render.CALM)]


def support_view(client: Client, shown: ShownList) -> discord.ui.View:
    """Return the menu of countries and the button that reports a failed number."""
    items: list[Button | Picker] = [SupportCountry(client)]
    if shown.country is not None:
        items.append(SupportBroken(shown.country.code))
    return view_of(*items)


async def show_support(interaction: Interaction, code: str | None) -> None:
    """Show who answers in a country, or anywhere."""
    client = interaction.client
    shown = await client.services.helplines.shown(interaction.guild_id, code)
    parts = [client.content.say("support.head"), client.content.say("support.choose")]
    await reply(
        interaction,
        "\n".join(parts),
        embeds=support_embeds(client.content, shown),
        view=support_view(client, shown),
    )


def _line(content: Wording, line: Helpline, age: Age) -> str:
    ways: list[str] = []
    if "call" in line.by and "text" in line.by and not line.words:
        ways.append(content.say("support.call_text", dial=line.dial))
    else:
        if "call" in line.by:
            ways.append(content.say("support.call", dial=line.dial))
        if "text" in line.by and line.words:
            ways.append(content.say("support.text_words", dial=line.dial, words=line.words))
        elif "text" in line.by:
            ways.append(content.say("support.text", dial=line.dial))
    if "chat" in line.by:
        ways.append(content.say("support.chat", url=line.url))
    always = line.hours == ALWAYS
    hours = content.say("support.hours_always") if always else ""
    if line.hours == SEE_PAGE and "chat" in line.by:
        hours = content.say("support.hours_there")
    elif line.hours == SEE_PAGE:
        hours = content.say("support.hours_page", url=line.url)
    elif not always:
        hours = content.say("support.hours", hours=line.hours)
    named = line.audience and line.audience != EVERYONE
    who = content.say("support.who", who=line.audience) if named else ""
    note = ""
    if age is Age.OLD:
        note = content.say("support.old")
    elif line.own:
        note = content.say("support.own")
    said = content.say(
        "support.line",
        name=discord.utils.escape_markdown(line.name),
        ways=", ".join(ways),
        hours=hours,
        who=who,
        note=note,
    )
    return said.rstrip()


class Support(commands.Cog):
    """The /support command."""

    @app_commands.command(
        name="support",
        description="People who answer, day and night. Only you see this",
        extras={"without_setup": True},
    )
    async def support(self, interaction: Interaction) -> None:
        """Show the helplines; it works everywhere, whether Haven is set up or not."""
        await think(interaction)
        await show_support(interaction, guess(interaction))


async def setup(client: Client) -> None:
    """Register the command, the menus and the button."""
    client.add_items(SupportCountry, SupportBroken, SupportBrokenOne)
    await client.add_cog(Support())
