"""Cases in the care channel, through the eyes of the team: called, taken, closed, answered."""

# The backend of simcord is where a test gives somebody a role.
# pyright: reportUnknownMemberType=false

import discord
import pytest
from simcord import ResponseMessage

from bot.care.case import CaseKind, MessageRef, NewCase
from bot.screening.verdict import Category, Level
from tests.cogs.world import command, fresh, has, menu, options_of, pick, say_press
from tests.harness import Room, answer, labels, text_of
from tests.readings import crisis

HEAVY = "It is all too heavy for me tonight."
PUNISHING = ("Lock", "Take it down", "Pause its author", "Act on harm")


@pytest.fixture
async def room(room: Room) -> Room:
    await room.set_up()
    room.script.reads("heavy", crisis(Level.Q3))
    return room


async def shared(room: Room) -> discord.Message:
    """The card of a share by Alice that reads as a crisis and was shared all the same."""
    fork = await room.draft("Alice", HEAVY)
    preview = await say_press(room, "Alice", fork, "Share it")
    await say_press(room, "Alice", preview, "Post it")
    await room.bot.services.calls.tick()
    await room.env.settle()
    return room.cards()[-1]


def said(room: Room) -> list[discord.Message]:
    """What was said in the care channel beside the cards."""
    return [m for m in room.group.care.history() if not m.components]


async def open_about(room: Room, name: str, level: Level = Level.Q1) -> str:
    """A case about something that somebody wrote under their name; its id."""
    message = await room.who(name).send(room.group.lounge, "Hm.")
    opened = await room.bot.services.cases.open(
        NewCase(
            guild_id=room.group.guild.id,
            kind=CaseKind.ALERT,
            level=level,
            categories=frozenset({Category.HARASSMENT}),
            message=MessageRef(room.group.lounge.id, message.id),
            member_id=room.who(name).id,
            words="Hm.",
        )
    )
    await room.bot.services.desk.show(opened.case_id)
    return opened.case_id


async def test_a_crisis_share_calls_who_is_on_duty_and_names_nobody(room: Room) -> None:
    await command(room, "Mo", "care on", hours=2)
    card = await shared(room)
    [call] = said(room)

    assert "Now:" in text_of(card)
    assert HEAVY in text_of(card)
    assert "alice" not in text_of(card).lower()
    assert call.content.startswith(f"<@{room.who('Mo').id}>")
    assert [user.id for user in call.mentions] == [room.who("Mo").id]
    assert str(card.id) in call.content


async def test_where_nobody_is_on_duty_the_team_is_called_and_told_so(room: Room) -> None:
    await shared(room)
    [call] = said(room)

    assert call.content.startswith("Nobody is on duty")
    assert [role.id for role in call.role_mentions] == [room.group.care_role.id]


async def test_unanswered_it_calls_all_and_the_owner_by_message_and_then_nobody_once_taken(
    room: Room,
) -> None:
    card = await shared(room)
    await room.pass_time(5 * 60)
    await room.bot.tick_calls()
    await room.restart()
    await room.pass_time(10 * 60)
    await room.bot.tick_calls()
    calls = [m.content for m in said(room)]
    await say_press(room, "Mo", fresh(room, card), "Claim")
    await room.pass_time(3600)
    await room.bot.tick_calls()

    assert len(calls) == 3
    assert "server's owner is told" in calls[-1]
    assert len(said(room)) == 3
    owner = room.group.guild.owner
    assert any("nobody of the care team" in m.content for m in owner.dm_channel.history())


@pytest.mark.parametrize(("rung", "again"), [("all", 0), ("owner", 0), ("team", 1)])
async def test_a_call_that_was_out_when_haven_died_is_found_by_its_line(
    room: Room, rung: str, again: int
) -> None:
    card = await shared(room)
    await room.pass_time(15 * 60)
    await room.bot.tick_calls()
    await room.env.settle()
    owner = room.group.guild.owner
    before = len(said(room)) + len(owner.dm_channel.history())
    claimed_at = int(room.bot.clock().timestamp())
    await room.bot.services.db.write(lambda tx: tx.execute(_UNMARKED, card.id, rung, claimed_at))
    await room.pass_time(10 * 60)  # Discord has forgotten the nonce
    await room.restart()
    await room.bot.tick_calls()
    await room.env.settle()

    assert len(said(room)) + len(owner.dm_channel.history()) == before + again
    left = await room.bot.services.db.read(lambda r: r.all("SELECT * FROM case_call"))
    assert left == []


_UNMARKED = (
    "INSERT INTO case_call (call_id, case_id, rung, due_at, claimed_at) "
    "SELECT 'aaaaaaaaaaaaaaaaaaaaaa', case_id, $2, $3, $3 FROM care_case WHERE message_id = $1"
)
"""A call of the case with this card that was sent at a time, and whose answer was never heard."""


async def test_nothing_that_punishes_stands_on_a_crisis_card_or_behind_the_menu(
    room: Room,
) -> None:
    card = await shared(room)
    [share] = room.shares()
    options = answer(await menu(room, "Mo", share, "Care options"))
    paused = await pick(room, "Mo", options, "Pause its author", "7")
    options = answer(await menu(room, "Mo", share, "Care options"))
    locked = await say_press(room, "Mo", options, "Lock replies")

    assert not any(label.startswith(PUNISHING) for label in labels(card))
    assert has(card, "Talk with its author")
    assert paused.content == locked.content == room.bot.content.say("care.crisis")


async def test_the_fourth_case_is_refused_and_handing_over_frees_all(room: Room) -> None:
    for name in ("Alice", "Bob", "Chen", "Lina"):
        await open_about(room, name)
    *three, fourth = room.cards()
    for card in three:
        await say_press(room, "Mo", card, "Claim")
    full = await say_press(room, "Mo", fourth, "Claim")
    back = await say_press(room, "Mo", full, "I need to step back")

    assert full.content.startswith("You have 3 open cases")
    assert "3 of your cases" in back.content
    assert all(has(fresh(room, card), "Claim") for card in room.cards())


async def test_a_case_is_closed_with_a_reason_and_opened_again_after_a_restart(room: Room) -> None:
    await open_about(room, "Bob")
    [card] = room.cards()
    closed = await pick(room, "Mo", card, "Close it", "handled")
    shut = fresh(room, card)
    await room.restart()
    again = await say_press(room, "Mo", closed, "Open again")
    history = await say_press(room, "Mo", fresh(room, card), "History")

    assert "Closed: It has been dealt with" in text_of(shut)
    assert labels(shut) == ["Open again", "History"]
    assert "Open again." in again.content
    assert all(word in history.content for word in ("opened", "closed", f"<@{room.who('Mo').id}>"))
    assert has(fresh(room, card), "Claim")


async def returned(room: Room) -> ResponseMessage:
    """Chen asks for another look at a share that Mo gave back; the answer."""
    await room.set_up(vetting=1)
    await say_press(room, "Chen", await room.draft("Chen", "Words to argue about."), "Post it")
    await pick(room, "Mo", room.cards()[-1], "Return", "unkind")
    listed = await command(room, "Chen", "my shares")
    one = await pick(room, "Chen", listed, "Choose one", options_of(listed, "Choose one")[0])
    form = await room.press("Chen", one, "Ask for another look")
    return await room.fill("Chen", form, words="It was meant kindly.")


async def test_an_appeal_is_not_decided_by_who_decided_before(room: Room) -> None:
    asked = await returned(room)
    card = room.cards()[-1]
    same = await say_press(room, "Mo", card, "Let it appear")
    lina, role = room.who("Lina").id, room.group.care_role.id
    room.env.backend.add_member_role(room.group.guild.id, lina, role)
    await room.env.settle()
    other = await say_press(room, "Lina", card, "Let it appear")

    assert "Somebody else of the care team will look" in asked.content
    assert "It was meant kindly." in text_of(card)
    assert "chen" not in text_of(card).lower()
    assert same.content == room.bot.content.say("casework.same")
    assert other.content == room.bot.content.say("casework.overturned")
    assert "Words to argue about." in text_of(room.shares()[-1])


async def test_duty_is_shown_and_ends(room: Room) -> None:
    await command(room, "Mo", "care on", hours=1)
    shown = await command(room, "Mo", "care roster")
    await room.pass_time(3600)
    over = await command(room, "Mo", "care roster")

    assert f"<@{room.who('Mo').id}>" in shown.content
    assert over.content == room.bot.content.say("duty.nobody")
