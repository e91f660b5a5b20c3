"""What scoring is measured against: the same decisions as a loop over `decimal.Decimal`, and as formulas of a sheet.

Both write a decision as text in another language. They are for comparing speed only: a `Decimal` quotient is rounded before it is
multiplied and a sheet computes in doubles, so neither gives every score right.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Protocol

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

DecimalRow = Sequence[Decimal | None]
DecimalFunction = Callable[[DecimalRow], list[Decimal]]

_INFIX: Mapping[type[Expr], str] = {Add: "+", Sub: "-", Mul: "*", Div: "/"}
_PYTHON_SIGNS: Mapping[Op, str] = {Op.LT: "<", Op.LE: "<=", Op.EQ: "==", Op.NE: "!=", Op.GE: ">=", Op.GT: ">"}
_SHEET_SIGNS: Mapping[Op, str] = {**_PYTHON_SIGNS, Op.EQ: "=", Op.NE: "<>"}
_SHEET_CALLS: Mapping[str, str] = {
    "least": "MIN",
    "greatest": "MAX",
    "rounded": "ROUND",
    "whole": "INT",
    "started": "ROUNDUP",
    "both": "AND",
    "either": "OR",
}


class Dialect(Protocol):
    """What differs between languages that write arithmetic in the usual way."""

    def sign(self, op: Op) -> str: ...
    def fact(self, name: str) -> str: ...
    def const(self, value: Exact) -> str: ...
    def call(self, name: str, *values: str) -> str: ...
    def choose(self, condition: str, one: str, other: str) -> str: ...
    def missing(self, name: str) -> str: ...


def written(expr: Expr, dialect: Dialect) -> str:
    """An expression as text."""
    match expr:
        case Const(value):
            return dialect.const(value)
        case Fact(name):
            return dialect.fact(name)
        case Add(left, right) | Sub(left, right) | Mul(left, right) | Div(left, right):
            return f"({written(left, dialect)}{_INFIX[type(expr)]}{written(right, dialect)})"
        case Least(left, right) | Greatest(left, right):
            name = "least" if isinstance(expr, Least) else "greatest"
            return dialect.call(name, written(left, dialect), written(right, dialect))
        case Round(inner, places):
            return dialect.call("rounded", written(inner, dialect), str(places))
        case Whole(inner, started):
            return dialect.call("started" if started else "whole", written(inner, dialect))
        case Cases():
            return _cases(expr, dialect)
        case _:
            raise TypeError(type(expr).__name__)


def _cases(cases: Cases, dialect: Dialect) -> str:
    text = written(cases.branches[-1].value, dialect)
    for branch in reversed(cases.branches[:-1]):
        assert branch.when is not None
        text = dialect.choose(_condition(branch.when, dialect), written(branch.value, dialect), text)
    return text


def _condition(cond: Cond, dialect: Dialect) -> str:
    match cond:
        case Compare(left, op, right):
            return f"({written(left, dialect)}{dialect.sign(op)}{written(right, dialect)})"
        case Both(left, right):
            return dialect.call("both", _condition(left, dialect), _condition(right, dialect))
        case Either(left, right):
            return dialect.call("either", _condition(left, dialect), _condition(right, dialect))
        case Missing(name):
            return dialect.missing(name)
        case _:
            raise TypeError(type(cond).__name__)


@dataclass(frozen=True)
class PythonDecimals:
    """Python text over `Decimal`; a fact is `f` with its number."""

    facts: Sequence[str]

    def sign(self, op: Op) -> str:
        return _PYTHON_SIGNS[op]

    def fact(self, name: str) -> str:
        return f"f{self.facts.index(name)}"

    def const(self, value: Exact) -> str:
        whole = f"Decimal({value.num})"
        return whole if value.den == 1 else f"({whole}/Decimal({value.den}))"

    def call(self, name: str, *values: str) -> str:
        if name in {"both", "either"}:
            return f"({values[0]} {'and' if name == 'both' else 'or'} {values[1]})"
        return f"{name}({', '.join(values)})"

    def choose(self, condition: str, one: str, other: str) -> str:
        return f"({one} if {condition} else {other})"

    def missing(self, name: str) -> str:
        return f"({self.fact(name)} is None)"


def decimal_function(decisions: Sequence[Cases], facts: Sequence[str], places: int) -> DecimalFunction:
    """The decisions as one function over decimals, each score rounded half up at the end."""
    dialect = PythonDecimals(facts)
    scores = ", ".join(f"rounded({written(decision, dialect)}, {places})" for decision in decisions)
    unpack = ", ".join(f"f{number}" for number in range(len(facts)))
    code = f"def score(facts):\n    {unpack}, = facts\n    return [{scores}]\n"
    space: dict[str, DecimalFunction] = {}
    names = {"Decimal": Decimal, "least": min, "greatest": max, "rounded": _rounded, "whole": _whole}
    exec(compile(code, "<decimals>", "exec"), {"__builtins__": {}, **names, "started": _started}, space)
    return space["score"]


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _whole(value: Decimal) -> Decimal:
    return value.to_integral_value(ROUND_FLOOR)


def _started(value: Decimal) -> Decimal:
    return value.to_integral_value(ROUND_CEILING)


@dataclass(frozen=True)
class SheetFormulas:
    """OpenFormula text for one row; a fact is the cell in its column."""

    columns: Mapping[str, str]
    row: int

    def sign(self, op: Op) -> str:
        return _SHEET_SIGNS[op]

    def fact(self, name: str) -> str:
        return f"[.{self.columns[name]}{self.row}]"

    def const(self, value: Exact) -> str:
        return str(value.num) if value.den == 1 else f"({value.num}/{value.den})"

    def call(self, name: str, *values: str) -> str:
        return f"{_SHEET_CALLS[name]}({';'.join(values)})"

    def choose(self, condition: str, one: str, other: str) -> str:
        return f"IF({condition};{one};{other})"

    def missing(self, name: str) -> str:
        return f"ISBLANK({self.fact(name)})"
