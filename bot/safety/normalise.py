"""What a text says once disguises are undone: for matching only, never shown to anybody.

Look-alike letters, invisible characters, spaced-out or leet spellings, masked letters, spoiler bars
and markdown are undone. The cost is linear and bounded: of a long text the first
:data:`HEAD` and the last :data:`TAIL` characters are read.

Where a piece of the result stood in the text is worked out only when it is asked for
(:meth:`Normal.origin`), as most texts lead to nothing.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

HEAD = 800
TAIL = 400
"""Characters read of a long text: what matters is said first or last."""

_LOOK_ALIKE = {
    "a": "аαɑᴀ", "b": "ьβʙв", "c": "сᴄ", "d": "ԁðđᴅ", "e": "еεєᴇё", "f": "ꜰ", "g": "ɡɢ",
    "h": "һħʜнη", "i": "іıɩιɪ", "j": "јᴊ", "k": "кκᴋ", "l": "ӏłʟ", "m": "мᴍ", "n": "пɴ", "o": "оοøᴏσ",
    "p": "рρᴘþ", "q": "ԛ", "r": "гʀ", "s": "ѕꜱ", "t": "тτᴛ", "u": "υᴜμ", "v": "νᴠ", "w": "ԝωᴡш",
    "x": "хχ×", "y": "уγʏ", "z": "зᴢ", "ss": "ß", "3": "э",
}  # fmt: skip
_FOLD = {sign: plain for plain, signs in _LOOK_ALIKE.items() for sign in signs}
_FOLD |= {
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "…": "...",
    "–": "-",
}
_FOLD |= {"—": " - ", "⠀": "", "ㅤ": "", "ᅠ": ""}
_FOLD |= {chr(0x1F1E6 + i): chr(97 + i) for i in range(26)}  # regional indicators, used as letters
_FOLD |= {chr(start + i): chr(97 + i) for start in (0x1F130, 0x1F150, 0x1F170) for i in range(26)}

_EMOJI = {
    "🔪": " knife ", "🗡": " knife ", "🔫": " gun ", "💊": " pills ", "🩸": " blood ", "💣": " bomb ",
    "🖕": " fuck you ", "⚰": " coffin ", "🪦": " grave ", "🍆": " eggplant ", "🍑": " peach ",
}  # fmt: skip
"""Things that stand for their word. What they mean is for the rules and the model."""

SENSITIVE = tuple(
    """suicide suicidal kill killing killed kills killer myself yourself himself herself themselves die
    dead death hurt harm cut cutting bleed fuck fucking fucked fucker shit bitch bitches cunt whore slut
    rape raped rapist hate stupid idiot moron retard retarded faggot fag tranny nigger nigga kike chink
    spic paki dyke gypsy muslim muslims jew jews gay trans women black porn nudes sex pussy dick cock
    cum pills overdose hang hanging jump bridge gun knife rope thinspo anorexia starve purge nitro free
    gift steam discord crypto bitcoin password login verify address phone terrorist vermin filth scum
    worthless pathetic disgusting loser ugly fat life end ending""".split()
)
"""Words people disguise: a masked or leet spelling is undone where it becomes one of them."""
_SENSITIVE = frozenset(SENSITIVE)
_BY_LENGTH = {n: [word for word in SENSITIVE if len(word) == n] for n in range(2, 13)}

_JOINED = {
    "killmyself": "kill myself", "killyourself": "kill yourself", "wanttodie": "want to die",
    "endmylife": "end my life", "endit": "end it", "hurtmyself": "hurt myself", "cutmyself": "cut myself",
    "hangmyself": "hang myself", "goingtodie": "going to die", "wannadie": "wanna die", "killyou": "kill you",
    "hangyourself": "hang yourself", "unaliveme": "kill me", "fuckyou": "fuck you", "selfharm": "self harm",
    "dieinafire": "die in a fire", "killhim": "kill him", "killher": "kill her", "killthem": "kill them",
    "ihateyou": "i hate you", "freenitro": "free nitro", "idontwanttolive": "i dont want to live",
    "idontwanttobehere": "i dont want to be here", "iwanttodie": "i want to die",
}  # fmt: skip
_ALGOSPEAK = {
    "unalived": "killed", "unaliving": "killing", "unalive": "kill", "sewerslide": "suicide",
    "sewerslidal": "suicidal", "sooicide": "suicide", "sewicide": "suicide", "su1c1de": "suicide", "selfharm": "self harm",
    "seggs": "sex", "leggings": "leggings", "ded": "dead", "kermit sewer slide": "commit suicide",
    "sewer slide": "suicide", "suacide": "suicide", "suecide": "suicide", "urself": "yourself",
    "yourslef": "yourself", "myslef": "myself", "mysel": "myself", "wanna": "want to", "gonna": "going to",
    "imma": "im going to", "tryna": "trying to", "cuz": "because", "bc": "because", "ur": "your",
    "u": "you", "r": "are", "thru": "through", "tmrw": "tomorrow", "tmr": "tomorrow", "2nite": "tonight",
    "tonite": "tonight", "pls": "please", "plz": "please", "ppl": "people", "sm1": "someone",
    "some1": "someone", "every1": "everyone", "any1": "anyone", "no1": "no one", "idk": "i dont know",
    "dnt": "dont", "cant": "cant", "wnt": "want", "kil": "kill", "killl": "kill",
}  # fmt: skip

_LEET = str.maketrans("013457@$!|8+", "oieastasilbt")
_LEET_L = str.maketrans("013457@$!|8+", "oleastaslibt")

_HIDDEN = re.compile(r"\|\||\*\*|__|~~|`+|\\(?=[^\w\s])")
_SPACED = re.compile(
    r"(?<![a-z0-9@$!])(?:[a-z0-9@$!](?: |  |[.\-_*/|,~·•+])){2,}[a-z0-9@$!](?![a-z0-9@$!])"
)
_MASKED = re.compile(r"(?<![\w*#])(?=[a-z*#]*[a-z])(?=[a-z*#]*[*#])[a-z*#]{3,12}(?![\w*#])")
_INSIDE = re.compile(r"(?<=[a-z])[*_|~^•·#+](?=[a-z])")
_LEETISH = re.compile(
    r"(?<![\w@$!|])(?=[a-z0-9@$!|+]*[a-z])[a-z@$!|+0-9]*[0134578@$!|+][a-z@$!|+0-9]*"
)
_PLAIN_NUMBER = re.compile(
    r"[0-9]+(?:st|nd|rd|th|am|pm|mg|ml|kg|g|km|m|cm|mm|h|hr|hrs|min|mins|s|yo|y|k|x|lbs?|f|d)?"
)
_REPEATED = re.compile(r"([a-z!?.])\1{2,}")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_SPACES = re.compile(r"[ \t\r\f\v]+")
_ENDS = re.compile(r" *\n+ *")


@dataclass(frozen=True, slots=True)
class Normal:
    """A text undone. ``text``: for matching. ``source``: the characters that were read, as written."""

    text: str
    source: str
    head: int
    shift: int

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` stands in the text as it was given."""
        offsets = _trace(self.source)
        last = len(offsets) - 1
        begin = offsets[min(start, last)]
        stop = offsets[min(end, last)] if end > start else begin
        if end > start:
            stop = max(offsets[min(end - 1, last)] + 1, begin + 1)
        return self._moved(begin), self._moved(stop - 1) + 1 if stop > begin else self._moved(stop)

    def _moved(self, at: int) -> int:
        return at if at < self.head else at + self.shift


def normalise(text: str) -> Normal:
    """Undoes disguises in the part of ``text`` that is read."""
    if len(text) <= HEAD + TAIL:
        return Normal(_Undone(text, traced=False).text, text, len(text), 0)
    source = f"{text[:HEAD]}\n{text[-TAIL:]}"
    shift = len(text) - TAIL - HEAD - 1
    return Normal(_Undone(source, traced=False).text, source, HEAD + 1, shift)


@lru_cache(maxsize=1)
def _trace(source: str) -> list[int]:
    """For each character of the result where it came from; one more for the end."""
    undone = _Undone(source, traced=True)
    return [*(undone.offsets or []), len(source)]


class _Undone:
    """One text on its way: each step replaces pieces, and, if traced, their places with them."""

    def __init__(self, text: str, *, traced: bool) -> None:
        self.offsets: list[int] | None = list(range(len(text))) if traced else None
        self.text = text
        self._fold()
        self._sub(_HIDDEN, lambda _: "")
        if "'" in self.text:
            self._sub(_APOSTROPHE, lambda m: _CONTRACTED.get(m[0], ""))
        self._sub(_SPACED, _join)
        self._sub(_MASKED, lambda m: _unmask(m[0]))
        self._sub(_INSIDE, lambda _: "")
        self._sub(_LEETISH, lambda m: _unleet(m[0]))
        self._sub(_REPEATED, lambda m: m[1] if m[1] in "!?." else m[1] * 2)
        self._sub(_SPOKEN, lambda m: _ALGOSPEAK.get(m[0]) or _JOINED.get(m[0]) or m[0])
        self._sub(_ENDS, lambda _: " . ")
        self._sub(_SPACES, lambda _: " ")

    def _fold(self) -> None:
        if self.text.isascii():
            self.text = self.text.lower()
            return
        folded = [_folded(sign) for sign in self.text]
        if self.offsets is not None:
            self.offsets = [i for i, part in enumerate(folded) for _ in part]
        self.text = "".join(folded)

    def _sub(self, pattern: re.Pattern[str], put: Callable[[re.Match[str]], str]) -> None:
        if self.offsets is None:
            self.text = pattern.sub(put, self.text)
            return
        parts: list[str] = []
        offsets: list[int] = []
        at = 0
        for found in pattern.finditer(self.text):
            new = put(found)
            start, end = found.span()
            parts += (self.text[at:start], new)
            offsets += self.offsets[at:start]
            offsets += _spread(self.offsets[start:end], len(new), self.offsets, start)
            at = end
        self.text = "".join([*parts, self.text[at:]])
        self.offsets = offsets + self.offsets[at:]


def _spread(old: list[int], count: int, everything: list[int], start: int) -> list[int]:
    """Places for ``count`` new characters in the room of the old ones: first to first, last to last."""
    if not count:
        return []
    if not old:
        near = (
            everything[start] if start < len(everything) else (everything[-1] if everything else 0)
        )
        return [near] * count
    if count == 1:
        return [old[0]]
    return [old[i * (len(old) - 1) // (count - 1)] for i in range(count)]


_CONTRACTED = {"'ll": " will", "'re": " are", "'ve": "ve"}
_APOSTROPHE = re.compile(r"'ll\b|'re\b|(?<=[a-z])'(?=[a-z])")
_SPOKEN = re.compile(
    r"(?<![a-z0-9'])(?:"
    + "|".join(sorted(map(re.escape, [*_ALGOSPEAK, *_JOINED]), key=len, reverse=True))
    + r")(?![a-z0-9'])"
)


@lru_cache(maxsize=4096)
def _folded(sign: str) -> str:
    """A character as plain lower-case letters, or nothing where it shows nothing."""
    if sign < "\x80":
        return sign.lower()
    if sign in _EMOJI:
        return _EMOJI[sign]
    if sign in _FOLD:
        return _FOLD[sign]
    parts: list[str] = []
    for part in unicodedata.normalize("NFKD", sign):
        kind = unicodedata.category(part)
        if kind in ("Mn", "Me", "Cf") or (kind == "Cc" and part not in "\n\t"):
            continue
        if kind == "Zs" or kind in ("Zl", "Zp"):
            parts.append("\n" if kind in ("Zl", "Zp") else " ")
            continue
        low = part.lower()
        parts.append(_FOLD.get(low, low))
    plain = "".join(parts)
    return plain.lower()


def _join(found: re.Match[str]) -> str:
    """Letters set apart become words; where two blanks stand a new word begins."""
    words = [re.sub(r"[ .\-_*/|,~·•+]", "", word) for word in found[0].split("  ")]
    words = [word for word in words if word]
    if all(word.isdigit() for word in words):
        return found[0]
    joined = " ".join(_unleet(word) for word in words)
    return _JOINED.get(joined.replace(" ", ""), joined)


def _unmask(word: str) -> str:
    """``f*ck``: the one sensitive word that fits, else the word as it is."""
    if word.count("*") + word.count("#") == len(word):
        return word
    for known in _BY_LENGTH.get(len(word), ()):
        if all(sign in ("*", "#", letter) for sign, letter in zip(word, known, strict=True)):
            return known
    return word


def _unleet(word: str) -> str:
    """``k1ll``: letters for the signs that stand for them, where that makes sense."""
    if _PLAIN_NUMBER.fullmatch(word):
        return word
    core = word.rstrip("!|+$")
    tail = word[len(core) :]
    for table in (_LEET, _LEET_L):
        for candidate, rest in ((word.translate(table), ""), (core.translate(table), tail)):
            if candidate in _SENSITIVE or candidate in _JOINED:
                return _JOINED.get(candidate, candidate) + rest
    if (
        len(core) > 2
        and re.search(r"[a-z][0134578@$!|+]+[a-z]", core)
        and not re.search(r"\d{2}", core)
    ):
        return core.translate(_LEET) + tail
    return word
