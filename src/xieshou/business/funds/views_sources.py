"""Pages of the sources: list, one grant with everything paid from it, what arrived."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xieshou.business.funds import balances, imports
from xieshou.business.funds.forms import EditSourceForm, NewSourceForm, OwnedUploadForm, ReceiptForm, TakeBackForm
from xieshou.business.funds.models import FundSource, Level, Payment, ProjectBudget, Receipt
from xieshou.business.funds.services import sources
from xieshou.business.funds.services.checks import document_number
from xieshou.business.projects import api as projects
from xieshou.lib.keys import key_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Refused
from xieshou.platform.accounts.api import User, load, user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.exchange.api import small_table
from xieshou.platform.registry.api import Organisation
from xieshou.platform.shell import paging
from xieshou.platform.shell.change import Crumb, change, to

SHOWN_PAYMENTS = 50
SHOWN_BUDGETS = 200
MOST_EXPORTED = 20_000


def trail(*more: Any) -> list[Crumb]:
    """The pages above."""
    return [(_("资金来源"), reverse("funds:sources")), *(to(one) for one in more)]


def may_anywhere(user: User, permission: Permission) -> None:
    """Refuses who holds the right nowhere."""
    if not user.may(permission):
        raise Refused(_("您没有“%(right)s”的权限") % {"right": permission.label})


def own_unit(user: User, permission: Permission) -> Organisation | None:
    """The unit of a person who holds a right for one unit, to be filled in; None: several, or none."""
    mine = list(user.access.filter_organisations(permission).order_by("path")[:1])
    return mine[0] if mine else None


def _matching(request: HttpRequest) -> Any:
    rows = FundSource.objects.select_related("owner", "place")
    if year := key_of(request.GET.get("year", "")):
        rows = rows.filter(year=year)
    if (level := request.GET.get("level", "")) in Level.values:
        rows = rows.filter(level=level)
    if words := request.GET.get("q", "").strip():
        number = document_number(words)
        rows = rows.filter(name__icontains=words) | rows.filter(document_number__icontains=number)
    return rows


@require_GET
def source_list(request: HttpRequest) -> HttpResponse:
    """Grants, newest first; filters stay in the address."""
    user = user_of(request)
    may_anywhere(user, Permission.FUND_READ)
    page = paging.newest_page(request, user, _matching(request))
    context = {
        "page": page,
        "levels": Level.choices,
        "may_edit": user.may(Permission.FUND_EDIT),
        "kept": paging.address(request.GET),
    }
    return render(request, "funds/sources.html", context)


@require_GET
def source_export(request: HttpRequest) -> HttpResponse:
    """What the list shows, all pages, as a workbook in the form that can be brought back."""
    user = user_of(request)
    may_anywhere(user, Permission.FUND_READ)
    names = dict(projects.Category.choices)
    found = list(_matching(request).visible_to(user).order_by("-year", "-pk")[: MOST_EXPORTED + 1])
    rows = [
        [
            one.year,
            str(one.get_level_display()),
            one.name,
            one.giver,
            one.document_number,
            one.document_date.isoformat() if one.document_date else "",
            one.amount_fen,
            one.permitted_use,
            "、".join(str(names.get(code, code)) for code in one.categories),
            f"编号 {one.owner_id}",
            one.note,
            "",
        ]
        for one in found[:MOST_EXPORTED]
    ]
    data = small_table.workbook("资金来源", imports.SOURCE_COLUMNS, rows, cut_note(len(found), MOST_EXPORTED))
    return small_table.download(data, "资金来源.xlsx")


def cut_note(found: int, most: int) -> list[str]:
    """What a file says below its rows when not all are in it."""
    if found <= most:
        return []
    return [_("只列出最新的 %(most)s 行，还有没列出的，请用筛选条件缩小范围后分次导出。") % {"most": f"{most:,}"}]


@require_GET
def source_template(request: HttpRequest) -> HttpResponse:
    """The table to fill in."""
    may_anywhere(user_of(request), Permission.FUND_EDIT)
    return small_table.template("资金来源", imports.SOURCE_COLUMNS)


@require_http_methods(["GET", "POST"])
def source_import(request: HttpRequest) -> HttpResponse:
    """Many grants from a table; any wrong cell refuses the whole."""
    user = user_of(request)
    may_anywhere(user, Permission.FUND_EDIT)
    initial = {"owner": own_unit(user, Permission.FUND_EDIT)}
    form = OwnedUploadForm(request.POST or None, request.FILES or None, initial=initial)

    def save() -> str:
        data = form.cleaned_data
        imports.sources_import(actor=user, file=data["file"], owner=data["owner"])
        return reverse("funds:sources")

    return change(
        request,
        form,
        save,
        title=_("导入资金来源"),
        trail=trail(),
        button=_("导入"),
        template="funds/import.html",
        template_url=reverse("funds:source_template"),
    )


@require_http_methods(["GET", "POST"])
def source_new(request: HttpRequest) -> HttpResponse:
    """A new grant."""
    user = user_of(request)
    may_anywhere(user, Permission.FUND_EDIT)
    form = NewSourceForm(request.POST or None, initial={"owner": own_unit(user, Permission.FUND_EDIT)})
    return change(
        request,
        form,
        lambda: sources.source_create(actor=user, **form.cleaned_data),
        title=_("登记资金来源"),
        trail=trail(),
    )


def _source(user: User, pk: int, permission: Permission | None = None) -> FundSource:
    return load(FundSource, user, permission, pk=pk)


@require_GET
def source_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One grant: what is left of it, what arrived, who got it, everything paid from it."""
    user = user_of(request)
    source = _source(user, pk)
    every = ProjectBudget.objects.filter(source=source)
    seen = every.visible_to(user).select_related("project", "source").order_by("-year", "-pk")
    budgets = list(seen[:SHOWN_BUDGETS])
    accounts = balances.accounts_of(budgets)
    paid = Payment.objects.filter(budget__source=source).select_related("project", "contract", "budget")
    names = dict(projects.Category.choices)
    receipts = list(source.receipts.select_related("budget__project", "entered_by", "reversed_by"))
    context = {
        "source": source,
        "category_names": [names.get(code, code) for code in source.categories],
        "standing": balances.standing_of(source),
        "in_approval": balances.in_approval(source),
        "budgets": [(row, accounts[row.pk]) for row in budgets],
        "hidden": every.count() - len(budgets),
        "page": paging.newest_page(request, user, paid, size=SHOWN_PAYMENTS),
        "receipts": receipts,
        "received": sum(one.amount_fen for one in receipts),
        "allocations": source.allocations.order_by("-pk"),
        "may_edit": user.may(Permission.FUND_EDIT, source),
        "entries": audit.history_of(source)[:30],
    }
    return render(request, "funds/source.html", context)


@require_http_methods(["GET", "POST"])
def source_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A grant corrected."""
    user = user_of(request)
    source = _source(user, pk, Permission.FUND_EDIT)
    initial = {field: getattr(source, field) for field in sources.DESCRIBED} | {"opened_version": source.version}
    form = EditSourceForm(request.POST or None, initial=initial)
    return change(
        request,
        form,
        lambda: sources.source_edit(actor=user, source=source, **form.cleaned_data),
        title=_("修改资金来源"),
        trail=trail(source),
    )


@require_http_methods(["GET", "POST"])
def receipt_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Money arrived."""
    user = user_of(request)
    source = _source(user, pk, Permission.FUND_EDIT)
    budgets = ProjectBudget.objects.filter(source=source).select_related("project")
    form = ReceiptForm(request.POST or None, budgets=budgets)

    def save() -> FundSource:
        sources.receipt_add(actor=user, source=source, **form.cleaned_data)
        return source

    return change(request, form, save, title=_("登记到账"), trail=trail(source))


@require_http_methods(["GET", "POST"])
def receipt_reverse(request: HttpRequest, pk: int, receipt: int) -> HttpResponse:
    """An entry taken back."""
    user = user_of(request)
    source = _source(user, pk, Permission.FUND_EDIT)
    entry = Receipt.objects.filter(source=source, pk=receipt).select_related("source__owner").first()
    if entry is None:
        raise Http404
    form = TakeBackForm(request.POST or None)

    def save() -> FundSource:
        sources.receipt_reverse(actor=user, receipt=entry, **form.cleaned_data)
        return source

    note = _("冲销另记一行，原来的一行保留。")
    return change(request, form, save, title=_("冲销到账"), trail=trail(source), button=_("冲销"), note=note)
