"""/screen phrase import: a preview first, one press adds, one press takes it back for a day."""

import json

import pytest
from simcord import ResponseMessage

from bot.discord.components import Button
from bot.screening.decide import Action
from bot.screening.phrasebook.decoding import FILE_MOST
from bot.screening.phrasebook.fine_lines import fine_lines
from bot.screening.phrasebook.imports import PREVIEW_SECONDS, PREVIEWS_MOST, ImportPreview
from bot.screening.phrases import PHRASES_MOST
from bot.screening.verdict import Decision, Level, Place
from cogs.screening.phrase_imports import ImportAdd, ImportFine, ImportLeave, ImportUndo
from tests.cogs.matrix import Scene
from tests.cogs.people import Role, person
from tests.cogs.world import command, say_press
from tests.harness import Room, answer, custom_ids, labels, text_of
from tests.readings import crisis

ADD, FINE, LEAVE, UNDO = (
    "Add these",
    "Add only those that hold no fine line",
    "Leave it",
    "Undo the last import",
)


async def _preview(room: Room, data: bytes | str, name: str = "phrases.txt") -> ResponseMessage:
    file = data.encode() if isinstance(data, str) else data
    said = await room.who("Mo").slash(room.group.lounge, "screen phrase import", file=(name, file))
    return answer(said)


async def _import(room: Room, data: bytes | str) -> ResponseMessage:
    return await say_press(room, "Mo", await _preview(room, data), ADD)


async def _add(room: Room, phrase: str, does: str = "hold") -> None:
    await command(room, "Mo", "screen phrase add", phrase=phrase, does=does)


def _id(shown: ResponseMessage) -> str:
    return custom_ids(shown)[0].split(":")[2]


async def _press(room: Room, item: Button) -> ResponseMessage:
    """Mo presses a button that another answer has replaced on his own screen."""
    scene = Scene(room, await person(room, Role.MODERATOR))
    return answer(await (await scene.press(item))())


def _own(room: Room) -> dict[str, Action]:
    found = room.bot.services.screening.phrases(room.group.guild.id)
    return {one.phrase: one.action for one in found}


async def test_nothing_is_added_before_a_press_and_each_bad_line_is_named(room: Room) -> None:
    await _add(room, "known")
    room.script.reads("no way out", crisis(Level.Q2))
    lines = [
        "# our words",
        "alert: bluebird",
        "known",
        "return: known",
        "",
        "x",
        "hold: no way out",
        "allow: " + "y" * 61,
        "with: colon",
        "BlueBird",
        r"\bred\b",
    ]

    shown = await _preview(room, "\n".join(lines))

    said = text_of(shown)
    assert "Nothing is added yet" in said
    assert "one phrase a line" in said
    assert (
        "New: 2. Changed: 1. There already: 0. More than once in the file: 2. Skipped: 4." in said
    )
    assert "hold 2, return 1, alert 0, allow 0" in said
    assert "Line 6, “x”: A phrase needs two characters" in said
    assert "Line 7, “no way out”: It is how people speak of pain" in said
    assert "Line 8, “yyy" in said
    assert "at most 60 characters" in said
    assert "Line 11, “\\\\bred\\\\b”: It looks like a search pattern" in said
    assert labels(shown)[0] == ADD
    assert labels(shown)[-1] == LEAVE
    assert _own(room) == {"known": Action.HOLD}

    done = await say_press(room, "Mo", shown, ADD)

    assert "New: 2. Changed: 1." in done.content
    assert _own(room) == {
        "BlueBird": Action.HOLD,
        "known": Action.RETURN,
        "with: colon": Action.HOLD,
    }


async def test_a_preview_that_is_left_adds_nothing(room: Room) -> None:
    shown = await _preview(room, "bluebird")

    assert "Nothing was added" in (await say_press(room, "Mo", shown, LEAVE)).content
    assert _own(room) == {}


async def test_the_preview_says_which_fine_lines_a_list_would_hold(room: Room) -> None:
    shown = await _preview(room, "rape\nincest\nalert: cake\nzzqx")

    said = text_of(shown)
    lines = fine_lines()
    assert f"On {len(lines)} lines of ours that are fine" in said
    held = [line for line in lines if "rape" in line.lower().split()]
    assert held
    assert "“rape” (" in said
    assert "“cake” (" in said
    assert "“zzqx” (" not in said
    assert labels(shown) == [ADD, FINE, LEAVE]

    done = await say_press(room, "Mo", shown, FINE)

    assert "rape" not in _own(room)
    assert _own(room)["zzqx"] is Action.HOLD
    assert _own(room)["cake"] is Action.ALERT
    assert labels(done) == [UNDO]


async def test_a_list_that_touches_no_fine_line_says_so(room: Room) -> None:
    shown = await _preview(room, "zzqx\nqqzx")

    assert "They would touch none of these lines" in text_of(shown)
    assert labels(shown) == [ADD, LEAVE]


async def test_the_preview_names_what_automod_would_get_as_it_is_written(room: Room) -> None:
    said = text_of(await _preview(room, "scheiße\nalert: robin\nst*r\nreturn: Red Kite"))
    assert "It is off here" in said
    assert "(2): scheiße, Red Kite" in said
    assert "With a `*`: 1, such as “st\\*r”" in said

    await command(room, "Ada", "screen automod on")
    shown = await _preview(room, "scheiße\nalert: robin\nst*r\nreturn: Red Kite")
    assert "It is on here" in text_of(shown)
    await say_press(room, "Mo", shown, ADD)

    guild = room.bot.get_guild(room.group.guild.id)
    assert guild is not None
    rules = await guild.fetch_automod_rules()
    words = [word for rule in rules for word in rule.trigger.keyword_filter]
    assert {"scheiße", "Red Kite"} <= set(words)
    assert not {"scheisse", "robin", "st*r"} & set(words)


async def test_an_import_is_undone_with_one_press_exactly(room: Room) -> None:
    await _add(room, "known", "alert")
    await _add(room, "other")
    before = _own(room)
    done = await _import(room, "bluebird\nred kite\nreturn: known\nother")
    await _add(room, "red kite", "alert")
    await command(room, "Mo", "screen phrase remove", phrase="bluebird")
    await _add(room, "bluebird")
    await _add(room, "later")

    undone = await say_press(room, "Mo", done, UNDO)

    assert "Taken away: 0. Back to what they did: 1." in undone.content
    assert "changed them after the import: 2." in undone.content
    assert _own(room) == before | {
        "red kite": Action.ALERT,
        "bluebird": Action.HOLD,
        "later": Action.HOLD,
    }


async def test_undo_takes_away_what_came_and_survives_a_restart(room: Room) -> None:
    done = await _import(room, "\n".join(f"word{number}" for number in range(400)))
    assert len(_own(room)) == 400
    await room.restart()
    assert len(_own(room)) == 400

    undone = await say_press(room, "Mo", done, UNDO)

    assert "Taken away: 400." in undone.content
    assert _own(room) == {}
    judge, guild_id = room.bot.services.screening.judge, room.group.guild.id
    assert judge(guild_id, "word7", Place.SHARE).decision is Decision.LET_THROUGH
    await room.restart()
    assert _own(room) == {}
    again = await _press(room, ImportUndo(custom_ids(done)[0].split(":")[2]))
    assert "nothing to undo" in again.content


async def test_the_list_offers_the_undo_that_a_closed_message_took_along(room: Room) -> None:
    assert labels(await command(room, "Mo", "screen phrase list")) == []
    await _import(room, "bluebird")
    await room.pass_time(60)
    await _import(room, "red kite")

    shown = await command(room, "Ada", "screen phrase list")
    await say_press(room, "Ada", shown, UNDO)
    assert _own(room) == {"bluebird": Action.HOLD}

    shown = await command(room, "Ada", "screen phrase list")
    await say_press(room, "Ada", shown, UNDO)
    assert _own(room) == {}
    assert labels(await command(room, "Ada", "screen phrase list")) == []


async def test_an_import_can_be_undone_for_a_day(room: Room) -> None:
    done = await _import(room, "bluebird")
    await room.pass_time(24 * 3600 + 1)

    assert "nothing to undo" in (await say_press(room, "Mo", done, UNDO)).content
    assert labels(await command(room, "Mo", "screen phrase list")) == []
    assert _own(room) == {"bluebird": Action.HOLD}
    await room.bot.purge()
    rows = await room.bot.services.db.read(lambda r: r.all("SELECT * FROM phrase_import"))
    assert rows == []


@pytest.mark.parametrize("how", ["restart", "hour", "twice", "many"])
async def test_a_preview_that_is_gone_says_so_and_adds_nothing(room: Room, how: str) -> None:
    shown = await _preview(room, "bluebird")
    import_id = _id(shown)
    if how == "restart":
        await room.restart()
    elif how == "hour":
        await room.pass_time(PREVIEW_SECONDS + 1)
    elif how == "twice":
        await say_press(room, "Mo", shown, LEAVE)
    else:
        imports = room.bot.services.tuning.imports
        for number in range(PREVIEWS_MOST):
            await imports.preview(room.group.guild.id, f"word{number}".encode())

    for item in (ImportAdd, ImportFine, ImportLeave):
        assert "That preview is gone" in (await _press(room, item(import_id))).content
    assert _own(room) == {}


async def test_a_second_press_adds_nothing_and_undoes_nothing(room: Room) -> None:
    shown = await _preview(room, "bluebird")
    import_id = _id(shown)
    await say_press(room, "Mo", shown, ADD)

    assert "That preview is gone" in (await _press(room, ImportAdd(import_id))).content
    assert _own(room) == {"bluebird": Action.HOLD}


async def test_what_was_added_meanwhile_is_counted_and_not_doubled(room: Room) -> None:
    shown = await _preview(room, "bluebird\nred kite")
    await _add(room, "Bluebird")

    done = await say_press(room, "Mo", shown, ADD)

    assert "New: 1. Changed: 0." in done.content
    assert len(_own(room)) == 2


async def test_what_is_there_already_needs_no_press(room: Room) -> None:
    await _add(room, "bluebird")

    shown = await _preview(room, "Bluebird\n")

    assert "New: 0. Changed: 0. There already: 1." in shown.content
    assert "nothing to add" in shown.content
    assert labels(shown) == []


async def test_what_is_exported_can_be_imported(room: Room) -> None:
    await _add(room, "bluebird", "allow")
    await _add(room, "“ça va”", "return")
    await _add(room, "st*r")
    before = _own(room)
    said = answer(await room.who("Mo").slash(room.group.lounge, "screen phrase export"))
    [file] = said.message.attachments
    data = await file.read()
    for phrase in before:
        await command(room, "Mo", "screen phrase remove", phrase=phrase)

    await _import(room, data)

    assert _own(room) == before
    assert file.filename == "phrases.json"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04xl/workbook.xml", "looks like a Word, Excel"),
        (b"%PDF-1.7", "looks like a PDF"),
        (b"<!doctype html><p>darn", "looks like a web page"),
        (b"[", "looks like a JSON file, but it breaks off"),
        (b"[" * 20_000, "looks like a JSON file, but I find no list"),
        (b"words:\n  - [a, b]\n  - c", "looks like a YAML file with more"),
        (b"\xe4\xf3\xf0\xe0\xea", "can't tell in which coding"),
        (bytes(range(256)), "program's own file"),
        (b"\n", "no phrase in it"),
        (b"a" * (FILE_MOST + 1), "at most 256 KB"),
        (b"a%d\n" * 5001, "more than 5000 entries"),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused_by_name(
    room: Room, data: bytes, said: str
) -> None:
    shown = await _preview(room, data)

    assert "nothing was changed" in shown.content
    assert said in shown.content
    assert labels(shown) == []
    assert _own(room) == {}


@pytest.mark.parametrize(
    ("data", "form"),
    [
        ("Müll\nBlödmann".encode("utf-16"), "one phrase a line"),
        ("Müll\nBlödmann".encode("latin-1"), "older coding"),
        ("Müll, Blödmann".encode(), "a list with commas"),
        ("Müll,hoch\nBlödmann,hoch".encode(), "a table"),
        (json.dumps({"words": ["Müll", "Blödmann"]}).encode(), "JSON"),
        ("- Müll\n- Blödmann".encode(), "a YAML list"),
    ],
)
async def test_a_file_of_any_kind_is_read_and_the_preview_says_how(
    room: Room, data: bytes, form: str
) -> None:
    shown = await _preview(room, data)
    assert form in shown.content

    await say_press(room, "Mo", shown, ADD)

    assert _own(room) == {"Müll": Action.HOLD, "Blödmann": Action.HOLD}


async def test_a_list_that_is_too_long_says_which_part_of_it_fits(room: Room) -> None:
    await _add(room, "known")
    shown = await _preview(room, "\n".join(f"word{n}" for n in range(962)))

    assert "The first 499 of the file fit, from “word0” to “word498”." in shown.content
    assert "Not taken: the other 463, from “word499” to “word961”." in shown.content
    await say_press(room, "Mo", shown, ADD)
    assert len(_own(room)) == PHRASES_MOST
    assert "word498" in _own(room)

    shown = await _preview(room, "alert: word1\nnew one\nnewer one")
    assert "Your list is full" in shown.content
    assert "all 2 new ones, from “new one” to “newer one”" in shown.content
    await say_press(room, "Mo", shown, ADD)
    assert _own(room)["word1"] is Action.ALERT
    assert (
        "at most 500"
        in (await command(room, "Mo", "screen phrase add", phrase="one more", does="hold")).content
    )


async def test_a_preview_of_the_longest_list_is_one_message(room: Room) -> None:
    """Discord refuses more than 2,000 characters, or 6,000 in all embeds."""
    lines = [f"{'*_~|' * 10}{number:04}{'`' * 10}" for number in range(600)]
    words = [word for line in fine_lines()[:60] for word in line.split()]

    shown = await _preview(room, "\n".join([*words, *lines, *("x" * 61 for _ in range(30))]))

    assert len(shown.content) <= 2000
    assert sum(len(embed) for embed in shown.message.embeds) <= 6000
    assert ADD in labels(shown)


async def test_of_two_imports_in_one_second_the_later_one_is_undone(room: Room) -> None:
    imports, guild_id = room.bot.services.tuning.imports, room.group.guild.id
    for phrase in (b"red kite", b"wren", b"bluebird", b"robin"):
        shown = await imports.preview(guild_id, phrase)
        assert isinstance(shown, ImportPreview)
        await imports.add(guild_id, shown.import_id, fine_only=False)
        assert await imports.last(guild_id) == shown.import_id
