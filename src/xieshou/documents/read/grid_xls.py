"""Old Excel (.xls, and .et saved as .xls), through calamine: text and numbers, without the formats they are shown in."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum, load_workbook

from xieshou.documents.read.grid_model import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Content, Grid, Place
from xieshou.documents.read.grid_number import date_text, decimal, general
from xieshou.documents.read.grid_package import UnreadableError
from xieshou.documents.read.grid_xlsx import MAX_CELLS, MAX_SHEETS, sheet_cells
from xieshou.kernel.reading import Spot, UnreadPart


def read_xls(data: bytes) -> Content:
    """The sheets of an old workbook; raises `UnreadableError`."""
    try:
        book = load_workbook(BytesIO(data))
    except PasswordError as error:
        raise UnreadableError("表格有密码，请取得没有密码的文件") from error
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableError("旧版表格（.xls）损坏或不完整，请另存为 .xlsx 再读") from error
    blocks: list[Grid] = []
    unread: list[UnreadPart] = []
    for entry in book.sheets_metadata[:MAX_SHEETS]:
        spot = Spot(sheet=entry.name)
        if entry.visible is not SheetVisibleEnum.Visible:
            unread.append(UnreadPart(spot, "隐藏的工作表，没有读取"))
            continue
        grid, problem = _sheet(book, entry.name)
        blocks += [grid] if grid else []
        unread += [UnreadPart(spot, problem)] if problem else []
    return Content(tuple(blocks), tuple(unread))


def _sheet(book: CalamineWorkbook, name: str) -> tuple[Grid | None, str | None]:
    try:
        sheet = book.get_sheet_by_name(name)
    except (CalamineError, OSError, ValueError):
        return None, "工作表损坏，没有读取"
    texts: dict[Place, str] = {}
    for place, text in _texts(sheet):
        if len(texts) >= MAX_CELLS:
            break
        texts[place] = text
    too_big = sheet.total_height > MAX_ROWS or sheet.total_width > MAX_COLUMNS or len(texts) >= MAX_CELLS
    problem = f"超过 {MAX_ROWS} 行、{MAX_COLUMNS} 列或 {MAX_CELLS} 个单元格，其后没有读取" if too_big else None
    if not texts:
        return None, problem
    merges = [(first, last) for first, last in sheet.merged_cell_ranges or ()]
    return Grid(tuple(sheet_cells(name, texts, merges)), Spot(sheet=name)), problem


def _texts(sheet: CalamineSheet) -> Iterator[tuple[Place, str]]:
    for row, line in enumerate(sheet.to_python(skip_empty_area=False, nrows=MAX_ROWS)):
        for col, value in enumerate(line[:MAX_COLUMNS]):
            text = _text(value).strip()
            if text:
                yield (row, col), text


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        number = decimal(repr(value))
        return str(value) if number is None else general(number)
    return date_text(value) if isinstance(value, date) else str(value)[:MAX_CELL]

