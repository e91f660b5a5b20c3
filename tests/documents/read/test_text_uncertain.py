"""Rows of which something may have gone astray are marked as uncertain (invented figures): no check rests on them."""

import pytest

from xieshou.documents.read.lines import Line
from xieshou.documents.read.text_columns import Column
from xieshou.documents.read.text_file import read_text
from xieshou.documents.read.text_row_cells import cells_of_line
from xieshou.documents.read.text_rows import indicators_of
from xieshou.documents.read.text_sums import Sums
from xieshou.kernel.checks import check
from xieshou.kernel.exact import Exact

COLUMNS = (
    Column.LEVEL1, Column.LEVEL2, Column.NAME, Column.NATURE, Column.TARGET, Column.UNIT, Column.ACTUAL, Column.POINTS,
    Column.SCORE, Column.NOTE,
)  # fmt: skip
FIRST = {Column.LEVEL1: "产出指标", Column.LEVEL2: "数量指标"}
WHOLE = {
    Column.NAME: "签订结对帮扶协议", Column.TARGET: "≥13份", Column.ACTUAL: "15份", Column.POINTS: "50", Column.SCORE: "50",
}  # fmt: skip


def uncertain(*changes: dict[Column, str], sums: Sums | None = None) -> list[bool]:
    texts = [{**(FIRST if not at else {}), **WHOLE, **change} for at, change in enumerate(changes)]
    rows = [cells_of_line(Line(at + 1, "行"), row, COLUMNS) for at, row in enumerate(texts)]
    return [row.uncertain for row in indicators_of(rows, COLUMNS, (), sums)]


@pytest.mark.parametrize(
    "change",
    [
        {Column.ACTUAL: "人次11520人次", Column.TARGET: "≥8794"},
        {Column.ACTUAL: "元/亩2383元/亩", Column.TARGET: "≤1740"},
        {Column.ACTUAL: "/场 12万元/场", Column.TARGET: "≤14"},
        {Column.TARGET: "22 个工作", Column.UNIT: "日", Column.ACTUAL: "16个工作日", Column.NATURE: "≤"},
        {Column.NOTE: "受汛期影响进度推迟长效帮扶机制 2 健全 健全 2"},
    ],
)
def test_it_marks_a_row_that_holds_a_piece_of_another_cell(change: dict[Column, str]) -> None:
    assert uncertain({}, change)[1]


def test_it_marks_no_row_of_a_plain_table() -> None:
    assert uncertain({}, {Column.NOTE: "受汛期影响进度推迟，于2023年完成"}) == [False, False]


def test_it_knows_an_indicator_that_there_is_not() -> None:
    none = {Column.NAME: "0", Column.TARGET: "0", Column.ACTUAL: "0"}
    assert uncertain({}, none, {}) == [False, False, False]


def test_it_marks_the_rows_that_may_have_swallowed_one_when_both_sums_are_short_by_the_same() -> None:
    note = {Column.NOTE: "受汛期影响进度推迟"}
    sums = Sums((Exact(155),), (Exact(155),))
    assert uncertain(note, {}, {}, sums=sums) == [True, False, True]


def test_it_trusts_the_rows_when_only_the_total_is_another() -> None:
    assert uncertain({}, {}, sums=Sums((Exact(100),), (Exact(95),))) == [False, False]


def test_it_reads_the_funds_of_a_form_whose_first_label_is_broken() -> None:
    form = """项目支出绩效自评表
项目名
称 示范村建设试点
项目
资金
（万
元） 年初预
算数 全年预
算数 全年执
行数 分值 执行率 得分
年度资金总
额 100.00 100.00 91.00 10 91.00% 9.10
一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分
产出指标 数量指标 签订结对帮扶协议 ≥13 份 15 份 90 90
总分 100 99.10
"""
    read = read_text(form, "narrow.txt")
    (row,) = read.tables[0].funds
    assert row.points is not None
    assert row.points.text == "10"
    assert [one for one in check([read]) if one.verdict.value in ("mismatch", "question")] == []
