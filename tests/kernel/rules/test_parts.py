"""Parts: the sum of smaller rules, with a veto."""

import pytest

from tests.kernel.rules.subject import Subject, subject
from xieshou.kernel.expr import Outcome

FIRST = "{zh: 执行率, en: executed, points: 1, rule: {kind: ratio, formula: a / b, over: nothing}}"
SECOND = "{zh: 政策, en: policy, points: 1, rule: {kind: checkpoints, points: [{fact: done, points: 1, zh: 到位, en: done}]}}"
VETO = ", veto: {fact: veto, zh: 违规, en: misuse}"


def parts(more: str = "", inner: str = f"{FIRST}, {SECOND}", points: str = "2") -> Subject:
    return subject(f"{{kind: parts, parts: [{inner}]{more}}}", points, "a b")


@pytest.mark.parametrize(
    ("a", "done", "score"), [("100", "1", "2"), ("101", "1", "1"), ("59.23", "1", "1.59"), ("50", "0", "0.5")]
)
def test_it_adds_the_parts(a: str, done: str, score: str) -> None:
    assert parts().score(a=a, b="100", done=done) == (score, Outcome.SUM)


def test_it_loses_only_the_part_whose_fact_is_missing() -> None:
    assert parts().score(done="1") == ("1", Outcome.SUM)


def test_it_loses_only_the_part_whose_base_is_zero() -> None:
    assert parts().score(a="1", b="0", done="1") == ("1", Outcome.SUM)


def test_it_rounds_once_after_adding() -> None:
    third = "{zh: 三分之一, en: a third, points: 1, rule: {kind: ratio, formula: a / b}}"
    assert parts(inner=f"{third}, {third}, {third}", points="3").score(a="1", b="3")[0] == "1"


@pytest.mark.parametrize(
    ("veto", "score", "outcome"), [("0", "2", Outcome.SUM), ("1", "0", Outcome.VETO), ("0.01", "0", Outcome.VETO)]
)
def test_it_gives_nothing_after_a_veto(veto: str, score: str, outcome: Outcome) -> None:
    assert parts(VETO).score(a="1", b="1", done="1", veto=veto) == (score, outcome)


def test_it_gives_nothing_when_the_veto_is_not_known() -> None:
    assert parts(VETO).score(a="1", b="1", done="1") == ("0", Outcome.MISSING)


def test_it_nests() -> None:
    inner = f"{{zh: 合, en: both, points: 2, rule: {{kind: parts, parts: [{FIRST}, {SECOND}]}}}}"
    assert parts(inner=inner).score(a="1", b="2", done="1") == ("1.5", Outcome.SUM)


def test_it_says_its_parts_and_the_veto() -> None:
    words = parts(VETO).words()
    assert words.zh.startswith("（1）执行率 得分 = 1 × 事实a ÷ 事实b")
    assert words.zh.endswith("（2）政策 1. 到位（1 分）；违规，本项 0 分")
    assert words.en.endswith("(2) policy: 1. done (1); misuse: the item is 0")


def test_it_says_its_parts_without_a_veto() -> None:
    words = parts().words()
    assert words.zh.endswith("1. 到位（1 分）")
    assert words.en.endswith("1. done (1)")
