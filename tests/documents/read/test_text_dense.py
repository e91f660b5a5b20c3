"""Tables without blanks between cells (invented figures): where a line is cut, and what the sums decide."""

import pytest

from xieshou.documents.read.text_columns import Column
from xieshou.documents.read.text_dense import ways_of
from xieshou.documents.read.text_file import read_text
from xieshou.kernel.reading import IndicatorLine, ReadFile

NATIONAL = (
    Column.LEVEL1, Column.LEVEL2, Column.NAME, Column.TARGET, Column.ACTUAL, Column.POINTS, Column.SCORE, Column.NOTE,
)  # fmt: skip
POINTS_FIRST = (*NATIONAL[:3], Column.POINTS, Column.TARGET, Column.ACTUAL, Column.SCORE, Column.NOTE)
WITH_UNIT = (*NATIONAL[:3], Column.NATURE, Column.TARGET, Column.UNIT, *NATIONAL[4:])
HEADER = "一级指标二级指标三级指标年度指标值实际完成值分值得分备注"


def cut(line: str, columns: tuple[Column, ...] = NATIONAL) -> list[str]:
    return [best for column in columns if (best := ways_of(line, columns)[0].cells.get(column, ""))]


def table(*rows: str, total: str = "") -> ReadFile:
    head = ("项目支出绩效自评表", "项目名称演示项目", "主管部门演示局", HEADER)
    return read_text("\n".join((*head, *rows, *([f"总分{total}"] if total else []))), "dense.txt")


def rows(read: ReadFile) -> tuple[IndicatorLine, ...]:
    return read.tables[0].indicators


def figures(row: IndicatorLine) -> list[str | None]:
    return [cell.text if cell else None for cell in (row.target, row.actual, row.points, row.score)]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("参训人员满意度≥86%89%44", ["参训人员满意度", "≥86%", "89%", "4", "4"]),
        ("成本指标人均成本≤719元/人764元/人43.76", ["成本指标", "人均成本", "≤719元/人", "764元/人", "4", "3.76"]),
        (
            "时效指标拨付时间2022年12月底前2022年10月44",
            ["时效指标", "拨付时间", "2022年12月底前", "2022年10月", "4", "4"],
        ),
        ("长效帮扶机制健全健全55", ["长效帮扶机制", "健全", "健全", "5", "5"]),
        ("新增就业岗位≥350个未完成1515", ["新增就业岗位", "≥350个", "未完成", "15", "15"]),
        ("结对协议≥13份9份117.62部分村无条件", ["结对协议", "≥13份", "9份", "11", "7.62", "部分村无条件"]),
    ],
)
def test_it_cuts_a_line_into_its_cells(line: str, cells: list[str]) -> None:
    assert cut(line) == cells


def test_it_cuts_points_from_a_date_behind_them() -> None:
    line = "拨付完成时间112023年11月底前2023年10月11"
    assert cut(line, POINTS_FIRST) == ["拨付完成时间", "11", "2023年11月底前", "2023年10月", "11"]


def test_it_reads_sign_number_and_unit_in_their_columns() -> None:
    line = "走访慰问农户户次≥3369户次3941户次33"
    assert cut(line, WITH_UNIT) == ["走访慰问农户户次", "≥", "3369", "户次", "3941户次", "3", "3"]


def test_it_finds_no_row_in_a_heading() -> None:
    assert ways_of("附件2绩效评价材料", NATIONAL) == []


def test_it_keeps_what_follows_a_row_of_words_out_of_it() -> None:
    read = table(
        "产出指标数量指标培训人数≥48人50人4040", "长效帮扶机制健全健全2020", "群众满意程度≥90%95%4040", total="100100"
    )
    assert [row.name.text for row in rows(read)] == ["培训人数", "长效帮扶机制", "群众满意程度"]
    assert not any(row.uncertain for row in rows(read))


AMBIGUOUS = "申报材料审核时限≤26个工作日33个工作日32.36"  # 3 and 2.36, or 32.3 and 6


def test_it_lets_the_sums_decide_between_two_readings() -> None:
    read = table("产出指标数量指标培训人数≥48人50人6767", AMBIGUOUS, "群众满意程度≥90%95%3030", total="10099.36")
    assert figures(rows(read)[1])[2:] == ["3", "2.36"]
    assert not rows(read)[1].uncertain


def test_it_marks_what_neither_sums_nor_form_decide() -> None:
    read = table("产出指标数量指标培训人数≥48人50人12.512.5", AMBIGUOUS, "群众满意程度≥90%95%3030", total="10091.11")
    assert rows(read)[1].uncertain


def test_it_joins_a_row_that_is_broken_within_its_score() -> None:
    read = table(
        "产出指标数量指标培训人数≥48人50人5050",
        "质量指标培训学员结业考核一次性通过率≥95%83%54.",
        "37学员返乡",
        "服务对象满意度指标群众满意程度≥90%95%4545",
        total="10099.37",
    )
    assert figures(rows(read)[1]) == ["≥95%", "83%", "5", "4.37"]
    assert not rows(read)[1].uncertain


def test_it_marks_the_neighbours_of_a_line_that_is_no_row() -> None:
    names = ("甲乡培训", "乙乡培训", "丙乡培训", "丁乡培训", "戊乡培训")
    plain = [f"{name}≥4{at}人5{at}人1010" for at, name in enumerate(names)]
    read = table("产出指标数量指标培训人数≥48人50人4040", *plain, "（续表）", "群众满意程度≥90%95%1010", total="100100")
    assert [row.uncertain for row in rows(read)][-2:] == [True, True]


UNSIGNED = (
    "产出指标数量指标硬化村组道路里程52公里57公里88",
    "培训人数48人50人4242",
    "社会效益指标带动就业30人33人4040",
    "群众满意程度90%95%1010",
)


def test_it_reads_targets_without_a_sign_where_the_sums_prove_them() -> None:
    read = rows(table(*UNSIGNED, total="100100"))
    assert figures(read[0]) == ["52公里", "57公里", "8", "8"]
    assert not any(row.uncertain for row in read)


def test_it_marks_targets_without_a_sign_where_no_sum_proves_them() -> None:
    assert all(row.uncertain for row in rows(table(*UNSIGNED)))


def test_it_reads_rows_with_blanks_around_figures_only() -> None:
    found = rows(
        table("产出指标数量指标第 1 期培训班人数≥53 次56 次5050", "第 2 期培训班人数≥54 次57 次5050", total="100100")
    )
    assert [row.name.text for row in found] == ["第1期培训班人数", "第2期培训班人数"]
    assert figures(found[0]) == ["≥53次", "56次", "50", "50"]
