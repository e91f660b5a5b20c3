"""The indicator register's pages: list, one indicator with its versions, comparison, changes."""

from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.dictionary import selectors, services
from xieshou.platform.dictionary.conversion import compared, convert
from xieshou.platform.dictionary.exact import read_number
from xieshou.platform.dictionary.forms import FigureForm, NewIndicatorForm, ReviseForm
from xieshou.platform.dictionary.models import Bridge, Figure, Indicator, IndicatorVersion
from xieshou.platform.dictionary.sheet import workbook_of
from xieshou.platform.shell import change as shell
from xieshou.platform.shell import paging


@require_GET
def indicator_list(request: HttpRequest) -> HttpResponse:
    """Indicators by their code; filters stay in the address, `after` pages."""
    words, category = request.GET.get("q", "").strip(), request.GET.get("category", "")
    context = {
        "page": paging.page(request, selectors.indicators_matching(words, category), "code"),
        "words": words,
        "category": category,
        "categories": Indicator.objects.exclude(category="").values_list("category", flat=True).distinct().order_by(),
        "may_edit": user_of(request).may(Permission.DICTIONARY_EDIT),
    }
    return render(request, "dictionary/indicators.html", context)


@require_GET
def indicator_export(request: HttpRequest) -> HttpResponse:
    """What the list shows, all pages, as a workbook."""
    rows = selectors.indicators_matching(request.GET.get("q", "").strip(), request.GET.get("category", ""))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer = HttpResponse(workbook_of(rows), content_type=kind)
    answer["Content-Disposition"] = 'attachment; filename="indicators.xlsx"'
    return answer


def _indicator(code: str) -> Indicator:
    return get_object_or_404(Indicator, code=code)


@require_GET
def indicator_page(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator: its versions side by side, how they compare, the published figures under any of them."""
    indicator = _indicator(code)
    versions = list(indicator.versions.select_related("owner").order_by("number"))
    target = _chosen(versions, request.GET.get("version", "")) or versions[-1]
    figures = Figure.objects.filter(version__in=versions).select_related("version", "region").order_by("year", "pk")
    asked = request.GET.get("value", "").strip()
    converted, problems = _converted(asked, versions, request.GET.get("from", ""), target)
    context = {
        "indicator": indicator,
        "versions": versions,
        "lines": _lines(versions),
        "bridges": Bridge.objects.filter(before__in=versions)
        .select_related("before", "after")
        .order_by("after__number"),
        "target": target,
        "figures": compared(target, figures),
        "asked": request.GET,
        "converted": converted,
        "problems": problems,
        "entries": audit.history_of(indicator)[:30],
        "may_edit": user_of(request).may(Permission.DICTIONARY_EDIT),
    }
    return render(request, "dictionary/indicator.html", context, status=422 if problems else 200)


def _chosen(versions: list[IndicatorVersion], number: str) -> IndicatorVersion | None:
    return next((version for version in versions if str(version.number) == number), None)


def _converted(
    asked: str, versions: list[IndicatorVersion], number: str, target: IndicatorVersion
) -> tuple[dict[str, Any] | None, tuple[Problem, ...]]:
    """A number typed in, from one version's terms into another's."""
    before = _chosen(versions, number)
    if not asked or before is None:
        return None, ()
    try:
        value: Fraction = read_number(asked, _("数值"))
    except Invalid as error:
        return None, error.problems
    return {"asked": asked, "before": before, "after": target, "result": convert(value, before, target)}, ()


def _lines(versions: list[IndicatorVersion]) -> list[dict[str, Any]]:
    """The versions side by side: one line per fact, with whether it changed."""
    lines = []
    facts = {**services.DESCRIBED, "valid_from": _("起用"), "valid_to": _("止用"), "reason": _("为何改口径")}
    for field, label in facts.items():
        if field in {"owner_name", "is_text_at_hand"}:
            continue
        values = [_shown(version, field) for version in versions]
        lines.append({"label": label, "values": values, "differs": len(set(values)) > 1})
    return lines


def _shown(version: IndicatorVersion, field: str) -> str:
    if field == "owner":
        return version.owner_words or "—"
    if field == "direction":
        return str(version.get_direction_display())
    if field == "document" and not version.is_text_at_hand:
        return f"{version.document or '—'}（{_('官方原文不在手，使用前请核对')}）"
    return str(getattr(version, field) or "—")


def _trail(*pages: shell.Crumb) -> list[shell.Crumb]:
    """The pages above a change."""
    return [(_("指标字典"), reverse("dictionary:indicators")), *pages]


@require_http_methods(["GET", "POST"])
def indicator_new(request: HttpRequest) -> HttpResponse:
    """A new indicator."""
    user = user_of(request)
    services.checked(user)
    form = NewIndicatorForm(request.POST or None)
    return shell.change(
        request,
        form,
        lambda: services.indicator_create(actor=user, **form.cleaned_data),
        title=_("登记新指标"),
        trail=_trail(),
    )


@require_http_methods(["GET", "POST"])
def indicator_revise(request: HttpRequest, code: str) -> HttpResponse:
    """A new version."""
    user, indicator = user_of(request), _indicator(code)
    services.checked(user)
    last = indicator.versions.order_by("number").last()
    form = ReviseForm.opened(last, request.POST or None) if last is not None else ReviseForm(request.POST or None)

    def save() -> Indicator:
        services.indicator_revise(actor=user, indicator=indicator, **form.asked())
        return indicator

    note = _("旧版和按旧版公布的数字都不变；新旧之间能否换算，在“新旧衔接”中说明。")
    return shell.change(request, form, save, title=_("登记新版本"), trail=_trail(shell.to(indicator)), note=note)


@require_http_methods(["GET", "POST"])
def figure_new(request: HttpRequest, code: str) -> HttpResponse:
    """A published figure."""
    user, indicator = user_of(request), _indicator(code)
    services.checked(user)
    form = FigureForm(request.POST or None, versions=indicator.versions.all())

    def save() -> Indicator:
        services.figure_add(actor=user, **form.cleaned_data)
        return indicator

    return shell.change(request, form, save, title=_("登记已公布的数"), trail=_trail(shell.to(indicator)))
