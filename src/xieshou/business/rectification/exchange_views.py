"""Where the ledger's imports and exports begin; their own pages are the exchange's."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.business.rectification.sheet import COLUMNS, FindingSource, FindingTarget
from xieshou.business.rectification.views import reader
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Refused
from xieshou.platform.accounts.api import User
from xieshou.platform.exchange import api as exchange


def _importer(request: HttpRequest) -> User:
    user = reader(request)
    if not FindingTarget().may_import(user):
        raise Refused(_("您没有“%(right)s”的权限") % {"right": Permission.FINDING_EDIT.label})
    return user


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in."""
    _importer(request)
    return exchange.small_table.template(FindingTarget.label, COLUMNS)


@require_http_methods(["GET", "POST"])
def import_start(request: HttpRequest) -> HttpResponse:
    """The upload of a table; its check is a job."""
    user = _importer(request)
    return exchange.upload_page(request, FindingTarget(), "rectification/import.html", actor=user)


@require_POST
def export_start(request: HttpRequest) -> HttpResponse:
    """The file of what the list shows, all pages; its writing is a job."""
    user = reader(request)
    arguments = {"query": request.POST.get("query", "")[:1000]}
    return redirect(
        exchange.export_ask(actor=user, source=FindingSource(), title=FindingTarget.label, arguments=arguments)
    )
