"""Integers wide enough for every intermediate: 32, 64 or 128 bits as the facts' bounds ask, and never beyond."""

from dataclasses import replace
from fractions import Fraction

import polars as pl
import pytest

from tests.conformance import oracle
from tests.conformance.agreement import by_interpreter, by_polars, by_python, first_difference
from tests.conformance.facts import as_fractions, as_frame, generate
from xieshou.engines.embedded import OutOfBoundsError, computing_type, score_wide
from xieshou.kernel.lower import TooWideError
from xieshou.kernel.program import check_width, program_of
from xieshou.kernel.scheme import Scheme
from xieshou.kernel.scheme_reader import read_scheme
from xieshou.kernel.strict import LoadError

STAGES = {
    "exact": "",
    "ratio, 2 decimals": ", round: {places: 2}",
    "percent, 2 decimals": ", round: {places: 2, of: percent}",
    "percent, 1 decimal": ", round: {places: 1, of: percent}",
    "percent, whole": ", round: {places: 0, of: percent}",
}
ITEM = "  - {{code: I{0}, zh: 甲, en: a, points: 20, rule: {{kind: ratio, formula: part / base{1}}}}}\n"


def scheme(high: int) -> Scheme:
    """A ratio at each stage of rounding, over facts up to `high` with two decimals."""
    items = "".join(ITEM.format(number, stage) for number, stage in enumerate(STAGES.values()))
    text = (
        "scheme: stages\ntitle: {zh: 甲, en: a}\nauthority: 某局\nkind: department\nvalid: {from: 2020}\nsource: 某文件\n"
        "official: at-hand\npoints: 100\nscore: {places: 2}\ngrades: []\nfacts:\n"
        f"  part: {{zh: 甲, en: a, places: 2, max: {high}}}\n  base: {{zh: 乙, en: b, places: 2, max: {high}}}\nitems:\n{items}"
    )
    return read_scheme(text, "stages.yaml")


each_width = pytest.mark.parametrize(
    ("high", "type_"), [(100, pl.Int32), (10**10, pl.Int64), (10**16, pl.Int128), (10**30, pl.Int128)]
)


@each_width
def test_it_is_exact_in_integers_as_wide_as_the_bounds_ask(high: int, type_: type[pl.DataType]) -> None:
    wide = scheme(high)
    program = program_of(wide)
    assert computing_type(program.bits) == type_
    rows = generate(program.facts, 4_000, seed=high % 97)
    by_column, _ = by_polars(wide, rows)
    for row, scores, reasons in zip(rows, by_column.scores, by_column.outcomes, strict=True):
        facts = as_fractions(program.facts, row)
        expected = [oracle.rate_score(20, facts["part"], facts["base"], stage) for stage in STAGES]
        assert list(zip(scores, reasons, strict=True)) == expected, facts


@each_width
def test_it_gives_the_same_in_python_and_interpreted(high: int, type_: type[pl.DataType]) -> None:
    wide = scheme(high)
    rows = generate(program_of(wide).facts, 4_000, seed=3)
    assert first_difference(wide, rows, by_python(wide, rows), by_polars(wide, rows)[0]) is None
    assert first_difference(wide, rows[::40], by_python(wide, rows[::40]), by_interpreter(wide, rows[::40])) is None


def test_it_rounds_a_tie_at_128_bits() -> None:
    wide = scheme(10**30)
    base = 10**32
    frame = pl.DataFrame(
        {"part": [base // 4000 * 2001 + off for off in (-1, 0, 1)], "base": [base] * 3},
        schema={"part": pl.Int128, "base": pl.Int128},
    )
    assert score_wide(wide, frame)["score:I0"].to_list() == [
        oracle.hundredths(20 * Fraction(base // 4000 * 2001 + off, base)) for off in (-1, 0, 1)
    ]


def test_it_refuses_a_scheme_that_could_exceed_126_bits_when_it_is_loaded() -> None:
    with pytest.raises(LoadError, match=r"an intermediate could need \d+ bits, 126 are the limit"):
        scheme(10**34)


def test_it_names_the_error_of_a_width_beyond_the_limit() -> None:
    wide = scheme(10**16)
    facts = {name: replace(fact, high=fact.high * fact.high) for name, fact in wide.facts.items()}
    with pytest.raises(TooWideError):
        check_width(replace(wide, facts=facts))


@pytest.mark.parametrize(("part", "said"), [(100_001, "100001"), (-1, "-1")])
def test_it_refuses_a_fact_outside_its_bounds(part: int, said: str) -> None:
    program = program_of(scheme(1_000))
    frame = as_frame(program.facts, [[1, 1]]).with_columns(pl.lit(part).alias("part"))
    with pytest.raises(OutOfBoundsError, match=rf"'part' has the value {said} \(scaled\), allowed are 0 to 100000"):
        score_wide(scheme(1_000), frame)
