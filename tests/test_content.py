"""What Haven was taught: read once, checked, and every fault named."""

from pathlib import Path

import pytest

from bot.content import DATA, Content, ContentFault, blanks, load

_NAMES = DATA.joinpath("names.toml").read_text(encoding="utf-8")


def _folder(path: Path, wording: str, names: str = _NAMES) -> Path:
    (path / "wording.toml").write_text(wording, encoding="utf-8")
    (path / "names.toml").write_text(names, encoding="utf-8")
    return path


def test_a_wording_is_said_with_its_blanks_filled(tmp_path: Path) -> None:
    content = load(_folder(tmp_path, '[a]\nb = "Hello {who}"\n[general]\nc = "Bye"'))

    assert content.say("a.b", who="you") == "Hello you"
    assert content.say("c") == "Bye"


def test_what_fills_a_blank_is_not_read_as_a_blank_again(tmp_path: Path) -> None:
    content = load(_folder(tmp_path, '[a]\nb = "{words}"'))

    assert content.say("a.b", words="{who} {0.__class__}") == "{who} {0.__class__}"


def test_an_unknown_key_or_a_missing_blank_is_a_bug(tmp_path: Path) -> None:
    content = load(_folder(tmp_path, '[a]\nb = "{who}"'))

    with pytest.raises(KeyError):
        content.say("a.c")
    with pytest.raises(KeyError):
        content.say("a.b")


@pytest.mark.parametrize(
    ("wording", "said"),
    [
        ("[a", "wording.toml cannot be read"),
        ('[a]\nb = "  "', "a.b must have 1 to 2,000 characters"),
        (f'[a]\nb = "{"x" * 2001}"', "a.b must have 1 to 2,000 characters"),
        ('[a]\nb = "{"', "in a text"),
        ('[a]\nb = "{}"', "a plain name"),
        ('[a]\nb = "{who.__class__}"', "a plain name"),
        ('[a]\nb = "{who[0]}"', "a plain name"),
        ("[a]\nb = 3", "a.b"),
        ('b = "not in a section"', "section"),
    ],
)
def test_a_fault_in_the_wording_is_named(tmp_path: Path, wording: str, said: str) -> None:
    with pytest.raises(ContentFault, match=r"wording\.toml") as caught:
        load(_folder(tmp_path, wording))

    assert said in str(caught.value)


@pytest.mark.parametrize(
    "names",
    [
        'first = ["One"]\nsecond = ["Two"]',
        _NAMES.replace("second", "third"),
        "first = 3\nsecond = 4",
        f"first = {list(range(80))}\nsecond = {list(range(80))}",
        "not toml",
    ],
)
def test_a_fault_in_the_names_is_named(tmp_path: Path, names: str) -> None:
    with pytest.raises(ContentFault, match=r"names\.toml"):
        load(_folder(tmp_path, '[a]\nb = "c"', names))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentFault, match=r"names\.toml cannot be read"):
        load(tmp_path)


def test_every_number_has_a_name_and_all_names_are_used(content: Content) -> None:
    seen = {content.name(index) for index in range(content.names)}

    assert len(seen) == content.names == len(content.first_names) * len(content.second_names)
    assert content.name(content.names + 5) == content.name(5)
    assert content.name(2**64 - 1) in seen


def test_the_blanks_of_a_text_are_found() -> None:
    assert blanks("{a} and {b} and {a}") == {"a", "b"}
    assert blanks("none {{here}}") == frozenset()
