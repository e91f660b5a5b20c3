"""Tables people upload: read whole, every wrong cell told with its address; nothing is kept unless all of it is right."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.files import File

from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.exchange import headers, sheets
from xieshou.platform.exchange.api import Column, Unreadable, cells

MOST_ROWS = 2000
EXAMPLE = "示例"


@dataclass(frozen=True)
class SheetRow:
    """One row: its values by column name, and where each of its cells stands."""

    values: dict[str, Any]
    places: dict[str, str]

    def problem(self, name: str, what: str, allowed: str = "", remedy: str = "") -> Problem:
        """Something wrong with one of its cells."""
        return Problem(what, self.places.get(name, ""), allowed, remedy)


def rows_of(file: "File[bytes]", columns: Sequence[Column]) -> list[SheetRow]:
    """Every row below the header. Raises `Invalid` with every cell that cannot be read."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "upload"
        with place.open("wb") as copy:
            for piece in file.chunks():
                copy.write(piece)
        name = file.name or "文件"
        sheets.guard(place, name)
        with sheets.tables(place, name) as tables:
            table = next(tables, None)
            if table is None:
                raise Invalid(Problem("文件里没有数据", name, "有表头和数据的表格"))
            return _read(table, columns)


def _read(table: sheets.Table, columns: Sequence[Column]) -> list[SheetRow]:
    first = list(islice(table.rows, headers.LOOKED_AT))
    layout = headers.find(table, columns, first)
    if layout.problems:
        raise Invalid(*layout.problems)
    body = [*first[layout.row + 1 :], *islice(table.rows, MOST_ROWS + 1)]
    rows: list[SheetRow] = []
    found: list[Problem] = []
    for index, cells_of_row in enumerate(body, layout.row + 1):
        if sheets.is_blank(cells_of_row) or str(cells_of_row[0] or "").startswith(EXAMPLE):
            continue
        row, problems = _row(table, layout, index, cells_of_row)
        rows.append(row)
        found += problems
    if not rows:
        found.append(Problem("只有表头，没有数据", f"工作表“{table.name}”"))
    if len(rows) > MOST_ROWS:
        found.append(Problem(f"超过 {MOST_ROWS} 行", f"工作表“{table.name}”", f"每次不超过 {MOST_ROWS} 行", "请拆开"))
    if found:
        raise Invalid(*found)
    return rows


def _row(table: sheets.Table, layout: headers.Layout, index: int, raw: list[Any]) -> tuple[SheetRow, list[Problem]]:
    row = SheetRow({}, {})
    found = []
    for at, column in layout.columns.items():
        row.places[column.name] = f"{sheets.address(index, at)}（{column.label}）"
        if (index, at) in table.formulas:
            found.append(row.problem(column.name, "是公式", "直接填写的值", "请用“选择性粘贴—数值”粘回原处"))
            continue
        try:
            row.values[column.name] = cells.read(column, raw[at] if at < len(raw) else None)
        except Unreadable as error:
            told = error.problem
            found.append(row.problem(column.name, told.what, told.allowed, told.remedy))
            continue
        if column.is_required and row.values[column.name] is None:
            found.append(row.problem(column.name, "没有填", column.allowed))
    return row, found
