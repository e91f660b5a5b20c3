"""Periods as people write them, as one code: 2020, 2020H1, 2020Q1, 2020-03. A code names its first and last day."""

import re
from calendar import monthrange
from datetime import date

_YEAR = re.compile(r"(\d{4})年?度?")
_HALF = re.compile(r"(\d{4})(?:年?(上|下)半年|H([12]))")
_QUARTER = re.compile(r"(\d{4})(?:年?第?([1-4一二三四])季度?|Q([1-4]))")
_MONTH = re.compile(r"(\d{4})(?:年|-|/|\.)(\d{1,2})月?份?")
_UNTIL = re.compile(r"(?:截[至止]?(?:到|至)?|~)(\d{4})[-年/.](\d{1,2})[-月/.](\d{1,2})日?")
_NUMBERS = dict(zip("一二三四", "1234", strict=True))


def read(text: str) -> str | None:
    """The code of a period, blanks in it or not; None when the text is none."""
    text = "".join(text.split())
    if found := _YEAR.fullmatch(text):
        return found[1]
    if found := _HALF.fullmatch(text):
        return f"{found[1]}H{found[3] or ('1' if found[2] == '上' else '2')}"
    if found := _QUARTER.fullmatch(text):
        number = found[2] or found[3]
        return f"{found[1]}Q{_NUMBERS.get(number, number)}"
    if (found := _MONTH.fullmatch(text)) and 1 <= int(found[2]) <= 12:
        return f"{found[1]}-{int(found[2]):02d}"
    if found := _UNTIL.fullmatch(text):
        return _until(int(found[1]), int(found[2]), int(found[3]))
    return None


def _until(year: int, month: int, day: int) -> str | None:
    try:
        return f"~{date(year, month, day).isoformat()}"
    except ValueError:
        return None


def last_day(code: str) -> date:
    """The last day of a period."""
    if code.startswith("~"):
        return date.fromisoformat(code[1:])
    year = int(code[:4])
    month = 12
    if "H" in code:
        month = int(code[-1]) * 6
    elif "Q" in code:
        month = int(code[-1]) * 3
    elif "-" in code:
        month = int(code[5:])
    return date(year, month, monthrange(year, month)[1])


def shown(code: str) -> str:
    """A period as a person reads it."""
    if code.startswith("~"):
        return f"截至 {code[1:]}"
    if "H" in code:
        return f"{code[:4]} 年{'上' if code[-1] == '1' else '下'}半年"
    if "Q" in code:
        return f"{code[:4]} 年第 {code[-1]} 季度"
    if "-" in code:
        return f"{code[:4]} 年 {int(code[5:])} 月"
    return f"{code} 年"
