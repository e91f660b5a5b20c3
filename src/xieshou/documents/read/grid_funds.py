"""The fund block of a form: rows by their labels, columns by their headers, or labels with figures beside them."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from xieshou.documents.read.forms import Column, Label, amount_unit, plain
from xieshou.documents.read.grid_header import FUND_COLUMNS, Header, fund_header
from xieshou.documents.read.grid_model import Grid, GridCell, one_line, quoted
from xieshou.documents.read.grid_rows import is_amount, number_in
from xieshou.documents.read.grid_tasks import is_task_header
from xieshou.documents.read.grid_words import column_in, fund_kind_of, label_in, label_text
from xieshou.kernel.reading import FundLine, Seen

_POINTS = re.compile(r"[(]([0-9]+(?:\.[0-9]+)?)分")
_UNITS = re.compile(r"(?:万元|亿元|元)$")


@dataclass(frozen=True, slots=True)
class FundBlock:
    """The rows of funds and their unit."""

    lines: tuple[FundLine, ...] = ()
    unit: str | None = None


def fund_block(grid: Grid, start: int, end: int) -> FundBlock:
    """The funds between two rows, under a header."""
    for row in range(start, end):
        header = fund_header(grid, row)
        if header is None or is_task_header(grid, row):
            continue
        lines = tuple(_lines(grid, header, end))
        if lines:
            return FundBlock(lines, _unit(grid, row, end))
    return FundBlock()


def fund_pairs(grid: Grid, end: int) -> FundBlock:
    """Funds as labels with a figure beside each, above a row, as in goal declarations."""
    lines = tuple(line for row in range(end) for line in _pairs(grid, row))
    return FundBlock(lines, _unit_of_pairs(grid, end) if lines else None)


# --- under a header ---


def _lines(grid: Grid, header: Header, end: int) -> Iterator[FundLine]:
    first = min(places[0][0] for places in header.columns.values())
    points = None if header.has(Column.POINTS) else _points_of_header(grid, header.row)
    for row in range(header.row + 1, end):
        label = _row_label(grid, row, first, header.row)
        values = {column: _amount(grid, row, header, column) for column in _VALUES}
        if label is None or fund_header(grid, row) or not _is_fund_row(grid, row, label, values):
            return
        scored = values[Column.SCORE] is not None
        yield FundLine(
            label_text(one_line(label.text)),
            label.spot,
            values[Column.INITIAL],
            values[Column.BUDGET],
            values[Column.EXECUTED],
            values[Column.POINTS] or (points if scored else None),
            values[Column.RATE],
            values[Column.SCORE],
        )


_VALUES = (*FUND_COLUMNS, Column.POINTS, Column.SCORE)


def _is_fund_row(grid: Grid, row: int, label: GridCell, values: dict[Column, Seen | None]) -> bool:
    """A row with a figure of money, a known label, or beside the label of the whole block."""
    if any(values[column] is not None for column in FUND_COLUMNS) or fund_kind_of(label.text):
        return True
    block = next((cell for cell in grid.covering(row) if cell.text), None)
    return block is not None and block is not label and label_in(block.text) is Label.FUNDS


def _row_label(grid: Grid, row: int, first: int, header: int) -> GridCell | None:
    """The label nearest to the figures that begins in this row; for the row below the header, one beside both."""
    cells = [cell for cell in grid.filled(row) if cell.col < first and number_in(cell.text) is None]
    if not cells and row == header + 1:
        cells = [cell for cell in grid.covering(row) if cell.col < first and cell.row == header and cell.text]
    return cells[-1] if cells else None


def _points_of_header(grid: Grid, row: int) -> Seen | None:
    """The points of the execution rate, where they are printed in the header only: `预算执行情况（20分）`."""
    for cell in grid.covering(row):
        found = _POINTS.search(plain(cell.text))
        if found:
            return Seen(found[1], quoted(cell.spot, one_line(cell.text)))
    return None


def _amount(grid: Grid, row: int, header: Header, column: Column) -> Seen | None:
    """A figure, or the dash that is printed for none; words are no figure."""
    col = header.col(column)
    cell = None if col is None else grid.at(row, col)
    return cell.seen() if cell is not None and cell.row == row and is_amount(cell.text) else None


def _unit(grid: Grid, row: int, end: int) -> str | None:
    """The unit that the header, the label beside it or a row of funds names."""
    cells = [cell for line in range(row, min(row + 3, end)) for cell in grid.covering(line)]
    return next((unit for cell in cells if (unit := amount_unit(cell.text))), None)


# --- labels with a figure beside them ---


def _pairs(grid: Grid, row: int) -> Iterator[FundLine]:
    line = [cell for cell in grid.covering(row) if cell.row == row and cell.text]
    pairs = [(label, value) for label, value in itertools.pairwise(line) if _is_figure(value)]
    columns = [(column_in(label.text), value) for label, value in pairs]
    money = {column: value.seen() for column, value in columns if column in FUND_COLUMNS}
    if money:
        yield _pair_line(line[0], money)
        return
    sources = [(label, value) for label, value in pairs if fund_kind_of(label.text)]
    if len(sources) == 2 and len({plain(label.text) for label, _ in sources}) == 1:
        (label, budget), (_, executed) = sources
        yield FundLine(_name(label), label.spot, budget=budget.seen(), executed=executed.seen())
        return
    for label, value in sources:
        yield FundLine(_name(label), label.spot, budget=value.seen())


def _name(label: GridCell) -> str:
    return label_text(one_line(label.text))


def _is_figure(cell: GridCell) -> bool:
    return number_in(_UNITS.sub("", plain(cell.text))) is not None


def _pair_line(first: GridCell, values: dict[Column, Seen | None]) -> FundLine:
    """`预算数 | 100 | 执行数 | 98` in one row."""
    return FundLine(
        _name(first),
        first.spot,
        values.get(Column.INITIAL),
        values.get(Column.BUDGET),
        values.get(Column.EXECUTED),
        rate=values.get(Column.RATE),
    )


def _unit_of_pairs(grid: Grid, end: int) -> str | None:
    cells = (cell for row in range(end) for cell in grid.filled(row))
    units = (amount_unit(cell.text) for cell in cells if _names_funds(cell.text))
    return next((unit for unit in units if unit), None)


def _names_funds(text: str) -> bool:
    return fund_kind_of(text) is not None or label_in(text) is not None or "预算" in text
