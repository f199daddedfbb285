"""What is published about a round: values. ``disclosure`` decides what they say. Pure."""

from dataclasses import dataclass
from enum import Enum


class Band(Enum):
    """A score as a word: up to 20 of 100, up to 40, in between, from 60, from 80."""

    VERY_LOW = "very_low"
    LOW = "low"
    MIXED = "mixed"
    HIGH = "high"
    VERY_HIGH = "very_high"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionResult:
    """What is published about one question as worded: a high score means much agreement.

    ``shares``: percent who disagreed, were in between, agreed; they add up to 100. None: not shown.
    """

    key: str
    band: Band | None
    score: int | None
    shares: tuple[int, int, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Everything that is ever said about a round. Scores are 0 to 100; high is good.

    ``answered`` None: fewer than ``FLOOR``, and then nothing else is known. ``score`` None with a
    band: the band means "at least" in the upper half, "at most" in the lower one. ``low`` and
    ``high`` come together, and only with a score.
    """

    answered: int | None
    eligible: int | None
    band: Band | None
    score: int | None
    low: int | None
    high: int | None
    questions: tuple[QuestionResult, ...]
