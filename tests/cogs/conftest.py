"""Both kinds of sharing channel: what holds in one has to hold in the other."""

import pytest

from tests.cogs.world import use_forum
from tests.harness import Room


@pytest.fixture(params=["text", "forum"])
async def anywhere(request: pytest.FixtureRequest, room: Room) -> Room:
    """The demo's group, set up to share in a text channel, or in a forum."""
    if request.param == "forum":
        await use_forum(room)
    return room
