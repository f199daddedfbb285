"""Refreshes of counts: many presses on one post at once end in one or two edits."""

from collections.abc import Awaitable, Callable


class CountRefreshes:
    """The posts whose count is being refreshed, in memory only."""

    def __init__(self) -> None:
        self._again: dict[str, bool] = {}

    async def run(self, post_id: str, show: Callable[[], Awaitable[None]]) -> None:
        """Run ``show``; a call for the same post meanwhile makes it run once more, and returns."""
        if post_id in self._again:
            self._again[post_id] = True
            return
        try:
            again = True
            while again:
                self._again[post_id] = False
                await show()
                again = self._again[post_id]
        finally:
            self._again.pop(post_id, None)
