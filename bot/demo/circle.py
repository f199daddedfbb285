"""The demo's circle: a channel of fourteen people and a year of check-ins, played through Haven.

The people press and answer like members. Haven's own ticks open and close the rounds, and nothing
is written except through Haven. Only time is simulated: it jumps from one of these moments to the
next.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

import discord
from simcord import ChannelHandle

from bot.demo.story import DemoGroup, Resident, leap, set_up, share_a_little, turn_to_the_team

CITY: Final = "Europe/London"
ROUNDS: Final = 26  # closed rounds; one more is open
EVERY: Final = timedelta(days=14)
OPEN: Final = timedelta(days=3)
SPAN: Final = (ROUNDS + 1) * EVERY - timedelta(days=8)
"""Time from the first moment of the year to now: less than a week before its first round opens."""

MOMENT: Final = timedelta(seconds=30)
"""Delay after a due time: Haven has ticked by then (it ticks every 15 seconds)."""

BEFORE: Final = timedelta(minutes=40)
"""Time before now at which the shares have their answers; then a member turns to the care team."""

HOURS: Final = (8, 19)
NOTICE: Final = timedelta(hours=3)

MORE: Final = ("Dora", "Emil", "Fay", "Goran", "Hana", "Ivo", "Jun", "Kofi")
ANSWERED: Final = (*MORE, "Mo")
"""The people who have answered the open round: a visitor more likely plays one of the others."""

COURSE: Final = (
    *(58, 58, 60, 61, 63, 64, 66, 67, 66, 68, 68),
    *(60, 47, 42, 44),  # answers had become sharp; then the team did something about it
    *(51, 57, 61, 64, 66, 67, 68, 66, 69, 70, 69),
)
"""The level around which the group's answers vary, of 100, one per round."""

ACTS: Final = {
    13: "You said that quick advice can hurt. We now ask “advice, or just listening?” first, "
    "and two of us look after every new share.",
    25: "You asked for time to settle. We now begin with five quiet minutes before anybody speaks.",
}
"""The team's actions, by the index of the round that each is about."""

ANSWER_LABEL: Final = "Answer privately"
CREATE_LABEL: Final = "Create it"
TURNED: Final = 3
"""The index of the question (the last of four) for which agreeing is bad news."""

PERSON, MOOD = 14.0, 11.0
"""Standard deviations, of 100: between people, and of one person between rounds."""

COME: Final = (11, 12, 12, 13)
"""Choices for how many of the fourteen answer a round."""

SILENT: Final = 0.04
"""The probability that a question is left blank."""


def join_circle(group: DemoGroup) -> DemoGroup:
    """Return `group` with its circle and the additional people in it."""
    env, guild = group.env, group.guild

    def join(name: str) -> Resident:
        user = env.create_user(name.lower(), global_name=name)
        return Resident(guild.add_member(user), name, "a member")

    circle = guild.create_text_channel("circle", topic="How are we doing, as a group?")
    return replace(
        group, circle=circle, residents=(*group.residents, *(join(name) for name in MORE))
    )


def openings(now: datetime) -> list[datetime]:
    """Return when the rounds open, oldest first: `ROUNDS` have closed at `now`, the last is open.

    The last one closes about 3 to 16 hours after `now`, an hour more or less where the clocks
    change, so a jump of one day passes its end. All open at the same local time in `CITY`.
    """
    city = ZoneInfo(CITY)
    today = now.astimezone(city).date()
    closes = min(
        moment
        for day in (today, today + timedelta(days=1))
        for hour in HOURS
        if (moment := _at(day, hour)) >= now + NOTICE
    )
    local = closes.astimezone(city)
    last = local.date() - OPEN
    return [_at(last - back * EVERY, local.hour) for back in range(ROUNDS, -1, -1)]


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(CITY)).astimezone(UTC)


async def a_year(group: DemoGroup, now: datetime) -> DemoGroup:
    """Play the year that ends at `now`; return the group as it is then.

    The world must start at `SPAN` before `now`. Raises `RuntimeError` when Haven does not do what
    it should.
    """
    grown = join_circle(group)
    await set_up(grown)
    moments = openings(now)
    await _plan(grown, moments[0])
    dice = Random(26)  # noqa: S311 # no secret: the same year in every demo
    leaning = {resident.name: dice.gauss(0, PERSON) for resident in grown.residents}
    for index, opening in enumerate(moments[:-1]):
        await leap(grown.env, opening + MOMENT)
        names = dice.sample(sorted(leaning), dice.choice(COME))
        await _answer(grown, names, COURSE[index], leaning, dice)
        # It closes exactly 72 hours later, also where the clocks change in between.
        await leap(grown.env, opening + OPEN + 2 * MOMENT)
        if index in ACTS:
            await leap(grown.env, opening + OPEN + timedelta(days=1))
            await _act(grown, ACTS[index])
    await leap(grown.env, moments[-1] + MOMENT)
    await _answer(grown, ANSWERED, COURSE[-1], leaning, dice)
    await share_a_little(grown, now - BEFORE)
    await turn_to_the_team(grown, now)
    return grown


async def _plan(group: DemoGroup, first: datetime) -> None:
    local = first.astimezone(ZoneInfo(CITY))
    ada = group.actor("Ada")
    shown = await ada.slash(
        group.lounge,
        "checkin create",
        channel=_circle(group),
        repeat="two_weeks",
        day=f"{local:%A}",
        time=f"{local:%H:%M}",
        zone=CITY,
    )
    preview = shown.response or shown.followups[-1]
    await ada.click(preview, label=CREATE_LABEL)


async def _answer(
    group: DemoGroup, names: Sequence[str], level: float, leaning: dict[str, float], dice: Random
) -> None:
    asking = _newest(group, ":answer:")
    for name in names:
        form = await group.actor(name).click(asking, label=ANSWER_LABEL)
        chosen = [_choice(level + leaning[name], dice, turned=q == TURNED) for q in range(4)]
        await group.actor(name).submit_modal(form, {f"q{q}": c for q, c in enumerate(chosen)})


def _choice(level: float, dice: Random, *, turned: bool) -> str:
    """Return one form answer: "1" to "5", or "-" for a blank."""
    silent = dice.random() < SILENT
    points = min(4, max(0, round((level + dice.gauss(0, MOOD)) / 25)))
    return "-" if silent else str(5 - points if turned else 1 + points)


async def _act(group: DemoGroup, words: str) -> None:
    notice = _newest(group, ":explain:")
    [button] = [c for row in notice.components for c in getattr(row, "children", ())]
    ada = group.actor("Ada")
    form = await ada.slash(
        group.lounge, "checkin act", result=str(button.custom_id).rsplit(":", 1)[-1]
    )
    await ada.submit_modal(form, {"kind": "did", "words": words})


def _newest(group: DemoGroup, button: str) -> discord.Message:
    """Return the newest message of the circle; raise unless it has this button."""
    found = _circle(group).history()[-1]
    if button not in str(found.components):
        raise RuntimeError("a check-in of the demo did not come as planned")
    return found


def _circle(group: DemoGroup) -> ChannelHandle:
    if group.circle is None:
        raise RuntimeError("the group has no circle")
    return group.circle
