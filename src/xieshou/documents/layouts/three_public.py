"""公开 07 表: the 三公 expenses (travel abroad, official cars, receptions), budget and outturn side by side."""

from xieshou.documents.grid import Grid, money
from xieshou.kernel.evaluation import AccountTable

SIDES = ("预算数", "决算数")
CARS = ("小计", "公务用车购置费", "公务用车运行费")


def three_public(table: AccountTable) -> tuple[Grid, tuple[int, ...], int]:
    """The filled grid, its column widths, its header rows."""
    grid = Grid(12)
    _header(grid)
    for row in table.rows:
        for col, value in enumerate(row.values):
            grid.number(col, value, money)
        for start in (0, 6):
            grid.sum((grid.row, start), [(grid.row, start + part) for part in (1, 2, 5)])
            grid.sum((grid.row, start + 2), [(grid.row, start + part) for part in (3, 4)])
        grid.next_row()
    return grid, (10,) * 12, 4


def _header(grid: Grid) -> None:
    for start, side in zip((0, 6), SIDES, strict=True):
        grid.header(start, side, colspan=6)
    grid.next_row()
    for start in (0, 6):
        grid.header(start, "合计", rowspan=2)
        grid.header(start + 1, "因公出国（境）费", rowspan=2)
        grid.header(start + 2, "公务用车购置及运行费", colspan=3)
        grid.header(start + 5, "公务接待费", rowspan=2)
    grid.next_row()
    for start in (2, 8):
        grid.headers(CARS, start)
    grid.next_row()
    grid.headers([str(number + 1) for number in range(12)])
    grid.next_row()
