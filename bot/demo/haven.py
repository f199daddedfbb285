"""Haven as the demo runs it: the same bot, in its own folder, without a token."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot.app import Haven, create_bot
from bot.core.config import Settings
from bot.demo import server
from bot.demo.circle import SPAN, a_year


def make_haven(folder: Path, clock: Callable[[], datetime]) -> Haven:
    """Return Haven with its data in `folder`, in the time of `clock` (aware)."""
    settings = Settings.from_env({"HAVEN_DATA_DIR": str(folder)}, need_token=False)
    return create_bot(settings, clock=clock, shard_count=1)


def main(*, port: int, speed: float, start: datetime) -> int:
    """Run the demo from the aware `start` until Ctrl-C.

    Returns the exit code: 0, or 2 for a port or speed that cannot be used.
    """
    past = server.Past(a_year, SPAN)
    return server.run(make_bot=make_haven, port=port, speed=speed, start=start, past=past)
