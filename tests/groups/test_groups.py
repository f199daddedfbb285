"""A group's settings: what is refused, saved, undone, noted and forgotten."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.care.case import CaseKind, MessageRef, NewCase
from bot.checkins.outcomes import Created
from bot.checkins.rounds import notice_store
from bot.checkins.rounds.service import Running
from bot.checkins.rules import ActKind, SignalKind
from bot.conduct import alarm_store
from bot.conduct.sanctions import Reason, Sanction
from bot.content import Content
from bot.core.db import Database
from bot.core.delivery import Refusal
from bot.core.ids import random_id
from bot.groups import rules
from bot.groups.rules import RELEASE_CHOICES, Group, SetupFault, Trouble, setup_fault
from bot.groups.service import UNDO_SECONDS, Groups, SetupChanged, SetupRefused, SetupUnchanged
from bot.screening.decide import Action, Degree
from bot.screening.phrasebook.imports import ImportPreview
from bot.screening.verdict import Decision, Level, Place
from tests.checkins.groups import ADA
from tests.checkins.world import weekly
from tests.conftest import Clock
from tests.sharing.gateway import ALICE, BOB, GUILD, OTHER_GUILD, World, new_world

READY = Group(guild_id=1, sharing_channel_id=2, care_channel_id=3, moderator_role_id=4)


@pytest.fixture
async def groups(db: Database, clock: Clock) -> Groups:
    return Groups(db, clock, random_id)


async def _reloaded(db: Database, clock: Clock) -> Groups:
    groups = Groups(db, clock, random_id)
    await groups.load()
    return groups


async def _change(groups: Groups, group: Group, **changes: Any) -> SetupChanged:
    changed = await groups.change(replace(group, **changes), everyone_sees_care=False)
    assert isinstance(changed, SetupChanged)
    return changed


@pytest.mark.parametrize(
    ("changes", "public", "fault"),
    [
        ({}, False, None),
        ({}, True, SetupFault.CARE_IS_PUBLIC),
        ({"care_channel_id": 2}, False, SetupFault.SAME_CHANNEL),
        ({"care_channel_id": None, "sharing_channel_id": None}, False, None),
        ({"moderator_role_id": 1}, False, SetupFault.ROLE_IS_EVERYONE),
        ({"listener_role_id": 1}, False, SetupFault.ROLE_IS_EVERYONE),
        ({"listener_role_id": 4}, False, SetupFault.SAME_ROLE),
        ({"listener_role_id": 5}, False, None),
        ({"listener_role_id": None, "moderator_role_id": None}, False, None),
    ],
)
async def test_settings_that_contradict_each_other_are_refused_and_not_saved(
    groups: Groups,
    db: Database,
    clock: Clock,
    changes: dict[str, int | None],
    public: bool,
    fault: SetupFault | None,
) -> None:
    wanted = replace(READY, **changes)
    outcome = await groups.change(wanted, everyone_sees_care=public)
    saved = (await _reloaded(db, clock)).all()

    assert setup_fault(wanted, everyone_sees_care=public) is fault
    if fault:
        assert outcome == SetupRefused(fault)
        assert saved == groups.all() == []
    else:
        assert isinstance(outcome, SetupChanged)
        assert (outcome.before, outcome.after) == (Group(guild_id=1), wanted)
        assert saved == groups.all() == [wanted]


@pytest.mark.parametrize("missing", ["sharing_channel_id", "care_channel_id", "moderator_role_id"])
async def test_sharing_begins_when_all_that_it_needs_is_chosen(
    groups: Groups, missing: str
) -> None:
    await _change(groups, READY, **{missing: None})
    before = groups.ready(1)
    await _change(groups, READY)

    assert before is None
    assert groups.ready(1) == READY
    assert groups.ready(2) is None


async def test_asking_for_what_is_there_changes_nothing(groups: Groups) -> None:
    await _change(groups, READY)

    assert await groups.change(READY, everyone_sees_care=False) == SetupUnchanged(READY)


OTHER_VALUES: dict[str, Any] = {
    "sharing_channel_id": 12,
    "care_channel_id": 13,
    "moderator_role_id": 14,
    "listener_role_id": 15,
    "vetting": True,
    "link_days": 0,
    "release_minutes": 0,
}


def test_every_setting_is_tried_below() -> None:
    assert set(OTHER_VALUES) == set(rules.CHOSEN)


@pytest.mark.parametrize("name", OTHER_VALUES)
async def test_a_change_and_its_undo_survive_a_restart(
    groups: Groups, db: Database, clock: Clock, name: str
) -> None:
    await _change(groups, READY)
    changed = await _change(groups, READY, **{name: OTHER_VALUES[name]})
    later = await _reloaded(db, clock)
    kept = later.get(1)
    undone = await later.undo(1, changed.change_id)
    again = await later.undo(1, changed.change_id)

    assert kept == changed.after == replace(READY, **{name: OTHER_VALUES[name]})
    assert undone == later.get(1) == READY
    assert again is None
    assert (await _reloaded(db, clock)).get(1) == READY


async def test_undoing_a_change_leaves_later_ones_alone(groups: Groups) -> None:
    await _change(groups, READY)
    first = await _change(groups, READY, vetting=True)
    await _change(groups, first.after, link_days=7)
    undone = await groups.undo(1, first.change_id)

    assert undone == groups.get(1) == replace(READY, link_days=7)


@pytest.mark.parametrize("public", [False, True])
async def test_an_undo_that_would_contradict_what_is_now_is_refused(
    groups: Groups, public: bool
) -> None:
    await _change(groups, READY)
    changed = await _change(groups, READY, sharing_channel_id=9)
    after = (
        changed.after if public else (await _change(groups, changed.after, care_channel_id=2)).after
    )
    outcome = await groups.undo(1, changed.change_id, care_is_public=lambda _: public)

    assert outcome == SetupRefused(SetupFault.CARE_IS_PUBLIC if public else SetupFault.SAME_CHANNEL)
    assert groups.get(1) == after


async def test_a_group_cannot_undo_another_s_change(groups: Groups) -> None:
    await _change(groups, READY)
    changed = await _change(groups, READY, vetting=True)
    await _change(groups, replace(READY, guild_id=100))

    assert await groups.undo(100, changed.change_id) is None
    assert await groups.undo(1, random_id()) is None
    assert groups.get(1).vetting


async def test_a_change_can_be_undone_for_a_day(groups: Groups, clock: Clock) -> None:
    one, two = await _change(groups, READY), await _change(groups, READY, vetting=True)
    clock.pass_by(seconds=UNDO_SECONDS)
    await groups.expire()
    undone = await groups.undo(1, two.change_id)
    clock.pass_by(seconds=1)
    await groups.expire()

    assert undone == READY
    assert await groups.undo(1, one.change_id) is None


async def test_two_presses_on_undo_undo_once(groups: Groups) -> None:
    await _change(groups, READY)
    changed = await _change(groups, READY, vetting=True)
    outcomes = await asyncio.gather(*(groups.undo(1, changed.change_id) for _ in range(5)))

    assert [outcome for outcome in outcomes if outcome is not None] == [READY]


# Trouble.


async def test_trouble_is_news_once_and_so_is_its_end(
    groups: Groups, db: Database, clock: Clock
) -> None:
    await _change(groups, READY)
    steps = [
        None,
        Trouble.NOT_ALLOWED,
        Trouble.NOT_ALLOWED,
        Trouble.CHANNEL_GONE,
        None,
        None,
        Trouble.DISCORD_DOWN,
    ]
    news = [await groups.note_trouble(1, trouble) for trouble in steps]

    assert news == [False, True, False, True, True, False, True]
    assert groups.get(1) == replace(READY, trouble=Trouble.DISCORD_DOWN)
    assert (await _reloaded(db, clock)).get(1) == groups.get(1)


async def test_trouble_with_cards_is_noted_beside_trouble_with_shares(groups: Groups) -> None:
    await _change(groups, READY)
    await groups.note_trouble(1, Trouble.CHANNEL_GONE)
    news = [await groups.note_care_trouble(1, trouble) for trouble in (False, True, True, False)]

    assert news == [False, True, False, True]
    assert groups.get(1) == replace(READY, trouble=Trouble.CHANNEL_GONE)


async def test_many_at_once_make_the_same_trouble_news_once(groups: Groups) -> None:
    await _change(groups, READY)
    noted = [groups.note_trouble(1, Trouble.NOT_ALLOWED) for _ in range(10)]

    assert sum(await asyncio.gather(*noted)) == 1


async def test_a_group_without_settings_has_no_trouble(groups: Groups) -> None:
    assert not await groups.note_trouble(1, Trouble.NOT_ALLOWED)
    assert groups.all() == []


@pytest.mark.parametrize("undo", [False, True])
async def test_changed_settings_are_given_a_new_chance(groups: Groups, undo: bool) -> None:
    await _change(groups, READY)
    changed = await _change(groups, READY, vetting=True)
    await groups.note_trouble(1, Trouble.CHANNEL_GONE)
    await groups.note_care_trouble(1, True)
    if undo:
        await groups.undo(1, changed.change_id)
    else:
        await _change(groups, groups.get(1), sharing_channel_id=20)

    assert (groups.get(1).trouble, groups.get(1).care_trouble) == (None, False)


async def test_noting_trouble_does_not_undo_a_change_on_its_way_to_the_disk(
    groups: Groups, db: Database, clock: Clock
) -> None:
    await _change(groups, READY)
    await asyncio.gather(
        _change(groups, READY, sharing_channel_id=30), groups.note_trouble(1, Trouble.DISCORD_DOWN)
    )
    saved = (await _reloaded(db, clock)).get(1)

    assert saved == groups.get(1)
    assert saved == replace(READY, sharing_channel_id=30, trouble=Trouble.DISCORD_DOWN)


# Release windows.


@pytest.mark.parametrize(
    ("chosen", "size", "minutes"),
    [
        (None, 1, 1440),
        (None, 24, 1440),
        (None, 25, 360),
        (None, 99, 360),
        (None, 100, 180),
        (None, 999, 180),
        (None, 1000, 60),
        (0, 5, 0),
        (60, 5, 60),
        (1440, 5000, 1440),
    ],
)
def test_windows_are_by_size_unless_an_admin_chose(
    chosen: int | None, size: int, minutes: int
) -> None:
    assert rules.release_minutes(replace(READY, release_minutes=chosen), size) == minutes


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_smaller_group_never_has_shorter_windows(one: int, two: int) -> None:
    small, large = sorted((one, two))

    assert rules.release_minutes(READY, small) >= rules.release_minutes(READY, large)
    assert rules.release_minutes(READY, small) in RELEASE_CHOICES


# Forgetting a group.


@pytest.fixture
async def world(tmp_path: Path, clock: Clock, content: Content) -> AsyncGenerator[World]:
    world = await new_world(tmp_path, clock, content)
    yield world
    await world.services.close()


async def _keep_safe(world: World) -> None:
    """A group that uses screening, cases, talks and helplines."""
    services = world.services
    await services.tuning.change(GUILD, Degree.HATE_RULED, Place.SHARE, Decision.HOLD)
    await services.tuning.add_phrase(GUILD, "bluebird", Action.HOLD)
    shown = await services.tuning.imports.preview(GUILD, b"red kite")
    assert isinstance(shown, ImportPreview)
    await services.tuning.imports.add(GUILD, shown.import_id, fine_only=False)
    await services.records.note(GUILD, BOB, Sanction.WARN, Reason.UNKIND, case_id=None)
    await services.talks.begin(GUILD, ALICE, "Could we talk?", named=False)
    await services.helplines.hide(GUILD, "us-988", 9)
    await services.roster.on(GUILD, BOB, None)
    case = await services.cases.open(
        NewCase(
            guild_id=GUILD,
            kind=CaseKind.ALERT,
            level=Level.Q3,
            categories=frozenset(),
            message=MessageRef(1, 2),
            member_id=ALICE,
        )
    )
    await services.actions.first_offer(GUILD, case.case_id, 1)
    world.discord.standing["send_call"] = Refusal.LATER
    await services.calls.tick()  # a call that waits
    await services.automod.keep(GUILD, 71)
    await services.db.write(lambda tx: alarm_store.note_told(tx, GUILD, "model_missing", 1))


async def _counts(world: World) -> dict[str, int]:
    def count(reader: Any) -> dict[str, int]:
        names = [r["name"] for r in reader.all("SELECT name FROM sqlite_master WHERE type='table'")]
        return {name: len(reader.all(f"SELECT 1 FROM {name}")) for name in names}

    return await world.services.db.read(count)


async def _check_in(world: World) -> str:
    """A check-in with all that belongs to one: a round with its result, and one that is open."""
    checkins, db = world.services.checkins, world.services.db
    made = await checkins.schedules.create(GUILD, ADA, weekly())
    assert isinstance(made, Created)
    await checkins.group_questions.add(GUILD, "New people are made welcome here.")
    first = await checkins.rounds.run_now(GUILD, made.schedule.schedule_id, ADA)
    assert isinstance(first, Running)
    result = first.round_.round_id
    for member_id in range(6):
        await checkins.answers.vote(GUILD, result, member_id, (4, 4, 4, 2))
    world.clock.pass_by(hours=73)
    await checkins.rounds.tick()  # the first date has come meanwhile: the next one opens
    await checkins.responses.note(GUILD, result, ActKind.DID, "We moved the evening.")
    await db.write(
        lambda tx: notice_store.add_signal(tx, result, SignalKind.SCORE, GUILD, random_id(), 0)
    )
    second = await checkins.rounds.current(GUILD, made.schedule.schedule_id)
    assert second is not None
    return second.round_id


async def test_a_group_that_is_forgotten_leaves_nothing_and_takes_nothing_with_it(
    world: World,
) -> None:
    await world.set_up(OTHER_GUILD)
    await world.submit(ALICE, "theirs", guild_id=OTHER_GUILD)
    only_theirs = await _counts(world)
    share = await world.post(ALICE)
    await world.post(BOB, parent=share.post_id)
    await world.services.sharing.hear(GUILD, BOB, share.post_id)
    await world.report(BOB, share.post_id, "please look")
    await world.services.decisions.pause_author(GUILD, share.post_id, 30)
    await world.submit(BOB, "waiting", window=True)
    open_round = await _check_in(world)
    await _keep_safe(world)
    full = await _counts(world)
    await world.services.groups.forget_group(GUILD)
    left = await _counts(world)
    files = [(world.folder / name).read_bytes() for name in ("haven.db", "haven.db-wal")]
    found = [each.encode() in file for each in (share.post_id, open_round) for file in files]
    await world.restart()

    assert {name for name, rows in full.items() if rows} - {"meta"} == set(full) - {"meta"}
    assert left == {**only_theirs, "guild": 1, "setup_change": 1}
    assert found == [False] * 4
    assert world.services.groups.ready(GUILD) is None
    assert world.services.groups.ready(OTHER_GUILD) is not None
