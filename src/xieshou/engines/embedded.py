"""The kernel's rules over millions of rows on one machine: Polars, scaled integers only.

`score_wide` runs one scheme over a frame with a column per fact and a row per evaluation. The meaning of every operation is the
kernel's (`kernel.lower`); this module is the table of differences of one engine.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from xieshou.kernel.exact import Exact
from xieshou.kernel.expr import OUTCOMES, Cases, Op
from xieshou.kernel.lower import NARROW_BITS, FactSpec, Lowering
from xieshou.kernel.program import NOT_APPLICABLE_PREFIX, program_of
from xieshou.kernel.scheme import Item, NotApplicable, Scheme


class PolarsOps:
    """Polars expressions as the executor; missing is null."""

    def __init__(self, dtype: pl.DataType) -> None:
        self._dtype = dtype

    def fact(self, name: str) -> pl.Expr:
        return pl.col(name).cast(self._dtype)

    def const(self, value: int) -> pl.Expr:
        return pl.lit(value, dtype=self._dtype)

    def add(self, left: pl.Expr, right: pl.Expr) -> pl.Expr:
        return left + right

    def sub(self, left: pl.Expr, right: pl.Expr) -> pl.Expr:
        return left - right

    def mul(self, left: pl.Expr, right: pl.Expr) -> pl.Expr:
        return left * right

    def div(self, left: pl.Expr, right: pl.Expr) -> pl.Expr:
        return left // right

    def where(self, condition: pl.Expr, left: pl.Expr, right: pl.Expr) -> pl.Expr:
        return pl.when(condition).then(left).otherwise(right)

    def least(self, left: pl.Expr, right: pl.Expr) -> pl.Expr:
        return pl.when(left < right).then(left).otherwise(right)

    def greatest(self, left: pl.Expr, right: pl.Expr) -> pl.Expr:
        return pl.when(left > right).then(left).otherwise(right)

    def compare(self, op: Op, left: pl.Expr, right: pl.Expr) -> pl.Expr:
        match op:
            case Op.LT:
                return left < right
            case Op.LE:
                return left <= right
            case Op.EQ:
                return left == right
            case Op.NE:
                return left != right
            case Op.GE:
                return left >= right
            case Op.GT:
                return left > right

    def both(self, left: pl.Expr, right: pl.Expr) -> pl.Expr:
        return left & right

    def either(self, left: pl.Expr, right: pl.Expr) -> pl.Expr:
        return left | right

    def missing(self, name: str) -> pl.Expr:
        return pl.col(name).is_null()


@dataclass(frozen=True, slots=True)
class WidePlan:
    """Expressions of one scheme: a score column per item, sums per branch, the total, the grade's number."""

    scores: tuple[pl.Expr, ...]
    outcomes: tuple[pl.Expr, ...]
    sums: tuple[pl.Expr, ...]
    total: pl.Expr
    grade: pl.Expr
    bits: int


def score_column(code: str) -> str:
    """The name of an item's score column."""
    return f"score:{code}"


def outcome_column(code: str) -> str:
    """The name of an item's outcome column."""
    return f"outcome:{code}"


def wide_plan(scheme: Scheme) -> WidePlan:
    """The plan of a scheme all of whose leaves have rules."""
    program = program_of(scheme)
    dtype = pl.Int64() if program.bits <= NARROW_BITS else pl.Int128()
    lowering = Lowering(PolarsOps(dtype), {fact.name: fact for fact in program.facts})
    scores, outcomes = [], []
    for item, decision in zip(program.items, program.decisions, strict=True):
        score = lowering.rounded(decision, scheme.places).code
        scores.append(score.cast(pl.Int32).alias(score_column(item.code)))
        outcomes.append(_outcome(lowering, decision).alias(outcome_column(item.code)))
    total = _total(scheme, program.items)
    return WidePlan(
        tuple(scores),
        tuple(outcomes),
        tuple(_sums(scheme)),
        total.alias("total"),
        grade_expr(scheme).alias("grade"),
        lowering.bits,
    )


def score_wide(scheme: Scheme, facts: pl.DataFrame | pl.LazyFrame, *, outcomes: bool = False) -> pl.DataFrame:
    """Scores of every row as scaled integers (10**places), sums per branch, total, and the grade's position from the best.

    Facts are integer columns scaled by their declared decimals; null is missing. With `outcomes`, the reason of each score as
    its position in `kernel.expr.OUTCOMES`.
    """
    plan = wide_plan(scheme)
    columns = [*plan.scores, *(plan.outcomes if outcomes else ())]
    frame = facts.lazy().select(columns + _kept(scheme)).with_columns(*plan.sums, plan.total).with_columns(plan.grade)
    return frame.collect(engine="streaming")


def _kept(scheme: Scheme) -> list[pl.Expr]:
    marks = [NOT_APPLICABLE_PREFIX + item.code for item in scheme.ruled() if item.may_not_apply]
    return [pl.col(mark) for mark in marks]


def _outcome(lowering: Lowering[pl.Expr, pl.Expr], decision: Cases) -> pl.Expr:
    result = pl.lit(OUTCOMES.index(decision.branches[-1].outcome), dtype=pl.UInt8)
    for branch in reversed(decision.branches[:-1]):
        assert branch.when is not None
        code = pl.lit(OUTCOMES.index(branch.outcome), dtype=pl.UInt8)
        result = pl.when(lowering.condition(branch.when)).then(code).otherwise(result)
    return result


def _sums(scheme: Scheme) -> list[pl.Expr]:
    found = []
    for top in scheme.items:
        for item in top.walk():
            if item.items:
                leaves = [leaf for leaf in item.walk() if leaf.rule is not None]
                found.append(_add([pl.col(score_column(leaf.code)) for leaf in leaves]).alias(f"sum:{item.code}"))
    return found


def _add(columns: Sequence[pl.Expr]) -> pl.Expr:
    result = columns[0]
    for column in columns[1:]:
        result = result + column
    return result


def _total(scheme: Scheme, items: Sequence[Item]) -> pl.Expr:
    got = _add([pl.col(score_column(item.code)) for item in items])
    if scheme.not_applicable is not NotApplicable.RESCALE:
        return got
    unit = 10**scheme.places
    whole = pl.lit(scheme.points.scaled(scheme.places), dtype=pl.Int64)
    waived = [
        pl.when(pl.col(NOT_APPLICABLE_PREFIX + item.code) == 1).then(item.points.scaled(scheme.places)).otherwise(0)
        for item in items
        if item.may_not_apply
    ]
    base = whole - _add(waived) if waived else whole
    top = got.cast(pl.Int64) * (100 * unit)
    return pl.when(base > 0).then((2 * top + base) // (2 * base)).otherwise(0).cast(pl.Int32)


def grade_expr(scheme: Scheme) -> pl.Expr:
    """The grade's position, from the best, of the column `total`; null without grades."""
    result = pl.lit(None, dtype=pl.UInt8)
    for position, grade in reversed(list(enumerate(scheme.grades))):
        limit = grade.lowest.scaled(scheme.places)
        result = pl.when(pl.col("total") >= limit).then(pl.lit(position, dtype=pl.UInt8)).otherwise(result)
    return result


def scaled_column(name: str, values: Sequence[Exact | None], spec: FactSpec) -> pl.Series:
    """Exact values as an integer column; a value outside the declared bounds is refused, never cut."""
    scaled = [None if value is None else value.scaled(spec.places) for value in values]
    for value in scaled:
        if value is not None and not spec.low <= value <= spec.high:
            raise OutOfBoundsError(
                f"the fact '{name}' has the value {value} (scaled), allowed are {spec.low} to {spec.high}"
            )
    return pl.Series(name, scaled, dtype=pl.Int64)


class OutOfBoundsError(ValueError):
    """A fact outside the bounds its scheme declares."""
