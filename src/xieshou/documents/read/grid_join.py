"""Tables of a PDF that go on over pages, put together: columns by position, repeated headers dropped, cut rows closed.

Work grows with the pages, not with their square: a page is compared with the head and the foot of what stands before it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from xieshou.documents.read.forms import TOTAL_WORDS
from xieshou.documents.read.grid_model import GridCell, one_line
from xieshou.documents.read.grid_pdf_text import TextLine
from xieshou.documents.read.grid_words import column_in
from xieshou.kernel.text import normalise

SAME = 4.0  # points within which two columns of two pages are one
HEADER_ROWS = 5
ROOM = 0.4  # of a page, empty below a table that goes on
OVERFLOW = 12  # characters

_NUMERIC = re.compile(r"[-+]?[0-9][0-9,.]*%?")


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table of a page, or of several once joined: positions of its lines, its cells."""

    page: int
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridCell, ...]
    top: float = 0.0  # where it begins, on its first page
    room: float = 0.0  # what is left of the page below it, as a part of the page


@dataclass(slots=True)
class _Rows:
    """The cells of a table by the row they begin in, from the left."""

    cells: dict[int, list[GridCell]] = field(default_factory=dict)
    count: int = 0
    _words: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def put(self, cell: GridCell) -> None:
        """One more cell."""
        row = self.cells.setdefault(cell.row, [])
        row.append(cell)
        if len(row) > 1 and row[-2].col > cell.col:
            row.sort(key=lambda one: one.col)
        self.count = max(self.count, cell.row + cell.rowspan)
        self._words.pop(cell.row, None)

    def change(self, old: GridCell, new: GridCell) -> None:
        """Another cell in the place of one."""
        self.cells[old.row].remove(old)
        self.put(new)

    def words(self, row: int) -> tuple[str, ...]:
        """What the cells say that begin in a row."""
        found = self._words.get(row)
        if found is None:
            texts = (normalise(one_line(cell.text)) for cell in self.cells.get(row, ()))
            found = self._words[row] = tuple(text for text in texts if text)
        return found


def _rows(cells: Iterable[GridCell]) -> _Rows:
    rows = _Rows()
    for cell in cells:
        rows.put(cell)
    return rows


@dataclass(slots=True)
class _Joined:
    """A table while pages are added to it."""

    first: PageTable
    last: PageTable  # the part of it on its last page
    xs: tuple[float, ...]
    rows: _Rows
    foot: list[GridCell]  # cells of which some reach its last row

    def table(self) -> PageTable:
        """The whole table."""
        cells = (cell for row in sorted(self.rows.cells) for cell in self.rows.cells[row])
        return replace(self.first, xs=self.xs, ys=self.last.ys, cells=tuple(cells), top=self.first.ys[0])


def joined_tables(pages: Sequence[Sequence[PageTable]], lines: Sequence[Sequence[TextLine]]) -> list[PageTable]:
    """All tables; the last of a page and the first of the next are one when nothing stands between and their edges agree."""
    result: list[_Joined] = []
    for index, tables in enumerate(pages):
        for position, table in enumerate(tables):
            if position == 0 and result and _goes_on(result[-1], table, pages, lines, index):
                _add(result[-1], table)
            else:
                result.append(_Joined(table, table, table.xs, _rows(table.cells), list(table.cells)))
    return [one.table() for one in result]


def _goes_on(
    above: _Joined,
    table: PageTable,
    pages: Sequence[Sequence[PageTable]],
    lines: Sequence[Sequence[TextLine]],
    index: int,
) -> bool:
    if above.last.page != table.page - 1 or not pages[index - 1]:
        return False
    last = pages[index - 1][-1]
    edges = abs(above.xs[0] - table.xs[0]) <= SAME and abs(above.xs[-1] - table.xs[-1]) <= SAME
    if not edges or last.room > ROOM or _is_ended(above.rows):
        return False
    below = [line for line in lines[index - 1] if line.base > last.ys[-1]]
    ahead = [line for line in lines[index] if line.base < table.ys[0]]
    return all(line.at_edge or _is_overflow(line, table) for line in below + ahead)


def _is_ended(rows: _Rows) -> bool:
    """Whether the last row with words begins with a word for the total."""
    words = next((words for row in range(rows.count - 1, -1, -1) if (words := rows.words(row))), ())
    return bool(words) and words[0].rstrip(":") in TOTAL_WORDS


def _is_overflow(line: TextLine, table: PageTable) -> bool:
    """Words of a merged cell in the first columns that are printed beyond the table, where a page cuts it."""
    return (
        table.xs[0] - SAME <= line.x0 and line.x1 <= table.xs[min(2, len(table.xs) - 1)] and len(line.text) <= OVERFLOW
    )


def _add(above: _Joined, table: PageTable) -> None:
    """The table of the next page at the foot of what stands before it."""
    xs = _merged(above.xs, table.xs)
    if any(_nearest(x, xs) != index for index, x in enumerate(above.xs)):
        above.rows = _rows(_placed(cell, above.xs, xs) for row in above.rows.cells.values() for cell in row)
        above.foot = [_placed(cell, above.xs, xs) for cell in above.foot]
    above.xs, above.last = xs, table
    lower = [_placed(cell, table.xs, xs) for cell in table.cells]
    lower = _without(lower, _repeated(above.rows, _rows(lower)))
    count = above.rows.count
    if lower and _is_cut(above.rows, lower):
        _close(above, lower)
        lower = _without(lower, 1)
    _put_below(above, [replace(cell, row=cell.row + count) for cell in lower], count)


def _merged(first: Sequence[float], second: Sequence[float]) -> tuple[float, ...]:
    result: list[float] = []
    for x in sorted((*first, *second)):
        if not result or x - result[-1] > SAME:
            result.append(x)
    return tuple(result)


def _placed(cell: GridCell, old: Sequence[float], new: Sequence[float]) -> GridCell:
    """The cell in the columns of the joined table."""
    start, end = _nearest(old[cell.col], new), _nearest(old[cell.col + cell.colspan], new)
    return replace(cell, col=start, colspan=max(1, end - start))


def _nearest(x: float, xs: Sequence[float]) -> int:
    return min(range(len(xs)), key=lambda index: abs(xs[index] - x))


def _repeated(upper: _Rows, lower: _Rows) -> int:
    """How many rows at the head of the lower part repeat rows at the head of the upper one, or its last header."""
    first = lower.words(0)
    if len(first) < 2:
        return 0
    start = next((row for row in range(upper.count) if upper.words(row) == first), None)
    if start is None or not (start < HEADER_ROWS or sum(map(_is_head, first)) * 2 > len(first)):
        return 0
    count = 0
    while lower.words(count) and lower.words(count) == upper.words(start + count) and count < HEADER_ROWS:
        count += 1
    return count


def _is_head(text: str) -> bool:
    return column_in(text) is not None


def _without(cells: Sequence[GridCell], count: int) -> list[GridCell]:
    """The cells without the first rows."""
    result = []
    for cell in cells:
        end = cell.row + cell.rowspan - count
        if end > 0:
            row = max(0, cell.row - count)
            result.append(replace(cell, row=row, rowspan=end - row))
    return result


def _is_cut(upper: _Rows, lower: Sequence[GridCell]) -> bool:
    """Whether the page break runs through a row: same columns, and one part lacks the numbers that the other has."""
    last = _single(upper.cells.get(upper.count - 1, ()))
    first = _single(sorted((cell for cell in lower if cell.row == 0), key=lambda cell: cell.col))
    if [(cell.col, cell.colspan) for cell in last] != [(cell.col, cell.colspan) for cell in first] or len(last) < 3:
        return False
    if any(_is_head(cell.text) for cell in last):
        return False
    has = [{cell.col for cell in part if _is_number(cell)} for part in (last, first)]
    usual = _numeric_columns(upper)
    if not usual or has[0] & has[1]:
        return False
    filled = {cell.col for cell in first if cell.text.strip()}
    return (usual <= has[0] and bool(filled) and not has[1]) or (not has[0] and usual <= has[1])


def _single(cells: Iterable[GridCell]) -> list[GridCell]:
    return [cell for cell in cells if cell.rowspan == 1]


def _is_number(cell: GridCell) -> bool:
    return _NUMERIC.fullmatch(normalise(cell.text)) is not None


def _numeric_columns(rows: _Rows) -> set[int]:
    """Columns that hold a number in each of the rows above the last, back to the header."""
    columns: set[int] | None = None
    for row in range(rows.count - 2, max(-1, rows.count - 6), -1):
        line = rows.cells.get(row, ())
        if any(_is_head(cell.text) for cell in line):
            break
        numeric = {cell.col for cell in line if _is_number(cell)}
        columns = numeric if columns is None else columns & numeric
    return columns or set()


def _close(above: _Joined, lower: Sequence[GridCell]) -> None:
    """Gives the last row of the upper part the text of the first row of the lower one."""
    more = {cell.col: cell.text for cell in lower if cell.row == 0 and cell.rowspan == 1 and cell.text}
    for cell in _single(above.rows.cells.get(above.rows.count - 1, ())):
        if cell.col in more:
            whole = replace(cell, text=f"{cell.text}\n{more[cell.col]}".strip())
            above.rows.change(cell, whole)
            above.foot = [whole if one is cell else one for one in above.foot]


def _put_below(above: _Joined, lower: Sequence[GridCell], count: int) -> None:
    """Adds the cells; merged cells that the page break cut become one: one of the two parts is empty, one reaches over
    several rows."""
    foot = {(cell.col, cell.colspan): cell for cell in above.foot if cell.row + cell.rowspan == count}
    above.foot = [] if lower else above.foot
    for cell in lower:
        over = foot.pop((cell.col, cell.colspan), None) if cell.row == count else None
        if over is None or (over.text and cell.text) or over.rowspan == cell.rowspan == 1:
            above.rows.put(cell)
        else:
            cell = replace(over, text=over.text or cell.text, rowspan=over.rowspan + cell.rowspan)
            above.rows.change(over, cell)
        above.foot.append(cell)
