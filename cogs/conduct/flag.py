"""*Ask for help with this*: on any message, by any member. Who asks is not shown."""

import logging
from collections import OrderedDict
from dataclasses import replace

import discord
from discord import app_commands

from bot.conduct.flagging import Asked, FlaggedMessage, FlagReason
from bot.core.limits import REPORTS_A_DAY
from bot.discord.answers import reply, say, think
from bot.discord.client import Client, Interaction
from bot.discord.modal import Modal
from bot.discord.protocol import UNREACHABLE

log = logging.getLogger(__name__)

ASK_LABEL = "Ask for help with this"
WORDS_MOST = 500
REMEMBERED = 500
"""Max messages kept while their form is open. Beyond it, and after a restart, Haven fetches the
message from Discord, which gives its words only where Haven may read them."""


class OpenForms:
    """The messages that members pointed at, in memory only, while the form is open."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, int], FlaggedMessage] = OrderedDict()

    def remember(self, pointed: FlaggedMessage) -> None:
        """Keep one message; only the newest ``REMEMBERED`` are kept."""
        key = (pointed.channel_id, pointed.message_id)
        self._kept[key] = pointed
        self._kept.move_to_end(key)
        while len(self._kept) > REMEMBERED:
            self._kept.popitem(last=False)

    def take(self, channel_id: int, message_id: int) -> FlaggedMessage | None:
        """Return one message and drop it; None when it is not kept."""
        return self._kept.pop((channel_id, message_id), None)


class AskModal(Modal, template=r"ask:(?P<channel_id>[0-9]{1,20}):(?P<message_id>[0-9]{1,20})"):
    """The form: what the request is about, and optionally more."""

    def __init__(self, channel_id: str, message_id: str) -> None:
        self.channel_id, self.message_id = int(channel_id), int(message_id)
        super().__init__(f"ask:{channel_id}:{message_id}", "Ask the care team")

    def filled(self, client: Client) -> "AskModal":
        """Return the form with its fields."""
        say_ = client.content.say
        options = [
            discord.SelectOption(value=about.value, label=say_(f"ask.about_{about.value}"))
            for about in FlagReason
        ]
        self.add_choice(say_("ask.what"), options, say_("ask.danger"), name="about")
        self.add_paragraph(say_("ask.more"), say_("ask.private_note"), most=WORDS_MOST)
        return self

    async def submit(self, interaction: Interaction) -> None:
        """Open a case, then tell the member who will read it."""
        await think(interaction)
        client = interaction.client
        pointed = client.state(OpenForms).take(self.channel_id, self.message_id)
        if pointed is None or pointed.guild_id != interaction.guild_id:
            pointed = await self._find(interaction)
        if pointed is None:
            await say(interaction, "ask.gone")
            return
        services = client.services
        post = await services.sharing.find(pointed.guild_id, message_id=pointed.message_id)
        if post is not None:
            pointed = replace(pointed, post_id=post.post_id)
        outcome = await services.flagging.ask(
            pointed,
            interaction.user.id,
            FlagReason(self.values.get("about") or FlagReason.OTHER.value),
            self.values.get("words", "")[:WORDS_MOST],
            client.content.say("ask.heading"),
        )
        if not isinstance(outcome, Asked):
            await say(interaction, "ask.too_many", most=REPORTS_A_DAY)
            return
        arrived = await services.desk.show(outcome.case_id)
        await reply(interaction, "\n\n".join(_answer(client, outcome, arrived=arrived)))

    async def _find(self, interaction: Interaction) -> FlaggedMessage | None:
        """Fetch the message again and return it; None when it is not in this group."""
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
    """Return the emergency line first, then what is true about who reads the request."""
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


def point_at(interaction: Interaction, message: discord.Message) -> FlaggedMessage:
    """Return what is kept of a message while the form is open."""
    person = not message.author.bot and message.webhook_id is None
    return FlaggedMessage(
        guild_id=interaction.guild_id or 0,
        channel_id=message.channel.id,
        message_id=message.id,
        member_id=message.author.id if person else None,
        words=message.content,
    )


@app_commands.context_menu(name=ASK_LABEL)
@app_commands.guild_only()
async def ask_menu(interaction: Interaction, message: discord.Message) -> None:
    """Open the form at once."""
    pointed = point_at(interaction, message)
    interaction.client.state(OpenForms).remember(pointed)
    modal = AskModal(str(pointed.channel_id), str(pointed.message_id))
    await interaction.response.send_modal(modal.filled(interaction.client))


async def setup(client: Client) -> None:
    """Register the form, the context menu and the memory of open forms."""
    client.register(OpenForms())
    client.add_modals(AskModal)
    client.tree.add_command(ask_menu, override=True)
