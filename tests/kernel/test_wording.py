"""Formulas in words."""

import pytest

from xieshou.kernel.exact import Exact
from xieshou.kernel.formula import read_formula
from xieshou.kernel.wording import NO_WORDS, Words, formula_words, share_text

NAMES = {"a": Words("实际", "actual"), "b": Words("计划", "planned")}


@pytest.mark.parametrize(
    ("formula", "zh", "en"),
    [
        ("a / b", "实际 ÷ 计划", "actual ÷ planned"),
        ("(b - a) / b", "(计划 − 实际) ÷ 计划", "(planned − actual) ÷ planned"),
        ("a / (b / a)", "实际 ÷ (计划 ÷ 实际)", "actual ÷ (planned ÷ actual)"),
        ("a - (b - a)", "实际 − (计划 − 实际)", "actual − (planned − actual)"),
        ("a * 0.25 + b", "实际 × 0.25 + 计划", "actual × 0.25 + planned"),
        ("min(1, a / b)", "min(1, 实际 ÷ 计划)", "min(1, actual ÷ planned)"),
        ("max(a, b)", "max(实际, 计划)", "max(actual, planned)"),
        ("round(a / b, 2)", "[实际 ÷ 计划]（2 位小数）", "[actual ÷ planned] (2 decimals)"),
        ("percent(a / b, 0)", "[实际 ÷ 计划]（百分数，0 位小数）", "[actual ÷ planned] (percentage, 0 decimals)"),
    ],
)
def test_it_prints_a_formula_with_the_names_of_its_facts(formula: str, zh: str, en: str) -> None:
    assert formula_words(read_formula(formula), NAMES) == Words(zh, en)


def test_it_keeps_the_name_of_an_unknown_fact() -> None:
    assert formula_words(read_formula("c"), NAMES) == Words("c", "c")


def test_it_joins_both_languages() -> None:
    assert Words("甲", "a") + Words("乙", "b") + NO_WORDS == Words("甲乙", "ab")


@pytest.mark.parametrize(("share", "text"), [("0.9", "90%"), ("1", "100%"), ("0.125", "12.5%"), ("1.3", "130%")])
def test_it_prints_a_share_as_a_percentage(share: str, text: str) -> None:
    assert share_text(Exact.read(share)) == text
