"""The indicator check of whole sheets: points, numbers, copies, the other sheets (JX04)."""

from dataclasses import replace
from itertools import permutations

import pytest

from tests.kernel.goals.build import CLEAN, codes, indicator, sheet, sheet_codes, spoiled
from xieshou.kernel.goals import GoalSheet, LintLimits, SheetKind, lint
from xieshou.schemes import load_scheme

pytestmark = pytest.mark.function("JX04")
NATIONAL = load_scheme("national-2020-project-self")
# 50 + 30 + 10: the rate of the budget brings the other 10.
WEIGHTED = tuple(replace(one, points="30") if one.code == "5" else one for one in CLEAN)


@pytest.mark.parametrize("points", ["", "-5", "0", "十分"])
def test_it_blocks_points_that_cannot_be_scored(points: str) -> None:
    assert "G-POINTS" in sheet_codes(spoiled(0, points=points))


def test_it_tells_missing_points_before_their_sum() -> None:
    assert sheet_codes(spoiled(0, points="")) == {"G-POINTS"}


def test_it_adds_up_the_points_with_their_arithmetic() -> None:
    (one,) = lint(spoiled(0, points="20.5"))
    assert one.code == "G-POINTS-SUM"
    assert "= 100.5，应为 100" in one.what.zh


def test_it_adds_decimals_exactly() -> None:
    thirds = ("33.33", "33.33", "33.34")
    rows = [replace(one, points=points) for one, points in zip(CLEAN[:3], thirds, strict=True)]
    assert sheet_codes(sheet(*rows), limits=LintLimits(fewest=())) == set()


def test_it_holds_the_points_against_the_schemes_weights() -> None:
    assert sheet_codes(sheet(*WEIGHTED), scheme=NATIONAL) == set()
    (one,) = lint(sheet(), scheme=NATIONAL)
    assert (one.code, "应为 30" in one.what.zh) == ("G-POINTS-SUM", True)


def test_it_lets_the_effects_take_the_points_of_satisfaction_that_does_not_apply() -> None:
    without = [replace(one, points="40") if one.code == "5" else one for one in CLEAN[:5]]
    assert sheet_codes(sheet(*without), scheme=NATIONAL) == {"G-TOO-FEW"}


def test_it_blocks_a_first_level_that_the_scheme_has_not() -> None:
    assert "G-LEVEL" in sheet_codes(sheet(*(replace(one, level1="管理指标") for one in WEIGHTED)), scheme=NATIONAL)


def test_it_asks_no_points_of_a_department_form_without_them() -> None:
    rows = tuple(replace(one, points="") for one in CLEAN)
    assert sheet_codes(sheet(*rows, kind=SheetKind.DEPARTMENT)) == set()
    assert "G-POINTS" in sheet_codes(sheet(*rows))


def test_it_asks_for_more_indicators_of_a_kind() -> None:
    rows = (replace(CLEAN[0], points="50"), *CLEAN[4:])
    (one,) = lint(sheet(*rows))
    assert (one.code, "产出类指标 1 个，至少 3 个" in one.what.zh) == ("G-TOO-FEW", True)


def test_it_blocks_one_indicator_in_two_rows() -> None:
    twice = spoiled(1, name="培训受援地基层干部 人次", target="≥120 人次")
    found = [one for one in lint(twice) if one.code == "G-DUPLICATE"]
    assert [(one.indicator, one.related) for one in found] == [("1", ("2",)), ("2", ("1",))]


# --- last year ---

LAST = sheet(*(replace(one, target=one.target.replace("2021", "2020")) for one in CLEAN), year=2020)


def _with_last(*indicators_: object, last: GoalSheet = LAST) -> GoalSheet:
    return replace(sheet(), last_year=last)


def test_it_asks_about_three_targets_that_stayed() -> None:
    (one,) = lint(_with_last())
    assert (one.code, one.related) == ("G-COPIED", ("1", "2", "4", "5", "6"))


def test_it_passes_two_targets_that_stayed() -> None:
    raised = [replace(one, target=one.target.replace("≥", "≥1").replace("≤", "≤1")) for one in LAST.indicators[2:]]
    last = replace(LAST, indicators=(*LAST.indicators[:2], *raised))
    assert lint(_with_last(last=last)) == ()


def test_it_compares_last_years_target_however_it_was_written() -> None:
    written = tuple(replace(one, target=one.target.replace("≥", "不少于 ")) for one in LAST.indicators)
    assert codes(lint(_with_last(last=replace(LAST, indicators=written)))) == {"G-COPIED"}


def test_it_does_not_ask_to_raise_what_cannot_be_raised() -> None:
    names = ("程序规范率", "档案完整率", "资金支付及时率")
    rows = [indicator(name, "100%", code=str(at), level2="质量指标", points="25") for at, name in enumerate(names)]
    new = [*rows, indicator("培训人次合计数", "≥200 人次", code="9", points="25")]
    old = [*rows, indicator("培训人次合计数", "≥100 人次", code="9", points="25")]
    one = sheet(*new, last_year=sheet(*old, year=2020))
    assert sheet_codes(one, limits=LintLimits(fewest=())) == set()


def test_it_asks_about_a_sheet_that_is_last_years_word_for_word() -> None:
    rows = (replace(CLEAN[0], points="60"), replace(CLEAN[5], points="40"))
    one = sheet(*rows, last_year=sheet(*rows, year=2020))
    assert sheet_codes(one, limits=LintLimits(fewest=())) == {"G-COPIED"}


# --- the office's other sheets ---


def _department(target: str, **changes: object) -> GoalSheet:
    row = indicator("完成调研报告数量（篇）", target, code="12", points="")
    return GoalSheet(SheetKind.DEPARTMENT, "部门整体支出", 2021, (row,))


def test_it_blocks_two_targets_of_one_indicator() -> None:
    own = replace(spoiled(0, name="完成调研报告数量（篇）", target="≥5 篇"), others=(_department("≥9 篇"),))
    (one,) = lint(own)
    assert (one.code, one.indicator, one.related) == ("G-ACROSS", "1", ("12",))
    assert "≥5 篇" in one.what.zh
    assert "≥9 篇" in one.what.zh


@pytest.mark.parametrize("target", ["≥5 篇", "不少于5篇"])
def test_it_passes_one_target_written_twice(target: str) -> None:
    own = replace(spoiled(0, name="完成调研报告数量（篇）", target="≥5 篇"), others=(_department(target),))
    assert lint(own) == ()


def test_it_does_not_compare_two_projects_or_another_year() -> None:
    own = spoiled(0, name="完成调研报告数量（篇）", target="≥5 篇")
    project = replace(_department("≥9 篇"), kind=SheetKind.PROJECT)
    earlier = replace(_department("≥9 篇"), year=2020)
    assert lint(replace(own, others=(project, earlier))) == ()


# --- order ---


def test_it_finds_the_same_in_any_order_of_rows() -> None:
    bad = spoiled(0, target="≥5", points="7", name="参训干部满意度")
    found = [
        lint(replace(bad, indicators=rows, last_year=LAST), scheme=NATIONAL)
        for rows in list(permutations(bad.indicators))[::37]
    ]
    assert found[0]
    assert all(one == found[0] for one in found)


def test_it_puts_the_worst_first_and_rows_by_number() -> None:
    rows = [indicator(code=code, target="≥5", data_owner="") for code in ("10", "2")]
    found = [one for one in lint(sheet(*rows)) if one.code in ("G-NO-UNIT", "G-NO-OWNER")]
    assert [(one.code, one.indicator) for one in found] == [
        ("G-NO-UNIT", "2"),
        ("G-NO-UNIT", "10"),
        ("G-NO-OWNER", "2"),
        ("G-NO-OWNER", "10"),
    ]
