"""Checking a statement somebody else drew up: figures that are cumulative never fall, and parts add up to their whole.

A table of quarters can be read in two ways, cumulative or quarter by quarter. It is right if it holds in one of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from xieshou.business.funds.amounts import percent
from xieshou.platform.exchange.api import cells


@dataclass(frozen=True)
class StatedPeriod:
    """One row of a statement, in 分. `rate`: the stated share, as 1.95 for 195 %; missing: not stated."""

    label: str
    paid: int
    planned: int | None = None
    rate: Fraction | None = None


@dataclass(frozen=True)
class Statement:
    """The periods in order and the year's total where it is stated."""

    periods: tuple[StatedPeriod, ...]
    year_paid: int | None = None
    year_planned: int | None = None
    year_rate: Fraction | None = None


@dataclass(frozen=True)
class Finding:
    """What does not fit, with its arithmetic."""

    what: str
    lines: tuple[str, ...]


RATE_OFF = Fraction(1, 100)  # stated rates are rounded; what differs by a point or more does not fit


def _wan(fen: int) -> str:
    return f"{cells.money(fen, '万元')} 万元"


def check(statement: Statement) -> list[Finding]:
    """Everything that does not fit; empty: it holds as cumulative or as quarter by quarter."""
    falls = _falls(statement.periods)
    parts = _sum_off(statement)
    found = []
    if falls and parts:
        found += [
            Finding("按累计数看：累计数小于上期", tuple(falls)),
            Finding("按分季数看：各期相加不等于全年", tuple(parts)),
        ]
    elif falls and statement.year_paid is None:
        found.append(Finding("按累计数看：累计数小于上期；没有全年数，不能按分季数核", tuple(falls)))
    if not falls and (over := _last_off(statement)) and parts:
        found.append(Finding("按累计数看：末期累计不等于全年", tuple(over)))
    return [*found, *_rates_off(statement)]


def _falls(periods: Sequence[StatedPeriod]) -> list[str]:
    return [
        f"{after.label} {_wan(after.paid)} < {before.label} {_wan(before.paid)}，少 {_wan(before.paid - after.paid)}"
        for before, after in pairwise(periods)
        if after.paid < before.paid
    ]


def _sum_off(statement: Statement) -> list[str]:
    if statement.year_paid is None:
        return []
    total = sum(one.paid for one in statement.periods)
    if total == statement.year_paid:
        return []
    added = " + ".join(cells.money(one.paid, "万元") for one in statement.periods)
    return [f"{added} = {_wan(total)}", f"全年 {_wan(statement.year_paid)}，差 {_wan(total - statement.year_paid)}"]


def _last_off(statement: Statement) -> list[str]:
    if statement.year_paid is None or not statement.periods or statement.periods[-1].paid == statement.year_paid:
        return []
    last = statement.periods[-1]
    return [f"{last.label} {_wan(last.paid)}，全年 {_wan(statement.year_paid)}"]


def _rates_off(statement: Statement) -> list[Finding]:
    rows = [(one.label, one.paid, one.planned, one.rate) for one in statement.periods]
    if statement.year_paid is not None:
        rows.append(("全年", statement.year_paid, statement.year_planned, statement.year_rate))
    found = []
    for label, paid, planned, rate in rows:
        if not planned or rate is None or abs(Fraction(paid, planned) - rate) < RATE_OFF:
            continue
        told = f"{_wan(paid)} ÷ {_wan(planned)} = {percent(Fraction(paid, planned))}，报表写 {percent(rate)}"
        found.append(Finding(f"{label}支出率与数不符", (told,)))
    return found
