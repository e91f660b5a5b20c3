"""Exact numbers of the dictionary: read as people write them, shown without losing a digit."""

import re
import unicodedata
from fractions import Fraction

from xieshou.lib.problems import Invalid, Problem

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_DIGITS = 4


def read_number(text: str, where: str) -> Fraction:
    """A decimal number, also with thousands separators and in full width. Raises `Invalid`."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    if not _NUMBER.fullmatch(plain):
        raise Invalid(Problem(f"“{text.strip()}”不是数", where, "1234.5 这样的数", "单位不要写在数里"))
    return Fraction(plain)


def exact_text(value: Fraction) -> str:
    """A number in full; one that no decimal holds as a fraction with its rounded value, marked ≈."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest == 1:
        return _decimal(value, max(twos, fives))
    return f"{value.numerator}/{value.denominator} ≈ {_decimal(_half_up(value), _DIGITS)}"


def _half_up(value: Fraction) -> Fraction:
    scaled = abs(value) * 10**_DIGITS
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(units if value > 0 else -units, 10**_DIGITS)


def _decimal(value: Fraction, digits: int) -> str:
    units = abs(value) * 10**digits
    whole, decimals = divmod(int(units), 10**digits)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}" + (f".{decimals:0{digits}d}".rstrip("0").rstrip(".") if digits else "")
