"""The fund block without blanks between its cells (invented figures)."""

import pytest

from xieshou.documents.read.lines import split_lines
from xieshou.documents.read.text_columns import Column
from xieshou.documents.read.text_funds import funds_of
from xieshou.kernel.reading import FundLine

RATE_LAST = (Column.INITIAL, Column.BUDGET, Column.EXECUTED, Column.POINTS, Column.RATE, Column.SCORE)
RATE_FIRST = (Column.INITIAL, Column.BUDGET, Column.EXECUTED, Column.RATE, Column.POINTS, Column.SCORE)


def only(line: str, columns: tuple[Column, ...]) -> FundLine:
    (row,) = funds_of(split_lines(line), columns)
    return row


def cells(line: str, columns: tuple[Column, ...] = RATE_LAST) -> list[str | None]:
    row = only(line, columns)
    found = (row.initial, row.budget, row.executed, row.points, row.rate, row.score)
    return [value.text if value else None for value in found]


@pytest.mark.parametrize(
    ("printed", "points", "rate", "score"),
    [
        ("1095.39%9.54", "10", "95.39%", "9.54"),
        ("100.888.80", "10", "0.88", "8.80"),
        ("20130.00%20.00", "20", "130.00%", "20.00"),
        ("10100.00%10.00", "10", "100.00%", "10.00"),
    ],
)
def test_it_tells_points_from_the_rate_behind_them(printed: str, points: str, rate: str, score: str) -> None:
    assert cells(f"年度资金总额2000.001000.00953.90{printed}")[3:] == [points, rate, score]


def test_it_tells_points_from_the_score_behind_them() -> None:
    assert cells("年度资金总额1000.001000.00820.000.82108.20", RATE_FIRST)[3:] == ["10", "0.82", "8.20"]


def test_it_leaves_a_score_alone_that_is_more_than_the_points() -> None:
    assert cells("年度资金总额 1000.00 1000.00 820.00 0.82 1088.20", RATE_FIRST)[3] != "10"


def test_it_leaves_a_row_alone_that_has_all_its_figures() -> None:
    wanted = ["2000.00", "1000.00", "953.90", "10", "95.39%", "9.54"]
    assert cells("年度资金总额 2000.00 1000.00 953.90 10 95.39% 9.54") == wanted


def test_it_reads_the_label_and_the_dashes_of_a_part() -> None:
    assert only("其中：当年财政拨款140613.8390613.8386989.28—96.00%—", RATE_LAST).row == "其中：当年财政拨款"
    assert cells("其中：当年财政拨款140613.8390613.8386989.28—96.00%—")[2:] == ["86989.28", "—", "96.00%", "—"]


def test_it_leaves_out_a_page_number_among_the_figures_where_the_rate_proves_it() -> None:
    found = cells("年度资金总额 100.00 100.00 29 91.00 10 91.00% 9.10")
    assert found == ["100.00", "100.00", "91.00", "10", "91.00%", "9.10"]
