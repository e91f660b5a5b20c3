"""What an import writes to and an export reads from. The ledgers provide both; this app knows neither them nor their records."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.http import Http404

from xieshou.lib.problems import Problem
from xieshou.platform.accounts.api import User
from xieshou.platform.exchange.columns import Column
from xieshou.platform.exchange.models import ImportBatch


class Verdict(StrEnum):
    """What a row of a table would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"


@dataclass(frozen=True)
class Row:
    """One row as written: its number in the sheet, its cells by column name."""

    number: int
    cells: Mapping[str, object]


@dataclass(frozen=True)
class RowResult:
    """One row as checked.

    `values`: plain data by column, to be written. `written`: the cells as text, of a wrong row. `pk` and `version`:
    the record that is there already. `changes`: label, before, after.
    """

    number: int
    verdict: Verdict
    values: Mapping[str, Any]
    written: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    pk: int | None = None
    version: int | None = None
    changes: tuple[tuple[str, str, str], ...] = ()

    def pack(self) -> list[Any]:
        """As plain data."""
        problems = [[one.what, one.where, one.allowed, one.remedy] for one in self.problems]
        changes = [list(change) for change in self.changes]
        return [
            self.number,
            self.verdict,
            dict(self.values),
            dict(self.written),
            problems,
            self.pk,
            self.version,
            changes,
        ]

    @classmethod
    def unpack(cls, data: Sequence[Any]) -> "RowResult":
        """From plain data."""
        number, verdict, values, written, problems, pk, version, changes = data
        told = tuple(Problem(*one) for one in problems)
        return cls(number, Verdict(verdict), values, written, told, pk, version, tuple(tuple(one) for one in changes))


class ImportSession(ABC):
    """One import by one person: remembers what it looked up. Raises `Invalid` where the data moved on meanwhile."""

    @abstractmethod
    def check(self, rows: Sequence[Row]) -> list[RowResult]:
        """Judges rows: rights, values, whether they are there already. Writes nothing."""

    @abstractmethod
    def stage(self, batch: ImportBatch, results: Sequence[RowResult]) -> None:
        """Writes new rows so that nobody sees them yet."""

    @abstractmethod
    def overwrite(self, batch: ImportBatch, results: Sequence[RowResult]) -> None:
        """Changes rows that are there, keeping what they were."""

    @abstractmethod
    def show(self, batch: ImportBatch) -> int:
        """Makes the staged rows count; returns how many."""


class ImportTarget(ABC):
    """Something that rows can be imported into."""

    key: str
    label: str
    columns: tuple[Column, ...]

    @abstractmethod
    def may_import(self, user: User) -> bool:
        """Whether the person may import anything here."""

    @abstractmethod
    def session(self, user: User, present: Sequence[str]) -> ImportSession:
        """Begins a piece of work; `present` are the columns that the table has."""

    @abstractmethod
    def discard(self, batch: ImportBatch) -> None:
        """Removes what was staged and never shown."""

    @abstractmethod
    def undo(self, batch: ImportBatch, actor: User) -> int:
        """Takes a batch back, or raises `Invalid` with every row that was changed since; returns how many rows."""

    @abstractmethod
    def rows_url(self, batch: ImportBatch) -> str:
        """The list of what was just imported."""

    @abstractmethod
    def list_url(self) -> str:
        """The list everything is in."""


class ExportSource(ABC):
    """Something that can be exported: rows as text and integers, in the order of the columns."""

    key: str

    @abstractmethod
    def columns(self, arguments: Mapping[str, Any]) -> tuple[Column, ...]:
        """The columns of the file."""

    @abstractmethod
    def total(self, user: User, arguments: Mapping[str, Any]) -> int:
        """How many rows there will be."""

    @abstractmethod
    def rows(self, user: User, arguments: Mapping[str, Any], *, is_full: bool) -> Iterator[list[Any]]:
        """The rows that the person may export, a few at a time; personal data masked unless `is_full`."""

    @abstractmethod
    def data_version(self) -> str:
        """Changes whenever the data does."""


_TARGETS: dict[str, ImportTarget] = {}
_SOURCES: dict[str, ExportSource] = {}


def add_target(target: ImportTarget) -> None:
    """Makes a target known."""
    _TARGETS[target.key] = target


def target_named(key: str) -> ImportTarget:
    """The target with a key; unknown is 404."""
    if key not in _TARGETS:
        raise Http404
    return _TARGETS[key]


def add_source(source: ExportSource) -> None:
    """Makes a source known."""
    _SOURCES[source.key] = source


def source_named(key: str) -> ExportSource:
    """The source with a key; unknown is 404."""
    if key not in _SOURCES:
        raise Http404
    return _SOURCES[key]
