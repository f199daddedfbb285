"""A count becomes what is published of it: always the same, and as sure as it may be."""

from dataclasses import replace

from bot.checkins.ballots.tally import BallotLayout, Tally
from bot.checkins.results.publishing import published
from bot.checkins.rules import Round, RoundState

ROUND = Round(
    round_id="r" * 22,
    schedule_id="s" * 22,
    guild_id=1,
    channel_id=2,
    due_at=0,
    state=RoundState.OPEN,
    collapsed=0,
    question_keys=("T1.1", "T2.1", "T3.1", "T4.1"),
    scored=("T1.1", "T2.1", "T3.1", "T4.1"),
    nonce="n",
    try_at=0,
    remind_nonce="m",
    notice_nonce="o",
    shown=False,
)
BALLOTS = ((4, 4, 4, 3), (5, 4, 3, 2), (4, 3, 4, 2), (3, 3, 3, 3), (2, 4, 4, 3), (4, 2, 3, 4))


def _tally(times: int) -> Tally:
    tally = Tally.empty(BallotLayout(4, (True,) * 4, (False, False, False, True)))
    for ballot in BALLOTS * times:
        tally = tally.add(ballot)
    return tally


def _width(eligible: int | None, times: int = 2) -> int:
    found = published(replace(ROUND, eligible=eligible), _tally(times))
    assert found.low is not None
    assert found.high is not None
    return found.high - found.low


def test_the_interval_narrows_where_more_of_those_who_could_have_answered() -> None:
    widths = [_width(eligible) for eligible in (12, 13, 20, 1000)]

    assert widths == sorted(widths)
    assert widths[0] < widths[1] < widths[-1]
    assert _width(None) >= _width(1000)


def test_more_answers_of_equally_many_make_it_narrower() -> None:
    assert _width(1000, times=6) < _width(1000, times=2)


def test_the_same_count_is_published_alike_each_time() -> None:
    asked = replace(ROUND, eligible=20)

    assert published(asked, _tally(8)) == published(asked, _tally(8))
