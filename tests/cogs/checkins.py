"""Check-ins as a group meets them: the steps that their stories share."""

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from itertools import count
from typing import Any

import discord
import pytest
from simcord import ChannelHandle, MemberActor, ResponseMessage, RoleHandle
from simcord.results import InteractionResult

from bot.checkins.ballots.answers import Counted
from bot.checkins.outcomes import Gone
from bot.checkins.results.history import RoundResult
from bot.checkins.results.publication import Published
from bot.core.db import Reader
from bot.demo import simulator
from bot.demo.repairs import losses
from bot.demo.simulator import ProcessDied
from tests.cogs.world import command
from tests.harness import Room, answer, custom_ids, text_of

HOUR = 3600
DAY = 24 * HOUR

DUE = 9 * HOUR
"""From the start of a room until the first check-in that :func:`plan` plans is due."""

OPEN = 3 * DAY
"""For so long a check-in takes answers, unless it is planned otherwise."""

PRESS = "Answer privately"

MIXED = ("4444", "5432", "4342", "4551", "3333", "5-42", "4432", "2443", "4434", "5342")
"""Ten ballots, question by question; ``-`` is "prefer not to say"."""


async def crowd(room: Room, more: int) -> list[MemberActor]:
    """So many more members."""
    guild, known = room.group.guild, len(room.group.guild.member_ids())
    people = [
        guild.add_member(room.env.create_user(f"member{n}", global_name=f"Member {n}"))
        for n in range(known, known + more)
    ]
    await room.env.settle()
    return people


async def plan(room: Room, **options: Any) -> str:
    """Ada plans a check-in, Mondays at 19:00 in Berlin unless told otherwise; its id.

    ``options``: those of ``/checkin create``, with ``_`` for ``-``.
    """
    services = room.bot.services.checkins
    before = {one.schedule_id for one in await services.schedules.list(room.group.guild.id)}
    asked = {
        "channel": room.group.lounge,
        "repeat": "weekly",
        "day": "Monday",
        "time": "19:00",
        "zone": "Europe/Berlin",
        **{name.replace("_", "-"): value for name, value in options.items()},
    }
    shown = answer(await room.who("Ada").slash(room.group.sharing, "checkin create", **asked))
    await room.press("Ada", shown, "Create it")
    [made] = [
        one.schedule_id
        for one in await services.schedules.list(room.group.guild.id)
        if one.schedule_id not in before
    ]
    return made


async def opened(room: Room, **options: Any) -> discord.Message:
    """Plans a check-in and lets it come: the message that asks."""
    await plan(room, **options)
    await room.pass_time(DUE + 60)
    [message] = asking(room)
    return message


def asking(room: Room, channel: ChannelHandle | None = None) -> list[discord.Message]:
    """Every message that can be answered, reminders too, the oldest first."""
    return _with(room, channel, "checkin:answer:")


def told(room: Room, channel: ChannelHandle | None = None) -> list[discord.Message]:
    """Every message about a result: what the round's message became, and the notices."""
    return _with(room, channel, "checkin:explain:")


def _with(room: Room, channel: ChannelHandle | None, prefix: str) -> list[discord.Message]:
    return [m for m in room.posts(channel or room.group.lounge) if prefix in str(custom_ids(m))]


def team_heard(room: Room) -> list[str]:
    """What Haven has said in the care channel, the oldest first."""
    history = room.group.care.history()
    return [text_of(m) for m in history if m.author.id == room.bot_id]


async def form_of(actor: MemberActor, message: discord.Message) -> InteractionResult:
    """The form that the round's button opens."""
    shown = await actor.click(message, label=PRESS)
    assert shown.modal is not None, "no form"
    return shown


def filled(ballot: str) -> dict[str, str]:
    """The fields of the form for a ballot such as ``54-1``."""
    return {f"q{place}": value for place, value in enumerate(ballot)}


async def send(actor: MemberActor, form: InteractionResult, ballot: str) -> str:
    """Sends a form; what Haven says to that."""
    return answer(await actor.submit_modal(form, filled(ballot))).content


async def vote(actor: MemberActor, message: discord.Message, ballot: str) -> str:
    """Answers by the button and the form; what Haven says to that."""
    return await send(actor, await form_of(actor, message), ballot)


async def vote_all(
    people: Sequence[MemberActor], message: discord.Message, ballots: Sequence[str] = MIXED
) -> list[str]:
    """Everybody answers, one after the other; the ballots go round."""
    return [
        await vote(actor, message, ballots[at % len(ballots)]) for at, actor in enumerate(people)
    ]


async def close(room: Room) -> None:
    """Lets the open time pass, and Haven close the round."""
    await room.pass_time(OPEN + 60)


async def a_round(
    room: Room, people: Sequence[MemberActor], ballots: Sequence[str] = MIXED
) -> discord.Message:
    """A whole first check-in, from its plan to its result: the message with the result."""
    message = await opened(room)
    await vote_all(people, message, ballots)
    await close(room)
    return told(room)[0]


async def week(room: Room, people: Sequence[MemberActor], ballots: Sequence[str] = MIXED) -> None:
    """The open round is answered and closes; a week after it came the next one is open."""
    [message] = asking(room)
    round_id, answers = round_id_of(message), room.bot.services.checkins.answers
    for at, actor in enumerate(people):
        ballot = tuple(int(one) if one != "-" else None for one in ballots[at % len(ballots)])
        said = await answers.vote(room.group.guild.id, round_id, actor.id, ballot)
        assert isinstance(said, Counted)
    await close(room)
    await room.pass_time(4 * DAY)


def round_id_of(message: discord.Message) -> str:
    """The opaque id in the first button."""
    return custom_ids(message)[0].split(":")[2]


async def schedule_id_of(room: Room) -> str:
    """The id of the one schedule."""
    [one] = await room.bot.services.checkins.schedules.list(room.group.guild.id)
    return one.schedule_id


async def results_of(room: Room) -> list[RoundResult]:
    """Every result of the one schedule that is remembered, the oldest first."""
    found = await room.bot.services.checkins.results.history(
        room.group.guild.id, await schedule_id_of(room)
    )
    if isinstance(found, Gone):
        return []
    rounds = [one for series in (found.series, *found.older) for one in series.results]
    return sorted(rounds, key=lambda one: one.opened_at)


async def published(room: Room) -> Published:
    """What was published of the only round."""
    [result] = await results_of(room)
    return result.published


async def team_asks(
    room: Room, words: str, /, *, name: str = "Ada", **more: object
) -> ResponseMessage:
    """``/checkin results`` and its like about the one schedule; the private answer."""
    options = {"check-in": await schedule_id_of(room), **more}
    return await command(room, name, f"checkin {words}", **options)


def let_use(room: Room, role: RoleHandle) -> None:
    """Lets a role use /checkin, as an admin does in the settings of the server."""
    guild = room.group.guild
    found = room.env.backend.find_command("checkin", guild.id, type=1)
    assert found is not None
    guild.set_command_permissions(int(found["id"]), {role: True})


def alt_of(message: discord.Message | ResponseMessage) -> str:
    """The description of the one picture."""
    [picture] = message.attachments
    return picture.description or ""


def stored_bytes(room: Room) -> bytes:
    """Every byte that Haven has in its folder, the names of the files too."""
    files = sorted(path for path in room.folder.rglob("*") if path.is_file())
    parts = [
        str(path.relative_to(room.folder)).encode() + b"\n" + path.read_bytes() for path in files
    ]
    return b"\n".join(parts)


async def ballot_rows(room: Room) -> int:
    """How many rows stand in the file of the ballots."""

    def look(reader: Reader) -> int:
        rounds = reader.all("SELECT round_id FROM ballot_round")
        return len(rounds) + len(reader.all("SELECT round_id FROM ballot_tag"))

    return await room.bot.services.ballots.read(look)


def round_keys(room: Room) -> list[str]:
    """The names of the key files of rounds."""
    return sorted(path.name for path in room.folder.rglob("round-*.key"))


async def dies(room: Room, act: Coroutine[Any, Any, object], away: float = 1.0) -> None:
    """Does ``act``, in the middle of which the process ends; ``away`` seconds later a new one."""
    asyncio.get_running_loop().set_exception_handler(_note)
    with suppress(ProcessDied):
        await act
    assert not losses.get(room.env.backend), "the request to lose was never made"
    room.env.backend.advance_clock(away)
    await room.restart(died=True)
    await room.pass_time(120)
    await room.pass_time(120)
    assert [error for error in room.env.errors if not isinstance(error, ProcessDied)] == []


async def dies_after(
    room: Room, seconds: float, method: str, path: str, *, away: float = 1.0
) -> None:
    """Lets time pass; the process ends right after Discord has taken the request that is due."""
    room.env.backend.advance_clock(seconds)  # no timer fires: the tick below is the only one
    simulator.lose_answer(room.env, method, path, error=ProcessDied())
    await dies(room, room.tick(), away)


def dies_in(patch: pytest.MonkeyPatch, owner: Any, name: str) -> None:
    """Lets the process end where ``owner.name`` is called next; a new process is not harmed."""
    real, calls = getattr(owner, name), count()

    def call(*given: Any, **options: Any) -> Any:
        if next(calls) == 0:
            raise ProcessDied
        return real(*given, **options)

    patch.setattr(owner, name, call)


def _note(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    # Of the dead process's own tasks nobody waits for the end.
    if not isinstance(context.get("exception"), ProcessDied):
        loop.default_exception_handler(context)
