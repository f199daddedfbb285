"""Pictures, drawn off the event loop on one thread of their own."""

import asyncio
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.checkins.results.chart import ChartPoint, Labels, chart_facts


class Pictures:
    """Draws one picture at a time, in the order asked for.

    ``cache``: a folder of its own, made when the first picture is drawn; it gets a list of this
    machine's fonts and nothing else. Without a folder that can be written, drawing takes a second
    longer after each start, and matplotlib logs a warning.
    """

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")

    async def trend(
        self, points: Sequence[ChartPoint], labels: Labels, zone: ZoneInfo
    ) -> bytes | None:
        """A PNG of the newest rounds; None when none of them has a result.

        Cancelled by :meth:`close` when it is still waiting for its turn.
        """
        if chart_facts(points) is None:
            return None
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._draw, tuple(points), labels, zone)

    async def close(self) -> None:
        """Ends the thread, after the picture that it is drawing. Closing twice is harmless."""
        await asyncio.to_thread(self._thread.shutdown, cancel_futures=True)

    def _draw(self, points: Sequence[ChartPoint], labels: Labels, zone: ZoneInfo) -> bytes | None:
        # matplotlib reads this once, when it is loaded. It would else write into the home folder
        # and read its settings from there.
        os.environ.setdefault("MPLCONFIGDIR", str(self._cache))
        # Loaded only here: half a second that a start should not take.
        from bot.checkins.results.drawing import draw

        return draw(points, labels, zone)
