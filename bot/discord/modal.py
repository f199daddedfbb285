"""Forms that are found by their ``custom_id``, so what was typed before a restart arrives after it.

discord.py forgets every open modal at a restart; :mod:`bot.discord.dispatch` finds the class.
"""

import re
from abc import ABC, abstractmethod
from typing import Any, ClassVar, Self

import discord
from discord import ui

from bot.discord.answers import guard
from bot.discord.client import Interaction
from bot.discord.payload import fields_of


class Modal(ui.Modal, ABC):
    """A form. Override :meth:`submit`; ``values`` holds each field by its ``custom_id``."""

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

        The submit is found by its ``custom_id`` (:mod:`bot.discord.dispatch`).
        """
        return True

    def add_paragraph(
        self,
        label: str,
        hint: str | None = None,
        *,
        name: str = "words",
        most: int,
        required: bool = False,
        default: str | None = None,
    ) -> None:
        """Add a field of several lines; ``most``: max characters."""
        component = ui.TextInput[ui.View](
            custom_id=name,
            style=discord.TextStyle.paragraph,
            required=required,
            max_length=most,
            default=default,
        )
        self.add_item(ui.Label(text=label, description=hint, component=component))

    def add_choice(
        self,
        label: str,
        options: list[discord.SelectOption],
        hint: str | None = None,
        *,
        name: str,
    ) -> None:
        """Add a select for picking one option."""
        select = ui.Select[ui.View](custom_id=name, options=options)
        self.add_item(ui.Label(text=label, description=hint, component=select))

    @classmethod
    async def receive(cls, interaction: "discord.Interaction[Any]", groups: dict[str, str]) -> None:
        """Build the form from the groups of its template and run :meth:`submit`, guarded."""

        async def work() -> None:
            form = cls(**groups)
            form.values = fields_of(interaction)
            await form.submit(interaction)

        await guard(interaction, work, cls.__name__)

    @abstractmethod
    async def submit(self, interaction: Interaction) -> None:
        """Process the submission. It must answer, or defer, within three seconds."""


class WordsModal(Modal, template=r"(?!)"):
    """A form with one field of several lines."""

    most: ClassVar[int]
    """Max characters."""
    required: ClassVar[bool] = False

    def asking(self, label: str, hint: str) -> Self:
        """Return the form with its field."""
        self.add_paragraph(label, hint, most=self.most, required=self.required)
        return self

    @property
    def words(self) -> str:
        """Return what was typed."""
        return self.values.get("words", "")
