"""Which areas there are to look at, and what stands in one."""

from datetime import date

from django.db.models import Count
from django.utils import timezone

from xieshou.insight.areas.place import Area
from xieshou.platform.registry.api import Organisation, OrganisationKind, Region

MOST_LISTED = 500


def today() -> date:
    """The office's own day."""
    return timezone.localdate()


def assisted_places() -> list[Region]:
    """The divisions where an organisation of the assisted side stands, by code."""
    places = Organisation.objects.current().filter(side="assisted", region__isnull=False).values("region")
    rows = Region.objects.filter(pk__in=places).exclude(level="country").select_related("parent")
    return list(rows.order_by("code")[:MOST_LISTED])


def organisations_here(area: Area) -> list[tuple[str, str, int]]:
    """The current organisations in the area by kind: its code, its name, how many."""
    rows = Organisation.objects.current().filter(area.within("region__path")).order_by()
    found = {row["kind"]: row["number"] for row in rows.values("kind").annotate(number=Count("pk"))}
    return [(kind.value, str(kind.label), found[kind.value]) for kind in OrganisationKind if kind.value in found]
