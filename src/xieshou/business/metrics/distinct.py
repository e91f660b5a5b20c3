"""How many different keys a scope holds. Counted once for a large scope, then moved along with every change of its keys.

Let K be the keys of a scope outside some buckets, A what these buckets held and B what they hold now. Then
|K ∪ B| = |K ∪ A| + |(B − A) − K| − |(A − B) − K|: only keys that came or went are looked up, however many there are.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Count, F, QuerySet

from xieshou.business.metrics.models import DistinctKey, DistinctTotal, Measure, MetricVersion
from xieshou.business.metrics.scope import Bucket, Scope, any_of

KEPT_FROM = 20_000  # records in a scope; fewer are counted in a few milliseconds
MOST_KEPT = 200  # totals of one version; the oldest make room
MOST_MOVED = 20_000  # keys looked up to move one total along; with more it is counted anew when next asked
_LOOKED_UP_AT_ONCE = 500

_TRIES = 3

Months = tuple[date, date]
T = TypeVar("T")


def steady(version: MetricVersion, read: Callable[[], T]) -> T:
    """What is read of a version's keys while nobody writes them: read again if somebody did, at last holding them off."""
    for _ in range(_TRIES):
        changes = _changes(version)
        found = read()
        if _changes(version) == changes:
            return found
    with transaction.atomic():
        MetricVersion.objects.select_for_update().get(pk=version.pk)
        return read()


def total(version: MetricVersion, scope: Scope, months: Months, *, rows: int) -> int:
    """Different stored keys within whole months. `rows`: how many records the cells there tell of."""
    if rows < KEPT_FROM:
        return _number(_stored(version, scope, months))
    own = _own(version, scope, months)
    held = DistinctTotal.objects.filter(**own).values_list("number", flat=True).first()
    if held is not None:
        return held
    changes = _changes(version)
    number = _number(_stored(version, scope, months))
    _keep(version, own, number, changes)
    return number


def difference(
    version: MetricVersion, scope: Scope, months: Months, touched: Sequence[Bucket], fresh: Collection[str]
) -> int:
    """How many more keys there are once touched buckets hold no longer what is stored of them, and all `fresh` are there."""
    kept = _stored(version, scope, months)
    before: set[str] = set()
    if touched:
        among = any_of(bucket.condition() for bucket in touched)
        before = set(kept.filter(among).values_list("key", flat=True))
        kept = kept.exclude(among)
    return _difference(kept, before, set(fresh))


def on_days(version: MetricVersion, part: Scope, without: Sequence[Bucket]) -> set[str]:
    """The stored keys that occur on some days of one month, but for those of some buckets."""
    month = part.starts_on.replace(day=1)
    days = sum(1 << (day - 1) for day in range(part.starts_on.day, part.ends_on.day + 1))
    rows = _stored(version, part, (month, month)).annotate(hit=F("days").bitand(days)).filter(hit__gt=0)
    if without:
        rows = rows.exclude(any_of(bucket.condition() for bucket in without))
    return set(rows.values_list("key", flat=True).distinct())


def forget(version: MetricVersion) -> None:
    """Drops every total of a version whose keys are written anew."""
    DistinctTotal.objects.filter(version=version).delete()
    _changed(version)


@contextmanager
def moved_along(version: MetricVersion, buckets: Sequence[Bucket]) -> Iterator[None]:
    """Keeps the totals of a version right while the keys of some buckets are written anew within."""
    if version.measure != Measure.DISTINCT:
        yield
        return
    totals = [one for one in DistinctTotal.objects.filter(version=version) if _within(one, buckets)]
    before = _keys_of(version, buckets) if totals else {}
    yield
    _changed(version)
    after = _keys_of(version, buckets) if totals else {}
    for one in totals:
        _move(one, _within(one, buckets), before, after)


Keys = dict[Bucket, set[str]]


def _move(held: DistinctTotal, buckets: Sequence[Bucket], before: Keys, after: Keys) -> None:
    old = {key for bucket in buckets for key in before.get(bucket, ())}
    new = {key for bucket in buckets for key in after.get(bucket, ())}
    if len(old ^ new) > MOST_MOVED:
        held.delete()
        return
    if old == new:
        return
    scope = Scope(held.first_month, held.last_month, held.owner_path, held.place_path)
    others = _stored(held.version, scope, (held.first_month, held.last_month))
    others = others.exclude(any_of(bucket.condition() for bucket in buckets))
    DistinctTotal.objects.filter(pk=held.pk).update(number=F("number") + _difference(others, old, new))


def _within(held: DistinctTotal, buckets: Sequence[Bucket]) -> list[Bucket]:
    months = (held.first_month, held.last_month)
    return [bucket for bucket in buckets if bucket.is_within(held.owner_path, held.place_path, months)]


def _keys_of(version: MetricVersion, buckets: Sequence[Bucket]) -> Keys:
    rows = DistinctKey.objects.filter(any_of(bucket.condition() for bucket in buckets), version=version)
    found: Keys = {}
    for owner_path, place_path, month, key in rows.values_list("owner_path", "place_path", "month", "key").iterator():
        found.setdefault(Bucket(owner_path, place_path, month), set()).add(key)
    return found


def _difference(others: QuerySet[DistinctKey], before: set[str], after: set[str]) -> int:
    come, gone = after - before, before - after
    return (len(come) - _known(others, come)) - (len(gone) - _known(others, gone))


def _known(others: QuerySet[DistinctKey], wanted: set[str]) -> int:
    """How many of the keys are among the others."""
    ordered = sorted(wanted)
    parts = (ordered[start : start + _LOOKED_UP_AT_ONCE] for start in range(0, len(ordered), _LOOKED_UP_AT_ONCE))
    return sum(_number(others.filter(key__in=part)) for part in parts)


def _stored(version: MetricVersion, scope: Scope, months: Months) -> QuerySet[DistinctKey]:
    rows = DistinctKey.objects.filter(scope.condition(), version=version)
    return rows.filter(month__gte=months[0], month__lte=months[1]).order_by()


def _number(rows: QuerySet[DistinctKey]) -> int:
    return int(rows.aggregate(n=Count("key", distinct=True))["n"])


def _own(version: MetricVersion, scope: Scope, months: Months) -> dict[str, Any]:
    return {
        "version": version,
        "owner_path": scope.owner_path,
        "place_path": scope.place_path,
        "first_month": months[0],
        "last_month": months[1],
    }


def _changes(version: MetricVersion) -> int:
    return int(MetricVersion.objects.values_list("key_changes", flat=True).get(pk=version.pk))


def _changed(version: MetricVersion) -> None:
    MetricVersion.objects.filter(pk=version.pk).update(key_changes=F("key_changes") + 1)


@transaction.atomic
def _keep(version: MetricVersion, own: dict[str, Any], number: int, changes: int) -> None:
    """Keeps a total unless keys were written while it was counted."""
    held = MetricVersion.objects.select_for_update().get(pk=version.pk)
    if held.key_changes != changes:
        return
    DistinctTotal.objects.update_or_create(**own, defaults={"number": number})
    kept = DistinctTotal.objects.filter(version=version).order_by("-pk").values_list("pk", flat=True)
    DistinctTotal.objects.filter(pk__in=list(kept[MOST_KEPT:])).delete()
