"""Whether a table surely fits on one page, told before it is set: then it has nothing to repeat and is set once.

Only an upper bound of its height is worked out, in points, every character taken as wide as a Chinese one. The sizes are
those of `templates/document.typ`. A table that may not fit is set as one that breaks: nothing is lost but time.
"""

from xieshou.documents.document import Layout, Section
from xieshou.documents.page import MARGINS, paper, text_width
from xieshou.documents.table import Cell, Table

POINTS = 72 / 25.4  # of a millimetre
SIZE, LEADING, INSET = (
    9.0,
    2.7,
    (6.0, 7.5),
)  # of table text; insets of a cell with its rules: both sides, above and below
TITLE, CAPTION = (25.0, 16.0), 16.0  # of a title: a line with the space below, a line; of a caption
SPARE = 24.0
SMALL_TABLE = 14  # rows


def is_kept_whole(table: Table, section: Section) -> bool:
    """Whether a small table is kept on one page; one of few rows may have texts that fill more, and then it breaks."""
    is_small = table.rows <= SMALL_TABLE and not table.is_flowing
    return is_small and (section.layout is not Layout.FORM or surely_fits(table, section))


def surely_fits(table: Table, section: Section) -> bool:
    """Whether a table at the top of a page of its form ends on that page."""
    if section.layout is not Layout.FORM:
        return False
    margins = MARGINS[section.layout]
    room = (paper(section)[1] - margins.top - margins.bottom) * POINTS - SPARE
    return _head(table, section) + _height(table, section) <= room


def _head(table: Table, section: Section) -> float:
    width = text_width(section) * POINTS
    title = sum(_lines(line, width, TITLE[1]) for line in table.title.split("\n")) * TITLE[1] + TITLE[0]
    captions = sum(_lines(one.left + one.right, width, SIZE) + 1 for one in table.captions)
    return (title if table.title else 0.0) + captions * CAPTION


def _height(table: Table, section: Section) -> float:
    """The most that all rows take; a merged cell that is higher than its rows makes them higher."""
    share = text_width(section) * POINTS / sum(table.widths)
    rows = [0.0] * table.rows
    merged = []
    for cell in table.cells:
        height = _cell(cell, sum(table.widths[cell.col : cell.col + cell.colspan]) * share)
        if cell.rowspan == 1:
            rows[cell.row] = max(rows[cell.row], height)
        else:
            merged.append((cell, height))
    over = sum(max(0.0, height - sum(rows[cell.row : cell.row + cell.rowspan])) for cell, height in merged)
    return sum(rows) + over


def _cell(cell: Cell, width: float) -> float:
    lines = sum(_lines(line, width - INSET[0], SIZE) for line in cell.text.split("\n"))
    return lines * SIZE + (lines - 1) * LEADING + INSET[1]


def _lines(line: str, width: float, size: float) -> int:
    """The most lines; a sign that may not begin a line takes the character before it along."""
    characters = max(1, int(width / size) - 1)
    return max(1, -(-len(line) // characters))
