"""Imports whose rows are written all in the one transaction that shows them, each through a service.

Nothing is staged before, so nothing is left behind by an import that was given up. A target says how one row is judged
and how the new ones are written; the rest is the same for all.
"""

from abc import abstractmethod
from collections.abc import Callable, Hashable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from xieshou.lib.problems import Problem
from xieshou.platform.accounts.api import User
from xieshou.platform.exchange import cells
from xieshou.platform.exchange.cells import Unreadable
from xieshou.platform.exchange.columns import FEN_PER, Column, Kind
from xieshou.platform.exchange.models import ImportBatch
from xieshou.platform.exchange.targets import ImportSession, ImportTarget, Row, RowResult, Verdict

LookUp = Callable[[Column, Any], Any]


class AtOnceTarget(ImportTarget):
    """A target that stages nothing."""

    def discard(self, batch: ImportBatch) -> None:
        """Nothing is written before everything is."""

    def rows_url(self, batch: ImportBatch) -> str:
        return f"{self.list_url()}?batch={batch.pk}"


class AtOnceSession(ImportSession):
    """Judges row by row; writes the new ones of a chunk together. Rows that are there already are never overwritten."""

    def __init__(self, user: User) -> None:
        self.user = user
        self._seen: dict[Hashable, int] = {}

    @abstractmethod
    def judged(self, row: Row) -> RowResult:
        """One row: what it would do, or everything that is wrong with it."""

    @abstractmethod
    def write(self, batch: ImportBatch, new: Sequence[RowResult]) -> None:
        """Enters new rows through their service. Raises `Invalid` where the data moved on since they were judged."""

    def check(self, rows: Sequence[Row]) -> list[RowResult]:
        return [self.judged(row) for row in rows]

    def seen_at(self, key: Hashable, number: int) -> int | None:
        """The number of an earlier row that is the same; missing: there is none."""
        first = self._seen.setdefault(key, number)
        return None if first == number else first

    def stage(self, batch: ImportBatch, results: Sequence[RowResult]) -> None:
        """Rows of a batch wait as judged; see `show`."""

    def overwrite(self, batch: ImportBatch, results: Sequence[RowResult]) -> None:
        """No row is ever judged as changed: a record is changed on its page, with its reason."""

    def show(self, batch: ImportBatch) -> int:
        count = 0
        for chunk in batch.chunks.order_by("number").iterator(chunk_size=1):
            results = [RowResult.unpack(data) for data in chunk.rows]
            new = [one for one in results if one.verdict is Verdict.NEW]
            if new:
                self.write(batch, new)
                count += len(new)
        return count


def written(row: Row) -> dict[str, str]:
    """The cells of a row as text."""
    return {name: cells.as_written(cell) for name, cell in row.cells.items()}


def wrong(row: Row, told: Sequence[Problem]) -> RowResult:
    """A row that cannot be taken, with everything that is wrong with it."""
    return RowResult(row.number, Verdict.WRONG, {}, written(row), tuple(told))


def read_row(
    columns: Sequence[Column], row: Mapping[str, object], look_up: LookUp | None = None
) -> tuple[dict[str, Any], list[Problem]]:
    """The values of a row and what is wrong with its cells. `look_up` finds what a cell names; it may raise Unreadable."""
    values: dict[str, Any] = {}
    told = []
    for column in columns:
        try:
            value = cells.read(column, row.get(column.name))
            values[column.name] = value if look_up is None else look_up(column, value)
        except Unreadable as error:
            problem = error.problem
            told.append(Problem(problem.what, column.label, problem.allowed, problem.remedy))
            continue
        if column.is_required and values[column.name] in (None, ""):
            told.append(Problem("没有填", column.label, column.allowed))
    return values, told


def exported(column: Column, value: Any) -> Any:
    """A stored value as a cell of an exported sheet; money is an exact number in the column's unit, missing stays empty."""
    if value is None or value == "":
        return None
    if column.kind is Kind.MONEY:
        return Decimal(value) / FEN_PER[column.unit or "元"]
    return value if column.kind is Kind.WHOLE else cells.shown(column, value)
