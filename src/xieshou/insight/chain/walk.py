"""The whole chain from one end or the other: from a payment, of a project's year, of an indicator, of a result record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xieshou.business.evaluation.api import GoalIndicator, GoalSet
from xieshou.business.funds import api as funds
from xieshou.business.funds.api import Payment
from xieshou.business.projects.api import Contract, Project
from xieshou.insight.chain import assets, money, performance, results, work
from xieshou.insight.chain.nodes import HIDDEN, Fact, Node, Step, missing, node_of, with_files
from xieshou.insight.chain.performance import Year
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import User
from xieshou.platform.ledger.api import LedgerRecord

MOST_CHAINS = 5


def from_payment(user: User, payment: Payment) -> list[Step]:
    """From one payment up to the document its money came with, and down to the results and the score."""
    project, budget = payment.project, payment.budget
    contracts = [payment.contract] if payment.contract is not None else []
    milestones = [payment.milestone] if payment.milestone is not None else []
    has_schedule = bool(milestones) or project.milestones.exists()
    year = Year.of(project, budget.year)
    steps = [
        money.source_step(user, [budget]),
        money.allocation_step(user, [budget], project),
        money.budget_step(user, [budget]),
        money.project_step(user, project),
        work.contract_step(user, contracts, lacks=not contracts),
        money.payment_step(user, [payment], payment),
        work.milestone_step(user, project, milestones, lacks=has_schedule and not milestones),
        work.acceptance_step(user, project),
        *_left_behind(user, project, contracts),
        performance.result_step(user, year),
        performance.score_step(user, year),
        performance.report_step(user, year),
    ]
    return with_files(user, steps)


def _left_behind(user: User, project: Project, contracts: Sequence[Contract] = ()) -> list[Step]:
    """What the money left behind and for whom: assets, benefits, households."""
    found = assets.assets_of(project, contracts)
    return [assets.asset_step(user, project, found), *assets.benefit_steps(user, project, found)]


def of_project(user: User, project: Project, year: int) -> list[Step]:
    """Everything of a project's budget year, from the documents to the reports."""
    cycle = Year.of(project, year)
    budgets = money.budgets_of_year(project, year)
    milestones = list(project.milestones.order_by("order", "pk"))
    steps = [
        money.source_step(user, budgets),
        money.allocation_step(user, budgets, project),
        money.budget_step(user, budgets),
        money.project_step(user, project),
        work.contract_step(user, work.contracts_of(project)),
        money.payment_step(user, money.payments_of_year(project, year)),
        work.milestone_step(user, project, milestones),
        work.acceptance_step(user, project),
        *_left_behind(user, project),
        performance.result_step(user, cycle),
        performance.score_step(user, cycle),
        performance.report_step(user, cycle),
    ]
    return with_files(user, steps)


def from_indicator(user: User, indicator: GoalIndicator) -> list[Step]:
    """From an indicator back to the payments that paid for it, and to where their money came from."""
    goals = indicator.goals
    steps = [*_result_steps(user, goals, indicator)]
    steps += _back_to_money(user, goals)
    return with_files(user, steps)


def _result_steps(user: User, goals: GoalSet, indicator: GoalIndicator) -> list[Step]:
    appraisals = Year.of(goals.project, goals.year).appraisals if goals.project is not None else ()
    year = Year.of_goals(goals, appraisals)
    return [performance.score_step(user, year), performance.result_step(user, year, indicator)]


def _back_to_money(user: User, goals: GoalSet) -> list[Step]:
    """The payments of the goals' project and year, their contracts, budgets and sources; of a department the total."""
    project = goals.project
    if project is None:
        return [_department_step(user, goals)]
    budgets = money.budgets_of_year(project, goals.year)
    payments = money.payments_of_year(project, goals.year)
    under = {one.contract_id for one in payments if one.contract_id is not None}
    contracts = [one for one in work.contracts_of(project) if one.pk in under]
    lacks = any(one.contract_id is None for one in payments)
    return [
        money.project_step(user, project),
        money.payment_step(user, payments),
        work.contract_step(user, contracts, lacks=lacks),
        money.budget_step(user, budgets),
        money.allocation_step(user, budgets, project),
        money.source_step(user, budgets),
    ]


def _department_step(user: User, goals: GoalSet) -> Step:
    """A department's indicator is paid for by all that the department and the units below it paid in the year."""
    if not user.may(Permission.FUND_READ, goals):
        return Step("payment", _("支付"), (Node(HIDDEN, is_hidden=True),))
    facts = funds.facts_of(funds.Scope(year=goals.year, owner_path=goals.owner_path))
    paid = facts.figures(date(goals.year, 12, 31)).paid
    told = (Fact(_("单位"), str(goals.owner)), Fact(_("年度"), str(goals.year)))
    node = Node(_("本单位及下级全年支付"), f"{reverse('funds:figures')}?year={goals.year}", paid, told)
    return Step("payment", _("支付"), (node,), _("部门整体指标对应单位全年的支付，逐笔见资金四数。"))


@dataclass(frozen=True)
class Branch:
    """A chain of its own beside others: what it is of, as a heading, where that leads, and its stations."""

    label: str | Promise
    title: str
    url: str
    note: str
    steps: Sequence[Step]


def from_record(user: User, record: LedgerRecord, slug: str) -> tuple[list[Step], list[Branch], int]:
    """A result record, each indicator it feeds with the money behind it, and how many indicators more there are."""
    indicators = results.feeding(user, record, slug)
    facts = (
        Fact(_("日期、时期"), str(record.occurred_on or record.period)),
        Fact(_("责任单位"), str(record.owner)),
        Fact(_("地区"), str(record.place or "—")),
        Fact(_("计入的指标"), str(len(indicators))),
    )
    steps = [Step("record", _("结果记录"), (node_of(user, record, facts=facts, is_here=True),))]
    if not indicators:
        broken = missing(_("没有绑定到生效的指标"), _("在目标中为指标选取数指标，或登记取数规则"))
        steps.append(Step("result", _("指标与结果"), (broken,)))
    branches = [_branch(user, one) for one in indicators[:MOST_CHAINS]]
    return with_files(user, steps), branches, len(indicators) - len(branches)


def _branch(user: User, indicator: GoalIndicator) -> Branch:
    """One indicator that a result record feeds, with the money behind it."""
    goals, url = indicator.goals, reverse("chain:indicator", args=[indicator.pk])
    steps = with_files(user, [*_result_steps(user, goals, indicator), *_back_to_money(user, goals)])
    return Branch(_("计入指标"), indicator.name, url, str(goals), steps)
