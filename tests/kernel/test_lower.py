"""Lowering to integer arithmetic, read back through generated Python."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xieshou.kernel.evaluate import Facts, Value, holds, value_of
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
from xieshou.kernel.lower import BaseSignError, FactSpec, Int, Lowering, TooWideError
from xieshou.kernel.source import SourceOps, compiled

SPECS = (FactSpec("a", 2, -(10**4), 10**4), FactSpec("b", 0, 0, 1000), FactSpec("c", 3, 0, 10**5))
A, B, C = Fact("a"), Fact("b"), Fact("c")
ONE, HALF = Const(Exact(1)), Const(Exact(1, 2))
compiling = settings(deadline=None)  # compiling may take longer than a deadline on a busy machine
values = st.tuples(*(st.integers(spec.low, spec.high) for spec in SPECS))

EXPRESSIONS: dict[str, Expr] = {
    "constant": Const(Exact(-7, 3)),
    "fact": A,
    "sum": A + B + C,
    "sum of quotients": A / (B + ONE) + C / (B + HALF),
    "difference": A - C,
    "product": A * C * HALF,
    "quotient": A / (C + ONE),
    "quotient of a quotient": A / (C / (B + ONE) + ONE),
    "least": Least(A, C),
    "greatest": Greatest(A / (B + ONE), C),
    "least of quotients": Least(A / (B + ONE), C / (B + HALF)),
    "rounded": Round(A / (B + ONE), 1),
    "rounded twice": Round(Round(A / (B + ONE), 2) * C, 0),
    "rounded constant": Round(Const(Exact(-5, 2)), 0),
    "whole": Whole(C / (B + ONE)),
    "started": Whole(C / (B + ONE), started=True),
    "negative whole": Whole((A - C) / (B + ONE)),
    "negative started": Whole((A - C) / (B + ONE), started=True),
    "whole fact": Whole(B),
    "decision": Cases((Branch(Compare(A, Op.GT, C), A, Outcome.FULL), Branch(None, C / (B + ONE), Outcome.BAND))),
    "decision within": ONE + Cases((Branch(Compare(B, Op.LE, NOTHING), ONE, Outcome.FULL), Branch(None, A / B, Outcome.BAND))),
}  # fmt: skip


def facts(given_values: tuple[int, ...]) -> Facts:
    return {
        spec.name: Value(Exact(value, 10**spec.places), "") for spec, value in zip(SPECS, given_values, strict=True)
    }


def generated(expr: Expr, given_values: tuple[int | None, ...], places: int) -> int:
    decision = Cases((Branch(None, expr, Outcome.FULL),))
    return compiled([decision], places, SPECS)(given_values)[0][0]


@pytest.mark.parametrize("name", EXPRESSIONS)
@compiling
@given(given_values=values, places=st.integers(0, 4))
def test_it_gives_the_interpreters_number(name: str, given_values: tuple[int, ...], places: int) -> None:
    expr = EXPRESSIONS[name]
    assert generated(expr, given_values, places) == value_of(expr, facts(given_values)).scaled(places)


@pytest.mark.parametrize("op", list(Op))
@compiling
@given(given_values=values)
def test_it_compares_like_the_interpreter(op: Op, given_values: tuple[int, ...]) -> None:
    sides: list[tuple[Expr, Expr]] = [
        (A, C),
        (A / (B + ONE), C / (B + HALF)),
        (A - C, NOTHING),
        (NOTHING, A),
        (B, HALF),
    ]
    for left, right in sides:
        cond = Compare(left, op, right)
        assert picks(cond, given_values) == holds(cond, facts(given_values))


def picks(cond: Cond, given_values: tuple[int, ...]) -> bool:
    return (
        generated(Cases((Branch(cond, ONE, Outcome.FULL), Branch(None, NOTHING, Outcome.NOTHING))), given_values, 0)
        == 1
    )


@pytest.mark.parametrize("name", EXPRESSIONS)
@compiling
@given(given_values=values)
def test_it_stays_within_the_bounds_it_announces(name: str, given_values: tuple[int, ...]) -> None:
    lowering = Lowering(SourceOps([spec.name for spec in SPECS]), {spec.name: spec for spec in SPECS})
    bounds: Int[str] = lowering.rounded(EXPRESSIONS[name], 2)
    assert bounds.low <= generated(EXPRESSIONS[name], given_values, 2) <= bounds.high


def test_it_does_not_compute_what_a_missing_fact_guards() -> None:
    guarded = Cases((Branch(Missing("a"), NOTHING, Outcome.MISSING), Branch(None, A, Outcome.FULL)))
    assert generated(ONE + guarded, (None, 1, 1), 0) == 1


def test_it_measures_the_widest_integer() -> None:
    lowering = Lowering(SourceOps(["b"]), {"b": FactSpec("b", 0, 0, 1000)})
    lowering.rounded(B * B, 0)
    assert lowering.bits == (1000 * 1000).bit_length()


def test_it_refuses_what_could_need_more_than_126_bits() -> None:
    wide = FactSpec("x", 0, 0, 2**64)
    with pytest.raises(TooWideError, match="could need 129 bits"):
        Lowering(SourceOps(["x"]), {"x": wide}).rounded(Fact("x") * Fact("x"), 0)


@pytest.mark.parametrize("base", [A, A - C, Const(Exact(-1))])
def test_it_refuses_a_base_that_could_be_negative(base: Expr) -> None:
    with pytest.raises(BaseSignError, match="could be negative"):
        Lowering(SourceOps(["a", "c"]), {spec.name: spec for spec in SPECS}).ratio(C / base)


@pytest.mark.parametrize("base", [NOTHING, ONE - ONE, B * NOTHING])
def test_it_refuses_a_base_that_can_only_be_zero(base: Expr) -> None:
    with pytest.raises(BaseSignError, match="can only be zero"):
        Lowering(SourceOps(["b", "c"]), {spec.name: spec for spec in SPECS}).ratio(C / base)


def test_it_allows_a_base_kept_from_below_zero() -> None:
    lowering = Lowering(SourceOps(["a", "c"]), {spec.name: spec for spec in SPECS})
    assert lowering.ratio(C / Greatest(A, NOTHING)).d is not None
