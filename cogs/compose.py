"""/share and replying: the modal, the private preview, and what can be pressed on it."""

from dataclasses import replace
from typing import assert_never

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.groups.rules import SMALL_GROUP, release_minutes
from bot.interactions import (
    NO_PINGS,
    Button,
    Client,
    Interaction,
    Modal,
    beside,
    reply,
    say,
    think,
    view_of,
)
from bot.sharing import mirror, text
from bot.sharing.outcomes import Accepted, Preview, Refusal, Refused
from bot.sharing.rules import ID, Draft, Help, Return, State
from cogs import render
from cogs.names import names_of

# The draft's id, the share it answers (or "-"), what would help, and when: all a press needs.
# Last, if it is one, the post that came back and that this draft replaces.
DRAFT = rf"(?P<post_id>{ID}):(?P<parent>{ID}|-):(?P<options>[lac-][wn])(?::(?P<replaces>{ID}))?"
FORM_MAX = 4000
"""Characters a text field of a form takes, by Discord's documentation."""
_HELP = {"l": Help.LISTEN, "a": Help.ADVICE, "c": Help.CELEBRATE}


def code(draft: Draft) -> str:
    """The part of a ``custom_id`` that :data:`DRAFT` reads."""
    help_ = draft.help.value[0] if draft.help else "-"
    last = f":{draft.replaces}" if draft.replaces else ""
    return f"{draft.post_id}:{draft.parent_id or '-'}:{help_}{'w' if draft.window else 'n'}{last}"


def _draft(post_id: str, parent: str, options: str, replaces: str | None) -> Draft:
    return Draft(
        post_id=post_id,
        replaces=replaces,
        words="",
        parent_id=None if parent == "-" else parent,
        help=_HELP.get(options[0]),
        window=options[1] == "w",
    )


def headcount(interaction: Interaction) -> int:
    """How many are in this group, as Discord counts."""
    return (interaction.guild.member_count if interaction.guild else None) or 0


class ComposeModal(Modal, template=rf"compose:{DRAFT}"):
    """The form for a share or a reply; opened with earlier words it edits them."""

    def __init__(
        self, post_id: str, parent: str, options: str, replaces: str | None = None
    ) -> None:
        self.draft = _draft(post_id, parent, options, replaces)
        title = "Share without your name" if parent == "-" else "Reply without your name"
        super().__init__(f"compose:{code(self.draft)}", title)

    def fill(self, client: Client, words: str, note: str, *, windows: bool, wait: bool) -> None:
        """Adds the fields. ``windows``: there are release windows; ``wait``: suggest them."""
        say_ = client.content.say
        is_share = self.draft.parent_id is None
        self.add_item(
            ui.Label(
                text=say_("compose.words" if is_share else "compose.reply_words"),
                description=say_("compose.words_hint"),
                component=ui.TextInput[ui.View](
                    custom_id="words",
                    style=discord.TextStyle.paragraph,
                    # Never less than what is to be edited, or Discord would not open the form.
                    max_length=max(text.MAX_WORDS, min(len(words), FORM_MAX)),
                    default=words[:FORM_MAX] or None,
                ),
            )
        )
        self.add_item(
            ui.Label(
                text=say_("compose.note"),
                description=say_("compose.note_hint"),
                component=ui.TextInput[ui.View](
                    custom_id="note",
                    required=False,
                    max_length=text.MAX_NOTE,
                    default=note or None,
                ),
            )
        )
        if not is_share:
            return
        chosen = self.draft.help or Help.LISTEN
        self._add_choice(
            "help",
            say_("compose.help"),
            None,
            [(h.value, say_(f"compose.help_{h.value}"), h is chosen) for h in Help],
        )
        if windows:
            self._add_choice(
                "when",
                say_("compose.when"),
                say_("compose.when_hint"),
                [
                    ("n", say_("compose.when_now"), not wait),
                    ("w", say_("compose.when_window"), wait),
                ],
            )

    def _add_choice(
        self, name: str, label: str, hint: str | None, choices: list[tuple[str, str, bool]]
    ) -> None:
        options = [
            discord.SelectOption(value=value, label=shown, default=default)
            for value, shown, default in choices
        ]
        select = ui.Select[ui.View](custom_id=name, options=options)
        self.add_item(ui.Label(text=label, description=hint, component=select))

    async def submit(self, interaction: Interaction) -> None:
        """Shows the private preview: nothing has been stored."""
        await think(interaction)
        picked = self.values.get("help")
        draft = replace(
            self.draft,
            words=self.values.get("words", ""),
            note=self.values.get("note", ""),
            help=Help(picked) if picked else self.draft.help,
            window=self.values.get("when") == "w",
        )
        await show_preview(interaction, draft)


async def open_modal(interaction: Interaction, *, parent: str = "-") -> None:
    """Opens the empty form, unless the member has to wait. All from memory: it must be instant."""
    guild_id = interaction.guild_id or 0
    services = interaction.client.services
    until = services.sharing.full(guild_id, interaction.user.id, reply=parent != "-")
    if until is not None:
        await say(interaction, "refused.too_many", when=render.moment(until))
        return
    modal = ComposeModal(services.sharing.new_id(), parent, "-n")
    minutes = release_minutes(services.groups.get(guild_id), headcount(interaction))
    wait = headcount(interaction) < SMALL_GROUP
    modal.fill(interaction.client, "", "", windows=minutes > 0, wait=wait)
    await interaction.response.send_modal(modal)


async def show_preview(interaction: Interaction, draft: Draft) -> None:
    """Cleans, mirrors and shows a draft, or says why it cannot go on; the words are never lost."""
    client = interaction.client
    guild, guild_id = interaction.guild, interaction.guild_id or 0
    names = await names_for(interaction, f"{draft.note}\n{draft.words}")
    outcome = await client.services.sharing.preview(
        guild_id,
        interaction.user.id,
        draft,
        own=names_of(interaction.user),
        others=names,
        size=headcount(interaction) if guild else 0,
    )
    match outcome:
        case Preview():
            embed = render.post_embed(
                client.content,
                outcome.alias,
                render.Words(outcome.draft.words, outcome.draft.note),
                outcome.draft.help,
                by_author=outcome.by_author,
            )
            head = render.preview_text(client.content, outcome, headcount(interaction))
            view = preview_view(outcome.draft, can_mask=bool(outcome.findings or outcome.in_note))
            await reply(interaction, head, embeds=[embed], view=view)
        case Refused():
            await refuse(interaction, outcome, draft)
        case _ as unreachable:
            assert_never(unreachable)


async def names_for(interaction: Interaction, words: str) -> set[str]:
    """Names of other members that may stand in these words."""
    if interaction.guild is None:
        return set()
    candidates = mirror.candidates(words)
    return await interaction.client.names.others(interaction.guild, interaction.user.id, candidates)


async def refuse(interaction: Interaction, refused: Refused, draft: Draft) -> None:
    """Says why, and gives the words back to copy."""
    until = render.moment(refused.until) if refused.until else ""
    key = f"refused.{refused.reason.value}"
    keep = refused.reason is not Refusal.EMPTY and draft.words.strip()
    embeds = [words_back(interaction, draft.words, draft.note)] if keep else []
    again = refused.reason in (Refusal.EMPTY, Refusal.TOO_LONG)
    view = view_of(DraftEdit(*code(draft).split(":"))) if again and keep else None
    await say(interaction, key, embeds=embeds, view=view, when=until)


def words_back(interaction: Interaction, words: str, note: str) -> discord.Embed:
    """The member's own words, for their eyes: in a form that can be read back and edited."""
    cleaned = render.Words(text.clean(words).text, text.clean(note).text)
    name = interaction.client.content.say("post.your_words")
    return render.post_embed(interaction.client.content, name, cleaned, None, by_author=False)


class _DraftButton(Button, template=r"(?!)"):
    """A button on the private preview: the draft is what stands on the message."""

    verb = ""
    label = ""
    style = discord.ButtonStyle.secondary

    def __init__(
        self, post_id: str, parent: str, options: str, replaces: str | None = None
    ) -> None:
        self.blank = _draft(post_id, parent, options, replaces)
        super().__init__(f"draft:{self.verb}:{code(self.blank)}", self.label, self.style)

    def draft_on(self, interaction: Interaction) -> Draft | None:
        """The draft with its words, read back from the message."""
        words = render.words_of(interaction.message) if interaction.message else None
        if words is None:
            return None
        return replace(self.blank, words=words.words, note=words.note)


class DraftPost(_DraftButton, template=rf"draft:post:{DRAFT}"):
    """Stores the draft durably, then sends it (or says when it will be)."""

    verb, label, style = "post", "Post it", discord.ButtonStyle.success

    async def press(self, interaction: Interaction) -> None:
        """A second press, or one after a restart, finds the same post."""
        await think(interaction)
        draft = self.draft_on(interaction)
        if draft is None:
            await say(interaction, "draft.gone")
            return
        services = interaction.client.services
        guild_id = interaction.guild_id or 0
        outcome = await services.sharing.submit(
            guild_id, interaction.user.id, draft, size=headcount(interaction)
        )
        if isinstance(outcome, Refused):
            await refuse(interaction, outcome, draft)
            return
        await _tell_outcome(interaction, outcome, draft)


async def _tell_outcome(interaction: Interaction, accepted: Accepted, draft: Draft) -> None:
    services = interaction.client.services
    post = accepted.post
    # In a group that keeps no link there is nothing to find under /my shares.
    unlinked = "" if services.groups.get(post.guild_id).link_days else "_unlinked"
    if post.state is State.HELD:
        if await services.outbox.show_cards(post.post_id):
            await say(interaction, f"done.held{unlinked}")
        else:
            await say(interaction, "done.held_waiting")
        return
    sent = await services.outbox.deliver(post.post_id) or post
    embeds = [words_back(interaction, draft.words, draft.note)]
    if sent.state is State.POSTED:
        key = f"done.posted{unlinked}" if sent.is_share else "done.replied"
        await say(interaction, key, link=render.jump_link(sent))
    elif sent.state is State.RETURNED:
        reason = sent.reason or Return.DISCORD
        why = interaction.client.content.say(f"reason.{reason.value}")
        await say(interaction, "done.returned", embeds=embeds, why=why)
    elif sent.state is State.WAITING and sent.message_id is not None:
        await say(interaction, "done.thread_later", link=render.jump_link(sent))
    elif sent.state is State.WAITING and sent.attempts == 0:
        await say(interaction, f"done.window{unlinked}", when=render.moment(sent.due_at))
    elif sent.state is State.WAITING:
        await say(interaction, f"done.waiting{unlinked}")
    else:
        await say(interaction, "done.over")


class DraftMask(_DraftButton, template=rf"draft:mask:{DRAFT}"):
    """Replaces everything the mirror found by a readable stand-in."""

    verb, label, style = "mask", "Hide these details", discord.ButtonStyle.primary

    async def press(self, interaction: Interaction) -> None:
        """Shows the masked preview in place of the old one."""
        await think(interaction)
        draft = self.draft_on(interaction)
        if draft is None:
            await say(interaction, "draft.gone")
            return
        own = names_of(interaction.user)
        others = await names_for(interaction, f"{draft.note}\n{draft.words}")

        def masked(words: str) -> str:
            return mirror.mask(words, mirror.find(words, own=own, others=others))

        note, words = masked(draft.note), masked(draft.words)
        if len(words) > text.MAX_WORDS or len(note) > text.MAX_NOTE:
            # A stand-in can be longer than what it hides. The preview stays: nothing is cut.
            await beside(interaction, "draft.mask_too_long")
            return
        await show_preview(interaction, replace(draft, words=words, note=note))


class DraftEdit(_DraftButton, template=rf"draft:edit:{DRAFT}"):
    """Opens the form again with the words in it."""

    verb, label = "edit", "Edit"

    async def press(self, interaction: Interaction) -> None:
        """A modal must be the first answer: everything comes from the message itself."""
        draft = self.draft_on(interaction)
        if draft is None:
            await say(interaction, "draft.gone")
            return
        await edit(interaction, draft)


async def edit(interaction: Interaction, draft: Draft) -> None:
    """Opens the form filled with ``draft``."""
    services = interaction.client.services
    group = services.groups.get(interaction.guild_id or 0)
    windows = release_minutes(group, headcount(interaction)) > 0
    modal = ComposeModal(*code(draft).split(":"))
    modal.fill(interaction.client, draft.words, draft.note, windows=windows, wait=draft.window)
    await interaction.response.send_modal(modal)


class DraftDrop(_DraftButton, template=rf"draft:drop:{DRAFT}"):
    """Throws the draft away: the preview was the only place where it stood."""

    verb, label = "drop", "Don't post"

    async def press(self, interaction: Interaction) -> None:
        """Clears the words from the screen."""
        await interaction.response.edit_message(
            content=interaction.client.content.say("draft.dropped"),
            embeds=[],
            view=None,
            allowed_mentions=NO_PINGS,
        )


def preview_view(draft: Draft, *, can_mask: bool) -> ui.View:
    """The buttons of a preview."""
    parts = code(draft).split(":")
    items: list[Button] = [DraftPost(*parts)]
    if can_mask:
        items.append(DraftMask(*parts))
    return view_of(*items, DraftEdit(*parts), DraftDrop(*parts))


class Compose(commands.Cog):
    """The /share command."""

    @app_commands.command(name="share", description="Share something without your name")
    @app_commands.guild_only()
    async def share(self, interaction: Interaction) -> None:
        """Opens the form: nothing is typed in the channel, nobody sees you typing."""
        await open_modal(interaction)


async def setup(client: Client) -> None:
    """discord.py's entry."""
    client.add_modals(ComposeModal)
    client.add_items(DraftPost, DraftMask, DraftEdit, DraftDrop)
    await client.add_cog(Compose())
