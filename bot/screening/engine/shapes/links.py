"""Finds deceptive links: known traps, look-alikes, bait, invitations. Pure, no look-ups."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from bot.screening.engine.pieces import Found

_LINK = re.compile(
    r"(?:(?:h[tx]{2}ps?):?//|www\.)?"
    r"((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,5}(?:xn--[a-z0-9]{2,20}|[a-z]{2,12}))"
    r"(?![\w@])(:[0-9]{2,5})?(/[^\s<>\"']{0,300})?"
)
_BY_NUMBER = re.compile(r"https?://[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?::[0-9]{1,5})?[/\w]")
_INVITE = re.compile(
    r"(?:discord\.(?:gg|io|me|li|example)|discord(?:app)?\.com/invite|dsc\.gg|invite\.gg|t\.me|chat\.whatsapp\.com)/[\w+-]{2,40}"
)
_PARTS = re.compile(r"[a-z]+|[0-9]+")
_LOOKS = str.maketrans("0135", "oies")


@dataclass(frozen=True, slots=True)
class Links:
    """The link data, from ``links.toml``, ``domains.txt`` and an operator's list."""

    trusted: frozenset[str]
    brands: tuple[str, ...]
    bait: frozenset[str]
    cheap: frozenset[str]
    shorteners: frozenset[str]
    push: tuple[str, ...]
    endings: frozenset[str]
    words: frozenset[str]
    known: frozenset[str]
    hashed: frozenset[str]

    def find(self, text: str) -> Iterator[Found]:
        """Yield every suspicious link in a folded ``text``."""
        low = text.lower()
        if "." not in low:
            return
        pushed = any(word in low for word in self.push)
        invites = list(_INVITE.finditer(low))
        for match in invites:
            score = 0.85 if len(invites) > 1 else 0.65 if pushed else 0.4
            yield Found("scam.invite", score, *match.span())
        for match in _BY_NUMBER.finditer(low):
            yield Found("scam.bare_address", 0.75, *match.span())
        for match in _LINK.finditer(low):
            found = self._judge(match, low, pushed)
            if found is not None:
                yield found

    def _judge(self, match: re.Match[str], low: str, pushed: bool) -> Found | None:
        domain, path = match[1], match[3] or ""
        labels = domain.split(".")
        ending = labels[-1]
        schemed = match[0].startswith(("http", "hxxp", "www."))
        if not schemed and (ending not in self.endings or (ending in self.words and not path)):
            return None
        if match.start() and low[match.start() - 1] == "@":
            return None
        if self.is_known(domain):
            return Found("scam.known_link", 0.97, *match.span())
        if any(".".join(labels[place:]) in self.trusted for place in range(len(labels) - 1)):
            return None
        if any(label.startswith("xn--") for label in labels):
            return Found("scam.punycode", 0.8, *match.span())
        name = ".".join(labels[:-1])
        parts = frozenset(_PARTS.findall(name))
        baits = sum(
            any(bait == part or (len(bait) > 4 and bait in part) for part in parts)
            for bait in self.bait
        )
        brand = self._brand(labels[:-1])
        cheap = ending in self.cheap or ".".join(labels[-2:]) in self.cheap
        if brand == "like":
            return Found("scam.look_alike", 0.93, *match.span())
        if brand == "within" and (baits or cheap or pushed or "-" in name or path):
            return Found("scam.borrowed_name", 0.9, *match.span())
        path_bait = any(word in self.bait for word in _PARTS.findall(path))
        score = 0.12 + 0.2 * min(baits, 2) + 0.15 * cheap + 0.15 * pushed + 0.15 * path_bait
        score += 0.1 * any(part.isdigit() for part in parts)
        if any(".".join(labels[place:]) in self.shorteners for place in range(len(labels) - 1)):
            score += 0.15
        return Found("scam.bait_link", min(score, 0.85), *match.span()) if score > 0.25 else None

    def is_known(self, domain: str) -> bool:
        """Return whether a domain, or a parent of it, is on a list."""
        labels = domain.split(".")
        names = [".".join(labels[place:]) for place in range(len(labels) - 1)]
        return any(name in self.known or hashed(name) in self.hashed for name in names)

    def _brand(self, labels: list[str]) -> str | None:
        """Return ``like`` for a near miss of a brand, ``within`` for a brand in another domain."""
        for label in labels:
            for piece in {label, *label.split("-"), label.replace("-", "")}:
                plain = _plain(piece)
                for brand in self.brands:
                    if piece == brand or (len(brand) > 5 and brand in piece):
                        return "within"
                    if len(brand) > 5 and (_near(plain, brand) or _near_start(plain, brand)):
                        return "like"
        return None


def hashed(domain: str) -> str:
    """Return the form in which ``domains.txt`` lists a domain."""
    return sha256(domain.encode()).hexdigest()


def make_links(raw: Mapping[str, Any], lists: Iterable[str]) -> Links:
    """Return the links of a parsed ``links.toml`` and of list texts (see :func:`read_list`)."""
    known: set[str] = set()
    hashes: set[str] = set()
    for text in lists:
        names, sums = read_list(text)
        known |= names
        hashes |= sums
    return Links(
        frozenset(raw["trusted"]),
        tuple(raw["brands"]),
        frozenset(raw["bait"]),
        frozenset(raw["cheap_endings"]),
        frozenset(raw["shorteners"]),
        tuple(raw["push"]),
        frozenset(raw["endings"]),
        frozenset(raw["words"]),
        frozenset(known),
        frozenset(hashes),
    )


def read_list(text: str) -> tuple[set[str], set[str]]:
    """Return the domains and hashes of a list: one entry a line, ``#`` begins a comment.

    An entry is a domain, a URL (its domain counts), a line of a hosts file (``0.0.0.0 domain``), or
    ``sha256:`` and the hash of a domain. Entries that cannot be read are skipped.
    """
    names: set[str] = set()
    sums: set[str] = set()
    for line in text.splitlines():
        entry = line.split("#")[0].strip().lower()
        if not entry:
            continue
        entry = entry.split()[-1]
        if entry.startswith("sha256:"):
            sums.add(entry[7:])
            continue
        domain = re.sub(r"^(?:[a-z]+://|\*\.|\|\|)", "", entry)
        domain = re.split(r"[/:?^]", domain)[0].removeprefix("www.")
        if "." in domain:
            names.add(domain)
    return names, sums


def _plain(label: str) -> str:
    """Return a label with its look-alike letters replaced."""
    plain = label.translate(_LOOKS).replace("rn", "m").replace("vv", "w").replace("cl", "d")
    return plain.replace("l", "i").replace("j", "i")


def _near(plain: str, brand: str) -> bool:
    """Return whether one letter differs, is missing, added or swapped (two for ten letters)."""
    brand = brand.replace("l", "i").replace("j", "i")
    if abs(len(plain) - len(brand)) > 3:
        return False
    return _distance(plain, brand) <= (1 if len(brand) < 10 else 3)


def _near_start(plain: str, brand: str) -> bool:
    """Return the same for the beginning of a longer label (``dicsordnitro``)."""
    size = len(brand)
    if len(plain) <= size + 1:
        return False
    brand = brand.replace("l", "i").replace("j", "i")
    return any(_distance(plain[: size + more], brand) <= 1 for more in (-1, 0, 1))


def _distance(one: str, other: str) -> int:
    """Return the edits between two short words; a swap of neighbours counts as one."""
    before2: list[int] = []
    before = list(range(len(other) + 1))
    for row, mine in enumerate(one, 1):
        now = [row]
        for column, theirs in enumerate(other, 1):
            cost = min(before[column] + 1, now[-1] + 1, before[column - 1] + (mine != theirs))
            if row > 1 and column > 1 and mine == other[column - 2] and one[row - 2] == theirs:
                cost = min(cost, before2[column - 2] + 1)
            now.append(cost)
        before2, before = before, now
    return before[-1]
