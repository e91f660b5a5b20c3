"""Lines swapped, dropped or strayed into a table cell by cell (invented figures): what is no longer certain is marked."""

import pytest

from xieshou.documents.read.text_file import read_text
from xieshou.kernel.reading import IndicatorLine, ReadFile

HEAD = "项目支出绩效自评表 项目名称 演示项目 主管部门 演示局 一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分 备注"
ROWS = (
    "产出指标 数量指标 培训人数 ≥48人 50人 40 40 质量指标 考核通过率 ≥90% 95% 20 20 效益指标 社会效益指标 带动就业 ≥30人 33人 "
    "20 20 满意度指标 群众满意程度 ≥90% 96% 20 20 总分 100 100"
)


def read(body: str) -> ReadFile:
    return read_text("\n\n".join(f"{HEAD} {body}".split()), "cells.txt")


def row(body: str, name: str) -> IndicatorLine:
    return next(row for row in read(body).tables[0].indicators if name in row.name.text)


def test_it_reads_the_table_as_it_was() -> None:
    assert not any(row.uncertain for row in read(ROWS).tables[0].indicators)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("≥30人 33人", "≥30人 （续表） 33人"),
        ("≥30人 33人", "≥30人 ≥30人 33人"),
        ("≥30人 33人", "≥30人 12 33人"),
        ("≥30人 33人", "≥30人"),
        ("≥30人 33人", "33人"),
        ("≥30人 33人", "33人 ≥30人"),
    ],
)
def test_it_marks_the_row_that_was_damaged(old: str, new: str) -> None:
    assert row(ROWS.replace(old, new), "带动就业").uncertain


def test_it_reports_rows_behind_a_header_that_is_broken() -> None:
    body = "指标性质 演示局 指标值 度量单位 实际完成值 分值 得分 产出指标 数量指标 培训人数 ≥ 48 人 40 40"
    assert read_text("\n\n".join(f"一级指标 二级指标 三级指标 {body}".split()), "cells.txt").unread


def test_it_reads_a_row_of_nothing_but_none() -> None:
    body = ROWS.replace("满意度指标", "生态效益指标 无 无 无 0 0 满意度指标")
    assert [row.name.text for row in read(body).tables[0].indicators][-2:] == ["无", "群众满意程度"]
