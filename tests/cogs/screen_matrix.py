"""The part of the permission matrix that is about screening, harm, and asking for help."""

from collections.abc import Awaitable, Callable

from bot.care.case import CaseKind, MessageRef, NewCase
from bot.conduct.actions import ActionCase
from bot.conduct.sanctions import Reason, Sanction
from bot.discord.client import Interaction
from bot.discord.components import Button, Picker
from bot.screening.decide import Degree
from bot.screening.phrasebook.imports import ImportPreview
from bot.screening.tuning import CellChanged
from bot.screening.verdict import Category, Decision, Level, Place
from cogs.conduct import record, sanctions
from cogs.conduct.flag import ASK_LABEL
from cogs.screening import phrase_imports, policy
from cogs.screening.try_text import try_form
from tests.cogs.matrix import (
    ADMINS,
    CARE,
    EVERYBODY,
    FORM,
    THERE,
    Arrange,
    Press,
    Row,
    Scene,
    once,
    slash,
)
from tests.harness import Room

TEAM = CARE | ADMINS
CELL = (Place.SHARE.value, Degree.HATE_RULED.value)


@once
async def _case(scene: Scene) -> str:
    """The id of a case about what Alice said in the lounge."""
    room = scene.room
    message = await room.who("Alice").send(room.group.lounge, "You are all worthless.")
    opened = await room.bot.services.cases.open(
        NewCase(
            guild_id=scene.guild_id,
            kind=CaseKind.ALERT,
            level=Level.Q1,
            categories=frozenset({Category.HARASSMENT}),
            message=MessageRef(room.group.lounge.id, message.id),
            member_id=room.who("Alice").id,
            words="You are all worthless.",
        )
    )
    return opened.case_id


@once
async def _change(scene: Scene) -> str:
    tuning = scene.room.bot.services.tuning
    changed = await tuning.change(scene.guild_id, Degree.HATE_RULED, Place.SHARE, Decision.HOLD)
    assert isinstance(changed, CellChanged)
    return changed.change_id


async def _preview(scene: Scene) -> str:
    """A preview of a file of phrases, each time with another phrase: one press ends it."""
    imports = scene.room.bot.services.tuning.imports
    found = await imports.preview(
        scene.guild_id, f"word {scene.room.bot.services.sharing.new_id()}".encode()
    )
    assert isinstance(found, ImportPreview)
    return found.import_id


async def _import(scene: Scene) -> str:
    import_id = await _preview(scene)
    imports = scene.room.bot.services.tuning.imports
    assert await imports.add(scene.guild_id, import_id, fine_only=False) is not None
    return import_id


def _item(make: Callable[[Room], Button | Picker], value: str = "") -> Arrange:
    """A press of something that is about no single thing."""

    async def arrange(scene: Scene) -> Press:
        return await scene.press(make(scene.room), value)

    return arrange


def _of(
    make: Callable[[str], Button | Picker],
    thing: Callable[[Scene], Awaitable[str]],
    value: str = "",
) -> Arrange:
    async def arrange(scene: Scene) -> Press:
        return await scene.press(make(await thing(scene)), value)

    return arrange


def _filled(make: Callable[[str, Room], Picker], value: str) -> Arrange:
    """A choice in a menu of a case, which knows its options only where it is shown."""

    async def arrange(scene: Scene) -> Press:
        return await scene.press(make(await _case(scene), scene.room), value)

    return arrange


def _step(case_id: str, room: Room) -> Picker:
    return sanctions.HarmStep(case_id, room.bot.content, frozenset(Sanction))


def _why(case_id: str, room: Room) -> Picker:
    about = ActionCase(case_id, 1, None, frozenset({Category.HARASSMENT}), "")
    return sanctions.HarmWhy("warn", case_id, room.bot.content, about)


async def _undo(scene: Scene) -> Press:
    case_id = await _case(scene)
    noted = await scene.room.bot.services.records.note(
        scene.guild_id,
        scene.room.who("Alice").id,
        Sanction.WARN,
        Reason.UNKIND,
        case_id=case_id,
    )
    return await scene.press(sanctions.HarmUndo(noted.record_id, case_id))


async def _own_record(scene: Scene) -> record.RecordPick:
    records = scene.room.bot.services.records
    noted = await records.note(
        scene.who.guild_id, scene.who.actor.id, Sanction.WARN, Reason.UNKIND, case_id=None
    )
    return record.RecordPick(scene.content, (noted,))


async def _pick_record(scene: Scene) -> Press:
    menu = await _own_record(scene)
    return await scene.press(menu, menu.item.options[0].value)


async def _appeal(scene: Scene) -> Press:
    menu = await _own_record(scene)
    shown = await (await scene.press(menu, menu.item.options[0].value))()
    return lambda: scene.who.fill(shown, words="It was a quote.")


async def _anothers_appeal(scene: Scene) -> Press:
    """Alice's record, by an id that somebody has come by."""
    noted = await scene.room.bot.services.records.note(
        scene.guild_id, scene.room.who("Alice").id, Sanction.WARN, Reason.UNKIND, case_id=None
    )
    menu = record.RecordPick(scene.content, (noted,))
    shown = await (await scene.press(menu, noted.record_id))()
    return lambda: scene.who.fill(shown, words="It was a quote.")


async def _try(scene: Scene) -> Press:
    """The form, handed to anybody: who has one in front of them may have lost a role meanwhile."""
    who = scene.who
    scene.room.bot.add_dynamic_items(_HandTry)
    message = await scene.put(_HandTry())
    shown = await who.actor.click(message, label="A form")
    return lambda: who.fill(shown, words="hello")


class _HandTry(Button, template=r"test:hand:try"):
    def __init__(self) -> None:
        super().__init__("test:hand:try", "A form")

    async def press(self, interaction: Interaction) -> None:
        """Whoever presses."""
        modal = try_form(interaction.client.content)
        await interaction.response.send_modal(modal)


async def _ask_menu(scene: Scene) -> Press:
    message = await scene.who.actor.send(scene.who.lounge, "hello")
    return lambda: scene.who.actor.context_menu(scene.who.lounge, ASK_LABEL, message)


async def _ask(scene: Scene) -> Press:
    shown = await (await _ask_menu(scene))()
    return lambda: scene.who.fill(shown, about=["worried"], words="")


def _team(
    surface: str, arrange: Arrange, says: str, *, writes: bool = False, elsewhere: str = ""
) -> Row:
    """For the care team and admins of the presser's own group."""
    allowed = TEAM if elsewhere else TEAM | THERE
    return Row(
        surface,
        arrange,
        allowed,
        says,
        refused="screen.not_you",
        elsewhere=elsewhere,
        writes=writes,
    )


def _care(surface: str, arrange: Arrange, says: str, there: str, *, writes: bool = False) -> Row:
    """For the care team, and not about another group's cases."""
    return Row(surface, arrange, CARE, says, refused="care.not_you", elsewhere=there, writes=writes)


TABLE = [
    _team("/screen policy", slash("screen policy"), "screen.policy"),
    _team("/screen test", slash("screen test"), FORM),
    _team(
        "/screen phrase add",
        slash("screen phrase add", phrase="bluebird", does="hold"),
        "phrase.added_new",
        writes=True,
    ),
    _team("/screen phrase remove", slash("screen phrase remove", phrase="x y"), "phrase.unknown"),
    _team("/screen phrase list", slash("screen phrase list"), "phrase.list"),
    _team(
        "/screen phrase import",
        slash("screen phrase import", file=("a.txt", b"hold: bluebird")),
        "phrase.preview",
    ),
    _team("/screen phrase export", slash("screen phrase export"), "phrase.exported"),
    *(
        Row(
            f"/screen automod {words}",
            slash(f"screen automod {words}"),
            ADMINS | THERE,
            says,
            refused="automod.not_you",
            writes=words == "on",
        )
        for words, says in (
            ("on", "automod.on"),
            ("off", "automod.off"),
            ("status", "automod.is_off"),
        )
    ),
    _team(
        "PolicyPlace",
        _item(lambda r: policy.PolicyPlace(r.bot.content), "reply"),
        "screen.policy",
    ),
    _team(
        "PolicyRow",
        _item(lambda r: policy.PolicyRow(CELL[0], r.bot.content), CELL[1]),
        "screen.cell",
    ),
    _team(
        "PolicyChoice",
        _item(lambda r: policy.PolicyChoice(*CELL, r.bot.content), "hold"),
        "screen.preview",
    ),
    _team(
        "PolicySet",
        _item(lambda _: policy.PolicySet(*CELL, "hold")),
        "screen.changed",
        writes=True,
    ),
    _team(
        "PolicyUndo",
        _of(policy.PolicyUndo, _change),
        "screen.undone",
        writes=True,
        elsewhere="screen.no_undo",
    ),
    _team("PolicyBack", _item(lambda _: policy.PolicyBack("share")), "screen.policy"),
    _team(
        "ImportAdd",
        _of(phrase_imports.ImportAdd, _preview),
        "phrase.imported",
        writes=True,
        elsewhere="phrase.preview_gone",
    ),
    _team(
        "ImportFine",
        _of(phrase_imports.ImportFine, _preview),
        "phrase.imported",
        writes=True,
        elsewhere="phrase.preview_gone",
    ),
    _team(
        "ImportLeave",
        _of(phrase_imports.ImportLeave, _preview),
        "phrase.left_alone",
        elsewhere="phrase.preview_gone",
    ),
    _team(
        "ImportUndo",
        _of(phrase_imports.ImportUndo, _import),
        "phrase.import_undone",
        writes=True,
        elsewhere="phrase.no_import_undo",
    ),
    _team("TryModal", _try, "screen.tried"),
    Row("/my record", slash("my record"), EVERYBODY, "record.none"),
    Row("menu Ask for help with this", _ask_menu, EVERYBODY, FORM),
    Row("AskModal", _ask, EVERYBODY, "ask.emergency", writes=True),
    Row("RecordPick", _pick_record, EVERYBODY, FORM),
    Row("RecordAppeal", _appeal, EVERYBODY, "record.appealed_done", writes=True),
    Row(
        "RecordAppeal",
        _anothers_appeal,
        frozenset(),
        refused="record.no_appeal",
        case="of another's record",
    ),
    _care(
        "OfferSupport", _of(sanctions.OfferSupport, _case), "offer.sent", "harm.gone", writes=True
    ),
    _care("HarmMenu", _of(sanctions.HarmMenu, _case), "harm.menu", "harm.gone"),
    _care("HarmStep", _filled(_step, "warn"), "harm.why", "harm.never"),
    _care("HarmWhy", _filled(_why, "unkind"), "harm.done", "harm.never", writes=True),
    _care("HarmUndo", _undo, "harm.undone_warn", "harm.no_undo", writes=True),
]
