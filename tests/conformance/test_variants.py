"""Every kind of rule with the options no shipped scheme uses, over 20,000 generated evaluations."""

from collections.abc import Callable
from fractions import Fraction
from math import ceil

import pytest

from tests.conformance import oracle
from tests.conformance.agreement import by_interpreter, by_polars, by_python, first_difference
from tests.conformance.facts import as_fractions, generate
from xieshou.kernel.program import program_of
from xieshou.kernel.scheme import Scheme
from xieshou.kernel.scheme_reader import read_scheme

RULES = {
    "started": "{kind: over-threshold, formula: a / b, threshold: 0.1, step: 0.01, each: 0.3, counted: started}",
    "exact": "{kind: over-threshold, formula: a / b, threshold: 0.1, step: 0.01, each: 0.3, counted: exact}",
    "rounded": "{kind: over-threshold, formula: a / b, threshold: 0.1, step: 0.05, each: 1, round: {places: 2, of: percent}}",
    "capped": "{kind: ratio, formula: a / b, cap: 1.2}",
    "over": "{kind: ratio, formula: a / b, over: nothing, round: {places: 3}}",
    "negative": "{kind: ratio, formula: (a - b) / b}",
    "nested": "{kind: ratio, formula: 'max(0.1, min(1, round(a / b, 2)) - round((a - b) / (b + 1), 1)) / 2'}",
    "banded": "{kind: bands, formula: a / b, round: {places: 1}, bands: [{above: 1.2, points: 1}, {equal: 1, points: 10}, {points: 5}]}",
    "equal": "{kind: all-or-nothing, formula: a - b, equal: 0, percent: false}",
    "below": "{kind: all-or-nothing, formula: a / b, below: 0.5, round: {places: 0, of: percent}}",
    "range": "{kind: target, direction: range, actual: a, target: b, high: c}",
    "reduced": "{kind: target, direction: more-than, actual: a, target: b, missed: nothing, over: [{above: 1.3, deduct: 0.1}, {above: 3, deduct: 0.3}]}",
    "level": "{kind: qualitative, level: level, percent: share, levels: [{zh: 甲, en: a, from: 80, to: 100}, {zh: 乙, en: b, from: 0, to: 80}]}",
    "given": "{kind: judged, score: given, zh: 甲, en: a}",
}


def scheme() -> Scheme:
    items = [
        f"  - {{code: {code}, zh: 甲, en: a, points: 10, may_not_apply: true, rule: {rule}}}\n"
        for code, rule in RULES.items()
    ]
    facts = "".join(f"  {name}: {{zh: 甲, en: a, places: 2, max: 1000000}}\n" for name in "abc")
    return read_scheme(
        "scheme: variants\ntitle: {zh: 甲, en: a}\nauthority: 某局\nkind: department\nvalid: {from: 2020}\nsource: 某文件\n"
        f"official: at-hand\npoints: {10 * len(RULES)}\nscore: {{places: 2}}\nnot_applicable: rescale\ngrades: []\n"
        f"facts:\n{facts}items:\n{''.join(items)}",
        "variants.yaml",
    )


VARIANTS = scheme()
FACTS = program_of(VARIANTS).facts
COUNT = 5_000

each_seed = pytest.mark.parametrize("seed", range(4))


@each_seed
def test_it_gives_the_same_in_generated_python_in_polars_and_interpreted(seed: int) -> None:
    rows = generate(FACTS, COUNT, seed)
    one, (other, _) = by_python(VARIANTS, rows), by_polars(VARIANTS, rows)
    assert first_difference(VARIANTS, rows, one, other) is None
    sample = rows[::50]
    assert first_difference(VARIANTS, sample, by_python(VARIANTS, sample), by_interpreter(VARIANTS, sample)) is None


def less_steps(rate: Fraction, step: Fraction, each: Fraction, count: Callable[[Fraction], Fraction | int]) -> int:
    """Ten points less `each` for every step beyond a tenth."""
    beyond = max(rate - Fraction(1, 10), Fraction(0)) / step
    return oracle.hundredths(max(10 - each * count(beyond), Fraction(0)))


def by_hand(rate: Fraction) -> dict[str, int]:
    cent, tenths = Fraction(1, 100), Fraction(3, 10)
    rounded = oracle.half_up(rate, 3)
    return {
        "started": less_steps(rate, cent, tenths, ceil),
        "exact": less_steps(rate, cent, tenths, lambda steps: steps),
        "rounded": less_steps(oracle.half_up(rate, 4), 5 * cent, Fraction(1), lambda steps: steps // 1),
        "capped": oracle.hundredths(10 * min(rate / Fraction(12, 10), Fraction(1))),
        "over": oracle.hundredths(10 * rounded) if rounded <= 1 else 0,
        "negative": oracle.hundredths(10 * min(max(rate - 1, Fraction(0)), Fraction(1))),
        "below": 1000 if oracle.half_up(rate, 2) < Fraction(1, 2) else 0,
    }


@each_seed
def test_it_scores_a_ratio_as_its_options_say(seed: int) -> None:
    codes = [item.code for item in VARIANTS.ruled()]
    for row in generate(FACTS, COUNT, seed):
        facts = as_fractions(FACTS, row)
        rate = oracle.ratio(facts["a"], facts["b"])
        if rate is None:
            continue
        scores = program_of(VARIANTS).run(row)[0]
        expected = {code: 0 if facts[f"na_{code}"] else score for code, score in by_hand(rate).items()}
        assert {code: scores[codes.index(code)] for code in expected} == expected, facts
