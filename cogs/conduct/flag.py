"""*Ask for help with this*: on any message, by any member. Who asks is not shown."""

import logging
from collections import OrderedDict
from dataclasses import replace

import discord
from discord import app_commands, ui

from bot.conduct.flagging import About, Asked, Pointed
from bot.core.limits import REPORTS_A_DAY
from bot.discord.boundary import UNREACHABLE, Client, Interaction, Modal, reply, say, think

log = logging.getLogger(__name__)

ASK_LABEL = "Ask for help with this"
WORDS_MOST = 500
REMEMBERED = 500
"""Messages pointed at whose form is still open. Beyond it, and after a restart, Haven asks Discord
for the message again, which gives its words only where Haven may read them."""


class AskModal(Modal, template=r"ask:(?P<channel_id>[0-9]{1,20}):(?P<message_id>[0-9]{1,20})"):
    """What it is about, and (optionally) more."""

    def __init__(self, channel_id: str, message_id: str) -> None:
        self.channel_id, self.message_id = int(channel_id), int(message_id)
        super().__init__(f"ask:{channel_id}:{message_id}", "Ask the care team")

    def filled(self, client: Client) -> "AskModal":
        """The form with its fields."""
        say_ = client.content.say
        options = [
            discord.SelectOption(value=about.value, label=say_(f"ask.about_{about.value}"))
            for about in About
        ]
        self.add_item(
            ui.Label(
                text=say_("ask.what"),
                description=say_("ask.danger"),
                component=ui.Select[ui.View](custom_id="about", options=options),
            )
        )
        self.add_item(
            ui.Label(
                text=say_("ask.more"),
                description=say_("ask.private_note"),
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
        """Makes a case of it, then says who is there."""
        await think(interaction)
        client = interaction.client
        pointed = client.pointed.pop((self.channel_id, self.message_id), None)
        if pointed is None or pointed.guild_id != interaction.guild_id:
            pointed = await self._find(interaction)
        if pointed is None:
            await say(interaction, "ask.gone")
            return
        services = client.services
        post = await services.sharing.find(pointed.guild_id, message_id=pointed.message_id)
        if post is not None:
            pointed = replace(pointed, post_id=post.post_id)
        outcome = await services.asking.ask(
            pointed,
            interaction.user.id,
            About(self.values.get("about") or About.OTHER.value),
            self.values.get("words", "")[:WORDS_MOST],
            client.content.say("ask.heading"),
        )
        if not isinstance(outcome, Asked):
            await say(interaction, "ask.too_many", most=REPORTS_A_DAY)
            return
        arrived = await services.desk.show(outcome.case_id)
        await reply(interaction, "\n\n".join(_answer(client, outcome, arrived=arrived)))

    async def _find(self, interaction: Interaction) -> Pointed | None:
        """The message anew, if it is one of this group."""
        guild = interaction.guild
        channel = guild.get_channel_or_thread(self.channel_id) if guild else None
        if not isinstance(channel, discord.abc.Messageable):
            return None
        try:
            message = await channel.fetch_message(self.message_id)
        except UNREACHABLE:
            return None
        return point_at(interaction, message)


def _answer(client: Client, asked: Asked, *, arrived: bool) -> list[str]:
    """The emergency line first, then what is true about who reads it."""
    say_ = client.content.say
    lines = [say_("ask.emergency")]
    if not arrived:
        lines.append(say_("ask.kept"))
    elif asked.on_duty:
        lines.append(say_("ask.on_duty", count=asked.on_duty))
    else:
        lines.append(say_("ask.nobody"))
    if asked.support:
        lines.append(say_("ask.for_you"))
    return lines


def point_at(interaction: Interaction, message: discord.Message) -> Pointed:
    """What is kept of a message while the form is open."""
    person = not message.author.bot and message.webhook_id is None
    return Pointed(
        guild_id=interaction.guild_id or 0,
        channel_id=message.channel.id,
        message_id=message.id,
        member_id=message.author.id if person else None,
        words=message.content,
    )


def remember(kept: "OrderedDict[tuple[int, int], Pointed]", pointed: Pointed) -> None:
    """Keeps the newest few."""
    key = (pointed.channel_id, pointed.message_id)
    kept[key] = pointed
    kept.move_to_end(key)
    while len(kept) > REMEMBERED:
        kept.popitem(last=False)


@app_commands.context_menu(name=ASK_LABEL)
@app_commands.guild_only()
async def ask_menu(interaction: Interaction, message: discord.Message) -> None:
    """Opens the form at once."""
    pointed = point_at(interaction, message)
    remember(interaction.client.pointed, pointed)
    modal = AskModal(str(pointed.channel_id), str(pointed.message_id))
    await interaction.response.send_modal(modal.filled(interaction.client))


async def setup(client: Client) -> None:
    """discord.py's entry."""
    client.add_modals(AskModal)
    client.tree.add_command(ask_menu, override=True)
