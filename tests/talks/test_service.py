"""The sealed line: both ways, nobody's account in sight, and gone when its time has come."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.care.case import CaseKind
from bot.content import Content
from bot.core.limits import Limit
from bot.screening.verdict import Level
from bot.talks.rules import (
    TALK_DAYS,
    TALK_WORDS,
    Conversation,
    Said,
    Talk,
    TalkFault,
    TalkLine,
    Unsent,
)
from tests.care.looking import opened
from tests.conftest import Clock
from tests.readings import crisis
from tests.sharing.gateway import ALICE, BOB, GUILD, OTHER_GUILD, World, new_world
from tests.talks.world import answer, begin, every_value, words_of


@pytest.fixture
async def world(tmp_path: Path, clock: Clock, content: Content) -> AsyncGenerator[World]:
    world = await new_world(tmp_path, clock, content)
    yield world
    await world.services.close()


async def test_both_sides_write_and_read(world: World) -> None:
    said = await begin(world, "I don't know where to go.")
    await answer(world, said.talk.talk_id, "Tell us more, if you like.")
    await world.services.talks.from_member(GUILD, ALICE, said.talk.talk_id, "It is a lot.")
    mine = await world.services.talks.read(GUILD, ALICE, said.talk.talk_id)

    wanted = [
        (False, "I don't know where to go."),
        (True, "Tell us more, if you like."),
        (False, "It is a lot."),
    ]
    assert await words_of(world, said.talk.talk_id) == wanted
    assert mine is not None
    assert [(line.by_team, line.words) for line in mine.lines] == wanted
    assert mine.member_id is None


async def test_nobody_else_reads_writes_closes_mutes_or_takes_back(world: World) -> None:
    talks = world.services.talks
    talk_id = (await begin(world)).talk.talk_id

    assert await talks.read(GUILD, BOB, talk_id) is None
    assert await talks.from_member(GUILD, BOB, talk_id, "Hi.") == Unsent(TalkFault.GONE)
    assert await talks.set_closed(GUILD, talk_id, True, member_id=BOB) is None
    assert await talks.set_muted(GUILD, BOB, talk_id, True) is None
    assert not await talks.take_back(GUILD, talk_id, 1, member_id=BOB)
    assert await talks.inbox(GUILD, BOB) == []
    assert await talks.look(OTHER_GUILD, talk_id) is None
    assert await talks.from_team(OTHER_GUILD, talk_id, "Hi.") == Unsent(TalkFault.GONE)
    assert await talks.set_closed(OTHER_GUILD, talk_id, True) is None


async def test_a_name_is_shown_only_where_it_was_chosen(world: World) -> None:
    unnamed = await begin(world)
    named = await begin(world, named=True)
    looks = [await world.services.talks.look(GUILD, said.talk.talk_id) for said in (unnamed, named)]

    assert [look and look.member_id for look in looks] == [None, ALICE]


async def test_what_is_said_without_a_name_joins_no_talk_with_one(world: World) -> None:
    post = await world.post(ALICE)
    named = await begin(world, "It is me.", named=True, post_id=post.post_id)
    unnamed = await begin(world, "Something else.", post_id=post.post_id)
    reached = await world.services.talks.reach(GUILD, post.post_id, "How are you?")
    more = await begin(world, "Me again.", named=True, post_id=post.post_id)

    assert isinstance(reached, Said)
    assert unnamed.talk.talk_id == reached.talk.talk_id
    assert named.talk.talk_id == more.talk.talk_id
    assert named.talk.talk_id != unnamed.talk.talk_id
    look = await world.services.talks.look(GUILD, unnamed.talk.talk_id)
    assert look is not None
    assert look.member_id is None


async def test_the_member_is_told_once_until_they_open_it(world: World) -> None:
    talk_id = (await begin(world)).talk.talk_id
    await answer(world, talk_id)
    await answer(world, talk_id, "And another thing.")
    once = list(world.discord.told)
    await world.services.talks.read(GUILD, ALICE, talk_id)
    await answer(world, talk_id, "Are you there?")

    assert once == [(ALICE, talk_id, "talk.told")]
    assert len(world.discord.told) == 2


async def test_a_muted_member_is_told_nothing_and_finds_it_all_the_same(world: World) -> None:
    talk_id = (await begin(world)).talk.talk_id
    await world.services.talks.set_muted(GUILD, ALICE, talk_id, True)
    await answer(world, talk_id)
    [talk] = await world.services.talks.inbox(GUILD, ALICE)

    assert world.discord.told == []
    assert talk.unread == 1


async def test_with_closed_messages_the_next_answer_is_tried_again(world: World) -> None:
    world.discord.open_dms = False
    talk_id = (await begin(world)).talk.talk_id
    await answer(world, talk_id)
    await answer(world, talk_id)

    assert len(world.discord.told) == 2
    [talk] = await world.services.talks.inbox(GUILD, ALICE)
    assert talk.unread == 2


async def test_an_author_is_reached_unseen_and_answers_in_the_same_talk(world: World) -> None:
    post = await world.post(BOB)
    said = await world.services.talks.reach(GUILD, post.post_id, "How are you today?")
    assert isinstance(said, Said)
    again = await world.services.talks.reach(GUILD, post.post_id, "Still there?")
    assert isinstance(again, Said)
    back = await world.services.talks.from_member(GUILD, BOB, said.talk.talk_id, "Yes.")
    own = await begin(world, "One more thing.", member=BOB, post_id=post.post_id)

    assert isinstance(back, Said)
    assert {s.talk.talk_id for s in (said, again, back, own)} == {said.talk.talk_id}
    assert said.talk.alias == post.alias
    assert world.discord.told[0] == (BOB, said.talk.talk_id, "talk.told")
    look = await world.services.talks.look(GUILD, said.talk.talk_id)
    assert look is not None
    assert look.member_id is None


async def test_a_group_without_links_cannot_reach_an_author(world: World) -> None:
    await world.set_up(link_days=0)
    post = await world.post(BOB)

    assert await world.services.talks.reach(GUILD, post.post_id, "Hi.") == Unsent(TalkFault.GONE)


async def test_somebody_who_talks_about_anothers_share_does_not_bear_its_name(
    world: World,
) -> None:
    post = await world.post(BOB)
    own = await begin(world, member=BOB, post_id=post.post_id)
    other = await begin(world, post_id=post.post_id)
    none = await world.services.talks.begin(GUILD, ALICE, "Hm.", named=False, post_id="x" * 22)

    assert (own.talk.alias, other.talk.alias) == (post.alias, "")
    assert none == Unsent(TalkFault.GONE)


async def test_a_second_press_on_a_draft_begins_no_second_talk(world: World) -> None:
    first = await begin(world, draft_id="d" * 22)
    second = await begin(world, draft_id="d" * 22)
    other = await begin(world, draft_id="e" * 22)

    assert second.again
    assert second.talk.talk_id == first.talk.talk_id != other.talk.talk_id
    assert await words_of(world, first.talk.talk_id) == [(False, "I need to talk.")]
    assert len(first.talk.talk_id) == 22


async def test_a_draft_and_the_post_it_becomes_are_joined_by_no_row(world: World) -> None:
    """Who takes the database must not learn that the author of a share talks with the team."""
    draft_id = world.services.sharing.new_id()
    await begin(world, draft_id=draft_id)

    assert not any(draft_id in str(value) for value in await every_value(world))


@pytest.mark.parametrize(("level", "wanted"), [(q, max(q, Level.Q1)) for q in Level])
async def test_a_crisis_in_a_talk_raises_its_case_and_blocks_nothing(
    world: World, level: Level, wanted: Level
) -> None:
    if level:
        world.script.reads("grey", crisis(level))
    said = await begin(world, "All is grey.")

    [case] = await opened(world.services, GUILD)
    assert (case.kind, case.level, case.talk_id) == (CaseKind.TALK, wanted, said.talk.talk_id)
    assert case.member_id is None
    assert await words_of(world, said.talk.talk_id) == [(False, "All is grey.")]


@pytest.mark.expects_errors(1)
async def test_a_screener_that_crashes_keeps_nobody_from_talking(world: World) -> None:
    world.script.broken = True
    said = await begin(world)
    more = await world.services.talks.from_member(GUILD, ALICE, said.talk.talk_id, "More.")

    assert isinstance(more, Said)


async def test_a_pause_keeps_nobody_from_talking(world: World) -> None:
    post = await world.post(ALICE)
    assert await world.services.decisions.pause_author(GUILD, post.post_id, 7)

    assert isinstance(await begin(world), Said)


async def test_words_that_cannot_be_sent_are_named(world: World) -> None:
    talks = world.services.talks
    talk_id = (await begin(world)).talk.talk_id
    await talks.set_closed(GUILD, talk_id, True, member_id=ALICE)

    assert await talks.begin(GUILD, ALICE, "  \u200b ", named=False) == Unsent(TalkFault.EMPTY)
    long = "x" * (TALK_WORDS + 1)
    assert await talks.begin(GUILD, ALICE, long, named=False) == Unsent(TalkFault.TOO_LONG)
    assert await talks.from_member(GUILD, ALICE, talk_id, "") == Unsent(TalkFault.EMPTY)
    assert await talks.from_member(GUILD, ALICE, talk_id, "Hi.") == Unsent(TalkFault.CLOSED)
    assert await talks.from_team(GUILD, talk_id, "Hi.") == Unsent(TalkFault.CLOSED)
    assert await talks.from_team(GUILD, talk_id, "") == Unsent(TalkFault.EMPTY)
    await talks.set_closed(GUILD, talk_id, False)
    assert isinstance(await talks.from_member(GUILD, ALICE, talk_id, "Hi."), Said)


async def test_many_talks_in_a_day_and_many_lines_in_an_hour_are_too_many(world: World) -> None:
    talks = world.services.talks
    begun = [await begin(world, f"{n}") for n in range(Limit.TALK.value[0])]
    eleventh = await talks.begin(GUILD, ALICE, "One more.", named=False)
    talk_id = begun[0].talk.talk_id
    room = Limit.LINE.value[0] - len(begun)
    sent = [await talks.from_member(GUILD, ALICE, talk_id, f"{n}") for n in range(room + 1)]
    world.clock.pass_by(seconds=3601)
    later = await talks.from_member(GUILD, ALICE, talk_id, "Later.")

    assert isinstance(eleventh, Unsent)
    assert eleventh.fault is TalkFault.TOO_MANY
    assert eleventh.until is not None
    assert all(isinstance(one, Said) for one in sent[:-1])
    last = sent[-1]
    assert isinstance(last, Unsent)
    assert last.fault is TalkFault.TOO_MANY
    assert isinstance(later, Said)
    assert isinstance(await begin(world, member=BOB), Said)


async def test_further_words_about_a_post_count_as_lines_of_one_talk(world: World) -> None:
    post = await world.post(BOB)

    async def write(words: str) -> Said | Unsent:
        talks = world.services.talks
        return await talks.begin(GUILD, ALICE, words, named=False, post_id=post.post_id)

    sent = [await write(f"{n}") for n in range(Limit.LINE.value[0])]
    more = await write("One more.")
    world.clock.pass_by(seconds=3601)
    later = await write("Later.")

    assert all(isinstance(one, Said) for one in [*sent, later])
    assert len({one.talk.talk_id for one in [*sent, later] if isinstance(one, Said)}) == 1
    assert isinstance(more, Unsent)
    assert more.fault is TalkFault.TOO_MANY


async def test_taking_back_the_only_line_takes_the_talk_back(world: World) -> None:
    talks = world.services.talks
    talk_id = (await begin(world)).talk.talk_id
    taken = await talks.take_back(GUILD, talk_id, 1, member_id=ALICE)

    assert taken
    assert await talks.inbox(GUILD, ALICE) == []
    assert not await talks.take_back(GUILD, talk_id, 1, member_id=ALICE)


async def test_each_side_takes_back_its_own_lines_only(world: World) -> None:
    talks = world.services.talks
    talk_id = (await begin(world)).talk.talk_id
    await answer(world, talk_id)

    assert not await talks.take_back(GUILD, talk_id, 1)
    assert not await talks.take_back(GUILD, talk_id, 2, member_id=ALICE)
    assert await talks.take_back(GUILD, talk_id, 2)
    [talk] = await talks.inbox(GUILD, ALICE)
    assert talk.unread == 0
    back = await talks.from_member(GUILD, ALICE, talk_id, "More.")
    assert isinstance(back, Said)
    assert back.number == 3, "a number is never given twice"


async def test_a_talk_lives_a_month_from_its_last_line_and_then_is_gone(world: World) -> None:
    talk_id = (await begin(world, "First.")).talk.talk_id
    world.clock.pass_by(days=TALK_DAYS - 1)
    await world.services.privacy.purge()
    await answer(world, talk_id, "Second.")
    world.clock.pass_by(days=TALK_DAYS - 1)
    await world.services.privacy.purge()
    left = await words_of(world, talk_id)
    world.clock.pass_by(days=1)
    await world.services.privacy.purge()

    assert left == [(True, "Second.")]
    assert await world.services.talks.look(GUILD, talk_id) is None
    assert await world.services.talks.inbox(GUILD, ALICE) == []


async def test_without_the_day_s_key_nothing_of_a_talk_can_be_read(world: World) -> None:
    said = await begin(world)
    for key in (world.folder / "keys").glob("*.key"):
        key.unlink()
    await world.restart()
    look = await world.services.talks.look(GUILD, said.talk.talk_id)

    assert look is not None
    assert look.lines == ()
    assert await world.services.talks.inbox(GUILD, ALICE) == []


async def test_no_value_of_any_row_spells_the_member_or_a_word(world: World) -> None:
    post = await world.post(ALICE)
    await begin(world, "pumpernickel", post_id=post.post_id)
    named = await begin(world, "pumpernickel", named=True)
    await answer(world, named.talk.talk_id, "pumpernickel")
    values = await every_value(world)
    spelled = [str(ALICE), ALICE.to_bytes(8).hex(), b"pumpernickel".hex(), "pumpernickel"]

    assert len(values) > 30
    assert [
        value
        for value in values
        for one in spelled
        if one in (value.hex() if isinstance(value, bytes) else str(value))
    ] == []


async def test_two_talks_of_one_member_share_no_value_that_two_members_do_not(
    world: World,
) -> None:
    """A thief who holds the database cannot tell that two talks are one person's."""
    mine = [(await begin(world, f"{n}")).talk for n in range(2)]
    other = (await begin(world, "other", member=BOB)).talk

    def told(talk: Talk) -> tuple[object, ...]:
        return (talk.guild_id, talk.alias, talk.named, talk.key_day, len(talk.sealed))

    assert told(mine[0]) == told(mine[1]) == told(other)
    assert len({talk.sealed for talk in (*mine, other)}) == 3
    assert len({talk.talk_id[:4] for talk in (*mine, other)}) == 3


async def test_erasing_takes_every_talk_with_both_sides_words(world: World) -> None:
    mine = (await begin(world)).talk.talk_id
    await answer(world, mine)
    theirs = (await begin(world, member=BOB)).talk.talk_id
    before = await world.services.privacy.kept(GUILD, ALICE)
    await world.services.privacy.forget(GUILD, ALICE)

    assert before.talks == 1
    assert (await world.services.privacy.kept(GUILD, ALICE)).talks == 0
    assert await world.services.talks.look(GUILD, mine) is None
    assert await world.services.talks.look(GUILD, theirs) is not None


def test_the_last_lines_fit_on_one_message_and_the_very_last_always_does() -> None:
    talk = Talk(
        talk_id="t" * 22,
        guild_id=GUILD,
        post_id=None,
        alias="",
        named=False,
        key_day="2026-01-01",
        sealed=b"",
    )
    longest = tuple(TalkLine(n, False, "*" * TALK_WORDS, 0) for n in range(3))
    short = tuple(TalkLine(n, False, "Hm.", 0) for n in range(20))

    assert len(Conversation(talk, longest).shown) == 1
    assert [line.number for line in Conversation(talk, short).shown] == list(range(14, 20))
    assert Conversation(talk, ()).shown == ()


async def test_lines_of_one_talk_are_one_case_and_the_level_only_goes_up(world: World) -> None:
    world.script.reads("grey", crisis(Level.Q3))
    said = await begin(world, "Hello.")
    for words in ("All is grey.", "A bit better."):
        await world.services.talks.from_member(GUILD, ALICE, said.talk.talk_id, words)

    [case] = await opened(world.services, GUILD)
    assert case.level is Level.Q3
    assert case.words == "A bit better."


async def test_a_named_talk_names_its_member_in_the_case_and_no_other_does(world: World) -> None:
    await begin(world, named=True)

    assert [case.member_id for case in await opened(world.services, GUILD)] == [ALICE]


async def test_what_is_taken_back_erased_or_over_leaves_no_word_in_its_case(world: World) -> None:
    back = await begin(world, "One.")
    await world.services.talks.take_back(GUILD, back.talk.talk_id, 1, member_id=ALICE)
    await begin(world, "Two.", named=True)
    await world.services.privacy.forget(GUILD, ALICE)
    await begin(world, "Three.", member=BOB)
    world.clock.pass_by(days=TALK_DAYS)
    await world.services.privacy.purge()

    cases = await opened(world.services, GUILD)
    assert len(cases) == 3
    assert {(case.words, case.member_id) for case in cases} == {("", None)}
    assert (await world.services.decisions.queue(GUILD)).cards == []


async def test_a_line_that_is_taken_back_is_gone_from_its_card(world: World) -> None:
    said = await begin(world, "first words")
    talk_id, case_id = said.talk.talk_id, said.case_id
    assert case_id is not None
    second = await world.services.talks.from_member(GUILD, ALICE, talk_id, "SECRET second words")
    assert isinstance(second, Said)
    await answer(world, talk_id)
    await world.services.desk.show(case_id)
    before = await world.services.cards.get(GUILD, case_id)
    await world.services.talks.take_back(GUILD, talk_id, second.number, member_id=ALICE)
    await world.services.desk.show_talk(talk_id)
    after = await world.services.cards.get(GUILD, case_id)

    assert before is not None
    assert after is not None
    assert (before.said, after.said) == ("SECRET second words", "first words")
    assert [view.said for view in world.discord.shown] == ["first words"]
    assert after.case.open


async def test_no_row_of_a_case_holds_the_words_of_its_talk(world: World) -> None:
    said = await begin(world, "first words")
    await world.services.talks.from_member(GUILD, ALICE, said.talk.talk_id, "second words")
    rows = await world.services.db.read(lambda r: r.all("SELECT * FROM care_case"))

    assert [(row["sealed_words"], row["words_day"]) for row in rows] == [(None, None)]
