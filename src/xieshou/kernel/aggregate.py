"""Puts the values of several units together before scoring: absolute values add, ratios are weighted by funds (Hubei form).

The Hubei self-evaluation form's note: 绝对值直接累加计算，相对值按照资金额度加权平均计算, then the score is taken once.
"""

from dataclasses import dataclass

from xieshou.kernel.actual import read_actual
from xieshou.kernel.evaluation import UnitValue
from xieshou.kernel.exact import ZERO, Exact, NotExactError, total
from xieshou.kernel.quantity import Quantity
from xieshou.kernel.target import Target, TargetKind, read_target
from xieshou.kernel.units import UnitError

_NUMERIC = frozenset(
    {TargetKind.AT_LEAST, TargetKind.MORE_THAN, TargetKind.AT_MOST, TargetKind.LESS_THAN, TargetKind.EQUAL}
)
_RATIO_UNITS = frozenset({"%", "‰"})


class AggregationError(ValueError):
    """Values of several units that cannot be put together; the message says which unit and why."""


@dataclass(frozen=True, slots=True)
class Aggregated:
    """The common target and actual, exact, in one unit; `target_read` gives the direction, `lines` the arithmetic."""

    target: Exact
    actual: Exact
    unit: str
    target_read: Target
    lines: tuple[str, ...]


def aggregate(units: tuple[UnitValue, ...]) -> Aggregated:
    """One target and one actual for all units; raises `AggregationError` when a value cannot be put together."""
    reads = [(unit, read_target(unit.target), read_actual(unit.actual).quantity) for unit in units]
    first = reads[0][1]
    if first.kind not in _NUMERIC:
        raise AggregationError(f"{units[0].name}: the target '{units[0].target}' is no number with a direction")
    unit_name = first.amount.unit if first.amount is not None else ""
    targets, actuals, weights = [], [], []
    for unit, target, actual in reads:
        if target.kind is not first.kind or target.amount is None or actual is None:
            raise AggregationError(
                f"{unit.name}: '{unit.target}' / '{unit.actual}' do not go with the first unit's target"
            )
        targets.append(_value(unit, target.amount, unit_name))
        actuals.append(_value(unit, actual, unit_name))
        weights.append(_funds(unit))
    by_funds = unit_name in _RATIO_UNITS
    together = _weighted if by_funds else _added
    target_sum, target_line = together(targets, weights)
    actual_sum, actual_line = together(actuals, weights)
    word = "按资金加权" if by_funds else "累加"
    lines = (f"目标{word}：{target_line} {unit_name}".rstrip(), f"实际{word}：{actual_line} {unit_name}".rstrip())
    return Aggregated(target_sum, actual_sum, unit_name, first, lines)


def _value(unit: UnitValue, quantity: Quantity, wanted: str) -> Exact:
    try:
        return Exact(*quantity.in_unit(wanted).rational())
    except UnitError as error:
        raise AggregationError(f"{unit.name}: {quantity} is not in {wanted or 'no unit'}") from error


def _funds(unit: UnitValue) -> Exact:
    try:
        funds = Exact.read(unit.funds)
    except NotExactError as error:
        raise AggregationError(f"{unit.name}: the funds '{unit.funds}' are not a number") from error
    if funds < ZERO:
        raise AggregationError(f"{unit.name}: the funds {unit.funds} are below zero")
    return funds


def _added(values: list[Exact], weights: list[Exact]) -> tuple[Exact, str]:
    result = total(values)
    return result, f"{' + '.join(value.text() for value in values)} = {result}"


def _weighted(values: list[Exact], weights: list[Exact]) -> tuple[Exact, str]:
    base = total(weights)
    if base == ZERO:
        raise AggregationError("the funds of all units are zero, a ratio cannot be weighted")
    result = total([value * weight for value, weight in zip(values, weights, strict=True)]) / base
    terms = " + ".join(f"{value} × {weight}" for value, weight in zip(values, weights, strict=True))
    return result, f"({terms}) ÷ {base} = {result}"
