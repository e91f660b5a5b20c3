"""The scorecard of an evaluation: facts entered with evidence are scored by rule, judged items by the experts.

A judged item has the experts' aggregated score; where nobody was asked, the score that the organiser awarded. A fact that
nobody gave is told to the kernel as not provided, so that it earns nothing and is never taken for zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from xieshou.business.evaluation import selectors
from xieshou.business.evaluation.entries import stored
from xieshou.business.evaluation.kernel_bridge import Reached, evaluation_of
from xieshou.business.evaluation.models import Appraisal, AppraisalScore, GoalSet
from xieshou.business.evaluation.services.forms_funds import MISSING
from xieshou.business.evaluation.services.judged import judged_facts, judged_items
from xieshou.business.evaluation.services.scoring import exact
from xieshou.business.evaluation.services.self_lines import fact_proofs
from xieshou.kernel.evaluation import Adjustment, Evaluation
from xieshou.kernel.expr import facts_of
from xieshou.kernel.program import NOT_APPLICABLE_PREFIX, program_of
from xieshou.kernel.rules.judged import Judged
from xieshou.kernel.scheme import Item, Scheme
from xieshou.kernel.score import score
from xieshou.kernel.scorecard import Scorecard
from xieshou.kernel.strict import LoadError
from xieshou.lib.problems import Invalid, Problem
from xieshou.schemes import load_scheme

Facts = Mapping[str, Mapping[str, str]]


def goals_of(appraisal: Appraisal) -> GoalSet:
    """The goals that are evaluated; an empty set, not stored, where nobody set any."""
    if appraisal.self_evaluation is not None:
        return appraisal.self_evaluation.goals
    owner = appraisal.owner if appraisal.project is None else None
    found = selectors.goals_in_force(year=appraisal.year, project=appraisal.project, owner=owner)
    if found is not None:
        return found
    goals = GoalSet(project=appraisal.project, owner=appraisal.owner, place=appraisal.place, year=appraisal.year)
    goals.owner_path, goals.place_path, goals.scheme = appraisal.owner_path, appraisal.place_path, appraisal.scheme
    return goals


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact of one item: what was entered, the remark, where it was taken from ("" when entered by hand), its evidence."""

    name: str
    words: str
    unit: str
    value: str
    note: str
    taken_from: str
    proofs: int = 0

    @property
    def is_bare(self) -> bool:
        """Whether an evaluator's finding has nothing behind it: no record, no evidence, no remark of where it was seen."""
        return self.value not in {"", MISSING} and not (self.taken_from or self.proofs or self.note)


def facts_by_item(appraisal: Appraisal, scheme: Scheme) -> list[tuple[Item, list[FactLine]]]:
    """Every item with the facts its rule asks for, in the scheme's order; a fact stands at its first item."""
    program, hidden, found = program_of(scheme), judged_facts(scheme), []
    proofs = fact_proofs(appraisal, scheme)
    for item, decision in zip(program.items, program.decisions, strict=True):
        names = [name for name in dict.fromkeys(facts_of(decision)) if name not in hidden]
        hidden |= set(names)
        lines = [_line(appraisal, scheme, name, proofs[name]) for name in names if name in scheme.facts]
        found.append((item, lines))
    return found


def _line(appraisal: Appraisal, scheme: Scheme, name: str, proofs: int) -> FactLine:
    fact, held = scheme.facts[name], appraisal.facts.get(name, {})
    value, note = str(held.get("value") or ""), str(held.get("note") or "")
    return FactLine(name, fact.words.zh, fact.unit, value, note, str(held.get("from") or ""), proofs)


def scores_of(appraisal: Appraisal) -> dict[str, AppraisalScore]:
    """What was aggregated and awarded so far, by item."""
    return {one.item: one for one in AppraisalScore.objects.filter(appraisal=appraisal)}


def kernel_evaluation(appraisal: Appraisal, facts: Facts | None = None, total: str = "0") -> Evaluation:
    """What the kernel scores. `facts`: other ones than those stored."""
    scheme, goals, scores = load_scheme(appraisal.scheme), goals_of(appraisal), scores_of(appraisal)
    awarded = [one for one in scores.values() if one.awarded]
    return evaluation_of(
        goals,
        values=_values(appraisal),
        facts=_facts(appraisal.facts if facts is None else facts, scheme, scores),
        adjustments=[Adjustment(one.item, one.awarded, one.reason, 0) for one in awarded],
        achieved=appraisal.self_evaluation.achieved if appraisal.self_evaluation is not None else "",
        total=total,
        indicators=stored(goals) if goals.pk is not None else (),
        scheme=appraisal.scheme,
    )


def _values(appraisal: Appraisal) -> dict[str, Reached]:
    if appraisal.self_evaluation is None:
        return {}
    rows = appraisal.self_evaluation.values.select_related("indicator")
    return {one.indicator.code: Reached(one.actual or None) for one in rows}


def _facts(facts: Facts, scheme: Scheme, scores: Mapping[str, AppraisalScore]) -> dict[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    for name in scheme.facts:
        held = facts.get(name, {})
        found[name] = {"value": str(held.get("value") or MISSING), "note": str(held.get("note") or "")}
    found |= {name: held for name, held in facts.items() if name.startswith(NOT_APPLICABLE_PREFIX)}
    for item in judged_items(scheme):
        assert isinstance(item.rule, Judged)
        found[item.rule.given] = {"value": _judgement(item, item.rule, scores.get(item.code))}
    return found


def _judgement(item: Item, rule: Judged, score: AppraisalScore | None) -> str:
    number = exact(score.aggregated or score.awarded) if score is not None else None
    if number is None:
        return MISSING
    return (item.points - number if rule.is_deduction else number).text()


def card_of(appraisal: Appraisal, facts: Facts | None = None) -> Scorecard:
    """The scorecard as it stands; `Invalid` with everything that keeps it from being scored."""
    return scored(appraisal, kernel_evaluation(appraisal, facts))


def scored(appraisal: Appraisal, asked: Evaluation) -> Scorecard:
    """The scorecard of what the kernel is asked; its own total stands where a published one would."""
    try:
        card = score(load_scheme(appraisal.scheme), asked)
    except LoadError as error:
        raise Invalid(*(_problem(appraisal, one) for one in error.problems)) from error
    return replace(card, published=card.computed)


def _problem(appraisal: Appraisal, one: Any) -> Problem:
    name = str(one.place.path).removeprefix("facts.")
    fact = load_scheme(appraisal.scheme).facts.get(name)
    return Problem(one.zh or one.what, fact.words.zh if fact is not None else one.place.path or "计分")
