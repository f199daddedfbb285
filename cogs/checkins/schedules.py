"""/checkin create, edit, list, show: saves and shows schedules."""

# discord.py leaves the class of a command untyped when the command is defined outside of a class.
# pyright: reportUnknownVariableType=false

from typing import Any, assert_never

import discord
from discord import app_commands

from bot.checkins.outcomes import Gone, ScheduleShown
from bot.checkins.rules import CatchUp, Plan, QuestionSet, Round, Schedule, Standing
from bot.checkins.schedules.date_input import RepeatRule
from bot.checkins.schedules.plans import PlanChange
from bot.core.wording import Wording
from bot.discord.answers import reply, say
from bot.discord.client import Interaction
from bot.discord.components import view_of
from cogs import render
from cogs.checkins.changes import CheckinDo, do_buttons
from cogs.checkins.drafts import channel_faults, show
from cogs.checkins.options import (
    CATCHES,
    OPENS,
    REMINDS,
    REPEATS,
    SETS,
    Unclear,
    admit_admin,
    changed_recurrence,
    fitting,
    recurrence_of,
    suggest_day,
    suggest_schedule,
    suggest_zone,
)
from cogs.checkins.plan import PlanDraft, changes, date_lines, plan_fields, when_text

CHANGES_SHOWN = 10
DELETED_SHOWN = 5

_DESCRIBED = {
    "channel": "Where the check-in is posted: everybody who sees it can answer",
    "repeat": "How often",
    "day": "Which days: for example “Monday”, “Mon, Thu”, “15”, “last Friday”",
    "time": "At what time there: for example 19:00 or 7pm",
    "zone": "Your city, for its clock: for example Berlin",
    "open_for": "How long people can answer (3 days if you choose nothing)",
    "questions": "Which four questions",
    "reminder": "Whether the channel is reminded once",
    "if_missed": "What happens if I'm not running at that time",
}
_NAMES = {"open_for": "open", "if_missed": "if-missed"}


@app_commands.command(name="create", description="Plan a check-in; you see it before it is saved")
@app_commands.rename(**_NAMES)
@app_commands.describe(**_DESCRIBED)
@app_commands.choices(repeat=REPEATS, questions=SETS, if_missed=CATCHES)
@app_commands.choices(open_for=OPENS, reminder=REMINDS)
@app_commands.autocomplete(day=suggest_day, zone=suggest_zone)
async def create(
    interaction: Interaction,
    channel: discord.TextChannel,
    repeat: str,
    day: str,
    time: str,
    zone: str,
    open_for: int | None = None,
    questions: str | None = None,
    reminder: int | None = None,
    if_missed: str | None = None,
) -> None:
    """Show the preview of a new schedule."""
    if not await admit_admin(interaction):
        return
    now = interaction.client.services.clock()
    found = recurrence_of(RepeatRule(repeat), day, time, zone, now)
    if isinstance(found, Unclear):
        await _unclear(interaction, found, day=day, time=time, zone=zone)
        return
    plan = Plan(channel_id=channel.id, recurrence=found)
    plan = _with_choices(plan, open_for, questions, reminder, if_missed)
    if open_for is None:
        plan = fitting(plan)
    await show(interaction, PlanDraft(plan))


@app_commands.command(name="edit", description="Change a check-in; you see before and after first")
@app_commands.rename(check_in="check-in", **_NAMES)
@app_commands.describe(check_in="Which one", **_DESCRIBED)
@app_commands.choices(repeat=REPEATS, questions=SETS, if_missed=CATCHES)
@app_commands.choices(open_for=OPENS, reminder=REMINDS)
@app_commands.autocomplete(check_in=suggest_schedule, day=suggest_day, zone=suggest_zone)
async def edit(
    interaction: Interaction,
    check_in: str,
    channel: discord.TextChannel | None = None,
    repeat: str | None = None,
    day: str | None = None,
    time: str | None = None,
    zone: str | None = None,
    open_for: int | None = None,
    questions: str | None = None,
    reminder: int | None = None,
    if_missed: str | None = None,
) -> None:
    """Show the preview of a changed schedule."""
    if not await admit_admin(interaction):
        return
    schedules = interaction.client.services.checkins.schedules
    current = await schedules.get(interaction.guild_id or 0, check_in)
    if current is None or current.standing is Standing.DELETED:
        await say(interaction, "checkin.schedule_gone")
        return
    before = current.plan
    wanted = changed_recurrence(
        before.recurrence,
        RepeatRule(repeat) if repeat else None,
        day,
        time,
        zone,
        interaction.client.services.clock(),
    )
    if isinstance(wanted, Unclear):
        await _unclear(interaction, wanted, day=day or "", time=time or "", zone=zone or "")
        return
    plan = Plan(
        channel_id=channel.id if channel else before.channel_id,
        recurrence=wanted,
        open_hours=before.open_hours,
        question_set=before.question_set,
        reminder=before.reminder,
        catch_up=before.catch_up,
    )
    plan = _with_choices(plan, open_for, questions, reminder, if_missed)
    await show(interaction, PlanDraft(plan, check_in, current.version), before=before)


@app_commands.command(name="list", description="Every check-in of this group, and when it is due")
async def list_(interaction: Interaction) -> None:
    """Show one line per schedule."""
    if not await admit_admin(interaction):
        return
    content = interaction.client.content
    schedules = interaction.client.services.checkins.schedules
    found = await schedules.list(interaction.guild_id or 0)
    deleted = (await schedules.deleted(interaction.guild_id or 0))[:DELETED_SHOWN]
    if not found and not deleted:
        await say(interaction, "checkin.list_empty")
        return
    lines = [_line(content, schedule) for schedule in found] or [content.say("checkin.list_none")]
    # Ten lines may be longer than a message, but not than an embed.
    embeds = [discord.Embed(description="\n".join(lines), color=render.CALM)]
    if deleted:
        gone = [_deleted_line(content, one, at) for at, one in enumerate(deleted, start=1)]
        title = content.say("checkin.list_deleted")
        embeds.append(discord.Embed(title=title, description="\n".join(gone), color=render.QUIET))
    back = [
        CheckinDo("restore", one.schedule.schedule_id, number=at)
        for at, one in enumerate(deleted, start=1)
    ]
    view = view_of(*back) if back else None
    await say(interaction, "checkin.list_head", embeds=embeds, view=view)


@app_commands.command(name="show", description="One check-in: its plan, its dates, its history")
@app_commands.rename(check_in="check-in")
@app_commands.describe(check_in="Which one")
@app_commands.autocomplete(check_in=suggest_schedule)
async def show_(interaction: Interaction, check_in: str) -> None:
    """Show the plan, the next five dates, the state, and who changed what."""
    if not await admit_admin(interaction):
        return
    checkins = interaction.client.services.checkins
    guild_id = interaction.guild_id or 0
    outcome = await checkins.schedules.show(guild_id, check_in)
    match outcome:
        case Gone():
            await say(interaction, "checkin.schedule_gone")
        case ScheduleShown():
            running = await checkins.rounds.current(guild_id, check_in)
            await _show(interaction, outcome, running)
        case _ as unreachable:
            assert_never(unreachable)


COMMANDS: tuple[app_commands.Command[Any, ..., None], ...] = (create, edit, list_, show_)


def _with_choices(
    plan: Plan,
    open_for: int | None,
    questions: str | None,
    reminder: int | None,
    if_missed: str | None,
) -> Plan:
    return Plan(
        channel_id=plan.channel_id,
        recurrence=plan.recurrence,
        open_hours=plan.open_hours if open_for is None else open_for,
        question_set=QuestionSet(questions) if questions else plan.question_set,
        reminder=plan.reminder if reminder is None else reminder,
        catch_up=CatchUp(if_missed) if if_missed else plan.catch_up,
    )


async def _unclear(
    interaction: Interaction, fault: Unclear, *, day: str, time: str, zone: str
) -> None:
    """Say why it is not a rule, with what was typed, so that the admin can copy it."""
    content = interaction.client.content
    typed = content.say("plan.typed", day=_quoted(day), time=_quoted(time), zone=_quoted(zone))
    await reply(interaction, f"{content.say(fault.key)}\n{typed}")


def _quoted(typed: str) -> str:
    return render.shorten(typed, 100) or "-"


def _line(content: Wording, schedule: Schedule) -> str:
    plan = schedule.plan
    return content.say(
        "checkin.list_line",
        channel=f"<#{plan.channel_id}>",
        when=when_text(content, plan.recurrence),
        state=state_text(content, schedule),
    )


def _deleted_line(content: Wording, shown: ScheduleShown, number: int) -> str:
    plan = shown.schedule.plan
    return content.say(
        "checkin.list_deleted_line",
        number=number,
        channel=f"<#{plan.channel_id}>",
        when=when_text(content, plan.recurrence),
        change=_change(content, shown.changes[0])
        if shown.changes
        else content.say("checkin.somebody"),
    )


def state_text(content: Wording, schedule: Schedule) -> str:
    """Return the state of a schedule, and when it is due."""
    if schedule.standing is Standing.PAUSED or schedule.next_due is None:
        return content.say("checkin.state_paused")
    key = f"checkin.parked_{schedule.parked.value}" if schedule.parked else "checkin.state_next"
    return content.say(key, when=f"<t:{schedule.next_due}:f>")


async def _show(interaction: Interaction, shown: ScheduleShown, running: Round | None) -> None:
    content, schedule = interaction.client.content, shown.schedule
    fields = plan_fields(content, schedule.plan)
    parts = [content.say("plan.line", what=what, value=value) for what, value in fields.items()]
    now = state_text(content, schedule)
    parts.append(content.say("plan.line", what=content.say("plan.state"), value=now))
    if running is not None and running.closes_at and running.message_id:
        link = f"https://discord.com/channels/{running.guild_id}/{running.channel_id}"
        parts.append(
            content.say(
                "checkin.open_now",
                link=f"{link}/{running.message_id}",
                until=f"<t:{running.closes_at}:R>",
            )
        )
    if shown.dues:
        parts.append(content.say("plan.dates"))
        parts += date_lines(content, shown.dues, schedule.plan.recurrence.zone)
    parts += channel_faults(interaction, schedule.plan.channel_id)
    history = [_change(content, change) for change in shown.changes[:CHANGES_SHOWN]]
    embed = discord.Embed(
        title=content.say("checkin.history"),
        description=render.as_many(history) or "-",
        color=render.QUIET,
    )
    buttons = do_buttons(content, schedule)
    await reply(interaction, "\n".join(parts), embeds=[embed], view=view_of(*buttons))


def _change(content: Wording, change: PlanChange) -> str:
    who = f"<@{change.admin_id}>" if change.admin_id else content.say("checkin.somebody")
    line = content.say(
        f"checkin.change_{change.kind.value}", who=who, when=f"<t:{change.changed_at}:f>"
    )
    if change.before is None or change.after is None:
        return line
    return "\n".join([line, *changes(content, change.before, change.after)])
