"""The crisis fork: what an author sees before the preview when a draft reads as a crisis.

- It takes the preview's place, with the words on the same private message: nothing is stored or
  told to the team before a press, and every choice keeps the draft.
- The texts are fixed and reviewed.
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
    """What keeps members from calling for help for themselves."""

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
    """What keeps members from getting help for another person."""

    SECRET = "secret"  # noqa: S105 - the name of a barrier
    WORSE = "worse"
    UNSURE = "unsure"
    WHERE = "where"
    REFUSE = "refuse"
    OTHER = "more"


class ForkTalk(ReadsDraft, template=rf"fork:talk:(?P<named>[01]):{DRAFT}"):
    """The button that sends the draft's words to the care team, named or not; it can be undone."""

    def __init__(
        self, named: str, post_id: str, parent: str, options: str, replaces: str | None = None
    ) -> None:
        self.named = named == "1"
        self.blank = blank(post_id, parent, options, replaces)
        label = "Talk with my name" if self.named else "Talk to the team without my name"
        style = discord.ButtonStyle.secondary if self.named else discord.ButtonStyle.primary
        super().__init__(f"fork:talk:{named}:{code(self.blank)}", label, style, row=0)

    async def use(self, interaction: Interaction, draft: Draft) -> None:
        """Store the talk durably, then confirm; a second press finds the talk of the first."""
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
    """The button that shows who else answers, in a separate message: the draft stays there."""

    def __init__(
        self, post_id: str, parent: str, options: str, replaces: str | None = None
    ) -> None:
        self.blank = blank(post_id, parent, options, replaces)
        super().__init__(f"fork:more:{code(self.blank)}", "What else is there", row=0)

    async def press(self, interaction: Interaction) -> None:
        """Show the same as /support. The press is not recorded."""
        await think(interaction)
        await show_support_too(interaction)


class ForkBarrier(Picker, template=rf"fork:stop:(?P<whose>[mt]):{DRAFT}"):
    """The menu of barriers: each gets a short honest answer above the draft and its choices."""

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
        """Answer from memory, at once; which barrier was picked is not recorded."""
        content = interaction.client.content
        known = {barrier.value for barrier in (*Barrier, *Their)}
        if self.picked not in known:
            await say(interaction, "old_button")
            return
        number = emergency(interaction)
        answer = content.say(f"fork.answer_{self.picked}", number=number)
        await edit_text(interaction, f"{answer}\n{content.say('fork.stay')}")


def fork_text(content: Wording, on_duty: int, number: str, reading: Reading) -> str:
    """Return the text above the choices. The emergency number comes first at the highest level."""
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
    """Return how many carers are on duty, stated honestly."""
    return content.say("fork.on_duty", count=on_duty) if on_duty else content.say("fork.off_duty")


def soft_line(content: Wording, number: str, reading: Reading) -> str:
    """Return the single line that replaces a second prompt within the window."""
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
    """Show what /support shows, in a separate message."""
    client = interaction.client
    shown = await client.services.helplines.shown(interaction.guild_id, guess(interaction))
    embeds, view = support_embeds(client.content, shown), support_view(client, shown)
    await follow_up(interaction, "support.choose", embeds=embeds, view=view)


async def setup(client: Client) -> None:
    """Register the buttons and the menu."""
    client.add_items(ForkTalk, ForkMore, ForkBarrier)
