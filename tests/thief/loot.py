"""What the thief carries away, what he knows, and how his guesses are counted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bot.checkins.ballots.tally import Ballot, BallotLayout
from tests.thief.pages import Page, Record, pages

LAYOUT = BallotLayout(4, (True,) * 4, (False, False, False, True))
GUILD = 880000000000000077
ROUND = "Rk5vc2VjcmV0c2luaGVyZQ"
VOTERS = 200
MEMBERS = 1000

CHANCE = 9
"""By chance the thief links at most so many of 200.

He is even told which ballots were cast, and that all are different; only whose is which he has to
find. A blind guess is a random permutation, whose fixed points are Poisson with mean 1 (to more
digits than a float has): ten or more happen with a probability of 1.1e-7.
"""

Files = Mapping[str, bytes]
"""Every file of the data folder by its name, except what is in the key folder."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """The group. ``voters``: who answers, in this order; he has watched who was online then."""

    members: tuple[int, ...]
    voters: tuple[int, ...]
    ballots: tuple[Ballot, ...]


def crowd(seed: int) -> Crowd:
    """A thousand members with ids as Discord gives them, of whom 200 answer differently."""
    random = Random(seed)  # noqa: S311 - to be repeated, not to be safe
    members = tuple(random.sample(range(10**17, 12 * 10**17), MEMBERS))
    # From 1: nobody leaves everything blank.
    numbers = random.sample(range(1, 6**LAYOUT.questions), VOTERS)
    return Crowd(members, tuple(random.sample(members, VOTERS)), tuple(map(_ballot, numbers)))


def _ballot(number: int) -> Ballot:
    return tuple(number // 6**place % 6 or None for place in range(LAYOUT.questions))


def copy(folder: Path) -> dict[str, bytes]:
    """Takes every byte there is but the keys."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "keys" not in path.parts
    }


def all_pages(files: Files) -> Iterator[Page]:
    """Every page image in all the files."""
    for name, data in files.items():
        yield from pages(name, data)


def all_records(files: Files) -> Iterator[Record]:
    """Every record in all the files; of a page with many images, in the last one of each file."""
    for name, data in files.items():
        for page in {page.number: page for page in pages(name, data)}.values():
            yield from page.records


@dataclass(slots=True)
class Find:
    """What one way of looking came to. ``claims``: the number of a voter -> the ballot.

    ``named``: members whom it found to have answered, for sure and without having watched.
    """

    claims: dict[int, Ballot] = field(default_factory=dict[int, Ballot])
    named: set[int] = field(default_factory=set[int])


def linked(find: Find, who: Crowd, seed: int) -> int:
    """How many voters he gives their own ballot; where he knows nothing he guesses."""
    unclaimed = list(set(who.ballots) - set(find.claims.values()))
    Random(seed).shuffle(unclaimed)  # noqa: S311 - to be repeated, not to be safe
    guesses = iter(unclaimed)
    said = [
        find.claims[number] if number in find.claims else next(guesses, None)
        for number in range(len(who.voters))
    ]
    return sum(one == other for one, other in zip(said, who.ballots, strict=True))
