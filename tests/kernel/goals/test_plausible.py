"""Whether a target is plausible, before the year and when the result is there (JX05)."""

from itertools import permutations

import pytest

from tests.kernel.goals.build import codes, indicator
from xieshou.kernel.exact import Exact
from xieshou.kernel.goals import (
    GoalFinding,
    GoalIndicator,
    Margins,
    PastValue,
    PeerValue,
    Severity,
    completion,
    completion_share,
    median,
    plausibility,
)

pytestmark = pytest.mark.function("JX05")


def _judged(one: GoalIndicator, *actuals: str | None, peers: tuple[str | None, ...] = ()) -> tuple[GoalFinding, ...]:
    """Findings on a target for 2021 after the actuals of the years before it, the last of 2020."""
    history = [PastValue(2021 - len(actuals) + at, text) for at, text in enumerate(actuals)]
    places = [PeerValue(f"{letter}市", text) for letter, text in zip("甲乙丙丁戊", peers, strict=False)]
    return plausibility(one, history, places, year=2021)


def test_it_asks_about_a_target_below_three_past_actuals_and_shows_them() -> None:
    (one,) = _judged(indicator(target="≥400 篇"), "520 篇", "610 篇", "717 篇")
    assert one.code == "P-BELOW-HISTORY"
    assert all(text in one.what.zh for text in ("≥400 篇", "2018 年 520 篇", "2019 年 610 篇", "2020 年 717 篇"))


@pytest.mark.parametrize("actuals", [("390 篇", "410 篇", "380 篇"), ("300 篇", "350 篇", "390 篇"), ()])
def test_it_passes_a_target_that_past_years_did_not_all_reach(actuals: tuple[str, ...]) -> None:
    assert _judged(indicator(target="≥400 篇"), *actuals) == ()


def test_it_hints_where_only_last_year_was_better() -> None:
    assert codes(_judged(indicator(target="≥400 篇"), "390 篇", "410 篇")) == {"P-BELOW-LAST"}


def test_it_looks_at_the_last_three_years_only() -> None:
    assert codes(_judged(indicator(target="≥400 篇"), "100 篇", "520 篇", "610 篇", "717 篇")) == {"P-BELOW-HISTORY"}


@pytest.mark.parametrize("missing", [None, "", "未提供", "无"])
def test_it_never_takes_a_missing_year_for_zero(missing: str | None) -> None:
    assert codes(_judged(indicator(target="≥400 篇"), "520 篇", missing, "717 篇")) == {"P-BELOW-LAST"}


def test_it_takes_zero_for_zero() -> None:
    assert _judged(indicator(target="≥400 篇"), "520 篇", "717 篇", "0 篇") == ()


def test_it_turns_round_for_a_limit() -> None:
    one = indicator("对口地区对单位的投诉次数", "≤10 次", level2="满意度指标")
    assert codes(_judged(one, "0 次", "2 次", "1 次")) == {"P-BELOW-HISTORY"}
    assert _judged(one, "12 次", "9 次", "11 次") == ()


def test_it_converts_units_exactly() -> None:
    one = indicator("意向订单金额", "≥1 亿元", level2="经济效益指标")
    assert _judged(one, "9999.9999 万元") == ()
    assert codes(_judged(one, "10000 万元")) == {"P-SAME-AS-LAST"}
    assert codes(_judged(one, "100000000.01 元")) == {"P-BELOW-LAST"}


def test_it_says_which_past_value_was_left_out() -> None:
    (one,) = _judged(indicator(target="≥400 篇"), "12 个版面")
    assert (one.code, "12 个版面" in one.what.zh) == ("P-NOT-COMPARABLE", True)


def test_it_does_not_ask_to_pass_what_cannot_be_passed() -> None:
    assert _judged(indicator("程序规范率", "=100%"), "100%", "100%", "100%") == ()
    assert _judged(indicator("程序规范率", "≥100%"), "100%") == ()
    assert _judged(indicator("责任事故数", "≤0 起"), "0 起") == ()


@pytest.mark.parametrize(("last", "is_asked"), [("100 人次", False), ("99 人次", True), ("0 人次", False)])
def test_it_asks_about_more_than_three_times_last_year(last: str, is_asked: bool) -> None:
    assert ("P-GROWTH" in codes(_judged(indicator(target="≥300 人次"), last))) is is_asked


def test_it_asks_about_a_limit_below_a_third_of_last_year() -> None:
    one = indicator("系统故障修复时间", "≤4 小时", level2="时效指标")
    assert codes(_judged(one, "24 小时")) == {"P-GROWTH"}
    assert _judged(one, "12 小时") == ()


def test_it_compares_with_the_median_of_similar_places() -> None:
    peers = ("100 人次", "200 人次", "150 人次")
    assert codes(_judged(indicator(target="≥119 人次"), peers=peers)) == {"P-BELOW-PEERS"}
    assert _judged(indicator(target="≥120 人次"), peers=peers) == ()
    assert codes(_judged(indicator(target="≥451 人次"), peers=peers)) == {"P-ABOVE-PEERS"}


def test_it_turns_the_median_round_for_a_limit() -> None:
    one = indicator("人均接待费用", "≤181 元", level2="成本指标")
    assert codes(_judged(one, peers=("140 元", "150 元", "160 元"))) == {"P-BELOW-PEERS"}


def test_it_says_nothing_of_two_places() -> None:
    assert _judged(indicator(target="≥1 人次"), peers=("100 人次", "200 人次", None)) == ()


def test_it_takes_other_margins() -> None:
    history = [PastValue(2020, "100 人次")]
    found = plausibility(indicator(target="≥300 人次"), history, year=2021, margins=Margins(growth=Exact(2)))
    assert codes(found) == {"P-GROWTH"}


@pytest.mark.parametrize("target", ["2021年9月", "健全", "=5 个", "10~20 个", "约50次", ""])
def test_it_does_not_judge_a_target_without_direction(target: str) -> None:
    assert _judged(indicator(target=target), "100 个", "100 个", "100 个") == ()


def test_it_finds_the_same_in_any_order_of_years() -> None:
    history = [PastValue(2018, "520 篇"), PastValue(2019, "610 篇"), PastValue(2020, "717 篇")]
    found = {plausibility(indicator(target="≥400 篇"), years, year=2021) for years in permutations(history)}
    assert len(found) == 1


@pytest.mark.parametrize(("values", "middle"), [((3, 1, 2), Exact(2)), ((4, 1, 2, 3), Exact(5, 2)), ((7,), Exact(7))])
def test_it_takes_the_exact_median(values: tuple[int, ...], middle: Exact) -> None:
    assert median([Exact(value) for value in values]) == middle


# --- the results that Shenzhen published for 2020 ---

PUBLISHED = [
    ("≥300 对", "841 对", "280.33%", "P-OVER"),
    ("≥400 篇", "717 篇", "179.25%", "P-OVER"),
    ("≥10 人次", "21 人次", "210%", "P-OVER"),
    ("≥8000 人", "16569 人", "207.11%", "P-OVER"),
    ("≥10 场", "46 场", "460%", "P-OVER-STRONG"),
    ("≥100 次", "2100 次", "2100%", "P-OVER-STRONG"),
    ("≥1 篇", "601 篇", "60100%", "P-OVER-STRONG"),
    ("≥300 人次", "5440 人次", "1813.33%", "P-OVER-STRONG"),
    ("≥1 次/月", "≥16 次/月", "1600%", "P-OVER-STRONG"),
]


@pytest.mark.parametrize(("target", "actual", "share", "code"), PUBLISHED)
def test_it_asks_why_the_published_results_were_so_far_above(target: str, actual: str, share: str, code: str) -> None:
    (one,) = completion(indicator("帮扶活动数量", target), actual, year=2020)
    assert (one.code, f"= {share}" in one.what.zh) == (code, True)


@pytest.mark.parametrize(
    ("target", "actual"), [("≥50 次", "53 次"), ("≥2 篇", "3 篇"), ("≥100 个", None), ("完成", "完成")]
)
def test_it_asks_nothing_up_to_half_above(target: str, actual: str | None) -> None:
    assert completion(indicator(target=target), actual, year=2020) == ()


def test_it_takes_three_times_as_not_yet_several() -> None:
    assert codes(completion(indicator(target="≥1 篇"), "3 篇", year=2020)) == {"P-OVER"}


def test_it_is_answered_by_a_reason() -> None:
    one = indicator(target="≥10 场")
    assert completion(one, "21 场", year=2020, reason="新增两场省级活动") == ()
    (strong,) = completion(one, "46 场", year=2020, reason="合并统计了县级活动")
    assert strong.severity is Severity.HINT


def test_it_divides_the_limit_by_what_was_reached() -> None:
    one = indicator("平台建设成本", "≤1060 万元", level2="成本指标")
    assert completion_share(one, "530 万元", year=2020) == Exact(2)
    assert codes(completion(one, "494.96 万元", year=2020)) == {"P-OVER"}
    assert completion(one, "1060 万元", year=2020) == ()


def test_it_does_not_ask_why_there_were_no_complaints() -> None:
    one = indicator("投诉次数", "≤10 次", level2="满意度指标")
    assert completion(one, "0 次", year=2020) == ()
