"""Cells that tell what they are (invented figures): taken as they are, and the same rows as a whole search gives."""

import pytest

from xieshou.documents.read import text_known
from xieshou.documents.read.lines import split_lines
from xieshou.documents.read.text_atoms import atoms_of
from xieshou.documents.read.text_cells import divide
from xieshou.documents.read.text_columns import Column
from xieshou.documents.read.text_told import told_cells

LEVELS = (Column.LEVEL1, Column.LEVEL2, Column.NAME)
NATIONAL = (*LEVELS, Column.TARGET, Column.ACTUAL, Column.POINTS, Column.SCORE, Column.NOTE)
POINTS_FIRST = (*LEVELS, Column.POINTS, Column.TARGET, Column.ACTUAL, Column.SCORE, Column.NOTE)
UNITS = (*LEVELS, Column.NATURE, Column.TARGET, Column.UNIT, Column.ACTUAL, Column.POINTS, Column.SCORE, Column.NOTE)
TABLES = {
    "broken": (NATIONAL, "产出\n指标 数量指标 举办培训\n班 ≥53 次 56 次 40 38.5 因疫情原\n因取消。\n质量指标 考核合格率 ≥90% 96% 20 20"),
    "cells": (NATIONAL, "产出指标\n数量指标\n举办培训\n班\n≥53次\n56次\n40\n40\n质量指标\n考核合格率\n≥90%\n96%\n20\n20"),
    "points": (POINTS_FIRST, "产出指标 数量指标 举办培训\n班 40 ≥53次 56次 40\n质量指标 考核合格率 20 ≥90% 96% 20"),
    "units": (UNITS, "产出指标 数量指标 举办培训\n班 ≥ 53 次 56次 40 40\n效益指标 社会效益指标 帮扶机制 定性 健全 健全 20 20"),
    "dates": (NATIONAL, "产出指标 时效指标 拨付时\n间 2022年12月底前 2022年10月 20 20"),
    # a level behind the name, a row without a name: the search is asked again, with nothing taken for told
    "scrambled": (NATIONAL, "举办培训班\n产出指标\n数量指标\n≥53次\n56次\n40\n40\n≥90%\n96%\n20\n20\n考核合格率"),
}  # fmt: skip
CERTAIN = [name for name in TABLES if name != "scrambled"]


def rows(name: str) -> list[list[str]]:
    columns, text = TABLES[name]
    found = divide(atoms_of(split_lines(text)), columns, text)
    return [[row.text(column) for column in columns] for row in found.rows]


@pytest.mark.parametrize("name", TABLES)
def test_it_gives_the_rows_that_a_whole_search_gives(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = rows(name)
    monkeypatch.setattr(text_known, "told_cells", lambda *_: {})
    assert found == rows(name)


@pytest.mark.parametrize("name", CERTAIN)
def test_it_is_told_the_measures_of_every_row(name: str) -> None:
    columns, text = TABLES[name]
    told = [column for column, _ in told_cells(atoms_of(split_lines(text)), columns).values()]
    assert told.count(Column.TARGET) == told.count(Column.SCORE) == len(rows(name))


@pytest.mark.parametrize(
    "line",
    [
        "新增就业岗位 ≥350 个 12 家 20 20",  # another unit
        "新增就业岗位 ≥350 400 20 20",  # none
        "新增就业岗位 350 个 400 个 20 20",  # no sign
        "新增就业岗位 ≥350 个 400 个 取消",  # no points
        "数量指标 ≥350 个 400 个 20 20",  # no name
    ],
)
def test_it_is_told_nothing_where_a_cell_may_be_another(line: str) -> None:
    assert not told_cells(atoms_of(split_lines(line)), NATIONAL)
