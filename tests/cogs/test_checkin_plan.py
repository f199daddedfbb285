"""A plan in a button's id: it comes back whole, it fits, and nothing else is taken for one."""

import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.checkins.rules import OPEN_HOURS, REMINDERS, CatchUp, Plan, QuestionSet
from bot.checkins.schedules.recurrence import (
    EVERY_AT_MOST,
    LAST,
    MonthlyDay,
    MonthlyNth,
    Recurrence,
    Rule,
    Weekly,
)
from bot.checkins.schedules.zones import zone_names
from bot.core.wording import Wording
from cogs.checkins.drafts import CheckinPick, CheckinSave
from cogs.checkins.plan import (
    DRAFT,
    PlanDraft,
    changes,
    code,
    date_lines,
    pack,
    plan_fields,
    read,
    unpack,
    when_text,
)

ID = "AbCdEfGhIjKlMnOpQrStU_"
CUSTOM_ID_MAX = 100
MANY_CHANGES = 9_999_999
LARGEST_ID = 2**64 - 1
LONGEST = max(zone_names(), key=len)
MONDAY = date(2026, 11, 2)

rules: st.SearchStrategy[Rule] = st.one_of(
    st.builds(
        Weekly,
        st.integers(1, EVERY_AT_MOST),
        st.frozensets(st.integers(0, 6), min_size=1),
        st.dates(date(2001, 1, 1), date(2199, 12, 31)),
    ),
    st.builds(MonthlyDay, st.integers(1, 31)),
    st.builds(MonthlyNth, st.sampled_from((1, 2, 3, 4, LAST)), st.integers(0, 6)),
)
recurrences = st.builds(
    Recurrence, rules, st.integers(0, 23), st.integers(0, 59), st.sampled_from(zone_names())
)
plans = st.builds(
    Plan,
    channel_id=st.integers(0, LARGEST_ID),
    recurrence=recurrences,
    open_hours=st.sampled_from(OPEN_HOURS),
    question_set=st.sampled_from(QuestionSet),
    reminder=st.sampled_from(REMINDERS),
    catch_up=st.sampled_from(CatchUp),
)
drafts = st.builds(PlanDraft, plans, st.none() | st.just(ID), st.integers(0, MANY_CHANGES))


def _plan(rule: Rule, zone: str = "Europe/Berlin", hour: int = 19) -> Plan:
    return Plan(channel_id=1, recurrence=Recurrence(rule, hour, 0, zone))


def _weekly(*days: int, every: int = 1, anchor: date = MONDAY) -> Weekly:
    return Weekly(every, frozenset(days), anchor)


WORST = PlanDraft(
    Plan(
        channel_id=LARGEST_ID,
        recurrence=Recurrence(
            _weekly(*range(7), every=8, anchor=date(2001, 2, 19)), 23, 59, LONGEST
        ),
        open_hours=OPEN_HOURS[-1],
        question_set=tuple(QuestionSet)[-1],
        reminder=REMINDERS[-1],
        catch_up=tuple(CatchUp)[-1],
    ),
    ID,
    MANY_CHANGES,
)


@given(plans)
@example(WORST.plan)
def test_a_plan_comes_back_as_it_was_packed(plan: Plan) -> None:
    assert unpack(pack(plan)) == plan


def test_a_plan_of_every_zone_comes_back() -> None:
    every = [_plan(MonthlyNth(LAST, 4), zone) for zone in zone_names()]

    assert [unpack(pack(plan)) for plan in every] == every


@given(drafts)
@example(WORST)
def test_a_draft_is_read_from_the_ids_of_its_own_buttons(draft: PlanDraft) -> None:
    found = re.fullmatch(DRAFT, code(draft))

    assert found is not None
    assert read(found["target"], found["version"], found["packed"]) == draft


@given(drafts)
@example(WORST)
def test_the_ids_of_a_preview_fit_into_discords_hundred_characters(draft: PlanDraft) -> None:
    target, version, packed = code(draft).split(":", 2)
    ids = [CheckinPick(field, target, version, packed).custom_id for field in "osrc"]
    ids.append(CheckinSave(target, version, packed).custom_id)

    assert max(map(len, ids)) <= CUSTOM_ID_MAX
    assert all(CheckinPick.__discord_ui_compiled_template__.fullmatch(i) for i in ids[:4])
    assert CheckinSave.__discord_ui_compiled_template__.fullmatch(ids[4])


@given(plans, plans)
def test_two_plans_have_two_ids(one: Plan, other: Plan) -> None:
    assert (pack(one) == pack(other)) == (one == other)


@given(st.text("AQgw_-z0", min_size=20, max_size=20), st.sampled_from(zone_names()))
def test_letters_that_nobody_packed_are_a_valid_plan_or_none(letters: str, zone: str) -> None:
    plan = unpack(f"{letters}.{zone}")

    if plan is not None:
        assert unpack(pack(plan)) == plan


@pytest.mark.parametrize(
    "packed",
    [
        "",
        ".",
        "." + LONGEST,
        pack(WORST.plan)[:-1],
        pack(WORST.plan)[1:],
        pack(WORST.plan).partition(".")[0],
        pack(WORST.plan).partition(".")[0] + ".Europe/Atlantis",
        pack(WORST.plan).partition(".")[0] + ".europe/berlin",
        "é" * 20 + ".Europe/Berlin",
        "_" * 20 + ".Europe/Berlin",
        "A" * 20 + ".Europe/Berlin",  # a weekly rule without a day
    ],
)
def test_what_is_no_plan_is_none(packed: str) -> None:
    assert unpack(packed) is None
    assert read("-", "1", packed) is None


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (_weekly(0), "every week on Monday at 19:00 (Europe/Berlin)"),
        (_weekly(3, 0), "every week on Monday, Thursday at 19:00 (Europe/Berlin)"),
        (_weekly(*range(7)), "every day at 19:00 (Europe/Berlin)"),
        (_weekly(*range(7), every=2), "every 2 weeks on every day at 19:00 (Europe/Berlin)"),
        (_weekly(4, every=2), "every 2 weeks on Friday at 19:00 (Europe/Berlin)"),
        (_weekly(6, every=4), "every 4 weeks on Sunday at 19:00 (Europe/Berlin)"),
        (MonthlyDay(1), "every month on day 1 at 19:00 (Europe/Berlin)"),
        (MonthlyDay(28), "every month on day 28 at 19:00 (Europe/Berlin)"),
        (
            MonthlyDay(29),
            "every month on day 29 (in a shorter month, on its last day) at 19:00 (Europe/Berlin)",
        ),
        (
            MonthlyDay(31),
            "every month on day 31 (in a shorter month, on its last day) at 19:00 (Europe/Berlin)",
        ),
        (MonthlyNth(1, 0), "every month on the first Monday at 19:00 (Europe/Berlin)"),
        (MonthlyNth(LAST, 4), "every month on the last Friday at 19:00 (Europe/Berlin)"),
    ],
)
def test_a_rule_reads_like_a_sentence(content: Wording, rule: Rule, words: str) -> None:
    assert when_text(content, _plan(rule).recurrence) == words


@given(plan=plans)
@example(plan=WORST.plan)
def test_every_plan_has_words_for_all_that_was_chosen(content: Wording, plan: Plan) -> None:
    fields = plan_fields(content, plan)

    assert len(fields) == 6
    assert all(value for value in fields.values())
    assert not any("{" in value for value in fields.values())
    assert fields["Channel"] == f"<#{plan.channel_id}>"


@given(before=plans, after=plans)
def test_what_differs_is_said_and_nothing_else(content: Wording, before: Plan, after: Plan) -> None:
    assert changes(content, before, before) == []
    assert bool(changes(content, before, after)) == (before != after)


def test_a_change_names_what_was_and_what_will_be(content: Wording) -> None:
    lines = changes(content, _plan(_weekly(0)), _plan(_weekly(0), hour=20))

    assert lines == [
        "• When: every week on Monday at 19:00 (Europe/Berlin) → "
        "every week on Monday at 20:00 (Europe/Berlin)"
    ]


def test_the_same_days_in_other_weeks_are_a_change(content: Wording) -> None:
    odd = _plan(_weekly(0, every=2))
    even = _plan(_weekly(0, every=2, anchor=date(2026, 11, 9)))

    [line] = changes(content, odd, even)
    assert "in other weeks" in line


def test_a_date_is_shown_there_and_on_the_readers_clock(content: Wording) -> None:
    lines = date_lines(content, [1793642400, 1774746000], "Europe/Berlin")

    assert lines == [
        "• Monday 2 Nov 2026, 19:00 · <t:1793642400:f>",
        "• Sunday 29 Mar 2026, 03:00 · <t:1774746000:f>",  # the very hour of a clock change
    ]
