"""Periods and due times, without a database."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from xieshou.lib import working_days
from xieshou.platform.reporting.calendar import (
    DueRule,
    DueUnit,
    Override,
    PeriodKind,
    dates_of,
    following,
    opened_by,
    preceding,
    span_of,
    span_on,
    spans,
    spans_of_year,
    year_before,
)

pytestmark = pytest.mark.function("ZC06")
KINDS = st.sampled_from(list(PeriodKind))
STARTS = st.dates(date(2018, 1, 1), date(2030, 1, 1))
DAY = timedelta(days=1)
RULES = st.builds(DueRule, st.integers(0, 20), st.sampled_from(list(DueUnit)), st.times(), st.integers(0, 40))


@given(KINDS, STARTS)
def test_it_skips_and_doubles_no_period_over_three_years(kind: PeriodKind, start: date) -> None:
    found = list(spans(kind, start, start + timedelta(days=3 * 366)))
    assert found[0].first <= start <= found[0].last
    assert all(later.first == earlier.last + DAY for earlier, later in pairwise(found))
    assert len({span.code for span in found}) == len(found)


@given(KINDS, STARTS)
def test_it_finds_a_period_again_by_its_code(kind: PeriodKind, day: date) -> None:
    span = span_on(kind, day)
    assert span_of(kind, span.code) == span
    assert preceding(following(span)) == span


@given(KINDS, st.integers(2018, 2030))
def test_it_counts_every_period_to_exactly_one_year(kind: PeriodKind, year: int) -> None:
    both = [*spans_of_year(kind, year), *spans_of_year(kind, year + 1)]
    assert both == list(spans(kind, both[0].first, both[-1].last))


@given(KINDS, STARTS, RULES)
def test_it_is_due_after_the_period_and_in_the_order_of_the_periods(kind: PeriodKind, day: date, rule: DueRule) -> None:
    span = span_on(kind, day)
    assert timezone.localtime(rule.due_at(span)).date() >= span.last
    assert rule.due_at(span) <= rule.due_at(following(span))
    assert rule.opens_at(span) < rule.opens_at(following(span))


@given(KINDS, STARTS, RULES)
def test_it_is_due_on_a_working_day_when_working_days_are_counted(kind: PeriodKind, day: date, rule: DueRule) -> None:
    due = timezone.localtime(rule.due_at(span_on(kind, day))).date()
    assert rule.unit is not DueUnit.WORKING or rule.days == 0 or working_days.is_working(due)


@given(KINDS, RULES, st.lists(st.datetimes(datetime(2020, 1, 1), datetime(2022, 12, 31)), min_size=2, max_size=5))  # noqa: DTZ001
def test_it_opens_the_same_periods_however_often_it_is_asked(
    kind: PeriodKind, rule: DueRule, moments: list[datetime]
) -> None:
    """Asking at every moment or only at the last gives the same: nothing is lost while the worker is down."""
    asked = sorted(moment.replace(tzinfo=UTC) for moment in moments)
    often = {one.span.code for now in asked for one in opened_by(kind, rule, {}, date(2020, 1, 1), None, now)}
    once = {one.span.code for one in opened_by(kind, rule, {}, date(2020, 1, 1), None, asked[-1])}
    assert often == once


def test_it_knows_leap_days() -> None:
    assert span_on(PeriodKind.MONTHLY, date(2020, 2, 10)).last == date(2020, 2, 29)
    assert span_on(PeriodKind.MONTHLY, date(2021, 2, 10)).last == date(2021, 2, 28)


def test_it_counts_weeks_across_the_new_year_as_iso_does() -> None:
    week = span_on(PeriodKind.WEEKLY, date(2021, 1, 2))
    assert (week.code, week.first, week.last) == ("2020-W53", date(2020, 12, 28), date(2021, 1, 3))
    assert following(week).code == "2021-W01"
    assert year_before(week) is None


@pytest.mark.parametrize(
    ("kind", "count"), [("weekly", 53), ("monthly", 12), ("quarterly", 4), ("half_yearly", 2), ("yearly", 1)]
)
def test_it_has_so_many_periods_in_2020(kind: str, count: int) -> None:
    assert len(spans_of_year(PeriodKind(kind), 2020)) == count


@pytest.mark.parametrize("code", ["2020-13", "2020-00", "2020-1", "2020Q1", "abc", "2020-W01"])
def test_it_refuses_what_is_no_month(code: str) -> None:
    assert span_of(PeriodKind.MONTHLY, code) is None


def test_it_counts_working_days_over_the_spring_festival() -> None:
    """January 2020 ends in the lengthened festival: the third working day after it is 5 February."""
    rule = DueRule(3, DueUnit.WORKING, time(17, 30), 5)
    due = timezone.localtime(rule.due_at(span_on(PeriodKind.MONTHLY, date(2020, 1, 1))))
    assert due.strftime("%Y-%m-%d %H:%M") == "2020-02-05 17:30"


def test_it_lets_an_exception_go_before_the_rule() -> None:
    span, rule = span_on(PeriodKind.MONTHLY, date(2020, 2, 1)), DueRule(3, DueUnit.CALENDAR, time(17, 30), 5)
    later = datetime(2020, 3, 20, tzinfo=UTC)
    dates = dates_of(span, rule, {"2020-02": Override(None, later, "疫情期间延期")})
    assert (dates.due_at, dates.opens_at, dates.reason) == (later, rule.opens_at(span), "疫情期间延期")


def test_it_opens_a_period_that_an_exception_opens_far_ahead() -> None:
    rule, early = DueRule(3, DueUnit.CALENDAR, time(17, 30), 0), datetime(2020, 1, 15, tzinfo=UTC)
    found = opened_by(
        PeriodKind.MONTHLY, rule, {"2020-12": Override(early, None, "提前")}, date(2020, 1, 1), None, early
    )
    assert [one.span.code for one in found] == ["2020-12"]
