"""Discord refuses once, at each request of each flow in turn, in each way it refuses.

Whatever it is: the member has an answer, and what was acknowledged is there in the end, once.
"""

import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from simcord import ResponseMessage
from simcord.results import InteractionResult

from tests.cogs.world import (
    command,
    custom_id_of_select,
    dms,
    fresh,
    has,
    post_id,
    reply_draft,
    report,
    say_press,
    thread_of,
    times,
    use_forum,
    words_in,
)
from tests.harness import Room, answer, button, open_room, text_of

WORDS = "Exactly once."
REFUSALS = {403: 50013, 404: 10003, 429: 0, 500: 0, 503: 0}
"""Status and, where there is one, a code that Discord sends with it."""
APOLOGY = "something went wrong on my side"

Act = Callable[[], Awaitable[InteractionResult]]


@dataclass(frozen=True, slots=True)
class Flow:
    """``prepare`` goes up to the last press and returns it; ``check`` is what holds in the end."""

    prepare: Callable[[Room], Awaitable[Act]]
    check: Callable[[Room], Awaitable[None]]


def _click(
    room: Room, name: str, message: ResponseMessage | object, label: str
) -> Act:
    key = button(message, label)  # type: ignore[arg-type]
    return lambda: room.who(name).click(message, custom_id=key)  # type: ignore[arg-type]
