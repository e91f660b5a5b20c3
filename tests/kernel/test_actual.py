"""Actual values as offices write them; the published cells are in cells.yaml."""

import pytest

from xieshou.kernel.actual import ActualKind, read_actual
from xieshou.kernel.dates import DateEdge, PartialDate
from xieshou.kernel.quantity import Quantity, UnreadReason
from xieshou.kernel.target import TargetKind


def test_it_reads_a_measurement() -> None:
    actual = read_actual("12094.67 平方\n米")
    assert (actual.kind, actual.quantity) == (ActualKind.MEASURED, Quantity(1209467, 2, "平方米"))


def test_it_measures_zero() -> None:
    actual = read_actual("0")
    assert (actual.kind, actual.quantity) == (ActualKind.MEASURED, Quantity(0))


def test_it_sees_a_copied_sign() -> None:
    actual = read_actual("≥16 次/月")
    assert (actual.quantity, actual.per) == (Quantity(16, 0, "次"), Quantity(1, 0, "月"))
    assert actual.copied_sign is TargetKind.AT_LEAST


@pytest.mark.parametrize("text", ["达到100%", "完成率为100%", "100%", "=100%", "每月更新1次"])
def test_it_does_not_take_an_introduction_for_a_sign(text: str) -> None:
    assert read_actual(text).copied_sign is None


def test_it_reads_the_day_a_figure_stands_for() -> None:
    actual = read_actual("截止 2020 年\n9 月报到人数\n1164 人")
    assert (actual.quantity, actual.as_of) == (Quantity(1164, 0, "人"), PartialDate(2020, 9))
    assert actual.subject == "报到人数"


def test_it_reads_the_end_of_a_year() -> None:
    assert read_actual("截至2020年底，入库24个").as_of == PartialDate(2020, edge=DateEdge.BY_END)


def test_it_reads_a_day_without_a_figure_as_a_date() -> None:
    actual = read_actual("截至2020年12月5日")
    assert (actual.kind, actual.date, actual.as_of) == (ActualKind.DATED, PartialDate(2020, 12, 5), None)


def test_it_reads_a_date_with_its_event() -> None:
    actual = read_actual("2020年9月招生开学")
    assert (actual.kind, actual.date, actual.event) == (ActualKind.DATED, PartialDate(2020, 9), "招生开学")


def test_it_reads_a_time_that_was_taken() -> None:
    actual = read_actual("验收后20天内")
    assert (actual.quantity, actual.event) == (Quantity(20, 0, "天"), "验收后")
    assert actual.copied_sign is TargetKind.AT_MOST


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (
            "及时 完成 已完成 全部完成 均已完成 健全 达标 合格 按时 按期完成 验收合格 通过验收 已全部到位",
            ActualKind.STATED_MET,
        ),
        ("未完成 未达标 不合格 没有完成 未按时完成 尚未全部完成", ActualKind.STATED_MISSED),
        ("取消采购 取消 已取消 未开展 未实施 因故取消 全部取消 暂缓实施", ActualKind.CANCELLED),
        ("未提供 未填报 材料未提供 佐证材料不充分 材料不够充分 无数据 无法佐证", ActualKind.NOT_PROVIDED),
        ("研发阶段 建设中 正在推进 在建 处于研发阶段 项目实施中", ActualKind.IN_PROGRESS),
        ("打赢脱贫攻坚战 部分完成 基本完成 无投诉 效果显著", ActualKind.QUALITATIVE),
        ("无 — – - / 不适用", ActualKind.NOT_APPLICABLE),
    ],
)
def test_it_tells_statements_apart(words: str, kind: ActualKind) -> None:
    for text in words.split():
        assert read_actual(text).kind is kind, text


@pytest.mark.parametrize("text", [None, "", " \n"])
def test_it_takes_an_empty_cell_as_not_provided(text: str | None) -> None:
    assert read_actual(text).kind is ActualKind.NOT_PROVIDED


def test_it_knows_a_statement_about_time() -> None:
    assert read_actual("按时完成").is_in_time
    assert not read_actual("完成").is_in_time


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("19 年指标，设置值有误", UnreadReason.UNIT_UNCLEAR),
        ("近40万人", UnreadReason.APPROXIMATE),
        ("554人次、10次", UnreadReason.UNIT_UNCLEAR),
        ("90%-95%", UnreadReason.NOT_ONE_VALUE),
        ("2020年13月", UnreadReason.NOT_A_DATE),
        ("截止2020年13月入库24个", UnreadReason.UNIT_UNCLEAR),
    ],
)
def test_it_refuses_rather_than_guesses(text: str, reason: UnreadReason) -> None:
    actual = read_actual(text)
    assert (actual.kind, actual.reason, actual.text) == (ActualKind.UNREADABLE, reason, text)
