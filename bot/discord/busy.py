"""Tracks the work under way, so that a stop can wait for it."""

import asyncio


class Busy:
    """A counter of the work under way: put ``with busy:`` around each piece of work."""

    def __init__(self) -> None:
        self._count = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def __enter__(self) -> None:
        self._count += 1
        self._idle.clear()

    def __exit__(self, *_: object) -> None:
        self._count -= 1
        if not self._count:
            self._idle.set()

    async def finished(self) -> None:
        """Return once no work is under way."""
        await self._idle.wait()
