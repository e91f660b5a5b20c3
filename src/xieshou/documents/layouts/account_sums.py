"""Which cells of the final-accounts tables add up to which: the formulas that a reader of the Excel file can check."""

from collections.abc import Sequence

from xieshou.documents.grid import Grid
from xieshou.kernel.evaluation import AccountRow

PARTS_OF_BALANCE = (
    "一般公共预算财政拨款",
    "政府性基金预算财政拨款",
    "国有资本经营预算财政拨款",
)  # 其中 rows of table 04


def is_year_sum(name: str) -> bool:
    """本年收入合计, 本年支出合计."""
    return name.startswith("本年") and name.endswith("合计")


def hierarchy_sums(grid: Grid, rows: Sequence[AccountRow], top: int, columns: Sequence[int]) -> None:
    """Each code is the sum of the codes one level below it (201 = 20113 + …); 合计 is the sum of the highest codes."""
    for index, row in enumerate(rows):
        children = [top + place for place, other in enumerate(rows) if _is_child(other.code, row.code, rows)]
        for col in columns:
            grid.sum((top + index, col), [(child, col) for child in children])


def _is_child(code: str, parent: str, rows: Sequence[AccountRow]) -> bool:
    below = [other.code for other in rows if other.code != parent and other.code.startswith(parent)]
    return code in below and len(code) == min(map(len, below))


def across_sums(grid: Grid, rows: range, total: int, addends: Sequence[int]) -> None:
    """In each row, a column is the sum of other columns."""
    for row in rows:
        grid.sum((row, total), [(row, col) for col in addends])


def side_sums(grid: Grid, rows: Sequence[AccountRow], top: int, columns: Sequence[int]) -> None:
    """One side of tables 01 and 04: the year's sum of all above it, the grand total of that sum and the balances."""
    year = next((index for index, row in enumerate(rows) if is_year_sum(row.name)), None)
    last = len(rows) - 1
    if year is None:
        return
    balances = [index for index in range(year, last) if rows[index].name not in PARTS_OF_BALANCE]
    for col in columns:
        grid.sum((top + year, col), [(top + index, col) for index in range(year)])
        grid.sum((top + last, col), [(top + index, col) for index in balances])
