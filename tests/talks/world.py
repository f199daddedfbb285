"""Short ways to talk, for the tests of talks."""

from typing import Any

from bot.core.db import Reader
from bot.talks.rules import Said
from tests.sharing.gateway import ALICE, GUILD, World


async def begin(world: World, words: str = "I need to talk.", **options: Any) -> Said:
    """Alice begins a talk; what became of it."""
    options = {"named": False, **options}
    member = options.pop("member", ALICE)
    said = await world.services.talks.begin(GUILD, member, words, **options)
    assert isinstance(said, Said)
    return said


async def answer(world: World, talk_id: str, words: str = "We are here.") -> Said:
    """The team answers; what became of it."""
    said = await world.services.talks.from_team(GUILD, talk_id, words)
    assert isinstance(said, Said)
    return said


async def words_of(world: World, talk_id: str) -> list[tuple[bool, str]]:
    """(by the team, words) of a talk, as the team sees it."""
    found = await world.services.talks.look(GUILD, talk_id)
    assert found is not None
    return [(line.by_team, line.words) for line in found.lines]


async def every_value(world: World) -> list[object]:
    """Every value of every row of haven.db."""

    def look(reader: Reader) -> list[object]:
        named = reader.all("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = {row["name"] for row in named}
        return [v for t in tables for row in reader.all(f"SELECT * FROM {t}") for v in tuple(row)]

    return await world.services.db.read(look)
