"""Reads the rows of a table that was taken out without blanks between cells, each line a row, as far as that goes."""

from collections.abc import Sequence
from dataclasses import dataclass

from xieshou.documents.read.forms import Column
from xieshou.documents.read.lines import Line, width
from xieshou.documents.read.text_atoms import Atom, Joint
from xieshou.documents.read.text_dense import Way, is_cut_line_by_line, ways_of
from xieshou.documents.read.text_row_cells import UNPROVEN, Divided, cells_of_line
from xieshou.documents.read.text_sums import Sums, settle

_MOST_BROKEN = 5  # one line in so many may be no row; with more the lines are not rows
_FULL = 3  # half-width columns that may stay free at the end of a full line
_PIECES = 3  # lines that a broken row may stand on


@dataclass(slots=True)
class _Row:
    """The lines of a row with the ways to cut them."""

    lines: list[Line]
    ways: list[Way]
    is_cut: bool = True  # its lines but the last are full, so that they were one before the page's width cut them


def glued_rows(lines: Sequence[Line], columns: Sequence[Column], sums: Sums) -> Divided | None:
    """The rows, and the lines that are none; None when the lines are not one row each."""
    if not is_cut_line_by_line(columns):
        return None
    found, left = _rows_and_rest(lines, columns)
    if not found or len(left) * _MOST_BROKEN > len(lines):
        return None
    settled = settle([row.ways for row in found], sums)
    are_proven = _add_up(settled.ways, sums)
    doubtful = settled.doubtful | _beside_broken(found, are_proven=are_proven)
    doubtful |= frozenset() if are_proven else _without_sign(settled.ways, columns)
    rows = tuple(
        cells_of_line(row.lines[0], way.cells, columns, UNPROVEN if at in doubtful else 0.0)
        for at, (row, way) in enumerate(zip(found, settled.ways, strict=True))
    )
    return Divided(rows, tuple(Atom(line.text, line, Joint.LINE, at, width(line.text)) for at, line in left))


def _add_up(ways: Sequence[Way], sums: Sums) -> bool:
    """Whether points and scores both add up: then the broken rows were joined rightly too."""
    figures = ([way.cells.get(column, "") for way in ways] for column in (Column.POINTS, Column.SCORE))
    return all(sums.held(*figures))


def _without_sign(ways: Sequence[Way], columns: Sequence[Column]) -> frozenset[int]:
    """The rows whose target begins with a figure: without a sign only sums tell where names, values and points end."""
    if Column.NATURE in columns:
        return frozenset()
    targets = [way.cells.get(Column.TARGET, "") for way in ways]
    return frozenset(at for at, target in enumerate(targets) if target[:1].isdigit() and "年" not in target)


def _beside_broken(rows: Sequence[_Row], *, are_proven: bool) -> frozenset[int]:
    """The rows that stand on several lines, and the one before each; where the sums hold, only those joined without need."""
    broken = [at for at, row in enumerate(rows) if len(row.lines) > 1 and not (are_proven and row.is_cut)]
    return frozenset(broken) | frozenset(at - 1 for at in broken if at)


def _rows_and_rest(lines: Sequence[Line], columns: Sequence[Column]) -> tuple[list[_Row], list[tuple[int, Line]]]:
    """The rows with the ways to cut each, and the lines that are no rows with their places."""
    widest, longest = (max((size(line.text) for line in lines), default=0) for size in (width, len))
    rows: list[_Row] = []
    left: list[tuple[int, Line]] = []
    at = 0
    while at < len(lines):
        ways = ways_of(lines[at].text, columns)
        if (
            not ways
            and rows
            and _is_full(rows[-1].lines[-1], widest, longest)
            and _continued(rows[-1], lines[at], columns)
        ):
            at += 1
            continue
        used, ways = (1, ways) if ways else _row_at(lines[at : at + _PIECES], columns)
        if ways:
            is_cut = all(_is_full(line, widest, longest) for line in lines[at : at + used - 1])
            rows.append(_Row(list(lines[at : at + used]), ways, is_cut))
        else:
            left.append((at, lines[at]))
        at += used
    return rows, left


def _is_full(line: Line, widest: int, longest: int) -> bool:
    return width(line.text) >= widest - _FULL or len(line.text) == longest


def _continued(row: _Row, line: Line, columns: Sequence[Column]) -> bool:
    """Join a line to the row before it, whose last line is full; whether that makes a row."""
    ways = ways_of("".join(one.text for one in (*row.lines, line)), columns)
    if not ways:
        return False
    row.lines.append(line)
    row.ways = ways
    return True


def _row_at(lines: Sequence[Line], columns: Sequence[Column]) -> tuple[int, list[Way]]:
    """How many lines the row takes that begins here and is none on its first line, and the ways to cut it."""
    for count in range(2, len(lines) + 1):
        ways = ways_of("".join(line.text for line in lines[:count]), columns)
        if ways:
            return count, ways
        if ways_of(lines[count - 1].text, columns):
            break
    return 1, []
