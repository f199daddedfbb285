"""Hashed pieces of words and sentences: the model's view of a normalised text.

- The pieces are every run of 3 to 5 characters of the text including its blanks, every word, every
  pair and triple of words, and every two words with one between them. Each gets a number below
  :data:`SIZE`.
- A piece counts once, however often it occurs.
- The hash is a polynomial over the characters. numpy computes it for a whole text at once, so the
  cost is linear and the result is the same on every machine.
"""

import re
from zlib import crc32

import numpy as np
import numpy.typing as npt

BITS = 18
SIZE = 1 << BITS
GRAMS = (3, 4, 5)
MOST = 4096
"""Max characters of a normalised text that are read. A window of 1,200 rarely grows this long."""

_WORD = re.compile(r"[a-z0-9]+|[^\sa-z0-9]")
_BASE = np.uint64(0x100000001B3)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(64 - BITS)


def features(text: str) -> npt.NDArray[np.int32]:
    """Return the distinct features of a normalised text, sorted."""
    words = _WORD.findall(text[:MOST])
    if not words:
        return np.zeros(0, np.int32)
    codes = np.frombuffer(f" {' '.join(words)} ".encode("utf-32-le"), np.uint32).astype(np.uint64)
    parts = [_grams(codes, n) for n in GRAMS if len(codes) >= n]
    parts.append(_pieces(words))
    found = np.concatenate(parts)
    found.sort()  # numpy's own unique is several times slower here (it hashes)
    return found[np.concatenate(([True], found[1:] != found[:-1]))]


def _grams(codes: npt.NDArray[np.uint64], n: int) -> npt.NDArray[np.int32]:
    count = len(codes) - n + 1
    hashed = np.full(count, n, np.uint64)
    for i in range(n):
        hashed = hashed * _BASE + codes[i : i + count]
    return ((hashed * _MIX) >> _SHIFT).astype(np.int32)


def _pieces(words: list[str]) -> npt.NDArray[np.int32]:
    hashed = [crc32(word.encode()) for word in words]
    one = np.array(hashed, np.uint64) + np.uint64(1 << 40)
    found = [one]
    if len(one) > 1:
        found.append(one[:-1] * _BASE + one[1:])
        found.append(one[:-2] * _BASE + one[2:] + np.uint64(7) if len(one) > 2 else one[:0])
    if len(one) > 2:
        found.append((one[:-2] * _BASE + one[1:-1]) * _BASE + one[2:])
    return ((np.concatenate(found) * _MIX) >> _SHIFT).astype(np.int32)
