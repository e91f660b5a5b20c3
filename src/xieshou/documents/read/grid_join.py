"""Tables of a PDF that go on over pages, put together: columns by position, repeated headers dropped, cut rows closed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

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
    last_page: int = 0
    top: float = 0.0  # where it begins, on its first page
    room: float = 0.0  # what is left of the page below it, as a part of the page

    @property
    def rows(self) -> int:
        """The number of rows."""
        return max((cell.row + cell.rowspan for cell in self.cells), default=0)


def joined_tables(pages: Sequence[Sequence[PageTable]], lines: Sequence[Sequence[TextLine]]) -> list[PageTable]:
    """All tables; the last of a page and the first of the next are one when nothing stands between and their edges agree."""
    result: list[PageTable] = []
    for index, tables in enumerate(pages):
        for position, table in enumerate(tables):
            table = replace(table, last_page=table.page, top=table.ys[0])
            if position == 0 and result and _goes_on(result[-1], table, pages, lines, index):
                result[-1] = _join(result[-1], table)
            else:
                result.append(table)
    return result


def _goes_on(
    above: PageTable,
    table: PageTable,
    pages: Sequence[Sequence[PageTable]],
    lines: Sequence[Sequence[TextLine]],
    index: int,
) -> bool:
    if above.last_page != table.page - 1 or not pages[index - 1]:
        return False
    last = pages[index - 1][-1]
    edges = abs(above.xs[0] - table.xs[0]) <= SAME and abs(above.xs[-1] - table.xs[-1]) <= SAME
    if not edges or last.room > ROOM or _is_ended(above):
        return False
    below = [line for line in lines[index - 1] if line.base > last.ys[-1]]
    ahead = [line for line in lines[index] if line.base < table.ys[0]]
    return all(line.at_edge or _is_overflow(line, table) for line in below + ahead)


def _is_ended(table: PageTable) -> bool:
    """Whether the last row with words begins with a word for the total."""
    words = next((words for row in range(table.rows - 1, -1, -1) if (words := _words(table.cells, row))), ())
    return bool(words) and words[0].rstrip(":") in TOTAL_WORDS


def _is_overflow(line: TextLine, table: PageTable) -> bool:
    """Words of a merged cell in the first columns that are printed beyond the table, where a page cuts it."""
    return (
        table.xs[0] - SAME <= line.x0 and line.x1 <= table.xs[min(2, len(table.xs) - 1)] and len(line.text) <= OVERFLOW
    )


def _join(above: PageTable, table: PageTable) -> PageTable:
    xs = _merged(above.xs, table.xs)
    upper = [_placed(cell, above.xs, xs) for cell in above.cells]
    lower = [_placed(cell, table.xs, xs) for cell in table.cells]
    lower = _without(lower, _repeated(upper, lower))
    rows = above.rows
    if lower and _is_cut(upper, lower, rows):
        upper, lower = _closed(upper, lower, rows), _without(lower, 1)
    lower = [replace(cell, row=cell.row + rows) for cell in lower]
    cells = _one_over_the_break(upper, lower, rows)
    return PageTable(above.page, xs, table.ys, tuple(cells), table.page, above.top)


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


def _row(cells: Sequence[GridCell], row: int) -> list[GridCell]:
    return sorted((cell for cell in cells if cell.row == row), key=lambda cell: cell.col)


def _words(cells: Sequence[GridCell], row: int) -> tuple[str, ...]:
    found = (normalise(one_line(cell.text)) for cell in _row(cells, row))
    return tuple(text for text in found if text)


def _repeated(upper: Sequence[GridCell], lower: Sequence[GridCell]) -> int:
    """How many rows at the head of the lower part repeat rows at the head of the upper one, or its last header."""
    first = _words(lower, 0)
    if len(first) < 2:
        return 0
    starts = [row for row in range(max(cell.row for cell in upper) + 1) if _words(upper, row) == first]
    is_header = any(start < HEADER_ROWS for start in starts) or sum(map(_is_head, first)) * 2 > len(first)
    if not starts or not is_header:
        return 0
    count = 0
    while _words(lower, count) and _words(lower, count) == _words(upper, starts[0] + count) and count < HEADER_ROWS:
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


def _is_cut(upper: Sequence[GridCell], lower: Sequence[GridCell], rows: int) -> bool:
    """Whether the page break runs through a row: same columns, and one part lacks the numbers that the other has."""
    last = [cell for cell in upper if cell.row + cell.rowspan == rows and cell.rowspan == 1]
    first = [cell for cell in lower if cell.row == 0 and cell.rowspan == 1]
    if [(cell.col, cell.colspan) for cell in last] != [(cell.col, cell.colspan) for cell in first] or len(last) < 3:
        return False
    if any(_is_head(cell.text) for cell in last):
        return False
    has = [{cell.col for cell in part if _NUMERIC.fullmatch(normalise(cell.text))} for part in (last, first)]
    usual = _numeric_columns(upper, rows)
    if not usual or has[0] & has[1]:
        return False
    filled = {cell.col for cell in first if cell.text.strip()}
    return (usual <= has[0] and bool(filled) and not has[1]) or (not has[0] and usual <= has[1])


def _numeric_columns(cells: Sequence[GridCell], rows: int) -> set[int]:
    """Columns that hold a number in each of the rows above the last, back to the header."""
    columns: set[int] | None = None
    for row in range(rows - 2, max(-1, rows - 6), -1):
        line = _row(cells, row)
        if any(_is_head(cell.text) for cell in line):
            break
        numeric = {cell.col for cell in line if _NUMERIC.fullmatch(normalise(cell.text))}
        columns = numeric if columns is None else columns & numeric
    return columns or set()


def _closed(upper: Sequence[GridCell], lower: Sequence[GridCell], rows: int) -> list[GridCell]:
    """The last row of the upper part with the text of the first row of the lower one."""
    more = {cell.col: cell.text for cell in lower if cell.row == 0 and cell.rowspan == 1 and cell.text}
    return [
        replace(cell, text=f"{cell.text}\n{more[cell.col]}".strip())
        if cell.row + cell.rowspan == rows and cell.col in more and cell.rowspan == 1
        else cell
        for cell in upper
    ]


def _one_over_the_break(upper: Sequence[GridCell], lower: Sequence[GridCell], rows: int) -> list[GridCell]:
    """Merged cells that the page break cut: one of the two parts is empty, one reaches over several rows."""
    foot = {(cell.col, cell.colspan): cell for cell in upper if cell.row + cell.rowspan == rows}
    result = list(upper)
    for cell in lower:
        above = foot.get((cell.col, cell.colspan)) if cell.row == rows else None
        if above is None or (above.text and cell.text) or above.rowspan == cell.rowspan == 1:
            result.append(cell)
        else:
            result.remove(above)
            result.append(replace(above, text=above.text or cell.text, rowspan=above.rowspan + cell.rowspan))
    return result
