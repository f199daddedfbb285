"""Reads ``data/*.toml``: a typed structure for each file, a sentence for each fault.

- The form of a file is a ``msgspec.Struct`` with ``forbid_unknown_fields``. What a form cannot
  express, its ``__post_init__`` checks and raises as ValueError.
- A fault names the file, the entry (by its ``id`` or ``code``) and the field, in words for the
  operator who wrote it. It stops the start, so that no member meets it later.
"""

import re
import tomllib
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec
from msgspec import inspect

T = TypeVar("T")

DATA = Path(__file__).parents[2] / "data"

_PLACE = re.compile(r"(.*?)(?: - at `(?:key` in `)?\$(.*)`)?", re.DOTALL)
_STEP = re.compile(r"\.([\w-]+)|\[(\d+)\]")
_EXPECTED = re.compile(r"Expected `([a-z ]+)(?: \| null)?`(?:, got `.*`| of length (.*))")
_KINDS = {
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
}
_UNITS = {"str": "characters", "array": "entries"}


class ContentFault(Exception):
    """A file in ``data/`` is wrong; the text names the file and the fault."""


def read(path: Path, form: type[T]) -> T:
    """Return the file at ``path`` as ``form``. Raises :class:`ContentFault`."""
    return convert(read_plain(path), form, path.name)


def read_plain(path: Path) -> dict[str, Any]:
    """Return the file at ``path`` as plain tables. Raises :class:`ContentFault`."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:  # not TOML, or not UTF-8
        raise ContentFault(f"{path.name} cannot be read: {error}") from None


def convert(found: object, form: type[T], where: str) -> T:
    """Return ``found`` as ``form``. Raises :class:`ContentFault`, which begins with ``where``."""
    try:
        return msgspec.convert(found, form)
    except msgspec.ValidationError as error:
        raise ContentFault(f"{where}: {_sentence(str(error), found, form)}") from None


def _sentence(text: str, found: object, form: type[object]) -> str:
    """Return a fault that msgspec reports, in words for the author of the file."""
    match = _PLACE.fullmatch(text)
    what, path = (match[1], match[2] or "") if match else (text, "")
    entry, trail = _walk(path, found)
    start = f"{entry}: " if entry else ""
    if field := re.fullmatch(r"Object missing required field `(.*)`", what):
        return f"{start}{'.'.join([*trail, field[1]])} is missing"
    if field := re.fullmatch(r"Object contains unknown field `(.*)`", what):
        return f"{start}unknown field {'.'.join([*trail, field[1]])}"
    if expected := _EXPECTED.fullmatch(what):
        kind, length = expected[1], expected[2]
        wanted = _KINDS.get(kind, kind)
        if length:
            wanted += f" of {_length(length)} {_UNITS.get(kind, 'long')}"
        return f"{start}{'.'.join(trail) or 'it'} must be {wanted}"
    if what.startswith("Invalid enum value"):
        return f"{start}{'.'.join(trail) or 'it'} must be one of: {', '.join(_choices(path, form))}"
    return start + "".join(f"{step}: " for step in trail) + what


def _length(bound: str) -> str:
    return bound.replace(">=", "at least").replace("<=", "at most")


def _walk(path: str, found: object) -> tuple[str, list[str]]:
    """Return the name of the innermost named entry on ``path``, and the fields below it."""
    entry, trail = _name(found), list[str]()
    for field, number in _STEP.findall(path):
        if number:
            listed = cast("list[object]", found) if isinstance(found, list) else []
            found = listed[int(number)] if int(number) < len(listed) else None
            if trail:
                trail[-1] += f" {int(number) + 1}"
        else:
            table = cast("dict[str, object]", found) if isinstance(found, dict) else {}
            found = table.get(field)
            trail.append(field)
        if name := _name(found):
            entry, trail = name, []
    return entry, trail


def _choices(path: str, form: type[object]) -> list[str]:
    """Return the values that ``form`` allows at ``path``."""
    at: inspect.Type | None = inspect.type_info(form)
    for field, number in _STEP.findall(path):
        if number:
            at = at.item_type if isinstance(at, inspect.VarTupleType) else None
        else:
            fields = at.fields if isinstance(at, inspect.StructType) else ()
            at = next((one.type for one in fields if one.encode_name == field), None)
    if isinstance(at, inspect.LiteralType):
        return [str(value) for value in at.values]
    return [str(one.value) for one in at.cls] if isinstance(at, inspect.EnumType) else []


def _name(found: object) -> str:
    if isinstance(found, dict):
        table = cast("dict[str, object]", found)
        for key in ("id", "code"):
            if isinstance(name := table.get(key), str) and name:
                return name[:40]
    return ""
