"""Pages of allocation plans: factors, values, arithmetic, adjustment, documents, approval."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.business.funds import allocating, approvals, imports
from xieshou.business.funds.balances import standing_of
from xieshou.business.funds.forms import (
    AdjustForm,
    AllocationForm,
    DocumentsForm,
    ReasonForm,
    UploadForm,
    ValuesForm,
)
from xieshou.business.funds.models import Allocation, AllocationShare, AllocationState, FundSource
from xieshou.business.funds.services import allocations
from xieshou.business.funds.views_sources import may_anywhere
from xieshou.business.projects import api as projects
from xieshou.lib.keys import key_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid
from xieshou.platform.accounts.api import User, load, user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.exchange.api import Column, Kind, small_table
from xieshou.platform.shell import paging
from xieshou.platform.shell.change import Crumb, change, to

SPARE_ROWS = 5


def _trail(*more: Any) -> list[Crumb]:
    return [(_("资金分配"), reverse("funds:allocations")), *(to(one) for one in more)]


def _allocation(user: User, pk: int, permission: Permission | None = None) -> Allocation:
    return load(Allocation, user, permission, pk=pk)


def _opened(request: HttpRequest) -> int:
    return key_of(request.POST.get("opened_version", "")) or 0


@require_GET
def allocation_list(request: HttpRequest) -> HttpResponse:
    """Plans, newest first."""
    user = user_of(request)
    may_anywhere(user, Permission.FUND_READ)
    rows = Allocation.objects.select_related("source", "owner")
    if (state := request.GET.get("state", "")) in AllocationState.values:
        rows = rows.filter(state=state)
    context = {
        "page": paging.newest_page(request, user, rows),
        "states": AllocationState.choices,
        "may_edit": user.may(Permission.FUND_EDIT),
    }
    return render(request, "funds/allocations.html", context)


@require_http_methods(["GET", "POST"])
def allocation_new(request: HttpRequest, source: int) -> HttpResponse:
    """A plan for a grant."""
    user = user_of(request)
    fund = load(FundSource, user, Permission.FUND_EDIT, pk=source)
    form = AllocationForm(request.POST or None)
    return change(
        request,
        form,
        lambda: allocations.allocation_create(actor=user, source=fund, **form.asked()),
        title=_("编制分配方案"),
        trail=[*_trail(), to(fund)],
        template="funds/allocation_form.html",
    )


@require_GET
def allocation_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan: factors, values, shares, whether computing again gives the same, where its approval stands."""
    user = user_of(request)
    return render(request, "funds/allocation.html", _shown(user, _allocation(user, pk)))


def _shown(user: User, allocation: Allocation) -> dict[str, Any]:
    """What the page of a plan shows."""
    rows = allocating.shares_of(allocation)
    missing = allocating.missing(allocation, rows)
    is_computed = bool(rows) and all(row.computed_fen is not None for row in rows)
    codes = [one["code"] for one in allocation.factors]
    return {
        "allocation": allocation,
        "rows": [(row, [row.values.get(code, "") for code in codes]) for row in rows],
        "missing": missing,
        "is_computed": is_computed,
        "differences": allocating.differences(allocation, rows) if is_computed and not missing else [],
        "total": sum(row.amount_fen or 0 for row in rows),
        "is_draft": allocation.state == AllocationState.DRAFT,
        "may_edit": user.may(Permission.FUND_EDIT, allocation) and allocation.state == AllocationState.DRAFT,
        "standing": approvals.standing_of(allocation),
        "source_seen": user.may(Permission.FUND_READ, allocation.source),
        "entries": audit.history_of(allocation)[:30],
    }


@require_GET
def share_page(request: HttpRequest, pk: int, share: int) -> HttpResponse:
    """The arithmetic of one share, line by line, done again now."""
    user = user_of(request)
    allocation = _allocation(user, pk)
    rows = allocating.shares_of(allocation)
    row = next((one for one in rows if one.pk == share), None)
    if row is None:
        raise Http404
    again = allocating.computed(allocation, rows)[row.pk]
    context = {
        "allocation": allocation,
        "row": row,
        "lines": allocating.lines_of(allocation, again),
        "is_same": row.computed_fen in {None, again.amount},
        "again": again.amount,
    }
    return render(request, "funds/share.html", context)


@require_GET
def issued_page(request: HttpRequest, share: int) -> HttpResponse:
    """What was issued to a unit, for those who read its money; they need not see the grant itself."""
    user = user_of(request)
    rows = AllocationShare.objects.select_related("recipient__region", "allocation__source")
    row = rows.filter(pk=share, allocation__state=AllocationState.ISSUED).first()
    if row is None or not user.may(Permission.FUND_READ, row.recipient):
        raise Http404
    source = row.allocation.source
    standing = next((one for one in standing_of(source).shares if one.share.pk == row.pk), None)
    names = dict(projects.Category.choices)
    context = {
        "share": row,
        "allocation": row.allocation,
        "source": source,
        "budgeted": standing.budgeted if standing is not None else None,
        "left": standing.left if standing is not None else None,
        "category_names": [names.get(code, code) for code in source.categories],
    }
    return render(request, "funds/issued.html", context)


@require_http_methods(["GET", "POST"])
def allocation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan changed."""
    user = user_of(request)
    allocation = _allocation(user, pk, Permission.FUND_EDIT)
    initial = {
        "title": allocation.title,
        "amount_fen": allocation.amount_fen,
        "step_fen": allocation.step_fen,
        "opened_version": allocation.version,
    }
    form = AllocationForm(request.POST or None, initial=initial, factors=allocation.factors)

    def save() -> Allocation:
        opened = form.cleaned_data["opened_version"] or 0
        return allocations.allocation_edit(actor=user, allocation=allocation, opened_version=opened, **form.asked())

    note = _("改动后原来的计算和调整作废，需要重新计算。")
    template = "funds/allocation_form.html"
    return change(request, form, save, title=_("修改分配方案"), trail=_trail(allocation), note=note, template=template)


@require_http_methods(["GET", "POST"])
def allocation_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft deleted."""
    user = user_of(request)
    allocation = _allocation(user, pk, Permission.FUND_EDIT)
    form = ReasonForm(request.POST or None, initial={"opened_version": allocation.version})

    def save() -> str:
        opened, reason = form.cleaned_data["opened_version"] or 0, form.cleaned_data["reason"]
        allocations.allocation_discard(actor=user, allocation=allocation, opened_version=opened, reason=reason)
        return reverse("funds:allocations")

    return change(
        request,
        form,
        save,
        title=_("删除分配方案草稿"),
        trail=_trail(allocation),
        note=_("删除后不能恢复；谁、何时、为什么删除记在审计日志里。"),
        button=_("删除"),
        done=_("已删除"),
        is_grave=True,
    )


@require_http_methods(["GET", "POST"])
def values_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The recipients and their factor values."""
    user = user_of(request)
    allocation = _allocation(user, pk, Permission.FUND_EDIT)
    rows = allocating.shares_of(allocation)
    initial = {"opened_version": allocation.version}
    form = ValuesForm(request.POST or None, initial=initial, allocation=allocation, rows=rows, spare=SPARE_ROWS)

    def save() -> Allocation:
        opened = form.cleaned_data["opened_version"]
        return allocations.allocation_values(
            actor=user, allocation=allocation, opened_version=opened, rows=form.asked()
        )

    return change(
        request,
        form,
        save,
        title=_("受款单位和因素数值"),
        trail=_trail(allocation),
        note=_("空着是没有数，不是 0；整行空着的不保存。行不够时先保存再打开。"),
        template="funds/allocation_values.html",
        factors=allocation.factors,
    )


@require_http_methods(["GET", "POST"])
def values_import(request: HttpRequest, pk: int) -> HttpResponse:
    """The recipients and values from a table."""
    user = user_of(request)
    allocation = _allocation(user, pk, Permission.FUND_EDIT)
    form = UploadForm(request.POST or None, request.FILES or None)
    opened = _opened(request) if request.method == "POST" else allocation.version

    def save() -> Allocation:
        return imports.values_import(
            actor=user, allocation=allocation, opened_version=opened, file=form.cleaned_data["file"]
        )

    return change(
        request,
        form,
        save,
        title=_("导入因素数值"),
        trail=_trail(allocation),
        button=_("导入"),
        note=_("表中的单位就是全部受款单位，原有的数值被替换。"),
        template="funds/import.html",
        template_url=reverse("funds:values_export", args=[pk]),
        opened_version=opened,
    )


@require_GET
def values_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The factor values as they stand, to be filled in and brought back."""
    allocation = _allocation(user_of(request), pk)
    columns = imports.value_columns(allocation)
    data = small_table.workbook("因素数值", columns, imports.values_rows(allocation))
    return small_table.download(data, f"因素数值_{allocation.title}.xlsx")


@require_GET
def allocation_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan with every share."""
    allocation = _allocation(user_of(request), pk)
    factors = [Column(one["code"], one["name"], unit=one.get("unit", "")) for one in allocation.factors]
    columns = (
        Column("recipient", "受款单位"),
        *factors,
        Column("computed", "计算数", Kind.MONEY, "万元"),
        Column("amount", "分配数", Kind.MONEY, "万元"),
        Column("because", "调整理由"),
        Column("number", "分文号"),
    )
    rows = [
        [
            str(row.recipient),
            *(row.values.get(one.name, "") for one in factors),
            row.computed_fen,
            row.amount_fen,
            row.adjusted_because,
            row.document_number,
        ]
        for row in allocating.shares_of(allocation)
    ]
    total: list[str | int | None] = ["合计", *("" for _one in factors), None, sum(row[-3] or 0 for row in rows), "", ""]
    return small_table.download(small_table.workbook("分配方案", columns, [*rows, total]), f"{allocation.title}.xlsx")


def _act(request: HttpRequest, pk: int, act: Any, done: str) -> HttpResponse:
    """One button of the plan's page: done and told, or the page again with everything that is wrong."""
    user = user_of(request)
    allocation = _allocation(user, pk, Permission.FUND_EDIT)
    try:
        act(actor=user, allocation=allocation, opened_version=_opened(request))
    except Invalid as error:
        context = {**_shown(user, _allocation(user, pk)), "problems": error.problems}
        return render(request, "funds/allocation.html", context, status=422)
    messages.success(request, done)
    return redirect(allocation)


@require_POST
def allocation_compute(request: HttpRequest, pk: int) -> HttpResponse:
    """Does the arithmetic."""
    return _act(request, pk, allocations.allocation_compute, _("已计算"))


@require_POST
def allocation_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends the plan into approval."""
    return _act(request, pk, allocations.allocation_submit, _("已报批"))


@require_http_methods(["GET", "POST"])
def allocation_adjust(request: HttpRequest, pk: int) -> HttpResponse:
    """Departs from the arithmetic with reasons."""
    user = user_of(request)
    allocation = _allocation(user, pk, Permission.FUND_EDIT)
    rows = allocating.shares_of(allocation)
    if any(row.computed_fen is None for row in rows) or not rows:
        raise Invalid(_("还没有计算，不能调整"))
    form = AdjustForm(request.POST or None, rows=rows, initial={"opened_version": allocation.version})

    def save() -> Allocation:
        opened = form.cleaned_data["opened_version"]
        return allocations.allocation_adjust(
            actor=user, allocation=allocation, opened_version=opened, adjustments=form.asked()
        )

    return change(
        request,
        form,
        save,
        title=_("人工调整"),
        trail=_trail(allocation),
        note=_("各单位相加必须仍等于分配总额；与计算数不同的要写理由。"),
        template="funds/allocation_adjust.html",
        allocation=allocation,
    )


@require_http_methods(["GET", "POST"])
def allocation_documents(request: HttpRequest, pk: int) -> HttpResponse:
    """The document numbers."""
    user = user_of(request)
    allocation = _allocation(user, pk, Permission.FUND_EDIT)
    initial = {
        "number": allocation.document_number,
        "issued_on": allocation.issued_on,
        "opened_version": allocation.version,
    }
    form = DocumentsForm(request.POST or None, rows=allocating.shares_of(allocation), initial=initial)

    def save() -> Allocation:
        opened = form.cleaned_data["opened_version"]
        return allocations.allocation_documents(
            actor=user, allocation=allocation, opened_version=opened, **form.asked()
        )

    note = _("一个单位一个文号，不能重复。")
    return change(request, form, save, title=_("下达文号"), trail=_trail(allocation), note=note)
