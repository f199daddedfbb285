"""What privacy asks of each feature: its share of showing, erasing and expiring.

- A feature that keeps a row about a person implements :class:`PersonalData`; the composition in
  ``bot.services`` hands all of them to :class:`~bot.privacy.service.Privacy`, which knows none.
- Every method runs on the database's thread, inside the one transaction of its caller.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from bot.core.db import Reader, Transaction

Purge = Callable[[Transaction, datetime], None]
"""Deletes the rows of one feature whose time has come at the given moment."""

Sweep = Callable[[], None]
"""Drops from memory what is no longer needed."""


class PersonalData(Protocol):
    """What one feature keeps about members."""

    def export(self, reader: Reader, guild_id: int, member_id: int) -> dict[str, list[str]]:
        """Return this member's rows in one group: by table, one text for each row."""
        ...

    def forget(self, tx: Transaction, guild_id: int, member_id: int, now: int) -> None:
        """Erase this member's rows in one group. ``now``: UTC seconds."""
        ...

    def purge(self, tx: Transaction, now: datetime) -> None:
        """Delete everything whose time has come; sealed rows by the day of their key."""
        ...
