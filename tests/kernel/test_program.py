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
    program = program_of(scheme(scheme_text()))
    assert program.run((1, 3)) == ([333], [OUTCOMES.index(Outcome.PROPORTIONAL)])


def test_it_is_made_once_for_one_content() -> None:
    assert program_of(scheme(scheme_text())) is program_of(scheme(scheme_text()))


def test_it_is_made_anew_for_another_content() -> None:
    other = scheme(scheme_text().replace("done / planned", "done / planned / 2"))
    assert program_of(other).run((1, 1)) == ([500], [OUTCOMES.index(Outcome.PROPORTIONAL)])
    assert program_of(scheme(scheme_text())).run((1, 2)) == ([500], [OUTCOMES.index(Outcome.PROPORTIONAL)])


def test_it_measures_its_width() -> None:
    assert 0 < program_of(scheme(scheme_text())).bits < 62


@pytest.mark.parametrize(("mark", "outcome"), [(0, Outcome.PROPORTIONAL), (1, Outcome.NOT_APPLICABLE)])
def test_it_asks_first_whether_an_item_applies(mark: int, outcome: Outcome) -> None:
    program = program_of(may_not_apply())
    assert [fact.name for fact in program.facts] == ["na_A", "done", "planned"]
    assert program.run((mark, 1, 2))[1] == [OUTCOMES.index(outcome)]


def test_it_needs_no_facts_of_an_item_that_does_not_apply() -> None:
    assert program_of(may_not_apply()).run((1, None, None)) == ([0], [OUTCOMES.index(Outcome.NOT_APPLICABLE)])


def test_it_generates_one_function_for_indicators_of_one_shape() -> None:
    run, _, names = indicator_function(TargetRule(Direction.AT_LEAST), 2)
    assert set(names) == {"actual", "target", "points"}
    facts = {"points": 714, "target": 9000, "actual": 6442}
    assert run([facts[name] for name in names])[0] == [511]
    assert indicator_function(TargetRule(Direction.AT_LEAST), 2)[0] is run


@pytest.mark.parametrize("direction", list(Direction))
def test_it_fits_every_shape_of_indicator_into_the_limit(direction: Direction) -> None:
    run, _, names = indicator_function(TargetRule(direction), 2)
    most = [INDICATOR_SPECS[name].high for name in names]
    assert run(most)[0] == [10000 if direction not in {Direction.MORE_THAN, Direction.LESS_THAN} else 10000]
