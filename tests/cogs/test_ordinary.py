"""Ordinary messages: read only with the intent, off the hot path, and told to the team."""

# The backend of simcord is where a test changes Discord itself.
# pyright: reportUnknownMemberType=false

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.care.case import CaseKind
from bot.conduct.messages import Message, Messages
from bot.demo import simulator
from bot.screening.decide import Degree
from bot.screening.verdict import Category, Decision, Level, Place, Reading, Verdict
from cogs.conduct.messages import BATCH
from tests.cogs.opened import opened
from tests.cogs.world import care_thread, dms, has
from tests.harness import Room, open_room, text_of
from tests.readings import crisis, flagged


@pytest.fixture
async def reads(tmp_path: Path) -> AsyncGenerator[Room]:
    """The group with Haven set up, and the message content intent on."""
    async with open_room(tmp_path / "data", reads=True) as room:
        await room.set_up()
        room.script.reads("dark", crisis(Level.Q2))
        room.script.reads("slur", flagged(Category.HATE, 4))
        yield room


async def _say(room: Room, name: str, words: str) -> discord.Message:
    message = await room.who(name).send(room.group.lounge, words)
    await room.env.settle()
    return message


async def test_without_the_intent_nothing_is_read(room: Room) -> None:
    room.script.reads("dark", crisis(Level.Q3))
    message = await room.who("Bob").send(room.group.lounge, f"so dark <@{room.bot_id}>")
    await room.who("Bob").edit(message, f"so very dark <@{room.bot_id}>")
    await room.env.settle()

    assert not room.bot.intents.message_content
    assert room.script.read_so_far == []
    assert await opened(room) == []


async def test_a_message_in_crisis_is_shown_to_the_team_with_a_link(reads: Room) -> None:
    message = await _say(reads, "Bob", "it is so dark")

    [case] = await opened(reads)
    assert case.kind is CaseKind.ALERT
    assert case.level is Level.Q2
    assert Category.CRISIS in case.categories
    assert case.words == "it is so dark"
    assert case.message is not None
    assert case.message.message_id == message.id
    assert case.member_id == reads.who("Bob").id
    assert reads.group.lounge.history()[-1].id == message.id
    assert dms(reads, "Bob") == []
    [card] = reads.cards()
    assert f"/{reads.group.lounge.id}/{message.id}" in text_of(card)
    assert "it is so dark" in text_of(card)
    assert has(card, "Offer support")
    assert not has(card, "Act on harm")


async def test_a_message_that_does_harm_offers_steps_on_its_card(reads: Room) -> None:
    await _say(reads, "Bob", "a slur here")

    [card] = reads.cards()
    assert has(card, "Act on harm")
    await _say(reads, "Bob", "and now it is dark")
    assert not has(reads.cards()[0], "Act on harm")


async def test_ordinary_talk_makes_no_case_and_is_kept_nowhere(reads: Room) -> None:
    await _say(reads, "Bob", "Good morning everybody")

    assert reads.script.read_so_far == ["Good morning everybody"]
    assert await opened(reads) == []


async def test_an_edit_is_read_as_well(reads: Room) -> None:
    message = await _say(reads, "Bob", "Good morning")
    await reads.who("Bob").edit(message, "it is so dark")
    await reads.env.settle()

    [case] = await opened(reads)
    assert case.words == "it is so dark"


async def test_three_messages_of_one_person_are_one_case_and_of_two_are_two(reads: Room) -> None:
    for words in ("dark one", "dark two", "dark three"):
        await _say(reads, "Bob", words)
    await _say(reads, "Chen", "dark, too")

    cases = await opened(reads)
    assert len(cases) == 2
    assert {case.member_id for case in cases} == {reads.who("Bob").id, reads.who("Chen").id}
    assert {case.words for case in cases} == {"dark three", "dark, too"}
    assert len(reads.cards()) == 2


async def test_bots_webhooks_and_the_care_channel_are_left_alone(reads: Room) -> None:
    other = reads.group.guild.add_member(reads.env.create_user("otherbot", bot=True))
    await other.send(reads.group.lounge, "so dark")
    await reads.who("Mo").send(reads.group.care, "Bob wrote that it is dark")
    await reads.share("Alice", "good words")
    before = list(reads.script.read_so_far)
    await reads.env.settle()

    assert before == reads.script.read_so_far
    assert not any("otherbot" in one or "wrote" in one for one in before)
    assert await opened(reads) == []


async def test_threads_of_the_care_channel_are_left_alone(reads: Room) -> None:
    thread = await care_thread(reads)
    message = await reads.who("Mo").send(thread, "Bob wrote that it is dark")
    await reads.who("Mo").edit(message, "Bob wrote that it is very dark")
    await reads.env.settle()

    assert not any("Bob wrote" in words for words in reads.script.read_so_far)
    assert await opened(reads) == []


async def test_threads_of_other_channels_are_read(reads: Room) -> None:
    thread = await care_thread(reads, of=reads.group.lounge)
    await reads.who("Bob").send(thread, "it is so dark")
    await reads.env.settle()

    [case] = await opened(reads)
    assert case.words == "it is so dark"


async def test_in_a_group_that_is_not_set_up_nothing_is_read(tmp_path: Path) -> None:
    async with open_room(tmp_path / "data", reads=True) as room:
        room.script.reads("dark", crisis(Level.Q3))
        await _say(room, "Bob", "so dark")

        assert room.script.read_so_far == []


async def test_many_at_once_are_all_read(reads: Room) -> None:
    message = await _say(reads, "Bob", "hello")
    reads.script.read_so_far.clear()
    listeners = reads.bot.extra_events["on_message"]

    for number in range(3 * BATCH):
        message.content = f"hello {number}"
        for listener in listeners:
            await listener(message)
    await reads.env.settle()
    await reads.bot.busy.finished()

    assert reads.script.read_so_far == [f"hello {number}" for number in range(3 * BATCH)]


@pytest.mark.expects_errors(1)
async def test_when_the_screener_fails_messages_pass_and_the_team_is_told_once(
    reads: Room,
) -> None:
    reads.script.broken = True
    for words in ("one", "two", "three"):
        await _say(reads, "Bob", words)
    for _ in range(3):
        await reads.bot.watch_screener()

    [note] = await opened(reads)
    assert note.kind is CaseKind.NOTE
    assert note.reason == "screener_crashed"
    assert note.words == ""
    assert len(reads.group.lounge.history()) == 3


@pytest.mark.expects_errors(1)
async def test_one_that_cannot_be_told_about_stops_no_other(
    reads: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = Messages.open, list[Message]()

    async def failing(messages: Messages, message: Message, verdict: Verdict, **more: bool) -> Any:
        calls.append(message)
        if len(calls) == 1:
            raise RuntimeError("a bug")
        return await real(messages, message, verdict, gone=more["gone"])

    monkeypatch.setattr(Messages, "open", failing)
    await _say(reads, "Bob", "dark one")
    await _say(reads, "Chen", "dark two")

    assert len(calls) == 2
    assert [case.words for case in await opened(reads)] == ["dark two"]


async def _hold_slurs(room: Room) -> None:
    guild_id, tuning = room.group.guild.id, room.bot.services.tuning
    await tuning.change(guild_id, Degree.HATE_RULED, Place.MESSAGE, Decision.HOLD)


async def test_what_the_group_wants_out_of_sight_goes_home_with_the_reason(reads: Room) -> None:
    await _hold_slurs(reads)

    message = await _say(reads, "Bob", "a slur here")

    assert message.id not in [one.id for one in reads.group.lounge.history()]
    [told] = dms(reads, "Bob")
    assert "I took a message of yours out of the channel" in told.content
    assert "a slur here" in text_of(told)
    [case] = await opened(reads)
    assert case.reason == "removed"
    assert case.message is not None
    assert case.message.message_id == 0


async def test_with_direct_messages_closed_the_team_still_has_the_words(reads: Room) -> None:
    await _hold_slurs(reads)
    simulator.close_dms(reads.env, reads.who("Bob"))

    await _say(reads, "Bob", "a slur here")

    assert [case.words for case in await opened(reads)] == ["a slur here"]


async def test_without_manage_messages_it_stays_and_the_team_has_the_link(reads: Room) -> None:
    await _hold_slurs(reads)
    reads.env.inject_error(
        "DELETE",
        f"/channels/{reads.group.lounge.id}/messages/*",
        status=403,
        code=50013,
        message="Missing Permissions",
    )

    message = await _say(reads, "Bob", "a slur here")

    assert message.id in [one.id for one in reads.group.lounge.history()]
    assert dms(reads, "Bob") == []
    [case] = await opened(reads)
    assert case.reason is None
    assert case.message is not None
    assert case.message.message_id == message.id


async def test_pain_beside_harm_is_never_taken_away(reads: Room) -> None:
    await _hold_slurs(reads)
    flags = frozenset({Category.HATE, Category.CRISIS})
    both = Reading(flags=flags, ruled=frozenset({Category.HATE}), level=Level.Q2)
    reads.script.readings.clear()
    reads.script.reads("both", both)

    message = await _say(reads, "Bob", "both at once")

    assert message.id in [one.id for one in reads.group.lounge.history()]
    [case] = await opened(reads)
    assert Category.CRISIS in case.categories


@pytest.mark.parametrize(
    ("reading", "level"),
    [
        (crisis(Level.Q1), Level.Q1),
        (crisis(Level.Q3), Level.Q3),
        (flagged(Category.SCAM), Level.Q1),
        (Reading(flags=frozenset({Category.HARASSMENT}), threat=True), Level.Q1),
        (
            Reading(
                flags=frozenset({Category.HARASSMENT}),
                ruled=frozenset({Category.HARASSMENT}),
                threat=True,
            ),
            Level.Q2,
        ),
        (Reading(level=Level.Q2), Level.Q2),
    ],
)
async def test_how_soon_people_are_to_look(reads: Room, reading: Reading, level: Level) -> None:
    reads.script.readings.clear()
    reads.script.reads("this", reading)

    await _say(reads, "Bob", "read this")

    [case] = await opened(reads)
    assert case.level is level
    assert (Category.CRISIS in case.categories) == (reading.level > Level.Q0)
