"""Pages of one project: its sections, writing and proposing it, twins, the negative list, evidence."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.business.projects import panels
from xieshou.business.projects.actions import actions_for
from xieshou.business.projects.forms_library import CopyForm, ProposalForm, ReasonForm, sent
from xieshou.business.projects.models import Project, Stage
from xieshou.business.projects.services import negative, proposing, similar
from xieshou.lib.keys import key_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Refused
from xieshou.platform.accounts.api import User, load, user_of
from xieshou.platform.evidence import api as evidence
from xieshou.platform.registry.api import organisation_choice, region_choice
from xieshou.platform.shell.change import change, to


def _trail(project: Project | None = None) -> list[tuple[Any, str]]:
    above: list[tuple[Any, str]] = [(_("项目"), reverse("projects:list"))]
    return [*above, to(project)] if project is not None else above


@require_GET
def project_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One project with its sections."""
    user = user_of(request)
    project = _whole(load(Project, user, pk=pk))
    context = {"project": project, "panels": panels.of(user, project), "actions": actions_for(user, project)}
    return render(request, "projects/project.html", context)


def _whole(project: Project) -> Project:
    """The project with what its page names, read together."""
    links = ("owner", "place", "department", "implementer", "created_by", "copied_from")
    whole: Project = Project.objects.select_related(*links).get(pk=project.pk)
    return whole


@require_http_methods(["GET", "POST"])
def project_new(request: HttpRequest) -> HttpResponse:
    """A new draft."""
    user = user_of(request)
    if not user.may(Permission.PROJECT_EDIT):
        raise Refused(_("您没有“%(right)s”的权限") % {"right": Permission.PROJECT_EDIT.label})
    form = ProposalForm(sent(request), initial=_known(user))

    def save() -> Project:
        return proposing.project_create(actor=user, **form.asked())

    return _proposal_form(request, form, save, _("申报新项目"), None)


def _known(user: User) -> dict[str, Any]:
    """Someone who proposes for one unit only need not say which."""
    mine = list(user.access.filter_organisations(Permission.PROJECT_EDIT).select_related("region").order_by("pk")[:2])
    return {"owner": mine[0], "place": mine[0].region} if len(mine) == 1 else {}


@require_http_methods(["GET", "POST"])
def project_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes a draft, or a proposal sent back."""
    user = user_of(request)
    project = load(Project, user, Permission.PROJECT_EDIT, pk=pk)
    form = ProposalForm.opened(project, sent(request))

    def save() -> Project:
        opened = form.cleaned_data["opened_version"] or 0
        return proposing.project_update(actor=user, project=project, opened_version=opened, **form.asked())

    return _proposal_form(request, form, save, _("修改申报内容"), project)


def _proposal_form(
    request: HttpRequest, form: forms.Form, save: Callable[[], Project], title: str, project: Project | None
) -> HttpResponse:
    note = _("可以先存草稿。存好后，项目页上列出申报前还缺什么、有没有相近项目、是否命中负面清单。")
    found = similar.findings(user_of(request), similar.Described.of(project), project.owner) if project else None
    return change(
        request,
        form,
        save,
        title=title,
        trail=_trail(project),
        button=_("保存草稿"),
        note=note,
        template="projects/form.html",
        project=project,
        found=found,
    )


@require_GET
def twins(request: HttpRequest) -> HttpResponse:
    """Looking for twins of what is typed: asked by the form while one types, and a page of its own."""
    user, asked = user_of(request), request.GET
    places = region_choice(asked.get("place", "").strip()) if asked.get("place", "").strip() else []
    owners = organisation_choice(asked["owner"].strip()) if asked.get("owner", "").strip() else []
    place = places[0] if len(places) == 1 else None
    name, content = asked.get("name", "").strip()[:200], asked.get("content", "").strip()[:4000]
    described = similar.Described.typed(name, content, place, key_of(asked.get("pk", "")))
    found = similar.findings(user, described, owners[0] if len(owners) == 1 else None) if name or content else None
    context = {"asked": asked, "place": place, "found": found, "core": similar.core(name), "is_typed": bool(name)}
    return render(request, "projects/similar.html", context)


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends the draft in, or shows everything that keeps it back."""
    user = user_of(request)
    project = load(Project, user, Permission.PROJECT_EDIT, pk=pk)
    note = _("申报后不能再改；要改的，在评审开始前撤回。")
    if project.stage == Stage.RETURNED:
        note = _("按评审意见改好后重新申报，直接回到原来的专家手中。")
    form = forms.Form(sent(request))
    context = {"hindrances": proposing.hindrances(project), "project": project}

    def save() -> Project:
        return proposing.project_propose(actor=user, project=project)

    return change(
        request,
        form,
        save,
        title=_("申报"),
        trail=_trail(project),
        button=_("申报"),
        note=note,
        done=_("已申报"),
        template="projects/propose.html",
        **context,
    )


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a proposal back."""
    user = user_of(request)
    project = load(Project, user, Permission.PROJECT_EDIT, pk=pk)
    form = ReasonForm(sent(request))

    def save() -> Project:
        return proposing.project_withdraw(actor=user, project=project, **form.cleaned_data)

    return change(request, form, save, title=_("撤回申报"), trail=_trail(project), button=_("撤回"), done=_("已撤回"))


@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Deletes a draft."""
    user = user_of(request)
    project = load(Project, user, Permission.PROJECT_EDIT, pk=pk)
    form = ReasonForm(sent(request))

    def save() -> str:
        proposing.project_discard(actor=user, project=project, **form.cleaned_data)
        return reverse("projects:list")

    note = _("草稿删除后不能恢复，编号不再使用；谁、何时、为什么删除记在审计日志里。")
    return change(
        request,
        form,
        save,
        title=_("删除草稿"),
        trail=_trail(project),
        button=_("删除"),
        note=note,
        done=_("已删除"),
        is_grave=True,
    )


@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """A new draft out of an old project."""
    user = user_of(request)
    project = load(Project, user, pk=pk)
    initial = {"name": project.name, "owner": _known(user).get("owner", project.owner)}
    form = CopyForm(sent(request), initial=initial)

    def save() -> Project:
        return proposing.project_copy(actor=user, project=project, **form.cleaned_data)

    note = _("除时间、立项依据和成熟度外，内容照抄到一个新的草稿，原项目不变。")
    return change(request, form, save, title=_("复制为新项目"), trail=_trail(project), button=_("复制"), note=note)


@require_http_methods(["GET", "POST"])
def exempt(request: HttpRequest, pk: int, clause: str) -> HttpResponse:
    """Lets the project pass a clause of the negative list."""
    user = user_of(request)
    project = load(Project, user, Permission.PROJECT_DECIDE, pk=pk)
    hit = next((one for one in negative.hits(project) if one.clause.code == clause), None)
    form = ReasonForm(sent(request))

    def save() -> Project:
        negative.negative_exempt(actor=user, project=project, clause=clause, **form.cleaned_data)
        return project

    note = f"{hit.clause.title}：{hit.clause.says}（{'、'.join(hit.words)}）" if hit is not None else ""
    return change(
        request, form, save, title=_("豁免负面清单"), trail=_trail(project), button=_("豁免"), note=note, is_grave=True
    )


@require_POST
def cite(request: HttpRequest, pk: int) -> HttpResponse:
    """Says that the project rests on a piece of evidence the person may see."""
    user = user_of(request)
    project = load(Project, user, Permission.PROJECT_EDIT, pk=pk)
    if not evidence.uncite_asked(request, project):
        found = evidence.chosen_file(request)
        evidence.cite(actor=user, evidence=found, record=project, proves=request.POST.get("proves", ""))
    return redirect(f"{project.get_absolute_url()}#evidence")
