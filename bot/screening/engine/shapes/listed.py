"""What lists of domains say, all together: names, pages and exceptions. Pure."""

from dataclasses import dataclass, field
from hashlib import sha256


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
    """All lists together."""

    names: set[str] = field(default_factory=set[str])
    hashes: set[str] = field(default_factory=set[str])
    addresses: set[str] = field(default_factory=set[str])
    exceptions: set[str] = field(default_factory=set[str])

    def add(self, found: DomainList) -> None:
        """Add one list to the others. Its exceptions count for all of them."""
        self.names |= found.names
        self.hashes |= found.hashes
        self.addresses |= found.addresses
        self.exceptions |= found.exceptions

    def has(self, domain: str, path: str) -> bool:
        """Return whether a list names the domain, one above it, or this very page of it."""
        labels = domain.split(".")
        for place in range(len(labels) - 1):
            name = ".".join(labels[place:])
            if name in self.exceptions:
                return False
            if name in self.names or hashed(name) in self.hashes:
                return True
        return self.has_address(domain, path)

    def has_address(self, domain: str, path: str) -> bool:
        """Return whether a list names this very page."""
        return bool(path) and page(domain, path) in self.addresses


def hashed(domain: str) -> str:
    """Return the form in which ``domains.txt`` lists a domain."""
    return sha256(domain.encode()).hexdigest()


def page(domain: str, path: str) -> str:
    """Return the form in which a page is listed."""
    return domain.removeprefix("www.") + path.rstrip("/").lower()
