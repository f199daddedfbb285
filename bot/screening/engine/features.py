"""Hashed pieces of words and sentences: the model's view of a normalised text.

- The pieces are every run of 3 to 5 characters of the text including its blanks, every word, every
  pair and triple of words, and every two words with one between them. Each gets a number below
  :data:`SIZE`.
- A piece counts once, however often it occurs.
- The hash is a polynomial over the characters. numpy computes it for a whole text at once, so the
  cost is linear and the result is the same on every machine.
"""

import re
from collections.abc import Iterator
from zlib import crc32

import numpy as np
import numpy.typing as npt

BITS = 18
SIZE = 1 << BITS
GRAMS = (3, 4, 5)
MOST = 4096
"""Max characters of a normalised text that are read."""

_NORMAL = re.compile(r" ?(?:(?:[a-z0-9]+|\.)(?: |$))*")
_WORD = re.compile(r"[a-z0-9]+|[^\sa-z0-9]")
_BASE = np.uint64(0x100000001B3)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(64 - BITS)
_LENGTHS = {n: np.uint64(n * pow(int(_BASE), n, 1 << 64) % (1 << 64)) for n in GRAMS}
_ABOVE = np.uint64(1 << 40)
_BETWEEN = np.uint64(7)


def features(text: str) -> npt.NDArray[np.int32]:
    """Return the distinct features of a normalised text, sorted."""
    words = _words(text[:MOST])
    if not words:
        return np.zeros(0, np.int32)
    signs = f" {' '.join(words)} "
    if signs.isascii():
        codes = np.frombuffer(signs.encode(), np.uint8).astype(np.uint64)
    else:
        codes = np.frombuffer(signs.encode("utf-32-le"), np.uint32).astype(np.uint64)
    hashed = np.concatenate([*_grams(codes), *_pieces(words)])
    hashed *= _MIX
    hashed >>= _SHIFT
    found = hashed.astype(np.int32)
    found.sort()  # numpy's own unique is several times slower here (it hashes)
    fresh = np.empty(len(found), np.bool_)
    fresh[0] = True
    np.not_equal(found[1:], found[:-1], out=fresh[1:])
    return found[fresh]


def _words(text: str) -> list[str]:
    """Return the words and signs; a normalised text has blanks between them already."""
    if _NORMAL.fullmatch(text):
        return text.split()
    return _WORD.findall(text)


def _grams(codes: npt.NDArray[np.uint64]) -> Iterator[npt.NDArray[np.uint64]]:
    """Yield the hashes of all runs of 3, of 4 and of 5 characters.

    Each is the one that is a character shorter, times the base, plus a character; in front stands
    the length, as if it were a character.
    """
    run = codes
    for n in range(2, GRAMS[-1] + 1):
        if len(codes) < n:
            return
        run = run[:-1] * _BASE
        run += codes[n - 1 :]
        if n in _LENGTHS:
            yield run + _LENGTHS[n]


def _pieces(words: list[str]) -> Iterator[npt.NDArray[np.uint64]]:
    """Yield the hashes of words, of neighbours, of two with one between, and of three in a row."""
    one = np.array([crc32(word.encode()) for word in words], np.uint64) + _ABOVE
    yield one
    if len(one) > 1:
        first = one * _BASE
        two = first[:-1] + one[1:]
        yield two
        if len(one) > 2:
            yield first[:-2] + one[2:] + _BETWEEN
            yield two[:-1] * _BASE + one[2:]
