"""Targets as offices write them; the published cells are in cells.yaml."""

import pytest

from xieshou.kernel.dates import DateEdge, DateError, PartialDate, read_date
from xieshou.kernel.exact import Exact
from xieshou.kernel.quantity import Quantity, UnreadReason
from xieshou.kernel.target import TargetKind, read_target


def test_it_reads_a_positive_target() -> None:
    target = read_target("≥50 次")
    assert (target.kind, target.low, target.high) == (TargetKind.AT_LEAST, Quantity(50, 0, "次"), None)


def test_it_reads_a_reverse_target() -> None:
    target = read_target("≤10 次")
    assert (target.kind, target.low, target.high) == (TargetKind.AT_MOST, None, Quantity(10, 0, "次"))


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("不少于5次 至少5次 不低于5次 大于等于5次 5次以上 5次及以上 不得少于5次 达到5次 达5次", TargetKind.AT_LEAST),
        ("超过5次 高于5次 大于5次 多于5次 超5次", TargetKind.MORE_THAN),
        ("不超过5次 5次以内 5次以下 不高于5次 不大于5次 至多5次 小于等于5次 控制在5次以内", TargetKind.AT_MOST),
        ("低于5次 小于5次 少于5次 不足5次 不满5次", TargetKind.LESS_THAN),
        ("等于5次 =5次 5次", TargetKind.EQUAL),
    ],
)
def test_it_reads_signs_in_words(words: str, kind: TargetKind) -> None:
    for text in words.split():
        target = read_target(text)
        assert (target.kind, target.amount) == (kind, Quantity(5, 0, "次")), text


def test_it_flags_a_missing_sign() -> None:
    assert read_target("100%").sign_missing
    assert not read_target("=100%").sign_missing


def test_it_keeps_the_text_verbatim() -> None:
    assert read_target(" 不少于 23.71\n亿元").text == " 不少于 23.71\n亿元"


def test_it_reads_what_stands_before_the_sign() -> None:
    target = read_target("“6·30”活动募集款物≥5 亿元")
    assert (target.subject, target.low) == ("“6·30”活动募集款物", Quantity(5, 0, "亿元"))


def test_it_reads_what_is_counted_after_the_sign() -> None:
    target = read_target("至少培训50人次")
    assert (target.subject, target.low) == ("培训", Quantity(50, 0, "人次"))


@pytest.mark.parametrize(
    ("text", "count", "per"),
    [
        ("≥1 次/月", "1 次", "1 月"),
        ("1次/6个月", "1 次", "6 个月"),
        ("至少 6 个月更新 1 次", "1 次", "6 个月"),
        ("每年培训≥100人次", "100 人次", "1 年"),
        ("每季度至少2次", "2 次", "1 季度"),
        ("7天1次", "1 次", "7 天"),
        ("一年两次", "2 次", "1 年"),
    ],
)
def test_it_reads_a_frequency(text: str, count: str, per: str) -> None:
    target = read_target(text)
    assert (target.kind, str(target.low), str(target.per)) == (TargetKind.AT_LEAST, count, per)


def test_it_reads_an_upper_frequency() -> None:
    assert read_target("每月不超过3次").kind is TargetKind.AT_MOST


def test_it_keeps_money_per_head_in_the_unit() -> None:
    target = read_target("≥5000元/人")
    assert (target.low, target.per) == (Quantity(5000, 0, "元/人"), None)


@pytest.mark.parametrize("text", ["90%-95%", "90-95%", "90%～95％", "90%至95%", "90%—95%", "满意度90%到95%"])
def test_it_reads_a_range(text: str) -> None:
    target = read_target(text)
    assert target.kind is TargetKind.RANGE
    assert (target.low, target.high) == (Quantity(90, 0, "%"), Quantity(95, 0, "%"))


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2019/10/1", PartialDate(2019, 10, 1)),
        ("2020.12.31", PartialDate(2020, 12, 31)),
        ("2020-09", PartialDate(2020, 9)),
        ("2020年", PartialDate(2020)),
        ("9月前", PartialDate(None, 9, edge=DateEdge.BEFORE)),
        ("2020年12月底前", PartialDate(2020, 12, edge=DateEdge.BY_END)),
        ("2020年底", PartialDate(2020, edge=DateEdge.BY_END)),
        ("2020年内", PartialDate(2020, edge=DateEdge.BY_END)),
        ("年底前", PartialDate(None, 12, edge=DateEdge.BY_END)),
        ("下半年", PartialDate(None, 12, edge=DateEdge.BY_END)),
        ("十二月前", PartialDate(None, 12, edge=DateEdge.BEFORE)),
    ],
)
def test_it_reads_a_date(text: str, date: PartialDate) -> None:
    target = read_target(text)
    assert (target.kind, target.date) == (TargetKind.DATE, date)


def test_it_reads_the_event_of_a_date() -> None:
    assert read_date("2020年9月招生开学") == (PartialDate(2020, 9), "招生开学")


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(2020, 13, None), (2019, 2, 29), (2020, 4, 31), (None, None, None), (2020, None, 1), (2020, 0, None)],
)
def test_it_refuses_a_day_that_the_calendar_does_not_have(year: int | None, month: int | None, day: int | None) -> None:
    with pytest.raises(DateError, match="calendar"):
        PartialDate(year, month, day)


@pytest.mark.parametrize(
    ("text", "high", "event"),
    [
        ("验收后一个半月内", "1.5 个月", "验收后"),
        ("3个工作日内完成", "3 个工作日", "完成"),
        ("不超过24小时以内", "24 小时", ""),
        ("半年内", "0.5 年", ""),
    ],
)
def test_it_reads_a_time_limit(text: str, high: str, event: str) -> None:
    target = read_target(text)
    assert (target.kind, str(target.high), target.event) == (TargetKind.DURATION_LIMIT, high, event)


@pytest.mark.parametrize("text", [None, "", "  ", "无", "无。", "—", "–", "-", "——", "/", "不适用"])
def test_it_finds_no_target(text: str | None) -> None:
    assert read_target(text).kind is TargetKind.NOT_APPLICABLE


def test_it_keeps_zero_as_zero() -> None:
    assert read_target("0").low == Quantity(0)
    assert read_target("0", points=10).kind is TargetKind.EQUAL


@pytest.mark.parametrize("points", [0, Exact(0), Quantity(0, 2)])
def test_it_finds_no_target_in_a_zero_without_points(points: int | Exact | Quantity) -> None:
    assert read_target("0", points=points).kind is TargetKind.NOT_APPLICABLE


@pytest.mark.parametrize("text", ["打赢脱贫攻坚战", "健全", "及时", "年度预算有结余", "不低于上年", "一次性完成"])
def test_it_reads_words_as_qualitative(text: str) -> None:
    assert read_target(text).kind is TargetKind.QUALITATIVE


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("19 年指标，设置值有误", UnreadReason.UNIT_UNCLEAR),
        ("约50次", UnreadReason.APPROXIMATE),
        ("50余次", UnreadReason.APPROXIMATE),
        ("5%≤比率≤10%", UnreadReason.SEVERAL_SIGNS),
        ("≥50次以下", UnreadReason.SIGNS_DISAGREE),
        ("至少≤5次", UnreadReason.SIGNS_DISAGREE),
        ("≥", UnreadReason.SIGN_WITHOUT_NUMBER),
        ("≥上年", UnreadReason.NO_NUMBER),
        ("2020年13月", UnreadReason.NOT_A_DATE),
        ("9月中旬", UnreadReason.NOT_A_DATE),
        ("95%-90%", UnreadReason.RANGE_UNCLEAR),
        ("1-12月", UnreadReason.RANGE_UNCLEAR),
        ("2020-2021", UnreadReason.RANGE_UNCLEAR),
        ("排名前10", UnreadReason.UNIT_UNCLEAR),
        ("≤小于5", UnreadReason.SEVERAL_SIGNS),
        ("12月内", UnreadReason.UNIT_UNCLEAR),
        ("第3批", UnreadReason.UNIT_UNCLEAR),
        ("1次" * 200, UnreadReason.TOO_LONG),
    ],
)
def test_it_refuses_rather_than_guesses(text: str, reason: UnreadReason) -> None:
    target = read_target(text)
    assert (target.kind, target.reason, target.text) == (TargetKind.UNREADABLE, reason, text)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("不少于 23.71\n亿元", "≥23.71 亿元"),
        ("至少 6 个月更新 1 次", "更新≥1 次/6 个月"),
        ("每月更新1次", "更新≥1 次/月"),
        ("2019/10/1", "2019年10月1日"),
        ("验收后一个半月内", "验收后1.5 个月内"),
        ("10至15人", "10 人~15 人"),
        ("5万", "=5 万"),
        ("", "无"),
        ("健全", "健全"),
    ],
)
def test_it_prints_one_form_for_every_way_of_writing(text: str, printed: str) -> None:
    assert str(read_target(text)) == printed


def test_it_knows_two_ways_of_writing_one_target() -> None:
    assert read_target("每月更新1次").means_same(read_target("至少每月更新 1 次"))
    assert not read_target("健全").means_same(read_target("及时"))
