"""Pages of yearly plans: making, choosing from the library, submitting, printing."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xieshou.business.projects import plan_print as printing
from xieshou.business.projects import selectors
from xieshou.business.projects.forms_library import (
    AmountForm,
    DiscardForm,
    PlanEditForm,
    PlanForm,
    ReasonForm,
    SubmitForm,
    sent,
)
from xieshou.business.projects.models import Category, Maturity, PlanItem, PlanState, Project, YearPlan
from xieshou.business.projects.money import MoneyField
from xieshou.business.projects.services import planning
from xieshou.lib.keys import keys_of, year_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User, load, user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.shell import paging
from xieshou.platform.shell.change import change, to
from xieshou.platform.shell.printing import remembering, wants_sources
from xieshou.platform.workflow import api as workflow

SHOWN_ENTRIES = 50


def _trail(plan: YearPlan | None = None) -> list[tuple[Any, str]]:
    above: list[tuple[Any, str]] = [(_("年度计划"), reverse("projects:plans"))]
    return [*above, to(plan)] if plan is not None else above


def _changeable(user: User, pk: int) -> YearPlan:
    """A plan that the person may change in its state."""
    plan = load(YearPlan, user, pk=pk)
    right = planning.right_on(plan)
    return load(YearPlan, user, right, pk=pk)


@require_GET
def plan_list(request: HttpRequest) -> HttpResponse:
    """Plans, the newest first."""
    user, year = user_of(request), year_of(request.GET.get("year", ""))
    rows = YearPlan.objects.select_related("owner", "place")
    page = paging.newest_page(request, user, rows.filter(year=year) if year is not None else rows)
    context = {"page": page, "year": year, "may_make": user.may(Permission.PROJECT_EDIT)}
    return render(request, "projects/plans.html", context)


@require_http_methods(["GET", "POST"])
def plan_new(request: HttpRequest) -> HttpResponse:
    """A new plan."""
    user = user_of(request)
    if not user.may(Permission.PROJECT_EDIT):
        raise Refused(_("您没有“%(right)s”的权限") % {"right": Permission.PROJECT_EDIT.label})
    mine = list(user.access.filter_organisations(Permission.PROJECT_EDIT).select_related("region").order_by("path")[:1])
    initial: dict[str, Any] = {"year": timezone.localdate().year + 1}
    initial |= {"owner": mine[0], "place": mine[0].region} if mine else {}
    form = PlanForm(sent(request), initial=initial)

    def save() -> YearPlan:
        return planning.plan_create(actor=user, **form.cleaned_data)

    return change(request, form, save, title=_("编制年度计划"), trail=_trail())


@require_GET
def plan_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan with its sums."""
    user = user_of(request)
    plan = load(YearPlan, user, pk=pk)
    may_change = user.may(planning.right_on(plan), plan)
    context = {
        "plan": plan,
        "totals": selectors.plan_totals(plan, user),
        "may_make": may_change and plan.state == PlanState.DRAFT,
        "may_edit": may_change and plan.state != PlanState.SUBMITTED,
        "may_take_out": may_change and plan.state == PlanState.ISSUED,
        "matters": workflow.open_of(ContentType.objects.get_for_model(plan).pk, plan.pk),
        "entries": audit.history_of(plan)[:SHOWN_ENTRIES],
    }
    return render(request, "projects/plan.html", context)


@require_http_methods(["GET", "POST"])
def plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What the plan is called, its document's number and day."""
    user = user_of(request)
    plan = _changeable(user, pk)
    form = PlanEditForm.opened(plan, sent(request))

    def save() -> YearPlan:
        return planning.plan_update(actor=user, plan=plan, **form.cleaned_data)

    return change(request, form, save, title=_("修改计划"), trail=_trail(plan))


@require_http_methods(["GET", "POST"])
def plan_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft deleted."""
    user = user_of(request)
    plan = _changeable(user, pk)
    form = DiscardForm(sent(request), initial={"opened_version": plan.version})

    def save() -> str:
        planning.plan_discard(actor=user, plan=plan, **form.cleaned_data)
        return reverse("projects:plans")

    note = _("计划里的项目留在项目库；谁、何时、为什么删除记在审计日志里。")
    title = _("删除计划草稿")
    return change(
        request,
        form,
        save,
        title=title,
        trail=_trail(plan),
        button=_("删除"),
        note=note,
        done=_("已删除"),
        is_grave=True,
    )


@require_http_methods(["GET", "POST"])
def plan_choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Chooses projects of the library, several at once, each with its amount; all or none."""
    user = user_of(request)
    plan = _changeable(user, pk)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            count = _add(request, user, plan)
        except Invalid as error:
            problems = error.problems
        else:
            messages.success(request, _("已增加 %(n)s 个项目") % {"n": count})
            return redirect(plan)
    wanted = selectors.read_filter(request.GET)
    page = paging.page(request, selectors.choosable(user, plan, wanted), "rank")
    ticked = set(keys_of(request.POST.getlist("chosen")))
    context = {
        "plan": plan,
        "page": page,
        "rows": [_row(request, project, ticked) for project in page.rows],
        "wanted": wanted,
        "problems": problems,
        "categories": Category.choices,
        "maturities": Maturity.choices,
    }
    return render(request, "projects/plan_choose.html", context, status=422 if problems else 200)


def _row(request: HttpRequest, project: Project, ticked: set[int]) -> dict[str, Any]:
    """A project to choose with the amount typed so far, at first its estimate."""
    typed = request.POST.get(f"amount_{project.pk}")
    amount = MoneyField().prepare_value(project.estimate_fen) if typed is None else typed
    return {"project": project, "amount": amount or "", "is_ticked": project.pk in ticked}


@transaction.atomic
def _add(request: HttpRequest, user: User, plan: YearPlan) -> int:
    """Adds what was ticked; every problem of every row at once, and then nothing is added."""
    chosen = list(
        Project.objects.visible_to(user).filter(pk__in=keys_of(request.POST.getlist("chosen"))).order_by("pk")
    )
    problems = [] if chosen else [Problem(_("没有勾选项目"), _("选择"))]
    for project in chosen:
        try:
            amount = MoneyField(label=_("计划金额")).clean(request.POST.get(f"amount_{project.pk}", ""))
            planning.plan_item_add(actor=user, plan=plan, project=project, amount_fen=amount)
        except Invalid as error:
            problems += [
                Problem(one.what, f"{project}：{one.where}", one.allowed, one.remedy) for one in error.problems
            ]
        except forms.ValidationError as error:
            problems += [Problem(message, f"{project}：{_('计划金额')}") for message in error.messages]
    if problems:
        raise Invalid(*problems)
    return len(chosen)


def _item(plan: YearPlan, number: int) -> PlanItem:
    return get_object_or_404(PlanItem.objects.select_related("plan", "project"), plan=plan, pk=number)


@require_http_methods(["GET", "POST"])
def item_edit(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Another amount."""
    user = user_of(request)
    plan = _changeable(user, pk)
    found = _item(plan, item)
    form = AmountForm.opened(found, sent(request))

    def save() -> YearPlan:
        planning.plan_item_set(actor=user, item=found, **form.cleaned_data)
        return plan

    return change(request, form, save, title=_("修改计划金额"), trail=_trail(plan), note=str(found.project))


@require_http_methods(["GET", "POST"])
def item_remove(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Takes a project out of the plan."""
    user = user_of(request)
    plan = _changeable(user, pk)
    found = _item(plan, item)
    form = ReasonForm(sent(request))

    def save() -> YearPlan:
        planning.plan_item_remove(actor=user, item=found, **form.cleaned_data)
        return plan

    note = _("“%(name)s”从计划中移出，回到项目库。") % {"name": found.project}
    return change(
        request, form, save, title=_("移出计划"), trail=_trail(plan), button=_("移出"), note=note, is_grave=True
    )


@require_http_methods(["GET", "POST"])
def plan_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends the plan on its way."""
    user = user_of(request)
    plan = _changeable(user, pk)
    form = SubmitForm(sent(request))

    def save() -> YearPlan:
        planning.plan_submit(actor=user, plan=plan, **form.cleaned_data)
        return plan

    note = _("报批期间计划不能改；批准后即下达，项目变为“已列入年度计划”。")
    return change(
        request, form, save, title=_("报批"), trail=_trail(plan), button=_("报批"), note=note, done=_("已报批")
    )


@require_GET
def plan_print(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The plan as a Word, PDF or Excel file."""
    user = user_of(request)
    plan = load(YearPlan, user, pk=pk)
    if form not in printing.TYPES:
        raise Http404
    annex = wants_sources(request, "forms", default=False)
    data = printing.plan_bytes(plan, selectors.plan_totals(plan, user), form, annex=annex)
    answer = HttpResponse(data, content_type=printing.TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="plan-{plan.year}-{plan.pk}.{form}"'
    return remembering(request, answer, "forms")
