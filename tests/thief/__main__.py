"""``python -m tests.thief``: steals from every store and prints what came of it, as JSON."""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.thief.heist import steal
from tests.thief.loot import CHANCE, VOTERS, crowd
from tests.thief.service import Haven
from tests.thief.stores import (
    Box,
    Rows,
    Store,
    guessable_keys,
    keys_with_one_nonce,
    unsealed_keys,
)

HONEST = "haven"
STORES: dict[str, Callable[[], Store]] = {
    HONEST: Haven,
    "planted: rows with a random id": Rows,
    "planted: rows with a random id and row numbers": lambda: Rows(rowids=True),
    "planted: rows with a hashed member": lambda: Rows(hashed=True),
    "planted: rows with a member": lambda: Rows(plain=True),
    "planted: the ballot box with a write-ahead log and an open count": lambda: Box(
        journal="wal", keys=unsealed_keys
    ),
    "planted: the ballot box with an open count": lambda: Box(keys=unsealed_keys),
    "planted: the ballot box with one nonce": lambda: Box(keys=keys_with_one_nonce),
    "planted: the ballot box with guessable tags": lambda: Box(keys=guessable_keys),
    "the ballot box with a write-ahead log": lambda: Box(journal="wal"),
}


def main() -> int:
    """Returns 1 if the thief did better than chance with Haven's own store, else 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.thief", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    seed: int = parser.parse_args().seed
    found: dict[str, object] = {"voters": VOTERS, "by_chance_at_most": CHANCE}
    safe = True
    for name, store in STORES.items():
        with tempfile.TemporaryDirectory() as folder:
            haul = asyncio.run(steal(store(), Path(folder) / "data", crowd(seed)))
        found[name] = {"linked": haul.links, "found_to_have_answered": haul.named}
        if name == HONEST:
            safe = max(haul.links.values()) <= CHANCE and not any(haul.named.values())
    print(json.dumps(found, indent=2))  # noqa: T201 - a command line's output is what it prints
    return 0 if safe else 1


if __name__ == "__main__":
    sys.exit(main())
