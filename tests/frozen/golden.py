"""Tags and seals as recorded once with a fixed root secret: later versions must make and open them.

``python -m tests.frozen.golden`` writes ``golden.toml`` where there is none, and never writes over
one: it is what older versions have left behind.
"""

import json
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from bot.core.keys import Keyring

FILE = Path(__file__).parent / "golden.toml"
ROOT = bytes(range(32))
GUILD, MEMBER = 880_000_000_000_000_001, 771_234_567_890_123_401
POST = "post-0123456789_ABCDEF"
CASE = "case-0123456789_ABCDEF"
TALK = "talk-0123456789_ABCDEF"
ROUND = "round0123456789_ABCDEF"
DAY = date(2027, 1, 31)
WORDS, NOTE, SPOKEN, AT = "Words — with an umlaut: ü.", "a note", "We are listening.", 1_795_000_000
COUNTS = bytes(range(40))

TAGS: tuple[tuple[str, tuple[str | int, ...]], ...] = (
    ("alias", (POST, MEMBER)),
    ("case", ("", MEMBER)),
    ("hearing", (POST, MEMBER)),
    ("limit", ("", MEMBER)),
    ("pause", ("", MEMBER)),
    ("prompt", ("", MEMBER)),
    ("record", (MEMBER,)),
    ("report", (POST, MEMBER)),
    ("talk", (POST, MEMBER)),
)
"""Each purpose with the parts that it is made of."""

SEALED: tuple[tuple[str, bytes], ...] = (
    (f"author:{POST}", MEMBER.to_bytes(8)),
    (f"words:{POST}", json.dumps([WORDS, NOTE]).encode()),
    (f"words:{CASE}", json.dumps([SPOKEN, ""]).encode()),
    (f"case:{CASE}", MEMBER.to_bytes(8)),
    (f"talk:{TALK}", MEMBER.to_bytes(8)),
    (f"line:{TALK}:2", json.dumps([SPOKEN, AT]).encode()),
)
"""Each record by what it is bound to, with what is in it."""


def recorded() -> dict[str, Any]:
    """What ``golden.toml`` says."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def keyring(folder: Path) -> Keyring:
    """A keyring on the recorded key files."""
    folder.mkdir()
    for name, material in recorded()["keys"].items():
        (folder / name).write_bytes(bytes.fromhex(material))
    return Keyring(ROOT, folder)


def _lines(folder: Path) -> Iterator[str]:
    chance = Random(20261130)  # noqa: S311 - keys of a test
    keys = Keyring(ROOT, folder, random=chance.randbytes)
    round_key = keys.rounds.make(ROUND)
    yield "# Made once, with the root secret 000102...1f. Never made again: see golden.py."
    yield "[tags]"
    yield from (f'{what} = "{keys.tag(what, GUILD, *parts).hex()}"' for what, parts in TAGS)
    yield "\n[sealed]"
    for identity, content in SEALED:
        yield f'"{identity}" = "{keys.seal(DAY, content, identity).hex()}"'
    yield "\n[round]"
    yield f'tag = "{round_key.tag(MEMBER).hex()}"'
    yield f'sealed = "{round_key.seal(COUNTS).hex()}"'
    yield "\n[keys]"
    yield from (f'"{path.name}" = "{path.read_bytes().hex()}"' for path in sorted(folder.iterdir()))


def main() -> None:
    """The command."""
    if FILE.exists():
        sys.exit(f"{FILE.name} is there. What older versions have made is not made again.")
    with tempfile.TemporaryDirectory() as folder:
        FILE.write_text("\n".join(_lines(Path(folder) / "keys")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
