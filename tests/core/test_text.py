"""The words of a share: harmless, readable, pinging nobody, and shown exactly as they are."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.text import (
    MAX_NOTE,
    MAX_WORDS,
    PLACEHOLDERS,
    TextChange,
    TextFault,
    clean,
    escape,
    fault,
    spoiler,
    unescape,
    unspoiler,
)

# Pieces that mean something to Discord, so that chance puts them inside and beside one another.
_PIECES = (
    *"<>@!&#:/[]()|`*_~\\-+.1a \n",
    *("<@1>", "<@&1>", "<#1>", "<t:1:R>", "</a:1>", "<:a:1>", "<id:guide>", "@every", "everyone"),
    *("here", "http://x.y", "https://", "discord.gg/ab", "discord.com/channels/1/2", "](", "||"),
    *("\u200b", "\u200d", "\u202e", "\u0301", "\ufe0f", "\U0001f469", "\u0645", "\u0e48", "ａ"),
)
_typed = st.lists(st.sampled_from(_PIECES) | st.characters(), max_size=40).map("".join)
_LIVE = re.compile(
    r"<(?:@[!&]?|#|t:|/\w+:|a?:\w+:|id:)\d+>|@everyone|@here"
    r"|(?<![^\W_])discord\.gg/\w\w"
)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("@everyone look", "everyone look"),
        ("@@HERE look", "HERE look"),
        ("ask <@123> or <@!123>", "ask [someone] or [someone]"),
        ("ask <@&123> in <#123>", "ask [a role] in [a channel]"),
        ("read <id:guide> and <id:linked-roles:12>", "read [a channel] and [a channel]"),
        ("try </share:123> or </my shares:123>", "try /share or /my shares"),
        ("I am <:smile:123> <a:wave_2:123>", "I am :smile: :wave_2:"),
        ("since <t:1700000000:R>, <t:-5>", "since [a time], [a time]"),
    ],
)
def test_a_mention_becomes_plain_words(raw: str, shown: str) -> None:
    assert clean(raw).text == shown


@pytest.mark.parametrize(
    "raw",
    [
        "discord.gg/abc",
        "https://discord.gg/abc-DEF",
        "DISCORD.GG/Abc",
        "https://www.discord.com/invite/abc?event=1",
        "http://discordapp.com/invite/abc",
        "https://ptb.discord.com:443//invite/abc",
        "discord . gg / abc",
        "d i s c o r d . g g / abc",
        "discord (dot) gg/abc",
        "discord dot gg/abc",
        "ｄｉｓｃｏｒｄ．ｇｇ／abc",
        "https://discord。gg/abc",
        "https://discord.gg\\abc",
        "dis\u200bcord.gg/abc",
        "dsc.gg/abc",
        "discord.me/abc",
        "top.gg/servers/123",
        "disboard.org/server/join/123",
    ],
)
def test_an_invite_is_taken_out(raw: str) -> None:
    cleaned = clean(f"come to {raw}, please")

    assert cleaned.text == "come to [invite removed], please"
    assert TextChange.INVITE in cleaned.changes


@pytest.mark.parametrize(
    "words",
    [
        "We talk on Discord. Good people are there.",
        "discord.gg is where invites live",
        "mydiscord.gg/abc is somebody else",
    ],
)
def test_speaking_of_discord_is_no_invite(words: str) -> None:
    assert TextChange.INVITE not in clean(words).changes


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("[help](http://x.org/a)", "help (http://x.org/a)"),
        ("[help](<http://x.org/a>)", "help (http://x.org/a)"),
        ('[help]( http://x.org/a "a title" )', "help (http://x.org/a)"),
        ("[help](http://x.org/a_(b))", "help (http://x.org/a_(b))"),
        ("[http://good.org](http://bad.org)", "http://good.org (http://bad.org)"),
        ("[[a](http://x.org)](http://y.org)", "a (http://x.org) (http://y.org)"),
        ("<@1>(http://x.org)", "someone (http://x.org)"),
        ("[join](https://discord.gg/abc)", "join ([invite removed])"),
        ("<http://x.org/a>", "http://x.org/a"),
        ("<http://x.org>and", "http://x.org and"),
    ],
)
def test_a_masked_link_shows_where_it_goes(raw: str, shown: str) -> None:
    assert clean(raw).text == shown


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("https://discord.com/channels/1/2/3 there", "[link to a message] there"),
        ("canary.discord.com/channels/@me/2", "[link to a message]"),
        ("https://discord.com/users/123", "[someone]"),
        ("https://discord.com/safety", "https://discord.com/safety"),
    ],
)
def test_a_link_into_discord_names_neither_place_nor_person(raw: str, shown: str) -> None:
    assert clean(raw).text == shown


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("@every\u200bone", "everyone"),
        ("@e\u202everyone", "everyone"),
        ("@every@everyoneone", "@everyeveryoneone"),
        ("<@<@1>23>", "<@[someone]23>"),
        ("<<:t:5>1>", ":t:"),
        ("<@\u200b1>", "[someone]"),
        ("dis\u00adcord.gg/abc", "[invite removed]"),
    ],
)
def test_taking_something_out_makes_no_new_mention(raw: str, shown: str) -> None:
    assert clean(raw).text == shown


@pytest.mark.parametrize(
    "words",
    [
        "I'm tired.",
        "💀",
        "x",
        "👩\u200d👩\u200d👧 and 🧑🏽\u200d🤝\u200d🧑🏿 and ❤️\u200d🔥",
        "1️⃣ ☎️ ©️ ‼️",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "می\u200cخواهم",
        "क्\u200dष",
        "ශ්\u200dරී",
        "ที่นี่เจ็บมาก",
        "လျှို့ဝှက်",
        "בְּרֵאשִׁ֖ית",
        "بِسْمِ ٱللَّٰهِ",
        "Việt Nữ",
        "བསྒྲུབས",
        "각하 한국어",
        "noooooooooooooooooo!!!!!!!!!!!!!!!!",
        "one\n\ntwo\n\n\nthree",
        "see https://example.org/a_b?c=(d)&e=~f and (http://x.org).",
        "i < 3 you > me, I <3 this",
        "8 @ night, someone@example",
    ],
)
def test_ordinary_words_stay_as_they_are(words: str) -> None:
    cleaned = clean(words)

    assert cleaned.text == unicodedata.normalize("NFC", words)
    assert not cleaned.changes


def test_no_control_or_format_character_survives_between_letters() -> None:
    hidden = {
        char
        for char in map(chr, range(0x110000))
        if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co")
    } - set("\n\t\r\v\f\x85")

    survivors = hidden & set(clean("a".join(hidden)).text)

    # The signs that stand before or around a number in Arabic, Syriac and Kaithi, which are seen.
    assert survivors == set(
        "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2"
    ) | {
        "\U000110bd",
        "\U000110cd",
    }


@pytest.mark.parametrize("flag", ["gbeng1", "abc", "leaked-name"])
def test_letters_cannot_be_hidden_in_a_flag(flag: str) -> None:
    hidden = "".join(chr(0xE0000 + ord(letter)) for letter in flag)

    cleaned = clean(f"\U0001f3f4{hidden}\U000e007f")

    assert cleaned.text == "\U0001f3f4"
    assert cleaned.changes == {TextChange.HIDDEN}


def test_piled_accents_are_thinned_to_two() -> None:
    cleaned = clean("Z" + "\u0335\u0336\u0337" * 20 + "algo")

    assert cleaned.text == "Z\u0335\u0336algo"
    assert cleaned.changes == {TextChange.MARKS}


def test_a_tower_of_thai_marks_is_cut_down() -> None:
    assert clean("ก" + "\u0e47" * 200).text == "ก" + "\u0e47" * 6


def test_line_ends_and_long_gaps_become_one_shape() -> None:
    assert clean("  one \r\ntwo\r\n \r\n\t\r\n\r\n\rthree\n\n").text == "one\ntwo\n\nthree"


def test_the_author_is_told_every_change() -> None:
    links = "[b](http://x.org) discord.gg/abc discord.com/users/1"
    raw = f"@here <:a:1> {links} \u202e z\u0335\u0335\u0335"

    assert clean(raw).changes == set(TextChange)


@pytest.mark.parametrize(
    "words", ["", "  \n ", "\u200b\u200d", "\u0301\u0301", "\u2800", "\ufe0f", "ㅤ"]
)
def test_words_that_cannot_be_seen_are_empty(words: str) -> None:
    assert fault(words, MAX_WORDS) is TextFault.EMPTY
    assert fault(clean(words).text, MAX_WORDS) is TextFault.EMPTY


@pytest.mark.parametrize("words", ["x", "💀", "\U0001fae8", "?", "é", "ง", "..."])
def test_one_visible_character_is_enough(words: str) -> None:
    assert fault(clean(words).text, MAX_NOTE) is None


def test_words_over_the_limit_are_too_long() -> None:
    assert fault("a" * MAX_NOTE, MAX_NOTE) is None
    assert fault("a" * (MAX_NOTE + 1), MAX_NOTE) is TextFault.TOO_LONG


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("*a* _b_ ~~c~~ `d` ||e||", r"\*a\* \_b\_ \~\~c\~\~ \`d\` \|\|e\|\|"),
        ("# a\n  - b\n-# c\n+ d\n* e", "\\# a\n  \\- b\n\\-# c\n\\+ d\n\\* e"),
        ("> a\n>>> b", "\\> a\n\\>>> b"),
        ("1. a\n12.\n3.5 hours", "1\\. a\n12\\.\n3.5 hours"),
        ("[a](b) <@1> \\", r"\[a](b) \<@1> \\"),
        (r"¯\_(ツ)_/¯", r"¯\\\_(ツ)\_/¯"),
        ("a-b, a #1, c > d", "a-b, a #1, c > d"),
        ("_http://x.org/a_b_c_", r"\_http://x.org/a_b_c_"),
        (":http://x.org/a_b", r"\:http://x.org/a_b"),
        ("http://x.org_|", r"http://x.org_\|"),
    ],
)
def test_escaped_words_format_nothing(words: str, written: str) -> None:
    assert escape(words) == written


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("||http://x.org||", "||http://x.org ||"),
        ("`http://x.org`.", "`http://x.org `."),
        ("**http://x.org/a.**", "**http://x.org/a. **"),
        ("http://x.org/a|b`c", "http://x.org/a%7Cb%60c"),
        ("http://x.org<3", "http://x.org <3"),
    ],
)
def test_a_url_is_kept_apart_from_the_formatting_around_it(raw: str, shown: str) -> None:
    cleaned = clean(raw).text

    assert cleaned == shown
    assert re.search(r"http://\S*\\", escape(cleaned)) is None


@given(_typed)
def test_clean_words_stay_the_same_when_cleaned_again(raw: str) -> None:
    once = clean(raw)

    again = clean(once.text)

    assert again.text == once.text
    assert not again.changes


@given(_typed)
def test_nothing_in_clean_words_is_live(raw: str) -> None:
    text = clean(raw).text

    assert _LIVE.search(text) is None
    assert unicodedata.is_normalized("NFC", text)
    assert text == text.strip()


@given(_typed)
def test_escaped_words_read_back_as_they_were(raw: str) -> None:
    text = clean(raw).text

    assert unescape(escape(text)) == text
    assert unescape(escape(raw)) == raw


@given(_typed)
def test_nothing_breaks_out_of_a_spoiler(raw: str) -> None:
    hidden = spoiler(raw)

    # Discord ends a spoiler at the first two bars after its first character.
    assert re.match(r"\|\|([\s\S]+?)\|\|", hidden, re.ASCII) is not None
    assert hidden.find("||", 3) == len(hidden) - 2
    assert unspoiler(hidden) == raw


@given(_typed)
def test_every_url_of_clean_words_still_works_when_escaped(raw: str) -> None:
    text = clean(raw).text
    discord_url = re.compile(r"https?://[^\s<]+[^<.,:;\"'\]\s]")

    assert discord_url.findall(escape(text)) == discord_url.findall(text)


@pytest.mark.parametrize(
    "text", ["", "||", "|||", "||||", "plain", "||a", "a||", "||a||b||", "||a|| b"]
)
def test_what_is_not_one_spoiler_is_not_read_as_one(text: str) -> None:
    assert unspoiler(text) is None


@pytest.mark.parametrize("char", ["|", "\\", "_", "\n#", "\U0001f480", "`"])
def test_the_longest_words_fit_an_embed_under_a_spoiler(char: str) -> None:
    words = (char * MAX_WORDS)[:MAX_WORDS]

    assert len(spoiler(words).encode("utf-16-le")) // 2 <= 4096


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "[",
        "[](http://",
        "<<:t:",
        "@",
        "\u0301",
        "<@",
        "http://",
        "d i s c o r d ",
        "](",
        " ",
        "\\",
    ],
)
@pytest.mark.parametrize("tail", ["", "1>", "x)"])
def test_hostile_words_are_cleaned_like_any_others(piece: str, tail: str) -> None:
    raw = piece * (4000 // len(piece)) + tail * 500

    text = clean(raw).text

    assert clean(text).text == text
    assert unescape(escape(text)) == text


def test_every_stand_in_is_left_alone() -> None:
    text = " ".join(PLACEHOLDERS)

    assert clean(text).text == text
