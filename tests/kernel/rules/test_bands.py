"""Bands: points by the band a formula's value falls into."""

import pytest

from tests.kernel.rules.subject import Subject, subject
from xieshou.kernel.expr import Outcome

THREE_PUBLIC = "[{below: 0.9, points: 3}, {up_to: 1, points: 2}, {points: 0}]"
SATISFACTION = "[{from: 0.95, points: 6}, {from: 0.9, points: 4}, {from: 0.8, points: 2}, {points: 1}]"


def bands(table: str, points: str, formula: str = "a / b", more: str = "") -> Subject:
    return subject(f"{{kind: bands, formula: {formula}, bands: {table}{more}}}", points, "a b")


@pytest.mark.parametrize(
    ("value", "score", "outcome"),
    [
        ("0", "3", Outcome.BAND),
        ("89.9999", "3", Outcome.BAND),
        ("90", "2", Outcome.BAND),
        ("100", "2", Outcome.BAND),
        ("100.0001", "0", Outcome.NOTHING),
    ],
)
def test_it_finds_the_first_band_that_holds(value: str, score: str, outcome: Outcome) -> None:
    assert bands(THREE_PUBLIC, "3").score(a=value, b="100") == (score, outcome)


@pytest.mark.parametrize(
    ("value", "score"), [("95", "6"), ("94.99", "4"), ("90", "4"), ("80", "2"), ("79.99", "1"), ("0", "1")]
)
def test_it_goes_down_from_the_best(value: str, score: str) -> None:
    assert bands(SATISFACTION, "6", "a / 100").score(a=value)[0] == score


def test_it_takes_numbered_classes() -> None:
    classes = bands("[{equal: 1, points: 1.5}, {equal: 2, points: 1}, {points: 0}]", "1.5", "a", ", percent: false")
    assert [classes.score(a=value)[0] for value in ("1", "2", "3")] == ["1.5", "1", "0"]


def test_it_takes_what_lies_above() -> None:
    assert bands("[{above: 0.5, points: 1}, {points: 0}]", "1").score(a="50", b="100")[0] == "0"


def test_it_compares_the_rounded_rate() -> None:
    rounded = bands(THREE_PUBLIC, "3", more=", round: {places: 2}")
    assert rounded.score(a="100.4", b="100")[0] == "2"


def test_it_gives_nothing_for_a_zero_base() -> None:
    assert bands(THREE_PUBLIC, "3").score(a="0", b="0") == ("0", Outcome.ZERO_BASE)


def test_it_gives_nothing_for_a_missing_fact() -> None:
    assert bands(SATISFACTION, "6", "a / 100").score() == ("0", Outcome.MISSING)


def test_it_says_every_band() -> None:
    words = bands(THREE_PUBLIC, "3").words()
    assert words.zh == "事实a ÷ 事实b：<90% 得 3 分；≤100% 得 2 分；其余得 0 分"
    assert words.en == "fact a ÷ fact b: <90% gives 3; ≤100% gives 2; otherwise 0"


@pytest.mark.parametrize(
    ("unit", "zh", "en"), [("分", "≥95分 得 1 分", "≥95 gives 1"), ('"%"', "≥95% 得 1 分", "≥95% gives 1")]
)
def test_it_says_the_limit_in_its_unit(unit: str, zh: str, en: str) -> None:
    words = bands("[{from: 95, points: 1}, {points: 0}]", "1", "a", f", unit: {unit}").words()
    assert (words.zh, words.en) == (f"事实a：{zh}；其余得 0 分", f"fact a: {en}; otherwise 0")


def test_it_says_that_the_rate_is_rounded() -> None:
    words = bands(THREE_PUBLIC, "3", more=", round: {places: 2}").words()
    assert words.zh.startswith("事实a ÷ 事实b（比值四舍五入保留 2 位小数）：")
    assert words.en.startswith("fact a ÷ fact b (ratio rounded half-up to 2 decimals): ")
