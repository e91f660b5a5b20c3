"""Targets that belong to another year than the one evaluated."""

import re

from xieshou.kernel.checks.indicator import Row, spot_quote
from xieshou.kernel.checks.report import MISMATCH, QUESTION
from xieshou.kernel.reading import FindingVerdict
from xieshou.kernel.target import TargetKind
from xieshou.kernel.text import normalise

YEAR_NAMED = re.compile("(?:19|20)[0-9]{2}(?=年|[-/.][0-9])")
SHORT_YEAR = re.compile("(?<![0-9])([0-9]{2})年(?:度)?(?:的)?指标")


def other_year(row: Row) -> tuple[FindingVerdict, str] | None:
    """The year (`2019 年`) that the target or the actual value of a row is of, when it is not the one evaluated."""
    if row.table.year is None or row.target.kind is TargetKind.NOT_APPLICABLE:
        return None
    target, actual = normalise(spot_quote(row.line.target)), normalise(spot_quote(row.line.actual))
    years = sorted(int(found) for found in YEAR_NAMED.findall(target)) if _is_dated(row, target) else []
    if years and not years[0] <= row.table.year <= years[-1]:
        return MISMATCH if years[-1] < row.table.year else QUESTION, f"{years[-1]} 年"
    if (found := SHORT_YEAR.search(actual)) and int(found[1]) != row.table.year % 100:
        return MISMATCH, f"20{found[1]} 年"
    return None


def _is_dated(row: Row, target: str) -> bool:
    """Whether a year in the target says when, not on what basis (`达到2015年标准`)."""
    return row.target.kind is TargetKind.DATE or bool(
        re.search("年度?[0-9]{1,2}月|年(?:底|末|内)?(?:以?前)|年(?:底|末)", target)
    )
