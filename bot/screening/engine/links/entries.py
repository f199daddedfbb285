"""Reads one entry of a list of domains: a domain, or an address. Pure."""

import re

from bot.screening.engine.links.lookalikes import encoded

DOMAIN = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.){1,8}[a-z][a-z0-9-]{1,24}")
"""A domain as it is listed: lower case, at least two parts."""
_PREFIX = re.compile(r"(?:-\s+)?[\"']?(?:(?:domain|full|domain-suffix):)?(?:\*\.|\+\.|\.)?")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,12}://(?:[^/@\s]*@)?")
_HOST_MOST, _LABEL_MOST = 253, 59
"""Max characters of a domain, and of one part of it with letters other than a-z."""


def bare(entry: str) -> str:
    """Return an entry without its scheme, its signs for "and all below it", and its port."""
    left = _SCHEME.sub("", _PREFIX.sub("", entry.rstrip("\"',;"), count=1), count=1)
    host, slash, rest = left.partition("/")
    if "?" in host:
        host, slash, rest = host.partition("?")[0], "/", left.partition("?")[1:]
        rest = "".join(rest)
    host = re.split(r"[#^]", host)[0]
    return f"{host.partition(':')[0]}{slash}{rest.partition('#')[0]}"


def name_of(host: str) -> str:
    """Return a domain as it is listed, or "" when it is none."""
    host = host.rstrip(".").removeprefix("www.")
    if not host.isascii():
        if len(host) > _HOST_MOST or max(map(len, host.split("."))) > _LABEL_MOST:
            return ""
        try:
            host = encoded(host.casefold())
        except (UnicodeError, ValueError):
            return ""
    return host if DOMAIN.fullmatch(host) else ""


def is_site(entry: str) -> bool:
    """Return whether an entry is a domain or an address."""
    return bool(DOMAIN.fullmatch(entry)) or bool(name_of(bare(entry).partition("/")[0]))
