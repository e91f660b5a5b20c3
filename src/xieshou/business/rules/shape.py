"""What a rule consists of: single values and tables, declared once for the page, the form, the workbook and the checks."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xieshou.lib.problems import Problem
from xieshou.platform.audit.api import Change
from xieshou.platform.exchange.api import Column, Kind, Unreadable, cells

MOST_ROWS = 100
WORDS, CLAUSES = "、", "；"  # what stands between the parts of a list; whole clauses may have 、 within
_MARKS = {WORDS: "[、,，;；\n]", CLAUSES: "[;；\n]"}
Values = Mapping[str, Any]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """One value. `is_list`: several, written with `mark` between; with choices, those of the column. `width`: of twelve."""

    column: Column
    is_list: bool = False
    width: int = 3
    mark: str = WORDS

    @property
    def name(self) -> str:
        return self.column.name

    @property
    def is_long(self) -> bool:
        return self.column.kind is Kind.LONG_TEXT

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """What one chooses from; empty: it is written."""
        if self.column.kind is Kind.FLAG:
            return (("是", "是"), ("否", "否"))
        is_choice = self.column.kind is Kind.CHOICE and not self.is_list
        return tuple((str(label), str(label)) for _code, label in self.column.choices) if is_choice else ()

    @property
    def hint(self) -> str:
        """What may be written, where that is not plain."""
        if self.is_list and self.column.choices:
            words = "、".join(str(label) for _code, label in self.column.choices)
            return f"{self.column.help}（{words}）" if self.column.help else words
        return self.column.help or (self.column.allowed if self.column.is_number else "")

    def read(self, text: str) -> Any:
        """The value of what is written; None or an empty list when it is empty. Raises `Unreadable`."""
        if self.is_list:
            parts = [part.strip() for part in re.split(_MARKS[self.mark], text) if part.strip()]
            return list(dict.fromkeys(self._chosen(parts) if self.column.choices else parts))
        if self.column.kind is Kind.CHOICE:
            return self._chosen([text.strip()])[0] if text.strip() else None
        return cells.read(self.column, text.strip())

    def judged(self, text: str) -> tuple[Any, Problem | None]:
        """The value of what is written and what is wrong with it, its place still to be named."""
        try:
            value = self.read(text)
        except Unreadable as error:
            return None, error.problem
        is_missing = self.column.is_required and value in (None, "", [])
        return value, Problem("没有填", allowed=self.hint) if is_missing else None

    def _chosen(self, parts: Sequence[str]) -> list[str]:
        """The codes of labels, whichever way their brackets are written."""
        codes = {cells.plain(word): code for code, label in self.column.choices for word in (code, str(label))}
        if unknown := [part for part in parts if cells.plain(part) not in codes]:
            told = "、".join(unknown)
            raise Unreadable(f"“{told}”不在选项中", "、".join(str(label) for _code, label in self.column.choices))
        return [codes[cells.plain(part)] for part in parts]

    def shown(self, value: Any) -> str:
        """A stored value as it is written. Missing is empty."""
        if self.is_list:
            labels = dict(self.column.choices)
            return self.mark.join(str(labels.get(one, one)) for one in value or [])
        return cells.shown(self.column, value)


@dataclass(frozen=True)
class Table:
    """A list of a rule. `key`: the column that names a row. `fixed`: rows are given, these columns cannot be changed."""

    name: str
    label: str
    entries: tuple[Entry, ...]
    key: str
    hint: str = ""
    fixed: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """As a workbook has them: lists and choices as text, so that reading tells its own mistakes."""
        return tuple(
            Column(one.name, one.column.label, Kind.LONG_TEXT, unit=one.column.unit, help=one.hint, max_length=2000)
            for one in self.entries
        )


@dataclass(frozen=True)
class Shape:
    """The values of a rule, then its tables."""

    entries: tuple[Entry, ...] = ()
    tables: tuple[Table, ...] = ()

    def table(self, name: str) -> Table | None:
        return next((one for one in self.tables if one.name == name), None)


@dataclass
class Typed:
    """A rule as it is written in a form or a workbook: every cell as text, nothing judged yet."""

    entries: dict[str, str] = field(default_factory=dict)
    tables: dict[str, list[dict[str, str]]] = field(default_factory=dict)


def typed_of(shape: Shape, values: Values) -> Typed:
    """Stored values as they are written."""
    return Typed(
        {one.name: one.shown(values.get(one.name)) for one in shape.entries},
        {table.name: [row_shown(table, row) for row in values.get(table.name, [])] for table in shape.tables},
    )


def row_shown(table: Table, row: Row) -> dict[str, str]:
    """A stored row as it is written."""
    return {one.name: one.shown(row.get(one.name)) for one in table.entries}


def read(shape: Shape, typed: Typed) -> tuple[dict[str, Any], list[Problem]]:
    """The values, and every cell that cannot be taken as it is written."""
    problems: list[Problem] = []
    values: dict[str, Any] = {
        one.name: _cell(one, typed.entries.get(one.name, ""), one.column.label, problems) for one in shape.entries
    }
    for table in shape.tables:
        values[table.name] = _rows(table, typed.tables.get(table.name, []), problems)
    return values, problems


def _rows(table: Table, lines: Sequence[Mapping[str, str]], problems: list[Problem]) -> list[dict[str, Any]]:
    kept = []
    for number, line in enumerate(lines, 1):
        where = f"{table.label}第 {number} 行"
        kept.append(
            {
                one.name: _cell(one, line.get(one.name, ""), f"{where}{one.column.label}", problems)
                for one in table.entries
            }
        )
    if not kept:
        problems.append(Problem("一行也没有", table.label, remedy="至少填一行"))
    if len(kept) > MOST_ROWS:
        problems.append(Problem(f"有 {len(kept)} 行", table.label, f"不超过 {MOST_ROWS} 行"))
    return kept


def _cell(entry: Entry, text: str, where: str, problems: list[Problem]) -> Any:
    value, told = entry.judged(text)
    if told is not None:
        problems.append(Problem(told.what, where, told.allowed, told.remedy))
    return value


def changes(shape: Shape, before: Values, after: Values) -> list[Change]:
    """What one version says otherwise than another: single values, then rows by their name."""
    told = [
        Change(one.column.label, one.shown(before.get(one.name)) or None, one.shown(after.get(one.name)) or None)
        for one in shape.entries
        if before.get(one.name) != after.get(one.name)
    ]
    for table in shape.tables:
        told += _row_changes(table, before.get(table.name, []), after.get(table.name, []))
    return told


def _row_changes(table: Table, before: Sequence[Row], after: Sequence[Row]) -> list[Change]:
    old, new = _keyed(table, before), _keyed(table, after)
    told = []
    for key in dict.fromkeys([*old, *new]):
        was, now = old.get(key), new.get(key)
        if was != now:
            told.append(Change(f"{table.label}：{key[0]}", _line(table, was), _line(table, now)))
    if not told and list(old) != list(new):
        told.append(Change(table.label, "、".join(key[0] for key in old), "、".join(key[0] for key in new)))
    return told


def _keyed(table: Table, rows: Sequence[Row]) -> dict[tuple[str, int], dict[str, str]]:
    """The rows by their name; of one name, by which of them it is."""
    found: dict[tuple[str, int], dict[str, str]] = {}
    for row in rows:
        line = row_shown(table, row)
        name = line[table.key]
        found[name, sum(key[0] == name for key in found)] = line
    return found


def _line(table: Table, row: Mapping[str, str] | None) -> str | None:
    if row is None:
        return None
    told = [f"{one.column.label} {row[one.name]}" for one in table.entries if one.name != table.key and row[one.name]]
    return "；".join(told) or row[table.key]


def twice(table: Table, rows: Iterable[Row], name: str) -> list[Problem]:
    """Rows that have the same in a column that must tell them apart."""
    seen: set[str] = set()
    label = next(one.column.label for one in table.entries if one.name == name)
    problems = []
    for number, row in enumerate(rows, 1):
        value = str(row.get(name) or "")
        if value and value in seen:
            problems.append(Problem(f"“{value}”重复", f"{table.label}第 {number} 行{label}", remedy="每一项只写一行"))
        seen.add(value)
    return problems
