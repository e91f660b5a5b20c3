"""A stored number is read as the workbook shows it."""

import pytest

from xieshou.documents.read.grid_number import shown


@pytest.mark.parametrize(
    ("stored", "code", "text"),
    [
        ("0.30000000000000004", "General", "0.3"),
        ("2016", "General", "2016"),
        ("2016.0", "General", "2016"),
        ("3557985675.87", "General", "3557985675.87"),
        ("0.64423867199340187", "General", "0.644238672"),
        ("1E-3", "General", "0.001"),
        ("-0", "General", "0"),
        ("0.98619999999999997", "0.00%", "98.62%"),
        ("0.5", "0%", "50%"),
        ("1234567.891", "#,##0.00", "1,234,567.89"),
        ("14.045", "0.00", "14.05"),
        ("14.0449999999999999", "0.00", "14.05"),
        ("-5.2", "#,##0.00_);[Red]\\(#,##0.00\\)", "(5.20)"),
        ("-5.2", '0.00_ ;"-"0.00', "-5.20"),
        ("12", '0"次"', "12次"),
        ("12", '"≥"0"%"', "≥12%"),
        ("1234567", "#,##0.0,", "1,234.6"),
        ("2.50", "0.0##", "2.5"),
        ("3", "@", "3"),
        ("44105", "yyyy/m/d", "2020/10/1"),
        ("44105", 'yyyy"年"m"月"', "2020年10月"),
        ("44105.75", "yyyy/m/d h:mm", "2020/10/1 18:00"),
        ("abc", "0.00", "abc"),
        ("1e400", "0.00", "1e400"),
        ("99999999", "yyyy/m/d", "99999999"),
    ],
)
def test_it_shows(stored: str, code: str, text: str) -> None:
    assert shown(stored, code) == text


def test_it_counts_days_from_1904_where_the_workbook_does() -> None:
    assert shown("0", "yyyy/m/d", from_1904=True) == "1904/1/1"


@pytest.mark.parametrize("code", ["", ";", "0;;", "[", '"', "\\", "#" * 300, "0.0.0", "y" * 50])
def test_it_shows_something_under_any_format(code: str) -> None:
    assert isinstance(shown("12.5", code), str)
