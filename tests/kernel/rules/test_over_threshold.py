"""Deduction per percentage point over a threshold."""

import pytest

from tests.kernel.rules.subject import Subject, subject
from xieshou.kernel.expr import Outcome


def over(counted: str = "whole", more: str = "") -> Subject:
    text = f"{{kind: over-threshold, formula: a / b, threshold: 0.10, step: 0.01, each: 0.1, counted: {counted}{more}}}"
    return subject(text, "1", "a b")


@pytest.mark.parametrize(
    ("adjusted", "whole", "started", "exact"),
    [
        ("0", "1", "1", "1"),
        ("10", "1", "1", "1"),
        ("10.0001", "1", "0.9", "1"),
        ("11", "0.9", "0.9", "0.9"),
        ("12.5", "0.8", "0.7", "0.75"),
        ("19.99", "0.1", "0", "0"),
        ("20", "0", "0", "0"),
        ("95", "0", "0", "0"),
    ],
)
def test_it_counts_steps_three_ways(adjusted: str, whole: str, started: str, exact: str) -> None:
    scores = [over(counted).score(a=adjusted, b="100")[0] for counted in ("whole", "started", "exact")]
    assert scores == [whole, started, exact]


def test_it_gives_its_reasons() -> None:
    reasons = [over().score(a=value, b="100")[1] for value in ("10", "12", "50")]
    assert reasons == [Outcome.FULL, Outcome.DEDUCTED, Outcome.NOTHING]


def test_it_counts_the_rounded_rate() -> None:
    assert over(more=", round: {places: 0, of: percent}").score(a="12.5", b="100")[0] == "0.7"


def test_it_gives_nothing_for_a_zero_base() -> None:
    assert over().score(a="0", b="0") == ("0", Outcome.ZERO_BASE)


def test_it_gives_nothing_for_a_missing_fact() -> None:
    assert over().score(a="1") == ("0", Outcome.MISSING)


@pytest.mark.parametrize(
    ("counted", "zh", "en"),
    [
        ("whole", "，不足一步不计", ", part of a step is not counted"),
        ("started", "，不足一步按一步计", ", a started step counts whole"),
        ("exact", "，按比例计", ", in proportion"),
    ],
)
def test_it_says_how_steps_are_counted(counted: str, zh: str, en: str) -> None:
    words = over(counted).words()
    assert words.zh == f"事实a ÷ 事实b ≤10% 得 1 分，每超 1% 扣 0.1 分{zh}"
    assert words.en == f"fact a ÷ fact b ≤10% gives 1, 0.1 off per 1%{en}"
