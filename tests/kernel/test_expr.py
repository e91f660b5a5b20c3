"""Expressions and decisions."""

import pytest

from xieshou.kernel.exact import Exact
from xieshou.kernel.expr import (
    NOTHING,
    OUTCOMES,
    UNIT,
    Add,
    Both,
    Branch,
    Cases,
    Compare,
    Const,
    Div,
    Either,
    Fact,
    Missing,
    Mul,
    Op,
    Outcome,
    Round,
    Sub,
    any_missing,
    decide,
    facts_of,
    number,
)

A, B = Fact("a"), Fact("b")
ALWAYS = Branch(None, A, Outcome.FULL)


def test_it_builds_arithmetic_from_signs() -> None:
    assert (Add(A, B), Sub(A, B), Mul(A, B), Div(A, B)) == (A + B, A - B, A * B, A / B)


def test_it_builds_conditions_from_signs() -> None:
    one, other = Missing("a"), Compare(A, Op.GT, B)
    assert (one & other, one | other) == (Both(one, other), Either(one, other))


def test_it_tells_operations_on_the_same_numbers_apart() -> None:
    assert len({Add(A, B), Sub(A, B), Mul(A, B), Div(A, B)}) == 4


@pytest.mark.parametrize(("value", "exact"), [(3, Exact(3)), ("0.5", Exact(1, 2)), (Exact(1, 3), Exact(1, 3))])
def test_it_makes_a_constant(value: int | str | Exact, exact: Exact) -> None:
    assert number(value) == Const(exact)


def test_it_names_facts_in_order_of_use() -> None:
    cases = Cases((Branch(Missing("c") & Compare(B, Op.EQ, UNIT), Round(A / B, 2), Outcome.BAND), ALWAYS))
    assert list(facts_of(cases)) == ["c", "b", "a", "b", "a"]


def test_it_names_no_fact_of_a_constant() -> None:
    assert list(facts_of(NOTHING)) == []


def test_it_asks_whether_any_of_the_facts_is_missing() -> None:
    assert any_missing(("a", "b", "a")) == Either(Missing("a"), Missing("b"))
    assert any_missing(()) is None


def test_it_gives_nothing_for_a_missing_fact_before_anything_is_computed() -> None:
    assert decide(ALWAYS).branches[0] == Branch(Missing("a"), NOTHING, Outcome.MISSING)


def test_it_asks_nothing_about_constants() -> None:
    always = Branch(None, UNIT, Outcome.FULL)
    assert decide(always).branches == (always,)


@pytest.mark.parametrize("branches", [(), (Branch(Missing("a"), UNIT, Outcome.FULL),)])
def test_it_refuses_a_decision_that_may_not_end(branches: tuple[Branch, ...]) -> None:
    with pytest.raises(ValueError, match="must hold always"):
        Cases(branches)


def test_it_never_reorders_the_stored_reasons() -> None:
    assert [outcome.value for outcome in OUTCOMES] == [
        "full", "proportional", "capped", "band", "deducted", "nothing", "missing", "not-applicable", "over", "veto",
        "judged", "zero-base", "over-achieved", "outside", "sum",
    ]  # fmt: skip
