"""Finds deceptive links: known traps, look-alikes, bait, invitations. Pure, no look-ups.

- A link is judged as it is written: a letter of another alphabet makes it another site, and often
  one that only looks like a known one.
- A site that is trusted is never a trap, whatever a list says of it or stands around it.
- A link with ``[.]`` for a dot is read as the link.
- The name of a brand is no sign by itself: brands have sites in many countries, and others write
  about them. It counts with a second sign: a promise, a login, an ending that costs nothing.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.screening.engine.links.brands import Brands, plain
from bot.screening.engine.links.link_lists import read_list
from bot.screening.engine.links.listed import DomainList, Listed
from bot.screening.engine.links.lookalikes import canonical, encoded, is_mixed, skeleton
from bot.screening.engine.pieces import Found

_LABEL = r"[^\W_](?:[^\W_]|-){0,61}"
_LINK = re.compile(
    r"(?:(?:h[tx]{2}ps?):?//|www\.)?"
    rf"((?:{_LABEL}\.){{1,6}}(?:xn--[a-z0-9-]{{2,30}}|[^\W\d_]{{2,18}}))"
    r"(?![\w@])\.?(:[0-9]{2,5})?([/?#][^\s<>\"']{0,300})?"
)
_DOTTED = re.compile(r"[^\W_]\.[^\W_]")
"""In every link; most texts have dots only at the ends of sentences."""
_BRACKETED = re.compile(r"[\[({](\.|dot|:|://|/)[\])}](?=[\w/])")
"""How a link is written so that no one opens it by mistake."""
_BLANK = re.compile(r"\s")
_BY_NUMBER = re.compile(r"https?://[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?::[0-9]{1,5})?[/\w]")
_AT_HOME = re.compile(r"https?://(?:10|127|192\.168|172\.(?:1[6-9]|2[0-9]|3[01]))\.")
_INVITE = re.compile(
    r"(?:discord\.(?:gg|io|me|li|example)|discord(?:app)?\.com/invite|dsc\.gg|invite\.gg|t\.me|chat\.whatsapp\.com)/"
    r"(?!(?:login|signin|account|articles?|app|apps|register|support|safety|terms|privacy)\b)"
    r"[\w+-]{2,40}"
)
_PARTS = re.compile(r"[a-z]+|[0-9]+")

Written = Callable[[int, int], str]


@dataclass(frozen=True, slots=True)
class Links:
    """The link data, from ``links.toml``, ``domains.txt`` and an operator's list."""

    trusted: frozenset[str]
    shared: frozenset[str]
    suffixes: frozenset[str]
    pages: frozenset[str]
    brands: Brands
    bait: frozenset[str]
    posing: frozenset[str]
    promises: frozenset[str]
    logins: frozenset[str]
    cheap: frozenset[str]
    shorteners: frozenset[str]
    push: tuple[str, ...]
    urge: tuple[str, ...]
    endings: frozenset[str]
    words: frozenset[str]
    listed: Listed
    trusted_plain: frozenset[str]

    def find(self, text: str, written: Written | None = None) -> Iterator[Found]:
        """Yield every suspicious link in a folded ``text``.

        ``written``: returns how a part of ``text`` was written before it was folded.
        """
        low = text.lower()
        if _BRACKETED.search(low) is not None:
            yield from self._bracketed(low, written)
        else:
            yield from self._search(low, written)

    def _search(self, low: str, written: Written | None) -> Iterator[Found]:
        if not _DOTTED.search(low):
            return
        pushed = any(word in low for word in self.push)
        urged = pushed or any(word in low for word in self.urge)
        invites = list(_INVITE.finditer(low))
        for match in invites:
            score = 0.85 if len(invites) > 1 else 0.65 if urged else 0.4
            yield Found("scam.invite", score, *match.span())
        for match in _BY_NUMBER.finditer(low):
            if not _AT_HOME.match(match[0]):
                yield Found("scam.bare_address", 0.8, *match.span())
        for match in _links(low):
            found = self._judge(match, low, pushed, written)
            if found is not None:
                yield Found(*found, *match.span())

    def _bracketed(self, low: str, written: Written | None) -> Iterator[Found]:
        """Yield the suspicious links of a text in which a dot is ``[.]``."""
        parts: list[str] = []
        places: list[int] = []
        done = 0
        for match in _BRACKETED.finditer(low):
            sign = "." if match[1] == "dot" else match[1]
            parts += low[done : match.start()], sign
            places += [*range(done, match.start()), *[match.start()] * len(sign)]
            done = match.end()
        parts.append(low[done:])
        places += range(done, len(low))

        def as_written(start: int, end: int) -> str:
            return (
                low[places[start] : places[end - 1] + 1]
                if written is None
                else written(places[start], places[end - 1] + 1)
            )

        for one in self._search(
            "".join(parts), lambda start, end: _plain_dots(as_written(start, end))
        ):
            yield replace(one, start=places[one.start], end=places[one.end - 1] + 1)

    def _judge(
        self, match: re.Match[str], low: str, pushed: bool, written: Written | None
    ) -> tuple[str, float] | None:
        path = match[3] or ""
        schemed = match[0].startswith(("http", "hxxp", "www."))
        ending = match[1].rpartition(".")[2]
        known_ending = ending in self.endings or ending.startswith("xn--")
        if not schemed and (not known_ending or (ending in self.words and not path)):
            return None
        if match.start() and low[match.start() - 1] in "@.":
            return None
        domain = match[1] if written is None else written(*match.span(1))
        if "xn--" in domain or not domain.isascii():
            domain = canonical(domain)
            if not domain.isascii():
                return self._judge_foreign(domain, path)
        return self._judge_plain(domain.lower(), path, pushed)

    def _judge_foreign(self, domain: str, path: str) -> tuple[str, float] | None:
        """Judge a domain with letters beyond a to z: ``dıscord.com`` looks like ``discord.com``."""
        if self.listed.has(encoded(domain), path):
            return "scam.known_link", 0.97
        labels = domain.split(".")
        looks = plain(skeleton(domain))
        parts = looks.split(".")
        if any(".".join(parts[place:]) in self.trusted_plain for place in range(len(parts) - 1)):
            return "scam.look_alike", 0.95
        for label in labels[:-1]:
            foreign = (one for one in label.split("-") if not one.isascii())
            if any(self.brands.resembles(skeleton(one)) for one in foreign):
                return "scam.look_alike", 0.95
        if any(map(is_mixed, labels)):
            return "scam.mixed_letters", 0.8
        promised = any(word in self.promises for word in _PARTS.findall(path))
        return ("scam.bait_link", 0.8) if promised else None

    def _judge_plain(self, domain: str, path: str, pushed: bool) -> tuple[str, float] | None:
        if self.is_trusted(domain):
            return ("scam.known_link", 0.97) if self.listed.has_address(domain, path) else None
        if self.listed.has(domain, path):
            return "scam.known_link", 0.97
        labels = domain.split(".")
        own = _without_ending(labels)
        hosted = self._host(labels)
        names = labels[: -len(hosted.split("."))] if hosted else own
        cheap = not hosted and self._is_cheap(labels, len(labels) - len(own))
        baits = self._baits(names)
        words = frozenset(_PARTS.findall(path))
        promised = bool(words & self.promises)
        signed = bool(baits) or cheap or promised or pushed or bool(words & self.logins)
        borrowed = self.brands.borrowed(names, hosted=bool(hosted))
        if borrowed == "copied" or (borrowed == "near" and signed):
            return "scam.look_alike", 0.93
        posing = any(part in self.posing for name in names for part in name.split("-"))
        if (borrowed == "hyphened" and (signed or posing)) or (borrowed == "whole" and baits):
            return "scam.borrowed_name", 0.9
        if borrowed in ("within", "own") and (
            baits or cheap or promised or bool(words & self.logins)
        ):
            return "scam.borrowed_name", 0.9
        score = 0.12 + 0.2 * min(baits, 2) + 0.15 * cheap + 0.15 * pushed + 0.15 * promised
        score += 0.1 * (baits > 0 and bool(words & self.logins))
        score += 0.1 * any(part.isdigit() for name in names for part in _PARTS.findall(name))
        if any(".".join(labels[place:]) in self.shorteners for place in range(len(labels) - 1)):
            score += 0.15
        return ("scam.bait_link", min(score, 0.85)) if score > 0.45 else None

    def add_list(self, text: str) -> DomainList:
        """Add a list of domains (see :func:`read_list`) to what is known, and return it."""
        found = read_list(text, self.trusted, self.shared | self.suffixes, self.pages)
        self.listed.add(found)
        return found

    def is_known(self, domain: str) -> bool:
        """Return whether a domain, or a parent of it, is on a list, and the site is not trusted."""
        return not self.is_trusted(domain) and self.listed.has(domain, "")

    def is_trusted(self, domain: str) -> bool:
        """Return whether a domain is what it says, or belongs to one that is.

        A name on a host where anyone may choose one is not the host's.
        """
        labels = domain.split(".")
        for place in range(len(labels) - 1):
            name = ".".join(labels[place:])
            if place and name in self.shared:
                return False
            if name in self.trusted:
                return True
        return self.brands.is_national(labels)

    def _host(self, labels: list[str]) -> str:
        """Return the host on which anyone may have a name of their own, or ""."""
        for place in range(1, len(labels) - 1):
            name = ".".join(labels[place:])
            if name in self.shared:
                return name
        return ""

    def _baits(self, names: Iterable[str]) -> float:
        """Return how many words that promise something are in the names of a domain.

        A word at the beginning or end of a longer one (``secureserver``) counts half.
        """
        parts = frozenset(part for name in names for part in _PARTS.findall(name))
        whole = self.bait & parts
        half = sum(
            any(part.startswith(bait) or part.endswith(bait) for part in parts)
            for bait in self.bait - whole
            if len(bait) > 4
        )
        return len(whole) + half / 2

    def _is_cheap(self, labels: list[str], size: int) -> bool:
        ending = ".".join(labels[-size:])
        return ending in self.cheap or (size == 1 and labels[-1] in self.cheap)


_SECOND = frozenset((
    "ac", "co", "com", "edu", "gob", "gov", "go", "gouv", "ltd", "me", "ne", "net", "nhs", "or",
    "org", "plc", "sch",
))  # fmt: skip
"""Second-level names below which a country's ending gives out names (``co.uk``)."""


def _without_ending(labels: list[str]) -> list[str]:
    """Return the labels before the public ending (``com``, ``co.uk``)."""
    if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND:
        return labels[:-2]
    return labels[:-1]


def make_links(raw: Mapping[str, Any], lists: Iterable[str]) -> Links:
    """Return the links of a parsed ``links.toml`` and of list texts (see :func:`read_list`)."""
    trusted, shared = frozenset(raw["trusted"]), frozenset(raw["shared"])
    shorteners = frozenset(raw["shorteners"])
    pages = shorteners | frozenset(raw["pages"])
    links = Links(
        trusted=trusted,
        shared=shared,
        suffixes=frozenset(raw["suffixes"]),
        pages=pages,
        brands=Brands(
            tuple(raw["brands"]),
            frozenset(raw["national"]),
            frozenset(raw["not_brands"]),
            tuple(raw["copied"]),
        ),
        bait=frozenset(raw["bait"]),
        posing=frozenset(raw["posing"]),
        promises=frozenset(raw["promises"]),
        logins=frozenset(raw["logins"]),
        cheap=frozenset(raw["cheap_endings"]),
        shorteners=shorteners,
        push=tuple(raw["push"]),
        urge=tuple(raw["urge"]),
        endings=frozenset(raw["endings"]),
        words=frozenset(raw["words"]),
        listed=Listed(),
        trusted_plain=frozenset(map(plain, trusted)),
    )
    for text in lists:
        links.add_list(text)
    return links


def _plain_dots(written: str) -> str:
    return _BRACKETED.sub(lambda match: "." if match[1] == "dot" else match[1], written)


def _links(low: str) -> Iterator[re.Match[str]]:
    """Yield every link; only what stands between blanks and has a dot inside is looked at."""
    done = 0
    while (dot := _DOTTED.search(low, done)) is not None:
        start = max(low.rfind(blank, done, dot.start()) + 1 for blank in " \n\t")
        blank = _BLANK.search(low, dot.end())
        end = len(low) if blank is None else blank.start()
        yield from _LINK.finditer(low, max(done, start), end)
        done = end
