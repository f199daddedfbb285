"""Everything Haven reads from ``data/*.toml`` at the start, composed and checked.

- Features import none of this: each is given the :class:`~bot.core.wording.Wording` and the data
  that it reads.
- A fault in a file stops the start and names the file, so that no member meets it as an error.
"""

from dataclasses import dataclass
from pathlib import Path

from bot.checkins.questions import load as questions
from bot.checkins.questions.bank import Answer, Bank
from bot.core import wording
from bot.core.data import DATA, ContentFault
from bot.core.wording import Wording, blanks
from bot.helplines import load as helplines
from bot.helplines.rules import Directory

__all__ = ["DATA", "Content", "ContentFault", "blanks", "load"]


@dataclass(frozen=True, slots=True)
class Content(Wording):
    """The wording; the check-in questions; their six answers, from no (1) to yes (5) and blank
    (None); and the helplines outside the group."""

    bank: Bank
    answers: tuple[Answer, ...]
    helplines: Directory


def load(folder: Path = DATA) -> Content:
    """Return everything in ``folder``, checked. Raises :class:`ContentFault`."""
    said = wording.load(folder)
    bank, answers = questions.load(folder / "questions.toml")
    return Content(
        said.wording,
        said.first_names,
        said.second_names,
        bank,
        answers,
        helplines.load(folder / "helplines.toml"),
    )
