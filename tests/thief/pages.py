"""Reads SQLite's files as a thief does: page by page, dead pages and journals included.

After "Database File Format" (sqlite.org/fileformat2.html). No page is looked up through its tree,
so what is free, superseded or about to be rolled back is read as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

Value = int | float | str | bytes | None

INDEX_INNER, INDEX_LEAF, TABLE_LEAF = 0x02, 0x0A, 0x0D
FILE_HEADER = 100
WAL_HEADER, FRAME_HEADER = 32, 24


@dataclass(frozen=True, slots=True)
class Record:
    """One row as it lies in a page. Cells are put in from the end of a page to its front, so a
    smaller ``offset`` came later. ``rowid``: None in tables without."""

    offset: int
    rowid: int | None
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page image and its number; ``data`` begins with the b-tree's own header."""

    number: int
    data: bytes

    @property
    def records(self) -> tuple[Record, ...]:
        """What lies in the page, in the order of its offsets; nothing where it is no b-tree."""
        return _records(self.data, FILE_HEADER if self.number == 1 else 0)


def pages(name: str, data: bytes) -> Iterator[Page]:
    """Every page image in a database, a write-ahead log or a rollback journal, as it comes."""
    if name.endswith("-wal"):
        yield from _frames(data)
    elif name.endswith("-journal"):
        yield from _journalled(data)
    elif data.startswith(b"SQLite format 3\0"):
        size = _page_size(data[16:18])
        for start in range(0, len(data), size):
            yield Page(start // size + 1, data[start : start + size])


def _page_size(spelled: bytes) -> int:
    size = int.from_bytes(spelled)
    return 65536 if size == 1 else size


def _frames(data: bytes) -> Iterator[Page]:
    if len(data) < WAL_HEADER:
        return
    size = int.from_bytes(data[8:12])
    for start in range(WAL_HEADER, len(data) - size, FRAME_HEADER + size):
        body = start + FRAME_HEADER
        yield Page(int.from_bytes(data[start : start + 4]), data[body : body + size])


def _journalled(data: bytes) -> Iterator[Page]:
    sector, size = int.from_bytes(data[20:24]), int.from_bytes(data[24:28])
    if not sector or not size:
        return
    for start in range(sector, len(data) - size - 7, size + 8):
        yield Page(int.from_bytes(data[start : start + 4]), data[start + 4 : start + 4 + size])


@lru_cache(maxsize=4096)
def _records(page: bytes, begin: int) -> tuple[Record, ...]:
    kind = page[begin] if len(page) > begin else 0
    if kind not in (INDEX_INNER, INDEX_LEAF, TABLE_LEAF):
        return ()
    count = int.from_bytes(page[begin + 3 : begin + 5])
    pointers = begin + (12 if kind == INDEX_INNER else 8)
    found: list[Record] = []
    for cell in range(count):
        where = pointers + 2 * cell
        offset = int.from_bytes(page[where : where + 2])
        try:
            found.append(_record(page, offset, kind))
        except (IndexError, ValueError):
            continue  # not a whole record: one that goes on elsewhere, or no page of a tree
    return tuple(sorted(found, key=lambda record: record.offset))


def _record(page: bytes, offset: int, kind: int) -> Record:
    at = offset + (4 if kind == INDEX_INNER else 0)
    length, at = _varint(page, at)
    rowid: int | None = None
    if kind == TABLE_LEAF:
        rowid, at = _varint(page, at)
    payload = page[at : at + length]
    if len(payload) < length:
        raise ValueError("it goes on elsewhere")
    return Record(offset, rowid, tuple(_values(payload)))


def _values(payload: bytes) -> Iterator[Value]:
    header, at = _varint(payload, 0)
    body = header
    while at < header:
        kind, at = _varint(payload, at)
        size = _size(kind)
        raw = payload[body : body + size]
        if len(raw) < size:
            raise ValueError("shorter than it says")
        body += size
        if kind in (8, 9):
            yield kind - 8
        elif kind == 0:
            yield None
        elif kind < 8:
            yield int.from_bytes(raw, signed=True)
        else:
            yield raw if kind % 2 == 0 else raw.decode(errors="replace")


def _size(kind: int) -> int:
    if kind >= 12:
        return (kind - 12) // 2
    return (0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0)[kind]


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for step in range(9):
        byte = data[at + step]
        if step == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + step + 1
    raise ValueError("no such number")
