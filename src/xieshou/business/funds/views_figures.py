"""Pages of the four figures: any scope and period, one step down at a time, to the rows behind each figure."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from xieshou.business.funds import figure_pages, figure_sources, figures, imports, short, statements
from xieshou.business.funds.forms import UploadForm
from xieshou.business.funds.views_sources import may_anywhere
from xieshou.documents.api import render_bytes
from xieshou.documents.sources import with_sources
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User, user_of
from xieshou.platform.exchange.api import small_table
from xieshou.platform.shell import paging
from xieshou.platform.shell.printing import remembering, wants_sources

KINDS = {"planned": _("计划"), "received": _("到账"), "paid": _("支付")}
MEDIA = {"xlsx": small_table.SHEET_TYPE, "pdf": "application/pdf"}


def _asked(request: HttpRequest) -> tuple[User, figure_pages.Asked]:
    user = user_of(request)
    may_anywhere(user, Permission.FUND_READ)
    return user, figure_pages.read(request.GET, user, timezone.localdate())


@require_GET
def figures_page(request: HttpRequest) -> HttpResponse:
    """The four figures of a scope, its periods, its parts."""
    _user, asked = _asked(request)
    facts = figures.facts_of(asked.scope)
    year = asked.scope.year or asked.as_of.year
    lines = figures.lines_of(facts, year, figure_pages.periods_of(asked))
    parts = figure_pages.groups(asked, request.GET)
    context = {
        "asked": asked,
        "now": facts.figures(asked.as_of),
        "lines": lines,
        "falls": [fall for line in lines for fall in line.falls],
        "groups": parts[: figure_pages.MOST_GROUPS],
        "unlisted": max(len(parts) - figure_pages.MOST_GROUPS, 0),
        "by_label": figure_pages.BY[asked.by],
        "adjusted": figures.adjustments(asked.scope, asked.as_of),
        "kept": paging.address(request.GET).removeprefix("?"),
        "title": figure_pages.title_of(asked),
    }
    return render(request, "funds/figures.html", context)


@require_GET
def figures_file(request: HttpRequest, form: str) -> HttpResponse:
    """The same as a table to take away or to print."""
    user, asked = _asked(request)
    if form not in MEDIA:
        raise Http404
    year = asked.scope.year or asked.as_of.year
    lines = figures.lines_of(figures.facts_of(asked.scope), year, figure_pages.periods_of(asked))
    parts = figure_pages.groups(asked, request.GET)
    document = figure_pages.document_of(asked, lines, parts)
    annex = wants_sources(request, "report", default=True)
    if annex or settings.PUBLIC_ADDRESS:
        origins = figure_sources.origins(asked, request.GET, user, lines, parts)
        document = with_sources(document, origins, settings.PUBLIC_ADDRESS, annex=annex)
    answer = small_table.download(render_bytes(document, form), f"{document.name}.{form}", MEDIA[form])
    return remembering(request, answer, "report")


@require_GET
def figure_rows(request: HttpRequest, kind: str) -> HttpResponse:
    """The rows that one figure is made of."""
    _user, asked = _asked(request)
    if kind not in KINDS:
        raise Http404
    page = paging.page(request, figure_pages.rows_behind(asked, kind))
    context = {
        "asked": asked,
        "kind": kind,
        "label": KINDS[kind],
        "figure": getattr(figures.four_figures(asked.scope, asked.as_of), kind),
        "page": page,
        "changes": _changes(asked) if kind == "planned" else [],
        "back": f"{reverse('funds:figures')}{paging.address(request.GET)}",
    }
    return render(request, "funds/rows.html", context)


@require_GET
def short_figure(request: HttpRequest, code: str) -> HttpResponse:
    """The rows behind a figure that a printed document names; 404 for what the person may not see."""
    user = user_of(request)
    may_anywhere(user, Permission.FUND_READ)
    found = short.read(code)
    if found is None:
        raise Http404
    kind, query = found
    if figure_pages.read(query, user, timezone.localdate()).unread:
        raise Http404
    return redirect(f"{reverse('funds:rows', args=[kind])}?{query.urlencode()}")


def _changes(asked: figure_pages.Asked) -> list[object]:
    """The changes that moved the plan by the day."""
    rows = asked.scope.changes().filter(changed_on__lte=asked.as_of)
    return list(rows.select_related("budget__project", "other_budget__project").order_by("changed_on", "pk"))


@require_http_methods(["GET", "POST"])
def statement_check(request: HttpRequest) -> HttpResponse:
    """A statement of periods, drawn up elsewhere, checked: cumulative figures never fall, quarters add up to the year."""
    may_anywhere(user_of(request), Permission.FUND_READ)
    form = UploadForm(request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    statement, findings = None, []
    if request.method == "POST" and form.is_valid():
        try:
            statement = imports.statement_read(form.cleaned_data["file"])
            findings = statements.check(statement)
        except Invalid as error:
            problems = error.problems
    context = {"form": form, "problems": problems, "statement": statement, "findings": findings}
    return render(request, "funds/statement.html", context, status=422 if problems or form.errors else 200)


@require_GET
def statement_template(request: HttpRequest) -> HttpResponse:
    """The table to fill in."""
    may_anywhere(user_of(request), Permission.FUND_READ)
    return small_table.template("支出报表", imports.STATEMENT_COLUMNS)
