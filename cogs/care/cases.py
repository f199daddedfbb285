"""What every card shows and offers, whatever its case is about.

- The care team sees the carer who has a case and the carer who decided.
- A card never shows the author of a post that was written without a name.
"""

from bot.care.actions import CaseAction
from bot.care.cards import CardView
from bot.care.case import Case
from bot.core.wording import Wording
from bot.discord.components import Button
from bot.screening.verdict import LANGUAGE_RULE, Level
from cogs.care.appeals import AppealOverturn, AppealUphold
from cogs.care.claiming import CaseClaim, CaseEscalate, CaseRelease, CaseSnooze
from cogs.care.closing import CaseFalseAlarm, CaseHistory, CaseReopen


def case_buttons(content: Wording, view: CardView, allowed: frozenset[CaseAction]) -> list[Button]:
    """Return the buttons that any case can have, limited to the allowed actions."""
    case_id = view.case.case_id
    offered: list[tuple[CaseAction, Button]] = [
        (CaseAction.CLAIM, CaseClaim(case_id)),
        (CaseAction.RELEASE, CaseRelease(case_id)),
        (CaseAction.SNOOZE, CaseSnooze(case_id)),
        (CaseAction.ESCALATE, CaseEscalate(case_id)),
        (CaseAction.FALSE_ALARM, CaseFalseAlarm(case_id)),
        (CaseAction.UPHOLD, AppealUphold(case_id)),
        (
            CaseAction.OVERTURN,
            AppealOverturn(case_id)
            if view.case.post_id
            else AppealOverturn(case_id, "Take it back"),
        ),
        (CaseAction.REOPEN, CaseReopen(case_id)),
        (CaseAction.HISTORY, CaseHistory(case_id)),
    ]
    return [button for action, button in offered if action in allowed]


def urgency(content: Wording, case: Case) -> str:
    """Return how urgent a case is, or that Haven can't tell because it read nothing of the text."""
    unread = bool(case.rules) and all(rule.startswith(LANGUAGE_RULE) for rule in case.rules)
    if case.level is Level.Q0 and unread:
        return content.say("case.level_unread")
    return content.say(f"case.level_{case.level.name.lower()}")


def case_lines(content: Wording, view: CardView) -> list[str]:
    """Return the lines that every card has: urgency, the carer who has it, what was found."""
    case = view.case
    lines: list[str] = []
    if not case.open:
        if case.closing is None:
            return [content.say("case.ended")]
        why = content.say(f"closing.{case.closing.value}")
        return [content.say("case.closed", why=why)]
    lines.append(urgency(content, case))
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
        link = f"https://discord.com/channels/{case.guild_id}/{case.message.channel_id}"
        shown = f"{link}/{case.message.message_id}" if case.message.message_id else link
        lines.append(content.say("case.where", link=shown))
    return lines
