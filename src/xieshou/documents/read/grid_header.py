"""The header of a table, found by its words in any row: which column holds what.

A header may have two rows (`评价指标` over `一级指标 二级指标 三级指标`) and cells over several columns; a cell that goes on
beside the rows of data is a label, not a header.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xieshou.documents.read.forms import Column, plain
from xieshou.documents.read.grid_model import Grid, GridCell
from xieshou.documents.read.grid_words import column_in

VALUES = (Column.TARGET, Column.ACTUAL, Column.POINTS, Column.SCORE)
LEVELS = (Column.LEVEL1, Column.LEVEL2, Column.NAME)
FUND_COLUMNS = (Column.INITIAL, Column.BUDGET, Column.EXECUTED, Column.RATE)
_AWARDED = ("分数", "评分", "得分", "评价分数")


@dataclass(frozen=True, slots=True)
class Header:
    """The last row of a header, and for each meaning its columns (first, width), from the left."""

    row: int
    columns: Mapping[Column, tuple[tuple[int, int], ...]]

    def col(self, column: Column) -> int | None:
        """The first column with a meaning."""
        places = self.columns.get(column)
        return places[0][0] if places else None

    def has(self, *columns: Column) -> bool:
        """Whether one of the columns is there."""
        return any(column in self.columns for column in columns)


def indicator_header(grid: Grid, start: int = 0) -> Header | None:
    """The first header of an indicator or score table from a row on."""
    return next((found for row in range(start, grid.rows) if (found := _indicator_header_at(grid, row))), None)


def is_indicator_header(grid: Grid, row: int) -> bool:
    """Whether a row is such a header; headers repeat where a page ends."""
    return _indicator_header_at(grid, row) is not None


def _indicator_header_at(grid: Grid, row: int) -> Header | None:
    own = [cell for cell in grid.filled(row) if cell.row + cell.rowspan == row + 1]
    known = sum(1 for cell in own if column_in(cell.text))
    if known < 2 or known * 2 < len(own):
        return None
    named = [(cell, column) for cell in header_cells(grid, row) if (column := column_in(cell.text))]
    found = {column for _, column in named}
    if len(found) < 2 or found.isdisjoint(LEVELS) or found.isdisjoint(VALUES) or (len(found) < 3 and known < len(own)):
        return None
    return Header(row, _columns(named))


def fund_header(grid: Grid, row: int) -> Header | None:
    """A row as the header of a fund block, or None."""
    named = [(cell, column) for cell in header_cells(grid, row) if (column := column_in(cell.text))]
    columns = {column for cell, column in named if cell.row + cell.rowspan == row + 1}
    money = columns & {*FUND_COLUMNS}
    if len(money) < 2 or not money & {Column.INITIAL, Column.BUDGET, Column.EXECUTED} or columns & {Column.TARGET}:
        return None
    return Header(row, _columns(named))


def header_cells(grid: Grid, row: int) -> Sequence[GridCell]:
    """The cells with text that end in a row, and above its empty places those of the row before."""
    cells = []
    for cell in grid.covering(row):
        if cell.row + cell.rowspan != row + 1:
            continue
        above = grid.at(row - 1, cell.col) if not cell.text and row else None
        chosen = above if above is not None and above.text and above.colspan == cell.colspan else cell
        if chosen.text:
            cells.append(chosen)
    return cells


def _columns(named: Sequence[tuple[GridCell, Column]]) -> Mapping[Column, tuple[tuple[int, int], ...]]:
    """Columns by meaning. Of two columns of points the second, `分数`, is what was awarded."""
    result: dict[Column, list[tuple[int, int]]] = {}
    for cell, column in named:
        if column is Column.POINTS and column in result and Column.SCORE not in {one for _, one in named}:
            column = Column.SCORE
        result.setdefault(column, []).append((cell.col, cell.colspan))
    only = [cell for cell, column in named if column is Column.POINTS]
    if len(only) == 1 and plain(only[0].text) in _AWARDED and Column.SCORE not in result:
        result[Column.SCORE] = result.pop(Column.POINTS)
    _split_names(result, named)
    return {column: tuple(places) for column, places in result.items()}


def _split_names(result: dict[Column, list[tuple[int, int]]], named: Sequence[tuple[GridCell, Column]]) -> None:
    """Of several columns of names the most special is the name, those left of it are levels; one header over all
    columns of levels holds the name in its last."""
    _one_name(result, named)
    places = result.get(Column.NAME, [])
    if not places or Column.LEVEL1 in result or places[0][1] < 2:
        return
    first, width = places[0]
    result[Column.LEVEL1] = [(first, 1)]
    if width > 2 and Column.LEVEL2 not in result:
        result[Column.LEVEL2] = [(first + 1, width - 2)]
    result[Column.NAME] = [(first + width - 1, 1)]


def _one_name(result: dict[Column, list[tuple[int, int]]], named: Sequence[tuple[GridCell, Column]]) -> None:
    names = [cell for cell, column in named if column is Column.NAME]
    if len(names) < 2:
        return
    words = [plain(cell.text) for cell in names]
    special = next((words.index(word) for word in ("四级指标", "三级指标") if word in words), len(names) - 1)
    name = names[special]
    result[Column.NAME] = [(name.col, name.colspan)]
    before = [(cell.col, cell.colspan) for cell in names if cell.col < name.col]
    if before and Column.LEVEL1 in result:
        result[Column.LEVEL2] = [*result.get(Column.LEVEL2, ()), *before]
