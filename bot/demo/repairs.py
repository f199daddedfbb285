"""Corrects simcord 3.2.1 where it differs from Discord, for the whole process, with `apply`.

After `apply`, simcord settles fast, honours `enforce_nonce`, and keeps Discord's rules for threads
and direct messages. A 5xx is a `DiscordServerError`, and an answer can be lost
(`simulator.lose_answer`).
"""

# simcord has no public way to change its routes, so this module uses its private, partly untyped
# names, as `simulator` and `windows` do. The version check in `bot.demo` pins them.
# pyright: reportPrivateUsage=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any, Final
from weakref import WeakKeyDictionary

import discord
from simcord import BackendError, Env
from simcord.backend import Backend, errors
from simcord.backend.models import Channel
from simcord.enums import MessageType
from simcord.http import client, router
from simcord.http._helpers import message_response
from simcord.http.router import Handler, RequestContext
from simcord.http.routes import channels, guilds, messages

# Discord: "If true and nonce is present, it will be checked for uniqueness in the past few
# minutes". It does not say how many; the tests hold Haven to five.
NONCE_SECONDS: Final = 300.0
# Discord, "Create Message": a nonce has up to 25 characters.
NONCE_LENGTH: Final = 25

# simcord polls every 50 ms for a database thread's answer, which takes well under one.
_IDLE_SECONDS: Final = 0.002

# Discord's answers, from its table of JSON error codes.
_THREAD_ARCHIVED: Final = (403, 50083, "Thread is archived")
_THREAD_EXISTS: Final = (400, 160004, "A thread has already been created for this message")
_NO_MUTUAL_GUILD: Final = (403, 50278, "Cannot send messages to this user: no mutual guilds")


@dataclass(slots=True)
class Loss:
    """An answer that will not arrive: `error` comes instead, `times` times (never 0)."""

    method: str
    path: str
    times: int
    error: BaseException


losses: WeakKeyDictionary[Backend, list[Loss]] = WeakKeyDictionary()
_sent: WeakKeyDictionary[Backend, dict[tuple[int, str], tuple[float, int]]] = WeakKeyDictionary()


def apply() -> None:
    """Correct simcord in this process; call before the first `Env`. Repeating it does nothing."""
    if router.dispatch is _dispatch:
        return
    defaults = Env._settle_internal.__kwdefaults__ or {}
    Env._settle_internal.__kwdefaults__ = {**defaults, "idle": _IDLE_SECONDS}
    Env.settle.__defaults__ = (None, _IDLE_SECONDS)
    router.dispatch = _dispatch
    client._raise_for = _raise_for
    _replace("GET", guilds.get_guild, _get_guild)
    _replace("POST", messages.send_message, _send_message)
    _replace("POST", channels.create_thread_from_message, _create_thread_from_message)
    _replace("PATCH", messages.edit_message, _edit_message)
    _replace("PATCH", channels.edit_channel, _edit_channel)
    _replace("DELETE", channels.delete_channel, _delete_channel)


def _replace(method: str, old: Handler, new: Handler) -> None:
    table = router._ROUTES[method]
    where = next(i for i, (_, handler) in enumerate(table) if handler is old)
    table[where] = (table[where][0], new)


_plain_dispatch = router.dispatch
_plain_raise_for = client._raise_for


def _dispatch(backend: Backend, method: str, path: str, **request: Any) -> Any:
    answer = _plain_dispatch(backend, method, path, **request)
    waiting = losses.get(backend, [])
    for loss in waiting:
        if loss.method in (method, "*") and fnmatch(path, loss.path):
            loss.times -= 1
            if not loss.times:
                waiting.remove(loss)
            raise loss.error
    return answer


def _raise_for(error: BackendError) -> None:
    if error.status >= 500:
        response: Any = client._FakeResponse(error.status)
        raise discord.DiscordServerError(response, error.to_json())
    _plain_raise_for(error)


def _get_guild(ctx: RequestContext) -> Any:
    # With "with_counts" Discord gives the number of members; simcord never does.
    guild = ctx.backend.get_guild(ctx.int_arg("guild_id"))
    return {**guilds.get_guild(ctx), "approximate_member_count": len(guild.members)}


def _send_message(ctx: RequestContext) -> Any:
    backend, channel_id = ctx.backend, ctx.int_arg("channel_id")
    messages._send_permissions(ctx, channel_id)
    channel = backend.get_channel(channel_id)
    _require_mutual_guild(backend, channel)
    nonce = ctx.body().get("nonce")
    if nonce is not None and len(str(nonce)) > NONCE_LENGTH:
        raise errors.invalid_form_body(f"nonce: must be {NONCE_LENGTH} or fewer in length")
    answer = None
    if nonce is not None and ctx.body().get("enforce_nonce"):
        answer = _answer_of_same_nonce(ctx, channel_id, str(nonce))
    if answer is None:
        _wake_thread(backend, channel)
        answer = messages.send_message(ctx)
        sent = _sent.setdefault(backend, {})
        sent[channel_id, str(nonce)] = (backend.clock.elapsed, int(answer["id"]))
    return answer if nonce is None else {**answer, "nonce": nonce}


def _answer_of_same_nonce(ctx: RequestContext, channel_id: int, nonce: str) -> Any | None:
    # The author is always the bot: only the bot posts through this route.
    when, message_id = _sent.get(ctx.backend, {}).get((channel_id, nonce), (0.0, 0))
    message = ctx.backend.messages[channel_id].get(message_id)
    if message is None or ctx.backend.clock.elapsed - when > NONCE_SECONDS:
        return None
    return message_response(ctx, message)


def _require_mutual_guild(backend: Backend, channel: Channel) -> None:
    if channel.guild_id is None and not any(
        backend.bot_user.id in guild.members and recipient in guild.members
        for guild in backend.guilds.values()
        for recipient in channel.recipient_ids
    ):
        raise BackendError(*_NO_MUTUAL_GUILD)


def _wake_thread(backend: Backend, thread: Channel) -> None:
    """Open an archived, unlocked thread when a message is written in it, as Discord does."""
    state = thread.thread_metadata
    if state is not None and state.archived:
        if state.locked:
            raise BackendError(*_THREAD_ARCHIVED)
        backend.edit_channel(thread.id, {}, thread_metadata={"archived": False})


def _edit_message(ctx: RequestContext) -> Any:
    state = ctx.backend.get_channel(ctx.int_arg("channel_id")).thread_metadata
    if state is not None and state.archived:
        raise BackendError(*_THREAD_ARCHIVED)
    return messages.edit_message(ctx)


def _create_thread_from_message(ctx: RequestContext) -> Any:
    # Discord allows one thread per message, does not announce it in the channel, and starts the
    # thread with the message. simcord allows many and announces each in the channel.
    backend = ctx.backend
    channel_id, message_id = ctx.int_arg("channel_id"), ctx.int_arg("message_id")
    if message_id in backend.channels:
        raise BackendError(*_THREAD_EXISTS)
    vars(backend)["create_system_message"] = _say_nothing
    try:
        answer = channels.create_thread_from_message(ctx)
    finally:
        del vars(backend)["create_system_message"]
    starter = backend.create_system_message(
        message_id,
        MessageType.THREAD_STARTER_MESSAGE,
        backend.bot_user.id,
        referenced_channel_id=channel_id,
        referenced_message_id=message_id,
    )
    starter.content = ""  # Discord shows the words of the message it refers to
    backend.channels[message_id].message_count = 0  # and does not count it
    return answer


def _say_nothing(*_: object, **__: object) -> None:
    return


class _ThreadContext(RequestContext):
    """Asks for Discord's permission for a thread where simcord asks for another one."""

    needed: str

    def require_channel_permissions(self, channel_id: int, *names: str) -> Channel:
        wanted = (self.needed if name == "manage_channels" else name for name in names)
        return super().require_channel_permissions(channel_id, *wanted)


def _as_thread(ctx: RequestContext, needed: str) -> RequestContext:
    if not ctx.backend.get_channel(ctx.int_arg("channel_id")).is_thread:
        return ctx
    mended = _ThreadContext(**vars(ctx))
    mended.needed = needed
    return mended


def _edit_channel(ctx: RequestContext) -> Any:
    # Discord, "Modify Channel, Thread": unarchiving an unlocked thread needs only the permission to
    # write there; its creator may also rename and archive it; anything else needs Manage Threads.
    channel = ctx.backend.get_channel(ctx.int_arg("channel_id"))
    state, changes = channel.thread_metadata, ctx.body()
    locked = state is not None and state.locked
    waking = changes == {"archived": False}
    own = channel.owner_id == ctx.backend.bot_user.id
    tending = own and changes.keys() <= {"name", "archived", "auto_archive_duration"}
    light = not locked and (waking or tending)
    return channels.edit_channel(
        _as_thread(ctx, "send_messages_in_threads" if light else "manage_threads")
    )


def _delete_channel(ctx: RequestContext) -> Any:
    return channels.delete_channel(_as_thread(ctx, "manage_threads"))
