"""Knows the names of brands that swindlers put into a domain of their own. Pure."""

from dataclasses import dataclass
from typing import Literal

Borrowed = Literal["copied", "near", "hyphened", "whole", "within", "own"]

_LOOKS = str.maketrans("0135", "oies")
_LONG = 10
"""A brand with so many letters is never met by chance, so two slips in it are a sign alone."""
_NATIONAL_SECOND = frozenset(("co", "com"))


@dataclass(frozen=True, slots=True)
class Brands:
    """The names. ``national``: brands with sites of their own in most countries (``amazon.de``).

    ``ordinary``: words that are one letter from a brand by chance; ``copied``: names that are only
    looked for in other letters than their own, because many honest sites have them.
    """

    names: tuple[str, ...]
    national: frozenset[str]
    ordinary: frozenset[str]
    copied: tuple[str, ...] = ()

    def is_national(self, labels: list[str]) -> bool:
        """Return whether a domain is a brand's own in a country: ``amazon.co.jp``, ``paypal.fr``.

        Endings that anyone can have for nothing are no country's here.
        """
        if labels[-1] in _SOLD_TO_ALL or len(labels[-1]) != 2:
            return False
        own = labels[-2]
        if own in _NATIONAL_SECOND and len(labels) > 2:
            own = labels[-3]
        return own in self.national

    def borrowed(self, names: list[str], *, hosted: bool) -> Borrowed | None:
        """Return how the names of a domain use a brand; None when they do not.

        - ``copied``: written with look-alike letters; ``near``: one letter differs.
        - ``hyphened``: in a name with a hyphen (``paypal-help``); ``within``: in a longer name.
        - ``own``: it is the domain's own name; ``whole``: it is the name below another's domain.

        ``hosted``: the last name is one that anyone may choose (``name.github.io``).
        """
        found: set[Borrowed] = set()
        for place, label in enumerate(names):
            last = place == len(names) - 1
            pieces = label.split("-")
            whole = {label, "".join(pieces)} if self.ordinary.isdisjoint(pieces) else set[str]()
            for piece in whole.union(pieces):
                how = self._met(piece)
                if how == "same":
                    hyphened = len(pieces) > 1 and piece in pieces
                    if hyphened and last and not hosted:
                        found.add("hyphened")
                    elif last and not hosted and len(pieces) == 1:
                        found.add("own")
                    else:
                        found.add("whole")
                elif how is not None:
                    found.add(how)
        order: tuple[Borrowed, ...] = ("copied", "hyphened", "near", "within", "own", "whole")
        return next((one for one in order if one in found), None)

    def resembles(self, piece: str) -> bool:
        """Return whether a piece, made plain, is a brand or nearly one, or begins with it."""
        looks = plain(piece)
        return any(
            looks == plain(brand)
            or (len(brand) > 5 and (plain(brand) in looks or _near(looks, plain(brand))))
            for brand in (*self.names, *self.copied)
        )

    def _met(self, piece: str) -> Literal["same", "copied", "near", "within"] | None:
        if piece in self.ordinary or len(piece) < 5:
            return None
        looks = plain(piece)
        near = False
        for brand in self.names:
            if piece == brand:
                return "same"
            if len(brand) <= 5:
                continue
            if brand in piece:
                return "within"
            how = _copied(looks, brand)
            if how == "copied":
                return how
            near = near or how == "near"
        for brand in self.copied:
            how = None if brand in piece else _copied(looks, brand)
            if how == "copied":
                return how
            near = near or how == "near"
        return "near" if near else None


_SOLD_TO_ALL = frozenset(
    ("tk", "ml", "ga", "cf", "gq", "cc", "ws", "pw", "su", "me", "tv", "io", "ai", "gg", "to", "st")
)


def plain(name: str) -> str:
    """Return a name with letters that look alike made equal: ``rn`` as ``m``, ``1`` as ``l``."""
    looks = name.translate(_LOOKS).replace("rn", "m").replace("vv", "w").replace("cl", "d")
    return looks.replace("l", "i").replace("j", "i")


def _copied(looks: str, brand: str) -> Literal["copied", "near"] | None:
    """Return whether a plain name is a brand in other letters, or nearly one."""
    bare = plain(brand)
    if looks == bare or looks.startswith(bare) or _near_long(looks, bare):
        return "copied"
    return "near" if _near(looks, bare) or _near_start(looks, bare) else None


def _near(looks: str, brand: str) -> bool:
    """Return whether one letter differs, is missing, added or swapped."""
    if abs(len(looks) - len(brand)) > 1:
        return False
    at = 0
    while at < min(len(looks), len(brand)) and looks[at] == brand[at]:
        at += 1
    rest, whole = looks[at:], brand[at:]
    swapped = rest[:2] == whole[1::-1] and rest[2:] == whole[2:]
    return swapped or rest[1:] == whole[1:] or rest[1:] == whole or rest == whole[1:]


def _near_long(looks: str, brand: str) -> bool:
    if len(brand) < _LONG or abs(len(looks) - len(brand)) > 3:
        return False
    return _distance(looks, brand) <= 3


def _near_start(looks: str, brand: str) -> bool:
    """Return whether a longer name begins with nearly a brand (``dicsordnitro``)."""
    size = len(brand)
    if len(looks) <= size + 1:
        return False
    return any(_near(looks[: size + more], brand) for more in (-1, 0, 1))


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
