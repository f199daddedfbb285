"""Builds what check-ins show: the round's message, its result, the trend. It never sends.

``bot.checkins.results.disclosure`` published everything shown about a result; nothing finer reaches
this module.
"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import discord

from bot.checkins.gateway import OpenCard
from bot.checkins.questions.bank import Question
from bot.checkins.results.chart import ChartPoint, Labels, chart_facts
from bot.checkins.results.publication import Published, QuestionResult
from bot.checkins.results.trend import Point, Trend
from bot.checkins.rules import FINE, FLOOR, Act, ActKind, Plan
from bot.core import text
from bot.core.wording import Wording
from cogs import render

PICTURE = "trend.png"
"""The file name of every picture: the same for all, because file names are public."""

ALT_MAX = 1024
"""Max characters of a picture's description, by Discord's documentation."""


def open_embed(content: Wording, card: OpenCard) -> discord.Embed:
    """Return a round's message as everyone sees it while it takes answers."""
    return _asking(content, card.round_.closes_at or 0, card.questions, card.act)


def example_embed(
    content: Wording, plan: Plan, due: int, questions: Sequence[Question]
) -> discord.Embed:
    """Return the message as it will look when ``plan`` is first due."""
    return _asking(content, due + plan.open_hours * 3600, questions, None)


def _asking(
    content: Wording, closes_at: int, questions: Sequence[Question], act: Act | None
) -> discord.Embed:
    parts = [content.say("checkin.what", questions=len(questions))]
    parts += [f"• {question.text}" for question in questions]
    parts.append("")
    parts.append(
        content.say("checkin.until", until=f"<t:{closes_at}:f>", left=f"<t:{closes_at}:R>")
    )
    parts.append(content.say("checkin.who_sees", floor=FLOOR, fine=FINE))
    embed = discord.Embed(
        title=content.say("checkin.title"), description="\n".join(parts), color=render.CALM
    )
    if act is not None:
        embed.add_field(name=content.say("checkin.last_time"), value=act_text(content, act))
    embed.set_footer(text=content.say("checkin.informed"))
    return embed


def act_text(content: Wording, act: Act) -> str:
    """Return what the team said about a result, made harmless."""
    key = "checkin.did" if act.kind is ActKind.DID else "checkin.no_change"
    return content.say(key, words=text.escape(act.words))[:1024]


def result_embed(
    content: Wording,
    seen: Published,
    questions: Sequence[Question],
    act: Act | None,
    *,
    picture: bool,
) -> discord.Embed:
    """Return what the group said, as far as it may be shown."""
    embed = discord.Embed(
        title=content.say("result.title"),
        description="\n".join(summary(content, seen)),
        color=render.CALM,
    )
    lines = [_question(content, one, questions) for one in seen.questions]
    shown = [line for line in lines if line]
    if shown and seen.answered is not None:  # otherwise the summary has said all of it
        embed.add_field(name=content.say("result.questions"), value="\n".join(shown)[:1024])
    said = act_text(content, act) if act else content.say("result.no_act")
    if seen.answered is not None:
        embed.add_field(name=content.say("result.what_we_did"), value=said, inline=False)
    if picture:
        embed.set_image(url=f"attachment://{PICTURE}")
    embed.set_footer(text=content.say("checkin.informed"))
    return embed


def summary(content: Wording, seen: Published) -> list[str]:
    """Return the score, its band and interval, and how many answered: a line each."""
    if seen.answered is None:
        return [content.say("result.too_few", floor=FLOOR)]
    lines: list[str] = []
    if seen.band is not None:
        lines.append(content.say("result.band", band=content.say(f"band.{seen.band.value}")))
    if seen.score is not None:
        key = "result.score" if seen.low is None else "result.score_between"
        lines.append(content.say(key, score=seen.score, low=seen.low, high=seen.high))
    elif seen.band is not None:
        lines.append(content.say("result.band_only"))
    else:
        lines.append(content.say("result.nothing"))
    lines.append(answered_text(content, seen.answered, seen.eligible))
    return lines


def answered_text(content: Wording, answered: int, eligible: int | None) -> str:
    """Return how many answered, and of how many, if Discord reports that."""
    if eligible is None or eligible < answered:
        return content.say("result.answered", answered=answered)
    return content.say("result.answered_of", answered=answered, eligible=eligible)


def _question(content: Wording, one: QuestionResult, questions: Sequence[Question]) -> str | None:
    asked = next((question for question in questions if question.key == one.key), None)
    if asked is None:
        return None
    if one.band is None:
        return content.say("result.question_hidden", name=asked.name)
    band = content.say(f"agree.{one.band.value}")
    if one.shares is None:
        return content.say("result.question", name=asked.name, band=band)
    no, between, yes = one.shares
    return content.say(
        "result.question_shares", name=asked.name, band=band, no=no, between=between, yes=yes
    )


def trend_text(content: Wording, trend: Trend) -> str:
    """Return what may be said about a direction: nothing early on, then a question, or calm."""
    if trend.score_signal:
        return content.say("trend.score_signal")
    if trend.participation_signal:
        return content.say("trend.answering_signal")
    if trend.asked_at is not None:
        return content.say("trend.asked", when=f"<t:{trend.asked_at}:D>", rounds=trend.needed)
    if not trend.enough:
        return content.say("trend.too_early", rounds=trend.needed)
    return content.say("trend.steady")


def trend_embed(
    content: Wording, seen: Published, found: Trend, *, older: bool, picture: bool
) -> discord.Embed:
    """Return the trend: the newest result, what may be said about a direction, the picture.

    ``older``: there are results from other questions, which are not in the picture.
    """
    parts = [*summary(content, seen), "", trend_text(content, found)]
    if older:
        parts.append(content.say("trend.other_questions"))
    embed = discord.Embed(
        title=content.say("trend.title"), description="\n".join(parts), color=render.CALM
    )
    if picture:
        embed.set_image(url=f"attachment://{PICTURE}")
    embed.set_footer(text=content.say("checkin.informed"))
    return embed


def chart_points(points: Sequence[Point]) -> tuple[ChartPoint, ...]:
    """Return the points of a trend as the picture takes them."""
    return tuple(
        ChartPoint(
            at=point.at,
            score=point.score,
            low=point.low,
            high=point.high,
            answered=point.answered,
            eligible=point.eligible,
        )
        for point in points
    )


def chart_labels(content: Wording) -> Labels:
    """Return every word in the picture."""
    return Labels(
        title=content.say("chart.title"),
        score=content.say("chart.score"),
        interval=content.say("chart.interval"),
        too_few=content.say("chart.too_few"),
        answered=content.say("chart.answered"),
        eligible=content.say("chart.eligible"),
        months=tuple(content.say("months.short").split()),
    )


def alt_text(content: Wording, points: Sequence[Point], zone: ZoneInfo) -> str:
    """Return the picture in words, for readers who cannot see it; empty when there is none."""
    facts = chart_facts(chart_points(points))
    if facts is None:
        return ""

    def at(point: ChartPoint) -> str:
        local = datetime.fromtimestamp(point.at, zone)
        month = content.say("months.short").split()[local.month - 1]
        return f"{local.day} {month} {local.year}"

    last = content.say("alt.last", score=facts.last.score, day=at(facts.last))
    last += (
        content.say("alt.point")
        if facts.last.low is None
        else content.say("alt.between", low=facts.last.low, high=facts.last.high)
    )
    parts = [content.say("alt.title"), last]
    if facts.rounds > facts.gaps + 1:
        parts.append(content.say("alt.first", score=facts.first.score, day=at(facts.first)))
        parts.append(
            content.say(
                "alt.range",
                high=facts.highest.score,
                high_day=at(facts.highest),
                low=facts.lowest.score,
                low_day=at(facts.lowest),
            )
        )
    if facts.gaps:
        parts.append(content.say("alt.gaps", gaps=facts.gaps, rounds=facts.rounds))
    newest = chart_points(points)[-1]
    if newest.answered is not None:
        parts.append(answered_text(content, newest.answered, newest.eligible))
    return " ".join(parts)[:ALT_MAX]


def day_text(content: Wording, place: ZoneInfo, at: int) -> str:
    """Return a day for a menu, where Discord does not format times itself."""
    local = datetime.fromtimestamp(at, place)
    month = content.say("months.short").split()[local.month - 1]
    return f"{local.day} {month} {local.year}"
