"""What can be pressed on any case: taking it, giving it back, calling others, closing.

Who holds a case and who decided is shown to the care team; who wrote without a name never is.
"""

import discord

from bot.care.case import OPEN_MOST, SNOOZE_HOURS, Action, Closing, Done, Fault
from bot.core.ids import ID
from bot.core.wording import Wording
from bot.discord.boundary import Button, Client, Interaction, Picker, say, view_of
from bot.sharing.decisions import CardView, Decided
from cogs.care.permission import as_carer
from cogs.conduct.sanctions import answer_appeal
from cogs.sharing import render

CASE = rf"(?P<case_id>{ID})"


class CaseClaim(Button, template=rf"case:claim:{CASE}"):
    """Takes a case: nobody is called for it any more."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(f"case:claim:{case_id}", "Claim", discord.ButtonStyle.primary)

    async def press(self, interaction: Interaction) -> None:
        """Says who has it, where somebody was faster."""
        await as_carer(interaction, lambda: self._claim(interaction))

    async def _claim(self, interaction: Interaction) -> None:
        cases = interaction.client.services.cases
        guild_id = interaction.guild_id or 0
        fault = await cases.claim(guild_id, self.case_id, interaction.user.id)
        if fault is None:
            await say(interaction, "casework.claimed", view=view_of(StepBack()))
        else:
            await refuse(interaction, fault, self.case_id)
        await interaction.client.services.outbox.show_case(guild_id, self.case_id)


class CaseRelease(Button, template=rf"case:release:{CASE}"):
    """Gives a case back."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(f"case:release:{case_id}", "Release")

    async def press(self, interaction: Interaction) -> None:
        """Its clock begins anew, so that somebody else is called."""
        await as_carer(interaction, lambda: self._release(interaction))

    async def _release(self, interaction: Interaction) -> None:
        services, guild_id = interaction.client.services, interaction.guild_id or 0
        fault = await services.cases.release(guild_id, self.case_id, interaction.user.id)
        await _tell(interaction, fault, self.case_id, "casework.released")
        await services.outbox.show_case(guild_id, self.case_id)


class StepBack(Button, template=r"case:stepback"):
    """Hands over everything somebody has. No reason is asked."""

    def __init__(self) -> None:
        super().__init__("case:stepback", "I need to step back")

    async def press(self, interaction: Interaction) -> None:
        """All open cases go back to the team."""
        await as_carer(interaction, lambda: self._back(interaction))

    async def _back(self, interaction: Interaction) -> None:
        services, guild_id = interaction.client.services, interaction.guild_id or 0
        handed = await services.cases.step_back(guild_id, interaction.user.id)
        await say(interaction, "casework.stepped_back", count=len(handed))
        for case_id in handed:
            await services.outbox.show_case(guild_id, case_id)


class CaseSnooze(Button, template=rf"case:snooze:{CASE}"):
    """Asks for how long a case may wait."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(f"case:snooze:{case_id}", "Put off")

    async def press(self, interaction: Interaction) -> None:
        """Shows the choice to who pressed alone."""
        await as_carer(
            interaction,
            lambda: say(
                interaction,
                "casework.put_off_for",
                view=view_of(CaseSnoozeFor(self.case_id, shown=True)),
            ),
        )


class CaseSnoozeFor(Picker, template=rf"case:snoozefor:{CASE}"):
    """For how long."""

    def __init__(self, case_id: str, *, shown: bool = False) -> None:
        self.case_id = case_id
        options = [
            discord.SelectOption(value=str(hours), label=f"{hours} hour{'s' * (hours > 1)}")
            for hours in SNOOZE_HOURS
        ]
        super().__init__(f"case:snoozefor:{case_id}", "Put it off for …", options if shown else ())

    async def press(self, interaction: Interaction) -> None:
        """Afterwards it is said aloud again."""
        await as_carer(interaction, lambda: self._snooze(interaction))

    async def _snooze(self, interaction: Interaction) -> None:
        services, guild_id = interaction.client.services, interaction.guild_id or 0
        hours = int(self.picked)
        if hours not in SNOOZE_HOURS:
            return
        fault = await services.cases.snooze(guild_id, self.case_id, interaction.user.id, hours)
        await _tell(interaction, fault, self.case_id, "casework.snoozed", hours=hours)
        await services.outbox.show_case(guild_id, self.case_id)


class CaseEscalate(Button, template=rf"case:escalate:{CASE}"):
    """Makes a case more urgent."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(f"case:escalate:{case_id}", "Escalate")

    async def press(self, interaction: Interaction) -> None:
        """People are called at once."""
        await as_carer(interaction, lambda: self._escalate(interaction))

    async def _escalate(self, interaction: Interaction) -> None:
        services, guild_id = interaction.client.services, interaction.guild_id or 0
        fault = await services.cases.escalate(guild_id, self.case_id, interaction.user.id)
        await _tell(interaction, fault, self.case_id, "casework.escalated")
        await services.outbox.show_case(guild_id, self.case_id)
        await services.calls.tick()


class CaseClose(Picker, template=rf"case:close:{CASE}"):
    """Closes a case with a reason from the list."""

    def __init__(self, case_id: str, content: Wording | None = None) -> None:
        self.case_id = case_id
        options = [
            discord.SelectOption(value=one.value, label=content.say(f"closing.{one.value}"))
            for one in Closing
            if content is not None
        ]
        super().__init__(f"case:close:{case_id}", "Close it, because …", options)

    async def press(self, interaction: Interaction) -> None:
        """Can be opened again."""
        await as_carer(interaction, lambda: close(interaction, self.case_id, Closing(self.picked)))


class CaseFalseAlarm(Button, template=rf"case:false:{CASE}"):
    """Says in one press that there was nothing. It is counted by rule; nothing learns from it."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(f"case:false:{case_id}", "False alarm")

    async def press(self, interaction: Interaction) -> None:
        """Closes the case; can be opened again."""
        await as_carer(interaction, lambda: close(interaction, self.case_id, Closing.FALSE_ALARM))


class CaseReopen(Button, template=rf"case:reopen:{CASE}"):
    """Undoes a closing."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(f"case:reopen:{case_id}", "Open again")

    async def press(self, interaction: Interaction) -> None:
        """Its clock begins anew, calmly."""
        await as_carer(interaction, lambda: self._reopen(interaction))

    async def _reopen(self, interaction: Interaction) -> None:
        services, guild_id = interaction.client.services, interaction.guild_id or 0
        fault = await services.cases.reopen(guild_id, self.case_id, interaction.user.id)
        await _tell(interaction, fault, self.case_id, "casework.reopened")
        await services.outbox.show_case(guild_id, self.case_id)


class CaseHistory(Button, template=rf"case:history:{CASE}"):
    """What was done on a case."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(f"case:history:{case_id}", "History")

    async def press(self, interaction: Interaction) -> None:
        """Who of the team did what, and when."""
        await as_carer(interaction, lambda: self._show(interaction))

    async def _show(self, interaction: Interaction) -> None:
        services, guild_id = interaction.client.services, interaction.guild_id or 0
        done = await services.cases.history(guild_id, self.case_id)
        if done is None:
            await say(interaction, "casework.gone")
            return
        content = interaction.client.content
        lines = render.as_many([_line(content, one) for one in reversed(done)], 1700)
        await say(interaction, "casework.history", lines=lines)


class AppealUphold(Button, template=rf"appeal:uphold:{CASE}"):
    """Answers an appeal: it stays as it was."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(f"appeal:uphold:{case_id}", "Keep it so")

    async def press(self, interaction: Interaction) -> None:
        """The author is told that somebody else has looked."""
        await as_carer(interaction, lambda: answer(interaction, self.case_id, overturn=False))


class AppealOverturn(Button, template=rf"appeal:overturn:{CASE}"):
    """Answers an appeal: it appears after all."""

    def __init__(self, case_id: str, label: str = "Let it appear") -> None:
        self.case_id = case_id
        super().__init__(f"appeal:overturn:{case_id}", label, discord.ButtonStyle.success)

    async def press(self, interaction: Interaction) -> None:
        """The author is told, and it is posted."""
        await as_carer(interaction, lambda: answer(interaction, self.case_id, overturn=True))


async def close(interaction: Interaction, case_id: str, closing: Closing) -> None:
    """Closes a case for this reason, with a way back."""
    services, guild_id = interaction.client.services, interaction.guild_id or 0
    fault = await services.cases.close(guild_id, case_id, interaction.user.id, closing)
    if fault is None:
        why = interaction.client.content.say(f"closing.{closing.value}")
        again = view_of(CaseReopen(case_id))
        await say(interaction, "casework.closed_now", view=again, why=why)
    else:
        await refuse(interaction, fault, case_id)
    await services.outbox.show_case(guild_id, case_id)


async def answer(interaction: Interaction, case_id: str, *, overturn: bool) -> None:
    """Decides on an appeal, unless whoever presses has decided before."""
    services, guild_id = interaction.client.services, interaction.guild_id or 0
    member_id = interaction.user.id
    fault = await services.cases.may_answer(guild_id, case_id, member_id)
    case = await services.cases.look(guild_id, case_id)
    if fault is not None or case is None:
        await refuse(interaction, fault or Fault.GONE, case_id)
        return
    post_id = case.post_id
    if overturn and post_id is not None:
        decided = await services.care.put_back(guild_id, post_id, appealed=True)
        if decided is not Decided.DONE:
            await say(interaction, f"care.{decided.value}")
            return
    fault = await services.cases.answer(guild_id, case_id, member_id, overturn=overturn)
    if fault is not None:
        await refuse(interaction, fault, case_id)
        return
    if post_id is None:
        await answer_appeal(interaction, case_id, overturn=overturn)
    elif overturn:
        await services.outbox.deliver(post_id)
        await services.outbox.tell_returned(post_id, undone=True)
        await say(interaction, "casework.overturned")
    else:
        await services.outbox.tell_returned(post_id, upheld=True)
        await say(interaction, "casework.upheld")
    await services.outbox.show_case(guild_id, case_id)
    if post_id is not None:
        await services.outbox.show_cards(post_id)


async def refuse(interaction: Interaction, fault: Fault, case_id: str) -> None:
    """Why nothing changed, and what to do."""
    case = await interaction.client.services.cases.get(interaction.guild_id or 0, case_id)
    holder = case.holder_id if case else None
    who = f"<@{holder}>" if holder else "?"
    match fault:
        case Fault.TAKEN:
            await say(interaction, "casework.taken", who=who)
        case Fault.FULL:
            await say(interaction, "casework.full", view=view_of(StepBack()), most=OPEN_MOST)
        case _:
            await say(interaction, f"casework.{fault.value}")


def case_buttons(content: Wording, view: CardView, allowed: frozenset[Action]) -> list[Button]:
    """The buttons that every case has, as far as it offers them."""
    case_id = view.card.card_id
    offered: list[tuple[Action, Button]] = [
        (Action.CLAIM, CaseClaim(case_id)),
        (Action.RELEASE, CaseRelease(case_id)),
        (Action.SNOOZE, CaseSnooze(case_id)),
        (Action.ESCALATE, CaseEscalate(case_id)),
        (Action.FALSE_ALARM, CaseFalseAlarm(case_id)),
        (Action.UPHOLD, AppealUphold(case_id)),
        (
            Action.OVERTURN,
            AppealOverturn(case_id) if view.post else AppealOverturn(case_id, "Take it back"),
        ),
        (Action.REOPEN, CaseReopen(case_id)),
        (Action.HISTORY, CaseHistory(case_id)),
    ]
    return [button for action, button in offered if action in allowed]


def case_lines(content: Wording, view: CardView) -> list[str]:
    """How urgent it is, who has it, what was found: the same on every card."""
    case, card = view.case, view.card
    lines: list[str] = []
    if not card.open:
        if case.closing is None:
            return [content.say("case.ended")]
        why = content.say(f"closing.{case.closing.value}")
        return [content.say("case.closed", why=why)]
    lines.append(content.say(f"case.level_{case.level.name.lower()}"))
    if case.holder_id is not None:
        lines.append(content.say("case.held", who=f"<@{case.holder_id}>"))
    else:
        lines.append(content.say("case.free"))
    if case.categories:
        found = sorted(case.categories, key=lambda one: one.value)
        what = ", ".join(content.say(f"category.{one.value}") for one in found)
        lines.append(content.say("case.found", what=what))
    if case.times > 1:
        lines.append(content.say("case.times", count=case.times))
    if view.member_id is not None:
        lines.append(content.say("case.who", who=f"<@{view.member_id}>"))
    if case.message is not None:
        link = f"https://discord.com/channels/{card.guild_id}/{case.message.channel_id}"
        shown = f"{link}/{case.message.message_id}" if case.message.message_id else link
        lines.append(content.say("case.where", link=shown))
    return lines


async def _tell(
    interaction: Interaction, fault: Fault | None, case_id: str, key: str, hours: int = 0
) -> None:
    if fault is None:
        await say(interaction, key, hours=hours)
    else:
        await refuse(interaction, fault, case_id)


def _line(content: Wording, done: Done) -> str:
    who = content.say("casework.by", who=f"<@{done.member_id}>") if done.member_id else ""
    what = content.say(f"did.{done.what.value}")
    return content.say("casework.line", when=render.moment(done.at), what=what, who=who)


async def setup(client: Client) -> None:
    """discord.py's entry."""
    client.add_items(
        CaseClaim,
        CaseRelease,
        StepBack,
        CaseSnooze,
        CaseSnoozeFor,
        CaseEscalate,
        CaseClose,
        CaseFalseAlarm,
        CaseReopen,
        CaseHistory,
        AppealUphold,
        AppealOverturn,
    )
