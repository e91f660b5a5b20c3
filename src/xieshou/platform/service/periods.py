"""A month, a quarter or a year that a report is of: `2026-11`, `2026-Q4`, `2026`."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.service.models import minute_of

_CODE = re.compile(r"(20[0-9]{2})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")


@dataclass(frozen=True)
class Period:
    """`end` is the first day after it."""

    code: str
    start: date
    end: date

    @property
    def label(self) -> str:
        """As a report prints it."""
        if "Q" in self.code:
            return _("%(year)s 年第 %(quarter)s 季度") % {"year": self.start.year, "quarter": self.code[-1]}
        if "-" in self.code:
            return _("%(year)s 年 %(month)s 月") % {"year": self.start.year, "month": self.start.month}
        return _("%(year)s 年") % {"year": self.start.year}

    @property
    def minutes(self) -> tuple[int, int]:
        """Its first minute since 1970, and the first one after it."""
        return minute_of(midnight(self.start)), minute_of(midnight(self.end))


def midnight(day: date) -> datetime:
    """The beginning of a day here."""
    return timezone.make_aware(datetime.combine(day, time()))


def read_period(code: str) -> Period:
    """The period; empty: this month. Raises `Invalid` with what is allowed."""
    today = timezone.localdate()
    text = code.strip().upper() or f"{today:%Y-%m}"
    found = _CODE.fullmatch(text)
    if found is None:
        raise Invalid(Problem(f"“{code}”不是期间", "期间", "2026-11、2026-Q4 或 2026"))
    year, quarter, month = int(found[1]), found[2], found[3]
    if quarter:
        return _span(text, year, 3 * int(quarter) - 2, 3)
    return _span(text, year, int(month), 1) if month else _span(text, year, 1, 12)


def _span(code: str, year: int, month: int, count: int) -> Period:
    after = month + count
    return Period(code, date(year, month, 1), date(year + (after > 12), (after - 1) % 12 + 1, 1))


def choices(first: date | None) -> list[Period]:
    """The periods to choose from: the last twelve months, the last four quarters, years since the first record."""
    today = timezone.localdate()
    codes, year, month = [], today.year, today.month
    for _step in range(12):
        codes.append(f"{year}-{month:02}")
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    year, quarter = today.year, (today.month + 2) // 3
    for _step in range(4):
        codes.append(f"{year}-Q{quarter}")
        year, quarter = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
    since = max(min(first.year if first else today.year, today.year), today.year - 9)
    codes += [str(year) for year in range(today.year, since - 1, -1)]
    return [read_period(code) for code in codes]
