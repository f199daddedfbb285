"""The crisis fork: what a draft meets that reads as crisis, before its preview.

It stands where the preview would stand, with the words on the same private message, so nothing is
stored or told before a press, and every choice keeps the draft. The texts are fixed and reviewed.
"""

from enum import Enum

import discord

from bot.core.wording import Wording
from bot.discord.boundary import Button, Client, Interaction, Picker, beside, retell, say, think
from bot.screening.verdict import Level, Reading
from bot.talks.rules import Unsent
from cogs.helplines.support import guess, support_embeds, support_view
from cogs.sharing.drafts import DRAFT, blank, code, draft_on
from cogs.talks.member_side import refuse_above, sent_view
from cogs.talks.render import emergency


class Barrier(Enum):
    """What stops somebody from calling for themselves."""

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
    """What stops somebody from getting help for another person."""

    SECRET = "secret"  # noqa: S105 - the name of a barrier
    WORSE = "worse"
    UNSURE = "unsure"
    WHERE = "where"
    REFUSE = "refuse"
    OTHER = "more"


class ForkTalk(Button, template=rf"fork:talk:(?P<named>[01]):{DRAFT}"):
    """Gives the draft's words to the care team: without a name, or with it. Can be taken back."""

    def __init__(
        self, named: str, post_id: str, parent: str, options: str, replaces: str | None = None
    ) -> None:
        self.named = named == "1"
        self.blank = blank(post_id, parent, options, replaces)
        label = "Talk with my name" if self.named else "Talk to the team without my name"
        style = discord.ButtonStyle.secondary if self.named else discord.ButtonStyle.primary
        super().__init__(f"fork:talk:{named}:{code(self.blank)}", label, style, row=0)

    async def press(self, interaction: Interaction) -> None:
        """The talk is durable before it is said; a second press finds the first one's."""
        await think(interaction)
        draft = draft_on(interaction.message, self.blank)
        if draft is None:
            await say(interaction, "draft.gone")
            return
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
        await retell(interaction, "\n".join(parts))
        await beside(interaction, "talk.sent", view=sent_view(said))


class ForkMore(Button, template=rf"fork:more:{DRAFT}"):
    """Shows who else answers, beside the fork: the draft stays where it is."""

    def __init__(
        self, post_id: str, parent: str, options: str, replaces: str | None = None
    ) -> None:
        self.blank = blank(post_id, parent, options, replaces)
        super().__init__(f"fork:more:{code(self.blank)}", "What else is there", row=0)

    async def press(self, interaction: Interaction) -> None:
        """The same as /support. Nothing is noted."""
        await think(interaction)
        await support_beside(interaction)


class ForkBarrier(Picker, template=rf"fork:stop:(?P<whose>[mt]):{DRAFT}"):
    """What stops somebody: a short honest answer to each, above the draft and the same choices."""

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
        await retell(interaction, f"{answer}\n{content.say('fork.stay')}")


def fork_text(content: Wording, on_duty: int, number: str, reading: Reading) -> str:
    """What stands above the choices. The emergency number first where the text says now."""
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
    """How many people are there, said honestly."""
    return content.say("fork.on_duty", count=on_duty) if on_duty else content.say("fork.off_duty")


def soft_line(content: Wording, number: str, reading: Reading) -> str:
    """The one line in place of a second prompt within the window."""
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


async def support_beside(interaction: Interaction) -> None:
    """What /support shows, beside the message that was pressed."""
    client = interaction.client
    shown = await client.services.helplines.shown(interaction.guild_id, guess(interaction))
    embeds, view = support_embeds(client.content, shown), support_view(client, shown)
    await beside(interaction, "support.choose", embeds=embeds, view=view)


async def setup(client: Client) -> None:
    """discord.py's entry."""
    client.add_items(ForkTalk, ForkMore, ForkBarrier)
