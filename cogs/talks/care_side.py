"""The care team's side of a talk: reading, answering as "the care team", reaching an author.

- Every press and every submit checks the role that an admin bound with /setup.
"""

from bot.core.ids import ID
from bot.discord.answers import reply, say
from bot.discord.client import Client, Interaction
from bot.discord.components import Button, view_of
from bot.discord.permissions import is_carer
from bot.talks.rules import Said, TalkFault, Unsent
from cogs.permission import as_carer
from cogs.talks.refusals import refuse
from cogs.talks.render import TalkWords, gaps, line_embeds

TALK = rf"(?P<talk_id>{ID})"


class CareTalk(Button, template=rf"talkcare:look:{TALK}"):
    """The button on a case that shows its talk to a carer."""

    def __init__(self, talk_id: str, label: str = "Read and answer") -> None:
        self.talk_id = talk_id
        super().__init__(f"talkcare:look:{talk_id}", label)

    async def press(self, interaction: Interaction) -> None:
        """Show the talk to the carer who pressed, and to no one else."""
        await as_carer(interaction, lambda: show_talk(interaction, self.talk_id))


class CareAnswer(Button, template=rf"talkcare:write:{TALK}"):
    """The button that opens the form for an answer by the care team."""

    def __init__(self, talk_id: str, label: str = "Answer") -> None:
        self.talk_id = talk_id
        super().__init__(f"talkcare:write:{talk_id}", label)

    async def press(self, interaction: Interaction) -> None:
        """Open the form. It must be the first answer, so the role is checked from memory."""
        await _open(interaction, CareAnswerModal(self.talk_id))


class CareAnswerModal(TalkWords, template=rf"talkcare:line:{TALK}"):
    """The form for an answer by the care team."""

    def __init__(self, talk_id: str) -> None:
        self.talk_id = talk_id
        super().__init__(f"talkcare:line:{talk_id}", "Answer as the care team")

    async def submit(self, interaction: Interaction) -> None:
        """Store the answer durably.

        The member finds it in /my inbox, and gets a message if direct messages are open.
        """
        await as_carer(interaction, lambda: self._send(interaction))

    async def _send(self, interaction: Interaction) -> None:
        services = interaction.client.services
        words = self.words
        said = await services.talks.from_team(interaction.guild_id or 0, self.talk_id, words)
        await _tell(interaction, said, words, "talkcare.sent")
        if isinstance(said, Said):
            await _take_up(interaction, self.talk_id)


class CareReach(Button, template=rf"talkcare:reach:(?P<post_id>{ID})"):
    """The button that opens the form for a message to a post's author, who stays unknown."""

    def __init__(self, post_id: str) -> None:
        self.post_id = post_id
        super().__init__(f"talkcare:reach:{post_id}", "Talk with its author")

    async def press(self, interaction: Interaction) -> None:
        """Open the form; its submit looks up whether Haven can still tell who the author is."""
        await _open(interaction, CareReachModal(self.post_id))


class CareReachModal(TalkWords, template=rf"talkcare:begin:(?P<post_id>{ID})"):
    """The form for the team's first words to an author."""

    def __init__(self, post_id: str) -> None:
        self.post_id = post_id
        super().__init__(f"talkcare:begin:{post_id}", "Write as the care team")

    async def submit(self, interaction: Interaction) -> None:
        """Store the words durably; no carer learns who the author is."""
        await as_carer(interaction, lambda: self._send(interaction))

    async def _send(self, interaction: Interaction) -> None:
        services = interaction.client.services
        words = self.words
        said = await services.talks.reach(interaction.guild_id or 0, self.post_id, words)
        if said == Unsent(TalkFault.GONE):
            await say(interaction, "talkcare.no_link")
            return
        await _tell(interaction, said, words, "talkcare.begun")


class CareTalkClose(Button, template=rf"talkcare:close:(?P<on>[01]):{TALK}"):
    """The button that closes a talk for the care team, or opens it again."""

    def __init__(self, on: str, talk_id: str) -> None:
        self.on, self.talk_id = on == "1", talk_id
        label = "Close this talk" if self.on else "Open this talk again"
        super().__init__(f"talkcare:close:{on}:{talk_id}", label)

    async def press(self, interaction: Interaction) -> None:
        """Close or open the talk; the member can do both as well."""
        await as_carer(interaction, lambda: self._close(interaction))

    async def _close(self, interaction: Interaction) -> None:
        talks = interaction.client.services.talks
        talk = await talks.set_closed(interaction.guild_id or 0, self.talk_id, self.on)
        if talk is None:
            await say(interaction, "talkcare.gone")
            return
        key = "talkcare.closed" if self.on else "talkcare.opened"
        await show_talk(interaction, self.talk_id, key)


class CareTakeBack(Button, template=rf"talkcare:back:(?P<number>[0-9]{{1,6}}):{TALK}"):
    """The button that takes back the answer a carer just sent."""

    def __init__(self, number: str, talk_id: str) -> None:
        self.number, self.talk_id = int(number), talk_id
        super().__init__(f"talkcare:back:{number}:{talk_id}", "Take it back")

    async def press(self, interaction: Interaction) -> None:
        """Delete the line at once; the member may have read it already."""
        await as_carer(interaction, lambda: self._back(interaction))

    async def _back(self, interaction: Interaction) -> None:
        talks = interaction.client.services.talks
        done = await talks.take_back(interaction.guild_id or 0, self.talk_id, self.number)
        await say(interaction, "talk.taken_back" if done else "talk.nothing_to_take")


async def show_talk(interaction: Interaction, talk_id: str, first: str | None = None) -> None:
    """Show a talk as the care team sees it. The caller must have deferred the answer."""
    client = interaction.client
    found = await client.services.talks.look(interaction.guild_id or 0, talk_id)
    if found is None:
        await say(interaction, "talkcare.gone")
        return
    say_, talk = client.content.say, found.talk
    name = talk.alias or say_("talk.somebody")
    parts = [say_(first)] if first else []
    parts.append(say_("talkcare.one", name=name))
    if found.member_id is not None:
        parts.append(say_("talkcare.named", who=f"<@{found.member_id}>"))
    if talk.closed:
        parts.append(say_("talkcare.one_closed"))
    items: list[Button] = [] if talk.closed else [CareAnswer(talk_id)]
    items.append(CareTalkClose("0" if talk.closed else "1", talk_id))
    await reply(
        interaction,
        "\n".join([*parts, *gaps(client.content, found)]),
        embeds=line_embeds(client.content, found, member=name),
        view=view_of(*items),
    )


async def _open(interaction: Interaction, modal: TalkWords) -> None:
    if not is_carer(interaction):
        await say(interaction, "care.not_you")
        return
    content = interaction.client.content
    modal.asking(content.say("talk.form_team"), content.say("talk.form_team_hint"))
    await interaction.response.send_modal(modal)


async def _take_up(interaction: Interaction, talk_id: str) -> None:
    """Claim the case for the carer who answered, unless it is claimed: then no call follows."""
    services, guild_id = interaction.client.services, interaction.guild_id or 0
    for case in await services.cases.of_talk(talk_id):
        if case.guild_id == guild_id and case.holder_id is None and case.closing is None:
            await services.cases.claim(guild_id, case.case_id, interaction.user.id)
            await services.desk.show_in(guild_id, case.case_id)


async def _tell(interaction: Interaction, said: Said | Unsent, words: str, key: str) -> None:
    if isinstance(said, Said):
        talk_id = said.talk.talk_id
        view = view_of(CareTakeBack(str(said.number), talk_id), CareTalk(talk_id, "Show the talk"))
        await say(interaction, key, view=view)
    elif said.fault is TalkFault.GONE:
        await say(interaction, "talkcare.gone")
    else:
        await refuse(interaction, said, words)


async def setup(client: Client) -> None:
    """Register the forms and the buttons."""
    client.add_modals(CareAnswerModal, CareReachModal)
    client.add_items(CareTalk, CareAnswer, CareReach, CareTalkClose, CareTakeBack)
