"""公开 06 表: basic spending by economic category, three blocks side by side as in the public form."""

from collections.abc import Sequence
from itertools import zip_longest

from xieshou.documents.grid import Grid, Place, money
from xieshou.documents.table import Kind
from xieshou.kernel.evaluation import AccountRow, AccountTable

BLOCKS = (("301", "303"), ("302",), ())  # the last block takes every other category
STAFF = ("301", "303")
HEADER = ("经济分类科目编码", "科目名称", "决算数")


def basic_spending(table: AccountTable) -> tuple[Grid, tuple[int, ...], int]:
    """The filled grid, its column widths, its header rows."""
    grid = Grid(9)
    grid.headers(HEADER * 3)
    grid.next_row()
    blocks = [[row for row in table.rows if row.code and _block(row.code) == number] for number in range(3)]
    places: dict[str, Place] = {}
    for rows in zip_longest(*blocks):
        for number, row in enumerate(rows):
            if row is not None:
                _row(grid, number * 3, row)
                places[row.code] = (grid.row, number * 3 + 2)
        grid.next_row()
    _category_sums(grid, places)
    _totals(grid, [row for row in table.rows if not row.code], places)
    return grid, (9, 20, 11, 9, 20, 11, 9, 22, 11), 1


def _block(code: str) -> int:
    return next((number for number, heads in enumerate(BLOCKS) if code[:3] in heads), len(BLOCKS) - 1)


def _row(grid: Grid, col: int, row: AccountRow) -> None:
    grid.put(col, row.code)
    grid.put(col + 1, row.name)
    grid.number(col + 2, row.values[0] if row.values else None, money)


def _category_sums(grid: Grid, places: dict[str, Place]) -> None:
    """301 = 30101 + …"""
    for code, place in places.items():
        if len(code) == len("301"):
            grid.sum(place, [other for item, other in places.items() if item.startswith(code) and item != code])


def _totals(grid: Grid, totals: Sequence[AccountRow], places: dict[str, Place]) -> None:
    """人员经费合计 at the left, 公用经费合计 over the other two blocks."""
    for row, (col, spans, is_staff) in zip(totals, ((0, (2, 1), True), (3, (5, 1), False)), strict=False):
        grid.label(col, row.name, colspan=spans[0], kind=Kind.TOTAL)
        value = col + spans[0]
        grid.number(value, row.values[0] if row.values else None, money, kind=Kind.TOTAL)
        grid.sum(
            (grid.row, value),
            [place for code, place in places.items() if len(code) == 3 and (code in STAFF) is is_staff],
        )
    grid.next_row()
