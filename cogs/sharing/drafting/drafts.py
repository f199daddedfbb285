"""A draft on its private message: how buttons encode it, and how a press reads it back."""

from abc import abstractmethod
from dataclasses import dataclass, replace
from typing import ClassVar, Protocol

import discord

from bot.core import text
from bot.core.ids import ID
from bot.core.seals import Words
from bot.discord.answers import say, think
from bot.discord.client import Interaction
from bot.discord.components import Button
from bot.sharing.outcomes import Accepted, DraftRefused, GivenBack
from bot.sharing.preview import mirror
from bot.sharing.rules import Draft, Help
from cogs.sharing import post_render
from cogs.sharing.member_names import MemberNames

# The draft's id, the share it answers (or "-"), what would help, and when to post: all that a
# press needs. Last and optional: the returned post that this draft replaces.
DRAFT = rf"(?P<post_id>{ID}):(?P<parent>{ID}|-):(?P<options>[lac-][wn])(?::(?P<replaces>{ID}))?"
_HELP = {"l": Help.LISTEN, "a": Help.ADVICE, "c": Help.CELEBRATE}


def code(draft: Draft) -> str:
    """Return the part of a ``custom_id`` that :data:`DRAFT` matches."""
    help_ = draft.help.value[0] if draft.help else "-"
    last = f":{draft.replaces}" if draft.replaces else ""
    return f"{draft.post_id}:{draft.parent_id or '-'}:{help_}{'w' if draft.window else 'n'}{last}"


def blank(post_id: str, parent: str, options: str, replaces: str | None) -> Draft:
    """Return the draft that :func:`code` encoded, without its words."""
    return Draft(
        post_id=post_id,
        replaces=replaces,
        words="",
        parent_id=None if parent == "-" else parent,
        help=_HELP.get(options[0]),
        window=options[1] == "w",
    )


def draft_on(message: discord.Message | None, without_words: Draft) -> Draft | None:
    """Return the draft with its words, read from the message; None when they are not there."""
    words = post_render.words_of(message) if message else None
    return replace(without_words, words=words.words, note=words.note) if words else None


def headcount(interaction: Interaction) -> int:
    """Return how many members this group has, by Discord's count."""
    return (interaction.guild.member_count if interaction.guild else None) or 0


async def names_for(interaction: Interaction, words: str) -> set[str]:
    """Return names of other members that these words may mention."""
    if interaction.guild is None:
        return set()
    candidates = mirror.candidates(words)
    names = interaction.client.state(MemberNames)
    return await names.others(interaction.guild, interaction.user.id, candidates)


def words_back(interaction: Interaction, words: str, note: str) -> discord.Embed:
    """Return the member's own words, for that member alone, in a form that can be read back."""
    cleaned = Words(text.clean(words).text, text.clean(note).text)
    name = interaction.client.content.say("post.your_words")
    return post_render.post_embed(interaction.client.content, name, cleaned, None, by_author=False)


class ReadsDraft(Button, template=r"(?!)"):
    """A button that works on the draft of its message. Subclasses write :meth:`use`."""

    blank: Draft
    """The draft without its words."""
    opens_form: ClassVar[bool] = False
    """Whether ``use`` opens a form: it must be the first answer, so the press is not deferred."""

    async def press(self, interaction: Interaction) -> None:
        """Read the draft from the message and use it, or say that it is gone."""
        if not self.opens_form:
            await think(interaction)
        draft = draft_on(interaction.message, self.blank)
        if draft is None:
            await say(interaction, "draft.gone")
            return
        await self.use(interaction, draft)

    @abstractmethod
    async def use(self, interaction: Interaction, draft: Draft) -> None:
        """Work on the draft."""


class PreviewButton(Button, template=r"(?!)"):
    """A button on a draft's private message; its ``custom_id`` holds all but the words."""

    verb: ClassVar[str] = ""
    label: ClassVar[str] = ""
    style: ClassVar[discord.ButtonStyle] = discord.ButtonStyle.secondary

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


class DraftButton(ReadsDraft, PreviewButton, template=r"(?!)"):
    """A button on a draft's private message that works on the draft."""


class ShowPreview(Protocol):
    """The type of :func:`cogs.sharing.drafting.preview.show_preview`."""

    async def __call__(
        self,
        interaction: Interaction,
        draft: Draft,
        *,
        chosen: bool = False,
        trimmed: bool = False,
    ) -> None:
        """Show the draft's preview."""
        ...


class TellOutcome(Protocol):
    """The type of :func:`cogs.sharing.drafting.preview.tell`."""

    async def __call__(
        self,
        interaction: Interaction,
        outcome: Accepted | GivenBack | DraftRefused,
        draft: Draft,
        *,
        appeal: bool = False,
    ) -> None:
        """Tell the outcome of submitting the draft."""
        ...


@dataclass(frozen=True, slots=True)
class DraftSteps:
    """The steps that the form and the buttons call; the preview itself imports the buttons."""

    show: ShowPreview
    tell: TellOutcome
