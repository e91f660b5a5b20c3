"""Runs a rule on exact numbers and shows the arithmetic with the numbers in it, as a person would write it by hand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from xieshou.kernel.exact import Exact
from xieshou.kernel.expr import (
    Add,
    Both,
    Branch,
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


@dataclass(frozen=True, slots=True)
class Value:
    """A fact's value: the exact number and how it is printed (with its unit)."""

    number: Exact
    text: str


Facts = Mapping[str, Value | None]
Known = Mapping[Expr, str]  # parts already shown, with the text they are printed as from now on
_NOTHING_KNOWN: Known = {}

_COMPARE: Mapping[Op, Callable[[Exact, Exact], bool]] = {
    Op.LT: lambda a, b: a < b,
    Op.LE: lambda a, b: a <= b,
    Op.EQ: lambda a, b: a == b,
    Op.NE: lambda a, b: a != b,
    Op.GE: lambda a, b: a >= b,
    Op.GT: lambda a, b: a > b,
}
_SIGNS: Mapping[type[Expr], str] = {Add: "+", Sub: "−", Mul: "×", Div: "÷"}


class AbsentError(Exception):
    """A rule asked for a fact that has no value, without guarding against it."""


def chosen(cases: Cases, facts: Facts) -> Branch:
    """The first branch whose condition holds."""
    for branch in cases.branches:
        if branch.when is None or holds(branch.when, facts):
            return branch
    raise AssertionError("the last branch always holds")


def holds(cond: Cond, facts: Facts) -> bool:
    """Whether a condition holds."""
    match cond:
        case Compare(left, op, right):
            return _COMPARE[op](value_of(left, facts), value_of(right, facts))
        case Both(left, right):
            return holds(left, facts) and holds(right, facts)
        case Either(left, right):
            return holds(left, facts) or holds(right, facts)
        case Missing(name):
            return facts.get(name) is None
        case _:
            raise TypeError(type(cond).__name__)


def value_of(expr: Expr, facts: Facts) -> Exact:
    """The exact value."""
    match expr:
        case Const(value):
            return value
        case Fact(name):
            return _fact(name, facts).number
        case Round(inner, places):
            return value_of(inner, facts).rounded(places)
        case Whole(inner, started):
            number = value_of(inner, facts)
            return Exact(-(-number.num // number.den) if started else number.num // number.den)
        case Cases():
            return value_of(chosen(expr, facts).value, facts)
        case Add(left, right) | Sub(left, right) | Mul(left, right) | Div(left, right):
            return _arithmetic(type(expr), value_of(left, facts), value_of(right, facts))
        case Least(left, right):
            return min(value_of(left, facts), value_of(right, facts))
        case Greatest(left, right):
            return max(value_of(left, facts), value_of(right, facts))
        case _:
            raise TypeError(type(expr).__name__)


def _arithmetic(kind: type[Expr], left: Exact, right: Exact) -> Exact:
    if kind is Add:
        return left + right
    if kind is Sub:
        return left - right
    return left * right if kind is Mul else left / right


def _fact(name: str, facts: Facts) -> Value:
    value = facts.get(name)
    if value is None:
        raise AbsentError(name)
    return value


def _compared(side: Expr, other: Expr, facts: Facts, known: Known) -> str:
    text = printed(side, facts, known)
    if side in known or not isinstance(side, Add | Sub | Mul | Div):
        return text
    as_percent = isinstance(other, Const) and other.percent
    value = value_of(side, facts)
    return f"{text} = {percent_text(value) if as_percent else value.text()}"


def percent_text(value: Exact) -> str:
    """A ratio printed as a percentage."""
    return (value * Exact(100)).text() + "%"


def printed(expr: Expr, facts: Facts, known: Known = _NOTHING_KNOWN) -> str:
    """The expression with its numbers: `469.50 ÷ 792.67`. A rounded part is printed as its rounded value."""
    if expr in known:
        return known[expr]
    match expr:
        case Const(value, percent):
            return percent_text(value) if percent else value.text()
        case Fact(name):
            return _fact(name, facts).text
        case Round(_, _, percent):
            value = value_of(expr, facts)
            return percent_text(value) if percent else value.text()
        case Whole():
            return value_of(expr, facts).text()
        case Cases():
            return printed(chosen(expr, facts).value, facts, known)
        case Least(left, right) | Greatest(left, right):
            word = "min" if isinstance(expr, Least) else "max"
            return f"{word}({printed(left, facts, known)}, {printed(right, facts, known)})"
        case Add(left, right) | Sub(left, right) | Mul(left, right) | Div(left, right):
            return _infix(type(expr), left, right, facts, known)
        case _:
            raise TypeError(type(expr).__name__)


def _infix(kind: type[Expr], left: Expr, right: Expr, facts: Facts, known: Known) -> str:
    tight = kind in {Mul, Div}
    one = _operand(left, facts, known, needs_brackets=tight and isinstance(left, Add | Sub))
    other = _operand(right, facts, known, needs_brackets=(tight and isinstance(right, Add | Sub | Div)) or kind is Sub)
    return f"{one} {_SIGNS[kind]} {other}"


def _operand(expr: Expr, facts: Facts, known: Known, *, needs_brackets: bool) -> str:
    text = printed(expr, facts, known)
    compound = isinstance(expr, Add | Sub | Mul | Div) and expr not in known
    return f"({text})" if needs_brackets and compound else text


@dataclass(frozen=True, slots=True)
class Step:
    """One line of arithmetic: what is computed, its exact value, and the value after rounding when it is rounded here."""

    left: str
    exact: str
    rounded: str | None
    places: int | None

    def line(self) -> str:
        """`1249727.75 ÷ 1939900.00 = 0.644222… ≈ 0.64`."""
        text = self.left if self.left == self.exact else f"{self.left} = {self.exact}"
        return f"{text} ≈ {self.rounded}" if self.rounded is not None and self.rounded != self.exact else text


def steps(expr: Expr, facts: Facts, known: Known = _NOTHING_KNOWN) -> tuple[Step, ...]:
    """The roundings inside, innermost first, then the expression itself."""
    found: list[Step] = []
    _collect(expr, facts, known, found)
    if not isinstance(expr, Round | Cases) and expr not in known:
        found.append(Step(printed(expr, facts, known), value_of(expr, facts).text(), None, None))
    return tuple(dict.fromkeys(found))


def _collect(expr: Expr, facts: Facts, known: Known, found: list[Step]) -> None:
    if expr in known:
        return
    match expr:
        case Cases():
            value = chosen(expr, facts).value
            found.extend(steps(value, facts, known))
        case Round(inner, places, percent):
            _collect(inner, facts, known, found)
            exact = value_of(inner, facts)
            rounded = exact.rounded(places)
            show = percent_text if percent else Exact.text
            found.append(Step(printed(inner, facts, known), show(exact), show(rounded), places))
        case _:
            for child in expr.children():
                _collect(child, facts, known, found)


def condition_text(cond: Cond, facts: Facts, known: Known = _NOTHING_KNOWN) -> str:
    """A condition with its numbers: `53 ≥ 50`."""
    match cond:
        case Compare(left, op, right):
            return f"{_compared(left, right, facts, known)} {op.value} {_compared(right, left, facts, known)}"
        case Both(left, right):
            return f"{condition_text(left, facts, known)}，{condition_text(right, facts, known)}"
        case Either(left, right):
            holding = left if holds(left, facts) else right
            return condition_text(holding, facts, known)
        case Missing(name):
            return f"{name} —"
        case _:
            raise TypeError(type(cond).__name__)
