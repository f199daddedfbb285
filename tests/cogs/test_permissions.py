"""Who may do what: every command, context menu, button, select and form, for everyone.

A new surface without a row here fails `test_every_surface_stands_in_the_table`.
"""

from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager

import discord
import pytest

from bot.content import load
from bot.core.db import Database
from bot.discord.components import Button, Picker
from cogs import gateway_events, my, setup
from cogs.care import cards
from cogs.sharing import decisions, my_posts, pauses, posts
from cogs.sharing.drafting import draft_buttons
from tests.cogs.case_matrix import TABLE as CASES
from tests.cogs.checkin_matrix import FORMS_FIRST
from tests.cogs.checkin_matrix import TABLE as CHECKINS
from tests.cogs.helplines_matrix import TABLE as HELPLINES
from tests.cogs.matrix import (
    ADMINS,
    CARE,
    EVERYBODY,
    FORM,
    HERE,
    NOBODY,
    THERE,
    WORDS,
    Arrange,
    Press,
    Row,
    Scene,
    Thing,
    draft,
    drop,
    form,
    menu,
    on,
    pick,
    slash,
)
from tests.cogs.people import Role, person
from tests.cogs.screen_matrix import TABLE as SCREEN
from tests.cogs.surfaces import forms, items, picture, says, surfaces
from tests.cogs.talk_matrix import TABLE as TALKS
from tests.harness import Room, answer, text_of

CONTENT = load()


async def _nothing(_: Scene) -> str:
    return ""


def _returned(post_id: str) -> Picker:
    return decisions.CareReturn(post_id, CONTENT)


def _removed(post_id: str) -> Picker:
    return decisions.CareRemove(post_id, CONTENT)


async def _lift_one(scene: Scene) -> Press:
    pause_id = await scene.pause()
    menu = pauses.CareLiftOne([discord.SelectOption(label="One", value=pause_id)])
    return await scene.press(menu, pause_id)


def _care(
    item: type[Button | Picker], arrange: Arrange, done: str, there: str = "care.gone"
) -> Row:
    """A decision of the care team: theirs alone, and not over another group's posts."""
    return Row(
        item.__name__,
        arrange,
        CARE,
        f"care.{done}",
        refused="care.not_you",
        elsewhere=there,
        writes=True,
    )


TABLE = [
    Row("/share", slash("share"), EVERYBODY, FORM),
    Row("/my shares", slash("my shares"), EVERYBODY, "my.none"),
    Row("/my data", slash("my data"), EVERYBODY, "data.kept"),
    Row("/privacy", slash("privacy"), EVERYBODY, "privacy.all"),
    Row("/care queue", slash("care queue"), CARE | THERE, "queue.head", refused="care.not_you"),
    Row(
        "/setup",
        slash("setup", vetting=1),
        ADMINS | THERE,
        "setup.saved",
        refused="setup.not_you",
        writes=True,
    ),
    # Under a share, and as context menus.
    Row("menu Reply without my name", menu(posts.REPLY_LABEL), EVERYBODY, FORM),
    Row(
        "menu I hear you",
        menu(posts.HEAR_LABEL),
        HERE,
        "hear.done",
        elsewhere="not_a_post",
        writes=True,
    ),
    Row("menu Report", menu(posts.REPORT_LABEL), EVERYBODY, FORM),
    Row(
        "menu Care options",
        menu("Care options"),
        CARE,
        "care.options",
        refused="care.not_you",
        elsewhere="not_a_post",
    ),
    Row("ReplyButton", on(posts.ReplyButton, Scene.share), EVERYBODY, FORM),
    Row("ReportButton", on(posts.ReportButton, Scene.share), EVERYBODY, FORM),
    Row(
        "HearButton",
        on(posts.HearButton, Scene.share),
        HERE,
        "hear.done",
        elsewhere="hear.gone",
        writes=True,
    ),
    Row(
        "UnhearButton",
        on(posts.UnhearButton, Scene.heard),
        HERE,
        "hear.taken_back",
        elsewhere="hear.nothing",
        writes=True,
    ),
    Row(
        "ComposeModal",
        form(posts.ReplyButton, words="An answer."),
        HERE,
        "preview.head",
        elsewhere="refused.gone",
    ),
    Row(
        "ReportModal",
        form(posts.ReportButton, words="Please look.", reason=["other"]),
        HERE,
        "report.done",
        elsewhere="report.refused_gone",
        writes=True,
    ),
    # On the private preview.
    Row("DraftPost", draft(draft_buttons.DraftPost), EVERYBODY, "done.posted", writes=True),
    Row(
        "DraftPost",
        draft(draft_buttons.DraftPost, reply=True),
        HERE,
        "done.replied",
        elsewhere="refused.gone",
        writes=True,
        case="a reply",
    ),
    Row("DraftMask", draft(draft_buttons.DraftMask), EVERYBODY, "preview.head"),
    Row("DraftEdit", draft(draft_buttons.DraftEdit), EVERYBODY, FORM),
    Row("DraftDrop", drop, EVERYBODY, "draft.dropped"),
    # Mine, and what is not mine.
    Row("MyPicker", pick(own=True), EVERYBODY, "my.one"),
    Row("MyPicker", pick(own=False), NOBODY, refused="my.gone", case="not mine"),
    Row("MyPage", on(lambda _: my_posts.MyPage("0"), Scene.own), EVERYBODY, "my.list"),
    Row("MyWithdraw", on(my_posts.MyWithdraw, Scene.own), EVERYBODY, "my.withdraw_sure"),
    Row("MyKeep", on(my_posts.MyKeep, Scene.own), EVERYBODY, "my.one"),
    Row("MyKeep", on(my_posts.MyKeep, Scene.share), NOBODY, refused="my.gone", case="not mine"),
    Row(
        "MyWithdrawYes",
        on(my_posts.MyWithdrawYes, Scene.own),
        EVERYBODY,
        "my.withdrawn",
        writes=True,
    ),
    Row(
        "MyWithdrawYes",
        on(my_posts.MyWithdrawYes, Scene.share),
        NOBODY,
        refused="my.gone",
        case="not mine",
    ),
    Row(
        "MyMute", on(lambda i: my_posts.MyMute("1", i), Scene.own), EVERYBODY, "my.one", writes=True
    ),
    Row(
        "MyMute",
        on(lambda i: my_posts.MyMute("1", i), Scene.share),
        NOBODY,
        refused="my.gone",
        case="not mine",
    ),
    Row("ForgetMe", on(lambda _: my.ForgetMe(), Scene.own), EVERYBODY, "data.sure"),
    Row(
        "ForgetMeYes",
        on(lambda _: my.ForgetMeYes(), Scene.own),
        EVERYBODY,
        "data.erased",
        writes=True,
    ),
    Row("SlipKeep", on(lambda _: gateway_events.SlipKeep(), _nothing), EVERYBODY, "slip.kept"),
    # The care team's.
    _care(decisions.CareApprove, on(decisions.CareApprove, Scene.held), "approved"),
    _care(decisions.CareReturn, on(_returned, Scene.held, "details"), "returned"),
    _care(decisions.CareRemove, on(_removed, Scene.share, "rules"), "removed"),
    _care(decisions.CareUndo, on(decisions.CareUndo, Scene.returned), "undone"),
    _care(decisions.CareLock, on(lambda i: decisions.CareLock("1", i), Scene.share), "locked"),
    _care(pauses.CarePause, on(pauses.CarePause, Scene.share, "7"), "paused", "care.no_link"),
    _care(pauses.CareLift, on(pauses.CareLift, Scene.pause), "lifted", "care.not_paused"),
    _care(pauses.CareLiftOne, _lift_one, "lifted", "care.not_paused"),
    _care(cards.CareDone, on(lambda i: cards.CareDone("1", i), Scene.report), "done"),
    # The admins'.
    Row(
        "SetupUndo",
        on(setup.SetupUndo, Scene.change),
        ADMINS,
        "setup.undone",
        refused="setup.not_you",
        elsewhere="setup.no_undo",
        writes=True,
    ),
    Row(
        "SetupCheck",
        on(lambda _: setup.SetupCheck(), _nothing),
        ADMINS | THERE,
        "setup.checked",
        refused="setup.not_you",
    ),
    *CASES,
    *CHECKINS,
    *TALKS,
    *SCREEN,
    *HELPLINES,
]


QUIET = [row for row in TABLE if row.onlookers]
LOUD = [(row, role) for row in TABLE for role in row.writers]
PROMPT = [row for row in TABLE if row.surface not in FORMS_FIRST]


@pytest.mark.parametrize("row", QUIET, ids=str)
async def test_one_who_may_not_change_it_is_answered_and_leaves_no_trace(
    room: Room, row: Row
) -> None:
    """One room serves them one after the other, for none of them leaves anything to the next."""
    left: dict[Thing, str] = {}
    for role in row.onlookers:
        await _press(room, row, role, left)


@pytest.mark.parametrize(("row", "role"), LOUD, ids=lambda one: getattr(one, "value", str(one)))
async def test_one_who_may_change_it_does(room: Room, row: Row, role: Role) -> None:
    await _press(room, row, role, {})


async def _press(room: Room, row: Row, role: Role, left: dict[Thing, str]) -> None:
    """Press as ``role``: check what is said, what has changed, and that Discord came first."""
    try:
        await _cell(room, row, role, left)
    except Exception as wrong:
        wrong.add_note(f"pressed by: {role.value}")
        raise


async def _cell(room: Room, row: Row, role: Role, left: dict[Thing, str]) -> None:
    scene, stranger = Scene(room, await person(room, role), left), role is Role.ELSEWHERE
    press = await row.arrange(scene)
    before = await picture(room)
    ours = await picture(room, scene.guild_id) if stranger else None
    asked = len(room.env.http_requests)
    with _early_calls(room, asked) as early:
        result = await press()
    after = await picture(room)

    expected = row.expects(role)
    if expected == FORM:
        assert result.modal is not None
    else:
        said = answer(result)
        assert said.ephemeral
        assert says(room.bot.content, expected).search(said.content), said.content
        assert not stranger or WORDS not in text_of(said)
    assert (before != after) == (role in row.writers)
    if stranger:
        assert ours == await picture(room, scene.guild_id)
        assert _changes_asked_for(room, asked, scene.guild_id) == []
    if row in PROMPT and role is row.prompt:
        assert early == []
        assert room.env.http_requests[asked].path.startswith("/interactions/")


@contextmanager
def _early_calls(room: Room, asked: int) -> Generator[list[str]]:
    """The calls of the database before Discord has an answer: the three-second rule.

    Acknowledge before anything that is slower than memory.
    """
    early: list[str] = []

    def watched(name: str) -> Callable[..., Awaitable[object]]:
        real = getattr(Database, name)

        async def call(db: Database, *arguments: object) -> object:
            new = room.env.http_requests[asked:]
            if not any(request.path.startswith("/interactions/") for request in new):
                early.append(name)
            return await real(db, *arguments)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name in ("read", "write", "scrub"):
            patch.setattr(Database, name, watched(name))
        yield early


def _changes_asked_for(room: Room, since: int, guild_id: int) -> list[str]:
    """The requests that would change something in a group's channels."""
    channels = [c for c in room.env.backend.channels.values() if c.guild_id == guild_id]
    places = tuple(f"/channels/{channel.id}/" for channel in channels)
    new = room.env.http_requests[since:]
    return [r.path for r in new if r.method != "GET" and r.path.startswith(places)]


async def test_every_surface_stands_in_the_table(room: Room) -> None:
    assert surfaces(room.bot) == {row.surface for row in TABLE}


async def test_every_button_select_and_form_answers(room: Room) -> None:
    patterns = {item.__discord_ui_compiled_template__ for item in items()}

    assert patterns == set(room.bot.buttons)
    assert {form.__name__ for form in forms()} == {form.__name__ for form in room.bot.modals}


async def test_whoever_loses_the_role_may_decide_nothing_from_then_on(room: Room) -> None:
    scene = Scene(room, await person(room, Role.MODERATOR))
    press = await scene.press(decisions.CareApprove(await scene.held()))
    room.env.backend.remove_member_role(scene.guild_id, scene.who.actor.id, room.group.care_role.id)
    await room.env.settle()
    before = await picture(room)
    said = answer(await press())

    assert says(room.bot.content, "care.not_you").search(said.content)
    assert await picture(room) == before


async def test_a_queue_elsewhere_shows_nothing_of_this_group(room: Room) -> None:
    scene = Scene(room, await person(room, Role.ELSEWHERE))
    await scene.report()
    here = answer(await room.who("Mo").slash(room.group.lounge, "care queue"))
    there = answer(await scene.who.actor.slash(scene.who.lounge, "care queue"))

    assert room.bot.content.say("queue.empty") not in text_of(here)
    assert room.bot.content.say("queue.empty") in text_of(there)


async def test_erasing_what_is_mine_leaves_what_is_others(room: Room) -> None:
    scene = Scene(room, await person(room, Role.MEMBER))
    alices = await scene.share()
    await scene.own()
    press = await scene.press(my.ForgetMeYes())
    await press()
    mine = room.bot.services.my_posts

    assert await mine.list(scene.guild_id, scene.who.actor.id) == []
    assert [m.post.post_id for m in await mine.list(scene.guild_id, room.who("Alice").id)] == [
        alices
    ]
