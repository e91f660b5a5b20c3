"""Self-evaluation tables: the total is the sum of the scores, the points are the full marks."""

from collections.abc import Iterator

from xieshou.kernel.checks.figures import Figure, figure, sum_of
from xieshou.kernel.checks.report import MISMATCH, OK, finding, sum_finding, table_name
from xieshou.kernel.checks.self_funds import total_row
from xieshou.kernel.exact import HUNDRED, Exact
from xieshou.kernel.reading import Finding, IndicatorLine, ReadTable, Seen, TableKind
from xieshou.kernel.text import normalise
from xieshou.kernel.wording import Words

_RATE_POINTS = (Exact(10), Exact(20))


def check_totals(table: ReadTable) -> Iterator[Finding]:
    """SE-TOTAL, SE-POINTS and SE-ABOVE of one table; nothing where a cell that counts is missing or uncertain.

    Points that are the full marks prove that no row was lost; without them a sum over uncertain rows accuses nobody.
    """
    points = list(_points(table))
    is_proven = any(one.verdict is OK for one in points) or not any(line.uncertain for line in table.indicators)
    yield from (one for one in (*points, *_scores(table)) if is_proven or one.verdict is not MISMATCH)
    for line in table.indicators:
        yield from _above(table, line)


def _points(table: ReadTable) -> Iterator[Finding]:
    parts = _column(table, "points")
    if not parts:
        return
    fund = _fund(table, "points")
    full = figure(table.total_points) or Figure(HUNDRED, 0, "100", table.spot)
    lists = [parts + fund, parts] if fund else [parts]
    if not fund and _has_rate(table) and full.value - sum_of(parts) in _RATE_POINTS:
        return  # the form prints no points for the execution rate, or its fund block stands elsewhere
    chosen = next((terms for terms in lists if sum_of(terms) == full.value), lists[0])
    yield sum_finding(
        "SE-POINTS", table_name(table), full, chosen, Words("分值合计", "sum of the points"), rounded=False
    )


def _scores(table: ReadTable) -> Iterator[Finding]:
    whole, parts = figure(table.total), _column(table, "score")
    if whole is None or not parts:
        return
    fund = _fund(table, "score")
    points = _column(table, "points")
    if not fund and _has_rate(table) and points and HUNDRED - sum_of(points) in _RATE_POINTS:
        return  # the rate's score is not printed
    chosen = _terms(table, whole, parts, fund)
    yield sum_finding(
        "SE-TOTAL", table_name(table), whole, chosen, Words("各项得分之和", "sum of the scores"), rounded=False
    )


def _has_rate(table: ReadTable) -> bool:
    """Whether the form gives points for the execution rate, be they printed or not."""
    return bool(table.funds) or table.kind in (TableKind.GOALS, TableKind.PROJECT_SELF)


def _terms(table: ReadTable, whole: Figure, parts: list[Figure], fund: list[Figure]) -> list[Figure]:
    """With the execution rate's score, unless it stands among the indicators."""
    if not fund:
        return parts
    points = _column(table, "points")
    is_inside = bool(points) and sum_of(points) == HUNDRED
    is_sum = sum_of(parts) == whole.value
    return parts if is_inside or is_sum else fund + parts


def _column(table: ReadTable, key: str) -> list[Figure]:
    """The figures of a column; none at all when one is missing where something was scored."""
    found = []
    for line in table.indicators:
        seen: Seen | None = getattr(line, key)
        value = figure(seen)
        if value is None and not _is_idle(line, seen):
            return []
        found += [value] if value else []
    return found


def _is_idle(line: IndicatorLine, seen: Seen | None) -> bool:
    """Whether an empty cell means nothing: the indicator has no points, or no target."""
    points = figure(line.points)
    has_target = line.target is not None and normalise(line.target.text) not in ("", "无", "-", "0", "/")
    is_blank = seen is None or normalise(seen.text) in ("", "-", "/", "无")
    return is_blank and not line.uncertain and (not has_target if points is None else not points.value)


def _fund(table: ReadTable, key: str) -> list[Figure]:
    row = total_row(table)
    value = figure(getattr(row, key)) if row else None
    return [value] if value else []


def _above(table: ReadTable, line: IndicatorLine) -> Iterator[Finding]:
    points, score = figure(line.points), figure(line.score)
    if points is None or score is None or line.uncertain or score.value <= points.value:
        return
    text = Words(
        f"“{line.name.text}”得 {score.text} 分，分值只有 {points.text} 分",
        f"“{line.name.text}” scores {score.text} of only {points.text} points",
    )
    yield finding("SE-ABOVE", MISMATCH, score.spot, table_name(table), score.text, f"≤{points.text}", text)
