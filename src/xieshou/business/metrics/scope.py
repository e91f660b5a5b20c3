"""What a figure is taken over: whose records, where, from when to when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Q

from xieshou.lib import paths


@dataclass(frozen=True)
class Scope:
    """Empty paths: any owner, any place. Both days count. `project`: only records of one project."""

    starts_on: date
    ends_on: date
    owner_path: str = ""
    place_path: str = ""
    project: int | None = None

    @classmethod
    def of_year(cls, year: int, *, owner_path: str = "", place_path: str = "", project: int | None = None) -> "Scope":
        """A calendar year, which is the budget year (预算法第十八条)."""
        return cls(date(year, 1, 1), date(year, 12, 31), owner_path, place_path, project)

    def condition(self) -> Q:
        """Whose and where, for rows with the two paths."""
        found = paths.within("owner_path", self.owner_path) if self.owner_path else Q()
        return found & paths.within("place_path", self.place_path) if self.place_path else found

    def within(self, starts_on: date, ends_on: date) -> "Scope":
        """The same over another span."""
        return replace(self, starts_on=starts_on, ends_on=ends_on)

    def whole_months(self) -> tuple[date, date] | None:
        """First days of the first and last month that lie wholly within; None when none does."""
        first = self.starts_on if self.starts_on.day == 1 else _next_month(self.starts_on)
        last = _month(self.ends_on + timedelta(days=1))  # the month after the last whole one
        last = _month(last - timedelta(days=1))
        return (first, last) if first <= last else None

    def by_month(self) -> "Iterator[Scope]":
        """The same cut at the ends of months."""
        start = self.starts_on
        while start <= self.ends_on:
            end = min(month_end(_month(start)), self.ends_on)
            yield self.within(start, end)
            start = end + timedelta(days=1)

    def edges(self) -> Iterator["Scope"]:
        """The parts of months at both ends; the whole span when no month lies wholly within."""
        months = self.whole_months()
        if months is None:
            yield self
            return
        first, after = months[0], _next_month(months[1])
        if self.starts_on < first:
            yield self.within(self.starts_on, first - timedelta(days=1))
        if after <= self.ends_on:
            yield self.within(after, self.ends_on)


def _month(day: date) -> date:
    return day.replace(day=1)


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def month_end(first: date) -> date:
    """The last day of the month that begins on `first`."""
    return _next_month(first) - timedelta(days=1)


class Bucket(NamedTuple):
    """Whose, where, in which month (its first day): what cells are kept of."""

    owner_path: str
    place_path: str
    month: date

    def condition(self) -> Q:
        """For cells, keys and marks."""
        return Q(owner_path=self.owner_path, place_path=self.place_path, month=self.month)

    def rows(self, day: str) -> Q:
        """For records whose day is the named field."""
        span = {f"{day}__gte": self.month, f"{day}__lte": month_end(self.month)}
        return Q(owner_path=self.owner_path, place_path=self.place_path, **span)

    def is_within(self, owner_path: str, place_path: str, months: tuple[date, date]) -> bool:
        """Whether all of it lies in a scope of whole months; empty paths: any owner, any place."""
        return (
            self.owner_path.startswith(owner_path)
            and self.place_path.startswith(place_path)
            and months[0] <= self.month <= months[1]
        )


def any_of(conditions: Iterable[Q]) -> Q:
    """At least one holds; of none, nothing."""
    result = Q(pk__in=[])
    for one in conditions:
        result |= one
    return result
