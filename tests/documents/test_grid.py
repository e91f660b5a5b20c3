"""Filling tables and attaching formulas."""

from xieshou.documents.grid import Grid, exact, merged, money, plain
from xieshou.documents.table import Cell
from xieshou.kernel.exact import Exact


def _cell(grid: Grid, row: int, col: int) -> Cell:
    return next(cell for cell in grid.cells() if (cell.row, cell.col) == (row, col))


def _column(*figures: str | None) -> Grid:
    grid = Grid(1)
    for figure in figures:
        grid.number(0, figure, money)
        grid.next_row()
    return grid


def test_it_fills_holes_with_empty_cells() -> None:
    grid = Grid(3)
    grid.put(1, "甲")
    assert [cell.text for cell in grid.cells()] == ["", "甲", ""]


def test_it_prints_money_with_thousands_and_two_decimals() -> None:
    assert _cell(_column("364062.4"), 0, 0).text == "364,062.40"


def test_it_never_cuts_published_decimals() -> None:
    assert _cell(_column("0.12345"), 0, 0).text == "0.12345"


def test_it_keeps_a_score_as_published() -> None:
    assert [plain(text).text(Exact.read(text)) for text in ("10.00", "7.15", "10", "96.5")] == [
        "10.00",
        "7.15",
        "10",
        "96.5",
    ]


def test_it_leaves_text_that_is_no_number_alone() -> None:
    cell = _cell(_column("6.32 亿"), 0, 0)
    assert (cell.text, cell.number) == ("6.32 亿", None)


def test_it_leaves_what_was_not_published_empty() -> None:
    cell = _cell(_column(None), 0, 0)
    assert (cell.text, cell.number) == ("", None)


def test_it_keeps_zero_apart_from_nothing() -> None:
    assert _cell(_column("0"), 0, 0).text == "0.00"


def test_it_puts_a_sum_where_it_gives_the_published_figure() -> None:
    grid = _column("1.5", "2", "3.50")
    grid.sum((2, 0), [(0, 0), (1, 0)])
    cell = _cell(grid, 2, 0)
    assert cell.is_computed
    assert cell.formula is not None
    assert cell.formula.excel(top=0) == "ROUND(SUM(A1:A2),2)"


def test_it_keeps_the_published_figure_where_the_sum_differs() -> None:
    grid = _column("874.91", "4762.06", "5636.98")
    grid.sum((2, 0), [(0, 0), (1, 0)])
    cell = _cell(grid, 2, 0)
    assert not cell.is_computed
    assert (cell.text, cell.formula and cell.formula.value) == ("5,636.98", Exact.read("5636.97"))


def test_it_lets_the_formula_win_that_gives_the_published_figure() -> None:
    grid = _column("1", "2", "3", "3")
    grid.sum((3, 0), [(0, 0), (1, 0)])
    grid.sum((3, 0), [(0, 0), (2, 0)])
    assert _cell(grid, 3, 0).is_computed


def test_it_sums_nothing_to_nothing() -> None:
    grid = _column("", "", "5")
    grid.sum((2, 0), [(0, 0), (1, 0)])
    assert _cell(grid, 2, 0).formula is None


def test_it_rounds_a_rate_half_up_to_the_published_decimals() -> None:
    grid = _column("200", "125")
    grid.number(0, "0.63")
    grid.ratio((2, 0), (1, 0), (0, 0))
    assert _cell(grid, 2, 0).is_computed


def test_it_does_not_divide_by_zero() -> None:
    grid = _column("0", "0")
    grid.number(0, "0.00")
    grid.ratio((2, 0), (1, 0), (0, 0))
    assert _cell(grid, 2, 0).formula is None


def test_it_lists_cells_that_do_not_stand_together() -> None:
    grid = _column("1", "2", "3", "4")
    grid.sum((3, 0), [(0, 0), (2, 0)])
    formula = _cell(grid, 3, 0).formula
    assert formula is not None
    assert formula.excel(top=0) == "ROUND(SUM(A1,A3),2)"


def test_it_merges_equal_neighbours_only() -> None:
    assert merged([("甲",), ("甲",), ("乙",), ("甲",)]) == {0: 2, 2: 1, 3: 1}


def test_it_reads_only_plain_numbers() -> None:
    assert exact("1,234.50") == Exact.read("1234.5")
    assert exact("≥50 次") is None
    assert exact(None) is None
