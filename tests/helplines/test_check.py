"""``python -m bot helplines check``: what a person has to look at, and when it fails."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot import content as content_module
from bot.__main__ import main
from bot.helplines import check
from bot.helplines.rules import HIDE_DAYS, WARN_DAYS, Directory
from tests.conftest import Clock
from tests.helplines.entries import LINE, REAL, TODAY, dated, directory


def _aged(days: int | None) -> Directory:
    return dated(directory(LINE), None if days is None else TODAY - timedelta(days=days))


def test_the_worst_comes_first_and_what_is_fresh_is_only_counted() -> None:
    known = directory(
        replace(LINE, line_id="aa-fresh", verified=TODAY),
        replace(LINE, line_id="aa-never"),
        replace(LINE, line_id="aa-old", verified=TODAY - timedelta(days=WARN_DAYS + 1)),
        replace(LINE, line_id="aa-gone", verified=TODAY - timedelta(days=HIDE_DAYS + 1)),
    )
    *entries, total = check.lines(known, TODAY)

    assert [entry.split(" ")[0].rstrip(",:") for entry in entries] == [
        "hidden",
        "old",
        "unverified",
    ]
    ids = ("aa-gone", "aa-old", "aa-never")
    assert all(line_id in entry for line_id, entry in zip(ids, entries, strict=True))
    assert all("https://one.example/contact" in entry for entry in entries)
    assert total == "1 fresh, 1 unverified, 1 old, 1 hidden"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (WARN_DAYS + 1, "old, shown until 2027-05-05:"),
        (HIDE_DAYS - check.SOON_DAYS, "old, shown until 2026-12-02, soon:"),
        (HIDE_DAYS - check.SOON_DAYS - 1, "old, shown until 2026-12-03:"),
        (HIDE_DAYS + 1, "hidden since 2026-11-01:"),
        (-2, "unverified, verified in the future (2026-11-04):"),
        (None, "unverified: aa-one (One, 111 222): compare with https://one.example/contact"),
    ],
)
def test_each_entry_says_what_will_become_of_it(days: int | None, said: str) -> None:
    entry, _ = check.lines(_aged(days), TODAY)

    assert entry.startswith(said)


@pytest.mark.parametrize(
    ("days", "fails"),
    [
        (0, False),
        (WARN_DAYS + 1, False),
        (HIDE_DAYS, False),
        (HIDE_DAYS + 1, True),
        (-1, False),
        (-2, True),
        (None, False),
    ],
)
def test_it_fails_when_a_number_is_hidden_or_ahead_of_time(days: int | None, fails: bool) -> None:
    assert check.fails(_aged(days), TODAY) is fails


def test_the_command_lists_every_entry_that_nobody_verified(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """On the day on which one was verified last, so that the list can grow on any day."""
    lines = [line for country in REAL.countries.values() for line in country.lines]
    newest = max((line.verified for line in lines if line.verified), default=TODAY)
    code = main(["helplines", "check"], clock=lambda: datetime.combine(newest, time(), UTC))
    shown = capsys.readouterr().out

    never = [line for line in lines if line.verified is None]
    assert code == 0
    assert never
    assert all(f"unverified: {line.line_id} (" in shown for line in never)


def test_the_command_fails_on_a_number_that_is_too_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = _check_with(tmp_path, monkeypatch, 'last_verified = "2019-01-01", verified_by = "Kim"')

    assert code == 1
    assert "hidden since 2020-01-01: us-988" in capsys.readouterr().out


def test_the_command_fails_on_a_list_that_is_malformed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = _check_with(tmp_path, monkeypatch, 'last_verified = "soon"')

    assert code == 1
    assert "helplines.toml: us-988: last_verified" in capsys.readouterr().err


def _check_with(folder: Path, monkeypatch: pytest.MonkeyPatch, verified: str) -> int:
    """The command on a copy of the list whose first entry has other dates."""
    data = content_module.DATA
    for path in [*data.glob("*.toml"), *data.glob("wording/*.toml")]:
        copy = folder / path.relative_to(data)
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(path.read_text("utf-8"), encoding="utf-8")
    list_ = folder / "helplines.toml"
    text = list_.read_text("utf-8").replace('last_verified = "unverified"', verified, 1)
    list_.write_text(text, encoding="utf-8")
    monkeypatch.setattr(content_module.load, "__defaults__", (folder,))
    return main(["helplines", "check"], clock=Clock())
