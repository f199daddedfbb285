"""What Haven was taught, read once and checked at the start: the composition of ``data/*.toml``.

Features import none of this: each is handed the :class:`~bot.core.wording.Wording`, and what it
reads itself. A fault in a file stops the start with its name, not a member's evening with a trace.
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
    """The wording, and what check-ins ask, the six answers to it from no (1) to yes (5) and blank
    (None), and who answers outside of the group."""

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
