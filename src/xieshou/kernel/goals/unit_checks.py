"""Checks of units: none, two that do not convert, one that the library does not convert, one nobody knows."""

from collections.abc import Iterator

from xieshou.kernel.goals.finding import GoalFinding, Place
from xieshou.kernel.goals.reading import Declared
from xieshou.kernel.target import NONE_WRITTEN, Target, read_target
from xieshou.kernel.text import normalise
from xieshou.kernel.units import NUMBER, converts, find_unit, unit_written
from xieshou.kernel.wording import Words


def check_unit(one: Declared) -> Iterator[GoalFinding]:
    """G-NO-UNIT, G-UNIT-CONFLICT, G-UNIT-LIBRARY and G-UNIT-UNKNOWN of a target that is an amount."""
    amount = one.row.target.amount
    if amount is None:
        return
    if not _has_unit(amount.unit):
        if amount.digits:  # none at all is the same in every unit
            yield one.found("G-NO-UNIT", Place.UNIT, _no_unit(one))
        return
    yield from _conflict(one)
    yield from _library(one, amount.unit)
    if find_unit(amount.unit) is None:
        what = Words(f"单位“{amount.unit}”不在单位表中", f"the unit “{amount.unit}” is not known")
        yield one.found("G-UNIT-UNKNOWN", Place.UNIT, what)


def _has_unit(name: str) -> bool:
    unit = find_unit(name)
    return unit is None or unit.dimension != NUMBER


def _no_unit(one: Declared) -> Words:
    text = one.indicator.target
    return Words(f"指标值“{text}”没有单位", f"the target “{text}” has no unit")


def _conflict(one: Declared) -> Iterator[GoalFinding]:
    written = read_target(one.indicator.target)
    column = _unit_of(one.indicator.unit, written)
    own = written.amount.unit if written.amount else ""
    if column and own and _has_unit(own) and not converts(own, column):
        text, unit = one.indicator.target, one.indicator.unit
        what = Words(
            f"指标值“{text}”的单位与度量单位“{unit}”不能换算",
            f"the unit of the target “{text}” does not convert to “{unit}” of the column",
        )
        yield one.found("G-UNIT-CONFLICT", Place.UNIT, what)


def _library(one: Declared, own: str) -> Iterator[GoalFinding]:
    wanted = _unit_of(one.indicator.library_unit, one.row.target)
    if wanted and not converts(own, wanted):
        what = Words(
            f"单位“{own}”不能换算成指标库的“{wanted}”", f"the unit “{own}” does not convert to the library's “{wanted}”"
        )
        yield one.found("G-UNIT-LIBRARY", Place.UNIT, what)


def _unit_of(column: str, target: Target) -> str:
    """The unit of a column, without the period that the target reads apart (`次/月` is 次 per 月)."""
    plain = normalise(column)
    if plain in NONE_WRITTEN:
        return ""
    whole = unit_written(plain) or plain
    return whole.partition("/")[0] if target.per is not None else whole
