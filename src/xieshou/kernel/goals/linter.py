"""The indicator check (JX04): every fault of declared goals, while they are typed and before they are submitted."""

from collections.abc import Callable, Iterator

from xieshou.kernel.goals.data_checks import check_definition, check_name, check_owner, check_survey
from xieshou.kernel.goals.finding import GoalFinding, in_order
from xieshou.kernel.goals.limits import LintLimits
from xieshou.kernel.goals.money_checks import check_cost, check_direction, check_rate, check_spending
from xieshou.kernel.goals.reading import Declared, declared
from xieshou.kernel.goals.sheet import GoalIndicator, GoalSheet
from xieshou.kernel.goals.sheet_checks import (
    check_copied,
    check_counts,
    check_duplicates,
    check_others,
    check_points,
    check_sums,
)
from xieshou.kernel.goals.target_checks import check_sign, check_target
from xieshou.kernel.goals.unit_checks import check_unit
from xieshou.kernel.goals.year_checks import check_year
from xieshou.kernel.scheme import Scheme

_DEFAULT = LintLimits()
_EACH: tuple[Callable[[Declared], Iterator[GoalFinding]], ...] = (
    check_target,
    check_sign,
    check_unit,
    check_year,
    check_direction,
    check_rate,
    check_spending,
    check_cost,
    check_owner,
    check_survey,
    check_definition,
    check_name,
)


def lint(sheet: GoalSheet, *, scheme: Scheme | None = None, limits: LintLimits = _DEFAULT) -> tuple[GoalFinding, ...]:
    """Every finding of a sheet, worst first; empty for a clean one.

    `scheme` gives the weights of the levels; without one the points must sum to `limits.full_points`. The order of
    the rows plays no part. Never raises.
    """
    return in_order((*_of_rows(sheet, limits), *_of_sheet(sheet, scheme, limits)))


def lint_indicator(
    indicator: GoalIndicator, sheet: GoalSheet, *, limits: LintLimits = _DEFAULT
) -> tuple[GoalFinding, ...]:
    """The findings of one row while it is typed; `sheet` gives year, budget and offices and need not hold the row."""
    return in_order(_of_row(indicator, sheet, limits))


def _of_rows(sheet: GoalSheet, limits: LintLimits) -> Iterator[GoalFinding]:
    for indicator in sheet.real:
        yield from _of_row(indicator, sheet, limits)


def _of_row(indicator: GoalIndicator, sheet: GoalSheet, limits: LintLimits) -> Iterator[GoalFinding]:
    if indicator.is_placeholder:
        return
    one = declared(indicator, sheet, limits)
    for check in _EACH:
        yield from check(one)


def _of_sheet(sheet: GoalSheet, scheme: Scheme | None, limits: LintLimits) -> Iterator[GoalFinding]:
    yield from check_points(sheet)
    yield from check_sums(sheet, scheme, limits)
    yield from check_counts(sheet, limits)
    yield from check_duplicates(sheet)
    yield from check_copied(sheet, limits)
    yield from check_others(sheet)
