"""Pages of settlement."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.business.projects import selectors_work as selectors
from xieshou.business.projects.forms_work import (
    AuditFindingForm,
    SettlementAuditForm,
    SettlementCloseForm,
    SettlementForm,
)
from xieshou.business.projects.models import Project, Settlement
from xieshou.business.projects.services import settling as services
from xieshou.business.projects.views_contract import evidence_block, reader, trail_of
from xieshou.business.rectification.api import Finding, findings_of, people_at
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import User, load, user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import api as evidence
from xieshou.platform.shell import paging
from xieshou.platform.shell.change import change


@require_GET
def settlement_list(request: HttpRequest) -> HttpResponse:
    """Settlements, newest first; `open=1` only those not closed."""
    user = reader(request)
    rows = Settlement.objects.select_related("project", "owner")
    if request.GET.get("open") == "1":
        rows = rows.filter(closed_on=None)
    page = paging.newest_page(request, user, rows)
    context = {"page": page, "rows": [selectors.settlement_row(one) for one in page.rows]}
    return render(request, "projects/work/settlements.html", context)


@require_GET
def settlement_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The settlement of one project, with the problems that the audit found; before it exists, the way to it."""
    user = user_of(request)
    project = load(Project, user, pk=pk)
    settlement = selectors.settlement_of(project)
    may_edit = user.may(Permission.PROJECT_EDIT, project) and project.stage in services.SETTLED_FROM
    context: dict[str, object] = {
        "project": project,
        "settlement": settlement,
        "findings": findings_of(project),
        "may_edit": may_edit,
        "may_close": user.may(Permission.PROJECT_DECIDE, project) and project.stage in services.SETTLED_FROM,
    }
    if settlement is not None:
        url = reverse("projects:settlement_cite", args=[project.pk])
        context["row"] = selectors.settlement_with_paid(settlement)
        context |= evidence_block(settlement, url, may_edit=may_edit)
        context["entries"] = audit.history_of(settlement)[:50]
        context["keeps_citations"] = settlement.closed_on is not None
    return render(request, "projects/work/settlement.html", context)


@require_http_methods(["GET", "POST"])
def settlement_new(request: HttpRequest, pk: int) -> HttpResponse:
    """What is claimed."""
    user = user_of(request)
    project = load(Project, user, Permission.PROJECT_EDIT, pk=pk)
    form = SettlementForm(request.POST or None)

    def save() -> Settlement:
        return services.settlement_register(actor=user, project=project, **form.cleaned_data)

    return change(request, form, save, title=_("登记结算"), trail=_trail(project))


def _trail(project: Project) -> list[tuple[str, str]]:
    return trail_of(project, (_("结算"), reverse("projects:settlement", args=[project.pk])))


def settlement_for(
    request: HttpRequest, pk: int, permission: Permission = Permission.PROJECT_EDIT
) -> tuple[User, Project, Settlement]:
    """The settlement of a project that the person may work on; one that does not exist yet is 404."""
    user = user_of(request)
    project = load(Project, user, permission, pk=pk)
    return user, project, get_object_or_404(Settlement, project=project)


@require_http_methods(["GET", "POST"])
def settlement_audit(request: HttpRequest, pk: int) -> HttpResponse:
    """What an audit let stand."""
    user, project, settlement = settlement_for(request, pk)
    names = ("submitted_fen", "audited_fen", "auditor", "document_number", "settled_on")
    known = {name: getattr(settlement, name) for name in names}
    form = SettlementAuditForm(request.POST or None, initial={**known, "opened_version": settlement.version})

    def save() -> Settlement:
        return services.settlement_audit(actor=user, settlement=settlement, **form.cleaned_data)

    return change(request, form, save, title=_("登记审定结果"), trail=_trail(project))


@require_http_methods(["GET", "POST"])
def settlement_finding(request: HttpRequest, pk: int) -> HttpResponse:
    """A problem that the audit found, into the ledger of problems."""
    user, project, settlement = settlement_for(request, pk)
    form = AuditFindingForm(request.POST or None, people=people_at([project.owner]))
    form.fields["found_on"].initial = settlement.settled_on or timezone.localdate()

    def save() -> Finding:
        return services.audit_finding_add(actor=user, settlement=settlement, **form.cleaned_data)

    note = _("登记到问题与整改台账，整改单位是“%(owner)s”，销号前本项目不能办结结算。") % {"owner": project.owner}
    return change(request, form, save, title=_("登记审计问题"), note=note, trail=_trail(project))


@require_http_methods(["GET", "POST"])
def settlement_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Settled."""
    user, project, settlement = settlement_for(request, pk, Permission.PROJECT_DECIDE)
    form = SettlementCloseForm(request.POST or None, initial={"opened_version": settlement.version})
    form.fields["closed_on"].initial = timezone.localdate()

    def save() -> Settlement:
        return services.settlement_close(actor=user, settlement=settlement, **form.cleaned_data)

    return change(request, form, save, title=_("办结结算"), button=_("办结"), trail=_trail(project))


@require_POST
def settlement_cite(request: HttpRequest, pk: int) -> HttpResponse:
    """Evidence for it."""
    user, _project, settlement = settlement_for(request, pk)
    if not evidence.uncite_asked(request, settlement, keeps=settlement.closed_on is not None):
        piece = evidence.chosen_file(request)
        evidence.cite(actor=user, evidence=piece, record=settlement, proves=request.POST.get("proves", ""))
    return redirect(f"{settlement.get_absolute_url()}#evidence")
