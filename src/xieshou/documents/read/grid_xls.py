"""Old Excel (.xls, and .et saved as .xls): each sheet a grid of what its cells show, through xlrd.

xlrd keeps the number formats that figures are shown in, and it is Python throughout: a broken file ends in an exception
that the caller turns into words, not in a lack of memory.
"""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import xlrd
from xlrd.biffh import XLRDError

from xieshou.documents.read.grid_model import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Content, Grid, Place
from xieshou.documents.read.grid_number import shown
from xieshou.documents.read.grid_package import UnreadableError
from xieshou.documents.read.grid_xlsx import MAX_CELLS, MAX_SHEETS, sheet_cells
from xieshou.kernel.reading import Spot, UnreadPart

NO_WORKBOOK = "旧版 Office 文件，里面没有表格（可能是演示文稿或邮件），请另存为 .docx、.xlsx 或 .pdf 再读"


def read_xls(data: bytes) -> Content:
    """The sheets of an old workbook; raises `UnreadableError`, or what xlrd raises on broken files."""
    try:
        book = xlrd.open_workbook(
            file_contents=data,
            formatting_info=True,
            ragged_rows=True,
            on_demand=True,
            logfile=StringIO(),
            ignore_workbook_corruption=True,
        )
    except XLRDError as error:
        if "encrypted" in str(error):
            raise UnreadableError("表格有密码，请取得没有密码的文件") from error
        if "Can't find workbook" in str(error):
            raise UnreadableError(NO_WORKBOOK) from error
        raise UnreadableError("旧版表格（.xls）损坏或不完整，请另存为 .xlsx 再读") from error
    blocks: list[Grid] = []
    unread: list[UnreadPart] = []
    for index in range(min(book.nsheets, MAX_SHEETS)):
        sheet = book.sheet_by_index(index)
        grid, problem = _sheet(book, sheet)
        blocks += [grid] if grid else []
        unread += [UnreadPart(Spot(sheet=sheet.name), problem)] if problem else []
        book.unload_sheet(index)
    return Content(tuple(blocks), tuple(unread))


def _sheet(book: Any, sheet: Any) -> tuple[Grid | None, str | None]:
    if sheet.visibility:
        return None, "隐藏的工作表，没有读取"
    texts: dict[Place, str] = {}
    for place, text in _texts(book, sheet):
        if len(texts) >= MAX_CELLS:
            break
        texts[place] = text
    too_big = sheet.nrows > MAX_ROWS or sheet.ncols > MAX_COLUMNS or len(texts) >= MAX_CELLS
    problem = f"超过 {MAX_ROWS} 行、{MAX_COLUMNS} 列或 {MAX_CELLS} 个单元格，其后没有读取" if too_big else None
    if not texts:
        return None, problem
    merges = [((top, left), (end - 1, right - 1)) for top, end, left, right in sheet.merged_cells]
    return Grid(tuple(sheet_cells(sheet.name, texts, merges)), Spot(sheet=sheet.name)), problem


def _texts(book: Any, sheet: Any) -> Iterator[tuple[Place, str]]:
    for row in range(min(sheet.nrows, MAX_ROWS)):
        for col, cell in enumerate(sheet.row(row)[:MAX_COLUMNS]):
            text = _text(book, cell).strip()[:MAX_CELL]
            if text:
                yield (row, col), text


def _text(book: Any, cell: Any) -> str:
    match cell.ctype:
        case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
            return shown(repr(cell.value), _format(book, cell), from_1904=bool(book.datemode))
        case xlrd.XL_CELL_BOOLEAN:
            return "TRUE" if cell.value else "FALSE"
        case xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
        case _:
            return str(cell.value)


def _format(book: Any, cell: Any) -> str:
    style = book.xf_list[cell.xf_index] if cell.xf_index is not None and cell.xf_index < len(book.xf_list) else None
    code = book.format_map.get(style.format_key) if style is not None else None
    return str(code.format_str) if code is not None else "General"
