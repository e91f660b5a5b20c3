"""Published figures as exact numbers: the value, the decimals it was printed with, its unit and where it stands."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from xieshou.kernel.exact import HUNDRED, ONE, Exact, total
from xieshou.kernel.reading import FindingVerdict, Seen, Spot
from xieshou.kernel.text import NUMBER, normalise, read_number
from xieshou.kernel.units import ratio

_CELL = re.compile(f"([+-]?{NUMBER})(%|分|元|万元|亿元)?")
_SPACED = re.compile(r"(?<=[0-9.,]) (?=[0-9.,])")
MAX_DIGITS, MAX_PLACES = 24, 10  # nobody publishes more; a longer run of digits is several cells run together
MONEY_SCALE = {"元": 0, "万元": 4, "亿元": 8}


@dataclass(frozen=True, slots=True)
class Figure:
    """One published number. Unit: as written, or the one its table names; `` for none."""

    value: Exact
    places: int
    text: str
    spot: Spot
    unit: str = ""
    label: str = ""

    def __str__(self) -> str:
        return self.text + self.unit

    def in_unit(self, unit: str) -> "Figure":
        """The same amount in another unit; raises `UnitsDoNotConvertError`."""
        num, den = ratio(self.unit, unit)
        value = self.value * Exact(num, den)
        return Figure(value, self.places + len(str(den)) - len(str(num)), value.text(), self.spot, unit, self.label)


def figure(seen: Seen | None, unit: str = "", label: str = "") -> Figure | None:
    """The number in a cell; None for an empty cell, a dash, or anything that is not one number."""
    if seen is None:
        return None
    number = _number_kept(seen.text) if len(seen.text) <= _SHORT else _number(seen.text)
    if number is None:
        return None
    value, places, text, own = number
    return Figure(value, places, text, seen.spot, own or unit, label)


def _number(cell: str) -> tuple[Exact, int, str, str] | None:
    """The number of a cell: its value, its decimals, itself as printed, its unit; None for anything else."""
    found = _CELL.fullmatch(_SPACED.sub("", normalise(cell)))
    number = read_number(found[1]) if found else None
    if found is None or number is None or len(found[1]) > MAX_DIGITS or number[1] > MAX_PLACES:
        return None
    return Exact(number[0], 10 ** number[1]), number[1], found[1], found[2] or ""


_SHORT, _KEPT = 64, 8_192  # one figure is asked for by many relations; longer texts are not worth their memory
_number_kept = lru_cache(maxsize=_KEPT)(_number)


def figures(seen: Iterable[Seen | None], unit: str = "") -> list[Figure]:
    """The numbers among some cells."""
    return [found for cell in seen if (found := figure(cell, unit))]


def distance(one: Exact, other: Exact) -> Exact:
    """How far apart two numbers are."""
    return one - other if one >= other else other - one


def step(places: int) -> Exact:
    """One in the last of so many decimals."""
    return Exact(1, 10**places)


def is_rounded_unit(unit: str | None) -> bool:
    """Whether amounts in the unit are rounded from 元, so that sums may miss by the rounding of each term."""
    return unit in ("万元", "亿元")


def judge_sum(whole: Figure, parts: Sequence[Figure], *, rounded: bool) -> FindingVerdict:
    """Whether parts add up to a whole: 0.005 for each rounded term and for the whole itself."""
    missing = distance(whole.value, sum_of(parts))
    if not missing:
        return FindingVerdict.OK
    places = max([whole.places, *(part.places for part in parts)])
    if whole.places < places and sum_of(parts).rounded(whole.places) == whole.value:
        return FindingVerdict.ROUNDING
    allowed = step(max(places, 2)) * Exact(len(parts) + 1, 2)
    return FindingVerdict.ROUNDING if rounded and missing <= allowed else FindingVerdict.MISMATCH


def judge_equal(one: Figure, other: Figure, *, rounded: bool) -> FindingVerdict:
    """Whether two figures in one unit are the same: as printed, or at the fewer decimals of the two."""
    if one.value == other.value:
        return FindingVerdict.OK
    fewer = min(one.places, other.places)
    if one.places != other.places and one.value.rounded(fewer) == other.value.rounded(fewer):
        return FindingVerdict.OK
    near = distance(one.value, other.value) <= step(max(one.places, other.places, 2))
    return FindingVerdict.ROUNDING if rounded and near else FindingVerdict.MISMATCH


def judge_rate(printed: Figure, rate: Exact, low: Exact | None = None, high: Exact | None = None) -> FindingVerdict:
    """Whether a printed rate is the recomputed one at its decimals; one in the last decimal is rounding.

    `low`, `high`: the rates that unrounded amounts could give; a printed rate between them is a question.
    """
    if rate.rounded(printed.places) == printed.value:
        return FindingVerdict.OK
    shown = rate.rounded(printed.places) if printed.places else rate  # a whole number is at most cut, or rounded up
    if distance(shown, printed.value) <= step(printed.places):
        return FindingVerdict.ROUNDING
    if low is not None and high is not None and low <= printed.value <= high:
        return FindingVerdict.QUESTION
    return FindingVerdict.MISMATCH


def percent(part: Exact, whole: Exact) -> Exact | None:
    """part ÷ whole × 100; None when the whole is zero."""
    return part / whole * HUNDRED if whole else None


def sum_of(parts: Sequence[Figure]) -> Exact:
    """The sum of figures in one unit."""
    return total([part.value for part in parts])


def written_sum(parts: Sequence[Figure], limit: int = 30) -> str:
    """`6.40+7.15+…`, the terms as printed."""
    return "+".join(part.text for part in parts[:limit]) + ("+…" if len(parts) > limit else "")


def signed(amount: Exact) -> str:
    """A difference with its sign."""
    return ("+" if amount > Exact(0) else "") + amount.text()


def root_growth(ratio_: Exact, years: int, places: int) -> Exact:
    """The yearly growth in per cent, rounded to so many decimals, that makes `ratio_` in so many years."""
    scale = HUNDRED * Exact(10 ** (places + 1))
    low, high = 0, (int(ratio_.num // ratio_.den) + 2) * scale.num
    while low < high:
        middle = (low + high + 1) // 2
        if power(Exact(middle, scale.num), years) <= ratio_:
            low = middle
        else:
            high = middle - 1
    return ((Exact(low, scale.num) - ONE) * HUNDRED).rounded(places)


def power(base: Exact, times: int) -> Exact:
    """The base multiplied by itself so many times."""
    result = ONE
    for _ in range(times):
        result = result * base
    return result
