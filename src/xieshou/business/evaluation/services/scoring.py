"""The score of a self-evaluation: by the kernel from what is stored, so that anybody recomputes the same card.

A value that was entered (not taken from a metric) counts only with evidence cited on it: without, it scores as a value
that was not provided (财预〔2020〕10号 art. 16). What each missing piece of evidence costs is told before submission as
the score with it less the score without. Awarded scores depart from the rule only with a reason.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType

from xieshou.business.evaluation.entries import stored
from xieshou.business.evaluation.kernel_bridge import Reached, evaluation_of
from xieshou.business.evaluation.models import ActualValue, GoalIndicator, GoalSet, Reach, SelfEvaluation
from xieshou.business.evaluation.services import forms_funds
from xieshou.business.metrics import api as metrics
from xieshou.business.metrics.selectors import link
from xieshou.kernel.evaluation import Adjustment, Evaluation
from xieshou.kernel.exact import HUNDRED, ZERO, Exact, NotExactError
from xieshou.kernel.scheme import Scheme
from xieshou.kernel.score import score
from xieshou.kernel.scorecard import Scorecard, ScoredItem
from xieshou.kernel.strict import LoadError
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User
from xieshou.platform.evidence.api import Citation
from xieshou.schemes import load_scheme

FIGURE_PLACES = 4  # an endless ratio goes into the form at so many decimals, half-up
NOT_APPLICABLE_PREFIX = "na_"


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


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator with what is known of it: its value as shown, whether it is measured by a metric, its evidence.

    `figure` is the live figure while the form is open; a frozen value leads to its snapshot instead (`figure_url`).
    """

    indicator: GoalIndicator
    value: ActualValue
    actual: str
    proofs: int
    is_measured: bool = False
    figure: metrics.Figure | None = None
    figure_url: str = ""
    figure_problem: str = ""

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def needs_evidence(self) -> bool:
        """Whether a value was entered, so that it counts with evidence only."""
        return bool(self.actual) and not self.is_measured

    @property
    def lacks_evidence(self) -> bool:
        return self.needs_evidence and not self.proofs

    @property
    def is_proved(self) -> bool:
        """Whether there is a value with its source: a metric's records, or evidence."""
        return bool(self.actual) and not self.lacks_evidence


def reach_problems(
    actor: User | None, goals: GoalSet, indicator: GoalIndicator, reach: str, until: date
) -> list[Problem]:
    """Whether a person may take an indicator's metric over a reach: a figure never tells more than its records would."""
    if actor is None or indicator.metric is None:
        return []
    version = metrics.version_on(indicator.metric, until)
    if metrics.may_see(actor, version, scope_for(goals, reach, date(goals.year, 1, 1), until)):
        return []
    return [Problem("比您可查看的范围大", f"{indicator.name} · 取数范围", "本单位、本地区或本项目")]


def scope_for(goals: GoalSet, reach: str, starts_on: date, ends_on: date) -> metrics.Scope:
    """What a metric is taken over for an indicator of these goals."""
    scope = metrics.Scope(starts_on, ends_on)
    if reach == Reach.PROJECT and goals.project_id is not None:
        return metrics.Scope(starts_on, ends_on, project=goals.project_id)
    owner = goals.owner_path if reach in {Reach.SUBJECT, Reach.OWNER, Reach.PROJECT} else ""
    has_place = reach == Reach.PLACE or (reach == Reach.SUBJECT and goals.project_id is not None)
    place = goals.place_path if has_place else ""
    return metrics.Scope(scope.starts_on, scope.ends_on, owner_path=owner, place_path=place)


def figure_text(figure: metrics.Figure) -> str:
    """A figure as the value of an indicator, with its unit; empty where nothing was counted from."""
    if figure.value is None:
        return ""
    number = figure.value.text() if figure.value.places() is not None else figure.value.text(FIGURE_PLACES)
    return f"{number}{figure.version.unit}"


def lines_of(evaluation: SelfEvaluation, indicators: Sequence[GoalIndicator] | None = None) -> list[Line]:
    """The indicators in order. While the form is open a measured value is taken anew, afterwards it is what was frozen."""
    rows = stored(evaluation.goals) if indicators is None else list(indicators)
    values = {one.indicator_id: one for one in evaluation.values.select_related("figure")}
    counts = proofs_of(values.values())
    return [_line(evaluation, one, values[one.pk], counts[values[one.pk].pk]) for one in rows if one.pk in values]


def proofs_of(values: Iterable[ActualValue]) -> Counter[int]:
    """How many citations each value rests on; one query."""
    kind = ContentType.objects.get_for_model(ActualValue)
    keys = [one.pk for one in values]
    return Counter(Citation.objects.filter(content_type=kind, object_id__in=keys).values_list("object_id", flat=True))


def _line(evaluation: SelfEvaluation, indicator: GoalIndicator, value: ActualValue, proofs: int) -> Line:
    value.evaluation, value.indicator = evaluation, indicator
    if indicator.metric is None or value.is_entered:
        return Line(indicator, value, value.actual, proofs)
    if value.figure is not None and not evaluation.is_editable:
        return Line(indicator, value, value.actual, proofs, True, figure_url=value.figure.get_absolute_url())
    year = evaluation.year
    scope = scope_for(evaluation.goals, value.reach, date(year, 1, 1), date(year, 12, 31))
    try:
        found = metrics.figure_of(indicator.metric, scope)
    except Invalid as error:
        return Line(indicator, value, "", proofs, True, figure_problem=str(error.problems[0]))
    return Line(indicator, value, figure_text(found), proofs, True, found, link(found))


# --- the card ---


def funds_now(evaluation: SelfEvaluation) -> list[dict[str, Any]]:
    """The money at the year's end: as registered while the form is open, as frozen afterwards."""
    if evaluation.is_editable:
        return forms_funds.fund_rows(evaluation.goals, date(evaluation.year, 12, 31))
    return list(evaluation.funds)


@dataclass(frozen=True, slots=True)
class FactLine:
    """One named fact of the scheme: what was entered, what the system knows of it, the remark."""

    name: str
    words: str
    unit: str
    entered: str
    known: str
    note: str

    @property
    def value(self) -> str:
        """The value that counts: the entered one, else what the system knows."""
        return self.entered or self.known

    @property
    def is_known(self) -> bool:
        return not self.entered and bool(self.known)


_FROM_FUNDS = frozenset({"initial", "budget", "executed"})


def fact_lines(evaluation: SelfEvaluation, scheme: Scheme | None = None) -> list[FactLine]:
    """The facts that the scheme asks for, in its order, without those of the fund block."""
    scheme = scheme or load_scheme(evaluation.scheme_used)
    is_open = evaluation.is_editable
    known = forms_funds.known_facts(evaluation.goals, scheme) if is_open else {}
    found = []
    for name, fact in scheme.facts.items():
        if name in _FROM_FUNDS:
            continue
        held = evaluation.facts.get(name, {})
        entered = "" if held.get("from") == "funds" else str(held.get("value") or "")
        told = known.get(name, "") if is_open else ("" if entered else str(held.get("value") or ""))
        found.append(FactLine(name, fact.words.zh, fact.unit, entered, told, str(held.get("note") or "")))
    return found


def kernel_evaluation(
    evaluation: SelfEvaluation,
    lines: Sequence[Line],
    funds: Sequence[Mapping[str, Any]],
    *,
    scheme: Scheme | None = None,
    ignores_evidence: bool = False,
    judged: Mapping[str, str] | None = None,
) -> Evaluation:
    """What the kernel scores. `ignores_evidence`: as if every value were proved. `judged`: scores of levels by code."""
    goals = evaluation.goals
    scheme = scheme or load_scheme(evaluation.scheme_used)
    values = {one.code: _reached(one, ignores_evidence, (judged or {}).get(one.code)) for one in lines}
    facts = forms_funds.money_facts(funds, scheme)
    facts |= {
        one.name: {"value": one.value or forms_funds.MISSING, "note": one.note} for one in _facts(evaluation, scheme)
    }
    awarded = [(code, held) for code, held in evaluation.items.items() if held.get("awarded")]
    return evaluation_of(
        goals,
        funds=funds,
        values=values,
        facts=facts,
        adjustments=[Adjustment(code, held["awarded"], held.get("because", ""), 0) for code, held in awarded],
        achieved=evaluation.achieved,
        indicators=[one.indicator for one in lines],
        scheme=scheme.id,
    )


def _facts(evaluation: SelfEvaluation, scheme: Scheme) -> list[FactLine]:
    return [
        one for one in fact_lines(evaluation, scheme) if not one.name.startswith(NOT_APPLICABLE_PREFIX) or one.value
    ]


def _reached(line: Line, ignores_evidence: bool, judged: str | None) -> Reached:
    """The value that counts: a value without evidence is as good as none. An awarded score stands whatever the value."""
    counts = bool(line.actual) and (ignores_evidence or not line.lacks_evidence)
    value = line.value
    return Reached(line.actual if counts else None, value.awarded or judged, value.awarded_because or None)


def card_of(
    evaluation: SelfEvaluation,
    lines: Sequence[Line] | None = None,
    funds: Sequence[Mapping[str, Any]] | None = None,
    *,
    ignores_evidence: bool = False,
) -> Scorecard:
    """The scorecard by the goals' scheme as it is today; `Invalid` with everything that keeps it from being scored.

    An indicator of which the rule cannot say gets points × the percentage of its level.
    """
    lines = lines_of(evaluation) if lines is None else lines
    funds = funds_now(evaluation) if funds is None else funds
    scheme = load_scheme(evaluation.scheme_used)
    first = _scored(scheme, kernel_evaluation(evaluation, lines, funds, ignores_evidence=ignores_evidence))
    judged = _judged(first, lines, scheme)
    if not judged:
        return first
    asked = kernel_evaluation(evaluation, lines, funds, ignores_evidence=ignores_evidence, judged=judged)
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
class Standing:
    """A self-evaluation as it stands: the card, what evidence is missing and costs, how complete it is."""

    lines: tuple[Line, ...]
    funds: tuple[Mapping[str, Any], ...]
    card: Scorecard | None
    problems: tuple[Problem, ...]
    losses: tuple[Loss, ...]
    lost: Exact

    @property
    def missing_values(self) -> tuple[Line, ...]:
        """Indicators with points and no value at all."""
        return tuple(one for one in self.lines if not one.actual and _counts(one))

    @property
    def complete(self) -> tuple[int, int]:
        """齐套度: how many of the indicators that count have a value with its source, of how many."""
        counted = [one for one in self.lines if _counts(one)]
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


def _counts(line: Line) -> bool:
    points = exact(line.indicator.points)
    return points is not None and points > ZERO


def standing_of(evaluation: SelfEvaluation) -> Standing:
    """Everything the page shows before submission."""
    lines, funds = tuple(lines_of(evaluation)), tuple(funds_now(evaluation))
    try:
        card = card_of(evaluation, lines, funds)
    except Invalid as error:
        return Standing(lines, funds, None, error.problems, (), ZERO)
    lacking = [one for one in lines if one.lacks_evidence]
    if not lacking:
        return Standing(lines, funds, card, (), (), ZERO)
    proved = card_of(evaluation, lines, funds, ignores_evidence=True)
    losses = tuple(Loss(one, _awarded(proved, one.code) - _awarded(card, one.code)) for one in lacking)
    return Standing(lines, funds, card, (), losses, proved.computed - card.computed)


def _awarded(card: Scorecard, code: str) -> Exact:
    item = card.item(code)
    return item.awarded if item is not None else ZERO


# --- keeping a card, and computing it again ---


def card_json(card: Scorecard, lines: Sequence[Line]) -> dict[str, Any]:
    """The card as plain data: exact texts, the scheme by its digest, how much evidence each value rests on."""
    by_code = {one.code: one for one in lines}
    return {
        "scheme": card.scheme,
        "scheme_words": card.scheme_words.zh,
        "digest": card.digest,
        "points": card.points.text(),
        "total": card.computed.text(),
        "by_rule": card.by_rule.text(),
        "grade": card.grade.zh if card.grade is not None else "",
        "items": [_item_json(item, by_code.get(item.code)) for item in card.items],
        "levels": [
            {
                "code": one.code,
                "words": one.words.zh,
                "points": one.points.text(),
                "by_rule": one.by_rule.text(),
                "awarded": one.awarded.text(),
                "depth": one.depth,
            }
            for one in card.levels
        ],
        "notes": [note.zh for note in card.notes],
    }


def _item_json(item: ScoredItem, line: Line | None) -> dict[str, Any]:
    return {
        "code": item.code,
        "words": item.words.zh,
        "path": [words.zh for words in item.path],
        "leaf": item.leaf,
        "points": item.points.text(),
        "by_rule": item.by_rule.text() if item.by_rule is not None else None,
        "awarded": item.awarded.text(),
        "outcome": item.outcome.value,
        "rule": item.rule.zh,
        "arithmetic": [words.zh for words in item.arithmetic],
        "reason": item.reason or "",
        "target": item.target or "",
        "actual": (line.actual if line is not None else item.actual) or "",
        "evidence": line.proofs if line is not None else None,
        "facts": [{"name": one.name, "words": one.words.zh, "text": one.text} for one in item.facts],
    }


def recompute(evaluation: SelfEvaluation) -> dict[str, Any]:
    """The card computed again from what is stored, by the scheme as it is today, in the form in which it is kept."""
    lines = lines_of(evaluation)
    return card_json(card_of(evaluation, lines), lines)
