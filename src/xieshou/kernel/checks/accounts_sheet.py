"""Final-accounts tables as figures: rows by code, by name, and the sides of two-sided tables."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xieshou.kernel.checks.figures import Figure, figure
from xieshou.kernel.checks.report import table_name
from xieshou.kernel.reading import AccountLine, ReadTable, TableKind
from xieshou.kernel.text import normalise

_NUMBERING = re.compile("^(?:[一二三四五六七八九十]+、|其中[:：]|[0-9]+[.、])")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table; a figure carries the row's name as its label."""

    table: ReadTable

    @property
    def name(self) -> str:
        """Number, title and name."""
        return table_name(self.table)

    @property
    def unit(self) -> str:
        """The unit of its amounts."""
        return self.table.amount_unit or "万元"

    @property
    def width(self) -> int:
        """How many columns of values it has."""
        return max((len(line.values) for line in self.table.rows), default=0)

    def at(self, line: AccountLine | None, column: int = 0) -> Figure | None:
        """The figure in a row's column; None when nothing is printed there."""
        if line is None or column >= len(line.values):
            return None
        return figure(line.values[column], self.unit, plain_name(line))

    def column_of(self, lines: Sequence[AccountLine], column: int) -> list[Figure]:
        """The figures printed in a column."""
        return [found for line in lines if (found := self.at(line, column))]

    def row_of(self, line: AccountLine, columns: Sequence[int]) -> list[Figure]:
        """The figures printed in a row."""
        return [found for column in columns if (found := self.at(line, column))]

    def total_line(self) -> AccountLine | None:
        """The row 合计 of a one-sided table."""
        return find(self.table.rows, "合计")

    def header(self, column: int) -> str:
        """A column's heading."""
        return normalise(self.table.columns[column]) if column < len(self.table.columns) else f"第 {column + 1} 列"


def sheets(tables: Sequence[ReadTable]) -> dict[str, Sheet]:
    """The final-accounts tables of a file by number; the first of each number."""
    found: dict[str, Sheet] = {}
    for table in tables:
        if table.kind is TableKind.ACCOUNTS and table.number:
            found.setdefault(table.number, Sheet(table))
    return found


def plain_name(line: AccountLine) -> str:
    """A row's name without its numbering."""
    return _NUMBERING.sub("", re.sub(r"\s", "", normalise(line.name)))


def find(lines: Sequence[AccountLine], *names: str) -> AccountLine | None:
    """The first row whose name is one of these."""
    return next((line for line in lines if plain_name(line) in names), None)


def starting(lines: Sequence[AccountLine], *starts: str) -> AccountLine | None:
    """The first row whose name starts with one of these."""
    return next((line for line in lines if plain_name(line).startswith(starts)), None)


def children(lines: Sequence[AccountLine], parent: AccountLine) -> list[AccountLine]:
    """The rows one level below a code: 201 → 20113 → 2011301."""
    code = parent.code
    return [line for line in lines if line.code.startswith(code) and len(line.code) == len(code) + 2]


def classes(lines: Sequence[AccountLine]) -> list[AccountLine]:
    """The rows of the first level."""
    return [line for line in lines if len(line.code) == 3]
