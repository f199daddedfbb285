"""/share and replying: the modal, the private preview, and what can be pressed on it."""

from dataclasses import replace
from typing import assert_never

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.core import text
from bot.discord.boundary import (
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
from bot.groups.rules import SMALL_GROUP, release_minutes
from bot.screening.verdict import Verdict
from bot.sharing.outcomes import Accepted, GivenBack, Preview, Refusal, Refused
from bot.sharing.preview import mirror, objections
from bot.sharing.rules import Draft, Help
from cogs.sharing import render
from cogs.sharing.drafts import DRAFT, DraftButton, blank, code, headcount, names_for, words_back
from cogs.sharing.fork import ForkBarrier, ForkMore, ForkTalk, fork_text
from cogs.sharing.member_names import names_of
from cogs.sharing.reasons import parts_of, said_of, why
from cogs.sharing.receipt import tell_outcome
from cogs.talks.render import emergency

FORM_MAX = 4000
"""Characters a text field of a form takes, by Discord's documentation."""


class ComposeModal(Modal, template=rf"compose:{DRAFT}"):
    """The form for a share or a reply; opened with earlier words it edits them."""

    def __init__(
        self, post_id: str, parent: str, options: str, replaces: str | None = None
    ) -> None:
        self.draft = blank(post_id, parent, options, replaces)
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


async def show_preview(
    interaction: Interaction, draft: Draft, *, chosen: bool = False, trimmed: bool = False
) -> None:
    """Cleans, mirrors and shows a draft, or says why it cannot go on; the words are never lost.

    A draft that reads as crisis meets the fork first, unless ``chosen``: its author has been there
    and wants to share it.
    """
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
            prompt = client.services.sharing.prompt
            if outcome.given_back:
                found = bool(outcome.findings or outcome.in_note)
                await show_given_back(interaction, outcome.draft, outcome.verdict, can_mask=found)
            elif not chosen and prompt(guild_id, interaction.user.id, outcome.verdict):
                await _show_fork(interaction, outcome)
            else:
                said = said_of(interaction, outcome, chosen=chosen, trimmed=trimmed)
                await _show(interaction, outcome, said)
        case Refused():
            await refuse(interaction, outcome, draft)
        case _ as unreachable:
            assert_never(unreachable)


async def _show(interaction: Interaction, preview: Preview, said: list[str]) -> None:
    """The preview: exactly as it will look, with what can be done about it."""
    content, draft = interaction.client.content, preview.draft
    embed = render.post_embed(
        content,
        preview.alias,
        render.Words(draft.words, draft.note),
        draft.help,
        by_author=preview.by_author,
    )
    head = render.preview_text(content, preview, headcount(interaction), said)
    parts = code(draft).split(":")
    items: list[Button] = [DraftPost(*parts)]
    if preview.findings or preview.in_note:
        items.append(DraftMask(*parts))
    if preview.held and objections.can_trim(draft, preview.verdict):
        items.append(DraftTrim(*parts))
    items += [DraftEdit(*parts), DraftDrop(*parts)]
    if preview.held and not preview.verdict.support:
        items.append(ForkTalk("0", *parts))
    await reply(interaction, head, embeds=[embed], view=view_of(*items))


async def _show_fork(interaction: Interaction, preview: Preview) -> None:
    """The crisis fork in place of the preview, with the words below it."""
    client, draft = interaction.client, preview.draft
    reading, parts = preview.verdict.reading, code(draft).split(":")
    view = view_of(
        DraftShare(*parts, row=0),
        ForkTalk("0", *parts),
        ForkTalk("1", *parts),
        ForkMore(*parts),
        ForkBarrier("t" if reading.third_person else "m", *parts, content=client.content),
        DraftEdit(*parts, row=2),
        DraftDrop(*parts, row=2),
    )
    embeds = [words_back(interaction, draft.words, draft.note)]
    on_duty = await client.services.roster.on_duty(interaction.guild_id or 0)
    text_ = fork_text(client.content, len(on_duty), emergency(interaction), reading)
    await reply(interaction, text_, embeds=embeds, view=view)


async def show_given_back(
    interaction: Interaction, draft: Draft, verdict: Verdict, *, can_mask: bool = False
) -> None:
    """What cannot appear as it is: the words back, the reason, and the ways on."""
    content, parts = interaction.client.content, code(draft).split(":")
    lines = [
        content.say("held.back", why=why(content, verdict)),
        *parts_of(content, draft, verdict),
    ]
    items: list[Button] = [DraftMask(*parts)] if can_mask else []
    items += [DraftEdit(*parts), DraftAppeal(*parts), ForkTalk("0", *parts), DraftDrop(*parts)]
    view = view_of(*items)
    embeds = [words_back(interaction, draft.words, draft.note)]
    text_ = "\n".join([*lines, content.say("held.ways")])
    await reply(interaction, text_, embeds=embeds, view=view)


async def refuse(interaction: Interaction, refused: Refused, draft: Draft) -> None:
    """Says why, and gives the words back to copy."""
    until = render.moment(refused.until) if refused.until else ""
    key = f"refused.{refused.reason.value}"
    keep = refused.reason is not Refusal.EMPTY and draft.words.strip()
    embeds = [words_back(interaction, draft.words, draft.note)] if keep else []
    again = refused.reason in (Refusal.EMPTY, Refusal.TOO_LONG)
    view = view_of(DraftEdit(*code(draft).split(":"))) if again and keep else None
    await say(interaction, key, embeds=embeds, view=view, when=until)


class DraftPost(DraftButton, template=rf"draft:post:{DRAFT}"):
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
        await _tell(interaction, outcome, draft)


class DraftShare(DraftButton, template=rf"draft:share:{DRAFT}"):
    """On the fork: on to the preview, with a content note suggested."""

    verb, label, style = "share", "Share it", discord.ButtonStyle.success

    async def press(self, interaction: Interaction) -> None:
        """Nothing is stored yet: the preview has its own button for that."""
        await think(interaction)
        draft = self.draft_on(interaction)
        if draft is None:
            await say(interaction, "draft.gone")
            return
        await show_preview(interaction, draft, chosen=True)


class DraftAppeal(DraftButton, template=rf"draft:appeal:{DRAFT}"):
    """Asks a person to look at what would otherwise come back: it is held for the team."""

    verb, label, style = "appeal", "Ask a person to look", discord.ButtonStyle.primary

    async def press(self, interaction: Interaction) -> None:
        """Stored durably, then shown to the team."""
        await think(interaction)
        draft = self.draft_on(interaction)
        if draft is None:
            await say(interaction, "draft.gone")
            return
        outcome = await interaction.client.services.sharing.submit(
            interaction.guild_id or 0,
            interaction.user.id,
            draft,
            size=headcount(interaction),
            appeal=True,
        )
        await _tell(interaction, outcome, draft, appeal=True)


class DraftTrim(DraftButton, template=rf"draft:trim:{DRAFT}"):
    """Takes out exactly what holds a draft back, and nothing of the feeling around it."""

    verb, label, style = "trim", "Take that part out", discord.ButtonStyle.primary

    async def press(self, interaction: Interaction) -> None:
        """Shows what is left as a preview: it is read once more."""
        await think(interaction)
        draft = self.draft_on(interaction)
        if draft is None:
            await say(interaction, "draft.gone")
            return
        client = interaction.client
        verdict = client.services.sharing.judge(interaction.guild_id or 0, draft)
        stand_in = client.content.say("held.left_out")
        trimmed = objections.without(draft, verdict, stand_in)
        await show_preview(interaction, trimmed, chosen=verdict.support, trimmed=True)


async def _tell(
    interaction: Interaction,
    outcome: Accepted | GivenBack | Refused,
    draft: Draft,
    *,
    appeal: bool = False,
) -> None:
    match outcome:
        case Accepted():
            if outcome.case_id is not None:
                await interaction.client.services.desk.show(outcome.case_id)
            await tell_outcome(interaction, outcome, draft, appeal=appeal)
        case GivenBack():
            await show_given_back(interaction, draft, outcome.verdict)
        case Refused():
            await refuse(interaction, outcome, draft)
        case _ as unreachable:
            assert_never(unreachable)


class DraftMask(DraftButton, template=rf"draft:mask:{DRAFT}"):
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


class DraftEdit(DraftButton, template=rf"draft:edit:{DRAFT}"):
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


class DraftDrop(DraftButton, template=rf"draft:drop:{DRAFT}"):
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
    client.add_items(DraftPost, DraftShare, DraftAppeal, DraftTrim, DraftMask, DraftEdit, DraftDrop)
    await client.add_cog(Compose())
