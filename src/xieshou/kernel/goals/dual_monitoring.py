"""Dual monitoring (JX08): spending and targets against time, against each other, and what is said of the year's end.

Time is month ÷ 12 exactly (序时进度). Amounts are exact, in yuan; a missing amount is no zero.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xieshou.kernel.comparison import Verdict, compare
from xieshou.kernel.exact import ONE, Exact
from xieshou.kernel.goals.finding import GoalFinding, Place, found, in_order
from xieshou.kernel.goals.limits import MonitoringLimits
from xieshou.kernel.goals.progress import (
    MONTHS,
    MonitoredIndicator,
    Possibility,
    Progress,
    overall,
    percent_text,
    progress_of,
)
from xieshou.kernel.goals.reading import read_row
from xieshou.kernel.target import TargetKind
from xieshou.kernel.wording import Words

_DEFAULT = MonitoringLimits()


class MonthError(ValueError):
    """A month that no year has."""


@dataclass(frozen=True, slots=True)
class MonitoredFunds:
    """The year's budget (adjusted) and what was spent to the end of the month, in yuan; None is missing."""

    budget: Exact | None = None
    spent: Exact | None = None

    @property
    def rate(self) -> Exact | None:
        """Spent ÷ budget; None where one is missing or nothing was budgeted."""
        return self.spent / self.budget if self.spent is not None and self.budget else None


@dataclass(frozen=True, slots=True)
class Monitoring:
    """What monitoring shows: exact shares of one, each indicator's progress, the findings worst first."""

    time: Exact
    spending: Exact | None
    targets: Exact | None
    targets_arithmetic: Words | None
    spending_forecast: Exact | None  # yuan, by the monthly mean
    progress: tuple[Progress, ...]
    findings: tuple[GoalFinding, ...]


def monitoring(
    funds: MonitoredFunds,
    indicators: Sequence[MonitoredIndicator],
    *,
    year: int,
    month: int,
    limits: MonitoringLimits = _DEFAULT,
) -> Monitoring:
    """Everything that the end of a month shows. Raises `MonthError` for a month outside 1–12."""
    if not 1 <= month <= MONTHS:
        raise MonthError(f"month {month}: write a month from 1 to {MONTHS}")
    time = Exact(month, MONTHS)
    real = [one for one in indicators if not one.indicator.is_placeholder]
    known = [(one, progress_of(one, year=year, month=month)) for one in real]
    whole = overall([(progress, one.indicator.points_value) for one, progress in known])
    findings = [*_funds(funds, time, limits), *_overall_gap(funds.rate, whole, limits)]
    for one, progress in known:
        findings += [*_against_time(one, progress, funds.rate, time, limits), *_said(one, progress, year)]
        findings += _passed(one, year, month)
    return Monitoring(
        time=time,
        spending=funds.rate,
        targets=whole[0] if whole else None,
        targets_arithmetic=whole[1] if whole else None,
        spending_forecast=None if funds.spent is None else funds.spent / time,
        progress=tuple(progress for _, progress in known),
        findings=in_order(findings),
    )


# --- money ---


def _funds(funds: MonitoredFunds, time: Exact, limits: MonitoringLimits) -> Iterator[GoalFinding]:
    """M-NO-SPENDING, M-OVERSPENT, M-SPENDING-BEHIND and M-SPENDING-AHEAD: one of them at most."""
    budget, spent, rate = funds.budget, funds.spent, funds.rate
    if budget is None or spent is None:
        missing = Words("全年预算数", "the budget") if budget is None else Words("执行数", "the spending")
        yield found("M-NO-SPENDING", "", Place.FUNDS, Words("没有", "missing: ") + missing)
    elif spent > budget:
        what = Words(f"执行 {spent} 元，大于全年预算 {budget} 元", f"spent {spent} yuan of {budget} yuan")
        yield found("M-OVERSPENT", "", Place.FUNDS, what)
    elif rate is not None and time - rate > limits.spending:
        yield found("M-SPENDING-BEHIND", "", Place.FUNDS, _rate_words(funds, rate, time))
    elif rate is not None and rate - time > limits.spending:
        yield found("M-SPENDING-AHEAD", "", Place.FUNDS, _rate_words(funds, rate, time))


def _rate_words(funds: MonitoredFunds, rate: Exact, time: Exact) -> Words:
    sums = f"{funds.spent} ÷ {funds.budget} = {percent_text(rate)}"
    zh = f"支出进度 {sums}，序时进度 {percent_text(time)}，相差 {_points(rate, time)} 个百分点"
    en = f"spending {sums}, time {percent_text(time)}, {_points(rate, time)} points apart"
    return Words(zh, en)


def _points(one: Exact, other: Exact) -> str:
    """How far two shares are apart, in percentage points at two decimals."""
    apart = one - other if one >= other else other - one
    return percent_text(apart).removesuffix("%")


# --- targets ---


def _against_time(
    one: MonitoredIndicator, progress: Progress, spending: Exact | None, time: Exact, limits: MonitoringLimits
) -> Iterator[GoalFinding]:
    """M-NO-VALUE, M-TARGET-BEHIND, M-LIMIT-NEAR and, against the money, M-GAP of one indicator."""
    if not (one.so_far or "").strip():
        yield _one("M-NO-VALUE", one, Place.ACTUAL, Words("没有填完成情况", "no value was entered"))
    share, told = progress.share, progress.arithmetic
    if share is None or told is None:
        return
    beside = Words(f"，序时进度 {percent_text(time)}", f", time {percent_text(time)}")
    if progress.is_limit:
        if share - time > limits.target:
            yield _one("M-LIMIT-NEAR", one, Place.ACTUAL, told + beside)
        return
    if time - share > limits.target:
        yield _one("M-TARGET-BEHIND", one, Place.ACTUAL, told + beside)
    if spending is not None and _is_apart(_capped(share), spending, limits.gap):
        yield _one("M-GAP", one, Place.ACTUAL, told + _gap(_capped(share), spending))


def _overall_gap(
    spending: Exact | None, whole: tuple[Exact, Words] | None, limits: MonitoringLimits
) -> Iterator[GoalFinding]:
    """M-GAP of the whole: all targets against the money."""
    if spending is not None and whole is not None and _is_apart(whole[0], spending, limits.gap):
        head = Words("目标总进度", "all targets: ")
        yield found("M-GAP", "", Place.SHEET, head + whole[1] + _gap(whole[0], spending))


def _gap(share: Exact, spending: Exact) -> Words:
    points = _points(share, spending)
    return Words(
        f"，支出进度 {percent_text(spending)}，相差 {points} 个百分点",
        f", spending {percent_text(spending)}, {points} points apart",
    )


def _is_apart(one: Exact, other: Exact, margin: Exact) -> bool:
    return one - other > margin or other - one > margin


def _capped(share: Exact) -> Exact:
    return share if share < ONE else ONE


# --- what is said of the year's end ---


def _said(one: MonitoredIndicator, progress: Progress, year: int) -> Iterator[GoalFinding]:
    """M-IMPOSSIBLE-NO-REMARK, M-CERTAIN-BUT-SHORT and M-FORECAST-SHORT."""
    if one.possibility is Possibility.IMPOSSIBLE and not one.remark.strip():
        what = Words("完成可能性“完全不可能”，备注为空", "“impossible”, and no remark")
        yield _one("M-IMPOSSIBLE-NO-REMARK", one, Place.REMARK, what)
    if one.possibility is not Possibility.CERTAIN:
        return
    target, forecast = one.indicator.target, progress.forecast
    if read_row(one.indicator, year, one.expected).comparison.verdict is Verdict.MISSED:
        what = Words(
            f"全年预计“{one.expected}”达不到目标“{target}”，却填“确定能”",
            f"“{one.expected}” is expected, the target is “{target}”, yet “certain” was chosen",
        )
        yield _one("M-CERTAIN-BUT-SHORT", one, Place.FORECAST, what)
    elif forecast is not None and forecast.is_enough is False:
        tail = Words(f"，目标“{target}”，却填“确定能”", f", the target is “{target}”, yet “certain” was chosen")
        yield _one("M-FORECAST-SHORT", one, Place.FORECAST, forecast.arithmetic + tail)


def _passed(one: MonitoredIndicator, year: int, month: int) -> Iterator[GoalFinding]:
    """M-DATE-PASSED: the month of a dated target is over and it was not reached in time."""
    row = read_row(one.indicator, year, one.so_far)
    date = row.target.date
    if row.target.kind is not TargetKind.DATE or date is None or date.month is None:
        return
    is_over = (date.year or year, date.month) < (year, month)
    if is_over and compare(row.target, row.actual, year=year).verdict is not Verdict.MET:
        shown = (one.so_far or "").strip() or "（空）"
        what = Words(
            f"目标“{row.target.text}”，到 {month} 月末的完成情况是“{shown}”",
            f"target “{row.target.text}”, at the end of month {month} the value is “{shown}”",
        )
        yield _one("M-DATE-PASSED", one, Place.ACTUAL, what)


def _one(code: str, one: MonitoredIndicator, place: Place, what: Words) -> GoalFinding:
    name = one.indicator.name
    return found(code, one.indicator.code, place, Words(f"“{name}”：", f"“{name}”: ") + what)
