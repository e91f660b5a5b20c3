"""Periods and their due times. No database: a cadence, a code, two days, and a rule."""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xieshou.lib import working_days

DAY = timedelta(days=1)


class PeriodKind(models.TextChoices):
    WEEKLY = "weekly", _("周报")
    MONTHLY = "monthly", _("月报")
    QUARTERLY = "quarterly", _("季报")
    HALF_YEARLY = "half_yearly", _("半年报")
    YEARLY = "yearly", _("年报")


class DueUnit(models.TextChoices):
    WORKING = "working", _("工作日")
    CALENDAR = "calendar", _("自然日")


MONTHS = {PeriodKind.MONTHLY: 1, PeriodKind.QUARTERLY: 3, PeriodKind.HALF_YEARLY: 6, PeriodKind.YEARLY: 12}
PATTERNS = {
    PeriodKind.WEEKLY: re.compile(r"(\d{4})-W(\d{2})"),
    PeriodKind.MONTHLY: re.compile(r"(\d{4})-(\d{2})"),
    PeriodKind.QUARTERLY: re.compile(r"(\d{4})Q(\d)"),
    PeriodKind.HALF_YEARLY: re.compile(r"(\d{4})H(\d)"),
    PeriodKind.YEARLY: re.compile(r"(\d{4})()"),
}
CODE_EXAMPLES = {
    PeriodKind.WEEKLY: "2020-W09",
    PeriodKind.MONTHLY: "2020-03",
    PeriodKind.QUARTERLY: "2020Q1",
    PeriodKind.HALF_YEARLY: "2020H1",
    PeriodKind.YEARLY: "2020",
}


@dataclass(frozen=True)
class Span:
    """One period: its number within its year (weeks: ISO 8601 year and week), first and last day."""

    kind: PeriodKind
    year: int
    number: int
    first: date
    last: date

    @property
    def code(self) -> str:
        """Sorts in time within one kind; the same writing as elsewhere: 2020, 2020H1, 2020Q1, 2020-03, 2020-W09."""
        return {
            PeriodKind.WEEKLY: f"{self.year}-W{self.number:02d}",
            PeriodKind.MONTHLY: f"{self.year}-{self.number:02d}",
            PeriodKind.QUARTERLY: f"{self.year}Q{self.number}",
            PeriodKind.HALF_YEARLY: f"{self.year}H{self.number}",
            PeriodKind.YEARLY: f"{self.year}",
        }[self.kind]

    @property
    def short(self) -> str:
        """The head of a column within its year."""
        return {
            PeriodKind.WEEKLY: f"{self.number}周",
            PeriodKind.MONTHLY: f"{self.number}月",
            PeriodKind.QUARTERLY: f"{self.number}季",
            PeriodKind.HALF_YEARLY: "上半年" if self.number == 1 else "下半年",
            PeriodKind.YEARLY: "全年",
        }[self.kind]

    @property
    def label(self) -> str:
        """The period as a person reads it."""
        return {
            PeriodKind.WEEKLY: f"{self.year} 年第 {self.number} 周（{self.first:%m-%d}—{self.last:%m-%d}）",
            PeriodKind.MONTHLY: f"{self.year} 年 {self.number} 月",
            PeriodKind.QUARTERLY: f"{self.year} 年第 {self.number} 季度",
            PeriodKind.HALF_YEARLY: f"{self.year} 年{'上' if self.number == 1 else '下'}半年",
            PeriodKind.YEARLY: f"{self.year} 年",
        }[self.kind]


def span_on(kind: PeriodKind, day: date) -> Span:
    """The period that holds a day."""
    if kind is PeriodKind.WEEKLY:
        year, week, weekday = day.isocalendar()
        first = day - DAY * (weekday - 1)
        return Span(kind, year, week, first, first + DAY * 6)
    return _months(kind, day.year, (day.month - 1) // MONTHS[kind] + 1)


def _months(kind: PeriodKind, year: int, number: int) -> Span:
    last_month = number * MONTHS[kind]
    first = date(year, last_month - MONTHS[kind] + 1, 1)
    return Span(kind, year, number, first, date(year, last_month, monthrange(year, last_month)[1]))


def span_of(kind: PeriodKind, code: str) -> Span | None:
    """The period of a code; None when the code is none of this cadence."""
    found = PATTERNS[kind].fullmatch(code)
    if found is None:
        return None
    year, number = int(found[1]), int(found[2] or 1)
    try:
        if kind is PeriodKind.WEEKLY:
            return span_on(kind, date.fromisocalendar(year, number, 1))
        return _months(kind, year, number)
    except ValueError:  # month 13, week 60
        return None


def following(span: Span) -> Span:
    """The next period."""
    return span_on(span.kind, span.last + DAY)


def preceding(span: Span) -> Span:
    """The period before."""
    return span_on(span.kind, span.first - DAY)


def year_before(span: Span) -> Span | None:
    """The same period of last year; None for week 53 of a year after one with 52 weeks."""
    if span.kind is not PeriodKind.WEEKLY:
        return _months(span.kind, span.year - 1, span.number)
    return span_of(span.kind, f"{span.year - 1}-W{span.number:02d}")


def spans(kind: PeriodKind, first: date, last: date) -> Iterator[Span]:
    """Every period that ends on or after `first` and begins on or before `last`, in order, none skipped or doubled."""
    span = span_on(kind, first)
    while span.first <= last:
        yield span
        span = following(span)


def spans_of_year(kind: PeriodKind, year: int) -> list[Span]:
    """The periods counted to a year: 1, 2, 4, 12, or 52 or 53 ISO weeks."""
    around = spans(kind, date(year, 1, 1), date(year, 12, 31))
    return [span for span in around if span.year == year]


@dataclass(frozen=True)
class DueRule:
    """`days` after the period's last day at `at`; open from `opens_before` days before that last day, at midnight."""

    days: int
    unit: DueUnit
    at: time
    opens_before: int

    def opens_at(self, span: Span) -> datetime:
        return timezone.make_aware(datetime.combine(span.last - DAY * self.opens_before, time(0)))

    def due_at(self, span: Span) -> datetime:
        is_working = self.unit is DueUnit.WORKING
        day = working_days.after(span.last, self.days) if is_working else span.last + DAY * self.days
        return timezone.make_aware(datetime.combine(day, self.at))


@dataclass(frozen=True)
class Dates:
    """When a period opens and is due, and why this differs from the rule (empty: it does not)."""

    span: Span
    opens_at: datetime
    due_at: datetime
    reason: str = ""


@dataclass(frozen=True)
class Override:
    """An exception for one period; None: as the rule says."""

    opens_at: datetime | None
    due_at: datetime | None
    reason: str


def dates_of(span: Span, rule: DueRule, overrides: Mapping[str, Override]) -> Dates:
    """The dates of one period by the rule and the exceptions."""
    found = overrides.get(span.code)
    opens_at, due_at = rule.opens_at(span), rule.due_at(span)
    if found is None:
        return Dates(span, opens_at, due_at)
    return Dates(span, found.opens_at or opens_at, found.due_at or due_at, found.reason)


def opened_by(
    kind: PeriodKind, rule: DueRule, overrides: Mapping[str, Override], since: date, until: date | None, now: datetime
) -> list[Dates]:
    """Every period from the one that holds `since` that is open at `now`, in order.

    An exception may open a period far ahead, so the excepted periods are asked as well.
    """
    horizon = timezone.localtime(now).date() + DAY * rule.opens_before
    last = min(horizon, until) if until is not None else horizon
    ordinary = spans(kind, since, last)
    ahead = (span for code in overrides if (span := span_of(kind, code)) is not None and last < span.first)
    allowed = (span for span in ahead if until is None or span.first <= until)
    found = {span.code: dates_of(span, rule, overrides) for span in chain(ordinary, allowed) if span.last >= since}
    return sorted((one for one in found.values() if one.opens_at <= now), key=lambda one: one.span.first)
