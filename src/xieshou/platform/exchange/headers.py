"""Which column of a sheet is which: found by their titles, whatever their order; mistakes told with their cells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from xieshou.lib.problems import Problem
from xieshou.platform.exchange.cells import plain
from xieshou.platform.exchange.columns import Column
from xieshou.platform.exchange.sheets import Table, address, is_blank

LOOKED_AT = 10
_MARKS = re.compile(r"[\s*＊:：]|必填|选填")
_UNIT = re.compile(r"[（(][^（）()]*[)）]$")


@dataclass
class Layout:
    """Where the header stands (from 0) and which column of the sheet holds which column of the target."""

    row: int = -1
    columns: dict[int, Column] = field(default_factory=dict)
    titles: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def _key(title: str) -> str:
    return _MARKS.sub("", plain(title)).replace("(", "（").replace(")", "）")


def _names(columns: Sequence[Column]) -> dict[str, Column]:
    names: dict[str, Column] = {}
    for column in columns:
        for title in (column.label, column.header, column.name):
            names.setdefault(_key(title), column)
    return names


def find(table: Table, columns: Sequence[Column], first_rows: list[list[Any]]) -> Layout:
    """The layout of a sheet: the row among the first ten that names most columns."""
    names = _names(columns)
    counts = [sum(_meant(names, cell) is not None for cell in row) for row in first_rows[:LOOKED_AT]]
    if not counts or max(counts) < min(2, len(columns)):
        return Layout(problems=[_wrong_template(table, columns, first_rows)])
    layout = Layout(counts.index(max(counts)))
    row = first_rows[layout.row]
    layout.titles = tuple(plain(cell) for cell in row)
    _place(table, row, names, layout)
    _look_for_merged(table, layout)
    _look_for_missing(table, columns, layout)
    return layout


def _meant(names: dict[str, Column], cell: object) -> Column | None:
    if not isinstance(cell, str):
        return None
    key = _key(cell)
    return names.get(key) or names.get(_UNIT.sub("", key))


def _place(table: Table, row: list[Any], names: dict[str, Column], layout: Layout) -> None:
    taken: dict[str, int] = {}
    for index, cell in enumerate(row):
        column = _meant(names, cell)
        where = f"工作表“{table.name}”{address(layout.row, index)}"
        if column is None:
            if plain(cell):
                layout.notices.append(f"{where}：不认识的列“{plain(cell)}”，不导入")
        elif column.name in taken:
            first = address(layout.row, taken[column.name])
            layout.problems.append(
                Problem(f"列“{column.label}”重复，{first} 已有", where, "每列只出现一次", "请删去其中一列")
            )
        elif (unit := _other_unit(plain(cell), column)) is not None:
            layout.problems.append(
                Problem(
                    f"列“{column.label}”的单位写成“{unit}”", where, f"单位是{column.unit}", "请换算后改成模板的表头"
                )
            )
        else:
            taken[column.name] = index
            layout.columns[index] = column


def _other_unit(title: str, column: Column) -> str | None:
    """A header that names another unit than the column's would turn every figure wrong."""
    found = _UNIT.search(title.rstrip("*＊ "))
    if found is None or not column.unit:
        return None
    unit = found[0][1:-1].strip().removeprefix("单位").lstrip(":：")
    return unit if unit != column.unit and unit not in {"必填", "选填"} else None


def _look_for_merged(table: Table, layout: Layout) -> None:
    for (top, left), (bottom, right) in table.merged:
        place = f"{address(top, left)}:{address(bottom, right)}"
        where = f"工作表“{table.name}”{place}"
        if top <= layout.row <= bottom:
            layout.problems.append(
                Problem("表头有合并单元格，分不清是哪一列", where, "每列一个表头单元格", "请取消合并，或改用模板")
            )
        elif top > layout.row and any(left <= index <= right for index in layout.columns):
            layout.problems.append(
                Problem("数据区有合并单元格，只有第一格有值", where, "每行每列各自填写", "请取消合并并补全每一行")
            )


def _look_for_missing(table: Table, columns: Sequence[Column], layout: Layout) -> None:
    present = {column.name for column in layout.columns.values()}
    for column in columns:
        if column.is_required and column.name not in present and not layout.problems:
            layout.problems.append(
                Problem(
                    f"缺少必填列“{column.label}”",
                    f"工作表“{table.name}”第 {layout.row + 1} 行",
                    column.allowed,
                    "请补上这一列，或改用模板",
                )
            )


def _wrong_template(table: Table, columns: Sequence[Column], first_rows: list[list[Any]]) -> Problem:
    if all(is_blank(row) for row in first_rows):
        return Problem("是空表", f"工作表“{table.name}”", "有表头和数据的表格", "请下载模板填写")
    wanted = "、".join(column.label for column in columns[:8])
    return Problem(
        "前 10 行中找不到表头，可能用错了模板", f"工作表“{table.name}”", f"表头含 {wanted} …", "请下载本台账的模板"
    )
