"""A ledger as the target of an import: rows judged in bulk, written unseen, shown at once, taken back whole."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User
from xieshou.platform.exchange.api import (
    Column,
    ImportBatch,
    ImportChange,
    ImportSession,
    ImportTarget,
    Kind,
    Row,
    RowResult,
    Verdict,
    cells,
)
from xieshou.platform.ledger import locks
from xieshou.platform.ledger.declaration import Ledger
from xieshou.platform.ledger.models import LedgerRecord, State, day_of
from xieshou.platform.ledger.reading import shown_values
from xieshou.platform.ledger.registers import Registers
from xieshou.platform.ledger.validation import check, match_key
from xieshou.platform.registry.api import Organisation

MOST_TOLD = 50
WRITTEN_AT_ONCE = 500


class LedgerTarget(ImportTarget):
    """One ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger, self.key, self.label = ledger, f"ledger:{ledger.slug}", ledger.label
        self.columns = ledger.entered

    def may_import(self, user: User) -> bool:
        return user.may(Permission.RECORD_IMPORT)

    def session(self, user: User, present: Sequence[str]) -> ImportSession:
        return _Session(self.ledger, user, present)

    def discard(self, batch: ImportBatch) -> None:
        self.ledger.model.every.filter(batch=batch, state=State.PENDING).delete()

    def undo(self, batch: ImportBatch, actor: User) -> int:
        return _undo(self.ledger, batch, actor)

    def rows_url(self, batch: ImportBatch) -> str:
        return f"{self.list_url()}?batch={batch.pk}"

    def list_url(self) -> str:
        return reverse("ledger:list", args=[self.ledger.slug])


class _Placed:
    """Whose a row would be, and where."""

    def __init__(self, owner: Organisation | None, place: Any) -> None:
        self.owner_path = owner.path if owner is not None else ""
        self.place_path = place.path if place is not None else ""


class _Session(ImportSession):
    def __init__(self, ledger: Ledger, user: User, present: Sequence[str]) -> None:
        self.ledger, self.user, self.present = ledger, user, frozenset(present)
        self.registers = Registers()
        self._allowed: dict[tuple[Any, Any], Problem | None] = {}
        self._locked: dict[tuple[Any, date], Problem | None] = {}
        self._seen: dict[bytes, int] = {}
        self._together = [make() for make in ledger.together]

    def check(self, rows: Sequence[Row]) -> list[RowResult]:
        judged = [(row, check(self.ledger, row.cells, self.registers)) for row in rows]
        keys = {row.number: match_key(self.ledger, one.values) for row, one in judged if not one.problems}
        there = self._there(keys.values())
        return [self._result(row, one.values, one.problems, keys, there) for row, one in judged]

    def _there(self, keys: Iterable[str]) -> dict[str, LedgerRecord]:
        found: Any = self.ledger.model.objects.filter(match_key__in=list(keys)).select_related(*self.ledger.links)
        return {record.match_key: record for record in found}

    def _result(
        self,
        row: Row,
        values: Mapping[str, Any],
        problems: Sequence[Problem],
        keys: Mapping[int, str],
        there: Mapping[str, LedgerRecord],
    ) -> RowResult:
        told = list(problems)
        written = {name: cells.as_written(cell) for name, cell in row.cells.items()}
        if not told:
            told += self._refusals(values)
            told += self._seen_before(keys[row.number], row.number)
        if not told:
            told += [problem for rule in self._together for problem in rule.row(row.number, values)]
        if told:
            return RowResult(row.number, Verdict.WRONG, {}, written, tuple(told))
        record = there.get(keys[row.number])
        packed = self._packed(values)
        if record is None:
            return RowResult(row.number, Verdict.NEW, packed, written)
        changes = self._changes(record, values)
        verdict = Verdict.CHANGED if changes else Verdict.SAME
        return RowResult(row.number, verdict, packed, written, (), record.pk, record.version, changes)

    def _refusals(self, values: Mapping[str, Any]) -> list[Problem]:
        """Rights and locks; each unit, place and day is asked once."""
        owner, place = values["owner"], values["place"]
        if (owner, place) not in self._allowed:
            self._allowed[owner, place] = self._refusal(owner, place)
        day = day_of(values["occurred_on"], values["period"])
        if (owner, day) not in self._locked:
            unit = self.registers.organisation_by_id(owner)
            self._locked[owner, day] = locks.problem(owner=unit, day=day, form=self.ledger.slug)
        told = (self._allowed[owner, place], self._locked[owner, day])
        return [problem for problem in told if problem is not None]

    def _refusal(self, owner: int, place: int | None) -> Problem | None:
        unit = self.registers.organisation_by_id(owner)
        if self.user.may(Permission.RECORD_IMPORT, _Placed(unit, self.registers.region_by_id(place))):
            return None
        return Problem(f"您没有为“{unit}”导入的权限", "责任单位", "您任职的单位及授权范围内的单位", "请核对单位名称")

    def _seen_before(self, key: str, number: int) -> list[Problem]:
        first = self._seen.setdefault(bytes.fromhex(key), number)
        if first == number:
            return []
        names = "、".join(self.ledger.by_name[name].label for name in self.ledger.unique_key)
        return [Problem(f"与第 {first} 行重复", "", f"外部编号，或{names}，不能全部相同", "请删去其中一行")]

    def _packed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}

    def _changes(self, record: LedgerRecord, values: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
        """What the table says otherwise, in the columns it has."""
        differing = [
            column
            for column in self.ledger.entered
            if column.name in self.present and getattr(record, column.attribute) != values[column.name]
        ]
        if not differing:
            return ()
        before = shown_values(self.ledger, record)
        return tuple((c.label, before[c.name], self._shown(c, values[c.name])) for c in differing)

    def _shown(self, column: Column, value: Any) -> str:
        if column.kind is Kind.ORGANISATION:
            return str(self.registers.organisation_by_id(value) or "")
        return (
            str(self.registers.region_by_id(value) or "") if column.kind is Kind.REGION else cells.shown(column, value)
        )

    def stage(self, batch: ImportBatch, results: Sequence[RowResult]) -> None:
        self._ask_again(results)
        records = [self._record(batch, _unpacked(self.ledger, result.values)) for result in results]
        self.ledger.model.every.bulk_create(records, batch_size=WRITTEN_AT_ONCE)

    def _ask_again(self, results: Sequence[RowResult]) -> None:
        """Between the check and now a right may have ended or a period been locked."""
        for result in results:
            told = self._refusals(_unpacked(self.ledger, result.values))
            if told:
                raise Invalid(*told)

    def _record(self, batch: ImportBatch, values: Mapping[str, Any]) -> LedgerRecord:
        record = self.ledger.model(batch=batch, state=State.PENDING, created_by=self.user, updated_by=self.user)
        self._put(record, values, frozenset(values))
        return record

    def _put(self, record: LedgerRecord, values: Mapping[str, Any], names: frozenset[str]) -> None:
        for column in self.ledger.entered:
            if column.name in names:
                setattr(record, column.attribute, values[column.name])
        owner = self.registers.organisation_by_id(record.owner_id)
        place = self.registers.region_by_id(record.place_id)
        record.owner_path = owner.path if owner is not None else ""
        record.place_path = place.path if place is not None else ""
        record.listed_on = record.day
        stored = {column.name: getattr(record, column.attribute) for column in self.ledger.entered}
        record.match_key = match_key(self.ledger, stored)

    def overwrite(self, batch: ImportBatch, results: Sequence[RowResult]) -> None:
        self._ask_again(results)
        wanted = {result.pk: result for result in results}
        held: Any = self.ledger.model.objects.select_for_update(of=("self",)).select_related(*self.ledger.links)
        records = list(held.filter(pk__in=list(wanted)))
        moved = len(records) != len(wanted) or any(one.version != wanted[one.pk].version for one in records)
        if moved:
            raise Invalid(Problem("核对之后有人改过其中的记录", remedy="请重新上传核对"))
        changes = [self._overwrite(batch, record, wanted[record.pk]) for record in records]
        names = [column.name for column in self.ledger.entered]
        extra = ["owner_path", "place_path", "listed_on", "match_key", "version", "updated_by", "updated_at"]
        self.ledger.model.every.bulk_update(records, [*names, *extra], batch_size=100)
        ImportChange.objects.bulk_create(changes, batch_size=WRITTEN_AT_ONCE)

    def _overwrite(self, batch: ImportBatch, record: LedgerRecord, result: RowResult) -> ImportChange:
        if not self.user.may(Permission.RECORD_IMPORT, record):
            raise Invalid(Problem(f"您没有覆盖“{record}”的权限", f"第 {result.number} 行"))
        before = {column.name: getattr(record, column.attribute) for column in self.ledger.entered}
        self._put(record, _unpacked(self.ledger, result.values), self.present | {"place"})
        record.version += 1
        record.updated_by, record.updated_at = self.user, timezone.now()
        return ImportChange(
            batch=batch,
            target_type=record._meta.label_lower,
            object_id=record.pk,
            before=self._packed(before),
            changes=[list(change) for change in result.changes],
            version_after=record.version,
        )

    def show(self, batch: ImportBatch) -> int:
        pending: Any = self.ledger.model.every.filter(batch=batch, state=State.PENDING)
        twins = self.ledger.model.objects.filter(match_key__in=pending.values("match_key")).exclude(batch=batch)
        if twins.exists():
            raise Invalid(Problem(f"核对之后有人登记了其中的记录，例如“{twins.first()}”", remedy="请重新上传核对"))
        self._refuse_together(batch, pending)
        try:
            with transaction.atomic():
                return int(pending.update(state=State.LIVE, updated_at=timezone.now()))
        except IntegrityError:
            raise Invalid(Problem("核对之后有外部编号被别的记录用了", remedy="请重新上传核对")) from None

    def _refuse_together(self, batch: ImportBatch, pending: Any) -> None:
        """What was written, with what others wrote meanwhile and with duplicates left as they were, must still hold."""
        touched = batch.changes.filter(target_type=self.ledger.model._meta.label_lower)
        changed = self.ledger.model.objects.filter(pk__in=touched.values("object_id"))
        if told := [problem for rule in self._together for problem in rule.whole(pending, changed)]:
            raise Invalid(*told)


def _unpacked(ledger: Ledger, values: Mapping[str, Any]) -> dict[str, Any]:
    dates = {column.name for column in ledger.entered if column.kind is Kind.DATE}
    return {name: date.fromisoformat(value) if name in dates and value else value for name, value in values.items()}


def _undo(ledger: Ledger, batch: ImportBatch, actor: User) -> int:
    """Back to before the import, or nothing at all."""
    rows: Any = ledger.model.every.filter(batch=batch).exclude(state=State.PENDING)
    changes = batch.changes.filter(target_type=ledger.model._meta.label_lower)
    touched = list(rows.filter(~Q(version=1) | ~Q(state=State.LIVE))[:MOST_TOLD])
    touched += _touched(ledger, changes)
    if touched:
        raise Invalid(
            *(
                Problem("导入后被修改或删除过", f"编号 {one.pk} {one}", remedy="请逐条处理，或先把它改回")
                for one in touched[:MOST_TOLD]
            )
        )
    _ask_locks(ledger, rows)
    count: int = rows.update(state=State.DELETED, version=F("version") + 1, updated_by=actor, updated_at=timezone.now())
    for change in changes.order_by("pk").iterator(chunk_size=WRITTEN_AT_ONCE):
        _revert(ledger, change, actor)
        count += 1
    return count


def _touched(ledger: Ledger, changes: Any) -> list[LedgerRecord]:
    found: list[LedgerRecord] = []
    versions = changes.values_list("object_id", "version_after").iterator(chunk_size=WRITTEN_AT_ONCE)
    for pk, version in versions:
        found += ledger.model.every.filter(pk=pk).exclude(version=version, state=State.LIVE)
        if len(found) >= MOST_TOLD:
            break
    return found


def _ask_locks(ledger: Ledger, rows: Any) -> None:
    for owner, day in rows.order_by().values_list("owner", "listed_on").distinct().iterator(chunk_size=2000):
        locked = locks.problem(owner=Organisation.objects.get(pk=owner), day=day, form=ledger.slug)
        if locked is not None:
            raise Invalid(locked)


def _revert(ledger: Ledger, change: ImportChange, actor: User) -> None:
    record = (
        ledger.model.every.select_for_update(of=("self",)).select_related("owner", "place").get(pk=change.object_id)
    )
    locked = locks.problem(owner=record.owner, day=record.listed_on, form=ledger.slug)
    if locked is not None:
        raise Invalid(locked)
    values = _unpacked(ledger, change.before)
    for column in ledger.entered:
        setattr(record, column.attribute, values[column.name])
    record.match_key = match_key(ledger, values)
    record.version, record.updated_by = record.version + 1, actor
    record.save()
