"""Ways to write a text so that a word list does not see it."""

import re
from collections.abc import Callable

_GAP = re.compile(r" +")
_LOOKS = str.maketrans("aceiopsxy", "асеіорѕху")
_LEET = str.maketrans({"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7"})


def _words(text: str, change: Callable[[str], str]) -> str:
    return " ".join(change(word) if len(word) > 3 else word for word in text.split(" "))


def leetspeak(text: str) -> str:
    return _words(text, lambda word: word.translate(_LEET))


def half_leet(text: str) -> str:
    return _words(text, lambda word: word.replace("i", "1").replace("e", "3"))


def spaced(text: str) -> str:
    return "  ".join(" ".join(word) for word in text.split(" "))


def look_alikes(text: str) -> str:
    return text.translate(_LOOKS)


def mixed_scripts(text: str) -> str:
    return _words(text, lambda word: word[:1] + word[1:].translate(_LOOKS))


def full_width(text: str) -> str:
    return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text)


def zero_width(text: str) -> str:
    return _words(text, "\u200b".join)


def stacked(text: str) -> str:
    return "".join(one + "\u0336" if one.isalpha() else one for one in text)


def spoiler(text: str) -> str:
    return f"||{text}||"


def spoiler_words(text: str) -> str:
    return " ".join(f"||{word}||" for word in text.split(" "))


def code_block(text: str) -> str:
    return f"```\n{text}\n```"


def bold(text: str) -> str:
    return f"**{text}**"


def stretched(text: str) -> str:
    return _words(text, lambda word: word + word[-1] * 4 if word[-1].isalpha() else word)


def dotted(text: str) -> str:
    return _words(text, lambda word: ".".join(word))


def shouted(text: str) -> str:
    return text.upper()


def with_emoji(text: str) -> str:
    return "🖤 " + " 🥀 ".join(text.rsplit(" ", 1)) + " 💫"


def typographic(text: str) -> str:
    return text.replace("'", "\u2019")


ALL = (
    leetspeak, half_leet, spaced, look_alikes, mixed_scripts, full_width, zero_width, stacked,
    spoiler, spoiler_words, code_block, bold, stretched, dotted, shouted, with_emoji, typographic,
)  # fmt: skip


def broken(text: str) -> list[str]:
    """The text with a break at each gap, one at a time, and with one at every gap."""
    gaps = [match.span() for match in _GAP.finditer(text)]
    single = [f"{text[:start]}\n{text[end:]}" for start, end in gaps]
    return [*single, _GAP.sub("\n", text)]
