"""A restart between any two presses: every command, form, button and select goes on after it.

The lengthy story is told twice: once with a stop before every act, once with a `kill -9`.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import pytest
from simcord import MemberActor
from simcord.builders import UserHandle

from bot.demo import simulator
from bot.demo.repairs import losses
from bot.demo.simulator import ProcessDied
from bot.groups.rules import LINK_DAYS
from tests.cogs.full_story import WORDS, tell
from tests.cogs.world import (
    menu,
    pick,
    post_id,
    replies,
    reply_draft,
    report,
    say_press,
    thread_of,
    times,
    words_in,
)
from tests.harness import Room, answer, text_of

ACTS = ("slash", "context_menu", "click", "select", "submit_modal")


@pytest.fixture
def restless(
    request: pytest.FixtureRequest, anywhere: Room, monkeypatch: pytest.MonkeyPatch
) -> Room:
    """The group in which Haven restarts before everything that anybody does."""
    died = request.param == "killed"
    for kind in (MemberActor, UserHandle):
        for name in ACTS:
            if hasattr(kind, name):
                _restart_before(anywhere, monkeypatch, kind, name, died=died)
    return anywhere


def _restart_before(
    room: Room, monkeypatch: pytest.MonkeyPatch, kind: type, name: str, *, died: bool
) -> None:
    plain = getattr(kind, name)

    async def after_a_restart(*args: Any, **options: Any) -> Any:
        await room.restart(died=died)
        return await plain(*args, **options)

    monkeypatch.setattr(kind, name, after_a_restart)


@pytest.mark.parametrize(
    ("anywhere", "restless"),
    [
        ("text", "killed"),
        ("forum", "stopped"),
        # Where and how are covered by those two; the other pairs by `make test-all`.
        pytest.param("text", "stopped", marks=pytest.mark.slow),
        pytest.param("forum", "killed", marks=pytest.mark.slow),
    ],
    indirect=True,
)
async def test_the_whole_story_goes_on_through_a_restart_before_every_act(
    restless: Room,
) -> None:
    await tell(restless)

    assert [times(restless, words) for words in WORDS] == [0, 1, 0, 1, 1, 1, 0, 1]


async def test_a_restart_registers_the_same_commands_only_once(room: Room) -> None:
    for _ in range(3):
        await room.restart()

    puts = [one for one in room.env.http_requests if one.method == "PUT"]
    assert len(puts) == 1


async def test_a_window_opens_after_a_restart_and_posts_come_out_once(anywhere: Room) -> None:
    for name in ("Alice", "Bob"):
        preview = await anywhere.draft(name, f"{name[0]} waits.", when="w")
        await say_press(anywhere, name, preview, "Post it")
    await anywhere.restart(died=True)
    await anywhere.pass_time(10 * 3600)
    await anywhere.restart()

    assert [times(anywhere, f"{letter} waits.") for letter in "AB"] == [1, 1]


async def test_what_was_due_while_haven_was_away_appears_when_it_is_back(anywhere: Room) -> None:
    preview = await anywhere.draft("Alice", "Overdue.", when="w")
    await say_press(anywhere, "Alice", preview, "Post it")
    await anywhere.bot.finish()
    await simulator.doze(anywhere.env, 3 * 86400)
    await anywhere.restart()

    assert times(anywhere, "Overdue.") == 1


async def test_a_link_that_ended_while_haven_was_away_is_gone_when_it_is_back(
    room: Room,
) -> None:
    await room.share("Alice", "Mine for a while.")
    await room.bot.finish()
    await simulator.doze(room.env, (LINK_DAYS + 1) * 86400)
    await room.restart()

    mine = await room.bot.services.my_posts.list(room.group.guild.id, room.who("Alice").id)
    assert mine == []


YOUNG, OLD = 1.0, 400.0
"""Seconds until the new process looks: while Discord still knows the nonce, and when it doesn't."""


@pytest.mark.parametrize("away", [YOUNG, OLD])
async def test_a_share_that_was_out_when_haven_died_appears_once(
    anywhere: Room, away: float
) -> None:
    preview = await anywhere.draft("Alice", "Exactly once.")
    path = "/channels/*/threads" if _in_forum(anywhere) else "/channels/*/messages"
    simulator.lose_answer(anywhere.env, "POST", path, error=ProcessDied())
    await _dies(anywhere, anywhere.who("Alice").click(preview, label="Post it"), away)

    assert times(anywhere, "Exactly once.") == 1
    [post] = anywhere.shares()
    assert thread_of(anywhere, post).is_thread
    await anywhere.reply("Bob", post, "And it can be answered.")
    assert times(anywhere, "And it can be answered.") == 1


@pytest.mark.parametrize("away", [YOUNG, OLD])
async def test_a_thread_that_was_open_when_haven_died_is_the_only_one(
    room: Room, away: float
) -> None:
    preview = await room.draft("Alice", "Exactly once.")
    simulator.lose_answer(room.env, "POST", "/channels/*/threads", error=ProcessDied())
    await _dies(room, room.who("Alice").click(preview, label="Post it"), away)

    assert times(room, "Exactly once.") == 1
    assert len(room.group.sharing.threads) == 1
    await room.reply("Bob", room.shares()[0], "Heard.")
    assert times(room, "Heard.") == 1


@pytest.mark.parametrize("away", [YOUNG, OLD])
async def test_a_reply_that_was_out_when_haven_died_appears_once(
    anywhere: Room, away: float
) -> None:
    post = await anywhere.share("Alice", "A share.")
    draft = await reply_draft(anywhere, "Bob", post, "Exactly once.")
    path = f"/channels/{thread_of(anywhere, post).id}/messages"
    simulator.lose_answer(anywhere.env, "POST", path, error=ProcessDied())
    await _dies(anywhere, anywhere.who("Bob").click(draft, label="Post it"), away)

    assert times(anywhere, "Exactly once.") == 1
    await menu(anywhere, "Chen", replies(anywhere)[0], "I hear you")


@pytest.mark.parametrize("away", [YOUNG, OLD])
async def test_a_card_that_was_out_when_haven_died_appears_once(room: Room, away: float) -> None:
    post = await room.share("Alice", "A share.")
    shown = await room.press("Bob", post, "Report")
    path = f"/channels/{room.group.care.id}/messages"
    simulator.lose_answer(room.env, "POST", path, error=ProcessDied())
    form = {"reason": ["unkind"], "words": "Look, please."}
    await _dies(room, room.who("Bob").submit_modal(shown, form), away)

    assert len(room.cards()) == 1
    assert "Look, please." in text_of(room.cards()[0])


@pytest.mark.parametrize("away", [YOUNG, OLD])
async def test_a_withdrawal_that_haven_died_in_is_finished(anywhere: Room, away: float) -> None:
    post = await anywhere.share("Alice", "Take me back.")
    thread = thread_of(anywhere, post)
    listed = answer(await anywhere.who("Alice").slash(anywhere.group.lounge, "my shares"))
    own = anywhere.shares()[0]
    one = await pick(anywhere, "Alice", listed, "Choose one", post_id(own))
    sure = await say_press(anywhere, "Alice", one, "Withdraw")
    simulator.lose_answer(anywhere.env, "DELETE", "/channels/*/messages/*", error=ProcessDied())
    await _dies(anywhere, anywhere.who("Alice").click(sure, label="Yes, withdraw"), away)

    assert times(anywhere, "Take me back.") == 0
    assert words_in(thread).count("took this share back") == 1


async def test_an_answer_lost_on_the_way_is_no_second_post(anywhere: Room) -> None:
    preview = await anywhere.draft("Alice", "Exactly once.")
    path = "/channels/*/threads" if _in_forum(anywhere) else "/channels/*/messages"
    simulator.lose_answer(anywhere.env, "POST", path)
    said = await say_press(anywhere, "Alice", preview, "Post it")
    await anywhere.pass_time(60)
    await anywhere.pass_time(3600)

    assert "kept safe" in said.content or "posted" in said.content
    assert times(anywhere, "Exactly once.") == 1


async def test_a_report_survives_a_death_right_after_it_was_acknowledged(room: Room) -> None:
    post = await room.share("Alice", "A share.")
    await report(room, "Bob", post, "Look, please.")
    await room.restart(died=True)
    said = await report(room, "Bob", post)

    assert "They have it." in said.content
    assert len(room.cards()) == 1


def _in_forum(room: Room) -> bool:
    group = room.bot.services.groups.get(room.group.guild.id)
    return group.sharing_channel_id != room.group.sharing.id


async def _dies(room: Room, act: Coroutine[Any, Any, object], away: float) -> None:
    """Does ``act``, in the middle of which the process ends; ``away`` seconds later a new one."""
    asyncio.get_running_loop().set_exception_handler(_note)
    with suppress(ProcessDied):
        await act
    assert not losses.get(room.env.backend), "the request to lose was never made"
    await simulator.doze(room.env, away)
    await room.restart(died=True)
    await room.pass_time(120)
    await room.pass_time(120)
    assert [error for error in room.env.errors if not isinstance(error, ProcessDied)] == []


def _note(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    # Of the dead process's own tasks nobody waits for the end.
    if not isinstance(context.get("exception"), ProcessDied):
        loop.default_exception_handler(context)
