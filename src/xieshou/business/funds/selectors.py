"""Reading money for lists, pages and other apps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from xieshou.business.funds.balances import accounts_of
from xieshou.business.funds.models import (
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
from xieshou.business.projects import api as projects
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import ScopedQuerySet, User


def payments_of(project: projects.Project) -> QuerySet[Payment]:
    """Every payment of a project, newest first, with what a list shows."""
    links = ("project", "budget__source", "budget__project", "contract", "milestone", "asked_by")
    rows = Payment.objects.filter(project=project).select_related(*links)
    return rows.order_by("-pk")


def budgets_of(project: projects.Project) -> QuerySet[ProjectBudget]:
    """The budgets of a project, by year."""
    return (
        ProjectBudget.objects.filter(project=project)
        .select_related("source", "owner", "project")
        .order_by("-year", "pk")
    )


def offered_sources(user: User, project: projects.Project, year: int | None = None) -> ScopedQuerySet:
    """The grants a project's budget may come from: those the person sees, and those issued to the project's owner."""
    seen = FundSource.objects.visible_to(user).values("pk")
    prefixes = [project.owner_path[:end] for end in range(7, len(project.owner_path) + 1, 7)]
    issued = AllocationShare.objects.filter(
        allocation__state=AllocationState.ISSUED, recipient__path__in=prefixes
    ).values("allocation__source")
    rows = FundSource.objects.filter(pk__in=seen) | FundSource.objects.filter(pk__in=issued)
    rows = rows if year is None else rows.filter(year=year)
    return rows.order_by("-year", "-pk")


def may_arrange(user: User, project: projects.Project) -> bool:
    """Whether the person may give the project a budget: as keeper of its money, or of a grant it may come from."""
    if user.may(Permission.FUND_EDIT, project):
        return True
    return offered_sources(user, project).visible_to(user, Permission.FUND_EDIT).exists()


@dataclass(frozen=True)
class ChainLine:
    """One step in the life of a budget: what it was, the change, what it became, on what basis. 分."""

    title: str
    before: int
    after: int
    change: BudgetChange | None = None

    @property
    def difference(self) -> int:
        return self.after - self.before


def chain_of(budget: ProjectBudget) -> list[ChainLine]:
    """The initial budget and every approved change in the order of their effective days, before and after each."""
    return chains_of([budget])[budget.pk]


def chains_of(budgets: Sequence[ProjectBudget]) -> dict[int, list[ChainLine]]:
    """The same for each of many by its key; one query."""
    keys = [budget.pk for budget in budgets]
    approved = BudgetChange.objects.filter(state=ChangeState.APPROVED).select_related(
        "budget__project", "other_budget__project", "asked_by"
    )
    rows = approved.filter(Q(budget__in=keys) | Q(other_budget__in=keys)).order_by("changed_on", "pk")
    changes = list(rows)
    return {budget.pk: _chain(budget, changes) for budget in budgets}


def _chain(budget: ProjectBudget, changes: Iterable[BudgetChange]) -> list[ChainLine]:
    lines = [ChainLine(_("年初预算"), 0, budget.initial_fen, budget.carried_from)]
    at = budget.initial_fen
    for change in changes:
        if budget.pk not in {change.budget_id, change.other_budget_id}:
            continue
        after = at + _signed(change, budget)
        lines.append(ChainLine(str(change.get_kind_display()), at, after, change))
        at = after
    return lines


def _signed(change: BudgetChange, budget: ProjectBudget) -> int:
    """How a change moves 全年预算数; carrying over and returning leave it."""
    if change.kind == ChangeKind.INCREASE:
        return change.amount_fen
    if change.kind == ChangeKind.TRANSFER:
        return -change.amount_fen if change.budget_id == budget.pk else change.amount_fen
    return -change.amount_fen if change.kind == ChangeKind.DECREASE else 0


def spent_shares(project_ids: Sequence[int]) -> dict[int, Fraction | None]:
    """Paid ÷ budget over all years of each project; None where there is no budget to divide by."""
    budgets = list(ProjectBudget.objects.filter(project__in=project_ids))
    accounts = accounts_of(budgets)
    planned: dict[int, int] = dict.fromkeys(project_ids, 0)
    paid: dict[int, int] = dict.fromkeys(project_ids, 0)
    for budget in budgets:
        account = accounts[budget.pk]
        planned[budget.project_id] += account.in_force - account.left_behind
        paid[budget.project_id] += account.paid
    return {pk: Fraction(paid[pk], planned[pk]) if planned[pk] else None for pk in project_ids}


def money_of(project_id: int) -> projects.money_known.Money:
    """What is in a project's budgets, was asked for or paid, all years together; carried money counts once."""
    budgets = list(ProjectBudget.objects.filter(project=project_id))
    if not budgets:
        return projects.money_known.Money()
    accounts = accounts_of(budgets).values()
    paid = sum(one.paid for one in accounts)
    in_budgets = sum(one.in_force - one.left_behind for one in accounts)
    return projects.money_known.Money(paid, max(in_budgets, paid + sum(one.pending for one in accounts)))


def paid_by_contract(contract_ids: Sequence[int]) -> dict[int, int]:
    """What was paid under each contract, 分; a contract without any payment is not there."""
    rows = Payment.objects.filter(contract__in=contract_ids, state=PaymentState.PAID).order_by()
    return {row["contract_id"]: row["total"] for row in rows.values("contract_id").annotate(total=Sum("amount_fen"))}


@dataclass(frozen=True)
class ChainLink:
    """One link from a payment towards its origin: what it is, its name, its page; no page: the link is missing."""

    kind: str
    name: str
    url: str = ""

    @property
    def is_missing(self) -> bool:
        return not self.url


def chain_rows(payments: Iterable[Payment]) -> list[tuple[Payment, list[ChainLink]]]:
    """Each payment with its links: source, document, budget, project, contract, milestone, voucher; missing ones told."""
    return [(payment, _links(payment)) for payment in payments]


def _links(payment: Payment) -> list[ChainLink]:
    source, contract, milestone = payment.budget.source, payment.contract, payment.milestone
    project_url = payment.project.get_absolute_url()
    links = [
        ChainLink(_("资金来源"), str(source), source.get_absolute_url())
        if source
        else ChainLink(_("资金来源"), _("没有挂资金来源")),
        ChainLink(_("项目预算"), str(payment.budget), payment.budget.get_absolute_url()),
        ChainLink(_("项目"), str(payment.project), project_url),
        ChainLink(_("合同"), str(contract), contract.get_absolute_url())
        if contract
        else ChainLink(_("合同"), _("没有挂合同")),
    ]
    if milestone is not None:
        links.append(ChainLink(_("节点"), str(milestone), project_url))
    else:
        links.append(ChainLink(_("节点"), _("没有挂节点")))
    return links
