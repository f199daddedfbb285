"""One fault: a small wrong change to Haven's code that a test has to notice.

- ``old`` stands exactly once in its file, so that the change is where it is meant to be.
- ``tests`` are the tests that fail with it: single tests, so that a run of all faults costs little.
"""

import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Fault:
    """``file``: from the root of the repository. ``hurts``: what it would do to a person."""

    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    hurts: str

    def changed(self, text: str) -> str:
        """Return the file's text with the fault in it; ValueError unless ``old`` is there once."""
        if (found := text.count(self.old)) != 1:
            raise ValueError(f"{self.file} holds {found} times: {self.old!r}")
        return text.replace(self.old, self.new)

    def missing_tests(self, root: Path) -> list[str]:
        """Return those of ``tests`` that are not there."""
        return [test for test in self.tests if not _exists(root, test)]


def _exists(root: Path, test: str) -> bool:
    file, _, name = test.partition("[")[0].partition("::")
    path = root / file
    if not path.is_file():
        return False
    defined = rf"^(?:async )?def {re.escape(name)}\("
    return (
        not name or re.search(defined, path.read_text(encoding="utf-8"), re.MULTILINE) is not None
    )
