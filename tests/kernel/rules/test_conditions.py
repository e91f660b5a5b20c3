"""Condition count: points × met ÷ set."""

import pytest

from tests.kernel.rules.subject import subject
from xieshou.kernel.expr import Outcome

RULE = "{kind: conditions, met: met, total: total, zh: 数量指标, en: quantity indicators}"


@pytest.mark.parametrize(
    ("met", "total", "score", "outcome"),
    [
        ("3", "4", "6.75", Outcome.PROPORTIONAL),
        ("2", "3", "6", Outcome.PROPORTIONAL),
        ("0", "4", "0", Outcome.PROPORTIONAL),
        ("4", "4", "9", Outcome.FULL),
        ("5", "4", "0", Outcome.OUTSIDE),
        ("0", "0", "0", Outcome.ZERO_BASE),
    ],
)
def test_it_gives_points_for_the_share_met(met: str, total: str, score: str, outcome: Outcome) -> None:
    assert subject(RULE, "9").score(met=met, total=total) == (score, outcome)


def test_it_gives_nothing_for_a_missing_count() -> None:
    assert subject(RULE, "9").score(total="4") == ("0", Outcome.MISSING)


def test_it_counts_in_its_own_unit() -> None:
    assert {fact.unit for fact in subject(RULE, "9").declared.values()} == {"条"}


def test_it_says_met_over_set() -> None:
    words = subject(RULE, "9").words()
    assert words.zh == "数量指标：得分 = 9 × 达到条数 ÷ 设定条数"
    assert words.en == "quantity indicators: score = 9 × met ÷ set"
