"""The part of the long story in which somebody looks for a number, and Ada changes the list."""

from tests.cogs.world import command, pick, say_press
from tests.harness import Room

OURS = {
    "name": "Our evening line",
    "dial": "0800 123 456",
    "words": "HI",
    "hours": "24/7",
    "url": "https://ours.example",
}


async def tell_of_helplines(room: Room) -> None:
    """A number found, and one that did not work; lines added, replaced, hidden and shown again."""
    shown = await command(room, "Chen", "support")
    shown = await pick(room, "Chen", shown, "Your country", "GB")
    asked = await say_press(room, "Chen", shown, "A number didn't work")
    await pick(room, "Chen", asked, "Which one", "gb-shout")
    form = await room.who("Ada").slash(
        room.group.lounge, "helplines add", country="GB", reach="ct", days=30
    )
    await room.who("Ada").submit_modal(form, OURS)
    form = await room.who("Ada").slash(room.group.lounge, "helplines replace", line="gb-shout")
    await room.who("Ada").submit_modal(form, OURS)
    await command(room, "Ada", "helplines hide", line="gb-childline")
    listed = await command(room, "Ada", "helplines list", country="GB")
    await say_press(room, "Ada", listed, "Undo: Our evening line")
    await command(room, "Ada", "helplines show-again", line="gb-childline")
