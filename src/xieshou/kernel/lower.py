"""From a rule to integer arithmetic, for any executor: generated Python, or the columns of an engine.

Each exact number becomes  p·n / (q·d)  with constants p, q (cancelled by their greatest common divisor) and integer
expressions n, d. Every integer carries its bounds, from the declared bounds of the facts, so the width of each
intermediate is known before anything runs: up to 62 bits fit an engine's 64-bit integers, up to 126 its 128-bit ones,
beyond that the scheme is refused. Rounding is `(2n + d) // (2d)`, once, where the rule says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import gcd, lcm
from typing import Generic, Protocol, TypeVar

from xieshou.kernel.exact import Exact
from xieshou.kernel.expr import (
    Add,
    Both,
    Cases,
    Compare,
    Cond,
    Const,
    Div,
    Either,
    Expr,
    Fact,
    Greatest,
    Least,
    Missing,
    Mul,
    Op,
    Round,
    Sub,
    Whole,
)

NARROW_BITS = 62
WIDE_BITS = 126

I = TypeVar("I")  # noqa: E741 - the executor's integer
B = TypeVar("B")


class TooWideError(Exception):
    """A scheme whose intermediates could exceed 126 bits under the declared bounds of its facts."""


class BaseSignError(Exception):
    """A rule divides by a number that its facts' bounds allow to be negative."""


@dataclass(frozen=True, slots=True)
class FactSpec:
    """A fact as an integer column: its decimals and the bounds of the scaled integer."""

    name: str
    places: int
    low: int
    high: int


class Ops(Protocol[I, B]):
    """What differs between executors."""

    def fact(self, name: str) -> I: ...
    def const(self, value: int) -> I: ...
    def add(self, left: I, right: I) -> I: ...
    def sub(self, left: I, right: I) -> I: ...
    def mul(self, left: I, right: I) -> I: ...
    def div(self, left: I, right: I) -> I: ...
    def where(self, condition: B, left: I, right: I) -> I: ...
    def least(self, left: I, right: I) -> I: ...
    def greatest(self, left: I, right: I) -> I: ...
    def compare(self, op: Op, left: I, right: I) -> B: ...
    def both(self, left: B, right: B) -> B: ...
    def either(self, left: B, right: B) -> B: ...
    def missing(self, name: str) -> B: ...


@dataclass(frozen=True, slots=True)
class Int(Generic[I]):
    """An integer expression of the executor with its bounds; `low == high` is a constant."""

    code: I
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Ratio(Generic[I]):
    """p·n / (q·d); a missing n or d is 1. q and d are positive."""

    p: int
    n: Int[I] | None
    q: int
    d: Int[I] | None


class Lowering(Generic[I, B]):
    """Lowers expressions onto one executor; `bits` is the widest integer met."""

    def __init__(self, ops: Ops[I, B], facts: Mapping[str, FactSpec]) -> None:
        self._ops = ops
        self._facts = facts
        self.bits = 0

    # integers, with bounds

    def _int(self, code: I, low: int, high: int) -> Int[I]:
        bits = max(abs(low), abs(high)).bit_length()
        self.bits = max(self.bits, bits)
        if bits > WIDE_BITS:
            raise TooWideError(
                f"an intermediate could need {bits} bits, {WIDE_BITS} are the limit: "
                "lower the declared maximum or the decimals of the facts"
            )
        return Int(code, low, high)

    def const(self, value: int) -> Int[I]:
        """A constant."""
        return self._int(self._ops.const(value), value, value)

    def add(self, left: Int[I], right: Int[I]) -> Int[I]:
        """left + right."""
        if right.low == right.high == 0:
            return left
        if left.low == left.high == 0:
            return right
        return self._int(self._ops.add(left.code, right.code), left.low + right.low, left.high + right.high)

    def sub(self, left: Int[I], right: Int[I]) -> Int[I]:
        """left − right."""
        if right.low == right.high == 0:
            return left
        return self._int(self._ops.sub(left.code, right.code), left.low - right.high, left.high - right.low)

    def mul(self, left: Int[I], right: Int[I]) -> Int[I]:
        """left × right."""
        for one, other in ((left, right), (right, left)):
            if one.low == one.high == 1:
                return other
        corners = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
        return self._int(self._ops.mul(left.code, right.code), min(corners), max(corners))

    def scale(self, value: Int[I] | None, factor: int) -> Int[I]:
        """value × factor; a missing value is 1."""
        return self.const(factor) if value is None else value if factor == 1 else self.mul(value, self.const(factor))

    def where(self, condition: B, left: Int[I], right: Int[I]) -> Int[I]:
        """left when the condition holds, else right."""
        code = self._ops.where(condition, left.code, right.code)
        return self._int(code, min(left.low, right.low), max(left.high, right.high))

    # numbers

    def ratio(self, expr: Expr) -> Ratio[I]:
        """Any expression as p·n / (q·d)."""
        match expr:
            case Const(value):
                return Ratio(value.num, None, value.den, None)
            case Fact(name):
                return self._fact(name)
            case Mul(left, right):
                return self._times(self.ratio(left), self.ratio(right))
            case Div(left, right):
                return self._times(self.ratio(left), self._inverse(self.ratio(right)))
            case Add(left, right):
                return self._sum(self.ratio(left), self.ratio(right), 1)
            case Sub(left, right):
                return self._sum(self.ratio(left), self.ratio(right), -1)
            case _:
                return self._chosen(expr)

    def _chosen(self, expr: Expr) -> Ratio[I]:
        match expr:
            case Least(left, right):
                return self._pick(Op.LE, self.ratio(left), self.ratio(right))
            case Greatest(left, right):
                return self._pick(Op.GE, self.ratio(left), self.ratio(right))
            case Round(inner, places):
                return reduced(Ratio(1, self.rounded(inner, places), 10**places, None))
            case Whole(inner, started):
                return Ratio(1, self._whole(self.ratio(inner), started), 1, None)
            case Cases():
                return self._cases(expr)
            case _:
                raise TypeError(f"{type(expr).__name__} cannot be lowered")

    def _fact(self, name: str) -> Ratio[I]:
        spec = self._facts[name]
        value = self._int(self._ops.fact(name), spec.low, spec.high)
        return Ratio(1, value, 10**spec.places, None)

    def _times(self, left: Ratio[I], right: Ratio[I]) -> Ratio[I]:
        n = self._product(left.n, right.n)
        d = self._product(left.d, right.d)
        return reduced(Ratio(left.p * right.p, n, left.q * right.q, d))

    def _product(self, left: Int[I] | None, right: Int[I] | None) -> Int[I] | None:
        if left is None or right is None:
            return right if left is None else left
        return self.mul(left, right)

    def _inverse(self, value: Ratio[I]) -> Ratio[I]:
        if value.p < 0 or (value.n is not None and value.n.low < 0):
            raise BaseSignError("a rule divides by a number that could be negative: declare the fact's minimum as 0")
        if value.p == 0 or (value.n is not None and value.n.high == 0):
            raise BaseSignError("a rule divides by what can only be zero")
        return Ratio(value.q, value.d, value.p, value.n)

    def top(self, value: Ratio[I]) -> Int[I]:
        """p·n as one integer."""
        return self.scale(value.n, value.p)

    def bottom(self, value: Ratio[I]) -> Int[I]:
        """q·d as one integer."""
        return self.scale(value.d, value.q)

    def _sum(self, left: Ratio[I], right: Ratio[I], sign: int) -> Ratio[I]:
        if left.d is None and right.d is None:
            common = lcm(left.q, right.q)
            one = self.scale(left.n, left.p * (common // left.q))
            other = self.scale(right.n, right.p * (common // right.q))
            both = self.add(one, other) if sign > 0 else self.sub(one, other)
            return reduced(Ratio(1, both, common, None))
        one = self.mul(self.top(left), self.bottom(right))
        other = self.mul(self.top(right), self.bottom(left))
        both = self.add(one, other) if sign > 0 else self.sub(one, other)
        return reduced(Ratio(1, both, left.q * right.q, self._product(left.d, right.d)))

    def _aligned(self, values: list[Ratio[I]]) -> tuple[list[Int[I]], int] | None:
        if any(value.d is not None for value in values):
            return None
        common = lcm(*(value.q for value in values))
        return [self.scale(value.n, value.p * (common // value.q)) for value in values], common

    def _pick(self, op: Op, left: Ratio[I], right: Ratio[I]) -> Ratio[I]:
        aligned = self._aligned([left, right])
        if aligned is None:
            return self._either(self._compare(left, op, right), left, right)
        (one, other), common = aligned
        pick, bound = (self._ops.least, min) if op is Op.LE else (self._ops.greatest, max)
        code = pick(one.code, other.code)
        return reduced(Ratio(1, self._int(code, bound(one.low, other.low), bound(one.high, other.high)), common, None))

    def _either(self, condition: B, left: Ratio[I], right: Ratio[I]) -> Ratio[I]:
        aligned = self._aligned([left, right])
        if aligned is not None:
            (one, other), common = aligned
            return Ratio(1, self.where(condition, one, other), common, None)
        n = self.where(condition, self.top(left), self.top(right))
        d = self.where(condition, self.bottom(left), self.bottom(right))
        return Ratio(1, n, 1, d)

    def _cases(self, cases: Cases) -> Ratio[I]:
        result = self.ratio(cases.branches[-1].value)
        for branch in reversed(cases.branches[:-1]):
            assert branch.when is not None
            result = self._either(self.condition(branch.when), self.ratio(branch.value), result)
        return result

    # rounding

    def rounded(self, expr: Expr, places: int) -> Int[I]:
        """The expression × 10**places, rounded half away from zero, as an integer."""
        if isinstance(expr, Cases):
            return self._rounded_cases(expr, places)
        value = self.ratio(expr)
        value = reduced(replace(value, p=value.p * 10**places))
        if value.d is None and value.q == 1:
            return self.top(value)
        return self._half_up(self.top(value), self.bottom(value))

    def _rounded_cases(self, cases: Cases, places: int) -> Int[I]:
        result = self.rounded(cases.branches[-1].value, places)
        for branch in reversed(cases.branches[:-1]):
            assert branch.when is not None
            result = self.where(self.condition(branch.when), self.rounded(branch.value, places), result)
        return result

    def _half_up(self, n: Int[I], d: Int[I]) -> Int[I]:
        if n.low == n.high and d.low == d.high:
            return self.const(Exact(n.low, d.low).scaled(0))
        positive = self._divide(self.add(self.scale(n, 2), d), self.scale(d, 2))
        if n.low >= 0:
            return positive
        size = self._divide(self.add(self.scale(n, -2), d), self.scale(d, 2))
        is_negative = self._ops.compare(Op.LT, n.code, self._ops.const(0))
        return self.where(is_negative, self.scale(size, -1), positive)

    def _divide(self, n: Int[I], d: Int[I]) -> Int[I]:
        least = max(d.low, 1)
        corners = [a // b for a in (n.low, n.high) for b in (least, max(d.high, 1))]
        return self._int(self._ops.div(n.code, d.code), min(corners), max(corners))

    def _whole(self, value: Ratio[I], started: bool) -> Int[I]:
        n, d = self.top(value), self.bottom(value)
        if started:
            n = self.add(n, self.sub(d, self.const(1)))
        if d.low == d.high == 1:
            return n
        return self._divide(n, d)

    # conditions

    def condition(self, cond: Cond) -> B:
        """A condition of the executor."""
        match cond:
            case Compare(left, op, right):
                return self._compare(self.ratio(left), op, self.ratio(right))
            case Both(left, right):
                return self._ops.both(self.condition(left), self.condition(right))
            case Either(left, right):
                return self._ops.either(self.condition(left), self.condition(right))
            case Missing(name):
                return self._ops.missing(name)
            case _:
                raise TypeError(f"{type(cond).__name__} cannot be lowered")

    def _compare(self, left: Ratio[I], op: Op, right: Ratio[I]) -> B:
        if right.p == 0:
            return self._ops.compare(op, self.top(left).code, self._ops.const(0))
        common = lcm(left.q, right.q)
        one = self.scale(left.n, left.p * (common // left.q))
        other = self.scale(right.n, right.p * (common // right.q))
        if right.d is not None:
            one = self.mul(one, right.d)
        if left.d is not None:
            other = self.mul(other, left.d)
        return self._ops.compare(op, one.code, other.code)


def reduced(value: Ratio[I]) -> Ratio[I]:
    """The constants cancelled."""
    common = gcd(value.p, value.q) or 1
    return replace(value, p=value.p // common, q=value.q // common)
