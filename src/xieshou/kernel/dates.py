"""Dates as exact as they were written: `2020年9月招生开学`, `9月前`, `2020年内`, `2019/10/1`."""

import re
from dataclasses import dataclass
from enum import StrEnum


class DateEdge(StrEnum):
    """Where in its period a date lies."""

    WITHIN = "within"  # 2020年9月
    BEFORE = "before"  # 2020年9月前
    BY_END = "by-end"  # 2020年9月底前, 2020年内


class DateError(ValueError):
    """A day that the calendar does not have."""


_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_EDGES = {DateEdge.WITHIN: "", DateEdge.BEFORE: "前", DateEdge.BY_END: "底前"}


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as exact as it was written; `9月前` has no year, `2020年内` no month. Raises `DateError`."""

    year: int | None
    month: int | None = None
    day: int | None = None
    edge: DateEdge = DateEdge.WITHIN

    def __post_init__(self) -> None:
        if (self.month is None and (self.year is None or self.day is not None)) or not self._is_in_calendar():
            raise DateError(f"{self.year}-{self.month}-{self.day}: not a day, month or year of the calendar")

    def _is_in_calendar(self) -> bool:
        if self.month is None:
            return True
        if not 1 <= self.month <= 12:
            return False
        leap = self.year is None or (self.year % 4 == 0 and (self.year % 100 != 0 or self.year % 400 == 0))
        days = _DAYS[self.month - 1] if leap or self.month != 2 else 28
        return self.day is None or 1 <= self.day <= days

    def __str__(self) -> str:
        parts = ((self.year, "年"), (self.month, "月"), (self.day, "日"))
        return "".join(f"{value}{unit}" for value, unit in parts if value is not None) + _EDGES[self.edge]


YEAR = "(?:19|20)[0-9]{2}"
_DAY_WRITTEN = f"(?:(?P<y>{YEAR})年度?)?(?:(?P<m>[0-9]{{1,2}})月份?(?:(?P<d>[0-9]{{1,2}})[日号])?)?"
_DAY_SLASHED = rf"(?P<y>{YEAR})(?P<s>[-/.])(?P<m>[0-9]{{1,2}})(?P=s)(?P<d>[0-9]{{1,2}})日?"
_MONTH_SLASHED = f"(?P<y>{YEAR})[-/](?P<m>[0-9]{{1,2}})"
_YEAR_END = "(?:本|当)?年(?P<year_end>)(?=底|末|内)"
_HALF_YEAR = f"(?:(?P<y>{YEAR})年)?(?P<half>[上下])半年"
_BEFORE = "(?:以|之)?前"
_TAIL = f"(?P<edge>年?[底末](?:{_BEFORE})?|{_BEFORE}(?![一二三四五六七八九十期半])|(?:以|之)?内)?(?P<event>[^0-9]*)"
_BY = "(?:于|在|截至|截止到?|至|到|力争|争取|确保|计划|预计)*"
_FORMS = (_DAY_SLASHED, _MONTH_SLASHED, _HALF_YEAR, _YEAR_END, _DAY_WRITTEN)
_DATES = tuple(re.compile(_BY + form + _TAIL) for form in _FORMS)
_VAGUE_EVENT = re.compile("[前之以内底末]|[上中下]旬|初|中|第|[一二三四]季|[上下]半|个|春|秋|夏|冬")


def read_date(text: str) -> tuple[PartialDate, str] | None:
    """Read a normalised text that is a date and what happens then: `2020年9月招生开学`; None for anything else.

    Raises `DateError` for a day that does not exist, and for one that is only roughly named (`9月中旬`).
    """
    for form in _DATES:
        found = form.fullmatch(text)
        if found and (read := _date_of(found.groupdict())):
            event = found["event"].lstrip(",，:;、")
            if _VAGUE_EVENT.match(event):
                raise DateError(f"'{text}' names a part of a month")
            return read, event
    return None


def _date_of(found: dict[str, str | None]) -> PartialDate | None:
    year, month, day = (int(value) if (value := found.get(key)) else None for key in "ymd")
    if found.get("half"):
        return PartialDate(year or None, 6 if found["half"] == "上" else 12, edge=DateEdge.BY_END)
    if found.get("year_end") is not None:
        month = 12
    in_a_month = year is None and "year_end" not in found and (found["edge"] or "").endswith("内")
    if in_a_month or (year is None and month is None):
        return None  # `12月内`: in December, or in twelve months
    return PartialDate(year, month, day, _edge(found["edge"]))


def _edge(written: str | None) -> DateEdge:
    if not written:
        return DateEdge.WITHIN
    return DateEdge.BEFORE if written.endswith("前") and written[0] not in "年底末" else DateEdge.BY_END
