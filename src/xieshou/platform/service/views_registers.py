"""The registers: defects, training sessions, planned maintenance."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence.api import chosen_file, citations_of, cite, uncite_asked
from xieshou.platform.service import selectors, services
from xieshou.platform.service.forms import DefectForm, DefectRevision, MaintenanceForm, TrainingForm, TrainingRevision
from xieshou.platform.service.models import HIGH_RISK, Defect, Maintenance, Registered, Severity, Training
from xieshou.platform.service.periods import read_period
from xieshou.platform.service.views import reader_of
from xieshou.platform.shell import paging
from xieshou.platform.shell.change import change


def _editor(request: HttpRequest) -> User:
    user = reader_of(request)
    if not user.may(Permission.SERVICE_EDIT):
        raise Refused(_("您没有“%(right)s”的权限") % {"right": Permission.SERVICE_EDIT.label})
    return user


def _listed(request: HttpRequest, rows: QuerySet[Any]) -> dict[str, Any]:
    """One page of rows, newest first; filters stay in the address."""
    shown = paging.page(request, rows)
    return {"rows": shown.rows, "next_url": shown.next_url, "previous_url": shown.previous_url}


@require_GET
def defects(request: HttpRequest) -> HttpResponse:
    """The register of defects; a figure of the report leads to its own rows by `period` and `by`."""
    user, rows = reader_of(request), Defect.objects.all()
    severity, state, by = (request.GET.get(name, "") for name in ("severity", "state", "by"))
    if severity == "high":
        rows = rows.filter(severity__in=[one.value for one in HIGH_RISK])
    elif severity in Severity.values:
        rows = rows.filter(severity=severity)
    if state in {"open", "fixed"}:
        rows = rows.filter(fixed_on__isnull=state == "open")
    period = read_period(request.GET.get("period", "")) if by else None
    if period is not None:
        rows = selectors.defects_by(rows, period, by)
    context = {
        **_listed(request, rows),
        "severity": severity,
        "state": state,
        "by": by,
        "period": period,
        "severities": [("high", _("致命和严重")), *Severity.choices],
        "may_edit": user.may(Permission.SERVICE_EDIT),
    }
    return render(request, "service/defects.html", context)


@require_GET
def trainings(request: HttpRequest) -> HttpResponse:
    """The register of training sessions, of a period where one is asked for."""
    user, rows = reader_of(request), Training.objects.select_related("unit")
    period = read_period(request.GET["period"]) if request.GET.get("period") else None
    if period is not None:
        rows = rows.filter(held_on__gte=period.start, held_on__lt=period.end)
    context = {"period": period, "may_edit": user.may(Permission.SERVICE_EDIT)}
    return render(request, "service/trainings.html", {**_listed(request, rows), **context})


@require_http_methods(["GET", "POST"])
def defect_new(request: HttpRequest) -> HttpResponse:
    """A new defect."""
    user, form = _editor(request), DefectForm(request.POST or None)

    def save() -> Defect:
        return services.defect_record(actor=user, **form.cleaned_data)

    return change(request, form, save, title=_("登记缺陷"), trail=[(_("缺陷登记"), reverse("service:defects"))])


@require_http_methods(["GET", "POST"])
def training_new(request: HttpRequest) -> HttpResponse:
    """A new training session."""
    user, form = _editor(request), TrainingForm(request.POST or None)

    def save() -> Training:
        return services.training_record(actor=user, **form.cleaned_data)

    return change(request, form, save, title=_("登记培训"), trail=[(_("培训登记"), reverse("service:trainings"))])


def _initial(row: Registered, names: dict[str, str]) -> dict[str, Any]:
    return {**{name: getattr(row, name) for name in names}, "opened_version": row.version}


@require_http_methods(["GET", "POST"])
def defect(request: HttpRequest, pk: int) -> HttpResponse:
    """One defect: what is registered, corrected with a reason."""
    user, row = reader_of(request), get_object_or_404(Defect, pk=pk)
    form = DefectRevision(request.POST or None, initial=_initial(row, services.DEFECT))
    return _one(request, row, form, lambda: services.defect_revise(actor=user, defect=row, **form.cleaned_data))


@require_http_methods(["GET", "POST"])
def training(request: HttpRequest, pk: int) -> HttpResponse:
    """One training session, with its evidence."""
    user, row = reader_of(request), get_object_or_404(Training.objects.select_related("unit"), pk=pk)
    form = TrainingRevision(request.POST or None, initial=_initial(row, services.TRAINING))
    return _one(request, row, form, lambda: services.training_revise(actor=user, training=row, **form.cleaned_data))


def _one(request: HttpRequest, row: Registered, form: forms.Form, act: Callable[[], Any]) -> HttpResponse:
    user = _editor(request) if request.method == "POST" else reader_of(request)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            saved = act()
        except Invalid as error:
            problems = error.problems
        else:
            messages.success(request, _("已保存"))
            return redirect(saved)
    may_edit = user.may(Permission.SERVICE_EDIT)
    context = {
        "row": row,
        "form": form if may_edit else None,
        "problems": problems,
        "is_training": isinstance(row, Training),
        "citations": citations_of(row),
        "entries": audit.history_of(row)[:30],
    }
    return render(request, "service/one.html", context, status=422 if form.errors or problems else 200)


@require_POST
def defect_cite(request: HttpRequest, pk: int) -> HttpResponse:
    """Evidence of a defect's repair."""
    return _cited(request, get_object_or_404(Defect, pk=pk))


@require_POST
def training_cite(request: HttpRequest, pk: int) -> HttpResponse:
    """Evidence of a training session."""
    return _cited(request, get_object_or_404(Training, pk=pk))


def _cited(request: HttpRequest, row: Defect | Training) -> HttpResponse:
    user = _editor(request)
    if not uncite_asked(request, row):
        cite(actor=user, evidence=chosen_file(request), record=row, proves=request.POST.get("proves", ""))
    return redirect(row)


@require_http_methods(["GET", "POST"])
def maintenance(request: HttpRequest) -> HttpResponse:
    """Planned maintenance: registered ones, and a new one."""
    user, form = reader_of(request), MaintenanceForm(request.POST or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            services.maintenance_plan(actor=user, **form.cleaned_data)
        except Invalid as error:
            problems = error.problems
        else:
            messages.success(request, _("已登记"))
            return redirect("service:maintenance")
    context = {
        **_listed(request, Maintenance.objects.select_related("registered_by")),
        "form": form if services.may_any(user, services.PLAN) else None,
        "problems": problems,
    }
    return render(request, "service/maintenance.html", context, status=422 if form.errors or problems else 200)


@require_POST
def maintenance_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Calls one off."""
    user, row = reader_of(request), get_object_or_404(Maintenance, pk=pk)
    services.maintenance_cancel(actor=user, row=row, reason=request.POST.get("reason", ""))
    messages.success(request, _("已取消"))
    return redirect("service:maintenance")
