"""Compares the executions of one scheme over the same rows: generated Python, Polars, the exact interpreter."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from tests.conformance.facts import Row, as_frame, as_values
from xieshou.engines.embedded import outcome_column, score_column, score_wide, sum_column
from xieshou.kernel.evaluate import chosen, value_of
from xieshou.kernel.expr import OUTCOMES
from xieshou.kernel.program import program_of
from xieshou.kernel.scheme import Item, Scheme


@dataclass(frozen=True)
class Run:
    """Scores (scaled) and outcomes per row, in order of the scheme's ruled items."""

    scores: list[list[int]]
    outcomes: list[list[str]]


def by_python(scheme: Scheme, rows: Sequence[Row]) -> Run:
    """Generated Python."""
    results = [program_of(scheme).run(row) for row in rows]
    return Run([scores for scores, _ in results], [[OUTCOMES[code].value for code in codes] for _, codes in results])


def by_polars(scheme: Scheme, rows: Sequence[Row]) -> tuple[Run, pl.DataFrame]:
    """Polars wide; with the frame, for its sums, totals and grades."""
    program = program_of(scheme)
    frame = score_wide(scheme, as_frame(program.facts, rows), outcomes=True)
    scores = frame.select(score_column(item.code) for item in program.items)
    codes = frame.select(outcome_column(item.code) for item in program.items)
    outcomes = [[OUTCOMES[code].value for code in row] for row in codes.rows()]
    return Run([list(row) for row in scores.rows()], outcomes), frame


def by_interpreter(scheme: Scheme, rows: Sequence[Row]) -> Run:
    """The exact interpreter; a hundred times slower, for samples."""
    program = program_of(scheme)
    scores, outcomes = [], []
    for row in rows:
        facts = as_values(program.facts, row)
        scores.append([value_of(decision, facts).scaled(scheme.places) for decision in program.decisions])
        outcomes.append([chosen(decision, facts).outcome.value for decision in program.decisions])
    return Run(scores, outcomes)


def first_difference(scheme: Scheme, rows: Sequence[Row], one: Run, other: Run) -> str | None:
    """The first item that differs, with its facts; None when all agree."""
    names = [spec.name for spec in program_of(scheme).facts]
    for number, row in enumerate(rows):
        sides = one.scores[number], other.scores[number], one.outcomes[number], other.outcomes[number]
        for item, *values in zip(scheme.ruled(), *sides, strict=True):
            if values[0] != values[1] or values[2] != values[3]:
                return f"{item.code}: {values} for {dict(zip(names, row, strict=True))}"
    return None


def sums_by_hand(scheme: Scheme, frame: pl.DataFrame) -> list[tuple[str, list[int]]]:
    """The sum of every branch from the scores of its leaves, in Python integers."""
    columns = {item.code: frame[score_column(item.code)].to_list() for item in scheme.ruled()}
    branches = [item for top in scheme.items for item in top.walk() if item.items]
    return [(sum_column(branch.code), _summed(branch, columns)) for branch in branches]


def _summed(branch: Item, columns: dict[str, list[int]]) -> list[int]:
    leaves = [columns[leaf.code] for leaf in branch.walk() if not leaf.items]
    return [sum(row) for row in zip(*leaves, strict=True)]
