"""stand-in"""

from dataclasses import dataclass
from enum import Enum

from bot.safety.verdict import Category, Level


class Kind(Enum):
    HELD = "held"
    REPORT = "report"
    ALERT = "alert"
    ASK = "ask"
    TALK = "talk"
    APPEAL = "appeal"
    AUTOMOD = "automod"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class MessageRef:
    channel_id: int
    message_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    guild_id: int
    kind: Kind
    level: Level
    categories: frozenset[Category]
    post_id: str | None = None
    talk_id: str | None = None
    message: MessageRef | None = None
    member_id: int | None = None
    words: str = ""
    rules: tuple[str, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    case_id: str
    grouped: bool = False
