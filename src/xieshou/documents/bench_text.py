"""A document's tables as the text that is taken out of a PDF, to measure its reader: what stands between cells differs."""

import re
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

from xieshou.documents.document import Document
from xieshou.documents.read.lines import width
from xieshou.documents.table import Cell, Table

_PAGE = 110  # half-width columns of a page
_PARTS = re.compile("[!-~]+|.", re.DOTALL)  # figures and Latin words are not broken
Written = Callable[[Table, Sequence[Cell]], Iterator[str]]


class Style(StrEnum):
    """How the text was taken out."""

    ROWS = "rows"  # a row a line, a blank between cells
    BROKEN = "broken"  # the same with cells broken where their column is full, an empty line after each row
    CELLS = "cells"  # a line for each piece of a cell, an empty line after it
    DENSE = "dense"  # a row a line, nothing between cells


def as_text(document: Document, style: Style) -> str:
    """The tables one below the other."""
    lines: list[str] = []
    for table in document.tables():
        lines.append(table.title)
        for row in table.by_row():
            lines += _WRITTEN[style](table, [cell for cell in row if cell.text])
    return "\n".join(lines) + "\n"


def _row(_: Table, cells: Sequence[Cell]) -> Iterator[str]:
    yield from (" ".join(cell.text for cell in cells), "")


def _dense(_: Table, cells: Sequence[Cell]) -> Iterator[str]:
    yield "".join(cell.text for cell in cells)


def _broken(table: Table, cells: Sequence[Cell]) -> Iterator[str]:
    line = ""
    for cell in cells:
        first, *rest = _pieces(table, cell)
        line += " " + first if line else first
        for piece in rest:
            yield line
            line = piece
    yield from (line, "")


def _by_cell(table: Table, cells: Sequence[Cell]) -> Iterator[str]:
    for cell in cells:
        for piece in _pieces(table, cell):
            yield from (piece, "")


_WRITTEN: dict[Style, Written] = {
    Style.ROWS: _row,
    Style.BROKEN: _broken,
    Style.CELLS: _by_cell,
    Style.DENSE: _dense,
}


def _pieces(table: Table, cell: Cell) -> list[str]:
    """The text in pieces as wide as its cell."""
    room = max(4, int(_PAGE * sum(table.widths[cell.col : cell.col + cell.colspan]) / sum(table.widths)))
    pieces, size = [""], 0
    for part in _PARTS.findall(cell.text):
        if pieces[-1] and size + width(part) > room:
            pieces.append("")
            size = 0
        pieces[-1] += part
        size += width(part)
    return [piece.strip() for piece in pieces]
