"""Pages of warnings."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xieshou.business.projects import selectors_work as selectors
from xieshou.business.projects.forms_work import AcknowledgeForm
from xieshou.business.projects.models import ProjectWarning, WarningCheck
from xieshou.business.projects.rule_kinds import WARNING_NAMES, WARNINGS
from xieshou.business.projects.services import warnings as services
from xieshou.business.projects.views_contract import reader, trail_of
from xieshou.business.projects.work_data import rules_of
from xieshou.business.rules.api import kept
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import load, user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.shell import paging
from xieshou.platform.shell.change import change, to


@require_GET
def warning_list(request: HttpRequest) -> HttpResponse:
    """What waits for somebody, with rule, data and arithmetic; filters stay in the address."""
    user = reader(request)
    page = paging.newest_page(request, user, selectors.warnings_matching(request.GET))
    context = {
        "page": page,
        "rules": WARNING_NAMES,
        "statuses": selectors.STATUSES,
        "status": request.GET.get("status", "todo"),
        "today": timezone.localdate(),
        "checked": WarningCheck.objects.order_by("-day").first(),
    }
    return render(request, "projects/work/warnings.html", context)


@require_GET
def warning_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One warning: the rule, the data, the arithmetic, what was done about it."""
    user = user_of(request)
    warning = load(ProjectWarning, user, pk=pk)
    rule = next((one for one in rules_of(kept(WARNINGS, warning.rule_version)).rules if one.code == warning.rule), None)
    context = {
        "warning": warning,
        "project": warning.project,
        "remedy": rule.remedy if rule is not None else "",
        "today": timezone.localdate(),
        "may_edit": user.may(Permission.PROJECT_EDIT, warning) and warning.ended_on is None,
        "entries": audit.history_of(warning)[:50],
    }
    return render(request, "projects/work/warning.html", context)


@require_http_methods(["GET", "POST"])
def warning_acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """What is done about it, and until when."""
    user = user_of(request)
    warning = load(ProjectWarning, user, Permission.PROJECT_EDIT, pk=pk)
    known = {"measure": warning.measure, "measure_due": warning.measure_due}
    form = AcknowledgeForm(request.POST or None, initial={**known, "opened_version": warning.version})

    def save() -> ProjectWarning:
        return services.warning_acknowledge(actor=user, warning=warning, **form.cleaned_data)

    trail = trail_of(warning.project, (_("预警"), reverse("projects:warnings")), to(warning))
    return change(
        request, form, save, title=_("处理预警"), note=f"{warning.rule_words}　{warning.arithmetic}", trail=trail
    )
