"""The one error boundary: whatever goes wrong, the member is told, and nobody's words are lost."""

import json
import logging
import re

import discord
import pytest
from discord import ui
from simcord import ResponseMessage
from simcord.results import InteractionResult

from bot.core.logs import JsonFormatter, TextFormatter
from bot.discord.client import Interaction
from bot.discord.components import Button, Picker, view_of
from tests.cogs.deeds import (
    FAILURES,
    SURFACES,
    WORDS,
    DeedButton,
    DeedModal,
    Opener,
    TestFailed,
    do,
    learn,
)
from tests.cogs.world import stored, times
from tests.harness import Room, answer, custom_ids, labels, text_of

REFERENCE = re.compile(r"`([0-9a-f]{8})`")


@pytest.fixture
async def taught(room: Room) -> Room:
    """The group, with surfaces that fail when asked to."""
    await learn(room)
    return room


def _apology(result: InteractionResult) -> ResponseMessage:
    """The one answer that apologises."""
    said = [message for message in (result.response, *result.followups) if message is not None]
    [found] = [message for message in said if "something went wrong" in message.content]
    return found


def _logged(record: logging.LogRecord) -> list[str]:
    """A record as it comes out, in each form."""
    return [JsonFormatter().format(record), TextFormatter().format(record)]


@pytest.mark.expects_errors(1)
@pytest.mark.parametrize("deed", FAILURES)
@pytest.mark.parametrize("surface", SURFACES)
async def test_a_crash_is_apologised_for_in_private_and_logged_without_words(
    taught: Room, logged_errors: list[logging.LogRecord], surface: str, deed: str
) -> None:
    result = await do(taught, surface, deed, words=WORDS)
    said = _apology(result)
    found = REFERENCE.search(said.content)

    assert said.ephemeral
    assert found is not None
    assert json.loads(JsonFormatter().format(logged_errors[0]))["fields"]["reference"] == found[1]
    for text in _logged(logged_errors[0]):
        assert found[1] in text
        assert "TestFailed" in text
        assert "deeds.py" in text
        assert WORDS not in text
        assert str(taught.who("Bob").id) not in text
    assert all(WORDS not in text_of(message) for message in taught.group.lounge.history())
    assert _seen(taught) <= {"CommandInvokeError"}


def _seen(room: Room) -> set[str]:
    """The kinds of error that discord.py was told of; simcord fails a test that does not look."""
    return {type(error).__name__ for error in room.env.errors}


@pytest.mark.expects_errors(1)
async def test_a_crash_on_a_public_message_leaves_it_as_it_is(taught: Room) -> None:
    before = taught.group.lounge.history()
    await do(taught, "button", "thinking")
    [put] = [m for m in taught.group.lounge.history() if m.id not in {b.id for b in before}]

    assert labels(put)[0] == "Do it"
    assert put.content == ""


@pytest.mark.parametrize("surface", ["button", "select"])
async def test_an_answer_never_takes_the_place_of_a_message_that_all_can_read(
    taught: Room, surface: str
) -> None:
    before = {message.id for message in taught.group.lounge.history()}
    result = await do(taught, surface, "deferring")
    [put] = [m for m in taught.group.lounge.history() if m.id not in before]

    assert (put.content, labels(put)[0]) == ("", "Do it")
    assert [one.ephemeral for one in result.followups] == [True]
    assert result.followups[0].content == taught.bot.content.say("slip.kept")


@pytest.mark.expects_errors(1)
async def test_a_crash_in_an_event_is_logged_and_nothing_is_said(
    taught: Room, logged_errors: list[logging.LogRecord]
) -> None:
    bob = taught.who("Bob")
    await bob.send(taught.group.lounge, WORDS)
    [message] = taught.group.lounge.history()

    assert message.author.id == bob.id
    for text in _logged(logged_errors[0]):
        assert "on_message" in text
        assert "TestFailed" in text
        assert WORDS not in text
        assert str(bob.id) not in text
    assert _seen(taught) == {"TestFailed"}


@pytest.mark.expects_errors(1)
async def test_a_draft_stays_on_the_screen_when_posting_it_crashes(room: Room) -> None:
    preview = await room.draft("Alice", "It took me long to write this.")
    await room.bot.services.close()
    failed = await room.press("Alice", preview, "Post it")
    still = answer(failed)
    await room.restart(died=True)
    await room.press("Alice", preview, "Post it")

    assert "something went wrong" in _apology(failed).content
    assert "It took me long to write this." in text_of(preview)
    assert "Post it" in labels(preview)
    assert still.ephemeral
    assert times(room, "It took me long to write this.") == 1


@pytest.mark.expects_errors(1)
async def test_a_form_that_crashes_gives_the_words_back(room: Room) -> None:
    shown = await room.who("Alice").slash(room.group.lounge, "share")
    await room.bot.services.close()
    said = await room.fill("Alice", shown, words="Twenty minutes of typing.", note="a note")

    assert said.ephemeral
    assert "something went wrong" in said.content
    assert "Twenty minutes of typing." in text_of(said)
    assert "a note" in text_of(said)
    assert "listen" not in text_of(said)


@pytest.mark.parametrize("code", [10062, 40060])
async def test_an_answer_that_comes_too_late_changes_nothing_and_is_no_error(
    room: Room, code: int
) -> None:
    post = await room.share("Alice", "Hello.")
    room.env.inject_error("POST", "/interactions/*/callback", status=404, code=code)
    result = await room.press("Bob", post, "I hear you")

    assert result.response is None
    assert (await stored(room, post)).heard == 0


async def test_what_was_done_counts_when_only_its_answer_comes_too_late(room: Room) -> None:
    post = await room.share("Alice", "Hello.")
    room.env.inject_error("PATCH", "/webhooks/*", status=404, code=10015)
    result = await room.press("Bob", post, "I hear you")

    assert answer(result).content == ""
    assert (await stored(room, post)).heard == 1


@pytest.mark.expects_errors(1)
async def test_an_apology_that_discord_refuses_ends_there(
    taught: Room, caplog: pytest.LogCaptureFixture
) -> None:
    taught.env.inject_error("POST", "/interactions/*/callback", status=403, code=50001)
    result = await do(taught, "button", "first")

    assert result.response is None
    assert "no apology could be sent" in caplog.messages


async def test_a_button_of_an_older_version_is_answered(room: Room) -> None:
    view = ui.View(timeout=None)
    view.add_item(ui.Button(custom_id="checkin:answer:1", label="Answer"))
    view.add_item(ui.Select(custom_id="topic:pick", options=[discord.SelectOption(label="Tea")]))
    place = room.bot.get_partial_messageable(room.group.lounge.id)
    message = await place.send(view=view)
    pressed = answer(await room.who("Bob").click(message, custom_id="checkin:answer:1"))
    picked = answer(await room.who("Bob").select(message, ["Tea"], custom_id="topic:pick"))

    assert pressed.ephemeral
    assert picked.ephemeral
    assert pressed.content == picked.content == room.bot.content.say("old_button")


async def test_a_form_of_an_older_version_gives_the_words_back(taught: Room) -> None:
    full = answer(await do(taught, "form", "old", words="Please keep this."))
    empty = answer(await do(taught, "form", "old"))

    assert full.ephemeral
    assert full.content == taught.bot.content.say("old_form")
    assert "Please keep this." in text_of(full)
    assert empty.content == taught.bot.content.say("old_button")


async def test_a_command_of_an_older_version_is_answered(room: Room) -> None:
    room.bot.tree.remove_command("privacy")
    said = answer(await room.who("Bob").slash(room.group.lounge, "privacy"))

    assert said.ephemeral
    assert said.content == room.bot.content.say("old_command")
    assert _seen(room) == {"CommandNotFound"}


async def test_a_press_after_a_restart_that_forgot_everything_is_answered(taught: Room) -> None:
    place = taught.bot.get_partial_messageable(taught.group.lounge.id)
    message = await place.send(view=view_of(DeedButton("first")))
    await taught.restart()
    said = answer(await taught.who("Bob").click(message, custom_id=custom_ids(message)[0]))

    assert said.content == taught.bot.content.say("old_button")


async def test_an_answer_never_takes_the_place_of_a_public_message(taught: Room) -> None:
    result = await do(taught, "button", "deferred")
    [put] = taught.group.lounge.history()

    assert put.content == ""
    assert labels(put)[0] == "Do it"
    [said] = [m for m in (result.response, *result.followups) if m is not None and m.content]
    assert said.ephemeral
    assert said.content == taught.bot.content.say("slip.kept")


async def test_a_second_answer_leaves_the_first_as_it_is(taught: Room) -> None:
    result = await do(taught, "button", "twice")
    said = [m for m in (result.response, *result.followups) if m is not None]

    assert [m.content for m in said] == [
        taught.bot.content.say(key) for key in ("slip.kept", "draft.gone")
    ]
    assert all(m.ephemeral for m in said)


class FragileButton(Button, template=r"fragile:press:(?P<what>[a-z]+)"):
    """Cannot be built from its ``custom_id``."""

    def __init__(self, what: str) -> None:
        raise TestFailed(f"{WORDS} {what}")

    async def press(self, interaction: Interaction) -> None:
        """Never reached."""
        raise NotImplementedError


class FragilePicker(Picker, template=r"fragile:pick:(?P<what>[a-z]+)"):
    """Cannot be built from its ``custom_id``."""

    def __init__(self, what: str) -> None:
        raise TestFailed(f"{WORDS} {what}")

    async def press(self, interaction: Interaction) -> None:
        """Never reached."""
        raise NotImplementedError


@pytest.mark.expects_errors(1)
@pytest.mark.parametrize("surface", ["button", "select"])
async def test_an_item_that_cannot_be_built_is_apologised_for_once(
    taught: Room, logged_errors: list[logging.LogRecord], surface: str
) -> None:
    taught.bot.add_items(FragileButton, FragilePicker)
    view = ui.View(timeout=None)
    view.add_item(ui.Button(custom_id="fragile:press:it", label="Do it"))
    options = [discord.SelectOption(label="It", value="it")]
    view.add_item(ui.Select(custom_id="fragile:pick:it", options=options))
    place = taught.bot.get_partial_messageable(taught.group.lounge.id)
    message = await place.send(view=view)
    bob = taught.who("Bob")
    if surface == "button":
        result = await bob.click(message, custom_id="fragile:press:it")
    else:
        result = await bob.select(message, ["it"], custom_id="fragile:pick:it")

    _is_one_private_apology(result, logged_errors)


@pytest.mark.expects_errors(1)
async def test_a_form_that_cannot_be_built_is_apologised_for_with_its_words(
    taught: Room, logged_errors: list[logging.LogRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await taught.bot.get_partial_messageable(taught.group.lounge.id).send(
        view=view_of(Opener("first"))
    )
    shown = await taught.who("Bob").click(message, custom_id="deed:open:first")

    def fail(form: DeedModal, deed: str) -> None:
        raise TestFailed(f"{WORDS} {deed}")

    monkeypatch.setattr(DeedModal, "__init__", fail)
    result = await taught.who("Bob").submit_modal(shown, {"words": "Please keep this."})

    _is_one_private_apology(result, logged_errors)
    assert "Please keep this." in text_of(_apology(result))


def _is_one_private_apology(result: InteractionResult, logged: list[logging.LogRecord]) -> None:
    """One private apology, one line in the log, both with the same reference and without words."""
    said = _apology(result)
    found = REFERENCE.search(said.content)

    assert said.ephemeral
    assert found is not None
    assert len(logged) == 1
    for text in _logged(logged[0]):
        assert found[1] in text
        assert "TestFailed" in text
        assert WORDS not in text
