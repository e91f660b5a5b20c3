"""The arithmetic of published scores, literally, as a person writes it by hand."""

import pytest

from tests.kernel.evaluations import evaluation, indicator, own, published, sample
from tests.kernel.schemes import with_rule
from xieshou.kernel.expr import Outcome
from xieshou.kernel.reasoning import outcome_words
from xieshou.kernel.scheme_reader import read_scheme
from xieshou.kernel.score import score
from xieshou.kernel.scorecard import ScoredItem
from xieshou.schemes import load_scheme


def item(id: str, code: str) -> ScoredItem:
    given = published(id)
    assert given.scheme is not None
    found = score(load_scheme(given.scheme), given).item(code)
    assert found is not None
    return found


def explained(id: str, code: str) -> list[str]:
    return [words.zh for words in item(id, code).arithmetic]


def lines(rule: str, **facts: str) -> list[str]:
    scheme = read_scheme(with_rule(rule), "sample.yaml")
    return [words.zh for words in score(scheme, evaluation(scheme, facts=facts)).items[0].arithmetic]


def test_it_explains_procurement_1_59() -> None:
    assert explained("department", "B1") == [
        "（1）政府采购执行率：469.50 万元 ÷ 792.67 万元 = 59.230196…%；1 × 59.230196…% = 0.592301…；0.592301… 分（按比例计分）",
        "（2）政府采购政策功能：1. 政策功能执行和落实到位：1 / 1 分；1 分（得满分）",
        "→ 合计 1.592301… ≈ 1.59 分",
    ]


def test_it_explains_budget_execution_5_99() -> None:
    found = explained("department", "C2")
    assert found[1] == (
        "（2）二季度：219,407.63 万元 ÷ 369,180.65 万元 ÷ 50% = 118.861933…% ≈ 119%；119% > 100%；1 分（超过上限，按满分计）"
    )
    assert found[3] == (
        "（4）四季度：364,066.21 万元 ÷ 369,180.65 万元 ÷ 100% = 98.614651…% ≈ 99%；1 × 99% = 0.99；0.99 分（按比例计分）"
    )
    assert found[4].endswith("÷ 4 = 99.75%；2 × 99.75% = 1.995；1.995 分（按比例计分）")
    assert found[5] == "→ 合计 5.985 ≈ 5.99 分"


def test_it_explains_the_cost_indicator_5_11() -> None:
    assert explained("exchange", "7") == ["7.14 × 64.42% ÷ 90% = 5.110653…", "→ 5.11 分（按比例计分）"]


def test_it_explains_a_ratio_rounded_before_it_is_scored() -> None:
    assert explained("exchange", "E") == [
        "1249727.75 元 ÷ 1939900.00 元 = 0.644222… ≈ 0.64",
        "10 × 0.64 = 6.4",
        "→ 6.4 分（按比例计分）",
    ]


def test_it_explains_in_english_too() -> None:
    assert [words.en for words in item("exchange", "7").arithmetic] == [
        "7.14 × 64.42% ÷ 90% = 5.110653…",
        "→ 5.11 (in proportion)",
    ]


def test_it_explains_conditions_met() -> None:
    assert explained("exchange-evaluation", "C2") == ["10 × 1 条 ÷ 2 条 = 5", "→ 5 分（按比例计分）"]


def test_it_explains_a_violation_each() -> None:
    rule = "{kind: violations, count: faults, each: 1.5, zh: 违规项数, en: faults}"
    assert lines(rule, faults="2") == [
        "违规项数：2，每项扣 1.5 分，共扣 3 分",
        "→ 7 分（扣减后得分）",
    ]


def test_it_explains_a_band() -> None:
    rule = "{kind: bands, formula: done / planned, bands: [{from: 0.9, points: 10}, {points: 4}]}"
    assert lines(rule, done="9", planned="10") == ["9 ÷ 10 = 90%", "90% ≥ 90%", "→ 10 分（按档计分）"]
    assert lines(rule, done="89", planned="100") == ["89 ÷ 100 = 89%", "→ 4 分（按档计分）"]


def test_it_explains_steps_over_a_threshold() -> None:
    rule = "{kind: over-threshold, formula: done / planned, threshold: 0.1, step: 0.01, each: 0.5}"
    assert lines(rule, done="10", planned="80") == ["10 ÷ 80 = 12.5%", "10 − (0.5 × 2) = 9", "→ 9 分（扣减后得分）"]


def test_it_does_not_divide_by_a_base_of_zero() -> None:
    assert lines("{kind: ratio, formula: done / planned}", done="1", planned="0") == [
        "0 ≤ 0",
        "→ 0 分（分母为零，不得分）",
    ]


def test_it_names_the_facts_that_are_missing() -> None:
    assert lines("{kind: ratio, formula: done / planned}", done="未提供", planned="3") == [
        "→ 0 分（没有数值或佐证，不得分：完成数）"
    ]


def test_it_shows_the_roundings_inside_first() -> None:
    rule = "{kind: ratio, formula: done / planned, round: {places: 1, of: percent}}"
    assert lines(rule, done="2", planned="3") == [
        "2 ÷ 3 = 66.666666…% ≈ 66.7%",
        "10 × 66.7% = 6.67",
        "→ 6.67 分（按比例计分）",
    ]


@pytest.mark.parametrize("outcome", Outcome)
def test_it_has_words_for_every_outcome(outcome: Outcome) -> None:
    assert outcome_words(outcome).zh
    assert outcome_words(outcome).en


def test_it_explains_an_item_that_does_not_apply_without_its_facts() -> None:
    given = evaluation(
        own(), facts={"executed": "未提供", "budget": "0", "na_E": "1"}, indicators=(indicator("≥1 次", "1 次"),)
    )
    assert [words.zh for words in score(own(), given).items[0].arithmetic] == ["→ 0 分（不适用，不考核）"]


def test_it_ends_with_the_score() -> None:
    card = score(sample(), evaluation(sample(), facts={"done": "2", "planned": "3"}))
    assert card.items[0].arithmetic[-1].zh == "→ 6.67 分（按比例计分）"
