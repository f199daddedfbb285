"""Cards of the care channel: a held post or a report, and every decision on it.

Whoever presses is checked by the role bound at setup, on every press: who can see a channel is a
setting of Discord's, who may decide is Haven's.
"""

from collections.abc import Sequence
from enum import Enum

import discord
from discord import ui

from bot.care.case import Action, What, actions_for
from bot.core import text
from bot.core.ids import ID
from bot.core.wording import Wording
from bot.discord.boundary import UNREACHABLE, Button, Client, Interaction, Picker, say, view_of
from bot.screening.verdict import Category
from bot.sharing.decisions import CardView, Decided
from bot.sharing.rules import ASKED, CARE_REASONS, PAUSE_DAYS, CardKind, Post, Return, State
from cogs.care.cases import CaseClose, CaseReopen, case_buttons, case_lines
from cogs.care.permission import as_carer
from cogs.conduct.sanctions import HarmMenu, OfferSupport
from cogs.sharing import render
from cogs.talks.care_side import CareReach, CareTalk

POST = rf"(?P<post_id>{ID})"
PROMPT = discord.Color(0xC98A2B)


class CareApprove(Button, template=rf"care:approve:{POST}"):
    """Lets a held post appear."""

    def __init__(self, post_id: str) -> None:
        self.post_id = post_id
        super().__init__(f"care:approve:{post_id}", "Let it appear", discord.ButtonStyle.success)

    async def press(self, interaction: Interaction) -> None:
        """Approves, sends if it is due, shows the card anew."""
        await as_carer(interaction, lambda: self._approve(interaction))

    async def _approve(self, interaction: Interaction) -> None:
        services = interaction.client.services
        decided = await services.care.approve(interaction.guild_id or 0, self.post_id)
        if decided is Decided.DONE:
            post = await services.outbox.deliver(self.post_id)
            if post is not None and post.state is State.POSTED:
                await say(interaction, "care.approved", link=render.jump_link(post))
            elif post is None or post.state is not State.WAITING:
                await say(interaction, "care.gone")
            elif not post.attempts:
                await say(interaction, "care.approved_later", when=render.moment(post.due_at))
            else:
                await say(interaction, "care.approved_waiting")
        else:
            await say(interaction, f"care.{decided.value}")
        if decided is Decided.DONE:
            await _note(interaction, What.APPROVED, self.post_id)
        await _show_anew(interaction, self.post_id)


class CareReturn(Picker, template=rf"care:return:{POST}"):
    """Gives a held post back to its author with a reason from the list."""

    def __init__(
        self, post_id: str, content: Wording | None = None, *, only_method: bool = False
    ) -> None:
        self.post_id = post_id
        reasons = (Return.METHOD, Return.TALK) if only_method else CARE_REASONS
        super().__init__(
            f"care:return:{post_id}",
            "Return it to its author, because …",
            _reasons(content, reasons),
        )

    async def press(self, interaction: Interaction) -> None:
        """The author reads the reason and can edit the words."""
        await as_carer(interaction, lambda: self._return(interaction))

    async def _return(self, interaction: Interaction) -> None:
        services = interaction.client.services
        reason = Return(self.picked)
        decided = await services.care.give_back(interaction.guild_id or 0, self.post_id, reason)
        if decided is Decided.DONE:
            await services.outbox.tell_returned(self.post_id)
            await _note(interaction, What.RETURNED, self.post_id, reason.value)
            await say(interaction, "care.returned", view=view_of(CareUndo(self.post_id)))
        else:
            await say(interaction, f"care.{decided.value}")
        await _show_anew(interaction, self.post_id)


class CareRemove(Picker, template=rf"care:remove:{POST}"):
    """Takes a post down; its words go back to its author with a reason."""

    def __init__(self, post_id: str, content: Wording | None = None) -> None:
        self.post_id = post_id
        super().__init__(f"care:remove:{post_id}", "Take it down, because …", _reasons(content))

    async def press(self, interaction: Interaction) -> None:
        """Keeps the words for the author first, then asks Discord to delete."""
        await as_carer(interaction, lambda: self._remove(interaction))

    async def _remove(self, interaction: Interaction) -> None:
        services, guild_id = interaction.client.services, interaction.guild_id or 0
        post = await services.sharing.find(guild_id, post_id=self.post_id)
        words = await _fetch_words(interaction.client, post) if post else None
        if words is None:
            await say(interaction, "care.gone")
            await _show_anew(interaction, self.post_id)
            return
        if isinstance(words, Unreadable):
            again = view_of(CareRemove(self.post_id, interaction.client.content))
            await say(interaction, "care.unreadable", view=again)
            return
        decided = await services.care.take_down(guild_id, self.post_id, Return(self.picked), words)
        if decided is Decided.DONE:
            await _note(interaction, What.REMOVED, self.post_id, self.picked)
            after = await services.outbox.deliver(self.post_id)
            done = after is not None and after.state is State.REMOVED
            key = "care.removed" if done else "care.removing"
            await say(interaction, key, view=view_of(CareUndo(self.post_id)) if done else None)
        else:
            await say(interaction, f"care.{decided.value}")
        await _show_anew(interaction, self.post_id)


class CareUndo(Button, template=rf"care:undo:{POST}"):
    """Undoes a return or a removal."""

    def __init__(self, post_id: str) -> None:
        self.post_id = post_id
        super().__init__(f"care:undo:{post_id}", "Undo")

    async def press(self, interaction: Interaction) -> None:
        """A returned post is held again; a removed one is posted anew."""
        await as_carer(interaction, lambda: self._undo(interaction))

    async def _undo(self, interaction: Interaction) -> None:
        services = interaction.client.services
        decided = await services.care.put_back(interaction.guild_id or 0, self.post_id)
        if decided is Decided.DONE:
            await services.outbox.deliver(self.post_id)
            await services.outbox.tell_returned(self.post_id, undone=True)
            await _note(interaction, What.UNDONE, self.post_id)
            await say(interaction, "care.undone")
        else:
            await say(interaction, f"care.{decided.value}")
        await _show_anew(interaction, self.post_id)


class CareLock(Button, template=rf"care:lock:(?P<on>[01]):{POST}"):
    """Closes a share for replies, or opens it again."""

    def __init__(self, on: str, post_id: str) -> None:
        self.on = on == "1"
        self.post_id = post_id
        label = "Lock replies" if self.on else "Open replies again"
        super().__init__(f"care:lock:{on}:{post_id}", label)

    async def press(self, interaction: Interaction) -> None:
        """Haven refuses replies at once; the thread is locked for everyone as well."""
        await as_carer(interaction, lambda: self._lock(interaction))

    async def _lock(self, interaction: Interaction) -> None:
        client = interaction.client
        share = await client.services.care.lock(interaction.guild_id or 0, self.post_id, self.on)
        if isinstance(share, Decided):
            await say(interaction, f"care.{share.value}")
            return
        await _note(interaction, What.LOCKED, self.post_id)
        locked = await _lock_thread(client, share, self.on)
        key = ("care.locked" if self.on else "care.opened") if locked else "care.locked_by_haven"
        other = CareLock("0" if self.on else "1", self.post_id)
        await say(interaction, key, view=view_of(other))
        await client.services.outbox.show_cards(self.post_id)


class CarePause(Picker, template=rf"care:pause:{POST}"):
    """Pauses whoever wrote a post, without anybody learning who."""

    def __init__(self, post_id: str) -> None:
        self.post_id = post_id
        options = [
            discord.SelectOption(
                value=str(days), label=f"Pause its author for {days} day{'s' * (days > 1)}"
            )
            for days in PAUSE_DAYS
        ]
        super().__init__(f"care:pause:{post_id}", "Pause its author …", options)

    async def press(self, interaction: Interaction) -> None:
        """Says until when, and offers to lift it."""
        await as_carer(interaction, lambda: self._pause(interaction))

    async def _pause(self, interaction: Interaction) -> None:
        days = int(self.picked)
        if days not in PAUSE_DAYS:
            return
        paused = await interaction.client.services.care.pause_author(
            interaction.guild_id or 0, self.post_id, days
        )
        if paused is None:
            await say(interaction, "care.no_link")
            return
        if isinstance(paused, Decided):
            await say(interaction, f"care.{paused.value}")
            return
        await _note(interaction, What.PAUSED, self.post_id, str(days))
        await say(
            interaction,
            "care.paused",
            view=view_of(CareLift(paused.pause_id)),
            until=render.moment(paused.until),
        )


class CareLift(Button, template=rf"care:lift:(?P<pause_id>{ID})"):
    """Ends a pause early."""

    def __init__(self, pause_id: str, label: str = "Lift the pause") -> None:
        self.pause_id = pause_id
        super().__init__(f"care:lift:{pause_id}", label)

    async def press(self, interaction: Interaction) -> None:
        """Says whether there was still something to lift."""
        await as_carer(interaction, lambda: self._lift(interaction))

    async def _lift(self, interaction: Interaction) -> None:
        care = interaction.client.services.care
        lifted = await care.lift(interaction.guild_id or 0, self.pause_id)
        await say(interaction, "care.lifted" if lifted else "care.not_paused")


class CareLiftOne(Picker, template=r"care:lifts"):
    """Ends one of the group's pauses; in the queue, which shows them by number and end."""

    def __init__(self, options: Sequence[discord.SelectOption] = ()) -> None:
        super().__init__("care:lifts", "Lift a pause …", options)

    async def press(self, interaction: Interaction) -> None:
        """The same as the button under the answer to a pause."""
        await CareLift(self.picked).press(interaction)


class CareDone(Button, template=rf"care:done:(?P<on>[01]):(?P<card_id>{ID})"):
    """Closes a report's card, or opens it again."""

    def __init__(self, on: str, card_id: str) -> None:
        self.on = on == "1"
        self.card_id = card_id
        style = discord.ButtonStyle.success if self.on else discord.ButtonStyle.secondary
        super().__init__(f"care:done:{on}:{card_id}", "Done" if self.on else "Open again", style)

    async def press(self, interaction: Interaction) -> None:
        """Shows the card anew; the reporter is not told, they stay unseen."""
        await as_carer(interaction, lambda: self._done(interaction))

    async def _done(self, interaction: Interaction) -> None:
        services = interaction.client.services
        view = await services.care.set_done(interaction.guild_id or 0, self.card_id, done=self.on)
        if view is None:
            await say(interaction, "care.gone")
            return
        await say(interaction, "care.done" if self.on else "care.reopened")
        if view.post is not None:
            what = What.CLOSED if self.on else What.REOPENED
            await _note(interaction, what, view.post.post_id)
            await services.outbox.show_cards(view.post.post_id)


def card_embed(content: Wording, card: CardView) -> discord.Embed:
    """What a card shows: never who wrote anonymously or reported. Words only while they matter."""
    embed = discord.Embed(
        title=_title(content, card), color=PROMPT if card.card.open else render.QUIET
    )
    post = card.post
    lines = case_lines(content, card)
    if card.card.kind is CardKind.REPORT and card.card.reason is not None:
        lines.append(content.say("card.reason", why=content.say(f"report.{card.card.reason}")))
    if card.card.kind is CardKind.HELD and card.card.reason == ASKED and card.card.open:
        lines.append(content.say("case.asked"))
    if card.card.kind is CardKind.NOTE and not card.said and card.card.open:
        lines.append(content.say(f"note.{card.card.reason}"))
    if card.said and card.card.open:
        key = "card.said" if card.card.kind is CardKind.REPORT else "case.words"
        lines.append(content.say(key, words=render.shorten(card.said)))
    if card.words is not None and card.words.note:
        lines.append(f"**{render.NOTE_PREFIX}**{render.shorten(card.words.note)}")
    if post is not None:
        shown = State.POSTED if post.is_out else post.state
        state = content.say(f"card.state_{shown.value}")
        where = f" · {render.jump_link(post)}" if post.is_out else ""
        locked = " · " + content.say("card.locked") if post.locked else ""
        lines.append(f"{state}{locked}{where}")
    if card.words is None:
        embed.description = "\n".join(lines)
    else:
        # The longest words, every sign of them escaped, leave no room for anything else there.
        embed.description = text.escape(card.words.words)
        embed.add_field(name=lines[0][:256], value="\n".join(lines[1:])[:1024])
    if card.card.open and card.case.rules:
        shown_rules = ", ".join(card.case.rules)
        embed.set_footer(text=content.say("case.because", rules=shown_rules)[:400])
    return embed


def _title(content: Wording, card: CardView) -> str:
    kind, post = card.card.kind, card.post
    if kind in (CardKind.HELD, CardKind.REPORT) and post is not None:
        return content.say(f"card.{kind.value}", alias=post.alias)
    if kind is CardKind.ALERT:
        if post is not None:
            return content.say("case.alert", alias=post.alias)
        # Not which channel: Discord shows no mentions in a title, and the link below says it.
        return content.say("case.alert_message")
    if kind is CardKind.APPEAL:
        key = "case.appeal" if post is not None else "case.appeal_message"
        return content.say(key, alias=post.alias if post else "")
    return content.say(f"case.{kind.value}")


def card_view(content: Wording, card: CardView) -> ui.View:
    """The decisions still open on a card."""
    post, allowed = card.post, actions_for(card.shape)
    items: list[Button | Picker] = []
    menus: list[Button | Picker] = []
    if post is not None:
        post_id = post.post_id
        if post.state in (State.RETURNED, State.REMOVED) and card.card.kind is not CardKind.APPEAL:
            items.append(CareUndo(post_id))
        if Action.APPROVE in allowed:
            items.append(CareApprove(post_id))
        if card.card.kind is CardKind.REPORT:
            items.append(CareDone("1" if card.card.open else "0", card.card.card_id))
        if Action.LOCK in allowed:
            items.append(CareLock("0" if post.locked else "1", post_id))
        if Action.RETURN in allowed or Action.RETURN_METHOD in allowed:
            only_method = Action.RETURN not in allowed
            menus.append(CareReturn(post_id, content, only_method=only_method))
        if Action.REMOVE in allowed:
            menus.append(CareRemove(post_id, content))
        taken_back = post.state in (State.WITHDRAWN, State.REMOVED) and card.card.open
        if Action.PAUSE in allowed or (
            # Taking it back in time is no way around a pause.
            taken_back
            and card.card.kind is CardKind.REPORT
            and Category.CRISIS not in card.case.categories
        ):
            menus.append(CarePause(post_id))
    if Action.TALK in allowed:
        if card.case.talk_id is not None:
            items.append(CareTalk(card.case.talk_id))
        elif post is not None:
            items.append(CareReach(post.post_id))
    if Action.SUPPORT in allowed:
        items.append(OfferSupport(card.card.card_id))
    if Action.HARM in allowed:
        items.append(HarmMenu(card.card.card_id))
    closable = Action.CLOSE in allowed and card.card.kind is not CardKind.REPORT
    if closable:
        menus.append(CaseClose(card.card.card_id, content))
    own = [
        one
        for one in case_buttons(content, card, allowed)
        if card.card.kind is not CardKind.REPORT or not isinstance(one, CaseReopen)
    ]
    return view_of(*items, *own, *menus)


def decisions(content: Wording, post: Post) -> list[Button | Picker]:
    """What the care team can do about a post that is out; refused where it is in crisis."""
    return [
        CareLock("0" if post.locked else "1", post.post_id),
        CareRemove(post.post_id, content),
        CarePause(post.post_id),
    ]


async def _note(
    interaction: Interaction, what: What, post_id: str, detail: str | None = None
) -> None:
    """Keeps who decided, in the history of the post's cases."""
    await interaction.client.services.cases.note(
        interaction.guild_id or 0, what, interaction.user.id, post_id=post_id, detail=detail
    )


def _reasons(
    content: Wording | None, reasons: Sequence[Return] = CARE_REASONS
) -> list[discord.SelectOption]:
    if content is None:
        return []
    return [
        discord.SelectOption(value=reason.value, label=content.say(f"reason.{reason.value}_short"))
        for reason in reasons
    ]


async def _show_anew(interaction: Interaction, post_id: str) -> None:
    """Shows a post's cards as they stand now; another group's cards are not touched."""
    services = interaction.client.services
    if await services.sharing.find(interaction.guild_id or 0, post_id=post_id):
        await services.outbox.show_cards(post_id)


class Unreadable(Enum):
    """Discord does not show a message that may well be there."""

    NOW = "now"


async def _fetch_words(client: Client, post: Post) -> render.Words | Unreadable | None:
    """The words of a post; None when there is no such message."""
    if post.channel_id is None or post.message_id is None:
        return None
    channel = client.get_partial_messageable(post.channel_id, guild_id=post.guild_id)
    try:
        message = await channel.fetch_message(post.message_id)
    except discord.NotFound:
        return None
    except UNREACHABLE:
        return Unreadable.NOW
    # Without its embed (a moderator can remove that) the message must still go.
    return render.words_of(message) or render.Words("")


async def _lock_thread(client: Client, share: Post, locked: bool) -> bool:
    """Locks the thread for people who write under their own name, too; False when refused."""
    if share.thread_id is None:
        return False
    try:
        channel = await client.fetch_channel(share.thread_id)
        if isinstance(channel, discord.Thread):
            await channel.edit(archived=False, locked=locked)
            return True
    except UNREACHABLE:
        pass
    return False


async def setup(client: Client) -> None:
    """discord.py's entry."""
    client.add_items(
        CareApprove,
        CareReturn,
        CareRemove,
        CareUndo,
        CareLock,
        CarePause,
        CareLift,
        CareLiftOne,
        CareDone,
    )
