"""Indicators chosen from the dictionary: what choosing one fills in, how many of a form's come from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from xieshou.business.evaluation.entries import Row
from xieshou.business.evaluation.kernel_bridge import kernel_indicator
from xieshou.business.metrics.api import Metric
from xieshou.platform.dictionary.api import Direction, Indicator, IndicatorVersion

MOST_OFFERS = 50
_SIGNS = {Direction.HIGHER: "≥", Direction.LOWER: "≤", Direction.EQUAL: "="}


@dataclass(frozen=True, slots=True)
class Offer:
    """An indicator of the dictionary as a form would take it over."""

    indicator: Indicator
    version: IndicatorVersion
    row: Row

    @property
    def direction(self) -> str:
        """Which way it is better, in words."""
        return str(self.version.get_direction_display())


def offers(year: int, words: str = "", category: str = "", most: int = MOST_OFFERS) -> list[Offer]:
    """Indicators in force at the year's end, by words and category, in the order of their codes."""
    chosen = Q(category=category) if category else Q()
    if words:
        inside = _in_force(year).filter(definition__icontains=words).values("indicator")
        chosen &= Q(name__icontains=words) | Q(code__icontains=words) | Q(pk__in=inside)
    return _offered(year, chosen, most)


def offers_of(year: int, codes: Sequence[str]) -> list[Offer]:
    """The indicators of these codes that are in force in that year."""
    return _offered(year, Q(code__in=codes), len(codes))


def _in_force(year: int) -> Any:
    return IndicatorVersion.objects.valid_on(date(year, 12, 31)).select_related("owner").order_by("number")


def _offered(year: int, chosen: Q, most: int) -> list[Offer]:
    versions = _in_force(year)
    rows = Indicator.objects.filter(chosen, versions__in=versions).distinct().order_by("code")
    found = list(rows.prefetch_related(Prefetch("versions", versions, to_attr="in_force"))[:most])
    metrics = {metric.indicator_id: metric.code for metric in Metric.objects.filter(indicator__in=found)}
    return [Offer(one, one.in_force[-1], _row(one, one.in_force[-1], metrics.get(one.pk, ""))) for one in found]


def categories() -> list[str]:
    """The categories in use."""
    return list(
        Indicator.objects.exclude(category="").order_by("category").values_list("category", flat=True).distinct()
    )


def _row(indicator: Indicator, version: IndicatorVersion, metric: str) -> Row:
    """Name, definition, unit, direction and owner; target and points are the office's to set."""
    definition = version.definition
    if version.numerator:
        definition = f"{definition}（{version.numerator} ÷ {version.denominator}）"
    return Row(
        name=indicator.name,
        target=_SIGNS.get(Direction(version.direction), ""),
        unit=version.unit,
        definition=definition[:500],
        data_source=version.data_source,
        data_owner=f"编号 {version.owner_id} {version.owner}" if version.owner is not None else "",
        library=indicator.code,
        metric=metric,
    )


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a form's indicators come from the dictionary: `chosen` of `every`; `lowest`: per cent asked for."""

    chosen: int
    every: int
    lowest: int

    @property
    def percent(self) -> int | None:
        """Rounded down; None for a form without indicators."""
        return self.chosen * 100 // self.every if self.every else None

    @property
    def is_low(self) -> bool:
        """Whether it is below what is asked for."""
        return bool(self.every) and self.chosen * 100 < self.every * self.lowest

    def __str__(self) -> str:
        if not self.every:
            return "—"
        return _("%(chosen)d/%(every)d = %(percent)d%%") % {
            "chosen": self.chosen,
            "every": self.every,
            "percent": self.percent or 0,
        }


def share_of(rows: Sequence[Row], lowest: int) -> Share:
    """The share from the dictionary; rows that only say 无 do not count."""
    real = [row for row in rows if not row.is_blank and not kernel_indicator(row, 0).is_placeholder]
    return Share(sum(1 for row in real if row.library), len(real), lowest)


def units_of(rows: Iterable[Row], year: int) -> dict[str, str]:
    """The dictionary's unit of each indicator used, by code."""
    codes = {row.library for row in rows if row.library}
    if not codes:
        return {}
    versions = IndicatorVersion.objects.valid_on(date(year, 12, 31)).filter(indicator__code__in=codes)
    return dict(versions.order_by("number").values_list("indicator__code", "unit"))
