"""Operations on a simulated Discord that simcord does not offer, for tests and the demo.

Call `apply` once before the first `Env`: it corrects simcord itself (see `repairs`). Everything
else here acts on one running `Env`. Durations are seconds of the simulated clock.
"""

# simcord has no public way to do these things; the version check in `bot.demo` pins its names.
# pyright: reportPrivateUsage=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from collections.abc import Coroutine, Generator, Iterable, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, TypeVar

import discord
from simcord import BackendError, ChannelHandle, Env, MemberActor, UserHandle
from simcord.results import InteractionResult

from bot.demo.repairs import NONCE_SECONDS, Loss, apply, losses

__all__ = [
    "NONCE_SECONDS",
    "Person",
    "ProcessDied",
    "apply",
    "archive",
    "burst",
    "burst_modals",
    "close_dms",
    "doze",
    "joining",
    "lock",
    "lose_answer",
    "open_dms",
    "reload_clients",
    "start_at",
    "stop_wall_clock",
    "together",
    "travel",
]

Answer = TypeVar("Answer")
Person = MemberActor | UserHandle

# Discord's answers, from its table of JSON error codes.
_DMS_CLOSED: Final = (403, 50007, "Cannot send messages to this user")


class ProcessDied(BaseException):
    """Simulates `kill -9` in a test: no `except Exception` in the bot can catch it."""


def start_at(env: Env, moment: datetime) -> None:
    """Start the world at the aware `moment`, not on 1 January 2026. Call before `env.start`."""
    env.backend.clock._epoch = moment


def stop_wall_clock(env: Env) -> None:
    """Let timers fire only when simulated time is moved. Call before `env.start`.

    Otherwise simcord also fires each timer by the wall clock, and an act that finds one due within
    the settle timeout waits for it: presses would hang for seconds before every tick of the bot.
    """
    vars(env)["_schedule_timer"] = _do_not_schedule


def _do_not_schedule(*_: object) -> None:
    return


@contextmanager
def joining(env: Env) -> Generator[None]:
    """Make servers that are created inside ones that Haven joins now (`on_guild_join`)."""
    emit = env.backend.emit

    def announce(event: str, payload: Mapping[str, Any]) -> None:
        if event == "GUILD_CREATE":
            payload = {key: value for key, value in payload.items() if key != "unavailable"}
        emit(event, payload)

    vars(env.backend)["emit"] = announce
    try:
        yield
    finally:
        del vars(env.backend)["emit"]


def close_dms(env: Env, person: Person) -> None:
    """Refuse every message to `person` from now on: `discord.Forbidden`, code 50007."""
    open_dms(env, person)
    status, code, message = _DMS_CLOSED
    env.inject_error(
        "POST", _dm_path(person), status=status, code=code, message=message, times=None
    )


def open_dms(env: Env, person: Person) -> None:
    """Undo `close_dms`; do nothing when DMs are open."""
    faults, path = env.backend.faults, _dm_path(person)
    faults[:] = [fault for fault in faults if (fault["path"], fault["code"]) != (path, 50007)]


def _dm_path(person: Person) -> str:
    user = person.user if isinstance(person, MemberActor) else person
    return f"/channels/{user.dm_channel.id}/messages"


def reload_clients(env: Env) -> None:
    """Drop every private answer, as each member's Discord does when it is reopened."""
    for channel_messages in env.backend.messages.values():
        for message in tuple(channel_messages.values()):
            if message.is_ephemeral:
                del channel_messages[message.id]


def archive(env: Env, thread: ChannelHandle, *, archived: bool = True) -> None:
    """Archive `thread`, as time or a moderator does, or reopen it; simcord never does."""
    env.backend.edit_channel(thread.id, {}, thread_metadata={"archived": archived})


def lock(env: Env, thread: ChannelHandle, *, locked: bool = True) -> None:
    """Lock `thread`, or unlock it. Locked and archived, it accepts nothing: 403, code 50083."""
    env.backend.edit_channel(thread.id, {}, thread_metadata={"locked": locked})


def lose_answer(
    env: Env, method: str, path: str, *, times: int = 1, error: BaseException | None = None
) -> None:
    """Let the next `times` matching requests take effect without their answers arriving.

    `path` is a glob such as `/channels/*/messages`. The bot gets a `discord.DiscordServerError`, or
    `error`: with `ProcessDied()` the process ends between Discord's answer and the next line.
    """
    loss = Loss(method, path, times, error or BackendError(500, 0, "the answer was lost"))
    losses.setdefault(env.backend, []).append(loss)


async def travel(env: Env, seconds: float, step: float = 3600.0) -> None:
    """Let `seconds` pass in slices of `step`: each slice has its own settle timeout."""
    while seconds > 0:
        await env.advance_time(min(step, seconds))
        seconds -= step


async def doze(env: Env, seconds: float) -> None:
    """Let the clock jump, as when the computer sleeps: every timer fires once, and late."""
    env.backend.advance_clock(seconds)
    await env.advance_time(0)


async def together(env: Env, *acts: Coroutine[Any, Any, Answer]) -> list[Answer]:
    """Deliver every act (`alice.click(…)`, `bob.slash(…)`) before the bot answers any of them.

    simcord refuses acts that overlap, so `asyncio.gather` cannot be used. Returns the results in
    the given order. When an act is impossible, the later ones are not done and its error is raised.
    """
    answers: list[Answer] = []
    env._begin_operation("together")
    vars(env)["_settle_internal"] = _do_not_settle
    try:
        for act in acts:
            answers.append(await act)
    finally:
        del vars(env)["_settle_internal"]
        for act in acts:
            act.close()
        env._end_operation()
    await env.settle()
    return answers


async def _do_not_settle(**_: Any) -> None:
    return


async def burst(
    env: Env, clicks: Iterable[tuple[MemberActor, discord.Message, str]]
) -> list[InteractionResult]:
    """Run `together` for `(member, message, custom_id)`: buttons pressed at the same moment."""
    presses = [actor.click(message, custom_id=key) for actor, message, key in clicks]
    return await together(env, *presses)


async def burst_modals(
    env: Env, forms: Iterable[tuple[MemberActor, InteractionResult, dict[str, Any]]]
) -> list[InteractionResult]:
    """Run `together` for `(member, result that showed the modal, values)`: forms sent at once."""
    return await together(env, *[actor.submit_modal(shown, v) for actor, shown, v in forms])
