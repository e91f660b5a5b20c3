"""Rows outside every table are named, and the table they stand at is not taken for complete (invented figures)."""

import pytest

from xieshou.documents.read.text_file import read_text
from xieshou.documents.read.text_leftover import looks_like_row

FORM = """项目支出绩效自评表
项目名称 演示项目
主管部门 演示局
一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分
产出指标 数量指标 培训人数 ≥48人 50人 40 40
质量指标 通过率 ≥90% 95% 30 30
"""


@pytest.mark.parametrize(
    "text",
    [
        "质量指标种苗成活率≥82%62%21.51",
        "通过率 ≥90% 95% 30 30",
        "审核时限9≤33个工作日25个工作日9",
        "数量指标 培训期数 4期 10 10",
        "≥26万元/场",
    ],
)
def test_it_recognises_a_row(text: str) -> None:
    assert looks_like_row(text)


@pytest.mark.parametrize(
    "text",
    [
        "满意度达到≥90%，实际为95%，得满分。",
        "数量指标完成情况较好",
        "总分 100 97.5",
        "（三）绩效目标",
        "时效指标原设定时间 2019",
    ],
)
def test_it_leaves_text_alone(text: str) -> None:
    assert not looks_like_row(text)


def test_it_names_rows_behind_a_note_that_ended_the_table() -> None:
    read = read_text(FORM + "注：数据为演示。\n满意度 ≥90% 96% 20 20\n", "left.txt")
    assert [part.spot.quote for part in read.unread] == ["满意度 ≥90% 96% 20 20"]
    assert read.tables[0].indicators[-1].uncertain


def test_it_names_nothing_when_all_was_read() -> None:
    read = read_text(FORM + "满意度指标 群众满意程度 ≥90% 96% 20 20\n总分 100 90\n", "left.txt")
    assert read.unread == ()
    assert not any(row.uncertain for row in read.tables[0].indicators)
