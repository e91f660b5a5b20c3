"""Tables taken out cell by cell, a piece of a cell on each line (invented figures)."""

from xieshou.documents.read.text_file import read_text
from xieshou.kernel.reading import IndicatorLine, ReadFile, ReadTable

HEAD = ("项目支出绩效自评表", "项目名称", "演示项目", "主管部门", "演示局")
GOALS = ("年度总", "体目标", "预期目标", "实际完成情况", "组织培训四期。", "已组织培训五期。")
HEADER = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "备注")
FIRST = ("产出指标", "数量指标", "签订结对帮扶协", "议", "≥13份", "9份", "50", "40", "部分村施工条件", "不具备")
LAST = ("满意度指标", "服务对象满意", "度指标", "受益群众满意度", "≥94%", "100%", "20", "20")


def read(*rows: str, header: tuple[str, ...] = HEADER, total: str = "90", goals: tuple[str, ...] = ()) -> ReadFile:
    return read_text("\n\n".join((*HEAD, *goals, *header, *rows, "总分", "100", total)) + "\n", "cells.txt")


def table(*rows: str) -> ReadTable:
    (found,) = read(*rows).tables
    return found


def cells(row: IndicatorLine) -> list[str | None]:
    found = (row.name, row.target, row.actual, row.points, row.score, row.note)
    return [cell.text if cell else None for cell in found]


def test_it_ends_a_note_where_a_level_begins() -> None:
    first, last = table(*FIRST, *LAST).indicators
    assert cells(first) == ["签订结对帮扶协议", "≥13份", "9份", "50", "40", "部分村施工条件不具备"]
    assert (last.level1, last.level2, last.note) == ("满意度指标", "服务对象满意度指标", None)
    assert not first.uncertain
    assert not last.uncertain


def test_it_ends_a_note_at_a_short_line() -> None:
    second = ("硬化村组道路里", "程", "≥52公里", "57公里", "20", "20")
    first, road, _ = table(*FIRST, *second, *LAST).indicators
    assert (first.note and first.note.text, road.name.text) == ("部分村施工条件不具备", "硬化村组道路里程")
    assert not road.uncertain


def test_it_does_not_take_words_for_a_target_that_are_a_name() -> None:
    second = ("长效帮扶机制", "健全", "健全", "20", "20")
    first, words, _ = table(*FIRST, *second, *LAST).indicators
    assert cells(words) == ["长效帮扶机制", "健全", "健全", "20", "20", None]
    assert first.note is not None


def test_it_marks_a_note_whose_end_is_not_certain() -> None:
    full = (*FIRST[:-2], "部分村施工条件", "不具备尚未开工")
    second = ("硬化村组道路里", "程", "≥52公里", "57公里", "20", "20")
    assert any(row.uncertain for row in table(*full, *second, *LAST).indicators)


def test_it_reads_number_and_unit_in_their_columns() -> None:
    header = (*HEADER[:3], "指标性质", "指标值", "度量单位", *HEADER[4:])
    row = ("产出指标", "数量指标", "签订结对帮扶协", "议", "≥", "24", "份", "25份", "80", "80")
    last = (*LAST[:4], "≥", "94", "%", "100%", "20", "20")
    first = read(*row, *last, header=header, total="100").tables[0].indicators[0]
    assert [cell.text if cell else None for cell in (first.nature, first.target, first.unit, first.actual)] == [
        "≥",
        "24",
        "份",
        "25份",
    ]


def test_it_reads_both_goals() -> None:
    found = read(*FIRST, *LAST, goals=GOALS).tables[0]
    assert [goal.text for goal in found.goals] == ["组织培训四期。", "已组织培训五期。"]


def test_it_trusts_a_score_above_its_points_when_the_sums_hold() -> None:
    above = (*FIRST[:6], "50", "52")
    second = ("硬化村组道路里", "程", "≥52公里", "57公里", "20", "20")
    found = read(*above, *second, *LAST, total="92").tables[0]
    assert not found.indicators[0].uncertain
