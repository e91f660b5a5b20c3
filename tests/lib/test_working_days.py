"""The calendar of working days against the notices' own sentences."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xieshou.lib.working_days import after, is_certain, is_working, notices

DAYS = st.dates(date(2020, 1, 1), date(2027, 12, 1))


@pytest.mark.parametrize(
    "day", [date(2020, 2, 3), date(2020, 6, 28), date(2024, 2, 9), date(2025, 10, 11), date(2026, 2, 28)]
)
def test_it_works_on_the_days_the_notices_say(day: date) -> None:
    assert is_working(day)


@pytest.mark.parametrize(
    "day", [date(2020, 1, 31), date(2020, 10, 8), date(2023, 1, 2), date(2025, 2, 4), date(2026, 1, 2)]
)
def test_it_rests_on_the_days_the_notices_say(day: date) -> None:
    assert not is_working(day)


def test_it_rests_on_ordinary_weekends() -> None:
    assert [is_working(date(2020, 3, 2) + timedelta(days=n)) for n in range(7)] == [True] * 5 + [False] * 2


def test_it_counts_over_the_spring_festival() -> None:
    assert after(date(2020, 1, 23), 1) == date(2020, 2, 3)


def test_it_lets_entered_days_go_before_the_notices() -> None:
    storm = date(2020, 3, 2)
    assert after(date(2020, 2, 28), 1, {storm: False}) == date(2020, 3, 3)


def test_it_says_where_only_weekends_are_known() -> None:
    assert is_certain(date(2026, 12, 31))
    assert not is_certain(date(2027, 1, 4))


def test_it_works_only_on_weekends_in_exchange() -> None:
    assert all(day.weekday() >= 5 for day, works in notices().changes.items() if works)


@given(DAYS, st.integers(0, 30))
def test_it_counts_exactly_the_working_days_between(day: date, count: int) -> None:
    end = after(day, count)
    assert sum(is_working(day + timedelta(days=n)) for n in range(1, (end - day).days + 1)) == count
    assert count == 0 or is_working(end)
