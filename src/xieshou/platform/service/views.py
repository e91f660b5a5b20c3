"""The report of the platform on itself, the rows behind its figures, and keeping it as evidence."""

from typing import Any

from django.apps import apps
from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User, user_of
from xieshou.platform.evidence.api import evidence_add
from xieshou.platform.service import selectors, services
from xieshou.platform.service.document import MEDIA_TYPES, report
from xieshou.platform.service.figures import figures
from xieshou.platform.service.models import PageDay
from xieshou.platform.service.periods import Period, choices, read_period
from xieshou.platform.service.uptime import uptime


def reader_of(request: HttpRequest) -> User:
    """The person who asks, if they may read the report."""
    user = user_of(request)
    if not services.may_any(user, services.READ):
        raise Refused(_("您没有查看平台运行自证的权限"))
    return user


def period_of(request: HttpRequest) -> Period:
    """The period asked for in the address."""
    asked = request.POST if request.method == "POST" else request.GET
    return read_period(asked.get("period", ""))


def _context(request: HttpRequest, period: Period) -> dict[str, Any]:
    user = user_of(request)
    first = PageDay.objects.order_by("day").values_list("day", flat=True).first()
    known = choices(first)
    if period.code not in {one.code for one in known}:
        known.append(period)
    return {
        "period": period,
        "periods": known,
        "may_edit": user.may(Permission.SERVICE_EDIT),
        "may_plan": services.may_any(user, services.PLAN),
        "may_keep": user.may(Permission.EVIDENCE_ADD),
    }


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Every figure of a period."""
    reader_of(request)
    period = period_of(request)
    return render(request, "service/page.html", {**_context(request, period), "figures": figures(period)})


@require_GET
def download(request: HttpRequest, form: str) -> HttpResponse:
    """The report as a file."""
    reader_of(request)
    if form not in MEDIA_TYPES:
        raise Http404
    made = report(period_of(request), form)
    answer = HttpResponse(made.data, content_type=MEDIA_TYPES[form])
    answer["Content-Disposition"] = content_disposition_header(True, made.name) or "attachment"
    return answer


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keeps the report as evidence of the person's organisation; its hash proves that a copy is the same."""
    user, period = reader_of(request), period_of(request)
    owner = user.access.filter_organisations(Permission.EVIDENCE_ADD).order_by("path").first()
    if owner is None:
        raise Invalid(Problem(_("您没有可以存证据的单位"), remedy=_("请由有“上传证据”权限的人存")))
    made = report(period, "pdf")
    file = SimpleUploadedFile(made.name, made.data, MEDIA_TYPES["pdf"])
    title = _("平台运行自证（%(period)s）") % {"period": period.label}
    evidence, _is_new = evidence_add(actor=user, owner=owner, upload=file, name=made.name, title=title)
    messages.success(request, _("已存入证据库，SHA-256 %(hash)s") % {"hash": made.sha256})
    return redirect(evidence)


@require_GET
def gaps(request: HttpRequest) -> HttpResponse:
    """When nothing proves that the platform ran."""
    reader_of(request)
    period = period_of(request)
    return render(request, "service/gaps.html", {**_context(request, period), "uptime": uptime(period.minutes)})


@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """Requests by day and kind."""
    reader_of(request)
    period = period_of(request)
    lines = [
        {"row": row, "kind": _kind_words(row.kind), "mean": row.total_ms // row.count if row.count else None}
        for row in selectors.requests_by_day(period)
    ]
    return render(
        request, "service/requests.html", {**_context(request, period), "lines": lines, "most": selectors.MOST}
    )


def _kind_words(kind: str) -> str:
    """The app's name in words; what belongs to no app of ours is shown as it is."""
    if kind == "unknown":
        return _("没有这个地址")
    found = [config for config in apps.get_app_configs() if config.name.startswith("xieshou.") and config.label == kind]
    return _(str(found[0].verbose_name)) if found else kind


@require_GET
def use(request: HttpRequest) -> HttpResponse:
    """Use by organisation."""
    reader_of(request)
    period = period_of(request)
    return render(request, "service/use.html", {**_context(request, period), "rows": selectors.unit_use(period)})
