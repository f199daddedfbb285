"""What lists of domains say, all together: names, pages and exceptions. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

_DEEPEST = 12
"""Max folders of a path that are looked up."""


@dataclass(frozen=True, slots=True)
class DomainList:
    """What a list says. ``read`` and ``skipped``: how many entries could be used, and not."""

    names: frozenset[str] = frozenset()
    hashes: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    exceptions: frozenset[str] = frozenset()
    read: int = 0
    skipped: int = 0


@dataclass(slots=True)
class Listed:
    """All lists together. An exception counts for the list in which it stands, and for no other."""

    lists: list[DomainList] = field(default_factory=list[DomainList])

    def add(self, found: DomainList) -> None:
        """Add one list to the others."""
        self.lists.append(found)

    def has(self, domain: str, path: str) -> bool:
        """Return whether a list names the domain, one above it, or this page of it."""
        labels = domain.split(".")
        above = [".".join(labels[place:]) for place in range(len(labels) - 1)]
        digests = [hashed(name) for name in above]
        return any(_names(one, above, digests) for one in self.lists) or self.has_address(
            domain, path
        )

    def has_address(self, domain: str, path: str) -> bool:
        """Return whether a list names this page, or one that it is below."""
        if not path:
            return False
        pages = list(_above(domain, path))
        return any(
            one in found.addresses for found in self.lists if found.addresses for one in pages
        )


def _names(found: DomainList, above: list[str], digests: list[str]) -> bool:
    for name, digest in zip(above, digests, strict=True):
        if name in found.exceptions:
            return False
        if name in found.names or digest in found.hashes:
            return True
    return False


def _above(domain: str, path: str) -> Iterator[str]:
    """Yield the forms in which a page is listed, and those of the pages that it is below."""
    yield page(domain, path)
    parts = re.split(r"[?#]", path, maxsplit=1)[0].strip("/").split("/")
    for size in range(1, min(len(parts), _DEEPEST) + 1):
        yield page(domain, "/" + "/".join(parts[:size]))


def hashed(domain: str) -> str:
    """Return the form in which ``domains.txt`` lists a domain."""
    return sha256(domain.encode()).hexdigest()


def page(domain: str, path: str) -> str:
    """Return the form in which a page is listed."""
    path = path.rstrip("/").lower()
    return f"{domain.removeprefix('www.')}{'' if path.startswith('/') else '/'}{path}"
