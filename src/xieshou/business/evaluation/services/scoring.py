"""The score of a self-evaluation: by the kernel from what is stored, so that anybody recomputes the same card.

A value that was entered (not taken from a metric) counts only with evidence cited on it: without, it scores as a value
that was not provided (财预〔2020〕10号 art. 16), and so does a fact of a department's scheme. What each missing piece of evidence costs is told before submission as
the score with it less the score without. Awarded scores depart from the rule only with a reason.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xieshou.business.evaluation.kernel_bridge import Reached, evaluation_of
from xieshou.business.evaluation.models import SelfEvaluation
from xieshou.business.evaluation.services import forms_funds
from xieshou.business.evaluation.services.card_data import card_json
from xieshou.business.evaluation.services.self_lines import (
    FactLine,
    Line,
    fact_lines,
    figure_text,
    funds_now,
    lines_of,
    proofs_of,
    reach_problems,
    scope_for,
)
from xieshou.kernel.evaluation import Adjustment, Evaluation
from xieshou.kernel.exact import HUNDRED, ZERO, Exact, NotExactError
from xieshou.kernel.program import NOT_APPLICABLE_PREFIX
from xieshou.kernel.scheme import Scheme
from xieshou.kernel.score import score
from xieshou.kernel.scorecard import Scorecard, ScoredItem
from xieshou.kernel.strict import LoadError
from xieshou.lib.problems import Invalid, Problem
from xieshou.schemes import load_scheme


@dataclass(frozen=True, slots=True)
class Band:
    """A level of a qualitative indicator: per cent from `low` up to `high` (exclusive, but 100 belongs to the first)."""

    words: str
    low: int
    high: int

    def holds(self, percent: Exact) -> bool:
        """Whether a percentage lies in the band."""
        below = percent <= HUNDRED if self.high == 100 else percent < Exact(self.high)
        return percent >= Exact(self.low) and below


_NATIONAL = (
    Band("达成年度指标", 80, 100),
    Band("部分达成并具有一定效果", 60, 80),
    Band("未达成且效果较差", 0, 60),
)
# by scheme where it differs from 财预〔2020〕10号 art. 16 (see docs/domain: 湖北 80–50)
_BANDS: Mapping[str, tuple[Band, ...]] = {
    "hubei-project-self": (_NATIONAL[0], Band(_NATIONAL[1].words, 50, 80), Band(_NATIONAL[2].words, 0, 50)),
}


def bands_of(scheme: str) -> tuple[Band, ...]:
    """The levels of qualitative indicators under a scheme."""
    return _BANDS.get(scheme, _NATIONAL)


# --- the card ---


def kernel_evaluation(
    evaluation: SelfEvaluation,
    lines: Sequence[Line],
    funds: Sequence[Mapping[str, Any]],
    facts: Sequence[FactLine],
    *,
    ignores_evidence: bool = False,
    judged: Mapping[str, str] | None = None,
) -> Evaluation:
    """What the kernel scores. `ignores_evidence`: as if everything were proved. `judged`: scores of levels by code."""
    goals = evaluation.goals
    scheme = load_scheme(evaluation.scheme_used)
    values = {one.code: _reached(one, ignores_evidence, (judged or {}).get(one.code)) for one in lines}
    told = forms_funds.money_facts(funds, scheme) | {one.name: _told(one, ignores_evidence) for one in facts}
    awarded = [(code, held) for code, held in evaluation.items.items() if held.get("awarded")]
    return evaluation_of(
        goals,
        funds=funds,
        values=values,
        facts=told,
        adjustments=[Adjustment(code, held["awarded"], held.get("because", ""), 0) for code, held in awarded],
        achieved=evaluation.achieved,
        indicators=[one.indicator for one in lines],
        scheme=scheme.id,
    )


def _told(fact: FactLine, ignores_evidence: bool) -> dict[str, str]:
    """A fact that counts: like a value, one that was entered without evidence is as good as none."""
    counts = ignores_evidence or not fact.lacks_evidence
    return {"value": (fact.value if counts else "") or forms_funds.MISSING, "note": fact.note}


def _reached(line: Line, ignores_evidence: bool, judged: str | None) -> Reached:
    """The value that counts: a value without evidence is as good as none. An awarded score stands whatever the value."""
    counts = bool(line.actual) and (ignores_evidence or not line.lacks_evidence)
    value = line.value
    return Reached(line.actual if counts else None, value.awarded or judged, value.awarded_because or None)


def card_of(
    evaluation: SelfEvaluation,
    lines: Sequence[Line] | None = None,
    funds: Sequence[Mapping[str, Any]] | None = None,
    facts: Sequence[FactLine] | None = None,
    *,
    ignores_evidence: bool = False,
) -> Scorecard:
    """The scorecard by the goals' scheme as it is today; `Invalid` with everything that keeps it from being scored.

    An indicator of which the rule cannot say gets points × the percentage of its level.
    """
    lines = lines_of(evaluation) if lines is None else lines
    funds = funds_now(evaluation) if funds is None else funds
    facts = fact_lines(evaluation) if facts is None else facts
    scheme = load_scheme(evaluation.scheme_used)
    if not ignores_evidence and any(one.lacks_evidence for one in facts):
        _scored(scheme, kernel_evaluation(evaluation, lines, funds, facts, ignores_evidence=True))  # unreadable is told
    first = _scored(scheme, kernel_evaluation(evaluation, lines, funds, facts, ignores_evidence=ignores_evidence))
    judged = _judged(first, lines, scheme)
    if not judged:
        return first
    asked = kernel_evaluation(evaluation, lines, funds, facts, ignores_evidence=ignores_evidence, judged=judged)
    return _scored(scheme, asked)


def _scored(scheme: Scheme, asked: Evaluation) -> Scorecard:
    try:
        return score(scheme, asked)
    except LoadError as error:
        raise Invalid(*(Problem(one.zh or one.what, one.place.path or "计分") for one in error.problems)) from error


def _judged(card: Scorecard, lines: Sequence[Line], scheme: Scheme) -> dict[str, str]:
    """The scores of levels, for indicators that the rule leaves to a person and nobody has awarded yet."""
    unsaid = {item.code: item for item in card.items if item.by_rule is None}
    found = {}
    for line in lines:
        item = unsaid.get(line.code)
        if item is not None and not line.value.awarded:
            got = level_score(scheme, item.points, line.value.level, line.value.level_percent)
            if got is not None:
                found[line.code] = got.text(scheme.places)
    return found


def level_score(scheme: Scheme, points: Exact, level: str, percent: str) -> Exact | None:
    """points × percentage, half-up; None where level or percentage is missing or the two do not fit together."""
    band = next((one for one in bands_of(scheme.id) if one.words == level), None)
    number = exact(percent)
    if band is None or number is None or not band.holds(number):
        return None
    return (points * number / HUNDRED).rounded(scheme.places)


def exact(text: str) -> Exact | None:
    """A decimal as typed; None for anything else."""
    try:
        return Exact.read(text)
    except NotExactError:
        return None


# --- what missing evidence costs ---


@dataclass(frozen=True, slots=True)
class Loss:
    """What one indicator loses for want of evidence, exactly: its score with the evidence less its score without."""

    line: Line
    lost: Exact


@dataclass(frozen=True, slots=True)
class FactLoss:
    """What one item of a department's scheme loses because facts of it lack evidence, and which."""

    item: ScoredItem
    facts: tuple[FactLine, ...]
    lost: Exact


@dataclass(frozen=True, slots=True)
class Standing:
    """A self-evaluation as it stands: the card, what evidence is missing and costs, how complete it is."""

    lines: tuple[Line, ...]
    funds: tuple[Mapping[str, Any], ...]
    card: Scorecard | None
    problems: tuple[Problem, ...]
    losses: tuple[Loss, ...]
    lost: Exact
    facts: tuple[FactLine, ...] = ()
    fact_losses: tuple[FactLoss, ...] = ()

    @property
    def missing_values(self) -> tuple[Line, ...]:
        """Indicators with points and no value at all."""
        return tuple(one for one in self.lines if not one.actual and one.counts)

    @property
    def unproved(self) -> int:
        """How many values and facts were entered without evidence."""
        return len(self.losses) + sum(one.lacks_evidence for one in self.facts)

    @property
    def risks(self) -> dict[str, ScoredItem]:
        """The item whose points each unproved fact puts at risk, by the fact's name; also where a score was awarded."""
        lacking = {one.name for one in self.facts if one.lacks_evidence}
        items = self.card.items if self.card is not None else ()
        return {one.name: item for item in items for one in item.facts if one.name in lacking}

    @property
    def complete(self) -> tuple[int, int]:
        """齐套度: how many of the indicators that count have a value with its source, of how many."""
        counted = [one for one in self.lines if one.counts]
        return sum(one.is_proved for one in counted), len(counted)

    @property
    def percent(self) -> int | None:
        """The share in per cent, rounded down; None where nothing counts."""
        done, of = self.complete
        return done * 100 // of if of else None

    def item(self, code: str) -> ScoredItem | None:
        return self.card.item(code) if self.card is not None else None

    def loss_of(self, code: str) -> Exact | None:
        return next((one.lost for one in self.losses if one.line.code == code), None)


def standing_of(evaluation: SelfEvaluation) -> Standing:
    """Everything the page shows before submission."""
    lines, funds = tuple(lines_of(evaluation)), tuple(funds_now(evaluation))
    facts = tuple(fact_lines(evaluation))
    try:
        card = card_of(evaluation, lines, funds, facts)
    except Invalid as error:
        return Standing(lines, funds, None, error.problems, (), ZERO, facts)
    lacking = [one for one in lines if one.lacks_evidence]
    unproved = {one.name: one for one in facts if one.lacks_evidence}
    if not lacking and not unproved:
        return Standing(lines, funds, card, (), (), ZERO, facts)
    proved = card_of(evaluation, lines, funds, facts, ignores_evidence=True)
    losses = tuple(Loss(one, _awarded(proved, one.code) - _awarded(card, one.code)) for one in lacking)
    of_facts = tuple(_fact_losses(card, proved, unproved))
    return Standing(lines, funds, card, (), losses, proved.computed - card.computed, facts, of_facts)


def _awarded(card: Scorecard, code: str) -> Exact:
    item = card.item(code)
    return item.awarded if item is not None else ZERO


def _fact_losses(card: Scorecard, proved: Scorecard, unproved: Mapping[str, FactLine]) -> Iterator[FactLoss]:
    """Item by item: a point of a list loses its own points, where a rule needs a fact the whole item is lost."""
    for item in card.items:
        missing = tuple(unproved[one.name] for one in item.facts if one.name in unproved)
        lost = _awarded(proved, item.code) - item.awarded
        if missing and lost != ZERO:
            yield FactLoss(item, missing, lost)


def recompute(evaluation: SelfEvaluation) -> dict[str, Any]:
    """The card computed again from what is stored, by the scheme as it is today, in the form in which it is kept."""
    lines = lines_of(evaluation)
    return card_json(card_of(evaluation, lines), lines)


__all__ = [
    "NOT_APPLICABLE_PREFIX",
    "Band",
    "FactLine",
    "FactLoss",
    "Line",
    "Loss",
    "Standing",
    "bands_of",
    "card_json",
    "card_of",
    "exact",
    "fact_lines",
    "figure_text",
    "funds_now",
    "kernel_evaluation",
    "level_score",
    "lines_of",
    "proofs_of",
    "reach_problems",
    "recompute",
    "scope_for",
    "standing_of",
]
