"""/screen phrase import: what a file of phrases would do, then adding it, and one press of undo."""

from typing import assert_never

import discord
from discord import ui

from bot.core.ids import ID
from bot.discord.answers import reply, say
from bot.discord.client import Client, Interaction
from bot.discord.components import Button, view_of
from bot.discord.protocol import UNREACHABLE
from bot.screening.phrasebook.decoding import FILE_MOST, FileFault, FileRefused
from bot.screening.phrasebook.entries import ENTRIES_MOST
from bot.screening.phrasebook.imports import ImportPreview
from bot.screening.phrases import PHRASES_MOST
from cogs.screening import automod, import_preview
from cogs.screening.options import admit_team

IMPORT = rf"(?P<import_id>{ID})"


class ImportAdd(Button, template=rf"phrase:add:{IMPORT}"):
    """The button that adds every phrase of a preview."""

    def __init__(self, import_id: str) -> None:
        self.import_id = import_id
        super().__init__(f"phrase:add:{import_id}", "Add these", discord.ButtonStyle.success)

    async def press(self, interaction: Interaction) -> None:
        """Add the phrases, and offer to undo it."""
        await _add(interaction, self.import_id, fine_only=False)


class ImportFine(Button, template=rf"phrase:fine:{IMPORT}"):
    """The button that adds the phrases of a preview that hold no fine line."""

    def __init__(self, import_id: str) -> None:
        self.import_id = import_id
        super().__init__(f"phrase:fine:{import_id}", "Add only those that hold no fine line")

    async def press(self, interaction: Interaction) -> None:
        """Add these phrases, and offer to undo it."""
        await _add(interaction, self.import_id, fine_only=True)


class ImportLeave(Button, template=rf"phrase:leave:{IMPORT}"):
    """The button that adds nothing."""

    def __init__(self, import_id: str) -> None:
        self.import_id = import_id
        super().__init__(f"phrase:leave:{import_id}", "Leave it")

    async def press(self, interaction: Interaction) -> None:
        """Forget the preview."""
        if not await admit_team(interaction):
            return
        imports = interaction.client.services.tuning.imports
        there = imports.leave(interaction.guild_id or 0, self.import_id)
        await say(interaction, "phrase.left_alone" if there else "phrase.preview_gone")


class ImportUndo(Button, template=rf"phrase:undo:{IMPORT}"):
    """The button that takes back an import."""

    def __init__(self, import_id: str) -> None:
        self.import_id = import_id
        super().__init__(f"phrase:undo:{import_id}", "Undo the last import")

    async def press(self, interaction: Interaction) -> None:
        """Remove what the import added and restore what it changed, within a day."""
        if not await admit_team(interaction):
            return
        imports = interaction.client.services.tuning.imports
        undone = await imports.undo(interaction.guild_id or 0, self.import_id)
        if undone is None:
            await say(interaction, "phrase.no_import_undo")
            return
        await say(
            interaction,
            "phrase.import_undone",
            removed=undone.removed,
            restored=undone.restored,
            left=undone.left,
        )
        await automod.keep_up(interaction)


async def preview(interaction: Interaction, file: discord.Attachment) -> None:
    """Show what a file of phrases would do; nothing is added before a press."""
    content = interaction.client.content
    if file.size > FILE_MOST:
        await _refuse(interaction, FileRefused(FileFault.BIG))
        return
    try:
        data = await file.read()
    except UNREACHABLE:
        await say(interaction, "phrase.file_lost")
        return
    guild_id, services = interaction.guild_id or 0, interaction.client.services
    outcome = await services.tuning.imports.preview(guild_id, data)
    match outcome:
        case ImportPreview():
            blocking = bool(await services.automod.rules(guild_id))
            await reply(
                interaction,
                import_preview.head_of(content, outcome),
                view=_choices(outcome),
                embeds=import_preview.embeds_of(content, outcome, blocking=blocking),
            )
        case FileRefused():
            await _refuse(interaction, outcome)
        case _ as unreachable:
            assert_never(unreachable)


async def undo_view(interaction: Interaction) -> ui.View | None:
    """Return the button that undoes the group's last import; None when there is none to undo."""
    imports = interaction.client.services.tuning.imports
    import_id = await imports.last(interaction.guild_id or 0)
    return None if import_id is None else view_of(ImportUndo(import_id))


async def _refuse(interaction: Interaction, refused: FileRefused) -> None:
    reason = interaction.client.content.say(
        f"phrase.file_{refused.why.value}",
        kb=FILE_MOST // 1000,
        entries=ENTRIES_MOST,
        phrases=PHRASES_MOST,
        line=refused.line,
    )
    await say(interaction, "phrase.file_refused", why=reason)


async def _add(interaction: Interaction, import_id: str, *, fine_only: bool) -> None:
    if not await admit_team(interaction):
        return
    content, imports = interaction.client.content, interaction.client.services.tuning.imports
    done = await imports.add(interaction.guild_id or 0, import_id, fine_only=fine_only)
    if done is None:
        await say(interaction, "phrase.preview_gone")
        return
    lines: list[str] = []
    if done.undo:
        lines.append(content.say("phrase.imported", new=done.new, changed=done.changed))
    else:
        lines.append(content.say("phrase.imported_none"))
    if done.full:
        lines.append(content.say("phrase.imported_full", full=done.full))
    view = view_of(ImportUndo(import_id)) if done.undo else None
    await reply(interaction, "\n".join(lines), view=view)
    if done.undo:
        await automod.keep_up(interaction)


def _choices(found: ImportPreview) -> ui.View | None:
    if not found.wanted:
        return None
    buttons: list[Button] = [ImportAdd(found.import_id)]
    if 0 < len(found.fine) < len(found.wanted):
        buttons.append(ImportFine(found.import_id))
    return view_of(*buttons, ImportLeave(found.import_id))


def register(client: Client) -> None:
    """Register the buttons, so that they work (or say that it is too late) after a restart too."""
    client.add_items(ImportAdd, ImportFine, ImportLeave, ImportUndo)
