"""A draft on its private message: how it is written into buttons, and read back from there."""

from dataclasses import replace

import discord

from bot.core import text
from bot.core.ids import ID
from bot.discord.boundary import Button, Interaction
from bot.sharing.preview import mirror
from bot.sharing.rules import Draft, Help
from cogs.sharing import render

# The draft's id, the share it answers (or "-"), what would help, and when: all a press needs.
# Last, if it is one, the post that came back and that this draft replaces.
DRAFT = rf"(?P<post_id>{ID}):(?P<parent>{ID}|-):(?P<options>[lac-][wn])(?::(?P<replaces>{ID}))?"
_HELP = {"l": Help.LISTEN, "a": Help.ADVICE, "c": Help.CELEBRATE}


def code(draft: Draft) -> str:
    """The part of a ``custom_id`` that :data:`DRAFT` reads."""
    help_ = draft.help.value[0] if draft.help else "-"
    last = f":{draft.replaces}" if draft.replaces else ""
    return f"{draft.post_id}:{draft.parent_id or '-'}:{help_}{'w' if draft.window else 'n'}{last}"


def blank(post_id: str, parent: str, options: str, replaces: str | None) -> Draft:
    """The draft that :func:`code` spelled, without its words."""
    return Draft(
        post_id=post_id,
        replaces=replaces,
        words="",
        parent_id=None if parent == "-" else parent,
        help=_HELP.get(options[0]),
        window=options[1] == "w",
    )


def draft_on(message: discord.Message | None, without_words: Draft) -> Draft | None:
    """The draft with its words, read back from the message; None where they are not there."""
    words = render.words_of(message) if message else None
    return replace(without_words, words=words.words, note=words.note) if words else None


def headcount(interaction: Interaction) -> int:
    """How many are in this group, as Discord counts."""
    return (interaction.guild.member_count if interaction.guild else None) or 0


async def names_for(interaction: Interaction, words: str) -> set[str]:
    """Names of other members that may stand in these words."""
    if interaction.guild is None:
        return set()
    candidates = mirror.candidates(words)
    return await interaction.client.names.others(interaction.guild, interaction.user.id, candidates)


def words_back(interaction: Interaction, words: str, note: str) -> discord.Embed:
    """The member's own words, for their eyes: in a form that can be read back and edited."""
    cleaned = render.Words(text.clean(words).text, text.clean(note).text)
    name = interaction.client.content.say("post.your_words")
    return render.post_embed(interaction.client.content, name, cleaned, None, by_author=False)


class DraftButton(Button, template=r"(?!)"):
    """A button on the private preview: the draft is what stands on the message."""

    verb = ""
    label = ""
    style = discord.ButtonStyle.secondary

    def __init__(
        self,
        post_id: str,
        parent: str,
        options: str,
        replaces: str | None = None,
        *,
        row: int | None = None,
    ) -> None:
        self.blank = blank(post_id, parent, options, replaces)
        super().__init__(f"draft:{self.verb}:{code(self.blank)}", self.label, self.style, row=row)

    def draft_on(self, interaction: Interaction) -> Draft | None:
        """The draft with its words, read back from the message."""
        return draft_on(interaction.message, self.blank)
