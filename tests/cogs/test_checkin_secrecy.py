"""Nothing says whose an answer was: no log, no file, no message, no order."""

import logging

import pytest

from tests.cogs.checkins import (
    DAY,
    MIXED,
    PRESS,
    asking,
    close,
    crowd,
    opened,
    results_of,
    round_keys,
    stored_bytes,
    vote_all,
)
from tests.cogs.world import has
from tests.harness import Room


async def test_no_voter_is_in_a_log_a_file_or_a_message(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="bot")
    caplog.set_level(logging.DEBUG, logger="cogs")
    people = await crowd(room, 12)
    message = await opened(room)
    await vote_all(people, message)
    open_bytes, keys_open = stored_bytes(room), round_keys(room)
    sent = str([one.json for one in room.env.http_requests])
    await close(room)
    closed_bytes, keys_closed = stored_bytes(room), round_keys(room)

    sent += str([one.json for one in room.env.http_requests])
    assert b"ballots.db" in open_bytes
    for actor in people:
        spelled = [str(actor.id).encode()]
        spelled += [actor.id.to_bytes(8, order) for order in ("big", "little")]
        assert not any(one in open_bytes or one in closed_bytes for one in spelled)
        assert str(actor.id) not in sent
        assert str(actor.id) not in caplog.text
        assert actor.name not in sent + caplog.text
    assert len(keys_open) == 1
    assert keys_closed == []


async def test_nobody_learns_from_a_share_who_has_answered(room: Room) -> None:
    """The mirror points at names of people it has come across; not of those who only answered."""
    people = await crowd(room, 3)
    words = "I met " + " and ".join(actor.name for actor in people)
    before = await room.draft("Alice", words)
    await vote_all(people, await opened(room))
    after = await room.draft("Alice", words)
    await people[0].send(room.group.lounge, "Hello.")
    spoke = await room.draft("Alice", words)

    # Who speaks in public may be known.
    pointed = [has(one, "Hide these details") for one in (before, after, spoke)]
    assert pointed == [False, False, True]


async def test_everything_that_haven_answers_a_voter_is_private(room: Room) -> None:
    people = await crowd(room, 3)
    message = await opened(room)
    before = len(room.env.http_requests)
    await vote_all(people, message, MIXED)
    await people[0].click(message, label=PRESS)
    asked = [one.json for one in room.env.http_requests[before:]]

    answers = [one for one in asked if one and one.get("type") == 4]
    forms = [one for one in asked if one and one.get("type") == 9]
    assert (len(answers), len(forms)) == (4, 3)
    assert len(asked) == 7
    assert all(one["data"]["flags"] & 64 for one in answers)


async def test_the_same_ballots_in_any_order_have_the_same_result(room: Room) -> None:
    people = await crowd(room, 10)
    message = await opened(room)
    await vote_all(people, message, MIXED)
    await close(room)
    await room.pass_time(4 * DAY)
    [again] = asking(room)
    await vote_all(people, again, MIXED[::-1])
    await close(room)

    first, second = [one.published for one in await results_of(room)]
    assert first.answered == 10
    assert (first.score, first.questions) == (second.score, second.questions)
