"""Counting the turns that databases' threads are asked for."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.core.db import Database


def count_turns(monkeypatch: pytest.MonkeyPatch, *files: Database) -> list[str]:
    """Return a list that grows by a file's name with each turn its threads are asked for."""
    turns: list[str] = []
    for file in files:
        for connection in {file._writer, file._reader}:  # pyright: ignore[reportPrivateUsage]

            def run(
                function: Callable[..., object],
                name: str = file.path.name,
                real: Callable[..., Awaitable[Any]] = connection.run,
            ) -> Awaitable[Any]:
                turns.append(name)
                return real(function)

            monkeypatch.setattr(connection, "run", run)
    return turns
