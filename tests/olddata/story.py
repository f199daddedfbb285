"""A year in a group, short: what a populated database of Haven is made from.

It ends with everything in motion at once: a share that waits, one that is held, a round that is
open with votes in it, a call that Discord has refused, a send whose answer was lost.
"""

# The backend of simcord is where a test changes Discord itself: roles, permissions, faults.
# pyright: reportUnknownMemberType=false

import discord
from simcord import ChannelHandle

from bot.care.case import CaseKind, MessageRef, NewCase
from bot.checkins.ballots.answers import Counted
from bot.checkins.rules import Schedule, Standing
from bot.demo import simulator
from bot.discord.components import view_of
from bot.screening.decide import Degree
from bot.screening.engine.engine import LIST_UNREADABLE
from bot.screening.verdict import Category, Level
from cogs.conduct.flag import ASK_LABEL
from cogs.conduct.sanctions import HarmMenu, OfferSupport
from tests.cogs.case_story import HELD, WHY
from tests.cogs.checkins import MIXED, OPEN, asking, round_id_of, told, vote
from tests.cogs.full_story import NOTE, tell
from tests.cogs.helplines_story import OURS
from tests.cogs.screen_story import SAID, WORRY
from tests.cogs.talk_story import TALKED
from tests.cogs.world import (
    command,
    deny,
    fresh,
    has,
    menu,
    options_of,
    pick,
    post_id,
    replies,
    report,
    say_press,
)
from tests.harness import Room, text_of
from tests.readings import crisis

PEOPLE = ("Alice", "Bob", "Chen", "Lina", "Mo", "Ada")
HEAVY = "It is all too heavy for me tonight."
SHARED = "A share that stays, with a reply under it."
ANSWERED = "A reply that stays."
RETURNED = "Words that came back to their author."
REMOVED = "Words that the team took down."
WITHDRAWN = "Words that their author took back."
UNSURE = "Words whose sending got no answer."
UNSURE_REPORT = "A report whose card got no answer."
LEAVING = "Words that Discord would not delete yet."
REPORTED = "A worry about a share."
WAITING = "Words that wait for the next release."
HELD_LAST = "Words that the team has yet to read."
NOTED = "A thing that we have done."

LOW = ("1111", "2121", "1212", "1121")
VOTES = 3
"""How many members have answered in the round that is open at the end."""

LOW_ROUNDS = 6


async def live(room: Room) -> None:
    """Everything: the full story, a trend that falls, and the state in motion at the end."""
    await tell(room)
    await _checkins(room)
    await _shares(room)
    await _team(room)
    await _talk(room)
    await _settings(room)
    await _send_calls(room)
    await _held(room)
    await _leave_open(room)


async def _plan(room: Room, day: str, channel: object = None) -> str:
    before = {one.schedule_id for one in await _schedules(room)}
    options = {"repeat": "weekly", "day": day, "time": "19:00", "zone": "Europe/Berlin"}
    shown = await command(
        room, "Ada", "checkin create", channel=channel or room.group.lounge, **options
    )
    shown = await pick(room, "Ada", shown, "Reminder", "1")
    await say_press(room, "Ada", shown, "Create it")
    [made] = {one.schedule_id for one in await _schedules(room)} - before
    return made


async def _schedules(room: Room) -> tuple[Schedule, ...]:
    return await room.bot.services.checkins.schedules.list(room.group.guild.id)


async def _checkins(room: Room) -> None:
    """One schedule paused, one deleted, one whose trend falls until the team is asked."""
    [monthly] = await _schedules(room)
    await command(room, "Ada", "checkin pause", **{"check-in": monthly.schedule_id})
    weekly = await _plan(room, "Monday")
    for ballots in [("5555", "4545")] * 9 + [LOW] * LOW_ROUNDS:
        await _until_due(room, weekly)
        round_id, answers = round_id_of(asking(room)[-1]), room.bot.services.checkins.answers
        for at, name in enumerate(PEOPLE):
            ballot = tuple(int(one) for one in ballots[at % len(ballots)])
            said = await answers.vote(room.group.guild.id, round_id, room.who(name).id, ballot)
            assert isinstance(said, Counted)
        await room.pass_time(OPEN + 60)
        await room.bot.tick_calls()
    await room.bot.purge()
    shown = await command(room, "Ada", "checkin results", **{"check-in": weekly})
    form = await room.press("Ada", shown, "You said, we did")
    await room.who("Ada").submit_modal(form, {"kind": "did", "words": NOTED})
    second = await _plan(room, "Friday")
    shown = await command(room, "Ada", "checkin delete", **{"check-in": second})
    await say_press(room, "Ada", shown, "Delete")
    # One whose channel cannot be written to: the team has yet to be told.
    await _plan(room, "Tuesday", room.group.sharing)
    assert told(room)


async def _until_due(room: Room, schedule_id: str) -> None:
    [due] = [one.next_due for one in await _schedules(room) if one.schedule_id == schedule_id]
    assert due is not None
    await room.pass_time(due - room.env.now().timestamp() + 60)


async def _shares(room: Room) -> None:
    post = await room.share("Alice", SHARED, note=NOTE)
    await room.reply("Bob", post, ANSWERED)
    by_bob = replies(room)[-1]
    await room.reply("Alice", post, "The one who shared says thanks.")
    await say_press(room, "Chen", post, "I hear you")
    await say_press(room, "Lina", replies(room)[-1], "I hear you")
    listed = await command(room, "Alice", "my shares")
    one = await pick(room, "Alice", listed, "Choose one", post_id(post))
    await say_press(room, "Alice", one, "Don't tell me")
    back = await room.share("Ada", WITHDRAWN)
    listed = await command(room, "Ada", "my shares")
    one = await pick(room, "Ada", listed, "Choose one", post_id(back))
    await say_press(room, "Ada", await say_press(room, "Ada", one, "Withdraw"), "Yes, withdraw")
    removed = await room.share("Bob", REMOVED)
    await report(room, "Lina", removed)
    await pick(room, "Mo", room.cards()[-1], "Take it down", "unkind")
    await report(room, "Chen", post, REPORTED, reason="worried")
    await say_press(room, "Mo", fresh(room, room.cards()[-1]), "Lock replies")
    await report(room, "Chen", by_bob)
    await pick(room, "Mo", fresh(room, room.cards()[-1]), "Pause", "7")


async def _team(room: Room) -> None:
    """Cases with a holder, put off, closed; a member's own message acted on."""
    await say_press(room, "Mo", await _case(room, "Lina", Category.CRISIS), "Claim")
    card = await _case(room, "Alice", Category.CRISIS)
    await say_press(room, "Mo", card, "Claim")
    hours = await say_press(room, "Mo", fresh(room, card), "Put off")
    await pick(room, "Mo", hours, "Put it off", options_of(hours, "Put it off")[0])
    await pick(room, "Mo", await _case(room, "Ada", Category.CRISIS), "Close it", "handled")
    message = await room.who("Bob").send(room.group.lounge, SAID)
    form = await menu(room, "Chen", message, ASK_LABEL)
    await room.fill("Chen", form, about=["hurts"], words=WORRY)
    case_id = await _open(room, "Bob", message.id, Category.HARASSMENT, SAID)
    place = room.bot.get_partial_messageable(room.group.care.id)
    shown = await place.send(view=view_of(OfferSupport(case_id), HarmMenu(case_id)))
    await room.env.settle()
    await say_press(room, "Mo", shown, "Offer support")
    menu_ = await say_press(room, "Mo", shown, "Act on harm")
    await pick(room, "Mo", await pick(room, "Mo", menu_, "What to do", "warn"), "Because", "unkind")
    shown = await command(room, "Chen", "support")
    shown = await pick(room, "Chen", shown, "Your country", "GB")
    asked = await say_press(room, "Chen", shown, "A number didn't work")
    await pick(room, "Chen", asked, "Which one", "gb-shout")


async def _case(room: Room, name: str, category: Category) -> discord.Message:
    message = await room.who(name).send(room.group.lounge, "Something to look at.")
    await _open(room, name, message.id, category, "Something to look at.")
    return room.cards()[-1]


async def _open(room: Room, name: str, message_id: int, category: Category, words: str) -> str:
    opened = await room.bot.services.cases.open(
        NewCase(
            guild_id=room.group.guild.id,
            kind=CaseKind.ALERT,
            level=Level.Q1,
            categories=frozenset({category}),
            message=MessageRef(room.group.lounge.id, message_id),
            member_id=room.who(name).id,
            words=words,
            rules=("crisis.some",),
        )
    )
    await room.bot.services.desk.show(opened.case_id)
    return opened.case_id


async def _talk(room: Room) -> None:
    """A talk in which the team has answered, and its member has not read that yet."""
    start = await command(room, "Lina", "talk")
    form = await room.press("Lina", start, "Talk without my name")
    one = await say_press(
        room, "Lina", await room.fill("Lina", form, words=TALKED[0]), "Show the talk"
    )
    await room.fill("Lina", await room.press("Lina", one, "Write"), words=TALKED[1])
    card = next(one for one in room.cards()[::-1] if has(one, "Read and answer"))
    look = await say_press(room, "Mo", card, "Read and answer")
    await room.fill("Mo", await room.press("Mo", look, "Answer"), words=TALKED[2])


async def _settings(room: Room) -> None:
    await command(room, "Ada", "setup", **{"keep-link": 20})
    shown = await command(room, "Mo", "screen policy")
    shown = await pick(room, "Mo", shown, "Where it is written", "reply")
    shown = await pick(room, "Mo", shown, "Look at one", Degree.HATE_RULED.value)
    shown = await pick(room, "Mo", shown, "What should happen", "hold")
    await say_press(room, "Mo", shown, "Change it")
    await command(room, "Mo", "screen phrase add", phrase="bluebird", does="hold")
    await command(room, "Ada", "screen automod on")
    ada, lounge = room.who("Ada"), room.group.lounge
    form = await ada.slash(lounge, "helplines add", country="GB", reach="ct", days=30)
    await ada.submit_modal(form, OURS)
    form = await ada.slash(lounge, "helplines replace", line="gb-shout")
    await ada.submit_modal(form, OURS)
    await command(room, "Ada", "helplines hide", line="gb-childline")


async def _send_calls(room: Room) -> None:
    """An urgent case is called; then one whose call Discord refuses, which waits in its row."""
    room.script.reads("heavy", crisis(Level.Q3))
    fork = await room.draft("Alice", HEAVY)
    await say_press(room, "Alice", await say_press(room, "Alice", fork, "Share it"), "Post it")
    await room.bot.services.calls.tick()
    await room.env.settle()
    room.env.inject_error(
        "POST", f"/channels/{room.group.care.id}/messages", status=500, times=None
    )
    room.env.backend.advance_clock(6 * 60)
    await room.bot.services.calls.tick()
    await room.env.settle()
    room.env.backend.faults.clear()
    room.script.readings.clear()


async def _held(room: Room) -> None:
    """Vetting on: one is held, one has come back, of one the author asks for another look."""
    await command(room, "Ada", "setup", vetting=1)
    await say_press(room, "Chen", await room.draft("Chen", HELD), "Post it")
    await pick(room, "Mo", room.cards()[-1], "Return", "unkind")
    listed = await command(room, "Chen", "my shares")
    one = await pick(room, "Chen", listed, "Choose one", options_of(listed, "Choose one")[0])
    form = await room.press("Chen", one, "Ask for another look")
    await room.fill("Chen", form, words=WHY)
    await say_press(room, "Lina", await room.draft("Lina", RETURNED), "Post it")
    await pick(room, "Mo", room.cards()[-1], "Return", "details")
    await say_press(room, "Lina", await room.draft("Lina", HELD_LAST), "Post it")
    await command(room, "Ada", "setup", vetting=0)


async def _leave_open(room: Room) -> None:
    """A round takes votes; one schedule may not post; sends and deletions are half done."""
    weekly = next(
        one
        for one in await _schedules(room)
        if one.standing is Standing.ACTIVE and one.plan.channel_id == room.group.lounge.id
    )
    other = next(
        one for one in await _schedules(room) if one.plan.channel_id == room.group.sharing.id
    )
    await _until_due(room, weekly.schedule_id)
    message = asking(room)[-1]
    for name, ballot in zip(PEOPLE[:VOTES], MIXED, strict=False):
        await vote(room.who(name), message, ballot)
    await deny(room, room.group.sharing, "send_messages")
    room.env.inject_error(
        "POST", f"/channels/{room.group.care.id}/messages", status=500, times=None
    )
    await _until_due(room, other.schedule_id)
    room.env.backend.faults.clear()
    await deny(room, room.group.sharing)
    room.script.fault = LIST_UNREADABLE
    await room.bot.watch_screener()
    room.script.fault = None
    await command(room, "Mo", "care on", hours=4)
    waiting = await room.draft("Chen", WAITING, when="w")
    await say_press(room, "Chen", waiting, "Post it")
    leaving = await room.share("Mo", LEAVING)
    room.env.inject_error("DELETE", "/channels/*", status=500, times=None)
    room.env.inject_error("PATCH", "/channels/*", status=500, times=None)
    listed = await command(room, "Mo", "my shares")
    one = await pick(room, "Mo", listed, "Choose one", post_id(leaving))
    await say_press(room, "Mo", await say_press(room, "Mo", one, "Withdraw"), "Yes, withdraw")
    post = next(one for one in room.shares() if SHARED in text_of(one))
    _lose_answers(room, room.group.care)
    await report(room, "Ada", post, UNSURE_REPORT)
    _lose_answers(room, room.group.sharing)
    await say_press(room, "Lina", await room.draft("Lina", UNSURE), "Post it")
    room.env.backend.faults.clear()


def _lose_answers(room: Room, channel: ChannelHandle) -> None:
    """The next message arrives there, and Haven does not hear of it."""
    simulator.lose_answer(room.env, "POST", f"/channels/{channel.id}/messages")


async def aftermath(room: Room) -> None:
    """What was in motion comes to its end: reminded, closed, called, told."""
    for hours in (1, 24, 24, 24, 24):
        await room.bot.tick_calls()
        await room.pass_time(hours * 3600)
    await deny(room, room.group.sharing, "send_messages")
    for _ in range(7):
        await room.pass_time(24 * 3600)
    await deny(room, room.group.sharing)
    await room.bot.tick_calls()
    await room.pass_time(3600)
