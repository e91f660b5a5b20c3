"""Generated Python."""

import ast

import pytest

from xieshou.kernel.exact import Exact
from xieshou.kernel.expr import NOTHING, OUTCOMES, Branch, Cases, Compare, Const, Expr, Fact, Missing, Op, Outcome
from xieshou.kernel.lower import FactSpec
from xieshou.kernel.source import compiled, python_source

EVIL = '__import__("os").system("x")'
A, B = Fact("a"), Fact("b")
SPECS = (FactSpec("a", 2, 0, 10**6), FactSpec("b", 0, 0, 10**6))
SHARE = Cases(
    (
        Branch(Missing("a") | Missing("b"), NOTHING, Outcome.MISSING),
        Branch(Compare(B, Op.LE, NOTHING), NOTHING, Outcome.ZERO_BASE),
        Branch(Compare(A, Op.GE, B) & Compare(B, Op.NE, NOTHING), Const(Exact(10)), Outcome.FULL),
        Branch(None, Const(Exact(10)) * A / B, Outcome.PROPORTIONAL),
    )
)


@pytest.mark.parametrize(
    ("facts", "score", "outcome"),
    [
        ((None, 5), 0, Outcome.MISSING),
        ((100, 0), 0, Outcome.ZERO_BASE),
        ((500, 5), 1000, Outcome.FULL),
        ((100, 3), 333, Outcome.PROPORTIONAL),
        ((200, 3), 667, Outcome.PROPORTIONAL),
    ],
)
def test_it_gives_scaled_score_and_reason(facts: tuple[int | None, ...], score: int, outcome: Outcome) -> None:
    assert compiled([SHARE], 2, SPECS)(facts) == ([score], [OUTCOMES.index(outcome)])


def test_it_scores_items_in_order() -> None:
    always: list[Expr] = [Cases((Branch(None, Const(Exact(n)), Outcome.FULL),)) for n in (3, 1, 2)]
    assert compiled(always, 0, ())(()) == ([3, 1, 2], [0, 0, 0])


def test_it_takes_a_single_fact() -> None:
    item = Cases((Branch(None, A, Outcome.SUM),))
    assert compiled([item], 2, SPECS[:1])((150,)) == ([150], [OUTCOMES.index(Outcome.SUM)])


def test_it_scores_nothing() -> None:
    assert compiled([], 2, ())(()) == ([], [])


def test_it_writes_no_name_of_a_scheme() -> None:
    item = Cases((Branch(Missing(EVIL), NOTHING, Outcome.MISSING), Branch(None, Fact(EVIL), Outcome.FULL)))
    text = python_source([item], 2, [FactSpec(EVIL, 0, 0, 9)])
    names = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
    assert names == {"f0", "s0", "r0", "facts"}


def test_it_knows_no_builtins() -> None:
    function = compiled([], 0, ())
    assert set(function.__globals__["__builtins__"]) == {"min", "max"}


def test_it_brackets_a_negative_constant() -> None:
    item = Cases((Branch(None, A - Const(Exact(-5)), Outcome.SUM),))
    assert compiled([item], 0, [FactSpec("a", 0, 0, 9)])((4,))[0] == [9]
