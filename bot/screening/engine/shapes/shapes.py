"""Finds everything that has a shape: contact data, links, known numbers. No I/O after ``load``."""

from dataclasses import dataclass
from pathlib import Path

from bot.core.data import read_plain
from bot.screening.engine.links.link_lists import BYTES_MOST, decoded
from bot.screening.engine.links.links import Links, Written, make_links
from bot.screening.engine.links.listed import DomainList
from bot.screening.engine.normalise import View
from bot.screening.engine.pieces import Found
from bot.screening.engine.shapes.known_numbers import KnownNumbers, make_known, plain_figures
from bot.screening.engine.shapes.numbers import telling
from bot.screening.engine.shapes.passed_on import directs, figures_known
from bot.screening.engine.shapes.personal import find_personal
from bot.screening.verdict import Category, KnownNumber


@dataclass(frozen=True, slots=True)
class Seen:
    """What has a shape in one text.

    - ``found``: contact data and suspicious links, at their positions in the folded text.
    - ``known``: numbers of helplines, at their positions in the original.
    - ``passes_on``: it passes on a number to call, and no other; or it says whom to call for help.
    - ``telling``: it has figures that may lead to a person.
    """

    found: list[tuple[Category, Found]]
    known: tuple[KnownNumber, ...]
    passes_on: bool
    telling: bool


class Shapes:
    """The links and the known numbers.

    ``listed``: how many entries of the operator's list are used, and how many are not; None without
    a list, and with one that cannot be read (``unreadable``).
    """

    def __init__(self, links: Links, known: KnownNumbers) -> None:
        self._links = links
        self._known = known
        self.listed: tuple[int, int] | None = None
        self.unreadable = False

    @classmethod
    def load(cls, folder: Path, extra_domains: Path | None = None) -> "Shapes":
        """Read ``folder`` (``data/safety``), the helplines beside it, and an operator's list.

        Raises :class:`~bot.core.data.ContentFault` or OSError when Haven's own data are missing.
        """
        domains = (folder / "domains.txt").read_text(encoding="utf-8")
        numbers = (folder / "public_numbers.txt").read_text(encoding="utf-8")
        helplines = folder.parent / "helplines.toml"
        shown = read_plain(helplines) if helplines.is_file() else {}
        links = make_links(read_plain(folder / "links.toml"), [domains])
        shapes = cls(links, make_known(numbers, shown))
        if extra_domains is not None:
            found = _domains(extra_domains, links)
            shapes.unreadable = found is None
            shapes.listed = None if found is None else (found.read, found.skipped)
        return shapes

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the helplines whose numbers are known."""
        return self._known.names

    def see(self, text: str, view: View) -> Seen:
        """Return what has a shape in ``text``. Linear."""
        plain = plain_figures(view.folded.text)
        low = plain.lower()
        known = self._known.find(low) if len(low) == len(plain) else ()
        offsets = view.folded.offsets
        links = self._links.find(view.folded.text, _written(text, view))
        return Seen(
            [(Category.PII, one) for one in find_personal(plain, known)]
            + [(Category.SCAM, one) for one in links],
            tuple(
                KnownNumber(offsets[one.start], offsets[one.end - 1] + 1, one.digits)
                for one in known
            ),
            figures_known(low, known) or directs(low),
            telling(low),
        )


def _written(text: str, view: View) -> Written | None:
    """Return what finds how a part of the folded text was written; None when all is plain."""
    if text.isascii():
        return None
    offsets = view.folded.offsets
    return lambda start, end: text[offsets[start] : offsets[end - 1] + 1]


def _domains(path: Path, links: Links) -> DomainList | None:
    """Add an operator's list to the links and return it; None when nothing in it can be read."""
    try:
        with path.open("rb") as file:
            text = decoded(file.read(BYTES_MOST))
    except (OSError, UnicodeDecodeError):
        return None
    found = links.add_list(text)
    return found if found.read or not text.strip() else None
