"""Where a ledger's imports and exports begin; their own pages are the exchange's."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.exchange import api as exchange
from xieshou.platform.ledger import filters as narrowing
from xieshou.platform.ledger.exporting import LedgerSource
from xieshou.platform.ledger.importing import LedgerTarget
from xieshou.platform.ledger.views import ledger_for


@require_GET
def template(request: HttpRequest, slug: str) -> HttpResponse:
    """The workbook to fill in."""
    ledger, _user = ledger_for(request, slug, Permission.RECORD_IMPORT)
    return exchange.small_table.template(ledger.label, ledger.entered)


@require_http_methods(["GET", "POST"])
def import_start(request: HttpRequest, slug: str) -> HttpResponse:
    """The upload of a table; its check is a job."""
    ledger, user = ledger_for(request, slug, Permission.RECORD_IMPORT)
    return exchange.upload_page(request, LedgerTarget(ledger), "ledger/import.html", actor=user, ledger=ledger)


@require_http_methods(["GET", "POST"])
def export_start(request: HttpRequest, slug: str) -> HttpResponse:
    """What to export: the list as it is filtered, its columns or all; the writing is a job."""
    ledger, user = ledger_for(request, slug, Permission.RECORD_EXPORT)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        is_all = request.POST.get("columns") == "all"
        columns = ledger.columns if is_all else narrowing.chosen_columns(ledger, request.GET)
        try:
            file = exchange.export_ask(
                actor=user,
                source=LedgerSource(ledger),
                title=ledger.label,
                arguments={
                    "query": narrowing.kept_query(ledger, request.GET),
                    "columns": [column.name for column in columns],
                },
                file_format=request.POST.get("format", "xlsx"),
                is_full=request.POST.get("full") == "1",
                reason=request.POST.get("reason", ""),
            )
            return redirect(file)
        except Invalid as error:
            problems = error.problems
    context = {
        "ledger": ledger,
        "problems": problems,
        "kept": narrowing.kept_query(ledger, request.GET),
        "filters": narrowing.read(ledger, request.GET),
        "columns": narrowing.chosen_columns(ledger, request.GET),
        "may_full": user.may(Permission.RECORD_EXPORT_FULL),
        "list_url": reverse("ledger:list", args=[ledger.slug]),
    }
    return render(request, "ledger/export.html", context, status=422 if problems else 200)
