"""The divisions' pages: browse, one division, compare two days, change, import."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.audit import api as audit
from xieshou.platform.registry import panels, region_history, region_import, selectors
from xieshou.platform.registry.actors import actor_of, checked
from xieshou.platform.registry.days import read_day
from xieshou.platform.registry.forms import RegionChangeForm, RegionFileForm
from xieshou.platform.registry.models import Organisation, Region
from xieshou.platform.registry.region_changes import region_change

MOST_FOUND = 200


def _day(request: HttpRequest, name: str, default: date) -> tuple[date, list[Problem]]:
    """The day in the address, or the default with what is wrong with it."""
    text = request.GET.get(name, "").strip()
    if not text:
        return default, []
    try:
        return read_day(text), []
    except Invalid as error:
        return default, list(error.problems)


def _status(problems: Any) -> int:
    return 422 if problems else 200


@require_GET
def region_browse(request: HttpRequest) -> HttpResponse:
    """The provinces on a day, or what matches the words, whenever it existed."""
    on, problems = _day(request, "on", timezone.localdate())
    words = request.GET.get("q", "").strip()
    found = list(selectors.regions_matching(words)[: MOST_FOUND + 1]) if words else []
    provinces = [] if words else list(Region.objects.valid_on(on).filter(level="province").order_by("code"))
    context = {
        "words": words,
        "found": found[:MOST_FOUND],
        "has_more": len(found) > MOST_FOUND,
        "children": provinces,
        "on": on,
        "asked_on": request.GET.get("on", ""),
        "problems": problems,
        "may_edit": actor_of(request).may(Permission.REGION_EDIT),
    }
    return render(request, "registry/regions.html", context, status=_status(problems))


@require_GET
def region_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One division: where it lies, what is below it on a day, what it was and what became of it."""
    region = get_object_or_404(Region.objects.select_related("parent"), pk=pk)
    asked = request.GET.get("on", "").strip()
    on, problems = _day(request, "on", _shown_day(region))
    context = {
        "region": region,
        "lineage": selectors.lineage(region),
        "on": on,
        "asked_on": asked,
        "on_day": region_history.region_on(region, on) if asked and not problems else None,
        "children": region_history.children_on(region, on),
        "came_from": region.came_from.prefetch_related("before", "after"),
        "became": region.became.prefetch_related("before", "after"),
        "organisations": Organisation.objects.current().filter(region=region).order_by("kind", "pk")[:50],
        "panels": panels.of_region(request, region),
        "entries": audit.history_of(region)[:30],
        "problems": problems,
        "may_edit": region.valid_to is None and actor_of(request).may(Permission.REGION_EDIT, region),
    }
    return render(request, "registry/region.html", context, status=_status(problems))


def _shown_day(region: Region) -> date:
    """Today, or for a division that ended its last day."""
    if region.valid_to is None:
        return timezone.localdate()
    return date.fromordinal(region.valid_to.toordinal() - 1)


@require_GET
def region_compare(request: HttpRequest) -> HttpResponse:
    """旧区划 ↔ 新区划 between two days, over the country or within one division."""
    today = timezone.localdate()
    first, wrong_first = _day(request, "from", date(today.year - 1, 12, 31))
    second, wrong_second = _day(request, "to", today)
    problems = [*wrong_first, *wrong_second]
    if first >= second:
        problems.append(Problem(_("前一个日期应早于后一个日期"), _("日期")))
    words = request.GET.get("within", "").strip()
    within, wrong_place = _place(words)
    problems += wrong_place
    rows = [] if problems else region_history.compared(first, second, within)
    context = {
        "rows": rows,
        "first": first,
        "second": second,
        "within": within,
        "words": words,
        "asked": request.GET,
        "problems": problems,
    }
    return render(request, "registry/compare.html", context, status=_status(problems))


def _place(words: str) -> tuple[Region | None, list[Problem]]:
    found = selectors.region_choice(words) if words else []
    if not words or len(found) == 1:
        return (found[0] if found else None), []
    several = "、".join(f"{one.code} {one.name}" for one in found[:6])
    return None, [Problem(_("不能确定是哪个区划") + (f"：{several}" if several else ""), _("范围"), _("代码或全称"))]


@require_GET
def region_options(request: HttpRequest) -> HttpResponse:
    """Suggestions for a text box."""
    words = selectors.asked_words(request.GET)
    found = selectors.regions_matching(words).filter(valid_to=None)[:12] if words else []
    rows = ((f"{one.code} {one.name}",) for one in found)
    return HttpResponse(format_html_join("", '<option value="{}"></option>', rows))


@require_http_methods(["GET", "POST"])
def region_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One change of a division."""
    region = get_object_or_404(Region.objects.select_related("parent"), pk=pk)
    checked(actor_of(request), Permission.REGION_EDIT, region)
    below = list(Region.objects.filter(parent=region, valid_to=None).order_by("code"))
    form = RegionChangeForm(request.POST or None, region=region, below=below)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            change = region_change(actor=actor_of(request), **form.asked())
        except Invalid as error:
            problems = error.problems
        else:
            messages.success(request, _("已登记变更：%(change)s") % {"change": change})
            return redirect(change.after.first() or region)
    context = {"form": form, "region": region, "problems": problems}
    return render(request, "registry/region_change.html", context, status=_status(form.errors or problems))


@require_http_methods(["GET", "POST"])
def towns(request: HttpRequest) -> HttpResponse:
    """Towns and villages from a file: read first, saved when every row is right."""
    actor = actor_of(request)
    checked(actor, Permission.REGION_EDIT, None)
    form = RegionFileForm(request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            number = region_import.towns_import(actor=actor, data=file.read(), name=str(file.name))
        except Invalid as error:
            problems = error.problems
        else:
            messages.success(request, _("新增 %(number)s 个，已有的没有改动") % {"number": number})
            return redirect("registry:regions")
    context = {"form": form, "problems": problems[:500], "number": len(problems)}
    return render(request, "registry/towns.html", context, status=_status(form.errors or problems))


@require_GET
def towns_template(request: HttpRequest) -> HttpResponse:
    """The head of the file, with two rows as examples."""
    answer = HttpResponse("\ufeff" + region_import.TEMPLATE, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="towns.csv"'
    return answer
