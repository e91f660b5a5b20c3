"""The stations of the money: source document, allocation, budget, payment. Amounts are integer 分, as registered."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xieshou.business.funds.api import (
    AllocationShare,
    AllocationState,
    Payment,
    PaymentState,
    ProjectBudget,
    accounts_of,
)
from xieshou.business.projects.api import Project
from xieshou.insight.chain.nodes import Fact, Node, Step, missing, node_of
from xieshou.lib import paths
from xieshou.platform.accounts.api import User
from xieshou.platform.shell.templatetags.shell import fen

MOST_PAYMENTS = 50
BUDGET_LINKS = ("source__owner", "source__place", "owner", "place", "project")
PAYMENT_LINKS = ("budget__source", "contract", "milestone", "owner", "place", "project")


def yuan(amount: int | None) -> str:
    """分 as exact yuan with the unit; missing is a dash."""
    return "—" if amount is None else f"{fen(amount)} 元"


def day(value: date | None) -> str:
    """A day in figures; missing is a dash."""
    return value.isoformat() if value is not None else "—"


def budgets_of_year(project: Project, year: int) -> list[ProjectBudget]:
    """The budgets of a project's year."""
    rows = ProjectBudget.objects.filter(project=project, year=year).select_related(*BUDGET_LINKS)
    return list(rows.order_by("pk"))


def payments_of_year(project: Project, year: int) -> list[Payment]:
    """What was paid from a year's budgets, newest first, one more than is shown."""
    rows = Payment.objects.filter(budget__project=project, budget__year=year, state=PaymentState.PAID)
    return list(rows.select_related(*PAYMENT_LINKS).order_by("-paid_on", "-pk")[: MOST_PAYMENTS + 1])


def source_step(user: User, budgets: Sequence[ProjectBudget]) -> Step:
    """The documents that the money came with."""
    sources = {one.source_id: one.source for one in budgets if one.source is not None}
    nodes = [
        node_of(
            user,
            source,
            amount=source.amount_fen,
            facts=(
                Fact(_("文号"), source.document_number or "—"),
                Fact(_("发文日期"), day(source.document_date)),
                Fact(_("用途限制"), source.permitted_use),
            ),
        )
        for source in sources.values()
    ]
    if any(one.source_id is None for one in budgets):
        nodes.append(missing(_("预算没有挂资金来源"), _("登记资金来源文件，再更正预算")))
    return Step("source", _("资金来源文件"), tuple(nodes), "" if nodes else _("没有登记预算，查不到资金来源。"))


def allocation_step(user: User, budgets: Sequence[ProjectBudget], project: Project) -> Step:
    """How the sources were divided: the shares issued to the project's unit or those above it."""
    rows = AllocationShare.objects.filter(
        allocation__source__in={one.source_id for one in budgets if one.source_id},
        allocation__state=AllocationState.ISSUED,
        recipient__path__in=paths.upward(project.owner_path),
    )
    rows = rows.select_related("allocation__owner", "allocation__place", "recipient").order_by("pk")
    nodes = tuple(_share(user, share) for share in rows)
    return Step("allocation", _("分配下达"), nodes, "" if nodes else _("没有经分配方案下达，预算直接挂资金来源。"))


def _share(user: User, share: AllocationShare) -> Node:
    allocation = share.allocation
    facts = (
        Fact(_("受款单位"), str(share.recipient)),
        Fact(_("文号"), share.document_number or allocation.document_number or "—"),
        Fact(_("下达日期"), day(allocation.issued_on)),
    )
    return node_of(user, allocation, amount=share.amount_fen, facts=facts)


def budget_step(user: User, budgets: Sequence[ProjectBudget]) -> Step:
    """Each budget as it stands: initial, in force after changes, paid."""
    accounts = accounts_of(budgets) if budgets else {}
    nodes = []
    for one in budgets:
        account = accounts[one.pk]
        facts = (
            Fact(_("年初预算数"), yuan(account.initial)),
            Fact(_("已支付"), yuan(account.paid)),
            Fact(_("已结转、收回"), yuan(account.left_behind)),
        )
        title = f"{one.year} 年{one.get_row_display()}"
        nodes.append(node_of(user, one, title=title, amount=account.in_force, facts=facts))
    broken = (missing(_("没有登记项目预算"), _("由资金管理登记预算")),)
    return Step("budget", _("项目预算（全年预算数）"), tuple(nodes) or broken)


def project_step(user: User, project: Project) -> Step:
    """The project itself."""
    facts = (
        Fact(_("编号"), project.code),
        Fact(_("阶段"), project.get_stage_display()),
        Fact(_("责任单位"), str(project.owner)),
        Fact(_("地区"), str(project.place or "—")),
    )
    return Step("project", _("项目"), (node_of(user, project, facts=facts),))


def payment_step(user: User, payments: Sequence[Payment], here: Payment | None = None) -> Step:
    """The payments; `here` is the one the chain was opened at."""
    nodes = tuple(
        _payment(user, one, is_here=here is not None and one.pk == here.pk) for one in payments[:MOST_PAYMENTS]
    )
    label = _("支付")
    if not nodes:
        return Step("payment", label, (), _("该年度预算还没有支付。"))
    if len(payments) <= MOST_PAYMENTS:
        seen = sum(one.amount for one in nodes if one.amount is not None)
        told = gettext("共 %(n)s 笔，您可见的合计 %(sum)s") % {"n": len(nodes), "sum": yuan(seen)}
        return Step("payment", label, nodes, told if here is None else "")
    more = f"{reverse('funds:payments')}?project={payments[0].project_id}&state=paid"
    return Step("payment", label, nodes, _("只列最近的 50 笔。"), more, _("全部支付"))


def _payment(user: User, one: Payment, *, is_here: bool) -> Node:
    title = f"{one.voucher or gettext('编号') + f' {one.pk}'}　{one.purpose}"
    facts = [
        Fact(_("支付日期"), day(one.paid_on)),
        Fact(_("收款单位"), one.payee_name or "—"),
        Fact(_("状态"), one.get_state_display()),
    ]
    if one.reversed_on is not None:
        facts.append(Fact(_("退回"), f"{day(one.reversed_on)} {one.reversed_because}"))
    if not is_here and user.may(one.read_permission, one):
        facts.append(Fact(_("本笔全链"), gettext("查看"), reverse("chain:payment", args=[one.pk])))
    return node_of(user, one, title=title, amount=one.amount_fen, facts=tuple(facts), is_here=is_here)
