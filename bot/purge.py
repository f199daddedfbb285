"""The hourly purge over all features: everything whose time has come is deleted.

- No step asks Discord: a slow answer must not delay the destruction of a key.
- A step that fails is logged and tried again at the next purge; it stops no other, nor a start.
"""

import logging
from collections.abc import Awaitable, Callable

from bot.services import Services

log = logging.getLogger(__name__)


async def purge(services: Services) -> None:
    """Delete everything whose time has come."""
    steps: tuple[tuple[str, Callable[[], Awaitable[object]]], ...] = (
        ("schedules", services.checkins.schedules.purge),
        # Opens a case for each change that is about to end, before those that have ended go.
        ("helplines", services.helplines.tell_ending),
        ("members", services.privacy.purge),
        ("ballots", services.checkins.rounds.tidy),
    )
    for name, step in steps:
        try:
            await step()
        except Exception:
            log.exception(
                "a deletion failed; it is tried again at the next purge",
                extra={"haven": {"step": name}},
            )
