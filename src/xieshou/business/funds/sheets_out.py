"""Tables to take away. Texts are written as texts, so that no cell becomes a formula; amounts as numbers in their unit."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import BytesIO
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse

from xieshou.platform.exchange.api import Column, Kind, write_template

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FEN_PER_WAN = 1_000_000
FEN_PER_YUAN = 100
Cell = str | int | None


def workbook(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], notes: Sequence[str] = ()) -> bytes:
    """One sheet: heads, rows, notes below. Money comes in 分 and is written in the column's unit; missing stays empty."""
    data = BytesIO()
    with xlsxwriter.Workbook(data, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(title[:31])
        head = book.add_format({"bold": True, "bg_color": "#F3F5F9", "border": 1, "text_wrap": True})
        money = book.add_format({"num_format": "#,##0.00####"})
        for at, column in enumerate(columns):
            sheet.set_column(at, at, 16 if column.is_number else 24)
            sheet.write_string(0, at, column.header, head)
        sheet.freeze_panes(1, 1)
        last = 0
        for last, row in enumerate(rows, 1):
            for at, (column, cell) in enumerate(zip(columns, row, strict=True)):
                if isinstance(cell, str):
                    sheet.write_string(last, at, cell)
                elif cell is not None and column.kind is Kind.MONEY:
                    sheet.write_number(last, at, Decimal(cell) / _divisor(column), money)
                elif cell is not None:
                    sheet.write_number(last, at, cell)
        for number, note in enumerate(notes, last + 2):
            sheet.write_string(number, 0, note)
    return data.getvalue()


def _divisor(column: Column) -> int:
    return FEN_PER_WAN if column.unit == "万元" else FEN_PER_YUAN


def download(data: bytes, name: str, kind: str = XLSX) -> HttpResponse:
    """The file as an answer, with its Chinese name."""
    answer = HttpResponse(data, content_type=kind)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


def template(label: str, columns: Sequence[Column]) -> HttpResponse:
    """A table to fill in, with an example row that is not read and a sheet that explains."""
    data = BytesIO()
    write_template(data, label, columns)
    return download(data.getvalue(), f"{label}模板.xlsx")
