"""The preview of a schedule: what will be posted and when. Nothing is saved before "Save it"."""

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

import discord

from bot.checkins.outcomes import (
    Created,
    Edited,
    Gone,
    NotSetUp,
    Outdated,
    PlanRefused,
    ScheduleUnchanged,
    TooMany,
)
from bot.checkins.rules import OPEN_HOURS, REMINDERS, CatchUp, Plan, QuestionSet, Schedule
from bot.checkins.schedules.plans import fault as plan_fault
from bot.discord.answers import reply, say, think
from bot.discord.client import Client, Interaction
from bot.discord.components import Button, Picker, view_of
from bot.groups.rules import CHECKIN_NEEDS
from cogs.checkins.changes import do_buttons
from cogs.checkins.options import admit_admin
from cogs.checkins.plan import (
    DRAFT,
    PlanDraft,
    changes,
    code,
    date_lines,
    open_text,
    plan_fields,
    read,
    reminder_text,
)
from cogs.checkins.render import example_embed
from cogs.setup import missing_permissions


class CheckinSave(Button, template=rf"checkin:save:{DRAFT}"):
    """The button that saves what the preview shows."""

    def __init__(self, target: str, version: str, packed: str) -> None:
        self.draft = read(target, version, packed)
        label = "Create it" if target == "-" else "Save it"
        super().__init__(
            f"checkin:save:{target}:{version}:{packed}", label, discord.ButtonStyle.success
        )

    async def press(self, interaction: Interaction) -> None:
        """Save the plan, and say whether it was created, changed or refused."""
        if not await admit_admin(interaction, defer=False):
            return
        if self.draft is None:
            await say(interaction, "old_button")
            return
        await think(interaction)
        schedules = interaction.client.services.checkins.schedules
        guild_id, admin_id = interaction.guild_id or 0, interaction.user.id
        draft = self.draft
        if draft.target is None:
            outcome = await schedules.create(guild_id, admin_id, draft.plan)
        else:
            outcome = await schedules.edit(
                guild_id, admin_id, draft.target, draft.version, draft.plan
            )
        match outcome:
            case Created(schedule):
                await _saved(interaction, "plan.created", schedule)
            case Edited(_, schedule):
                await interaction.client.services.checkins.rounds.retry_now(guild_id)
                await _saved(interaction, "plan.edited", schedule)
            case ScheduleUnchanged(schedule):
                await _saved(interaction, "plan.unchanged", schedule)
            case Outdated(current):
                # The admin's choices stay on the screen, over what another admin saved meanwhile.
                await show(
                    interaction,
                    replace(draft, version=current.version),
                    before=current.plan,
                    head="plan.outdated",
                )
            case PlanRefused(_, existing) if existing is not None and existing.plan == draft.plan:
                await _saved(interaction, "plan.unchanged", existing)  # a second press
            case PlanRefused(fault):
                await say(interaction, f"plan.fault_{fault.value}")
            case TooMany(most):
                await say(interaction, "plan.too_many", most=most)
            case Gone():
                await say(interaction, "checkin.schedule_gone")
            case NotSetUp():
                await say(interaction, "not_set_up_admin")
            case _ as unreachable:
                assert_never(unreachable)


class CheckinDrop(Button, template=r"checkin:drop"):
    """The button that discards a preview."""

    def __init__(self) -> None:
        super().__init__("checkin:drop", "Don't save")

    async def press(self, interaction: Interaction) -> None:
        """Say that nothing was saved."""
        await think(interaction)
        await say(interaction, "plan.dropped")


class CheckinPick(Picker, template=rf"checkin:pick:(?P<field>[osrc]):{DRAFT}"):
    """A menu that changes one choice of a preview."""

    def __init__(
        self,
        field: str,
        target: str,
        version: str,
        packed: str,
        placeholder: str = "",
        options: Sequence[discord.SelectOption] = (),
    ) -> None:
        self.field = field
        self.draft = read(target, version, packed)
        super().__init__(f"checkin:pick:{field}:{target}:{version}:{packed}", placeholder, options)

    async def press(self, interaction: Interaction) -> None:
        """Show the preview with the new choice; nothing is saved."""
        if not await admit_admin(interaction, defer=False):
            return
        plan = _picked(self.draft.plan, self.field, self.picked) if self.draft else None
        if self.draft is None or plan is None:
            await say(interaction, "old_button")
            return
        await think(interaction)
        before = await _before(interaction, self.draft)
        if before is None and self.draft.target is not None:
            await say(interaction, "checkin.schedule_gone")
            return
        await show(interaction, replace(self.draft, plan=plan), before=before)


def _picked(plan: Plan, field: str, value: str) -> Plan | None:
    try:
        match field:
            case "o":
                return replace(plan, open_hours=OPEN_HOURS[int(value)])
            case "s":
                return replace(plan, question_set=QuestionSet(value))
            case "r":
                return replace(plan, reminder=REMINDERS[int(value)])
            case _:
                return replace(plan, catch_up=CatchUp(value))
    except (IndexError, ValueError):
        return None


async def _before(interaction: Interaction, draft: PlanDraft) -> Plan | None:
    """Return the plan that a draft would replace."""
    if draft.target is None:
        return None
    schedules = interaction.client.services.checkins.schedules
    found = await schedules.get(interaction.guild_id or 0, draft.target)
    return found.plan if found else None


async def show(
    interaction: Interaction,
    draft: PlanDraft,
    *,
    before: Plan | None = None,
    head: str | None = None,
) -> None:
    """Show the whole preview: the choices, five dates, the message, and what can be changed."""
    content, plan = interaction.client.content, draft.plan
    schedules = interaction.client.services.checkins.schedules
    guild_id = interaction.guild_id or 0
    dues = schedules.preview(plan)
    parts = [content.say(head or ("plan.head_edit" if before else "plan.head"))]
    if before is not None:
        parts += changes(content, before, plan) or [content.say("plan.no_change")]
    else:
        parts += [
            content.say("plan.line", what=what, value=value)
            for what, value in plan_fields(content, plan).items()
        ]
    parts += [content.say("plan.dates"), *date_lines(content, dues, plan.recurrence.zone)]
    parts += await _cut_short(interaction, draft, dues[0])
    wrong = plan_fault(plan)
    if wrong is not None:
        parts.append(content.say(f"plan.fault_{wrong.value}"))
    parts += channel_faults(interaction, plan.channel_id)
    questions = await interaction.client.services.checkins.rounds.next_questions(
        guild_id, draft.target, plan.question_set
    )
    embeds = [example_embed(content, plan, dues[0], questions)]
    items: list[Button | Picker] = [*_pickers(interaction, draft)]
    if wrong is None:
        items.append(CheckinSave(*code(draft).split(":", 2)))
    items.append(CheckinDrop())
    await reply(interaction, "\n".join(parts), embeds=embeds, view=view_of(*items))


async def _cut_short(interaction: Interaction, draft: PlanDraft, first_due: int) -> list[str]:
    """Return a warning when the changed dates would end the round that is open now."""
    if draft.target is None:
        return []
    checkins, guild_id = interaction.client.services.checkins, interaction.guild_id or 0
    schedule = await checkins.schedules.get(guild_id, draft.target)
    running = await checkins.rounds.current(guild_id, draft.target)
    if schedule is None or schedule.next_due is None:
        return []  # a paused schedule has no next date
    if running is None or running.closes_at is None or running.closes_at <= first_due:
        return []
    return [interaction.client.content.say("plan.cuts_short", when=f"<t:{first_due}:f>")]


def channel_faults(interaction: Interaction, channel_id: int) -> list[str]:
    """Return what stops Haven from posting in the chosen channel, one line each."""
    content, guild = interaction.client.content, interaction.guild
    channel = guild.get_channel(channel_id) if guild else None
    if guild is None or channel is None:
        return [content.say("plan.channel_gone")]
    missing = missing_permissions(guild, channel, CHECKIN_NEEDS)
    if not missing:
        return []
    shown = ", ".join(f"**{permission}**" for permission in missing)
    return [content.say("setup.missing", channel=channel.mention, permissions=shown)]


def _pickers(interaction: Interaction, draft: PlanDraft) -> list[CheckinPick]:
    content, plan = interaction.client.content, draft.plan

    def picker(
        field: str, what: str, choices: Sequence[tuple[str, str]], chosen: str
    ) -> CheckinPick:
        options = [
            # With its name, because the chosen option is shown where Discord would show the
            # placeholder.
            discord.SelectOption(
                label=content.say("plan.choice", what=content.say(what), value=label)[:100],
                value=value,
                default=value == chosen,
            )
            for value, label in choices
        ]
        target, version, packed = code(draft).split(":", 2)
        return CheckinPick(field, target, version, packed, content.say(what), options)

    opens = [(str(i), open_text(content, hours)) for i, hours in enumerate(OPEN_HOURS)]
    sets = [(one.value, content.say(f"plan.set_{one.value}")) for one in QuestionSet]
    reminders = [(str(i), reminder_text(content, share)) for i, share in enumerate(REMINDERS)]
    catches = [(one.value, content.say(f"plan.catch_up_{one.value}")) for one in CatchUp]
    return [
        picker("o", "plan.field_open", opens, str(OPEN_HOURS.index(plan.open_hours))),
        picker("s", "plan.field_questions", sets, plan.question_set.value),
        picker("r", "plan.field_reminder", reminders, str(REMINDERS.index(plan.reminder))),
        picker("c", "plan.field_catch_up", catches, plan.catch_up.value),
    ]


_PAUSED = {
    "plan.edited": "plan.edited_paused",
    "plan.unchanged": "plan.unchanged_paused",
}
"""The wordings for a paused schedule, which has no next date."""


async def _saved(interaction: Interaction, key: str, schedule: Schedule) -> None:
    content = interaction.client.content
    dues = interaction.client.services.checkins.schedules.preview(schedule.plan)
    if schedule.next_due is None:
        lines = [content.say(_PAUSED[key])]
    else:
        lines = [content.say(key), *date_lines(content, dues[:1], schedule.plan.recurrence.zone)]
    lines += channel_faults(interaction, schedule.plan.channel_id)
    await reply(interaction, "\n".join(lines), view=view_of(*do_buttons(content, schedule)))


def register(client: Client) -> None:
    """Register the buttons and menus, so that they work after a restart too."""
    client.add_items(CheckinSave, CheckinDrop, CheckinPick)
