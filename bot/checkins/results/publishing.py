"""From a count to what is published about it: the one place where both are in hand."""

from hashlib import sha256

from bot.checkins.ballots.tally import Tally
from bot.checkins.results.disclosure import Published, publish
from bot.checkins.results.statistics import interval
from bot.checkins.rules import Round


def published(round_: Round, tally: Tally) -> Published:
    """What is published of a round's count; the same round and count always give the same.

    The draws of the interval are seeded by the round's id, so that closing it again after a crash
    cannot show a second, slightly different one.
    """
    seed = int.from_bytes(sha256(round_.round_id.encode()).digest()[:8])
    within = interval(tally, round_.eligible, seed)
    return publish(tally, round_.question_keys, round_.eligible, within)
