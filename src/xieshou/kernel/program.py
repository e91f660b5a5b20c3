"""A scheme made ready to run: its decisions, its facts as scaled integers, and the function generated from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from xieshou.kernel.exact import Exact
from xieshou.kernel.expr import NOTHING, Branch, Cases, Compare, Const, Fact, Op, Outcome, facts_of
from xieshou.kernel.lower import FactSpec, Lowering
from xieshou.kernel.rules.base import FactDeclaration
from xieshou.kernel.rules.target import TargetRule
from xieshou.kernel.scheme import Item, Scheme
from xieshou.kernel.source import ScoreFunction, SourceOps, compiled

NOT_APPLICABLE_PREFIX = "na_"

# Bounds of the office's own indicators: points up to 100.00, values up to 10**13 at the common scale of target and actual.
INDICATOR_POINTS_PLACES = 2
INDICATOR_LIMIT = 10**13
INDICATOR_SPECS: Mapping[str, FactSpec] = {
    "points": FactSpec("points", INDICATOR_POINTS_PLACES, 0, 100 * 10**INDICATOR_POINTS_PLACES),
    "target": FactSpec("target", 0, 0, INDICATOR_LIMIT),
    "high": FactSpec("high", 0, 0, INDICATOR_LIMIT),
    "actual": FactSpec("actual", 0, 0, INDICATOR_LIMIT),
}


class TooDeepError(Exception):
    """A rule that Python cannot compile: too many parts inside each other."""


def spec_of(fact: FactDeclaration) -> FactSpec:
    """A declared fact as an integer column."""
    return FactSpec(fact.name, fact.places, fact.low.scaled(fact.places), fact.high.scaled(fact.places))


def decision_of(item: Item) -> Cases:
    """The decision of a leaf with a rule; one that may not apply is asked that first."""
    assert item.rule is not None
    decision = item.rule.decision(Const(item.points))
    if not item.may_not_apply:
        return decision
    absent = Compare(Fact(NOT_APPLICABLE_PREFIX + item.code), Op.EQ, Const(Exact(1)))
    return Cases((Branch(absent, NOTHING, Outcome.NOT_APPLICABLE), *decision.branches))


def fact_specs(scheme: Scheme) -> dict[str, FactSpec]:
    """Every fact of a scheme as an integer column, the not-applicable marks included."""
    specs = {name: spec_of(fact) for name, fact in scheme.facts.items()}
    for item in scheme.ruled():
        if item.may_not_apply:
            name = NOT_APPLICABLE_PREFIX + item.code
            specs[name] = FactSpec(name, 0, 0, 1)
    return specs


@dataclass(frozen=True, slots=True)
class Program:
    """Decisions in order of the scheme's ruled leaves; `bits` is the widest intermediate."""

    items: tuple[Item, ...]
    decisions: tuple[Cases, ...]
    facts: tuple[FactSpec, ...]
    places: int
    bits: int
    run: ScoreFunction


def check_width(scheme: Scheme) -> int:
    """The widest intermediate in bits; raises when a scheme could exceed the limit, divide by a negative number, or not be compiled."""
    specs = fact_specs(scheme)
    lowering = Lowering(SourceOps(list(specs)), specs)
    for item in scheme.ruled():
        decision = decision_of(item)
        _walk_width(lowering, decision, scheme.places)
        _check_depth(item, decision, scheme.places, tuple(specs.values()))
    return lowering.bits


def _check_depth(item: Item, decision: Cases, places: int, facts: tuple[FactSpec, ...]) -> None:
    try:
        compiled((decision,), places, facts)
    except (SyntaxError, RecursionError, MemoryError) as error:
        raise TooDeepError(f"the rule of item '{item.code}' has too many parts to be run in one step") from error


def _walk_width(lowering: Lowering[str, str], decision: Cases, places: int) -> None:
    for branch in decision.branches:
        if branch.when is not None:
            lowering.condition(branch.when)
        lowering.rounded(branch.value, places)


@lru_cache(maxsize=64)
def _program(key: "_Key") -> Program:
    scheme = key.scheme
    items = scheme.ruled()
    decisions = tuple(decision_of(item) for item in items)
    specs = fact_specs(scheme)
    used = dict.fromkeys(name for decision in decisions for name in facts_of(decision))
    facts = tuple(specs[name] for name in used)
    run = compiled(decisions, scheme.places, facts)
    return Program(items, decisions, facts, scheme.places, check_width(scheme), run)


@dataclass(frozen=True)
class _Key:
    """A scheme as a cache key: by its digest, which is the hash of its text."""

    scheme: Scheme

    def __hash__(self) -> int:
        return hash((self.scheme.id, self.scheme.digest))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and (self.scheme.id, self.scheme.digest) == (
            other.scheme.id,
            other.scheme.digest,
        )


def program_of(scheme: Scheme) -> Program:
    """The scheme made ready, once per content."""
    return _program(_Key(scheme))


@lru_cache(maxsize=64)
def indicator_function(rule: TargetRule, places: int) -> tuple[ScoreFunction, Cases, tuple[str, ...]]:
    """An own indicator's rule with points, target and actual as facts: generated once per shape, not per indicator."""
    decision = rule.decision(Fact("points"))
    names = tuple(dict.fromkeys(facts_of(decision)))
    return compiled((decision,), places, tuple(INDICATOR_SPECS[name] for name in names)), decision, names
