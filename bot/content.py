"""What Haven was taught: ``data/*.toml`` read once, checked, and frozen.

Words that a member reads are data, so that a carer can review them without reading code. A fault
in a file stops the start with its name, not a member's evening with a stack trace.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Any, cast

DATA = Path(__file__).parent.parent / "data"


class ContentFault(Exception):
    """A file in ``data/`` is wrong; the text names the file and the fault."""


@dataclass(frozen=True, slots=True)
class Content:
    """Everything read from ``data/``: wording by key, and the halves of per-thread names."""

    wording: Mapping[str, str]
    first_names: tuple[str, ...]
    second_names: tuple[str, ...]

    def say(self, key: str, **values: object) -> str:
        """The reviewed wording for ``key`` with its blanks filled in.

        Raises KeyError for an unknown key or a blank without a value: a bug, found by the tests.
        """
        return self.wording[key].format_map(values)

    def name(self, index: int) -> str:
        """The per-thread name number ``index`` (any whole number): "Quiet Heron"."""
        first, second = divmod(index % self.names, len(self.second_names))
        return f"{self.first_names[first]} {self.second_names[second]}"

    @property
    def names(self) -> int:
        """How many different names there are."""
        return len(self.first_names) * len(self.second_names)


def load(folder: Path = DATA) -> Content:
    """Reads and checks everything. Raises :class:`ContentFault`."""
    names = _read(folder / "names.toml")
    wording = _texts(_read(folder / "wording.toml"))
    for key, text in wording.items():
        if not text or len(text) > 2000:
            raise ContentFault(f"wording.toml: {key} must have 1 to 2,000 characters")
        blanks(text)
    return Content(MappingProxyType(wording), _words(names, "first"), _words(names, "second"))


def blanks(text: str) -> frozenset[str]:
    """The names of the ``{blanks}`` in a wording. Raises :class:`ContentFault`."""
    try:
        found = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError as error:
        raise ContentFault(f"wording.toml: {error} in a text") from None
    if any(not name.isidentifier() for name in found):
        raise ContentFault("wording.toml: a blank must be a plain name, like {group}")
    return frozenset(found)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ContentFault(f"{path.name} cannot be read: {error}") from None


def _texts(sections: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for section, texts in sections.items():
        if not isinstance(texts, dict):
            raise ContentFault(f"wording.toml: {section} must stand in a section")
        for key, text in cast("dict[str, object]", texts).items():
            name = key if section == "general" else f"{section}.{key}"
            if not isinstance(text, str):
                raise ContentFault(f"wording.toml: {name} must be a text")
            found[name] = text.strip()
    return found


def _words(names: dict[str, Any], key: str) -> tuple[str, ...]:
    found: object = names.get(key)
    listed = cast("list[object]", found) if isinstance(found, list) else []
    words = tuple(word for word in listed if isinstance(word, str))
    if len(words) < 64 or len(set(words)) != len(listed):
        raise ContentFault(f"names.toml: {key} needs at least 64 words, each once")
    return words
