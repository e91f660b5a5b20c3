"""The kernel's rules over millions of rows on one machine: Polars, scaled integers only.

`score_wide` runs one scheme over a frame with a column per fact and a row per evaluation. The meaning of every operation is the
kernel's (`kernel.lower`); this module is the table of differences of one engine. Each item is computed in the narrowest
integers that hold its widest intermediate, which halves the time of most items.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import lcm
from types import MappingProxyType
from typing import TypeVar

import polars as pl

from xieshou.kernel.exact import HUNDRED, Exact
from xieshou.kernel.expr import OUTCOMES, Both, Cases, Compare, Cond, Either, Expr, Fact, Op, Round
from xieshou.kernel.lower import NARROW_BITS, FactSpec, Lowering, Ops, Ratio
from xieshou.kernel.program import NOT_APPLICABLE_PREFIX, Program, program_of
from xieshou.kernel.scheme import Item, NotApplicable, Scheme
from xieshou.kernel.source import SourceOps

I = TypeVar("I")  # noqa: E741 - the executor's integer
B = TypeVar("B")

SHORT_BITS = 30
_TINY_BITS = (7, 15)  # stored columns may be shorter than what is computed with


class FactColumnError(ValueError):
    """Fact columns that cannot be scored: missing, not integers, or outside their bounds. Names every one of them."""


class OutOfBoundsError(FactColumnError):
    """A fact outside the bounds its scheme declares; it is refused, never cut."""


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


def computing_type(bits: int) -> pl.DataType:
    """The narrowest integers to compute in when the widest intermediate has so many bits."""
    if bits <= SHORT_BITS:
        return pl.Int32()
    return pl.Int64() if bits <= NARROW_BITS else pl.Int128()


def stored_type(spec: FactSpec) -> pl.DataType:
    """The narrowest integers that hold a fact's bounds."""
    bits = max(abs(spec.low), abs(spec.high)).bit_length()
    tiny, small = _TINY_BITS
    if bits <= tiny:
        return pl.Int8()
    return pl.Int16() if bits <= small else computing_type(bits)


@dataclass(frozen=True, slots=True)
class Lowered:
    """One decision as expressions: the score (scaled), its outcome's code, the widest intermediate."""

    score: pl.Expr
    outcome: pl.Expr
    bits: int


class _Sharing(Lowering[I, B]):
    """Parts that have a column of their own are read from it instead of being computed again."""

    def __init__(self, ops: Ops[I, B], facts: Mapping[str, FactSpec], columns: Mapping[Expr, str]) -> None:
        super().__init__(ops, facts)
        self._columns = columns

    def ratio(self, expr: Expr) -> Ratio[I]:
        return super().ratio(Fact(self._columns[expr]) if expr in self._columns else expr)


def lowered(
    decision: Cases,
    places: int,
    short: pl.DataType,
    specs: Mapping[str, FactSpec],
    columns: Mapping[Expr, str] = MappingProxyType({}),
) -> Lowered:
    """A decision in the narrowest integers that are wide enough; its branches are chosen among as `short` scores."""
    probe = _Sharing(SourceOps(list(specs)), specs, columns)
    probe.rounded(decision, places)
    lowering = _Sharing(PolarsOps(computing_type(probe.bits)), specs, columns)
    values = [lowering.rounded(branch.value, places).code for branch in decision.branches]
    # A score fits its type; a value of a branch that is not chosen may not, and must not stop the query.
    scores = [value.cast(short, wrap_numerical=True) for value in values]
    codes = [pl.lit(OUTCOMES.index(branch.outcome), dtype=pl.UInt8) for branch in decision.branches]
    return Lowered(_chosen(lowering, decision, scores), _chosen(lowering, decision, codes), probe.bits)


def _chosen(lowering: Lowering[pl.Expr, pl.Expr], decision: Cases, values: Sequence[pl.Expr]) -> pl.Expr:
    result = values[-1]
    for branch, value in reversed(list(zip(decision.branches[:-1], values[:-1], strict=True))):
        assert branch.when is not None
        result = pl.when(lowering.condition(branch.when)).then(value).otherwise(result)
    return result


def score_column(code: str) -> str:
    """The name of an item's score column."""
    return f"score:{code}"


def outcome_column(code: str) -> str:
    """The name of an item's outcome column."""
    return f"outcome:{code}"


def sum_column(code: str) -> str:
    """The name of a branch's or a group's column."""
    return f"sum:{code}"


def score_type(scheme: Scheme) -> pl.DataType:
    """The type of scores and sums: they never exceed the scheme's points."""
    return computing_type(scheme.points.scaled(scheme.places).bit_length())


@dataclass(frozen=True, slots=True)
class _Plan:
    """Rounded parts in the order to compute them, then the items."""

    rounded: tuple[pl.Expr, ...]
    items: tuple[Lowered, ...]


def roundings(thing: Expr | Cond) -> Iterator[Round]:
    """The parts that are rounded before they are used, innermost first."""
    match thing:
        case Compare(left, _, right):
            yield from roundings(left)
            yield from roundings(right)
        case Both(one, other) | Either(one, other):
            yield from roundings(one)
            yield from roundings(other)
        case Cases(branches):
            for branch in branches:
                yield from roundings(branch.when) if branch.when is not None else ()
                yield from roundings(branch.value)
        case Expr():
            for child in thing.children():
                yield from roundings(child)
    if isinstance(thing, Round):
        yield thing


@lru_cache(maxsize=64)
def _plan(program: Program, short: pl.DataType) -> _Plan:
    """A rate rounded before it is scored stands in conditions, values and sums: it is divided and rounded once."""
    specs = {fact.name: fact for fact in program.facts}
    columns: dict[Expr, str] = {}
    computed = []
    for part in dict.fromkeys(part for decision in program.decisions for part in roundings(decision)):
        name = f"rounded:{len(columns)}"
        column, specs[name] = _rounded(part, name, specs, columns)
        columns[part] = name
        computed.append(column)
    items = [lowered(decision, program.places, short, specs, columns) for decision in program.decisions]
    return _Plan(tuple(computed), tuple(items))


def _rounded(
    part: Round, name: str, specs: Mapping[str, FactSpec], columns: Mapping[Expr, str]
) -> tuple[pl.Expr, FactSpec]:
    probe = _Sharing(SourceOps(list(specs)), specs, columns)
    probe.rounded(part.inner, part.places)
    value = _Sharing(PolarsOps(computing_type(probe.bits)), specs, columns).rounded(part.inner, part.places)
    return value.code.alias(name), FactSpec(name, part.places, value.low, value.high)


def score_wide(scheme: Scheme, facts: pl.DataFrame | pl.LazyFrame, *, outcomes: bool = False) -> pl.DataFrame:
    """Scores of every row as scaled integers (10**places), sums per branch, total, and the grade's position from the best.

    Facts are integer columns scaled by their declared decimals; null is missing. `na_<code>` columns mark with 1 the items that
    do not apply; null is no mark. `FactColumnError` when a column is missing, not integers or out of bounds. With `outcomes`, the reason of each
    score as its position in `kernel.expr.OUTCOMES`. A scheme with groups of own indicators gets no sums and no total here:
    give the result to `long.score_long` as `whole`.
    """
    program = program_of(scheme)
    frame = facts.lazy()
    check_columns(frame, program.facts)
    plan = _plan(program, score_type(scheme))
    columns = []
    for item, one in zip(program.items, plan.items, strict=True):
        columns.append(one.score.alias(score_column(item.code)))
        columns += [one.outcome.alias(outcome_column(item.code))] if outcomes else []
    for column in plan.rounded:
        frame = frame.with_columns(column)
    scored = frame.select(columns + [pl.col(NOT_APPLICABLE_PREFIX + item.code) for item in _may_not_apply(scheme)])
    return (scored if scheme.groups() else with_totals(scheme, scored)).collect(engine="streaming")


def check_columns(frame: pl.LazyFrame, specs: Iterable[FactSpec]) -> None:
    """`FactColumnError` naming every column that is missing or not integers, or `OutOfBoundsError` every one out of bounds."""
    wanted = tuple(specs)
    types = frame.collect_schema()
    wrong = [f"the fact '{s.name}' has no column" for s in wanted if s.name not in types]
    wrong += [
        f"the fact '{s.name}' is {types[s.name]}, integers scaled by {s.places} decimals are asked for"
        for s in wanted
        if s.name in types and not (types[s.name].is_integer() or types[s.name] == pl.Null)
    ]
    if wrong:
        raise FactColumnError("; ".join(wrong))
    low = [pl.col(spec.name).min().alias(f"low:{spec.name}") for spec in wanted]
    high = [pl.col(spec.name).max().alias(f"high:{spec.name}") for spec in wanted]
    met = frame.select(low + high).collect(engine="streaming").row(0, named=True) if wanted else {}
    wrong = [text for spec in wanted for text in _outside(spec, met[f"low:{spec.name}"], met[f"high:{spec.name}"])]
    if wrong:
        raise OutOfBoundsError("; ".join(wrong))


def _outside(spec: FactSpec, low: int | None, high: int | None) -> list[str]:
    met = dict.fromkeys(value for value in (low, high) if value is not None and not spec.low <= value <= spec.high)
    allowed = f"allowed are {spec.low} to {spec.high}"
    return [f"the fact '{spec.name}' has the value {value} (scaled), {allowed}" for value in met]


def scaled_column(name: str, values: Sequence[Exact | None], spec: FactSpec) -> pl.Series:
    """Exact values as an integer column; one outside the bounds or with more decimals than declared is refused, never cut."""
    scaled = [None if value is None else value.scaled(spec.places) for value in values]
    for value, number in zip(values, scaled, strict=True):
        if number is not None and not spec.low <= number <= spec.high:
            raise OutOfBoundsError(_outside(spec, number, number)[0])
        if value is not None and value.rounded(spec.places) != value:
            raise FactColumnError(f"the fact '{name}' has the value {value}, {spec.places} decimals are declared")
    return pl.Series(name, scaled, dtype=stored_type(spec))


def with_totals(scheme: Scheme, frame: pl.LazyFrame, waived: pl.Expr | None = None) -> pl.LazyFrame:
    """Adds sums per branch, total and grade to a frame with a column per scored leaf.

    `waived` is the points (hundredths) of own indicators that do not apply.
    """
    sums = [
        _add([pl.col(_leaf_column(leaf)) for leaf in item.walk() if not leaf.items]).alias(sum_column(item.code))
        for top in scheme.items
        for item in top.walk()
        if item.items
    ]
    total = _total(scheme, waived).cast(score_type(scheme)).alias("total")
    return frame.with_columns(*sums, total).with_columns(_grade(scheme).alias("grade"))


def _leaf_column(leaf: Item) -> str:
    return score_column(leaf.code) if leaf.indicators is None else sum_column(leaf.code)


def _may_not_apply(scheme: Scheme) -> list[Item]:
    return [item for item in scheme.ruled() if item.may_not_apply]


def _add(columns: Sequence[pl.Expr]) -> pl.Expr:
    result = columns[0]
    for column in columns[1:]:
        result = result + column
    return result


def _total(scheme: Scheme, waived: pl.Expr | None) -> pl.Expr:
    got = _add([pl.col(_leaf_column(leaf)) for leaf in scheme.leaves()])
    if scheme.not_applicable is not NotApplicable.RESCALE:
        return got
    items = _may_not_apply(scheme)
    unit = lcm(HUNDRED.num, scheme.points.den, *(item.points.den for item in items))  # points as integers
    full = scheme.points.num * unit // scheme.points.den
    wide = computing_type((4 * HUNDRED.num * unit * scheme.points.scaled(scheme.places)).bit_length())
    base = pl.lit(full, dtype=wide) if waived is None else full - waived.cast(wide) * (unit // HUNDRED.num)
    for item in items:
        off = pl.lit(item.points.num * unit // item.points.den, dtype=wide)
        base = base - pl.when(pl.col(NOT_APPLICABLE_PREFIX + item.code) == 1).then(off).otherwise(0)
    top = got.cast(wide) * (HUNDRED.num * unit)
    return pl.when(base > 0).then((2 * top + base) // (2 * base)).otherwise(0)


def _grade(scheme: Scheme) -> pl.Expr:
    """The grade's position, from the best, of the column `total`; null without grades."""
    result = pl.lit(None, dtype=pl.UInt8)
    for position, grade in reversed(list(enumerate(scheme.grades))):
        limit = -(-grade.lowest.num * 10**scheme.places // grade.lowest.den)
        result = pl.when(pl.col("total") >= limit).then(pl.lit(position, dtype=pl.UInt8)).otherwise(result)
    return result
