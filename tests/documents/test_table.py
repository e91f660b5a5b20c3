"""The table model."""

import pytest

from xieshou.documents.errors import TableError
from xieshou.documents.table import Cell, Formula, NumberFormat, Table, a1
from xieshou.kernel.exact import Exact


def test_it_refuses_cells_that_overlap() -> None:
    with pytest.raises(TableError, match=r"row 0, column 1.*overlap"):
        Table("t", (1, 1), (Cell(0, 0, "a", colspan=2), Cell(0, 1, "b")))


def test_it_refuses_a_place_without_a_cell() -> None:
    with pytest.raises(TableError, match="no cell covers"):
        Table("t", (1, 1), (Cell(0, 0, "a"),))


def test_it_refuses_a_cell_beyond_the_last_column() -> None:
    with pytest.raises(TableError, match="only 1 columns"):
        Table("t", (1,), (Cell(0, 0, "a", colspan=2),))


def test_it_refuses_a_table_without_cells() -> None:
    with pytest.raises(TableError, match="no cells"):
        Table("t", (1,), ())


def test_it_counts_its_rows_from_spans() -> None:
    assert Table("t", (1,), (Cell(0, 0, "a", rowspan=3),)).rows == 3


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (Exact.read("2656500.00"), NumberFormat(2, thousands=True), "2,656,500.00"),
        (Exact.read("17701722301.11"), NumberFormat(2, thousands=True), "17,701,722,301.11"),
        (Exact.read("-1234.5"), NumberFormat(2, thousands=True), "-1,234.50"),
        (Exact.read("-0.5"), NumberFormat(1, thousands=True), "-0.5"),
        (Exact.read("7.15"), NumberFormat(2), "7.15"),
        (Exact.read("10"), NumberFormat(0), "10"),
    ],
)
def test_it_prints_numbers(number: Exact, form: NumberFormat, text: str) -> None:
    assert form.text(number) == text


def test_it_gives_excel_the_same_format() -> None:
    assert NumberFormat(2, thousands=True).excel == "#,##0.00"
    assert NumberFormat(0).excel == "0"


@pytest.mark.parametrize(("place", "name"), [((0, 0), "A1"), ((3, 25), "Z4"), ((9, 26), "AA10"), ((0, 701), "ZZ1")])
def test_it_names_excel_cells(place: tuple[int, int], name: str) -> None:
    assert a1(*place) == name


def test_it_moves_formulas_down_to_where_the_table_stands() -> None:
    assert Formula("SUM({1,1}:{2,1})", Exact(3)).excel(top=4) == "SUM(B6:B7)"
