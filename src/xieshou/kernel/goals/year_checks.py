"""Checks of years and dates: last year's text left in, another year's indicator, a date after the year."""

import re
from collections.abc import Iterator

from xieshou.kernel.checks.self_year import SHORT_YEAR, YEAR_NAMED
from xieshou.kernel.goals.finding import GoalFinding, Place
from xieshou.kernel.goals.reading import Declared
from xieshou.kernel.goals.severity import Severity
from xieshou.kernel.text import normalise
from xieshou.kernel.wording import Words

# A year that only says from where it is counted, or which standard or batch is meant, is no wrong year.
_BASE_BEFORE = re.compile("(?:比|较|以|按|按照|同|与|自|从|对比|相比|达到|不低于|截至|截止)$")
_NEXT_YEAR = re.compile("次年|翌年|明年|来年|下一?年度?(?=[0-9初春上])")
_BASE_AFTER = re.compile(
    "^年度?(?:标准|水平|基础|基数|底数|实际|同期|以来|起|为基|完成数|批次|级|届|立项|开工|启动|印发)"
)


def check_year(one: Declared) -> Iterator[GoalFinding]:
    """G-YEAR and G-AFTER-YEAR: the row's own year, the years in target, name and definition."""
    year, own = one.sheet.year, one.indicator.year
    if own is not None and own != year:
        what = Words(f"这一行是 {own} 年的，本表是 {year} 年", f"the row is of {own}, the sheet of {year}")
        yield one.found("G-YEAR", Place.YEAR, what)
    yield from _target(one)
    yield from _text(one, Place.NAME, one.indicator.name, Severity.BLOCK)
    yield from _text(one, Place.DEFINITION, one.indicator.definition, Severity.WARN)


def _target(one: Declared) -> Iterator[GoalFinding]:
    date, year = one.row.target.date, one.sheet.year
    is_dated = date is not None and date.year is not None and date.year > year
    if is_dated or _NEXT_YEAR.search(normalise(one.indicator.target)):
        text = one.indicator.target
        what = Words(f"目标日期“{text}”在 {year} 年之后", f"the date “{text}” lies after {year}")
        yield one.found("G-AFTER-YEAR", Place.TARGET, what)
        return
    yield from _text(one, Place.TARGET, one.indicator.target, Severity.BLOCK)


def _text(one: Declared, place: Place, text: str, severity: Severity) -> Iterator[GoalFinding]:
    other = other_year(text, one.sheet.year)
    if other is not None:
        year = one.sheet.year
        what = Words(f"“{text}”写的是 {other} 年，本表是 {year} 年", f"“{text}” names {other}, the sheet is of {year}")
        yield one.found("G-YEAR", place, what, severity)


def other_year(text: str, year: int) -> int | None:
    """The last of the years a text names when the sheet's year is none of them and not between; None otherwise."""
    plain = normalise(text)
    years = [int(found[0]) for found in YEAR_NAMED.finditer(plain) if not _is_base(plain, found)]
    years += [2000 + int(found) for found in SHORT_YEAR.findall(plain)]
    return max(years) if years and not min(years) <= year <= max(years) else None


def _is_base(text: str, found: re.Match[str]) -> bool:
    before, after = text[: found.start()], text[found.end() :]
    return bool(_BASE_BEFORE.search(before) or _BASE_AFTER.search(after))
