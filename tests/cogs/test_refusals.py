"""Discord refuses once, at each request of each flow in turn, in each way it refuses.

Whatever it is: the member has an answer, and what was acknowledged is there in the end, once.
"""

import logging
import re
from pathlib import Path

import discord
import pytest
from simcord import BackendError
from simcord.backend.errors import SetupError

from tests.cogs.flows import FLOWS, WORDS, Act, Flow
from tests.harness import Room, open_room, text_of

REFUSALS = {403: 50013, 404: 10003, 429: 0, 500: 0, 503: 0}
"""Status and, where there is one, a code that Discord sends with it."""
APOLOGY = "something went wrong on my side"
UNKNOWN_INTERACTION = 10062


@pytest.mark.parametrize("status", REFUSALS)
@pytest.mark.parametrize("flow", FLOWS)
async def test_whatever_discord_refuses_there_is_an_answer_and_nothing_is_lost(
    flow: str, status: int, tmp_path: Path, logged_errors: list[logging.LogRecord]
) -> None:
    requests = await _requests(flow, tmp_path / "plain")
    for number, (method, path) in enumerate(requests):
        case = f"{status} at {method} {path}"
        async with open_room(tmp_path / str(number)) as room:
            with room.env.time_context():
                await room.set_up()
                act, check = await FLOWS[flow](room)
                room.env.inject_error(method, path, status=status, code=REFUSALS[status])
                said = await act()
                assert not room.env.backend.faults, f"never asked: {case}"
                shown = [one for one in (said.response, *said.followups) if one is not None]
                text = "\n".join(text_of(one) for one in shown)
                assert text.strip(), f"no answer: {case}"
                assert all(one.ephemeral for one in shown), f"a public answer: {case}"
                kept = flow != "preview" or WORDS in text
                assert kept, f"the words are lost: {case}: {text}"
                if APOLOGY in text or "Nothing was changed" in text:
                    await _again(act)
                for seconds in (30, 700, 4000):
                    await room.pass_time(seconds)
                if status == 404 and (method == "DELETE" or path.endswith("/threads")):
                    continue  # "it is gone", says Discord of a message, and is believed
                try:
                    await check()
                except AssertionError as wrong:
                    raise AssertionError(f"{case}: {text}") from wrong
                _only_refusals(room)
    _only_apologies(logged_errors)


recorded: dict[str, list[tuple[str, str]]] = {}


async def _requests(flow: str, folder: Path) -> list[tuple[str, str]]:
    """The requests of the last press of a flow, recorded once: they are alike in each room."""
    if flow not in recorded:
        recorded[flow] = await _record(FLOWS[flow], folder)
    assert recorded[flow]
    return recorded[flow]


async def _record(flow: Flow, folder: Path) -> list[tuple[str, str]]:
    """The requests of the last press: method and path, without what is random in it."""
    async with open_room(folder) as room:
        with room.env.time_context():
            await room.set_up()
            act, check = await flow(room)
            before = len(room.env.http_requests)
            await act()
            made = room.env.http_requests[before:]
            await check()
    found = [(one.method, _pattern(one.path)) for one in made]
    return list(dict.fromkeys(found))


def _pattern(path: str) -> str:
    path = re.sub(r"^/interactions/\d+/[^/]+", "/interactions/*/*", path)
    return re.sub(r"^/webhooks/\d+/[^/]+", "/webhooks/*/*", path)


async def _again(act: Act) -> None:
    """Somebody who was apologised to tries once more, if there is still something to press."""
    try:
        await act()
    except (SetupError, BackendError):
        return


def _only_refusals(room: Room) -> None:
    """simcord notes every error of a command, also one that was apologised for."""
    for error in room.env.errors:
        cause = getattr(error, "original", error)
        assert isinstance(cause, discord.HTTPException)


def _only_apologies(records: list[logging.LogRecord]) -> None:
    """What Haven logged was the one line of the boundary; anything else fails the test."""
    other = [r.getMessage() for r in records if r.getMessage() != "a press failed"]
    assert other == []
    records.clear()


@pytest.mark.parametrize("flow", FLOWS)
async def test_an_answer_that_came_too_late_loses_nothing(
    flow: str, tmp_path: Path, logged_errors: list[logging.LogRecord]
) -> None:
    async with open_room(tmp_path / "room") as room:
        with room.env.time_context():
            await room.set_up()
            act, check = await FLOWS[flow](room)
            room.env.inject_error(
                "POST",
                "/interactions/*/*/callback",
                status=404,
                code=UNKNOWN_INTERACTION,
            )
            await act()
            await _again(act)
            await room.pass_time(30)
            await check()
            _only_refusals(room)

    assert logged_errors == []
