"""A file of ``data/`` as a typed structure, and each fault in words for who wrote it."""

from pathlib import Path
from typing import Annotated, Literal

import pytest
from msgspec import Meta, Struct

from bot.core.data import ContentFault, read


class Leaf(Struct, forbid_unknown_fields=True, frozen=True):
    """An entry with an id."""

    id: str
    size: int = 1
    tags: tuple[str, ...] = ()
    kind: Literal["oak", "fir"] = "oak"

    def __post_init__(self) -> None:
        if self.size > 9:
            raise ValueError("a leaf has a size of 9 at most")


class Tree(Struct, forbid_unknown_fields=True, frozen=True):
    """A table without one."""

    name: Annotated[str, Meta(min_length=2, max_length=5)]
    leaf: tuple[Leaf, ...] = ()
    tall: bool = False


class Wood(Struct, forbid_unknown_fields=True, frozen=True):
    """The file."""

    tree: Tree
    floor: Annotated[tuple[float, ...], Meta(max_length=2)] = ()


GOOD = """
floor = [1.5]

[tree]
name = "Elm"
leaf = [{ id = "one", tags = ["a"] }, { id = "two" }]
"""


def _read(folder: Path, text: str) -> Wood:
    path = folder / "wood.toml"
    path.write_text(text, encoding="utf-8")
    return read(path, Wood)


def test_a_file_is_read_as_its_form(tmp_path: Path) -> None:
    leaves = (Leaf("one", tags=("a",)), Leaf("two"))

    assert _read(tmp_path, GOOD) == Wood(Tree("Elm", leaves), (1.5,))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[tree]", "[tree", " cannot be read: "),
        ('"two" }', '"two", size = "big" }', "two: size must be a whole number"),
        ('"two" }', '"two", size = true }', "two: size must be a whole number"),
        ('"two" }', '"two", size = 10 }', "two: a leaf has a size of 9 at most"),
        ('"two" }', '"two", tags = ["a", 3] }', "two: tags 2 must be a text"),
        ('"two" }', '"two", tags = "a" }', "two: tags must be a list"),
        ('"two" }', '"two", kind = "ash" }', "two: kind must be one of: fir, oak"),
        ('"two" }', '"two", colour = 3 }', "two: unknown field colour"),
        ('{ id = "two" }', "{ size = 2 }", "tree.leaf 2.id is missing"),
        ('{ id = "two" }', "2", "tree.leaf 2 must be a table"),
        ('name = "Elm"', "", "tree.name is missing"),
        ('name = "Elm"', 'name = "E"', "tree.name must be a text of at least 2 characters"),
        ('"Elm"', '"Willow"', "tree.name must be a text of at most 5 characters"),
        ('"Elm"', '"Elm"\ntall = 1', "tree.tall must be true or false"),
        ("floor = [1.5]", 'floor = ["x"]', "floor 1 must be a number"),
        ("floor = [1.5]", "floor = [1, 2, 3]", "floor must be a list of at most 2 entries"),
    ],
)
def test_a_fault_names_the_file_the_entry_and_the_field(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in GOOD
    with pytest.raises(ContentFault) as caught:
        _read(tmp_path, GOOD.replace(old, new))

    assert str(caught.value).removeprefix("wood.toml").removeprefix(": ").startswith(said)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "wood.toml"
    path.write_bytes(b"\xff\xfe")

    with pytest.raises(ContentFault, match=r"wood\.toml cannot be read"):
        read(path, Wood)
