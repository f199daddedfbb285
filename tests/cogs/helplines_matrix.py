"""The part of the permission matrix that is about /support, and about changing what it shows."""

from bot.discord.client import Interaction
from bot.discord.components import Button
from bot.helplines.rules import ListChange
from bot.helplines.service import Typed
from cogs.helplines.admin import HelplineModal, HelplineUndo
from cogs.helplines.support import SupportBroken, SupportBrokenOne, SupportCountry
from tests.cogs.matrix import (
    ADMINS,
    EVERYBODY,
    FORM,
    THERE,
    Arrange,
    Press,
    Row,
    Scene,
    on,
    once,
    slash,
)

ALL_ADMINS = ADMINS | THERE
NUMBER = {
    "name": "Our line",
    "dial": "0800 123 456",
    "hours": "24/7",
    "url": "https://ours.example",
}


async def _gb(_: Scene) -> str:
    return "GB"


@once
async def _hidden(scene: Scene) -> str:
    """The id of a change by the admins of the first group."""
    made = await scene.room.bot.services.helplines.hide(scene.guild_id, "gb-shout", 10)
    assert isinstance(made, ListChange)
    return made.change_id


async def _pick_country(scene: Scene) -> Press:
    return await scene.press(SupportCountry(scene.room.bot), "GB")


async def _pick_broken(scene: Scene) -> Press:
    lines = list(scene.room.bot.services.helplines.directory.countries["GB"].lines)
    return await scene.press(SupportBrokenOne(scene.room.bot, lines), "gb-shout")


async def _form(scene: Scene) -> Press:
    """The form, handed to anybody: who has one in front of them may have lost a role meanwhile."""
    scene.room.bot.add_dynamic_items(_Hand)
    message = await scene.put(_Hand())
    shown = await scene.who.actor.click(message, label="A form")
    return lambda: scene.who.fill(shown, **NUMBER)


class _Hand(Button, template=r"test:hand:helpline"):
    def __init__(self) -> None:
        super().__init__("test:hand:helpline", "A form")

    async def press(self, interaction: Interaction) -> None:
        """Whoever presses."""
        modal = HelplineModal("GB", "-", "c", "10")
        filled = modal.filled(interaction.client.content, Typed())
        await interaction.response.send_modal(filled)


def _admins(
    surface: str,
    arrange: Arrange,
    says: str,
    *,
    writes: bool = False,
    elsewhere: str = "",
) -> Row:
    """For the admins of the presser's own group."""
    return Row(
        surface,
        arrange,
        ADMINS if elsewhere else ALL_ADMINS,
        says,
        refused="helplines.not_you",
        elsewhere=elsewhere,
        writes=writes,
    )


TABLE = [
    Row("/support", slash("support"), EVERYBODY, "support.head"),
    Row("SupportCountry", _pick_country, EVERYBODY, "support.head"),
    Row("SupportBroken", on(SupportBroken, _gb), EVERYBODY, "support.broken_ask"),
    Row("SupportBrokenOne", _pick_broken, EVERYBODY, "support.broken_done", writes=True),
    _admins("/helplines list", slash("helplines list", country="GB"), "helplines.list"),
    _admins("/helplines add", slash("helplines add", country="GB"), FORM),
    _admins("/helplines replace", slash("helplines replace", line="gb-shout"), FORM),
    _admins(
        "/helplines hide",
        slash("helplines hide", line="gb-shout"),
        "helplines.hidden_now",
        writes=True,
    ),
    _admins(
        "/helplines show-again",
        slash("helplines show-again", line="gb-shout"),
        "helplines.as_it_is",
    ),
    _admins("HelplineModal", _form, "helplines.added", writes=True),
    _admins(
        "HelplineUndo",
        on(HelplineUndo, _hidden),
        "helplines.undone",
        writes=True,
        elsewhere="helplines.undone_already",
    ),
]
