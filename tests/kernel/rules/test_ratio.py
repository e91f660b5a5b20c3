"""Ratio: points × a formula, from nothing to full points."""

import pytest

from tests.kernel.rules.subject import Subject, subject
from xieshou.kernel.expr import Outcome


def ratio(more: str = "", formula: str = "a / b", low: str = "0") -> Subject:
    return subject(f"{{kind: ratio, formula: {formula}{more}}}", facts="a b c", low=low)


@pytest.mark.parametrize(
    ("done", "score", "outcome"),
    [
        ("0", "0", Outcome.NOTHING),
        ("0.0001", "0", Outcome.PROPORTIONAL),
        ("50", "5", Outcome.PROPORTIONAL),
        ("66.6667", "6.67", Outcome.PROPORTIONAL),
        ("99.9999", "10", Outcome.PROPORTIONAL),
        ("100", "10", Outcome.PROPORTIONAL),
        ("100.0001", "10", Outcome.CAPPED),
        ("120", "10", Outcome.CAPPED),
    ],
)
def test_it_gives_points_in_proportion_up_to_full(done: str, score: str, outcome: Outcome) -> None:
    assert ratio().score(a=done, b="100") == (score, outcome)


def test_it_rounds_half_up() -> None:
    assert ratio().score(a="6445", b="10000") == ("6.45", Outcome.PROPORTIONAL)


def test_it_scores_from_the_ratio_already_rounded() -> None:
    published = ratio(", round: {places: 2}").score(a="1249727.75", b="1939900")
    exact = ratio().score(a="1249727.75", b="1939900")
    assert (published[0], exact[0]) == ("6.4", "6.44")


def test_it_scores_from_the_percentage_already_rounded() -> None:
    assert ratio(", round: {places: 0, of: percent}").score(a="64.4", b="100")[0] == "6.4"


def test_it_rounds_before_it_caps() -> None:
    assert ratio(", round: {places: 2}").score(a="100.4", b="100") == ("10", Outcome.PROPORTIONAL)


def test_it_gives_nothing_over_the_cap_when_so_ruled() -> None:
    rule = ratio(", over: nothing")
    assert rule.score(a="100", b="100") == ("10", Outcome.PROPORTIONAL)
    assert rule.score(a="100.01", b="100") == ("0", Outcome.OVER)


@pytest.mark.parametrize(("done", "score"), [("0.45", "5"), ("0.9", "10"), ("0.95", "10")])
def test_it_gives_full_points_from_the_cap(done: str, score: str) -> None:
    assert ratio(", cap: 0.9").score(a=done, b="1")[0] == score


@pytest.mark.parametrize("facts", [{"a": "1"}, {"b": "1"}, {}])
def test_it_gives_nothing_for_a_missing_fact(facts: dict[str, str]) -> None:
    assert ratio().score(**facts) == ("0", Outcome.MISSING)


def test_it_gives_nothing_for_a_zero_base() -> None:
    assert ratio().score(a="5", b="0") == ("0", Outcome.ZERO_BASE)


def test_it_gives_nothing_for_a_negative_rate() -> None:
    assert ratio(formula="(b - a) / b").score(a="101", b="100") == ("0", Outcome.NOTHING)


@pytest.mark.parametrize(("b", "c", "outcome"), [("1", "0", Outcome.ZERO_BASE), ("0", "1", Outcome.ZERO_BASE)])
def test_it_asks_about_an_inner_base_before_it_divides_by_it(b: str, c: str, outcome: Outcome) -> None:
    assert ratio(formula="a / (b / c)").score(a="1", b=b, c=c) == ("0", outcome)


def test_it_divides_by_a_quotient() -> None:
    assert ratio(formula="a / (b / c)").score(a="1", b="8", c="2") == ("2.5", Outcome.PROPORTIONAL)


def test_it_takes_the_smaller_of_two_rates() -> None:
    rule = subject('{kind: ratio, formula: "min(a / b, c / b)"}', facts="a b c")
    assert rule.score(a="3", b="10", c="2")[0] == "2"
    assert rule.score(a="1", b="10", c="2")[0] == "1"


def test_it_says_formula_cap_and_rounding() -> None:
    words = ratio(", round: {places: 2}").words()
    assert words.zh == "得分 = 10 × 事实a ÷ 事实b（比值四舍五入保留 2 位小数），上限 100%，最高满分"
    assert words.en == "score = 10 × fact a ÷ fact b (ratio rounded half-up to 2 decimals), cap 100%; at most full"


def test_it_says_that_nothing_is_given_above_the_cap() -> None:
    words = ratio(", over: nothing, round: {places: 0, of: percent}").words()
    assert words.zh.endswith("（百分数四舍五入保留 0 位小数），上限 100%，超过即得 0 分")
    assert words.en.endswith("(percentage rounded half-up to 0 decimals), cap 100%; above it nothing")
