"""The people, things and presses of the permission matrix in ``test_permissions.py``.

What somebody may do is asked of the real bot: a button is put where the person can press it, as
if they had come by it, for Haven may not rely on who can see a message.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

import discord
from simcord.results import InteractionResult

from bot.core.seals import Words
from bot.core.wording import Wording
from bot.discord.components import Button, Picker, view_of
from bot.sharing.decisions import AuthorPaused
from bot.sharing.outcomes import Reported
from bot.sharing.rules import ReportReason, Return
from cogs.sharing import post_render
from cogs.sharing.drafting.draft_buttons import DraftDrop, DraftEdit, DraftMask, DraftPost
from cogs.sharing.my_posts import MyPicker
from cogs.sharing.posts import HearButton
from tests.cogs.people import Person, Role, shared_by
from tests.harness import Room, answer, custom_ids

WORDS = "I wrote this here."
"""What Alice, who belongs to nobody in the matrix, has shared."""

EVERYBODY = frozenset(Role)
HERE = EVERYBODY - {Role.ELSEWHERE}
CARE = frozenset({Role.MODERATOR})
ADMINS = frozenset({Role.ADMIN})
NOBODY = frozenset[Role]()
THERE = frozenset({Role.ELSEWHERE})

FORM = "a form opens"
"""In place of a wording's key: Haven answers with a form."""

DraftButton = DraftPost | DraftMask | DraftEdit | DraftDrop

Press = Callable[[], Awaitable[InteractionResult]]


Thing = Callable[["Scene"], Awaitable[str]]
"""Makes something in the group; its id."""


def once(thing: Thing) -> Thing:
    """Make ``thing`` once in a room. For what is not the presser's own."""

    @wraps(thing)
    async def made(scene: "Scene") -> str:
        if thing not in scene.left:
            scene.left[thing] = await thing(scene)
        return scene.left[thing]

    return made


@dataclass(frozen=True, slots=True)
class Scene:
    """One cell of the matrix: who presses, and what Alice has left in the first group.

    ``left``: the ids of what is there already, for the cells that share a room.
    """

    room: Room
    who: Person
    left: dict[Thing, str] = field(default_factory=dict[Thing, str])

    @property
    def guild_id(self) -> int:
        """The group that things belong to."""
        return self.room.group.guild.id

    @property
    def content(self) -> Wording:
        """The real wording."""
        return self.room.bot.content

    @once
    async def share(self) -> str:
        """The id of what Alice has shared."""
        return await shared_by(Person(self.room.who("Alice"), self.room.group.lounge), WORDS)

    async def own(self) -> str:
        """The id of what the presser has shared in their own group."""
        return await shared_by(self.who, "Mine.")

    @once
    async def held(self) -> str:
        """The id of a share by Alice that waits for the care team."""
        await self.room.who("Ada").slash(self.room.group.lounge, "setup", vetting=1)
        return await self.share()

    @once
    async def returned(self) -> str:
        """The id of a share that went back to Alice."""
        post_id = await self.held()
        services = self.room.bot.services
        await services.decisions.give_back(self.guild_id, post_id, Return.DETAILS)
        await services.desk.show_post(post_id)
        return post_id

    @once
    async def pause(self) -> str:
        """The id of a pause of Alice."""
        care = self.room.bot.services.decisions
        paused = await care.pause_author(self.guild_id, await self.share(), 7)
        assert isinstance(paused, AuthorPaused)
        return paused.pause_id

    @once
    async def report(self) -> str:
        """The id of the card of Chen's report about Alice's share."""
        services = self.room.bot.services
        reported = await services.sharing.report(
            self.guild_id, self.room.who("Chen").id, await self.share(), ReportReason.OTHER, "Hm."
        )
        assert isinstance(reported, Reported)
        await services.desk.show_in(self.guild_id, reported.card_id)
        return reported.card_id

    @once
    async def change(self) -> str:
        """The id of a change of the settings."""
        said = await self.room.who("Ada").slash(self.room.group.lounge, "setup", vetting=1)
        return custom_ids(answer(said))[0].split(":")[2]

    async def heard(self) -> str:
        """The id of a share by Alice to which the presser has said "I hear you" if they could."""
        post_id = await self.share()
        await self.room.bot.services.sharing.hear(self.who.guild_id, self.who.actor.id, post_id)
        return post_id

    async def put(self, *items: Button | Picker, words: str = "") -> discord.Message:
        """Puts items where the presser can press them."""
        embed = post_render.post_embed(self.content, "You", Words(words), None, by_author=False)
        embeds = [embed] if words else []
        place = self.room.bot.get_partial_messageable(self.who.lounge.id)
        message = await place.send(view=view_of(*items), embeds=embeds)
        await self.room.env.settle()
        return message

    async def press(self, item: Button | Picker, value: str = "", words: str = "") -> Press:
        """A press of ``item``, ready to be done; ``value`` is picked where it is a select."""
        message, custom_id = await self.put(item, words=words), item.custom_id
        if isinstance(item, Picker):
            return lambda: self.who.actor.select(message, [value], custom_id=custom_id)
        return lambda: self.who.actor.click(message, custom_id=custom_id)


Arrange = Callable[[Scene], Awaitable[Press]]
"""Makes a press ready; what it changes on the way is not the press's doing."""


@dataclass(frozen=True, slots=True)
class Row:
    """One way to use a surface. The texts are keys of the wording (or stand for a form).

    ``says``: to whom is ``allowed``; ``refused``: to others; ``elsewhere``: to ELSEWHERE, if not
    as the others. ``writes``: it changes what Haven remembers or what stands in a channel.
    """

    surface: str
    arrange: Arrange
    allowed: frozenset[Role]
    says: str = ""
    refused: str = ""
    elsewhere: str = ""
    writes: bool = False
    case: str = ""

    @property
    def writers(self) -> list[Role]:
        """Whose press changes something."""
        return [role for role in Role if self.writes and role in self.allowed]

    @property
    def onlookers(self) -> list[Role]:
        """Whose press changes nothing: because it never does, or because they may not."""
        return [role for role in Role if role not in self.writers]

    @property
    def prompt(self) -> Role:
        """By whom it is seen that Discord is answered first: one who may, where there is one.

        A refusal is said from memory, before anything else.
        """
        here = [role for role in Role if role in self.allowed and role is not Role.ELSEWHERE]
        return here[0] if here else Role.MEMBER

    def expects(self, role: Role) -> str:
        """What Haven says to ``role``."""
        if role in self.allowed:
            return self.says
        return self.elsewhere if role is Role.ELSEWHERE and self.elsewhere else self.refused

    def __str__(self) -> str:
        return f"{self.surface}, {self.case}" if self.case else self.surface


def slash(name: str, **options: object) -> Arrange:
    """A slash command in the presser's group."""

    async def arrange(scene: Scene) -> Press:
        return ready(scene, name, **options)

    return arrange


def ready(scene: Scene, name: str, **options: object) -> Press:
    """A slash command of the presser's, ready to be used, also where Discord would hide it."""
    who = scene.who
    # Discord hides /setup from most people, unless an admin of the server decides otherwise.
    command = scene.room.env.backend.find_command(name.split()[0], who.guild_id, type=1)
    assert command is not None
    guild = who.actor.guild
    guild.set_command_permissions(int(command["id"]), {guild.default_role: True})
    return lambda: who.actor.slash(who.lounge, name, **options)


def menu(name: str) -> Arrange:
    """A context menu on Alice's share; elsewhere, on a message with her share's button."""

    async def arrange(scene: Scene) -> Press:
        target = await scene.put(HearButton(await scene.share()))
        place = scene.who.lounge
        if scene.who.guild_id == scene.guild_id:
            [target], place = scene.room.posts(), scene.room.group.sharing
        return lambda: scene.who.actor.context_menu(place, name, target)

    return arrange


def on(
    item: Callable[[str], Button | Picker],
    thing: Callable[[Scene], Awaitable[str]],
    value: str = "",
) -> Arrange:
    """A press of the item made of the id of ``thing``; ``value`` is picked in a select."""

    async def arrange(scene: Scene) -> Press:
        return await scene.press(item(await thing(scene)), value)

    return arrange


def form(opener: Callable[[str], Button], **values: Any) -> Arrange:
    """The form that a button with the id of Alice's share opens, sent with ``values``."""

    async def arrange(scene: Scene) -> Press:
        shown = await (await scene.press(opener(await scene.share())))()
        return lambda: scene.who.fill(shown, **values)

    return arrange


def draft(kind: type[DraftButton], *, reply: bool = False) -> Arrange:
    """A press on the preview of a draft: of a share, or of a reply to Alice's."""

    async def arrange(scene: Scene) -> Press:
        post_id = scene.room.bot.services.sharing.new_id()
        parent = await scene.share() if reply else "-"
        item = kind(post_id, parent, "-n" if reply else "ln")
        return await scene.press(item, words="Mine.")

    return arrange


async def drop(scene: Scene) -> Press:
    """Throwing away a draft, on the presser's real preview: it is replaced in place."""

    shown = await scene.who.actor.slash(scene.who.lounge, "share")
    preview = answer(await scene.who.fill(shown, words="Mine.", help=["listen"], when=["n"]))
    drop = next(i for i in custom_ids(preview) if i.startswith("draft:drop:"))
    return lambda: scene.who.actor.click(preview, custom_id=drop)


def pick(own: bool) -> Arrange:
    """Choosing a share from the list: the presser's own, or Alice's id in a list made for it."""

    async def arrange(scene: Scene) -> Press:
        post_id = await (scene.own() if own else scene.share())
        options = [discord.SelectOption(label="One", value=post_id)]
        return await scene.press(MyPicker("0", options), post_id)

    return arrange
