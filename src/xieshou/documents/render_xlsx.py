"""Excel (.xlsx): numbers are numbers, sums and rates are formulas that a reader can check, pages are set up for A4.

Each table has a sheet of its own; text outside tables is on the sheet 正文. A formula stands in a cell only where its exact
result is the published figure. Where it is not, the published figure stands there and a comment says what the formula gives.
Numbers become floats here, at the very edge, from exact text; one with more than 15 digits, which Excel cannot hold, stays text.
"""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from xieshou.documents.document import Block, Document, Heading, Note, PageBreak, Paragraph, Title
from xieshou.documents.table import Caption, Cell, Kind, Table, a1
from xieshou.documents.xlsx_book import BOXED, FONT, HEAD_FONT, HEADING, PLAIN, SMALL, TITLE, Book, Look
from xieshou.documents.xlsx_measure import PAGE_WIDTH, column_widths, row_heights, text_height
from xieshou.kernel.exact import Exact

TABLE_NAME = "Xieshou_Table"  # the name, in Excel, of the area where a table stands
PROSE_SHEET = "正文"
EXCEL_DIGITS = 15
OPTIONS = {
    "in_memory": True,
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_format_properties": {"font_name": FONT, "font_size": 10},
}


def excel(document: Document, made_at: datetime) -> bytes:
    """The document as an Excel file."""
    stream = BytesIO()
    with Workbook(stream, OPTIONS) as workbook:
        workbook.set_properties({"title": document.name, "created": made_at.replace(tzinfo=None, microsecond=0)})
        book = Book(workbook)
        _prose(book, document)
        for section in document.sections:
            for block in section.blocks:
                if isinstance(block, Table):
                    _table(book, block, landscape=section.landscape)
    return stream.getvalue()


def _prose(book: Book, document: Document) -> None:
    """Text outside tables, a paragraph to a row; a table leaves a line that says where it is."""
    blocks = [block for section in document.sections for block in section.blocks]
    texts = [block for block in blocks if not isinstance(block, PageBreak)]
    if all(isinstance(block, Table) for block in texts):
        return
    sheet, width = book.sheet(PROSE_SHEET), PAGE_WIDTH[False]
    sheet.set_column(0, 0, width)
    for row, block in enumerate(texts):
        text, look = _prose_text(block)
        size = int(look["font_size"])
        sheet.write_string(row, 0, text, book.format(look))
        sheet.set_row(row, text_height(text, (width,), size))


def _prose_text(block: Block) -> tuple[str, Look]:
    match block:
        case Title(text):
            return text, TITLE
        case Heading(_, text):
            return text, HEADING
        case Paragraph(text, align, indent):
            return ("　　" if indent else "") + text, {**PLAIN, "align": align.value}
        case Note(text):
            return text, SMALL
        case Table(name):
            return f"（表“{name}”见同名工作表）", SMALL
        case _:
            return "", PLAIN


def _table(book: Book, table: Table, *, landscape: bool) -> None:
    sheet = book.sheet(table.name, landscape=landscape)
    widths = column_widths(table, landscape=landscape)
    for col, width in enumerate(widths):
        sheet.set_column(col, col, width)
    top = _above(book, sheet, table)
    for row, height in enumerate(row_heights(table, widths)):
        sheet.set_row(top + row, height)
    for cell in table.cells:
        _cell(book, sheet, cell, top)
    _below(book, sheet, table, top + table.rows, widths)
    _name_and_repeat(book, sheet, table, top)


def _name_and_repeat(book: Book, sheet: Worksheet, table: Table, top: int) -> None:
    last = (top + table.rows - 1, table.columns - 1)
    book.name_area(sheet, TABLE_NAME, f"{_fixed(top, 0)}:{_fixed(*last)}")
    if table.header_rows:
        sheet.repeat_rows(top, top + table.header_rows - 1)
        sheet.freeze_panes(top + table.header_rows, 0)


def _fixed(row: int, col: int) -> str:
    """`(3, 1)` → `$B$4`."""
    letters = a1(row, col).rstrip("0123456789")
    return f"${letters}${row + 1}"


def _above(book: Book, sheet: Worksheet, table: Table) -> int:
    """Title and captions; gives the row where the table begins."""
    row = 0
    if table.title:
        _across(sheet, row, (0, table.columns - 1), table.title, book.format(TITLE))
        sheet.set_row(row, 30)
        row += 1
    for caption in table.captions:
        _caption(book, sheet, row, caption, table.columns)
        row += 1
    return row


def _caption(book: Book, sheet: Worksheet, row: int, caption: Caption, columns: int) -> None:
    right = book.format({**PLAIN, "align": "right", "text_wrap": False})
    left = book.format({**PLAIN, "text_wrap": False})
    half = columns // 2 if caption.left else 0
    if caption.left:
        last = max(0, half - 1) if caption.right else columns - 1
        _across(sheet, row, (0, last), caption.left, left)
    if caption.right:
        _across(sheet, row, (half, columns - 1), caption.right, right)


def _below(book: Book, sheet: Worksheet, table: Table, row: int, widths: Sequence[int]) -> None:
    """Notes under the table."""
    for offset, note in enumerate(table.notes):
        _across(sheet, row + offset, (0, table.columns - 1), note, book.format(SMALL))
        sheet.set_row(row + offset, text_height(note, widths, 8))


def _across(sheet: Worksheet, row: int, columns: tuple[int, int], text: str, look: Format) -> None:
    """Text over several columns."""
    first, last = columns
    if first == last:
        sheet.write_string(row, first, text, look)
    else:
        sheet.merge_range(row, first, row, last, text, look)


def _cell(book: Book, sheet: Worksheet, cell: Cell, top: int) -> None:
    look, row = book.format(_look(cell)), cell.row + top
    if cell.rowspan > 1 or cell.colspan > 1:
        sheet.merge_range(row, cell.col, row + cell.rowspan - 1, cell.col + cell.colspan - 1, "", look)
    if cell.link:  # the figure itself is written over it
        sheet.write_url(row, cell.col, cell.link, look, cell.text)
    if cell.number is None or not _fits_excel(cell.number):
        sheet.write_string(row, cell.col, cell.text, look) if cell.text else sheet.write_blank(
            row, cell.col, None, look
        )
    elif cell.formula is not None and cell.is_computed:
        sheet.write_formula(row, cell.col, "=" + cell.formula.excel(top), look, _floated(cell.number))
    else:
        sheet.write_number(row, cell.col, _floated(cell.number), look)
        _say_difference(sheet, cell, top)


def _say_difference(sheet: Worksheet, cell: Cell, top: int) -> None:
    """A comment on a published figure that its own formula does not give."""
    if cell.formula is None or cell.number is None:
        return
    value, gap = cell.formula.value.text(), (cell.number - cell.formula.value).text()
    said = f"公布的数是 {cell.text}；按公式 ={cell.formula.excel(top)} 得 {value}，相差 {gap}。"
    sheet.write_comment(cell.row + top, cell.col, said, {"author": "", "x_scale": 2})


def _floated(number: Exact) -> int | float:
    """The number as Excel keeps it; from its exact text, which `_fits_excel` has found short enough to come back whole."""
    text = number.text()
    return float(text) if "." in text else int(text)


def _fits_excel(number: Exact) -> bool:
    places = number.places()
    return places is not None and len(str(abs(number.scaled(places)))) <= EXCEL_DIGITS


def _look(cell: Cell) -> Look:
    look: dict[str, str | int | bool] = {**BOXED, "align": cell.align.value}
    if cell.kind in {Kind.HEADER, Kind.TOTAL}:
        look["font_name"] = HEAD_FONT
    if cell.kind is Kind.HEADER:
        look["bg_color"] = "#F2F2F2"
    if cell.format:
        look["num_format"] = cell.format.excel
    return look
