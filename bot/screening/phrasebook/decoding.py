"""The text of a file, from its bytes: in UTF-8, UTF-16, UTF-32 or the older Windows-1252. Pure.

What is no text is refused by name, and so is text whose coding cannot be told: letters read in the
wrong coding would be saved as phrases that are never found.
"""

import codecs
import re
from dataclasses import dataclass
from enum import Enum

FILE_MOST = 256_000
"""Max bytes of a file of phrases."""


class Coding(Enum):
    """How the letters of a file were written as bytes."""

    UTF_8 = "utf_8"
    UTF_16 = "utf_16"
    UTF_32 = "utf_32"
    WINDOWS = "windows"
    """Windows-1252, which contains Latin-1."""


class FileFault(Enum):
    """Why a file of phrases cannot be read."""

    BIG = "big"
    MANY = "many"
    """More entries than are read."""
    EMPTY = "empty"
    OFFICE = "office"
    PDF = "pdf"
    PICTURE = "picture"
    ARCHIVE = "archive"
    RTF = "rtf"
    WEB = "web"
    XML = "xml"
    BINARY = "binary"
    CODING = "coding"
    """Text, but in a coding that cannot be told."""
    JSON_BROKEN = "json_broken"
    JSON_SHAPE = "json_shape"
    YAML_SHAPE = "yaml_shape"


@dataclass(frozen=True, slots=True)
class FileRefused:
    """A file of phrases that was not read, and in which line that showed, if in one."""

    why: FileFault
    line: int = 0


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, and its coding."""

    text: str
    coding: Coding


_MARKS = (
    (codecs.BOM_UTF32_LE, Coding.UTF_32, "utf-32-le"),
    (codecs.BOM_UTF32_BE, Coding.UTF_32, "utf-32-be"),
    (codecs.BOM_UTF8, Coding.UTF_8, "utf-8"),
    (codecs.BOM_UTF16_LE, Coding.UTF_16, "utf-16-le"),
    (codecs.BOM_UTF16_BE, Coding.UTF_16, "utf-16-be"),
)
"""Byte order marks. The longer come first: one of UTF-32 begins like one of UTF-16."""

_KINDS: tuple[tuple[bytes, FileFault], ...] = (
    (b"%PDF", FileFault.PDF),
    (b"\xd0\xcf\x11\xe0", FileFault.OFFICE),
    (b"{\\rtf", FileFault.RTF),
    (b"\x89PNG", FileFault.PICTURE),
    (b"\xff\xd8\xff", FileFault.PICTURE),
    (b"GIF8", FileFault.PICTURE),
    (b"RIFF", FileFault.PICTURE),
    (b"BM\x00", FileFault.PICTURE),
    (b"\x1f\x8b", FileFault.ARCHIVE),
    (b"7z\xbc\xaf", FileFault.ARCHIVE),
    (b"Rar!", FileFault.ARCHIVE),
    (b"BZh", FileFault.ARCHIVE),
    (b"\xfd7zXZ", FileFault.ARCHIVE),
)
_OFFICE_PARTS = (b"word/", b"xl/", b"ppt/", b"mimetypeapplication/vnd.oasis")
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)\b")
_TAG = re.compile(r"<(\?xml\b|[a-z][\w:-]*)")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_LETTER = (
    "[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e]"
)
_SIGN = "[\u0080-\u00b3\u00b5\u00b6\u00b8-\u00bf\u00d7\u00f7]"
_NOT_WESTERN = re.compile(
    f"{_LETTER}{_SIGN}{_LETTER}|[\u0080-\uffff]{{4}}|(?<!\\w)[\u0080-\uffff]{{3}}(?!\\w)"
)
"""A sign inside a word, four accented letters in a row, or a word of nothing else."""


def decode(file: bytes) -> Decoded | FileRefused:
    """Return the text of a file, or why it is none that can be read."""
    if len(file) > FILE_MOST:
        return FileRefused(FileFault.BIG)
    kind = _kind(file)
    if kind is not None:
        return FileRefused(kind)
    found = _text(file)
    if isinstance(found, FileRefused):
        return found
    if _CONTROLS.search(found.text):
        return FileRefused(FileFault.BINARY)
    tagged = _tagged(found.text)
    if tagged is not None:
        return FileRefused(tagged)
    return found if found.text.strip() else FileRefused(FileFault.EMPTY)


def _tagged(text: str) -> FileFault | None:
    """Return what a text is that begins with the tag of a web page, or is one XML element."""
    low = text.strip().lower()
    begin = 0
    while low.startswith("<!--", begin) and (end := low.find("-->", begin)) >= 0:
        begin = end + len("-->")
        while low[begin : begin + 1].isspace():
            begin += 1
    if _PAGE.match(low, begin):
        return FileFault.WEB
    tag = _TAG.match(low)
    if tag is None:
        return None
    opened = low.find(">", tag.end())
    whole = opened >= 0 and "<" not in low[tag.end() : opened] and low.endswith(f"</{tag[1]}>")
    return FileFault.XML if whole or tag[1] == "?xml" else None


def _kind(file: bytes) -> FileFault | None:
    """Return what a file is that begins like something other than text."""
    if file.startswith(b"PK\x03\x04"):
        office = any(part in file for part in _OFFICE_PARTS)
        return FileFault.OFFICE if office else FileFault.ARCHIVE
    return next((kind for start, kind in _KINDS if file.startswith(start)), None)


def _text(file: bytes) -> Decoded | FileRefused:
    for mark, coding, name in _MARKS:
        if file.startswith(mark):
            return _decoded(file[len(mark) :], coding, name)
    if b"\x00" in file:
        # Without a mark: every second byte of Latin letters in UTF-16 is zero.
        halves = file[::2].count(0), file[1::2].count(0)
        if max(halves) * 4 < len(file) or min(halves) * 8 > max(halves):
            return FileRefused(FileFault.BINARY)
        name = "utf-16-be" if halves[0] > halves[1] else "utf-16-le"
        return _decoded(file, Coding.UTF_16, name)
    found = _decoded(file, Coding.UTF_8, "utf-8")
    if isinstance(found, Decoded):
        return found
    older = _decoded(file, Coding.WINDOWS, "cp1252")
    if isinstance(older, Decoded) and _is_western(older.text):
        return older
    binary = _CONTROLS.search(file.decode("latin-1"))
    return FileRefused(FileFault.BINARY if binary else FileFault.CODING)


def _decoded(file: bytes, coding: Coding, name: str) -> Decoded | FileRefused:
    try:
        return Decoded(file.decode(name), coding)
    except UnicodeDecodeError:
        return FileRefused(FileFault.CODING)


def _is_western(text: str) -> bool:
    """Return whether text read as Windows-1252 looks like a language that is written in it.

    In any other coding it shows whole words of accented letters, or signs inside words.
    """
    return _NOT_WESTERN.search(text) is None
