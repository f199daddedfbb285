"""Promise one: nothing public that Haven posts for a member is tied to that member."""

import json
import re
from typing import Any

import pytest

from tests.cogs.full_story import NOTE, WORDS, tell
from tests.harness import Room

EPHEMERAL = 64
FILE = re.compile(r'"filename": "([^"]*)"')
NONCE = re.compile(r"[A-Za-z0-9_-]{1,25}")
PEOPLE = ("Alice", "Bob", "Chen", "Lina", "Mo", "Ada")


@pytest.fixture
async def requests(anywhere: Room) -> list[tuple[str, str, Any]]:
    """Every request of the full story: method, path, body."""
    await tell(anywhere)
    return [(one.method, one.path, one.json) for one in anywhere.env.http_requests]


def _messages(requests: list[tuple[str, str, Any]]) -> list[tuple[str, Any]]:
    """Everything that puts a message where others may see it: path and message."""
    found: list[tuple[str, Any]] = []
    for method, path, body in requests:
        if path.startswith("/channels/") and method in ("POST", "PATCH") and body:
            message = body.get("message", body)
            if "content" in message or "embeds" in message or "components" in message:
                found.append((path, message))
    return found


async def test_every_answer_to_an_interaction_is_private(
    requests: list[tuple[str, str, Any]],
) -> None:
    first = [b for _, p, b in requests if p.startswith("/interactions/")]
    messages = [b for b in first if b["type"] in (4, 5)]
    later = [b for m, p, b in requests if p.startswith("/webhooks/") and m == "POST"]

    assert len(messages) > 20
    assert all(body["data"]["flags"] & EPHEMERAL for body in messages)
    assert all(body["flags"] & EPHEMERAL for body in later)
    assert {body["type"] for body in first} <= {4, 5, 6, 7, 9}


async def test_an_answer_that_edits_in_place_edits_only_a_private_message(
    anywhere: Room, requests: list[tuple[str, str, Any]]
) -> None:
    assert requests
    backend = anywhere.env.backend
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


async def test_what_is_public_is_sent_with_the_bots_own_token(
    anywhere: Room, requests: list[tuple[str, str, Any]]
) -> None:
    assert requests
    for channel in anywhere.env.backend.messages.values():
        for message in channel.values():
            if message.author_id == anywhere.bot_id and not message.is_ephemeral:
                assert message.interaction_metadata is None
                assert message.webhook_id is None


async def test_no_id_or_name_of_a_person_is_in_anything_others_may_see(
    anywhere: Room, requests: list[tuple[str, str, Any]]
) -> None:
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
        assert not any(person in shown for person in hidden)
        without_words = shown
        for words in (*WORDS, NOTE):
            without_words = without_words.replace(words, "")
        assert not any(re.search(rf"\b{name}\b", without_words) for name in PEOPLE)


async def test_every_custom_id_is_a_feature_a_verb_and_an_opaque_id(
    anywhere: Room, requests: list[tuple[str, str, Any]]
) -> None:
    ids = [str(anywhere.who(name).id) for name in PEOPLE]
    found = set(re.findall(r'"custom_id": "([^"]+)"', json.dumps([b for *_, b in requests])))

    assert len(found) > 30
    assert not any(person in custom_id for custom_id in found for person in ids)


async def test_nobody_is_ever_pinged(requests: list[tuple[str, str, Any]]) -> None:
    messages = [message for _, message in _messages(requests)]
    answers = [b["data"] for _, p, b in requests if p.startswith("/interactions/") and "data" in b]
    said = messages + [a for a in answers if a.get("content") or a.get("embeds")]

    assert len(said) > 25
    assert [m for m in said if m.get("allowed_mentions", {}).get("parse") != []] == []


async def test_nonces_are_random_and_short_enough(requests: list[tuple[str, str, Any]]) -> None:
    nonces = [str(m["nonce"]) for _, m in _messages(requests) if m.get("nonce") is not None]

    assert len(nonces) > 5
    assert len(set(nonces)) == len(nonces)
    assert all(NONCE.fullmatch(nonce) for nonce in nonces)
    assert all(m.get("enforce_nonce") for _, m in _messages(requests) if m.get("nonce") is not None)


async def test_no_audit_log_reason_is_sent_and_no_file_but_what_is_about_everybody(
    anywhere: Room,
) -> None:
    await tell(anywhere)
    sent = json.dumps([one.json for one in anywhere.env.http_requests])
    files = set(FILE.findall(sent))

    assert not any(one.reason for one in anywhere.env.http_requests)
    assert files == {"trend.png", "check-ins.json"}


async def test_words_go_nowhere_but_to_their_author_the_post_and_the_care_team(
    anywhere: Room, requests: list[tuple[str, str, Any]]
) -> None:
    sharing = anywhere.bot.services.groups.get(anywhere.group.guild.id).sharing_channel_id
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
