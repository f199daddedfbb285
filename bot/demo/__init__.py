"""The demo: Haven in a simulated Discord. No token, no network, nothing leaves this computer.

Importing this package checks that the one simulator version it was written for is installed.
"""

from importlib.metadata import PackageNotFoundError, version
from typing import Final

# The fixes in `repairs` change simcord's internals, which may differ in any release.
SIMCORD_VERSION: Final = "3.2.1"


class SimulatorMissing(ModuleNotFoundError):
    """simcord is not installed, or it is another version than the one that Haven's fixes match."""


def check_simulator(*, wanted: str = SIMCORD_VERSION) -> None:
    """Raise `SimulatorMissing`, with what to do about it, unless simcord `wanted` is installed."""
    try:
        found = version("simcord")
    except PackageNotFoundError:
        found = "not installed"
    if found != wanted:
        raise SimulatorMissing(
            f"The demo and the tests need simcord {wanted}, and here it is {found}. "
            "`make demo` or `make test` installs it."
        )


check_simulator()
