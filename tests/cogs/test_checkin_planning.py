"""What an admin sees while planning: everything before it is saved, and who changed what after."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from simcord import ResponseMessage

from bot.checkins.rules import Schedule
from bot.checkins.schedules.date_input import RepeatRule
from bot.checkins.schedules.recurrence import Weekly, next_due
from bot.demo import simulator
from cogs.checkins.delivery import DiscordCheckins
from cogs.checkins.options import Unclear, recurrence_of
from tests.cogs.checkins import (
    DUE,
    HOUR,
    asking,
    dies,
    dies_in,
    form_of,
    opened,
    plan,
    schedule_id_of,
    send,
    team_asks,
)
from tests.cogs.world import command, deny, say_press
from tests.harness import Room, answer, button, labels

MONDAYS = [(2, 11), (9, 11), (16, 11), (23, 11), (30, 11)]
"""The first five Mondays from the start of a room on: day and month of 2026."""


async def _preview(room: Room, **options: Any) -> ResponseMessage:
    asked = {"channel": room.group.lounge, "repeat": "weekly", "day": "Monday", "time": "19:00"}
    return await command(
        room, "Ada", "checkin create", **{**asked, "zone": "Europe/Berlin", **options}
    )


async def _schedules(room: Room) -> tuple[Schedule, ...]:
    return tuple(await room.bot.services.checkins.schedules.list(room.group.guild.id))


async def test_a_preview_shows_the_next_five_dates_there_and_here_and_saves_nothing(
    room: Room,
) -> None:
    shown = await _preview(room)
    before = await _schedules(room)
    await say_press(room, "Ada", shown, "Create it")
    [saved] = await _schedules(room)

    dates = [line for line in shown.content.splitlines() if line.startswith("• ")]
    moments = [int(datetime(2026, m, d, 18, tzinfo=UTC).timestamp()) for d, m in MONDAYS]
    assert [line.split(" · ")[0] for line in dates] == [
        f"• Monday {d} Nov 2026, 19:00" for d, _ in MONDAYS
    ]
    assert [line.split(" · ")[1] for line in dates] == [f"<t:{at}:f>" for at in moments]
    assert before == ()
    assert saved.next_due == moments[0]


async def test_pressing_twice_saves_one_and_says_so_both_times(room: Room) -> None:
    shown = await _preview(room)
    key, ada = button(shown, "Create it"), room.who("Ada")
    presses = [ada.click(shown, custom_id=key) for _ in range(2)]
    said = [answer(one).content for one in await simulator.together(room.env, *presses)]
    [saved] = await _schedules(room)

    assert all(f"<t:{saved.next_due}:f>" in one for one in said)


async def test_a_preview_that_is_dropped_has_saved_nothing(room: Room) -> None:
    said = await say_press(room, "Ada", await _preview(room), "Don't save")

    assert "othing was saved" in said.content
    assert await _schedules(room) == ()


async def test_what_keeps_haven_from_posting_is_said_before_saving_and_afterwards(
    room: Room,
) -> None:
    await deny(room, room.group.lounge, "attach_files")
    shown = await _preview(room)
    saved = await say_press(room, "Ada", shown, "Create it")
    later = await team_asks(room, "show")
    await deny(room, room.group.lounge)
    mended = await team_asks(room, "show")

    assert all("**Attach Files**" in one.content for one in (shown, saved, later))
    assert "Attach Files" not in mended.content


async def test_who_has_just_saved_can_take_it_back(room: Room) -> None:
    saved = await say_press(room, "Ada", await _preview(room), "Create it")
    sure = await say_press(room, "Ada", saved, "Delete…")
    deleted = await say_press(room, "Ada", sure, "Delete, keep")
    gone = await _schedules(room)
    await say_press(room, "Ada", deleted, "Undo")

    assert gone == ()
    assert len(await _schedules(room)) == 1


async def test_a_deletion_is_listed_with_who_did_it_and_can_be_undone_from_there(
    room: Room,
) -> None:
    for hour in (18, 19, 20):
        await plan(room, time=f"{hour}:00")
    [_, middle, last] = await _schedules(room)
    for one in (middle, last):
        ids = {"check-in": one.schedule_id}
        sure = await command(room, "Ada", "checkin delete", **ids)
        await say_press(room, "Ada", sure, "Delete, keep")
        await room.pass_time(60)
    listed = await command(room, "Ada", "checkin list")
    await say_press(room, "Ada", listed, "2. Undo")
    back = await _schedules(room)
    await room.pass_time(25 * HOUR)
    later = await command(room, "Ada", "checkin list")

    [_, gone] = listed.embeds
    lines = (gone.description or "").splitlines()
    assert [line[:2] for line in lines[::2]] == ["1.", "2."]
    assert "at 20:00" in lines[0]
    assert "at 19:00" in lines[2]
    assert all(f"deleted by <@{room.who('Ada').id}>" in line for line in lines[1::2])
    assert {one.schedule_id for one in back} >= {middle.schedule_id}
    assert len(back) == 2
    assert len(later.embeds) == 1


async def test_a_list_of_nothing_but_deleted_check_ins_says_that_none_is_planned(
    room: Room,
) -> None:
    await plan(room)
    await say_press(room, "Ada", await team_asks(room, "delete"), "Delete, keep")
    listed = await command(room, "Ada", "checkin list")

    assert listed.embeds[0].description == "None is planned."
    assert labels(listed) == ["1. Undo: bring it back"]


async def test_nobody_is_thanked_for_an_answer_to_a_check_in_that_was_just_deleted(
    room: Room,
) -> None:
    message = await opened(room)
    form = await form_of(room.who("Bob"), message)
    await say_press(room, "Ada", await team_asks(room, "delete"), "Delete, keep")
    said = await send(room.who("Bob"), form, "4444")

    assert "1 answer counted" not in said
    assert "othing was counted" in said or "nothing was counted" in said


async def test_show_has_no_link_to_a_message_that_is_still_on_its_way(room: Room) -> None:
    await plan(room)
    path = f"/channels/{room.group.lounge.id}/messages"
    room.env.inject_error("POST", path, status=503, times=None)
    await room.pass_time(DUE + 60)
    shown = await team_asks(room, "show")

    assert "/None" not in shown.content
    assert "Open now" not in shown.content


async def test_an_edit_shows_what_was_and_what_will_be_and_saves_at_the_press(room: Room) -> None:
    await plan(room)
    [before] = await _schedules(room)
    shown = await team_asks(room, "edit", time="20:30", reminder=50)
    [untouched] = await _schedules(room)
    await say_press(room, "Ada", shown, "Save it")
    [after] = await _schedules(room)

    assert "at 19:00 (Europe/Berlin) → every week on Monday at 20:30" in shown.content
    assert "Reminder: none → once to the channel" in shown.content
    assert "Open for" not in shown.content.split("The next five dates")[0]
    assert untouched == before
    assert after.plan.recurrence == replace(before.plan.recurrence, hour=20, minute=30)
    assert after.plan.reminder == 50


async def test_an_edit_that_would_end_the_open_check_in_says_so_before_it_is_saved(
    room: Room,
) -> None:
    await opened(room)
    sooner = await team_asks(room, "edit", time="20:00")  # in an hour, and not in a week
    later = await team_asks(room, "edit", time="18:00")
    await team_asks(room, "pause")
    paused = await team_asks(room, "edit", time="20:00")

    due = int(datetime(2026, 11, 2, 19, tzinfo=UTC).timestamp())
    assert f"It closes when the first of these comes: <t:{due}:f>" in sooner.content
    assert "It closes when the first of these comes" not in later.content + paused.content


async def test_nothing_is_posted_out_of_turn_shortly_before_its_time(room: Room) -> None:
    await plan(room)
    await room.pass_time(DUE - HOUR)
    said = await say_press(room, "Ada", await team_asks(room, "run-now"), "Post it now")

    due = int(datetime(2026, 11, 2, 18, tzinfo=UTC).timestamp())
    assert f"The next one comes <t:{due}:f>" in said.content
    assert "Nothing was posted" in said.content
    assert asking(room) == []


async def test_of_two_who_edit_at_once_the_later_one_sees_the_other_change_first(
    room: Room,
) -> None:
    await plan(room)
    first = await team_asks(room, "edit", time="20:00")
    second = await team_asks(room, "edit", time="21:00")
    await say_press(room, "Ada", first, "Save it")
    said = await say_press(room, "Ada", second, "Save it")
    [between] = await _schedules(room)
    await say_press(room, "Ada", said, "Save it")
    [after] = await _schedules(room)

    assert "Somebody has changed this check-in meanwhile" in said.content
    assert "at 20:00 (Europe/Berlin) → every week on Monday at 21:00" in said.content
    assert between.plan.recurrence.hour == 20
    assert after.plan.recurrence.hour == 21


async def test_every_change_is_shown_with_who_made_it_and_when(room: Room) -> None:
    await plan(room)
    await room.pass_time(60)
    await say_press(room, "Ada", await team_asks(room, "edit", time="20:00"), "Save it")
    await room.pass_time(60)
    paused = await team_asks(room, "pause")
    await room.pass_time(60)
    await say_press(room, "Ada", paused, "Resume it")
    shown = await team_asks(room, "show")

    ada, [history] = f"<@{room.who('Ada').id}>", shown.embeds
    lines = [line for line in (history.description or "").splitlines() if ada in line]
    words = ["resumed by", "paused by", "changed by", "created by"]
    assert [word for line in lines for word in words if word in line] == words
    moments = [int(line.split("<t:")[1].split(":")[0]) for line in lines]
    assert moments == sorted(moments, reverse=True)
    assert len(set(moments)) == 4
    assert "at 19:00 (Europe/Berlin) → every week on Monday at 20:00" in (history.description or "")


async def test_each_choice_under_a_preview_bears_its_name(room: Room) -> None:
    shown = await _preview(room)
    menus = [m for row in shown.message.components for m in getattr(row, "children", ())]
    chosen = [o.label for m in menus for o in getattr(m, "options", ()) if o.default]

    assert [label.split(": ")[0] for label in chosen] == [
        "Open for",
        "Questions",
        "Reminder",
        "If I'm away then",
    ]
    assert labels(shown)[-2:] == ["Create it", "Don't save"]


@pytest.mark.parametrize(
    ("repeat", "day", "hour", "first", "second"),
    [
        (RepeatRule.TWO_WEEKS, "Monday", 8, (9, 11), (23, 11)),
        (RepeatRule.TWO_WEEKS, "Tuesday", 8, (3, 11), (17, 11)),
        (RepeatRule.TWO_WEEKS, "Tuesday", 20, (10, 11), (24, 11)),  # today's 19:00 is over
        (RepeatRule.THREE_WEEKS, "Sunday", 8, (8, 11), (29, 11)),
        (RepeatRule.FOUR_WEEKS, "Monday", 8, (9, 11), (7, 12)),
    ],
)
def test_every_few_weeks_begins_with_the_next_such_day(
    repeat: RepeatRule, day: str, hour: int, first: tuple[int, int], second: tuple[int, int]
) -> None:
    """Planned on a Tuesday: the Monday of this week is over, and not to be counted."""
    now = datetime(2026, 11, 3, hour, tzinfo=UTC)
    found = recurrence_of(repeat, day, "19:00", "UTC", now)
    assert not isinstance(found, Unclear)
    assert isinstance(found.rule, Weekly)
    one = next_due(found, int(now.timestamp()))
    dates = [datetime.fromtimestamp(at, UTC) for at in (one, next_due(found, one))]

    assert [(date.day, date.month) for date in dates] == [first, second]


async def test_a_round_and_its_reminder_are_sent_with_their_own_nonces(room: Room) -> None:
    """So that Discord answers a second sending with the first message."""
    await opened(room, reminder=50)
    await room.pass_time(36 * HOUR)
    path = f"/channels/{room.group.lounge.id}/messages"
    sent: list[Any] = [
        one.json for one in room.env.http_requests if (one.method, one.path) == ("POST", path)
    ]
    current = await room.bot.services.checkins.rounds.current(
        room.group.guild.id, await schedule_id_of(room)
    )

    assert current is not None
    assert [body["nonce"] for body in sent] == [current.nonce, current.remind_nonce]
    assert all(body["enforce_nonce"] for body in sent)


async def test_a_reminder_that_was_never_sent_is_not_taken_for_the_message_that_asks(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have the same button. An old claim is looked for in the channel."""
    await opened(room, reminder=50)
    dies_in(monkeypatch, DiscordCheckins, "send_reminder")
    room.env.backend.advance_clock(36 * HOUR)
    await dies(room, room.tick(), away=400)

    assert len(asking(room)) == 2
