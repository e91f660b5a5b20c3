"""The steps of a problem, each with a page of its own: the form, and what it does."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from xieshou.business.rectification import steps
from xieshou.business.rectification.forms import CloseForm, ExtendForm, ReasonForm, ReportForm
from xieshou.business.rectification.models import Finding
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Refused
from xieshou.platform.accounts.api import User, load, user_of
from xieshou.platform.evidence import api as evidence
from xieshou.platform.shell.change import change, to

Service = Callable[..., Finding]
# the step in the address: its form, its service, its name on the page
STEPS: dict[str, tuple[type[forms.Form], Service, Any]] = {
    "report": (ReportForm, steps.finding_report, gettext_lazy("报送复核")),
    "withdraw": (ReasonForm, steps.finding_withdraw, gettext_lazy("撤回报送")),
    "close": (CloseForm, steps.finding_close, gettext_lazy("销号")),
    "return": (ReasonForm, steps.finding_return, gettext_lazy("退回")),
    "extend": (ExtendForm, steps.finding_extend, gettext_lazy("调整期限")),
    "reopen": (ReasonForm, steps.finding_reopen, gettext_lazy("重新打开")),
}


@require_http_methods(["GET", "POST"])
def finding_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step."""
    if step not in STEPS:
        raise Http404
    form_class, service, title = STEPS[step]
    user = user_of(request)
    finding = load(Finding, user, pk=pk)
    _refuse(user, finding, step)
    form = form_class(request.POST or None, initial=_first_values(finding))

    def act() -> Finding:
        return service(actor=user, finding=finding, **form.cleaned_data)

    return change(
        request,
        form,
        act,
        title=title,
        trail=[to(finding)],
        button=title,
        done=_("已%(step)s") % {"step": title},
        template="rectification/step.html",
        proofs=evidence.citations_of(finding).count() if step == "report" else None,
    )


def _first_values(finding: Finding) -> dict[str, Any]:
    known = {"taken": finding.taken, "recovered_fen": finding.recovered_fen}
    return {**known, "opened_version": finding.version}


def _refuse(user: User, finding: Finding, step: str) -> None:
    """Who may not do it does not see the form either."""
    is_of_unit = step in {"report", "withdraw"}
    allowed = steps.may_report(user, finding) if is_of_unit else user.may(Permission.FINDING_CLOSE, finding)
    if not allowed:
        raise Refused(_("您可以查看，但没有在此“%(step)s”的权限") % {"step": STEPS[step][2]})
