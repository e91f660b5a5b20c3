"""Sums, totals rescaled to what applies, grades: by hand, by the scorecard, wide and long."""

from fractions import Fraction
from random import Random

import polars as pl
import pytest

from tests.conformance import oracle
from tests.conformance.agreement import by_polars
from tests.conformance.facts import Row, as_frame, generate
from tests.kernel.evaluations import evaluation, indicator
from xieshou.engines.embedded import score_column, score_wide, sum_column
from xieshou.engines.long import Definitions, LongScores, score_long
from xieshou.kernel.evaluation import Evaluation, Indicator
from xieshou.kernel.exact import Exact
from xieshou.kernel.lower import FactSpec
from xieshou.kernel.program import program_of
from xieshou.kernel.rules.target import Direction, TargetRule
from xieshou.kernel.scheme import Scheme
from xieshou.kernel.scheme_reader import read_scheme
from xieshou.kernel.score import score
from xieshou.schemes import load_scheme

HEAD = """\
scheme: waiving
title: {zh: 甲, en: a}
authority: 某局
kind: department
valid: {from: 2020}
source: 某文件
official: at-hand
points: 30
score: {places: 2}
not_applicable: rescale
grades: [{zh: 优, en: a, from: 90}, {zh: 良, en: b, from: 80}, {zh: 中, en: c, from: 60}, {zh: 差, en: d, from: 0}]
facts:
  done: {zh: 完成, en: done, places: 2, max: 1000}
  planned: {zh: 计划, en: planned, places: 2, max: 1000}
items:
  - code: A
    zh: 甲
    en: a
    points: 10
    items:
      - {code: A1, zh: 甲, en: a, points: 3.375, may_not_apply: true, rule: {kind: ratio, formula: done / planned}}
      - {code: A2, zh: 乙, en: b, points: 6.625, may_not_apply: true, rule: {kind: ratio, formula: planned / done}}
"""
RULED = HEAD + "  - {code: B, zh: 乙, en: b, points: 20, rule: {kind: ratio, formula: done / planned}}\n"
OWN = HEAD + "  - {code: B, zh: 乙, en: b, points: 20, indicators: {level1: [产出指标]}}\n"
POINTS = {"A1": Fraction("3.375"), "A2": Fraction("6.625"), "B": Fraction(20)}


def facts_of(specs: tuple[FactSpec, ...], row: Row) -> dict[str, str]:
    """A row as an office would publish it."""
    values = zip(specs, row, strict=True)
    return {s.name: "未提供" if v is None else Exact(v, 10**s.places).text() for s, v in values}


def marked(specs: tuple[FactSpec, ...], row: Row) -> dict[str, bool]:
    return {code: row[[spec.name for spec in specs].index(f"na_{code}")] == 1 for code in ("A1", "A2")}


def test_it_rescales_the_wide_total_to_the_points_that_apply() -> None:
    scheme = read_scheme(RULED, "waiving.yaml")
    specs = program_of(scheme).facts
    rows = generate(specs, 5_000, seed=5)
    frame = by_polars(scheme, rows)[1]
    scores = frame.select(score_column(code) for code in POINTS).rows()
    for row, got, total, grade in zip(rows, scores, frame["total"], frame["grade"], strict=True):
        waived = sum((POINTS[code] for code, off in marked(specs, row).items() if off), Fraction(0))
        assert total == oracle.rescaled(got, Fraction(30), waived), (row, got)
        assert grade == oracle.grade(total)


def test_it_rescales_as_the_scorecard_does() -> None:
    scheme = read_scheme(RULED, "waiving.yaml")
    specs = program_of(scheme).facts
    rows = generate(specs, 200, seed=6)
    totals = by_polars(scheme, rows)[1]["total"]
    cards = [score(scheme, evaluation(scheme, facts=facts_of(specs, row))) for row in rows]
    assert [card.computed for card in cards] == [Exact(total, 100) for total in totals]


def own_indicators(random: Random) -> list[Indicator]:
    """Three indicators of 20 points; some do not apply."""
    first = random.randint(0, 2000)
    second = random.randint(0, 2000 - first)
    points = [Exact(part, 100).text() for part in (first, second, 2000 - first - second)]
    cells = [random.choice((("无", "无"), ("≥8 次", f"{random.randint(0, 9)} 次"))) for _ in points]
    return [indicator(*cell, part, code=str(n)) for n, (cell, part) in enumerate(zip(cells, points, strict=True))]


def long_scores(scheme: Scheme, rows: list[Row], owned: list[list[Indicator]]) -> LongScores:
    every = [entry for one in owned for entry in one]
    applies = [entry.target != "无" for entry in every]
    points = [Exact.read(entry.points or "").scaled(2) for entry in every]
    frame = pl.DataFrame({"shape": [0] * len(every), "group": 0, "points": points, "target": 8, "high": 0})
    actual = [int(str(entry.actual).split()[0]) if on else None for entry, on in zip(every, applies, strict=True)]
    given = pl.DataFrame(
        {"indicator": range(len(every)), "actual": actual, "not_applicable": [not on for on in applies]}
    )
    whole = score_wide(scheme, as_frame(program_of(scheme).facts, rows))
    ends = pl.Series([3 * number for number in range(1, len(rows) + 1)])
    return score_long(scheme, Definitions((TargetRule(Direction.AT_LEAST),), frame), given, ends, whole, outcomes=True)


def test_it_rescales_the_long_total_as_the_scorecard_does() -> None:
    scheme = read_scheme(OWN, "waiving.yaml")
    specs, random = program_of(scheme).facts, Random(8)
    rows = generate(specs, 300, seed=8)
    owned = [own_indicators(random) for _ in rows]
    result = long_scores(scheme, rows, owned)
    for number, (row, indicators) in enumerate(zip(rows, owned, strict=True)):
        card = score(scheme, evaluation(scheme, facts=facts_of(specs, row), indicators=tuple(indicators)))
        assert Exact(result.totals["total"][number], 100) == card.computed
        scores = [Exact(got, 100) for got in result.rows["score"][3 * number : 3 * number + 3]]
        assert scores == [item.by_rule for item in card.items if item.leaf == "B"]


def shown(given: Evaluation, scheme: Scheme) -> tuple[dict[str, Exact], Exact, str | None]:
    card = score(scheme, given)
    sums = {sum_column(level.code): level.by_rule for level in card.levels}
    return sums, card.by_rule, card.by_rule_grade.zh if card.by_rule_grade else None


@pytest.mark.parametrize("id", ["shenzhen-2020-department", "shenzhen-2020-project-evaluation", "hechi-2018-project"])
def test_it_sums_totals_and_grades_as_the_scorecard_does(id: str) -> None:
    scheme = load_scheme(id)
    specs = program_of(scheme).facts
    rows = generate(specs, 60, seed=9)
    frame = by_polars(scheme, rows)[1]
    for number, row in enumerate(rows):
        given = evaluation(scheme, year=scheme.first_year, facts=facts_of(specs, row))
        sums, total, grade = shown(given, scheme)
        branches = {name: value for name, value in sums.items() if name in frame.columns}
        assert {name: Exact(frame[name][number], 100) for name in branches} == branches
        assert Exact(frame["total"][number], 100) == total
        assert grade == (scheme.grades[frame["grade"][number]].words.zh if scheme.grades else None)
