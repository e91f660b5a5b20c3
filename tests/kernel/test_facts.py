"""From published values to the facts a scheme asks for."""

from dataclasses import replace

import pytest

from tests.kernel.evaluations import evaluation, own, said, sample
from xieshou.kernel.evaluate import Value
from xieshou.kernel.evaluation import FundRow, FundRowKind, Published
from xieshou.kernel.exact import Exact
from xieshou.kernel.facts import Problems, read_facts
from xieshou.kernel.program import program_of
from xieshou.kernel.scheme import Scheme
from xieshou.kernel.strict import LoadError


def facts_of(scheme: Scheme, **facts: str) -> dict[str, Value | None]:
    problems = Problems("one.yaml")
    found = read_facts(scheme, program_of(scheme).facts, evaluation(scheme, facts=facts), problems)
    problems.finish()
    return found


def problems_of(scheme: Scheme, **facts: str) -> list[str]:
    with pytest.raises(LoadError) as caught:
        facts_of(scheme, **facts)
    return said(caught.value.problems)


def test_it_reads_a_value_and_prints_it_as_published() -> None:
    found = facts_of(own(), executed="1,000 元", budget="0.25")
    assert found["executed"] == Value(Exact(1, 10), "1,000 元")
    assert found["budget"] == Value(Exact(1, 4), "0.25")


def test_it_names_a_missing_fact_and_how_to_give_it() -> None:
    assert problems_of(own(), executed="1") == [
        "1 facts.budget: the fact 'budget' (预算数) is missing. Add 'facts: {budget: {value: …, line: …}}' in 万元"
    ]


def test_it_takes_a_value_published_as_missing_for_missing() -> None:
    assert facts_of(sample(), done="未提供", planned="5")["done"] is None


def test_it_keeps_zero_apart_from_missing() -> None:
    assert facts_of(sample(), done="0", planned="5")["done"] == Value(Exact(0), "0")


def test_it_refuses_a_unit_that_does_not_convert() -> None:
    assert problems_of(sample(), done="5 万元", planned="5") == [
        "7 facts.done: '5 万元' has the unit 万元, the scheme asks for 个. Give it in 个"
    ]


def test_it_refuses_what_is_no_number() -> None:
    (problem,) = problems_of(sample(), done="很多", planned="5")
    assert problem.startswith("7 facts.done: '很多' cannot be read (")
    assert problem.endswith("). Write a number in 个")


def test_it_refuses_a_value_outside_its_bounds() -> None:
    assert problems_of(sample(), done="101", planned="5") == [
        "7 facts.done: 101 lies outside 0 to 100. Correct it, or widen the fact's bounds"
    ]


def test_it_refuses_more_decimals_than_declared_instead_of_cutting_them() -> None:
    assert problems_of(own(), executed="1.005", budget="5") == [
        "7 facts.executed: 1.005 has more than 2 decimals. Round it as published, or raise the fact's 'places'"
    ]


def test_it_reports_all_problems_at_once() -> None:
    assert [problem.split(":")[0] for problem in problems_of(own(), executed="5 次")] == [
        "1 facts.budget",
        "7 facts.executed",
    ]


def test_it_takes_budget_and_execution_from_the_total_of_the_fund_block() -> None:
    row = FundRow(FundRowKind.TOTAL, 5, budget="20000", executed="10000")
    given = evaluation(own(), funds=(row,), amount_unit="元")
    found = read_facts(own(), program_of(own()).facts, given, Problems("one.yaml"))
    assert (found["budget"], found["executed"]) == (Value(Exact(2), "20000 元"), Value(Exact(1), "10000 元"))


def test_it_prefers_a_stated_fact_to_the_fund_block() -> None:
    row = FundRow(FundRowKind.TOTAL, 5, budget="2", executed="1")
    given = evaluation(own(), funds=(row,), amount_unit="万元", facts={"executed": "1.5 万元"})
    found = read_facts(own(), program_of(own()).facts, given, Problems("one.yaml"))
    assert found["executed"] == Value(Exact(3, 2), "1.5 万元")


def test_it_takes_an_item_to_apply_unless_it_is_marked() -> None:
    marked = facts_of(own(), executed="1", budget="2", na_E="1")["na_E"]
    plain = facts_of(own(), executed="1", budget="2")["na_E"]
    assert (marked, plain) == (Value(Exact(1), ""), Value(Exact(0), ""))


def test_it_keeps_the_unit_written_beside_a_value() -> None:
    facts = {"executed": Published("100", 3, "元"), "budget": Published("1", 4, "万元")}
    found = read_facts(own(), program_of(own()).facts, replace(evaluation(own()), facts=facts), Problems("one.yaml"))
    assert found["executed"] == Value(Exact(1, 100), "100 元")
