"""Met or in proportion, in every direction."""

import pytest

from tests.kernel.rules.subject import Subject, subject
from xieshou.kernel.expr import Outcome

FULL, PART, NONE, BASE = Outcome.FULL, Outcome.PROPORTIONAL, Outcome.NOTHING, Outcome.ZERO_BASE


def target(direction: str, more: str = "") -> Subject:
    text = f"{{kind: target, direction: {direction}, actual: actual, target: target{more}}}"
    return subject(text, "10", "actual target high")


@pytest.mark.parametrize(
    ("direction", "goal", "actual", "score", "outcome"),
    [
        ("at-least", "50", "53", "10", FULL),
        ("at-least", "50", "50", "10", FULL),
        ("at-least", "20", "16", "8", PART),
        ("at-least", "90", "64.42", "7.16", PART),
        ("at-least", "50", "0", "0", PART),
        ("at-least", "0", "0", "10", FULL),
        ("more-than", "50", "50.0001", "10", FULL),
        ("more-than", "50", "50", "10", PART),
        ("more-than", "0", "0", "0", BASE),
        ("at-most", "10", "0", "10", FULL),
        ("at-most", "10", "10", "10", FULL),
        ("at-most", "10", "10.0001", "10", PART),
        ("at-most", "10", "12.5", "8", PART),
        ("at-most", "0", "0", "10", FULL),
        ("at-most", "0", "5", "0", PART),
        ("less-than", "10", "9.9999", "10", FULL),
        ("less-than", "10", "10", "10", PART),
        ("less-than", "0", "0", "0", BASE),
        ("equal", "16", "16", "10", FULL),
        ("equal", "16", "8", "5", PART),
        ("equal", "16", "20", "8", PART),
        ("equal", "0", "0", "10", FULL),
        ("equal", "0", "3", "0", BASE),
    ],
)
def test_it_gives_full_points_or_the_share_reached(
    direction: str, goal: str, actual: str, score: str, outcome: Outcome
) -> None:
    assert target(direction).score(actual=actual, target=goal) == (score, outcome)


@pytest.mark.parametrize(
    ("actual", "score", "outcome"),
    [("3", "7.5", PART), ("4", "10", FULL), ("6", "10", FULL), ("8", "7.5", PART), ("0", "0", PART)],
)
def test_it_measures_a_range_from_its_nearer_end(actual: str, score: str, outcome: Outcome) -> None:
    assert target("range", ", high: high").score(actual=actual, target="4", high="6") == (score, outcome)


def test_it_gives_nothing_for_a_missed_target_when_so_ruled() -> None:
    strict = target("at-least", ", missed: nothing")
    assert strict.score(actual="49.9999", target="50") == ("0", NONE)
    assert strict.score(actual="50", target="50") == ("10", FULL)


@pytest.mark.parametrize("facts", [{"actual": "5"}, {"target": "5"}, {}])
def test_it_gives_nothing_for_a_missing_value(facts: dict[str, str]) -> None:
    assert target("at-most").score(**facts) == ("0", Outcome.MISSING)


OVER = ", over: [{above: 1.3, deduct: 0.1}, {above: 3, deduct: 0.3}]"


@pytest.mark.parametrize(
    ("actual", "score", "outcome"),
    [
        ("130", "10", FULL),
        ("130.0001", "9", Outcome.OVER_ACHIEVED),
        ("300", "9", Outcome.OVER_ACHIEVED),
        ("301", "7", Outcome.OVER_ACHIEVED),
        ("90", "9", PART),
    ],
)
def test_it_takes_off_for_a_target_set_too_low(actual: str, score: str, outcome: Outcome) -> None:
    assert target("at-least", OVER).score(actual=actual, target="100") == (score, outcome)


def test_it_takes_nothing_off_without_a_target_to_compare_with() -> None:
    assert target("at-least", OVER).score(actual="5", target="0") == ("10", FULL)


@pytest.mark.parametrize("direction", ["at-most", "equal"])
def test_it_takes_off_for_positive_targets_only(direction: str) -> None:
    assert target(direction, OVER).score(actual="100", target="100") == ("10", FULL)


def test_it_says_the_direction_and_the_table() -> None:
    words = target("at-least", OVER).words()
    assert (
        words.zh
        == "10 分；正向指标：实际 ≥ 目标得满分，否则 × 实际 ÷ 目标；超过目标 300% 扣该项 30%；超过目标 130% 扣该项 10%"
    )
    assert words.en.startswith("10 points; at least: full when actual ≥ target")
    assert words.en.endswith("; above 300% of the target 30% off; above 130% of the target 10% off")


def test_it_says_that_a_missed_target_gives_nothing() -> None:
    words = target("at-most", ", missed: nothing").words()
    assert words.zh.endswith("（未达到得 0 分）")
    assert words.en.endswith(" (missed gives 0)")


@pytest.mark.parametrize("direction", ["at-least", "more-than", "at-most", "less-than", "equal"])
def test_it_has_words_for_every_direction(direction: str) -> None:
    words = target(direction).words()
    assert "指标" in words.zh
    assert "full when" in words.en
