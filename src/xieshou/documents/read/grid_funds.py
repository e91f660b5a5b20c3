"""The fund block of a form: rows by their labels, columns by their headers; and the tasks of a department with amounts."""

from collections.abc import Sequence
from dataclasses import dataclass

from xieshou.documents.read.forms import Column, amount_unit, column_of, fund_kind, label_of, plain
from xieshou.documents.read.grid_header import FUND_COLUMNS, Header, fund_header, indicator_header
from xieshou.documents.read.grid_model import Grid, GridCell, one_line
from xieshou.documents.read.grid_rows import number_in
from xieshou.kernel.reading import AccountLine, FundLine, Seen

TASK_WORDS = ("任务名称", "主要任务", "年度主要任务", "重点任务")
_DASHES = frozenset("—-–－/\\")


@dataclass(frozen=True, slots=True)
class FundBlock:
    """The rows of funds and of tasks with amounts, and their unit."""

    lines: tuple[FundLine, ...] = ()
    unit: str | None = None
    task_columns: tuple[str, ...] = ()
    tasks: tuple[AccountLine, ...] = ()


def fund_block(grid: Grid, start: int, end: int) -> FundBlock:
    """The funds between two rows."""
    columns, tasks, unit = _tasks(grid, start, end)
    for row in range(start, end):
        header = fund_header(grid, row)
        if header is None or any(plain(cell.text) in TASK_WORDS for cell in grid.covering(row)):
            continue
        lines = _lines(grid, header, end)
        if lines:
            return FundBlock(lines, _unit(grid, row, end) or unit, columns, tasks)
    lines = _pairs(grid, start, end)
    return FundBlock(lines, _unit_of_pairs(grid, start, end) if lines else unit, columns, tasks)


def _lines(grid: Grid, header: Header, end: int) -> tuple[FundLine, ...]:
    lines: list[FundLine] = []
    first = min(places[0][0] for places in header.columns.values())
    for row in range(header.row + 1, end):
        label = _row_label(grid, row, first)
        values = {column: _amount(grid, row, header, column) for column in _FUND_VALUES}
        has_money = any(values[column] is not None for column in FUND_COLUMNS)
        if label is None or not (has_money or fund_kind(one_line(label.text))) or fund_header(grid, row):
            break
        lines.append(
            FundLine(
                one_line(label.text),
                label.spot,
                values[Column.INITIAL],
                values[Column.BUDGET],
                values[Column.EXECUTED],
                values[Column.POINTS],
                values[Column.RATE],
                values[Column.SCORE],
            )
        )
    return tuple(lines)


_FUND_VALUES = (*FUND_COLUMNS, Column.POINTS, Column.SCORE)


def _row_label(grid: Grid, row: int, first: int) -> GridCell | None:
    """The label nearest to the figures, which begins in this row."""
    cells = [cell for cell in grid.filled(row) if cell.col < first and number_in(cell.text) is None]
    return cells[-1] if cells else None


def _amount(grid: Grid, row: int, header: Header, column: Column) -> Seen | None:
    """A figure; words under the header of a figure end the block, a dash is printed for nothing."""
    col = header.col(column)
    cell = None if col is None else grid.at(row, col)
    if cell is None or cell.row != row:
        return None
    text = plain(cell.text)
    return cell.seen() if number_in(text) is not None or (text and set(text) <= _DASHES) or text[:1].isdigit() else None


def _unit(grid: Grid, row: int, end: int) -> str | None:
    """The unit that the header, the label beside it or a row of funds names."""
    cells = [cell for line in range(row, min(row + 3, end)) for cell in grid.covering(line)]
    return next((unit for cell in cells if (unit := amount_unit(cell.text))), None)


# --- labels with a figure beside them, as in goal declarations ---


def _pairs(grid: Grid, start: int, end: int) -> tuple[FundLine, ...]:
    lines: list[FundLine] = []
    for row in range(start, end):
        line = [cell for cell in grid.covering(row) if cell.row == row and cell.text]
        pairs = list(zip(line, line[1:], strict=False))
        money = [(label, value) for label, value in pairs if column_of(label.text) in FUND_COLUMNS and _is_figure(value)]
        if money:
            lines.append(_pair_line(line, money))
            continue
        for label, value in pairs:
            if fund_kind(one_line(label.text)) and _is_figure(value):
                lines.append(FundLine(one_line(label.text), label.spot, budget=value.seen()))
    return tuple(lines)


def _is_figure(cell: GridCell) -> bool:
    word = plain(cell.text)
    for unit in ("万元", "元", "亿元"):
        word = word.removesuffix(unit)
    return number_in(word) is not None


def _pair_line(line: Sequence[GridCell], money: Sequence[tuple[GridCell, GridCell]]) -> FundLine:
    """`预算数 | 100 | 执行数 | 98` in one row."""
    values = {column_of(label.text): value.seen() for label, value in money}
    first = line[0]
    return FundLine(
        one_line(first.text),
        first.spot,
        values.get(Column.INITIAL),
        values.get(Column.BUDGET),
        values.get(Column.EXECUTED),
        rate=values.get(Column.RATE),
    )


def _unit_of_pairs(grid: Grid, start: int, end: int) -> str | None:
    cells = (cell for row in range(start, end) for cell in grid.filled(row) if fund_kind(one_line(cell.text)) or label_of(cell.text))
    return next((unit for cell in cells if (unit := amount_unit(cell.text))), None)


# --- tasks of a department ---


def _tasks(grid: Grid, start: int, end: int) -> tuple[tuple[str, ...], tuple[AccountLine, ...], str | None]:
    """年度主要任务完成情况: names, what was done, budget and outturn; as rows under their column names."""
    head = next((cell for row in range(start, end) for cell in grid.filled(row) if plain(cell.text) in TASK_WORDS and cell.col), None)
    if head is None:
        return (), (), None
    top, first = head.row, head.col
    below = head.row + head.rowspan
    columns = _task_columns(grid, top, below, first + head.colspan)
    lines: list[AccountLine] = []
    for row in range(below, end):
        name = grid.at(row, first)
        if name is None or name.row != row or not name.text or indicator_header(grid.part(row, row + 1)):
            break
        values = tuple(_task_value(grid, row, col, name) for col, _ in columns)
        if all(value is None for value in values):
            break
        lines.append(AccountLine(one_line(name.text), name.spot, values=values))
    unit = next((unit for cell in grid.covering(top) if (unit := amount_unit(cell.text))), None)
    return tuple(text for _, text in columns), tuple(lines), unit


def _task_columns(grid: Grid, top: int, below: int, first: int) -> list[tuple[int, str]]:
    """Each column beside the names with the words above it."""
    columns: dict[int, str] = {}
    for col in range(first, grid.columns):
        cells = dict.fromkeys(grid.at(row, col) for row in range(top, below))
        found = [cell for cell in cells if cell is not None and cell.text]
        if found and found[-1].col == col:
            columns[col] = "".join(one_line(cell.text) for cell in found)
    return list(columns.items())


def _task_value(grid: Grid, row: int, col: int, name: GridCell) -> Seen | None:
    cell = grid.at(row, col)
    return None if cell is None or cell is name or cell.row != row else cell.seen()
