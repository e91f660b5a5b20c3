"""Pages of a project's schedule and progress."""

from typing import Any

from django import forms
from django.contrib import messages
from django.forms import formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.business.projects import progress
from xieshou.business.projects import selectors_work as selectors
from xieshou.business.projects.forms_work import NodeForm, ProgressForm, StartForm, WhyForm
from xieshou.business.projects.models import Milestone, ProgressReport, Project, Stage
from xieshou.business.projects.schedule_start import suggested
from xieshou.business.projects.services import milestones as services
from xieshou.business.projects.views_contract import trail_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User, load, opened_version, user_of
from xieshou.platform.evidence import api as evidence
from xieshou.platform.shell.change import change

SPARE = 3
MOST_NODES = 60
NodeSet: Any = formset_factory(NodeForm, extra=SPARE, max_num=MOST_NODES, validate_max=True, can_delete=True)


def _crumb(project: Project) -> tuple[str, str]:
    return _("节点与进度"), reverse("projects:milestones", args=[project.pk])


@require_GET
def milestone_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The schedule as a table and as bars, the overall progress with its arithmetic, the reports."""
    user = user_of(request)
    project = load(Project, user, pk=pk)
    may_edit = user.may(Permission.PROJECT_EDIT, project)
    milestones = selectors.schedule_of(project)
    today = timezone.localdate()
    context = {
        "project": project,
        "milestones": [(one, *progress.state_of(one, today)) for one in milestones],
        "overall": progress.overall(milestones) if milestones else None,
        "gantt": progress.gantt(milestones, today),
        "reports": selectors.reports_of(project),
        "may_edit": may_edit,
        "may_report": may_edit and project.stage == Stage.RUNNING,
        "may_start": may_edit and project.stage == Stage.PLANNED and bool(milestones),
        "may_complete": may_edit
        and project.stage == Stage.RUNNING
        and bool(milestones)
        and all(one.percent == 100 for one in milestones),
        "may_reopen": may_edit and project.stage == Stage.COMPLETED,
    }
    return render(request, "projects/work/milestones.html", context)


@require_http_methods(["GET", "POST"])
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole schedule in one form; an empty one begins with the template of the project's category."""
    user = user_of(request)
    project = load(Project, user, Permission.PROJECT_EDIT, pk=pk)
    stored = selectors.schedule_of(project)
    initial = [NodeForm.initial_of(one) for one in stored] if stored else suggested(project, timezone.localdate())
    rows = NodeSet(request.POST or None, initial=initial, prefix="nodes")
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and rows.is_valid():
        try:
            _save_schedule(request, user, project, rows)
        except Invalid as error:
            problems = error.problems
        else:
            messages.success(request, _("已保存节点计划"))
            return redirect("projects:milestones", pk=project.pk)
    context = {
        "project": project,
        "rows": rows,
        "problems": problems,
        "is_new": not stored,
        "opened_version": project.version if request.method == "GET" else opened_version(request),
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "projects/work/schedule.html", context, status=422 if request.method == "POST" else 200)


def _save_schedule(request: HttpRequest, user: User, project: Project, rows: Any) -> None:
    nodes = [
        services.Node(**{name: value for name, value in form.cleaned_data.items() if name != "DELETE"})
        for form in rows.forms
        if form.cleaned_data.get("name") and not form.cleaned_data.get("DELETE")
    ]
    services.schedule_set(
        actor=user,
        project=project,
        nodes=nodes,
        opened_version=opened_version(request),
        reason=request.POST.get("reason", ""),
    )


@require_http_methods(["GET", "POST"])
def progress_new(request: HttpRequest, pk: int) -> HttpResponse:
    """What was done at a node, with photographs; made for a phone."""
    user = user_of(request)
    milestone = _milestone(user, pk)
    form = ProgressForm(request.POST or None, request.FILES or None, initial={"percent": milestone.percent})

    def save() -> ProgressReport:
        report = services.progress_report(actor=user, milestone=milestone, **form.cleaned_data)
        if not report.is_counted:
            messages.warning(request, _("还没有照片，这份报告暂不计入进度；在下面补上照片后计入"))
        return report

    project = milestone.project
    return change(
        request,
        form,
        save,
        title=_("填报进度：%(node)s") % {"node": milestone},
        note=_("上次 %(share)s%%") % {"share": milestone.percent} if milestone.percent is not None else "",
        trail=trail_of(project, _crumb(project)),
        button=_("提交"),
        template="projects/work/progress.html",
    )


def _milestone(user: User, pk: int) -> Milestone:
    """A node of a project that the person may work on."""
    milestone = get_object_or_404(Milestone.objects.select_related("project"), pk=pk)
    load(Project, user, Permission.PROJECT_EDIT, pk=milestone.project_id)
    return milestone


@require_POST
def report_cite(request: HttpRequest, pk: int) -> HttpResponse:
    """A photograph for a report, out of the evidence store."""
    user = user_of(request)
    report = load(ProgressReport, user, Permission.PROJECT_EDIT, pk=pk)
    proves = request.POST.get("proves", "") or f"{report.milestone} {report.percent}%"
    services.report_cite(actor=user, report=report, piece=evidence.chosen_file(request), proves=proves)
    return redirect(report)


@require_http_methods(["GET", "POST"])
def project_start(request: HttpRequest, pk: int) -> HttpResponse:
    """Work begins."""
    user = user_of(request)
    project = load(Project, user, Permission.PROJECT_EDIT, pk=pk)
    form = StartForm(request.POST or None)

    def save() -> Project:
        return services.project_start(actor=user, project=project, **form.cleaned_data)

    return change(request, form, save, title=_("开工（启动）"), trail=trail_of(project, _crumb(project)))


@require_http_methods(["GET", "POST"])
def project_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """It is not completed after all."""
    user = user_of(request)
    project = load(Project, user, Permission.PROJECT_EDIT, pk=pk)
    form = WhyForm(request.POST or None)

    def save() -> str:
        services.project_reopen(actor=user, project=project, **form.cleaned_data)
        return _crumb(project)[1]

    note = _("项目回到“实施中”，可以继续填报进度；已提交验收的不能撤回。")
    trail = trail_of(project, _crumb(project))
    return change(request, form, save, title=_("撤回完工"), note=note, button=_("撤回完工"), trail=trail)


@require_http_methods(["GET", "POST"])
def project_complete(request: HttpRequest, pk: int) -> HttpResponse:
    """Every node is done."""
    user = user_of(request)
    project = load(Project, user, Permission.PROJECT_EDIT, pk=pk)
    form = forms.Form(request.POST or None)
    form.is_bound = request.method == "POST"

    def save() -> Project:
        return services.project_complete(actor=user, project=project)

    note = _("全部节点完成后报完工，项目转为“已完工待验收”，进度不能再填报。")
    trail = trail_of(project, _crumb(project))
    return change(request, form, save, title=_("报完工"), note=note, button=_("报完工"), trail=trail)
