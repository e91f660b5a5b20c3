"""Made-up work of a province's size, and the time it takes: medians of several runs after a warm-up.

Made-up means that values come from a formula over the row number; no figure here was published.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from time import perf_counter

import polars as pl

from xieshou.engines.baseline import DecimalRow, decimal_function
from xieshou.engines.embedded import score_wide, stored_type
from xieshou.engines.long import Definitions, LongScores, score_long
from xieshou.kernel.exact import Exact
from xieshou.kernel.expr import Fact
from xieshou.kernel.lower import FactSpec
from xieshou.kernel.program import INDICATOR_POINTS_PLACES, program_of
from xieshou.kernel.rules.target import Direction, TargetRule
from xieshou.kernel.scheme import Scheme

INDICATORS = 15  # of one evaluation
SETS = 5_000
_AMOUNT = 10**7  # scaled amounts lie below this
_SAMPLE = 5_000  # evaluations of the decimal loop


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds: the median and the best of the runs."""

    median: float
    best: float


def timed(run: Callable[[], object], runs: int) -> Timing:
    """Runs once to warm up, then so many times."""
    run()
    seconds = []
    for _ in range(runs):
        began = perf_counter()
        run()
        seconds.append(perf_counter() - began)
    return Timing(median(seconds), min(seconds))


def peak_mb() -> int:
    """The most memory this process has had, in MB; 0 where the system does not tell (Windows)."""
    if sys.platform == "win32":
        return 0
    import resource  # noqa: PLC0415 - the module is not there on Windows

    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit


def copied(frames: Sequence[pl.DataFrame], runs: int) -> Timing:
    """Copying as many bytes as the frames hold from one place in memory to another."""
    source = bytearray(max(sum(int(frame.estimated_size()) for frame in frames), 1))
    target = memoryview(bytearray(len(source)))

    def copy() -> None:
        target[:] = source

    return timed(copy, runs)


# --- one scheme, a column per fact ---


def wide_facts(scheme: Scheme, evaluations: int) -> pl.DataFrame:
    """Facts within their bounds, one in a hundred missing."""
    row = pl.int_range(evaluations, dtype=pl.Int64)
    columns = []
    for number, spec in enumerate(program_of(scheme).facts):
        span = min(spec.high - spec.low + 1, _AMOUNT)
        mixed = (row + number * 7919) * (1_000_003 + 2 * number) % 1_000_000_007
        value = pl.when(mixed % 101 > 0).then(mixed % span + spec.low)
        columns.append(value.cast(stored_type(spec)).alias(spec.name))
    return pl.select(columns)


def time_wide(scheme: Scheme, facts: pl.DataFrame, runs: int) -> tuple[Timing, pl.DataFrame]:
    """Scores, sums per branch, total and grade of every row."""
    return timed(lambda: score_wide(scheme, facts), runs), score_wide(scheme, facts)


def decimal_seconds(scheme: Scheme, facts: pl.DataFrame, runs: int) -> float:
    """Seconds for one evaluation of a plain decimal loop, from a sample of the rows."""
    program = program_of(scheme)
    score = decimal_function(program.decisions, [spec.name for spec in program.facts], scheme.places)
    rows = [_decimals(program.facts, row) for row in facts.head(_SAMPLE).rows()]
    return timed(lambda: [score(row) for row in rows], runs).median / max(len(rows), 1)


def _decimals(specs: Sequence[FactSpec], row: Sequence[int | None]) -> DecimalRow:
    pairs = zip(specs, row, strict=True)
    return [None if value is None else Decimal(value).scaleb(-spec.places) for spec, value in pairs]


# --- own indicators, a row each ---


@dataclass(frozen=True, slots=True)
class LongWork:
    """Evaluations with fifteen indicators each, of so many different sets."""

    definitions: Definitions
    rows: pl.DataFrame
    ends: pl.Series
    whole: pl.DataFrame


def long_work(scheme: Scheme, evaluations: int, sets: int) -> LongWork:
    """Indicators of all six directions; three out of four have a target to be reached."""
    shapes = tuple(TargetRule(direction) for direction in Direction)
    number = pl.int_range(sets * INDICATORS, dtype=pl.Int64)
    place, mixed = number % INDICATORS, number * 1_000_003 % 1_000_000_007
    shape = pl.when(mixed % 4 > 0).then(0).otherwise(mixed % len(shapes))
    target = 10 ** (mixed % 8) + mixed % 1_000
    frame = pl.select(
        shape.cast(pl.UInt8).alias("shape"),
        (place * len(scheme.groups()) // INDICATORS).cast(pl.UInt8).alias("group"),
        pl.lit(10_000 // INDICATORS, dtype=pl.Int32).alias("points"),
        target.alias("target"),
        (target * 2).alias("high"),
    )
    rows = _rows(frame, evaluations, sets)
    ends = pl.int_range(INDICATORS, evaluations * INDICATORS + 1, INDICATORS, dtype=pl.Int64, eager=True)
    whole = pl.select(pl.repeat(1_000, evaluations, dtype=pl.Int32).alias("score:E"))
    return LongWork(Definitions(shapes, frame), rows, ends, whole)


def _rows(definitions: pl.DataFrame, evaluations: int, sets: int) -> pl.DataFrame:
    row = pl.int_range(evaluations * INDICATORS, dtype=pl.Int64)
    indicator = (row // INDICATORS % sets * INDICATORS + row % INDICATORS).cast(pl.UInt32)
    indicators = pl.select(indicator.alias("indicator"))
    target = definitions["target"].gather(indicators["indicator"])
    reached = target * (row * 7919 % 151 + 50) // 150
    return indicators.select("indicator", pl.when(row % 97 > 0).then(reached).alias("actual"))


def time_long(scheme: Scheme, work: LongWork, runs: int) -> tuple[Timing, LongScores]:
    """Scores of every row; sums per group, total and grade of every evaluation."""

    def run() -> LongScores:
        return score_long(scheme, work.definitions, work.rows, work.ends, work.whole)

    return timed(run, runs), run()


def decimal_seconds_long(work: LongWork, runs: int) -> float:
    """Seconds for one indicator of a plain decimal loop, from a sample of the rows."""
    names = ["points", "target", "high", "actual"]
    shapes = [decimal_function([shape.decision(Fact("points"))], names, 2) for shape in work.definitions.shapes]
    sample = work.rows.head(_SAMPLE * INDICATORS)
    frame = work.definitions.frame[sample["indicator"]].hstack(sample)
    rows = [
        (
            shapes[shape],
            (Decimal(points).scaleb(-INDICATOR_POINTS_PLACES), Decimal(target), Decimal(high), _maybe(actual)),
        )
        for shape, points, target, high, actual in frame.select("shape", *names).rows()
    ]
    return timed(lambda: [score(row) for score, row in rows], runs).median / max(len(rows), 1)


def _maybe(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


# --- one evaluation ---


def seconds_of_one(scheme: Scheme, facts: Sequence[Exact | None], runs: int, times: int = 2_000) -> float:
    """Seconds to score one evaluation by generated Python."""
    program = program_of(scheme)
    scaled = [
        None if value is None else value.scaled(spec.places) for spec, value in zip(program.facts, facts, strict=True)
    ]
    return timed(lambda: [program.run(scaled) for _ in range(times)], runs).median / times
