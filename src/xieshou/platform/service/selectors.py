"""The rows that the figures are made of."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from xieshou.platform.accounts.api import Post
from xieshou.platform.registry.api import Organisation
from xieshou.platform.service.models import Defect, PageDay, Training, UnitActor
from xieshou.platform.service.periods import Period

MOST = 500


@dataclass(frozen=True)
class UnitUse:
    """Use by one organisation: those who held a post there in the period, those of them who did something, and how much."""

    organisation: Organisation
    holders: int
    active: int
    actions: int


def unit_use(period: Period) -> list[UnitUse]:
    """Every organisation in which posts were held or something was done, those without any use among them."""
    rows = UnitActor.objects.filter(month__gte=period.start, month__lt=period.end).order_by()
    done = {
        row["organisation"]: (row["people"], row["n"])
        for row in rows.values("organisation").annotate(people=Count("user", distinct=True), n=Sum("actions"))
    }
    held = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gt=period.start), valid_from__lt=period.end).order_by()
    holders = dict(held.values_list("organisation").annotate(n=Count("user", distinct=True)))
    found = Organisation.objects.filter(pk__in={*done, *holders}).order_by("path")
    return [UnitUse(one, holders.get(one.pk, 0), *done.get(one.pk, (0, 0))) for one in found]


@dataclass(frozen=True)
class DayRequests:
    """Requests of one day and kind."""

    day: object
    kind: str
    count: int
    total_ms: int
    errors: int


def requests_by_day(period: Period, most: int = MOST) -> list[DayRequests]:
    """The newest days first."""
    rows = PageDay.objects.filter(day__gte=period.start, day__lt=period.end).order_by()
    sums = rows.values("day", "kind").annotate(n=Sum("count"), ms=Sum("total_ms"), bad=Sum("errors"))
    return [
        DayRequests(row["day"], row["kind"], row["n"], row["ms"], row["bad"])
        for row in sums.order_by("-day", "kind")[:most]
    ]


def defects_by(rows: QuerySet[Defect], period: Period, by: str) -> QuerySet[Defect]:
    """Those found in the period, repaired in it, or open at its end; any other word narrows nothing."""
    return {
        "found": rows.filter(found_on__gte=period.start, found_on__lt=period.end),
        "fixed": rows.filter(fixed_on__gte=period.start, fixed_on__lt=period.end),
        "open": rows.filter(found_on__lt=period.end).exclude(fixed_on__lt=period.end),
    }.get(by, rows)


def defects_of(period: Period) -> list[Defect]:
    """Those found or repaired in the period, or open at its end."""
    found = Q(found_on__gte=period.start) | Q(fixed_on=None) | Q(fixed_on__gte=period.start)
    return list(Defect.objects.filter(found, found_on__lt=period.end).order_by("found_on", "pk")[:MOST])


def trainings_of(period: Period) -> list[Training]:
    """The sessions of the period."""
    rows = Training.objects.filter(held_on__gte=period.start, held_on__lt=period.end).select_related("unit")
    return list(rows.order_by("held_on", "pk")[:MOST])
