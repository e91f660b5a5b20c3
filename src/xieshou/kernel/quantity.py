"""An amount with its unit, exact, as people write it: `6.32 亿元`, `13,500 平方米`, `64.42%`, `0`."""

import re
from dataclasses import dataclass
from enum import StrEnum
from math import gcd
from typing import Self

from xieshou.kernel.text import MAX_NUMBER, NUMBER, fold_numerals, has_digits, normalise, read_number
from xieshou.kernel.units import UnitError, converts, ratio, unit_written

_AMOUNT = re.compile(f"([+-]?{NUMBER})([^0-9].*|)")
_AREA_AMOUNT = re.compile(f"([+-]?{NUMBER})(k?m[23])")
_APPROXIMATE = re.compile("约|近|余|左右|上下|多|逾|几|大概")
_MAX_PLACES = 18
_MAX_DIGITS = 10**27


class UnreadReason(StrEnum):
    """Why a text was not read."""

    EMPTY = "empty"
    NO_NUMBER = "no-number"  # no number in it
    APPROXIMATE = "approximate"  # about so much, not an amount
    UNIT_UNCLEAR = "unit-unclear"  # more than a number and a unit
    SEVERAL_SIGNS = "several-signs"  # several comparison signs
    SIGNS_DISAGREE = "signs-disagree"  # signs that contradict each other
    SIGN_WITHOUT_NUMBER = "sign-without-number"  # a comparison sign without a number
    NOT_A_DATE = "not-a-date"  # a day that the calendar does not have
    RANGE_UNCLEAR = "range-unclear"  # a range whose ends do not go together
    NOT_ONE_VALUE = "not-one-value"  # a range where one value was measured
    TOO_LONG = "too-long"  # too many digits


@dataclass(frozen=True, slots=True)
class Unread:
    """A text that is no quantity, verbatim, with the reason."""

    text: str
    reason: UnreadReason


class QuantityError(ValueError):
    """A quantity that cannot be written down and read again."""


class InexactConversionError(UnitError):
    """An amount that has no finite decimal in the unit asked for."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """The amount digits / 10**places in a unit; `50.0 次` keeps its decimal and is another value than `50 次`.

    Unit: as written, `` for a plain number. Missing: there is no missing quantity, zero is a quantity.
    Errors: `QuantityError` for a unit that is more than a unit. Use `is_same_amount` to compare across units.
    """

    digits: int
    places: int = 0
    unit: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.places <= _MAX_PLACES or abs(self.digits) >= _MAX_DIGITS:
            raise QuantityError(f"{self.digits}/10^{self.places}: at most 27 digits and {_MAX_PLACES} places")
        if unit_written(self.unit) != self.unit:
            raise QuantityError(f"'{self.unit}' is not a unit: write a word such as 次 or 万元, '' for none")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a quantity that must be one; raises `QuantityError` with the reason."""
        read = _amount(normalise(text))
        if isinstance(read, UnreadReason):
            raise QuantityError(f"'{text}' is not a quantity ({read.value}): write one number and one unit")
        return cls(*read)

    def __str__(self) -> str:
        size = str(abs(self.digits)).rjust(self.places + 1, "0")
        whole, part = size[: len(size) - self.places], size[len(size) - self.places :]
        number = ("-" if self.digits < 0 else "") + whole + (f".{part}" if self.places else "")
        return number + ("" if self.unit in ("", "%", "‰") else " ") + self.unit

    def rational(self) -> tuple[int, int]:
        """The amount in its own unit as (numerator, positive denominator), in lowest terms."""
        common = gcd(self.digits, 10**self.places)
        return self.digits // common, 10**self.places // common

    def in_unit(self, unit: str) -> "Quantity":
        """The same amount in another unit, exactly.

        Raises `UnitsDoNotConvertError`, or `InexactConversionError` for no finite decimal (1 亩 in 平方米).
        """
        if unit == self.unit:
            return self
        num, den = ratio(self.unit, unit)
        top, bottom = self.digits * num, 10**self.places * den
        for places in range(_MAX_PLACES + 1):
            if top * 10**places % bottom == 0:
                return Quantity(top * 10**places // bottom, places, unit)
        raise InexactConversionError(f"{self} has no finite decimal in '{unit}': compare it instead")

    def converts_to(self, other: "Quantity") -> bool:
        """Whether the two can be compared."""
        return converts(self.unit, other.unit)

    def scaled_with(self, other: "Quantity") -> tuple[int, int]:
        """Both amounts as integers of one scale, this one first; raises `UnitsDoNotConvertError`."""
        num, den = ratio(self.unit, other.unit)
        places = max(self.places, other.places)
        mine = self.digits * 10 ** (places - self.places) * num
        theirs = other.digits * 10 ** (places - other.places) * den
        common = gcd(num, den)
        return mine // common, theirs // common

    def is_same_amount(self, other: "Quantity") -> bool:
        """Whether both are the same amount, in whatever unit; raises `UnitsDoNotConvertError`."""
        mine, theirs = self.scaled_with(other)
        return mine == theirs

    def __lt__(self, other: "Quantity") -> bool:
        mine, theirs = self.scaled_with(other)
        return mine < theirs

    def __le__(self, other: "Quantity") -> bool:
        return not other < self

    def __gt__(self, other: "Quantity") -> bool:
        return other < self

    def __ge__(self, other: "Quantity") -> bool:
        return not self < other


def read_quantity(text: str) -> Quantity | Unread:
    """Read one amount with its unit: `1.5796亿`, `13,500 平方米`, `100百分比`, `16 次/月`, `一个半月`.

    Unit: as written; an unknown one stays as written. Missing: an empty text is unread, `0` is zero.
    Anything more than one number and one unit comes back as `Unread` with the reason. Never raises.
    """
    read = _amount(normalise(text))
    return Unread(text, read) if isinstance(read, UnreadReason) else Quantity(*read)


def _amount(text: str) -> tuple[int, int, str] | UnreadReason:
    folded = fold_numerals(text)
    found = _AREA_AMOUNT.fullmatch(folded) or _AMOUNT.fullmatch(folded)
    if not found:
        return _why_unread(text)
    number, unit = read_number(found[1]), unit_written(found[2])
    if number is None or abs(number[0]) >= _MAX_DIGITS or number[1] > _MAX_PLACES:
        return UnreadReason.TOO_LONG
    return _why_unread(text) if unit is None else (*number, unit)


def _why_unread(text: str) -> UnreadReason:
    if not text:
        return UnreadReason.EMPTY
    if not has_digits(text):
        return UnreadReason.NO_NUMBER
    if len(text) > 4 * MAX_NUMBER:
        return UnreadReason.TOO_LONG
    return UnreadReason.APPROXIMATE if _APPROXIMATE.search(text) else UnreadReason.UNIT_UNCLEAR
