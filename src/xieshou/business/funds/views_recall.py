"""Calling a request back from its approval to change it: one step for payments, changes of budgets and allocation plans."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xieshou.business.funds import approvals
from xieshou.business.funds.forms import ReasonForm
from xieshou.business.funds.models import Allocation, BudgetChange, Payment
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import load, user_of
from xieshou.platform.shell.change import change, to
from xieshou.platform.workflow.api import matter_withdraw

# what may be called back, and where it is changed then
CHANGED_AT: dict[str, tuple[type[Any], str]] = {
    "payment": (Payment, "funds:payment_edit"),
    "budgetchange": (BudgetChange, "funds:change_edit"),
    "allocation": (Allocation, "funds:allocation"),
}


@require_http_methods(["GET", "POST"])
def recall(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The starter withdraws the approval and goes on to the form."""
    if kind not in CHANGED_AT:
        raise Http404
    model, edit = CHANGED_AT[kind]
    user = user_of(request)
    record = load(model, user, pk=pk)
    standing = approvals.standings_of([record]).get(record.pk)
    if standing is None:
        raise Invalid(Problem(_("没有在办的审批，不用撤回"), str(record)))
    if standing.matter.started_by_id != user.pk:
        raise Refused(_("只有发起人能撤回"))
    form = ReasonForm(request.POST or None, initial={"reason": standing.returned_because})

    def save() -> str:
        matter_withdraw(actor=user, matter=standing.matter, reason=form.cleaned_data["reason"])
        return reverse(edit, args=[pk])

    note = _("撤回后这次审批结束；改好再提交，从第一步重新审批。")
    done = _("已撤回，请修改后再提交")
    return change(
        request, form, save, title=_("撤回修改"), trail=[to(record)], note=note, button=_("撤回修改"), done=done
    )
