"""Recording that the platform ran, and reading how much of a time it did."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Min
from django.db.models.functions import Greatest
from django.utils import timezone

from xieshou.platform.service.intervals import Interval, joined, minutes, without
from xieshou.platform.service.models import Maintenance, Run, Source, minute_of

# the last two minutes may still be in the memory of a process
SETTLING = 2


def run_note(source: Source, minute: int) -> None:
    """Records that the platform ran in a minute; the same minute twice is one. Safe between processes."""
    near = Run.objects.filter(source=source, first__lte=minute, last__gte=minute - 1)
    if near.update(last=Greatest(F("last"), minute)):
        return
    try:
        with transaction.atomic():
            Run.objects.create(source=source, first=minute, last=minute)
    except IntegrityError:  # another process began it
        near.update(last=Greatest(F("last"), minute))


def heartbeat(now: datetime) -> None:
    """The worker ran in this minute."""
    run_note(Source.WORKER, minute_of(now))


def measured_since() -> int | None:
    """The first minute that was recorded at all; None before there is any."""
    first: int | None = Run.objects.aggregate(first=Min("first"))["first"]
    return first


@dataclass(frozen=True)
class Gap:
    """A time in which nothing proves that the platform ran."""

    begin: datetime
    end: datetime
    minutes: int
    is_planned: bool


@dataclass(frozen=True)
class Uptime:
    """Minutes of a time: all, with a sign of life, and the same outside of planned maintenance."""

    begin: datetime
    end: datetime
    total: int
    up: int
    counted_total: int
    counted_up: int
    gaps: tuple[Gap, ...]
    is_cut: bool  # recording began within the time


def uptime(asked: Interval) -> Uptime | None:
    """The minutes of a time that was recorded; None when none of it was. What is still to come does not count."""
    since = measured_since()
    if since is None:
        return None
    within = (max(asked[0], since), min(asked[1], minute_of(timezone.now()) - SETTLING))
    if within[0] >= within[1]:
        return None
    rows = Run.objects.filter(first__lt=within[1], last__gte=within[0]).values_list("first", "last")
    up = joined(((first, last + 1) for first, last in rows), within)
    planned = joined(_planned(within), within)
    down = without([within], up)
    unplanned = without(down, planned)
    gaps = [*_gaps(unplanned, False), *_gaps(without(down, unplanned), True)]
    return Uptime(
        _moment(within[0]),
        _moment(within[1]),
        within[1] - within[0],
        minutes(up),
        within[1] - within[0] - minutes(planned),
        minutes(without(up, planned)),
        tuple(sorted(gaps, key=lambda gap: gap.begin)),
        since > asked[0],
    )


def _planned(within: Interval) -> list[Interval]:
    rows = Maintenance.objects.filter(begins_at__lt=_moment(within[1]), ends_at__gt=_moment(within[0]))
    return [(minute_of(row.begins_at), minute_of(row.ends_at)) for row in rows if row.is_planned]


def _gaps(stretches: Iterable[Interval], is_planned: bool) -> list[Gap]:
    return [Gap(_moment(begin), _moment(end), end - begin, is_planned) for begin, end in stretches]


def _moment(minute: int) -> datetime:
    return timezone.localtime(datetime.fromtimestamp(minute * 60, UTC))
