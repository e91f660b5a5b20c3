"""The area pages: which areas, one area, the records behind a figure."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xieshou.insight.areas import sections, selectors
from xieshou.insight.areas.place import Area, area_called
from xieshou.insight.areas.records import kind_named
from xieshou.lib.keys import year_of
from xieshou.platform.accounts.api import user_of
from xieshou.platform.registry.api import RegionChange, children_on, lineage, region_choice
from xieshou.platform.shell import paging


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The assisted places; a name or code leads straight to its page."""
    words = request.GET.get("q", "").strip()
    found = region_choice(words) if words else []
    if len(found) == 1:
        return redirect("areas:area", code=found[0].code)
    context = {"words": words, "found": found, "places": [] if found else selectors.assisted_places()}
    return render(request, "areas/index.html", context)


def _area(code: str) -> Area:
    area = area_called(code)
    if area is None or area.region.level == "country":
        raise Http404
    return area


@require_GET
def area_page(request: HttpRequest, code: str) -> HttpResponse:
    """Everything known of one area that the person may see."""
    area = _area(code)
    region = area.region
    changes = RegionChange.objects.filter(after__in=area.regions) | RegionChange.objects.filter(before=region)
    day = region.valid_to
    context = {
        "area": area,
        "region": region,
        "lineage": [one for one in lineage(region) if one.level != "country"],
        "changes": changes.distinct().prefetch_related("before", "after").order_by("on", "id"),
        "children": [] if day else children_on(region, selectors.today()),
        "organisations": selectors.organisations_here(area),
        "chapters": sections.filled(user_of(request), area),
    }
    return render(request, "areas/area.html", context)


@require_GET
def records(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The records that a figure counts, newest first."""
    area, found = _area(code), kind_named(kind)
    if found is None:
        raise Http404
    year = request.GET.get("year", "")
    rows = found.in_full(found.rows(user_of(request), area, year_of(year)))
    is_unproven = found.needs_evidence and request.GET.get("unproven") == "1"
    if is_unproven:
        rows = found.unproven(rows)
    shown = paging.page(request, rows, "-pk")
    context = {
        "area": area,
        "kind": found,
        "rows": [{"record": row, "url": found.page_of(row)} for row in shown.rows],
        "page": shown,
        "year": year,
        "list_url": found.list_of(area, year),
        "is_unproven": is_unproven,
        "title": _("没有佐证的记录") if is_unproven else found.label,
    }
    return render(request, "areas/records.html", context)
