"""Progress against time: a ratio of what is spent to what should be by then."""

import pytest

from tests.kernel.rules.subject import Subject, subject
from xieshou.kernel.expr import Outcome


def progress(by: str = "0.25", more: str = "") -> Subject:
    return subject(f"{{kind: progress, done: spent, of: budget, by: {by}{more}}}", "1", "spent budget")


@pytest.mark.parametrize(
    ("spent", "score", "outcome"),
    [
        ("0", "0", Outcome.NOTHING),
        ("10", "0.4", Outcome.PROPORTIONAL),
        ("25", "1", Outcome.PROPORTIONAL),
        ("48.75", "1", Outcome.CAPPED),
    ],
)
def test_it_compares_with_the_share_of_the_year(spent: str, score: str, outcome: Outcome) -> None:
    assert progress().score(spent=spent, budget="100") == (score, outcome)


def test_it_rounds_the_percentage_first() -> None:
    assert progress("1", ", round: {places: 0, of: percent}").score(spent="98.5", budget="100")[0] == "0.99"


def test_it_gives_nothing_without_a_budget() -> None:
    assert progress().score(spent="5", budget="0") == ("0", Outcome.ZERO_BASE)


def test_it_gives_nothing_for_a_missing_quarter() -> None:
    assert progress().score(budget="100") == ("0", Outcome.MISSING)


def test_it_says_the_share_of_the_year() -> None:
    words = progress().words()
    assert words.zh == "得分 = 1 × 事实spent ÷ 事实budget ÷ 25%，上限 100%，最高满分"
    assert words.en == "score = 1 × fact spent ÷ fact budget ÷ 25%, cap 100%; at most full"
