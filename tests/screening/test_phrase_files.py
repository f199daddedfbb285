"""Files of phrases as people have them: read, or refused by name; nothing is lost silently."""

import io
import itertools
import json
import time
import zipfile
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.screening.decide import Action
from bot.screening.phrasebook.decoding import FILE_MOST, Coding, FileFault, FileRefused
from bot.screening.phrasebook.entries import ENTRIES_MOST, ListForm, Parsed
from bot.screening.phrasebook.files import export, parse
from bot.screening.phrases import Flaw, Phrase, flaw, folded, readable, tidy

HOLD, ALERT, ALLOW, RETURN = Action.HOLD, Action.ALERT, Action.ALLOW, Action.RETURN


def phrase(words: str, action: Action = HOLD) -> Phrase:
    return Phrase("p", tidy(words), folded(words), action)


def read(file: bytes | str) -> Parsed:
    found = parse(file.encode() if isinstance(file, str) else file)
    assert isinstance(found, Parsed), found
    return found


def words(found: Parsed) -> list[str]:
    return [entry.phrase for entry in found.entries]


@pytest.mark.parametrize(
    ("name", "coding"),
    [
        ("utf-8", Coding.UTF_8),
        ("utf-8-sig", Coding.UTF_8),
        ("utf-16", Coding.UTF_16),
        ("utf-16-le", Coding.UTF_16),
        ("utf-16-be", Coding.UTF_16),
        ("utf-32", Coding.UTF_32),
        ("latin-1", Coding.WINDOWS),
        ("cp1252", Coding.WINDOWS),
    ],
)
def test_a_file_is_read_in_each_coding_that_editors_write(name: str, coding: Coding) -> None:
    found = read("Müll\r\nBlödmann\r\nça va\r\n".encode(name))

    assert words(found) == ["Müll", "Blödmann", "ça va"]
    assert found.coding is coding


def test_the_mark_at_the_start_of_big_endian_utf_16_is_read() -> None:
    found = read(b"\xfe\xff" + "変態\nDarn".encode("utf-16-be"))

    assert words(found) == ["変態", "Darn"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cp1251", "дурак\nидиот"),
        ("shift_jis", "変態\nバカ"),
        ("gbk", "变态\n傻逼"),
        ("euc_kr", "바보\n멍청이"),
        ("cp1250", "żółty\nkurwą"),
        ("cp874", "ควาย\nบ้า"),
        ("cp1256", "كلب\nحمار"),
        ("cp1253", "μαλάκας"),
    ],
)
def test_text_whose_coding_cannot_be_told_is_not_saved_as_other_letters(
    name: str, text: str
) -> None:
    assert parse(text.encode(name)) == FileRefused(FileFault.CODING)


def _zip(name: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(name, "darn")
    return made.getvalue()


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (_zip("word/document.xml"), FileFault.OFFICE),
        (_zip("xl/workbook.xml"), FileFault.OFFICE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileFault.OFFICE),
        (_zip("words.txt"), FileFault.ARCHIVE),
        (b"\x1f\x8b\x08\x00", FileFault.ARCHIVE),
        (b"%PDF-1.7\n", FileFault.PDF),
        (b"\x89PNG\r\n\x1a\n", FileFault.PICTURE),
        (b"\xff\xd8\xff\xe0", FileFault.PICTURE),
        (b"{\\rtf1\\ansi darn}", FileFault.RTF),
        (b"<!DOCTYPE html>\n<p>darn", FileFault.WEB),
        (b'<?xml version="1.0"?><words/>', FileFault.XML),
        (b"<words><word>darn</word></words>", FileFault.XML),
        (bytes(range(256)), FileFault.BINARY),
        (b"\x7fELF\x02\x01\x01\x00\x00\x00darn", FileFault.BINARY),
        (b"", FileFault.EMPTY),
        (b" \n\t\n", FileFault.EMPTY),
        (b"# only a comment\n", FileFault.EMPTY),
        (b"a" * (FILE_MOST + 1), FileFault.BIG),
        (b"\n".join(b"w%d" % n for n in range(ENTRIES_MOST + 1)), FileFault.MANY),
        (b"[" * 20_000, FileFault.JSON_SHAPE),
        (b"[]", FileFault.EMPTY),
        (b"{}", FileFault.JSON_SHAPE),
        (b"[[[[[[1]]]]]]", FileFault.JSON_SHAPE),
    ],
)
def test_what_is_no_list_is_refused_by_name(file: bytes, why: FileFault) -> None:
    found = parse(file)

    assert isinstance(found, FileRefused)
    assert found.why is why


@pytest.mark.parametrize(
    ("file", "line"), [('["darn",\n"heck"\n', 3), ("[", 1), ('{"words": [\n"darn" "heck"]}', 2)]
)
def test_a_broken_json_file_says_in_which_line(file: str, line: int) -> None:
    assert parse(file.encode()) == FileRefused(FileFault.JSON_BROKEN, line)


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("words:\n  - [a, b]\n  - c", 2),
        ("---\n- |\n  darn", 2),
        ("a:\n  b:\n  - - x", 2),
        ("- darn\n- {word: heck}", 2),
    ],
)
def test_a_yaml_file_with_more_than_a_list_says_in_which_line(file: str, line: int) -> None:
    assert parse(file.encode()) == FileRefused(FileFault.YAML_SHAPE, line)


@pytest.mark.parametrize(
    ("file", "form"),
    [
        ("darn\nheck\n", ListForm.LINES),
        ('"darn"\n"heck"', ListForm.LINES),
        ("'darn',\n'heck',", ListForm.LINES),
        ("* darn\n* heck", ListForm.LINES),
        ("• darn\n• heck", ListForm.LINES),
        ("# ours\n\ndarn\nheck", ListForm.LINES),
        ("darn, heck", ListForm.COMMAS),
        ("darn,heck", ListForm.COMMAS),
        ("'darn', 'heck'", ListForm.COMMAS),
        ("darn; heck", ListForm.COMMAS),
        ("[darn, heck]", ListForm.COMMAS),
        ("words: [darn, 'heck']", ListForm.COMMAS),
        ('const words = [\n  "darn",\n  "heck",\n];', ListForm.COMMAS),
        ("darn|heck", ListForm.COMMAS),
        ("['darn',\n 'heck']", ListForm.COMMAS),
        ("darn,high\nheck,low", ListForm.CSV),
        ("id,word,severity\n1,darn,2\n2,heck,3", ListForm.CSV),
        ("1;darn\n2;heck", ListForm.CSV),
        ("darn\t3\nheck\t4", ListForm.CSV),
        ('"darn","high, very"\n"heck","low"', ListForm.CSV),
        ('["darn", "heck"]', ListForm.JSON),
        ('{"words": ["darn", "heck"]}', ListForm.JSON),
        ('{"en": ["darn"], "de": ["heck"]}', ListForm.JSON),
        ('{"name": "Ours", "words": ["darn", "heck"]}', ListForm.JSON),
        ('[{"word": "darn"}, {"word": "heck", "severity": 2}]', ListForm.JSON),
        ('[{"id": "x", "match": "darn|heck", "tags": ["mild"]}]', ListForm.JSON),
        ('{"darn": 1, "heck": 2}', ListForm.JSON),
        ('{"phrase": "darn"}\n{"phrase": "heck"}', ListForm.JSON),
        ("- darn\n- heck", ListForm.YAML),
        ("---\n- darn\n- heck # mild", ListForm.YAML),
        ("words:\n  - darn\n  - 'heck'", ListForm.YAML),
        ('- word: darn\n  severity: 2\n- word: "heck"', ListForm.YAML),
    ],
)
def test_a_list_is_read_in_each_form_that_people_keep(file: str, form: ListForm) -> None:
    found = read(file)

    assert words(found) == ["darn", "heck"]
    assert found.form is form
    assert found.bad == ()
    assert {entry.action for entry in found.entries} == {HOLD}


def test_a_long_comma_list_on_one_line_is_read() -> None:
    found = read(", ".join(f"word number {n}" for n in range(30)))

    assert len(found.entries) == 30


@pytest.mark.parametrize(
    "file",
    [
        "hold: one\r\nTwo\n\n ALLOW : three\n alert: four",
        "word,action\none,hold\nTwo,\nthree,allow\nfour,ALERT",
        "one,hold\nTwo,hold\nthree,allow\nfour,alert",
        '{"hold": ["one", "Two"], "allow": ["three"], "alert": ["four"]}',
        '{"one": "hold", "Two": "hold", "three": "allow", "four": "alert"}',
        "hold:\n- one\n- Two\nallow:\n- three\nalert:\n- four",
        "- one\n- hold: Two\n- allow: three\n- word: four\n  action: alert",
    ],
)
def test_each_form_can_say_what_a_phrase_does(file: str) -> None:
    found = read(file)

    assert [(entry.phrase, entry.action) for entry in found.entries] == [
        ("one", HOLD),
        ("Two", HOLD),
        ("three", ALLOW),
        ("four", ALERT),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "well, actually",
        "ban: four",
        "darn*",
        "*heck*",
        'say "no" to it',
        "[removed]",
        "[removed, edited]",
        "snow||flake||",
        "a - b",
        "c'mon",
        "x: y",
        "¯\\_(ツ)_/¯",
    ],
)
def test_a_plain_line_is_kept_as_it_is(line: str) -> None:
    """Beside an ordinary line, none of these makes another form of the file."""
    assert words(read(f"{line}\nheck\nblast it")) == [line, "heck", "blast it"]


def test_an_odd_entry_is_named_with_its_line_and_its_reason() -> None:
    found = read(
        '["darn", 88, null, "", {"phrase": "x y", "action": "ban"}, {"phrase": " "}, true]'
    )

    assert words(found) == ["darn", "88"]
    assert [(one.line, one.flaw, one.said) for one in found.bad] == [
        (3, Flaw.NO_WORDS, ""),
        (4, Flaw.NO_WORDS, ""),
        (5, Flaw.ACTION, "x y"),
        (6, Flaw.NO_WORDS, ""),
        (7, Flaw.NO_WORDS, ""),
    ]


def test_an_odd_row_of_a_table_is_named() -> None:
    found = read("word,action\ndarn,ban\n,hold\nheck,hold")

    assert words(found) == ["heck"]
    assert [(one.line, one.flaw, one.said) for one in found.bad] == [
        (2, Flaw.ACTION, "darn"),
        (3, Flaw.NO_WORDS, ""),
    ]


@pytest.mark.parametrize(
    ("file", "left_out"),
    [
        ("darn,high\nheck,low", ("high", "low")),
        ("id,word,severity\n1,darn,2\n2,heck,3", ("id", "severity")),
        ('[{"word": "darn", "severity": 2}]', ("severity",)),
        ('{"name": "Ours", "words": ["darn"]}', ("name",)),
        ('{"darn": 3}', ("3",)),
        ("- word: darn\n  severity: 2", ("severity",)),
        ("darn\nheck", ()),
    ],
)
def test_what_is_left_out_of_a_file_is_named(file: str, left_out: tuple[str, ...]) -> None:
    assert read(file).left_out == left_out


def test_what_is_written_out_reads_back_the_same() -> None:
    phrases = [phrase("bluebird"), phrase('say "no": never', RETURN), phrase("# x y"), phrase("🖕")]

    found = read(export(phrases))

    assert found.bad == ()
    assert [(entry.phrase, entry.action) for entry in found.entries] == [
        (one.phrase, one.action) for one in phrases
    ]


WORD = st.text(st.sampled_from("abcdeäßかх "), min_size=2, max_size=8).filter(
    lambda one: one.strip() == one and "  " not in one
)


def _yaml(found: Iterable[str]) -> str:
    return "\n".join(f"- {one}" for one in found)


@given(st.lists(WORD, min_size=2, max_size=12, unique=True))
def test_no_word_is_lost_in_any_form(found: list[str]) -> None:
    files = [
        "\n".join(found),
        "\r\n".join(found),
        ", ".join(found),
        json.dumps(found),
        json.dumps({"words": found}, ensure_ascii=False),
        json.dumps([{"match": one, "severity": 1} for one in found]),
        "word,severity\n" + "\n".join(f"{one},2" for one in found),
        _yaml(found),
        "words:\n" + _yaml(found),
    ]
    for file in files:
        assert words(read(file)) == found
        assert words(read(file.encode("utf-16"))) == found


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_file_breaks_the_reader(file: bytes) -> None:
    found = parse(file)

    assert isinstance(found, Parsed | FileRefused)


@given(st.text(st.sampled_from("-:,;[]{}\"'#\n\t aя|>*"), max_size=60))
def test_no_jumble_of_signs_breaks_the_reader(text: str) -> None:
    found = parse(text.encode())

    assert isinstance(found, Parsed | FileRefused)


STARTS = (
    "",
    "[a, b]",
    "<",
    "<a ",
    "<!--",
    "- ",
    "words = ",
    "'",
    "[",
    "{",
    "--- ",
    "x|",
    "a\u0300",
)
FILLINGS = (
    *(" ", "\n", "a-", "- ", "[", "]", "[a", "{", '"', "' ", " #", ": ", "\na: ", "-->"),
    *("<a>", "</a>", ",", '","', "a|b", "\t", "a,b\n", "\u0315\u0300"),
    *("ﷺ", "\\b", "[a]", '["', "\n - a: b"),
)  # fmt: skip
ENDS = ("", "x", "</a>")


def cost(file: bytes) -> float:
    """The least processor time of a few tries, so that what else runs counts little."""
    tries: list[float] = []
    for _ in range(3):
        began = time.process_time()
        found = parse(file)
        if isinstance(found, Parsed):
            [flaw(entry.phrase) for entry in found.entries]
        tries.append(time.process_time() - began)
    return min(tries)


@pytest.mark.slow
@pytest.mark.parametrize("start", STARTS)
def test_the_time_of_reading_a_file_grows_with_its_length_alone(start: str) -> None:
    for filling, end in itertools.product(FILLINGS, ENDS):
        short, long = (
            cost(f"{start}{filling * (size // len(filling.encode()))}{end}".encode())
            for size in (8_000, 16_000)
        )

        assert long < 3 * short + 0.02, (filling, end)


@pytest.mark.parametrize(
    "file",
    [
        b"[a, b]" + b" " * 255_000 + b"x",
        b"[a, b]" + b"\n" * 255_000 + b"x",
        b"words = [a, b];" + b" \n" * 120_000 + b"x",
        b" " * 255_000 + b"x",
        b"<" + b"a-" * 127_000,
        b"<" + b"a:" * 127_000 + b">",
        b"<a>" + b"</a> " * 50_000 + b"x",
        b"<!--" + b"-->" * 80_000,
        b"<!-- -->" * 31_000,
        "a{}".format("\u0315\u0300" * 60_000).encode(),
    ],
)
def test_no_file_keeps_the_bot_waiting(file: bytes) -> None:
    """Each of these took minutes, or a hundred times as long as words of the same length."""
    assert cost(file) < 20 * cost(b"some words\n" * (len(file) // 11)) + 0.02


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("[a, b]", ["a", "b"]),
        (" [a,\n b] ; \n", ["a", "b"]),
        ("words: [a, b]", ["a", "b"]),
        ("const words =\n ['a', 'b'];", ["a", "b"]),
        ("--- [a, b]\n", ["a", "b"]),
        ("---\nbad words: [a, b]\n", ["a", "b"]),
        ("[a, b] c", ["[a", "b] c"]),
    ],
)
def test_a_list_in_brackets_is_read_where_it_is_the_whole_file(file: str, said: list[str]) -> None:
    assert words(read(file)) == said


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("<!-- a page --> <html>", FileFault.WEB),
        ("<!-- one -->\n<!-- two -->\n<!DOCTYPE  html>", FileFault.WEB),
        ("<?xml version='1.0'?><a/>", FileFault.XML),
        ('<Words lang="en"><w>a</w></words> ', FileFault.XML),
    ],
)
def test_pages_and_xml_are_refused_by_name(file: str, why: FileFault) -> None:
    assert parse(file.encode()) == FileRefused(why)


@pytest.mark.parametrize(
    "words", ["\ud800abc", "abc\udfff", "a\x07bc", "a\x1bb", "ab\x7f", "\x85\x90ab"]
)
def test_a_phrase_with_what_no_message_can_have_is_refused_by_name(words: str) -> None:
    assert flaw(words) is Flaw.UNWRITABLE
    assert flaw(readable(words)) is None
    assert readable(words).encode()


@pytest.mark.parametrize(
    "words", ["a\tb", "two\nlines", "wo\u200brd", "👩\u200d🚀", "naïve", "한국"]
)
def test_blanks_and_invisible_characters_are_no_flaw(words: str) -> None:
    assert flaw(words) is None


def test_what_is_shown_of_a_file_can_be_sent() -> None:
    found = read('[{"phrase": "okay", "\\ud800": 1}, {"phrase": "\\udfff", "action": "x"}]')

    assert words(found) == ["okay"]
    assert "".join((*found.left_out, *(one.said for one in found.bad))).encode()
