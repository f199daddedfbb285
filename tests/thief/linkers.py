"""The ways a thief looks. Each sees every copy, and says in the end what it has found."""

import hashlib
import hmac
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import pairwise
from typing import Protocol

from bot.checkins.ballots.tally import Ballot, Tally
from tests.thief.loot import GUILD, ROUND, Crowd, Files, Find, all_pages, all_records
from tests.thief.pages import Record, Value, pages
from tests.thief.reading import ballot_between, ballot_in, ballot_under_one_nonce, counts_in


class Linker(Protocol):
    """One way of looking."""

    def see(self, number: int, before: Files, during: Files, after: Files) -> None:
        """The copies around the vote of voter ``number``; ``during``: just before its commit."""
        ...

    def find(self, last: Files) -> Find:
        """What came of it. ``last``: the last copy before the round closed."""
        ...


class _LastCopy:
    """A linker to which one stolen copy is enough."""

    def see(self, number: int, before: Files, during: Files, after: Files) -> None:
        """Waits for the last copy."""


def _in_order(records: Sequence[Record]) -> Find:
    """The ballots in these records, given to the voters in the order in which they voted."""
    found = [ballot for record in records if (ballot := ballot_in(record.values))]
    return Find(dict(enumerate(found)))


class PhysicalOrder(_LastCopy):
    """SQLite fills a page from its end: the row that lies furthest back came first."""

    def find(self, last: Files) -> Find:
        """Reads the page with most ballots backwards."""
        finds = (_in_order(page.records[::-1]) for page in all_pages(last))
        return max(finds, key=lambda find: len(find.claims), default=Find())


class Rowids(_LastCopy):
    """Row numbers count up."""

    def find(self, last: Files) -> Find:
        """Reads the rows in the order of their numbers."""
        # By number, so that a row in two images of its page counts once.
        rows = {r.rowid: r for r in all_records(last) if r.rowid and ballot_in(r.values)}
        return _in_order([rows[number] for number in sorted(rows)])


class Diary(_LastCopy):
    """A write-ahead log holds the page of every commit, one after the other."""

    def find(self, last: Files) -> Find:
        """Reads all states of the count from the log, and what each added to the one before."""
        tallies: list[Tally] = []
        for name, data in last.items():
            if name.endswith("-wal"):
                rows = (record for page in pages(name, data) for record in page.records)
                tallies += (found for row in rows if (found := counts_in(row.values)))
        tallies = list({tally.answers: tally for tally in tallies}.values())
        tallies.sort(key=lambda tally: tally.answers)
        found = Find()
        for before, after in pairwise(tallies):
            if ballot := ballot_between(before, after):
                found.claims[before.answers] = ballot
        return found


class Differences:
    """What has changed between two copies came from the one who voted in between."""

    def __init__(self) -> None:
        self._found = Find()
        self.blobs = set[bytes]()  # every tag and every sealing that ever came

    def see(self, number: int, before: Files, during: Files, after: Files) -> None:
        """Compares the rows: a new one, a count that has grown, a nonce used again."""
        copies = (before, during, after)
        changed = {name for name, data in after.items() if before.get(name) != data}
        changed |= {name for name, data in during.items() if before.get(name) != data}
        old, inside, new = (_values(_only(files, changed)) for files in copies)
        fresh = (inside | new) - old
        self.blobs |= _blobs(fresh)
        ballot = next(filter(None, map(ballot_in, fresh)), None)
        self._claim(number, ballot or self._grown(old, fresh))

    def find(self, last: Files) -> Find:
        """Nothing is left to do."""
        return self._found

    def _grown(
        self, old: Collection[tuple[Value, ...]], new: Collection[tuple[Value, ...]]
    ) -> Ballot | None:
        earlier = _blobs(old)
        counted = [tally for value in earlier if (tally := counts_in([value]))]
        for value in _blobs(new):
            tally = counts_in([value])
            pairs = (ballot_between(before, tally) for before in counted if tally)
            nonces = (ballot_under_one_nonce(before, value) for before in earlier)
            for ballot in (*pairs, *nonces):
                if ballot:
                    return ballot
        return None

    def _claim(self, number: int, ballot: Ballot | None) -> None:
        if ballot:
            self._found.claims[number] = ballot


def _values(files: Files) -> set[tuple[Value, ...]]:
    return {record.values for record in all_records(files)}


def _blobs(rows: Collection[tuple[Value, ...]]) -> set[bytes]:
    return {value for row in rows for value in row if isinstance(value, bytes)}


def _only(files: Files, names: Collection[str]) -> Files:
    # A log holds what its database does not yet: they are read together.
    stems = {name.removesuffix("-wal").removesuffix("-journal") for name in names}
    return {name: data for name, data in files.items() if name.startswith(tuple(stems))}


def _spellings(member_id: int) -> list[bytes]:
    raw = member_id.to_bytes(8)
    spelled = [str(member_id).encode(), f"{member_id:x}".encode(), f"{member_id:X}".encode()]
    spelled += [b64encode(raw).rstrip(b"="), urlsafe_b64encode(raw).rstrip(b"=")]
    return [*spelled, b64encode(str(member_id).encode())[:20], raw, raw[::-1]]


def _new(before: bytes, after: bytes) -> bytes:
    """A file that has changed, or of one that has only grown what has come to it."""
    return after[len(before) :] if after.startswith(before) else after


class Spellings:
    """A member's id as it is, in any spelling, anywhere in any file."""

    def __init__(self, who: Crowd) -> None:
        self._who = who
        self._found = Find()

    def see(self, number: int, before: Files, during: Files, after: Files) -> None:
        """Looks for the one who votes in what has changed."""
        for files in (during, after):
            new = [_new(before.get(name, b""), data) for name, data in files.items()]
            self._look(self._who.voters[number], [data for data in new if data])

    def find(self, last: Files) -> Find:
        """Looks for everybody who has voted in the last copy."""
        for member_id in self._who.voters:
            self._look(member_id, list(last.values()))
        return self._found

    def _look(self, member_id: int, data: Sequence[bytes]) -> None:
        if any(spelled in file for spelled in _spellings(member_id) for file in data):
            self._found.named.add(member_id)


class BruteForce(_LastCopy):
    """The tag of every member of the group, made with whatever key he can guess."""

    def __init__(self, who: Crowd) -> None:
        self._who = who

    def find(self, last: Files) -> Find:
        """Compares them with every value in the files."""
        rows: dict[bytes, Record] = {}
        for record in all_records(last):
            for value in record.values:
                if isinstance(value, bytes | str) and len(value) >= 8:
                    rows[value if isinstance(value, bytes) else value.encode()] = record
        numbers = {member_id: number for number, member_id in enumerate(self._who.voters)}
        keys = list(_guessable_keys(last))
        found = Find()
        for member_id in self._who.members:
            for tag in _tags(member_id, keys):
                row = rows.get(tag) or rows.get(tag[:16])
                if row is None:
                    continue
                found.named.add(member_id)
                ballot = ballot_in(row.values)
                if ballot and member_id in numbers:
                    found.claims[numbers[member_id]] = ballot
        return found


def _guessable_keys(files: Files) -> Iterator[bytes]:
    yield from (b"", bytes(16), bytes(32), b"haven", b"secret", b"salt", b"round", b"ballot")
    for public in (ROUND.encode(), str(GUILD).encode(), GUILD.to_bytes(8)):
        yield public
        yield hashlib.sha256(public).digest()
    for record in all_records(files):
        for value in record.values:
            if isinstance(value, bytes) and len(value) > 44:  # sealed, perhaps
                yield from (value[:12], value[12:44], value[-16:])


_HASHES: tuple[Callable[[bytes], bytes], ...] = tuple(
    lambda data, name=name: hashlib.new(name, data, usedforsecurity=False).digest()
    for name in ("md5", "sha1", "sha256", "blake2b")
)


def _tags(member_id: int, keys: Sequence[bytes]) -> Iterator[bytes]:
    spelled = (str(member_id).encode(), member_id.to_bytes(8), member_id.to_bytes(8, "little"))
    for spelling in spelled:
        for make in _HASHES:
            for told in (spelling, ROUND.encode() + spelling, ROUND.encode() + b":" + spelling):
                digest = make(told)
                yield digest
                yield digest.hex().encode()
        for key in keys:
            yield hmac.digest(key, spelling, "sha256")
