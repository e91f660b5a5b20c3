"""Key figures of the first page: what reports state of my areas, and what my ledgers add up to. Each opens its source."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from xieshou.insight.areas import api as areas
from xieshou.lib.digits import grouped
from xieshou.platform.accounts.api import Post, User
from xieshou.platform.ledger import api as ledgers
from xieshou.platform.registry.api import Region, lineage

MOST_AREAS = 2
MOST_EACH = 4


@dataclass(frozen=True)
class KeyFigure:
    """`value` is ready to print; a missing one is a dash. `note` says as of when; `url` is what it is made of."""

    label: str
    value: str
    unit: str
    note: str
    url: str


@dataclass(frozen=True)
class AreaFigures:
    """An area with its newest figures, one per label."""

    region: Region
    figures: tuple[KeyFigure, ...]


def regions_of(posts: Iterable[Post]) -> list[Region]:
    """The areas that the posts answer for; a post without any answers for where its organisation stands."""
    found: dict[int, Region] = {}
    for post in posts:
        own = post.organisation.region
        for region in list(post.areas.all()) or ([own] if own is not None else []):
            if region.level != "country":
                found.setdefault(region.pk, region)
    return list(found.values())


def area_figures(user: User, posts: Iterable[Post]) -> list[AreaFigures]:
    """A few figures for each of the first areas; where reports state none, those of the division above that has some."""
    found = {one.region.pk: one for one in (_nearest(user, region) for region in regions_of(posts)[:MOST_AREAS])}
    return list(found.values())


def _nearest(user: User, region: Region) -> AreaFigures:
    figures = tuple(_newest(user, region))
    if figures:
        return AreaFigures(region, figures)
    for one in reversed(lineage(region)):
        if one.level != "country" and (figures := tuple(_newest(user, one))):
            return AreaFigures(one, figures)
    return AreaFigures(region, ())


def _newest(user: User, region: Region) -> Iterator[KeyFigure]:
    newest: dict[str, areas.Figure] = {}
    for figure in areas.published_figures(user, areas.area_of(region)):
        if figure.label not in newest or figure.as_of > newest[figure.label].as_of:
            newest[figure.label] = figure
    for figure in list(newest.values())[:MOST_EACH]:
        yield KeyFigure(figure.label, figure.value, figure.unit, figure.as_of, figure.source_url)


def ledger_figures(user: User) -> list[KeyFigure]:
    """For every ledger what the person may see in all: how many records, and each sum."""
    return [figure for ledger in ledgers.ledgers() for figure in _totals(user, ledger)]


def _totals(user: User, ledger: ledgers.Ledger) -> Iterator[KeyFigure]:
    rows = ledgers.rows(ledger, user, ledgers.Filters())
    total, url = ledgers.totals(ledger, rows), reverse("ledger:list", args=[ledger.slug])
    if not total.count:
        return
    counted = _("%(n)s 条计入合计") % {"n": f"{total.counted:,}"}
    yield KeyFigure(ledger.label, f"{total.count:,}", _("条"), counted, url)
    for one in total.sums:
        if one.value is not None:
            yield KeyFigure(one.column.label, grouped(one.text), one.column.unit, ledger.label, f"{url}?is_counted=1")
