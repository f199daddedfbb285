"""The year that lies behind the demo: what a visitor finds, and that Haven itself has made it."""

import asyncio
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import discord
import pytest
from simcord import MemberActor

from bot.app import Haven
from bot.checkins.outcomes import Gone
from bot.checkins.results.service import History
from bot.checkins.rules import ActKind, Round, Schedule
from bot.demo.circle import ANSWERED, EVERY, OPEN, ROUNDS, SPAN, a_year, openings
from bot.demo.haven import make_haven
from bot.demo.server import Past, serve
from bot.demo.story import CHOIR, TIRED, DemoGroup
from tests.demo.lab import START, Complaints

PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Year:
    """What stands in the demo when a visitor comes."""

    now: datetime
    group: DemoGroup
    schedule: Schedule
    history: History
    running: Round
    circle: tuple[discord.Message, ...]
    care: tuple[discord.Message, ...]
    shares: tuple[discord.Message, ...]
    trend: discord.Message
    picture: bytes
    complaints: tuple[str, ...]


@pytest.fixture(scope="module")
def year() -> Year:
    """The demo, started as `make demo` does, looked at and ended."""
    return asyncio.run(_look())


async def _look() -> Year:
    found: list[Year] = []
    stop = asyncio.Event()

    async def play(group: DemoGroup, now: datetime) -> DemoGroup:
        with Complaints.heard() as complaints:
            group = await a_year(group, now)
        found.append(await _found(group, now, tuple(complaints)))
        return group

    await serve(
        make_bot=make_haven,
        port=0,
        speed=1.0,
        start=START,
        on_ready=lambda _: stop.set(),
        stop=stop,
        past=Past(play, SPAN),
    )
    return found[0]


async def _found(group: DemoGroup, now: datetime, complaints: tuple[str, ...]) -> Year:
    haven = group.env.bot
    assert isinstance(haven, Haven)
    checkins = haven.services.checkins
    [schedule] = await checkins.schedules.list(group.guild.id)
    history = await checkins.results.history(group.guild.id, schedule.schedule_id)
    running = await checkins.rounds.current(group.guild.id, schedule.schedule_id)
    assert not isinstance(history, Gone)
    assert running is not None
    assert group.circle is not None
    trend = await _trend(group.actor("Ada"), group, schedule.schedule_id)
    return Year(
        now=group.env.now(),
        group=group,
        schedule=schedule,
        history=history,
        running=running,
        circle=tuple(group.circle.history()),
        care=tuple(group.care.history()),
        shares=tuple(message for message in group.sharing.history() if message.components),
        trend=trend,
        picture=await trend.attachments[0].read(),
        complaints=complaints,
    )


async def _trend(ada: MemberActor, group: DemoGroup, schedule_id: str) -> discord.Message:
    shown = await ada.slash(group.lounge, "checkin trend", **{"check-in": schedule_id})
    answer = shown.response or shown.followups[-1]
    return answer.message


def _hours() -> list[datetime]:
    """Every hour of a day in winter, in summer, around the changes of clocks in Europe and the US,
    on 29 February and at the end of a year."""
    days = ((2026, 1, 14), (2026, 7, 1), (2026, 3, 27), (2026, 3, 30), (2026, 10, 24))
    later = ((2027, 3, 27), (2027, 10, 30), (2027, 3, 13), (2027, 11, 6), (2028, 2, 28))
    begins = [datetime(*day, tzinfo=UTC) for day in (*days, *later, (2027, 12, 31))]
    return [begin + timedelta(hours=hour, minutes=7) for begin in begins for hour in range(48)]


@pytest.mark.parametrize("now", _hours())
def test_whenever_it_is_begun_a_day_later_the_open_round_is_over(now: datetime) -> None:
    moments = openings(now)

    assert timedelta(hours=2) <= moments[-1] + OPEN - now < timedelta(hours=23)
    assert len(moments) == ROUNDS + 1
    assert now - SPAN < moments[0] - timedelta(hours=1) < now - SPAN + timedelta(days=6)


def test_a_year_of_rounds_is_over_and_each_has_a_result(year: Year) -> None:
    results = year.history.series.results

    assert len(results) == ROUNDS
    assert year.history.older == ()
    assert all((result.published.answered or 0) >= 10 for result in results)
    gaps = {later.opened_at - earlier.opened_at for earlier, later in pairwise(results)}
    # An hour more or less where the clocks change.
    assert all(abs(gap - EVERY.total_seconds()) <= 3600 + 60 for gap in gaps)


def test_one_round_is_open_and_some_have_answered_it(year: Year) -> None:
    opened = year.circle[-1]

    assert "Answer privately" in str(opened.components)
    assert year.running.message_id == opened.id
    assert year.running.closes_at is not None
    assert timedelta() < datetime.fromtimestamp(year.running.closes_at, UTC) - year.now
    assert not {"Alice", "Bob", "Chen", "Lina", "Ada"} & set(ANSWERED)


def test_the_last_result_and_the_open_round_say_what_the_team_did(year: Year) -> None:
    acts = [result.act for result in year.history.series.results if result.act is not None]

    assert [act.kind for act in acts] == [ActKind.DID, ActKind.DID]
    assert acts[-1].words in str(year.circle[-1].embeds[0].to_dict())


def test_a_dip_is_asked_about_and_the_group_recovers(year: Year) -> None:
    scores = [result.published.score for result in year.history.series.results]
    low = min(range(ROUNDS), key=lambda at: scores[at] or 100)
    [question] = [card for card in year.care if "lower than before" in _said(card)]

    assert (scores[low] or 100) <= 45
    assert 8 <= low < ROUNDS - 4
    assert all((score or 100) >= 60 for score in scores[-6:])
    asked = question.created_at.timestamp()
    acted = next(result for result in year.history.series.results if result.act is not None)
    assert acted.opened_at < asked + EVERY.total_seconds()


def test_a_share_and_a_worry_wait_for_the_team_which_is_on_duty(year: Year) -> None:
    held, worry, call = year.care[-3:]
    mo = year.group.actor("Mo").user

    assert CHOIR in _said(held)
    assert "Let it appear" in str(held.components)
    assert TIRED in _said(worry)
    assert "Claim" in str(worry.components)
    assert call.content.startswith(f"<@{mo.id}>")
    assert not any(CHOIR in _said(share) for share in year.shares)
    assert "Lina" not in _said(held) + _said(worry)


def test_the_trend_has_a_picture_of_the_whole_year(year: Year) -> None:
    [embed] = year.trend.embeds

    assert embed.image.url == "attachment://trend.png"
    assert year.picture.startswith(PNG)
    assert len(year.picture) > 10_000


def test_every_closed_round_shows_its_own_picture_once(year: Year) -> None:
    results = [m for m in year.circle if m.embeds[0].image.url]

    assert len(results) == ROUNDS
    assert all(len(message.attachments) == 1 for message in results)


def test_the_shares_are_of_today_and_yesterday(year: Year) -> None:
    ages = [year.now - share.created_at for share in year.shares]

    assert len(ages) == 2
    assert all(timedelta(hours=1) < age < timedelta(hours=36) for age in ages)


def _said(message: discord.Message) -> str:
    return "".join(f"{embed.title}{embed.description}" for embed in message.embeds)


def test_nobody_who_answered_is_named_in_the_circle(year: Year) -> None:
    said = str([message.embeds[0].to_dict() for message in year.circle])
    words = set(re.findall(r"\w+", said))

    assert "answered" in words
    assert not {one.name for one in year.group.residents} & words


def test_the_year_went_by_without_a_complaint(year: Year) -> None:
    assert year.complaints == ()
