"""Workbooks for people to fill in or mend: the template of a table, and the wrong rows with their wrong cells marked."""

from collections.abc import Iterable, Sequence
from typing import IO, Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from xieshou.platform.exchange.columns import Column, Kind
from xieshou.platform.exchange.targets import RowResult

PREPARED_ROWS = 5000
EXAMPLE = "示例（本行不导入）"  # how the first cell of a row begins that no import takes for data
_TEXT_KINDS = {
    Kind.TEXT,
    Kind.LONG_TEXT,
    Kind.CODE,
    Kind.REGION,
    Kind.ORGANISATION,
    Kind.PERIOD,
    Kind.CHOICE,
    Kind.FLAG,
}
_LONGEST_CHOICES = 250  # a spreadsheet's own list of choices may be 255 characters long


def write_template(stream: IO[bytes], label: str, columns: Sequence[Column]) -> None:
    """A sheet to fill in, text columns formatted as text, one example row that an import skips; a sheet that explains."""
    book = Workbook(stream, {"in_memory": True})
    text = book.add_format({"num_format": "@"})
    head = book.add_format({"bold": True, "bg_color": "#E3EDFF", "border": 1, "text_wrap": True, "valign": "top"})
    example = book.add_format({"font_color": "#667085", "italic": True, "num_format": "@"})
    sheet = book.add_worksheet(label[:31])
    for index, column in enumerate(columns):
        sheet.set_column(index, index, 20, text if column.kind in _TEXT_KINDS else None)
        sheet.write_string(0, index, column.header + ("*" if column.is_required else ""), head)
        sheet.write_comment(0, index, f"{column.help}\n允许：{column.allowed}".strip())
        shown = column.example or (str(column.choices[0][1]) if column.choices else "")
        sheet.write_string(1, index, f"{EXAMPLE}{shown}" if index == 0 else shown, example)
        _offer(sheet, index, column)
    sheet.freeze_panes(1, 0)
    _explain(book, columns, head)
    book.close()


def _offer(sheet: Worksheet, index: int, column: Column) -> None:
    choices = [str(label) for _, label in column.choices] or (["是", "否"] if column.kind is Kind.FLAG else [])
    if choices and len(",".join(choices)) <= _LONGEST_CHOICES:
        sheet.data_validation(2, index, PREPARED_ROWS, index, {"validate": "list", "source": choices})


def _explain(book: Workbook, columns: Sequence[Column], head: Any) -> None:
    sheet = book.add_worksheet("填写说明")
    sheet.set_column(0, 3, 28)
    for index, title in enumerate(("列", "必填", "允许的内容", "说明")):
        sheet.write_string(0, index, title, head)
    for row, column in enumerate(columns, 1):
        cells = (column.header, "是" if column.is_required else "", column.allowed, column.help)
        for index, cell in enumerate(cells):
            sheet.write_string(row, index, cell)


def write_mistakes(stream: IO[bytes], columns: Sequence[Column], rows: Iterable[RowResult]) -> None:
    """The wrong rows as they were written, wrong cells red with their comment; mended, the file is imported again."""
    book = Workbook(stream, {"constant_memory": True})
    head = book.add_format({"bold": True, "bg_color": "#E3EDFF", "border": 1})
    text = book.add_format({"num_format": "@"})
    wrong = book.add_format({"num_format": "@", "bg_color": "#FDECEB", "font_color": "#8A1C12", "border": 1})
    sheet = book.add_worksheet("有错的行")
    sheet.set_column(0, len(columns) - 1, 20, text)
    sheet.set_column(len(columns), len(columns) + 1, 60)
    titles = [column.header + ("*" if column.is_required else "") for column in columns] + ["原行号", "问题"]
    for index, title in enumerate(titles):
        sheet.write_string(0, index, title, head)
    for number, row in enumerate(rows, 1):
        told = {problem.where: str(problem) for problem in row.problems}
        for index, column in enumerate(columns):
            is_wrong = column.label in told
            sheet.write_string(number, index, row.written.get(column.name, ""), wrong if is_wrong else text)
        sheet.write_number(number, len(columns), row.number)
        sheet.write_string(number, len(columns) + 1, "；".join(str(problem) for problem in row.problems))
    book.close()
