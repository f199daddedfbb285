"""Claiming, releasing, snoozing and escalating a case."""

import discord

from bot.care.case import OPEN_MOST, SNOOZE_HOURS, CaseFault
from bot.core.ids import ID
from bot.discord.answers import say
from bot.discord.client import Client, Interaction
from bot.discord.components import Button, Picker, view_of
from cogs.permission import as_carer

CASE = rf"(?P<case_id>{ID})"


class CaseClaim(Button, template=rf"case:claim:{CASE}"):
    """The button that claims a case, which ends its calls."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(f"case:claim:{case_id}", "Claim", discord.ButtonStyle.primary)

    async def press(self, interaction: Interaction) -> None:
        """Claim the case, or say who has it when another carer was faster."""
        await as_carer(interaction, lambda: self._claim(interaction))

    async def _claim(self, interaction: Interaction) -> None:
        cases = interaction.client.services.cases
        guild_id = interaction.guild_id or 0
        fault = await cases.claim(guild_id, self.case_id, interaction.user.id)
        if fault is None:
            await say(interaction, "casework.claimed", view=view_of(StepBack()))
        else:
            await refuse(interaction, fault, self.case_id)
        await interaction.client.services.desk.show_in(guild_id, self.case_id)


class CaseRelease(Button, template=rf"case:release:{CASE}"):
    """The button that releases a case its carer has claimed."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(f"case:release:{case_id}", "Release")

    async def press(self, interaction: Interaction) -> None:
        """Release the case and restart its clock, so that other carers are called."""
        await as_carer(interaction, lambda: self._release(interaction))

    async def _release(self, interaction: Interaction) -> None:
        services, guild_id = interaction.client.services, interaction.guild_id or 0
        fault = await services.cases.release(guild_id, self.case_id, interaction.user.id)
        await tell(interaction, fault, self.case_id, "casework.released")
        await services.desk.show_in(guild_id, self.case_id)


class StepBack(Button, template=r"case:stepback"):
    """The button that releases every case of the carer who presses. No reason is asked."""

    def __init__(self) -> None:
        super().__init__("case:stepback", "I need to step back")

    async def press(self, interaction: Interaction) -> None:
        """Return all open cases of this carer to the team."""
        await as_carer(interaction, lambda: self._back(interaction))

    async def _back(self, interaction: Interaction) -> None:
        services, guild_id = interaction.client.services, interaction.guild_id or 0
        handed = await services.cases.step_back(guild_id, interaction.user.id)
        await say(interaction, "casework.stepped_back", count=len(handed))
        for case_id in handed:
            await services.desk.show_in(guild_id, case_id)


class CaseSnooze(Button, template=rf"case:snooze:{CASE}"):
    """The button that asks for how long a case may wait."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(f"case:snooze:{case_id}", "Put off")

    async def press(self, interaction: Interaction) -> None:
        """Show the choice to the carer who pressed, and to no one else."""
        await as_carer(
            interaction,
            lambda: say(
                interaction,
                "casework.put_off_for",
                view=view_of(CaseSnoozeFor(self.case_id, shown=True)),
            ),
        )


class CaseSnoozeFor(Picker, template=rf"case:snoozefor:{CASE}"):
    """The menu of how long to snooze a case."""

    def __init__(self, case_id: str, *, shown: bool = False) -> None:
        self.case_id = case_id
        options = [
            discord.SelectOption(value=str(hours), label=f"{hours} hour{'s' * (hours > 1)}")
            for hours in SNOOZE_HOURS
        ]
        super().__init__(f"case:snoozefor:{case_id}", "Put it off for …", options if shown else ())

    async def press(self, interaction: Interaction) -> None:
        """Snooze the case; when the time is up, a call announces it again."""
        await as_carer(interaction, lambda: self._snooze(interaction))

    async def _snooze(self, interaction: Interaction) -> None:
        services, guild_id = interaction.client.services, interaction.guild_id or 0
        hours = int(self.picked)
        if hours not in SNOOZE_HOURS:
            return
        fault = await services.cases.snooze(guild_id, self.case_id, interaction.user.id, hours)
        await tell(interaction, fault, self.case_id, "casework.snoozed", hours=hours)
        await services.desk.show_in(guild_id, self.case_id)


class CaseEscalate(Button, template=rf"case:escalate:{CASE}"):
    """The button that makes a case more urgent."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(f"case:escalate:{case_id}", "Escalate")

    async def press(self, interaction: Interaction) -> None:
        """Raise the level and make the next call at once."""
        await as_carer(interaction, lambda: self._escalate(interaction))

    async def _escalate(self, interaction: Interaction) -> None:
        services, guild_id = interaction.client.services, interaction.guild_id or 0
        fault = await services.cases.escalate(guild_id, self.case_id, interaction.user.id)
        await tell(interaction, fault, self.case_id, "casework.escalated")
        await services.desk.show_in(guild_id, self.case_id)
        await services.calls.tick()


async def refuse(interaction: Interaction, fault: CaseFault, case_id: str) -> None:
    """Tell the carer why nothing changed, and what to do."""
    case = await interaction.client.services.cases.get(interaction.guild_id or 0, case_id)
    holder = case.holder_id if case else None
    who = f"<@{holder}>" if holder else "?"
    match fault:
        case CaseFault.TAKEN:
            await say(interaction, "casework.taken", who=who)
        case CaseFault.FULL:
            await say(interaction, "casework.full", view=view_of(StepBack()), most=OPEN_MOST)
        case _:
            await say(interaction, f"casework.{fault.value}")


async def tell(
    interaction: Interaction, fault: CaseFault | None, case_id: str, key: str, hours: int = 0
) -> None:
    if fault is None:
        await say(interaction, key, hours=hours)
    else:
        await refuse(interaction, fault, case_id)


async def setup(client: Client) -> None:
    """Register the buttons and the menu."""
    client.add_items(CaseClaim, CaseRelease, StepBack, CaseSnooze, CaseSnoozeFor, CaseEscalate)
