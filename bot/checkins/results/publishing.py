"""Turns a tally into what is published about it: the only module that has both."""

from hashlib import sha256

from bot.checkins.ballots.tally import Tally
from bot.checkins.results.disclosure import publish
from bot.checkins.results.publication import Published
from bot.checkins.results.statistics import interval
from bot.checkins.rules import Round


def published(round_: Round, tally: Tally) -> Published:
    """Return what is published about a round's tally; equal input always gives an equal result.

    The round's id seeds the draws of the interval, so closing the round again after a crash cannot
    publish a second, slightly different interval.
    """
    seed = int.from_bytes(sha256(round_.round_id.encode()).digest()[:8])
    within = interval(tally, round_.eligible, seed)
    return publish(tally, round_.question_keys, round_.eligible, within)
