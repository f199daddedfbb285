"""What the team may still do about a message that is gone."""

import pytest

from bot.care.case import MessageRef
from bot.conduct.actions import ActionCase
from bot.conduct.sanctions import Sanction
from bot.screening.verdict import Category


@pytest.mark.parametrize(
    ("message", "steps"),
    [
        (MessageRef(5, 6), {Sanction.REMOVE, Sanction.WARN, Sanction.TIMEOUT}),
        (MessageRef(5, 0), {Sanction.WARN, Sanction.TIMEOUT}),  # removed: only its channel is known
        (None, {Sanction.WARN, Sanction.TIMEOUT}),
    ],
)
def test_only_a_message_that_is_there_can_be_removed(
    message: MessageRef | None, steps: set[Sanction]
) -> None:
    about = ActionCase("c" * 22, 7, message, frozenset({Category.HATE}), "words")

    assert about.steps == steps
