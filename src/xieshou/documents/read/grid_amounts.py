"""Fund tables of evaluation reports: rows of amounts under headers, in whatever columns (项目资金投入, 资金使用情况)."""

import re

from xieshou.documents.read.forms import plain
from xieshou.documents.read.grid_model import Grid, one_line
from xieshou.documents.read.grid_parts import Part, title_of, unit_of, year_of
from xieshou.documents.read.grid_rows import number_in
from xieshou.kernel.reading import AccountLine, ReadTable, Seen, TableKind

_ORDER = ("行次", "序号", "栏次")
_MONEY = re.compile(r"资金|预算|支出|拨款|经费|金额|到位|执行")


def is_amounts(part: Part) -> bool:
    """Whether a table holds amounts of funds: money words in its headers, at least two rows with a name and figures."""
    top = _top(part.grid)
    words = "".join(plain(cell.text) for row in range(top) for cell in part.grid.filled(row))
    words += plain(title_of(part)) + plain(part.before)
    return 0 < top < part.grid.rows and _MONEY.search(words) is not None and len(_lines(part.grid, top)[0]) >= 1


def read_amounts(part: Part) -> ReadTable:
    """A fund table: names, order numbers, figures under the names of their columns."""
    grid = part.grid
    lines, columns = _lines(grid, _top(grid))
    title = title_of(part) or part.before
    return ReadTable(
        kind=TableKind.EVALUATION_FUNDS,
        title=title,
        spot=grid.spot,
        year=year_of([*(seen.text for seen in part.lead), part.before]),
        amount_unit=unit_of(part),
        columns=columns,
        rows=lines,
    )


def _top(grid: Grid) -> int:
    """The first row with a name at the left and a figure to its right."""
    for row in range(grid.rows):
        filled = grid.filled(row)
        if filled and number_in(filled[0].text) is None and any(_is_amount(cell.text) for cell in filled[1:]):
            return row
    return grid.rows


def _is_amount(text: str) -> bool:
    return number_in(text) is not None


def _lines(grid: Grid, top: int) -> tuple[tuple[AccountLine, ...], tuple[str, ...]]:
    names = {col: name for col in range(1, grid.columns) if (name := _column_name(grid, top, col))}
    order = next((col for col, name in names.items() if plain(name) in _ORDER), None)
    figures = [col for col in names if col != order]
    lines = []
    for row in range(top, grid.rows):
        label = grid.at(row, 0)
        values = tuple(_value(grid, row, col) for col in figures)
        if label is None or not label.text or not any(values):
            continue
        cell = None if order is None else grid.at(row, order)
        number = one_line(cell.text) if cell is not None else ""
        lines.append(AccountLine(one_line(label.text), label.spot, no=number, values=values))
    return tuple(lines), tuple(names[col] for col in figures)


def _column_name(grid: Grid, top: int, col: int) -> str:
    """The words over a column; one that is merged from the left has none of its own."""
    cells = [cell for cell in dict.fromkeys(grid.at(row, col) for row in range(top)) if cell is not None and cell.text]
    if not cells or cells[-1].col != col:
        return ""
    return one_line(cells[-1].text)


def _value(grid: Grid, row: int, col: int) -> Seen | None:
    cell = grid.at(row, col)
    return cell.seen() if cell is not None and cell.row == row and cell.col == col else None
