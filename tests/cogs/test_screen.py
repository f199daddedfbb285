"""/screen: the table in plain words, changing it, trying a text, and the group's own phrases."""

import pytest
from simcord import ResponseMessage

from bot.discord.components import Button, Picker
from bot.screening.decide import Action, Degree, allowed
from bot.screening.verdict import Category, Decision, Level, Place, Reading, Span
from cogs.screening.policy import PolicyChoice, PolicySet, PolicyUndo
from tests.cogs.matrix import Scene
from tests.cogs.people import Role, person
from tests.cogs.world import command, options_of, pick, say_press
from tests.harness import Room, answer, custom_ids, labels, text_of
from tests.readings import crisis, flagged

PLACE, ROW, CHOICE = "Where it is written", "Look at one", "What should happen"


async def _cell(room: Room, degree: Degree, place: Place = Place.SHARE) -> ResponseMessage:
    shown = await command(room, "Mo", "screen policy")
    if place is not Place.SHARE:
        shown = await pick(room, "Mo", shown, PLACE, place.value)
    return await pick(room, "Mo", shown, ROW, degree.value)


async def _put(room: Room, item: Button | Picker, value: str = "") -> ResponseMessage:
    """Mo presses something that he has come by in some other way."""
    scene = Scene(room, await person(room, Role.MODERATOR))
    return answer(await (await scene.press(item, value))())


def _now(room: Room, degree: Degree, place: Place) -> Decision:
    return room.bot.services.screening.table(room.group.guild.id)[degree, place]


async def test_the_table_stands_there_in_plain_words_for_each_place(room: Room) -> None:
    shown = await command(room, "Mo", "screen policy")

    assert options_of(shown, PLACE) == [place.value for place in Place]
    assert options_of(shown, ROW) == [degree.value for degree in Degree]
    assert "Somebody may be in danger now: **offer support**" in text_of(shown)
    shown = await pick(room, "Mo", shown, PLACE, "message")
    assert "A trick or a bad link: clear: **tell the team**" in text_of(shown)


async def test_a_cell_says_why_and_what_each_choice_would_mean(room: Room) -> None:
    shown = await _cell(room, Degree.HATE_RULED)

    text = text_of(shown)
    assert "Hate: clear" in text
    assert room.bot.services.taught.reasons[Degree.HATE_RULED] in text
    assert "**hold it** would mean: The team reads it before it appears." in text
    assert options_of(shown, CHOICE) == ["let_through", "alert", "return", "hold"]


async def test_a_change_is_shown_first_then_made_and_can_be_undone(room: Room) -> None:
    room.script.reads("slur", flagged(Category.HATE, 4))
    cell = Degree.HATE_RULED, Place.SHARE
    shown = await pick(room, "Mo", await _cell(room, *cell), CHOICE, "hold")
    assert "From **give it back** to **hold it**" in shown.content
    assert _now(room, *cell) is Decision.RETURN

    saved = await say_press(room, "Mo", shown, "Change it")
    assert _now(room, *cell) is Decision.HOLD
    judged = room.bot.services.screening.judge(room.group.guild.id, "a slur", Place.SHARE)
    assert judged.decision is Decision.HOLD
    await room.restart()
    assert _now(room, *cell) is Decision.HOLD
    table = await command(room, "Ada", "screen policy")
    assert "Hate: clear: **hold it** · changed by this group" in text_of(table)

    undone = await say_press(room, "Mo", saved, "Undo")
    assert "**give it back** again" in undone.content
    assert _now(room, *cell) is Decision.RETURN
    again = await _put(room, PolicyUndo(custom_ids(saved)[0].split(":")[2]))
    assert "nothing to undo" in again.content
    await room.restart()
    assert _now(room, *cell) is Decision.RETURN


async def test_a_second_change_undone_leaves_the_first(room: Room) -> None:
    cell = Degree.SCAM_RULED, Place.SHARE
    for choice in ("hold", "alert"):
        shown = await pick(room, "Mo", await _cell(room, *cell), CHOICE, choice)
        saved = await say_press(room, "Mo", shown, "Change it")

    await say_press(room, "Mo", saved, "Undo")

    assert _now(room, *cell) is Decision.HOLD


async def test_pressing_twice_changes_once(room: Room) -> None:
    cell = Degree.HATE_RULED, Place.REPLY
    shown = await pick(room, "Mo", await _cell(room, *cell), CHOICE, "alert")
    await say_press(room, "Mo", shown, "Change it")

    assert (
        "said that already" in (await _put(room, PolicySet("reply", "hate_ruled", "alert"))).content
    )


async def test_an_undo_is_possible_for_a_day(room: Room) -> None:
    cell = Degree.HATE_RULED, Place.SHARE
    shown = await pick(room, "Mo", await _cell(room, *cell), CHOICE, "hold")
    saved = await say_press(room, "Mo", shown, "Change it")
    await room.pass_time(24 * 3600 + 1)
    await room.bot.purge()

    assert "nothing to undo" in (await say_press(room, "Mo", saved, "Undo")).content
    assert _now(room, *cell) is Decision.HOLD


async def test_a_cell_that_no_group_may_change_offers_nothing(room: Room) -> None:
    assert len(allowed(Degree.CRISIS_Q3, Place.SHARE)) == 1

    shown = await _cell(room, Degree.CRISIS_Q3)

    assert labels(shown) == ["Back to the table"]
    assert "stays as it is in every group" in text_of(shown)


async def test_a_choice_that_no_group_may_make_is_refused_however_it_comes(room: Room) -> None:
    said = await _put(room, PolicySet("share", "crisis_q3", "hold"))
    assert "No group can choose that" in said.content
    forged = PolicyChoice("share", "crisis_q3", room.bot.content)
    forged.item.add_option(label="Hold", value="hold")
    said = await _put(room, forged, "hold")
    assert "stays as it is" in text_of(said)
    assert _now(room, Degree.CRISIS_Q3, Place.SHARE) is Decision.OFFER_SUPPORT


async def _try(room: Room, words: str) -> str:
    form = await room.who("Mo").slash(room.group.lounge, "screen test")
    return text_of(await room.fill("Mo", form, words=words))


async def test_a_text_can_be_tried_without_a_trace(room: Room) -> None:
    room.script.reads("you slur", flagged(Category.HATE, 8))
    before = len(room.cards())

    said = await _try(room, "Hey you slur there")

    assert "Hey 【you slur】 there" in said
    assert "“you slur”: hate, by `test.rule`" in said
    assert "Read as: Hate: clear" in said
    assert "A share: **give it back**" in said
    assert "An ordinary message: **tell the team**" in said
    assert "Urgency: Q0" in said
    assert len(room.cards()) == before
    rows = await room.bot.services.db.read(lambda r: r.all("SELECT * FROM post"))
    assert rows == []


async def test_trying_a_text_in_crisis_says_that_support_comes_first(room: Room) -> None:
    room.script.reads("dark", crisis(Level.Q2, third_person=True))

    said = await _try(room, "so dark")

    assert "A share: **offer support**, after ways to get support" in said
    assert "about somebody else" in said
    assert "Urgency: Q2" in said


async def test_trying_a_text_says_when_nothing_was_found_and_when_the_screener_broke(
    room: Room,
) -> None:
    assert "Nothing was found in it." in await _try(room, "Good morning")


@pytest.mark.expects_errors(1)
async def test_trying_a_text_with_a_broken_screener_says_so(room: Room) -> None:
    room.script.broken = True

    assert "something in me is broken" in await _try(room, "Good morning")


async def test_spans_that_overlap_are_marked_as_one(room: Room) -> None:
    spans = (Span(4, 8, Category.HATE, "one"), Span(6, 12, Category.SCAM, "two"))
    flags = frozenset({Category.HATE, Category.SCAM})
    room.script.reads("0123", Reading(flags=flags, ruled=flags, spans=spans))

    assert "0123【456789ab】cd" in await _try(room, "0123456789abcd")


async def _add(room: Room, phrase: str, does: str = "hold") -> str:
    said = await command(room, "Mo", "screen phrase add", phrase=phrase, does=does)
    return said.content


def _own(room: Room) -> dict[str, Action]:
    found = room.bot.services.screening.phrases(room.group.guild.id)
    return {one.phrase: one.action for one in found}


async def test_a_phrase_holds_from_the_next_text_on_and_after_a_restart(room: Room) -> None:
    judge, guild_id = room.bot.services.screening.judge, room.group.guild.id
    assert judge(guild_id, "about Project Bluebird", Place.SHARE).decision is Decision.LET_THROUGH

    assert "Added" in await _add(room, "project  bluebird")
    assert judge(guild_id, "about Project Bluebird!", Place.SHARE).decision is Decision.HOLD
    assert judge(guild_id, "bluebirds project", Place.SHARE).decision is Decision.LET_THROUGH
    assert "does something else now" in await _add(room, "PROJECT bluebird", "alert")
    assert "there already" in await _add(room, "Project Bluebird", "alert")
    await room.restart()
    assert _own(room) == {"project bluebird": Action.ALERT}

    said = await command(room, "Mo", "screen phrase list")
    assert "“project bluebird”: It appears, and the team is told." in text_of(said)
    assert "(1 of at most" in said.content
    said = await command(room, "Mo", "screen phrase remove", phrase="Project bluebird")
    assert "Taken away" in said.content
    said = await command(room, "Mo", "screen phrase remove", phrase="Project bluebird")
    assert "There is no" in said.content
    assert _own(room) == {}
    assert "None yet" in text_of(await command(room, "Mo", "screen phrase list"))


async def test_phrases_that_cannot_be_taken_are_refused_with_the_reason(room: Room) -> None:
    room.script.reads("no way out", crisis(Level.Q2))

    assert "two characters" in await _add(room, "!")
    assert "two characters" in await _add(room, "...")
    assert "how people speak of pain" in await _add(room, "no way out")
    assert "how people speak of pain" in await _add(room, "no way out", "return")
    assert _own(room) == {}
    assert "Added" in await _add(room, "no way out", "alert")


async def test_a_star_is_said_to_be_a_letter_where_a_phrase_has_one(room: Room) -> None:
    assert "a letter to me" in await _add(room, "st*r")
    assert "a letter to me" not in await _add(room, "star")
    judge, guild_id = room.bot.services.screening.judge, room.group.guild.id

    assert judge(guild_id, "a st*r", Place.SHARE).decision is Decision.HOLD
    assert judge(guild_id, "a stair", Place.SHARE).decision is Decision.LET_THROUGH


@pytest.mark.parametrize("phrase", ["🖕", "屌", "﷽", "바보"])
async def test_a_symbol_and_a_letter_that_is_a_word_may_be_a_phrase(
    room: Room, phrase: str
) -> None:
    assert "Added" in await _add(room, phrase)
    judge, guild_id = room.bot.services.screening.judge, room.group.guild.id

    assert judge(guild_id, f"so {phrase}야", Place.SHARE).decision is Decision.HOLD


async def test_a_phrase_list_is_suggested_to_the_team_alone(room: Room) -> None:
    await _add(room, "bluebird")

    for name, expected in (("Mo", ["bluebird"]), ("Bob", [])):
        found = await room.who(name).autocomplete(
            room.group.lounge, "screen phrase remove", "phrase", "BLUE"
        )
        assert [choice["value"] for choice in found] == expected


async def test_another_group_has_its_own_table_and_phrases(room: Room) -> None:
    await _add(room, "bluebird")
    cell = Degree.HATE_RULED, Place.SHARE
    shown = await pick(room, "Mo", await _cell(room, *cell), CHOICE, "hold")
    await say_press(room, "Mo", shown, "Change it")
    screening = room.bot.services.screening

    assert screening.table(1)[cell] is Decision.RETURN
    assert screening.judge(1, "bluebird", Place.SHARE).decision is Decision.LET_THROUGH


async def test_when_haven_is_removed_its_phrases_and_table_go(room: Room) -> None:
    await _add(room, "bluebird")
    guild = room.bot.get_guild(room.group.guild.id)
    assert guild is not None

    for listener in room.bot.extra_events["on_guild_remove"]:
        await listener(guild)

    assert _own(room) == {}
    rows = await room.bot.services.db.read(lambda r: r.all("SELECT * FROM screen_phrase"))
    assert rows == []
