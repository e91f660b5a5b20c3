"""Scores of thousands of self-evaluations at once: what the kernel read in a value is kept beside it, as integers.

Reading a target and a value from text is the slow part of scoring; it is done once when the value is saved. Scoring a
year then runs the kernel's compiled rules over the kept integers: the same scores as `scoring.card_of`, which a test
holds against each other. A kept reading names the texts it was made from; one that does not fit is made anew.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from importlib import import_module
from inspect import getsource
from typing import Any

from django.contrib.contenttypes.models import ContentType

from xieshou.business.evaluation.kernel_bridge import Reached, indicator_of
from xieshou.business.evaluation.models import ActualValue, GoalIndicator, SelfEvaluation
from xieshou.business.evaluation.services import scoring
from xieshou.kernel.actual import read_actual
from xieshou.kernel.comparison import compare
from xieshou.kernel.evaluation import Indicator
from xieshou.kernel.exact import HUNDRED, ZERO, Exact
from xieshou.kernel.expr import OUTCOMES, Outcome
from xieshou.kernel.indicator import direction_of, score_indicator
from xieshou.kernel.program import INDICATOR_POINTS_PLACES, indicator_function, program_of
from xieshou.kernel.rules.target import Direction, TargetRule
from xieshou.kernel.scheme import Item, NotApplicable, Scheme
from xieshou.kernel.target import TargetKind, read_target
from xieshou.platform.evidence.api import Citation
from xieshou.schemes import load_scheme

# the text of everything that reads a value: when the kernel reads otherwise, kept readings are made anew by themselves
_READERS = [
    import_module(f"xieshou.kernel.{name}")
    for name in ["actual", "comparison", "indicator", "quantity", "target", "units"]
]
VERSION = blake2b("".join(getsource(one) for one in _READERS).encode(), digest_size=8).hexdigest()
_APART = "\x1f"
_FUND_KEYS = {"initial": "initial_fen", "budget": "budget_fen", "executed": "executed_fen"}
_PER = {"元": 100, "万元": 1_000_000}
# as plain texts, for an enum's value is looked up anew each time
_FULL, _MISSING, _NOT_APPLICABLE = Outcome.FULL.value, Outcome.MISSING.value, Outcome.NOT_APPLICABLE.value
_NOTHING = frozenset(one.value for one in OUTCOMES) - {_FULL}
_JUDGED = "judged"


# --- one value ---


def basis_of(target: str, unit: str, points: str, actual: str) -> str:
    """The texts a reading is made from."""
    return _APART.join((target, unit, points, actual))


def reading_of(indicator: GoalIndicator, actual: str) -> str:
    """What the kernel reads in a value: how it compares, as integers of one scale, and the texts it was read from."""
    one = indicator_of(indicator, Reached(actual or None))
    basis = basis_of(indicator.target, indicator.unit, indicator.points, actual)
    kind, asked, reached = _read(one)
    return _APART.join((VERSION, kind, str(asked), str(reached), basis))


def _read(one: Indicator) -> tuple[str, int, int]:
    """A direction with the two integers, or an outcome that needs no arithmetic: full, nothing, missing, judged …"""
    points = scoring.exact(one.points or "0") or ZERO
    target = read_target(one.target, points=points)
    comparison = compare(target, read_actual(one.actual))
    direction = direction_of(target, comparison)
    if direction is not None and comparison.scaled is not None:
        reached, asked = comparison.scaled
        kind = f"range-{direction.value}" if target.kind is TargetKind.RANGE else direction.value
        return kind, asked, reached
    return _plain_outcome(one), 0, 0


@lru_cache(maxsize=1)
def _any_scheme() -> tuple[Scheme, Item]:
    """Words are judged alike under every scheme, so that any will do."""
    scheme = load_scheme("national-2020-project-self")
    return scheme, scheme.groups()[0]


def _plain_outcome(one: Indicator) -> str:
    """What the kernel says where there is nothing to compute."""
    scheme, group = _any_scheme()
    found = score_indicator(scheme, group, one)
    return _JUDGED if found.by_rule is None else found.outcome.value


# --- a year ---


@dataclass(frozen=True, slots=True)
class Recomputed:
    """The scores of one self-evaluation computed again; `kept` is the total that was approved, empty before."""

    evaluation: int
    by_rule: Exact
    total: Exact
    grade: str
    kept: str

    @property
    def differs(self) -> bool:
        """Whether an approved total is another one now."""
        return bool(self.kept) and self.kept != self.total.text()


@dataclass(slots=True)
class _Sums:
    by_rule: int = 0
    awarded: int = 0
    waived: int = 0  # points ×10^2 of indicators that do not apply


def scores_recompute(year: int, *, evaluations: Iterable[int] | None = None) -> list[Recomputed]:
    """The scores of every self-evaluation of a year (or of those named), by their schemes as they are today.

    Reads everything in a handful of queries whatever the number. Nothing is written. A form in hand is scored by its
    values as last saved. Forms of schemes with named facts (departments) are scored one by one.
    """
    forms = SelfEvaluation.objects.filter(year=year).order_by()
    if evaluations is not None:
        forms = forms.filter(pk__in=list(evaluations))
    known = forms.values_list("pk", "scheme", "goals__scheme", "funds", "items", "total")
    heads = [(pk, own or goals, *rest) for pk, own, goals, *rest in known]
    schemes = {scheme: load_scheme(scheme) for scheme in {row[1] for row in heads}}
    quick = {row[0]: schemes[row[1]] for row in heads if _is_quick(schemes[row[1]])}
    sums = _indicator_sums(year, quick, evaluations)
    found = []
    for pk, scheme, funds, items, kept in heads:
        if pk in quick:
            _add_items(sums[pk], schemes[scheme], funds, items)
            found.append(_recomputed(pk, schemes[scheme], sums[pk], kept))
    return found + [_one_by_one(row[0]) for row in heads if row[0] not in quick]


def _is_quick(scheme: Scheme) -> bool:
    """Whether its items need nothing but the money."""
    return all(spec.name in _FUND_KEYS for spec in program_of(scheme).facts)


def _one_by_one(pk: int) -> Recomputed:
    form = SelfEvaluation.objects.select_related("goals__project", "goals__owner", "project", "owner").get(pk=pk)
    card = scoring.card_of(form)
    return Recomputed(pk, card.by_rule, card.computed, card.grade.zh if card.grade is not None else "", form.total)


_COLUMNS = (
    "pk",
    "evaluation_id",
    "reading",
    "actual",
    "awarded",
    "level",
    "level_percent",
    "indicator__level1",
    "indicator__target",
    "indicator__unit",
    "indicator__points",
    "indicator__metric_id",
)


def _indicator_sums(year: int, schemes: Mapping[int, Scheme], named: Iterable[int] | None) -> dict[int, _Sums]:
    sums: dict[int, _Sums] = defaultdict(_Sums)
    proved, entered = _proved(year, named), _entered(year)
    rows = ActualValue.objects.filter(evaluation__year=year).order_by()
    if named is not None:
        rows = rows.filter(evaluation__in=list(named))
    rules = _Rules()
    for row in rows.values_list(*_COLUMNS).iterator(chunk_size=5000):
        scheme = schemes.get(row[1])
        if scheme is not None:
            is_measured = row[-1] is not None and row[0] not in entered
            _add(sums[row[1]], scheme, rules, row, is_proved=is_measured or row[0] in proved)
    return sums


def _proved(year: int, named: Iterable[int] | None) -> set[int]:
    """The values that rest on evidence, of the whole year or of the named forms."""
    kind = ContentType.objects.get_for_model(ActualValue)
    cited = Citation.objects.filter(content_type=kind).order_by().values_list("object_id", flat=True)
    values = ActualValue.objects.filter(evaluation__year=year)
    mine = (values if named is None else values.filter(evaluation__in=list(named))).order_by().values("pk")
    return set(cited.filter(object_id__in=mine).distinct())


def _entered(year: int) -> set[int]:
    """The values that were entered although there is a metric. A set of the few is faster than a column of all."""
    return set(
        ActualValue.objects.filter(evaluation__year=year, is_entered=True).order_by().values_list("pk", flat=True)
    )


class _Rules:
    """The compiled rules by scheme, group and direction, and the points of each text: made once for a run."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, str], tuple[Any, int, int, int]] = {}
        self._points: dict[str, int] = {}

    def points(self, text: str) -> int:
        """Points ×10^2."""
        if text not in self._points:
            number = scoring.exact(text)
            self._points[text] = number.scaled(INDICATOR_POINTS_PLACES) if number is not None else 0
        return self._points[text]

    def score(self, scheme: Scheme, level1: str, kind: str, points: int, asked: int, reached: int) -> int:
        """The score ×10^places."""
        key = (scheme.digest, level1, kind)
        if key not in self._known:
            self._known[key] = _compiled(scheme, level1, kind)
        run, points_at, target_at, actual_at = self._known[key]
        numbers = [points, points, points]
        numbers[target_at], numbers[actual_at], numbers[points_at] = asked, reached, points
        got: int = run(numbers)[0][0]
        return got


def _compiled(scheme: Scheme, level1: str, kind: str) -> tuple[Any, int, int, int]:
    """The rule as a function over points, target and actual, with their places."""
    group = next(one for one in scheme.groups() if one.indicators is not None and level1 in one.indicators.level1)
    assert group.indicators is not None
    is_range = kind.startswith("range-")
    excess = () if is_range else group.indicators.excess
    rule = TargetRule(Direction(kind.removeprefix("range-")), group.indicators.in_proportion, excess)
    run, _decision, names = indicator_function(rule, scheme.places)
    assert set(names) == {"points", "target", "actual"}
    return run, names.index("points"), names.index("target"), names.index("actual")


def _add(sums: _Sums, scheme: Scheme, rules: _Rules, row: tuple[Any, ...], *, is_proved: bool) -> None:
    """One value's scores into its form's sums."""
    _pk, _form, reading, actual, awarded, level, percent, level1, target, unit, points, _metric = row
    kind, asked, reached = _kept(reading, actual, target, unit, points)
    full = rules.points(points)
    if kind == _NOT_APPLICABLE:
        sums.waived += full
    elif not (actual and is_proved):
        kind = _MISSING
    by_rule = _by_rule(scheme, rules, level1, kind, full, asked, reached)
    given = _awarded(scheme, by_rule, full, awarded, level, percent)
    sums.by_rule += given if by_rule is None else by_rule
    sums.awarded += given


def _kept(reading: str, actual: str, target: str, unit: str, points: str) -> tuple[str, int, int]:
    """The kept reading, or a fresh one where it was made from other texts."""
    parts = reading.split(_APART, 4)
    if len(parts) == 5 and parts[0] == VERSION and parts[4] == basis_of(target, unit, points, actual):
        return parts[1], int(parts[2]), int(parts[3])
    one = GoalIndicator(code="", level1="", level2="", name="", target=target, unit=unit, points=points)
    parts = reading_of(one, actual).split(_APART, 4)
    return parts[1], int(parts[2]), int(parts[3])


def _by_rule(scheme: Scheme, rules: _Rules, level1: str, kind: str, full: int, asked: int, reached: int) -> int | None:
    if kind == _JUDGED:
        return None
    if kind == _FULL:
        return Exact(full, 10**INDICATOR_POINTS_PLACES).scaled(scheme.places)
    if kind in _NOTHING:
        return 0
    return rules.score(scheme, level1, kind, full, asked, reached)


def _awarded(scheme: Scheme, by_rule: int | None, full: int, awarded: str, level: str, percent: str) -> int:
    if awarded:
        number = scoring.exact(awarded)
        return number.scaled(scheme.places) if number is not None else 0
    if by_rule is not None:
        return by_rule
    judged = scoring.level_score(scheme, Exact(full, 10**INDICATOR_POINTS_PLACES), level, percent)
    return judged.scaled(scheme.places) if judged is not None else 0


def _add_items(sums: _Sums, scheme: Scheme, funds: list[dict[str, Any]], items: Mapping[str, Any]) -> None:
    """The items of the scheme that are scored from the money."""
    program = program_of(scheme)
    row = next((one for one in funds if one["row"] == "total"), {})
    scaled = [_fund_fact(scheme, spec.name, spec.places, row) for spec in program.facts]
    scores, _outcomes = program.run(scaled)
    for item, got in zip(program.items, scores, strict=True):
        sums.by_rule += got
        awarded = scoring.exact(items.get(item.code, {}).get("awarded", ""))
        sums.awarded += got if awarded is None else awarded.scaled(scheme.places)


def _fund_fact(scheme: Scheme, name: str, places: int, row: Mapping[str, Any]) -> int | None:
    amount = row.get(_FUND_KEYS[name])
    return None if amount is None else Exact(amount, _PER[scheme.facts[name].unit]).scaled(places)


def _recomputed(pk: int, scheme: Scheme, sums: _Sums, kept: str) -> Recomputed:
    by_rule, awarded = (_total(scheme, part, sums.waived) for part in (sums.by_rule, sums.awarded))
    grade = scheme.grade_of(awarded)
    return Recomputed(pk, by_rule, awarded, grade.words.zh if grade is not None else "", kept)


def _total(scheme: Scheme, got: int, waived: int) -> Exact:
    total = Exact(got, 10**scheme.places)
    if scheme.not_applicable is not NotApplicable.RESCALE:
        return total
    base = scheme.points - Exact(waived, 10**INDICATOR_POINTS_PLACES)
    return (total / base * HUNDRED).rounded(scheme.places) if base > ZERO else ZERO
