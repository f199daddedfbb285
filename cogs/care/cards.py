"""The cards of the care channel: what each shows of its case, and which actions it offers."""

import discord
from discord import ui

from bot.care.actions import CaseAction, actions_for
from bot.care.cards import CardView
from bot.care.case import CaseKind, What
from bot.core import text
from bot.core.ids import ID
from bot.core.wording import Wording
from bot.discord.answers import say
from bot.discord.client import Client, Interaction
from bot.discord.components import Button, Picker, view_of
from bot.screening.verdict import LANGUAGE_RULE, Category
from bot.sharing.decisions import post_of
from bot.sharing.rules import ASKED, State
from cogs import render
from cogs.care.cases import case_buttons, case_lines
from cogs.care.closing import CaseClose
from cogs.conduct.sanctions import HarmMenu, OfferSupport
from cogs.permission import as_carer
from cogs.sharing import post_render
from cogs.sharing.decisions import CareApprove, CareLock, CareRemove, CareReturn, CareUndo
from cogs.sharing.pauses import CarePause
from cogs.talks.care_side import CareReach, CareTalk

PROMPT = discord.Color(0xC98A2B)


class CareDone(Button, template=rf"care:done:(?P<on>[01]):(?P<card_id>{ID})"):
    """The button that marks a report's card as done, or opens it again."""

    def __init__(self, on: str, card_id: str) -> None:
        self.on = on == "1"
        self.card_id = card_id
        style = discord.ButtonStyle.success if self.on else discord.ButtonStyle.secondary
        super().__init__(f"care:done:{on}:{card_id}", "Done" if self.on else "Open again", style)

    async def press(self, interaction: Interaction) -> None:
        """Close or open the report and refresh its card; the reporter is not told and not shown."""
        await as_carer(interaction, lambda: self._done(interaction))

    async def _done(self, interaction: Interaction) -> None:
        services = interaction.client.services
        guild_id = interaction.guild_id or 0
        case = await services.cases.set_done(guild_id, self.card_id, done=self.on)
        if case is None:
            await say(interaction, "care.gone")
            return
        await say(interaction, "care.done" if self.on else "care.reopened")
        if case.post_id is not None:
            what = What.CLOSED if self.on else What.REOPENED
            await services.cases.note(guild_id, what, interaction.user.id, post_id=case.post_id)
            await services.desk.show_post(case.post_id)


def card_embed(content: Wording, card: CardView) -> discord.Embed:
    """Return a card's embed: it never shows who reported, or who wrote anonymously."""
    case, post = card.case, post_of(card)
    embed = discord.Embed(title=_title(content, card), color=PROMPT if case.open else render.QUIET)
    lines = case_lines(content, card)
    if case.kind is CaseKind.REPORT and case.reason is not None:
        lines.append(content.say("card.reason", why=content.say(f"report.{case.reason}")))
    if case.kind is CaseKind.HELD and case.reason == ASKED and case.open:
        lines.append(content.say("case.asked"))
    if case.kind is CaseKind.NOTE and not card.said and case.open:
        lines.append(content.say(f"note.{case.reason}"))
    if case.open:
        lines += [
            content.say(
                "case.not_read", language=rule.removeprefix(LANGUAGE_RULE).replace("_", " ")
            )
            for rule in case.rules
            if rule.startswith(LANGUAGE_RULE)
        ]
    if card.said and case.open:
        key = "card.said" if case.kind is CaseKind.REPORT else "case.words"
        lines.append(content.say(key, words=render.shorten(card.said)))
    if card.subject.draft is not None and card.subject.draft.note:
        lines.append(f"**{post_render.NOTE_PREFIX}**{render.shorten(card.subject.draft.note)}")
    if post is not None:
        shown = State.POSTED if post.is_out else post.state
        state = content.say(f"card.state_{shown.value}")
        where = f" · {post_render.jump_link(post)}" if post.is_out else ""
        locked = " · " + content.say("card.locked") if post.locked else ""
        lines.append(f"{state}{locked}{where}")
    if card.subject.draft is None:
        embed.description = "\n".join(lines)
    else:
        # The longest words with every character escaped leave no room for more in the description.
        embed.description = text.escape(card.subject.draft.words)
        embed.add_field(name=lines[0][:256], value="\n".join(lines[1:])[:1024])
    rules = [rule for rule in case.rules if not rule.startswith(LANGUAGE_RULE)]
    if case.open and rules:
        shown_rules = ", ".join(rules)
        embed.set_footer(text=content.say("case.because", rules=shown_rules)[:400])
    return embed


def _title(content: Wording, card: CardView) -> str:
    kind, post = card.case.kind, post_of(card)
    if kind in (CaseKind.HELD, CaseKind.REPORT) and post is not None:
        return content.say(f"card.{kind.value}", alias=post.alias)
    if kind is CaseKind.ALERT:
        if post is not None:
            return content.say("case.alert", alias=post.alias)
        # The channel is not named: a title shows no mentions, and the link below leads there.
        return content.say("case.alert_message")
    if kind is CaseKind.APPEAL:
        key = "case.appeal" if post is not None else "case.appeal_message"
        return content.say(key, alias=post.alias if post else "")
    return content.say(f"case.{kind.value}")


def card_view(content: Wording, card: CardView) -> ui.View:
    """Return the buttons and menus for the actions that a card still allows."""
    case, post, allowed = card.case, post_of(card), actions_for(card.shape)
    items: list[Button | Picker] = []
    menus: list[Button | Picker] = []
    if post is not None:
        post_id = post.post_id
        if post.state in (State.RETURNED, State.REMOVED) and case.kind is not CaseKind.APPEAL:
            items.append(CareUndo(post_id))
        if CaseAction.APPROVE in allowed:
            items.append(CareApprove(post_id))
        if case.kind is CaseKind.REPORT:
            items.append(CareDone("1" if case.open else "0", case.case_id))
        if CaseAction.LOCK in allowed:
            items.append(CareLock("0" if post.locked else "1", post_id))
        if CaseAction.RETURN in allowed or CaseAction.RETURN_METHOD in allowed:
            only_method = CaseAction.RETURN not in allowed
            menus.append(CareReturn(post_id, content, only_method=only_method))
        if CaseAction.REMOVE in allowed:
            menus.append(CareRemove(post_id, content))
        taken_back = post.state in (State.WITHDRAWN, State.REMOVED) and case.open
        if CaseAction.PAUSE in allowed or (
            # An author who takes a reported post back in time can still be paused.
            taken_back and case.kind is CaseKind.REPORT and Category.CRISIS not in case.categories
        ):
            menus.append(CarePause(post_id))
    if CaseAction.TALK in allowed:
        if case.talk_id is not None:
            items.append(CareTalk(case.talk_id))
        elif post is not None:
            items.append(CareReach(post.post_id))
    if CaseAction.SUPPORT in allowed:
        items.append(OfferSupport(case.case_id))
    if CaseAction.HARM in allowed:
        items.append(HarmMenu(case.case_id))
    closable = CaseAction.CLOSE in allowed and case.kind is not CaseKind.REPORT
    if closable:
        menus.append(CaseClose(case.case_id, content))
    if case.kind is CaseKind.REPORT:
        allowed -= {CaseAction.REOPEN}  # CareDone already offers to open it again
    own = case_buttons(content, card, allowed)
    return view_of(*items, *own, *menus)


async def setup(client: Client) -> None:
    """Register the button of a report's card."""
    client.add_items(CareDone)
