"""Check-points with their own points, and deductions that name none."""

import pytest

from tests.kernel.rules.subject import Subject, subject
from xieshou.kernel.expr import Outcome

POINTS = "points: [{fact: p_1, points: 2.5, zh: 要点一, en: one}, {fact: p_2, points: 0.5, zh: 要点二, en: two}]"
OFF = "deductions: [{fact: off, each: 1, unit: 分, zh: 扣分, en: taken off}]"


def checked(more: str = "") -> Subject:
    return subject(f"{{kind: checkpoints, {POINTS}{more}}}", "3")


@pytest.mark.parametrize(
    ("one", "two", "score", "outcome"),
    [
        ("1", "1", "3", Outcome.FULL),
        ("1", "0", "2.5", Outcome.DEDUCTED),
        ("0", "1", "0.5", Outcome.DEDUCTED),
        ("0.5", "0.5", "1.5", Outcome.DEDUCTED),
        ("0.33", "0", "0.83", Outcome.DEDUCTED),
        ("0", "0", "0", Outcome.DEDUCTED),
    ],
)
def test_it_adds_the_points_met(one: str, two: str, score: str, outcome: Outcome) -> None:
    assert checked().score(p_1=one, p_2=two) == (score, outcome)


def test_it_gives_nothing_for_a_point_without_a_value() -> None:
    assert checked().score(p_1="1") == ("2.5", Outcome.DEDUCTED)


@pytest.mark.parametrize(("off", "score"), [("0", "3"), ("1", "2"), ("2.5", "0.5"), ("3", "0"), ("99", "0")])
def test_it_takes_deductions_off_down_to_nothing(off: str, score: str) -> None:
    assert checked(f", {OFF}").score(p_1="1", p_2="1", off=off)[0] == score


def test_it_takes_nothing_off_when_no_deduction_was_published() -> None:
    assert checked(f", {OFF}").score(p_1="1", p_2="1") == ("3", Outcome.FULL)


def test_it_starts_from_full_points_with_deductions_alone() -> None:
    only = subject(f"{{kind: checkpoints, {OFF}}}", "3")
    assert only.score(off="0") == ("3", Outcome.FULL)
    assert only.score(off="1") == ("2", Outcome.DEDUCTED)


def test_it_declares_a_deduction_in_its_unit() -> None:
    declared = checked(f", {OFF}").declared
    assert (declared["off"].unit, declared["p_1"].unit) == ("分", "")


def test_it_says_every_check_point_and_deduction() -> None:
    words = checked(f", {OFF}").words()
    assert words.zh == "1. 要点一（2.5 分）；2. 要点二（0.5 分）；扣分（每项扣 1 分）"
    assert words.en == "1. one (2.5); 2. two (0.5); taken off (1 off each)"
