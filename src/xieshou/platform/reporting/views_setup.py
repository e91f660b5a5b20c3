"""Forms, their figures, who reports them, exceptions; the calendar of a form."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.lib import working_days
from xieshou.lib.keys import year_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.accounts.api import User, user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.reporting.calendar import dates_of, spans_of_year
from xieshou.platform.reporting.forms import (
    AssignForm,
    DayForm,
    ExceptionForm,
    FigureFormSet,
    FormForm,
    NewFormForm,
)
from xieshou.platform.reporting.models import Assignment, Form
from xieshou.platform.reporting.selectors import forms_seen
from xieshou.platform.reporting.services import setup as services


def _reader(request: HttpRequest) -> User:
    """Forms are no secret among those who report; to anyone else they do not exist."""
    user = user_of(request)
    if not (user.may(Permission.SUBMISSION_READ) or user.may(Permission.PERIOD_MANAGE)):
        raise Http404
    return user


def _managed(request: HttpRequest, form: Form) -> None:
    if not _reader(request).may(Permission.PERIOD_MANAGE, form):
        raise Refused(f"您没有在此“{Permission.PERIOD_MANAGE.label}”的权限")


@require_GET
def form_list(request: HttpRequest) -> HttpResponse:
    """Every form with its cadence and due rule."""
    user = _reader(request)
    context = {"forms": forms_seen(), "may_manage": user.may(Permission.PERIOD_MANAGE)}
    return render(request, "reporting/forms.html", context)


@require_GET
def form_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One form: figures, units, the calendar of a year, exceptions."""
    user = _reader(request)
    form = get_object_or_404(Form.objects.select_related("owner"), pk=pk)
    return render(request, "reporting/form.html", _page(request, user, form))


def _page(request: HttpRequest, user: User, form: Form, **shown: Any) -> dict[str, Any]:
    year = year_of(request.GET.get("year", "")) or timezone.localdate().year
    return {
        "form_": form,
        "figures": form.figures.all(),
        "assignments": form.assignments.select_related("organisation"),
        "exceptions": form.exceptions.all(),
        "year": year,
        "calendar": _calendar(form, year),
        "may_manage": user.may(Permission.PERIOD_MANAGE, form),
        "assign_form": AssignForm(prefix="assign", initial={"valid_from": form.starts_on}),
        "exception_form": ExceptionForm(prefix="exception"),
        "day_form": DayForm(),
        "entries": audit.history_of(form)[:30],
        **shown,
    }


def _calendar(form: Form, year: int) -> list[dict[str, Any]]:
    """The periods of a year with their dates, opened or to come; marked where only weekends were known."""
    overrides = {one.period_code: one.override for one in form.exceptions.all()}
    opened = {period.code: period for period in form.periods.filter(year=year)}
    rows = []
    for span in spans_of_year(form.kind, year):
        if span.last < form.starts_on or (form.ends_on is not None and span.first > form.ends_on):
            continue
        dates = opened.get(span.code) or dates_of(span, form.rule, overrides)
        certain = working_days.is_certain(timezone.localtime(dates.due_at).date())
        rows.append({"span": span, "dates": dates, "is_opened": span.code in opened, "is_certain": certain})
    return rows


@require_http_methods(["GET", "POST"])
def form_new(request: HttpRequest) -> HttpResponse:
    """A new form."""
    if not _reader(request).may(Permission.PERIOD_MANAGE):
        raise Refused(f"您没有“{Permission.PERIOD_MANAGE.label}”的权限")
    return _edit(request, None, NewFormForm(request.POST or None), FigureFormSet(request.POST or None, prefix="figure"))


@require_http_methods(["GET", "POST"])
def form_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A form changed."""
    form = get_object_or_404(Form.objects.select_related("owner"), pk=pk)
    _managed(request, form)
    initial = {name: getattr(form, name) for name in services.LABELS} | {"opened_version": form.version}
    rows = [{name: getattr(one, name) for name in ("code", *services.FIGURE_FIELDS)} for one in form.figures.all()]
    fields = FormForm(request.POST or None, initial=initial)
    figures = FigureFormSet(request.POST or None, prefix="figure", initial=rows)
    return _edit(request, form, fields, figures)


def _edit(request: HttpRequest, form: Form | None, fields: FormForm, figures: Any) -> HttpResponse:
    problems: tuple[Any, ...] = ()
    if request.method == "POST" and fields.is_valid() and figures.is_valid():
        values = dict(fields.cleaned_data)
        opened = values.pop("opened_version")
        rows = [one for one in figures.cleaned_data if one and not one.get("DELETE")]
        try:
            saved = services.form_save(
                actor=user_of(request), form=form, values=values, figures=rows, opened_version=opened
            )
        except Invalid as error:
            problems = error.problems
        else:
            messages.success(request, _("已保存"))
            return redirect(saved)
    context = {"form": fields, "figures": figures, "form_": form, "problems": problems}
    return render(request, "reporting/form_edit.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Lets units report the form."""
    form = get_object_or_404(Form.objects.select_related("owner"), pk=pk)
    _managed(request, form)
    fields = AssignForm(request.POST, prefix="assign")
    return _act(request, form, "assign_form", fields, services.assignment_add)


@require_POST
def except_(request: HttpRequest, pk: int) -> HttpResponse:
    """Another time for one period."""
    form = get_object_or_404(Form.objects.select_related("owner"), pk=pk)
    _managed(request, form)
    fields = ExceptionForm(request.POST, prefix="exception")
    return _act(request, form, "exception_form", fields, services.exception_set)


def _act(
    request: HttpRequest, form: Form, name: str, fields: django_forms.Form, service: Callable[..., object]
) -> HttpResponse:
    user = user_of(request)
    shown: dict[str, Any] = {name: fields}
    if fields.is_valid():
        try:
            service(actor=user, form=form, **fields.cleaned_data)
        except Invalid as error:
            shown["problems"] = error.problems
        else:
            messages.success(request, _("已保存"))
            return redirect(form)
    return render(request, "reporting/form.html", _page(request, user, form, **shown), status=422)


@require_POST
def assignment_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Units no longer report from a day on."""
    assignment = get_object_or_404(Assignment.objects.select_related("form__owner", "organisation"), pk=pk)
    _managed(request, assignment.form)
    fields = DayForm(request.POST)
    user, form = user_of(request), assignment.form
    if not fields.is_valid():
        return render(request, "reporting/form.html", _page(request, user, form, day_form=fields), status=422)
    services.assignment_end(actor=user, assignment=assignment, day=fields.cleaned_data["day"])
    messages.success(request, _("已保存"))
    return redirect(form)
