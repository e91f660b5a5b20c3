"""The exact interpreter and the arithmetic it shows."""

import pytest

from xieshou.kernel.evaluate import AbsentError, Value, chosen, condition_text, holds, printed, steps, value_of
from xieshou.kernel.exact import Exact
from xieshou.kernel.expr import (
    NOTHING,
    Branch,
    Cases,
    Compare,
    Cond,
    Const,
    Expr,
    Fact,
    Greatest,
    Least,
    Missing,
    Op,
    Outcome,
    Round,
    Whole,
)

A, B, C = Fact("a"), Fact("b"), Fact("c")
TEN = Const(Exact(10))
FACTS = {"a": Value(Exact(3), "3 次"), "b": Value(Exact(4), "4 次"), "gone": None}
SPENT = {"a": Value(Exact.read("1249727.75"), "1249727.75 元"), "b": Value(Exact.read("1939900"), "1939900.00 元")}


@pytest.mark.parametrize(
    ("expr", "value"),
    [
        (A + B, "7"),
        (A - B, "-1"),
        (A * B, "12"),
        (A / B, "0.75"),
        (Least(A, B), "3"),
        (Greatest(A, B), "4"),
        (Round(A / B, 1), "0.8"),
        (Whole(B / A), "1"),
        (Whole(B / A, started=True), "2"),
        (Whole(B / B, started=True), "1"),
    ],
)
def test_it_computes(expr: Expr, value: str) -> None:
    assert value_of(expr, FACTS) == Exact.read(value)


@pytest.mark.parametrize(
    ("op", "truth"),
    [
        (Op.LT, (True, False)),
        (Op.LE, (True, True)),
        (Op.EQ, (False, True)),
        (Op.NE, (True, False)),
        (Op.GE, (False, True)),
        (Op.GT, (False, False)),
    ],
)
def test_it_compares(op: Op, truth: tuple[bool, bool]) -> None:
    assert (holds(Compare(A, op, B), FACTS), holds(Compare(A, op, A), FACTS)) == truth


@pytest.mark.parametrize(("name", "missing"), [("a", False), ("gone", True), ("unheard", True)])
def test_it_knows_what_is_missing(name: str, missing: bool) -> None:
    assert holds(Missing(name), FACTS) is missing


def test_it_combines_conditions() -> None:
    yes, no = Compare(A, Op.LT, B), Compare(A, Op.GT, B)
    assert [holds(yes & no, FACTS), holds(yes | no, FACTS), holds(no | no, FACTS)] == [False, True, False]


def test_it_takes_the_first_branch_that_holds() -> None:
    cases = Cases(
        (
            Branch(Compare(A, Op.GT, B), A, Outcome.OVER),
            Branch(Compare(A, Op.LT, B), B, Outcome.BAND),
            Branch(None, NOTHING, Outcome.NOTHING),
        )
    )
    assert chosen(cases, FACTS).outcome is Outcome.BAND
    assert value_of(cases, FACTS) == Exact(4)


@pytest.mark.parametrize("name", ["gone", "unheard"])
def test_it_refuses_to_invent_a_missing_value(name: str) -> None:
    with pytest.raises(AbsentError, match=name):
        value_of(Fact(name), FACTS)


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (A / B, "3 次 ÷ 4 次"),
        (TEN * A / B, "10 × 3 次 ÷ 4 次"),
        (TEN * (A + B), "10 × (3 次 + 4 次)"),
        (A / (A / B), "3 次 ÷ (3 次 ÷ 4 次)"),
        (A - (B - A), "3 次 − (4 次 − 3 次)"),
        (A - TEN * B, "3 次 − (10 × 4 次)"),
        ((A - B) / B, "(3 次 − 4 次) ÷ 4 次"),
        (TEN * Round(A / B, 4, percent=True), "10 × 75%"),
        (Const(Exact(9, 10), percent=True), "90%"),
        (Least(A, B), "min(3 次, 4 次)"),
        (Greatest(A, B), "max(3 次, 4 次)"),
        (Whole(B / A), "1"),
        (Cases((Branch(None, A / B, Outcome.FULL),)), "3 次 ÷ 4 次"),
    ],
)
def test_it_prints_arithmetic_with_its_numbers(expr: Expr, text: str) -> None:
    assert printed(expr, FACTS) == text


def test_it_shows_the_rounding_before_the_score() -> None:
    lines = [step.line() for step in steps(TEN * Round(A / B, 2), SPENT)]
    assert lines == ["1249727.75 元 ÷ 1939900.00 元 = 0.644222… ≈ 0.64", "10 × 0.64 = 6.4"]


def test_it_shows_a_percentage_as_it_is_printed() -> None:
    lines = [step.line() for step in steps(TEN * Round(A / B, 4, percent=True), SPENT)]
    assert lines == ["1249727.75 元 ÷ 1939900.00 元 = 64.422276…% ≈ 64.42%", "10 × 64.42% = 6.442"]


def test_it_shows_only_the_branch_taken() -> None:
    cases = Cases((Branch(Compare(A, Op.LT, B), A + B, Outcome.FULL), Branch(None, A - B, Outcome.NOTHING)))
    assert [step.line() for step in steps(cases, FACTS)] == ["3 次 + 4 次 = 7"]


def test_it_shows_a_plain_number_once() -> None:
    assert [step.line() for step in steps(TEN, FACTS)] == ["10"]


@pytest.mark.parametrize(
    ("cond", "text"),
    [
        (Compare(A, Op.GE, B), "3 次 ≥ 4 次"),
        (Compare(A / B, Op.LE, Const(Exact(1), percent=True)), "3 次 ÷ 4 次 = 75% ≤ 100%"),
        (Compare(A, Op.GE, B) & Compare(A, Op.LT, B), "3 次 ≥ 4 次，3 次 < 4 次"),
        (Compare(A, Op.GE, B) | Compare(A, Op.LT, B), "3 次 < 4 次"),
        (Missing("gone"), "gone —"),
    ],
)
def test_it_prints_a_condition_with_its_numbers(cond: Cond, text: str) -> None:
    assert condition_text(cond, FACTS) == text
