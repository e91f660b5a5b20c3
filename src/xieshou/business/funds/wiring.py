"""What money adds to the rest when it is loaded: endings of approvals, the section of a project's page, menu, search."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from xieshou.business.funds import approvals, issuing, rule_kinds, selectors
from xieshou.business.funds.amounts import yuan
from xieshou.business.funds.balances import accounts_of
from xieshou.business.funds.models import FundSource, Payment, PaymentState, ProjectBudget
from xieshou.business.funds.project_money import project_money
from xieshou.business.funds.services import allocations, changes, payments
from xieshou.business.projects import api as projects
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import User
from xieshou.platform.inbox import api as inbox
from xieshou.platform.shell import search
from xieshou.platform.shell.navigation import Entry, add
from xieshou.platform.workflow.api import on_end

PANEL_ORDER = 30


def wire() -> None:
    """Called once, when the app is loaded."""
    rule_kinds.add_kinds()
    on_end(approvals.PAYMENT, payments.ended)
    on_end(approvals.CHANGE, changes.ended)
    on_end(approvals.ALLOCATION, allocations.ended)
    inbox.category_add(inbox.Category(issuing.ISSUED, _("资金下达"), can_mute=False))
    projects.panel_add(projects.Panel("money", _("资金"), _panel, "funds/_panel.html", PANEL_ORDER))
    projects.spent_share.set(selectors.spent_shares)
    projects.money_known.set(selectors.money_of)
    projects.contract_totals.add(_contract_totals)
    projects.effects.add(_effects)
    read = (Permission.FUND_READ,)
    add(
        Entry("项目资金", _("资金来源"), "funds:sources", "coin", read, 30),
        Entry("项目资金", _("资金分配"), "funds:allocations", "git-branch", read, 31),
        Entry("项目资金", _("拨付"), "funds:payments", "send", read, 32),
        Entry("项目资金", _("预算调整"), "funds:changes", "adjustments", read, 33),
        Entry("项目资金", _("四数表"), "funds:figures", "table", read, 34),
    )
    search.add("资金", _found, lambda words: f"/funds/sources/?q={quote(words)}")


def _panel(user: User, project: projects.Project) -> Mapping[str, Any] | None:
    """A project's money on its page; nothing for those who may not see money."""
    if not user.may(Permission.FUND_READ, project):
        return None
    return project_money(user, project) | {"payments": list(selectors.payments_of(project)[:5])}


def _contract_totals(contract_ids: Sequence[int]) -> dict[int, projects.contract_totals.Total]:
    """What was paid under each contract."""
    paid = selectors.paid_by_contract(contract_ids)
    url = reverse("funds:payments")
    return {pk: projects.contract_totals.Total(str(_("支付合计")), paid.get(pk, 0), url) for pk in contract_ids}


_ADJUST = gettext_noop("按变更后的投资办预算调整、调剂、收回或结转")
_SETTLE = gettext_noop("与供应商清算：多付的追回，应付未付的结算办结后支付")
_BUDGET_NEXT_STEP: dict[str, str] = {
    projects.ChangeKind.SUSPEND: gettext_noop("暂停期间不能支付；跨年的办收回或结转"),
    projects.ChangeKind.TERMINATE: gettext_noop("未支出的办收回"),
}


def _effects(project: projects.Project, kind: str, values: Mapping[str, Any]) -> list[projects.effects.Effect]:
    """What a change of a project touches in its money: budgets not spent, payments on their way."""
    budgets = list(ProjectBudget.objects.filter(project=project).select_related("source"))
    accounts = accounts_of(budgets)
    url = reverse("funds:project", args=[project.pk])
    todo = _BUDGET_NEXT_STEP.get(kind, _ADJUST)
    found = []
    for budget in budgets:
        account = accounts[budget.pk]
        facts = {
            "row": str(budget.get_row_display()),
            "planned": yuan(account.in_force),
            "unspent": yuan(account.unspent),
            "paid": yuan(account.paid),
        }
        figures = gettext_noop("%(row)s：全年预算数 %(planned)s，未支出 %(unspent)s")
        name = f"{budget.year} {budget.source.name if budget.source else ''}".strip()
        if account.paid and kind == projects.ChangeKind.TERMINATE:
            spent = gettext_noop("%(row)s：已支付 %(paid)s")
            found.append(projects.effects.Effect(gettext_noop("已支付"), name, spent, _SETTLE, url, facts))
        if account.unspent and kind != projects.ChangeKind.RESUME:
            found.append(projects.effects.Effect(gettext_noop("预算"), name, figures, todo, url, facts))
    pending = Payment.objects.filter(project=project, state__in=[PaymentState.ASKED, PaymentState.APPROVED])
    words = gettext_noop("暂停、终止后不能支付：办结、撤回或作废")
    found += [
        projects.effects.Effect(
            gettext_noop("在途拨付"), payment.purpose, yuan(payment.amount_fen), words, payment.get_absolute_url()
        )
        for payment in pending
    ]
    return found


def _found(user: Any, words: str, most: int) -> list[search.Hit]:
    """Hits for the search over everything."""
    rows = FundSource.objects.filter(name__icontains=words) | FundSource.objects.filter(
        document_number__icontains=words
    )
    found = rows.newest_visible_to(user, most)
    return [
        search.Hit(str(row), row.get_absolute_url(), f"{row.document_number} {yuan(row.amount_fen)}") for row in found
    ]
