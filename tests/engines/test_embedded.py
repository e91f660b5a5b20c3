"""The wide engine: what Polars does with nulls, zeros and types must mean what the kernel means."""

import polars as pl
import pytest

from tests.kernel.schemes import with_rule
from xieshou.engines.embedded import (
    FactColumnError,
    OutOfBoundsError,
    PolarsOps,
    check_columns,
    computing_type,
    scaled_column,
    score_type,
    score_wide,
    stored_type,
)
from xieshou.kernel.exact import Exact
from xieshou.kernel.expr import OUTCOMES, Op
from xieshou.kernel.lower import FactSpec
from xieshou.kernel.scheme import Scheme
from xieshou.kernel.scheme_reader import read_scheme

DONE = FactSpec("done", 2, 0, 1000)
each_integer = pytest.mark.parametrize("dtype", [pl.Int32(), pl.Int64(), pl.Int128()], ids=str)


def scheme(text: str = "{kind: ratio, formula: done / planned}") -> Scheme:
    return read_scheme(with_rule(text), "sample.yaml")


def reasons(given: Scheme, **facts: list[int | None]) -> list[tuple[int, str]]:
    frame = score_wide(given, pl.DataFrame(facts, schema=dict.fromkeys(facts, pl.Int64)), outcomes=True)
    return [(score, OUTCOMES[code].value) for score, code in frame.select("score:A", "outcome:A").rows()]


# --- the engine's own behaviour, on which the meaning of missing and zero rests ---


@each_integer
def test_it_may_divide_by_zero_in_a_branch_that_is_not_chosen(dtype: pl.DataType) -> None:
    ops = PolarsOps(dtype)
    guarded = ops.where(
        ops.compare(Op.LE, ops.fact("d"), ops.const(0)), ops.const(7), ops.div(ops.fact("n"), ops.fact("d"))
    )
    frame = pl.DataFrame({"n": [5, 5, -7], "d": [0, 2, 2]})
    assert frame.lazy().select(guarded.alias("x")).collect(engine="streaming")["x"].to_list() == [7, 2, -4]


@each_integer
def test_it_divides_as_python_does(dtype: pl.DataType) -> None:
    ops = PolarsOps(dtype)
    frame = pl.DataFrame({"n": [7, -7, 0, 6], "d": [2, 2, 5, 3]})
    assert frame.select(ops.div(ops.fact("n"), ops.fact("d")))["n"].to_list() == [7 // 2, -7 // 2, 0, 2]


@each_integer
def test_it_takes_the_other_branch_when_a_condition_is_null(dtype: pl.DataType) -> None:
    ops = PolarsOps(dtype)
    chosen = ops.where(ops.compare(Op.GT, ops.fact("n"), ops.const(1)), ops.const(1), ops.const(2))
    assert pl.DataFrame({"n": [None, 5, 0]}).select(chosen.alias("x"))["x"].to_list() == [2, 1, 2]


def test_it_decides_an_or_by_the_side_that_is_known() -> None:
    ops = PolarsOps(pl.Int64())
    either = ops.either(ops.missing("n"), ops.compare(Op.LE, ops.fact("n"), ops.const(0)))
    assert pl.DataFrame({"n": [None, 0, 3]}).select(either.alias("x"))["x"].to_list() == [True, True, False]


# --- scores ---


def test_it_gives_nothing_for_a_missing_fact_or_a_zero_base_with_the_reason() -> None:
    assert reasons(scheme(), done=[1, None, 1, None], planned=[3, 3, 0, None]) == [
        (333, "proportional"),
        (0, "missing"),
        (0, "zero-base"),
        (0, "missing"),
    ]


def test_it_adds_parts_of_which_one_has_a_zero_base() -> None:
    part = "{zh: 甲, en: a, points: 5, rule: {kind: ratio, formula: done / planned}}"
    other = "{zh: 乙, en: b, points: 5, rule: {kind: ratio, formula: planned / done}}"
    parts = scheme(f"{{kind: parts, parts: [{part}, {other}]}}")
    assert reasons(parts, done=[5, 0, None], planned=[0, 5, 5]) == [(0, "sum"), (0, "sum"), (0, "sum")]
    assert reasons(parts, done=[5], planned=[10]) == [(750, "sum")]


def test_it_lets_a_branch_that_is_not_chosen_exceed_the_type_of_a_score() -> None:
    big = scheme().facts["done"].high.num
    assert reasons(scheme(), done=[big], planned=[1]) == [(1000, "capped")]


def test_it_gives_sums_total_and_grade() -> None:
    frame = score_wide(scheme(), pl.DataFrame({"done": [9, 8], "planned": [10, 10]}))
    assert frame.select("total", "grade").rows() == [(900, 0), (800, 1)]


def test_it_grades_by_the_exact_limit_between_two_scores() -> None:
    text = with_rule("{kind: ratio, formula: done / planned}").replace("from: 9}", "from: 8.994}")
    frame = score_wide(read_scheme(text, "sample.yaml"), pl.DataFrame({"done": [89, 9], "planned": [99, 10]}))
    assert frame.select("total", "grade").rows() == [(899, 1), (900, 0)]


def test_it_reads_a_lazy_frame_of_short_integers() -> None:
    frame = pl.LazyFrame({"done": [1], "planned": [2]}, schema={"done": pl.Int8, "planned": pl.UInt16})
    assert score_wide(scheme(), frame)["score:A"].to_list() == [500]


def test_it_scores_no_rows_at_all() -> None:
    assert score_wide(scheme(), pl.DataFrame(schema={"done": pl.Int64, "planned": pl.Int64})).height == 0


def test_it_scores_a_column_that_is_missing_throughout() -> None:
    assert score_wide(scheme(), pl.DataFrame({"done": [None, None], "planned": [1, 2]}))["score:A"].to_list() == [0, 0]


# --- what it refuses ---


def test_it_refuses_columns_that_are_missing_or_not_integers() -> None:
    with pytest.raises(FactColumnError) as caught:
        score_wide(scheme(), pl.DataFrame({"planned": [1.5]}))
    assert set(str(caught.value).split("; ")) == {
        "the fact 'planned' is Float64, integers scaled by 0 decimals are asked for",
        "the fact 'done' has no column",
    }


def test_it_refuses_facts_out_of_bounds_and_names_all() -> None:
    frame = pl.LazyFrame({"done": [-1, 1001, 5], "planned": [1, 2, 3]})
    with pytest.raises(OutOfBoundsError) as caught:
        check_columns(frame, [DONE, FactSpec("planned", 0, 0, 2)])
    assert str(caught.value).split("; ") == [
        "the fact 'done' has the value -1 (scaled), allowed are 0 to 1000",
        "the fact 'done' has the value 1001 (scaled), allowed are 0 to 1000",
        "the fact 'planned' has the value 3 (scaled), allowed are 0 to 2",
    ]


def test_it_makes_a_column_of_exact_values() -> None:
    column = scaled_column("done", [Exact(5, 4), None], DONE)
    assert (column.to_list(), column.dtype) == ([125, None], pl.Int16())


def test_it_refuses_an_exact_value_out_of_bounds() -> None:
    with pytest.raises(OutOfBoundsError, match=r"'done' has the value 1001 \(scaled\), allowed are 0 to 1000"):
        scaled_column("done", [Exact(1001, 100)], DONE)


def test_it_refuses_an_exact_value_with_more_decimals_instead_of_cutting_it() -> None:
    with pytest.raises(FactColumnError, match=r"the fact 'done' has the value 1\.005, 2 decimals are declared"):
        scaled_column("done", [Exact(1005, 1000)], DONE)


# --- types ---


@pytest.mark.parametrize(
    ("bits", "dtype"),
    [(1, pl.Int32), (30, pl.Int32), (31, pl.Int64), (62, pl.Int64), (63, pl.Int128), (126, pl.Int128)],
)
def test_it_computes_in_the_narrowest_integers_that_hold(bits: int, dtype: type[pl.DataType]) -> None:
    assert computing_type(bits) == dtype


@pytest.mark.parametrize(("high", "dtype"), [(127, pl.Int8), (128, pl.Int16), (32_768, pl.Int32), (2**40, pl.Int64)])
def test_it_stores_a_fact_in_the_narrowest_integers_that_hold(high: int, dtype: type[pl.DataType]) -> None:
    assert stored_type(FactSpec("done", 0, 0, high)) == dtype


def test_it_takes_longer_scores_for_more_points_and_decimals() -> None:
    assert score_type(scheme()) == pl.Int32
    text = (
        with_rule("{kind: ratio, formula: done / planned}")
        .replace("points: 10", "points: 5000")
        .replace("places: 2", "places: 6")
    )
    wide = read_scheme(text, "sample.yaml")
    assert score_type(wide) == pl.Int64
    assert score_wide(wide, pl.DataFrame({"done": [2], "planned": [3]}))["total"].to_list() == [3_333_333_333]
