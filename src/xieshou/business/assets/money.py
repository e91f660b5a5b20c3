"""What was spent on a project, against what its assets are worth. Integer 分; one place computes both."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from xieshou.business.assets.models import Asset, TitleState
from xieshou.business.funds.api import Payment, PaymentState
from xieshou.business.projects.api import Project


@dataclass(frozen=True)
class Worth:
    """A project's assets against its payments: `assets` may not exceed `paid`."""

    paid: int
    assets: int

    @property
    def left(self) -> int:
        """What no asset stands for yet; negative: assets are worth more than was spent."""
        return self.paid - self.assets


def paid_of(project: Project) -> int:
    """Everything paid for a project and not come back, all years."""
    paid = Payment.objects.filter(project=project, state=PaymentState.PAID)
    return paid.aggregate(total=Sum("amount_fen"))["total"] or 0


def paid_by_contract(project: Project) -> dict[int | None, int]:
    """The same by contract; under None what was paid without one."""
    paid = Payment.objects.filter(project=project, state=PaymentState.PAID).order_by()
    rows = paid.values("contract_id").annotate(total=Sum("amount_fen"))
    return {row["contract_id"]: row["total"] for row in rows}


def counted_of(project: Project, rows: Any) -> dict[str, int]:
    """What each asset of a project counts for, by its code, among some rows."""
    found = rows.filter(project_code=project.code, is_counted=True, amount_fen__isnull=False)
    return dict(found.exclude(title_state=TitleState.NONE).order_by().values_list("code", "amount_fen"))


def worth_of(project: Project, *, without: str = "") -> Worth:
    """Payments and assets of a project; `without`: the code of an asset that is left out, being judged anew."""
    rows = Asset.objects.filter(project_code=project.code, is_counted=True).exclude(title_state=TitleState.NONE)
    found = rows.exclude(code=without).aggregate(total=Sum("amount_fen"))["total"]
    return Worth(paid_of(project), found or 0)
