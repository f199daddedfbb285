"""Judging from memory, failing safe, and telling the teams once."""

import asyncio
import logging
import threading
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

import pytest

from bot.care.case import CaseKind
from bot.content import Content
from bot.core.db import Transaction
from bot.core.logs import JsonFormatter, TextFormatter
from bot.screening.decide import DRAFTS, Action, Degree
from bot.screening.engine.folding import Folds
from bot.screening.phrasebook.adding import PhraseAdded
from bot.screening.phrasebook.imports import AT_ONCE, ImportPreview, PhraseImports
from bot.screening.phrases import PHRASES_MOST, Flaw, Phrase
from bot.screening.service import CRASHED, QUIET_SECONDS, Screening
from bot.screening.verdict import Category, Decision, Level, Place, Reading
from tests.care.looking import opened
from tests.conftest import Clock
from tests.readings import CALM, Script, crisis, flagged
from tests.sharing.gateway import GUILD, World, new_world

OTHER = GUILD + 1


@pytest.fixture
async def world(tmp_path: Path, clock: Clock, content: Content) -> AsyncGenerator[World]:
    world = await new_world(tmp_path, clock, content)
    yield world
    await world.services.close()


async def told(world: World) -> list[tuple[int, str | None]]:
    """The notes to the teams: (group, what about)."""
    cases = [c for g in (GUILD, OTHER) for c in await opened(world.services, g)]
    return [(case.guild_id, case.reason) for case in cases if case.kind is CaseKind.NOTE]


@pytest.mark.parametrize("place", Place)
@pytest.mark.expects_errors(1)
async def test_a_broken_screener_sends_drafts_to_people_and_lets_messages_pass(
    world: World, place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    world.script.broken = True
    with caplog.at_level(logging.INFO):
        verdicts = [world.services.screening.judge(GUILD, "my words", place) for _ in range(3)]

    expected = Decision.HOLD if place in DRAFTS else Decision.LET_THROUGH
    assert {verdict.decision for verdict in verdicts} == {expected}
    assert all(verdict.failed for verdict in verdicts)
    assert "my words" not in caplog.text
    [record] = [one for one in caplog.records if one.name == "bot.screening.service"]
    assert record.exc_info is None


@pytest.mark.parametrize("place", Place)
async def test_what_comes_after_the_end_of_screening_waits_for_people(
    world: World, place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    screening = world.services.screening
    screening.close()

    verdicts = [
        await screening.judge_fully(GUILD, "my words", place),
        (await screening.judge_everywhere(GUILD, "my words"))[place],
    ]

    expected = Decision.HOLD if place in DRAFTS else Decision.LET_THROUGH
    assert {verdict.decision for verdict in verdicts} == {expected}
    assert all(verdict.failed for verdict in verdicts)
    assert await screening.levels(["my words", "more"]) == [Level.Q0, Level.Q0]
    await screening.warm()
    assert screening.troubles() == frozenset()  # an end is no trouble to tell the team
    assert "my words" not in caplog.text


async def test_a_reading_that_waits_when_screening_ends_is_a_held_draft(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    taught = world.services.taught
    screening = Screening(world.services.db, Script(), taught.table, Folds({}, {}), world.clock)
    reading, go = threading.Event(), threading.Event()

    def held_up(script: Script, text: str, *, deep: bool = True) -> Reading:
        reading.set()
        go.wait(10)
        return CALM

    monkeypatch.setattr(Script, "read", held_up)
    first = asyncio.ensure_future(screening.judge_fully(GUILD, "one", Place.SHARE))
    await asyncio.to_thread(reading.wait, 10)
    second = asyncio.ensure_future(screening.judge_fully(GUILD, "two", Place.SHARE))
    await asyncio.sleep(0)
    screening.close()
    go.set()

    assert not (await first).failed
    assert (await second).decision is Decision.HOLD
    assert (await second).failed


async def test_a_judgement_is_by_the_place_the_table_and_the_phrases(world: World) -> None:
    services = world.services
    world.script.reads("slur", flagged(Category.HATE, 4))
    await services.tuning.change(GUILD, Degree.HATE_RULED, Place.REPLY, Decision.ALERT)
    await services.tuning.add_phrase(GUILD, "slurry", Action.HOLD)
    judge = services.screening.judge

    assert judge(GUILD, "slur", Place.SHARE).decision is Decision.RETURN
    assert judge(GUILD, "slur", Place.REPLY).decision is Decision.ALERT
    assert judge(OTHER, "slur", Place.REPLY).decision is Decision.RETURN
    assert judge(GUILD, "slurry", Place.TALK).decision is Decision.ALERT
    verdict = judge(GUILD, "a slurry", Place.REPLY)
    assert verdict.decision is Decision.HOLD
    assert [rule.split(":")[0] for rule in verdict.rules] == ["test.rule", "phrase"]


async def test_a_setting_of_a_newer_haven_is_passed_over(world: World) -> None:
    """After going back to an older version a row may say what no group may choose any more."""
    services = world.services

    def write(tx: Transaction) -> None:
        for degree, decision in (("crisis_q3", "hold"), ("unheard_of", "hold")):
            tx.execute(
                "INSERT INTO screen_cell (guild_id, degree, place, decision) "
                "VALUES ($1, $2, 'share', $3)",
                GUILD,
                degree,
                decision,
            )

    await services.db.write(write)
    await world.restart()

    cell = Degree.CRISIS_Q3, Place.SHARE
    assert world.services.screening.table(GUILD)[cell] is Decision.OFFER_SUPPORT


async def test_a_missing_model_is_told_to_each_team_once_and_again_after_it_was_mended(
    world: World,
) -> None:
    await world.set_up(OTHER)
    world.script.fault = "model_missing"
    assert await world.services.alarm.look() == 2
    assert await told(world) == [(GUILD, "screener_rules_only"), (OTHER, "screener_rules_only")]

    assert await world.services.alarm.look() == 0
    await world.restart()
    assert await world.services.alarm.look() == 0
    await world.set_up(OTHER + 1)
    assert await world.services.alarm.look() == 1

    world.script.fault = None
    assert await world.services.alarm.look() == 0
    world.script.fault = "model_missing"
    assert await world.services.alarm.look() == 3


@pytest.mark.parametrize("code", ["encoder_missing", "encoder_damaged", "encoder_no_runtime"])
async def test_trouble_with_the_encoder_has_a_note_of_its_own(
    world: World, content: Content, code: str
) -> None:
    world.script.fault = code
    assert await world.services.alarm.look() == 1

    [(_, reason)] = await told(world)
    assert reason == "screener_encoder"
    assert "the encoder, is missing" in content.say(f"note.{reason}")


async def test_a_group_that_is_not_set_up_is_told_nothing(world: World) -> None:
    await world.set_up(OTHER, care_channel_id=None)
    world.script.fault = "model_missing"

    assert await world.services.alarm.look() == 1


@pytest.mark.expects_errors(2)
async def test_a_crash_is_told_once_until_it_has_been_quiet_for_long(world: World) -> None:
    judge, alarm = world.services.screening.judge, world.services.alarm
    assert await alarm.look() == 0
    world.script.broken = True
    judge(GUILD, "one", Place.SHARE)
    assert await alarm.look() == 1
    for _ in range(5):
        world.clock.pass_by(seconds=QUIET_SECONDS / 2)
        judge(GUILD, "again", Place.SHARE)
        assert await alarm.look() == 0
    assert await told(world) == [(GUILD, "screener_crashed")]

    world.clock.pass_by(seconds=QUIET_SECONDS)
    assert world.services.screening.troubles() == frozenset()
    assert await alarm.look() == 0
    judge(GUILD, "and again", Place.SHARE)
    assert world.services.screening.troubles() == {CRASHED}
    assert await alarm.look() == 1


@pytest.mark.expects_errors(2)
async def test_a_restart_does_not_tell_of_a_crash_again_too_soon(world: World) -> None:
    world.script.broken = True
    world.services.screening.judge(GUILD, "one", Place.SHARE)
    assert await world.services.alarm.look() == 1
    await world.restart()
    assert await world.services.alarm.look() == 0
    world.services.screening.judge(GUILD, "two", Place.SHARE)
    assert await world.services.alarm.look() == 0


@pytest.mark.expects_errors(2)
async def test_after_a_restart_and_a_long_quiet_a_crash_is_news(world: World) -> None:
    world.script.broken = True
    world.services.screening.judge(GUILD, "one", Place.SHARE)
    await world.services.alarm.look()
    await world.restart()
    await world.services.alarm.look()
    world.clock.pass_by(seconds=QUIET_SECONDS + 1)
    assert await world.services.alarm.look() == 0
    world.services.screening.judge(GUILD, "two", Place.SHARE)
    assert await world.services.alarm.look() == 1


async def test_crisis_is_met_first_whatever_the_group_chose(world: World) -> None:
    world.script.reads("dark", crisis(Level.Q3))
    await world.services.tuning.add_phrase(GUILD, "bluebird", Action.RETURN)

    verdict = world.services.screening.judge(GUILD, "a dark bluebird", Place.SHARE)

    assert verdict.support
    assert verdict.decision not in (Decision.RETURN, Decision.HOLD)


@pytest.mark.parametrize("level", [Level.Q1, Level.Q2, Level.Q3])
async def test_no_phrase_of_a_groups_own_holds_back_words_of_pain(
    world: World, level: Level
) -> None:
    world.script.reads("so tired of it", crisis(level))
    tuning = world.services.tuning
    held = [
        await tuning.add_phrase(GUILD, "so tired of it", action)
        for action in (Action.HOLD, Action.RETURN)
    ]
    alerted = await tuning.add_phrase(GUILD, "so tired of it", Action.ALERT)
    file = await tuning.imports.preview(GUILD, b"hold: so tired of it\n")
    other = await tuning.add_phrase(GUILD, "so proud of it", Action.HOLD)

    assert held == [Flaw.PAIN, Flaw.PAIN]
    assert (alerted, other) == (PhraseAdded.NEW, PhraseAdded.NEW)
    assert isinstance(file, ImportPreview)
    assert file.wanted == ()
    assert [bad.flaw for bad in file.bad] == [Flaw.PAIN]


async def test_a_broken_screener_refuses_no_phrase(world: World) -> None:
    world.script.broken = True
    world.services.screening.failed_at = world.clock()  # known before: no second line in the log

    assert world.services.screening.level("anything") is Level.Q0


async def test_drafts_are_read_fully_and_off_the_event_loop(world: World) -> None:
    threads: list[tuple[str, bool]] = []

    class Watched(Script):
        def read(self, text: str, *, deep: bool = True) -> Reading:
            threads.append((threading.current_thread().name, deep))
            return CALM

    screening = Screening(
        world.services.db, Watched(), world.services.taught.table, Folds({}, {}), world.clock
    )
    await screening.judge_fully(GUILD, "my words", Place.SHARE)
    [(name, deep)] = threads
    assert name.startswith("haven-screening")
    assert deep
    screening.close()


async def test_a_message_in_doubt_is_read_again_with_everything(world: World) -> None:
    seen: list[bool] = []

    class Doubts(Script):
        def read(self, text: str, *, deep: bool = True) -> Reading:
            seen.append(deep)
            return crisis(Level.Q2) if deep else Reading(uncertain="doubt" in text)

    screening = Screening(
        world.services.db, Doubts(), world.services.taught.table, Folds({}, {}), world.clock
    )
    calm = screening.judge(GUILD, "plain words", Place.MESSAGE)
    found = screening.judge(GUILD, "words in doubt", Place.MESSAGE)
    assert seen == [False, False, True]
    assert calm.decision is Decision.LET_THROUGH
    assert found.reading.level is Level.Q2
    screening.close()


async def test_a_file_of_phrases_is_screened_on_another_thread_a_few_at_a_time(
    world: World,
) -> None:
    """So that neither the event loop nor a draft waits for five hundred readings."""
    threads: set[str] = set()
    at_once: list[int] = []

    class Watched(Script):
        def read(self, text: str, *, deep: bool = True) -> Reading:
            threads.add(threading.current_thread().name)
            at_once[-1] += 1
            return CALM

    class Counted(Screening):
        async def levels(self, texts: Sequence[str]) -> list[Level]:
            at_once.append(0)
            return await super().levels(texts)

    services = world.services
    screening = Counted(services.db, Watched(), services.taught.table, Folds({}, {}), world.clock)
    imports = PhraseImports(services.db, screening, world.clock, services.sharing.new_id)
    words = "\n".join(f"word{number}" for number in range(700))

    found = await imports.preview(GUILD, words.encode())

    assert isinstance(found, ImportPreview)
    assert len(found.new) == PHRASES_MOST
    assert all(name.startswith("haven-screening") for name in threads)
    assert max(at_once) <= AT_ONCE
    assert sum(at_once) == PHRASES_MOST
    screening.close()


async def test_an_import_that_fails_halfway_leaves_nothing(world: World) -> None:
    """The phrases and what undoes them are one transaction."""
    imports = world.services.tuning.imports
    found = await imports.preview(GUILD, b"bluebird\nred kite\n")
    assert isinstance(found, ImportPreview)

    def spoil(tx: Transaction) -> None:
        tx.execute("DROP TABLE phrase_import")

    await world.services.db.write(spoil)
    with pytest.raises(Exception, match="phrase_import"):
        await imports.add(GUILD, found.import_id, fine_only=False)

    rows = await world.services.db.read(lambda r: r.all("SELECT * FROM screen_phrase"))
    assert rows == []
    assert world.services.screening.phrases(GUILD) == ()


async def test_another_groups_preview_and_import_cannot_be_used(world: World) -> None:
    await world.set_up(OTHER)
    imports = world.services.tuning.imports
    found = await imports.preview(GUILD, b"bluebird\n")
    assert isinstance(found, ImportPreview)

    assert await imports.add(OTHER, found.import_id, fine_only=False) is None
    assert not imports.leave(OTHER, found.import_id)
    assert await imports.add(GUILD, found.import_id, fine_only=False) is not None
    assert await imports.undo(OTHER, found.import_id) is None
    assert await imports.last(OTHER) is None
    assert [one.phrase for one in world.services.screening.phrases(GUILD)] == ["bluebird"]


async def test_half_a_character_is_refused_in_the_preview(world: World) -> None:
    services = world.services
    imports = PhraseImports(services.db, services.screening, world.clock, services.sharing.new_id)
    preview = await imports.preview(GUILD, b'["\\ud800abc", "okay"]')
    assert isinstance(preview, ImportPreview)

    assert [(bad.flaw, bad.said) for bad in preview.bad] == [(Flaw.UNWRITABLE, "?abc")]
    added = await imports.add(GUILD, preview.import_id, fine_only=False)
    assert added is not None
    assert added.new == 1


async def test_a_preview_stays_when_adding_fails_and_no_word_is_logged(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = world.services
    imports = PhraseImports(services.db, services.screening, world.clock, services.sharing.new_id)
    preview = await imports.preview(GUILD, b"a private phrase\nokay\n")
    assert isinstance(preview, ImportPreview)

    def refuse(_: Transaction, __: int, one: Phrase) -> None:
        (one.phrase + "\ud800").encode()

    with monkeypatch.context() as patch:
        patch.setattr("bot.screening.store.add_phrase", refuse)
        with pytest.raises(UnicodeEncodeError) as raised:
            await imports.add(GUILD, preview.import_id, fine_only=False)
    error = raised.value
    told = (type(error), error, error.__traceback__)
    record = logging.LogRecord("bot", logging.ERROR, "", 0, "failed", None, told)

    assert "private" not in JsonFormatter().format(record)
    assert "private" not in TextFormatter().format(record)
    added = await imports.add(GUILD, preview.import_id, fine_only=False)
    assert added is not None
    assert added.new == 2
