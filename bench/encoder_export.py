"""Writes a trained encoder as one ONNX file of bytes, with its card beside it."""

import json
import tempfile
import warnings
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.encoder_net import Net, Shipped, torch
from bench.train_screen import HEADS
from bot.screening.engine.nets.encoder import (
    CARD_FILE,
    FORMAT,
    MODEL_FILE,
    PIECES_FILE,
    digest,
)

OPSET = 17


def export(net: Net, pieces: Path, folder: Path, recipe: Mapping[str, Any]) -> str:
    """Write the encoder, its word pieces and its card into ``folder``; return its checksum."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / MODEL_FILE
    with tempfile.TemporaryDirectory() as place:
        plain = Path(place) / "plain.onnx"
        _write(net, plain)
        _quantise(plain, path)
    (folder / PIECES_FILE).write_bytes(pieces.read_bytes())
    card = {
        "format": FORMAT,
        "sha256": digest(path),
        "pieces_sha256": digest(folder / PIECES_FILE),
        "categories": [category.value for category in HEADS],
        "levels": ["Q1", "Q2", "Q3"],
        "recipe": recipe,
    }
    (folder / CARD_FILE).write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    return digest(path)


def _write(net: Net, path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the older exporter says of itself that it is older
        torch.onnx.export(
            Shipped(net, len(HEADS)).eval(),
            (torch.tensor([[2, 4, 5, 6, 7, 3]]),),
            str(path),
            input_names=["pieces"],
            output_names=["categories", "levels"],
            dynamic_axes={"pieces": {1: "length"}},
            opset_version=OPSET,
            dynamo=False,
        )


def _quantise(plain: Path, path: Path) -> None:
    """Turn weights of matrices into bytes, with a scale for each column.

    ``reduce_range``: seven bits, because processors without VNNI add two products in 16 bits.
    """
    quantization = import_module("onnxruntime.quantization")
    quantization.quantize_dynamic(
        str(plain),
        str(path),
        weight_type=quantization.QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
        op_types_to_quantize=["MatMul", "Gemm"],
    )
