"""Chinese numerals of headings and rows: 一、二、… 二十六."""

DIGITS = "一二三四五六七八九"


def chinese_number(number: int) -> str:
    """`26` → `二十六`; from 1 to 99."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else DIGITS[tens - 1]) + "十" if tens else ""
    return head + (DIGITS[ones - 1] if ones else "")
