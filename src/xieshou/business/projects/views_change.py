"""Pages of changes, suspensions and ends of projects."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.business.projects import effects
from xieshou.business.projects import selectors_work as selectors
from xieshou.business.projects.forms_work import ChangeForm, ReasonForm
from xieshou.business.projects.models import ChangeKind, ChangeState, Project, ProjectChange
from xieshou.business.projects.services import changing as services
from xieshou.business.projects.views_contract import evidence_block, trail_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid
from xieshou.platform.accounts.api import User, load, opened_version, user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import api as evidence
from xieshou.platform.shell.change import change, to
from xieshou.platform.workflow import api as workflow

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
        effects=effects.worded(one.packed() for one in effects.of(project, kind, {})),
    )


@require_http_methods(["GET", "POST"])
def change_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A change that is not sent, or came back, corrected."""
    user = user_of(request)
    one = load(ProjectChange, user, Permission.PROJECT_EDIT, pk=pk)
    form = ChangeForm(
        request.POST or None,
        project=one.project,
        kind=one.kind,
        initial={"reason": one.reason, "basis": one.basis, "opened_version": one.version},
        asked_before=one.values,
    )

    def save() -> ProjectChange:
        opened = form.cleaned_data["opened_version"] or 0
        return services.change_update(actor=user, change=one, opened_version=opened, **form.asked())

    return change(
        request,
        form,
        save,
        title=_("修改：%(kind)s") % {"kind": one.get_kind_display()},
        button=_("保存并核对影响"),
        trail=_trail(one),
        template="projects/work/change_new.html",
        effects=effects.worded(one.effects),
    )


def _trail(one: ProjectChange) -> list[tuple[str, str]]:
    changes = (_("变更"), reverse("projects:changes", args=[one.project_id]))
    return trail_of(one.project, changes, to(one))


@require_http_methods(["GET", "POST"])
def change_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft deleted."""
    user = user_of(request)
    one = load(ProjectChange, user, Permission.PROJECT_EDIT, pk=pk)
    form = ReasonForm(request.POST or None, initial={"opened_version": one.version})
    url = reverse("projects:changes", args=[one.project_id])

    def save() -> str:
        services.change_discard(actor=user, change=one, **form.cleaned_data)
        return url

    note = _("删除后不能恢复；谁、何时、为什么删除记在审计日志里。")
    return change(
        request,
        form,
        save,
        title=_("删除变更草稿"),
        trail=_trail(one),
        note=note,
        button=_("删除"),
        done=_("已删除"),
        is_grave=True,
    )


@require_GET
def change_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One change: before and after, what it touches, its evidence and history."""
    user = user_of(request)
    return render(request, "projects/work/change.html", _shown(user, load(ProjectChange, user, pk=pk)))


def _shown(user: User, one: ProjectChange) -> dict[str, Any]:
    """What the page of a change shows."""
    may_edit = user.may(Permission.PROJECT_EDIT, one)
    before = services.shown(one.before)
    return {
        "change": one,
        "project": one.project,
        "tone": TONES[ChangeState(one.state)],
        "lines": [(label, before.get(label), after) for label, after in services.shown(one.values).items()],
        "effects": effects.worded(one.effects),
        "matters": [(matter, workflow.vacancies_ahead(matter)) for matter in _matters(one)],
        "may_submit": may_edit and one.state in services.IN_HAND,
        "entries": audit.history_of(one)[:50],
        "keeps_citations": one.state not in services.IN_HAND,
        **evidence_block(one, reverse("projects:change_cite", args=[one.pk]), may_edit=may_edit),
    }


def _matters(one: ProjectChange) -> Iterable[workflow.Matter]:
    return workflow.open_of(ContentType.objects.get_for_model(one).pk, one.pk)


@require_POST
def change_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends it for approval."""
    user = user_of(request)
    one = load(ProjectChange, user, Permission.PROJECT_EDIT, pk=pk)
    try:
        return redirect(services.change_submit(actor=user, change=one, opened_version=opened_version(request)))
    except Invalid as error:
        context = {**_shown(user, load(ProjectChange, user, pk=pk)), "problems": error.problems}
        return render(request, "projects/work/change.html", context, status=422)


@require_POST
def change_cite(request: HttpRequest, pk: int) -> HttpResponse:
    """Evidence for it."""
    user = user_of(request)
    one = load(ProjectChange, user, Permission.PROJECT_EDIT, pk=pk)
    if not evidence.uncite_asked(request, one, keeps=one.state not in services.IN_HAND):
        piece = evidence.chosen_file(request)
        evidence.cite(actor=user, evidence=piece, record=one, proves=request.POST.get("proves", ""))
    return redirect(f"{one.get_absolute_url()}#evidence")
