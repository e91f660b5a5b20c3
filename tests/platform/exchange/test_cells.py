"""Cells as people and spreadsheets write them."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xieshou.platform.exchange import cells, periods
from xieshou.platform.exchange.cells import Unreadable, read, shown
from xieshou.platform.exchange.columns import Column, Kind

MONEY = Column("amount", "金额", Kind.MONEY, unit="万元")
DAY = Column("day", "日期", Kind.DATE)
CODE = Column("code", "编号", Kind.CODE)
WHOLE = Column("n", "人次", Kind.WHOLE, unit="人次")


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        ("150", 150_000_000),
        (150.5, 150_500_000),
        ("6.32亿", 63_200_000_000),
        ("1,796.4 万元", 1_796_400_000),
        ("１５０．００", 150_000_000),
        ("3000元", 300_000),
        ("￥0.01元", 1),
        (0, 0),
        ("", None),
    ],
)
def test_it_reads_amounts_exactly(written: Any, fen: int | None) -> None:
    assert read(MONEY, written) == fen


@pytest.mark.parametrize("written", ["0.001元", "一百", "1e400", "NaN", "-1", "1.2.3"])
def test_it_refuses_amounts_it_would_have_to_guess(written: str) -> None:
    with pytest.raises(Unreadable):
        read(MONEY, written)


@given(st.integers(min_value=0, max_value=10**14), st.sampled_from(["元", "万元", "亿元"]))
def test_it_shows_amounts_so_that_they_read_back(fen: int, unit: str) -> None:
    assert read(MONEY, cells.money(fen, unit) + unit) == fen


@pytest.mark.parametrize(
    "written",
    ["2020-03-01", "2020/3/1", "2020.3.1", "2020年3月1日", "２０２０年３月１日", "20200301", datetime(2020, 3, 1, 8)],  # noqa: DTZ001 as a spreadsheet holds it
)
def test_it_reads_dates_in_every_usual_form(written: Any) -> None:
    assert read(DAY, written) == date(2020, 3, 1)


def test_it_keeps_the_zeros_at_the_front_of_a_code() -> None:
    assert read(CODE, "０0123 ") == "00123"
    assert read(CODE, 440300.0) == "440300"


def test_it_reads_whole_numbers_with_their_unit_and_refuses_fractions() -> None:
    assert read(WHOLE, "1,030 人次") == 1030
    with pytest.raises(Unreadable, match="不是整数"):
        read(WHOLE, 1.5)


def test_it_shows_missing_as_nothing_and_zero_as_zero() -> None:
    assert (shown(WHOLE, None), shown(WHOLE, 0), shown(MONEY, 0)) == ("", "0", "0.00")


@pytest.mark.parametrize(
    ("written", "code", "last"),
    [
        ("2020", "2020", date(2020, 12, 31)),
        ("2020年度", "2020", date(2020, 12, 31)),
        ("2020年上半年", "2020H1", date(2020, 6, 30)),
        ("2020年第三季度", "2020Q3", date(2020, 9, 30)),
        ("2020年2月", "2020-02", date(2020, 2, 29)),
        ("截至2020-06-30", "~2020-06-30", date(2020, 6, 30)),
    ],
)
def test_it_reads_periods_and_knows_their_last_day(written: str, code: str, last: date) -> None:
    assert periods.read(written) == code
    assert periods.last_day(code) == last
    assert periods.read(periods.shown(code)) == code
