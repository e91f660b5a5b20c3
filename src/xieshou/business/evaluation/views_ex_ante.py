"""Pages of the ex-ante assessment."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.business.evaluation.forms_choices import ManyField
from xieshou.business.evaluation.forms_goals import ReturnForm, VersionForm, offer_projects
from xieshou.business.evaluation.models import ExAnte, ExAnteConclusion
from xieshou.business.evaluation.printing import ex_ante_file
from xieshou.business.evaluation.services import approval, ex_ante
from xieshou.business.evaluation.services.checking import said
from xieshou.business.evaluation.telling import FORMS, remembering, telling_of
from xieshou.business.evaluation.views_check import TYPES, attachment
from xieshou.business.projects.api import Project
from xieshou.lib.keys import key_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Stale
from xieshou.platform.accounts.api import User, load, opened_version, user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import api as evidence
from xieshou.platform.registry.api import read_day
from xieshou.platform.shell import change as shell
from xieshou.platform.shell.sentences import told


class NewExAnteForm(forms.Form):
    """Which project, for which year."""

    project = ManyField(label=gettext_lazy("项目"), queryset=Project.objects.none())
    year = forms.IntegerField(label=gettext_lazy("年度"), min_value=2015, max_value=2100)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_projects(self, user)
        self.fields["year"].initial = timezone.localdate().year


def form_for(request: HttpRequest, pk: int, permission: Permission | None = None) -> tuple[ExAnte, User]:
    """An assessment through the permission check, its state as its approval stands."""
    user = user_of(request)
    found = load(ExAnte, user, permission, pk=pk)
    approval.follow(found)
    return found, user


def _trail(found: ExAnte | None = None) -> list[shell.Crumb]:
    above: list[shell.Crumb] = [(_("绩效管理"), reverse("evaluation:list") + "?tab=ex_ante")]
    return [*above, shell.to(found)] if found is not None else above


def _rules_for_new(user: User, project: str) -> ex_ante.Rules:
    """The rules of the project's unit; as long as no project is chosen, of the person's own."""
    found = Project.objects.visible_to(user).filter(pk=key_of(project) or 0).first()
    unit = user.access.filter_organisations(Permission.GOAL_EDIT).order_by("path").first()
    return ex_ante.rules_now(found.owner_path if found is not None else unit.path if unit is not None else "")


@require_http_methods(["GET", "POST"])
def ex_ante_new(request: HttpRequest) -> HttpResponse:
    """Begins an assessment."""
    user = user_of(request)
    initial = {name: request.GET[name] for name in ("project", "year") if name in request.GET}
    form = NewExAnteForm(request.POST or None, user=user, initial=initial)
    rules = _rules_for_new(user, str(initial.get("project", "")))
    note = _("新建、改扩建项目估算达到 %(wan)s 万元的，先做事前绩效评估，通过后才能报目标、申请预算。（%(rule)s）") % {
        "wan": rules.threshold_wan,
        "rule": told(rules.rule.named),
    }

    def save() -> str:
        made = ex_ante.ex_ante_create(actor=user, **form.cleaned_data)
        return reverse("evaluation:ex_ante_edit", args=[made.pk])

    return shell.change(request, form, save, title=_("新建事前评估"), trail=_trail(), button=_("建立并填写"), note=note)


@require_GET
def ex_ante_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One assessment as it stands."""
    found, user = form_for(request, pk)
    return _page(request, found, user)


def _page(
    request: HttpRequest, found: ExAnte, user: User, problems: tuple[Problem, ...] = (), status: int = 200
) -> HttpResponse:
    may_edit = user.may(Permission.GOAL_EDIT, found) and found.is_editable
    context = {
        "form": found,
        "lines": _lines(found, found.criteria),
        "total": ex_ante.total_of(found),
        "rules": ex_ante.rules_for(found),
        "suggested": dict(ExAnteConclusion.choices).get(ex_ante.suggested(found), ""),
        "may_edit": may_edit,
        "may_delete": may_edit and found.submitted_at is None,
        "may_decide": approval.reviews(found, user),
        "citations": evidence.citations_of(found),
        "cite_url": reverse("evaluation:ex_ante_cite", args=[found.pk]) if may_edit else "",
        "entries": audit.history_of(found)[:30],
        "problems": problems,
        "matter": approval.matter_of(found),
    }
    return render(request, "evaluation/ex_ante/page.html", context, status=status)


def _lines(found: ExAnte, entered: list[dict[str, str]]) -> list[dict[str, Any]]:
    """The criteria with what was entered."""
    by_code = {one["code"]: one for one in entered}
    return [
        {
            "code": one.code,
            "label": said(one.words),
            "points": one.points.text(),
            "questions": one.questions,
            **{name: by_code.get(one.code, {}).get(name, "") for name in ("score", "words")},
        }
        for one in ex_ante.rules_for(found).criteria
    ]


@require_http_methods(["GET", "POST"])
def ex_ante_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; what was typed stays when it cannot be kept."""
    found, user = form_for(request, pk, Permission.GOAL_EDIT)
    approval.check_editable(user, found)
    if request.method == "GET":
        shown = {"conclusion": found.conclusion, "words": found.words, "assessed_on": found.assessed_on or ""}
        return _edit(request, found, _lines(found, found.criteria), shown)
    entered = {one.code: _typed(request, one.code) for one in ex_ante.rules_for(found).criteria}
    shown = {name: request.POST.get(name, "") for name in ("conclusion", "words", "assessed_on")}
    lines = _lines(found, [{"code": code, **typed} for code, typed in entered.items()])
    try:
        _save(user, found, request, entered)
    except Invalid as error:
        return _edit(request, form_for(request, pk)[0], lines, shown, problems=error.problems, status=422)
    except Stale as error:
        return _edit(request, form_for(request, pk)[0], lines, shown, conflict=error, status=409)
    messages.success(request, _("已保存"))
    return redirect(found)


def _typed(request: HttpRequest, code: str) -> dict[str, str]:
    return {name: request.POST.get(f"{code}-{name}", "") for name in ("score", "words")}


def _save(user: User, found: ExAnte, request: HttpRequest, entered: dict[str, dict[str, str]]) -> None:
    text = request.POST.get("assessed_on", "").strip()
    conclusion = request.POST.get("conclusion", "")
    ex_ante.ex_ante_save(
        actor=user,
        form=found,
        opened_version=opened_version(request),
        criteria=entered,
        conclusion=conclusion if conclusion in ExAnteConclusion.values else "",
        words=request.POST.get("words", ""),
        assessed_on=read_day(text, "评估日期") if text else None,
    )


def _edit(
    request: HttpRequest,
    found: ExAnte,
    lines: list[dict[str, Any]],
    shown: dict[str, Any],
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {"form": found, "lines": lines, "shown": shown, "conclusions": ExAnteConclusion.choices, **more}
    return render(request, "evaluation/ex_ante/edit.html", context, status=status)


@require_POST
def ex_ante_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends the assessment to its reviewers."""
    found, user = form_for(request, pk, Permission.GOAL_EDIT)
    try:
        ex_ante.ex_ante_submit(actor=user, form=found, opened_version=opened_version(request))
    except Invalid as error:
        fresh, user = form_for(request, pk)
        return _page(request, fresh, user, problems=error.problems, status=422)
    messages.success(request, _("已提交审核"))
    return redirect(found)


@require_POST
def ex_ante_pass(request: HttpRequest, pk: int) -> HttpResponse:
    """The reviewer agrees."""
    found, user = form_for(request, pk)
    seen = key_of(request.POST.get("opened_version", ""))
    ex_ante.ex_ante_pass(actor=user, form=found, comment=request.POST.get("comment", ""), opened_version=seen)
    messages.success(request, _("已同意"))
    return redirect(found)


@require_http_methods(["GET", "POST"])
def ex_ante_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends the assessment back with why."""
    found, user = form_for(request, pk)
    form = ReturnForm(request.POST or None)

    def save() -> ExAnte:
        return ex_ante.ex_ante_return(actor=user, form=found, reason=form.cleaned_data["reason"])

    return shell.change(
        request, form, save, title=_("退回修改"), trail=_trail(found), button=_("退回"), done=_("已退回")
    )


@require_POST
def ex_ante_cite(request: HttpRequest, pk: int) -> HttpResponse:
    """Says that the assessment rests on a piece of evidence."""
    found, user = form_for(request, pk, Permission.GOAL_EDIT)
    approval.check_editable(user, found)
    if not evidence.uncite_asked(request, found):
        chosen = evidence.chosen_file(request)
        ex_ante.ex_ante_cite(actor=user, form=found, evidence_file=chosen, proves=request.POST.get("proves", ""))
    return redirect(f"{found.get_absolute_url()}#evidence")


@require_http_methods(["GET", "POST"])
def ex_ante_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Throws a draft away."""
    found, user = form_for(request, pk, Permission.GOAL_EDIT)
    form = VersionForm(request.POST or None, initial={"opened_version": found.version})

    def save() -> str:
        ex_ante.ex_ante_delete(actor=user, form=found, opened_version=form.cleaned_data["opened_version"])
        return reverse("evaluation:list") + "?tab=ex_ante"

    note = _("删除后不能恢复；改动记录仍保留。")
    return shell.change(
        request, form, save, title=_("删除草稿"), trail=_trail(found), button=_("删除"), note=note, is_grave=True
    )


@require_GET
def ex_ante_document(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The official form of the assessment."""
    found, _user = form_for(request, pk)
    if kind not in TYPES:
        raise Http404
    data = ex_ante_file(found, kind, telling_of(request, FORMS))
    return remembering(request, attachment(data, kind, f"ex-ante-{found.pk}"), FORMS)
