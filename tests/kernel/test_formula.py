"""Formulas over named facts."""

import pytest

from xieshou.kernel.evaluate import Value, value_of
from xieshou.kernel.exact import Exact
from xieshou.kernel.expr import Add, Const, Div, Expr, Fact, Greatest, Least, Mul, Round, Sub
from xieshou.kernel.formula import FormulaError, read_formula

A, B = Fact("a"), Fact("b")


@pytest.mark.parametrize(
    ("text", "expr"),
    [
        ("a", A),
        ("a + b", Add(A, B)),
        ("a - b", Sub(A, B)),
        ("a * b", Mul(A, B)),
        ("a / b", Div(A, B)),
        (" ( a ) ", A),
        ("0.25", Const(Exact(1, 4))),
        ("-a", Sub(Const(Exact(0)), A)),
        ("min(a, b)", Least(A, B)),
        ("max(a, 0)", Greatest(A, Const(Exact(0)))),
        ("round(a, 2)", Round(A, 2)),
        ("percent(a, 2)", Round(A, 4, percent=True)),
        ("(a - b) / b", Div(Sub(A, B), B)),
    ],
)
def test_it_reads(text: str, expr: Expr) -> None:
    assert read_formula(text) == expr


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("8 / 4 / 2", "1"),
        ("10 - 4 - 3", "3"),
        ("8 / (4 / 2)", "4"),
        ("a / b / 0.25", "2"),
    ],
)
def test_it_keeps_the_order_of_arithmetic(text: str, value: str) -> None:
    facts = {"a": Value(Exact(1), "1"), "b": Value(Exact(2), "2")}
    assert value_of(read_formula(text), facts) == Exact.read(value)


def test_it_keeps_decimals_exact() -> None:
    assert read_formula("0.1 + 0.2") == Add(Const(Exact(1, 10)), Const(Exact(1, 5)))


@pytest.mark.parametrize(
    "text",
    [
        "", "a b", "a +", "(a", "a)", "a ** b", "a // b", "a % b", "a < b", "a and b", "not a", "~a", "+a", "a.b", "a[0]",
        "a if b else a", "lambda: 1", "[a]", "(a, b)", "{a}", "'a'", "True", "None", "1e5", "1_000", "0x10", "1j", ".5", "a := 1",
        "sum(a, b)", "min(a)", "min(a, b, a)", "min(*a, b)", "min(a, b, key=a)", "a.b(a, b)", "round(a, -1)", "round(a, 9)",
        "round(a, 1.5)", "round(a, b)", "__import__('os')", "a\x00b", "f'{a}'", "await a", "a; b", "a\nb",
    ],
)  # fmt: skip
def test_it_refuses_everything_else(text: str) -> None:
    with pytest.raises(FormulaError):
        read_formula(text)


@pytest.mark.parametrize(
    "text", ["-" * 1500 + "a", "(" * 150 + "a" + ")" * 150 + "+" * 0 + " + a" * 70, "1 + " * 400 + "a", "(" * 900 + "a"]
)
def test_it_refuses_deep_formulas_without_overflowing(text: str) -> None:
    with pytest.raises(FormulaError):
        read_formula(text)


def test_it_allows_a_sum_of_sixty() -> None:
    assert value_of(read_formula(" + ".join(["1"] * 60)), {}) == Exact(60)


def test_it_refuses_what_is_too_long() -> None:
    with pytest.raises(FormulaError, match="longer than 2000"):
        read_formula("a" * 2001)


def test_it_says_where_a_formula_is_misspelt() -> None:
    with pytest.raises(FormulaError, match="at character 5"):
        read_formula("a + * b")
