"""Keeping the cells right, and answering from them: months and days from cells, touched buckets live."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, DateTimeField, F, QuerySet, Sum
from django.db.models.functions import TruncDate

from xieshou.business.metrics import distinct, triggers
from xieshou.business.metrics.counting import Tally, counted, digest, keys, matching, tally
from xieshou.business.metrics.models import Cell, DistinctKey, Measure, MetricVersion, Touched
from xieshou.business.metrics.scope import Bucket, Scope, any_of, month_end
from xieshou.business.metrics.sources import Source, source_named, sources

MOST_LIVE = 300  # touched buckets that one answer counts live; with more, the cells are brought up to date first
AT_ONCE = 200
WRITTEN_AT_ONCE = 2000
_MARKS_AT_ONCE = 50_000
_PLACES = ("owner_path", "place_path")


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
    of_day = _dated(source, rows).order_by(*_PLACES, "on")
    _create(Cell, _cells_of(version, of_day, wanted))
    if version.measure == Measure.DISTINCT:
        _create(DistinctKey, _keys_of(version, of_day, wanted))


def _dated(source: Source, rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows with their day as a date."""
    is_moment = isinstance(source.model._meta.get_field(source.day), DateTimeField)
    on: Any = TruncDate(source.day) if is_moment else F(source.day)
    dated: QuerySet[Any] = rows.annotate(on=on)
    return dated


def _cells_of(version: MetricVersion, of_day: QuerySet[Any], wanted: set[Bucket] | None) -> Iterator[Cell]:
    sums = {"n": Count("pk"), **_sums(version)}
    rows = of_day.values(*_PLACES, "on").annotate(**sums).values_list(*_PLACES, "on", *sums)
    for bucket, found in groupby(rows.iterator(), _bucket):
        if wanted is None or bucket in wanted:
            days = {str(on.day): _of_day(*sums_of) for _owner, _place, on, *sums_of in found}
            whole = sum((Tally(*one) for one in days.values()), Tally())
            yield Cell(version=version, **bucket._asdict(), **asdict(whole), days=days)


def _of_day(records: int, valued: int | None = None, amount: int | None = None) -> list[int]:
    """What a cell keeps of a day; where nothing is summed every record is valued."""
    return [records, records if valued is None else valued, amount or 0]


def _sums(version: MetricVersion) -> dict[str, Any]:
    return {"v": Count(version.field), "total": Sum(version.field)} if version.measure == Measure.SUM else {}


def _bucket(row: tuple[Any, ...]) -> Bucket:
    owner_path, place_path, on = row[:3]
    return Bucket(owner_path, place_path, on.replace(day=1))


def _keys_of(version: MetricVersion, of_day: QuerySet[Any], wanted: set[Bucket] | None) -> Iterator[DistinctKey]:
    rows = of_day.values_list(*_PLACES, "on", version.field).distinct()
    for bucket, found in groupby(rows.iterator(), _bucket):
        if wanted is None or bucket in wanted:
            days: dict[str, int] = defaultdict(int)
            for _owner, _place, on, value in found:
                days[digest(value)] |= _bit(on)
            days.pop("", None)
            for key, held in days.items():
                yield DistinctKey(version=version, key=key, days=held, **bucket._asdict())


def _bit(day: date) -> int:
    return 1 << (day.day - 1)


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
    if scope.project is not None:
        return _live(version, scope)
    touched = _touched(version.source, scope)
    if version.measure == Measure.DISTINCT:
        return _distinct(version, scope, touched)
    found = _kept(version, scope, touched)
    return found + tally(version, _rows_of(version, touched, scope)) if touched else found


def by_month(version: MetricVersion, scope: Scope) -> dict[date, Tally]:
    """The tallies of single months (first day → tally), parts at the ends of those days only; not for a project alone."""
    found: dict[date, Tally] = defaultdict(Tally)
    touched = _touched(version.source, scope)
    if (months := scope.whole_months()) is not None:
        rows = _cells(version, scope, months)
        rows = rows.exclude(any_of(bucket.condition() for bucket in touched)) if touched else rows
        for month, *sums in rows.order_by().values_list("month").annotate(Sum("records"), Sum("valued"), Sum("amount")):
            found[month] = Tally(*sums)
    for part in _cut(scope):
        found[part.starts_on.replace(day=1)] += _days(version, part, touched)
    for bucket in touched:
        found[bucket.month] += tally(version, _rows_of(version, [bucket], scope))
    return dict(found)


def _live(version: MetricVersion, scope: Scope) -> Tally:
    rows = counted(version, scope)
    found = tally(version, rows)
    if version.measure != Measure.DISTINCT:
        return found
    return Tally(found.records, found.records, len(keys(version, rows)))


def _touched(slug: str, scope: Scope) -> list[Bucket]:
    """The buckets of a scope that its cells do not tell of yet; if there are many, the cells are computed anew first."""
    first = scope.starts_on.replace(day=1)
    marks = Touched.objects.filter(scope.condition(), source=slug, month__gte=first, month__lte=scope.ends_on)
    rows = marks.order_by().values_list("owner_path", "place_path", "month").distinct()[: MOST_LIVE + 1]
    if len(found := list(rows)) > MOST_LIVE:
        refresh(slug)
        found = list(rows.all()[:MOST_LIVE])
    return [Bucket(*row) for row in found]


def _kept(version: MetricVersion, scope: Scope, touched: Sequence[Bucket]) -> Tally:
    """What the cells of a scope tell without the touched buckets."""
    months, found = scope.whole_months(), Tally()
    if months is not None:
        rows = _cells(version, scope, months)
        found = _added(rows)
        if touched:
            found -= _added(rows.filter(any_of(bucket.condition() for bucket in touched)))
    return sum((_days(version, part, touched) for part in _cut(scope)), found)


def _cut(scope: Scope) -> list[Scope]:
    """The parts of months at the ends of a scope, none longer than its month."""
    return [part for edge in scope.edges() for part in edge.by_month()]


def _days(version: MetricVersion, part: Scope, touched: Sequence[Bucket]) -> Tally:
    """What the cells of one month tell of some of its days."""
    left_out, records, valued, amount = set(touched), 0, 0, 0
    wanted = [str(day) for day in range(part.starts_on.day, part.ends_on.day + 1)]
    month = part.starts_on.replace(day=1)
    rows = _cells(version, part, (month, month)).values_list("owner_path", "place_path", "days")
    for owner_path, place_path, days in rows.iterator():
        if left_out and Bucket(owner_path, place_path, month) in left_out:
            continue
        for day in wanted:
            if day in days:
                one = days[day]
                records, valued, amount = records + one[0], valued + one[1], amount + one[2]
    return Tally(records, valued, amount)


def _cells(version: MetricVersion, scope: Scope, months: tuple[date, date]) -> QuerySet[Cell]:
    return Cell.objects.filter(scope.condition(), version=version, month__gte=months[0], month__lte=months[1])


def _added(rows: QuerySet[Cell]) -> Tally:
    found = rows.aggregate(r=Sum("records"), v=Sum("valued"), a=Sum("amount"))
    return Tally(found["r"] or 0, found["v"] or 0, found["a"] or 0)


def _rows_of(version: MetricVersion, buckets: Sequence[Bucket], scope: Scope) -> QuerySet[Any]:
    """The records of buckets on the days of a scope."""
    source = source_named(version.source)
    span = {f"{source.day}__gte": scope.starts_on, f"{source.day}__lte": scope.ends_on}
    return matching(version, source).filter(any_of(bucket.rows(source.day) for bucket in buckets), **span)


def _distinct(version: MetricVersion, scope: Scope, touched: Sequence[Bucket]) -> Tally:
    live = _rows_of(version, touched, scope) if touched else None
    months = scope.whole_months()

    def stored() -> tuple[Tally, int]:
        fresh = keys(version, live) if live is not None else set()
        for part in _cut(scope):
            fresh |= distinct.on_days(version, part, touched)
        kept = _kept(version, scope, touched)
        if months is None:
            return kept, len(fresh)
        number = distinct.total(version, scope, months, rows=kept.records)
        return kept, number + distinct.difference(version, scope, months, touched, fresh)

    kept, number = distinct.steady(version, stored)
    records = kept.records + (tally(version, live).records if live is not None else 0)
    return Tally(records, records, number)
