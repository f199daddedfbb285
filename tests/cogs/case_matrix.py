"""The part of the permission matrix that is about cases, duty and appeals."""

from collections.abc import Awaitable, Callable

from bot.care.case import CaseKind, Closing, MessageRef, NewCase, Opened, What
from bot.discord.components import Button, Picker
from bot.screening.verdict import Category, Level
from bot.sharing.rules import Return
from cogs.care import appeals as answers
from cogs.care import claiming, closing
from cogs.sharing import appeals
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

NOBODY_ID = 77


async def _new_case(scene: Scene) -> str:
    """The id of an open case about something Alice wrote under her name."""
    opened = await scene.room.bot.services.cases.open(
        NewCase(
            guild_id=scene.guild_id,
            kind=CaseKind.ALERT,
            level=Level.Q1,
            categories=frozenset({Category.HARASSMENT}),
            message=MessageRef(scene.room.group.lounge.id, 5),
            member_id=scene.room.who("Alice").id,
            words="Something unkind.",
        )
    )
    await scene.room.bot.services.desk.show(opened.case_id)
    return opened.case_id


_case = once(_new_case)


async def _claimed(scene: Scene) -> str:
    """The same, held by whoever presses (or would)."""
    case_id = await _new_case(scene)
    await scene.room.bot.services.cases.claim(scene.guild_id, case_id, scene.who.actor.id)
    await scene.room.bot.services.desk.show_in(scene.guild_id, case_id)
    return case_id


@once
async def _closed(scene: Scene) -> str:
    case_id = await _case(scene)
    services = scene.room.bot.services
    await services.cases.close(scene.guild_id, case_id, NOBODY_ID, Closing.HANDLED)
    await services.desk.show_in(scene.guild_id, case_id)
    return case_id


@once
async def _appealed(scene: Scene) -> str:
    """The id of the case of Alice's appeal; somebody who is not here decided before."""
    services, post_id = scene.room.bot.services, await scene.held()
    await services.decisions.give_back(scene.guild_id, post_id, Return.DETAILS)
    await services.cases.note(scene.guild_id, What.RETURNED, NOBODY_ID, post_id=post_id)
    asked = await services.post_appeals.ask(
        scene.guild_id, scene.room.who("Alice").id, post_id, "Please look."
    )
    assert isinstance(asked, Opened)
    await services.desk.show(asked.case_id)
    await services.desk.show_post(post_id)
    return asked.case_id


def _work(
    item: Callable[[str], Button | Picker],
    thing: Callable[[Scene], Awaitable[str]],
    done: str,
    value: str = "",
    *,
    make: Callable[[str], Button | Picker] | None = None,
    writes: bool = True,
) -> Row:
    """Something on a case: for the care team alone, and not over another group's cases."""
    return Row(
        getattr(item, "__name__", ""),
        on(make or item, thing, value),
        CARE,
        done,
        refused="care.not_you",
        elsewhere="casework.gone",
        writes=writes,
    )


def _back() -> Arrange:
    async def arrange(scene: Scene) -> Press:
        await _claimed(scene)
        return await scene.press(claiming.StepBack())

    return arrange


def _team(name: str, done: str, *, writes: bool = False, **options: object) -> Row:
    """A command for the care team, wherever it is used."""
    return Row(
        f"/{name}",
        slash(name, **options),
        CARE | THERE,
        done,
        refused="care.not_you",
        writes=writes,
    )


def _snooze(case_id: str) -> Picker:
    return claiming.CaseSnoozeFor(case_id, shown=True)


async def _close(scene: Scene) -> Press:
    return await scene.press(closing.CaseClose(await _case(scene), scene.content), "handled")


TABLE = [
    _team("care show", "casework.no_link", link="nothing"),
    _team("care on", "duty.on_open", writes=True),
    _team("care off", "duty.off_already"),
    _team("care roster", "duty.nobody"),
    _team("care stats", "stats.head"),
    _work(claiming.CaseClaim, _case, "casework.claimed"),
    _work(claiming.CaseRelease, _claimed, "casework.released"),
    Row(
        "StepBack",
        _back(),
        CARE,
        "casework.stepped_back",
        refused="care.not_you",
        elsewhere="casework.stepped_back",
        writes=True,
    ),
    Row(
        "CaseSnooze",
        on(claiming.CaseSnooze, _case),
        CARE | THERE,
        "casework.put_off_for",
        refused="care.not_you",
    ),
    _work(claiming.CaseSnoozeFor, _case, "casework.snoozed", "1", make=_snooze),
    _work(claiming.CaseEscalate, _case, "casework.escalated"),
    Row(
        "CaseClose",
        _close,
        CARE,
        "casework.closed_now",
        refused="care.not_you",
        elsewhere="casework.gone",
        writes=True,
    ),
    _work(closing.CaseFalseAlarm, _case, "casework.closed_now"),
    _work(closing.CaseReopen, _closed, "casework.reopened"),
    _work(closing.CaseHistory, _case, "casework.history", writes=False),
    _work(answers.AppealUphold, _appealed, "casework.upheld"),
    _work(answers.AppealOverturn, _appealed, "casework.overturned"),
    Row("AppealAsk", on(appeals.AppealAsk, Scene.returned), EVERYBODY, FORM),
    # A form of Alice's share, sent by somebody else: it is not theirs to ask for.
    Row("AppealModal", form(appeals.AppealAsk, words="Mine?"), NOBODY, refused="appeal.gone"),
]
