"""What stands on a budget, a contract and a source: every amount from dated facts, nothing stored twice.

全年预算数 (in force) = initial + increases − decreases ± transfers. Carrying over and returning leave it as it is, or the
rate of every year would become 100 %; they only take from what can still be paid.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum

from xieshou.business.funds.amounts import yuan
from xieshou.business.funds.models import (
    Allocation,
    AllocationShare,
    AllocationState,
    BudgetChange,
    ChangeKind,
    ChangeState,
    FundSource,
    Payment,
    PaymentState,
    ProjectBudget,
)

PENDING = (PaymentState.ASKED, PaymentState.APPROVED)
SPENT = (PaymentState.PAID, PaymentState.REVERSED)
OUTGOING = (ChangeKind.DECREASE, ChangeKind.TRANSFER, ChangeKind.CARRY_OVER, ChangeKind.RETURN)
LEFT_BEHIND = (ChangeKind.CARRY_OVER, ChangeKind.RETURN)


@dataclass(frozen=True)
class Account:
    """One budget as of a day, in 分. `changes`: kind → sum of what was approved; `arriving`: transfers into it.

    `pending`: payments asked for and not yet paid; `held`: changes in approval that would take money out.
    """

    initial: int
    changes: Mapping[str, int] = field(default_factory=dict)
    arriving: int = 0
    paid: int = 0
    pending: int = 0
    held: int = 0

    def _sum(self, *kinds: ChangeKind) -> int:
        return sum(self.changes.get(kind, 0) for kind in kinds)

    @property
    def in_force(self) -> int:
        """全年预算数."""
        added = self._sum(ChangeKind.INCREASE) + self.arriving
        return self.initial + added - self._sum(ChangeKind.DECREASE, ChangeKind.TRANSFER)

    @property
    def left_behind(self) -> int:
        """Carried over or returned."""
        return self._sum(*LEFT_BEHIND)

    @property
    def unspent(self) -> int:
        return self.in_force - self.left_behind - self.paid

    @property
    def available(self) -> int:
        """What may still be asked for."""
        return self.unspent - self.pending - self.held

    def lines(self) -> list[str]:
        """The arithmetic of what is available, line by line."""
        added = self._sum(ChangeKind.INCREASE)
        return [
            f"年初预算数 {yuan(self.initial)}",
            f"已批准追加 {yuan(added)}，调入 {yuan(self.arriving)}",
            f"已批准调减 {yuan(self._sum(ChangeKind.DECREASE))}，调出 {yuan(self._sum(ChangeKind.TRANSFER))}",
            f"全年预算数 = {yuan(self.in_force)}",
            f"减：已结转 {yuan(self._sum(ChangeKind.CARRY_OVER))}，已收回 {yuan(self._sum(ChangeKind.RETURN))}，"
            f"已支付 {yuan(self.paid)}，在途拨付 {yuan(self.pending)}，在办调出 {yuan(self.held)}",
            f"可用 = {yuan(self.available)}",
        ]


def accounts_of(
    budgets: Iterable[ProjectBudget], as_of: date | None = None, *, leaving_out: Payment | None = None
) -> dict[int, Account]:
    """Each budget's account by its key: as of a day, or with everything there is. Five queries for any number."""
    rows = list(budgets)
    others = Q() if leaving_out is None or leaving_out.pk is None else ~Q(pk=leaving_out.pk)
    payments, keys = Payment.objects.filter(others), [row.pk for row in rows]
    days = dict.fromkeys(keys, as_of)
    if as_of is not None:
        return _accounts(rows, days, payments)
    pending = _by_budget(payments.filter(budget__in=keys, state__in=PENDING))
    outgoing = BudgetChange.objects.filter(budget__in=keys, state=ChangeState.SUBMITTED, kind__in=OUTGOING)
    held = _by_budget(outgoing)
    standing = _accounts(rows, days, payments)
    return {key: replace(one, pending=pending.get(key, 0), held=held.get(key, 0)) for key, one in standing.items()}


def accounts_on(days: Mapping[ProjectBudget, date]) -> dict[int, Account]:
    """Each budget's account by its key, as of a day of its own. Three queries for any number of budgets and days."""
    return _accounts(days, {row.pk: day for row, day in days.items()}, Payment.objects.all())


def _accounts(
    rows: Iterable[ProjectBudget], days: Mapping[int, date | None], payments: QuerySet[Payment]
) -> dict[int, Account]:
    changes, arriving = _changes(days)
    paid = _by_budget(payments.filter(_each(days, "budget", spent_on)))
    return {
        row.pk: Account(row.initial_fen, changes.get(row.pk, {}), arriving.get(row.pk, 0), paid.get(row.pk, 0))
        for row in rows
    }


def account_of(budget: ProjectBudget, as_of: date | None = None, *, leaving_out: Payment | None = None) -> Account:
    """One budget's account."""
    return accounts_of([budget], as_of, leaving_out=leaving_out)[budget.pk]


def _each(days: Mapping[int, date | None], budget: str, condition: Callable[[date | None], Q]) -> Q:
    """Rows of each budget that meet a condition as of that budget's day."""
    found = Q(pk__in=[])
    for day in set(days.values()):
        keys = [key for key, own in days.items() if own == day]
        found |= Q(**{f"{budget}__in": keys}) & condition(day)
    return found


def _changes(days: Mapping[int, date | None]) -> tuple[dict[int, dict[str, int]], dict[int, int]]:
    """Approved changes by budget and kind, and what transfers bring, by the budget they reach."""
    approved = BudgetChange.objects.filter(state=ChangeState.APPROVED)
    changes: dict[int, dict[str, int]] = {}
    for row in _summed(approved.filter(_each(days, "budget", _changed_by)), "budget_id", "kind"):
        changes.setdefault(row["budget_id"], {})[str(row["kind"])] = row["total"]
    transfers = approved.filter(_each(days, "other_budget", _changed_by), kind=ChangeKind.TRANSFER)
    return changes, {row["other_budget_id"]: row["total"] for row in _summed(transfers, "other_budget_id")}


def _changed_by(day: date | None) -> Q:
    return Q() if day is None else Q(changed_on__lte=day)


def _by_budget(rows: QuerySet[BudgetChange] | QuerySet[Payment]) -> dict[int, int]:
    return {row["budget_id"]: row["total"] for row in _summed(rows, "budget_id")}


def _summed(rows: QuerySet[BudgetChange] | QuerySet[Payment], *by: str) -> list[dict[str, Any]]:
    return list(rows.order_by().values(*by).annotate(total=Sum("amount_fen")))


def spent_on(as_of: date | None) -> Q:
    """Payments that count as spent on a day: paid by then and not come back by then. No day: as things stand."""
    if as_of is None:
        return Q(state=PaymentState.PAID)
    return Q(state__in=SPENT, paid_on__lte=as_of) & (Q(reversed_on=None) | Q(reversed_on__gt=as_of))


@dataclass(frozen=True)
class ShareStanding:
    """What a recipient of an issued allocation got from a source and what of it is in budgets, in 分."""

    share: AllocationShare
    budgeted: int

    @property
    def left(self) -> int:
        return (self.share.amount_fen or 0) - self.budgeted


@dataclass(frozen=True)
class SourceStanding:
    """A source, in 分: amount − allocated − budgeted directly = left. Budgets inside a recipient count in its share."""

    amount: int
    allocated: int
    budgeted: int
    shares: tuple[ShareStanding, ...]

    @property
    def left(self) -> int:
        return self.amount - self.allocated - self.budgeted

    def room_for(self, owner_path: str) -> int:
        """What may still be put into budgets of an organisation: of its share if it has one, else of what is left."""
        mine = [one.left for one in self.shares if owner_path.startswith(one.share.recipient.path)]
        return sum(mine) if mine else self.left


def standing_of(source: FundSource) -> SourceStanding:
    """Where a source stands: issued allocations and budgets in force, carried money counted once."""
    issued = AllocationShare.objects.filter(
        allocation__source=source, allocation__state=AllocationState.ISSUED
    ).select_related("recipient", "allocation")
    budgets = list(ProjectBudget.objects.filter(source=source).only("pk", "initial_fen", "owner_path"))
    accounts = accounts_of(budgets)
    used = [(row.owner_path, accounts[row.pk].in_force - accounts[row.pk].left_behind) for row in budgets]
    shares: list[ShareStanding] = []
    counted: set[int] = set()
    for share in issued:  # an organisation that got two shares has its budgets counted in the first
        inside = {i for i, (path, _) in enumerate(used) if path.startswith(share.recipient.path)} - counted
        counted |= inside
        shares.append(ShareStanding(share, sum(used[i][1] for i in inside)))
    direct = sum(amount for i, (_, amount) in enumerate(used) if i not in counted)
    allocated = sum(one.share.amount_fen or 0 for one in shares)
    return SourceStanding(source.amount_fen, allocated, direct, tuple(shares))


def in_approval(source: FundSource) -> int:
    """What allocations on their way would take, in 分."""
    rows = Allocation.objects.filter(source=source, state=AllocationState.SUBMITTED)
    return rows.aggregate(total=Sum("amount_fen"))["total"] or 0
