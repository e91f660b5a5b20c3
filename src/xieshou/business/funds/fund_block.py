"""The money block of the official forms: 年初预算数, 全年预算数, 全年执行数 and the rate, for the total and its three rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xieshou.business.funds.balances import Account, accounts_on
from xieshou.business.funds.models import BudgetRow, ProjectBudget
from xieshou.business.projects import api as projects


class FundRowKind(StrEnum):
    """The rows in the order of the form."""

    TOTAL = "total"
    APPROPRIATION = BudgetRow.APPROPRIATION.value
    CARRYOVER = BudgetRow.CARRYOVER.value
    OTHER = BudgetRow.OTHER.value


LABELS: dict[FundRowKind, str | Promise] = {
    FundRowKind.TOTAL: _("年度资金总额"),
    FundRowKind.APPROPRIATION: _("其中：当年财政拨款"),
    FundRowKind.CARRYOVER: _("上年结转资金"),
    FundRowKind.OTHER: _("其他资金"),
}


@dataclass(frozen=True)
class FundRow:
    """One row, in 分. Missing: the project has no budget of this kind in the year, which is not zero."""

    kind: FundRowKind
    initial: int | None
    budget: int | None
    executed: int | None

    @property
    def label(self) -> str:
        return str(LABELS[self.kind])

    @property
    def rate(self) -> Fraction | None:
        """执行率 = 全年执行数 ÷ 全年预算数, exact; missing without a budget."""
        return None if self.executed is None or not self.budget else Fraction(self.executed, self.budget)


def fund_block(project: projects.Project, year: int, as_of: date) -> tuple[FundRow, ...]:
    """The four rows of a project's year as of a day (a change counts from its effective day, a payment from its day)."""
    return fund_blocks(list(ProjectBudget.objects.filter(project=project, year=year)), {year: as_of})[year]


def fund_blocks(budgets: Sequence[ProjectBudget], days: Mapping[int, date]) -> dict[int, tuple[FundRow, ...]]:
    """The four rows of each year as of a day of its own, out of the budgets of one project; three queries for all years.

    `days`: year → day; there is one for every year of the budgets.
    """
    accounts = accounts_on({budget: days[budget.year] for budget in budgets})
    return {year: _block([(b, accounts[b.pk]) for b in budgets if b.year == year]) for year in days}


def _block(budgets: Sequence[tuple[ProjectBudget, Account]]) -> tuple[FundRow, ...]:
    rows = [_row(kind, [account for one, account in budgets if one.row == kind.value]) for kind in FundRowKind]
    total = _row(FundRowKind.TOTAL, [account for _one, account in budgets])
    return (total, *rows[1:])


def _row(kind: FundRowKind, accounts: Iterable[Account]) -> FundRow:
    found = list(accounts)
    if not found:
        return FundRow(kind, None, None, None)
    return FundRow(kind, sum(a.initial for a in found), sum(a.in_force for a in found), sum(a.paid for a in found))


def budget_in_force(project: projects.Project, year: int, as_of: date) -> int | None:
    """全年预算数 of a project's year in 分; missing: it has no budget."""
    return fund_block(project, year, as_of)[0].budget


def spent(project: projects.Project, year: int, as_of: date) -> int | None:
    """全年执行数 of a project's year in 分; missing: it has no budget, so nothing can be said to be spent of it."""
    return fund_block(project, year, as_of)[0].executed
