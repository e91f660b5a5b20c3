"""Generated facts: at random, at their bounds, at zero, missing, on ties and one unit beside them. Seeded, so repeatable."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from random import Random

import polars as pl

from xieshou.engines.embedded import stored_type
from xieshou.kernel.evaluate import Value
from xieshou.kernel.exact import Exact
from xieshou.kernel.lower import FactSpec
from xieshou.kernel.program import NOT_APPLICABLE_PREFIX

Row = list[int | None]
Draw = Callable[[FactSpec], int | None]

MISSING = 0.03
WIDE = 1000  # facts with more values than this are taken in proportion to each other
SHARES = tuple(Fraction(percent, 100) for percent in (5, 10, 25, 50, 60, 75, 80, 90, 95, 100, 130, 150, 200, 300))


def generate(specs: Sequence[FactSpec], count: int, seed: int) -> list[Row]:
    """Rows of scaled facts, in the order of the facts."""
    random = Random(seed)
    return [_row(specs, random) for _ in range(count)]


def _row(specs: Sequence[FactSpec], random: Random) -> Row:
    draw = random.choice((_anywhere, _sensible, _tie, _band, _end))(random)
    return [None if random.random() < MISSING else draw(spec) for spec in specs]


def _within(spec: FactSpec, value: int) -> int:
    return min(max(value, spec.low), spec.high)


def _anywhere(random: Random) -> Draw:
    return lambda spec: random.randint(spec.low, spec.high)


def _end(random: Random) -> Draw:
    return lambda spec: _within(spec, random.choice((spec.low, spec.high, 0, spec.low + 1, spec.high - 1)))


def _sensible(random: Random) -> Draw:
    """Most things in order, amounts near each other."""
    size = 10 ** random.randint(2, 9)

    def draw(spec: FactSpec) -> int:
        if spec.high - spec.low <= WIDE:
            return random.choice((spec.low, spec.high, random.randint(spec.low, spec.high)))
        return _within(spec, random.choice((0, size, random.randint(0, 2 * size), random.randint(0, 12))))

    return draw


def _tie(random: Random) -> Draw:
    """Ratios that end in exactly …5 at the decimal to be rounded, or one unit beside it."""
    unit = random.randint(1, 500)
    steps = 2 * 10 ** random.randint(1, 5) * random.choice((1, 2, 3, 4, 5, 6, 8))

    def draw(spec: FactSpec) -> int:
        if spec.high - spec.low <= WIDE:
            return random.randint(spec.low, spec.high)
        if random.random() < 0.5:
            return _within(spec, unit * steps)
        odd = 2 * random.randrange(steps * 3 // 5) + 1
        return _within(spec, unit * odd + random.choice((-1, 0, 0, 1)))

    return draw


def _band(random: Random) -> Draw:
    """Ratios on the limits of bands, or one unit beside them."""
    base = 100 * random.randint(1, 50_000)

    def draw(spec: FactSpec) -> int:
        whole = spec.high if spec.high == 100 * 10**spec.places else base
        value = int(whole * random.choice(SHARES)) if random.random() < 0.6 else whole
        return _within(spec, value + random.choice((-1, 0, 0, 1)))

    return draw


def as_frame(specs: Sequence[FactSpec], rows: Sequence[Row]) -> pl.DataFrame:
    """The rows as integer columns."""
    columns: list[Row] = [list(column) for column in zip(*rows, strict=True)]
    return pl.DataFrame(
        [pl.Series(spec.name, column, dtype=stored_type(spec)) for spec, column in zip(specs, columns, strict=True)]
    )


def as_fractions(specs: Sequence[FactSpec], row: Row) -> dict[str, Fraction | None]:
    """A row for the oracle."""
    values = zip(specs, row, strict=True)
    return {spec.name: None if value is None else Fraction(value, 10**spec.places) for spec, value in values}


def as_values(specs: Sequence[FactSpec], row: Row) -> dict[str, Value | None]:
    """A row for the exact interpreter; an item applies unless it is marked, as `read_facts` reads it."""
    return {spec.name: _value(spec, value) for spec, value in zip(specs, row, strict=True)}


def _value(spec: FactSpec, value: int | None) -> Value | None:
    if value is None and spec.name.startswith(NOT_APPLICABLE_PREFIX):
        value = 0
    return None if value is None else Value(Exact(value, 10**spec.places), str(value))
