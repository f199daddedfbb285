"""What can be known about a populated group by asking the services: the same before and after."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.checkins.ballots.answers import Already
from bot.checkins.outcomes import Gone
from bot.checkins.rules import RoundState
from bot.services import Services

Facts = dict[str, Any]


async def gather(
    services: Services,
    guild_id: int,
    people: Mapping[str, int],
    case_ids: Iterable[str],
) -> Facts:
    """Everything worth comparing, as JSON has it; nothing is changed by asking."""
    return {
        "kept": {name: await _kept(services, guild_id, one) for name, one in people.items()},
        "mine": {name: await _mine(services, guild_id, one) for name, one in people.items()},
        "talks": {name: await _talks(services, guild_id, one) for name, one in people.items()},
        "records": {name: await _records(services, guild_id, one) for name, one in people.items()},
        "cases": {one: await _case(services, guild_id, one) for one in sorted(case_ids)},
        "duty": [list(one) for one in await services.roster.shown(guild_id)],
        "checkins": await _checkins(services, guild_id, people),
        "helplines": sorted(
            [one.change_id, one.kind.value, one.country, one.line_id or "", one.until]
            for one in await services.helplines.changes(guild_id)
        ),
        "phrases": [[p.phrase, p.action.value] for p in services.screening.phrases(guild_id)],
        "cells": sorted(
            [degree.value, place.value, decision.value]
            for (degree, place), decision in services.screening.table(guild_id).items()
            if decision is not services.screening.default(degree, place)
        ),
        "group": _group(services, guild_id),
    }


async def _kept(services: Services, guild_id: int, member_id: int) -> Facts:
    kept = await services.privacy.kept(guild_id, member_id)
    return {
        "posts": kept.posts,
        "names": kept.names,
        "hearings": kept.hearings,
        "reports": kept.reports,
        "talks": kept.talks,
        "records": kept.records,
        "cases": kept.cases,
        "changes": kept.changes,
        "paused_until": kept.paused_until,
    }


async def _mine(services: Services, guild_id: int, member_id: int) -> Facts:
    return {
        one.post.post_id: {
            "state": one.post.state.value,
            "muted": one.muted,
            "key_day": one.key_day,
            "words": [one.words.words, one.words.note] if one.words else None,
        }
        for one in await services.my_posts.list(guild_id, member_id)
    }


async def _talks(services: Services, guild_id: int, member_id: int) -> Facts:
    found: Facts = {}
    for talk in await services.talks.inbox(guild_id, member_id):
        seen = await services.talks.look(guild_id, talk.talk_id)
        assert seen is not None
        lines = [[one.by_team, one.words, one.at] for one in seen.lines]
        found[talk.talk_id] = {"unread": talk.unread, "closed": talk.closed, "lines": lines}
    return found


async def _records(services: Services, guild_id: int, member_id: int) -> list[Any]:
    found = await services.records.of_member(guild_id, member_id)
    return sorted([one.record_id, one.step.value, one.reason.value, one.undone] for one in found)


async def _case(services: Services, guild_id: int, case_id: str) -> Facts | None:
    case, opened = (
        await services.cases.get(guild_id, case_id),
        await services.cards.look(guild_id, case_id),
    )
    if case is None or opened is None:
        return None
    steps = await services.cases.history(guild_id, case_id)
    return {
        "kind": opened.kind.value,
        "level": opened.level.name,
        "categories": sorted(one.value for one in opened.categories),
        "words": opened.words,
        "member": opened.member_id,
        "post": opened.post_id,
        "talk": opened.talk_id,
        "reason": str(opened.reason) if opened.reason else None,
        "rules": list(opened.rules),
        "holder": case.holder_id,
        "call_at": case.call_at,
        "closing": case.closing.value if case.closing else None,
        "steps": [[one.what.value, one.detail, one.at] for one in steps or ()],
    }


async def _checkins(services: Services, guild_id: int, people: Mapping[str, int]) -> Facts:
    checkins = services.checkins
    found: Facts = {}
    for one in await checkins.schedules.list(guild_id):
        current = await checkins.rounds.current(guild_id, one.schedule_id)
        history = await checkins.results.history(guild_id, one.schedule_id)
        results = (
            []
            if isinstance(history, Gone)
            else [r for series in (history.series, *history.older) for r in series.results]
        )
        answered: list[str] = []
        if current is not None and current.state is RoundState.OPEN:
            for name, member_id in people.items():
                form = await checkins.answers.form(guild_id, current.round_id, member_id)
                if isinstance(form, Already):
                    answered.append(name)
        found[one.schedule_id] = {
            "standing": one.standing.value,
            "next_due": one.next_due,
            "parked": one.parked.value if one.parked else None,
            "channel": one.plan.channel_id,
            "open_hours": one.plan.open_hours,
            "round": current.round_id if current else None,
            "closes_at": current.closes_at if current else None,
            "answered": answered,
            "results": sorted([r.opened_at, r.published.answered] for r in results),
        }
    own = await checkins.group_questions.list(guild_id)
    return {
        "schedules": found,
        "own": sorted([one.question.id, one.question.text, one.live] for one in own),
    }


def _group(services: Services, guild_id: int) -> Facts:
    group = services.groups.get(guild_id)
    return {
        "sharing": group.sharing_channel_id,
        "care": group.care_channel_id,
        "moderators": group.moderator_role_id,
        "listeners": group.listener_role_id,
        "vetting": group.vetting,
        "link_days": group.link_days,
    }
