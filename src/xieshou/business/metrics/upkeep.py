"""Keeping the cells right, and answering from them: whole months from cells, touched buckets and odd days live."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncMonth

from xieshou.business.metrics import distinct, triggers
from xieshou.business.metrics.counting import Tally, counted, digests, keys, matching, tally
from xieshou.business.metrics.models import Cell, DistinctKey, Measure, MetricVersion, Touched
from xieshou.business.metrics.scope import Bucket, Scope, any_of, month_end
from xieshou.business.metrics.sources import Source, source_named, sources

MOST_LIVE = 300  # touched buckets that one answer counts live; with more, the cells are brought up to date first
AT_ONCE = 200
WRITTEN_AT_ONCE = 2000
_MARKS_AT_ONCE = 50_000


def watch() -> None:
    """Installs the triggers of every source whose table is there. Called by a migration, and safe to repeat."""
    there = set(connection.introspection.table_names())
    for source in sources().values():
        if source.table in there:
            triggers.install(connection, source)


def unwatch() -> None:
    """Removes the triggers, while a backup is put back as it was."""
    for source in sources().values():
        triggers.remove(connection, source)


@transaction.atomic
def rebuild(version: MetricVersion) -> int:
    """Computes every cell of a version from its records; returns how many cells there are."""
    if version.measure == Measure.RATIO:
        return 0
    _hold(version.source)
    Cell.objects.filter(version=version).delete()
    DistinctKey.objects.filter(version=version).delete()
    distinct.forget(version)
    source = source_named(version.source)
    _write(version, source, matching(version, source), None)
    return Cell.objects.filter(version=version).count()


def refresh(slug: str) -> int:
    """Computes the touched buckets of a source anew; returns how many. What is marked meanwhile stays marked."""
    done = 0
    while True:
        with transaction.atomic():
            _hold(slug)
            marks = list(Touched.objects.filter(source=slug).order_by("pk")[:_MARKS_AT_ONCE])
            if not marks:
                return done
            buckets = sorted({Bucket(one.owner_path, one.place_path, one.month) for one in marks})
            for part in _parts(buckets):
                _recompute(slug, part)
            for some in _parts([one.pk for one in marks]):
                Touched.objects.filter(pk__in=some).delete()
            done += len(buckets)


def refresh_all(now: datetime | None = None) -> None:
    """The worker's duty: every source whose records changed."""
    for slug in Touched.objects.order_by().values_list("source", flat=True).distinct():
        if slug in sources():
            refresh(slug)


def _hold(slug: str) -> None:
    """One at a time computes the cells of a source; marks and records read after this are as new as the cells."""
    list(MetricVersion.objects.select_for_update().filter(source=slug).order_by("pk").values_list("pk"))


def _parts(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE))


def _recompute(slug: str, buckets: Sequence[Bucket]) -> None:
    source, wanted = source_named(slug), set(buckets)
    cells = any_of(bucket.condition() for bucket in buckets)
    owners = {bucket.owner_path for bucket in buckets}
    first, last = min(bucket.month for bucket in buckets), month_end(max(bucket.month for bucket in buckets))
    span = {f"{source.day}__gte": first, f"{source.day}__lte": last}
    for version in MetricVersion.objects.filter(source=slug):
        Cell.objects.filter(cells, version=version).delete()
        rows = matching(version, source).filter(owner_path__in=owners, **span)
        if len(buckets) == 1:
            rows = rows.filter(place_path=buckets[0].place_path)
        with distinct.moved_along(version, buckets):
            DistinctKey.objects.filter(cells, version=version).delete()
            _write(version, source, rows, wanted)


def _write(version: MetricVersion, source: Source, rows: QuerySet[Any], wanted: set[Bucket] | None) -> None:
    """Cells (and keys) of the rows, of the wanted buckets only; None: of all."""
    grouped = rows.annotate(of=TruncMonth(source.day)).order_by()
    cells = (
        Cell(
            version=version,
            owner_path=bucket.owner_path,
            place_path=bucket.place_path,
            month=bucket.month,
            records=one["n"],
            valued=one.get("v", one["n"]) or 0,
            amount=one.get("total") or 0,
        )
        for one in grouped.values("owner_path", "place_path", "of").annotate(n=Count("pk"), **_sums(version)).iterator()
        if (bucket := _bucket(one)) in (wanted or {bucket})
    )
    _create(Cell, cells)
    if version.measure == Measure.DISTINCT:
        _create(DistinctKey, _keys(version, grouped, wanted))


def _sums(version: MetricVersion) -> dict[str, Any]:
    return {"v": Count(version.field), "total": Sum(version.field)} if version.measure == Measure.SUM else {}


def _bucket(one: dict[str, Any]) -> Bucket:
    month = one["of"]
    return Bucket(one["owner_path"], one["place_path"], month.date() if isinstance(month, datetime) else month)


def _keys(version: MetricVersion, grouped: QuerySet[Any], wanted: set[Bucket] | None) -> Iterator[DistinctKey]:
    places = ("owner_path", "place_path", "of")
    rows = grouped.values(*places, version.field).distinct().order_by(*places)
    for bucket, found in groupby(rows.iterator(), _bucket):
        if wanted is None or bucket in wanted:
            for key in digests(one[version.field] for one in found):
                yield DistinctKey(version=version, key=key, **bucket._asdict())


def _create(model: Any, rows: Iterable[Any]) -> None:
    some: list[Any] = []
    for row in rows:
        some.append(row)
        if len(some) >= WRITTEN_AT_ONCE:
            model.objects.bulk_create(some)
            some = []
    model.objects.bulk_create(some)


# answering


def answer(version: MetricVersion, scope: Scope) -> Tally:
    """The tally within a scope. For a distinct count `amount` is the number of different keys."""
    months = scope.whole_months()
    if scope.project is not None or months is None:
        return _live(version, scope)
    touched = _touched(version.source, scope, months)
    if len(touched) > MOST_LIVE:
        refresh(version.source)
        touched = _touched(version.source, scope, months)
    if version.measure == Measure.DISTINCT:
        return _distinct(version, scope, months, touched)
    found = _cells(version, scope, months) - _of_buckets(version, touched)
    live = [_rows_of(version, touched)] if touched else []
    live += [counted(version, edge) for edge in scope.edges()]
    return sum((tally(version, rows) for rows in live), found)


def by_month(version: MetricVersion, scope: Scope) -> dict[date, Tally]:
    """The tallies of single months (first day → tally); parts of months at the ends are of those days only."""
    found: dict[date, Tally] = {}
    months = scope.whole_months()
    touched: list[Bucket] = []
    if months is not None:
        if len(touched := _touched(version.source, scope, months)) > MOST_LIVE:
            refresh(version.source)
            touched = _touched(version.source, scope, months)
        rows = Cell.objects.filter(scope.condition(), version=version, month__gte=months[0], month__lte=months[1])
        rows = rows.exclude(any_of(bucket.condition() for bucket in touched)) if touched else rows
        for month, *sums in rows.order_by().values_list("month").annotate(Sum("records"), Sum("valued"), Sum("amount")):
            found[month] = Tally(*sums)
    live = [_rows_of(version, [bucket]) for bucket in touched]
    starts = [bucket.month for bucket in touched]
    for edge in scope.edges():
        for part in edge.by_month():
            live.append(counted(version, part))
            starts.append(part.starts_on.replace(day=1))
    for month, rows_of_month in zip(starts, live, strict=True):
        found[month] = found.get(month, Tally()) + tally(version, rows_of_month)
    return found


def _live(version: MetricVersion, scope: Scope) -> Tally:
    rows = counted(version, scope)
    found = tally(version, rows)
    if version.measure != Measure.DISTINCT:
        return found
    return Tally(found.records, found.records, len(keys(version, rows)))


def _touched(slug: str, scope: Scope, months: tuple[date, date]) -> list[Bucket]:
    marks = Touched.objects.filter(scope.condition(), source=slug, month__gte=months[0], month__lte=months[1])
    rows = marks.order_by().values_list("owner_path", "place_path", "month").distinct()[: MOST_LIVE + 1]
    return [Bucket(*row) for row in rows]


def _cells(version: MetricVersion, scope: Scope, months: tuple[date, date]) -> Tally:
    rows = Cell.objects.filter(scope.condition(), version=version, month__gte=months[0], month__lte=months[1])
    return _added(rows)


def _of_buckets(version: MetricVersion, buckets: Sequence[Bucket]) -> Tally:
    """What the cells of touched buckets still say."""
    if not buckets:
        return Tally()
    return _added(Cell.objects.filter(any_of(bucket.condition() for bucket in buckets), version=version))


def _added(rows: QuerySet[Cell]) -> Tally:
    found = rows.aggregate(r=Sum("records"), v=Sum("valued"), a=Sum("amount"))
    return Tally(found["r"] or 0, found["v"] or 0, found["a"] or 0)


def _rows_of(version: MetricVersion, buckets: Sequence[Bucket]) -> QuerySet[Any]:
    source = source_named(version.source)
    return matching(version, source).filter(any_of(bucket.rows(source.day) for bucket in buckets))


def _distinct(version: MetricVersion, scope: Scope, months: tuple[date, date], touched: Sequence[Bucket]) -> Tally:
    live = [_rows_of(version, touched)] if touched else []
    live += [counted(version, edge) for edge in scope.edges()]
    fresh = {key for rows in live for key in keys(version, rows)}

    def stored() -> tuple[Tally, int]:
        kept = _cells(version, scope, months)
        number = distinct.total(version, scope, months, rows=kept.records)
        more = distinct.difference(version, scope, months, touched, fresh)
        return kept - _of_buckets(version, touched), number + more

    kept, number = distinct.steady(version, stored)
    found = sum((tally(version, rows) for rows in live), kept)
    return Tally(found.records, found.records, number)
