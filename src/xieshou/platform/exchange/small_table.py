"""Small tables: read whole when they are uploaded, every wrong cell told with its address; written to take away.

For what is taken in at once, all rows or none. Long tables are imports (`ImportTarget`) and exports (`ExportSource`).
"""

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.core.files import File
from django.http import HttpResponse

from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.exchange import cells, headers, sheets
from xieshou.platform.exchange.columns import FEN_PER, Column, Kind
from xieshou.platform.exchange.template import EXAMPLE, write_template

MOST_ROWS = 2000
MOST_TOLD = 200
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | None


@dataclass(frozen=True)
class TableRow:
    """One row: its values by column name, and where each of its cells stands. A column that the table lacks is missing."""

    values: dict[str, Any]
    places: dict[str, str]

    def problem(self, name: str, what: str, allowed: str = "", remedy: str = "") -> Problem:
        """Something wrong with one of its cells."""
        return Problem(what, self.places.get(name, ""), allowed, remedy)


def rows_of(file: "File[bytes]", columns: Sequence[Column], *, most: int = MOST_ROWS) -> list[TableRow]:
    """Every row below the header of the first sheet. Raises `Invalid` with every cell that cannot be read."""
    name = Path(file.name or "文件").name
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "upload"
        with place.open("wb") as copy:
            for piece in file.chunks():
                copy.write(piece)
        sheets.guard(place, name)
        with sheets.tables(place, name) as tables:
            table = next(tables, None)
            if table is None:
                raise Invalid(Problem("文件里没有数据", name, "有表头和数据的表格"))
            return _read(table, columns, most)


def _read(table: sheets.Table, columns: Sequence[Column], most: int) -> list[TableRow]:
    first = list(islice(table.rows, headers.LOOKED_AT))
    layout = headers.find(table, columns, first)
    if layout.problems:
        raise Invalid(*layout.problems)
    rows: list[TableRow] = []
    found: list[Problem] = []
    for index, raw in enumerate([*first[layout.row + 1 :], *islice(table.rows, most + 1)], layout.row + 1):
        if sheets.is_blank(raw) or str(raw[0]).startswith(EXAMPLE):
            continue
        row, problems = _row(table, layout, index, raw)
        rows.append(row)
        found += problems
    return _sound(table, rows, found, most)


def _sound(table: sheets.Table, rows: list[TableRow], found: list[Problem], most: int) -> list[TableRow]:
    where = f"工作表“{table.name}”"
    if not rows:
        found.append(Problem("只有表头，没有数据", where))
    if len(rows) > most:
        found.insert(0, Problem(f"超过 {most} 行", where, f"每次不超过 {most} 行", "请拆开"))
    refuse(found)
    return rows


def refuse(found: Sequence[Problem]) -> None:
    """Raises what is wrong with a table, if anything is: as much of it as a person reads."""
    if found:
        more = [Problem(f"还有 {len(found) - MOST_TOLD} 处")] if len(found) > MOST_TOLD else []
        raise Invalid(*found[:MOST_TOLD], *more)


def _row(table: sheets.Table, layout: headers.Layout, index: int, raw: list[Any]) -> tuple[TableRow, list[Problem]]:
    row = TableRow({}, {})
    found = []
    for at, column in layout.columns.items():
        row.places[column.name] = f"{sheets.address(index, at)}（{column.label}）"
        if (index, at) in table.formulas:
            found.append(row.problem(column.name, "是公式", "直接填写的值", "请用“选择性粘贴—数值”粘回原处"))
            continue
        try:
            row.values[column.name] = cells.read(column, raw[at] if at < len(raw) else None)
        except cells.Unreadable as error:
            told = error.problem
            found.append(row.problem(column.name, told.what, told.allowed, told.remedy))
            continue
        if column.is_required and row.values[column.name] is None:
            found.append(row.problem(column.name, "没有填", column.allowed))
    return row, found


# writing


def workbook(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], notes: Sequence[str] = ()) -> bytes:
    """One sheet: heads, rows, notes below. Money comes in 分 and is written in the column's unit; missing stays empty.

    Texts are written as texts, so that no cell becomes a formula or a link.
    """
    data = BytesIO()
    with xlsxwriter.Workbook(data, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(sheet_name(title))
        head = book.add_format({"bold": True, "bg_color": "#F3F5F9", "border": 1, "text_wrap": True})
        money = book.add_format({"num_format": "#,##0.00####"})
        for at, column in enumerate(columns):
            sheet.set_column(at, at, 16 if column.is_number else 24)
            sheet.write_string(0, at, column.header, head)
        sheet.freeze_panes(1, 1)
        last = 0
        for last, row in enumerate(rows, 1):
            for at, (column, cell) in enumerate(zip(columns, row, strict=True)):
                _write(sheet, last, at, column, cell, money)
        for number, note in enumerate(notes, last + 2):
            sheet.write_string(number, 0, note)
    return data.getvalue()


def _write(sheet: Any, row: int, at: int, column: Column, cell: Cell, money: Any) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, at, cell)
    elif cell is not None and column.kind is Kind.MONEY:
        sheet.write_number(row, at, Decimal(cell) / FEN_PER[column.unit or "元"], money)
    elif cell is not None:
        sheet.write_number(row, at, cell)


def sheet_name(title: str) -> str:
    """A title as a sheet may be called: at most 31 characters, none of those that a spreadsheet forbids."""
    plain = "".join(char for char in title if char not in "[]:*?/\\").strip("' ")
    return plain[:31] or "数据"


def download(data: bytes, name: str, kind: str = SHEET_TYPE) -> HttpResponse:
    """The file as an answer, with its Chinese name."""
    answer = HttpResponse(data, content_type=kind)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


def template(label: str, columns: Sequence[Column]) -> HttpResponse:
    """A table to fill in, with an example row that is not read and a sheet that explains."""
    data = BytesIO()
    write_template(data, label, columns)
    return download(data.getvalue(), f"{label}-模板.xlsx")
