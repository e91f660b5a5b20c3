"""Reading the dictionary."""

from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from xieshou.platform.dictionary.models import Figure, Indicator, IndicatorVersion
from xieshou.platform.registry.api import Region, past_of
from xieshou.platform.shell.search import Hit


def indicators_matching(words: str = "", category: str = "") -> "QuerySet[Indicator]":
    """Indicators by code, name or definition, with their versions."""
    rows = Indicator.objects.prefetch_related(
        Prefetch("versions", IndicatorVersion.objects.select_related("owner").order_by("-number"))
    ).order_by("code")
    if category:
        rows = rows.filter(category=category)
    if words:
        inside = IndicatorVersion.objects.filter(definition__icontains=words).values("indicator")
        rows = rows.filter(Q(code__icontains=words) | Q(name__icontains=words) | Q(pk__in=inside))
    return rows


def indicators_found(user: Any, words: str, most: int) -> list[Hit]:
    """Hits for the search over everything."""
    rows = Indicator.objects.filter(Q(code__icontains=words) | Q(name__icontains=words))[:most]
    return [Hit(row.name, row.get_absolute_url(), row.code) for row in rows]


def version_on(indicator: Indicator, day: date) -> IndicatorVersion | None:
    """The definition in force on a day; None when there was none."""
    return indicator.versions.valid_on(day).order_by("number").last()


def figures_of_area(region: Region) -> "QuerySet[Figure]":
    """Published figures of a division, also those of the divisions it came from, newest first."""
    places = [region, *past_of([region])]
    rows = Figure.objects.filter(region__in=places).select_related("version__indicator", "region")
    return rows.order_by("-year", "version__indicator__code", "id")
