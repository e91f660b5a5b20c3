"""Result records and the indicators they feed: which ledgers feed one, which records feed none, what one record feeds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef

from xieshou.business.evaluation.api import ActualValue, FormState, GoalIndicator, scope_for
from xieshou.business.metrics.api import Measure, Metric, MetricVersion, Scope, counted, source_named
from xieshou.lib import paths
from xieshou.platform.accounts.api import ScopedQuerySet, User
from xieshou.platform.ledger.api import Ledger, LedgerRecord, ledgers

_ALWAYS = Scope(date.min, date.max)
_DEEPEST = 5
MOST_INDICATORS = 50


def bound_metrics() -> set[int]:
    """The metrics that indicators of goals in force take their value from, and the parts of those that are ratios."""
    used = GoalIndicator.objects.order_by().filter(metric=OuterRef("pk"), goals__state=FormState.APPROVED)
    found = set(Metric.objects.filter(Exists(used)).order_by().values_list("pk", flat=True))
    fresh = found
    for _depth in range(_DEEPEST):
        ratios = _in_force().filter(metric__in=fresh, measure=Measure.RATIO)
        fresh = {part for pair in ratios.values_list("numerator", "denominator") for part in pair if part} - found
        if not fresh:
            break
        found |= fresh
    return found


def _in_force() -> Any:
    return MetricVersion.objects.filter(valid_to=None).order_by()


@dataclass(frozen=True)
class Ledgered:
    """One ledger and how many declarations in force, of metrics that indicators use, count its records."""

    ledger: Ledger
    bindings: int


def ledgers_bound() -> list[Ledgered]:
    """Every ledger with its bindings; two queries, whatever the number of records."""
    slugs = list(_in_force().filter(metric__in=bound_metrics()).values_list("source", flat=True))
    return [Ledgered(ledger, slugs.count(ledger.slug)) for ledger in ledgers()]


def unbound(slug: str) -> ScopedQuerySet:
    """The records of a ledger that count in sums and that no indicator in force counts; narrowed to nobody."""
    source = source_named(slug)
    rows: ScopedQuerySet = source.model.objects.filter(source.base)  # type: ignore[attr-defined]
    for version in _in_force().filter(source=slug, metric__in=bound_metrics()):
        rows = rows.filter(~Exists(counted(version, _ALWAYS).filter(pk=OuterRef("pk"))))
    return rows


def feeding(user: User, record: LedgerRecord, slug: str) -> list[GoalIndicator]:
    """The indicators in force of the record's year that count it and that the person may read."""
    counting = {one.metric_id for one in _in_force().filter(source=slug) if _counts(one, record)}
    metrics = counting | _ratios_over(counting)
    year = record.listed_on.year
    rows = GoalIndicator.objects.visible_to(user).filter(
        metric__in=metrics, goals__state=FormState.APPROVED, goals__year=year
    )
    rows = rows.select_related("goals__project", "goals__owner", "metric").order_by("-pk")[:MOST_INDICATORS]
    found = list(rows)
    reaches = _reaches(found)
    return [one for one in found if _covers(scope_for(one.goals, reaches.get(one.pk, "subject"), *_days(year)), record)]


def _counts(version: MetricVersion, record: LedgerRecord) -> bool:
    return counted(version, Scope(record.listed_on, record.listed_on)).filter(pk=record.pk).exists()


def _ratios_over(parts: set[int]) -> set[int]:
    """The ratios that have one of the metrics as a part, directly."""
    rows = _in_force().filter(measure=Measure.RATIO)
    return {one.metric_id for one in rows if {one.numerator_id, one.denominator_id} & parts}


def _reaches(indicators: Sequence[GoalIndicator]) -> dict[int, str]:
    rows = ActualValue.objects.filter(indicator__in=[one.pk for one in indicators]).order_by()
    return dict(rows.values_list("indicator_id", "reach"))


def _days(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def _covers(scope: Scope, record: LedgerRecord) -> bool:
    """Whether a record lies within whose and where an indicator is counted."""
    owned = not scope.owner_path or paths.is_within(record.owner_path, scope.owner_path)
    return owned and (not scope.place_path or paths.is_within(record.place_path, scope.place_path))
