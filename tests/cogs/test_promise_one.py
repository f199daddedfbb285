"""Promise one: nothing public that Haven posts for a member is tied to that member."""

import asyncio
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cogs.full_story import NOTE, WORDS, tell
from tests.cogs.screen_story import SAID, WORRY
from tests.cogs.world import use_forum
from tests.harness import Room, noted_errors, open_room

EPHEMERAL = 64
FILE = re.compile(r'"filename": "([^"]*)"')
NONCE = re.compile(r"[A-Za-z0-9_-]{1,25}")
PEOPLE = ("Alice", "Bob", "Chen", "Lina", "Mo", "Ada")


@dataclass(frozen=True, slots=True)
class Told:
    """The group at the end of the full story, and every request of it: method, path, body."""

    room: Room
    sharing_channel_id: int
    requests: list[tuple[str, str, Any]]


@pytest.fixture(scope="module", params=["text", "forum"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The story, told once in each kind of channel: the tests below only look at it."""
    with noted_errors():
        return asyncio.run(_tell(tmp_path_factory.mktemp("told") / "data", request.param))


async def _tell(folder: Path, place: str) -> Told:
    async with open_room(folder) as room:
        with room.env.time_context():
            await room.set_up()
            if place == "forum":
                await use_forum(room)
            await tell(room)
            sharing = room.bot.services.groups.get(room.group.guild.id).sharing_channel_id
    assert sharing is not None
    requests = [(one.method, one.path, one.json) for one in room.env.http_requests]
    return Told(room, sharing, requests)


@pytest.fixture
def requests(told: Told) -> list[tuple[str, str, Any]]:
    """Every request of the full story."""
    return told.requests


def _messages(requests: list[tuple[str, str, Any]]) -> list[tuple[str, Any]]:
    """Everything that puts a message where others may see it: path and message."""
    found: list[tuple[str, Any]] = []
    for method, path, body in requests:
        if path.startswith("/channels/") and method in ("POST", "PATCH") and body:
            message = body.get("message", body)
            if "content" in message or "embeds" in message or "components" in message:
                found.append((path, message))
    return found


def test_every_answer_to_an_interaction_is_private(
    requests: list[tuple[str, str, Any]],
) -> None:
    first = [b for _, p, b in requests if p.startswith("/interactions/")]
    messages = [b for b in first if b["type"] in (4, 5)]
    later = [b for m, p, b in requests if p.startswith("/webhooks/") and m == "POST"]

    assert len(messages) > 20
    assert all(body["data"]["flags"] & EPHEMERAL for body in messages)
    assert all(body["flags"] & EPHEMERAL for body in later)
    assert {body["type"] for body in first} <= {4, 5, 6, 7, 9}


def test_an_answer_that_edits_in_place_edits_only_a_private_message(
    told: Told,
) -> None:
    backend = told.room.env.backend
    edited = [
        record
        for record in backend.interactions.values()
        if record.source_message_id is not None and record.message_id == record.source_message_id
    ]

    assert len(edited) > 5
    for record in edited:
        message = backend.messages[record.channel_id].get(record.message_id or 0)
        assert message is not None
        assert message.is_ephemeral


def test_what_is_public_is_sent_with_the_bots_own_token(told: Told) -> None:
    public = [
        message
        for channel in told.room.env.backend.messages.values()
        for message in channel.values()
        if message.author_id == told.room.bot_id and not message.is_ephemeral
    ]

    assert len(public) > 20
    assert [m for m in public if m.interaction_metadata is not None] == []
    assert [m for m in public if m.webhook_id is not None] == []


def test_no_id_or_name_of_a_person_is_in_anything_others_may_see(
    told: Told, requests: list[tuple[str, str, Any]]
) -> None:
    anywhere = told.room
    ids = [str(anywhere.who(name).id) for name in PEOPLE]
    messages = _messages(requests)
    threads = [body["name"] for _, path, body in requests if path.endswith("/threads")]

    assert len(messages) > 20
    assert len(threads) >= 4
    care = f"/channels/{anywhere.group.care.id}/"
    # The team sees who of them has a case.
    holder = str(anywhere.who("Mo").id)
    said = [(path, json.dumps(message)) for path, message in messages]
    for path, shown in [*said, *(("", name) for name in threads)]:
        hidden = [one for one in ids if one != holder or not path.startswith(care)]
        unnamed = shown
        if path.startswith(care):
            # Whoever wrote in the open, under their own name, is named to the team: in this line.
            unnamed = re.sub(r"Written by <@\d+>, under their own name", "", shown)
        assert not [unnamed for person in hidden if person in unnamed]
        without_words = shown
        for words in (*WORDS, NOTE, SAID, WORRY):  # what they wrote may name others
            without_words = without_words.replace(words, "")
        assert not any(re.search(rf"\b{name}\b", without_words) for name in PEOPLE)


def test_every_custom_id_is_a_feature_a_verb_and_an_opaque_id(
    told: Told, requests: list[tuple[str, str, Any]]
) -> None:
    anywhere = told.room
    ids = [str(anywhere.who(name).id) for name in PEOPLE]
    found = set(re.findall(r'"custom_id": "([^"]+)"', json.dumps([b for *_, b in requests])))

    assert len(found) > 30
    assert not any(person in custom_id for custom_id in found for person in ids)


def test_nobody_is_ever_pinged(requests: list[tuple[str, str, Any]]) -> None:
    messages = [message for _, message in _messages(requests)]
    answers = [b["data"] for _, p, b in requests if p.startswith("/interactions/") and "data" in b]
    said = messages + [a for a in answers if a.get("content") or a.get("embeds")]

    assert len(said) > 25
    assert [m for m in said if m.get("allowed_mentions", {}).get("parse") != []] == []


def test_nonces_are_random_and_short_enough(requests: list[tuple[str, str, Any]]) -> None:
    nonces = [str(m["nonce"]) for _, m in _messages(requests) if m.get("nonce") is not None]

    assert len(nonces) > 5
    assert len(set(nonces)) == len(nonces)
    assert all(NONCE.fullmatch(nonce) for nonce in nonces)
    assert all(m.get("enforce_nonce") for _, m in _messages(requests) if m.get("nonce") is not None)


def test_no_audit_log_reason_is_sent_and_no_file_but_what_is_about_everybody(told: Told) -> None:
    sent = json.dumps([body for *_, body in told.requests])
    files = set(FILE.findall(sent))

    assert not any(one.reason for one in told.room.env.http_requests)
    assert files == {"trend.png", "check-ins.json"}


def test_words_go_nowhere_but_to_their_author_the_post_and_the_care_team(
    told: Told, requests: list[tuple[str, str, Any]]
) -> None:
    anywhere, sharing = told.room, told.sharing_channel_id
    care = anywhere.group.care.id
    threads = {c.id for c in anywhere.env.backend.channels.values() if c.parent_id == sharing}
    public = {f"/channels/{one}/messages" for one in threads | {sharing}}
    to_care = f"/channels/{care}/messages"
    stray: list[str] = []
    seen: set[str] = set()
    for _, path, body in requests:
        shown = json.dumps(body)
        for words in WORDS:
            if words not in shown:
                continue
            seen.add(words)
            private = path.startswith(("/interactions/", "/webhooks/"))
            posted = path in public or path == f"/channels/{sharing}/threads"
            team = path.startswith(to_care) and words in (WORDS[1], WORDS[2], WORDS[6])
            if not (private or posted or team):
                stray.append(path)

    assert seen == set(WORDS)
    assert stray == []
