"""The stations of the work: contract, node with its progress, acceptance and settlement, and what comes after."""

from collections.abc import Sequence

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from xieshou.business.funds.api import Payment, PaymentState
from xieshou.business.projects.api import (
    Acceptance,
    AcceptanceItem,
    Contract,
    Milestone,
    ProgressReport,
    Project,
    Settlement,
)
from xieshou.insight.chain.money import day, yuan
from xieshou.insight.chain.nodes import HIDDEN, Fact, Node, Step, missing, node_of
from xieshou.platform.accounts.api import User

CONTRACT_LINKS = ("supplier", "procurement", "owner", "place")


def contract_step(user: User, contracts: Sequence[Contract], *, lacks: bool = False) -> Step:
    """The contracts with what was paid under each; `lacks`: a payment here has none."""
    paid = _paid_under([one.pk for one in contracts])
    nodes = [_contract(user, one, paid.get(one.pk, 0)) for one in contracts]
    if lacks:
        nodes.append(missing(_("支付没有挂合同"), _("在项目的合同中登记；补助等不需采购的登记协议")))
    return Step("contract", _("采购与合同"), tuple(nodes), "" if nodes else _("没有登记合同。"))


def _paid_under(keys: Sequence[int]) -> dict[int, int]:
    rows = Payment.objects.filter(contract__in=keys, state=PaymentState.PAID).order_by()
    return {row["contract_id"]: row["total"] for row in rows.values("contract_id").annotate(total=Sum("amount_fen"))}


def _contract(user: User, one: Contract, paid: int) -> Node:
    facts = (
        Fact(_("供应商"), str(one.supplier or one.supplier_name or "—")),
        Fact(_("采购方式"), one.get_method_display()),
        Fact(_("签订日期"), day(one.signed_on)),
        Fact(_("本合同已支付"), yuan(paid)),
    )
    return node_of(user, one, amount=one.amount_fen, facts=facts)


def contracts_of(project: Project) -> list[Contract]:
    """Every contract of a project."""
    return list(Contract.objects.filter(project=project).select_related(*CONTRACT_LINKS).order_by("pk"))


def milestone_step(user: User, project: Project, milestones: Sequence[Milestone], *, lacks: bool = False) -> Step:
    """The nodes, each with its last counted report and the photographs of that."""
    reports = _last_reports([one.pk for one in milestones])
    if milestones and not user.may(project.read_permission, project):
        return Step("milestone", _("节点与进度"), (Node(HIDDEN, is_hidden=True),))
    nodes = [_milestone(user, project, one, reports.get(one.pk)) for one in milestones]
    if lacks:
        nodes.append(missing(_("支付没有对应节点"), _("付款申请中选节点；已付的补进度单作佐证")))
    return Step("milestone", _("节点与进度"), tuple(nodes), "" if nodes else _("没有登记节点计划。"))


def _last_reports(keys: Sequence[int]) -> dict[int, ProgressReport]:
    rows = ProgressReport.objects.filter(milestone__in=keys, is_counted=True).select_related("milestone")
    return {one.milestone_id: one for one in rows.order_by("reported_on", "pk")}


def _milestone(user: User, project: Project, one: Milestone, report: ProgressReport | None) -> Node:
    done = "—" if one.percent is None else f"{one.percent}%"
    facts = (
        Fact(_("计划完成"), day(one.ends_on)),
        Fact(_("形象进度"), done),
        Fact(_("实际完成"), day(one.done_on)),
    )
    url = f"{project.get_absolute_url()}#milestones"
    parts = () if report is None else (node_of(user, report, title=f"{day(report.reported_on)} {report.words}"),)
    return Node(one.name, url, facts=facts, parts=parts)


def acceptance_step(user: User, project: Project) -> Step:
    """Acceptance with the papers of its list, and settlement."""
    nodes = [_acceptance(user, one) for one in _acceptances(project)]
    settlement = Settlement.objects.filter(project=project).select_related("owner", "place").first()
    if settlement is not None:
        nodes.append(_settlement(user, settlement))
    elif project.stage == "accepted":
        nodes.append(missing(_("已验收，没有结算"), _("登记送审、审定金额并办结")))
    return Step("acceptance", _("验收与结算"), tuple(nodes), "" if nodes else _("还没有验收。"))


def _acceptances(project: Project) -> list[Acceptance]:
    rows = Acceptance.objects.filter(project=project).select_related("owner", "place", "project")
    return list(rows.prefetch_related("items").order_by("pk"))


def _acceptance(user: User, one: Acceptance) -> Node:
    facts = (Fact(_("状态"), one.get_state_display()), Fact(_("验收日期"), day(one.held_on)))
    parts = tuple(_item(user, one, item) for item in one.items.all())
    return node_of(user, one, facts=facts, parts=parts)


def _item(user: User, acceptance: Acceptance, item: AcceptanceItem) -> Node:
    facts = (Fact(_("不适用"), item.waived_because),) if item.waived_because else ()
    return node_of(user, item, title=item.name, url=acceptance.get_absolute_url(), facts=facts)


def _settlement(user: User, one: Settlement) -> Node:
    facts = (
        Fact(_("送审金额"), yuan(one.submitted_fen)),
        Fact(_("审计（审核）单位"), one.auditor or "—"),
        Fact(_("审定日期"), day(one.settled_on)),
        Fact(_("办结日期"), day(one.closed_on)),
    )
    return node_of(user, one, title=_("结算"), amount=one.audited_fen, facts=facts)
