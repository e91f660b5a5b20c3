"""Drawing, checking, publishing, comparing and retiring flows; the calendar of working days."""

import re
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.lib.keys import key_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User, opened_version
from xieshou.platform.audit import api as audit
from xieshou.platform.workflow import flow_settings
from xieshou.platform.workflow.diagram import UnreadableError, read
from xieshou.platform.workflow.diagram_writer import with_settings
from xieshou.platform.workflow.forms import FlowForm
from xieshou.platform.workflow.models import CalendarDay, FlowDefinition, FlowState, FlowVersion
from xieshou.platform.workflow.services import flows
from xieshou.platform.workflow.views_lists import actor_of
from xieshou.platform.workflow.wording import worded

_DAY = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})日?\s*(休|班|休息|上班)\s*(.*)")


def _editor(request: HttpRequest) -> User:
    actor = actor_of(request)
    if not actor.may(Permission.FLOW_EDIT):
        raise Refused(f"需要“{Permission.FLOW_EDIT.label}”的权限")
    return actor


@require_GET
def flow_list(request: HttpRequest) -> HttpResponse:
    """Every flow with its versions."""
    _editor(request)
    found = FlowDefinition.objects.prefetch_related("versions")
    return render(request, "workflow/flows.html", {"flows": found})


@require_http_methods(["GET", "POST"])
def flow_new(request: HttpRequest) -> HttpResponse:
    """A new flow with its first draft."""
    actor = _editor(request)
    form = FlowForm(request.POST if request.method == "POST" else None)
    problems: Any = ()
    if request.method == "POST" and form.is_valid():
        try:
            version = flows.flow_create(actor=actor, **form.cleaned_data)
        except Invalid as error:
            problems = error.problems
        else:
            return redirect("workflow:version", pk=version.pk)
    status = 422 if problems or form.errors else 200
    return render(request, "workflow/flow_new.html", {"form": form, "problems": problems}, status=status)


def _version(pk: int) -> FlowVersion:
    return get_object_or_404(FlowVersion.objects.select_related("flow", "published_by"), pk=pk)


@require_GET
def version_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: the drawing, the settings of its steps, what is wrong with it."""
    _editor(request)
    return _page(request, _version(pk), xml=None)


def _page(
    request: HttpRequest, version: FlowVersion, *, xml: str | None, problems: Any = (), status: int = 200
) -> HttpResponse:
    shown = xml if xml is not None else version.xml
    try:
        table = flow_settings.table_of(read(shown), version.flow.code)
    except UnreadableError:
        table = None
    is_draft = version.state == FlowState.DRAFT
    context = {
        "version": version,
        "is_draft": is_draft,
        "xml": shown,
        "table": table,
        "problems": problems,
        "to_mend": flows.draft_problems(version) if is_draft and not problems else [],
        "others": version.flow.versions.exclude(pk=version.pk),
        "open_count": version.matters.filter(state="open")[:1000].count(),
        "history": worded(audit.history_of(version)[:50]),
    }
    return render(request, "workflow/version.html", context, status=status)


@require_POST
def version_save(request: HttpRequest, pk: int) -> HttpResponse:
    """Keeps the draft: the drawing and the table beside it."""
    actor, version = _editor(request), _version(pk)
    xml = request.POST.get("xml", "")
    try:
        xml = with_settings(xml, flow_settings.entered(request.POST))
        flows.draft_save(
            actor=actor,
            version=version,
            xml=xml,
            note=request.POST.get("note", ""),
            opened_version=opened_version(request),
        )
    except Invalid as error:
        return _page(request, version, xml=xml, problems=error.problems, status=422)
    except UnreadableError as error:
        return _page(request, version, xml=xml, problems=[Problem(str(error), where="流程文件")], status=422)
    messages.success(request, _("草稿已保存。"))
    return redirect("workflow:version", pk=pk)


@require_POST
def version_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """New matters take it from now on."""
    actor, version = _editor(request), _version(pk)
    try:
        flows.version_publish(actor=actor, version=version, opened_version=opened_version(request))
    except Invalid as error:
        return _page(request, version, xml=None, problems=error.problems, status=422)
    messages.success(request, _("已发布。新办件走这一版，在途的仍走原来的版本。"))
    return redirect("workflow:version", pk=pk)


@require_POST
def version_retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends it for new matters, or throws the draft away."""
    flows.version_retire(actor=_editor(request), version=_version(pk))
    messages.success(request, _("已停用。在途的办件照常办完。"))
    return redirect("workflow:flows")


@require_POST
def version_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """A new draft from this version."""
    version = flows.draft_create(actor=_editor(request), source=_version(pk))
    return redirect("workflow:version", pk=version.pk)


@require_GET
def version_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The BPMN file, to draw or to take away."""
    _editor(request)
    version = _version(pk)
    name = f"{version.flow.code}-v{version.number}.bpmn"
    return HttpResponse(
        version.xml,
        content_type="application/xml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_GET
def version_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What differs between two versions of one flow."""
    _editor(request)
    version = _version(pk)
    other = get_object_or_404(version.flow.versions, pk=key_of(request.GET.get("with", "")))
    older, newer = sorted((version, other), key=lambda one: one.number)
    rows = flow_settings.differences(read(older.xml), read(newer.xml))
    return render(request, "workflow/compare.html", {"older": older, "newer": newer, "rows": rows})


@require_http_methods(["GET", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """The days that differ from Monday-to-Friday, one per line."""
    actor = _editor(request)
    text = "\n".join(
        f"{one.day} {'班' if one.is_working else '休'} {one.name}".strip() for one in CalendarDay.objects.all()
    )
    problems: list[Problem] = []
    if request.method == "POST":
        text = request.POST.get("days", "")
        days, problems = _days(text)
        if not problems:
            _store(actor, days)
            messages.success(request, _("工作日历已保存，以后新到的环节按它计时限。"))
            return redirect("workflow:calendar")
    status = 422 if problems else 200
    return render(request, "workflow/calendar.html", {"text": text, "problems": problems}, status=status)


def _days(text: str) -> tuple[dict[date, CalendarDay], list[Problem]]:
    found: dict[date, CalendarDay] = {}
    problems: list[Problem] = []
    allowed = "日期 休或班 说明，例如：2026-10-01 休 国庆节"
    for number, line in enumerate(
        text.translate(str.maketrans("０１２３４５６７８９", "0123456789")).splitlines(), start=1
    ):
        if not line.strip():
            continue
        match = _DAY.fullmatch(line.strip())
        try:
            day = date(*(int(match[index]) for index in (1, 2, 3))) if match is not None else None
        except ValueError:
            day = None
        if match is None or day is None:
            problems.append(Problem(f"“{line.strip()}”看不懂", where=f"第 {number} 行", allowed=allowed))
        else:
            found[day] = CalendarDay(day=day, is_working="班" in match[4], name=match[5].strip()[:40])
    return found, problems


@transaction.atomic
def _store(actor: User, days: dict[date, CalendarDay]) -> None:
    CalendarDay.objects.all().delete()
    created = CalendarDay.objects.bulk_create(days.values())
    if created:
        audit.record(actor=actor, action="calendar.set", target=created[0], label=f"工作日历 {len(created)} 天")
