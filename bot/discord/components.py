"""Buttons and selects that are found by their ``custom_id``, also after a restart.

discord.py swallows what a ``DynamicItem`` raises, so :class:`Button` and :class:`Picker` run
inside the boundary: both when they are built from a ``custom_id`` and when they are pressed.

A ``custom_id`` is public: it carries ``feature:verb:<opaque id>``, never anything about a person.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, cast

import discord
from discord import ui

from bot.discord.answers import guard
from bot.discord.client import Interaction

if TYPE_CHECKING:
    _UiButton = ui.Button[ui.View]
    _UiSelect = ui.Select[ui.View]
else:
    _UiButton = ui.Button
    _UiSelect = ui.Select

ItemT = TypeVar("ItemT", bound="ui.Item[Any]")


class _Unbuilt(ui.DynamicItem["ui.Item[Any]"], template=r"(?s:.*)"):
    """Replaces an item that could not be built; a press on it does nothing more."""

    async def callback(self, interaction: "discord.Interaction[Any]") -> None:
        """Do nothing: the boundary has answered."""


class _Item(ui.DynamicItem[ItemT], ABC, Generic[ItemT], template=r"(?!)"):
    """Common base of Button and Picker: found by ``custom_id``, run inside the boundary."""

    @classmethod
    async def from_custom_id(
        cls, interaction: "discord.Interaction[Any]", item: "ui.Item[Any]", match: re.Match[str], /
    ) -> Self:
        """Build the item from the named groups of its template, inside the boundary."""
        built: list[Self] = []

        async def build() -> None:
            built.append(cls(**match.groupdict()))  # type: ignore[call-arg] - as its template says

        await guard(interaction, build, cls.__name__)
        # Raising would only make discord.py log it again: the member has got an apology.
        return built[0] if built else cast("Self", _Unbuilt(item))

    async def callback(self, interaction: "discord.Interaction[Any]") -> None:
        """Run :meth:`press`: discord.py's entry."""
        await guard(interaction, lambda: self.press(interaction), type(self).__name__)

    @abstractmethod
    async def press(self, interaction: Interaction) -> None:
        """Process the press. It must answer, or defer, within three seconds."""


class Button(_Item[_UiButton], template=r"(?!)"):
    """A button that works as long as its message exists. Override :meth:`press`."""

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
    """A select that works as long as its message exists. Override :meth:`press`."""

    def __init__(
        self,
        custom_id: str,
        placeholder: str = "",
        options: Sequence[discord.SelectOption] = (),
        row: int | None = None,
    ) -> None:
        # Rebuilt from its custom_id, the options are unknown and not needed; Discord requires one.
        shown = list(options) or [discord.SelectOption(label="-")]
        super().__init__(
            ui.Select(custom_id=custom_id, placeholder=placeholder, options=shown, row=row)
        )

    @property
    def picked(self) -> str:
        """Return the value of the one option picked."""
        return self.item.values[0]


def view_of(*items: "Button | Picker") -> ui.View:
    """Return a message's components. No timeout: the items are found by their ``custom_id``."""
    view = ui.View(timeout=None)
    for item in items:
        view.add_item(item)
    return view
