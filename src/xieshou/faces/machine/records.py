"""Ledgers for programs: what there is, and records read, entered, changed, deleted, restored."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from xieshou.faces.machine import schemas
from xieshou.faces.machine.answers import CHANGE_ERRORS, ERRORS, MOST_ID, Paging, answered, caller, page_of, plain
from xieshou.faces.machine.cells import raw_values, values_of
from xieshou.faces.machine.repeat import once
from xieshou.faces.machine.versions import etag_of, named_version
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.ledger import api as ledgers
from xieshou.platform.ledger.api import Column, Ledger, LedgerRecord
from xieshou.platform.registry.api import Organisation

router = Router(tags=["台账"])


@router.get("", response={200: list[schemas.LedgerOut], **ERRORS})
def ledger_list(request: HttpRequest) -> list[dict[str, object]]:
    """Every ledger with its columns: what may be written in each."""
    caller(request, Permission.RECORD_READ)
    return [
        {
            "slug": one.slug,
            "label": one.label,
            "description": one.description,
            "columns": [_column(column) for column in one.columns],
        }
        for one in ledgers.ledgers()
    ]


def _column(column: Column) -> dict[str, object]:
    return {
        "name": column.name,
        "label": column.label,
        "kind": column.kind.value,
        "unit": column.unit,
        "is_required": column.is_required,
        "is_entered": column.is_entered,
        "is_personal": column.personal is not None,
        "choices": [{"code": code, "label": label} for code, label in column.choices],
        "allowed": column.allowed,
    }


class Narrowed(Schema):
    """What a list is narrowed to; besides, any column of choices or yes/no by its name, as `kind=cadre`."""

    q: str = Field("", max_length=200)
    since: date | None = None
    until: date | None = None
    owner: UUID | None = None
    region: str = Field("", max_length=40)
    batch: int | None = Field(None, ge=0, le=MOST_ID)
    trash: bool = False


@router.get("/{slug:slug}/records", response={200: schemas.RecordPage, **ERRORS})
def record_list(request: HttpRequest, slug: str, narrowed: Query[Narrowed], paging: Query[Paging]) -> dict[str, object]:
    """Records within reach, newest entry first."""
    ledger, user = ledgers.ledger_named(slug), caller(request, Permission.RECORD_READ)
    rows = ledgers.kept(ledger, _filters(ledger, request, narrowed))
    rows = rows.select_related(*ledger.links, "created_by")
    found = rows.newest_visible_to(user, paging.limit + 1, before=paging.after)
    return page_of(found, paging.limit, lambda one: _record(ledger, one))


def _filters(ledger: Ledger, request: HttpRequest, narrowed: Narrowed) -> ledgers.Filters:
    query = {column.name: plain(request.GET.get(column.name, "")) for column in ledger.choice_columns}
    query |= {"q": plain(narrowed.q, 200), "region": plain(narrowed.region), "trash": "1" if narrowed.trash else ""}
    query |= {name: value.isoformat() for name in ("since", "until") if (value := getattr(narrowed, name))}
    if narrowed.batch is not None:
        query["batch"] = str(narrowed.batch)
    if narrowed.owner is not None:
        owner = Organisation.objects.filter(public_id=narrowed.owner).first()
        query["owner"] = f"编号 {owner.pk}" if owner is not None else str(narrowed.owner)
    filters = ledgers.read(ledger, query)
    if filters.unread:
        raise Invalid(*filters.unread)
    return filters


def _record(ledger: Ledger, record: LedgerRecord) -> dict[str, object]:
    return {
        "id": record.pk,
        "version": record.version,
        "status": record.status,
        "is_deleted": record.is_deleted,
        "values": values_of(ledger, record),
        "created_by": str(record.created_by) if record.created_by is not None else None,
        "updated_at": record.updated_at,
    }


def _load(ledger: Ledger, user: User, pk: int) -> LedgerRecord:
    """One record within reach, deleted ones too; anything else is 404."""
    rows: Any = ledger.model.every.visible_to(user).exclude(state="pending").select_related(*ledger.links, "created_by")
    found: LedgerRecord | None = rows.filter(pk=min(pk, MOST_ID)).first()
    if found is None:
        raise Http404
    return found


def _answer(ledger: Ledger, user: User, pk: int, status: int = 200) -> HttpResponse:
    record = _load(ledger, user, pk)
    return answered(_record(ledger, record), status=status, etag=etag_of(record))


@router.get("/{slug:slug}/records/{int:pk}", response={200: schemas.RecordOut, **ERRORS})
def record_get(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One record with its ETag."""
    ledger, user = ledgers.ledger_named(slug), caller(request, Permission.RECORD_READ)
    return _answer(ledger, user, pk)


@router.post("/{slug:slug}/records", response={201: schemas.RecordOut, **ERRORS})
@once
def record_new(request: HttpRequest, slug: str, entered: schemas.RecordIn) -> HttpResponse:
    """Enters a record; with an Idempotency-Key a repeated request enters it once."""
    ledger, user = ledgers.ledger_named(slug), caller(request, Permission.RECORD_EDIT)
    record = ledgers.record_create(actor=user, ledger=ledger, values=raw_values(ledger, entered.values))
    record = ledger.model.every.select_related(*ledger.links, "created_by").get(pk=record.pk)
    return answered(_record(ledger, record), status=201, etag=etag_of(record))


@router.patch("/{slug:slug}/records/{int:pk}", response={200: schemas.RecordOut, **CHANGE_ERRORS})
@once
def record_change(request: HttpRequest, slug: str, pk: int, entered: schemas.RecordIn) -> HttpResponse:
    """Changes the named columns. `If-Match` names the version read; when someone else saved, 412 tells both values."""
    ledger, user = ledgers.ledger_named(slug), caller(request, Permission.RECORD_EDIT)
    record, opened = _load(ledger, user, pk), named_version(request)
    values = raw_values(ledger, entered.values)
    ledgers.record_update(actor=user, record=record, opened_version=opened, values=values, reason=entered.reason)
    return _answer(ledger, user, pk)


class Why(Schema):
    """Goes into the log."""

    reason: str = Field("", max_length=500)


@router.delete("/{slug:slug}/records/{int:pk}", response={200: schemas.RecordOut, **CHANGE_ERRORS})
def record_delete(request: HttpRequest, slug: str, pk: int, why: Query[Why]) -> HttpResponse:
    """Takes a record out of every list and sum, with the reason; it can be restored."""
    ledger, user = ledgers.ledger_named(slug), caller(request, Permission.RECORD_EDIT)
    record, opened = _load(ledger, user, pk), named_version(request)
    if record.is_deleted:
        raise Invalid(Problem("这条记录已删除"))
    ledgers.record_delete(actor=user, record=record, reason=plain(why.reason, 500), opened_version=opened)
    return _answer(ledger, user, pk)


@router.post("/{slug:slug}/records/{int:pk}/restore", response={200: schemas.RecordOut, **ERRORS})
def record_restore(request: HttpRequest, slug: str, pk: int, why: Query[Why]) -> HttpResponse:
    """Brings a deleted record back."""
    ledger, user = ledgers.ledger_named(slug), caller(request, Permission.RECORD_EDIT)
    record = _load(ledger, user, pk)
    ledgers.record_restore(actor=user, record=record, reason=plain(why.reason, 500))
    return _answer(ledger, user, pk)


@router.get("/{slug:slug}/records/{int:pk}/history", response={200: schemas.HistoryPage, **ERRORS})
def record_history(request: HttpRequest, slug: str, pk: int, paging: Query[Paging]) -> dict[str, object]:
    """Who changed what, from what to what, and why; newest first."""
    ledger, user = ledgers.ledger_named(slug), caller(request, Permission.RECORD_READ)
    entries = audit.history_of(_load(ledger, user, pk)).order_by("-number")
    if paging.after is not None:
        entries = entries.filter(number__lt=paging.after)
    return page_of(list(entries[: paging.limit + 1]), paging.limit, _entry)


def _entry(entry: Any) -> dict[str, object]:
    return {
        "number": entry.number,
        "at": entry.at,
        "actor": entry.actor_label,
        "action": entry.action,
        "changes": [{"field": field, "before": before, "after": after} for field, before, after in entry.changes],
        "reason": entry.reason,
    }
