"""The part of the permission matrix that is about the crisis fork and talks with the care team."""

from collections.abc import Awaitable, Callable

import discord
from simcord import ResponseMessage

from bot.core.ids import ID
from bot.discord.client import Interaction
from bot.discord.components import Button, Picker
from bot.screening.verdict import Category, Level
from bot.talks.rules import Said
from cogs.sharing.drafting import draft_buttons
from cogs.talks import care_side, member_side, render
from tests.cogs.matrix import (
    CARE,
    EVERYBODY,
    FORM,
    NOBODY,
    THERE,
    Arrange,
    Press,
    Row,
    Scene,
    form,
    on,
    once,
    slash,
)
from tests.cogs.world import custom_id_of_select
from tests.harness import answer, button
from tests.readings import crisis, flagged

GREY = "All is grey."


class HandForm(Button, template=rf"test:hand:(?P<which>\w+):(?P<thing>{ID})"):
    """Opens a form for anybody: who has one in front of them may have lost a role meanwhile."""

    forms: dict[str, type[render.TalkWords]] = {  # noqa: RUF012 - fixed
        "line": member_side.TalkLineModal,
        "answer": care_side.CareAnswerModal,
        "reach": care_side.CareReachModal,
    }

    def __init__(self, which: str, thing: str) -> None:
        self.which, self.thing = which, thing
        super().__init__(f"test:hand:{which}:{thing}", "A form")

    async def press(self, interaction: Interaction) -> None:
        """Whoever presses."""
        modal = self.forms[self.which](self.thing)  # type: ignore[call-arg] - by id
        await interaction.response.send_modal(modal.asking("Words", "Some"))


def _form(which: str, thing: Callable[[Scene], Awaitable[str]], words: str) -> Arrange:
    async def arrange(scene: Scene) -> Press:
        scene.room.bot.add_dynamic_items(HandForm)
        message = await scene.put(HandForm(which, await thing(scene)))
        shown = await scene.who.actor.click(message, label="A form")
        return lambda: scene.who.actor.submit_modal(shown, {"words": words})

    return arrange


async def _nothing(_: Scene) -> str:
    return ""


async def _talk(scene: Scene, member_id: int, guild_id: int) -> str:
    said = await scene.room.bot.services.talks.begin(guild_id, member_id, "Hello.", named=False)
    assert isinstance(said, Said)
    if said.case_id is not None:
        await scene.room.bot.services.desk.show(said.case_id)
    return said.talk.talk_id


async def _own(scene: Scene) -> str:
    """The id of a talk of the presser's, in their own group."""
    return await _talk(scene, scene.who.actor.id, scene.who.guild_id)


@once
async def _alices(scene: Scene) -> str:
    """The id of a talk of Alice's."""
    return await _talk(scene, scene.room.who("Alice").id, scene.guild_id)


@once
async def _answered(scene: Scene) -> str:
    """The id of a talk of Alice's that the team has answered."""
    talk_id = await _alices(scene)
    await scene.room.bot.services.talks.from_team(scene.guild_id, talk_id, "We are here.")
    return talk_id


async def _draft(scene: Scene) -> ResponseMessage:
    shown = await scene.who.actor.slash(scene.who.lounge, "share")
    return answer(await scene.who.fill(shown, words=GREY, help=["listen"], when=["n"]))


def _on_fork(label: str) -> Arrange:
    """A press on the presser's own fork, as only they ever have it."""

    async def arrange(scene: Scene) -> Press:
        scene.room.script.reads("grey", crisis(Level.Q2))
        shown = await _draft(scene)
        key = button(shown, label)
        return lambda: scene.who.actor.click(shown, custom_id=key)

    return arrange


async def _barrier(scene: Scene) -> Press:
    scene.room.script.reads("grey", crisis(Level.Q2))
    shown = await _draft(scene)
    key = custom_id_of_select(shown, "Something stops me")
    return lambda: scene.who.actor.select(shown, ["burden"], custom_id=key)


def _held(
    kind: type[draft_buttons.DraftAppeal | draft_buttons.DraftTrim], category: Category
) -> Arrange:
    """A press on what is shown of a draft that screening objects to."""

    async def arrange(scene: Scene) -> Press:
        scene.room.script.reads("grey", flagged(category, 4))
        shown = await _draft(scene)
        key = button(shown, kind.label)
        return lambda: scene.who.actor.click(shown, custom_id=key)

    return arrange


def _pick(thing: Callable[[Scene], Awaitable[str]]) -> Arrange:
    async def arrange(scene: Scene) -> Press:
        talk_id = await thing(scene)
        options = [discord.SelectOption(label="One", value=talk_id)]
        return await scene.press(member_side.TalkPicker(options), talk_id)

    return arrange


def _mine(
    item: Callable[[str], Button | Picker], done: str, *, writes: bool = False, gone: str = ""
) -> list[Row]:
    """A press about a talk: on one's own, and on that of somebody else."""
    name = type(item("x" * 22)).__name__
    refused = gone or "talk.refused_gone"
    return [
        Row(name, on(item, _own), EVERYBODY, done, writes=writes),
        Row(name, on(item, _alices), NOBODY, refused=refused, case="not mine"),
    ]


def _care(
    item: Callable[[str], Button], done: str, *, there: str = "talkcare.gone", writes: bool = False
) -> Row:
    name = type(item("x" * 22)).__name__
    return Row(
        name,
        on(item, _answered),
        CARE,
        done,
        refused="care.not_you",
        elsewhere=there,
        writes=writes,
    )


def _care_form(which: str, thing: Callable[[Scene], Awaitable[str]], done: str, there: str) -> Row:
    return Row(
        HandForm.forms[which].__name__,
        _form(which, thing, "From the team."),
        CARE,
        done,
        refused="care.not_you",
        elsewhere=there,
        writes=True,
    )


TABLE = [
    # The fork, and what is held or comes back.
    Row("DraftShare", _on_fork("Share it"), EVERYBODY, "preview.head"),
    Row("ForkTalk", _on_fork("Talk to the team"), EVERYBODY, "fork.talked", writes=True),
    # What it shows stands beside the fork, which stays as it is.
    Row("ForkMore", _on_fork("What else"), EVERYBODY, "fork.thanks"),
    Row("ForkBarrier", _barrier, EVERYBODY, "fork.answer_burden"),
    Row(
        "DraftAppeal",
        _held(draft_buttons.DraftAppeal, Category.HARASSMENT),
        EVERYBODY,
        "held.appealed",
        writes=True,
    ),
    Row("DraftTrim", _held(draft_buttons.DraftTrim, Category.SH_METHOD), EVERYBODY, "held.trimmed"),
    # A member's talks.
    Row("/talk", slash("talk"), EVERYBODY, "talk.start"),
    Row("/my inbox", slash("my inbox"), EVERYBODY, "talk.inbox_empty"),
    Row("TalkBegin", on(lambda _: member_side.TalkBegin("0"), _nothing), EVERYBODY, FORM),
    Row(
        "TalkModal",
        form(lambda _: member_side.TalkBegin("0"), words="Hello."),
        EVERYBODY,
        "talk.begun",
        writes=True,
    ),
    Row("TalkWrite", on(member_side.TalkWrite, _own), EVERYBODY, FORM),
    Row("TalkLineModal", _form("line", _own, "More."), EVERYBODY, "talk.sent", writes=True),
    Row(
        "TalkLineModal",
        _form("line", _alices, "More."),
        NOBODY,
        refused="talk.refused_gone",
        case="not mine",
    ),
    Row("TalkPicker", _pick(_own), EVERYBODY, "talk.one"),
    Row("TalkPicker", _pick(_alices), NOBODY, refused="talk.refused_gone", case="not mine"),
    Row("TalkInbox", on(lambda _: member_side.TalkInbox(), _own), EVERYBODY, "talk.inbox"),
    *_mine(member_side.TalkRead, "talk.one"),
    *_mine(lambda i: member_side.TalkClose("1", i), "talk.closed", writes=True),
    *_mine(lambda i: member_side.TalkMute("1", i), "talk.muted", writes=True),
    *_mine(
        lambda i: member_side.TalkTakeBack("1", i),
        "talk.taken_back",
        writes=True,
        gone="talk.nothing_to_take",
    ),
    # The care team's side.
    _care(care_side.CareTalk, "talkcare.one"),
    Row(
        "CareAnswer",
        on(care_side.CareAnswer, _alices),
        CARE | THERE,
        FORM,
        refused="care.not_you",
    ),
    _care_form("answer", _alices, "talkcare.sent", "talkcare.gone"),
    Row(
        "CareReach",
        on(care_side.CareReach, Scene.share),
        CARE | THERE,
        FORM,
        refused="care.not_you",
    ),
    _care_form("reach", Scene.share, "talkcare.begun", "talkcare.no_link"),
    _care(lambda i: care_side.CareTalkClose("1", i), "talkcare.closed", writes=True),
    _care(
        lambda i: care_side.CareTakeBack("2", i),
        "talk.taken_back",
        there="talk.nothing_to_take",
        writes=True,
    ),
]
"""Every surface of this part."""
