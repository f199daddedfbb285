"""Every model of screening, and which of them can be used.

- The linear model, the fast network and the heads that weigh them are loaded together: without one
  of them the others are not used, because the cuts were placed for all.
- The encoder is loaded later, or never. Until then the fast heads decide.
- Asking changes nothing. :meth:`Models.load_encoder` puts the encoder in place in one step, so any
  thread may call either.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.screening.engine.model import Model, ModelFault
from bot.screening.engine.nets.encoder import Encoder, EncoderFault
from bot.screening.engine.nets.fast import Fast
from bot.screening.engine.nets.wordpieces import VocabularyFault, WordPieces
from bot.screening.engine.weighing.stack import CATEGORIES, ENCODER, FAST, LINEAR, Said, Stack

MODEL_MISSING = "model_missing"
MODEL_DAMAGED = "model_damaged"
ENCODER_FAULTS = {
    "missing": "encoder_missing",
    "damaged": "encoder_damaged",
    "no_runtime": "encoder_no_runtime",
}


class Models:
    """Asks the models about normalised texts. Create one with :meth:`load`."""

    def __init__(self, linear: Model, fast: Fast, stack: Stack, folder: Path) -> None:
        self._linear = linear
        self._fast = fast
        self._folder = folder
        self._order = [[head.category for head in linear.heads].index(one) for one in CATEGORIES]
        self._encoder: Encoder | None = None
        self.stack = stack

    @classmethod
    def load(cls, folder: Path, stack: Path) -> "Models":
        """Return the models of ``folder``, with the heads in ``stack``. Raises :class:`ModelFault`.

        A part that is missing or damaged is a fault of the whole.
        """
        linear = Model.load(folder / "model.bin")
        if {head.category for head in linear.heads} != set(CATEGORIES):
            raise ModelFault("strange")
        try:
            pieces = WordPieces.load(folder / "wordpieces.txt")
        except VocabularyFault as fault:
            raise ModelFault(fault.code) from None
        fast = Fast.load(folder / "fast.bin", pieces)
        return cls(linear, fast, Stack.load(stack), folder)

    @property
    def has_encoder(self) -> bool:
        """Return whether the encoder is loaded."""
        return self._encoder is not None

    def load_encoder(self) -> str | None:
        """Load the encoder, about a second; return the code of what is wrong with it, or None."""
        if self._encoder is None:
            try:
                self._encoder = Encoder.load(self._folder)
            except EncoderFault as fault:
                return ENCODER_FAULTS[fault.code]
        return None

    def ask(self, words: str, written: str, *, deep: bool) -> Said:
        """Return what each model says of a normalised text; ``deep``: the encoder, too.

        ``written``: the same text folded, with its signs.
        """
        said: dict[str, npt.NDArray[np.floating]] = {
            LINEAR: self._linear_logits(words),
            FAST: self._fast.logits(words),
        }
        encoder = self._encoder
        if deep and encoder is not None:
            found = encoder.read(words, written)
            said[ENCODER] = np.array(
                [*(found.categories[one] for one in CATEGORIES), *found.levels.values()]
            )
        return said

    def _linear_logits(self, words: str) -> npt.NDArray[np.float64]:
        return self._linear.logits(words)[self._order]
