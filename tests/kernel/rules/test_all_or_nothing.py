"""All or nothing: full points when a condition holds."""

import pytest

from tests.kernel.rules.subject import Subject, subject
from xieshou.kernel.expr import Outcome


def rule(condition: str, formula: str = "a / b", more: str = "") -> Subject:
    return subject(f"{{kind: all-or-nothing, formula: {formula}, {condition}{more}}}", facts="a b")


@pytest.mark.parametrize(
    ("condition", "below", "at", "above"),
    [
        ("below: 1", "10", "0", "0"),
        ("at_most: 1", "10", "10", "0"),
        ("above: 1", "0", "0", "10"),
        ("at_least: 1", "0", "10", "10"),
        ("equal: 1", "0", "10", "0"),
    ],
)
def test_it_decides_at_the_limit(condition: str, below: str, at: str, above: str) -> None:
    scores = tuple(rule(condition).score(a=value, b="100")[0] for value in ("99.9999", "100", "100.0001"))
    assert scores == (below, at, above)


def test_it_accepts_exactly_nothing_saved() -> None:
    saved = rule("at_least: 0", "(b - a) / b")
    assert saved.score(a="100", b="100") == ("10", Outcome.FULL)
    assert saved.score(a="100.01", b="100") == ("0", Outcome.NOTHING)


def test_it_compares_the_rounded_rate() -> None:
    assert rule("at_most: 1", more=", round: {places: 2}").score(a="100.4", b="100") == ("10", Outcome.FULL)


def test_it_gives_nothing_for_a_zero_base() -> None:
    assert rule("at_most: 1").score(a="0", b="0") == ("0", Outcome.ZERO_BASE)


def test_it_gives_nothing_for_a_missing_fact() -> None:
    assert rule("at_most: 1").score(b="5") == ("0", Outcome.MISSING)


def test_it_says_the_condition_as_a_percentage() -> None:
    words = rule("at_most: 1").words()
    assert words.zh == "事实a ÷ 事实b ≤100% 得 10 分，否则 0 分"
    assert words.en == "fact a ÷ fact b ≤ 100% gives 10, otherwise 0"


def test_it_says_the_condition_as_a_number() -> None:
    words = rule("at_least: 3", "a", ", percent: false").words()
    assert (words.zh, words.en) == ("事实a ≥3 得 10 分，否则 0 分", "fact a ≥ 3 gives 10, otherwise 0")
