"""What is being worked on, so that a stop can wait for it."""

import asyncio


class Busy:
    """Counts the work under way: ``with busy:`` around each piece of it."""

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
        """Return once nothing is being worked on."""
        await self._idle.wait()
