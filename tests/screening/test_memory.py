"""Memory is given back where the C library can, and nothing fails where it cannot."""

import ctypes

import pytest

from bot.screening.engine.nets.memory import give_back


class Asked:
    """A C library that notes what it was asked."""

    def __init__(self) -> None:
        self.pads: list[int] = []

    def malloc_trim(self, pad: int) -> int:
        self.pads.append(pad)
        return 1


def test_the_c_library_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    library = Asked()

    def opened(_: object) -> Asked:
        return library

    monkeypatch.setattr(ctypes, "CDLL", opened)
    give_back()
    assert library.pads == [0]


@pytest.mark.parametrize("library", [object(), None])
def test_another_c_library_is_no_fault(
    monkeypatch: pytest.MonkeyPatch, library: object | None
) -> None:
    def opened(_: object) -> object:
        if library is None:
            raise OSError
        return library

    monkeypatch.setattr(ctypes, "CDLL", opened)
    give_back()
