"""Reads published results: one result, a trend, or everything for an export."""

from dataclasses import dataclass

from bot.checkins.ballots.answers import asked
from bot.checkins.outcomes import Gone
from bot.checkins.questions.bank import Bank, Question
from bot.checkins.questions.group_questions import GroupQuestions
from bot.checkins.results import store as result_store
from bot.checkins.results.export import ExportRow
from bot.checkins.results.history import RoundResult, Series, by_series
from bot.checkins.results.trend import Point, Trend, trend
from bot.core.db import Database, Reader


@dataclass(frozen=True, slots=True)
class ResultShown:
    """One result with the questions that it covers, in the order asked."""

    result: RoundResult
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class History:
    """All results of a schedule. ``older``: the other series, most recently asked first.

    They are never drawn on one line with ``series``: they came from other questions.
    """

    series: Series
    older: tuple[Series, ...]

    @property
    def points(self) -> tuple[Point, ...]:
        """The points of the trend, oldest first."""
        return self.series.points

    @property
    def trend(self) -> Trend:
        """The direction, as far as the newest series alone shows one."""
        return trend(self.points)


class Results:
    """The published results of every group. Another group's results are never found."""

    def __init__(self, db: Database, bank: Bank, own: GroupQuestions) -> None:
        self._db = db
        self._bank = bank
        self._own = own

    async def one(self, guild_id: int, round_id: str) -> ResultShown | Gone:
        """Return the result of one round."""

        def look(reader: Reader) -> ResultShown | Gone:
            return self._shown(reader, result_store.get(reader, guild_id, round_id))

        return await self._db.read(look)

    async def latest(self, guild_id: int, schedule_id: str) -> ResultShown | Gone:
        """Return the newest result of a schedule."""

        def look(reader: Reader) -> ResultShown | Gone:
            return self._shown(reader, result_store.latest(reader, guild_id, schedule_id))

        return await self._db.read(look)

    async def history(self, guild_id: int, schedule_id: str) -> History | Gone:
        """Return the results of a schedule by series; ``Gone`` also when there is none yet."""
        found = await self._db.read(lambda r: result_store.of_schedule(r, guild_id, schedule_id))
        if not found:
            return Gone()
        newest, *older = by_series(found)
        return History(newest, tuple(older))

    async def recent(self, guild_id: int, limit: int) -> tuple[RoundResult, ...]:
        """Return a group's newest results that the team can respond to, newest first."""
        return tuple(await self._db.read(lambda r: result_store.recent(r, guild_id, limit)))

    async def export_lines(self, guild_id: int) -> tuple[ExportRow, ...]:
        """Return everything published for a group, by schedule and oldest first."""

        def look(reader: Reader) -> tuple[ExportRow, ...]:
            results = result_store.of_group(reader, guild_id)
            return tuple(
                ExportRow(result, self._questions(reader, guild_id, result)) for result in results
            )

        return await self._db.read(look)

    def _shown(self, reader: Reader, result: RoundResult | None) -> ResultShown | Gone:
        if result is None:
            return Gone()
        return ResultShown(result, self._questions(reader, result.guild_id, result))

    def _questions(
        self, reader: Reader, guild_id: int, result: RoundResult
    ) -> tuple[Question, ...]:
        keys = [question.key for question in result.published.questions]
        return asked(self._bank, self._own, reader, guild_id, keys)
