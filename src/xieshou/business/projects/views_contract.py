"""Pages of procurement and contracts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.business.projects import selectors_work as selectors
from xieshou.business.projects.contract_sheet import COLUMNS, ContractSource, ContractTarget
from xieshou.business.projects.forms_work import (
    AwardForm,
    BondForm,
    ContractChangeForm,
    ContractCorrectForm,
    ContractEndForm,
    ContractForm,
    ProcurementForm,
    ReasonForm,
)
from xieshou.business.projects.models import Contract, ContractState, Procurement, Project
from xieshou.business.projects.services import contracts as services
from xieshou.business.projects.services.holding import WORKABLE
from xieshou.lib.keys import key_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Refused
from xieshou.platform.accounts.api import Scoped, User, load, user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import api as evidence
from xieshou.platform.exchange import api as exchange
from xieshou.platform.shell import paging
from xieshou.platform.shell.change import change, to

OPEN_STATES = (ContractState.SIGNED, ContractState.DRAFT)


def evidence_block(record: Scoped, cite_url: str, *, may_edit: bool) -> dict[str, Any]:
    """What the evidence block of a page needs."""
    return {
        "citations": evidence.citations_of(record),
        "cite_url": cite_url if may_edit else "",
    }


def trail_of(project: Project, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The pages above a page about a project."""
    return [(_("项目"), reverse("projects:list")), to(project), *more]


def _contracts_crumb(project: Project) -> tuple[str, str]:
    return _("采购与合同"), reverse("projects:contracts_of", args=[project.pk])


def reader(request: HttpRequest) -> User:
    """The person, who must hold the right to read projects somewhere."""
    user = user_of(request)
    if not user.may(Permission.PROJECT_READ):
        raise Refused(_("您没有“%(right)s”的权限") % {"right": Permission.PROJECT_READ.label})
    return user


@require_GET
def contract_list(request: HttpRequest) -> HttpResponse:
    """Contracts of every project the person may see, with what does not fit; everything about it is in its address."""
    user = reader(request)
    rows = selectors.contracts_matching(request.GET)
    page = paging.newest_page(request, user, rows.select_related("project", "owner"))
    shown = selectors.contract_rows(selectors.with_added(Contract.objects.filter(pk__in=[one.pk for one in page.rows])))
    by_pk = {row.contract.pk: row for row in shown}
    context = {
        "page": page,
        "rows": [by_pk[one.pk] for one in page.rows],
        "states": ContractState.choices,
        "looks": selectors.LOOKS,
        "query": request.GET.urlencode(),
        "may_edit": user.may(Permission.PROJECT_EDIT),
        "may_export": user.may(Permission.RECORD_EXPORT),
    }
    return render(request, "projects/work/contracts.html", context)


@require_GET
def contract_book(request: HttpRequest, pk: int) -> HttpResponse:
    """Procurement and contracts of one project."""
    user = user_of(request)
    project = load(Project, user, pk=pk)
    context = {
        "project": project,
        "book": selectors.contract_book(project),
        "may_edit": user.may(Permission.PROJECT_EDIT, project),
        "may_add": user.may(Permission.PROJECT_EDIT, project) and project.stage in WORKABLE,
    }
    return render(request, "projects/work/contract_book.html", context)


@require_http_methods(["GET", "POST"])
def procurement_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A planned purchase."""
    user = user_of(request)
    project = load(Project, user, Permission.PROJECT_EDIT, pk=pk)
    form = ProcurementForm(request.POST or None)

    def save() -> Procurement:
        return services.procurement_plan(actor=user, project=project, **form.cleaned_data)

    return change(request, form, save, title=_("登记采购计划"), trail=trail_of(project, _contracts_crumb(project)))


@require_http_methods(["GET", "POST"])
def procurement_award(request: HttpRequest, pk: int) -> HttpResponse:
    """Its result."""
    user = user_of(request)
    one = load(Procurement, user, Permission.PROJECT_EDIT, pk=pk)
    initial = {name: getattr(one, name) for name in services.AWARD_LABELS}
    form = AwardForm(request.POST or None, initial={**initial, "opened_version": one.version})

    def save() -> Procurement:
        return services.procurement_award(actor=user, procurement=one, **form.cleaned_data)

    title = _("登记中标（成交）：%(name)s") % {"name": one}
    return change(request, form, save, title=title, trail=trail_of(one.project, _contracts_crumb(one.project)))


@require_http_methods(["GET", "POST"])
def procurement_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """It is given up."""
    user = user_of(request)
    one = load(Procurement, user, Permission.PROJECT_EDIT, pk=pk)
    form = ReasonForm(request.POST or None, initial={"opened_version": one.version})

    def save() -> Procurement:
        return services.procurement_cancel(actor=user, procurement=one, **form.cleaned_data)

    return change(
        request,
        form,
        save,
        title=_("取消采购：%(name)s") % {"name": one},
        note=_("取消的采购仍在计划中，采购执行率会反映。"),
        button=_("取消采购"),
        is_grave=True,
        trail=trail_of(one.project, _contracts_crumb(one.project)),
    )


@require_http_methods(["GET", "POST"])
def contract_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A signed contract; `procurement` in the address fills in what its award says."""
    user = user_of(request)
    project = load(Project, user, Permission.PROJECT_EDIT, pk=pk)
    procurement = project.procurements.filter(pk=key_of(request.GET.get("procurement", "")) or 0).first()
    form = ContractForm(request.POST or None, initial={"name": procurement.name if procurement else ""})
    known = services.known_from(procurement)
    if procurement is not None and known:
        form.know(known, {"label": f"{_('采购计划')} {procurement}", "url": procurement.get_absolute_url()})

    def save() -> Contract:
        values = {name: value for name, value in form.cleaned_data.items() if name not in known}
        return services.contract_sign(actor=user, project=project, procurement=procurement, **values)

    note = _("签订金额照合同原件填；与中标金额不一致的，系统会列出两个数。")
    trail = trail_of(project, _contracts_crumb(project))
    return change(request, form, save, title=_("登记合同"), note=note, trail=trail)


@require_GET
def contract_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One contract: amounts, what does not fit, changes, evidence, history."""
    user = user_of(request)
    contract = load(Contract, user, pk=pk)
    may_edit = user.may(Permission.PROJECT_EDIT, contract)
    row = selectors.contract_rows(selectors.with_added(Contract.objects.filter(pk=contract.pk)))[0]
    context = {
        "contract": row.contract,
        "project": row.contract.project,
        "row": row,
        "changes": contract.changes.select_related("entered_by"),
        "is_open": contract.state in OPEN_STATES,
        "keeps_citations": contract.state not in OPEN_STATES,
        "may_edit": may_edit,
        "entries": audit.history_of(contract)[:100],
        **evidence_block(contract, reverse("projects:contract_cite", args=[contract.pk]), may_edit=may_edit),
    }
    return render(request, "projects/work/contract.html", context)


def _editable(request: HttpRequest, pk: int) -> tuple[User, Contract]:
    user = user_of(request)
    return user, load(Contract, user, Permission.PROJECT_EDIT, pk=pk)


def _trail(contract: Contract) -> list[tuple[str, str]]:
    return trail_of(contract.project, _contracts_crumb(contract.project), to(contract))


@require_http_methods(["GET", "POST"])
def contract_change(request: HttpRequest, pk: int) -> HttpResponse:
    """An agreed change."""
    user, contract = _editable(request, pk)
    form = ContractChangeForm(request.POST or None, initial={"opened_version": contract.version})

    def save() -> Contract:
        services.contract_change(actor=user, contract=contract, **form.cleaned_data)
        return contract

    note = _("现合同金额 %(now)s 元。变更后的金额由系统按签订金额加各次变更算出。")
    shown = exchange.cells.money(contract.amount_fen, "元")
    return change(request, form, save, title=_("登记合同变更"), note=note % {"now": shown}, trail=_trail(contract))


@require_http_methods(["GET", "POST"])
def contract_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """What was registered wrongly."""
    user, contract = _editable(request, pk)
    known = {name: getattr(contract, name) for name in services.SIGNED_LABELS}
    form = ContractCorrectForm(request.POST or None, initial={**known, "opened_version": contract.version})
    given = services.known_names(contract)
    if contract.procurement is not None:
        source = {"label": f"{_('采购计划')} {contract.procurement}", "url": contract.procurement.get_absolute_url()}
        form.know({name: known[name] for name in given}, source)

    def save() -> Contract:
        values = {name: value for name, value in form.cleaned_data.items() if name not in given}
        return services.contract_correct(actor=user, contract=contract, **values)

    note = _("只更正登记错的；双方后来商定的增减、延期，办“登记变更”。")
    return change(request, form, save, title=_("更正合同登记"), note=note, trail=_trail(contract))


@require_http_methods(["GET", "POST"])
def contract_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Fulfilled or dissolved."""
    user, contract = _editable(request, pk)
    form = ContractEndForm(request.POST or None, initial={"opened_version": contract.version})

    def save() -> Contract:
        return services.contract_end(actor=user, contract=contract, **form.cleaned_data)

    return change(request, form, save, title=_("办结合同"), trail=_trail(contract))


@require_http_methods(["GET", "POST"])
def contract_bond(request: HttpRequest, pk: int) -> HttpResponse:
    """Its bond."""
    user, contract = _editable(request, pk)
    now = {"bond_fen": contract.bond_fen, "bond_expires_on": contract.bond_expires_on}
    form = BondForm(request.POST or None, initial={**now, "opened_version": contract.version})

    def save() -> Contract:
        return services.bond_set(actor=user, contract=contract, **form.cleaned_data)

    return change(request, form, save, title=_("登记履约保证"), trail=_trail(contract))


@require_http_methods(["GET", "POST"])
def contract_attend(request: HttpRequest, pk: int) -> HttpResponse:
    """What a change of the project asked of it is done."""
    user, contract = _editable(request, pk)
    form = ReasonForm(request.POST or None, initial={"opened_version": contract.version})
    form.fields["reason"].label = _("处理情况")

    def save() -> Contract:
        return services.attention_end(actor=user, contract=contract, **form.cleaned_data)

    return change(request, form, save, title=_("办结提示"), note=contract.attention, trail=_trail(contract))


@require_POST
def contract_cite(request: HttpRequest, pk: int) -> HttpResponse:
    """Evidence for it."""
    user, contract = _editable(request, pk)
    if not evidence.uncite_asked(request, contract, keeps=contract.state not in OPEN_STATES):
        piece = evidence.chosen_file(request)
        evidence.cite(actor=user, evidence=piece, record=contract, proves=request.POST.get("proves", ""))
    return redirect(f"{contract.get_absolute_url()}#evidence")


@require_POST
def contract_export(request: HttpRequest) -> HttpResponse:
    """The file of what the list shows, all pages; its writing is a job."""
    user = reader(request)
    arguments = {"query": request.POST.get("query", "")[:1000]}
    return redirect(exchange.export_ask(actor=user, source=ContractSource(), title=_("合同台账"), arguments=arguments))


def _importer(request: HttpRequest) -> User:
    user = user_of(request)
    if not ContractTarget().may_import(user):
        raise Refused(_("您没有“%(right)s”的权限") % {"right": Permission.PROJECT_EDIT.label})
    return user


@require_GET
def contract_template(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in."""
    _importer(request)
    return exchange.small_table.template(ContractTarget.label, COLUMNS)


@require_http_methods(["GET", "POST"])
def contract_import(request: HttpRequest) -> HttpResponse:
    """The upload of a table; its check is a job."""
    user = _importer(request)
    return exchange.upload_page(request, ContractTarget(), "projects/work/contract_import.html", actor=user)
