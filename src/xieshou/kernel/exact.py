"""Exact numbers: a numerator and a positive denominator, both integers, in lowest terms. No float anywhere.

Rounding happens only where a rule says so, half away from zero (四舍五入): 2.665 → 2.67, −2.665 → −2.67.
"""

import re
from dataclasses import dataclass
from math import gcd
from typing import Self

_DECIMAL = re.compile(r"[+-]?\d+(?:,\d{3})*(?:\.\d+)?")
_MAX_DIGITS = 60
_CUT = 6


class NotExactError(ValueError):
    """A text that is not a plain decimal number."""


@dataclass(frozen=True, slots=True, init=False)
class Exact:
    """An exact rational number; the unit is the caller's to know."""

    num: int
    den: int

    def __init__(self, num: int, den: int = 1) -> None:
        if den == 0:
            raise ZeroDivisionError("an exact number has no zero denominator")
        sign = -1 if den < 0 else 1
        common = gcd(num, den)
        object.__setattr__(self, "num", sign * num // common)
        object.__setattr__(self, "den", sign * den // common)

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a plain decimal such as `1,234.50`; raises `NotExactError` for anything else."""
        plain = text.strip()
        if not _DECIMAL.fullmatch(plain) or len(plain) > _MAX_DIGITS:
            raise NotExactError(f"'{text}' is not a plain decimal number")
        whole, _, part = plain.replace(",", "").partition(".")
        return cls(int(whole + part), 10 ** len(part))

    def __add__(self, other: "Exact") -> "Exact":
        return Exact(self.num * other.den + other.num * self.den, self.den * other.den)

    def __sub__(self, other: "Exact") -> "Exact":
        return Exact(self.num * other.den - other.num * self.den, self.den * other.den)

    def __mul__(self, other: "Exact") -> "Exact":
        return Exact(self.num * other.num, self.den * other.den)

    def __truediv__(self, other: "Exact") -> "Exact":
        return Exact(self.num * other.den, self.den * other.num)

    def __neg__(self) -> "Exact":
        return Exact(-self.num, self.den)

    def __lt__(self, other: "Exact") -> bool:
        return self.num * other.den < other.num * self.den

    def __le__(self, other: "Exact") -> bool:
        return self.num * other.den <= other.num * self.den

    def __gt__(self, other: "Exact") -> bool:
        return other < self

    def __ge__(self, other: "Exact") -> bool:
        return other <= self

    def __bool__(self) -> bool:
        return self.num != 0

    def rounded(self, places: int) -> "Exact":
        """Rounded half away from zero to so many decimals."""
        return Exact(self.scaled(places), 10**places)

    def scaled(self, places: int) -> int:
        """The rounded number times 10**places, an integer."""
        size: int = (2 * abs(self.num) * 10**places + self.den) // (2 * self.den)
        return -size if self.num < 0 else size

    def places(self, limit: int = 12) -> int | None:
        """Decimals needed to write the number fully, or None when it has no end within the limit."""
        for places in range(limit + 1):
            if 10**places % self.den == 0:
                return places
        return None

    def text(self, places: int | None = None) -> str:
        """Decimal text: with so many decimals (rounded), or in full; an endless one is cut (not rounded) after six: `0.644222…`."""
        if places is not None:
            return _digits(self.scaled(places), places)
        needed = self.places()
        if needed is not None:
            return _digits(self.scaled(needed), needed)
        size = abs(self.num) * 10**_CUT // self.den
        return _digits(-size if self.num < 0 else size, _CUT) + "…"

    def __str__(self) -> str:
        return self.text()


def _digits(scaled: int, places: int) -> str:
    digits = str(abs(scaled)).rjust(places + 1, "0")
    whole, part = digits[: len(digits) - places], digits[len(digits) - places :]
    return ("-" if scaled < 0 else "") + whole + (f".{part}" if places else "")


ZERO = Exact(0)
ONE = Exact(1)
HUNDRED = Exact(100)


def total(numbers: "list[Exact]") -> Exact:
    """The sum; zero for none."""
    result = ZERO
    for number in numbers:
        result = result + number
    return result
