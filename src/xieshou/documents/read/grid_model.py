"""What the Word, Excel and PDF readers give: tables as rectangles of cells with spans and places, and the text between.

The meaning of a table is found elsewhere; here is only what stands where.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from xieshou.kernel.reading import Seen, Spot, UnreadPart

Place = tuple[int, int]  # row, column, from 0

MAX_ROWS = 20_000  # of one table; a published form has some hundred
MAX_COLUMNS = 256
MAX_CELL = 20_000  # characters of one cell
QUOTE = 60  # characters of a quote

_LATIN_BREAK = re.compile(r"(?<=[A-Za-z])\s*\n\s*(?=[A-Za-z])")
_BREAK = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell: where it begins, how far it reaches, its text, its place in the file."""

    row: int
    col: int
    text: str
    spot: Spot
    rowspan: int = 1
    colspan: int = 1

    def seen(self) -> Seen | None:
        """The text with its place, broken lines joined; None for an empty cell."""
        text = one_line(self.text)
        return Seen(text, quoted(self.spot, text)) if text else None


@dataclass(frozen=True)
class Grid:
    """A table: its cells and the place it begins. Cells do not overlap; places without a cell are empty."""

    cells: tuple[GridCell, ...]
    spot: Spot

    @cached_property
    def rows(self) -> int:
        """The number of rows."""
        return max((cell.row + cell.rowspan for cell in self.cells), default=0)

    @cached_property
    def columns(self) -> int:
        """The number of columns."""
        return max((cell.col + cell.colspan for cell in self.cells), default=0)

    @cached_property
    def _covering(self) -> dict[Place, GridCell]:
        return {place: cell for cell in self.cells for place in _places(cell)}

    @cached_property
    def _starting(self) -> dict[int, list[GridCell]]:
        rows: dict[int, list[GridCell]] = {}
        for cell in sorted(self.cells, key=lambda one: (one.row, one.col)):
            rows.setdefault(cell.row, []).append(cell)
        return rows

    def at(self, row: int, col: int) -> GridCell | None:
        """The cell that covers a place."""
        return self._covering.get((row, col))

    def starting(self, row: int) -> Sequence[GridCell]:
        """The cells that begin in a row, from the left."""
        return self._starting.get(row, ())

    @cached_property
    def _crossing(self) -> dict[int, Sequence[GridCell]]:
        return {}

    def covering(self, row: int) -> Sequence[GridCell]:
        """The cells that a row crosses, from the left, each once."""
        found = self._crossing.get(row)
        if found is None:
            found = self._crossing[row] = tuple(self._crossed(row))
        return found

    def _crossed(self, row: int) -> Iterator[GridCell]:
        col = 0
        while col < self.columns:
            cell = self.at(row, col)
            if cell is not None:
                yield cell
            col = col + 1 if cell is None else cell.col + cell.colspan

    @cached_property
    def _filled(self) -> dict[int, Sequence[GridCell]]:
        return {row: [cell for cell in cells if cell.text.strip()] for row, cells in self._starting.items()}

    def filled(self, row: int) -> Sequence[GridCell]:
        """The cells with text that begin in a row."""
        return self._filled.get(row, ())

    def part(self, first: int, last: int) -> "Grid":
        """The rows from `first` up to, not with, `last`; a cell that reaches in from above begins at its edge."""
        cells = []
        for cell in self.cells:
            top, end = max(cell.row, first), min(cell.row + cell.rowspan, last)
            if top < end:
                cells.append(GridCell(top - first, cell.col, cell.text, cell.spot, end - top, cell.colspan))
        spot = min(cells, key=lambda one: (one.row, one.col)).spot if cells else self.spot
        return Grid(tuple(cells), spot)


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph outside tables."""

    text: str
    spot: Spot
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """A file as it stands: tables and paragraphs in their order, and what could not be read."""

    blocks: tuple[Grid | Text, ...] = ()
    unread: tuple[UnreadPart, ...] = ()
    pages: int | None = None
    plain_text: str = field(default="", repr=False)


def _places(cell: GridCell) -> Iterator[Place]:
    for row in range(cell.row, cell.row + cell.rowspan):
        for col in range(cell.col, cell.col + cell.colspan):
            yield row, col


def one_line(text: str) -> str:
    """The text without its line breaks; a blank stays between Latin words only."""
    text = text.strip()
    return _BREAK.sub("", _LATIN_BREAK.sub(" ", text)) if "\n" in text else text


def quoted(spot: Spot, text: str) -> Spot:
    """The place with a short quote of what stands there."""
    return Spot(spot.line, spot.page, spot.sheet, spot.cell, text[:QUOTE])
