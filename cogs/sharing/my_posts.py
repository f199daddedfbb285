"""/my shares: the posts that Haven can still link to a member, and taking them back."""

from datetime import date
from typing import assert_never

import discord

from bot.core.ids import ID
from bot.core.seals import Words
from bot.discord.answers import say, think
from bot.discord.client import Client, Interaction
from bot.discord.components import Button, Picker, view_of
from bot.discord.protocol import UNREACHABLE
from bot.sharing.my_posts import Mine, Withdrawal
from bot.sharing.rules import CARE_REASONS, Draft, Return, State
from cogs import render
from cogs.sharing import post_render
from cogs.sharing.appeals import AppealAsk
from cogs.sharing.drafting.draft_buttons import DraftEdit
from cogs.sharing.drafting.drafts import code
from cogs.talks.member_side import TalkBegin

POST = rf"(?P<post_id>{ID})"
PAGE = 20


class MyPicker(Picker, template=r"my:pick:(?P<page>[0-9]{1,4})"):
    """The menu that picks one of the member's posts."""

    def __init__(self, page: str, options: list[discord.SelectOption] | None = None) -> None:
        super().__init__(f"my:pick:{page}", "Choose one to see what you can do", options or [])

    async def press(self, interaction: Interaction) -> None:
        """Show the post's details in place of the list."""
        await think(interaction)
        await show_one(interaction, self.picked)


class MyPage(Button, template=r"my:page:(?P<page>[0-9]{1,4})"):
    """The button that leads to a page of the list."""

    def __init__(self, page: str, label: str = "Back to the list") -> None:
        self.page = int(page)
        super().__init__(f"my:page:{page}", label)

    async def press(self, interaction: Interaction) -> None:
        """Show that page."""
        await think(interaction)
        await show_list(interaction, self.page)


class MyWithdraw(Button, template=rf"my:withdraw:{POST}"):
    """The button that asks once more before a post is taken back."""

    def __init__(self, post_id: str) -> None:
        self.post_id = post_id
        super().__init__(f"my:withdraw:{post_id}", "Withdraw", discord.ButtonStyle.danger)

    async def press(self, interaction: Interaction) -> None:
        """Say what withdrawing does; the words stay on the private message."""
        await think(interaction)
        message = interaction.message
        words = post_render.words_of(message) if message else None
        embeds = [_own_words(interaction, words)] if words else []
        view = view_of(MyWithdrawYes(self.post_id), MyKeep(self.post_id))
        await say(interaction, "my.withdraw_sure", embeds=embeds, view=view)


class MyKeep(Button, template=rf"my:keep:{POST}"):
    """The button that leads back to the post's details."""

    def __init__(self, post_id: str) -> None:
        self.post_id = post_id
        super().__init__(f"my:keep:{post_id}", "Keep it")

    async def press(self, interaction: Interaction) -> None:
        """Show the post again."""
        await think(interaction)
        await show_one(interaction, self.post_id)


class MyWithdrawYes(Button, template=rf"my:withdrawn:{POST}"):
    """The button that takes a post back and returns its words, to edit and share again."""

    def __init__(self, post_id: str) -> None:
        self.post_id = post_id
        super().__init__(f"my:withdrawn:{post_id}", "Yes, withdraw", discord.ButtonStyle.danger)

    async def press(self, interaction: Interaction) -> None:
        """Store the withdrawal durably, then ask Discord to delete the message."""
        await think(interaction)
        services = interaction.client.services
        guild_id = interaction.guild_id or 0
        words = post_render.words_of(interaction.message) if interaction.message else None
        mine = await services.my_posts.get(guild_id, interaction.user.id, self.post_id)
        outcome = await services.my_posts.withdraw(guild_id, interaction.user.id, self.post_id)
        match outcome:
            case Withdrawal.DONE:
                key = "my.withdrawn"
                await services.desk.show_post(self.post_id)
            case Withdrawal.UNDER_WAY:
                after = await services.outbox.deliver(self.post_id)
                done = after is None or after.state is State.WITHDRAWN
                key = "my.withdrawn" if done else "my.withdrawing"
                await services.desk.show_post(self.post_id)
            case Withdrawal.GONE:
                await say(interaction, "my.gone", view=view_of(MyPage("0")))
                return
            case _ as unreachable:
                assert_never(unreachable)
        if words is None or mine is None:
            await say(interaction, key, view=view_of(MyPage("0")))
            return
        again = _again(interaction, mine)
        view = view_of(DraftEdit(*code(again).split(":")), MyPage("0"))
        await say(interaction, key, embeds=[_own_words(interaction, words)], view=view)


class MyMute(Button, template=rf"my:mute:(?P<on>[01]):{POST}"):
    """The button that turns messages about answers to a post off or on; on those messages too."""

    def __init__(self, on: str, post_id: str) -> None:
        self.on = on == "1"
        self.post_id = post_id
        label = "Don't tell me about answers" if self.on else "Tell me about answers"
        super().__init__(f"my:mute:{on}:{post_id}", label)

    async def press(self, interaction: Interaction) -> None:
        """Turn the messages off or on; in a direct message, the post tells the group."""
        await think(interaction)
        mine = interaction.client.services.my_posts
        guild_id = interaction.guild_id or await mine.guild_of(self.post_id)
        done = await mine.set_muted(guild_id, interaction.user.id, self.post_id, self.on)
        if not done:
            await say(interaction, "my.gone")
        elif interaction.guild_id is None:
            other = MyMute("0" if self.on else "1", self.post_id)
            await say(interaction, "my.muted" if self.on else "my.unmuted", view=view_of(other))
        else:
            await show_one(interaction, self.post_id)


async def show_list(interaction: Interaction, page: int = 0) -> None:
    """Show the member's posts in this group, a page at a time."""
    client = interaction.client
    guild_id = interaction.guild_id or 0
    group = client.services.groups.get(guild_id)
    mine = await client.services.my_posts.list(guild_id, interaction.user.id)
    if not mine:
        key = "my.none" if group.link_days else "my.never_linked"
        await say(interaction, key, days=group.link_days)
        return
    page = min(page, (len(mine) - 1) // PAGE)
    shown = mine[page * PAGE : (page + 1) * PAGE]
    lines = [_line(client, one) for one in shown]
    options = [
        discord.SelectOption(
            value=one.post.post_id,
            label=one.post.alias,
            description=client.content.say(f"my.state_{one.post.state.value}"),
        )
        for one in shown
    ]
    items: list[Button | Picker] = [MyPicker(str(page), options)]
    if page:
        items.append(MyPage(str(page - 1), "Newer"))
    if (page + 1) * PAGE < len(mine):
        items.append(MyPage(str(page + 1), "Older"))
    embed = discord.Embed(description="\n".join(lines), color=render.QUIET)
    await say(interaction, "my.list", embeds=[embed], view=view_of(*items), days=group.link_days)


async def show_one(interaction: Interaction, post_id: str) -> None:
    """Show one of the member's posts with its words and buttons."""
    client = interaction.client
    mine = await client.services.my_posts.get(
        interaction.guild_id or 0, interaction.user.id, post_id
    )
    if mine is None or mine.post.state in (State.WITHDRAWN, State.WITHDRAWING, State.REMOVING):
        await say(interaction, "my.gone", view=view_of(MyPage("0")))
        return
    words = mine.words or await posted_words(client, mine)
    embeds = [_own_words(interaction, words)] if words else []
    items: list[Button] = []
    if mine.post.state in (State.RETURNED, State.REMOVED):
        if words:
            items.append(DraftEdit(*code(_again(interaction, mine)).split(":")))
        items.append(MyWithdrawYes(post_id))
        if mine.post.reason in CARE_REASONS:
            items.append(AppealAsk(post_id))
    else:
        items.append(MyWithdraw(post_id))
        if mine.post.is_share:
            items.append(MyMute("0" if mine.muted else "1", post_id))
    items += [TalkBegin("0", post_id, "Talk to the care team"), MyPage("0")]
    text = client.content.say("my.one", line=_line(client, mine), day=_last_day(mine))
    reason = mine.post.reason
    if reason is not None and mine.post.state in (State.RETURNED, State.REMOVED):
        text += "\n" + client.content.say("my.why", why=_why(client, reason))
    await say(interaction, "my.plain", embeds=embeds, view=view_of(*items), text=text)


async def posted_words(client: Client, mine: Mine) -> Words | None:
    """Return a posted message's words: they are kept by Discord, not by Haven."""
    post = mine.post
    if post.channel_id is None or post.message_id is None:
        return None
    channel = client.get_partial_messageable(post.channel_id, guild_id=post.guild_id)
    try:
        return post_render.words_of(await channel.fetch_message(post.message_id))
    except UNREACHABLE:
        return None


def _again(interaction: Interaction, mine: Mine) -> Draft:
    """Return a draft that replaces an old post, under a new id so that the two stay distinct."""
    return Draft(
        post_id=interaction.client.services.sharing.new_id(),
        words="",
        help=mine.post.help,
        parent_id=mine.post.parent_id,
        replaces=mine.post.post_id,
    )


def _own_words(interaction: Interaction, words: Words) -> discord.Embed:
    name = interaction.client.content.say("post.your_words")
    return post_render.post_embed(interaction.client.content, name, words, None, by_author=False)


def _line(client: Client, mine: Mine) -> str:
    post = mine.post
    state = client.content.say(f"my.state_{post.state.value}")
    kind = client.content.say("my.share" if post.is_share else "my.reply")
    where = f" · {post_render.jump_link(post)}" if post.state is State.POSTED else ""
    when = f" · {render.moment(post.due_at)}" if post.state is State.WAITING else ""
    heard = f" · \N{GREEN HEART} {post.heard}" if post.heard else ""
    return f"**{post.alias}** · {kind} · {state}{when}{heard}{where}"


def _why(client: Client, reason: Return) -> str:
    return client.content.say(f"reason.{reason.value}")


def _last_day(mine: Mine) -> str:
    return render.day(date.fromisoformat(mine.key_day))


async def setup(client: Client) -> None:
    """Register the buttons and the menu; the ``/my`` command is in :mod:`cogs.my`."""
    client.add_items(MyPicker, MyPage, MyWithdraw, MyKeep, MyWithdrawYes, MyMute)
