"""When check-ins come: on the minute, late after a sleep, in weeks in which the clocks change."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.demo import simulator
from tests.cogs.checkins import (
    DAY,
    DUE,
    HOUR,
    OPEN,
    asking,
    crowd,
    opened,
    plan,
    team_asks,
    team_heard,
    vote_all,
)
from tests.cogs.world import say_press
from tests.harness import START, Room, text_of


async def test_the_reminder_comes_once_at_its_share_and_names_nobody(room: Room) -> None:
    people = await crowd(room, 3)
    message = await opened(room, reminder=75)
    await vote_all(people, message)
    await room.pass_time(OPEN * 0.75 - 120)
    before = asking(room)
    await room.pass_time(180)
    _, reminder = asking(room)
    await room.pass_time(HOUR)
    await room.restart()
    await room.pass_time(HOUR)

    assert len(before) == 1
    assert len(asking(room)) == 2
    assert f"/{message.id}" in text_of(reminder)
    assert reminder.mentions == []
    assert not reminder.mention_everyone
    assert reminder.content == ""
    assert not any(actor.name in text_of(reminder) for actor in people)
    direct = [c for c in room.env.backend.channels.values() if c.guild_id is None]
    assert direct == []


async def test_without_a_reminder_planned_none_comes(room: Room) -> None:
    await opened(room)
    for _ in range(5):
        await room.pass_time(12 * HOUR)

    assert len(asking(room)) == 1


async def test_a_check_in_in_the_gap_of_spring_comes_at_the_first_minute_after_it(
    room: Room,
) -> None:
    """Berlin, 28 March 2027: 02:00 to 03:00 is left out. A week later 02:30 is 00:30 UTC."""
    berlin = ZoneInfo("Europe/Berlin")
    room.env.backend.advance_clock(
        (datetime(2027, 3, 27, 12, tzinfo=berlin) - START).total_seconds()
    )
    await plan(room, day="Sunday", time="02:30", open=24)
    for moment in (
        datetime(2027, 3, 28, 1, 59, tzinfo=berlin),
        datetime(2027, 3, 28, 3, 1, tzinfo=berlin),
    ):
        await _until(room, moment)
    [first] = asking(room)
    await _until(room, datetime(2027, 4, 4, 2, 29, tzinfo=berlin))
    before = len(asking(room))
    await _until(room, datetime(2027, 4, 4, 2, 31, tzinfo=berlin))
    [second] = asking(room)

    assert first.created_at.timestamp() == pytest.approx(
        datetime(2027, 3, 28, 3, 1, tzinfo=berlin).timestamp(), abs=1
    )
    assert before == 0
    assert second.id != first.id
    assert "every week on Sunday at 02:30" in str(await team_asks(room, "show"))


async def _until(room: Room, moment: datetime) -> None:
    await room.pass_time((moment - room.env.now()).total_seconds())


async def test_the_hour_that_autumn_repeats_asks_once(room: Room) -> None:
    """New York, 7 November 2027: 01:30 comes twice."""
    new_york = ZoneInfo("America/New_York")
    noon = datetime(2027, 11, 6, 12, tzinfo=new_york)
    room.env.backend.advance_clock((noon - START).total_seconds())
    await plan(room, day="Sunday", time="01:30", zone="America/New_York", open=24)
    await _until(room, datetime(2027, 11, 7, 1, 31, tzinfo=new_york))
    first = len(asking(room))
    await _until(room, datetime(2027, 11, 7, 1, 31, fold=1, tzinfo=new_york))

    assert first == 1
    assert len(asking(room)) == 1


async def test_after_three_days_asleep_the_check_in_comes_late_and_once(room: Room) -> None:
    await plan(room)
    await room.bot.finish()
    await simulator.doze(room.env, DUE + 66 * HOUR)
    await room.restart()
    await room.pass_time(60)
    await room.restart()
    await room.pass_time(60)

    [message] = asking(room)
    assert "Open until" in text_of(message)
    assert team_heard(room) == []


async def test_several_that_passed_while_asleep_come_as_one(room: Room) -> None:
    await plan(room, day="Mon, Tue, Wed, Thu, Fri, Sat, Sun", open=24)
    await simulator.doze(room.env, DUE + 60 * HOUR)
    await room.tick()
    await room.tick()

    assert len(asking(room)) == 1


async def test_after_four_days_asleep_it_is_left_out_and_the_team_hears_once(
    room: Room,
) -> None:
    await plan(room)
    await room.bot.finish()
    await simulator.doze(room.env, DUE + 96 * HOUR)
    await room.restart()
    await room.pass_time(60)
    await room.restart()
    await room.pass_time(600)
    silent = asking(room)
    [line] = team_heard(room)
    said = await say_press(room, "Ada", room.cards()[-1], "Post it now")

    assert silent == []
    assert "I could not post it in time" in line
    assert "Posted:" in said.content
    assert len(asking(room)) == 1
    await room.pass_time(3 * DAY + HOUR)
    assert len(team_heard(room)) == 1


async def test_what_is_left_out_when_late_is_told_too(room: Room) -> None:
    await plan(room, if_missed="skip")
    await simulator.doze(room.env, DUE + HOUR)
    await room.tick()

    assert asking(room) == []
    assert len(team_heard(room)) == 1
