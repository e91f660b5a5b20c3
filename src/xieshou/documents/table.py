"""One merged-cell table for every format: cells with spans, text or exact number, and an Excel formula where one holds.

A table covers its grid exactly: no cell overlaps another and no place is left without a cell (`Grid` fills the holes).
Numbers are exact (`Exact`); their text is what is printed. No value is invented: an empty cell is empty text, not zero.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from xieshou.documents.errors import TableError
from xieshou.kernel.exact import Exact


class Align(StrEnum):
    """Where a cell's text stands."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Kind(StrEnum):
    """What a cell is: the header that repeats on each page, a printed label, a value, a total."""

    HEADER = "header"
    LABEL = "label"
    VALUE = "value"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """Decimals printed, and whether thousands are grouped."""

    places: int
    thousands: bool = False

    @property
    def excel(self) -> str:
        """The same as an Excel number format, such as `#,##0.00`."""
        whole = "#,##0" if self.thousands else "0"
        return whole + ("." + "0" * self.places if self.places else "")

    def text(self, number: Exact) -> str:
        """The number as printed."""
        whole, point, part = number.text(self.places).partition(".")
        return (f"{int(whole):,}" if self.thousands and whole != "-0" else whole) + point + part


ROWS_BEFORE_TOTAL = 2  # rows that go to the next page with a total
CLOSING_ROWS = 3  # total, grade, what the grades mean
_REFERENCE = re.compile(r"\{(\d+),(\d+)\}")


@dataclass(frozen=True, slots=True)
class Formula:
    """An Excel formula whose references are `{row,col}` of the table, and its exact result."""

    text: str
    value: Exact

    def excel(self, top: int) -> str:
        """The formula with A1 references; `top` is the sheet row (from 0) of the table's first row."""
        return _REFERENCE.sub(lambda found: a1(int(found[1]) + top, int(found[2])), self.text)


def a1(row: int, col: int) -> str:
    """`(3, 1)` → `B4`."""
    letters = ""
    col += 1
    while col:
        col, left = divmod(col - 1, 26)
        letters = chr(65 + left) + letters
    return f"{letters}{row + 1}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `text` is what is printed; `number` is there when the text is a plain number.

    `ref` names the figure, such as `funds.total.executed`, for whoever tells where it comes from; `link` opens its page.
    """

    row: int
    col: int
    text: str = ""
    rowspan: int = 1
    colspan: int = 1
    number: Exact | None = None
    format: NumberFormat | None = None
    formula: Formula | None = None
    kind: Kind = Kind.VALUE
    align: Align = Align.LEFT
    ref: str = ""
    link: str = ""

    @property
    def is_computed(self) -> bool:
        """Whether the formula gives the printed number, so that it may stand in the number's place."""
        return self.formula is not None and self.formula.value == self.number

    def places(self) -> Iterable[tuple[int, int]]:
        """Every place of the grid that the cell covers."""
        for row in range(self.row, self.row + self.rowspan):
            for col in range(self.col, self.col + self.colspan):
                yield row, col


@dataclass(frozen=True, slots=True)
class Caption:
    """A line between title and table: text at the left, text at the right."""

    left: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of a form under a header of their own: the first `header_rows` of them repeat where a page breaks the block."""

    first: int
    header_rows: int
    last: int


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table. `widths` are relative; the first `header_rows` repeat on each page; `name` is its sheet in Excel.

    `is_flowing`: it may break after any row, however few rows it has.
    """

    name: str
    widths: tuple[int, ...]
    cells: tuple[Cell, ...]
    title: str = ""
    captions: tuple[Caption, ...] = ()
    header_rows: int = 0
    notes: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    is_flowing: bool = False
    rows: int = field(init=False)

    def __post_init__(self) -> None:
        if not self.cells:
            raise TableError(self.name, (0, 0), "the table has no cells")
        taken: dict[tuple[int, int], Cell] = {}
        for cell in self.cells:
            for place in cell.places():
                if place in taken:
                    raise TableError(self.name, place, "two cells overlap")
                if place[1] >= len(self.widths):
                    raise TableError(self.name, place, f"the table has only {len(self.widths)} columns")
                taken[place] = cell
        object.__setattr__(self, "rows", 1 + max(row for row, _ in taken))
        for row in range(self.rows):
            for col in range(len(self.widths)):
                if (row, col) not in taken:
                    raise TableError(self.name, (row, col), "no cell covers this place")

    @property
    def columns(self) -> int:
        """How many columns."""
        return len(self.widths)

    def kept_rows(self) -> tuple[tuple[int, int], ...]:
        """Runs of rows, first and last, not to be parted: a block's header and its first row; the totals and two before."""
        runs = [(block.first, block.first + block.header_rows) for block in self.blocks]
        totals = self._closing_rows()
        floor = max((last + 1 for _, last in runs), default=self.header_rows)
        first = max(floor, self.rows - totals - ROWS_BEFORE_TOTAL)
        if totals and first < self.rows - 1:
            runs.append((first, self.rows - 1))
        return tuple(run for run in runs if run[1] < self.rows)

    def _closing_rows(self) -> int:
        """How many rows the totals at the end take, with what is printed under them."""
        rows = {cell.row for cell in self.cells if cell.kind is Kind.TOTAL and cell.row >= self.rows - CLOSING_ROWS}
        return self.rows - min(rows) if rows else 0

    def by_row(self) -> tuple[tuple[Cell, ...], ...]:
        """Cells by the row they begin in, from left to right."""
        rows: list[list[Cell]] = [[] for _ in range(self.rows)]
        for cell in self.cells:
            rows[cell.row].append(cell)
        return tuple(tuple(sorted(row, key=lambda cell: cell.col)) for row in rows)
