"""Deduction per violation."""

import pytest

from tests.kernel.rules.subject import Subject, subject
from xieshou.kernel.expr import Outcome


def violations(each: str = "1", points: str = "5") -> Subject:
    return subject(f"{{kind: violations, count: count, each: {each}, zh: 项数, en: breaches}}", points)


@pytest.mark.parametrize(
    ("count", "score", "outcome"),
    [
        ("0", "5", Outcome.FULL),
        ("1", "4", Outcome.DEDUCTED),
        ("4", "1", Outcome.DEDUCTED),
        ("5", "0", Outcome.NOTHING),
        ("900", "0", Outcome.NOTHING),
    ],
)
def test_it_takes_so_much_off_for_each(count: str, score: str, outcome: Outcome) -> None:
    assert violations().score(count=count) == (score, outcome)


def test_it_takes_fractions_off() -> None:
    assert violations("0.3", "3").score(count="4")[0] == "1.8"


def test_it_never_goes_below_nothing() -> None:
    assert violations("4", "6").score(count="2") == ("0", Outcome.NOTHING)


def test_it_gives_nothing_when_the_count_is_not_known() -> None:
    assert violations().score() == ("0", Outcome.MISSING)


def test_it_says_what_each_costs() -> None:
    words = violations().words()
    assert words.zh == "满分 5 分，每有一项扣 1 分，扣完为止"
    assert words.en == "5 points, 1 off for each, down to 0"
