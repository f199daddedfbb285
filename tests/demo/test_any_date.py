"""The demo begins at any instant: on a Monday afternoon, in a change of clocks, at a year's end."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from simcord import ChannelHandle

from bot.demo.haven import make_haven
from bot.demo.server import Past, serve
from bot.demo.story import (
    LETTER,
    LUNCH,
    TIRED,
    DemoGroup,
    leap,
    set_up,
    share_a_little,
    turn_to_the_team,
)
from tests.demo.lab import Complaints
from tests.harness import answer, button, text_of

BERLIN = ZoneInfo("Europe/Berlin")
TOO_SOON = timedelta(hours=6)
DAY = timedelta(days=1)

INSTANTS = {
    "Monday 15:00 in Berlin": datetime(2026, 11, 30, 14, 0, tzinfo=UTC),
    "Monday 19:00 in Berlin": datetime(2026, 11, 30, 18, 0, tzinfo=UTC),
    "Tuesday": datetime(2026, 12, 1, 14, 0, tzinfo=UTC),
    "Wednesday": datetime(2026, 12, 2, 14, 0, tzinfo=UTC),
    "Thursday": datetime(2026, 12, 3, 14, 0, tzinfo=UTC),
    "Friday": datetime(2026, 12, 4, 14, 0, tzinfo=UTC),
    "Saturday": datetime(2026, 12, 5, 14, 0, tzinfo=UTC),
    "Sunday": datetime(2026, 12, 6, 14, 0, tzinfo=UTC),
    "before Europe goes forward": datetime(2027, 3, 28, 0, 59, 30, tzinfo=UTC),
    "before Europe goes back": datetime(2027, 10, 31, 0, 59, 30, tzinfo=UTC),
    "in the hour that Berlin has twice": datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
    "before New York goes forward": datetime(2027, 3, 14, 6, 59, 30, tzinfo=UTC),
    "before New York goes back": datetime(2027, 11, 7, 5, 59, 30, tzinfo=UTC),
    "29 February": datetime(2028, 2, 29, 12, 0, tzinfo=UTC),
    "the last minute of a year": datetime(2027, 12, 31, 23, 59, 30, tzinfo=UTC),
}


def next_monday(now: datetime) -> datetime:
    """The first Monday 19:00 in Berlin after `now`."""
    days = (now.astimezone(BERLIN).date() + timedelta(days=ahead) for ahead in range(9))
    evenings = (datetime(day.year, day.month, day.day, 19, tzinfo=BERLIN) for day in days)
    return next(e.astimezone(UTC) for e in evenings if e.weekday() == 0 and e > now)


def said_in(place: ChannelHandle) -> str:
    """Everything that stands in a channel."""
    return "\n".join(text_of(message) for message in place.history())


async def week(group: DemoGroup, now: datetime) -> DemoGroup:
    """What a visitor may do in the demo: shares, a case, a check-in planned, posted and due."""
    await set_up(group)
    await share_a_little(group, now - timedelta(minutes=40))
    await turn_to_the_team(group, now)
    assert group.env.now() == now
    assert LUNCH in said_in(group.sharing)
    assert LETTER in said_in(group.sharing)
    assert TIRED in said_in(group.care)

    ada, due = group.actor("Ada"), next_monday(now)
    plan = {"repeat": "weekly", "day": "Monday", "time": "19:00", "zone": "Europe/Berlin"}
    shown = await ada.slash(group.lounge, "checkin create", channel=group.lounge, **plan)
    preview = answer(shown)
    assert f"<t:{int(due.timestamp())}:" in text_of(preview)
    created = answer(await ada.click(preview, custom_id=button(preview, "Create it")))
    asked = answer(await ada.click(created, custom_id=button(created, "Post it now")))
    await ada.click(asked, custom_id=button(asked, "Post it now"))
    posted = [m for m in group.lounge.history() if "Answer privately" in str(m.components)]
    assert len(posted) == (due - now >= TOO_SOON)

    await leap(group.env, due + timedelta(minutes=1))
    [opened] = [m for m in group.lounge.history() if "Answer privately" in str(m.components)]
    form = await group.actor("Bob").click(opened, custom_id=button(opened, "Answer privately"))
    assert form.modal is not None
    return group


@pytest.mark.parametrize("start", INSTANTS.values(), ids=INSTANTS)
async def test_a_visitor_can_do_the_same_whenever_the_demo_begins(start: datetime) -> None:
    stop = asyncio.Event()
    with Complaints.heard() as complaints:
        await serve(
            make_bot=make_haven,
            port=0,
            speed=1.0,
            start=start,
            on_ready=lambda _: stop.set(),
            stop=stop,
            past=Past(week, DAY),
        )

    assert complaints == []
