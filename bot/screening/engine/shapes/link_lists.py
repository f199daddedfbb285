"""Reads lists of domains in the forms in which they are published. Pure, linear in the text.

- Read are plain lists, AdBlock (``||name^``), hosts files, dnsmasq, unbound, response policy zones,
  CSV, JSON, YAML, and hashes (``sha256:``). Each line is read by its own form; a remark is never an
  entry.
- The address of one page never lists a host on which others have pages: only that page is listed.
- A site that Haven trusts is never listed.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, cast

from bot.screening.engine.shapes.listed import DomainList, page
from bot.screening.engine.shapes.lookalikes import encoded

_DOMAIN = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.){1,8}[a-z][a-z0-9-]{1,24}")
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
_PREFIX = re.compile(r"(?:-\s+)?[\"']?(?:(?:domain|full|domain-suffix):)?(?:\*\.|\+\.|\.)?")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,12}://(?:[^/@\s]*@)?")
_SAFE_OPTIONS = frozenset(
    ("all", "doc", "document", "important", "popup", "third-party", "3p", "subdocument", "script")
)
_LISTS = ("domains", "domain", "urls", "url", "hosts", "host", "names", "name", "blocklist", "list")
_NOT_BLOCKED = ("transparent", "typetransparent", "inform")


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

    ``trusted``: sites that are never listed; ``shared``: hosts of which only names are
    (``name.github.io``), ``pages``: hosts of which only pages are.
    """
    reader = _Reader(trusted, shared, pages)
    text = text.removeprefix("\ufeff")
    if not reader.as_json(text):
        for line in text.splitlines():
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
        self.read = self.skipped = 0
        self._trusted = trusted
        self._shared = shared
        self._pages = pages

    def as_json(self, text: str) -> bool:
        """Read a list that is JSON; return whether it is."""
        if text.lstrip()[:1] not in ("[", "{"):
            return False
        try:
            found: object = json.loads(text)
        except (ValueError, RecursionError):
            return False
        for entry in _strings(found, depth=0):
            self._entry(entry)
        return True

    def line(self, line: str) -> None:
        """Read one line, by its form."""
        line = line.strip()
        if _DOMAIN.fullmatch(line):
            self._entry(line)
            return
        if not line or line[0] in "#!;[" or line.startswith(("//", "server:", "---", "$TTL", "@ ")):
            return
        if "#" in line and _COSMETIC.search(line):
            self.skipped += 1  # hides a part of a page
            return
        line = _REMARK.sub("", line).strip().lower()
        if line.startswith("@@"):
            name = _name(line[2:].split("$")[0].strip("|^/"))
            if name:
                self.exceptions.add(name)
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

    def _adblock(self, line: str) -> None:
        rule, _, options = line.partition("$")
        if options and not _SAFE_OPTIONS.issuperset(options.split(",")):
            self.skipped += 1
            return
        self._entry(rule.strip("|").rstrip("^"))

    def _plain(self, line: str) -> None:
        """Read a domain or address; of a row of a table, the first field that is one."""
        if "," in line or "\t" in line or '"' in line:
            fields = (one.strip(" \"'") for one in line.replace("\t", ",").split(","))
            first = next((one for one in fields if _is_site(one)), None)
            if first is not None:
                self._entry(first)
            elif "." in line:
                self.skipped += 1
            return
        words = line.split()
        if len(words) > 1 and words[0] == "-":
            words = words[1:]
        if len(words) > 1 and not all(map(_is_site, words)):
            words = words[:1]
        for word in words:
            self._entry(word)

    def _entry(self, entry: str) -> None:
        entry = entry.strip().lower()
        if entry.startswith("sha256:"):
            digest = _HASH.fullmatch(entry)
            self.hashes.update(digest.groups() if digest else ())
            self.read += bool(digest)
            self.skipped += not digest
            return
        if _DOMAIN.fullmatch(entry):
            name, path = entry.removeprefix("www."), ""
        else:
            host, _, path = _bare(entry).partition("/")
            name = _name(host)
        path = path.strip("^*")
        whole = not path
        common = name in self._shared or name in self._pages or self._is_trusted(name)
        if not name or (common and whole):
            self.skipped += 1
            return
        if common:
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


def _bare(entry: str) -> str:
    """Return an entry without its scheme, its signs for "and all below it", and its port."""
    bare = _SCHEME.sub("", _PREFIX.sub("", entry.rstrip("\"',;"), count=1), count=1)
    host, slash, rest = bare.partition("/")
    host = re.split(r"[?#^]", host)[0]
    return f"{host.partition(':')[0]}{slash}{rest.partition('#')[0]}"


def _name(host: str) -> str:
    """Return a domain as it is listed, or "" when it is none."""
    host = host.rstrip(".").removeprefix("www.")
    if not host.isascii():
        try:
            host = encoded(host.casefold())
        except (UnicodeError, ValueError):
            return ""
    return host if _DOMAIN.fullmatch(host) else ""


def _is_site(entry: str) -> bool:
    """Return whether an entry is a domain or an address."""
    return bool(_DOMAIN.fullmatch(entry)) or bool(_name(_bare(entry)))


def _strings(found: object, depth: int) -> Iterator[str]:
    """Yield the entries of a JSON list: strings in lists, and domains as names of objects."""
    if depth > 6:
        return
    if isinstance(found, list):
        for one in cast("list[Any]", found):
            if isinstance(one, str):
                yield one
            else:
                yield from _strings(one, depth + 1)
    elif isinstance(found, dict):
        for key, value in cast("dict[str, Any]", found).items():
            if isinstance(value, str):
                if key.lower() in _LISTS and depth:
                    yield value
            elif isinstance(value, list | dict):
                if _name(key.lower()):
                    yield key
                else:
                    yield from _strings(cast("object", value), depth + 1)
            elif _name(key.lower()):
                yield key
