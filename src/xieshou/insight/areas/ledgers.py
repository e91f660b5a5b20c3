"""Sums of the ledgers over the records of an area, by year: money, persons, sessions, whatever a ledger totals."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Sum
from django.db.models.functions import ExtractYear
from django.urls import reverse
from django.utils.translation import gettext as _

from xieshou.insight.areas.place import Area
from xieshou.insight.areas.sections import Chapter, Figure
from xieshou.lib.digits import grouped
from xieshou.platform.accounts.api import User
from xieshou.platform.ledger import api as ledger_api
from xieshou.platform.ledger.api import Ledger, Total

_CHAPTERS = {
    "donations": Chapter.FUNDS,
    "funds": Chapter.FUNDS,
    "projects": Chapter.PROJECTS,
    "pairing": Chapter.PAIRING,
    "visits": Chapter.PAIRING,
    "meetings": Chapter.PAIRING,
    "training": Chapter.PEOPLE,
    "talent": Chapter.PEOPLE,
    "industry": Chapter.INDUSTRY,
    "labour": Chapter.LABOUR,
    "consumption": Chapter.LABOUR,
}


def ledger_sums(user: User, area: Area) -> Iterator[Figure]:
    """Every sum of every ledger by year, over the counted records that the person may see."""
    for ledger in ledger_api.ledgers():
        if ledger.sums:
            yield from _sums(ledger, user, area)


def _sums(ledger: Ledger, user: User, area: Area) -> Iterator[Figure]:
    counted: Any = ledger.model.objects.visible_to(user).filter(area.within(), is_counted=True, status="recorded")
    wanted: dict[str, Any] = {f"sum_{name}": Sum(name) for name in ledger.sums}
    by_year = counted.order_by().annotate(its_year=ExtractYear("listed_on")).values("its_year").annotate(**wanted)
    url = reverse("areas:records", args=[area.region.code, ledger.model._meta.label_lower])
    for row in by_year.order_by("-its_year"):
        for name in ledger.sums:
            if row[f"sum_{name}"] is not None:
                yield _figure(ledger, Total(ledger.by_name[name], row[f"sum_{name}"]), row["its_year"], url)


def _figure(ledger: Ledger, total: Total, year: int, url: str) -> Figure:
    return Figure(
        chapter=_CHAPTERS.get(ledger.slug, Chapter.RECORDS),
        label=f"{ledger.label}：{total.column.label}",
        value=grouped(total.text),
        unit=total.column.unit,
        as_of=_("%(year)s 年") % {"year": year},
        source_label=_("查看这些记录"),
        source_url=f"{url}?year={year}",
        note=_("您可见的台账合计，标为不计入合计的没有加"),
    )
