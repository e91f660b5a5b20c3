"""How wide a column and how high a row must be in Excel, which does not make merged rows fit by itself.

Column widths are Excel's (digits of the 10-point default type, 7 pixels each and 5 between columns); text is measured in
half characters: a Chinese character is two, a digit one, 20/3 pixels each. Heights are points.
"""

from collections.abc import Sequence
from unicodedata import east_asian_width

from xieshou.documents.table import Table

PAGE_WIDTH = {False: 96, True: 144}  # column widths across an A4 page, portrait and landscape
LINE_HEIGHT = 14
PADDING = 4
HIGHEST = 409  # Excel's limit


def text_width(text: str) -> int:
    """Half characters in one line of text."""
    return sum(2 if east_asian_width(char) in "WFA" else 1 for char in text)


def room(widths: Sequence[int]) -> int:
    """Half characters that fit on a line across these columns."""
    pixels = sum(7 * width + 5 for width in widths) - 4
    return max(2, pixels * 3 // 20)


def text_height(text: str, widths: Sequence[int], size: int = 10) -> int:
    """Height of a row that shows the text in full, in type of this many points."""
    fits = max(2, room(widths) * 10 // size)
    lines = sum(max(1, -(-text_width(line) // fits)) for line in text.split("\n"))
    return lines * (size * 14 // 10) + PADDING


def column_widths(table: Table, *, landscape: bool) -> tuple[int, ...]:
    """The table's columns in half characters."""
    whole = sum(table.widths)
    return tuple(max(3, PAGE_WIDTH[landscape] * weight // whole) for weight in table.widths)


def row_heights(table: Table, widths: tuple[int, ...]) -> tuple[int, ...]:
    """Heights of the table's rows: each cell fits; what a tall merged cell lacks is shared among its rows."""
    heights = [LINE_HEIGHT + PADDING] * table.rows
    for cell in sorted(table.cells, key=lambda cell: cell.rowspan):
        rows = range(cell.row, cell.row + cell.rowspan)
        lacking = text_height(cell.text, widths[cell.col : cell.col + cell.colspan]) - sum(heights[row] for row in rows)
        if lacking > 0:
            for row in rows:
                heights[row] += -(-lacking // cell.rowspan)
    return tuple(min(height, HIGHEST) for height in heights)
