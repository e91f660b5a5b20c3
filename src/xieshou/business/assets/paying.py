"""Benefits as planned against benefits as paid: what was not paid, paid late, paid short. Each with its rule."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xieshou.business.assets.models import Benefit
from xieshou.platform.accounts.api import ScopedQuerySet, User


@dataclass(frozen=True)
class Lapse:
    """One way in which a benefit is not as planned. `rows`: those of a day, narrowed to nobody."""

    code: str
    label: str | Promise
    rule: str | Promise
    remedy: str | Promise
    when: Callable[[date], Q]

    def rows(self, today: date) -> ScopedQuerySet:
        """What is so on a day."""
        found: ScopedQuerySet = Benefit.objects.filter(self.when(today))
        return found


LAPSES: tuple[Lapse, ...] = (
    Lapse(
        "missing",
        _("漏发"),
        _("应发日期已过，没有实发日期"),
        _("核对是否已发：已发的登记实发日期、金额和凭证；没有发的尽快发放"),
        lambda today: Q(due_on__lt=today, paid_on=None),
    ),
    Lapse(
        "late",
        _("迟发"),
        _("实发日期晚于应发日期"),
        _("在备注写明迟发原因；经常迟发的核对分配方案"),
        lambda today: Q(paid_on__gt=F("due_on")),
    ),
    Lapse(
        "short",
        _("少发"),
        _("实发金额小于应发金额"),
        _("补发差额，或更正应发金额并写明依据"),
        lambda today: Q(paid_fen__lt=F("amount_fen")),
    ),
)
LAPSE_BY_CODE = {one.code: one for one in LAPSES}


@dataclass(frozen=True)
class Totals:
    """What some benefits add up to, in 分. `households` are 户, each once; `unpaid` counts those due and not paid."""

    count: int
    households: int
    due: int
    paid: int
    unpaid: int


def sum_of(rows: Any, today: date) -> Totals:
    """One query."""
    found = rows.order_by().aggregate(
        count=Count("pk"),
        households=Count("household_code", distinct=True),
        due=Sum("amount_fen"),
        paid=Sum("paid_fen"),
        unpaid=Count("pk", filter=Q(due_on__lt=today, paid_on=None)),
    )
    return Totals(found["count"], found["households"], found["due"] or 0, found["paid"] or 0, found["unpaid"])


def benefits_of_asset(user: User, code: str) -> Any:
    """Those of an asset that the person may read."""
    return Benefit.objects.filter(asset_code=code).visible_to(user)


def benefits_of_household(user: User, code: str) -> Any:
    """Those of a household that the person may read."""
    return Benefit.objects.filter(household_code=code).visible_to(user)
