"""Cases opened, grouped, taken, given back, closed, counted; clocks that survive; appeals."""

from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.care import ladder
from bot.care.actions import PUNISHING, actions_for
from bot.care.case import (
    ALONE_SECONDS,
    CaseFault,
    CaseKind,
    Closing,
    MessageRef,
    NewCase,
    Opened,
    What,
)
from bot.care.ladder import Rung
from bot.content import Content
from bot.core.delivery import Refusal
from bot.core.seals import Words
from bot.screening.verdict import Category, Level
from bot.sharing.decisions import Decided
from bot.sharing.rules import Return, State
from tests.care.looking import opened
from tests.conftest import Clock
from tests.readings import crisis, flagged
from tests.sharing.gateway import (
    ALICE,
    BOB,
    CHEN,
    GUILD,
    OTHER_GUILD,
    Died,
    World,
    new_world,
)

MO, LINA = 9001, 9002


@pytest.fixture
async def world(tmp_path: Path, clock: Clock, content: Content) -> AsyncGenerator[World]:
    world = await new_world(tmp_path, clock, content)
    yield world
    await world.services.close()


BASE = NewCase(
    guild_id=GUILD,
    kind=CaseKind.ALERT,
    level=Level.Q3,
    categories=frozenset({Category.CRISIS}),
    member_id=ALICE,
    message=MessageRef(5, 6),
    words="nobody should find this on the disk",
    rules=("crisis.some",),
)


def new(level: Level = Level.Q3, **others: Any) -> NewCase:
    return replace(BASE, level=level, **others)


async def open_one(world: World, level: Level = Level.Q3, **others: Any) -> str:
    return (await world.services.cases.open(new(level, **others))).case_id


async def rungs(world: World) -> list[Rung]:
    """The calls made since the last look, in order; ticks once."""
    before = set(world.discord.called)
    await world.services.calls.tick()
    return [call.rung for number, call in world.discord.called.items() if number not in before]


async def test_a_case_keeps_what_it_was_opened_with_and_names_nobody_in_the_clear(
    world: World,
) -> None:
    case_id = await open_one(world)
    look = await world.services.cards.look(GUILD, case_id)

    assert look == new()
    assert await world.services.cards.look(OTHER_GUILD, case_id) is None
    rows = await world.services.db.read(lambda r: r.all("SELECT * FROM care_case"))
    assert str(ALICE) not in str([tuple(row) for row in rows])
    assert b"nobody should find" not in (world.folder / "haven.db-wal").read_bytes()


async def test_no_row_about_what_bears_no_name_tells_the_minute(world: World) -> None:
    """By the minute, a reader of the database could find who was online, and so the author."""
    post = await world.post(BOB)
    nameless = {"post_id": post.post_id, "member_id": None, "message": None}
    world.clock.pass_by(hours=1, minutes=17, seconds=5)
    calm = await open_one(world, Level.Q1, **nameless)
    world.clock.pass_by(minutes=19)
    again = await world.services.cases.open(new(Level.Q1, **nameless))
    rows = await world.services.db.read(
        lambda r: (
            r.all("SELECT * FROM care_case WHERE case_id = $1", calm),
            r.all("SELECT * FROM case_step WHERE case_id = $1", calm),
        )
    )
    hour = int(world.clock().timestamp()) // 3600 * 3600

    assert again == Opened(calm, grouped=True)
    assert [(row["began_at"], row["due_at"], row["call_at"]) for row in rows[0]] == [
        (hour, hour, hour + ladder.DAY)
    ]
    assert [row["at"] for row in rows[1]] == [hour, hour]


async def test_three_alerts_about_one_person_are_one_case_at_the_highest_level(
    world: World,
) -> None:
    first = await world.services.cases.open(new(Level.Q1, words="one"))
    second = await world.services.cases.open(
        new(Level.Q2, words="two", message=MessageRef(5, 7), categories=frozenset())
    )
    third = await world.services.cases.open(new(Level.Q1, words="three"))
    other = await world.services.cases.open(new(Level.Q1, member_id=BOB))
    look = await world.services.cards.look(GUILD, first.case_id)
    case = await world.services.cases.get(GUILD, first.case_id)

    assert (second, third) == (Opened(first.case_id, True), Opened(first.case_id, True))
    assert other.case_id != first.case_id
    assert look is not None
    assert case is not None
    assert (look.level, look.words, look.message) == (Level.Q2, "three", MessageRef(5, 6))
    assert (case.times, case.categories) == (3, frozenset({Category.CRISIS}))


async def test_two_anonymous_posts_of_one_author_are_two_cases(world: World) -> None:
    posts = [await world.post(ALICE), await world.post(ALICE)]
    found = {
        await open_one(world, post_id=post.post_id, member_id=None, message=None)
        for post in [*posts, *posts]
    }

    assert len(found) == 2


async def test_a_closed_case_is_not_grouped_with(world: World) -> None:
    first = await open_one(world)
    await world.services.cases.close(GUILD, first, MO, Closing.HANDLED)

    assert await open_one(world) != first


async def test_what_says_now_calls_duty_then_the_team_then_all_and_the_owner(world: World) -> None:
    await world.services.roster.on(GUILD, MO, None)
    case_id = await open_one(world, Level.Q3)
    now = await rungs(world)
    people = [call.people for call in world.discord.called.values()]
    world.clock.pass_by(seconds=299)
    early = await rungs(world)
    world.clock.pass_by(seconds=1)
    backup = await rungs(world)
    world.clock.pass_by(minutes=10)
    everybody = await rungs(world)

    assert (now, early, backup, everybody) == ([Rung.DUTY], [], [Rung.TEAM], [Rung.ALL])
    assert people == [(MO,)]
    assert world.discord.owner_calls == [case_id]
    world.clock.pass_by(days=3)
    assert await rungs(world) == [Rung.ALOUD]


async def test_soon_is_quiet_first_and_care_is_said_aloud_after_a_day(world: World) -> None:
    await open_one(world, Level.Q2)
    soon = await rungs(world)
    world.clock.pass_by(minutes=30)
    later = await rungs(world)
    await open_one(world, Level.Q1, member_id=BOB)
    care = await rungs(world)
    world.clock.pass_by(minutes=24 * 60 - 1)
    before = [rung for rung in await rungs(world) if rung is Rung.ALOUD]
    world.clock.pass_by(minutes=1)
    after = await rungs(world)

    assert (soon, later, care, before) == ([Rung.QUIET], [Rung.TEAM], [], [])
    assert Rung.ALOUD in after


async def test_a_case_somebody_has_calls_nobody(world: World) -> None:
    case_id = await open_one(world, Level.Q3)
    await world.services.cases.claim(GUILD, case_id, MO)
    world.clock.pass_by(hours=1)

    assert await rungs(world) == []


async def test_a_call_that_waits_is_called_off_when_somebody_takes_the_case(world: World) -> None:
    world.discord.refusals["send_call"] = [Refusal.LATER] * 5
    case_id = await open_one(world, Level.Q3)
    await rungs(world)
    await world.services.cases.claim(GUILD, case_id, MO)
    world.discord.refusals.clear()
    world.clock.pass_by(minutes=10)

    assert await rungs(world) == []


async def test_given_back_its_clock_begins_anew(world: World) -> None:
    case_id = await open_one(world, Level.Q3)
    await world.services.cases.claim(GUILD, case_id, MO)
    world.clock.pass_by(hours=1)
    await world.services.cases.release(GUILD, case_id, MO)
    first = await rungs(world)
    world.clock.pass_by(minutes=5)

    assert (first, await rungs(world)) == ([Rung.DUTY], [Rung.TEAM])


async def test_clocks_survive_a_restart_and_missed_calls_are_one_the_loudest(world: World) -> None:
    await open_one(world, Level.Q3)
    assert await rungs(world) == [Rung.DUTY]
    await world.restart()
    assert await rungs(world) == []
    world.clock.pass_by(minutes=5)
    await world.restart()
    assert await rungs(world) == [Rung.TEAM]
    world.clock.pass_by(minutes=40)

    assert await rungs(world) == [Rung.ALL]


async def test_a_death_after_the_sending_calls_nobody_twice(world: World) -> None:
    await open_one(world, Level.Q3)
    world.discord.die_at = (len(world.discord.calls) + 1, True)
    with suppress(Died):
        await world.services.calls.tick()
    assert len(world.discord.called) == 1
    await world.restart()
    world.clock.pass_by(seconds=20)
    await world.services.calls.tick()
    await world.services.calls.tick()

    assert len(world.discord.called) == 1


async def test_a_rise_calls_again_even_while_somebody_has_it_and_a_repeat_cools_down(
    world: World,
) -> None:
    await open_one(world, Level.Q2)
    assert await rungs(world) == [Rung.QUIET]
    await open_one(world, Level.Q2)
    assert await rungs(world) == []
    world.clock.pass_by(seconds=ladder.COOL_SECONDS)
    case_id = await open_one(world, Level.Q2)
    assert await rungs(world) == [Rung.QUIET]
    await world.services.cases.claim(GUILD, case_id, MO)
    await open_one(world, Level.Q2)
    assert await rungs(world) == []
    await open_one(world, Level.Q3)
    case = await world.services.cases.get(GUILD, case_id)

    assert case is not None
    assert case.level is Level.Q3
    assert await rungs(world) == [Rung.DUTY]
    assert await world.services.cases.claim(GUILD, case_id, MO) is None
    world.clock.pass_by(hours=1)
    assert await rungs(world) == []


async def test_what_comes_up_again_calls_no_one_while_a_carer_has_it(world: World) -> None:
    case_id = await open_one(world, Level.Q2)
    first = await rungs(world)
    await world.services.cases.claim(GUILD, case_id, MO)
    world.clock.pass_by(seconds=ladder.COOL_SECONDS)
    again = await open_one(world, Level.Q2)

    assert (first, again) == ([Rung.QUIET], case_id)
    assert await rungs(world) == []


async def test_one_person_holds_three_and_hands_all_over_in_one_press(world: World) -> None:
    cases = world.services.cases
    ids = [await open_one(world, Level.Q1, member_id=100 + n) for n in range(4)]
    taken = [await cases.claim(GUILD, case_id, MO) for case_id in ids]
    second = await cases.claim(GUILD, ids[0], LINA)
    mine = await cases.claim(GUILD, ids[0], MO)
    foreign = await cases.claim(OTHER_GUILD, ids[3], MO)
    await world.services.roster.on(GUILD, MO, 2)
    handed = await cases.step_back(GUILD, MO)

    assert taken == [None, None, None, CaseFault.FULL]
    assert (second, mine, foreign) == (CaseFault.TAKEN, None, CaseFault.GONE)
    assert set(handed) == set(ids[:3])
    assert await cases.claim(GUILD, ids[0], LINA) is None
    assert await world.services.roster.on_duty(GUILD) == ()


async def test_only_its_holder_gives_a_case_back(world: World) -> None:
    case_id = await open_one(world)
    await world.services.cases.claim(GUILD, case_id, MO)

    assert await world.services.cases.release(GUILD, case_id, LINA) is CaseFault.NOT_YOURS


async def test_put_off_it_waits_and_then_says_so(world: World) -> None:
    case_id = await open_one(world, Level.Q1)
    assert await world.services.cases.snooze(GUILD, case_id, MO, 4) is None
    world.clock.pass_by(hours=3, minutes=59)
    early = await rungs(world)
    world.clock.pass_by(minutes=1)

    assert (early, await rungs(world)) == ([], [Rung.ALOUD])


async def test_what_says_now_and_nobody_has_is_not_put_off(world: World) -> None:
    case_id = await open_one(world, Level.Q3)
    loose = await world.services.cases.snooze(GUILD, case_id, MO, 1)
    await world.services.cases.claim(GUILD, case_id, MO)

    assert loose is CaseFault.TOO_LATE
    assert await world.services.cases.snooze(GUILD, case_id, MO, 1) is None


async def test_escalating_raises_and_calls_at_once_up_to_the_loudest(world: World) -> None:
    case_id = await open_one(world, Level.Q0)
    await rungs(world)
    first = await world.services.cases.escalate(GUILD, case_id, MO)
    soon = await rungs(world)
    second = await world.services.cases.escalate(GUILD, case_id, MO)
    now = await rungs(world)

    assert (first, second) == (None, None)
    assert (soon, now) == ([Rung.QUIET], [Rung.DUTY])
    assert await world.services.cases.escalate(GUILD, case_id, MO) is CaseFault.LOUDEST


async def test_closing_is_counted_by_rule_and_undone(world: World) -> None:
    cases = world.services.cases
    case_id = await open_one(world)
    await cases.close(GUILD, case_id, MO, Closing.FALSE_ALARM)
    again = await cases.close(GUILD, case_id, MO, Closing.HANDLED)
    counted = (await cases.stats(GUILD)).counts["rule"]
    world.clock.pass_by(hours=1)
    silent = await rungs(world)
    assert await cases.reopen(GUILD, case_id, LINA) is None
    undone = (await cases.stats(GUILD)).counts["rule"]

    assert again is CaseFault.CLOSED
    assert silent == []
    assert counted == {"crisis.some wrong": 1, "crisis wrong": 1}
    assert set(undone.values()) == {0}
    assert await cases.reopen(GUILD, case_id, LINA) is CaseFault.TOO_LATE
    history = await cases.history(GUILD, case_id)
    assert history is not None
    assert [(one.what, one.member_id) for one in history][:3] == [
        (What.OPENED, None),
        (What.CLOSED, MO),
        (What.REOPENED, LINA),
    ]
    assert await cases.history(OTHER_GUILD, case_id) is None


async def test_counts_stay_when_cases_go(world: World) -> None:
    case_id = await open_one(world)
    await world.services.cases.close(GUILD, case_id, MO, Closing.HANDLED)
    world.clock.pass_by(days=40)
    await world.services.privacy.purge()

    assert await world.services.cases.get(GUILD, case_id) is None
    assert (await world.services.cases.stats(GUILD)).counts["closed"] == {"handled": 1}


async def test_who_and_what_expire_while_a_case_stays_open(world: World) -> None:
    case_id = await open_one(world)
    world.clock.pass_by(days=31)
    await world.services.privacy.purge()
    look = await world.services.cards.look(GUILD, case_id)

    assert look is not None
    assert (look.member_id, look.words) == (None, "")


async def test_duty_ends_by_itself(world: World) -> None:
    roster = world.services.roster
    until = await roster.on(GUILD, MO, 2)
    await roster.on(GUILD, LINA, None)
    before = await roster.on_duty(GUILD)
    world.clock.pass_by(hours=2)

    assert until is not None
    assert before == (MO, LINA)
    assert await roster.on_duty(GUILD) == (LINA,)
    assert await roster.off(GUILD, LINA)
    assert not await roster.off(GUILD, LINA)


async def returned(world: World) -> str:
    """A share of Alice's that Mo has given back."""
    await world.set_up(vetting=True)
    post = await world.submit(ALICE, "A hard day")
    await world.services.decisions.give_back(GUILD, post.post_id, Return.UNKIND)
    await world.services.cases.note(GUILD, What.RETURNED, MO, post_id=post.post_id)
    return post.post_id


async def test_an_appeal_is_decided_by_somebody_else(world: World) -> None:
    post_id = await returned(world)
    appeals = world.services.post_appeals
    asked = await appeals.ask(GUILD, ALICE, post_id, "please look again")
    again = await appeals.ask(GUILD, ALICE, post_id, "and again")
    stranger = await appeals.ask(GUILD, BOB, post_id, "not mine")
    assert isinstance(asked, Opened)
    case_id = asked.case_id
    same = await appeals.answer(GUILD, case_id, MO, post_id, overturn=False)
    other = await appeals.answer(GUILD, case_id, LINA, post_id, overturn=False)
    late = await appeals.answer(GUILD, case_id, LINA, post_id, overturn=False)

    assert (again, stranger, same, other) == (
        CaseFault.TAKEN,
        CaseFault.GONE,
        CaseFault.SAME,
        Decided.DONE,
    )
    assert late is CaseFault.CLOSED


async def test_who_decided_on_a_post_is_known_whichever_of_its_cases_an_appeal_names(
    world: World,
) -> None:
    post_id = await returned(world)
    nameless = {"post_id": post_id, "member_id": None, "message": None}
    later = await open_one(world, Level.Q1, **nameless, kind=CaseKind.REPORT)
    asked = await open_one(world, Level.Q1, **nameless, kind=CaseKind.APPEAL, about_id=later)

    assert await world.services.appeals.may_answer(GUILD, asked, MO) is CaseFault.SAME
    assert await world.services.appeals.may_answer(GUILD, asked, LINA) is None


async def test_an_appeal_nobody_else_looks_at_may_be_answered_after_three_days(
    world: World,
) -> None:
    asked = await world.services.post_appeals.ask(GUILD, ALICE, await returned(world), "")
    assert isinstance(asked, Opened)
    world.clock.pass_by(seconds=ALONE_SECONDS - 3600)
    early = await world.services.appeals.may_answer(GUILD, asked.case_id, MO)
    world.clock.pass_by(hours=2)

    assert early is CaseFault.SAME
    assert await world.services.appeals.may_answer(GUILD, asked.case_id, MO) is None


async def test_what_is_overturned_appears_without_being_read_a_third_time(world: World) -> None:
    post_id = await returned(world)
    world.clock.pass_by(days=2)
    late = await world.services.decisions.put_back(GUILD, post_id)
    decided = await world.services.decisions.put_back(GUILD, post_id, appealed=True)
    post = await world.services.outbox.deliver(post_id)

    assert (late, decided) == (Decided.TOO_LATE, Decided.DONE)
    assert post is not None
    assert post.state is State.POSTED


async def test_held_and_reported_posts_are_cases_with_clocks(world: World) -> None:
    await world.set_up(vetting=True)
    await world.submit(ALICE, "Held words")
    found = await opened(world.services, GUILD)
    world.clock.pass_by(hours=24)
    aloud = await rungs(world)
    world.clock.pass_by(days=3)

    assert [(case.kind, case.level, case.member_id) for case in found] == [
        (CaseKind.HELD, Level.Q0, None)
    ]
    assert aloud == [Rung.ALOUD]
    assert await rungs(world) == [Rung.ALOUD]


async def test_a_decision_on_a_held_post_stops_its_clock(world: World) -> None:
    await world.set_up(vetting=True)
    post = await world.submit(ALICE, "Held words")
    await world.services.decisions.approve(GUILD, post.post_id)
    await world.services.cases.note(GUILD, What.APPROVED, MO, post_id=post.post_id)
    world.clock.pass_by(days=9)

    assert await rungs(world) == []


async def test_the_author_of_an_unread_share_is_told_before_the_link_is_lost(world: World) -> None:
    await world.set_up(vetting=True)
    await world.submit(ALICE, "Held words")
    world.clock.pass_by(days=12)
    await world.services.outbox.tell_expiring()
    early = list(world.discord.told)
    world.clock.pass_by(days=1)
    await world.services.outbox.tell_expiring()
    await world.services.outbox.tell_expiring()

    assert early == []
    assert [(member, key) for member, _, key in world.discord.told] == [(ALICE, "appeal.unread")]


async def test_erasing_takes_a_carer_off_what_they_did_and_a_member_out_of_cases(
    world: World,
) -> None:
    case_id = await open_one(world)
    await world.services.cases.claim(GUILD, case_id, CHEN)
    await world.services.roster.on(GUILD, CHEN, None)
    await world.services.privacy.forget(GUILD, CHEN)
    await world.services.privacy.forget(GUILD, ALICE)
    case = await world.services.cases.get(GUILD, case_id)
    look = await world.services.cards.look(GUILD, case_id)
    history = await world.services.cases.history(GUILD, case_id)

    assert case is not None
    assert look is not None
    assert history is not None
    assert (case.holder_id, case.message, look.member_id, look.words) == (None, None, None, "")
    assert {one.member_id for one in history} == {None}
    assert await rungs(world) == [Rung.DUTY]  # nobody has it now, and it was urgent


async def test_a_broken_number_is_one_case_however_often_it_is_told(world: World) -> None:
    helplines = world.services.helplines
    first = await helplines.broken(GUILD, "us-988")
    second = await helplines.broken(GUILD, "us-988")
    other = await helplines.broken(GUILD, "gb-shout")

    assert first is not None
    assert second == Opened(first.case_id, True)
    assert other is not None
    assert other.case_id != first.case_id
    assert await helplines.broken(GUILD, "us-none") is None


@pytest.mark.parametrize("closing", [None, Closing.HANDLED, Closing.FALSE_ALARM])
async def test_whatever_says_crisis_of_a_post_keeps_every_punishment_from_it(
    world: World, closing: Closing | None
) -> None:
    post = await world.post(ALICE)
    alert = await open_one(world, post_id=post.post_id, member_id=None, message=None)
    reported = await world.report(BOB, post.post_id, "unkind")
    if closing is not None:
        await world.services.cases.close(GUILD, alert, MO, closing)
    care = world.services.decisions
    view = await world.services.cards.get(GUILD, reported)
    done = [
        await care.pause_author(GUILD, post.post_id, 7),
        await care.lock(GUILD, post.post_id, True),
        await care.take_down(GUILD, post.post_id, Return.UNKIND, Words("words")),
    ]

    assert view is not None
    offered = actions_for(view.shape) & PUNISHING
    if closing is Closing.FALSE_ALARM:
        assert Decided.CRISIS not in done
        assert offered
    else:
        assert done == [Decided.CRISIS] * 3
        assert offered == set()


async def test_a_held_crisis_draft_goes_back_for_its_method_detail_alone(world: World) -> None:
    await world.set_up(vetting=True)
    world.script.reads("hard day", crisis(Level.Q2))
    post = await world.submit(ALICE, "A hard day")
    care = world.services.decisions
    blamed = await care.give_back(GUILD, post.post_id, Return.UNKIND)
    gently = await care.give_back(GUILD, post.post_id, Return.METHOD)

    assert (blamed, gently) == (Decided.CRISIS, Decided.DONE)


async def test_repeats_never_keep_a_case_from_growing_louder(world: World) -> None:
    await open_one(world, Level.Q2)
    heard = await rungs(world)
    for _ in range(8):
        world.clock.pass_by(minutes=16)
        await open_one(world, Level.Q2)
        heard += await rungs(world)

    assert {Rung.QUIET, Rung.TEAM, Rung.ALL} <= set(heard)


async def test_the_owner_is_told_even_if_haven_dies_just_before(world: World) -> None:
    case_id = await open_one(world, Level.Q3)
    world.clock.pass_by(minutes=15)
    world.discord.die_at = (len(world.discord.calls) + 1, True)
    with suppress(Died):
        await world.services.calls.tick()
    await world.restart()
    await world.services.calls.tick()

    assert world.discord.owner_calls == [case_id]


async def test_a_case_that_somebody_keeps_is_said_aloud_each_few_days(world: World) -> None:
    case_id = await open_one(world, Level.Q2)
    await rungs(world)
    await world.services.cases.claim(GUILD, case_id, MO)
    world.clock.pass_by(seconds=ladder.REMIND - 1)
    early = await rungs(world)
    world.clock.pass_by(seconds=1)
    first = await rungs(world)
    world.clock.pass_by(seconds=ladder.AGAIN)

    assert (early, first, await rungs(world)) == ([], [Rung.ALOUD], [Rung.ALOUD])


async def test_only_who_has_a_case_puts_it_off(world: World) -> None:
    case_id = await open_one(world, Level.Q2)
    await world.services.cases.claim(GUILD, case_id, MO)

    assert await world.services.cases.snooze(GUILD, case_id, LINA, 4) is CaseFault.TAKEN


async def test_held_posts_tell_how_the_rules_do(world: World) -> None:
    world.script.reads("rude", flagged(Category.SH_METHOD, 4, ruled=False))
    for words, what in (("so rude", What.APPROVED), ("very rude", What.RETURNED)):
        post = await world.submit(ALICE, words)
        assert post.state is State.HELD
        await world.services.cases.note(GUILD, what, MO, post_id=post.post_id)
    counted = (await world.services.cases.stats(GUILD)).counts["rule"]

    assert counted["sh_method right"] == counted["sh_method wrong"] == 1
