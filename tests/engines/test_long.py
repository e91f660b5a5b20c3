"""Own indicators in rows: where evaluations begin and end, and what is refused. Scores are in tests/conformance."""

from dataclasses import replace

import polars as pl
import pytest

from tests.kernel.evaluations import own
from xieshou.engines.embedded import FactColumnError, OutOfBoundsError
from xieshou.engines.long import Definitions, LongScores, score_long
from xieshou.kernel.expr import OUTCOMES
from xieshou.kernel.rules.target import Direction, TargetRule

SHAPES = (TargetRule(Direction.AT_LEAST), TargetRule(Direction.AT_MOST))
DEFINED = Definitions(
    SHAPES, pl.DataFrame({"shape": [0, 1], "group": [0, 0], "points": [1200, 800], "target": [4, 5], "high": [0, 0]})
)
ROWS = pl.DataFrame({"indicator": [0, 1, 0], "actual": [3, 10, None]})
ENDS = pl.Series([2, 3])


def whole(evaluations: int) -> pl.DataFrame:
    return pl.DataFrame(
        {"score:E": [500] * evaluations, "na_E": [0] * evaluations}, schema={"score:E": pl.Int32, "na_E": pl.Int8}
    )


def scored(rows: pl.DataFrame = ROWS, ends: pl.Series = ENDS, defined: Definitions = DEFINED) -> LongScores:
    return score_long(own(), defined, rows, ends, whole(len(ends)), outcomes=True)


def test_it_scores_each_row_by_its_definition() -> None:
    rows = scored().rows
    assert rows["score"].to_list() == [900, 400, 0]
    assert [OUTCOMES[code].value for code in rows["outcome"]] == ["proportional", "proportional", "missing"]


def test_it_sums_the_rows_of_each_evaluation() -> None:
    totals = scored().totals
    assert totals.select("score:E", "sum:P").rows() == [(500, 1300), (500, 0)]
    assert totals["total"].to_list() == [6000, 1667]  # of 30 points


@pytest.mark.parametrize(
    ("ends", "sums"),
    [([0, 2, 3], [0, 1300, 0]), ([2, 2, 3], [1300, 0, 0]), ([2, 3, 3], [1300, 0, 0]), ([0, 0, 3], [0, 0, 1300])],
)
def test_it_sums_to_nothing_for_an_evaluation_without_rows(ends: list[int], sums: list[int]) -> None:
    assert scored(ends=pl.Series(ends)).totals["sum:P"].to_list() == sums


def test_it_takes_evaluations_without_any_row() -> None:
    assert scored(ROWS.clear(), pl.Series([0, 0])).totals["sum:P"].to_list() == [0, 0]


def test_it_waives_the_points_of_a_row_that_does_not_apply() -> None:
    result = scored(ROWS.with_columns(pl.Series("not_applicable", [False, True, False])))
    assert [OUTCOMES[code].value for code in result.rows["outcome"]] == ["proportional", "not-applicable", "missing"]
    assert result.totals["total"].to_list() == [6364, 1667]  # 14 of 22 points, 5 of 30
    assert "waived" not in result.totals.columns


def test_it_gives_outcomes_only_when_asked() -> None:
    assert score_long(own(), DEFINED, ROWS, ENDS, whole(2)).rows.columns == ["score"]


def test_it_needs_the_upper_end_of_a_range_only_for_ranges() -> None:
    ranged = Definitions((TargetRule(Direction.RANGE), SHAPES[1]), DEFINED.frame.with_columns(high=pl.Series([6, 0])))
    assert scored(defined=ranged).rows["score"].to_list() == [900, 400, 0]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            ROWS.with_columns(indicator=pl.Series([0, 1, 2])),
            r"'indicator' has the value 2 \(scaled\), allowed are 0 to 1",
        ),
        (
            ROWS.with_columns(actual=pl.Series([0, 1, -2])),
            r"'actual' has the value -2 \(scaled\), allowed are 0 to 10000",
        ),
        (ROWS.with_columns(actual=pl.lit(10**13 + 1)), r"'actual' has the value 10000000000001"),
    ],
)
def test_it_refuses_rows_out_of_bounds(rows: pl.DataFrame, said: str) -> None:
    with pytest.raises(OutOfBoundsError, match=said):
        scored(rows)


@pytest.mark.parametrize(
    ("name", "value"), [("shape", 2), ("group", 1), ("points", 10_001), ("target", -1), ("high", 10**14)]
)
def test_it_refuses_definitions_out_of_bounds(name: str, value: int) -> None:
    frame = DEFINED.frame.with_columns(pl.lit(value).alias(name))
    with pytest.raises(OutOfBoundsError, match=f"'{name}' has the value {value}"):
        scored(defined=replace(DEFINED, frame=frame))


@pytest.mark.parametrize("ends", [[3, 2], [2], [2, 4], []])
def test_it_refuses_ends_that_do_not_rise_to_the_number_of_rows(ends: list[int]) -> None:
    with pytest.raises(FactColumnError, match="'ends' must rise to the number of rows, 3"):
        scored(ends=pl.Series(ends, dtype=pl.Int64))


def test_it_refuses_a_row_without_an_indicator() -> None:
    with pytest.raises(FactColumnError, match="missing values in indicator: only 'actual' may be missing"):
        scored(ROWS.with_columns(indicator=pl.Series([0, None, 1])))


def test_it_refuses_to_total_without_the_items_of_the_whole() -> None:
    with pytest.raises(
        FactColumnError, match="'whole' lacks score:E, na_E: give what score_wide gives for this scheme"
    ):
        score_long(own(), DEFINED, ROWS, ENDS)
    with pytest.raises(FactColumnError, match="'whole' has 1 rows, there are 2 evaluations"):
        score_long(own(), DEFINED, ROWS, ENDS, whole(1))
