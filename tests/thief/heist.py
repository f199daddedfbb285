"""The whole theft: 200 votes, a copy before, during and after each, one more after the close."""

from dataclasses import dataclass
from pathlib import Path

from tests.thief.linkers import (
    BruteForce,
    Diary,
    Differences,
    Linker,
    PhysicalOrder,
    Rowids,
    Spellings,
)
from tests.thief.loot import Crowd, Files, copy, linked
from tests.thief.stores import Store


@dataclass(frozen=True, slots=True)
class Haul:
    """What came of it. ``links``: for each way of looking, how many of the voters it gave their
    own ballot. ``named``: how many members it found to have answered."""

    links: dict[str, int]
    named: dict[str, int]
    journals: int  # copies in which a rollback journal or a write-ahead log was caught at work
    changed: frozenset[str]  # the files that any vote changed
    blobs: frozenset[bytes]  # every tag and every sealing that was in a file at any time
    last: Files
    closed: Files
    keys: tuple[bytes, ...]  # what lay in the key folder before the close, for the tests to know


async def steal(store: Store, folder: Path, who: Crowd) -> Haul:
    """Lets everybody vote, one after the other, and carries away whatever there is each time."""
    differences, seen, journals = Differences(), list[dict[str, bytes]](), 0
    changed = set[str]()
    linkers: dict[str, Linker] = {
        "physical order": PhysicalOrder(),
        "row numbers": Rowids(),
        "diary": Diary(),
        "differences": differences,
        "spellings": Spellings(who),
        "brute force": BruteForce(who),
    }
    try:
        await store.open(folder)
        after = copy(folder)
        for number, (member_id, ballot) in enumerate(zip(who.voters, who.ballots, strict=True)):
            before = after
            await store.vote(member_id, ballot, lambda: seen.append(copy(folder)))
            after = copy(folder)
            during = seen.pop()
            journals += any(name.endswith(("-journal", "-wal")) for name in during)
            changed |= {name for name in during | after if before.get(name) != after.get(name)}
            for linker in linkers.values():
                linker.see(number, before, during, after)
        keys = tuple(path.read_bytes() for path in (folder / "keys").glob("*"))
        await store.end()
        closed = copy(folder)
    finally:
        await store.close()
    finds = {name: linker.find(after) for name, linker in linkers.items()}
    return Haul(
        links={name: linked(find, who, seed) for seed, (name, find) in enumerate(finds.items())},
        named={name: len(find.named) for name, find in finds.items()},
        journals=journals,
        changed=frozenset(changed),
        blobs=frozenset(differences.blobs),
        last=after,
        closed=closed,
        keys=keys,
    )
