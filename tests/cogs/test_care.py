"""What the care team does: reading first, returning, taking down, locking, pausing, and undoing."""

import pytest
from simcord import MemberActor, ResponseMessage

from bot.demo import simulator
from bot.sharing.rules import PAUSE_DAYS
from tests.cogs.world import (
    command,
    custom_id_of_select,
    dms,
    fresh,
    has,
    leave,
    menu,
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


@pytest.fixture
async def vetted(anywhere: Room) -> Room:
    """The group with the care team reading each share first."""
    await anywhere.set_up(sharing=_sharing(anywhere), vetting=1)
    return anywhere


def _sharing(room: Room) -> object:
    group = room.bot.services.groups.get(room.group.guild.id)
    return next(
        channel
        for channel in room.group.guild.channels.values()
        if channel.id == group.sharing_channel_id
    )


async def _hold(room: Room, words: str, name: str = "Alice", **options: str) -> ResponseMessage:
    preview = await room.draft(name, words, **options)
    assert "The care team reads it before it appears" in preview.content
    return await say_press(room, name, preview, "Post it")


async def test_a_held_share_is_shown_to_the_care_team_alone(vetted: Room) -> None:
    said = await _hold(vetted, "Read me first.", note="a note")

    [card] = vetted.cards()
    assert "with the care team" in said.content
    assert vetted.out() == []
    assert "Read me first." in text_of(card)
    assert "a note" in text_of(card)
    assert "lice" not in text_of(card)
    assert labels(card) == ["Let it appear", "Return it to its author, because …", PAUSE + " …"]
    listed = await command(vetted, "Alice", "my shares")
    assert "with the care team" in text_of(listed)


async def test_an_approved_share_appears_and_the_card_says_so(vetted: Room) -> None:
    await _hold(vetted, "Let me out.")
    [card] = vetted.cards()
    said = await say_press(vetted, "Mo", card, "Let it appear")

    assert "It has appeared" in said.content
    assert times(vetted, "Let me out.") == 1
    assert "It is posted." in text_of(fresh(vetted, card))
    assert "Let me out." not in text_of(fresh(vetted, card))
    assert labels(fresh(vetted, card)) == []


async def test_an_approved_share_still_waits_for_the_window_its_author_chose(
    vetted: Room,
) -> None:
    await _hold(vetted, "With the others.", when="w")
    said = await say_press(vetted, "Mo", vetted.cards()[0], "Let it appear")
    before = len(vetted.out())
    await vetted.pass_time(10 * 3600)

    assert "with the next release, <t:" in said.content
    assert before == 0
    assert times(vetted, "With the others.") == 1


async def test_a_returned_share_reaches_its_author_with_reason_and_words(vetted: Room) -> None:
    await _hold(vetted, "My street is named.", note="a note")
    [card] = vetted.cards()
    said = await pick(vetted, "Mo", card, RETURN, "details")
    listed = await command(vetted, "Alice", "my shares")
    [mine] = await _mine(vetted)
    one = await pick(vetted, "Alice", listed, CHOOSE, mine)
    shown = await vetted.press("Alice", one, "Edit")
    preview = await vetted.fill("Alice", shown, words="My street is not named.")
    await say_press(vetted, "Alice", preview, "Post it")

    assert "went back to its author" in said.content
    assert "came back to you" in dms(vetted, "Alice")[0].content
    assert "street" not in dms(vetted, "Alice")[0].content
    assert "could tell people who you or others are" in one.content
    assert "My street is named." in text_of(one)
    assert "'value': 'My street is named.'" in str(shown.modal)
    assert "My street is not named." in text_of(vetted.cards()[-1])
    assert "It went back to its author" in text_of(fresh(vetted, card))


async def _mine(room: Room, name: str = "Alice") -> list[str]:
    mine = await room.bot.services.mine.list(room.group.guild.id, room.who(name).id)
    return [one.post.post_id for one in mine]


async def test_closed_messages_hide_no_return(vetted: Room) -> None:
    simulator.close_dms(vetted.env, vetted.who("Alice"))
    await _hold(vetted, "Not here.")
    await pick(vetted, "Mo", vetted.cards()[0], RETURN, "rules")
    listed = await command(vetted, "Alice", "my shares")
    one = await pick(vetted, "Alice", listed, CHOOSE, (await _mine(vetted))[0])

    assert "came back to you" in text_of(listed)
    assert "isn't what this channel is for" in one.content
    assert "Not here." in text_of(one)


async def test_a_return_to_somebody_who_left_is_no_trouble(vetted: Room) -> None:
    await _hold(vetted, "Gone already.")
    await leave(vetted, "Alice")
    said = await pick(vetted, "Mo", vetted.cards()[0], RETURN, "rules")

    assert "went back to its author" in said.content


async def test_a_return_can_be_undone(vetted: Room) -> None:
    await _hold(vetted, "Second look.")
    [card] = vetted.cards()
    said = await pick(vetted, "Mo", card, RETURN, "rules")
    undone = await say_press(vetted, "Mo", said, "Undo")
    await say_press(vetted, "Mo", fresh(vetted, card), "Let it appear")

    assert "Undone." in undone.content
    assert times(vetted, "Second look.") == 1


async def test_two_moderators_at_once_end_in_one_decision(vetted: Room) -> None:
    second = _second_moderator(vetted)
    await _hold(vetted, "Decide.")
    [card] = vetted.cards()
    key = custom_id_of_select(card, RETURN)
    said = await simulator.together(
        vetted.env,
        vetted.who("Mo").click(card, label="Let it appear"),
        second.select(card, ["rules"], custom_id=key),
    )

    texts = sorted(answer(one).content for one in said)
    assert any("Somebody was faster" in text for text in texts)
    assert times(vetted, "Decide.") == ("It has appeared" in texts[0])


def _second_moderator(room: Room) -> MemberActor:
    user = room.env.create_user("nia", global_name="Nia")
    return room.group.guild.add_member(user, roles=[room.group.care_role])


async def test_an_author_may_withdraw_what_is_held(vetted: Room) -> None:
    await _hold(vetted, "Never mind.")
    [card] = vetted.cards()
    listed = await command(vetted, "Alice", "my shares")
    one = await pick(vetted, "Alice", listed, CHOOSE, (await _mine(vetted))[0])
    sure = await say_press(vetted, "Alice", one, "Withdraw")
    await say_press(vetted, "Alice", sure, "Yes, withdraw")

    assert labels(fresh(vetted, card)) == []
    assert "taken back by its author" in text_of(fresh(vetted, card))
    assert "Never mind." not in text_of(fresh(vetted, card))
    assert vetted.out() == []


async def test_replies_are_not_held_by_vetting(vetted: Room) -> None:
    await _hold(vetted, "A share.")
    await say_press(vetted, "Mo", vetted.cards()[0], "Let it appear")
    await vetted.reply("Bob", vetted.shares()[0], "At once.")

    assert times(vetted, "At once.") == 1


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
    second = await say_press(room, "Mo", queue, "Lift pause 1")
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
    assert closed == ["Open again"]
    assert "open again" in again.content
    assert has(fresh(room, card), "Done")


async def test_the_queue_lists_what_is_open_with_links(vetted: Room) -> None:
    empty = await command(vetted, "Mo", "care queue")
    await _hold(vetted, "Read me.")
    queue = await command(vetted, "Mo", "care queue")

    assert "Nothing is waiting." in text_of(empty)
    assert queue.ephemeral
    assert "A share to read" in text_of(queue)
    assert f"/{vetted.cards()[0].id}" in text_of(queue)
    assert "Read me." not in text_of(queue)


async def test_a_card_deleted_by_hand_comes_back_while_it_is_open(vetted: Room) -> None:
    await _hold(vetted, "Do not lose me.")
    [card] = vetted.cards()
    vetted.env.backend.delete_message(card.channel.id, card.id)
    await vetted.env.settle()
    await vetted.tick()

    assert "Do not lose me." in text_of(vetted.cards()[-1])
    await say_press(vetted, "Mo", vetted.cards()[-1], "Let it appear")
    assert times(vetted, "Do not lose me.") == 1


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
