"""Draws pictures off the event loop, on one dedicated thread."""

import asyncio
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.checkins.results.chart import ChartPoint, Labels, chart_facts


class Pictures:
    """A queue that draws one picture at a time, in the order requested.

    ``cache``: a dedicated folder, created when the first picture is drawn. It holds a list of this
    machine's fonts and nothing else. If it is not writable, the first picture after each start
    takes a second longer, and matplotlib logs a warning.
    """

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")

    async def trend(
        self, points: Sequence[ChartPoint], labels: Labels, zone: ZoneInfo
    ) -> bytes | None:
        """Return a PNG of the newest rounds; None when none of them has a result.

        :meth:`close` cancels a picture that is still queued.
        """
        if chart_facts(points) is None:
            return None
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._draw, tuple(points), labels, zone)

    async def close(self) -> None:
        """End the thread once it has drawn its current picture. Closing twice is harmless."""
        await asyncio.to_thread(self._thread.shutdown, cancel_futures=True)

    def _draw(self, points: Sequence[ChartPoint], labels: Labels, zone: ZoneInfo) -> bytes | None:
        # matplotlib reads this variable once, when it is loaded. Without it, matplotlib would write
        # to the home folder and read its settings from there.
        os.environ.setdefault("MPLCONFIGDIR", str(self._cache))
        # Imported only here: loading takes half a second, which must not delay the start.
        from bot.checkins.results.drawing import draw

        return draw(points, labels, zone)
