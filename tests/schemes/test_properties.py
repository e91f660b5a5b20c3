"""What holds for every shipped scheme, whatever the facts."""

from collections.abc import Mapping
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xieshou.kernel.evaluate import Facts, Value, chosen, value_of
from xieshou.kernel.exact import ZERO, Exact, total
from xieshou.kernel.expr import OUTCOMES
from xieshou.kernel.lower import FactSpec
from xieshou.kernel.program import Program, program_of
from xieshou.kernel.rules.checkpoints import CheckPoints
from xieshou.kernel.rules.parts import Parts
from xieshou.kernel.scheme import Scheme
from xieshou.kernel.source import compiled
from xieshou.schemes import load_scheme, scheme_ids

Scaled = Mapping[str, int | None]

compiling = settings(deadline=None)  # compiling may take longer than a deadline on a busy machine
each_scheme = pytest.mark.parametrize(
    "scheme", [load_scheme(name) for name in scheme_ids()], ids=lambda scheme: scheme.id
)


@cache
def values(spec: FactSpec) -> st.SearchStrategy[int | None]:
    """Within the bounds; near their ends and near small numbers, where rules turn, as often as anywhere."""
    small = min(spec.high, max(spec.low, 200 * 10**spec.places))
    ends = st.sampled_from([spec.low, spec.high, min(spec.high, spec.low + 10**spec.places)])
    return st.one_of(st.integers(spec.low, small), st.integers(spec.low, spec.high), ends, st.none())


@cache
def scaled_facts(specs: tuple[FactSpec, ...]) -> st.SearchStrategy[dict[str, int | None]]:
    return st.fixed_dictionaries({spec.name: values(spec) for spec in specs})


def exact_facts(program: Program, given_facts: Scaled) -> Facts:
    found: dict[str, Value | None] = {}
    for spec in program.facts:
        number = given_facts[spec.name]
        found[spec.name] = None if number is None else Value(Exact(number, 10**spec.places), "")
    return found


def run(program: Program, given_facts: Scaled) -> list[int]:
    return program.run([given_facts[spec.name] for spec in program.facts])[0]


@each_scheme
@compiling
@given(data=st.data())
def test_it_gives_the_same_generated_and_interpreted(scheme: Scheme, data: st.DataObject) -> None:
    program = program_of(scheme)
    given_facts = data.draw(scaled_facts(program.facts))
    facts = exact_facts(program, given_facts)
    scores, reasons = program.run([given_facts[spec.name] for spec in program.facts])
    assert scores == [value_of(decision, facts).scaled(program.places) for decision in program.decisions]
    assert [OUTCOMES[code] for code in reasons] == [chosen(decision, facts).outcome for decision in program.decisions]


@each_scheme
@compiling
@given(data=st.data())
def test_it_scores_from_nothing_to_full_points(scheme: Scheme, data: st.DataObject) -> None:
    program = program_of(scheme)
    scores = run(program, data.draw(scaled_facts(program.facts)))
    for item, score in zip(program.items, scores, strict=True):
        assert ZERO <= Exact(score, 10**program.places) <= item.points


def optional_deductions(scheme: Scheme) -> set[str]:
    """Deductions of check-points: only a published one counts, so a missing one takes nothing off."""
    rules = [item.rule for item in scheme.ruled()]
    rules += [part.rule for rule in rules if isinstance(rule, Parts) for part in rule.parts]
    return {entry.fact for rule in rules if isinstance(rule, CheckPoints) for entry in rule.deductions}


@each_scheme
@compiling
@given(data=st.data())
def test_it_never_gives_more_for_a_missing_value(scheme: Scheme, data: st.DataObject) -> None:
    program = program_of(scheme)
    given_facts = data.draw(scaled_facts(program.facts))
    names = sorted({spec.name for spec in program.facts} - optional_deductions(scheme))
    name = data.draw(st.sampled_from(names))
    before, after = run(program, given_facts), run(program, {**given_facts, name: None})
    assert all(later <= earlier for earlier, later in zip(before, after, strict=True))


@each_scheme
@compiling
@given(data=st.data())
def test_it_never_gives_more_for_one_more_deduction(scheme: Scheme, data: st.DataObject) -> None:
    program = program_of(scheme)
    given_facts = data.draw(scaled_facts(program.facts))
    for name in optional_deductions(scheme):
        before, after = run(program, {**given_facts, name: None}), run(program, {**given_facts, name: 100})
        assert all(later <= earlier for earlier, later in zip(before, after, strict=True))


@each_scheme
@compiling
@given(data=st.data())
def test_it_totals_the_same_in_any_order_of_items(scheme: Scheme, data: st.DataObject) -> None:
    program = program_of(scheme)
    given_facts = data.draw(scaled_facts(program.facts))
    order = data.draw(st.permutations(range(len(program.items))))
    shuffled = compiled([program.decisions[index] for index in order], program.places, program.facts)
    scores, moved = run(program, given_facts), shuffled([given_facts[spec.name] for spec in program.facts])[0]
    assert moved == [scores[index] for index in order]
    assert total([Exact(score) for score in moved]) == total([Exact(score) for score in scores])


@each_scheme
def test_it_fits_an_engine_with_128_bits(scheme: Scheme) -> None:
    assert program_of(scheme).bits <= 126
