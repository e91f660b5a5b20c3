"""Cells as people type them."""

import pytest

from xieshou.platform.reporting.figures import Cell, read_cell, read_table
from xieshou.platform.reporting.models import Figure

pytestmark = pytest.mark.function("ZC06")
FUNDS = Figure(code="funds", label="资金", unit="万元", decimals=2, minimum="0", maximum="1000")
VISITS = Figure(code="visits", label="互访", unit="人次", decimals=0, minimum="0")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("12.50", "12.50"),
        (" １２．５ ", "12.5"),
        ("1,000", "1000"),
        ("12.5万元", "12.5"),
        ("0", "0"),
        ("-0", "0"),
        ("+3", "3"),
    ],
)
def test_it_keeps_exactly_what_was_typed(typed: str, stored: str) -> None:
    assert read_cell(FUNDS, typed, "") == (Cell(stored), [])


@pytest.mark.parametrize(
    "typed", ["无", "/", "12.345", "-1", "1001", "1E3", "NaN", "Infinity", "1.2.3", "=1+1", "9" * 30]
)
def test_it_refuses_what_is_no_such_figure_and_says_what_is(typed: str) -> None:
    cell, problems = read_cell(FUNDS, typed, "")
    assert cell.value is None
    assert problems[0].where == "资金"
    assert "单位万元" in problems[0].allowed or "丢失" in problems[0].what


def test_it_takes_an_empty_cell_only_with_a_reason() -> None:
    cells, problems = read_table([FUNDS, VISITS], {"funds": ("", "账目未到")}, is_final=True)
    assert cells["funds"] == Cell(None, "账目未到")
    assert [problem.where for problem in problems] == ["互访"]


def test_it_never_makes_a_missing_figure_zero() -> None:
    cells, problems = read_table([FUNDS], {}, is_final=False)
    assert (cells["funds"].value, problems) == (None, [])


def test_it_tells_all_problems_at_once() -> None:
    _cells, problems = read_table([FUNDS, VISITS], {"funds": ("无", ""), "visits": ("1.5", "")}, is_final=True)
    assert [problem.where for problem in problems] == ["资金", "互访"]
