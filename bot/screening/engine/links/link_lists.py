"""Reads lists of domains in the forms in which they are published. Pure, linear in the text.

- Read are plain lists, AdBlock (``||name^``), hosts files, dnsmasq, unbound, response policy zones,
  CSV, JSON, JSON Lines, YAML, and hashes (``sha256:``). Each line is read by its own form; a remark
  is never an entry, and neither is what stands under a name like "allow" or "refs".
- The address of a page lists that page and what is below it, never its host.
- A site that Haven trusts is never listed, and neither is an ending like ``co.uk``.
- What cannot be used is counted.
"""

import json
import re
from collections.abc import Iterable
from typing import Any, cast

from bot.screening.engine.links.entries import DOMAIN, bare, is_site, name_of
from bot.screening.engine.links.listed import DomainList, page

_HASH = re.compile(r"sha256:([0-9a-f]{64})")
_REMARK = re.compile(r"\s(?:#|!|;|//).*")
_COSMETIC = re.compile(r"#[@?$%]{0,2}#")
_ON_DEVICE = re.compile(
    r"(?:0\.0\.0\.0|127\.0\.0\.\d+|::1?|fe80::\S+|255\.255\.255\.255|ff0\d::\S+)\s"
)
_LOCAL = frozenset(("localhost.localdomain", "localhost", "local", "broadcasthost", "0.0.0.0"))  # noqa: S104 - a word of hosts files
_DNSMASQ = re.compile(r"(?:address=/(.+?)/[^/]*|(?:local|server)=/(.+?)/)$")
_UNBOUND = re.compile(r"local-(?:zone|data):\s*[\"']?([^\s\"']+)[\"']?\s*(\S*)")
_POLICY = re.compile(r"(\S+)\s+(?:\d+\s+)?(?:IN\s+)?CNAME\s+\.", re.IGNORECASE)
_BIND = re.compile(r"zone\s+\"([^\"]+)\"")
_SAFE_OPTIONS = frozenset(
    ("all", "doc", "document", "important", "popup", "third-party", "3p", "subdocument", "script")
)
_LISTS = ("domains", "domain", "urls", "url", "hosts", "host", "names", "name", "blocklist", "list")
_NO_LISTS = re.compile(
    r"(?:white|allow|except|exempt|exclu|fuzzy|safe|trust|ignore|benign|legit|ref|source|credit"
    r"|home|licen|author|contributor|report|false)",
    re.IGNORECASE,
)
"""How the names of what is not blocked begin in a JSON list."""
_FIELDS = re.compile(r"[,;\t|]")
_DEEPEST = 6
_NOT_BLOCKED = ("transparent", "typetransparent", "inform")

ENTRIES_MOST = 500_000
"""Max entries of a list that are looked at: those after them are left out."""

BYTES_MOST = 32_000_000
"""Max bytes of a list that are read."""

FOREIGN_MOST = 300_000
"""Max characters of all entries with letters other than a-z: to encode them takes long."""


def decoded(raw: bytes) -> str:
    """Return the text of a list: UTF-8 or UTF-16 with its mark; remarks may be in Latin-1.

    Raises UnicodeDecodeError for what is no text (an archive, say).
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16")
    if b"\x00" in raw:
        raise UnicodeDecodeError("utf-8", raw[:1], 0, 1, "no text")
    return raw.decode("utf-8-sig", errors="replace")


def read_list(
    text: str,
    trusted: frozenset[str] = frozenset(),
    shared: frozenset[str] = frozenset(),
    pages: frozenset[str] = frozenset(),
) -> DomainList:
    """Return what a list says.

    ``trusted``: sites that are never listed; ``shared``: hosts and endings of which only names are
    (``name.github.io``, ``name.co.uk``), ``pages``: hosts of which only pages are.
    """
    reader = _Reader(trusted, shared, pages)
    text = text.removeprefix("\ufeff")
    if not reader.as_json(text):
        for line in text.splitlines():
            if reader.full:
                break
            reader.line(line)
    return DomainList(
        frozenset(reader.names),
        frozenset(reader.hashes),
        frozenset(reader.addresses),
        frozenset(reader.exceptions),
        reader.read,
        reader.skipped,
    )


class _Reader:
    """Reads one list, line by line."""

    def __init__(
        self, trusted: frozenset[str], shared: frozenset[str], pages: frozenset[str]
    ) -> None:
        self.names: set[str] = set()
        self.hashes: set[str] = set()
        self.addresses: set[str] = set()
        self.exceptions: set[str] = set()
        self.read = self.skipped = self._foreign = 0
        self._trusted = trusted
        self._shared = shared
        self._pages = pages

    def as_json(self, text: str) -> bool:
        """Read a list that is JSON, or has JSON in each line; return whether it is."""
        if text.lstrip()[:1] not in ("[", "{"):
            return False
        try:
            self._found(json.loads(text), depth=0)
        except (ValueError, RecursionError):
            return self._as_json_lines(text)
        return True

    def _as_json_lines(self, text: str) -> bool:
        try:
            rows: list[object] = [json.loads(line) for line in text.splitlines() if line.strip()]
        except (ValueError, RecursionError):
            return False
        self._found(rows, depth=0)
        return True

    def _found(self, found: object, depth: int) -> None:
        """Read a part of a JSON list: strings in lists, and domains as names of objects."""
        if depth > _DEEPEST:
            self.skipped += 1
        elif isinstance(found, list):
            for one in cast("list[Any]", found):
                if not isinstance(one, str):
                    self._found(one, depth + 1)
                elif not self._is_too_much(one):
                    self._entry(one)
        elif isinstance(found, dict):
            for key, value in cast("dict[str, Any]", found).items():
                if name_of(key.lower()):
                    if value is False:
                        self.skipped += 1
                    else:
                        self._entry(key)
                elif _NO_LISTS.match(key):
                    self.skipped += _sites(value)
                elif isinstance(value, str):
                    if key.lower() in _LISTS and depth:
                        self._entry(value)
                    else:
                        self.skipped += _sites(value)
                else:
                    self._found(value, depth + 1)

    @property
    def full(self) -> bool:
        """Return whether no further entry is looked at."""
        return self.read + self.skipped >= ENTRIES_MOST

    def line(self, line: str) -> None:
        """Read one line, by its form."""
        line = line.strip()
        if DOMAIN.fullmatch(line):
            self._entry(line)
            return
        if not line or line[0] in "#!;[" or line.startswith(("//", "server:", "---", "$TTL", "@ ")):
            return
        if "#" in line and _COSMETIC.search(line):
            self.skipped += 1  # hides a part of a page
            return
        line = _REMARK.sub("", line).strip().lower()
        if self._is_too_much(line):
            return
        if line.startswith("@@"):
            rule, _, options = line[2:].partition("$")
            name = name_of(rule.strip("|^/"))
            if name and (not options or _SAFE_OPTIONS.issuperset(options.split(","))):
                self.exceptions.add(name)
            else:
                self.skipped += 1  # holds on some sites or pages only
            return
        if line.startswith("|"):
            self._adblock(line)
        elif _ON_DEVICE.match(line):
            for name in line.split()[1:]:
                if name not in _LOCAL and not name.startswith("ip6-"):
                    self._entry(name)
        elif found := _DNSMASQ.match(line):
            for name in (found[1] or found[2]).split("/"):
                self._entry(name)
        elif found := _UNBOUND.match(line):
            if found[2].startswith(_NOT_BLOCKED):
                self.skipped += 1
            else:
                self._entry(found[1])
        elif found := _POLICY.match(line) or _BIND.match(line):
            self._entry(found[1])
        else:
            self._plain(line)

    def _is_too_much(self, entry: str) -> bool:
        """Skip an entry in other letters when there have been too many; return whether it was."""
        if entry.isascii():
            return False
        self._foreign += len(entry)
        if self._foreign > FOREIGN_MOST:
            self.skipped += 1
            return True
        return False

    def _adblock(self, line: str) -> None:
        rule, _, options = line.partition("$")
        if options and not _SAFE_OPTIONS.issuperset(options.split(",")):
            self.skipped += 1
            return
        self._entry(rule.strip("|").rstrip("^"))

    def _plain(self, line: str) -> None:
        """Read a domain or address; of a row of a table, the first field that is one."""
        if '"' in line or _FIELDS.search(line):
            fields = (one.strip(" \"'") for one in _FIELDS.split(line))
            first = next((one for one in fields if is_site(one)), None)
            if first is not None:
                self._entry(first)
            elif "." in line:
                self.skipped += 1
            return
        words = line.split()
        if len(words) > 1 and words[0] == "-":
            words = words[1:]
        if len(words) > 1 and not all(map(is_site, words)):
            words = words[:1]
        for word in words:
            self._entry(word)

    def _entry(self, entry: str) -> None:
        if self.full:
            return
        entry = entry.strip().lower()
        if entry.startswith("sha256:"):
            digest = _HASH.fullmatch(entry)
            self.hashes.update(digest.groups() if digest else ())
            self.read += bool(digest)
            self.skipped += not digest
            return
        if DOMAIN.fullmatch(entry):
            name, path = entry.removeprefix("www."), ""
        else:
            host, _, path = bare(entry).partition("/")
            name = name_of(host)
        path = path.strip("^*/")
        common = name in self._shared or name in self._pages or self._is_trusted(name)
        if not name or (common and not path):
            self.skipped += 1
            return
        if path:
            self.addresses.add(page(name, f"/{path}"))
        else:
            self.names.add(name)
        self.read += 1

    def _is_trusted(self, name: str) -> bool:
        """Return whether a site is trusted, or belongs to one whose names are all its own."""
        labels = name.split(".")
        for place in range(len(labels) - 1):
            above = ".".join(labels[place:])
            if place and above in self._shared:
                return False
            if above in self._trusted:
                return True
        return False


def _sites(value: object) -> int:
    """Return how many sites stand in a part of a JSON list that is not used."""
    if isinstance(value, str):
        return is_site(value.strip().lower())
    if isinstance(value, list | dict):
        return sum(isinstance(one, str) and _sites(one) for one in cast("Iterable[Any]", value))
    return 0
