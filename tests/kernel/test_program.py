"""A scheme made ready to run."""

import pytest

from tests.kernel.schemes import scheme_text, with_rule
from xieshou.kernel.expr import OUTCOMES, Outcome
from xieshou.kernel.lower import FactSpec
from xieshou.kernel.program import INDICATOR_SPECS, fact_specs, indicator_function, program_of
from xieshou.kernel.rules.target import Direction, TargetRule
from xieshou.kernel.scheme import Scheme
from xieshou.kernel.scheme_reader import read_scheme


def scheme(text: str) -> Scheme:
    return read_scheme(text, "s.yaml")


def run(one: Scheme, **facts: int | None) -> tuple[int, Outcome]:
    program = program_of(one)
    scores, reasons = program.run([facts.get(fact.name) for fact in program.facts])
    return scores[0], OUTCOMES[reasons[0]]


def may_not_apply() -> Scheme:
    text = scheme_text().replace("points: 10, rule", "points: 10, may_not_apply: true, rule")
    return scheme(text + "not_applicable: rescale\n")


def test_it_lists_only_the_facts_that_are_used() -> None:
    rule = "{kind: violations, count: breaches, each: 1, zh: 项数, en: breaches}"
    assert [fact.name for fact in program_of(scheme(with_rule(rule))).facts] == ["breaches"]


def test_it_takes_facts_as_scaled_integers_within_their_bounds() -> None:
    text = scheme_text().replace("en: done, unit: 个, max: 100", "en: done, unit: 个, places: 2, min: 0.5, max: 100")
    assert fact_specs(scheme(text))["done"] == FactSpec("done", 2, 50, 10000)


def test_it_runs() -> None:
    assert run(scheme(scheme_text()), done=1, planned=3) == (333, Outcome.PROPORTIONAL)


def test_it_is_made_once_for_one_content() -> None:
    assert program_of(scheme(scheme_text())) is program_of(scheme(scheme_text()))


def test_it_is_made_anew_for_another_content() -> None:
    other = scheme(scheme_text().replace("done / planned", "done / planned / 2"))
    assert run(other, done=1, planned=1) == (500, Outcome.PROPORTIONAL)
    assert run(scheme(scheme_text()), done=1, planned=1) == (1000, Outcome.PROPORTIONAL)


def test_it_measures_its_width() -> None:
    assert 0 < program_of(scheme(scheme_text())).bits < 62


@pytest.mark.parametrize(("mark", "outcome"), [(0, Outcome.PROPORTIONAL), (1, Outcome.NOT_APPLICABLE)])
def test_it_asks_first_whether_an_item_applies(mark: int, outcome: Outcome) -> None:
    assert run(may_not_apply(), na_A=mark, done=1, planned=2)[1] is outcome


def test_it_needs_no_facts_of_an_item_that_does_not_apply() -> None:
    assert run(may_not_apply(), na_A=1) == (0, Outcome.NOT_APPLICABLE)


def test_it_generates_one_function_for_indicators_of_one_shape() -> None:
    function, _, names = indicator_function(TargetRule(Direction.AT_LEAST), 2)
    facts = {"points": 714, "target": 9000, "actual": 6442}
    assert function([facts[name] for name in names])[0] == [511]
    assert indicator_function(TargetRule(Direction.AT_LEAST), 2)[0] is function


@pytest.mark.parametrize("direction", list(Direction))
def test_it_takes_the_largest_indicator_of_every_shape(direction: Direction) -> None:
    function, _, names = indicator_function(TargetRule(direction), 2)
    assert function([INDICATOR_SPECS[name].high for name in names])[0] == [10000]
