"""Own indicators by the million: every project has its own, so a row is an indicator and indicator sets number thousands.

Work is batched by rule shape (direction, treatment of a missed target, over-achievement table), never by set: a shape's points
and target are columns like its actual value. Rows stand sorted by evaluation, and sums per group are differences of running
sums at each evaluation's last row, so nothing is grouped by hash.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from xieshou.engines.embedded import (
    FactColumnError,
    check_columns,
    lowered,
    score_column,
    score_type,
    sum_column,
    with_totals,
)
from xieshou.kernel.expr import OUTCOMES, Fact, Outcome
from xieshou.kernel.lower import FactSpec
from xieshou.kernel.program import INDICATOR_SPECS, NOT_APPLICABLE_PREFIX
from xieshou.kernel.rules.target import Direction, TargetRule
from xieshou.kernel.scheme import Scheme

NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Definitions:
    """The indicators of all sets.

    `shapes` are the rule shapes that occur. `frame` has a row per indicator: `shape` (position in `shapes`), `group` (position
    among the scheme's groups), `points` (hundredths), `target` and `high` (integers at the scale of the actual values to come;
    `high` only for ranges, else 0).
    """

    shapes: tuple[TargetRule, ...]
    frame: pl.DataFrame


@dataclass(frozen=True, slots=True)
class LongScores:
    """`rows`: `score` (and `outcome`) of every indicator. `totals`: per evaluation, sums per group and branch, total, grade."""

    rows: pl.DataFrame
    totals: pl.DataFrame


def score_long(
    scheme: Scheme,
    definitions: Definitions,
    rows: pl.DataFrame,
    ends: pl.Series,
    whole: pl.DataFrame | None = None,
    *,
    outcomes: bool = False,
) -> LongScores:
    """Scores every row, and sums them per evaluation as `score_wide` does.

    `rows` has `indicator` (row number in the definitions), `actual` (integer, null when missing) and, where some do not apply,
    `not_applicable` (true or false), sorted by evaluation. `ends` holds, per evaluation, the number of rows up to and
    including it. `whole` is what `score_wide` gives for the scheme's ruled items, a row per evaluation.
    """
    _check(scheme, definitions, rows, ends)
    _check_whole(scheme, whole, len(ends))
    columns = _columns(scheme, definitions, outcomes=outcomes, waives=NOT_APPLICABLE in rows.columns)
    scored = _gathered(definitions, rows).select(columns).collect(engine="streaming")
    kept = ["score", "outcome"] if outcomes else ["score"]
    return LongScores(scored.select(kept), _totals(scheme, scored, ends, whole))


def _check(scheme: Scheme, definitions: Definitions, rows: pl.DataFrame, ends: pl.Series) -> None:
    shape = FactSpec("shape", 0, 0, len(definitions.shapes) - 1)
    group = FactSpec("group", 0, 0, len(scheme.groups()) - 1)
    limits = [INDICATOR_SPECS[name] for name in ("points", "target", "high")]
    check_columns(definitions.frame.lazy(), [shape, group, *limits])
    indicator = FactSpec("indicator", 0, 0, definitions.frame.height - 1)
    check_columns(rows.lazy(), [indicator, INDICATOR_SPECS["actual"]])
    absent = [column.name for column in (*definitions.frame, rows["indicator"], ends) if column.null_count()]
    if absent:
        raise FactColumnError(f"missing values in {', '.join(absent)}: only 'actual' may be missing")
    if not ends.is_sorted() or (rows.height != ends[-1] if len(ends) else rows.height):
        raise FactColumnError(f"'ends' must rise to the number of rows, {rows.height}")


def _check_whole(scheme: Scheme, whole: pl.DataFrame | None, evaluations: int) -> None:
    wanted = [score_column(item.code) for item in scheme.ruled()]
    wanted += [NOT_APPLICABLE_PREFIX + item.code for item in scheme.ruled() if item.may_not_apply]
    absent = [name for name in wanted if whole is None or name not in whole.columns]
    if absent:
        raise FactColumnError(f"'whole' lacks {', '.join(absent)}: give what score_wide gives for this scheme")
    if whole is not None and whole.height != evaluations:
        raise FactColumnError(f"'whole' has {whole.height} rows, there are {evaluations} evaluations")


def _gathered(definitions: Definitions, rows: pl.DataFrame) -> pl.LazyFrame:
    """Each row with what its definition says; the upper end only when there are ranges."""
    has_range = any(shape.direction is Direction.RANGE for shape in definitions.shapes)
    names = ["shape", "group", "points", "target", *(["high"] if has_range else [])]
    return definitions.frame.select(names)[rows["indicator"]].hstack(rows.drop("indicator")).lazy()


def _columns(scheme: Scheme, definitions: Definitions, *, outcomes: bool, waives: bool) -> list[pl.Expr]:
    short = score_type(scheme)
    decisions = [shape.decision(Fact("points")) for shape in definitions.shapes]
    plans = [lowered(decision, scheme.places, short, INDICATOR_SPECS) for decision in decisions]
    score = _by_shape([plan.score for plan in plans])
    outcome = _by_shape([plan.outcome for plan in plans])
    if waives:
        not_applicable = pl.lit(OUTCOMES.index(Outcome.NOT_APPLICABLE), dtype=pl.UInt8)
        score = pl.when(NOT_APPLICABLE).then(pl.lit(0, dtype=short)).otherwise(score)
        outcome = pl.when(NOT_APPLICABLE).then(not_applicable).otherwise(outcome)
    columns = [score.alias("score"), pl.col("group")]
    columns += [outcome.alias("outcome")] if outcomes else []
    columns += [pl.when(NOT_APPLICABLE).then("points").otherwise(0).alias("waived")] if waives else []
    return columns


def _by_shape(plans: Sequence[pl.Expr]) -> pl.Expr:
    result = plans[-1]
    for number, plan in reversed(list(enumerate(plans[:-1]))):
        result = pl.when(pl.col("shape") == number).then(plan).otherwise(result)
    return result


def _totals(scheme: Scheme, scored: pl.DataFrame, ends: pl.Series, whole: pl.DataFrame | None) -> pl.DataFrame:
    sums = [
        pl.when(pl.col("group") == number).then("score").otherwise(0).alias(sum_column(group.code))
        for number, group in enumerate(scheme.groups())
    ]
    waived = ["waived"] if "waived" in scored.columns else []
    running = scored.lazy().select(*sums, *waived).select(pl.all().cast(pl.Int64).cum_sum()).collect()
    parts = _differences(running, ends).with_columns(pl.col("^sum:.*$").cast(score_type(scheme)))
    frame = parts if whole is None else whole.hstack(parts)
    with_all = with_totals(scheme, frame.lazy(), pl.col("waived") if waived else None)
    return with_all.drop(waived).collect(engine="streaming")


def _differences(running: pl.DataFrame, ends: pl.Series) -> pl.DataFrame:
    """The running sums at each evaluation's last row less those at the last row of the one before."""
    if len(ends) and ends[0] == 0:  # an evaluation without rows comes first: begin from a row of zeros
        zeros = running.clear(1).fill_null(0)
        running, ends = pl.concat([zeros, running]), ends + 1
    return running[ends.cast(pl.Int64) - 1].select(pl.all() - pl.all().shift(1, fill_value=0))
