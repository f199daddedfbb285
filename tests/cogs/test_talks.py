"""The sealed line, through the eyes of a member and of the care team."""

import pytest
from simcord import ResponseMessage

from bot.core.limits import Limit
from bot.demo import simulator
from bot.talks.rules import TALK_DAYS, Talk
from cogs.talks.care_side import CareReach, CareTalk
from tests.cogs.matrix import Scene
from tests.cogs.people import Role, person
from tests.cogs.world import command, dms, fresh, has, options_of, pick, post_id, report, say_press
from tests.harness import Room, answer, labels, text_of

WITHOUT, WITH = "Talk without my name", "Talk with my name"
CHOOSE = "Choose one to read"


@pytest.fixture
async def room(room: Room) -> Room:
    await room.set_up()
    return room


async def _begin(
    room: Room, words: str = "I need somebody.", name: str = "Alice", how: str = WITHOUT
) -> ResponseMessage:
    """``/talk`` up to the private answer."""
    start = await command(room, name, "talk")
    shown = await room.press(name, start, how)
    return await room.fill(name, shown, words=words)


async def _talks(room: Room, name: str = "Alice") -> list[Talk]:
    return await room.bot.services.talks.inbox(room.group.guild.id, room.who(name).id)


async def _look(room: Room, talk_id: str, name: str = "Mo") -> ResponseMessage:
    """What somebody of the team sees who opens a talk."""
    scene = Scene(room, await person(room, Role.MODERATOR))
    message = await scene.put(CareTalk(talk_id))
    return await say_press(room, name, message, "Read and answer")


async def _answer(room: Room, talk_id: str, words: str = "We are here.") -> ResponseMessage:
    look = await _look(room, talk_id)
    shown = await room.press("Mo", look, "Answer")
    return await room.fill("Mo", shown, words=words)


async def test_a_talk_out_of_nothing_goes_both_ways_and_shows_no_account(room: Room) -> None:
    said = await _begin(room, "I need somebody.")
    [talk] = await _talks(room)
    look = await _look(room, talk.talk_id)
    sent = await _answer(room, talk.talk_id, "We are here.")
    listed = await command(room, "Alice", "my inbox")
    one = await pick(room, "Alice", listed, CHOOSE, talk.talk_id)
    shown = await room.press("Alice", one, "Write")
    await room.fill("Alice", shown, words="Thank you.")
    after = await _look(room, talk.talk_id)

    assert "It's with the care team" in said.content
    assert said.ephemeral
    assert look.ephemeral
    assert "I need somebody." in text_of(look)
    assert "Somebody" in text_of(look)
    assert "lice" not in text_of(look) + text_of(after)
    assert str(room.who("Alice").id) not in text_of(look) + text_of(after)
    assert "as the care team" in sent.content
    assert "1 new" in text_of(listed)
    assert "We are here." in text_of(one)
    assert "The care team" in text_of(one)
    assert "Mo" not in text_of(one)
    assert "Thank you." in text_of(after)


async def test_with_ones_name_only_where_it_was_chosen(room: Room) -> None:
    said = await _begin(room, how=WITH)
    [talk] = await _talks(room)
    look = await _look(room, talk.talk_id)

    assert "with your name" in said.content
    assert f"<@{room.who('Alice').id}>" in look.content


async def test_the_member_reads_and_answers_in_a_direct_message(room: Room) -> None:
    await _begin(room)
    [talk] = await _talks(room)
    await _answer(room, talk.talk_id, "Secret words of the team.")
    [told] = dms(room, "Alice")
    shown = answer(await room.who("Alice").user.click(told, label="Read and answer"))
    form = await room.who("Alice").user.click(shown, label="Write")
    sent = answer(await room.who("Alice").user.submit_modal(form, {"words": "From here."}))
    look = await _look(room, talk.talk_id)

    assert "has written to you" in told.content
    assert "Secret" not in told.content
    assert "Secret words of the team." in text_of(shown)
    assert "Sent" in sent.content
    assert "From here." in text_of(look)


async def test_with_closed_messages_the_inbox_has_it_all(room: Room) -> None:
    simulator.close_dms(room.env, room.who("Alice"))
    await _begin(room)
    [talk] = await _talks(room)
    sent = await _answer(room, talk.talk_id, "In your inbox.")
    listed = await command(room, "Alice", "my inbox")
    one = await pick(room, "Alice", listed, CHOOSE, talk.talk_id)

    assert "as the care team" in sent.content
    assert dms(room, "Alice") == []
    assert "In your inbox." in text_of(one)


async def test_an_empty_inbox_offers_to_begin(room: Room) -> None:
    listed = await command(room, "Alice", "my inbox")
    shown = await room.press("Alice", listed, WITHOUT)
    said = await room.fill("Alice", shown, words="From the inbox.")

    assert "no talk with the care team" in listed.content
    assert "It's with the care team" in said.content


async def test_closing_opening_muting_and_going_back(room: Room) -> None:
    await _begin(room)
    [talk] = await _talks(room)
    listed = await command(room, "Alice", "my inbox")
    one = await pick(room, "Alice", listed, CHOOSE, talk.talk_id)
    muted = await say_press(room, "Alice", one, "Don't message me")
    loud = await say_press(room, "Alice", muted, "Message me about answers")
    closed = await say_press(room, "Alice", loud, "Close this talk")
    back = await say_press(room, "Alice", closed, "All my talks")
    look = await _look(room, talk.talk_id)
    again = await pick(room, "Alice", back, CHOOSE, talk.talk_id)
    opened = await say_press(room, "Alice", again, "Open again")

    assert "I won't message you" in muted.content
    assert "I'll write to you" in loud.content
    assert not has(closed, "Write")
    assert "closed" in text_of(back)
    assert not has(look, "Answer")
    assert has(opened, "Write")


async def test_the_team_closes_and_opens_and_takes_back(room: Room) -> None:
    await _begin(room)
    [talk] = await _talks(room)
    sent = await _answer(room, talk.talk_id, "A slip of the thumb.")
    taken = await say_press(room, "Mo", sent, "Take it back")
    look = await _look(room, talk.talk_id)
    closed = await say_press(room, "Mo", look, "Close this talk")
    opened = await say_press(room, "Mo", closed, "Open this talk again")

    assert "Taken back" in taken.content
    assert "A slip" not in text_of(look)
    assert "This talk is closed" in closed.content
    assert has(opened, "Answer")


async def test_a_line_can_be_taken_back_and_the_talk_with_it(room: Room) -> None:
    said = await _begin(room)
    [talk] = await _talks(room)
    gone = await say_press(room, "Alice", said, "Take it back")
    look = await _look(room, talk.talk_id)

    assert "Taken back" in gone.content
    assert await _talks(room) == []
    assert "This talk is over" in look.content


async def test_the_team_reaches_an_author_unseen(room: Room) -> None:
    post = await room.share("Alice", "A share.")
    scene = Scene(room, await person(room, Role.MODERATOR))
    message = await scene.put(CareReach(post_id(post)))
    shown = await room.press("Mo", message, "Talk with its author")
    said = await room.fill("Mo", shown, words="How are you today?")
    [talk] = await _talks(room)
    listed = await command(room, "Alice", "my inbox")
    one = await pick(room, "Alice", listed, CHOOSE, talk.talk_id)

    alias = post.embeds[0].author.name or "?"
    assert "You don't see who it is" in said.content
    assert "lice" not in text_of(said)
    assert alias in text_of(listed)
    assert "How are you today?" in text_of(one)


async def test_an_author_nobody_can_tell_any_more_cannot_be_reached(room: Room) -> None:
    await room.set_up(**{"keep-link": 0})
    post = await room.share("Alice", "A share.")
    scene = Scene(room, await person(room, Role.MODERATOR))
    message = await scene.put(CareReach(post_id(post)))
    shown = await room.press("Mo", message, "Talk with its author")
    said = await room.fill("Mo", shown, words="How are you today?")

    assert "I can't tell any more who wrote that" in said.content


async def test_words_that_cannot_be_sent_come_back_to_copy(room: Room) -> None:
    await _begin(room)
    [talk] = await _talks(room)
    listed = await command(room, "Alice", "my inbox")
    one = await pick(room, "Alice", listed, CHOOSE, talk.talk_id)
    shown = await room.press("Alice", one, "Write")
    await room.bot.services.talks.set_closed(room.group.guild.id, talk.talk_id, True)
    refused = await room.fill("Alice", shown, words="Too late?")
    opened = await say_press(room, "Alice", refused, "Open again")

    assert "This talk is closed" in refused.content
    assert "Too late?" in text_of(refused)
    assert has(opened, "Write")


async def test_too_many_talks_in_a_day_are_refused_with_a_number_to_call(room: Room) -> None:
    for n in range(Limit.TALK.value[0]):
        await _begin(room, f"Talk {n}.")
    refused = await _begin(room, "One more.")

    assert "You have sent a lot" in refused.content
    assert "emergency number" in refused.content
    assert "One more." in text_of(refused)


async def test_an_old_talk_says_how_to_begin_anew(room: Room) -> None:
    await _begin(room)
    [talk] = await _talks(room)
    listed = await command(room, "Alice", "my inbox")
    await room.pass_time(TALK_DAYS * 86400)
    await room.bot.purge()
    gone = await pick(room, "Alice", listed, CHOOSE, talk.talk_id)

    assert "`/talk`" in gone.content
    assert "no talk" in (await command(room, "Alice", "my inbox")).content


async def test_every_button_and_form_works_after_a_restart(room: Room) -> None:
    start = await command(room, "Alice", "talk")
    await room.restart(died=True)
    shown = await room.press("Alice", start, WITHOUT)
    await room.restart(died=True)
    said = await room.fill("Alice", shown, words="Still here.")
    [talk] = await _talks(room)
    look = await _look(room, talk.talk_id)
    await room.restart()
    form = await room.press("Mo", look, "Answer")
    await room.restart(died=True)
    await room.fill("Mo", form, words="We as well.")
    [told] = dms(room, "Alice")
    await room.restart()
    read = answer(await room.who("Alice").user.click(told, label="Read and answer"))

    assert "It's with the care team" in said.content
    assert "We as well." in text_of(read)


async def test_two_talks_are_listed_apart_and_what_is_new_comes_first(room: Room) -> None:
    await _begin(room, "First.")
    [first] = await _talks(room)
    await _begin(room, "Second.")
    await _answer(room, first.talk_id)
    listed = await command(room, "Alice", "my inbox")

    assert options_of(listed, CHOOSE)[0] == first.talk_id
    assert len(options_of(listed, CHOOSE)) == 2
    assert labels(listed)[-2:] == [WITHOUT, WITH]


async def test_a_long_talk_shows_its_end_and_says_so(room: Room) -> None:
    await _begin(room, "The very first.")
    [talk] = await _talks(room)
    for n in range(7):
        await _answer(room, talk.talk_id, f"Line {n}.")
    listed = await command(room, "Alice", "my inbox")
    one = await pick(room, "Alice", listed, CHOOSE, talk.talk_id)

    assert "There is more above" in one.content
    assert "Line 6." in text_of(one)
    assert "The very first." not in text_of(one)


async def test_the_longest_words_are_shown_whole(room: Room) -> None:
    await _begin(room, "*" * 2000)
    [talk] = await _talks(room)
    look = await _look(room, talk.talk_id)

    assert text_of(look).count("*") >= 2000
    assert len(look.embeds[0]) <= 6000


async def test_the_team_sees_a_case_without_a_name_and_answers_from_it(room: Room) -> None:
    await _begin(room, "I need somebody.")
    [card] = room.cards()
    look = await say_press(room, "Mo", card, "Read and answer")
    shown = await room.press("Mo", look, "Answer")
    await room.fill("Mo", shown, words="We are here.")
    after = fresh(room, card)

    assert "I need somebody." in text_of(card)
    assert "lice" not in text_of(card)
    assert room.bot.content.say("case.level_q1") in text_of(card)
    assert f"<@{room.who('Mo').id}>" in text_of(after), "whoever answers has it"


async def test_a_named_talk_shows_the_name_on_its_case(room: Room) -> None:
    await _begin(room, how=WITH)
    [card] = room.cards()

    assert f"<@{room.who('Alice').id}>" in text_of(card)


async def test_more_lines_come_up_on_the_same_case(room: Room) -> None:
    await _begin(room, "First.")
    [talk] = await _talks(room)
    listed = await command(room, "Alice", "my inbox")
    one = await pick(room, "Alice", listed, CHOOSE, talk.talk_id)
    await room.fill("Alice", await room.press("Alice", one, "Write"), words="Second.")
    [card] = room.cards()

    assert "Second." in text_of(card)


async def test_what_is_taken_back_leaves_the_case_without_words(room: Room) -> None:
    said = await _begin(room, "A slip.")
    await say_press(room, "Alice", said, "Take it back")
    [card] = room.cards()

    assert "A slip." not in text_of(card)


async def test_an_author_is_reached_from_the_card_of_a_held_share(room: Room) -> None:
    await room.set_up(vetting=1)
    await say_press(room, "Alice", await room.draft("Alice", "Hold me."), "Post it")
    [card] = room.cards()
    shown = await room.press("Mo", card, "Talk with its author")
    await room.fill("Mo", shown, words="Shall we talk about it?")
    [talk] = await _talks(room)
    listed = await command(room, "Alice", "my inbox")
    one = await pick(room, "Alice", listed, CHOOSE, talk.talk_id)

    assert "Shall we talk about it?" in text_of(one)


async def test_from_a_share_of_ones_own_a_talk_bears_its_name(room: Room) -> None:
    post = await room.share("Alice", "A share.")
    listed = await command(room, "Alice", "my shares")
    one = await pick(room, "Alice", listed, "Choose one", post_id(post))
    shown = await room.press("Alice", one, "Talk to the care team")
    await room.fill("Alice", shown, words="About my share.")
    [card] = room.cards()
    look = await say_press(room, "Mo", card, "Read and answer")

    assert (post.embeds[0].author.name or "?") in text_of(look)
    assert "lice" not in text_of(look) + text_of(card)


async def test_from_a_report_a_talk_is_about_that_post_and_shows_no_reporter(room: Room) -> None:
    post = await room.share("Bob", "A share.")
    said = await report(room, "Alice", post)
    shown = await room.press("Alice", said, "Talk to the care team about it")
    await room.fill("Alice", shown, words="I am worried about them.")
    [talk] = await _talks(room)
    card = room.cards()[-1]
    look = await say_press(room, "Mo", card, "Read and answer")

    assert (talk.post_id, talk.alias) == (post_id(post), "")
    assert "Somebody" in text_of(look)
    assert "lice" not in text_of(look) + text_of(card)
