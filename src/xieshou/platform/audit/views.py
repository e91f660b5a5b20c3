"""The log's page for the audit administrator: who changed what, when, from what to what, and why."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Refused
from xieshou.platform.audit import services
from xieshou.platform.audit.models import Entry
from xieshou.platform.shell import paging

PAGE = 100


def _checked(request: HttpRequest) -> None:
    if not request.user.may(Permission.AUDIT_READ):  # type: ignore[union-attr]
        raise Refused(_("只有审计管理员可以查看审计日志"))


@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """Newest first; filters stay in the address."""
    _checked(request)
    rows, wrong = _filtered(request.GET)
    context = {"page": paging.page(request, rows, "-number", size=PAGE), "wrong": wrong, "asked": request.GET}
    return render(request, "audit/log.html", context, status=422 if wrong else 200)


def _filtered(asked: Any) -> tuple[models.QuerySet[Entry], list[str]]:
    rows, wrong = Entry.objects.all(), []
    for name, field in (("who", "actor_label"), ("what", "target_label"), ("action", "action"), ("why", "reason")):
        if words := asked.get(name, "").strip():
            rows = rows.filter(**{f"{field}__icontains": words})
    if kind := asked.get("type", "").strip():
        rows = rows.filter(target_type=kind)
    if number := asked.get("id", "").strip():
        rows = rows.filter(target_id=number)
    for name, lookup, shift in (("from", "at__gte", 0), ("to", "at__lt", 1)):
        if text := asked.get(name, "").strip():
            try:
                rows = rows.filter(**{lookup: _midnight(date.fromisoformat(text) + timedelta(days=shift))})
            except (ValueError, OverflowError):
                wrong.append(_("日期“%(text)s”不对，应为 2020-03-01 这样的日期") % {"text": text})
    return rows, wrong


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@require_POST
def verify_now(request: HttpRequest) -> HttpResponse:
    """Reads the whole chain and says whether it holds."""
    _checked(request)
    count, breaks = services.verify()
    return render(request, "audit/verified.html", {"count": count, "breaks": breaks})
