"""年度总体目标: what was expected and what was achieved, in order, one after the other."""

import itertools
from collections.abc import Iterator

from xieshou.documents.read.forms import Label
from xieshou.documents.read.grid_header import fund_header
from xieshou.documents.read.grid_model import Grid, GridCell
from xieshou.documents.read.grid_words import is_actual, is_expected, label_in
from xieshou.kernel.reading import Seen


def goals_of(grid: Grid, end: int) -> Iterator[Seen]:
    """Expected and actual in turn, row by row, above the row `end`; a form without headers gives its goals only."""
    for row in range(end):
        expected, actual = _header(grid, row)
        if expected is not None and actual is not None:
            yield from _below(grid, row, end, expected, actual)
            return
    yield from _beside(grid, end)


def _header(grid: Grid, row: int) -> tuple[GridCell | None, GridCell | None]:
    expected = actual = None
    for cell in grid.filled(row):
        if is_actual(cell.text):
            actual = cell
        elif is_expected(cell.text) and cell.col and expected is None:
            expected = cell
    return expected, actual


def _below(grid: Grid, row: int, end: int, expected: GridCell, actual: GridCell) -> Iterator[Seen]:
    label = next((cell for cell in grid.covering(row) if cell.col < expected.col and cell.text), None)
    last = label.row + label.rowspan if label is not None and label.row + label.rowspan > row + 1 else row + 2
    for line in range(row + 1, min(last, end)):
        if fund_header(grid, line):
            return
        cells = grid.at(line, expected.col), grid.at(line, actual.col)
        for cell in dict.fromkeys(cells):
            seen = cell.seen() if cell is not None and cell.row == line else None
            if seen is not None:
                yield seen


def _beside(grid: Grid, end: int) -> Iterator[Seen]:
    """Goals that stand beside their label."""
    for row in range(end):
        line = grid.covering(row)
        for cell, beside in itertools.pairwise(line):
            is_label = cell.row == row and label_in(cell.text) is Label.GOALS
            seen = beside.seen() if is_label and beside.row == row else None
            if seen is not None and len(seen.text) > 6:
                yield seen
