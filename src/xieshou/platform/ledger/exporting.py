"""A ledger as the source of an export: exactly the rows of the list, a few at a time so that memory stays flat."""

from array import array
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.http import QueryDict
from django.utils import timezone

from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import ScopedQuerySet, User
from xieshou.platform.exchange.api import Column, ExportSource, Kind, cells
from xieshou.platform.ledger import filters as narrowing
from xieshou.platform.ledger.declaration import Ledger
from xieshou.platform.ledger.models import Status
from xieshou.platform.ledger.registers import Registers

CHUNK = 500  # keys in one question
_FEN = {"元": Decimal(100), "万元": Decimal(1_000_000), "亿元": Decimal(10_000_000_000)}


class LedgerSource(ExportSource):
    """One ledger; `arguments` hold the list's address and the names of the columns."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger, self.key = ledger, f"ledger:{ledger.slug}"

    def columns(self, arguments: Mapping[str, Any]) -> tuple[Column, ...]:
        return tuple(self.ledger.by_name[name] for name in arguments["columns"])

    def _rows(self, user: User, arguments: Mapping[str, Any]) -> ScopedQuerySet:
        query: Any = QueryDict(arguments["query"]).dict()
        filters = narrowing.read(self.ledger, query)
        return narrowing.rows(self.ledger, user, filters, Permission.RECORD_EXPORT)

    def total(self, user: User, arguments: Mapping[str, Any]) -> int:
        return self._rows(user, arguments).count()

    def rows(self, user: User, arguments: Mapping[str, Any], *, is_full: bool) -> Iterator[list[Any]]:
        columns = self.columns(arguments)
        shown = _Shown(is_full)
        rows = self._rows(user, arguments)
        names = [_stored(column) for column in columns]
        keys = _keys(rows)
        for start in range(0, len(keys), CHUNK):
            chunk = rows.filter(pk__in=keys[start : start + CHUNK].tolist()).order_by("pk")
            for values in chunk.values_list(*names):
                yield [shown.cell(column, value) for column, value in zip(columns, values, strict=True)]

    def data_version(self) -> str:
        """The last change: deleting and restoring count as one."""
        latest = self.ledger.model.every.aggregate(at=Max("updated_at"))["at"]
        return latest.isoformat() if latest is not None else ""


def _keys(rows: ScopedQuerySet) -> "array[int]":
    """The keys of all rows, eight bytes each: found once. Asking again for "the next after this key" would let a
    database answer each piece from the index of units, and sort everything each time."""
    return array("q", rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=10_000))


def _stored(column: Column) -> str:
    return "created_by__name" if column.name == "created_by" else column.attribute


class _Shown:
    """Stored values as cells of a file; names of the registers are looked up once."""

    def __init__(self, is_full: bool) -> None:
        self._is_full = is_full
        self._registers = Registers()

    def cell(self, column: Column, value: Any) -> Any:
        if value is None or value == "":
            return None
        if column.kind is Kind.ORGANISATION:
            unit = self._registers.organisation_by_id(value)
            return unit.name if unit is not None else None
        if column.kind is Kind.REGION:
            return str(self._registers.region_by_id(value))
        return self._plain(column, value)

    def _plain(self, column: Column, value: Any) -> Any:
        if column.kind is Kind.MONEY:
            return Decimal(value) / _FEN[column.unit or "元"]
        if column.kind is Kind.WHOLE:
            return value
        if column.name == "updated_at":
            return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
        if column.name == "status":
            return str(Status(value).label)
        text = cells.shown(column, value)
        return text if self._is_full else column.masked(text)
