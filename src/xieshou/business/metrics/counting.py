"""What matching records give: the live count, which everything maintained must equal."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from xieshou.business.metrics.filtering import condition
from xieshou.business.metrics.models import Measure, MetricVersion
from xieshou.business.metrics.scope import Scope
from xieshou.business.metrics.sources import Source, source_named


@dataclass(frozen=True)
class Tally:
    """`records` match, `valued` of them have the field that is summed, `amount` is the sum of stored integers."""

    records: int = 0
    valued: int = 0
    amount: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.records + other.records, self.valued + other.valued, self.amount + other.amount)

    def __sub__(self, other: "Tally") -> "Tally":
        return Tally(self.records - other.records, self.valued - other.valued, self.amount - other.amount)


def matching(version: MetricVersion, source: Source | None = None) -> QuerySet[Any]:
    """Every record that a version counts, anywhere and at any time."""
    source = source or source_named(version.source)
    return source.rows().filter(condition(source, version.filters)).order_by()


def counted(version: MetricVersion, scope: Scope) -> QuerySet[Any]:
    """The records that a version counts within a scope."""
    source = source_named(version.source)
    span = Q(**{f"{source.day}__gte": scope.starts_on, f"{source.day}__lte": scope.ends_on})
    rows = matching(version, source).filter(scope.condition(), span)
    if scope.project is not None:
        rows = rows.filter(**{source.project: scope.project}) if source.project else rows.none()
    return rows


def tally(version: MetricVersion, rows: QuerySet[Any]) -> Tally:
    """The rows added up."""
    wanted: dict[str, Any] = {"records": Count("pk")}
    if version.measure == Measure.SUM:
        wanted |= {"valued": Count(version.field), "amount": Sum(version.field)}
    found = rows.aggregate(**wanted)
    return Tally(found["records"], found.get("valued", found["records"]) or 0, found.get("amount") or 0)


def keys(version: MetricVersion, rows: QuerySet[Any]) -> set[str]:
    """The digests of what the rows name; a row without the field names nothing."""
    return digests(rows.values_list(version.field, flat=True).distinct())


def digests(values: Iterable[object]) -> set[str]:
    """The keys of what is there."""
    return {key for value in values if (key := digest(value))}


def digest(value: object) -> str:
    """A key of 128 bits: a name or a number cannot be read back from the table of keys; empty for what names nothing."""
    text = "" if value is None else str(value).strip()
    return blake2b(text.encode(), digest_size=16).hexdigest() if text else ""
