"""What the tests of the cogs look at and do beyond what :class:`tests.harness.Room` offers."""

# The backend of simcord is where a test changes Discord itself: channels, permissions, messages.
# pyright: reportUnknownMemberType=false

import discord
from simcord import ChannelHandle, ResponseMessage
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType
from simcord.results import InteractionResult

from bot.sharing.rules import Post
from tests.harness import Room, answer, button, custom_ids, labels, text_of

REPLY = "Reply without my name"


def replies(room: Room) -> list[discord.Message]:
    """Every reply that stands anywhere, oldest first."""
    return [message for message in room.out() if not _has(message, "share:reply:")]


def times(room: Room, words: str) -> int:
    """How many posts say exactly these words."""
    return sum(words == (m.embeds[0].description or "") for m in room.out())


def _has(message: discord.Message, prefix: str) -> bool:
    return any(custom_id.startswith(prefix) for custom_id in custom_ids(message))


def post_id(message: discord.Message) -> str:
    """The opaque id of a share or reply."""
    return next(i for i in custom_ids(message) if i.startswith("share:hear:")).split(":")[2]


async def stored(room: Room, message: discord.Message) -> Post:
    """The row of a share or reply."""
    found = await room.bot.services.sharing.find(room.group.guild.id, post_id=post_id(message))
    assert found is not None
    return found


def place(room: Room, message: discord.Message) -> ChannelHandle:
    """The channel or thread in which a message stands."""
    return _handle(room, message.channel.id)


def thread_of(room: Room, share: discord.Message) -> ChannelHandle:
    """The thread of a share: on its message in a text channel, around it in a forum."""
    own = place(room, share)
    return own if own.is_thread else _handle(room, share.id)


def _handle(room: Room, channel_id: int) -> ChannelHandle:
    return ChannelHandle(room.env, room.group.guild, room.env.backend.get_channel(channel_id))


def fresh(room: Room, message: discord.Message) -> discord.Message:
    """The message as it stands now."""
    return next(m for m in place(room, message).history() if m.id == message.id)


def words_in(channel: ChannelHandle) -> str:
    """Everything a reader sees in a channel."""
    return "\n".join(text_of(message) for message in channel.history())


async def pick(
    room: Room,
    name: str,
    message: discord.Message | ResponseMessage,
    placeholder: str,
    value: str,
) -> ResponseMessage:
    """Chooses ``value`` in the select whose placeholder begins with ``placeholder``."""
    custom_id = custom_id_of_select(message, placeholder)
    return answer(await room.who(name).select(message, [value], custom_id=custom_id))


def options_of(message: discord.Message | ResponseMessage, placeholder: str) -> list[str]:
    """The values to choose from in that select."""
    wanted = custom_id_of_select(message, placeholder)
    shown = message.message if isinstance(message, ResponseMessage) else message
    menus = (child for row in shown.components for child in getattr(row, "children", ()))
    [options] = [m.options for m in menus if getattr(m, "custom_id", "") == wanted]
    return [option.value for option in options]


def custom_id_of_select(message: discord.Message | ResponseMessage, placeholder: str) -> str:
    """The custom_id of the select whose placeholder begins with ``placeholder``."""
    shown = message.message if isinstance(message, ResponseMessage) else message
    for row in shown.components:
        for child in getattr(row, "children", ()):
            if str(getattr(child, "placeholder", None) or "").startswith(placeholder):
                return str(child.custom_id)
    raise AssertionError(f"no select {placeholder!r} in {labels(message)}")


async def say_press(
    room: Room, name: str, message: discord.Message | ResponseMessage, label: str
) -> ResponseMessage:
    """Presses a button; the private answer."""
    return answer(await room.press(name, message, label))


async def menu(room: Room, name: str, message: discord.Message, command: str) -> InteractionResult:
    """Chooses a context menu command on a message."""
    return await room.who(name).context_menu(place(room, message), command, message)


async def command(room: Room, name: str, words: str, /, **options: object) -> ResponseMessage:
    """Uses a slash command in the lounge; the private answer."""
    return answer(await room.who(name).slash(room.group.lounge, words, **options))


async def reply_draft(
    room: Room, name: str, post: discord.Message, words: str, note: str = ""
) -> ResponseMessage:
    """A reply up to its private preview, by the context menu."""
    shown = await menu(room, name, post, REPLY)
    return await room.fill(name, shown, words=words, note=note)


async def report(
    room: Room, name: str, post: discord.Message, words: str = "", reason: str = "unkind"
) -> ResponseMessage:
    """Reports a post by its button; the private answer."""
    shown = await room.press(name, post, "Report")
    return await room.fill(name, shown, reason=[reason], words=words)


def dms(room: Room, name: str) -> list[discord.Message]:
    """The direct messages between Haven and somebody."""
    return room.who(name).user.dm_channel.history()


async def deny(room: Room, channel: ChannelHandle, *names: str) -> None:
    """Takes permissions from Haven in a channel, as an admin does; none given: restores all."""
    refused = discord.Permissions(**dict.fromkeys(names, True)).value
    overwrite = Overwrite(room.bot_id, OverwriteType.MEMBER, 0 if names else _ALL, refused)
    room.env.backend.set_overwrite(channel.id, overwrite)
    await room.env.settle()


_ALL = discord.Permissions(view_channel=True).value


async def remove(room: Room, channel: ChannelHandle) -> None:
    """Deletes a channel or thread, as a moderator does."""
    room.env.backend.delete_channel(channel.id)
    await room.env.settle()


async def leave(room: Room, name: str) -> None:
    """Somebody leaves the server."""
    room.group.guild.remove_member(room.who(name))
    await room.env.settle()


async def use_forum(room: Room, **options: object) -> ChannelHandle:
    """Ada makes a forum and lets shares appear there."""
    forum = room.group.guild.create_forum_channel("heard")
    await room.env.settle()
    await room.set_up(sharing=forum, **options)
    return forum


def has(message: discord.Message | ResponseMessage, label: str) -> bool:
    """Whether a button with this label stands on the message."""
    try:
        button(message, label)
    except AssertionError:
        return False
    return True


async def care_thread(room: Room, *, of: ChannelHandle | None = None) -> ChannelHandle:
    """A thread of the care channel, or of another one, opened by Haven on a message."""
    channel = of or room.group.care
    place = room.bot.get_channel(channel.id)
    assert isinstance(place, discord.TextChannel)
    message = await place.send("A thread begins here.")
    await message.create_thread(name="Quiet Heron")
    await room.env.settle()
    return channel.threads[-1]
