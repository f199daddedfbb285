"""A group's own phrases: what one may be, and how they are found."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.screening import load as taught
from bot.screening.decide import Action, Hit
from bot.screening.phrases import PHRASE_MOST, Flaw, Matcher, Phrase, flaw, folded, tidy
from tests.readings import Script

FOLDS = taught.load(engine=Script()).folds


def phrase(words: str, action: Action = Action.HOLD) -> Phrase:
    return Phrase("p", tidy(words), folded(words), action)


def found(words: str, text: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in Matcher([phrase(words)], FOLDS).find(text)]


@pytest.mark.parametrize(
    ("words", "text", "shown"),
    [
        ("bluebird", "a bluebird sings", ["bluebird"]),
        ("bluebird", "BLUEBIRD! Bluebird?", ["BLUEBIRD", "Bluebird"]),
        ("bluebird", "bluebirds", []),
        ("bluebird", "a blu\u200bebird", ["blu\u200bebird"]),
        ("bluebird", "a bluеbird", ["bluеbird"]),  # a Cyrillic letter
        ("bluebird", "a ｂｌｕｅｂｉｒｄ", ["ｂｌｕｅｂｉｒｄ"]),
        ("bluebird", "a 𝐛𝐥𝐮𝐞𝐛𝐢𝐫𝐝", ["𝐛𝐥𝐮𝐞𝐛𝐢𝐫𝐝"]),
        ("two words", "two\n\n  words", ["two\n\n  words"]),
        ("two words", "twowords", []),
        ("нет", "НЕТ, нет", ["НЕТ", "нет"]),
        ("straße", "STRASSE", ["STRASSE"]),
        ("c++", "in c++ and c+++", ["c++", "c++"]),
        ("(x)", "a (x) b", ["(x)"]),
        ("bluebird", "", []),
    ],
)
def test_a_phrase_is_found_as_whole_words_however_it_is_drawn(
    words: str, text: str, shown: list[str]
) -> None:
    assert found(words, text) == shown


def test_a_group_without_phrases_costs_nothing() -> None:
    assert Matcher([], FOLDS).find("anything") == ()


def test_a_phrase_that_reads_as_nothing_is_never_found() -> None:
    assert found("\u200b\u200b", "any text") == []


JAPANESE, CHINESE, THAI = "変態", "傻逼", "เหี้ย"


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (JAPANESE, "お前は変態だ"),
        (CHINESE, "他说我是傻逼，真的"),
        (THAI, "ไอ้เหี้ยนี่มันใคร"),
        ("屌", "屌你"),
        ("ខ្មែរ", "ជាតិខ្មែរយើង"),
        ("ຫມາ", "ມຶງແມ່ນຫມານີ້"),
        ("ခွေး", "မင်းကခွေးလို"),
        ("ばか", "お前ばかだろ"),
        ("ﾊﾞｶ", "お前はバカか"),
        ("T恤", "我的T恤不见了"),
        ("gay", "我是gay人"),
    ],
)
def test_a_phrase_of_a_script_without_blanks_is_found_inside_its_sentences(
    words: str, text: str
) -> None:
    [shown] = found(words, text)

    assert flaw(words) is None
    assert unicodedata.normalize("NFKC", shown) == unicodedata.normalize("NFKC", words)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("ハカ", "お前はバカか"),  # another letter with a mark
        ("か", "がんばれ"),
        ("หี", "เหี้ย"),  # a tone stands over the vowel: another syllable
        ("कुत्त", "तू कुत्ता है"),
        ("바", "밥"),
    ],
)
def test_a_letter_is_never_taken_from_its_mark(words: str, text: str) -> None:
    assert found(words, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "너는 바보야",
        "바보",
        "바보가 왔다",
        "이 바보를 봐",
        "바보들이 많다",
        "넌 바보라고 했어",
        "바보같은 소리",
        "바보였어",
        "바보입니다",
        "ㅋㅋ바보ㅠㅠ",
        "you 바보!",
    ],
)
def test_a_korean_phrase_is_found_before_its_particles_and_endings(text: str) -> None:
    assert found("바보", text) == ["바보"]


def test_a_korean_phrase_of_one_syllable_is_found_before_its_particles() -> None:
    for text in ("개", "개가 짖는다", "저 개는", "개같은 소리", "저 개들아"):
        assert found("개", text) == ["개"]


@pytest.mark.parametrize(
    ("words", "text"),
    [("시발", "시발점에서"), ("시발", "출시발표"), ("개", "개인 정보"), ("개", "개발자")],
)
def test_a_korean_phrase_is_not_found_inside_another_word(words: str, text: str) -> None:
    assert found(words, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "_snowflake_",
        "__snowflake__",
        "snow||flake||",
        "snow~~flake~~",
        "**snow**flake",
        "*snowflake*",
        "***snow***flake",
        "`snow`flake",
        "my_snowflake_here",
        "> snowflake",
        "snow\u200bflake",
        "__**snow**||flake||__",
    ],
)
def test_markup_does_not_hide_a_phrase(text: str) -> None:
    assert len(found("snowflake", text)) == 1


@pytest.mark.parametrize(
    "text", ["dumb **name**", "dumb ||name||", "_dumb name_", "dumb\u00a0name", "**dumb** _name_"]
)
def test_markup_does_not_hide_a_phrase_of_several_words(text: str) -> None:
    [shown] = found("dumb name", text)

    assert shown.startswith("dumb")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("you're a joke", "you’re a joke"),
        ("you’re a joke", "you're a joke"),
        ("don't cry", "donʼt cry"),
        ("jerk-off", "jerk‑off"),
        ("jerk-off", "jerk–off"),
        ("jerk-off", "jerk off"),
        ("jerk off", "a jerk-off!"),
        ('say "no"', "say “no”"),
        ("naïve", "naive"),
        ("naive", "nai\u0308ve"),
        ("f*ck", "f*ck and sh*t"),
        ("f*ck", "f\\*ck"),
        ("🖕", "to you 🖕🏿x"),
        ("🖕🏽", "🖕"),
        ("﷽", "a﷽b"),
        ("❤", "❤\ufe0f"),
        ("1\ufe0f\u20e3", "1\ufe0f\u20e3"),
        ("🇩🇪", "go 🇩🇪!"),
        ("(h)", "a (h)"),
        ("<h>", "<h>"),
        ("ass", "my_ass_here"),
    ],
)
def test_a_phrase_is_found_however_it_is_typed(words: str, text: str) -> None:
    assert flaw(words) is None
    assert len(found(words, text)) == 1


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("lan", "bağlan"),
        ("ass", "class"),
        ("ass", "cl**ass**"),
        ("master*", "masterful"),
        ("f*ck", "fck"),
        ("f*ck", "fuck"),
        ("🇩🇪", "de"),
        ("1\ufe0f\u20e3", "1"),
        ("jerk-off", "jerk - off"),
        ("-5", "5"),
    ],
)
def test_a_phrase_is_not_found_in_what_only_looks_like_it(words: str, text: str) -> None:
    assert found(words, text) == []


def test_every_hit_points_at_the_words_as_they_were_typed() -> None:
    text = "Ｏh  **Du**mb\n ||näme|| – f\\*ck, 変態だ 🖕🏽 <b>"

    assert found("dumb name", text) == ["Du**mb\n ||näme"]
    assert found("f*ck", text) == ["f\\*ck"]
    assert found(JAPANESE, text) == [JAPANESE]
    assert found("🖕", text) == ["🖕"]


def test_all_phrases_are_found_at_once_each_with_its_own_action() -> None:
    phrases = [
        Phrase(str(number), words, folded(words), action)
        for number, (words, action) in enumerate(
            [("red kite", Action.HOLD), ("kite", Action.ALLOW), ("k*te", Action.ALERT)]
        )
    ]

    hits = Matcher(phrases, FOLDS).find("a red kite, a k*te")

    assert sorted((hit.phrase_id, hit.action, hit.start, hit.end) for hit in hits) == [
        ("0", Action.HOLD, 2, 10),
        ("1", Action.ALLOW, 6, 10),
        ("2", Action.ALERT, 14, 18),
    ]


WORDS = ["ab", "a b", "b", "ba-b", "abc", "c'd", "d", "ab ab"]
PIECES = st.sampled_from([*"abcd", " ", "\n", "-", "'", ".", "ab", "ba", "B", "é", "\u200b"])


@given(st.lists(PIECES, max_size=40).map("".join))
def test_latin_phrases_are_found_where_a_slow_search_by_words_finds_them(text: str) -> None:
    """The reference knows nothing of automata: a regular expression for each phrase."""
    phrases = [Phrase(words, words, words, Action.HOLD) for words in WORDS]
    plain = "".join(
        one
        for one in unicodedata.normalize("NFD", text.lower())
        if unicodedata.category(one) not in ("Mn", "Cf")
    )
    plain = " ".join(re.sub(r"(?<=\w)-(?=\w)", " ", plain).split())
    wanted = sorted(
        words
        for words in WORDS
        for _ in re.finditer(rf"(?<!\w)(?={re.escape(words.replace('-', ' '))}(?!\w))", plain)
    )

    hits = Matcher(phrases, FOLDS).find(text)

    assert sorted(hit.phrase_id for hit in hits) == wanted


ANY = st.text(
    st.sampled_from([*"ab _*|~`\\-'", "\n", "\u00a0", "é", "İ", "ß", "変", "態", "바", "보", "야"])
    | st.characters(codec="utf-8"),
    max_size=30,
)


@given(ANY, ANY, ANY)
def test_a_phrase_is_found_between_blanks_whatever_it_and_the_text_are(
    before: str, words: str, after: str
) -> None:
    """Whatever a team may add is found where a member writes just that. The rest never crashes."""
    one = Phrase("p", tidy(words), folded(words), Action.HOLD)
    text = f"{before}\n\n{words}\n\n{after}"

    hits = Matcher([one], FOLDS).find(words)
    inside = Matcher([one], FOLDS).find(text)

    for hit in (*hits, *inside):
        assert 0 <= hit.start < hit.end <= len(text)
    if flaw(words) is None and unicodedata.is_normalized("NFC", words) and words.isprintable():
        assert hits


def test_one_automaton_takes_the_place_of_many_searches() -> None:
    """Each of the 500 is looked for: a phrase added last is found as one added first."""
    phrases = [Phrase(str(n), f"word{n}x", f"word{n}x", Action.HOLD) for n in range(500)]
    matcher = Matcher(phrases, FOLDS)

    hits = matcher.find(" ".join(one.phrase for one in phrases))

    assert [hit.phrase_id for hit in hits] == [str(n) for n in range(500)]
    assert matcher.find("word5x")[0] == Hit("5", Action.HOLD, 0, 6)


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("a", Flaw.SHORT),
        ("  a  ", Flaw.SHORT),
        ("!!", Flaw.SHORT),
        ("", Flaw.SHORT),
        ("か", Flaw.SHORT),
        ("ก", Flaw.SHORT),
        ("ab", None),
        ("屌", None),
        ("개", None),
        ("🖕", None),
        ("❤\ufe0f", None),
        ("☭", None),
        (r"\bword\b", Flaw.PATTERN),
        ("wo+rd.*", Flaw.PATTERN),
        ("(?:one|two)", Flaw.PATTERN),
        ("what?", None),
        ("¯\\_(ツ)_/¯", None),
        ("x" * PHRASE_MOST, None),
        ("x" * (PHRASE_MOST + 1), Flaw.LONG),
        ("ß" * PHRASE_MOST, Flaw.LONG),
    ],
)
def test_what_a_phrase_may_be(words: str, wrong: Flaw | None) -> None:
    assert flaw(words) is wrong
