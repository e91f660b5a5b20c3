"""年度主要任务完成情况: the tasks of a department with their budget and outturn."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xieshou.documents.read.forms import amount_unit, plain
from xieshou.documents.read.grid_header import indicator_header
from xieshou.documents.read.grid_model import Grid, GridCell, one_line
from xieshou.documents.read.grid_rows import is_amount
from xieshou.kernel.reading import AccountLine, FundLine, Seen

TASK_WORDS = ("任务名称", "主要任务", "年度主要任务", "重点任务")
_MONEY = re.compile(r"预算|执行|支出|金额|资金|拨款")
_BRACKET = re.compile(r"[(（](?:单位[:：]?)?(?:万元|元|亿元)[)）]")


@dataclass(frozen=True, slots=True)
class Tasks:
    """The tasks as rows under the names of their columns of money."""

    columns: tuple[str, ...] = ()
    rows: tuple[AccountLine, ...] = ()
    unit: str | None = None


def is_task_header(grid: Grid, row: int) -> bool:
    """Whether a row heads the tasks."""
    return any(plain(cell.text) in TASK_WORDS for cell in grid.covering(row))


def tasks_of(grid: Grid, end: int) -> Tasks:
    """The tasks above a row."""
    cells = (cell for row in range(end) for cell in grid.filled(row))
    head = next((cell for cell in cells if plain(cell.text) in TASK_WORDS and cell.col), None)
    if head is None:
        return Tasks()
    below = head.row + head.rowspan
    columns = _columns(grid, head.row, below, head.col + head.colspan)
    rows: list[AccountLine] = []
    for row in range(below, end):
        name = grid.at(row, head.col)
        if name is None or name.row != row or not name.text or indicator_header(grid.part(row, row + 1)):
            break
        values = tuple(_value(grid, row, col, name) for col, _ in columns)
        if not any(values) or any(value is not None and not is_amount(value.text) for value in values):
            break
        rows.append(AccountLine(one_line(name.text), name.spot, values=values))
    unit = next((unit for cell in grid.covering(head.row) if (unit := amount_unit(cell.text))), None)
    return Tasks(tuple(text for _, text in columns), tuple(rows), unit)


def tasks_as_funds(tasks: Tasks) -> Iterator[FundLine]:
    """Tasks as rows of funds: the first amounts under budget and outturn are the whole of each."""
    places = [
        next((at for at, name in enumerate(tasks.columns) if form in plain(name)), None) for form in ("预算", "执行")
    ]
    for task in tasks.rows:
        budget, executed = (None if at is None else task.values[at] for at in places)
        yield FundLine(task.name, task.spot, budget=budget, executed=executed)


def _columns(grid: Grid, top: int, below: int, first: int) -> list[tuple[int, str]]:
    """The columns of money beside the names, with the words above them."""
    columns: dict[int, str] = {}
    for col in range(first, grid.columns):
        cells = dict.fromkeys(grid.at(row, col) for row in range(top, below))
        found = [cell for cell in cells if cell is not None and cell.text]
        name = "".join(_BRACKET.sub("", one_line(cell.text)) for cell in found)
        if found and found[-1].col == col and _MONEY.search(name):
            columns[col] = name
    return list(columns.items())


def _value(grid: Grid, row: int, col: int, name: GridCell) -> Seen | None:
    cell = grid.at(row, col)
    return None if cell is None or cell is name or cell.row != row else cell.seen()
