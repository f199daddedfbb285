"""The crisis fork: what a draft meets that reads as crisis, before its preview.

It stands where the preview would stand, with the words on the same private message, so nothing is
stored or told before a press, and every choice keeps the draft. The texts are fixed and reviewed.
"""

from enum import Enum

import discord

from bot.core.wording import Wording
from bot.discord.answers import edit_text, follow_up, say, think
from bot.discord.client import Client, Interaction
from bot.discord.components import Button, Picker
from bot.screening.verdict import Level, Reading
from bot.sharing.rules import Draft
from bot.talks.rules import Unsent
from cogs.helplines.country import emergency, guess
from cogs.helplines.support import support_embeds, support_view
from cogs.sharing.drafting.drafts import DRAFT, ReadsDraft, blank, code
from cogs.talks.member_side import sent_view
from cogs.talks.refusals import refuse_above


class Barrier(Enum):
    """What stops a member from calling for themselves."""

    POLICE = "police"
    ALOUD = "aloud"
    BURDEN = "burden"
    NOBODY = "nobody"
    COST = "cost"
    NOT_BAD = "not_bad"
    YOUNG = "young"
    TOLD = "told"
    OTHER = "other"


class Their(Enum):
    """What stops a member from getting help for another person."""

    SECRET = "secret"  # noqa: S105 - the name of a barrier
    WORSE = "worse"
    UNSURE = "unsure"
    WHERE = "where"
    REFUSE = "refuse"
    OTHER = "more"


class ForkTalk(ReadsDraft, template=rf"fork:talk:(?P<named>[01]):{DRAFT}"):
    """Gives the draft's words to the care team: without a name, or with it. Can be taken back."""

    def __init__(
        self, named: str, post_id: str, parent: str, options: str, replaces: str | None = None
    ) -> None:
        self.named = named == "1"
        self.blank = blank(post_id, parent, options, replaces)
        label = "Talk with my name" if self.named else "Talk to the team without my name"
        style = discord.ButtonStyle.secondary if self.named else discord.ButtonStyle.primary
        super().__init__(f"fork:talk:{named}:{code(self.blank)}", label, style, row=0)

    async def use(self, interaction: Interaction, draft: Draft) -> None:
        """Store the talk durably, then say so; a second press finds the first one's."""
        content, services = interaction.client.content, interaction.client.services
        guild_id = interaction.guild_id or 0
        said = await services.talks.begin(
            guild_id,
            interaction.user.id,
            draft.words,
            named=self.named,
            draft_id=f"{draft.post_id}:{self.named:d}",
        )
        if isinstance(said, Unsent):
            await refuse_above(interaction, said)
            return
        arrived = await services.desk.show(said.case_id) if said.case_id else True
        key = "fork.talked_named" if self.named else "fork.talked"
        parts = [content.say(key if arrived else "fork.talked_kept")]
        on_duty = len(await services.roster.on_duty(guild_id))
        parts += [duty_line(content, on_duty), content.say("fork.still_here")]
        await edit_text(interaction, "\n".join(parts))
        await follow_up(interaction, "talk.sent", view=sent_view(said))


class ForkMore(Button, template=rf"fork:more:{DRAFT}"):
    """Shows who else answers, in a message of its own: the draft stays where it is."""

    def __init__(
        self, post_id: str, parent: str, options: str, replaces: str | None = None
    ) -> None:
        self.blank = blank(post_id, parent, options, replaces)
        super().__init__(f"fork:more:{code(self.blank)}", "What else is there", row=0)

    async def press(self, interaction: Interaction) -> None:
        """The same as /support. Nothing is noted."""
        await think(interaction)
        await show_support_too(interaction)


class ForkBarrier(Picker, template=rf"fork:stop:(?P<whose>[mt]):{DRAFT}"):
    """What stops a member: a short honest answer to each, above the draft and the same choices."""

    def __init__(
        self,
        whose: str,
        post_id: str,
        parent: str,
        options: str,
        replaces: str | None = None,
        *,
        content: Wording | None = None,
    ) -> None:
        self.blank = blank(post_id, parent, options, replaces)
        placeholder, choices = "", list[discord.SelectOption]()
        if content is not None:
            placeholder = content.say("fork.barrier" if whose == "m" else "fork.their")
            choices = _barriers(content) if whose == "m" else _theirs(content)
        super().__init__(f"fork:stop:{whose}:{code(self.blank)}", placeholder, choices, row=1)

    async def press(self, interaction: Interaction) -> None:
        """From memory, at once; which one was picked is noted nowhere."""
        content = interaction.client.content
        known = {barrier.value for barrier in (*Barrier, *Their)}
        if self.picked not in known:
            await say(interaction, "old_button")
            return
        number = emergency(interaction)
        answer = content.say(f"fork.answer_{self.picked}", number=number)
        await edit_text(interaction, f"{answer}\n{content.say('fork.stay')}")


def fork_text(content: Wording, on_duty: int, number: str, reading: Reading) -> str:
    """Return what stands above the choices. The emergency number first where the text says now."""
    them = "_them" if reading.third_person else ""
    parts = [content.say(f"fork.thanks{them}")]
    if reading.level is Level.Q3:
        parts.insert(0, content.say(f"fork.now{them}", number=number))
    parts.append(content.say(f"fork.bot{them}") + " " + duty_line(content, on_duty))
    if reading.third_person:
        parts.append(content.say("fork.how_them"))
    how = [content.say("fork.choose"), content.say("fork.stay"), content.say("fork.choose_talk")]
    parts.append(" ".join(how))
    return "\n".join(parts)


def duty_line(content: Wording, on_duty: int) -> str:
    """Return how many people are there, said honestly."""
    return content.say("fork.on_duty", count=on_duty) if on_duty else content.say("fork.off_duty")


def soft_line(content: Wording, number: str, reading: Reading) -> str:
    """Return the one line in place of a second prompt within the window."""
    key = "fork.soft_now" if reading.level is Level.Q3 else "fork.soft"
    return content.say(key, number=number)


def _barriers(content: Wording) -> list[discord.SelectOption]:
    return [
        discord.SelectOption(value=one.value, label=content.say(f"fork.barrier_{one.value}"))
        for one in Barrier
    ]


def _theirs(content: Wording) -> list[discord.SelectOption]:
    return [
        discord.SelectOption(value=one.value, label=content.say(f"fork.their_{one.value}"))
        for one in Their
    ]


async def show_support_too(interaction: Interaction) -> None:
    """Show what /support shows, in a message of its own."""
    client = interaction.client
    shown = await client.services.helplines.shown(interaction.guild_id, guess(interaction))
    embeds, view = support_embeds(client.content, shown), support_view(client, shown)
    await follow_up(interaction, "support.choose", embeds=embeds, view=view)


async def setup(client: Client) -> None:
    """discord.py's entry."""
    client.add_items(ForkTalk, ForkMore, ForkBarrier)
