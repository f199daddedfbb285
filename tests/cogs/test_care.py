"""What the care team does with a post that is out: lock, take down, pause, and undo."""

import pytest

from bot.demo import simulator
from bot.sharing.rules import PAUSE_DAYS
from tests.cogs.world import (
    command,
    dms,
    fresh,
    has,
    leave,
    menu,
    options_of,
    pick,
    post_id,
    replies,
    reply_draft,
    report,
    say_press,
    thread_of,
    times,
    words_in,
)
from tests.harness import Room, answer, labels, text_of

RETURN, REMOVE, PAUSE = "Return it", "Take it down", "Pause its author"
CHOOSE = "Choose one"


async def test_a_post_is_taken_down_and_its_words_go_back(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "Too much.", note="a note")
    thread = thread_of(anywhere, post)
    await report(anywhere, "Bob", post)
    [card] = anywhere.cards()
    said = await pick(anywhere, "Mo", card, REMOVE, "method")
    listed = await command(anywhere, "Alice", "my shares")
    one = await pick(anywhere, "Alice", listed, CHOOSE, post_id(post))

    assert "It's taken down." in said.content
    assert anywhere.out() == []
    assert "The care team took this share down" in words_in(thread)
    assert "please leave the how out" in one.content
    assert "Too much." in text_of(one)
    assert has(one, "Edit")
    assert "It was taken down" in text_of(fresh(anywhere, card))
    assert len(dms(anywhere, "Alice")) == 1


async def test_a_removal_can_be_undone_and_the_post_appears_anew(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "After all.", note="a note")
    await report(anywhere, "Bob", post)
    said = await pick(anywhere, "Mo", anywhere.cards()[0], REMOVE, "unkind")
    undone = await say_press(anywhere, "Mo", said, "Undo")

    [again] = anywhere.shares()
    assert "appears again as a new post" in undone.content
    assert "After all." in text_of(again)
    assert again.embeds[0].title == "Content note: a note"
    assert thread_of(anywhere, again).is_thread
    assert post_id(again) == post_id(post)


async def test_a_reply_is_taken_down_from_the_menu(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "A share.")
    await anywhere.reply("Bob", post, "Unkind.")
    options = answer(await menu(anywhere, "Mo", replies(anywhere)[0], "Care options"))
    said = await pick(anywhere, "Mo", options, REMOVE, "unkind")

    assert options.ephemeral
    assert "You don't learn who wrote it" in options.content
    assert "taken down" in said.content
    assert replies(anywhere) == []
    assert "took a reply down" in words_in(thread_of(anywhere, post))


async def test_locking_closes_replies_until_it_is_opened_again(anywhere: Room) -> None:
    post = await anywhere.share("Alice", "Enough for today.")
    early = await reply_draft(anywhere, "Bob", post, "My words.")
    options = answer(await menu(anywhere, "Mo", post, "Care options"))
    locked = await say_press(anywhere, "Mo", options, "Lock replies")
    late = await say_press(anywhere, "Bob", early, "Post it")
    new = await reply_draft(anywhere, "Chen", post, "Others.")
    metadata = anywhere.env.backend.get_channel(thread_of(anywhere, post).id).thread_metadata
    closed = metadata is not None and metadata.locked
    opened = await say_press(anywhere, "Mo", locked, "Open replies again")
    await anywhere.reply("Bob", post, "Now.")

    assert "Replies are closed here" in locked.content
    assert "closed replies here for now" in late.content
    assert "My words." in text_of(late)
    assert "Others." in text_of(new)
    assert not has(new, "Post it")
    assert closed
    assert "open again" in opened.content
    assert times(anywhere, "Now.") == 1


@pytest.mark.parametrize("days", PAUSE_DAYS)
async def test_a_pause_stops_its_author_for_as_long_as_it_says(room: Room, days: int) -> None:
    post = await room.share("Alice", "Hm.")
    draft = await room.draft("Alice", "More of it.")
    await report(room, "Bob", post)
    said = await pick(room, "Mo", room.cards()[0], PAUSE, str(days))
    refused = await say_press(room, "Alice", draft, "Post it")
    reply = await reply_draft(room, "Alice", post, "A reply.")
    await room.share("Bob", "Not me.")
    await simulator.doze(room.env, days * 86400 + 1)
    await room.share("Alice", "Back again.")

    assert "Nobody learns who it is" in said.content
    assert "Alice" not in text_of(said)
    assert "has paused posting" in refused.content
    assert "More of it." in text_of(refused)
    assert "you can always write to the care team" in refused.content
    assert "A reply." in text_of(reply)
    assert not has(reply, "Post it")
    assert times(room, "Back again.") == 1


async def test_a_pause_can_be_lifted_from_its_answer_and_from_the_queue(room: Room) -> None:
    post = await room.share("Alice", "Hm.")
    await report(room, "Bob", post)
    [card] = room.cards()
    first = await pick(room, "Mo", card, PAUSE, "7")
    lifted = await say_press(room, "Mo", first, "Lift the pause")
    await pick(room, "Mo", card, PAUSE, "30")
    queue = await command(room, "Mo", "care queue")
    [only] = options_of(queue, "Lift a pause")
    second = await pick(room, "Mo", queue, "Lift a pause", only)
    await room.share("Alice", "Free.")

    assert "The pause is lifted." in lifted.content
    assert "Pause 1, until <t:" in text_of(queue)
    assert "Alice" not in text_of(queue)
    assert "The pause is lifted." in second.content
    assert times(room, "Free.") == 1


async def test_a_pause_survives_leaving_and_coming_back(room: Room) -> None:
    post = await room.share("Alice", "Hm.")
    await report(room, "Bob", post)
    await pick(room, "Mo", room.cards()[0], PAUSE, "7")
    alice = room.who("Alice")
    await leave(room, "Alice")
    room.group.guild.add_member(alice.user, nick="Somebody else")
    await room.env.settle()
    refused = await room.draft("Alice", "New name.")

    assert "has paused posting" in refused.content


async def test_somebody_the_group_keeps_no_link_to_cannot_be_paused(empty_room: Room) -> None:
    await empty_room.set_up(**{"keep-link": 0})
    post = await empty_room.share("Alice", "Hm.")
    await report(empty_room, "Bob", post)
    said = await pick(empty_room, "Mo", empty_room.cards()[0], PAUSE, "7")

    assert "I can no longer tell who wrote this" in said.content
    assert "lock its replies" in said.content


async def test_a_report_is_closed_and_opened_again(room: Room) -> None:
    post = await room.share("Alice", "Fine, really.")
    await report(room, "Bob", post)
    [card] = room.cards()
    done = await say_press(room, "Mo", card, "Done")
    closed = labels(fresh(room, card))
    again = await say_press(room, "Mo", fresh(room, card), "Open again")

    assert "Closed." in done.content
    assert closed == ["Open again", "History"]
    assert "open again" in again.content
    assert has(fresh(room, card), "Done")


async def test_a_decision_on_something_that_is_gone_says_so(room: Room) -> None:
    post = await room.share("Alice", "Soon gone.")
    await report(room, "Bob", post)
    [card] = room.cards()
    options = answer(await menu(room, "Mo", post, "Care options"))
    room.env.backend.delete_message(post.channel.id, post.id)
    await room.env.settle()
    said = await pick(room, "Mo", options, REMOVE, "unkind")

    assert "no longer there" in said.content
    assert "or deleted" in text_of(fresh(room, card))
