"""The options that several /checkin commands share: choices, suggestions, refusals."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from discord import app_commands

from bot.checkins.rules import OPEN_HOURS, REMINDERS, CatchUp, Plan, QuestionSet, Schedule
from bot.checkins.schedules.date_input import (
    DaysFault,
    RepeatRule,
    parse_days,
    parse_time,
    suggest_days,
    written,
)
from bot.checkins.schedules.plans import PlanFault, fault
from bot.checkins.schedules.recurrence import Recurrence, Rule, Weekly, next_due
from bot.checkins.schedules.zones import find_zones, known, zone
from bot.discord.client import Interaction
from bot.discord.permissions import admit, is_admin, is_team
from cogs.checkins.plan import when_text

Choice = app_commands.Choice
CHOICE_MAX = 100
"""Max characters of a suggestion, by Discord's documentation."""

CHANNEL_MAX = 30
"""Max characters of a channel's name in a suggestion: the rest is for the rule."""

REPEATS = [
    Choice(name="every week", value=RepeatRule.WEEKLY.value),
    Choice(name="every 2 weeks", value=RepeatRule.TWO_WEEKS.value),
    Choice(name="every 3 weeks", value=RepeatRule.THREE_WEEKS.value),
    Choice(name="every 4 weeks", value=RepeatRule.FOUR_WEEKS.value),
    Choice(name="every month", value=RepeatRule.MONTHLY.value),
]
OPENS: list[Choice[int]] = [
    Choice(name="1 day" if hours == 24 else f"{hours // 24} days", value=hours)
    for hours in OPEN_HOURS
]
SETS = [
    Choice(name="the four core questions, every time", value=QuestionSet.CORE.value),
    Choice(name="three core questions, and one more in turn", value=QuestionSet.ROTATING.value),
    Choice(name="three core questions, and one of our own", value=QuestionSet.OWN.value),
]
REMINDS: list[Choice[int]] = [
    Choice(name=f"once, after {share} % of the time" if share else "no reminder", value=share)
    for share in REMINDERS
]
CATCHES = [
    Choice(name="post it late, once", value=CatchUp.ONCE.value),
    Choice(name="leave it out", value=CatchUp.SKIP.value),
]


async def admit_admin(interaction: Interaction, *, defer: bool = True) -> bool:
    """Return whether an admin asks, and acknowledge; tell anyone else whom to ask."""
    return await admit(interaction, is_admin, "checkin.admins_only", defer=defer)


async def admit_team(interaction: Interaction, *, defer: bool = True) -> bool:
    """Return whether an admin or carer asks, and acknowledge; tell anyone else whom to ask."""
    return await admit(interaction, is_team, "checkin.team_only", defer=defer)


async def suggest_schedule(interaction: Interaction, typed: str) -> list[Choice[str]]:
    """Return this group's schedules by channel and rule."""
    if not is_team(interaction):
        return []
    client = interaction.client
    found = await client.services.checkins.schedules.list(interaction.guild_id or 0)
    names = [(name_of(interaction, one), one.schedule_id) for one in found]
    return [
        Choice(name=name[:CHOICE_MAX], value=id_)
        for name, id_ in names
        if typed.casefold() in name.casefold()
    ][:25]


def name_of(interaction: Interaction, schedule: Schedule) -> str:
    """Return a schedule as in "#lounge: every week on Monday at 19:00 (Europe/Berlin)"."""
    content, plan = interaction.client.content, schedule.plan
    channel = interaction.guild.get_channel(plan.channel_id) if interaction.guild else None
    where = f"#{channel.name[:CHANNEL_MAX]}" if channel else content.say("checkin.no_channel")
    paused = "" if schedule.next_due is not None else f" {content.say('checkin.menu_paused')}"
    return f"{where}: {when_text(content, plan.recurrence)}{paused}"


async def suggest_zone(_: Interaction, typed: str) -> list[Choice[str]]:
    """Return zones by city, country or usual name."""
    return [Choice(name=name, value=name) for name in find_zones(typed)]


async def suggest_day(interaction: Interaction, typed: str) -> list[Choice[str]]:
    """Return days that fit the chosen repetition."""
    chosen = getattr(interaction.namespace, "repeat", None)
    known_values = {repeat.value for repeat in RepeatRule}
    repeat = RepeatRule(chosen) if chosen in known_values else RepeatRule.WEEKLY
    return [Choice(name=text, value=text) for text in suggest_days(repeat, typed)]


@dataclass(frozen=True, slots=True)
class Unclear:
    """The typed values form no rule. ``key``: of the wording that says why and what to do."""

    key: str


def recurrence_of(
    repeat: RepeatRule, day: str, time: str, zone_name: str, now: datetime
) -> Recurrence | Unclear:
    """Return the rule for the typed values, which starts as soon as it can."""
    if not known(zone_name):
        return Unclear("plan.fault_zone")
    clock = parse_time(time)
    if clock is None:
        return Unclear("plan.fault_time")
    hour, minute = clock
    here = now.astimezone(zone(zone_name)).date()
    rule = parse_days(repeat, day, here)
    if isinstance(rule, DaysFault):
        return Unclear(f"plan.fault_day_{rule.value}")
    found = Recurrence(rule, hour, minute, zone_name)
    if isinstance(rule, Weekly) and rule.every > 1:
        # Every second week counts from the next such day, not from the week that is nearly over.
        soon = next_due(replace(found, rule=replace(rule, every=1)), int(now.timestamp()))
        first = datetime.fromtimestamp(soon, UTC).astimezone(zone(zone_name)).date()
        found = replace(found, rule=replace(rule, anchor=first))
    return found


def repeat_of(rule: Rule) -> RepeatRule | None:
    """Return how often a rule repeats, as an admin chooses it; None if it cannot be chosen."""
    if not isinstance(rule, Weekly):
        return RepeatRule.MONTHLY
    by_weeks = (
        RepeatRule.WEEKLY,
        RepeatRule.TWO_WEEKS,
        RepeatRule.THREE_WEEKS,
        RepeatRule.FOUR_WEEKS,
    )
    return by_weeks[rule.every - 1] if rule.every <= len(by_weeks) else None


def changed_recurrence(
    before: Recurrence,
    repeat: RepeatRule | None,
    day: str | None,
    time: str | None,
    zone_name: str | None,
    now: datetime,
) -> Recurrence | Unclear:
    """Return the rule with the typed values replaced; what was not typed stays as it is."""
    if day is None and repeat in (None, repeat_of(before.rule)):
        # Not computed again: "every 2 weeks" keeps its weeks.
        clock = (before.hour, before.minute) if time is None else parse_time(time)
        if clock is None:
            return Unclear("plan.fault_time")
        if zone_name is not None and not known(zone_name):
            return Unclear("plan.fault_zone")
        return replace(before, hour=clock[0], minute=clock[1], zone=zone_name or before.zone)
    old = repeat_of(before.rule)
    wanted = repeat or old or RepeatRule.WEEKLY
    if day is None and (old is RepeatRule.MONTHLY) is not (wanted is RepeatRule.MONTHLY):
        return Unclear("plan.fault_day_empty")
    return recurrence_of(
        wanted,
        written(before.rule) if day is None else day,
        f"{before.hour:02}:{before.minute:02}" if time is None else time,
        zone_name or before.zone,
        now,
    )


def fitting(plan: Plan) -> Plan:
    """Return the plan; an open time that ends after the next date is shortened to end before it."""
    while fault(plan) is PlanFault.TOO_LONG_OPEN:
        shorter = [hours for hours in OPEN_HOURS if hours < plan.open_hours]
        if not shorter:
            break
        plan = replace(plan, open_hours=max(shorter))
    return plan
