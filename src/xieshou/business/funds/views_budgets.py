"""Pages of a project's money: its budgets, their changes as chains, the list of changes, the rules."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xieshou.business.funds import approvals, balances, figures, selectors
from xieshou.business.funds.forms import BudgetForm, ChangeForm, CorrectBudgetForm, ReasonForm
from xieshou.business.funds.models import BudgetChange, ChangeState, ProjectBudget
from xieshou.business.funds.project_money import project_money
from xieshou.business.funds.services import budgets, changes
from xieshou.business.funds.views_sources import may_anywhere
from xieshou.business.projects import api as projects
from xieshou.lib.keys import key_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Refused
from xieshou.platform.accounts.api import User, load, user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.shell import paging
from xieshou.platform.shell.change import Crumb, change, to

SHOWN_PAYMENTS = 50


def _project(user: User, pk: int) -> projects.Project:
    """A project whose money the person may see."""
    project = load(projects.Project, user, pk=pk)
    if not user.may(Permission.FUND_READ, project):
        raise Refused(_("您没有在此“%(right)s”的权限") % {"right": Permission.FUND_READ.label})
    return project


def _trail(project: projects.Project) -> list[Crumb]:
    return [
        (str(project), project.get_absolute_url()),
        (_("资金"), reverse("funds:project", args=[project.pk])),
    ]


@require_GET
def project_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A project's money: the official block by year, budgets with their chains, changes in approval, payments."""
    user = user_of(request)
    project = _project(user, pk)
    money = project_money(user, project)
    open_changes = list(
        BudgetChange.objects.filter(budget__project=project, state=ChangeState.SUBMITTED).select_related(
            "budget__project", "other_budget__project"
        )
    )
    payments = list(selectors.payments_of(project)[:SHOWN_PAYMENTS])
    chains, waiting = (
        selectors.chains_of([row for row, _account in money["budgets"]]),
        approvals.standings_of(open_changes),
    )
    context = {
        **money,
        "project": project,
        "chains": [(row, account, chains[row.pk]) for row, account in money["budgets"]],
        "open_changes": [(row, waiting.get(row.pk)) for row in open_changes],
        "payments": payments,
        "standings": approvals.standings_of(payments),
        "adjusted": list(figures.adjustments_by_year(figures.Scope(project=project.pk)).items()),
    }
    return render(request, "funds/project.html", context)


@require_http_methods(["GET", "POST"])
def budget_new(request: HttpRequest, pk: int) -> HttpResponse:
    """The initial budget of a project's year from a grant."""
    user = user_of(request)
    project = _project(user, pk)
    sources = selectors.offered_sources(user, project)
    if not selectors.may_arrange(user, project):
        raise Refused(_("您没有在此“%(right)s”的权限") % {"right": Permission.FUND_EDIT.label})
    form = BudgetForm(request.POST or None, sources=sources, initial={"year": timezone.localdate().year})

    def save() -> ProjectBudget:
        return budgets.budget_set(actor=user, project=project, **form.cleaned_data)

    return change(request, form, save, title=_("安排预算"), trail=_trail(project))


def _budget(user: User, pk: int) -> ProjectBudget:
    budget = load(ProjectBudget, user, pk=pk)
    whole: ProjectBudget = ProjectBudget.objects.select_related("project", "source", "owner", "place").get(pk=budget.pk)
    return whole


@require_http_methods(["GET", "POST"])
def budget_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """A slip of the pen."""
    user = user_of(request)
    budget = _budget(user, pk)
    if not budgets.may_budget(user, budget):
        raise Refused(_("您可以查看，但没有在此“%(right)s”的权限") % {"right": Permission.FUND_EDIT.label})
    initial = {"initial_fen": budget.initial_fen, "opened_version": budget.version}
    form = CorrectBudgetForm(request.POST or None, initial=initial)
    return change(
        request,
        form,
        lambda: budgets.budget_correct(actor=user, budget=budget, **form.cleaned_data),
        title=_("更正年初预算数"),
        trail=_trail(budget.project),
        note=_("只在还没有调整和拨付时可以更正；之后的增减办预算调整。"),
    )


@require_http_methods(["GET", "POST"])
def change_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A change of a budget sent into approval."""
    user = user_of(request)
    budget = _budget(user, pk)
    if not budgets.may_budget(user, budget) and not user.may(Permission.PAYMENT_ASK, budget):
        raise Refused(_("您可以查看，但没有在此“%(right)s”的权限") % {"right": Permission.PAYMENT_ASK.label})
    form = ChangeForm(request.POST or None, budgets=_others(user, budget), initial={"changed_on": timezone.localdate()})
    return change(
        request,
        form,
        lambda: changes.change_ask(actor=user, budget=budget, **form.asked()),
        title=_("申请预算调整"),
        trail=_trail(budget.project),
        button=_("报批"),
        template="funds/change_form.html",
        budget=budget,
        account=balances.account_of(budget),
    )


def _others(user: User, budget: ProjectBudget) -> Any:
    """The budgets that money may be transferred to."""
    rows = ProjectBudget.objects.filter(year=budget.year, source=budget.source).exclude(pk=budget.pk)
    return rows.visible_to(user).select_related("project")


def _in_hand(user: User, pk: int) -> BudgetChange:
    """A change that the person may ask for again, or give up."""
    found = load(BudgetChange, user, pk=pk)
    links = ("budget__project", "budget__source", "budget__owner", "budget__place", "owner", "place")
    record: BudgetChange = BudgetChange.objects.select_related(*links).get(pk=found.pk)
    if not budgets.may_budget(user, record.budget) and not user.may(Permission.PAYMENT_ASK, record.budget):
        raise Refused(_("您可以查看，但没有在此“%(right)s”的权限") % {"right": Permission.PAYMENT_ASK.label})
    return record


@require_http_methods(["GET", "POST"])
def change_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A change that came back, corrected and sent again."""
    user = user_of(request)
    record = _in_hand(user, pk)
    names = ("kind", "amount_fen", "other_budget", "changed_on", "reason", "basis")
    initial = {name: getattr(record, name) for name in names} | {"opened_version": record.version}
    form = ChangeForm(request.POST or None, budgets=_others(user, record.budget), initial=initial)

    def save() -> BudgetChange:
        opened = form.cleaned_data["opened_version"] or 0
        return changes.change_ask_again(actor=user, change=record, opened_version=opened, **form.asked())

    return change(
        request,
        form,
        save,
        title=_("修改后再报批"),
        trail=[*_trail(record.budget.project), to(record)],
        button=_("报批"),
        template="funds/change_form.html",
        budget=record.budget,
        account=balances.account_of(record.budget),
    )


@require_http_methods(["GET", "POST"])
def change_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """A withdrawn change given up."""
    user = user_of(request)
    record = _in_hand(user, pk)
    form = ReasonForm(request.POST or None, initial={"opened_version": record.version})

    def save() -> BudgetChange:
        data = form.cleaned_data
        return changes.change_drop(
            actor=user, change=record, opened_version=data["opened_version"] or 0, reason=data["reason"]
        )

    trail = [*_trail(record.budget.project), to(record)]
    return change(request, form, save, title=_("作废预算调整"), trail=trail, note=_("作废后不再报批，记录保留。"))


@require_GET
def change_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One change: before, after, basis, and where its approval stands."""
    user = user_of(request)
    found = load(BudgetChange, user, pk=pk)
    record = BudgetChange.objects.select_related(
        "budget__project", "budget__source", "other_budget__project", "asked_by"
    ).get(pk=found.pk)
    context = {
        "change": record,
        "chain": selectors.chain_of(record.budget),
        "account": balances.account_of(record.budget),
        "carried": ProjectBudget.objects.filter(carried_from=record).select_related("project").first(),
        "standing": approvals.standing_of(record),
        "may_ask": record.state in changes.ASKABLE
        and (budgets.may_budget(user, record.budget) or user.may(Permission.PAYMENT_ASK, record.budget)),
        "entries": audit.history_of(record)[:30],
    }
    return render(request, "funds/change.html", context)


@require_GET
def change_list(request: HttpRequest) -> HttpResponse:
    """Changes, newest first, with how much the year's budgets were adjusted."""
    user = user_of(request)
    may_anywhere(user, Permission.FUND_READ)
    year = key_of(request.GET.get("year", "")) or timezone.localdate().year
    rows = BudgetChange.objects.select_related("budget__project", "budget__source", "other_budget__project", "asked_by")
    rows = rows.filter(budget__year=year)
    if (state := request.GET.get("state", "")) in ChangeState.values:
        rows = rows.filter(state=state)
    context = {
        "page": paging.newest_page(request, user, rows),
        "year": year,
        "states": ChangeState.choices,
        "adjusted": figures.adjustments(figures.Scope(year=year, user=user)),
    }
    return render(request, "funds/changes.html", context)
