"""Final-accounts tables as figures: rows by code, by name, and the sides of two-sided tables."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xieshou.kernel.checks.figures import Figure, figure
from xieshou.kernel.checks.report import table_name
from xieshou.kernel.reading import AccountLine, ReadTable, TableKind
from xieshou.kernel.text import normalise

_NUMBERING = re.compile("^(?:[一二三四五六七八九十]+、|其中[:：]|[0-9]+[.、])")


# What a table is, by its title: provinces number and order their sets differently, and add tables of their own.
_ROLES = (
    (re.compile("机构运行|运行信息|资产|采购|绩效|支出明细|一般公共预算财政拨款收入支出决算表"), ""),
    (re.compile("三公"), "07"),
    (re.compile("国有资本经营"), "09"),
    (re.compile("政府性基金"), "08"),
    (re.compile("基本支出"), "06"),
    (re.compile("财政拨款收入支出决算总表|财政拨款收支决算总表"), "04"),
    (re.compile("一般公共预算财政拨款支出决算"), "05"),
    (re.compile("收入支出决算(?:总表|表)|收支决算总表"), "01"),
    (re.compile("(?<!财政拨款)收入决算表"), "02"),
    (re.compile("(?<!财政拨款)支出决算表"), "03"),
)
_TWO_SIDED = ("01", "04")
_KNOWN = tuple(f"{number:02d}" for number in range(1, 10))


def role(table: ReadTable) -> str:
    """The table of the national set (`01` … `09`) that a final-accounts table is; empty when it is none of them.

    By its title; by its number where it has no title that says so.
    """
    title = re.sub(r"\s", "", normalise(table.title))
    known = next((number for form, number in _ROLES if form.search(title)), table.number)
    is_shaped = bool(table.income or table.spending) or known not in _TWO_SIDED
    return known if known in _KNOWN and is_shaped else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table; a figure carries the row's name as its label."""

    table: ReadTable

    @property
    def number(self) -> str:
        """Which table of the national set it is."""
        return role(self.table)

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
    """The final-accounts tables of a file by what they are (`01` … `09`); the first of each."""
    found: dict[str, Sheet] = {}
    for table in tables:
        if table.kind is TableKind.ACCOUNTS and (number := role(table)):
            found.setdefault(number, Sheet(table))
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
