"""Describes a plan in words, and packs a draft into the ids of its own preview's buttons.

Nothing is saved before the confirming press, so the preview holds everything that the press needs.
A plan says nothing about a person.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from struct import Struct
from typing import assert_never

from bot.checkins.rules import OPEN_HOURS, REMINDERS, CatchUp, Plan, QuestionSet
from bot.checkins.schedules.recurrence import MonthlyDay, MonthlyNth, Recurrence, Rule, Weekly
from bot.checkins.schedules.zones import known, zone
from bot.core.ids import ID
from bot.core.wording import Wording

_EPOCH = date(2001, 1, 1)  # a Monday, the first that recurrences count from
_FORM = Struct(">QHBBHB")
_WEEKLY, _DAY, _NTH = 0, 1, 2
_SETS, _CATCHES = tuple(QuestionSet), tuple(CatchUp)

DRAFT = rf"(?P<target>{ID}|-):(?P<version>[0-9]+):(?P<packed>[\w-]{{20}}\.[\w+/-]{{1,32}})"
"""What :func:`code` writes, for the template of a button. A ``custom_id`` of 15 more characters
stays within Discord's 100."""


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A plan not saved yet. ``target``: the schedule that it changes, and ``version`` of it."""

    plan: Plan
    target: str | None = None
    version: int = 0


def code(draft: PlanDraft) -> str:
    """Return the part of a ``custom_id`` that :data:`DRAFT` reads."""
    return f"{draft.target or '-'}:{draft.version}:{pack(draft.plan)}"


def read(target: str, version: str, packed: str) -> PlanDraft | None:
    """Return the draft in a ``custom_id``; None when Haven did not write it."""
    plan = unpack(packed)
    if plan is None:
        return None
    return PlanDraft(plan, None if target == "-" else target, int(version))


def pack(plan: Plan) -> str:
    """Return a plan in at most 53 characters: 15 bytes as text, and the zone's name."""
    recurrence = plan.recurrence
    kind, one, other, weeks = _rule_numbers(recurrence.rule)
    flags = OPEN_HOURS.index(plan.open_hours) << 5 | _SETS.index(plan.question_set) << 3
    flags |= REMINDERS.index(plan.reminder) << 1 | _CATCHES.index(plan.catch_up)
    minute = recurrence.hour * 60 + recurrence.minute
    data = _FORM.pack(plan.channel_id, weeks, kind << 4 | one, other, minute, flags)
    return f"{urlsafe_b64encode(data).decode()}.{recurrence.zone}"


def unpack(packed: str) -> Plan | None:
    """Return the plan that :func:`pack` wrote; None for anything else."""
    text, _, zone_name = packed.partition(".")
    if not re.fullmatch(r"[\w-]{20}", text, re.ASCII) or not known(zone_name):
        return None
    numbers: tuple[int, ...] = _FORM.unpack(urlsafe_b64decode(text))
    channel_id, weeks, head, other, minute, flags = numbers
    try:
        rule = _rule(head >> 4, head & 15, other, weeks)
        return Plan(
            channel_id=channel_id,
            recurrence=Recurrence(rule, minute // 60, minute % 60, zone_name),
            open_hours=OPEN_HOURS[flags >> 5],
            question_set=_SETS[flags >> 3 & 3],
            reminder=REMINDERS[flags >> 1 & 3],
            catch_up=_CATCHES[flags & 1],
        )
    except (IndexError, ValueError):
        return None


def _rule_numbers(rule: Rule) -> tuple[int, int, int, int]:
    match rule:
        case Weekly():
            mask = sum(1 << day for day in rule.days)
            return _WEEKLY, rule.every, mask, (rule.anchor - _EPOCH).days // 7
        case MonthlyDay():
            return _DAY, 0, rule.day, 0
        case MonthlyNth():
            return _NTH, rule.nth + 1, rule.weekday, 0
        case _ as unreachable:
            assert_never(unreachable)


def _rule(kind: int, one: int, other: int, weeks: int) -> Rule:
    if kind == _WEEKLY:
        days = frozenset(day for day in range(7) if other >> day & 1)
        return Weekly(one, days, _EPOCH + timedelta(weeks=weeks))
    if kind == _DAY:
        return MonthlyDay(other)
    if kind == _NTH:
        return MonthlyNth(one - 1, other)
    raise ValueError("no such rule")


def when_text(content: Wording, recurrence: Recurrence) -> str:
    """Return the rule in words: "every 2 weeks on Monday and Thursday at 19:00 (Europe/Berlin)"."""
    return content.say(
        "plan.when",
        rule=_rule_text(content, recurrence.rule),
        time=f"{recurrence.hour:02}:{recurrence.minute:02}",
        zone=recurrence.zone,
    )


def _rule_text(content: Wording, rule: Rule) -> str:
    match rule:
        case Weekly():
            days = [content.say(f"weekday.{_DAYS[day]}") for day in sorted(rule.days)]
            if len(days) == 7 and rule.every == 1:
                return content.say("plan.every_day")
            if len(days) == 7:
                days = [content.say("plan.every_day")]
            key = "plan.weekly" if rule.every == 1 else "plan.every_weeks"
            return content.say(key, weeks=rule.every, days=", ".join(days))
        case MonthlyDay():
            key = "plan.monthly_day" if rule.day <= 28 else "plan.monthly_late_day"
            return content.say(key, day=rule.day)
        case MonthlyNth():
            return content.say(
                "plan.monthly_nth",
                nth=content.say(f"plan.nth_{_NTHS[rule.nth]}"),
                day=content.say(f"weekday.{_DAYS[rule.weekday]}"),
            )
        case _ as unreachable:
            assert_never(unreachable)


_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NTHS = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}


def plan_fields(content: Wording, plan: Plan) -> dict[str, str]:
    """Return everything an admin chose in words, by the name of the choice."""
    return {
        content.say("plan.field_channel"): f"<#{plan.channel_id}>",
        content.say("plan.field_when"): when_text(content, plan.recurrence),
        content.say("plan.field_open"): open_text(content, plan.open_hours),
        content.say("plan.field_questions"): content.say(f"plan.set_{plan.question_set.value}"),
        content.say("plan.field_reminder"): reminder_text(content, plan.reminder),
        content.say("plan.field_catch_up"): content.say(f"plan.catch_up_{plan.catch_up.value}"),
    }


def open_text(content: Wording, hours: int) -> str:
    """Return how long a round is open: "3 days"."""
    return content.say("plan.one_day" if hours == 24 else "plan.days", days=hours // 24)


def reminder_text(content: Wording, share: int) -> str:
    """Return when the channel is reminded, in words."""
    return content.say("plan.remind" if share else "plan.no_reminder", share=share)


def changes(content: Wording, before: Plan, after: Plan) -> list[str]:
    """Return what differs, one line each: before -> after."""
    old, new = plan_fields(content, before), plan_fields(content, after)
    lines = [
        content.say("plan.change", what=name, before=old[name], after=new[name])
        for name in old
        if old[name] != new[name]
    ]
    was, is_ = before.recurrence, after.recurrence
    if was != is_ and when_text(content, was) == when_text(content, is_):
        lines.append(content.say("plan.other_weeks"))  # no other line says which of two weeks it is
    return lines


def date_lines(content: Wording, dues: Sequence[int], zone_name: str) -> list[str]:
    """Return due times in the group's zone, and as each reader's Discord shows them."""
    place = zone(zone_name)
    lines: list[str] = []
    for due in dues:
        local = datetime.fromtimestamp(due, UTC).astimezone(place)
        day = content.say(f"weekday.{_DAYS[local.weekday()]}")
        month = content.say("months.short").split()[local.month - 1]
        shown = f"{day} {local.day} {month} {local.year}, {local:%H:%M}"
        lines.append(content.say("plan.date", local=shown, yours=f"<t:{due}:f>"))
    return lines
