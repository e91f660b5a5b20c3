"""Reading back what this package wrote: the tables of its Word and Excel files, with spans, text and exact numbers.

Only for our own files; it refuses others. Word keeps text (`2,656,500.00`), Excel keeps numbers (2656500): a number that
can be read from the text is given for both. Excel's numbers are floats written from at most 15 digits, so their shortest
text is the number that was written.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from lxml import etree
from python_calamine import CalamineError, CalamineSheet, load_workbook

from xieshou.documents.errors import NotOurDocumentError
from xieshou.documents.grid import Place, exact
from xieshou.documents.render_xlsx import TABLE_NAME
from xieshou.kernel.exact import Exact

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

Area = tuple[Place, Place]  # first and last place, row and column from 0
_AREA = re.compile(r"'?([^']+)'?!\$([A-Z]+)\$(\d+):\$([A-Z]+)\$(\d+)")


@dataclass(frozen=True, slots=True)
class ReadCell:
    """A cell as read: its place and spans, its text, and its number when it is one."""

    row: int
    col: int
    rowspan: int
    colspan: int
    text: str
    number: Exact | None


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table as read, cells in order of rows."""

    rows: int
    columns: int
    cells: tuple[ReadCell, ...]


def read_word(path: Path) -> tuple[ReadTable, ...]:
    """Every table of a Word file that this package wrote."""
    body = _part(path, "word/document.xml")
    return tuple(_word_table(table) for table in body.iter(f"{WORD}tbl"))


def read_excel(path: Path) -> tuple[ReadTable, ...]:
    """Every table of an Excel file that this package wrote, a sheet each."""
    areas = _areas(path)
    try:
        with load_workbook(path) as book:
            return tuple(_sheet_table(book.get_sheet_by_name(sheet), area) for sheet, area in areas)
    except CalamineError as error:
        raise NotOurDocumentError(path, f"it is no readable Excel file ({error})") from error


def _part(path: Path, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        with zipfile.ZipFile(path) as file:
            return etree.fromstring(file.read(name), parser)
    except (OSError, zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as error:
        raise NotOurDocumentError(path, f"{name} cannot be read ({error})") from error


def _word_table(table: etree._Element) -> ReadTable:
    columns = len(table.findall(f"{WORD}tblGrid/{WORD}gridCol"))
    cells: dict[tuple[int, int], ReadCell] = {}
    rows = table.findall(f"{WORD}tr")
    above: dict[int, tuple[int, int]] = {}  # column → the merged cell that may go on downwards
    for row, line in enumerate(rows):
        for col, width, merge, text in _word_cells(line):
            if merge == "continue":
                place = above[col]
                cells[place] = replace(cells[place], rowspan=row - place[0] + 1)
                continue
            cells[row, col] = ReadCell(row, col, 1, width, text, exact(text))
            above[col] = (row, col)
    return ReadTable(len(rows), columns, tuple(cells[place] for place in sorted(cells)))


def _word_cells(row: etree._Element) -> Iterator[tuple[int, int, str, str]]:
    """Column, width, kind of vertical merge and text of each cell of a row."""
    col = 0
    for cell in row.findall(f"{WORD}tc"):
        span = cell.find(f"{WORD}tcPr/{WORD}gridSpan")
        width = int(span.get(f"{WORD}val", "1")) if span is not None else 1
        merge = cell.find(f"{WORD}tcPr/{WORD}vMerge")
        kind = "none" if merge is None else merge.get(f"{WORD}val", "continue")
        yield col, width, kind, _word_text(cell)
        col += width


def _word_text(cell: etree._Element) -> str:
    paragraphs = []
    for paragraph in cell.findall(f"{WORD}p"):
        parts = (
            "\n" if part.tag == f"{WORD}br" else part.text or "" for part in paragraph.iter(f"{WORD}t", f"{WORD}br")
        )
        paragraphs.append("".join(parts))
    return "\n".join(paragraphs)


def _areas(path: Path) -> Sequence[tuple[str, Area]]:
    """Sheet and area of each table, by the name that marks it, in order of sheets."""
    named = [
        part for part in _part(path, "xl/workbook.xml").iter(f"{SHEET}definedName") if part.get("name") == TABLE_NAME
    ]
    named.sort(key=lambda part: int(part.get("localSheetId", "0")))
    found = [_AREA.fullmatch(part.text or "") for part in named]
    areas = [(match[1], ((int(match[3]), match[2]), (int(match[5]), match[4]))) for match in found if match]
    if not areas:
        raise NotOurDocumentError(path, f"no area is named {TABLE_NAME}")
    return [
        (sheet, ((top - 1, _column(first)), (end - 1, _column(last)))) for sheet, ((top, first), (end, last)) in areas
    ]


def _column(letters: str) -> int:
    """`A` → 0, `AB` → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _sheet_table(sheet: CalamineSheet, area: Area) -> ReadTable:
    (top, left), (bottom, right) = area
    values = sheet.to_python(skip_empty_area=False)
    spans = {first: last for first, last in sheet.merged_cell_ranges or () if first[0] >= top}
    covered = {place for first, last in spans.items() for place in _places(first, last) if place != first}
    cells = []
    for row, col in _places((top, left), (bottom, right)):
        if (row, col) not in covered:
            last = spans.get((row, col), (row, col))
            text = _sheet_text(values[row][col] if row < len(values) and col < len(values[row]) else "")
            cells.append(ReadCell(row - top, col - left, last[0] - row + 1, last[1] - col + 1, text, exact(text)))
    return ReadTable(bottom - top + 1, right - left + 1, tuple(cells))


def _places(first: Place, last: Place) -> Iterator[Place]:
    for row in range(first[0], last[0] + 1):
        for col in range(first[1], last[1] + 1):
            yield row, col


def _sheet_text(value: object) -> str:
    """A cell's text; a number in plain decimals."""
    return f"{Decimal(repr(value)).normalize():f}" if isinstance(value, float) else str(value)
