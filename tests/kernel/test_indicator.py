"""An office's own indicators by rule, each way a target can be met, missed or left open."""

from dataclasses import replace

import pytest

from tests.kernel.evaluations import indicator, own
from xieshou.kernel.exact import Exact
from xieshou.kernel.expr import Outcome
from xieshou.kernel.indicator import score_indicator
from xieshou.kernel.scheme import Item
from xieshou.kernel.scorecard import ScoredItem


def outputs() -> Item:
    return own().groups()[0]


def scored(target: str | None, actual: str | None, points: str = "10", **changes: str) -> ScoredItem:
    return score_indicator(own(), outputs(), indicator(target, actual, points, **changes))


def lines(target: str, actual: str, points: str = "10") -> list[str]:
    return [words.zh for words in scored(target, actual, points).arithmetic]


@pytest.mark.parametrize(
    ("target", "actual", "by_rule"),
    [
        ("≥50 次", "50 次", "10"),
        ("≥50 次", "53 次", "10"),
        ("≥50 次", "30 次", "6"),
        ("超过 50 次", "50 次", "10"),
        ("≤10 次", "10 次", "10"),
        ("≤10 次", "0 次", "10"),
        ("≤10 次", "40 次", "2.5"),
        ("=3 个", "3 个", "10"),
        ("=3 个", "4 个", "7.5"),
        ("=4 个", "3 个", "7.5"),
        ("5-10 次", "7 次", "10"),
        ("5-10 次", "4 次", "8"),
        ("5-10 次", "16 次", "6.25"),
        ("≥1 万元", "5000 元", "5"),
        ("≥1 次/月", "6 次/年", "5"),
    ],
)
def test_it_scores_by_the_direction_of_the_target(target: str, actual: str, by_rule: str) -> None:
    assert scored(target, actual).by_rule == Exact.read(by_rule)


@pytest.mark.parametrize(("target", "actual"), [("≥5%", "-3%"), ("=5", "-5"), ("≥-5%", "-10%"), ("≤-5%", "3%")])
def test_it_never_scores_below_nothing(target: str, actual: str) -> None:
    assert (scored(target, actual).by_rule, scored(target, actual).outcome) == (Exact(0), Outcome.NOTHING)


@pytest.mark.parametrize(
    ("actual", "outcome", "reason"),
    [
        (None, Outcome.MISSING, "未提供实际值或佐证，按规则 0 分"),
        ("无", Outcome.MISSING, "实际值为“无”，按规则 0 分"),
        ("取消采购", Outcome.MISSING, "已取消，没有实际值，按规则 0 分"),
        ("正在进行", Outcome.MISSING, "尚在进行，没有实际值，按规则 0 分"),
        ("已完成", Outcome.MISSING, "目标要求数值，实际只有文字表述，按规则 0 分"),
    ],
)
def test_it_gives_nothing_without_a_value_and_says_why(actual: str | None, outcome: Outcome, reason: str) -> None:
    item = scored("≥3 次", actual)
    assert (item.by_rule, item.outcome, [words.zh for words in item.arithmetic]) == (Exact(0), outcome, [reason])


def test_it_scores_a_target_in_words_that_is_repeated() -> None:
    assert (scored("做好服务", "做好服务").by_rule, lines("做好服务", "做好服务")) == (
        Exact(10),
        ["实际值与目标值表述相同，得满分"],
    )


def test_it_leaves_other_words_to_a_person() -> None:
    item = scored("做好服务", "良好", score="8")
    assert (item.by_rule, item.awarded, item.outcome, item.adjustment) == (None, Exact(8), Outcome.JUDGED, None)
    assert item.arithmetic[0].zh == "实际表述与目标表述不同；规则无法判断，须由评价人员评定"


def test_it_awards_nothing_that_neither_the_rule_nor_the_office_says() -> None:
    assert scored("做好服务", "良好").awarded == Exact(0)


def test_it_does_not_assess_what_has_no_target() -> None:
    assert (scored("无", "无").by_rule, scored("无", "无").outcome) == (Exact(0), Outcome.NOT_APPLICABLE)


def test_it_does_not_guess_the_direction_of_a_bare_figure() -> None:
    assert scored("5 次", "4 次").by_rule is None


def test_it_reduces_a_target_set_too_low() -> None:
    item = scored("≥10 次", "14 次")
    assert (item.by_rule, item.outcome) == (Exact(9), Outcome.OVER_ACHIEVED)


def test_it_does_not_reduce_inside_a_range() -> None:
    assert scored("5-10 次", "9 次").outcome is Outcome.FULL


def test_it_gives_nothing_for_a_missed_target_where_the_scheme_says_so() -> None:
    group = outputs()
    assert group.indicators is not None
    strict = replace(group, indicators=replace(group.indicators, in_proportion=False))
    item = score_indicator(own(), strict, indicator("≥4 次", "3 次"))
    assert (item.by_rule, item.outcome) == (Exact(0), Outcome.NOTHING)


def test_it_shows_the_published_cost_indicator_as_done_by_hand() -> None:
    assert lines("≥90%", "64.42%", "7.14") == ["7.14 × 64.42% ÷ 90% = 5.110653…", "→ 5.11 分（按比例计分）"]


def test_it_shows_a_reverse_target() -> None:
    assert lines("≤10 次", "20 次") == ["10 × 10 次 ÷ 20 次 = 5", "→ 5 分（按比例计分）"]


def test_it_shows_the_end_of_a_range_that_was_missed() -> None:
    assert lines("5-10 次", "16 次") == ["10 × 10 次 ÷ 16 次 = 6.25", "→ 6.25 分（按比例计分）"]
    assert lines("5-10 次", "4 次") == ["10 × 4 次 ÷ 5 次 = 8", "→ 8 分（按比例计分）"]


def test_it_shows_the_period_of_a_frequency() -> None:
    assert lines("≥1 次/月", "6 次/年") == ["10 × 6 次/年 ÷ 1 次/月 = 5", "→ 5 分（按比例计分）"]


def test_it_shows_what_was_met() -> None:
    assert lines("≥50 次", "53 次") == ["53 次 ≥ 50 次", "→ 10 分（得满分）"]


def test_it_keeps_the_offices_reason_and_place() -> None:
    item = scored("≥50 次", "30 次", score="8.00", note="疫情")
    assert (item.reason, item.line, item.leaf) == ("疫情", 12, "P")
    assert [level.zh for level in item.path] == ["产出指标", "数量指标"]
    assert (item.published, item.adjustment) == (Exact(8), Exact(2))
