"""How far an indicator has come, and where it will be at the year's end if it goes on as it did.

The rule of the forecast is linear and stated with every figure: so far ÷ months × 12. Only what adds up over the year
is forecast: never a date, a rate, a price or words; what is missing stays missing.
"""

from dataclasses import dataclass
from enum import StrEnum

from xieshou.kernel.checks.indicator import Row
from xieshou.kernel.exact import HUNDRED, ONE, ZERO, Exact, total
from xieshou.kernel.goals.reading import amount_text, read_row
from xieshou.kernel.goals.sheet import GoalIndicator
from xieshou.kernel.target import LOWER, UPPER, TargetKind
from xieshou.kernel.units import converts
from xieshou.kernel.wording import Words

MONTHS = 12


class Possibility(StrEnum):
    """完成目标可能性, the three of the official form."""

    CERTAIN = "certain"  # 确定能
    POSSIBLE = "possible"  # 有可能
    IMPOSSIBLE = "impossible"  # 完全不可能


class Cause(StrEnum):
    """偏差原因, the five of the official form; what they mean in the case is written beside them."""

    FUNDS = "funds"  # 经费保障
    RULES = "rules"  # 制度保障
    STAFF = "staff"  # 人员保障
    EQUIPMENT = "equipment"  # 硬件条件保障
    OTHER = "other"  # 其他


@dataclass(frozen=True, slots=True)
class MonitoredIndicator:
    """One indicator in the middle of the year.

    `so_far` and `expected` are as written, None or empty where missing. `is_cumulative` None means by its unit:
    counts and money add up over the year, rates and times do not.
    """

    indicator: GoalIndicator
    so_far: str | None = None
    expected: str | None = None
    possibility: Possibility | None = None
    remark: str = ""
    is_cumulative: bool | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a straight line gives for the year's end, exact, in the unit of what was reached so far."""

    value: Exact
    unit: str
    arithmetic: Words
    is_enough: bool | None  # whether it meets the target; None where the target has no direction


@dataclass(frozen=True, slots=True)
class Progress:
    """One indicator against time. `share` is so far ÷ target, exact; None where there is none."""

    code: str
    share: Exact | None
    is_limit: bool  # the share is of a limit, which should not be used up
    arithmetic: Words | None
    forecast: Forecast | None


def progress_of(one: MonitoredIndicator, *, year: int, month: int) -> Progress:
    """How far an indicator is at the end of a month. Never raises."""
    row = read_row(one.indicator, year, one.so_far)
    share = _share(row) if _adds_up(one, row) else None
    is_limit = row.target.kind in UPPER
    if share is None:
        return Progress(one.indicator.code, None, is_limit, None, None)
    text = f"{_reached(row)} ÷ {_asked(row)} = {percent_text(share)}"
    return Progress(one.indicator.code, share, is_limit, Words(text, text), _forecast(row, share, month))


def _adds_up(one: MonitoredIndicator, row: Row) -> bool:
    """Whether the value grows month by month towards the target."""
    target, reached = row.target, row.actual.quantity
    kinds = (*LOWER, TargetKind.EQUAL, TargetKind.AT_MOST, TargetKind.LESS_THAN)
    if target.kind not in kinds or target.per is not None or reached is None:
        return False
    if one.is_cumulative is not None:
        return one.is_cumulative
    return not any(converts(reached.unit, other) for other in _LEVELS)


_LEVELS = ("%", "百分点", "小时", "个月", "工作日")  # a rate or a time is as high in June as in December


def _share(row: Row) -> Exact | None:
    if row.comparison.scaled is None:
        return None
    reached, asked = row.comparison.scaled
    return Exact(reached, asked) if asked > 0 and reached >= 0 else None


def _forecast(row: Row, share: Exact, month: int) -> Forecast | None:
    reached = row.actual.quantity
    if reached is None:
        return None
    value = Exact(*reached.rational()) * Exact(MONTHS, month)
    unit = f" {reached.unit}" if reached.unit else ""
    text = f"{reached} ÷ {month} × {MONTHS} = {value}{unit}"
    words = Words(f"按月均推算：{text}", f"by the monthly mean: {text}")
    return Forecast(value, reached.unit, words, _is_enough(row, share * Exact(MONTHS, month)))


def _is_enough(row: Row, share: Exact) -> bool | None:
    kind = row.target.kind
    if kind is TargetKind.MORE_THAN:
        return share > ONE
    if kind is TargetKind.LESS_THAN:
        return share < ONE
    if kind in UPPER:
        return share <= ONE
    is_bare = kind is TargetKind.EQUAL and row.target.sign_missing and not row.less_is_better
    return share >= ONE if kind in LOWER or is_bare else None


def _reached(row: Row) -> str:
    return amount_text(row.actual.quantity, row.actual.per)


def _asked(row: Row) -> str:
    return amount_text(row.target.amount, row.target.per)


def percent_text(share: Exact) -> str:
    """A share as per cent, at two decimals."""
    return (share * HUNDRED).rounded(2).text() + "%"


def overall(progress: list[tuple[Progress, Exact | None]]) -> tuple[Exact, Words] | None:
    """The progress of all indicators that have one: by points, each at most 100 %; by the plain mean without points.

    Limits play no part: a limit used up is no result. None where nothing can be said.
    """
    known = [(one.share, points) for one, points in progress if one.share is not None and not one.is_limit]
    if not known:
        return None
    is_weighted = all(points is not None and points > ZERO for _, points in known)
    weights = [points if is_weighted and points is not None else ONE for _, points in known]
    capped = [share if share < ONE else ONE for share, _ in known]
    weighted = [share * weight for share, weight in zip(capped, weights, strict=True)]
    value = total(weighted) / total(weights)
    how = Words("按分值加权", "weighted by points") if is_weighted else Words("简单平均", "the plain mean")
    return value, how + Words(
        f"，{len(known)} 项，超过 100% 的按 100%：{percent_text(value)}",
        f" of {len(known)}, none above 100%: {percent_text(value)}",
    )
