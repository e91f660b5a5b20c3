"""Every shipped scheme: its worked cases, 90,000 generated evaluations in every execution, 70,000 ratios by hand."""

import pytest

from tests.conformance import oracle
from tests.conformance.agreement import by_interpreter, by_polars, by_python, first_difference, sums_by_hand
from tests.conformance.facts import Row, as_fractions, generate
from xieshou.kernel import cases
from xieshou.kernel.exact import Exact
from xieshou.kernel.program import Program, program_of
from xieshou.kernel.scheme import Scheme
from xieshou.schemes import load_scheme, scheme_ids

SCHEMES = [load_scheme(name) for name in scheme_ids()]
COUNT = 10_000
INTERPRETED = 50  # every 50th row

each_scheme = pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.id)

# The items whose score is a ratio, and when the office rounds it.
RATIOS = [
    ("national-2020-project-self", "E", 10, "executed", "budget", "exact"),
    ("anhui-department", "E", 10, "executed", "budget", "exact"),
    ("chongqing-department", "E", 10, "executed", "budget", "exact"),
    ("hubei-project-self", "E", 20, "executed", "budget", "exact"),
    ("shenzhen-2020-project-self", "E", 10, "executed", "budget", "ratio, 2 decimals"),
    ("shenzhen-2020-project-evaluation", "B1", 2, "received", "budget", "exact"),
    ("shenzhen-2020-project-evaluation", "B2", 5, "executed", "received", "percent, 2 decimals"),
]


def case_rows(scheme: Scheme, program: Program) -> list[Row]:
    rows = []
    for case in scheme.cases:
        facts = cases._facts(scheme, case, program.facts, scheme.id)
        rows.append([v.number.scaled(s.places) if (v := facts.get(s.name)) else None for s in program.facts])
    return rows


@each_scheme
def test_it_gives_the_scores_of_the_worked_cases(scheme: Scheme) -> None:
    assert cases.run_cases(scheme, scheme.id) == []


@each_scheme
def test_it_gives_the_worked_cases_the_same_scores_in_polars(scheme: Scheme) -> None:
    rows = case_rows(scheme, program_of(scheme))
    by_column = by_polars(scheme, rows)[0]
    codes = [item.code for item in scheme.ruled()]
    for case, scores in zip(scheme.cases, by_column.scores, strict=True):
        for code in set(case.scores) & set(codes):
            assert scores[codes.index(code)] == Exact.read(case.scores[code]).scaled(scheme.places), (case.name, code)
    assert first_difference(scheme, rows, by_interpreter(scheme, rows), by_column) is None


@each_scheme
def test_it_gives_the_same_in_generated_python_and_in_polars(scheme: Scheme) -> None:
    rows = generate(program_of(scheme).facts, COUNT, seed=7)
    one, (other, frame) = by_python(scheme, rows), by_polars(scheme, rows)
    assert first_difference(scheme, rows, one, other) is None
    if not scheme.groups():
        assert all(frame[column].to_list() == sums for column, sums in sums_by_hand(scheme, frame))
        assert frame["total"].to_list() == [sum(row) for row in one.scores]


@each_scheme
def test_it_gives_the_same_interpreted(scheme: Scheme) -> None:
    rows = generate(program_of(scheme).facts, COUNT, seed=7)[::INTERPRETED]
    assert first_difference(scheme, rows, by_interpreter(scheme, rows), by_python(scheme, rows)) is None


@pytest.mark.parametrize(("scheme_id", "code", "points", "part", "base", "stage"), RATIOS)
def test_it_rounds_a_ratio_at_the_stage_its_scheme_names(
    scheme_id: str, code: str, points: int, part: str, base: str, stage: str
) -> None:
    program = program_of(load_scheme(scheme_id))
    number = [item.code for item in program.items].index(code)
    for row in generate(program.facts, COUNT, seed=11):
        scores, _ = program.run(row)
        facts = as_fractions(program.facts, row)
        assert scores[number] == oracle.rate_score(points, facts[part], facts[base], stage)[0], facts
