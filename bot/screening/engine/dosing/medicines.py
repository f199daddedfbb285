"""What is known about medicines, their forms, and the words around a dose; read from data.

``data/safety/medicines.toml`` names what is taken, ``doses.toml`` how people speak of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct

from bot.core.data import ContentFault, read
from bot.screening.engine.dosing.cues import Phrases
from bot.screening.engine.dosing.numbers import NUMBER_WORDS

MEDICINE, POISON, FORM, CONTAINER = "medicine", "poison", "form", "container"
WEIGHT, ALCOHOL = "weight", "alcohol"
SUBJECTS = (
    MEDICINE,
    FORM,
    POISON,
    "verb.done",
    "verb.overdosed",
    "verb.base",
    "verb.ongoing",
    "verb.need",
    "around.effect",
)
"""The kinds of words of which every text about a dose has one."""
_LONG = 7
"""Shorter names are too near to other words for slips in them to be corrected."""

_NAME = 6


class MedicineGroup(Struct, forbid_unknown_fields=True, frozen=True):
    """Medicines of one kind, and the most of them that is an ordinary single intake."""

    names: tuple[str, ...]
    why: str
    most: int | None = None
    most_in_a_day: int | None = None
    most_mg: int | None = None
    units: bool = False


class _Ordinary(Struct, forbid_unknown_fields=True, frozen=True):
    """The largest ordinary count of tablets without a name."""

    most: int
    most_in_routine: int


class _Names(Struct, forbid_unknown_fields=True, frozen=True):
    """A plain list."""

    names: tuple[str, ...]


class _Forms(Struct, forbid_unknown_fields=True, frozen=True):
    """How medicine is counted."""

    names: tuple[str, ...]
    routine: tuple[str, ...]
    containers: tuple[str, ...]
    sold: tuple[str, ...]
    weights: tuple[str, ...]
    grams: tuple[str, ...]
    alcohol: tuple[str, ...]


class _MedicinesFile(Struct, forbid_unknown_fields=True, frozen=True):
    """``medicines.toml``."""

    ordinary: _Ordinary
    group: dict[str, MedicineGroup]
    poison: _Names
    forms: _Forms


@dataclass(frozen=True, slots=True)
class DoseWords:
    """Everything that reading a dose needs to know.

    - ``phrases``: every name and cue, by kind (``medicine``, ``verb.done``, ``time.past``).
    - ``groups``: name of a medicine -> its group's name; ``limits``: a group's name -> the group.
    - ``loose``: lists of single words, by name.
    - ``known``: short names; ``watched``: longer ones, in which slips are corrected;
      ``names``: words in which a wrong letter is corrected, too.
    """

    phrases: Phrases
    groups: Mapping[str, str]
    limits: Mapping[str, MedicineGroup]
    routine: frozenset[str]
    grams: frozenset[str]
    fill: frozenset[str]
    forms: frozenset[str]
    containers: frozenset[str]
    sold: frozenset[str]
    loose: Mapping[str, frozenset[str]]
    vague: frozenset[str]
    most: int
    most_in_routine: int
    known: frozenset[str]
    watched: frozenset[str]
    names: frozenset[str]


def load_words(folder: Path) -> DoseWords:
    """Return the words in ``folder`` (``data/safety``). Raises :class:`ContentFault`."""
    file = read(folder / "medicines.toml", _MedicinesFile)
    cues = read(folder / "doses.toml", dict[str, dict[str, tuple[str, ...]]])
    loose = {name: frozenset(words) for name, words in cues.pop("loose", {}).items()}
    groups: dict[str, str] = {}
    for name, group in file.group.items():
        for one in group.names:
            if groups.setdefault(one, name) != name:
                raise ContentFault(f"medicines.toml: {one} stands in {groups[one]} and {name}")
    kinds: dict[str, tuple[str, ...]] = {
        f"{section}.{name}": phrases
        for section, table in cues.items()
        for name, phrases in table.items()
    }
    fill = frozenset(kinds.pop("amount.fill", ()))
    kinds[MEDICINE] = tuple(groups)
    kinds[POISON] = file.poison.names
    kinds[FORM] = file.forms.names
    kinds[CONTAINER] = file.forms.containers
    kinds[WEIGHT] = file.forms.weights
    kinds[ALCOHOL] = file.forms.alcohol
    names = _plain((*groups, *file.poison.names))
    spoken = (kind for kind in kinds if kind.startswith(("verb.", "before.intended")))
    watched = _plain((*file.forms.names, *file.forms.containers, *NUMBER_WORDS))
    watched |= _plain(phrase for kind in spoken for phrase in kinds[kind])
    watched |= {word for word in names if len(word) >= _LONG}
    spelled = (*groups, *file.forms.names, "swallowed", "overdosed", "overdose", "lethal")
    phrases = Phrases(kinds, SUBJECTS)
    return DoseWords(
        phrases=phrases,
        groups=groups,
        limits=file.group,
        routine=frozenset(file.forms.routine),
        grams=frozenset(file.forms.grams),
        fill=fill,
        forms=frozenset(file.forms.names),
        containers=frozenset(file.forms.containers),
        sold=frozenset(file.forms.sold),
        loose=loose,
        vague=frozenset(kinds["amount.vague"]),
        most=file.ordinary.most,
        most_in_routine=file.ordinary.most_in_routine,
        known=frozenset((names | _plain(phrases.words)) - watched),
        watched=frozenset(watched),
        names=frozenset(name for name in spelled if len(name) >= _NAME and name.isalpha()),
    )


def _plain(phrases: Iterable[str]) -> set[str]:
    """Return the words of letters in some phrases; single letters spell disguised words."""
    words = {word for phrase in phrases for part in phrase.split() for word in part.split("/")}
    return {word for word in words if word.isalpha() and len(word) > 2}
