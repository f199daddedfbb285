"""The outcome of one request to Discord: values, never exceptions."""

from dataclasses import dataclass
from enum import Enum


class Refusal(Enum):
    """How Discord refused. All but LATER are certain: the request had no effect."""

    GONE = "gone"
    """The place is gone, and with it anything sent there: no one can see it."""
    FORBIDDEN = "forbidden"
    LOCKED = "locked"
    INVALID = "invalid"
    LATER = "later"
    """Rate limit, server error, no connection: it may or may not have taken effect."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The message is out. ``thread_id``: its thread, where Discord opens both at once (forum)."""

    channel_id: int
    message_id: int
    thread_id: int | None = None
