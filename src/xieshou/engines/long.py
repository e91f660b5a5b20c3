"""Own indicators by the million: every project has its own, so a row is an indicator and indicator sets number thousands.

Work is batched by rule shape (direction, treatment of a missed target, over-achievement table), never by set: a shape's points
and target are columns like its actual value. Rows stand sorted by evaluation, and sums per level and in total are differences
of running sums at each evaluation's last row, so nothing is grouped by hash.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from xieshou.engines.embedded import PolarsOps, grade_expr
from xieshou.kernel.expr import Fact
from xieshou.kernel.lower import NARROW_BITS, Lowering
from xieshou.kernel.program import INDICATOR_SPECS
from xieshou.kernel.rules.target import TargetRule
from xieshou.kernel.scheme import Scheme

_COLUMNS = ("shape", "level", "points", "target", "high")


@dataclass(frozen=True, slots=True)
class Definitions:
    """The indicators of all sets.

    `shapes` are the rule shapes that occur. `frame` has a row per indicator: `shape` (position in `shapes`), `level` (position
    among the scheme's groups), `points` (hundredths), `target` and `high` (integers at the scale of the actual values to come;
    `high` only for ranges, else 0).
    """

    shapes: tuple[TargetRule, ...]
    frame: pl.DataFrame


def score_long(
    scheme: Scheme, definitions: Definitions, rows: pl.DataFrame, ends: pl.Series, whole: Sequence[pl.Series] = ()
) -> tuple[pl.Series, pl.DataFrame]:
    """The score of every row (hundredths) and, per evaluation, the sum of each group, the total and the grade's position.

    `rows` has `indicator` (row number in the definitions) and `actual` (integer, null when missing), sorted by evaluation.
    `ends` holds, per evaluation, the number of rows up to and including it. `whole` are scores of items that belong to the
    evaluation as a whole, such as budget execution.
    """
    gathered = [pl.lit(definitions.frame[name]).gather(pl.col("indicator")).alias(name) for name in _COLUMNS]
    frame = (
        rows.lazy()
        .select("actual", *gathered)
        .select(_score(definitions.shapes).cast(pl.Int32).alias("score"), "level")
        .collect(engine="streaming")
    )
    sums = [
        _segment_sums(frame, ends, number).alias(f"sum:{group.code}") for number, group in enumerate(scheme.groups())
    ]
    parts = pl.DataFrame([*sums, *whole])
    totals = parts.with_columns(pl.sum_horizontal(pl.all()).cast(pl.Int32).alias("total"))
    return frame["score"], totals.with_columns(grade_expr(scheme).alias("grade"))


def _score(shapes: Sequence[TargetRule]) -> pl.Expr:
    lowering = Lowering(PolarsOps(pl.Int64()), INDICATOR_SPECS)
    scored = [lowering.rounded(shape.decision(Fact("points")), 2).code for shape in shapes]
    if lowering.bits > NARROW_BITS:
        lowering = Lowering(PolarsOps(pl.Int128()), INDICATOR_SPECS)
        scored = [lowering.rounded(shape.decision(Fact("points")), 2).code for shape in shapes]
    result = scored[-1]
    for number, score in reversed(list(enumerate(scored[:-1]))):
        result = pl.when(pl.col("shape") == number).then(score).otherwise(result)
    return result


def _segment_sums(frame: pl.DataFrame, ends: pl.Series, level: int) -> pl.Series:
    own = pl.when(pl.col("level") == level).then(pl.col("score")).otherwise(0)
    running = frame.lazy().select(own.cast(pl.Int64).cum_sum()).collect(engine="streaming").to_series()
    at_end = running.gather(ends - 1)
    return (at_end - at_end.shift(1, fill_value=0)).cast(pl.Int32)
