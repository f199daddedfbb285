"""What an admin's change of a schedule is checked against, inside the change's transaction."""

from bot.checkins.outcomes import PlanRefused, TooMany
from bot.checkins.rules import Plan, Schedule, Standing
from bot.checkins.schedules import store as schedule_store
from bot.checkins.schedules.plans import SCHEDULES_MOST, PlanFault, same_times
from bot.checkins.schedules.recurrence import latest_due, next_due
from bot.core.db import Reader


def live(reader: Reader, guild_id: int, schedule_id: str) -> Schedule | None:
    """Return a schedule of this group that is not deleted."""
    found = schedule_store.get(reader, guild_id, schedule_id)
    return found if found is not None and found.standing is not Standing.DELETED else None


def twin(reader: Reader, guild_id: int, schedule_id: str, plan: Plan) -> Schedule | None:
    """Return another live schedule that asks the same channel at the same times, if any."""
    others = (s for s in schedule_store.live(reader, guild_id) if s.schedule_id != schedule_id)
    return next((other for other in others if same_times(other.plan, plan)), None)


def no_room(reader: Reader, schedule: Schedule) -> PlanRefused | TooMany | None:
    """Return why a group cannot have this live schedule in addition; None when it can."""
    # Report a duplicate first: a second press in a full group is no reason to delete a schedule.
    if same := twin(reader, schedule.guild_id, schedule.schedule_id, schedule.plan):
        return PlanRefused(PlanFault.SAME, same)
    if len(schedule_store.live(reader, schedule.guild_id)) >= SCHEDULES_MOST:
        return TooMany(SCHEDULES_MOST)
    return None


def passed(plan: Plan, since: int, now: int) -> int:
    """Return the number of due times after ``since``, up to and including ``now``."""
    first = next_due(plan.recurrence, since)
    return latest_due(plan.recurrence, first, now)[1] if first <= now else 0
