"""Header words that offices use beside the national ones."""

import pytest

from xieshou.documents.read.lines import split_lines
from xieshou.documents.read.text_columns import Column
from xieshou.documents.read.text_header import header_at


def columns(*lines: str) -> tuple[Column, ...]:
    header = header_at(split_lines("\n".join(lines)), 0)
    return header.columns if header else ()


def test_it_knows_budget_execution_as_what_was_spent() -> None:
    words = ("年初预算", "调整后预算数", "预算执行数", "预算执行率", "权重", "得分")
    wanted = (Column.INITIAL, Column.BUDGET, Column.EXECUTED, Column.RATE, Column.POINTS, Column.SCORE)
    assert columns(" ".join(words)) == columns("".join(words)) == columns(*words) == wanted


@pytest.mark.parametrize("first", ["绩效指标一级指标", "绩效指标 一级指标", "一级指标"])
def test_it_reads_the_first_level_beside_the_label_of_the_block(first: str) -> None:
    found = columns(f"{first} 二级指标 三级指标 年度指标值 实际完成值 分值 得分")
    assert found[:3] == (Column.LEVEL1, Column.LEVEL2, Column.NAME)
    assert found[3:] == (Column.TARGET, Column.ACTUAL, Column.POINTS, Column.SCORE)


def test_it_takes_no_sentence_for_a_header() -> None:
    assert columns("一级指标和二级指标均已完成，得分较高。") == ()
