"""Text is read whatever its disguise, and every word knows where it stood."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.screening.engine.folding import FREE, HEAD, TAIL
from bot.screening.engine.lexicon import load_lexicon
from bot.screening.engine.normalise import View
from bot.screening.engine.pieces import STOP
from tests.screening.places import SAFETY

NORMALISER = load_lexicon(SAFETY).normaliser


def read(text: str) -> str:
    return NORMALISER.view(text).text.replace(STOP, " ").strip()


def words(text: str) -> list[str]:
    return read(text).split()


DISGUISES = {
    "zero width": "ki\u200bll your\u2060self",
    "stacked accents": "k̵̛i̸l̷l̴ y̶o̵u̷r̸s̵e̶l̵f̸",
    "look-alikes": "kіll yоursеlf",
    "full width": "ｋｉｌｌ ｙｏｕｒｓｅｌｆ",
    "mathematical": "𝓴𝓲𝓵𝓵 𝔂𝓸𝓾𝓻𝓼𝓮𝓵𝓯",
    "boxed": "🅺🅸🅻🅻 🆈🅾🆄🆁🆂🅴🅻🅵",
    "circled": "ⓚⓘⓛⓛ ⓨⓞⓤⓡⓢⓔⓛⓕ",
    "leetspeak": "k1ll y0urs3lf",
    "symbols": "k!ll your$elf",
    "stretched": "kiiiill yourselffff",
    "punctuation inside": "k.i.l.l your-self",
    "spoiler": "||kill|| your||self||",
    "bold": "**kill** __yourself__",
    "code": "`kill yourself`",
    "code block": "```\nkill yourself\n```",
    "capitals": "KILL YOURSELF",
    "spaced": "k i l l  y o u r s e l f",
    "glued": "killyourself",
    "a slip": "kill yoursefl",
    "algospeak": "unalive yourself",
}


@pytest.mark.parametrize("character", ["ﷺ", "🔪", "ﬃ", "㎏", "㋿"])
def test_a_flood_of_what_stands_for_many_letters_grows_no_longer_than_double(
    character: str,
) -> None:
    text = f"first {character * 1990} kill yourself {character * 990} last"
    folded = NORMALISER.view(text).folded

    assert len(folded.text) <= 2 * len(text) + FREE
    assert len(folded.offsets) == len(folded.text)
    assert list(folded.offsets) == sorted(folded.offsets)
    said = folded.text.index("kill")
    assert text[folded.offsets[said] :].startswith("kill yourself")
    assert folded.text.endswith("last")


def test_ligatures_and_emoji_of_an_ordinary_text_are_read_whole() -> None:
    assert read("🔪" * 20).split() == ["knife"] * 20
    assert read("ﬁne " * 300).split() == ["fine"] * 300


@pytest.mark.parametrize("text", DISGUISES.values(), ids=DISGUISES.keys())
def test_a_disguise_is_undone(text: str) -> None:
    assert words(text) == ["kill", "yourself"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("k y s", "kys"),
        ("k.y.s.", "kys"),
        ("i w a n n a d i e", "i wanna die"),
        ("su1c1dal", "suicidal"),
        ("s**cide", "suicide"),
        ("sewerslide", "suicide"),
        ("kermit sewerslide", "commit suicide"),
        ("don't, won’t", "dont wont"),
        ("my mum's self-harm", "my mum self harm"),
        ("🔪", "knife"),
    ],
)
def test_it_reads_as(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "i took the treatment to my therapist",
        "plan a or b or c",
        "the background of this county is naive",
        "meet at 10 or 11",
        "well that was something however overall fine",
    ],
)
def test_ordinary_words_stay_what_they_are(text: str) -> None:
    assert words(text) == text.split()


def test_sentences_and_lines_are_kept_apart() -> None:
    assert NORMALISER.view("One. two!\nthree").text.split() == [
        STOP, "one", STOP, "two", STOP, "three", STOP,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ['he said "go away now" to me', "> go away\nand that was it", "she: “go away”, again"]
)
def test_what_is_quoted_is_known(text: str) -> None:
    quoted = [token.text for token in NORMALISER.view(text).tokens if token.quoted]

    assert quoted[:2] == ["go", "away"]
    assert not {"said", "again", "that"} & set(quoted)


def check_places(text: str, view: View) -> None:
    for token in view.tokens:
        assert 0 <= token.start <= token.end <= len(text)
    starts = [token.start for token in view.tokens if token.text != STOP]
    assert starts == sorted(starts)
    for place, token in zip(view.places, view.tokens, strict=True):
        assert view.text[place : place + len(token.text) + 1] == f"{token.text} "
        start, end = view.span(place, place + len(token.text))
        assert (start, end) == (token.start, token.end) or token.text == STOP


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_text_has_a_view_with_places(text: str) -> None:
    check_places(text, NORMALISER.view(text))


MIXED = st.lists(
    st.sampled_from(
        ["kill", "k1ll", "||", "**", "`", "“", "”", '"', "'", "\n", "> ", "а", "\u200b", "🔪", "…",
         "i", " ", "  ", "d i e", "don’t", "@", "@ss", "!", "s**t", ".", "ﬁ", "İ", "ß", "é", "\x00"]
    ),
    max_size=60,
)  # fmt: skip


@given(MIXED)
@settings(max_examples=300, deadline=None)
def test_any_mix_of_disguises_has_a_view_with_places(parts: list[str]) -> None:
    text = "".join(parts)
    check_places(text, NORMALISER.view(text))


def test_a_span_is_what_was_written() -> None:
    text = "so... k\u200bі11 yourself!"
    view = NORMALISER.view(text)
    first = view.text.index("kill")
    start, end = view.span(first, first + len("kill yourself"))

    assert text[start:end] == "k\u200bі11 yourself"


def test_of_a_long_text_the_beginning_and_the_end_are_read() -> None:
    text = "begin " + "x " * 5000 + "finish"
    view = NORMALISER.view(text)

    assert {"begin", "finish"} <= set(view.at)
    assert len(view.folded.text) == HEAD + TAIL + 1
    assert text[view.tokens[-2].start : view.tokens[-2].end] == "finish"


@pytest.mark.parametrize("text", ["a" * 50_000, "k " * 25_000, "'\"|*_`>" * 8_000, "9" * 40_000])
def test_a_flood_costs_no_more_than_a_page(text: str) -> None:
    began = time.process_time()
    NORMALISER.view(text)

    assert time.process_time() - began < 0.25
