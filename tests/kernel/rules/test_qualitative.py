"""Qualitative grade: a level and the percentage given within it."""

import pytest

from tests.kernel.rules.subject import Subject, subject
from xieshou.kernel.expr import Outcome


def graded(second: int = 60) -> Subject:
    levels = (
        "[{zh: 达成, en: reached, from: 80, to: 100}, "
        f"{{zh: 部分达成, en: partly, from: {second}, to: 80}}, {{zh: 未达成, en: missed, from: 0, to: {second}}}]"
    )
    return subject(f"{{kind: qualitative, level: level, percent: percent, levels: {levels}}}", "10")


@pytest.mark.parametrize(
    ("level", "percent", "score", "outcome"),
    [
        ("1", "100", "10", Outcome.JUDGED),
        ("1", "80", "8", Outcome.JUDGED),
        ("1", "79.99", "0", Outcome.OUTSIDE),
        ("2", "80", "0", Outcome.OUTSIDE),
        ("2", "79.99", "8", Outcome.JUDGED),
        ("2", "60", "6", Outcome.JUDGED),
        ("3", "59.99", "6", Outcome.JUDGED),
        ("3", "0", "0", Outcome.JUDGED),
        ("3", "100", "0", Outcome.OUTSIDE),
    ],
)
def test_it_takes_a_percentage_within_the_level_only(level: str, percent: str, score: str, outcome: Outcome) -> None:
    assert graded().score(level=level, percent=percent) == (score, outcome)


def test_it_has_other_bands_elsewhere() -> None:
    assert graded(50).score(level="2", percent="55") == ("5.5", Outcome.JUDGED)
    assert graded(60).score(level="2", percent="55") == ("0", Outcome.OUTSIDE)


@pytest.mark.parametrize("facts", [{"level": "1"}, {"percent": "90"}, {}])
def test_it_never_assumes_a_level_or_a_percentage(facts: dict[str, str]) -> None:
    assert graded().score(**facts) == ("0", Outcome.MISSING)


def test_it_allows_only_the_levels_there_are() -> None:
    level = graded().declared["level"]
    assert (level.low.text(), level.high.text()) == ("1", "3")


def test_it_says_the_levels() -> None:
    words = graded().words()
    assert words.zh == "10 分 × 评定百分比（达成 80%–100%；部分达成 60%–80%；未达成 0%–60%）"
    assert words.en == "10 × the percentage given (reached 80%–100%; partly 60%–80%; missed 0%–60%)"
