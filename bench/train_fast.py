"""``python -m bench.train_fast SOFT BASE``: trains the fast network, writes its file.

``SOFT`` is a file of :mod:`bench.distil`: lines with what the encoder says of them. The network
learns mostly the encoder's answer, and the label where there is one. ``BASE`` is the folder of the
encoder's start weights; the pieces start from their word vectors there. It needs PyTorch, which
Haven does not; seeds are fixed, so the same lines give the same file on the same machine.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.distil import vectors
from bench.encoder_net import functional, torch
from bench.encoder_rows import POSITIVE, POSITIVE_LEVELS
from bench.encoder_rows import targets as hard_targets
from bench.soft import Soft, load
from bench.train_screen import HEADS, Row
from bot.content import DATA
from bot.screening.engine.nets.fast import FILTERS, HIDDEN, OUTPUTS, SIZE, WIDTHS, save
from bot.screening.engine.nets.wordpieces import PAD, WordPieces

Floats = npt.NDArray[np.float32]

SOFT_SHARE = 0.7
EPOCHS = 7
BATCH = 96
RATE, RATE_VECTORS = 2e-3, 1e-3
DROPOUT, PIECES_DROPPED = 0.2, 0.08
LONGEST, LONGEST_OWN = 64, 160
"""Max pieces of a row: of a collected one, and of ours or of a changed copy."""
WEIGHT = {"own": 2.0, "changed": 1.0, "rmhd": 1.0, "counselchat": 1.0}


class Net(torch.nn.Module):
    """The network of :mod:`bot.screening.engine.nets.fast`, to be trained."""

    def __init__(self, start: Floats) -> None:
        torch.nn.Module.__init__(self)
        self.vectors = torch.nn.Embedding.from_pretrained(
            torch.from_numpy(start), freeze=False, padding_idx=PAD
        )
        self.convolutions = torch.nn.ModuleList(
            torch.nn.Conv1d(SIZE, FILTERS, width) for width in range(1, WIDTHS + 1)
        )
        self.hidden = torch.nn.Linear(FILTERS * WIDTHS + SIZE, HIDDEN)
        self.out = torch.nn.Linear(HIDDEN, len(OUTPUTS))
        self.drop = torch.nn.Dropout(DROPOUT)

    def forward(self, ids: Any) -> Any:
        """Return the logits of a batch of numbered pieces, padded with :data:`PAD`."""
        there = (ids != PAD).unsqueeze(1)
        x = (self.vectors(ids) * there.transpose(1, 2)).transpose(1, 2)
        mean = x.sum(2) / there.sum(2).clamp(min=1)
        found: list[Any] = []
        for width, convolution in enumerate(self.convolutions, 1):
            answers = torch.relu(convolution(functional.pad(x, (0, width - 1))))
            found.append((answers * there).amax(2))
        row = self.drop(torch.cat([*found, mean], 1))
        return self.out(self.drop(torch.relu(self.hidden(row))))


def start_vectors(pieces: WordPieces, base: dict[str, Floats], counts: Floats) -> Floats:
    """Return a vector a piece: the main directions of the encoder's own, rare pieces longer."""
    size = len(next(iter(base.values())))
    full: Floats = np.zeros((len(pieces), size), np.float32)
    for place, piece in enumerate(pieces.pieces):
        if piece in base:
            full[place] = base[piece]
    full = full - full.mean(axis=0)
    _, _, directions = np.linalg.svd(full[counts > 0].astype(np.float64), full_matrices=False)
    found = (full @ directions[:SIZE].T.astype(np.float32)) / np.sqrt(np.maximum(counts, 1))[
        :, None
    ] ** 0.5
    found = found / np.maximum(np.abs(found).mean(), 1e-6) * 0.1
    found[PAD] = 0.0
    return found.astype(np.float32)


def targets(rows: Sequence[Soft]) -> tuple[Any, Any]:
    """Return what each output should say of each row, and how much it counts there."""
    wanted = np.zeros((len(rows), len(OUTPUTS)), np.float32)
    counts = np.zeros_like(wanted)
    heavier = np.array([*(POSITIVE[one.value] for one in HEADS), *POSITIVE_LEVELS]) - 1.0
    for place, row in enumerate(rows):
        labels, known = hard_targets(Row(row.text, row.source, row.labels, row.group, row.level))
        if row.soft:
            soft = 1.0 / (1.0 + np.exp(-np.array(row.soft)))
            mixed = np.where(known > 0, SOFT_SHARE * soft + (1 - SOFT_SHARE) * labels, soft)
            known = np.ones(len(OUTPUTS))
        else:
            mixed = labels
        wanted[place] = mixed
        counts[place] = known * WEIGHT.get(row.source, 0.5) * (1.0 + heavier * mixed)
    return torch.from_numpy(wanted), torch.from_numpy(counts)


def train(
    rows: Sequence[Soft], pieces: WordPieces, base: dict[str, Floats], out: Path
) -> dict[str, Any]:
    """Train and write ``out``; return figures."""
    torch.manual_seed(3)
    torch.set_num_threads(1)  # the same sums on every machine; more threads gain little here
    rng = np.random.default_rng(3)
    ids = [_ids(row, pieces) for row in rows]
    counts = np.bincount(np.concatenate(ids), minlength=len(pieces)).astype(np.float32)
    net = Net(start_vectors(pieces, base, counts))
    wanted, weight = targets(rows)
    vectors_ = [net.vectors.weight]
    rest = [one for name, one in net.named_parameters() if name != "vectors.weight"]
    optimiser = torch.optim.AdamW(
        [{"params": vectors_, "lr": RATE_VECTORS}, {"params": rest, "lr": RATE}],
        weight_decay=0.01,
        fused=True,
    )
    steps = EPOCHS * (len(rows) // BATCH)

    def pace(step: int) -> float:
        return min(1.0, step / 100) * max(0.02, 1.0 - step / steps)

    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, pace)
    lengths = np.array([len(one) for one in ids])
    losses: list[float] = []
    for epoch in range(EPOCHS):
        net.train()
        total = 0.0
        batches = _batches(lengths, rng)
        for batch in batches:
            x = _padded([ids[int(one)] for one in batch])
            gone = torch.from_numpy(rng.random(x.shape) < PIECES_DROPPED) & (x != PAD)
            said = net(x.masked_fill(gone, PAD))
            chosen = torch.from_numpy(batch)
            loss = functional.binary_cross_entropy_with_logits(
                said, wanted[chosen], weight[chosen], reduction="sum"
            ) / len(batch)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += float(loss.detach())
        losses.append(round(total / len(batches), 4))
        print(f"epoch {epoch + 1}: {losses[-1]}", file=sys.stderr, flush=True)
    return {"rows": len(rows), "losses": losses, "sha256": write(net, pieces, out)}


def write(net: Net, pieces: WordPieces, out: Path) -> str:
    """Write the network's file; return its checksum."""
    table = net.vectors.weight.detach().numpy()
    scales = np.abs(table).max(axis=1).clip(min=1e-8) / 127
    whole = np.clip(np.rint(table / scales[:, None]), -127, 127).astype(np.int8)
    kernels = [one.weight.detach().numpy() for one in net.convolutions]  # filter, size, place
    columns = [
        kernel[:, :, place].T
        for place in range(WIDTHS)
        for kernel in kernels
        if kernel.shape[2] > place
    ]
    arrays = {
        "kernel": np.concatenate(columns, axis=1),
        "kernel_bias": np.concatenate([one.bias.detach().numpy() for one in net.convolutions]),
        "hidden": net.hidden.weight.detach().numpy().T,
        "hidden_bias": net.hidden.bias.detach().numpy(),
        "out": net.out.weight.detach().numpy().T,
        "out_bias": net.out.bias.detach().numpy(),
    }
    return save(out, pieces, scales.astype(np.float32), whole, arrays)


def _ids(row: Soft, pieces: WordPieces) -> npt.NDArray[np.int64]:
    long = row.source in ("own", "changed", "rmhd", "counselchat")
    found = pieces.ids(row.text)[: LONGEST_OWN if long else LONGEST]
    return np.array(found or [1], np.int64)


def _padded(some: Sequence[npt.NDArray[np.int64]]) -> Any:
    x = torch.full((len(some), max(map(len, some))), PAD, dtype=torch.int64)
    for place, one in enumerate(some):
        x[place, : len(one)] = torch.from_numpy(one)
    return x


def _batches(
    lengths: npt.NDArray[np.int64], rng: np.random.Generator
) -> list[npt.NDArray[np.int64]]:
    """Return the rows in batches of about the same length, in another order each time."""
    order = rng.permutation(len(lengths))
    found: list[npt.NDArray[np.int64]] = []
    for start in range(0, len(order), BATCH * 20):
        part = order[start : start + BATCH * 20]
        part = part[np.argsort(lengths[part], kind="stable")]
        found += [part[one : one + BATCH] for one in range(0, len(part), BATCH)]
    return [found[int(one)] for one in rng.permutation(len(found))]


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, write the file, and print one JSON object of figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.train_fast", description=__doc__)
    parser.add_argument("soft", type=Path)
    parser.add_argument("base", type=Path)
    parser.add_argument("--out", type=Path, default=DATA / "safety" / "fast.bin")
    options = parser.parse_args(arguments)
    pieces = WordPieces.load(DATA / "safety" / "wordpieces.txt")
    print(json.dumps(train(load(options.soft), pieces, vectors(options.base), options.out)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
