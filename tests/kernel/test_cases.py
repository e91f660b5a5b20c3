"""Worked cases of a scheme: every score they name must come out."""

from tests.kernel.evaluations import OWN, said
from tests.kernel.schemes import scheme_text
from xieshou.kernel.cases import run_cases
from xieshou.kernel.scheme_reader import read_scheme
from xieshou.schemes import load_scheme, scheme_ids

INDICATOR = "{code: '1', level1: 产出指标, level2: 数量指标, name: 甲, target: ≥4 次, actual: 3 次, points: 20}"


def found(text: str, case: str) -> list[str]:
    return said(tuple(run_cases(read_scheme(f"{text}cases:\n  - {case}\n", "sample.yaml"), "sample.yaml")))


def test_it_finds_nothing_wrong_with_a_case_that_comes_out() -> None:
    assert (
        found(
            scheme_text(), "{name: 三分之二, facts: {done: 2, planned: 3}, scores: {A: 6.67}, total: 6.67, grade: 差}"
        )
        == []
    )


def test_it_reports_a_score_that_does_not_come_out() -> None:
    assert found(scheme_text(), "{name: 甲, facts: {done: 2, planned: 3}, scores: {A: 6.66}}") == [
        "17 cases.甲.A: 6.66 is expected, the rule gives 6.67. Correct the rule or the case"
    ]


def test_it_compares_to_the_last_decimal() -> None:
    assert found(scheme_text(), "{name: 甲, facts: {done: 1, planned: 2}, scores: {A: 5.000}}") == []
    assert len(found(scheme_text(), "{name: 甲, facts: {done: 1, planned: 2}, scores: {A: 5.001}}")) == 1


def test_it_reports_total_and_grade_too() -> None:
    wrong = found(scheme_text(), "{name: 甲, facts: {done: 1, planned: 2}, scores: {A: 5}, total: 6, grade: 优}")
    assert [text.split(":")[0] for text in wrong] == ["17 cases.甲.total", "17 cases.甲.grade"]


def test_it_reports_an_expectation_that_is_no_number() -> None:
    (wrong,) = found(scheme_text(), "{name: 甲, facts: {done: 1, planned: 2}, scores: {A: 五}}")
    assert "something that is not a number was expected" in wrong


def test_it_takes_facts_that_are_not_given_for_missing() -> None:
    assert found(scheme_text(), "{name: 甲, facts: {done: 1}, scores: {A: 0}}") == []


def test_it_reports_a_fact_that_cannot_be_read() -> None:
    assert found(scheme_text(), "{name: 甲, facts: {done: 1 万元, planned: 2}, scores: {A: 0}}") == [
        "17 facts.done: '1 万元' has the unit 万元, the scheme asks for 个. Give it in 个"
    ]


def test_it_scores_own_indicators_by_their_codes() -> None:
    case = f"{{name: 甲, facts: {{executed: 1 万元, budget: 2 万元}}, indicators: [{INDICATOR}], scores: {{E: 5, '1': 15}}, total: 66.67}}"
    assert found(OWN, case) == []


def test_it_rescales_the_total_when_an_item_does_not_apply() -> None:
    case = f"{{name: 甲, not_applicable: [E], indicators: [{INDICATOR}], scores: {{'1': 15}}, total: 75}}"
    assert found(OWN, case) == []


def test_it_rescales_the_total_when_an_own_indicator_does_not_apply() -> None:
    waived = "{code: '2', level1: 产出指标, level2: 数量指标, name: 乙, target: 无, actual: 无, points: 8}"
    own = INDICATOR.replace("points: 20", "points: 12")
    case = f"{{name: 甲, not_applicable: [E], indicators: [{own}, {waived}], scores: {{'1': 9}}, total: 75}}"
    assert found(OWN, case) == []


def test_it_finds_nothing_wrong_with_the_shipped_schemes() -> None:
    assert [problem for name in scheme_ids() for problem in run_cases(load_scheme(name), name)] == []
