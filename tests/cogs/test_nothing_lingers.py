"""What is erased, undone, locked or undeliverable: nobody is told a comforting untruth."""

from datetime import timedelta

from bot.sharing.rules import UNDO_TIME
from tests.cogs.world import (
    command,
    dms,
    fresh,
    options_of,
    pick,
    report,
    say_press,
    times,
)
from tests.harness import Room, text_of

MINUTE = 60


async def _care_channel_gone(room: Room) -> None:
    room.env.backend.delete_channel(room.group.care.id)
    await room.env.settle()


async def _owner_was_told(room: Room) -> list[str]:
    owner = room.group.guild.owner
    return [m.content for m in owner.dm_channel.history() if "care channel" in m.content]


async def test_a_report_that_cannot_arrive_says_so_and_the_owner_is_told_once(room: Room) -> None:
    post = await room.share("Alice", "Hm.")
    await _care_channel_gone(room)
    said = await report(room, "Bob", post, reason="worried")
    await report(room, "Chen", post)
    await room.pass_time(20 * MINUTE)

    assert "I have kept your report" in said.content
    assert "write to somebody of the team yourself" in said.content
    assert "emergency number" in said.content
    assert len(await _owner_was_told(room)) == 1


async def test_a_held_share_that_cannot_arrive_says_so(room: Room) -> None:
    await room.set_up(vetting=1)
    await _care_channel_gone(room)
    said = await say_press(room, "Alice", await room.draft("Alice", "Held."), "Post it")

    assert "have not reached the care team yet" in said.content


async def test_erasing_takes_held_words_out_of_the_care_channel(room: Room) -> None:
    await room.set_up(vetting=1)
    await say_press(room, "Alice", await room.draft("Alice", "My own words."), "Post it")
    [card] = room.cards()
    assert "My own words." in text_of(card)
    data = await command(room, "Alice", "my data")
    await say_press(room, "Alice", await say_press(room, "Alice", data, "Erase it"), "Yes, erase")

    assert "My own words." not in text_of(fresh(room, card))


async def test_a_card_that_could_not_be_edited_catches_up_by_itself(room: Room) -> None:
    await room.set_up(vetting=1)
    await say_press(room, "Alice", await room.draft("Alice", "My own words."), "Post it")
    [card] = room.cards()
    room.env.inject_error("PATCH", f"/channels/*/messages/{card.id}", status=503, times=1)
    data = await command(room, "Alice", "my data")
    await say_press(room, "Alice", await say_press(room, "Alice", data, "Erase it"), "Yes, erase")
    missed = text_of(fresh(room, card))
    await room.pass_time(5 * MINUTE)

    assert "My own words." in missed
    assert "My own words." not in text_of(fresh(room, card))


async def test_what_a_reporter_wrote_leaves_the_card_when_it_is_done(room: Room) -> None:
    post = await room.share("Alice", "Hm.")
    await report(room, "Bob", post, "I am afraid for her.")
    [card] = room.cards()
    assert "I am afraid for her." in text_of(card)
    await say_press(room, "Mo", card, "Done")

    assert "I am afraid for her." not in text_of(fresh(room, card))


async def test_undo_ends_after_an_hour_and_the_author_is_told_of_one(room: Room) -> None:
    first = await room.share("Alice", "First.")
    await report(room, "Bob", first)
    down = await pick(room, "Mo", room.cards()[-1], "Take it down", "rules")
    await say_press(room, "Mo", down, "Undo")
    told = [m.content for m in dms(room, "Alice") if "put back something of yours" in m.content]
    second = await room.share("Alice", "Second.")
    await report(room, "Bob", second)
    down = await pick(room, "Mo", room.cards()[-1], "Take it down", "rules")
    await room.pass_time((UNDO_TIME + timedelta(minutes=1)).total_seconds())
    late = await say_press(room, "Mo", down, "Undo")

    assert len(told) == 1
    assert times(room, "First.") == 1
    assert "an hour has passed" in late.content
    assert times(room, "Second.") == 0


async def test_what_its_author_shared_anew_cannot_be_put_back(room: Room) -> None:
    await room.set_up(vetting=1)
    await say_press(room, "Alice", await room.draft("Alice", "At 12 Elm Street."), "Post it")
    returned = await pick(room, "Mo", room.cards()[-1], "Return", "details")
    listed = await command(room, "Alice", "my shares")
    one = await pick(room, "Alice", listed, "Choose one", options_of(listed, "Choose one")[0])
    shown = await room.press("Alice", one, "Edit")
    again = await room.fill("Alice", shown, words="Without the place.")
    await say_press(room, "Alice", again, "Post it")
    undone = await say_press(room, "Mo", returned, "Undo")
    await say_press(room, "Mo", room.cards()[-1], "Let it appear")

    assert "Undone" not in undone.content
    assert times(room, "Elm Street") == 0
    assert times(room, "Without the place.") == 1


async def test_hiding_details_never_cuts_the_words(room: Room) -> None:
    words = "5550123456 " * 181 + "PLEASE"
    preview = await room.draft("Alice", words)
    before = text_of(preview)
    result = await room.press("Alice", preview, "Hide these details")
    [beside] = result.followups

    assert len(words) <= 2000
    assert "a little too long. Please press **Edit**" in beside.content
    assert beside.ephemeral
    assert text_of(preview) == before
    assert "PLEASE" in text_of(preview)


async def test_two_pauses_of_one_author_look_like_two_people(room: Room) -> None:
    first = await room.share("Alice", "First.")
    second = await room.share("Alice", "Second.")
    for post in (first, second):
        await report(room, "Bob", post)
    one, two = room.cards()
    paused = await pick(room, "Mo", one, "Pause", "30")
    await pick(room, "Mo", two, "Pause", "1")
    queue = await command(room, "Mo", "care queue")
    lifted = await say_press(room, "Mo", paused, "Lift the pause")
    left = await command(room, "Mo", "care queue")

    assert text_of(queue).count("Pause ") == 2
    assert "The pause is lifted." in lifted.content
    assert text_of(left).count("Pause ") == 1
    assert "paused posting" in (await room.draft("Alice", "Third.")).content
