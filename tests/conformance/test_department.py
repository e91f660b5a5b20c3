"""The department's table of Shenzhen 2020: 21 items, 40,000 generated evaluations, four executions."""

import pytest

from tests.conformance import oracle
from tests.conformance.agreement import Run, by_interpreter, by_polars, by_python, first_difference
from tests.conformance.facts import Row, as_fractions, generate
from xieshou.engines.embedded import sum_column
from xieshou.kernel.program import program_of
from xieshou.schemes import load_scheme

DEPARTMENT = load_scheme("shenzhen-2020-department")
FACTS = program_of(DEPARTMENT).facts
COUNT = 5_000
INTERPRETED = 40  # every 40th row

each_seed = pytest.mark.parametrize("seed", range(8))


def by_hand(rows: list[Row]) -> Run:
    results = [oracle.department(as_fractions(FACTS, row)) for row in rows]
    scores = [[result[item.code][0] for item in DEPARTMENT.ruled()] for result in results]
    return Run(scores, [[result[item.code][1] for item in DEPARTMENT.ruled()] for result in results])


@each_seed
def test_it_gives_the_scores_of_the_published_table_in_every_execution(seed: int) -> None:
    rows = generate(FACTS, COUNT, seed)
    generated, (by_column, frame) = by_python(DEPARTMENT, rows), by_polars(DEPARTMENT, rows)
    assert first_difference(DEPARTMENT, rows, generated, by_hand(rows)) is None
    assert first_difference(DEPARTMENT, rows, generated, by_column) is None
    assert [oracle.grade(total) for total in frame["total"]] == frame["grade"].to_list()
    few = rows[::INTERPRETED]
    assert first_difference(DEPARTMENT, few, by_interpreter(DEPARTMENT, few), by_python(DEPARTMENT, few)) is None


def test_it_sums_the_branches_of_the_table() -> None:
    rows = generate(FACTS, 1_000, seed=99)
    scores, frame = by_hand(rows), by_polars(DEPARTMENT, rows)[1]
    codes = [item.code for item in DEPARTMENT.ruled()]
    for branch, leaves in oracle.DEPARTMENT_SUMS.items():
        expected = [sum(row[codes.index(leaf)] for leaf in leaves) for row in scores.scores]
        assert frame[sum_column(branch)].to_list() == expected, branch
    assert frame["total"].to_list() == [sum(row) for row in scores.scores]


def test_it_meets_every_outcome_in_the_generated_facts() -> None:
    rows = generate(FACTS, COUNT, seed=0)
    met = {
        (code, reason) for row in by_hand(rows).outcomes for code, reason in zip(oracle.DEPARTMENT, row, strict=True)
    }
    wanted = {"B2": "missing sum veto", "B9": "band missing nothing zero-base", "C5": "full judged missing nothing"}
    wanted["C4"] = "capped missing nothing proportional zero-base"
    for code, reasons in wanted.items():
        assert {reason for item, reason in met if item == code} == set(reasons.split()), code


def test_it_meets_ties_and_their_neighbours_in_the_generated_facts() -> None:
    half = {-1: 0, 0: 0, 1: 0}
    for row in generate(FACTS, COUNT, seed=0):
        facts = as_fractions(FACTS, row)
        done, planned = facts["projects_done"], facts["projects_planned"]
        if done and planned and done < planned:
            beside = 2 * (600 * done % planned) - planned  # twice the distance from the tie, in parts of the plan
            half[0] += beside == 0
            half[1] += 0 < beside <= 1200
            half[-1] += -1200 <= beside < 0
    assert min(half.values()) >= 10
