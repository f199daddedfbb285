"""Tree, Button, Picker, Modal: every press and submit passes one error boundary.

discord.py swallows what a ``DynamicItem`` raises and forgets every open modal at a restart. So:

- buttons subclass :class:`Button` and write ``press``; selects subclass :class:`Picker`;
- modals subclass :class:`Modal` and write ``submit``; they are found again by their
  ``custom_id``, so what somebody typed before a restart still arrives after it;
- whatever goes wrong, the member gets a private apology with a reference, and the log gets the
  same reference with the traceback: no words, no ids.

A ``custom_id`` is public: it carries ``feature:verb:<opaque id>``, never anything about a person.
"""

import asyncio
import logging
import re
import secrets
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, Self, TypeVar, cast

import aiohttp
import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.checkins.results.pictures import Pictures
from bot.conduct.flagging import Pointed
from bot.core.wording import Wording
from bot.services import Services

log = logging.getLogger(__name__)

EXPIRED = {10008, 10015, 10062, 40060}
"""Discord's codes for an answer that comes too late: unknown message, unknown webhook (the token
is over), unknown interaction (more than 3 seconds), already acknowledged."""


UNREACHABLE = (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError)
"""What a request to Discord may end in: a refusal, or no connection."""

EMBED_MAX = 4096
"""Characters of an embed's description, by Discord's documentation."""

NO_PINGS = discord.AllowedMentions.none()
"""Pings nobody. discord.py adds it to what is sent by itself, but not to what is edited."""


class Names(Protocol):
    """The names of people in a group, for the privacy mirror."""

    def saw(self, guild_id: int, member: discord.Member | discord.User) -> None:
        """Notes the names of somebody who is here."""
        ...

    def forget(self, guild_id: int) -> None:
        """Drops a group's names."""
        ...

    async def others(
        self, guild: discord.Guild, author_id: int, candidates: Iterable[str]
    ) -> set[str]:
        """Names of other members that may stand in a draft."""
        ...


UNNOTED = "checkin:"
"""Presses and forms of check-ins: who makes them is not even noted as somebody who was here."""


class Client(commands.AutoShardedBot):
    """What buttons, which discord.py builds by itself, may reach through ``interaction.client``."""

    services: Services
    content: Wording
    names: Names
    pictures: Pictures

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.busy = Busy()
        self.recounting: dict[str, bool] = {}  # posts whose count is being shown; True: once more
        self.pointed: OrderedDict[tuple[int, int], Pointed] = OrderedDict()  # forms still open
        self.modals: list[type[Modal]] = []
        self.buttons: list[re.Pattern[str]] = []

    def add_modals(self, *kinds: "type[Modal]") -> None:
        """Lets these modals be found by their ``custom_id``, also after a restart."""
        self.modals.extend(kinds)

    def add_items(self, *kinds: "type[Button | Picker]") -> None:
        """Registers buttons and selects that answer for ever."""
        self.add_dynamic_items(*kinds)
        self.buttons.extend(kind.__discord_ui_compiled_template__ for kind in kinds)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Hands modal submits to their class, and answers presses nobody knows any more."""
        # Not by a check-in: a name that the mirror knows would tell who has answered.
        if interaction.guild_id is not None and not _custom_id(interaction).startswith(UNNOTED):
            self.names.saw(interaction.guild_id, interaction.user)
        if interaction.type is discord.InteractionType.modal_submit:
            await self._submit(interaction)
        elif interaction.type is discord.InteractionType.component:
            custom_id = _custom_id(interaction)
            if not any(pattern.fullmatch(custom_id) for pattern in self.buttons):
                await guard(interaction, lambda: say(interaction, "old_button"), "unknown.button")

    async def _submit(self, interaction: "Interaction") -> None:
        custom_id = _custom_id(interaction)
        for kind in self.modals:
            if found := kind.template.fullmatch(custom_id):
                modal = kind(**found.groupdict())
                modal.values = _values(interaction)
                return await guard(interaction, partial(modal.submit, interaction), kind.__name__)
        back = given_back(interaction)
        key = "old_form" if back else "old_button"
        return await guard(interaction, lambda: say(interaction, key, embeds=back), "unknown.modal")


if TYPE_CHECKING:
    Interaction = discord.Interaction[Client]
    _UiButton = ui.Button[ui.View]
    _UiSelect = ui.Select[ui.View]
else:
    Interaction = discord.Interaction
    _UiButton = ui.Button
    _UiSelect = ui.Select

ItemT = TypeVar("ItemT", bound="ui.Item[Any]")


class Busy:
    """The presses being worked on, so that a stop can let them finish."""

    def __init__(self) -> None:
        self._count = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def __enter__(self) -> None:
        self._count += 1
        self._idle.clear()

    def __exit__(self, *_: object) -> None:
        self._count -= 1
        if not self._count:
            self._idle.set()

    async def finished(self) -> None:
        """Returns once nothing is being worked on."""
        await self._idle.wait()


async def guard(
    interaction: "Interaction", work: Callable[[], Awaitable[object]], surface: str
) -> None:
    """The boundary: runs ``work``; whatever it raises is logged once and apologised for."""
    with interaction.client.busy:
        try:
            await work()
        except Exception as error:  # noqa: BLE001 - this is the one boundary
            await apologise(interaction, error, surface)


async def apologise(interaction: "Interaction", error: Exception, surface: str) -> None:
    """Logs ``error`` under a short reference and tells the member privately."""
    if isinstance(error, discord.HTTPException) and error.code in EXPIRED:
        # Too late to answer: the client has already shown "interaction failed", and whatever was
        # acknowledged before has been kept. Nobody is there to read an apology.
        log.info("interaction expired", extra={"haven": {"surface": surface, "code": error.code}})
        return
    reference = secrets.token_hex(4)
    surface = surface.replace(" ", ".")  # the log takes codes, not sentences
    log.error(
        "a press failed",
        exc_info=error,
        extra={"haven": {"surface": surface, "reference": reference}},
    )
    text = interaction.client.content.say("apology", reference=reference)
    back = given_back(interaction)
    try:
        if interaction.response.is_done():
            # Beside what stands there, not in its place: it may be the only copy of a draft.
            # (Where Haven is still "thinking", Discord puts this in the place of that.)
            await interaction.followup.send(text, embeds=back, ephemeral=True)
        else:
            await interaction.response.send_message(text, embeds=back, ephemeral=True)
    except UNREACHABLE as refused:
        status = getattr(refused, "status", 0)
        log.warning("no apology could be sent", extra={"haven": {"status": status}})


def given_back(interaction: "Interaction") -> list[discord.Embed]:
    """What was typed into a form that came to nothing, to copy: the form itself is gone."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return []
    typed = "\n\n".join(_values(interaction, only_typed=True).values()).strip()
    if not typed:
        return []
    title = interaction.client.content.say("post.your_words")
    return [discord.Embed(title=title, description=typed[:EMBED_MAX])]


async def say(
    interaction: "Interaction",
    key: str,
    *,
    view: ui.View | None = None,
    embeds: Sequence[discord.Embed] = (),
    files: Sequence[discord.File] = (),
    **values: object,
) -> None:
    """Answers privately with the reviewed wording ``key``, whichever answer is still open.

    After a deferred press on a private message, that message is replaced: one place, one state.
    """
    text = interaction.client.content.say(key, **values)
    await reply(interaction, text, view=view, embeds=embeds, files=files)


async def reply(
    interaction: "Interaction",
    text: str,
    *,
    view: ui.View | None = None,
    embeds: Sequence[discord.Embed] = (),
    files: Sequence[discord.File] = (),
) -> None:
    """Like :func:`say`, with a text that was put together from several wordings."""
    shown = discord.utils.MISSING if view is None else view
    if not interaction.response.is_done():
        await interaction.response.send_message(
            text, embeds=list(embeds), view=shown, files=list(files), ephemeral=True
        )
    elif _may_replace(interaction):
        await interaction.edit_original_response(
            content=text,
            embeds=list(embeds),
            view=view,
            attachments=list(files),
            allowed_mentions=NO_PINGS,
        )
    else:
        await interaction.followup.send(
            text, embeds=list(embeds), view=shown, files=list(files), ephemeral=True
        )


async def beside(
    interaction: "Interaction",
    key: str,
    *,
    view: ui.View | None = None,
    embeds: Sequence[discord.Embed] = (),
    **values: object,
) -> None:
    """Answers privately beside the private message that was pressed, which stays as it is."""
    text = interaction.client.content.say(key, **values)
    shown = discord.utils.MISSING if view is None else view
    await interaction.followup.send(text, embeds=list(embeds), view=shown, ephemeral=True)


async def retell(interaction: "Interaction", text: str) -> None:
    """Puts ``text`` above what stands on the private message that was pressed: all else stays."""
    if interaction.response.is_done():
        await interaction.edit_original_response(content=text, allowed_mentions=NO_PINGS)
    else:
        await interaction.response.edit_message(content=text, allowed_mentions=NO_PINGS)


def _may_replace(interaction: "Interaction") -> bool:
    """Whether the original response is private, so that an edit of it shows to nobody else.

    A deferred press on a *public* message would edit that message for everyone.
    """
    deferred_here = interaction.response.type in (
        discord.InteractionResponseType.deferred_channel_message,
        discord.InteractionResponseType.deferred_message_update,
    )
    source = interaction.message
    return deferred_here and (source is None or source.flags.ephemeral or _thinking(interaction))


def _thinking(interaction: "Interaction") -> bool:
    return interaction.response.type is discord.InteractionResponseType.deferred_channel_message


async def think(interaction: "Interaction") -> None:
    """The three-second rule: acknowledges, before anything slower than memory, privately.

    A press on a private message will replace that message; anything else gets a private one.
    """
    source = interaction.message
    if source is not None and source.flags.ephemeral:
        await interaction.response.defer()
    else:
        await interaction.response.defer(ephemeral=True, thinking=True)


class Tree(app_commands.CommandTree[Client]):
    """Slash commands and context menus: the boundary, and the gate for groups not set up."""

    async def _call(self, interaction: "Interaction") -> None:
        # discord.py offers no public place around a whole command, and a stop has to wait for it.
        with interaction.client.busy:
            await super()._call(interaction)

    async def interaction_check(self, interaction: "Interaction", /) -> bool:
        """Answers every command privately where Haven is not set up yet."""
        command = interaction.command
        gated = command is None or not command.extras.get("without_setup", False)
        if not gated or interaction.type is discord.InteractionType.autocomplete:
            return True
        if interaction.guild_id is None:
            await guard(interaction, lambda: say(interaction, "only_in_group"), "gate")
            return False
        if interaction.client.services.groups.ready(interaction.guild_id) is None:
            key = "not_set_up_admin" if is_admin(interaction) else "not_set_up"
            await guard(interaction, lambda: say(interaction, key), "gate")
            return False
        return True

    async def on_error(
        self, interaction: "Interaction", error: app_commands.AppCommandError, /
    ) -> None:
        """Every exception of a command or context menu ends here."""
        name = interaction.command.qualified_name if interaction.command else "command"
        if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            await guard(interaction, lambda: say(interaction, "old_command"), name)
            return
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        await apologise(interaction, cause, name)


class _Item(ui.DynamicItem[ItemT], ABC, Generic[ItemT], template=r"(?!)"):
    """What Button and Picker share: found by ``custom_id``, run inside the boundary."""

    @classmethod
    async def from_custom_id(
        cls, interaction: "discord.Interaction[Any]", item: "ui.Item[Any]", match: re.Match[str], /
    ) -> Self:
        """Builds the item from the named groups of its template."""
        return cls(**match.groupdict())  # type: ignore[call-arg]

    async def callback(self, interaction: "discord.Interaction[Any]") -> None:
        """discord.py's entry; write :meth:`press` instead."""
        await guard(interaction, lambda: self.press(interaction), type(self).__name__)

    @abstractmethod
    async def press(self, interaction: "Interaction") -> None:
        """What the press does. It must answer, or defer, within three seconds."""


class Button(_Item[_UiButton], template=r"(?!)"):
    """A button that works for ever, whoever restarts in between."""

    def __init__(
        self,
        custom_id: str,
        label: str,
        style: discord.ButtonStyle = discord.ButtonStyle.secondary,
        emoji: str | None = None,
        row: int | None = None,
    ) -> None:
        super().__init__(
            ui.Button(custom_id=custom_id, label=label, style=style, emoji=emoji, row=row)
        )


class Picker(_Item[_UiSelect], template=r"(?!)"):
    """A select that works for ever; ``self.item.values`` holds what was picked."""

    def __init__(
        self,
        custom_id: str,
        placeholder: str = "",
        options: Sequence[discord.SelectOption] = (),
        row: int | None = None,
    ) -> None:
        # Rebuilt from its custom_id the options are unknown and not needed; Discord wants one.
        shown = list(options) or [discord.SelectOption(label="-")]
        super().__init__(
            ui.Select(custom_id=custom_id, placeholder=placeholder, options=shown, row=row)
        )

    @property
    def picked(self) -> str:
        """The value of the one option picked."""
        return self.item.values[0]


class Modal(ui.Modal, ABC):
    """A form. ``values`` holds what was typed or picked, by the ``custom_id`` of each field."""

    template: ClassVar[re.Pattern[str]]
    values: dict[str, str]

    def __init_subclass__(cls, *, template: str) -> None:
        super().__init_subclass__()
        cls.template = re.compile(template)

    def __init__(self, custom_id: str, title: str) -> None:
        super().__init__(title=title, custom_id=custom_id)
        self.values = {}

    def is_finished(self) -> bool:
        """Return True: discord.py keeps no copy, which a submit would be read into a second time.

        The submit is found by its ``custom_id`` (:meth:`Client.on_interaction`).
        """
        return True

    @abstractmethod
    async def submit(self, interaction: "Interaction") -> None:
        """What the submit does. It must answer, or defer, within three seconds."""


def view_of(*items: "Button | Picker") -> ui.View:
    """A message's components. No timeout: the items answer by their ``custom_id``."""
    view = ui.View(timeout=None)
    for item in items:
        view.add_item(item)
    return view


def is_admin(interaction: "Interaction") -> bool:
    """Whether the member may manage the server; asked on every use, whatever the menu shows."""
    return interaction.permissions.manage_guild


def is_carer(interaction: "Interaction") -> bool:
    """Whether the member has the care team's role bound at setup; asked on every press."""
    if interaction.guild_id is None or not isinstance(interaction.user, discord.Member):
        return False
    group = interaction.client.services.groups.ready(interaction.guild_id)
    return group is not None and any(
        role.id == group.moderator_role_id for role in interaction.user.roles
    )


def _custom_id(interaction: "Interaction") -> str:
    data = cast("dict[str, Any]", interaction.data or {})
    return str(data.get("custom_id", ""))


def _values(interaction: "Interaction", *, only_typed: bool = False) -> dict[str, str]:
    """The fields of a submitted modal, each as one string (the first pick of a select)."""
    data = cast("dict[str, Any]", interaction.data or {})
    found: dict[str, str] = {}
    for outer in cast("list[dict[str, Any]]", data.get("components", [])):
        field = cast("dict[str, Any]", outer.get("component") or outer)
        if only_typed and field.get("type") != discord.ComponentType.text_input.value:
            continue
        values = cast("list[str]", field.get("values") or [])
        found[str(field.get("custom_id"))] = str(field.get("value") or (values or [""])[0])
    return found
