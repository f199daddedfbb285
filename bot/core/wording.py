"""Everything Haven says, by key, and the names that members have in a thread.

Words that a member reads are data (``data/wording/*.toml``, ``data/names.toml``), so that a carer
can review them without reading code.

- A key is in one file only. A blank in a text is a plain name, such as ``{group}``.
- The value of a blank is never read as a blank again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Annotated, Any

from msgspec import Meta, Struct

from bot.core.data import ContentFault, convert, read, read_plain

TEXT_MOST = 2000
"""Max characters of one text: Discord allows 2,000 in a message."""

NAMES_LEAST = 64
"""Min halves of names, so that two members rarely get the same name."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The reviewed wording by key, and the halves of per-thread names."""

    wording: Mapping[str, str]
    first_names: tuple[str, ...]
    second_names: tuple[str, ...]

    def say(self, key: str, **values: object) -> str:
        """Return the reviewed wording for ``key`` with its blanks filled in.

        Raises KeyError for an unknown key or a blank without a value: a bug, found by the tests.
        """
        return self.wording[key].format_map(values)

    def name(self, index: int) -> str:
        """Return the per-thread name number ``index`` (any whole number): "Quiet Heron"."""
        first, second = divmod(index % self.names, len(self.second_names))
        return f"{self.first_names[first]} {self.second_names[second]}"

    @property
    def names(self) -> int:
        """Return how many different names there are."""
        return len(self.first_names) * len(self.second_names)


class Names(Struct, forbid_unknown_fields=True, frozen=True):
    """``names.toml``: each name is one word of ``first`` and one of ``second``."""

    first: Annotated[tuple[str, ...], Meta(min_length=NAMES_LEAST)]
    second: Annotated[tuple[str, ...], Meta(min_length=NAMES_LEAST)]

    def __post_init__(self) -> None:
        for key, words in (("first", self.first), ("second", self.second)):
            if len(set(words)) < len(words):
                raise ValueError(f"{key} has a word twice")


def load(folder: Path) -> Wording:
    """Return the wording and names in ``folder``. Raises :class:`ContentFault`."""
    names = read(folder / "names.toml", Names)
    return Wording(MappingProxyType(_texts(folder / "wording")), names.first, names.second)


def blanks(text: str) -> frozenset[str]:
    """Return the names of the ``{blanks}`` in a text. Raises :class:`ContentFault`."""
    try:
        found = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError as error:
        raise ContentFault(f"{error} in a text") from None
    if any(not name.isidentifier() for name in found):
        raise ContentFault("a blank must be a plain name, like {group}")
    return frozenset(found)


def _texts(folder: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        for section, texts in read_plain(path).items():
            for key, text in convert(
                texts, dict[str, Any], f"{path.name}: section {section}"
            ).items():
                name = key if section == "general" else f"{section}.{key}"
                if name in found:
                    raise ContentFault(f"{path.name}: {name} stands in another file, too")
                found[name] = _checked(text, f"{path.name}: {name}")
    if not found:
        raise ContentFault("data/wording has no texts")
    return found


def _checked(found: object, where: str) -> str:
    text = convert(found, str, where).strip()
    if not text or len(text) > TEXT_MOST:
        raise ContentFault(f"{where} must have 1 to 2,000 characters")
    try:
        blanks(text)
    except ContentFault as fault:
        raise ContentFault(f"{where}: {fault}") from None
    return text
