"""The crisis fork, through the eyes of somebody whose draft reads as crisis."""

import pytest
from simcord import ResponseMessage

from bot.demo import simulator
from bot.screening.verdict import Category, Level
from bot.sharing.rules import Draft
from bot.talks.rules import Talk
from cogs.sharing.drafting.fork import Barrier, Their
from tests.cogs.surfaces import picture
from tests.cogs.world import (
    command,
    dms,
    has,
    options_of,
    pick,
    reply_draft,
    report,
    say_press,
    times,
)
from tests.harness import Room, answer, button, labels, text_of
from tests.readings import crisis, flagged

HEAVY = "It is all too heavy for me tonight."
TALK, NAMED, MORE = "Talk to the team without my name", "Talk with my name", "What else is there"
STOPS, THEIRS = "Something stops me from calling", "Something stops me from getting help"
CHOICES = ["Share it", TALK, NAMED, MORE, STOPS + " …", "Edit", "Don't post"]


@pytest.fixture
async def room(room: Room) -> Room:
    await room.set_up()
    return room


async def _fork(
    room: Room, level: Level = Level.Q2, name: str = "Alice", *, third_person: bool = False
) -> ResponseMessage:
    room.script.reads("heavy", crisis(level, third_person=third_person))
    return await room.draft(name, HEAVY)


@pytest.mark.parametrize("level", [Level.Q1, Level.Q2, Level.Q3])
async def test_a_crisis_draft_meets_the_fork_with_every_choice_and_its_words(
    room: Room, level: Level
) -> None:
    before = await picture(room)
    fork = await _fork(room, level)

    assert fork.ephemeral
    assert labels(fork) == CHOICES
    assert HEAVY in text_of(fork)
    assert fork.content.startswith("**If it could happen now") == (level is Level.Q3)
    assert "Thank you for writing this" in fork.content
    assert "I'm a bot" in fork.content
    assert "on duty right now" in fork.content
    assert await picture(room) == before, "nothing is stored or told before a press"


async def test_a_reply_meets_the_fork_as_well(room: Room) -> None:
    post = await room.share("Bob", "A share.")
    room.script.reads("heavy", crisis(Level.Q2))
    fork = await reply_draft(room, "Alice", post, HEAVY)

    assert labels(fork) == CHOICES


async def test_share_it_goes_on_to_the_preview_with_a_note_suggested(room: Room) -> None:
    fork = await _fork(room)
    preview = await say_press(room, "Alice", fork, "Share it")
    said = await say_press(room, "Alice", preview, "Post it")

    assert "This is how it will look" in preview.content
    assert "content note" in preview.content
    assert "the care team is told" in preview.content
    assert "It's posted" in said.content
    assert times(room, HEAVY) == 1


async def test_dropping_the_draft_stores_and_tells_nothing(room: Room) -> None:
    before = await picture(room)
    fork = await _fork(room, Level.Q3)
    said = answer(await room.press("Alice", fork, "Don't post"))

    assert "Thrown away" in said.content
    assert await picture(room) == before


async def test_editing_out_of_the_fork_comes_to_the_plain_preview_with_one_line(
    room: Room,
) -> None:
    fork = await _fork(room)
    shown = await room.press("Alice", fork, "Edit")
    preview = await room.fill("Alice", shown, words=HEAVY + " Still.")

    assert f"'value': '{HEAVY}'" in str(shown.modal)
    assert "This is how it will look" in preview.content
    assert "`/support`" in preview.content


@pytest.mark.parametrize("level", [Level.Q2, Level.Q3])
async def test_there_is_one_prompt_in_a_window_and_another_after_it(
    room: Room, level: Level
) -> None:
    await _fork(room, level)
    again = await room.draft("Alice", HEAVY)
    other = await room.draft("Bob", HEAVY)
    await room.pass_time(31 * 60)
    later = await room.draft("Alice", HEAVY)

    assert "This is how it will look" in again.content
    assert "`/support`" in again.content
    assert ("please call" in again.content) == (level is Level.Q3)
    assert "Share it" in labels(other)
    assert "Share it" in labels(later)


@pytest.mark.parametrize("named", [False, True])
async def test_talking_is_one_tap_keeps_the_draft_and_can_be_taken_back(
    room: Room, named: bool
) -> None:
    fork = await _fork(room, Level.Q3)
    pressed = await room.press("Alice", fork, NAMED if named else TALK)
    beside = pressed.followups[-1]
    after = pressed.response or fork
    [talk] = await _talks(room, "Alice")
    undone = await say_press(room, "Alice", beside, "Take it back")

    assert talk.named is named
    assert talk.lines == 1
    assert "The care team has your words" in after.content
    assert "draft is still here" in after.content
    assert HEAVY in text_of(after)
    assert labels(after) == CHOICES
    assert "Taken back" in undone.content
    assert await _talks(room, "Alice") == []
    assert room.out() == []


async def _talks(room: Room, name: str) -> list[Talk]:
    return await room.bot.services.talks.inbox(room.group.guild.id, room.who(name).id)


async def test_a_second_tap_and_two_at_once_begin_one_talk(room: Room) -> None:
    fork = await _fork(room)
    await simulator.together(
        room.env, room.press("Alice", fork, TALK), room.press("Alice", fork, TALK)
    )
    await room.press("Alice", fork, TALK)

    [talk] = await _talks(room, "Alice")
    assert talk.lines == 1


async def test_after_talking_the_draft_can_still_be_shared(room: Room) -> None:
    fork = await _fork(room)
    await room.press("Alice", fork, TALK)
    preview = await say_press(room, "Alice", fork, "Share it")
    await say_press(room, "Alice", preview, "Post it")

    assert times(room, HEAVY) == 1


@pytest.mark.parametrize("barrier", [one.value for one in Barrier])
async def test_each_barrier_has_a_short_answer_above_the_same_choices(
    room: Room, barrier: str
) -> None:
    fork = await _fork(room)
    options = options_of(fork, STOPS)
    before = await picture(room)
    told = await pick(room, "Alice", fork, STOPS, barrier)

    assert options == [one.value for one in Barrier]
    assert room.bot.content.wording[f"fork.answer_{barrier}"][:20] in told.content
    assert HEAVY in text_of(told)
    assert labels(told) == CHOICES
    assert await picture(room) == before


async def test_worry_about_somebody_else_has_its_own_words_and_barriers(room: Room) -> None:
    fork = await _fork(room, Level.Q3, third_person=True)
    options = options_of(fork, THEIRS)
    told = await pick(room, "Alice", fork, THEIRS, "secret")

    assert "looking out for somebody" in fork.content
    assert "say where they are" in fork.content
    assert "How to be with them" in fork.content
    assert "Thank you for writing this" not in fork.content
    assert options == [one.value for one in Their]
    assert "more than a secret" in told.content
    assert labels(told)[0] == "Share it"


async def test_everything_works_after_a_restart_in_the_middle(room: Room) -> None:
    fork = await _fork(room)
    await room.restart(died=True)
    told = await pick(room, "Alice", fork, STOPS, "burden")
    await room.restart()
    pressed = await room.press("Alice", told, TALK)
    await room.restart(died=True)
    preview = await say_press(room, "Alice", fork, "Share it")
    await say_press(room, "Alice", preview, "Post it")

    assert pressed.followups
    assert len(await _talks(room, "Alice")) == 1
    assert times(room, HEAVY) == 1


@pytest.mark.expects_errors(1)
async def test_a_crashed_screener_holds_the_draft_with_a_calm_note(room: Room) -> None:
    room.script.broken = True
    preview = await room.draft("Alice", "An ordinary day.")
    said = await say_press(room, "Alice", preview, "Post it")

    assert "It is not about your words" in preview.content
    assert "with the care team" in said.content
    assert room.out() == []


METHOD = "the exact way"


async def test_only_the_method_detail_is_held_and_one_press_takes_it_out(room: Room) -> None:
    words = f"I feel so alone and thought of {METHOD} all day, and I want to be heard."
    room.script.reads(METHOD, flagged(Category.SH_METHOD, len(METHOD)))
    preview = await room.draft("Alice", words)
    trimmed = await say_press(room, "Alice", preview, "Take that part out")
    await say_press(room, "Alice", trimmed, "Post it")

    assert "What you feel may stay, all of it" in preview.content
    assert f"“{METHOD}”" in preview.content
    assert METHOD not in text_of(trimmed)
    assert "I took that part out" in trimmed.content
    assert times(room, words.replace(METHOD, "(left out)")) == 1


async def test_method_detail_that_stays_is_held_for_people(room: Room) -> None:
    room.script.reads(METHOD, flagged(Category.SH_METHOD, len(METHOD)))
    preview = await room.draft("Alice", f"All day I thought of {METHOD}, and of nothing else.")
    said = await say_press(room, "Alice", preview, "Post it")

    assert "with the care team" in said.content
    assert room.out() == []


async def test_a_crisis_with_method_detail_meets_the_fork_first(room: Room) -> None:
    room.script.reads(METHOD, flagged(Category.SH_METHOD, len(METHOD), level=Level.Q2))
    fork = await room.draft("Alice", f"All day I thought of {METHOD}, and of nothing else.")
    preview = await say_press(room, "Alice", fork, "Share it")

    assert labels(fork) == CHOICES
    assert "Only this has to go" in preview.content
    assert has(preview, "Take that part out")


UNKIND = "you lot are worthless"


async def _given_back(room: Room) -> ResponseMessage:
    room.script.reads(UNKIND, flagged(Category.HARASSMENT, len(UNKIND)))
    return await room.draft("Alice", f"I am so angry today, and {UNKIND}, all of you here.")


async def test_what_comes_back_has_its_words_a_reason_and_ways_on(room: Room) -> None:
    before = await picture(room)
    back = await _given_back(room)

    assert "I can't post this as it is" in back.content
    assert "could hurt a member who reads them" in back.content
    assert f"“{UNKIND}”" in back.content
    assert UNKIND in text_of(back)
    assert labels(back) == ["Edit", "Ask a person to look", TALK, "Don't post"]
    assert await picture(room) == before


async def test_edited_words_go_the_usual_way(room: Room) -> None:
    back = await _given_back(room)
    shown = await room.press("Alice", back, "Edit")
    preview = await room.fill("Alice", shown, words="I am so angry today.")
    await say_press(room, "Alice", preview, "Post it")

    assert times(room, "I am so angry today.") == 1


async def test_an_appeal_is_read_by_a_person_and_may_appear(room: Room) -> None:
    back = await _given_back(room)
    said = await say_press(room, "Alice", back, "Ask a person to look")
    [card] = room.cards()
    await say_press(room, "Mo", card, "Let it appear")

    assert "A person will look at it" in said.content
    assert len(room.out()) == 1


async def test_words_that_turn_unkind_between_preview_and_post_come_back(room: Room) -> None:
    preview = await room.draft("Alice", f"I am so angry today, and {UNKIND}, all of you here.")
    room.script.reads(UNKIND, flagged(Category.HARASSMENT, len(UNKIND)))
    back = await say_press(room, "Alice", preview, "Post it")

    assert "I can't post this as it is" in back.content
    assert UNKIND in text_of(back)
    assert room.out() == []


async def test_talking_about_what_came_back_keeps_it_there(room: Room) -> None:
    back = await _given_back(room)
    await room.press("Alice", back, TALK)
    await say_press(room, "Alice", back, "Ask a person to look")

    assert len(await _talks(room, "Alice")) == 1
    assert len(room.cards()) >= 1


async def test_ordinary_words_meet_nothing_of_this(room: Room) -> None:
    preview = await room.draft("Alice", "A quiet day.")

    assert labels(preview) == ["Post it", "Edit", "Don't post"]
    for words in ("`/support`", "care team is told", "A person of the care team"):
        assert words not in preview.content


async def test_nobody_is_written_to_because_of_a_draft(room: Room) -> None:
    await _fork(room, Level.Q3)
    inbox = await command(room, "Alice", "my inbox")

    assert dms(room, "Alice") == []
    assert "no talk with the care team" in inbox.content


async def test_a_reporter_in_distress_is_told_who_answers(room: Room) -> None:
    post = await room.share("Bob", "A share.")
    room.script.reads("heavy", crisis(Level.Q2))
    said = await report(room, "Alice", post, HEAVY, reason="worried")

    assert "Thank you for looking out" in said.content
    assert "`/talk` reaches the care team" in said.content


@pytest.mark.parametrize("level", [Level.Q1, Level.Q2, Level.Q3])
async def test_a_posted_crisis_is_a_case_at_its_level_that_names_nobody(
    room: Room, level: Level
) -> None:
    fork = await _fork(room, level)
    preview = await say_press(room, "Alice", fork, "Share it")
    await say_press(room, "Alice", preview, "Post it")
    [card] = room.cards()

    assert room.bot.content.say(f"case.level_{level.name.lower()}") in text_of(card)
    assert HEAVY in text_of(card)
    assert "lice" not in text_of(card)
    assert str(room.who("Alice").id) not in text_of(card)
    assert not has(card, "Pause")
    assert not has(card, "Lock")


async def test_talking_from_the_fork_is_a_case_at_the_level_of_the_draft(room: Room) -> None:
    fork = await _fork(room, Level.Q3)
    await room.press("Alice", fork, TALK)
    [card] = room.cards()

    assert room.bot.content.say("case.level_q3") in text_of(card)
    assert HEAVY in text_of(card)
    assert has(card, "Read and answer")


async def test_a_death_between_the_post_and_its_card_loses_neither(room: Room) -> None:
    fork = await _fork(room, Level.Q3)
    preview = await say_press(room, "Alice", fork, "Share it")
    sharing, member = room.bot.services.sharing, room.who("Alice").id
    draft = Draft(post_id=button(preview, "Post it").split(":")[2], words=HEAVY)
    await sharing.submit(room.group.guild.id, member, draft, size=8)
    await room.restart(died=True)
    await room.pass_time(60)

    assert times(room, HEAVY) == 1
    assert any(HEAVY in text_of(card) for card in room.cards())


async def test_how_many_are_on_duty_is_said(room: Room) -> None:
    await command(room, "Mo", "care on")
    fork = await _fork(room)

    assert "on duty right now: **1**" in fork.content


async def test_what_else_there_is_stands_beside_the_draft(room: Room) -> None:
    fork = await _fork(room)
    pressed = await room.press("Alice", fork, MORE)
    beside = pressed.followups[-1]

    assert beside.ephemeral
    assert "findahelpline" in text_of(beside)
    assert "Your country" in str(labels(beside))
    assert HEAVY in text_of(fork)


async def test_the_number_of_the_country_that_a_language_means_is_named(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def german(_: object) -> str:  # simcord's members all have the same language
        return "DE"

    monkeypatch.setattr("cogs.helplines.country.guess", german)
    fork = await _fork(room, Level.Q3)

    assert "112" in fork.content.splitlines()[0]
    assert "Germany" in fork.content.splitlines()[0]


async def test_nobody_is_said_to_be_untold_once_somebody_was_told(room: Room) -> None:
    fork = await _fork(room)
    await room.press("Alice", fork, TALK)
    told = await pick(room, "Alice", fork, STOPS, "burden")

    assert "nobody was told" not in told.content
