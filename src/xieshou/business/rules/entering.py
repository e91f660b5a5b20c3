"""The form of a rule: what was typed, as it came, and how the page shows it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xieshou.business.rules.shape import MOST_ROWS, Entry, Shape, Table, Typed
from xieshou.lib.problems import Problem
from xieshou.platform.exchange.api import Column, Kind, Unreadable, cells

SPARE, MORE = 1, 5
_START = Column("valid_from", "起用日期", Kind.DATE)


@dataclass(frozen=True)
class Cell:
    """One field of the form: its name in the page, what stands in it, whether something is wrong with it."""

    entry: Entry
    name: str
    text: str
    is_wrong: bool = False
    is_fixed: bool = False
    row: str = ""


@dataclass(frozen=True)
class Lines:
    """One table of the form; `count`: how many rows the page has."""

    table: Table
    rows: Sequence[Sequence[Cell]]

    @property
    def count(self) -> int:
        return len(self.rows)


def typed_in(shape: Shape, post: Mapping[str, str]) -> Typed:
    """What a form sends, every cell as text. Empty rows and those marked to be deleted are left out."""
    typed = Typed({one.name: post.get(one.name, "") for one in shape.entries})
    for table in shape.tables:
        count = post.get(f"{table.name}-count", "0")
        rows = range(min(int(count), MOST_ROWS + MORE) if count.isascii() and count.isdecimal() else 0)
        lines = [
            {one.name: post.get(f"{table.name}-{row}-{one.name}", "") for one in table.entries}
            for row in rows
            if not post.get(f"{table.name}-{row}-gone")
        ]
        typed.tables[table.name] = [line for line in lines if any(text.strip() for text in line.values())]
    return typed


def pressed(shape: Shape, post: Mapping[str, str], doing: str) -> Table | None:
    """The table whose button `more` or `take` was pressed; None: another one."""
    return next((one for one in shape.tables if f"{doing}-{one.name}" in post), None)


def cells_of(shape: Shape, typed: Typed, problems: Sequence[Problem] = ()) -> list[Cell]:
    """The single values of the form."""
    wrong = {one.where for one in problems}
    return [
        Cell(one, one.name, typed.entries.get(one.name, ""), one.column.label in wrong, row=one.column.label)
        for one in shape.entries
    ]


def lines_of(shape: Shape, typed: Typed, problems: Sequence[Problem] = (), more: Table | None = None) -> list[Lines]:
    """The tables of the form, with empty rows at the end to be filled in."""
    wrong = {one.where for one in problems}
    return [
        Lines(table, [_row(table, at, line, wrong) for at, line in enumerate(_with_spare(table, typed, more))])
        for table in shape.tables
    ]


def _with_spare(table: Table, typed: Typed, more: Table | None) -> list[dict[str, str]]:
    rows = typed.tables.get(table.name, [])
    spare = 0 if table.fixed else MORE if table == more else SPARE
    return [*rows, *({} for _ in range(spare))]


def _row(table: Table, at: int, line: Mapping[str, str], wrong: set[str]) -> list[Cell]:
    where = f"{table.label}第 {at + 1} 行"
    return [
        Cell(
            one,
            f"{table.name}-{at}-{one.name}",
            line.get(one.name, ""),
            f"{where}{one.column.label}" in wrong,
            one.name in table.fixed,
            f"{where}{one.column.label}",
        )
        for one in table.entries
    ]


def start_of(text: str, problems: list[Problem]) -> date | None:
    """The day a version is to begin, as it was typed."""
    try:
        day: Any = cells.read(_START, text.strip())
    except Unreadable as error:
        problems.append(Problem(error.problem.what, "起用日期", error.problem.allowed, error.problem.remedy))
        return None
    if day is None:
        problems.append(Problem("没有填", "起用日期", _START.allowed))
    return day  # type: ignore[no-any-return]
