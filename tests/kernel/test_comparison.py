"""Targets and actual values held against each other; the published rows are in cells.yaml."""

import pytest

from xieshou.kernel.actual import read_actual
from xieshou.kernel.comparison import Comparison, Reason, Verdict, compare
from xieshou.kernel.target import read_target


def compared(target: str, actual: str, year: int | None = None) -> Comparison:
    return compare(read_target(target), read_actual(actual), year=year)


def outcome(target: str, actual: str, year: int | None = None) -> tuple[Verdict, Reason]:
    result = compared(target, actual, year)
    return result.verdict, result.reason


@pytest.mark.parametrize(
    ("target", "actual", "reason"),
    [
        ("≥50 次", "50 次", Reason.REACHED),
        ("≥50 次", "51 次", Reason.EXCEEDED),
        (">50 次", "50.1 次", Reason.EXCEEDED),
        ("≤10 次", "10 次", Reason.REACHED),
        ("<10 次", "9 次", Reason.EXCEEDED),
        ("=100%", "100.0%", Reason.REACHED),
        ("90%-95%", "95%", Reason.REACHED),
        ("30天内", "20天", Reason.EXCEEDED),
    ],
)
def test_it_meets_a_target(target: str, actual: str, reason: Reason) -> None:
    assert outcome(target, actual) == (Verdict.MET, reason)


@pytest.mark.parametrize(
    ("target", "actual", "reason"),
    [
        ("≥50 次", "49.9 次", Reason.SHORT),
        (">50 次", "50 次", Reason.SHORT),
        ("≤10 次", "11 次", Reason.OVER),
        ("<10 次", "10 次", Reason.OVER),
        ("=100%", "101%", Reason.UNEQUAL),
        ("100%", "101%", Reason.UNEQUAL_SIGN_MISSING),
        ("90%-95%", "96%", Reason.OVER),
        ("90%-95%", "89%", Reason.SHORT),
        ("健全", "未完成", Reason.STATED_MISSED),
    ],
)
def test_it_misses_a_target(target: str, actual: str, reason: Reason) -> None:
    assert outcome(target, actual) == (Verdict.MISSED, reason)


def test_it_hands_back_both_figures_on_one_scale() -> None:
    assert compared("≥90%", "64.42%").scaled == (6442, 9000)


def test_it_scales_across_units() -> None:
    assert compared("≥5 亿元", "49000 万元").scaled == (49000, 50000)


def test_it_gives_the_bound_of_a_range_that_was_missed() -> None:
    assert compared("90%-95%", "96%").scaled == (96, 95)


def test_it_compares_frequencies_per_common_period() -> None:
    result = compared("至少 6 个月更新 1 次", "至少每月更新 1 次")
    assert (result.verdict, result.scaled) == (Verdict.MET, (6, 1))


@pytest.mark.parametrize(("target", "actual"), [("≥1 次/月", "16 次"), ("≥16 次", "1次/月"), ("1次/2周", "1次/月")])
def test_it_does_not_compare_periods_that_do_not_convert(target: str, actual: str) -> None:
    assert outcome(target, actual) == (Verdict.NOT_COMPARABLE, Reason.PERIODS_DIFFER)


def test_it_takes_nothing_as_nothing_in_any_period() -> None:
    assert outcome("≤10 次/年", "0 次") == (Verdict.MET, Reason.EXCEEDED)


@pytest.mark.parametrize(("target", "actual"), [("≥10 次", "33 个"), ("≥10 人", "33 人次"), ("≥1%", "2个百分点")])
def test_it_does_not_compare_units_of_different_things(target: str, actual: str) -> None:
    assert outcome(target, actual) == (Verdict.NOT_COMPARABLE, Reason.UNITS_DIFFER)


@pytest.mark.parametrize(
    ("target", "actual", "scaled"),
    [
        ("≥1200", "1164 人", (1164, 1200)),
        ("≥20 个", "24", (24, 20)),
        ("≥5 亿元", "6.32 亿", (632, 500)),
        ("≥5万", "60000人", (60000, 50000)),
        ("≤5%", "0", (0, 5)),
    ],
)
def test_it_says_when_a_unit_was_assumed(target: str, actual: str, scaled: tuple[int, int]) -> None:
    result = compared(target, actual)
    assert (result.scaled, result.unit_assumed) == (scaled, True)


@pytest.mark.parametrize(("target", "actual"), [("≥95%", "0.96"), ("≥5 亿元", "6.32"), ("≥10 万人", "12")])
def test_it_does_not_assume_a_unit_that_decides_the_size(target: str, actual: str) -> None:
    assert outcome(target, actual) == (Verdict.NOT_COMPARABLE, Reason.UNIT_MISSING)


@pytest.mark.parametrize(("target", "actual"), [("≤20 次", "≥16 次"), ("=100%", "≥100%"), ("≥16 次", "≤20 次")])
def test_it_does_not_decide_by_a_copied_sign(target: str, actual: str) -> None:
    result = compared(target, actual)
    assert (result.verdict, result.reason, result.scaled) == (Verdict.NOT_COMPARABLE, Reason.COPIED_SIGN, None)


@pytest.mark.parametrize(("target", "actual", "verdict"), [("≥1 次", "≥16 次", "met"), ("≥6 次", "≤5 次", "missed")])
def test_it_marks_a_bound_that_decides(target: str, actual: str, verdict: str) -> None:
    result = compared(target, actual)
    assert (result.verdict.value, result.copied_sign) == (verdict, True)


@pytest.mark.parametrize(("target", "actual"), [("≥10%", "下降10%"), ("增长≥10%", "下降10%"), ("增长≥10%", "提高10%")])
def test_it_does_not_compare_different_subjects(target: str, actual: str) -> None:
    assert outcome(target, actual) == (Verdict.NOT_COMPARABLE, Reason.SUBJECTS_DIFFER)


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("2019/10/1", "截止2020年9月报到人数1164人"),
        ("≥5 次", "2020年9月"),
        ("≥5 次", "效果显著"),
        ("健全", "5 次"),
    ],
)
def test_it_does_not_compare_counts_dates_and_words(target: str, actual: str) -> None:
    assert outcome(target, actual) == (Verdict.NOT_COMPARABLE, Reason.KINDS_DIFFER)


@pytest.mark.parametrize(
    ("target", "actual", "reason"),
    [
        ("2020年9月", "2020年8月31日", Reason.IN_TIME),
        ("2020年9月", "2020年9月30日", Reason.IN_TIME),
        ("2020年12月底前", "2020年12月31日", Reason.IN_TIME),
        ("2020年12月前", "2020年11月", Reason.IN_TIME),
        ("2020年10月15日", "2020年10月前", Reason.IN_TIME),
        ("2020年 12月前", "2020年12月前", Reason.SAME_TEXT),
        ("2020年12月前完成", "2020年12月前", Reason.IN_TIME),
        ("2020年12月前", "按时完成", Reason.STATED),
    ],
)
def test_it_meets_a_date(target: str, actual: str, reason: Reason) -> None:
    assert outcome(target, actual) == (Verdict.MET, reason)


@pytest.mark.parametrize("actual", ["2020年10月", "2021年1月1日", "2020年10月1日招生开学"])
def test_it_misses_a_date(actual: str) -> None:
    assert outcome("2020年9月招生开学", actual) == (Verdict.MISSED, Reason.LATE)


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("2020年12月前", "2020年12月5日"),
        ("2019/10/1", "2019年10月"),
        ("9月前", "2020年8月"),
        ("2020年9月", "2020年12月前"),
    ],
)
def test_it_does_not_decide_by_inexact_dates(target: str, actual: str) -> None:
    assert outcome(target, actual) == (Verdict.NOT_COMPARABLE, Reason.DATE_UNCERTAIN)


def test_it_completes_a_date_with_the_evaluated_year() -> None:
    assert outcome("9月前", "2020年8月", year=2020) == (Verdict.MET, Reason.IN_TIME)


def test_it_does_not_compare_dates_of_different_events() -> None:
    assert outcome("2020年9月招生开学", "2020年8月动工") == (Verdict.NOT_COMPARABLE, Reason.SUBJECTS_DIFFER)


def test_it_takes_a_statement_of_time_for_a_time_limit() -> None:
    assert outcome("验收后一个半月内", "及时") == (Verdict.MET, Reason.STATED)


@pytest.mark.parametrize("target", ["≥50 次", "验收后一个半月内", "2020年12月前"])
def test_it_does_not_take_done_for_a_figure(target: str) -> None:
    assert outcome(target, "完成") == (Verdict.NOT_COMPARABLE, Reason.STATED_NOT_MEASURED)


@pytest.mark.parametrize(
    ("actual", "verdict", "reason"),
    [
        ("打赢脱贫攻坚 战", Verdict.MET, Reason.SAME_TEXT),
        ("全部完成", Verdict.MET, Reason.STATED),
        ("成效显著", Verdict.NOT_COMPARABLE, Reason.TEXT_DIFFERS),
    ],
)
def test_it_compares_words(actual: str, verdict: Verdict, reason: Reason) -> None:
    assert outcome("打赢脱贫攻坚战", actual) == (verdict, reason)


@pytest.mark.parametrize(
    ("actual", "reason"),
    [
        ("", Reason.NOT_PROVIDED),
        ("未提供", Reason.NOT_PROVIDED),
        ("取消采购", Reason.CANCELLED),
        ("研发阶段", Reason.IN_PROGRESS),
        ("无", Reason.NONE_WRITTEN),
    ],
)
def test_it_keeps_missing_apart_from_missed(actual: str, reason: Reason) -> None:
    assert outcome("≥100%", actual) == (Verdict.MISSING, reason)


def test_it_asks_nothing_where_there_is_no_target() -> None:
    assert outcome("无", "5 次") == (Verdict.NOT_APPLICABLE, Reason.NO_TARGET)


@pytest.mark.parametrize(
    ("target", "actual", "reason"),
    [("约50次", "50次", Reason.TARGET_UNREADABLE), ("≥50次", "约50次", Reason.ACTUAL_UNREADABLE)],
)
def test_it_does_not_compare_what_was_not_read(target: str, actual: str, reason: Reason) -> None:
    assert outcome(target, actual) == (Verdict.NOT_COMPARABLE, reason)
