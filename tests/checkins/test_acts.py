""" "You said, we did": what is kept, replaced, made harmless, shown once and taken back."""

import asyncio

import pytest

from bot.checkins.outcomes import ActRefused, Cleared, Gone, Noted, WithoutAct
from bot.checkins.results.responses import WORDS_MOST, Responses
from bot.checkins.rules import Act, ActKind
from bot.core import text
from bot.core.db import Database
from bot.groups import store as group_store
from tests.checkins.groups import GUILD, OTHER_GUILD, add_result, count, id_of, set_up
from tests.conftest import Clock

ROUND, NEXT, LAST = id_of("round"), id_of("next"), id_of("last")
WEEK = 7 * 24 * 3600


@pytest.fixture
async def acts(db: Database, clock: Clock) -> Responses:
    await set_up(db)
    return Responses(db, clock)


async def _note(acts: Responses, words: str, round_id: str = ROUND) -> Act:
    noted = await acts.note(GUILD, round_id, ActKind.DID, words)
    assert isinstance(noted, Noted)
    return noted.act


async def _opens_with(acts: Responses, db: Database, schedule_id: str = "s") -> Act | None:
    return await db.read(lambda r: acts.last_of(r, schedule_id))


async def test_an_act_is_kept_with_its_time(acts: Responses, db: Database, clock: Clock) -> None:
    await add_result(db, ROUND)
    outcome = await acts.note(GUILD, ROUND, ActKind.NO_CHANGE, "No change: we need more hands.")

    now = int(clock().timestamp())
    act = Act(ROUND, ActKind.NO_CHANGE, "No change: we need more hands.", now)
    assert outcome == Noted(act, None, frozenset())
    assert await acts.get(GUILD, ROUND) == act


async def test_an_act_replaces_the_one_before_it(
    acts: Responses, db: Database, clock: Clock
) -> None:
    await add_result(db, ROUND)
    first = await _note(acts, "We talked about it.")
    clock.pass_by(hours=1)
    outcome = await acts.note(GUILD, ROUND, ActKind.NO_CHANGE, "We talked about it.")

    assert isinstance(outcome, Noted)
    assert outcome.before == first
    assert outcome.act.kind is ActKind.NO_CHANGE
    assert outcome.act.noted_at == first.noted_at + 3600
    assert await acts.get(GUILD, ROUND) == outcome.act
    assert await count(db, "checkin_act") == 1


async def test_a_second_press_does_not_make_an_act_newer(
    acts: Responses, db: Database, clock: Clock
) -> None:
    await add_result(db, ROUND)
    first = await _note(acts, "We talked about it.")
    clock.pass_by(hours=1)

    assert await _note(acts, " We talked about it.") == first
    assert await acts.get(GUILD, ROUND) == first


async def test_two_admins_at_once_leave_one_act(acts: Responses, db: Database) -> None:
    await add_result(db, ROUND)
    one, two = await asyncio.gather(_note(acts, "One."), _note(acts, "Two."))

    assert one.words == "One."
    assert await acts.get(GUILD, ROUND) == two


@pytest.mark.parametrize(
    ("words", "kept", "changed"),
    [
        ("Thanks to <@771234567890123401>!", "Thanks to [someone]!", text.TextChange.MENTION),
        ("@everyone: we listened", "everyone: we listened", text.TextChange.MENTION),
        (
            "[our rules](https://evil.example)",
            "our rules (https://evil.example)",
            text.TextChange.MASKED_LINK,
        ),
        ("Join discord.gg/abcdef", "Join [invite removed]", text.TextChange.INVITE),
        ("We\u202e listened", "We listened", text.TextChange.HIDDEN),
    ],
)
async def test_an_act_pings_nobody_and_disguises_nothing(
    acts: Responses, db: Database, words: str, kept: str, changed: text.TextChange
) -> None:
    await add_result(db, ROUND)
    outcome = await acts.note(GUILD, ROUND, ActKind.DID, words)

    assert isinstance(outcome, Noted)
    assert outcome.act.words == kept
    assert outcome.changes == {changed}
    assert await acts.get(GUILD, ROUND) == outcome.act


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("", text.TextFault.EMPTY),
        (" \n\u200b ", text.TextFault.EMPTY),
        ("a" * (WORDS_MOST + 1), text.TextFault.TOO_LONG),
    ],
)
async def test_an_act_without_words_or_with_too_many_is_refused(
    acts: Responses, db: Database, words: str, fault: text.TextFault
) -> None:
    await add_result(db, ROUND)

    assert await acts.note(GUILD, ROUND, ActKind.DID, words) == ActRefused(fault)
    assert await count(db, "checkin_act") == 0


@pytest.mark.parametrize("words", ["a", "a" * WORDS_MOST])
async def test_the_shortest_and_the_longest_act_are_kept(
    acts: Responses, db: Database, words: str
) -> None:
    await add_result(db, ROUND)

    assert (await _note(acts, words)).words == words


async def test_an_act_can_be_taken_back(acts: Responses, db: Database) -> None:
    await add_result(db, ROUND)
    act = await _note(acts, "We talked about it.")
    outcomes = [await acts.clear(GUILD, ROUND) for _ in range(2)]

    assert outcomes == [Cleared(act), Gone()]
    assert await acts.get(GUILD, ROUND) is None


async def test_a_round_without_a_result_or_of_another_group_has_no_act(
    acts: Responses, db: Database
) -> None:
    await add_result(db, ROUND)
    act = await _note(acts, "We talked about it.")

    assert await acts.note(GUILD, NEXT, ActKind.DID, "Something.") == Gone()
    assert await acts.note(OTHER_GUILD, ROUND, ActKind.DID, "Something.") == Gone()
    assert await acts.clear(OTHER_GUILD, ROUND) == Gone()
    assert await acts.get(OTHER_GUILD, ROUND) is None
    assert await acts.get(GUILD, ROUND) == act


# What the next message opens with.


async def test_a_message_opens_with_the_act_about_the_round_before(
    acts: Responses, db: Database
) -> None:
    await add_result(db, ROUND)
    nothing = await _opens_with(acts, db)
    act = await _note(acts, "We talked about it.")

    assert nothing is None
    assert await _opens_with(acts, db) == act
    assert await _opens_with(acts, db, "another schedule") is None


async def test_an_act_that_a_message_has_shown_is_not_shown_again(
    acts: Responses, db: Database, clock: Clock
) -> None:
    now = int(clock().timestamp())
    await add_result(db, ROUND, opened_at=now - WEEK)
    await _note(acts, "We talked about it.")
    await add_result(db, NEXT, opened_at=now + WEEK)

    assert await _opens_with(acts, db) is None


async def test_an_act_noted_after_the_next_round_opened_is_not_lost(
    acts: Responses, db: Database, clock: Clock
) -> None:
    now = int(clock().timestamp())
    await add_result(db, ROUND, opened_at=now - 2 * WEEK)
    await add_result(db, NEXT, opened_at=now - WEEK, answered=None)
    late = await _note(acts, "It took us two weeks.")
    without_newer = await _opens_with(acts, db)
    newer = await _note(acts, "And we did more.", NEXT)

    assert without_newer == late
    assert await _opens_with(acts, db) == newer


async def test_the_act_about_the_newest_round_is_shown_whenever_it_was_noted(
    acts: Responses, db: Database, clock: Clock
) -> None:
    await add_result(db, ROUND, opened_at=int(clock().timestamp()) + WEEK)
    act = await _note(acts, "Noted by a clock that was behind.")

    assert await _opens_with(acts, db) == act


# What waits for an act.


async def test_results_without_an_act_are_offered_the_newest_first(
    acts: Responses, db: Database
) -> None:
    await add_result(db, ROUND, opened_at=1000)
    await add_result(db, NEXT, opened_at=2000, schedule_id="t")
    await add_result(db, LAST, opened_at=3000)
    await add_result(db, id_of("few"), opened_at=4000, answered=None)
    await add_result(db, id_of("other"), opened_at=5000, guild_id=OTHER_GUILD)
    await _note(acts, "We talked about it.", LAST)

    newest, oldest = await acts.waiting(GUILD)
    assert newest == WithoutAct(NEXT, "t", 30, 2000, 5600)
    assert oldest.round_id == ROUND
    assert await acts.waiting(GUILD, limit=1) == (newest,)


async def test_an_act_goes_with_its_result_and_with_its_group(
    acts: Responses, db: Database
) -> None:
    await add_result(db, ROUND)
    await add_result(db, NEXT)
    await _note(acts, "One.")
    await _note(acts, "Two.", NEXT)
    await db.write(lambda tx: tx.execute("DELETE FROM checkin_result WHERE round_id = $1", ROUND))
    left = await count(db, "checkin_act")
    await db.write(lambda tx: group_store.remove(tx, GUILD))

    assert left == 1
    assert await count(db, "checkin_act") == 0
