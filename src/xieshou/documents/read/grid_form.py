"""The forms with indicators: self-evaluation of a project or a department, goal declarations, target tables of reports.

Found by words and by the shape of the table, in any order of columns and in provincial variants; what a form lacks stays
missing.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from xieshou.documents.read.forms import (
    GRADES,
    Column,
    Label,
    amount_unit,
    is_level1,
    label_of,
    level_word,
    plain,
)
from xieshou.documents.read.grid_funds import fund_block, fund_pairs
from xieshou.documents.read.grid_goals import goals_of
from xieshou.documents.read.grid_header import Header, indicator_header, is_indicator_header
from xieshou.documents.read.grid_model import Grid, GridCell, one_line, quoted
from xieshou.documents.read.grid_parts import Part, title_of, unit_of, year_of
from xieshou.documents.read.grid_rows import Totals, is_note, is_total, totals_of
from xieshou.documents.read.grid_tasks import tasks_as_funds, tasks_of
from xieshou.documents.read.grid_words import label_in
from xieshou.kernel.reading import IndicatorLine, ReadTable, Seen, TableKind

_INLINE = re.compile(r"^([^:：]{2,12})[:：](.+)$", re.S)


DEFAULT_TITLES = {
    TableKind.PROJECT_SELF: "项目支出绩效自评表",
    TableKind.DEPARTMENT_SELF: "部门整体支出绩效自评表",
    TableKind.GOALS: "绩效目标申报表",
}


@dataclass(slots=True)
class Head:
    """What the head of a form names."""

    labels: dict[Label, Seen] = field(default_factory=dict)
    unit: str | None = None


def read_form(part: Part, kind: TableKind) -> ReadTable:
    """A form as a table of the kind; parts that are not there stay empty."""
    grid = part.grid
    header = indicator_header(grid)
    end = header.row if header else grid.rows
    head = _head(grid, end)
    funds = fund_block(grid, 0, grid.rows)
    if not funds.lines:
        funds = fund_pairs(grid, end)
    tasks = tasks_of(grid, end)
    rows, totals = _indicators(grid, header) if header else ((), Totals())
    grade = read_grade(grid, header.row if header else 0) or totals.grade
    year = year_of([*(seen.text for seen in part.lead), part.before]) or _year(head)
    name = head.labels.get(Label.PROJECT) or head.labels.get(Label.DEPARTMENT)
    return ReadTable(
        kind=kind,
        title=title_of(part) or DEFAULT_TITLES.get(kind, ""),
        spot=grid.spot,
        year=year,
        name=name,
        unit_name=head.labels.get(Label.OFFICE) or head.labels.get(Label.AUTHORITY),
        amount=head.labels.get(Label.AMOUNT),
        amount_unit=funds.unit or tasks.unit or head.unit or unit_of(part),
        funds=funds.lines or tuple(tasks_as_funds(tasks)),
        indicators=tuple(rows),
        columns=tasks.columns,
        rows=tasks.rows,
        goals=tuple(goals_of(grid, end)),
        total_points=totals.points,
        total=totals.score,
        grade=grade or head.labels.get(Label.GRADE),
    )


# --- the head ---


def _head(grid: Grid, end: int) -> Head:
    """Labels with the text beside them, or behind a colon in the same cell."""
    head = Head()
    for row in range(end):
        line = grid.covering(row)
        for index, cell in enumerate(line):
            if cell.row == row and cell.text:
                _label(head, cell, line[index + 1 : index + 2])
    return head


def _label(head: Head, cell: GridCell, beside: Sequence[GridCell]) -> None:
    label = label_in(cell.text)
    if label in (Label.AMOUNT, Label.FUNDS):
        head.unit = head.unit or amount_unit(cell.text)
    if label is not None:
        value = beside[0].seen() if beside else None
        if value is not None and label_of(value.text) is None:
            head.labels.setdefault(label, value)
        return
    found = _INLINE.match(cell.text.strip())
    inner = label_of(one_line(found[1])) if found else None
    if found and inner is not None and found[2].strip():
        text = one_line(found[2])
        head.labels.setdefault(inner, Seen(text, quoted(cell.spot, text)))


def _year(head: Head) -> int | None:
    seen = head.labels.get(Label.YEAR)
    found = re.search(r"(?:19|20)[0-9]{2}", plain(seen.text)) if seen else None
    return int(found[0]) if found else None


def read_grade(grid: Grid, start: int) -> Seen | None:
    """优, 良 … beside the word for a grade."""
    for row in range(start, grid.rows):
        line = grid.covering(row)
        for cell, beside in itertools.pairwise(line):
            if cell.row == row and _is_grade(cell.text) and plain(beside.text) in GRADES:
                return beside.seen()
    return None


def _is_grade(text: str) -> bool:
    return label_in(text) is Label.GRADE or plain(text).rstrip(":") in ("评分等级", "综合等级", "考核等级")


# --- indicators ---


@dataclass(slots=True)
class _Levels:
    """The levels that hold for the rows below, where a form does not merge or repeat them."""

    first: str = ""
    second: str = ""

    def take(self, first: str, second: str) -> None:
        """The levels of a row; an empty cell goes on with what stands above."""
        if first and first != self.first:
            self.first, self.second = first, ""
        self.second = second or self.second


def _indicators(grid: Grid, header: Header) -> tuple[tuple[IndicatorLine, ...], Totals]:
    lines: list[IndicatorLine] = []
    levels = _Levels()
    is_closed = False
    for row in range(header.row + 1, grid.rows):
        if is_total(grid, row):
            return tuple(lines), totals_of(grid, row, header)
        if is_indicator_header(grid, row):
            continue
        is_closed = is_closed or is_note(grid, row)  # a note ends the rows; the total may come after it
        if is_closed:
            continue
        lines += _line(grid, row, header, levels)
    return tuple(lines), Totals()


def _line(grid: Grid, row: int, header: Header, levels: _Levels) -> Iterator[IndicatorLine]:
    level1, level2, name_cell = (_cell(grid, row, header, one) for one in (Column.LEVEL1, Column.LEVEL2, Column.NAME))
    if name_cell is None or (level2 is not None and not name_cell.text and header.col(Column.NAME) is None):
        name_cell = name_cell or level2 or level1
    levels.take(_level(level1, name_cell), _level(level2, name_cell))
    name = name_cell.seen() if name_cell else None
    values = {column: _value(grid, row, header, column) for column in _VALUE_COLUMNS}
    starts = name_cell is not None and name_cell.row == row
    if not any(values.values()) and (name is None or not starts or is_level1(name.text)):
        return
    if name is None:
        name = _unnamed(level2, grid, row)
    target, actual = (header.col(column) for column in (Column.TARGET, Column.ACTUAL))
    merged = target is not None and actual is not None and grid.at(row, target) is grid.at(row, actual) is not None
    yield IndicatorLine(
        levels.first,
        levels.second,
        name,
        target=values[Column.TARGET],
        actual=None if merged else values[Column.ACTUAL],
        points=values[Column.POINTS],
        score=values[Column.SCORE],
        note=values[Column.NOTE],
        unit=values[Column.UNIT],
        nature=values[Column.NATURE],
        uncertain=merged and values[Column.TARGET] is not None,
    )


_VALUE_COLUMNS = (
    Column.TARGET,
    Column.ACTUAL,
    Column.POINTS,
    Column.SCORE,
    Column.NOTE,
    Column.UNIT,
    Column.NATURE,
)


def _cell(grid: Grid, row: int, header: Header, column: Column) -> GridCell | None:
    col = header.col(column)
    return None if col is None else grid.at(row, col)


def _value(grid: Grid, row: int, header: Header, column: Column) -> Seen | None:
    """The text under a header; a cell that began in a row above belongs to that row. Of an adjusted value and the
    first one the adjusted counts."""
    for col, _ in reversed(header.columns.get(column, ())):
        cell = grid.at(row, col)
        seen = cell.seen() if cell is not None and cell.row == row else None
        if seen is not None:
            return seen
    return None


def _level(cell: GridCell | None, name: GridCell | None) -> str:
    """The words of a level; a cell that reaches into the name's column is the name, no level."""
    if cell is None or cell is name:
        return ""
    text = one_line(cell.text)
    return level_word(text) if level_word(text) != plain(text) else text


def _unnamed(level2: GridCell | None, grid: Grid, row: int) -> Seen:
    """A row whose name is empty is named by its second level, else by nothing, at its first cell."""
    seen = level2.seen() if level2 is not None else None
    first = next(iter(grid.filled(row)), None)
    return seen or Seen("", first.spot if first else grid.spot)
