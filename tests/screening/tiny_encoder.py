"""A tiny encoder for tests, written as ONNX by hand: each logit is the mean of a table's rows.

An ONNX file is a protocol buffer: fields of a number, a kind and a value. The numbers here are
those of ``onnx.proto`` (ModelProto, GraphProto, NodeProto, TensorProto).
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.screening.engine.nets.encoder import CARD_FILE, FORMAT, MODEL_FILE, PIECES_FILE
from bot.screening.engine.nets.wordpieces import SPECIAL
from bot.screening.verdict import Category

OUTPUTS = len(Category) + 3
_FLOAT, _INT64 = 1, 7


def write_tiny(folder: Path, words: Mapping[str, npt.NDArray[np.float32]]) -> None:
    """Write an encoder that knows ``words``, each with its eleven numbers; others have zeros."""
    pieces = (*SPECIAL, ".", *words)
    table = np.zeros((len(pieces), OUTPUTS), np.float32)
    for place, numbers in enumerate(words.values(), len(SPECIAL) + 1):
        table[place] = numbers
    (folder / MODEL_FILE).write_bytes(_model(table))
    (folder / PIECES_FILE).write_text("\n".join(pieces) + "\n", encoding="utf-8")
    write_card(folder)


def write_card(folder: Path, **changed: object) -> None:
    """Write the card of the files in ``folder``, with some entries changed."""
    card = {
        "format": FORMAT,
        "sha256": sha256((folder / MODEL_FILE).read_bytes()).hexdigest(),
        "pieces_sha256": sha256((folder / PIECES_FILE).read_bytes()).hexdigest(),
        "categories": [one.value for one in Category],
    }
    (folder / CARD_FILE).write_text(json.dumps(card | changed), encoding="utf-8")


def _model(table: npt.NDArray[np.float32]) -> bytes:
    nodes = (
        _node("Gather", ("table", "pieces"), ("rows",)),
        _node("ReduceMean", ("rows",), ("all",), _ints("axes", 0, 1), _int("keepdims", 0)),
        _node("Split", ("all", "sizes"), ("categories", "levels")),
    )
    graph = b"".join(_field(1, node) for node in nodes) + _field(2, b"tiny")
    graph += _field(5, _tensor("table", _FLOAT, table))
    graph += _field(5, _tensor("sizes", _INT64, np.array([len(Category), 3], np.int64)))
    graph += _field(11, _value("pieces", _INT64, 1, None))
    graph += _field(12, _value("categories", _FLOAT, len(Category)))
    graph += _field(12, _value("levels", _FLOAT, 3))
    return _number(1, 8) + _field(7, graph) + _field(8, _number(2, 17))


def _node(kind: str, inputs: tuple[str, ...], outputs: tuple[str, ...], *more: bytes) -> bytes:
    names = [_field(1, one.encode()) for one in inputs] + [_field(2, o.encode()) for o in outputs]
    return b"".join(names) + _field(4, kind.encode()) + b"".join(_field(5, one) for one in more)


def _int(name: str, value: int) -> bytes:
    return _field(1, name.encode()) + _number(3, value) + _number(20, 2)


def _ints(name: str, *values: int) -> bytes:
    return _field(1, name.encode()) + b"".join(_number(8, one) for one in values) + _number(20, 7)


def _tensor(name: str, kind: int, numbers: npt.NDArray[np.generic]) -> bytes:
    sizes = b"".join(_number(1, size) for size in numbers.shape)
    return sizes + _number(2, kind) + _field(8, name.encode()) + _field(9, numbers.tobytes())


def _value(name: str, kind: int, *sizes: int | None) -> bytes:
    each = (_field(2, b"n") if size is None else _number(1, size) for size in sizes)
    shape = b"".join(_field(1, size) for size in each)
    return _field(1, name.encode()) + _field(2, _field(1, _number(1, kind) + _field(2, shape)))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _field(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    parts = bytearray()
    while value > 0x7F:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*parts, value])
