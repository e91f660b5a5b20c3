"""Score tables read by their figures (invented items): names with points, the score before the next name, sums that decide."""

import pytest

from xieshou.documents.read.text_file import read_text
from xieshou.kernel.reading import ReadTable

HEADER = "部门整体支出绩效评分表\n评价指标指标说明评分标准分数\n一级指标二级指标三级指标分值\n"
DENSE = HEADER + "\n".join(
    (
        "部门决策",
        "（40 分）预算编制预算编制合理性15预算是否按轻重缓急分配。1. 预算合乎职责（5 分）；",
        "2. 利用率≥90%的，得 10 分；75%≤利用率＜90%的，得 7 分。13",
        "预算执行率25实际支付与预算的比率。执行率得分 = 实际支付 ÷ 预算 × 25 分。22.5",
        "部门绩效",
        "（60 分）效率性项目完成及时性20项目完成与预期时间的对比。",
        "得分 = 已完成项目数 ÷ 计划项目数 × 20 分。18",
        "公平性公众满意度40公众对履职效果是否满意。1. 满意度≥95%的，得 40 分。36",
    )
)
ROWS = HEADER.replace("指标指标", "指标 指标") + "\n".join(
    (
        "部门决策",
        "（40 分） 预算编制 预算编制合理",
        "性 15 预算是否按轻重缓急分配。 1. 预算合乎职责（5 分）；",
        "2. 利用率≥90%的，得 10 分。 13",
        "预算执行率 25 实际支付与预算的比率。 得分 = 实际支付 ÷ 预算 × 25",
        "分。 22.5",
        "部门绩效",
        "（60 分） 效率性 项目完成及时性 20 项目完成与预期时间的对比。 × 20 分。 18",
        "公平性 公众满意度 40 公众是否满意。 1. 满意度≥95%的，得 40 分。 36",
    )
)


def table(text: str, total: str = "综合评分89.5") -> ReadTable:
    return read_text(f"{text}\n{total}\n评分等级良\n", "scores.txt").tables[0]


@pytest.mark.parametrize("text", [DENSE, ROWS])
def test_it_reads_items_between_formulas_and_points_of_criteria(text: str) -> None:
    read = [
        (item.name.text, item.points and item.points.text, item.score and item.score.text) for item in table(text).items
    ]
    assert read == [
        ("预算编制合理性", "15", "13"),
        ("预算执行率", "25", "22.5"),
        ("项目完成及时性", "20", "18"),
        ("公众满意度", "40", "36"),
    ]


def test_it_takes_merged_levels_from_the_row_they_are_printed_in() -> None:
    assert [item.levels for item in table(DENSE).items] == [
        ("部门决策（40分）", "预算编制"),
        ("部门决策（40分）", "预算编制"),
        ("部门绩效（60分）", "效率性"),
        ("部门绩效（60分）", "公平性"),
    ]


def test_it_keeps_a_table_whose_printed_total_is_wrong() -> None:
    assert len(table(DENSE, "综合评分91.5").items) == 4


def test_it_takes_no_reading_that_no_sum_proves() -> None:
    broken = DENSE.replace("15预算是否", "12预算是否")
    assert not any(item.score and not item.uncertain for item in table(broken, "综合评分71").items)


def test_it_reads_points_in_brackets_behind_names() -> None:
    text = "评价得分表\n一级指标二级指标三级指标得分\n决策\n（20 分）项目立项（7 分）立项依据充分性（5 分）5\n"
    items = (
        read_text(text + "立项程序规范性（2 分）1\n绩效目标（13 分）绩效目标合理性（13 分）12\n合计18\n", "t")
        .tables[0]
        .items
    )
    assert [(item.levels[-1], item.name.text, item.score and item.score.text) for item in items] == [
        ("项目立项（7分）", "立项依据充分性", "5"),
        ("项目立项（7分）", "立项程序规范性", "1"),
        ("绩效目标（13分）", "绩效目标合理性", "12"),
    ]
