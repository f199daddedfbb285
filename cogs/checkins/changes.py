"""/checkin pause, resume, delete, run-now: the commands, and the same as buttons that undo."""

# discord.py leaves the class of a command untyped when the command is defined outside of a class.
# pyright: reportUnknownVariableType=false

from typing import Any, assert_never

import discord
from discord import app_commands

from bot.checkins.outcomes import (
    AlreadySo,
    Deleted,
    Gone,
    PlanRefused,
    Restored,
    Resumed,
    SchedulePaused,
    TooMany,
)
from bot.checkins.rounds.service import AlreadyOpen, Running, TooSoon
from bot.checkins.rules import Schedule, Standing
from bot.core.ids import ID
from bot.core.wording import Wording
from bot.discord.answers import say
from bot.discord.client import Client, Interaction
from bot.discord.components import Button, view_of
from cogs.checkins.options import admit_admin, suggest_schedule
from cogs.checkins.plan import when_text

VERBS = ("pause", "resume", "now", "run", "ask", "delete", "purge", "restore", "retry", "leave")
"""What a button does. "now" asks before posting, "ask" before deleting; "purge" deletes the results
too."""

_STYLES = {
    "delete": discord.ButtonStyle.danger,
    "purge": discord.ButtonStyle.danger,
    "run": discord.ButtonStyle.success,
}
_LABELS = {
    "pause": "Pause it",
    "resume": "Resume it",
    "now": "Post it now…",
    "run": "Post it now",
    "ask": "Delete…",
    "delete": "Delete, keep the results",
    "purge": "Delete with all results",
    "restore": "Undo: bring it back",
    "retry": "Try again now",
    "leave": "Leave it as it is",
}


class CheckinDo(Button, template=rf"checkin:do:(?P<verb>{'|'.join(VERBS)}):(?P<schedule_id>{ID})"):
    """A button that does one thing with one schedule, for an admin; others may see it."""

    def __init__(self, verb: str, schedule_id: str, *, number: int | None = None) -> None:
        """Build it. ``number``: of the line that the button is about, where there are several."""
        self.verb, self.schedule_id = verb, schedule_id
        style = _STYLES.get(verb, discord.ButtonStyle.secondary)
        label = _LABELS[verb] if number is None else f"{number}. {_LABELS[verb]}"
        super().__init__(f"checkin:do:{verb}:{schedule_id}", label, style)

    async def press(self, interaction: Interaction) -> None:
        """Do it, then answer with the schedule's state and a button to undo it."""
        if not await admit_admin(interaction):
            return
        await do(interaction, self.verb, self.schedule_id)


def do_buttons(content: Wording, schedule: Schedule) -> list[CheckinDo]:
    """Return the buttons for what can be done with a schedule in its present state."""
    paused = schedule.standing is Standing.PAUSED
    verbs = ["resume" if paused else "pause", "now", "ask"]
    if schedule.parked is not None:
        verbs.insert(0, "retry")
    return [CheckinDo(verb, schedule.schedule_id) for verb in verbs]


async def do(interaction: Interaction, verb: str, schedule_id: str) -> None:
    """Carry out the verb; the interaction has been acknowledged."""
    match verb:
        case "pause" | "resume" | "restore":
            await _turn(interaction, verb, schedule_id)
        case "now":
            await _ask(interaction, schedule_id, "checkin.ask_run", "run")
        case "ask":
            await _ask(interaction, schedule_id, "checkin.ask_delete", "delete", "purge")
        case "delete" | "purge":
            await _delete(interaction, schedule_id, with_results=verb == "purge")
        case "run":
            await _run(interaction, schedule_id)
        case "retry":
            await _retry(interaction, schedule_id)
        case _:
            await say(interaction, "checkin.left")


async def _turn(interaction: Interaction, verb: str, schedule_id: str) -> None:
    schedules = interaction.client.services.checkins.schedules
    who = interaction.guild_id or 0, interaction.user.id, schedule_id
    if verb == "pause":
        outcome = await schedules.pause(*who)
    elif verb == "resume":
        outcome = await schedules.resume(*who)
    else:
        outcome = await schedules.restore(*who)
    match outcome:
        case SchedulePaused():
            view = view_of(CheckinDo("resume", schedule_id))
            await say(interaction, "checkin.paused", view=view)
        case Resumed(schedule, skipped) | Restored(schedule, skipped):
            view = view_of(CheckinDo("pause", schedule_id))
            if schedule.next_due is None:
                await say(
                    interaction,
                    "checkin.restored_paused",
                    view=view_of(CheckinDo("resume", schedule_id)),
                )
                return
            key = "checkin.running_skipped" if skipped else "checkin.running"
            when = f"<t:{schedule.next_due}:f>"
            await say(interaction, key, view=view, when=when, skipped=skipped)
        case AlreadySo(schedule):
            back = "resume" if schedule.standing is Standing.PAUSED else "pause"
            view = view_of(CheckinDo(back, schedule_id))
            await say(interaction, "checkin.already_so", view=view)
        case PlanRefused():
            await say(interaction, "plan.fault_same")
        case TooMany(most):
            await say(interaction, "plan.too_many", most=most)
        case Gone():
            await say(interaction, "checkin.schedule_gone")
        case _ as unreachable:
            assert_never(unreachable)


async def _ask(interaction: Interaction, schedule_id: str, key: str, *verbs: str) -> None:
    schedules = interaction.client.services.checkins.schedules
    found = await schedules.get(interaction.guild_id or 0, schedule_id)
    if found is None or found.standing is Standing.DELETED:
        await say(interaction, "checkin.schedule_gone")
        return
    what = when_text(interaction.client.content, found.plan.recurrence)
    view = view_of(*(CheckinDo(verb, schedule_id) for verb in (*verbs, "leave")))
    await say(interaction, key, view=view, channel=f"<#{found.plan.channel_id}>", what=what)


async def _delete(interaction: Interaction, schedule_id: str, *, with_results: bool) -> None:
    checkins = interaction.client.services.checkins
    outcome = await checkins.schedules.delete(
        interaction.guild_id or 0, interaction.user.id, schedule_id, with_results=with_results
    )
    match outcome:
        case Deleted(_, with_results, until):
            await interaction.client.services.checkins.rounds.end_deleted()
            key = "checkin.deleted_all" if with_results else "checkin.deleted"
            view = view_of(CheckinDo("restore", schedule_id))
            await say(interaction, key, view=view, until=f"<t:{until}:f>")
        case AlreadySo():
            # A second press replaced the first answer: the undo button must stay.
            view = view_of(CheckinDo("restore", schedule_id))
            await say(interaction, "checkin.already_deleted", view=view)
        case Gone():
            await say(interaction, "checkin.schedule_gone")
        case _ as unreachable:
            assert_never(unreachable)


async def _run(interaction: Interaction, schedule_id: str) -> None:
    rounds = interaction.client.services.checkins.rounds
    outcome = await rounds.run_now(interaction.guild_id or 0, schedule_id, interaction.user.id)
    match outcome:
        case Running(round_):
            if round_.message_id is None:
                await say(interaction, "checkin.run_later")
                return
            link = f"https://discord.com/channels/{round_.guild_id}/{round_.channel_id}"
            await say(interaction, "checkin.run_done", link=f"{link}/{round_.message_id}")
        case AlreadyOpen():
            await say(interaction, "checkin.run_open")
        case TooSoon(next_due):
            await say(interaction, "checkin.run_too_soon", when=f"<t:{next_due}:f>")
        case Gone():
            await say(interaction, "checkin.schedule_gone")
        case _ as unreachable:
            assert_never(unreachable)


async def _retry(interaction: Interaction, schedule_id: str) -> None:
    checkins = interaction.client.services.checkins
    guild_id = interaction.guild_id or 0
    await checkins.rounds.retry(guild_id, schedule_id)
    found = await checkins.schedules.get(guild_id, schedule_id)
    if found is None:
        await say(interaction, "checkin.schedule_gone")
    elif found.parked is None:
        await say(interaction, "checkin.retried")
    else:
        view = view_of(CheckinDo("retry", schedule_id))
        await say(interaction, f"checkin.still_{found.parked.value}", view=view)


def _command(name: str, description: str, verb: str) -> app_commands.Command[Any, ..., None]:
    @app_commands.command(name=name, description=description)
    @app_commands.rename(check_in="check-in")
    @app_commands.describe(check_in="Which one")
    @app_commands.autocomplete(check_in=suggest_schedule)
    async def command(interaction: Interaction, check_in: str) -> None:
        if not await admit_admin(interaction):
            return
        await do(interaction, verb, check_in)

    return command


COMMANDS: tuple[app_commands.Command[Any, ..., None], ...] = (
    _command("pause", "Stop asking until you resume; an open check-in runs to its end", "pause"),
    _command("resume", "Ask again, from the next date on", "resume"),
    _command("delete", "Delete a check-in; it can be undone for a day", "ask"),
    _command("run-now", "Post a check-in now, besides its dates", "now"),
)


def register(client: Client) -> None:
    """Register the buttons, so that they work after a restart too."""
    client.add_items(CheckinDo)
