"""The list of faults fits today's tree, and the script tells apart what became of each."""

from pathlib import Path

import pytest

from tests.mutants.__main__ import Found, verdict, with_fault
from tests.mutants.fault import Fault
from tests.mutants.faults import FAULTS, REVIEWED

ROOT = Path(__file__).parents[2]

MODULE = "def double(number):\n    return number * 2\n"
TEST = "from code_under_test import double\n\n\ndef test_two():\n    assert double(2) == 4\n"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.file}-{fault.hurts[:20]}")
def test_a_fault_fits_its_file_and_its_tests_are_there(fault: Fault) -> None:
    text = (ROOT / fault.file).read_text(encoding="utf-8")

    assert fault.changed(text) != text
    assert fault.tests
    assert fault.missing_tests(ROOT) == []


def test_every_room_has_faults() -> None:
    rooms = {path.parent.name for path in (ROOT / "bot").glob("*/__init__.py")} - {"demo"}
    seen = {fault.file.split("/")[1] for fault in FAULTS if fault.file.startswith("bot/")}

    assert rooms - seen == set()
    assert any(fault.file.startswith("cogs/") for fault in FAULTS)
    assert len(set(FAULTS)) - len(REVIEWED) >= 40


def test_a_text_that_is_not_there_once_is_no_place_for_a_fault() -> None:
    fault = Fault("code.py", "number", "digit", ("test.py",), "")

    for text in ("", "number number"):
        with pytest.raises(ValueError, match="times"):
            fault.changed(text)
    assert fault.changed("a number") == "a digit"


def test_a_test_that_is_gone_is_missed(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text("async def test_here():\n    pass\n")
    names = ("test_it.py::test_here", "test_it.py::test_her", "test_it.py", "test_gone.py")

    missing = Fault("code.py", "a", "b", names, "").missing_tests(tmp_path)

    assert missing == ["test_it.py::test_her", "test_gone.py"]


@pytest.mark.parametrize(
    ("new", "found"),
    [
        ("number + 1", Found.CAUGHT),
        ("number + 2", Found.SURVIVED),
        ("number +", Found.BROKEN),
    ],
)
def test_a_fault_is_put_in_tried_and_taken_out(tmp_path: Path, new: str, found: Found) -> None:
    path = tmp_path / "code_under_test.py"
    path.write_text(MODULE)
    (tmp_path / "test_double.py").write_text(TEST)
    before = path.stat().st_mtime_ns
    code, _ = with_fault(tmp_path, 1, Fault(path.name, "number * 2", new, ("test_double.py",), ""))

    assert verdict(code) is found
    assert (path.read_text(), path.stat().st_mtime_ns) == (MODULE, before)
