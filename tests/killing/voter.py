"""The process that is killed: rounds one after the other, fifty callers voting in each.

``python -m tests.killing.voter FOLDER ROUND MEMBER PLANTED``. Each line it prints is a promise:
``v ROUND MEMBER`` a vote is counted, ``t ROUND ANSWERS`` a round is closed with so many answers,
``d ROUND`` it is destroyed. With ``PLANTED`` set to ``early`` it promises before it keeps.
"""

import asyncio
import os
import sys
from itertools import count
from pathlib import Path

from bot.checkins.ballots.box import BallotBox, Cast
from bot.checkins.ballots.tally import Ballot, BallotLayout
from bot.content import DATA
from bot.core.db import Database
from bot.core.keys import Keyring

CALLERS = 50
VOTES = 8
"""Of each caller in one round."""

GUILD = 880000000000000077
ROOT = bytes(range(32))
LAYOUT = BallotLayout(4, (True,) * 4, (False, False, False, True))


def round_id(number: int) -> str:
    """The id of a round by its number."""
    return f"round-{number:016}"


def ballot_of(member_id: int) -> Ballot:
    """What a member answers: always the same, so that any mixture of members can be checked."""
    return tuple((member_id * 2654435761 >> 8 * place) % 6 or None for place in range(4))


async def open_box(folder: Path) -> tuple[Database, BallotBox, Keyring]:
    """Haven's own ballot box in this folder."""
    keys = Keyring(ROOT, folder / "keys")
    db = await Database.open(folder / "ballots.db", DATA / "ballots", journal="delete")
    return db, BallotBox(db, keys), keys


def _say(*words: str | int) -> None:
    # One write, which a pipe takes whole: half a promise would be none.
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


async def vote(folder: Path, number: int, first: int, *, early: bool) -> None:
    """Goes on until it is killed."""
    _, box, _ = await open_box(folder)
    members = count(first)

    async def caller(number: int) -> None:
        for _ in range(VOTES):
            member_id = next(members)
            if early:
                _say("v", number, member_id)
            outcome = await box.cast(round_id(number), member_id, ballot_of(member_id))
            if outcome is Cast.COUNTED and not early:
                _say("v", number, member_id)
            again = await box.cast(round_id(number), member_id, ballot_of(member_id))
            if (outcome, again) != (Cast.COUNTED, Cast.ALREADY):
                raise AssertionError(f"{outcome}, then {again}")

    while True:
        await box.open_round(round_id(number), GUILD, LAYOUT)
        await asyncio.gather(*(caller(number) for _ in range(CALLERS)))
        tally = await box.close_round(round_id(number))
        if tally is None:
            raise AssertionError("a round was lost")
        _say("t", number, tally.answers)
        await box.destroy([round_id(number)])
        _say("d", number)
        number += 1


if __name__ == "__main__":
    _, where, round_number, member, planted = sys.argv
    asyncio.run(vote(Path(where), int(round_number), int(member), early=planted == "early"))
