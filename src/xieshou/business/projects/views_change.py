"""Pages of changes, suspensions and ends of projects."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.business.projects import effects
from xieshou.business.projects import selectors_work as selectors
from xieshou.business.projects.forms_work import ChangeForm
from xieshou.business.projects.models import ChangeKind, ChangeState, Project, ProjectChange
from xieshou.business.projects.services import changing as services
from xieshou.business.projects.views_contract import chosen_piece, evidence_block, trail_of
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import load, opened_version, user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import api as evidence
from xieshou.platform.shell.change import change

TONES = {
    ChangeState.DRAFT: "grey",
    ChangeState.SUBMITTED: "blue",
    ChangeState.APPROVED: "green",
    ChangeState.REFUSED: "red",
}


@require_GET
def change_book(request: HttpRequest, pk: int) -> HttpResponse:
    """The changes of one project, and the kinds that may be asked for now."""
    user = user_of(request)
    project = load(Project, user, pk=pk)
    kinds = [(kind, ChangeKind(kind).label) for kind in services.may_ask(user, project)]
    rows = [(one, TONES[ChangeState(one.state)]) for one in selectors.changes_of(project)]
    return render(request, "projects/work/changes.html", {"project": project, "rows": rows, "kinds": kinds})


@require_http_methods(["GET", "POST"])
def change_new(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The form of one kind of change; what it touches is shown above the fields."""
    user = user_of(request)
    if kind not in ChangeKind.values:
        raise Http404
    project = load(Project, user, Permission.PROJECT_EDIT, pk=pk)
    form = ChangeForm(request.POST or None, project=project, kind=kind)

    def save() -> ProjectChange:
        return services.change_draft(actor=user, project=project, kind=kind, **form.asked())

    return change(
        request,
        form,
        save,
        title=_("申请%(kind)s") % {"kind": ChangeKind(kind).label},
        button=_("保存并核对影响"),
        trail=trail_of(project, (_("变更"), reverse("projects:changes", args=[project.pk]))),
        template="projects/work/change_new.html",
        effects=effects.of(project, kind, {}),
    )


@require_GET
def change_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One change: before and after, what it touches, its evidence and history."""
    user = user_of(request)
    one = load(ProjectChange, user, pk=pk)
    may_edit = user.may(Permission.PROJECT_EDIT, one)
    before = services.shown(one.before)
    context = {
        "change": one,
        "project": one.project,
        "tone": TONES[ChangeState(one.state)],
        "lines": [(label, before.get(label), after) for label, after in services.shown(one.values).items()],
        "may_submit": may_edit and one.state in {ChangeState.DRAFT, ChangeState.REFUSED},
        "entries": audit.history_of(one)[:50],
        **evidence_block(user, one, reverse("projects:change_cite", args=[one.pk]), may_edit=may_edit),
    }
    return render(request, "projects/work/change.html", context)


@require_POST
def change_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends it for approval."""
    user = user_of(request)
    one = load(ProjectChange, user, Permission.PROJECT_EDIT, pk=pk)
    return redirect(services.change_submit(actor=user, change=one, opened_version=opened_version(request)))


@require_POST
def change_cite(request: HttpRequest, pk: int) -> HttpResponse:
    """Evidence for it."""
    user = user_of(request)
    one = load(ProjectChange, user, Permission.PROJECT_EDIT, pk=pk)
    evidence.cite(actor=user, evidence=chosen_piece(request), record=one, proves=request.POST.get("proves", ""))
    return redirect(f"{one.get_absolute_url()}#evidence")
