"""Expert judgement: points taken off, or a score given."""

import pytest

from tests.kernel.rules.subject import subject
from xieshou.kernel.expr import Outcome

DEDUCTED = "{kind: judged, deducted: off, zh: 实施效益, en: effects}"
GIVEN = "{kind: judged, score: given, zh: 实施效益, en: effects}"


@pytest.mark.parametrize(
    ("off", "score", "outcome"),
    [
        ("0", "22", Outcome.FULL),
        ("4.5", "17.5", Outcome.JUDGED),
        ("21.99", "0.01", Outcome.JUDGED),
        ("22", "0", Outcome.NOTHING),
        ("30", "0", Outcome.NOTHING),
    ],
)
def test_it_takes_off_what_the_expert_takes_off(off: str, score: str, outcome: Outcome) -> None:
    assert subject(DEDUCTED, "22").score(off=off) == (score, outcome)


@pytest.mark.parametrize(
    ("given", "score", "outcome"),
    [
        ("0", "0", Outcome.JUDGED),
        ("21.5", "21.5", Outcome.JUDGED),
        ("22", "22", Outcome.JUDGED),
        ("23", "22", Outcome.OUTSIDE),
    ],
)
def test_it_takes_the_score_given_up_to_full(given: str, score: str, outcome: Outcome) -> None:
    assert subject(GIVEN, "22").score(given=given) == (score, outcome)


@pytest.mark.parametrize("rule", [DEDUCTED, GIVEN])
def test_it_gives_nothing_without_a_judgement(rule: str) -> None:
    assert subject(rule, "22").score() == ("0", Outcome.MISSING)


def test_it_says_how_points_are_taken_off() -> None:
    words = subject(DEDUCTED, "22").words()
    assert words.zh == "实施效益：满分 22 分，酌情扣分并说明理由"
    assert words.en == "effects: 22 points less what the expert takes off, with a reason"


def test_it_says_within_which_limits_a_score_is_given() -> None:
    words = subject(GIVEN, "22").words()
    assert words.zh == "实施效益：0–22 分，由评价人员评定并说明理由"
    assert words.en == "effects: 0 to 22 points by an expert's judgement, with a reason"
