"""Places figures in columns where not every column is printed: only sums prove where a figure stands."""

from collections.abc import Callable, Sequence
from itertools import combinations

from xieshou.kernel.exact import ZERO, Exact, NotExactError

_MAX_WAYS = 5000
_CENT = Exact(1, 100)

Placed = tuple[int, ...]


def exact_of(text: str) -> Exact:
    """The value of a figure; a dash is nothing."""
    try:
        return Exact.read(text.rstrip("%"))
    except NotExactError:
        return ZERO


def same(one: Exact, other: Exact, terms: int = 2) -> bool:
    """Whether two amounts are the same but for the rounding of so many of them."""
    limit = Exact(terms + 1, 2) * _CENT
    return not (limit < one - other or limit < other - one)


def placements(values: Sequence[Exact], columns: int, fits: Callable[[Sequence[Exact]], bool]) -> list[Placed]:
    """All ways to put the figures, in order, into so many columns for which the relation holds."""
    found: list[Placed] = []
    for count, places in enumerate(combinations(range(columns), len(values))):
        if count > _MAX_WAYS:
            break
        if fits(spread(values, places, columns)):
            found.append(places)
    return found


def spread(values: Sequence[Exact], places: Sequence[int], columns: int) -> list[Exact]:
    """The figures in their columns, nothing elsewhere."""
    row = [ZERO] * columns
    for place, value in zip(places, values, strict=True):
        row[place] = value
    return row


def three_public(row: Sequence[Exact]) -> bool:
    """The relations of 三公 tables: total = abroad + cars + reception, cars = bought + run, budget and spending."""
    return all(
        same(half[0], half[1] + half[2] + half[5], 3) and same(half[2], half[3] + half[4])
        for half in (row[:6], row[6:12])
    )


def split_by_sum(amounts: Sequence[Exact], wanted: Sequence[Exact]) -> list[int] | None:
    """Which of the wanted sums each amount belongs to; None when there is no way or more than one."""
    if len(wanted) != 2 or len(amounts) > 24:
        return None
    ways: dict[int, tuple[int, int]] = {0: (1, 0)}  # cents of the first sum → how many ways, the last one as bits
    for at, amount in enumerate(amounts):
        ways = _added(ways, amount.scaled(2), at)
        if len(ways) > _MAX_WAYS:
            return None
    goal = wanted[0].scaled(2)
    near = [way for cents, way in ways.items() if abs(cents - goal) <= len(amounts) + 1]
    if len(near) != 1 or near[0][0] != 1:
        return None
    return [0 if near[0][1] >> at & 1 else 1 for at in range(len(amounts))]


def _added(ways: dict[int, tuple[int, int]], cents: int, at: int) -> dict[int, tuple[int, int]]:
    result = dict(ways)
    for key, (count, bits) in ways.items():
        known = result.get(key + cents)
        more = count + (known[0] if known else 0)
        result[key + cents] = (more, bits | 1 << at)
    return result
