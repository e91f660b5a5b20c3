"""The one definition of a rule: a decision over exact numbers, written once and executed everywhere.

An `Expr` stands for an exact rational number built from named facts and constants; a `Cond` for a yes or no; `Cases` is
an ordered decision: the first branch whose condition holds gives the value and the reason. `evaluate` runs it on `Exact`
numbers (and shows the arithmetic), `lower` turns it into integer arithmetic for generated Python or for an engine's
columns.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from xieshou.kernel.exact import ONE, ZERO, Exact


class Op(StrEnum):
    """Comparison signs, as they are printed."""

    LT = "<"
    LE = "≤"
    EQ = "="
    NE = "≠"
    GE = "≥"
    GT = ">"


class Outcome(StrEnum):
    """Why a score is what it is. The order is the code an engine stores; append, never reorder."""

    FULL = "full"  # reached: full points
    PROPORTIONAL = "proportional"  # in proportion
    CAPPED = "capped"  # over the cap: full points
    BAND = "band"  # by band
    DEDUCTED = "deducted"  # full points less deductions
    NOTHING = "nothing"  # condition failed: no points
    MISSING = "missing"  # no value or no evidence
    NOT_APPLICABLE = "not-applicable"  # not assessed
    OVER = "over"  # over the limit that gives nothing
    VETO = "veto"  # a violation takes the whole item
    JUDGED = "judged"  # an expert's judgement
    ZERO_BASE = "zero-base"  # the base of the ratio is zero
    OVER_ACHIEVED = "over-achieved"  # reduced for a target set too low
    OUTSIDE = "outside"  # a judgement outside what the rule allows
    SUM = "sum"  # the sum of the parts


OUTCOMES = tuple(Outcome)


class Expr:
    """An exact number."""

    __slots__ = ()

    def __add__(self, other: "Expr") -> "Expr":
        return Add(self, other)

    def __sub__(self, other: "Expr") -> "Expr":
        return Sub(self, other)

    def __mul__(self, other: "Expr") -> "Expr":
        return Mul(self, other)

    def __truediv__(self, other: "Expr") -> "Expr":
        return Div(self, other)

    def children(self) -> tuple["Expr", ...]:
        """The numbers this one is made of."""
        return ()


@dataclass(frozen=True, slots=True)
class Const(Expr):
    """A number of the rule; `percent` prints it as a percentage."""

    value: Exact
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Fact(Expr):
    """A named fact; its unit, decimals and bounds are declared by the scheme."""

    name: str


@dataclass(frozen=True, slots=True)
class _Pair(Expr):
    left: Expr
    right: Expr

    def children(self) -> tuple[Expr, ...]:
        return (self.left, self.right)


class Add(_Pair):
    """left + right."""

    __slots__ = ()


class Sub(_Pair):
    """left − right."""

    __slots__ = ()


class Mul(_Pair):
    """left × right."""

    __slots__ = ()


class Div(_Pair):
    """left ÷ right; a rule guards against a base that is not positive before it divides."""

    __slots__ = ()


class Least(_Pair):
    """The smaller of two."""

    __slots__ = ()


class Greatest(_Pair):
    """The larger of two."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Round(Expr):
    """Rounded half away from zero to so many decimals; `percent` prints it as a percentage of two decimals fewer."""

    inner: Expr
    places: int
    percent: bool = False

    def children(self) -> tuple[Expr, ...]:
        return (self.inner,)


@dataclass(frozen=True, slots=True)
class Whole(Expr):
    """The whole part of a number that is not negative; `started` counts a started unit as whole."""

    inner: Expr
    started: bool = False

    def children(self) -> tuple[Expr, ...]:
        return (self.inner,)


class Cond:
    """A yes or no."""

    __slots__ = ()

    def __and__(self, other: "Cond") -> "Cond":
        return Both(self, other)

    def __or__(self, other: "Cond") -> "Cond":
        return Either(self, other)


@dataclass(frozen=True, slots=True)
class Compare(Cond):
    """left op right, exactly."""

    left: Expr
    op: Op
    right: Expr


@dataclass(frozen=True, slots=True)
class Both(Cond):
    """One and the other."""

    left: Cond
    right: Cond


@dataclass(frozen=True, slots=True)
class Either(Cond):
    """One or the other."""

    left: Cond
    right: Cond


@dataclass(frozen=True, slots=True)
class Missing(Cond):
    """The fact has no value: nothing was reported, or no evidence stands behind it."""

    name: str


@dataclass(frozen=True, slots=True)
class Branch:
    """When the condition holds (None: always), this value for this reason."""

    when: Cond | None
    value: Expr
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Cases(Expr):
    """An ordered decision; the last branch always holds."""

    branches: tuple[Branch, ...]

    def __post_init__(self) -> None:
        if not self.branches or self.branches[-1].when is not None:
            raise ValueError("the last branch of a decision must hold always")

    def children(self) -> tuple[Expr, ...]:
        return tuple(branch.value for branch in self.branches)


def number(value: int | str | Exact, *, percent: bool = False) -> Const:
    """A constant from an integer, a decimal text or an exact number."""
    if isinstance(value, Exact):
        return Const(value, percent)
    return Const(Exact(value) if isinstance(value, int) else Exact.read(value), percent)


NOTHING = Const(ZERO)
UNIT = Const(ONE)


def facts_of(thing: Expr | Cond) -> Iterator[str]:
    """Names of the facts used, in order of first use, repeats included."""
    match thing:
        case Fact(name) | Missing(name):
            yield name
        case Compare(left, _, right):
            yield from facts_of(left)
            yield from facts_of(right)
        case Both(one, other) | Either(one, other):
            yield from facts_of(one)
            yield from facts_of(other)
        case Cases(branches):
            for branch in branches:
                if branch.when is not None:
                    yield from facts_of(branch.when)
                yield from facts_of(branch.value)
        case Expr():
            for child in thing.children():
                yield from facts_of(child)
        case _:
            return


def any_missing(names: tuple[str, ...]) -> Cond | None:
    """A condition that holds when one of the facts is missing; None without facts."""
    condition: Cond | None = None
    for name in dict.fromkeys(names):
        condition = Missing(name) if condition is None else Either(condition, Missing(name))
    return condition


def decide(*branches: Branch) -> Cases:
    """A decision whose facts must all be there: a missing one gives nothing, before anything is computed."""
    inner = Cases(branches)
    absent = any_missing(tuple(facts_of(inner)))
    if absent is None:
        return inner
    return Cases((Branch(absent, NOTHING, Outcome.MISSING), *branches))
