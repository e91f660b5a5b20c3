"""The four figures of money in an area, year by year: the same computation, and the same rows, as the page of figures."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xieshou.business.funds.api import Figures, ProjectBudget, Scope, amounts, four_figures
from xieshou.insight.areas.place import Area
from xieshou.insight.areas.sections import Chapter, Figure
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import User
from xieshou.platform.exchange.api import cells

MOST_YEARS = 3


def money_of_years(user: User, area: Area) -> Iterator[Figure]:
    """Planned, received, paid and rate of the last years that have a budget here, of what the person may read."""
    if not user.may(Permission.FUND_READ):
        return
    rows = ProjectBudget.objects.visible_to(user).filter(area.within()).order_by("-year").values_list("year", flat=True)
    today = timezone.localdate()
    for year in rows.distinct()[:MOST_YEARS]:
        as_of = min(today, date(year, 12, 31))
        parts = [four_figures(Scope(year=year, place_path=one.path, user=user), as_of) for one in area.regions]
        yield from _figures(area, year, as_of, _together(as_of, parts))


def _together(as_of: date, parts: list[Figures]) -> Figures:
    """The area with those it came from; what none of them has registered is missing."""

    def total(name: str) -> int | None:
        known = [amount for one in parts if (amount := getattr(one, name)) is not None]
        return sum(known) if known else None

    return Figures(as_of, total("planned"), total("received"), total("paid"))


def _figures(area: Area, year: int, as_of: date, four: Figures) -> Iterator[Figure]:
    asked = f"?year={year}&place={area.region.code}"
    named = (
        (_("计划"), four.planned, reverse("funds:rows", args=["planned"])),
        (_("到账"), four.received, reverse("funds:rows", args=["received"])),
        (_("支付"), four.paid, reverse("funds:rows", args=["paid"])),
    )
    for label, fen, url in named:
        if fen is not None:
            yield _figure(label, cells.money(fen, "万元"), _("万元"), as_of, _("查看这些记录"), url + asked)
    if four.rate is not None:
        url = reverse("funds:figures") + asked
        yield _figure(_("支出率"), amounts.percent(four.rate), "", as_of, _("四数表"), url)


def _figure(label: str, value: str, unit: str, as_of: date, source: str, url: str) -> Figure:
    day = _("截至 %(day)s") % {"day": as_of.isoformat()}
    return Figure(Chapter.FUNDS, label, value, unit, day, source, url, _("您可见的项目资金"))
