"""The client as features see it: services, wording, and what each feature registers with it.

- Buttons and forms that discord.py builds by itself reach everything through
  ``interaction.client``, so this class holds what they need and knows no feature.
- A feature registers its own state by class (``register``) and gets it back by class (``state``).
- Observers see each interaction once, except those whose ``custom_id`` a feature has declared
  unobserved.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar, cast

import discord
from discord import ui
from discord.ext import commands

from bot.core.wording import Wording
from bot.discord.busy import Busy
from bot.discord.payload import custom_id_of
from bot.services import Services

T = TypeVar("T")


class Form(Protocol):
    """A kind of modal that is found by its ``custom_id``, also after a restart."""

    template: ClassVar[re.Pattern[str]]

    @classmethod
    async def receive(cls, interaction: "discord.Interaction[Any]", groups: dict[str, str]) -> None:
        """Build the form from the groups of its template and process what was submitted."""
        ...


class Client(commands.AutoShardedBot):
    """What features reach through ``interaction.client``."""

    services: Services
    content: Wording

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.busy = Busy()
        self.modals: list[type[Form]] = []
        self.buttons: list[re.Pattern[str]] = []
        self._states: dict[type[Any], object] = {}
        self._observers: list[Callable[[discord.Interaction[Any]], None]] = []
        self._unobserved: list[str] = []

    def add_modals(self, *kinds: type[Form]) -> None:
        """Register forms that are found by their ``custom_id``, also after a restart."""
        self.modals.extend(kinds)

    def add_items(self, *kinds: type[ui.DynamicItem[Any]]) -> None:
        """Register buttons and selects that are found by their ``custom_id``."""
        self.add_dynamic_items(*kinds)
        self.buttons.extend(kind.__discord_ui_compiled_template__ for kind in kinds)

    def register(self, state: object) -> None:
        """Keep a feature's own state, one object per class."""
        self._states[type(state)] = state

    def state(self, kind: type[T]) -> T:
        """Return the registered object of this class; raise KeyError where there is none."""
        return cast("T", self._states[kind])

    def on_use(self, observer: Callable[[discord.Interaction[Any]], None]) -> None:
        """Call ``observer`` with each interaction before it is processed."""
        self._observers.append(observer)

    def never_observe(self, prefix: str) -> None:
        """Hide interactions whose ``custom_id`` begins with ``prefix`` from all observers."""
        self._unobserved.append(prefix)

    def show_observers(self, interaction: "discord.Interaction[Any]") -> None:
        """Call each observer, unless the interaction is hidden from observers."""
        if not custom_id_of(interaction).startswith(tuple(self._unobserved)):
            for observer in self._observers:
                observer(interaction)


if TYPE_CHECKING:
    Interaction = discord.Interaction[Client]
else:
    Interaction = discord.Interaction
