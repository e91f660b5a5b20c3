"""Normal form of the text of a table cell: one width, one sign per meaning, no stray spaces.

What is normalised is for reading only; every reader keeps the text as published beside what it read.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
MAX_NUMBER = 48  # characters of a number; a longer run of digits is not an amount anybody published

_NUMBER = re.compile(f"([+-]?)({NUMBER})")
_INVISIBLE = (0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF)
_NUMERALS = "零〇一二两三四五六七八九十百千"
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000}

_ALIKE = {
    "≥": "≧⩾≽",
    "≤": "≦⩽≼",
    ">": "﹥",
    "<": "﹤",
    "=": "﹦═꞊",
    "%": "﹪",
    "+": "﹢",
    ",": "﹐",
    "-": "‐‑‒–—―−﹘﹣─━",
    "~": "〜∼",
    ":": "∶﹕",
    "kg": "㎏",
    "mm": "㎜",
    "cm": "㎝",
    "km": "㎞",
}
_DOUBLED = {">=": "≥", "=>": "≥", "<=": "≤", "=<": "≤"}
_DOUBLE = re.compile("|".join(_DOUBLED))


def _folding() -> dict[int, str | None]:
    table: dict[int, str | None] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table.update(dict.fromkeys(_INVISIBLE))
    # Radicals and compatibility forms that PDF extraction writes for 月 人 日 and others.
    for code in (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFA6E)):
        table[code] = unicodedata.normalize("NFKC", chr(code))
    table.update({ord(variant): plain for plain, variants in _ALIKE.items() for variant in variants})
    return table


_FOLDING = _folding()


# The cells of one form, and the forms of one office, say the same words; longer texts are not worth their memory.
_SHORT, _KEPT = 64, 16_384


def normalise(text: str) -> str:
    """The text in half width, one character per sign, without the spaces that text extraction puts in.

    A space stays only between two Latin letters and between two digits: `1 200` may be one number or two, and
    is not decided here. Normalising twice changes nothing. Never raises.
    """
    return _normalised_short(text) if len(text) <= _SHORT else _normalised(text)


def _normalised(text: str) -> str:
    parts = text.translate(_FOLDING).split()
    folded = parts[0] if len(parts) == 1 else _joined(parts)
    return _DOUBLE.sub(lambda found: _DOUBLED[found[0]], folded) if "=" in folded else folded


_normalised_short = lru_cache(maxsize=_KEPT)(_normalised)


def _joined(parts: list[str]) -> str:
    """Parts put together, with a blank where one stays."""
    text = parts[:1]
    for before, after in pairwise(parts):
        if before[-1] < _NOT_ASCII > after[0] and _same_class(before[-1], after[0]):
            text.append(" ")
        text.append(after)
    return "".join(text)


_NOT_ASCII = "\x80"


def _same_class(before: str, after: str) -> bool:
    return (before + after).isalpha() or (before in "0123456789.," and after in "0123456789.,")


def has_digits(text: str) -> bool:
    """Whether a normalised text holds an Arabic digit."""
    return any("0" <= char <= "9" for char in text)


def read_number(text: str) -> tuple[int, int] | None:
    """Read a plain decimal such as `-1,234.50` as (digits, places), (-123450, 2); None for anything else.

    Thousands separators must stand at thousands; `1,23` is refused. The text is normalised already.
    """
    return _read_number(text) if len(text) <= MAX_NUMBER else None


@lru_cache(maxsize=_KEPT)
def _read_number(text: str) -> tuple[int, int] | None:
    found = _NUMBER.fullmatch(text)
    if not found:
        return None
    whole, _, part = found[2].replace(",", "").partition(".")
    return int(found[1] + whole + part), len(part)


# --- numerals in Chinese characters ---

_ONE = f"[{_NUMERALS}]+|[0-9]+"
_TIME = "工作日|小时|分钟|季度|星期|月|年|周|天|日"
_COUNT = "人次|批次|次|个|人|名|家|户|场|篇|份|项|倍"
_NOT_AFTER = f"(?<![第统同唯专单初{_NUMERALS}0-9.A-Za-z])"
_PERCENT = re.compile(f"百分之({_ONE})")
_AND_HALF = re.compile(f"{_NOT_AFTER}({_ONE})(?:(个)半({_TIME})|(年|天|小时|周)半)")
_HALF = re.compile(f"(?<![上下大多前后个年天时周点{_NUMERALS}0-9])半(个?(?:{_TIME}))")
_ANY = re.compile(f"[{_NUMERALS}半]")
_PLAIN = re.compile(f"{_NOT_AFTER}([{_NUMERALS}]+)(?=个?(?:{_TIME})|(?:{_COUNT})(?:$|以|及|/))")


def fold_numerals(text: str) -> str:
    """Write Chinese numerals as digits where they can only be a number: `一个半月` → `1.5个月`, `百分之九十` → `90%`.

    Only before a unit of time, or before a counted unit that ends the text; `一次性`, `第一`, `三五天` stay.
    """
    if not _ANY.search(text):
        return text
    text = _PERCENT.sub(_folded_percent, text)
    text = _AND_HALF.sub(_folded_and_half, text)
    text = _HALF.sub(r"0.5\1", text)
    return _PLAIN.sub(_folded_plain, text)


def _folded_percent(found: re.Match[str]) -> str:
    value = 100 if found[1] == "百" else _numeral(found[1])
    return found[0] if value is None else f"{value}%"


def _folded_and_half(found: re.Match[str]) -> str:
    value = _numeral(found[1])
    unit = (found[2] or "") + (found[3] or found[4])
    return found[0] if value is None else f"{value}.5{unit}"


def _folded_plain(found: re.Match[str]) -> str:
    value = _numeral(found[1])
    return found[0] if value is None else str(value)


def _numeral(text: str) -> int | None:
    """The value of a numeral; None when it has none (`三五`: three to five)."""
    if text.isascii() and text.isdigit():
        return int(text) if len(text) <= MAX_NUMBER else None
    if all(char in _DIGITS for char in text):
        return _positional(text)
    total, digit, power = 0, 0, 10_000
    for char in text:
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
        elif _POWERS[char] >= power or not (digit or char == "十"):
            return None  # `千百年` is a figure of speech
        else:
            power = _POWERS[char]
            total, digit = total + (digit or 1) * power, 0
    return total + digit


def _positional(text: str) -> int | None:
    if len(text) == 1:
        return _DIGITS[text]
    return int("".join(str(_DIGITS[char]) for char in text)) if len(text) == 4 else None  # a year: 二〇二〇
