"""Error pages, and the language switch's address."""

import errno
import logging
import sys
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xieshou.lib.problems import Invalid, Stale

logger = logging.getLogger(__name__)


def _page(request: HttpRequest, status: int, title: str, what: str, remedy: str, **context: Any) -> HttpResponse:
    values = {"status": status, "error_title": title, "what": what, "remedy": remedy, **context}
    return render(request, "shell/error.html", values, status=status)


@login_not_required
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Whether the server answers, for a proxy or a watchman; touches nothing."""
    return HttpResponse("ok", content_type="text/plain")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _page(request, 400, _("请求无法理解"), _("地址或提交的内容不完整。"), _("返回上一页重试。"))


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, also for a missing CSRF token."""
    return _page(
        request,
        403,
        _("没有权限"),
        _("您没有这项操作的权限，或页面已过期。"),
        _("刷新后重试；仍不行请联系本单位的安全管理员。"),
    )


def page_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form carries no sign of this session, as after signing in again in another window."""
    return _page(
        request,
        403,
        _("页面已过期"),
        _("登录状态变了，这次提交没有完成，已存的内容没有变。"),
        _("返回上一页刷新后再提交；填报页会请您恢复刚才填的内容。"),
    )


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: unknown, or not for this person's eyes; the two are not told apart."""
    return _page(
        request,
        404,
        _("找不到"),
        _("这一页不存在，或不在您的可见范围内。"),
        _("检查地址；如应可见，请联系本单位的安全管理员。"),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500, without touching the database; what is only away for a while is told as such."""
    passing = away(request, sys.exc_info()[1])
    if passing is not None:  # raised before any view, for example while the session was read
        return passing
    try:
        page = str(render_to_string("shell/plain_error.html", {}))
    except Exception:  # noqa: BLE001 the last page must not fail in its turn
        page = "<h1>系统出错</h1><p>已记录，请稍后重试。</p>"
    return HttpResponseServerError(page)


def refused(request: HttpRequest, why: str) -> HttpResponse:
    """403 with the missing right named."""
    return _page(request, 403, _("没有权限"), why, _("如工作需要，请联系本单位的安全管理员。"))


def invalid(request: HttpRequest, error: Invalid) -> HttpResponse:
    """422 with every problem."""
    return _page(
        request, 422, _("没有保存"), _("请改正下列问题后重试，已存的内容没有变化。"), "", problems=error.problems
    )


def stale(request: HttpRequest, error: Stale) -> HttpResponse:
    """409 with both versions."""
    return _page(
        request,
        409,
        _("已被他人修改"),
        str(error),
        _("请重新打开，核对后再改；您填的内容列在下面。"),
        differences=error.differences,
    )


def away(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """The page for what will work again: the database is away, or a disk is full. None: something else is wrong."""
    if isinstance(error, OperationalError | InterfaceError):
        return database_away(request, error)
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        logger.error("disk: %s", error)
        page = render_to_string("shell/plain_error.html", {"is_full": True})
        return HttpResponse(page, status=507)
    return None


def database_away(request: HttpRequest, error: DatabaseError) -> HttpResponse:
    """503 without touching the database: it is away, busy, or its disk is full."""
    logger.error("database: %s", error)
    full = "full" in str(error).lower() or "space" in str(error).lower()
    page = render_to_string("shell/plain_error.html", {"is_database": True, "is_full": full})
    return HttpResponse(page, status=503, headers={"Retry-After": "30"})
