"""Reading metrics: how a figure is spread, the records behind it, what counts a record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Model, Q, QuerySet
from django.urls import reverse

from xieshou.business.metrics.counting import counted, matching
from xieshou.business.metrics.figures import Figure
from xieshou.business.metrics.models import Measure, Metric, MetricVersion
from xieshou.business.metrics.scope import Scope
from xieshou.business.metrics.sources import source_named
from xieshou.business.metrics.upkeep import by_month
from xieshou.kernel.exact import Exact
from xieshou.platform.accounts.api import User
from xieshou.platform.evidence.api import Citation
from xieshou.platform.registry.api import Organisation, Region

HIDDEN_COUNTED_TO = 10_000


@dataclass(frozen=True)
class Use:
    """Somewhere a metric is used: what it is, its page."""

    label: str
    url: str


_USES: list[Callable[[User, Metric], list[Use]]] = []


def add_uses(function: Callable[[User, Metric], list[Use]]) -> None:
    """An app above tells where it uses a metric, as far as the person may see it."""
    if function not in _USES:
        _USES.append(function)


def uses_of(user: User, metric: Metric) -> list[Use]:
    """Everywhere the metric is used that the person may see."""
    return [use for function in _USES for use in function(user, metric)]


def metrics_matching(words: str) -> QuerySet[Metric]:
    """Metrics whose name or code holds the words."""
    rows = Metric.objects.select_related("indicator").prefetch_related("versions")
    return rows.filter(Q(name__icontains=words) | Q(code__icontains=words)) if words else rows


@dataclass(frozen=True)
class Row:
    """One counted record as the page shows it."""

    record: Any
    amount: str
    citations: int
    url: str


def rows_visible(user: User, version: MetricVersion, scope: Scope) -> QuerySet[Any]:
    """The counted records that the person may read."""
    rows = counted(version, scope)
    return user.access.filter(rows.model.read_permission, rows)


def shown_rows(version: MetricVersion, records: list[Any]) -> list[Row]:
    """The records of one page with what each adds and how much evidence it rests on: one query for all."""
    cited = _cited(records)
    return [Row(one, _amount(version, one), cited.get(one.pk, 0), _url(one)) for one in records]


def _amount(version: MetricVersion, record: Any) -> str:
    if version.measure == Measure.COUNT:
        return "1"
    value = getattr(record, version.field)
    if version.measure == Measure.DISTINCT:
        return str(value)
    return "—" if value is None else Exact(value, version.per).text()


def _cited(records: list[Any]) -> Mapping[int, int]:
    if not records:
        return {}
    kind = ContentType.objects.get_for_model(type(records[0]))
    found = Citation.objects.filter(content_type=kind, object_id__in=[one.pk for one in records])
    return dict(found.order_by().values_list("object_id").annotate(n=Count("pk")))


def _url(record: Model) -> str:
    address = getattr(record, "get_absolute_url", None)
    return str(address()) if address is not None else ""


def months(version: MetricVersion, scope: Scope) -> list[tuple[date, str]]:
    """The figure month by month, where months add up to it: not for distinct counts and ratios."""
    if version.measure not in {Measure.COUNT, Measure.SUM} or scope.project is not None:
        return []
    found = by_month(version, scope)
    counts = version.measure == Measure.COUNT
    return [
        (month, str(one.records) if counts else Exact(one.amount, version.per).text())
        for month, one in sorted(found.items())
        if one.records
    ]


def metrics_of(record: Any, slug: str) -> list[MetricVersion]:
    """The declarations in force that count a record."""
    versions = MetricVersion.objects.filter(source=slug, valid_to=None).select_related("metric")
    return [one for one in versions if matching(one).filter(pk=record.pk).exists()]


def scope_words(scope: Scope) -> str:
    """Whose and where, in words."""
    parts = []
    if scope.owner_path:
        unit = Organisation.objects.filter(path=scope.owner_path).first()
        parts.append(f"{unit}（含下级）" if unit is not None else "")
    if scope.place_path:
        parts.append(str(Region.objects.filter(path=scope.place_path).first() or ""))
    return "，".join(part for part in parts if part)


def link(figure: Figure) -> str:
    """The page that tells what a figure was made of."""
    scope = figure.scope
    query = f"since={scope.starts_on}&until={scope.ends_on}"
    query += f"&owner_path={scope.owner_path}" if scope.owner_path else ""
    query += f"&place_path={scope.place_path}" if scope.place_path else ""
    query += f"&project={scope.project}" if scope.project is not None else ""
    return f"{reverse('metrics:metric', args=[figure.version.metric.code])}?{query}"


def source_label(version: MetricVersion) -> str:
    """The name of what is counted."""
    return source_named(version.source).label if version.source else ""
