"""Tables drawn as text, for tests: `|` parts cells, `<` belongs to the cell at the left, `^` to the cell above."""

from collections.abc import Sequence
from pathlib import Path

import docx
import xlsxwriter

from xieshou.documents.read.files import read_file
from xieshou.documents.read.grid_model import Grid, GridCell
from xieshou.kernel.reading import ReadFile, Spot

Drawn = list[tuple[int, int, int, int, str]]  # row, column, rows, columns, text


def drawn(picture: str) -> Drawn:
    """The cells of a drawn table."""
    rows = [[cell.strip() for cell in line.split("|")] for line in picture.strip().splitlines()]
    cells: Drawn = []
    for row, line in enumerate(rows):
        for col, text in enumerate(line):
            if text not in {"<", "^"}:
                width = _reach(line[col + 1 :])
                height = _reach([below[col] if col < len(below) else "" for below in rows[row + 1 :]], "^")
                cells.append((row, col, height, width, text.replace("/n", "\n")))
    return cells


def _reach(cells: Sequence[str], sign: str = "<") -> int:
    count = 1
    for cell in cells:
        if cell != sign:
            break
        count += 1
    return count


def grid(picture: str) -> Grid:
    """A drawn table as a grid."""
    return Grid(
        tuple(
            GridCell(row, col, text, Spot(cell=f"R{row}C{col}"), high, wide)
            for row, col, high, wide, text in drawn(picture)
        ),
        Spot(cell="表 1"),
    )


def in_word(path: Path, *blocks: str) -> ReadFile:
    """Drawn tables and paragraphs (texts without `|`) in a Word file, read back."""
    document = docx.Document()
    for block in blocks:
        if "|" in block:
            add_table(document, block)
        else:
            document.add_paragraph(block)
    document.save(str(path / "a.docx"))
    return read_file(path / "a.docx")


def add_table(place: "docx.document.Document | docx.table._Cell", picture: str) -> None:
    """A drawn table in a Word file or in a cell of one."""
    cells = drawn(picture)
    rows, columns = max(row + high for row, _, high, _, _ in cells), max(col + wide for _, col, _, wide, _ in cells)
    table = place.add_table(rows, columns)
    for row, col, high, wide, text in cells:
        cell = table.cell(row, col)
        if high > 1 or wide > 1:
            cell = cell.merge(table.cell(row + high - 1, col + wide - 1))
        cell.text = text


def in_excel(path: Path, *sheets: str, numbers: bool = True) -> ReadFile:
    """Drawn tables on sheets of an Excel file, read back; plain numbers are stored as numbers."""
    with xlsxwriter.Workbook(
        str(path / "a.xlsx"), {"strings_to_numbers": numbers, "strings_to_formulas": False}
    ) as book:
        for picture in sheets:
            sheet = book.add_worksheet()
            for row, col, high, wide, text in drawn(picture):
                if high > 1 or wide > 1:
                    sheet.merge_range(row, col, row + high - 1, col + wide - 1, text)
                elif text:
                    sheet.write(row, col, text)
    return read_file(path / "a.xlsx")


def test_it_draws_merged_cells() -> None:
    assert drawn("a | < | b\n^ | c | d") == [(0, 0, 2, 2, "a"), (0, 2, 1, 1, "b"), (1, 1, 1, 1, "c"), (1, 2, 1, 1, "d")]
