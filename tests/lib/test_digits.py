"""Figures as people read them."""

import pytest

from xieshou.lib.digits import grouped


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("1234567", "1,234,567"),
        ("12345.60", "12,345.60"),
        ("-1234", "-1,234"),
        ("999", "999"),
        ("0.5", "0.5"),
        ("007", "007"),
        ("1,234", "1,234"),
        ("三千", "三千"),
        ("", ""),
    ],
)
def test_it_sets_thousands_apart_and_keeps_every_digit(text: str, printed: str) -> None:
    assert grouped(text) == printed
