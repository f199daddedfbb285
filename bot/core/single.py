"""Only one Haven per data folder: two would both send what is due."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ModuleNotFoundError:  # Windows, where nothing is locked; the README says so
    fcntl = None


class AlreadyRunning(Exception):
    """Another Haven is using this data folder."""


class FolderUnusable(Exception):
    """The data folder cannot be made or written to; the text says what to do."""


@contextmanager
def only_one(folder: Path) -> Generator[None]:
    """Hold the folder's lock while inside. The system releases it however the process ends.

    Raises :class:`AlreadyRunning` or :class:`FolderUnusable`.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(folder / "haven.lock", os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise FolderUnusable(
            f"The data folder cannot be used ({error.strerror}). Name one that Haven's user may "
            "write to in HAVEN_DATA_DIR."
        ) from None
    try:
        if fcntl is not None:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise AlreadyRunning(
                    "Another Haven is already running on this data folder. Stop it first, or "
                    "give this one a HAVEN_DATA_DIR of its own."
                ) from None
        yield
    finally:
        os.close(handle)
