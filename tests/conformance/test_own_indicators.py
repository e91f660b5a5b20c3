"""Own indicators, a row each, of different sets: 80,000 evaluations, every direction, in four executions."""

from dataclasses import dataclass
from fractions import Fraction
from random import Random

import polars as pl
import pytest

from tests.conformance import oracle
from xieshou.engines.embedded import sum_column
from xieshou.engines.long import Definitions, score_long
from xieshou.kernel.evaluate import Value, chosen, value_of
from xieshou.kernel.exact import Exact
from xieshou.kernel.expr import OUTCOMES, Fact
from xieshou.kernel.program import INDICATOR_LIMIT, indicator_function
from xieshou.kernel.rules.target import Direction, Excess, TargetRule
from xieshou.schemes import load_scheme

SCHEME = load_scheme("national-2020-project-self")
TABLE = (Excess(Exact(3), Exact(3, 10)), Excess(Exact(13, 10), Exact(1, 10)))
SHAPES = (
    *(TargetRule(direction) for direction in Direction),
    *(TargetRule(direction, in_proportion=False) for direction in Direction),
    *(TargetRule(direction, excess=TABLE) for direction in (Direction.AT_LEAST, Direction.MORE_THAN)),
)
EVALUATIONS = 10_000
SETS = 500
INTERPRETED = 40  # every 40th row

each_seed = pytest.mark.parametrize("seed", range(8))


@dataclass(frozen=True)
class Entry:
    """An indicator of a set with an actual value; points in hundredths."""

    shape: int
    group: int
    points: int
    target: int
    high: int
    actual: int | None = None


def defined(random: Random) -> Entry:
    size = 10 ** random.randint(0, 12)
    target = random.choice((0, size, random.randint(0, 10 * size), 200 * random.randint(1, size), INDICATOR_LIMIT))
    target = min(target, INDICATOR_LIMIT)
    high = min(target + random.randint(0, size), INDICATOR_LIMIT)
    points = random.choice((714, 715, 1000, 10_000, 0, random.randint(1, 4000)))
    return Entry(random.randrange(len(SHAPES)), random.randrange(3), points, target, high)


def reached(entry: Entry, random: Random) -> int | None:
    """Missing, on the target and beside it, at shares that end in …5, at the steps of over-achievement, anywhere."""
    share = Fraction(random.choice((1, 2, 4, 8, 13, 30, random.randint(0, 400))), random.choice((8, 10, 16, 100, 200)))
    near = int(random.choice((entry.target, entry.high)) * share)
    anywhere = random.randint(0, INDICATOR_LIMIT)
    value = random.choice((None, 0, entry.target, entry.high, near, near, near, near, anywhere))
    return None if value is None else min(max(value + random.choice((-1, 0, 0, 1)), 0), INDICATOR_LIMIT)


@dataclass(frozen=True)
class Batch:
    """Evaluations in a row: their indicators, and where each ends."""

    definitions: Definitions
    rows: pl.DataFrame
    ends: list[int]
    entries: list[Entry]


def batch(seed: int, evaluations: int = EVALUATIONS) -> Batch:
    random = Random(seed)
    sets = [[defined(random) for _ in range(random.randint(1, 6))] for _ in range(SETS)]
    firsts = [sum(len(one) for one in sets[:number]) for number in range(SETS)]
    indicators, entries, ends = [], [], []
    for _ in range(evaluations):
        number = random.randrange(SETS + 1)  # one past the last: an evaluation without indicators
        for place, entry in enumerate(sets[number] if number < SETS else []):
            indicators.append(firsts[number] + place)
            entries.append(Entry(**{**vars(entry), "actual": reached(entry, random)}))
        ends.append(len(entries))
    rows = pl.DataFrame({"indicator": indicators, "actual": pl.Series([e.actual for e in entries], dtype=pl.Int64)})
    frame = pl.DataFrame([vars(entry) for one in sets for entry in one]).drop("actual")
    return Batch(Definitions(SHAPES, frame), rows, ends, entries)


def by_hand(entry: Entry) -> oracle.Scored:
    rule = SHAPES[entry.shape]
    return oracle.target_score(
        rule.direction.value,
        Fraction(entry.points, 100),
        Fraction(entry.target),
        Fraction(entry.high),
        None if entry.actual is None else Fraction(entry.actual),
        in_proportion=rule.in_proportion,
        over=[(Fraction(s.above.num, s.above.den), Fraction(s.deduct.num, s.deduct.den)) for s in rule.excess],
    )


def by_python(entry: Entry) -> oracle.Scored:
    run, _, names = indicator_function(SHAPES[entry.shape], SCHEME.places)
    (score,), (code,) = run([getattr(entry, name) for name in names])
    return score, OUTCOMES[code].value


def by_interpreter(entry: Entry) -> oracle.Scored:
    facts = {name: Value(Exact(getattr(entry, name)), "") for name in ("target", "high")}
    actual = None if entry.actual is None else Value(Exact(entry.actual), "")
    decision = SHAPES[entry.shape].decision(Fact("points"))
    known = {**facts, "actual": actual, "points": Value(Exact(entry.points, 100), "")}
    return value_of(decision, known).scaled(SCHEME.places), chosen(decision, known).outcome.value


@each_seed
def test_it_scores_as_the_notice_says_in_every_execution(seed: int) -> None:
    given = batch(seed)
    whole = pl.DataFrame({"score:E": [0] * len(given.ends)})
    rows = score_long(SCHEME, given.definitions, given.rows, pl.Series(given.ends), whole, outcomes=True).rows
    by_column = [(score, OUTCOMES[code].value) for score, code in rows.select("score", "outcome").rows()]
    for number, (entry, got) in enumerate(zip(given.entries, by_column, strict=True)):
        assert got == by_hand(entry) == by_python(entry), entry
        assert number % INTERPRETED or got == by_interpreter(entry), entry


@each_seed
def test_it_sums_groups_and_totals_per_evaluation(seed: int) -> None:
    given = batch(seed, evaluations=2_000)
    whole = pl.DataFrame({"score:E": [number % 1001 for number in range(len(given.ends))]})
    result = score_long(SCHEME, given.definitions, given.rows, pl.Series(given.ends), whole)
    scores, first = result.rows["score"].to_list(), 0
    for number, end in enumerate(given.ends):
        own = [
            [s for s, e in zip(scores[first:end], given.entries[first:end], strict=True) if e.group == g]
            for g in range(3)
        ]
        total = number % 1001 + sum(map(sum, own))
        expected = (*map(sum, own), total, oracle.grade(total))
        columns = [*(sum_column(group.code) for group in SCHEME.groups()), "total", "grade"]
        assert tuple(result.totals[column][number] for column in columns) == expected
        first = end


def test_it_meets_every_outcome_in_the_generated_indicators() -> None:
    met = {by_hand(entry)[1] for entry in batch(seed=0).entries}
    assert met == {"full", "proportional", "nothing", "missing", "zero-base", "over-achieved"}
