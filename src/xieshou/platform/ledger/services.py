"""Changing records: one function per change; permission, validation, write and log entry in one transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Difference, Invalid, Problem, Refused, Stale
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit
from xieshou.platform.ledger import locks
from xieshou.platform.ledger.declaration import Ledger, ledger_of
from xieshou.platform.ledger.models import LedgerRecord, State, day_of
from xieshou.platform.ledger.reading import entered_values, shown_values
from xieshou.platform.ledger.registers import Registers
from xieshou.platform.ledger.validation import check, match_key

Raw = Mapping[str, object]


@dataclass(frozen=True)
class _Where:
    """Whose a record would be, and where."""

    owner_path: str
    place_path: str


@transaction.atomic
def record_create(*, actor: User, ledger: Ledger, values: Raw, is_demo: bool = False) -> LedgerRecord:
    """Enters one record. `values` are cells by column name, as written or already typed; all problems at once."""
    registers = Registers()
    checked = check(ledger, values, registers)
    if checked.problems:
        raise Invalid(*checked.problems)
    _may_write(actor, ledger, checked.values, registers)
    record = _fill(ledger, ledger.model(), checked.values)
    record.created_by = record.updated_by = actor
    record.is_demo = is_demo
    _save(record)
    filled = {name: text for name, text in shown_values(ledger, record).items() if text}
    changes = audit.changed_fields({}, filled, _labels(ledger))
    audit.record(actor=actor, action="ledger.create", target=record, changes=changes)
    return record


@transaction.atomic
def record_update(
    *, actor: User, record: LedgerRecord, opened_version: int, values: Raw, reason: str = ""
) -> LedgerRecord:
    """Changes one record; columns that `values` does not name stay. A stale edit is refused with both versions."""
    ledger = ledger_of(type(record))
    record = _locked(record)
    _may_change(actor, ledger, record)
    if record.is_deleted:
        raise Invalid(Problem("这条记录已删除", remedy="请先恢复，再修改"))
    registers = Registers()
    stored = entered_values(ledger, record)
    checked = check(ledger, {**stored, **values}, registers, gives_way=frozenset(stored) - frozenset(values))
    if record.version != opened_version:
        raise Stale(by=str(record.updated_by or "另一位用户"), differences=_differences(ledger, record, checked.values))
    if checked.problems:
        raise Invalid(*checked.problems)
    _may_write(actor, ledger, checked.values, registers)
    before = shown_values(ledger, record)
    _fill(ledger, record, checked.values)
    changes = audit.changed_fields(before, shown_values(ledger, record), _labels(ledger))
    if not changes:
        return record
    bump(record, opened_version)
    record.updated_by = actor
    _save(record)
    audit.record(actor=actor, action="ledger.update", target=record, changes=changes, reason=reason)
    return record


@transaction.atomic
def record_delete(*, actor: User, record: LedgerRecord, reason: str, opened_version: int | None = None) -> None:
    """Takes a record out of every list and sum, with the reason; it can be restored."""
    if not reason.strip():
        raise Invalid(Problem("请写明删除的理由", "理由"))
    ledger = ledger_of(type(record))
    record = _locked(record)
    _may_change(actor, ledger, record)
    if opened_version is not None and record.version != opened_version:
        raise Stale(by=str(record.updated_by or "另一位用户"))
    _set_state(actor, record, State.DELETED)
    audit.record(actor=actor, action="ledger.delete", target=record, reason=reason)


@transaction.atomic
def record_restore(*, actor: User, record: LedgerRecord, reason: str = "") -> LedgerRecord:
    """Brings a deleted record back."""
    ledger = ledger_of(type(record))
    record = _locked(record)
    if record.state != State.DELETED:
        raise Invalid("这条记录没有被删除")
    _may_change(actor, ledger, record)
    _set_state(actor, record, State.LIVE)
    audit.record(actor=actor, action="ledger.restore", target=record, reason=reason)
    return record


@dataclass(frozen=True)
class BulkOutcome:
    """What became of many records: how many were changed, and each that was not, with why."""

    changed: int
    failures: tuple[tuple[str, str], ...]


def records_bulk_update(*, actor: User, ledger: Ledger, pks: Iterable[int], values: Raw, reason: str) -> BulkOutcome:
    """Sets the same values in many records, each in its own transaction; what is refused is told, the rest is done."""
    _ask_reason(reason)

    def one(record: LedgerRecord) -> None:
        record_update(actor=actor, record=record, opened_version=record.version, values=values, reason=reason)

    return _each(actor, ledger, pks, one)


def records_bulk_delete(*, actor: User, ledger: Ledger, pks: Iterable[int], reason: str) -> BulkOutcome:
    """Deletes many records, each in its own transaction."""
    _ask_reason(reason)
    return _each(actor, ledger, pks, lambda record: record_delete(actor=actor, record=record, reason=reason))


def _ask_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid(Problem("请写明批量修改的理由", "理由"))


def _each(actor: User, ledger: Ledger, pks: Iterable[int], change: Any) -> BulkOutcome:
    changed, failures = 0, []
    for pk in pks:
        record = ledger.model.objects.visible_to(actor).filter(pk=pk).first()
        if record is None:
            failures.append((f"编号 {pk}", "找不到，或不在可见范围内"))
            continue
        try:
            change(record)
            changed += 1
        except (Invalid, Refused, Stale) as error:
            failures.append((f"{pk} {record}", str(error)))
    return BulkOutcome(changed, tuple(failures))


def _locked(record: LedgerRecord) -> LedgerRecord:
    """The record as it is stored now, held until the end of the transaction."""
    return type(record).every.select_for_update(of=("self",)).select_related("owner", "place").get(pk=record.pk)  # type: ignore[no-any-return]


def _may_change(actor: User, ledger: Ledger, record: LedgerRecord) -> None:
    if record.state == State.PENDING:
        raise Refused("这条记录正在导入，导入完成后才能修改")
    if not actor.may(Permission.RECORD_EDIT, record):
        raise Refused(f"您可以查看，但没有在此“{Permission.RECORD_EDIT.label}”的权限")
    locked = locks.problem(owner=record.owner, day=record.listed_on, form=ledger.slug)
    if locked is not None:
        raise Invalid(locked)


def _may_write(actor: User, ledger: Ledger, values: Mapping[str, Any], registers: Registers) -> None:
    """Whether the actor may have a record with these values: the unit, the place, the period."""
    owner = registers.organisation_by_id(values["owner"])
    place = registers.region_by_id(values["place"])
    where = _Where(owner.path if owner else "", place.path if place else "")
    if not actor.may(Permission.RECORD_EDIT, where):
        raise Refused(f"您没有为“{owner}”{Permission.RECORD_EDIT.label}的权限")
    day = day_of(values["occurred_on"], values["period"])
    locked = locks.problem(owner=owner, day=day, form=ledger.slug)
    if locked is not None:
        raise Invalid(locked)


def _fill(ledger: Ledger, record: LedgerRecord, values: Mapping[str, Any]) -> LedgerRecord:
    for column in ledger.entered:
        setattr(record, column.attribute, values[column.name])
    record.match_key = match_key(ledger, values)
    return record


def _save(record: LedgerRecord) -> None:
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError:
        twin = type(record).objects.filter(owner_id=record.owner_id, external_key=record.external_key)
        if not record.external_key or not twin.exclude(pk=record.pk).exists():
            if told := _broken_constraints(record):
                raise Invalid(*told) from None
            raise
        raise Invalid(
            Problem(
                f"“{record.external_key}”在本单位已经用过", "外部编号", "同一单位内不重复的编号", "请核对是否重复登记"
            )
        ) from None


def _broken_constraints(record: LedgerRecord) -> list[Problem]:
    """What a ledger's own constraints say, in the words they were declared with, at the column they are about."""
    columns, told = ledger_of(type(record)).by_name, []
    for one in record._meta.constraints:
        named = [columns[name].label for name in getattr(one, "fields", ()) if name in columns]
        try:
            one.validate(type(record), record)
        except ValidationError as error:
            told += [Problem(message, named[0] if named else "") for message in error.messages]
    return told


def _set_state(actor: User, record: LedgerRecord, state: State) -> None:
    record.state, record.updated_by = state, actor
    record.version += 1
    _save(record)


def _differences(ledger: Ledger, record: LedgerRecord, values: Mapping[str, Any]) -> list[Difference]:
    stored = shown_values(ledger, record)
    entered = shown_values(ledger, _fill(ledger, ledger.model(), values))
    return [
        Difference(column.label, stored[column.name], entered[column.name])
        for column in ledger.entered
        if stored[column.name] != entered[column.name]
    ]


def _labels(ledger: Ledger) -> dict[str, str]:
    return {column.name: column.label for column in ledger.entered}
