"""The part of the permission matrix that is about check-ins: who may plan, answer, read, tell.

What the rows press belongs to the first group: its schedule, its rounds, a question of its own.
"""

from collections.abc import Awaitable, Callable

import discord

from bot.checkins.outcomes import Created, QuestionAdded
from bot.checkins.rounds.service import Running
from bot.checkins.rules import ActKind, Plan
from bot.checkins.schedules.recurrence import Recurrence, Weekly
from bot.core.ids import ID
from bot.discord.client import Interaction
from bot.discord.components import Button
from cogs.checkins import answer, questions, responses, results
from cogs.checkins.changes import CheckinDo
from cogs.checkins.drafts import CheckinDrop, CheckinPick, CheckinSave
from cogs.checkins.plan import PlanDraft, code
from tests.cogs.checkins import OPEN
from tests.cogs.matrix import (
    ADMINS,
    CARE,
    EVERYBODY,
    FORM,
    HERE,
    THERE,
    Arrange,
    Press,
    Row,
    Scene,
    on,
    once,
    ready,
    slash,
)
from tests.harness import START

OWN_WORDS = "New people are made welcome here."
BALLOTS = ((4, 4, 4, 4), (5, 4, 3, 2), (4, 3, 4, 2), (3, 3, 3, 3), (5, None, 4, 2), (2, 4, 4, 3))
TEAM = ADMINS | CARE
GONE = "checkin.schedule_gone"

FORMS_FIRST = {"CheckinAnswer", "CheckinForm", "ActOpen", "/checkin act"}
"""Whose answer needs to know something first: a form cannot follow on "thinking", and a vote is
acknowledged by its receipt unless that takes too long."""


def _plan(channel_id: int, hour: int = 19) -> Plan:
    rule = Weekly(1, frozenset({6}), START.date())  # Sunday: two rounds out of turn end before it
    return Plan(channel_id=channel_id, recurrence=Recurrence(rule, hour, 0, "Europe/Berlin"))


async def _nothing(_: Scene) -> str:
    return ""


@once
async def schedule(scene: Scene) -> str:
    """The id of a check-in that Ada has planned."""
    made = await scene.room.bot.services.checkins.schedules.create(
        scene.guild_id, scene.room.who("Ada").id, _plan(scene.room.group.lounge.id)
    )
    assert isinstance(made, Created)
    return made.schedule.schedule_id


async def _changed(scene: Scene, verb: str) -> str:
    """The id of one that Ada has paused or deleted since."""
    schedule_id = await schedule(scene)
    schedules = scene.room.bot.services.checkins.schedules
    if verb == "pause":
        await schedules.pause(scene.guild_id, scene.room.who("Ada").id, schedule_id)
    else:
        await schedules.delete(
            scene.guild_id, scene.room.who("Ada").id, schedule_id, with_results=False
        )
    return schedule_id


@once
async def _paused(scene: Scene) -> str:
    return await _changed(scene, "pause")


@once
async def _deleted(scene: Scene) -> str:
    return await _changed(scene, "delete")


async def _open(scene: Scene) -> tuple[str, str]:
    """The ids of a check-in and of its round that takes answers."""
    schedule_id = await schedule(scene)
    rounds = scene.room.bot.services.checkins.rounds
    made = await rounds.run_now(scene.guild_id, schedule_id, scene.room.who("Ada").id)
    assert isinstance(made, Running)
    await scene.room.env.settle()
    return schedule_id, made.round_.round_id


@once
async def _round(scene: Scene) -> str:
    return (await _open(scene))[1]


async def _closed(scene: Scene, rounds: int = 1) -> tuple[str, str]:
    """The ids of a check-in and of its newest round, which has a result."""
    schedule_id, round_id = await _open(scene)
    checkins, ada = scene.room.bot.services.checkins, scene.room.who("Ada").id
    for number in range(rounds):
        if number:
            again = await checkins.rounds.run_now(scene.guild_id, schedule_id, ada)
            assert isinstance(again, Running)
            round_id = again.round_.round_id
        for voter, ballot in enumerate(BALLOTS):
            await checkins.answers.vote(scene.guild_id, round_id, voter, ballot)
        await scene.room.pass_time(OPEN + 60)
    return schedule_id, round_id


@once
async def _asked(scene: Scene) -> str:
    """The id of a check-in that has a result."""
    return (await _closed(scene))[0]


@once
async def _result(scene: Scene) -> str:
    """The id of a round that has a result."""
    return (await _closed(scene))[1]


@once
async def _told(scene: Scene) -> str:
    """The id of one about which the team has said something."""
    round_id = await _result(scene)
    acts = scene.room.bot.services.checkins.responses
    await acts.note(scene.guild_id, round_id, ActKind.DID, "We moved the evening.")
    return round_id


@once
async def _own(scene: Scene) -> str:
    """The id of a question of the group's own."""
    added = await scene.room.bot.services.checkins.group_questions.add(scene.guild_id, OWN_WORDS)
    assert isinstance(added, QuestionAdded)
    return added.question.id.removeprefix(questions.OWN)


@once
async def _retired(scene: Scene) -> str:
    own_id = await _own(scene)
    await scene.room.bot.services.checkins.group_questions.retire(
        scene.guild_id, questions.OWN + own_id
    )
    return own_id


def _about(
    name: str, option: str, thing: Callable[[Scene], Awaitable[str]], **options: object
) -> Arrange:
    """A command about something of the first group's, whoever uses it."""

    async def arrange(scene: Scene) -> Press:
        return ready(scene, name, **{option: await thing(scene)}, **options)

    return arrange


def _checkin(name: str, thing: Callable[[Scene], Awaitable[str]], **options: object) -> Arrange:
    return _about(f"checkin {name}", "check-in", thing, **options)


async def _create(scene: Scene) -> Press:
    options = {"repeat": "weekly", "day": "Monday", "time": "19:00", "zone": "Europe/Berlin"}
    return ready(scene, "checkin create", channel=scene.who.lounge, **options)


async def _list(scene: Scene) -> Press:
    await schedule(scene)
    return ready(scene, "checkin list")


async def _export(scene: Scene) -> Press:
    await _result(scene)
    return ready(scene, "checkin export", format="csv")


async def _draft(scene: Scene, *, edits: bool) -> tuple[str, str, str]:
    """The parts of a draft: of a new check-in where the presser is, or of a change to Ada's."""
    target = await schedule(scene) if edits else None
    target_id, version, packed = code(PlanDraft(_plan(scene.who.lounge.id, 20), target, 1)).split(
        ":", 2
    )
    return target_id, version, packed


def _save(*, edits: bool) -> Arrange:
    async def arrange(scene: Scene) -> Press:
        return await scene.press(CheckinSave(*await _draft(scene, edits=edits)))

    return arrange


def _pick(*, edits: bool) -> Arrange:
    async def arrange(scene: Scene) -> Press:
        options = [discord.SelectOption(label="1 day", value="0")]
        item = CheckinPick("o", *await _draft(scene, edits=edits), options=options)
        return await scene.press(item, "0")

    return arrange


@once
async def _twice(scene: Scene) -> str:
    """The ids of a check-in that has two results, and of the newer one."""
    return ":".join(await _closed(scene, rounds=2))


async def _another(scene: Scene) -> Press:
    schedule_id, round_id = (await _twice(scene)).split(":")
    options = [discord.SelectOption(label="One", value=round_id)]
    return await scene.press(results.ResultPicker(schedule_id, "", options), round_id)


class Opened(Button, template=rf"opened:(?P<kind>answer|act):(?P<round_id>{ID})"):
    """Opens a form for anybody: who has one in front of them may have lost a role meanwhile."""

    def __init__(self, kind: str, round_id: str) -> None:
        self.kind, self.round_id = kind, round_id
        super().__init__(f"opened:{kind}:{round_id}", "Open")

    async def press(self, interaction: Interaction) -> None:
        """Shows it."""
        content = interaction.client.content
        if self.kind == "answer":
            modal = answer.CheckinForm(self.round_id)
            checkins = interaction.client.services.checkins
            modal.fill(content, checkins.choices, checkins.bank.core)
        else:
            modal = responses.ActForm(self.round_id)
            modal.fill(content, None)
        await interaction.response.send_modal(modal)


def _form(which: str, thing: Callable[[Scene], Awaitable[str]], **values: str) -> Arrange:
    """A form about something of the first group's, sent by whoever has it."""

    async def arrange(scene: Scene) -> Press:
        scene.room.bot.add_items(Opened)
        shown = await (await scene.press(Opened(which, await thing(scene))))()
        return lambda: scene.who.actor.submit_modal(shown, values)

    return arrange


def _preview(item: Callable[[str], Button], thing: Callable[[Scene], Awaitable[str]]) -> Arrange:
    """A press under the preview of a question."""

    async def arrange(scene: Scene) -> Press:
        return await scene.press(item(await thing(scene)), words="People listen here.")

    return arrange


def _admin(
    surface: str,
    arrange: Arrange,
    says: str,
    there: str = "",
    *,
    writes: bool = False,
    case: str = "",
) -> Row:
    """An admin's. ``there``: what an admin of another group is told, if not the same."""
    return Row(
        surface,
        arrange,
        ADMINS if there else ADMINS | THERE,
        says,
        refused="checkin.admins_only",
        elsewhere=there,
        writes=writes,
        case=case,
    )


def _team(surface: str, arrange: Arrange, says: str, there: str, *, writes: bool = False) -> Row:
    """An admin's or the care team's."""
    return Row(
        surface, arrange, TEAM, says, refused="checkin.team_only", elsewhere=there, writes=writes
    )


def _do(
    verb: str,
    says: str,
    thing: Callable[[Scene], Awaitable[str]] = schedule,
    *,
    writes: bool = False,
) -> Row:
    return _admin(
        "CheckinDo",
        on(lambda i: CheckinDo(verb, i), thing),
        f"checkin.{says}",
        GONE,
        writes=writes,
        case=verb,
    )


TABLE = [
    # The commands.
    _admin("/checkin create", _create, "plan.head"),
    _admin("/checkin edit", _checkin("edit", schedule, time="20:00"), "plan.head_edit", GONE),
    _admin("/checkin list", _list, "checkin.list_head", "checkin.list_empty"),
    _admin("/checkin show", _checkin("show", schedule), "checkin.state_next", GONE),
    _admin("/checkin pause", _checkin("pause", schedule), "checkin.paused", GONE, writes=True),
    _admin("/checkin resume", _checkin("resume", _paused), "checkin.running", GONE, writes=True),
    _admin("/checkin delete", _checkin("delete", schedule), "checkin.ask_delete", GONE),
    _admin("/checkin run-now", _checkin("run-now", schedule), "checkin.ask_run", GONE),
    _team("/checkin results", _checkin("results", _asked), "result.of", "result.none"),
    _team("/checkin trend", _checkin("trend", _asked), "trend.head", "trend.none"),
    _team("/checkin act", _about("checkin act", "result", _result), FORM, "act.gone"),
    _admin("/checkin export", _export, "result.export", "result.none_at_all"),
    _admin("/checkin question add", slash("checkin question add", words=OWN_WORDS), "own.preview"),
    _admin(
        "/checkin question reword",
        _about("checkin question reword", "question", _own, words="People listen here."),
        "own.preview",
        "own.gone",
    ),
    _admin(
        "/checkin question retire",
        _about("checkin question retire", "question", _own),
        "own.retired",
        "own.gone",
        writes=True,
    ),
    _admin(
        "/checkin question bring-back",
        _about("checkin question bring-back", "question", _retired),
        "own.back",
        "own.gone",
        writes=True,
    ),
    _admin("/checkin question list", slash("checkin question list"), "own.list"),
    # For everybody in the group.
    Row(
        "CheckinAnswer",
        on(answer.CheckinAnswer, _round),
        HERE,
        FORM,
        elsewhere="checkin.gone",
    ),
    Row(
        "CheckinForm",
        _form("answer", _round, q0="4", q1="3", q2="5", q3="-"),
        HERE,
        "checkin.counted",
        elsewhere="checkin.gone",
        writes=True,
    ),
    Row(
        "CheckinExplain",
        on(answer.CheckinExplain, _result),
        EVERYBODY,
        "checkin.explain",
    ),
    # The preview of a plan.
    _admin("CheckinSave", _save(edits=False), "plan.created", writes=True),
    _admin("CheckinSave", _save(edits=True), "plan.edited", GONE, writes=True, case="a change"),
    _admin("CheckinPick", _pick(edits=False), "plan.head"),
    _admin("CheckinPick", _pick(edits=True), "plan.head_edit", GONE, case="a change"),
    Row("CheckinDrop", on(lambda _: CheckinDrop(), _nothing), EVERYBODY, "plan.dropped"),
    # What is done with a check-in that is planned.
    _do("pause", "paused", writes=True),
    _do("resume", "running", _paused, writes=True),
    _do("now", "ask_run"),
    _do("run", "run_done", writes=True),
    _do("ask", "ask_delete"),
    _do("delete", "deleted", writes=True),
    _do("purge", "deleted_all", writes=True),
    _do("restore", "running", _deleted, writes=True),
    _do("retry", "retried"),
    _admin(
        "CheckinDo", on(lambda i: CheckinDo("leave", i), schedule), "checkin.left", case="leave"
    ),
    # What came of it.
    _team("ResultPicker", _another, "result.of", "result.none"),
    _team("ActOpen", on(responses.ActOpen, _result), FORM, "act.gone"),
    _team(
        "ActForm",
        _form("act", _result, kind="did", words="We moved it."),
        "act.noted",
        "act.gone",
        writes=True,
    ),
    _team("ActClear", on(responses.ActClear, _told), "act.cleared", "act.nothing", writes=True),
    _admin(
        "TrendPost",
        on(results.TrendPost, _asked),
        "trend.posted",
        "trend.none",
        writes=True,
    ),
    # The group's own questions.
    _admin(
        "OwnSave",
        _preview(lambda _: questions.OwnSave(), _nothing),
        "own.added",
        writes=True,
    ),
    _admin(
        "OwnReword",
        _preview(lambda i: questions.OwnReword(i, "1"), _own),
        "own.reworded",
        "own.gone",
        writes=True,
    ),
    _admin(
        "OwnTurn",
        on(lambda i: questions.OwnTurn("retire", i), _own),
        "own.retired",
        "own.gone",
        writes=True,
        case="retire",
    ),
    _admin(
        "OwnTurn",
        on(lambda i: questions.OwnTurn("back", i), _retired),
        "own.back",
        "own.gone",
        writes=True,
        case="back",
    ),
    Row(
        "OwnDrop",
        on(lambda _: questions.OwnDrop(), _nothing),
        EVERYBODY,
        "own.dropped",
    ),
]
