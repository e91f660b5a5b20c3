"""Pages of any ledger: its list with totals, a record, its form, deletion and restoring."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Refused, Stale
from xieshou.platform.accounts.api import User, opened_version, user_of
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import api as evidence
from xieshou.platform.exchange import api as exchange
from xieshou.platform.ledger import filters as narrowing
from xieshou.platform.ledger import paging, selectors, services, wording
from xieshou.platform.ledger.declaration import Known, Ledger, ledger_named, ledgers
from xieshou.platform.ledger.forms import RecordForm
from xieshou.platform.ledger.models import LedgerRecord
from xieshou.platform.ledger.reading import cells_of, typed_values
from xieshou.platform.ledger.registers import Registers
from xieshou.platform.ledger.validation import check
from xieshou.platform.ledger.ways import ways_of
from xieshou.platform.registry.api import Organisation
from xieshou.platform.shell.paging import Order, Page


def ledger_for(request: HttpRequest, slug: str, permission: Permission = Permission.RECORD_READ) -> tuple[Ledger, User]:
    """The ledger and the person, who must hold a right on records somewhere."""
    ledger, user = ledger_named(slug), user_of(request)
    if not user.may(permission):
        raise Refused(_("您没有“%(right)s”的权限") % {"right": permission.label})
    return ledger, user


def record_for(ledger: Ledger, user: User, pk: int, permission: Permission | None = None) -> LedgerRecord:
    """One record, deleted ones too, through the permission check: unseen is 404, seen but not allowed is refused."""
    record = (
        selectors.in_full(ledger, ledger.model.every.visible_to(user)).exclude(state="pending").filter(pk=pk).first()
    )
    if record is None:
        raise Http404
    if permission is not None and not user.may(permission, record):
        raise Refused(_("您可以查看，但没有在此“%(right)s”的权限") % {"right": permission.label})
    return record  # type: ignore[no-any-return]


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every ledger there is."""
    if not user_of(request).may(Permission.RECORD_READ):
        raise Refused(_("您没有查看台账的权限"))
    return render(request, "ledger/index.html", {"ledgers": ledgers()})


@require_GET
def record_list(request: HttpRequest, slug: str) -> HttpResponse:
    """One page of a ledger; everything about the list is in its address."""
    ledger, user = ledger_for(request, slug)
    filters = narrowing.read(ledger, request.GET)
    columns = narrowing.chosen_columns(ledger, request.GET)
    order = paging.order_of(ledger, request.GET.get("sort", ""))
    mine, every = narrowing.rows(ledger, user, filters), narrowing.every(ledger, filters)
    page = paging.page(request, ledger, mine, every, order)
    kept = narrowing.kept_query(ledger, request.GET)
    context = {
        "ledger": ledger,
        "filters": filters,
        "columns": columns,
        "all_columns": ledger.columns,
        "rows": [(row, cells_of(ledger, row, columns)) for row in page.rows],
        "heads": [
            (column, _sort_url(ledger, column.name, order, kept), _direction(column.name, order)) for column in columns
        ],
        "kept": kept,
        "next_url": page.next_url,
        "previous_url": page.previous_url,
        "summary": _summary(page),
        "may": _rights(user),
        "is_first": page.previous_url is None,
    }
    return render(request, "ledger/list.html", context)


def _rights(user: User) -> dict[str, bool]:
    return {
        "edit": user.may(Permission.RECORD_EDIT),
        "import": user.may(Permission.RECORD_IMPORT),
        "export": user.may(Permission.RECORD_EXPORT),
    }


def _summary(page: Page[Any]) -> str:
    count = len(page.rows)
    return _("本页 %(n)d 条，后面还有") % {"n": count} if page.next_url else _("本页 %(n)d 条") % {"n": count}


def _sort_url(ledger: Ledger, name: str, order: Order, kept: str) -> str:
    field = "listed_on" if name in {"occurred_on", "period"} else name
    if field not in {"listed_on", *ledger.sorts}:
        return ""
    code = field if order.name == field and order.is_falling else f"-{field}"
    parts = [part for part in kept.split("&") if part and not part.startswith("sort=")]
    return "?" + "&".join([*parts, f"sort={code}"])


def _direction(name: str, order: Order) -> str:
    field = "listed_on" if name == "occurred_on" else name
    if field != order.name:
        return ""
    return "descending" if order.is_falling else "ascending"


@require_GET
def record_totals(request: HttpRequest, slug: str) -> HttpResponse:
    """Sums over everything the filters keep; asked for, never part of the list."""
    ledger, user = ledger_for(request, slug)
    rows = narrowing.rows(ledger, user, narrowing.read(ledger, request.GET))
    context = {
        "ledger": ledger,
        "totals": selectors.totals(ledger, rows),
        "kept": narrowing.kept_query(ledger, request.GET),
    }
    return render(request, "ledger/totals.html", context)


@require_GET
def record_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One record: values, parts, evidence, history."""
    ledger, user = ledger_for(request, slug)
    record = record_for(ledger, user, pk)
    may_edit = user.may(Permission.RECORD_EDIT, record)
    context = {
        "ledger": ledger,
        "record": record,
        "cells": cells_of(ledger, record, ledger.columns),
        "parts": selectors.in_full(ledger, record.parts.filter(state="live")),  # type: ignore[attr-defined]
        "entries": wording.worded(audit.history_of(record)[: wording.SHOWN]),
        "import_changes": exchange.changes_of(record),
        "may_edit": may_edit,
        "ways": ways_of(ledger.slug, record),
        "citations": evidence.citations_of(record),
        "cite_url": reverse("ledger:cite", args=[ledger.slug, record.pk]) if may_edit else "",
    }
    return render(request, "ledger/record.html", context)


@require_http_methods(["GET", "POST"])
def record_new(request: HttpRequest, slug: str) -> HttpResponse:
    """The form of a new record, known values filled in, and what the address asks for (`?asset_code=…`)."""
    ledger, user = ledger_for(request, slug, Permission.RECORD_EDIT)
    asked = {column.name: request.GET[column.name] for column in ledger.entered if column.name in request.GET}
    initial: dict[str, object] = {"is_counted": "是", **asked}
    known = _known_owner(user)
    form = _form(ledger, request, initial, known)
    if request.method == "POST":
        try:
            record = services.record_create(actor=user, ledger=ledger, values=_written(form, known))
        except Invalid as error:
            form.tell(error.problems)
        else:
            messages.success(request, _("已登记“%(title)s”") % {"title": record.title})
            return redirect(record)
    return _form_page(request, "ledger/form.html", form, {"ledger": ledger})


def _known_owner(user: User) -> dict[str, Known]:
    """Someone who enters for one unit only need not say which."""
    mine = list(user.access.filter_organisations(Permission.RECORD_EDIT).order_by("pk")[:2])
    if len(mine) != 1:
        return {}
    owner: Organisation = mine[0]
    return {"owner": Known(owner.pk, _("您任职的单位"), owner)}


def _form(ledger: Ledger, request: HttpRequest, initial: dict[str, object], known: dict[str, Known]) -> RecordForm:
    """The form with everything filled in that follows from what is known so far."""
    registers = Registers()
    so_far = {**initial, **{name: fact.value for name, fact in known.items()}}
    if request.method == "POST":
        so_far = {**so_far, **{key: value for key, value in request.POST.items() if key not in known}}
    known = {**known, **check(ledger, so_far, registers).known}
    shown = {name: _known_text(ledger, name, fact, registers) for name, fact in known.items()}
    data = request.POST if request.method == "POST" else None
    return RecordForm(data, ledger=ledger, known=known, initial={**initial, **shown})


def _known_text(ledger: Ledger, name: str, fact: Known, registers: Registers) -> str:
    kind = ledger.by_name[name].kind
    if kind is exchange.Kind.ORGANISATION:
        return str(registers.organisation_by_id(fact.value))
    return str(registers.region_by_id(fact.value)) if kind is exchange.Kind.REGION else str(fact.value)


def _written(form: RecordForm, known: Mapping[str, Known]) -> dict[str, object]:
    return {**form.cells(), **{name: fact.value for name, fact in known.items()}}


def _form_page(request: HttpRequest, template: str, form: RecordForm, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, {**context, "form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def record_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The form of a record. When someone else saved meanwhile, both versions are shown and the person decides."""
    ledger, user = ledger_for(request, slug)
    record = record_for(ledger, user, pk, Permission.RECORD_EDIT)
    initial: dict[str, object] = {**typed_values(ledger, record), "opened_version": record.version}
    form = _form(ledger, request, initial, {})
    if request.method == "POST":
        try:
            services.record_update(
                actor=user,
                record=record,
                opened_version=opened_version(request),
                values=form.cells(),
                reason=request.POST.get("reason", ""),
            )
        except Invalid as error:
            form.tell(error.problems)
        except Stale as error:
            return _conflict(request, ledger, record, error)
        else:
            messages.success(request, _("已保存"))
            return redirect(record)
    return _form_page(request, "ledger/form.html", form, {"ledger": ledger, "record": record})


def _conflict(request: HttpRequest, ledger: Ledger, record: LedgerRecord, error: Stale) -> HttpResponse:
    """Both versions; what was written stays in the form, to be sent again on purpose."""
    written = [(name, value) for name, value in request.POST.items() if name in ledger.by_name or name == "reason"]
    context = {"ledger": ledger, "record": record, "by": error.by, "differences": error.differences, "written": written}
    return render(request, "ledger/conflict.html", context, status=409)


@require_http_methods(["GET", "POST"])
def record_delete(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Asks for the reason, then deletes; the message leads to the way back."""
    ledger, user = ledger_for(request, slug)
    record = record_for(ledger, user, pk, Permission.RECORD_EDIT)
    problems: tuple[Any, ...] = ()
    if request.method == "POST":
        try:
            services.record_delete(actor=user, record=record, reason=request.POST.get("reason", ""))
        except Invalid as error:
            problems = error.problems
        else:
            messages.success(request, _("已删除“%(title)s”，可在本页恢复") % {"title": record.title})
            return redirect(record)
    context = {"ledger": ledger, "record": record, "problems": problems}
    return render(request, "ledger/delete.html", context, status=422 if problems else 200)


@require_POST
def record_restore(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Undoes a deletion."""
    ledger, user = ledger_for(request, slug)
    record = record_for(ledger, user, pk, Permission.RECORD_EDIT)
    services.record_restore(actor=user, record=record)
    messages.success(request, _("已恢复“%(title)s”") % {"title": record.title})
    return redirect(record)


@require_POST
def record_cite(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Says that the record rests on a piece of evidence the person may see."""
    ledger, user = ledger_for(request, slug)
    record = record_for(ledger, user, pk, Permission.RECORD_EDIT)
    if not evidence.uncite_asked(request, record):
        found = evidence.chosen_file(request)
        evidence.cite(actor=user, evidence=found, record=record, proves=request.POST.get("proves", ""))
    return redirect(f"{record.get_absolute_url()}#evidence")
