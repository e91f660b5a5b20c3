"""Reads the rows of a table where every line is one row and every cell of it can be told by its form: no search is needed.

A cheap test before a costly one. A target with its sign and unit, the actual value in the same unit, points and score stand
in the order of the columns, and points and scores add up to what the table prints. One line that is anything else, or a sum
that does not hold, and nothing is read here: the search divides the table.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from xieshou.documents.read.forms import LEVEL1_WORDS, LEVEL2_WORDS, Column
from xieshou.documents.read.lines import Line
from xieshou.documents.read.text_atoms import SIGNS
from xieshou.documents.read.text_row_cells import Divided, cells_of_line
from xieshou.documents.read.text_sums import Sums

_LEVELS = (Column.LEVEL1, Column.LEVEL2)
_MOST_POINTS = 60  # that one indicator has
_NUMBER = r"[0-9]+(?:\.[0-9]{1,4})?"
_AMOUNT = r"[0-9][0-9,]*(?:\.[0-9]+)?"


def _either(words: Sequence[str]) -> str:
    return "|".join(sorted({word for word in words if word.endswith("指标")}, key=len, reverse=True))


_LEVEL_WORDS = {Column.LEVEL1: _either(LEVEL1_WORDS), Column.LEVEL2: _either(LEVEL2_WORDS)}
_LEVEL = _either((*LEVEL1_WORDS, *LEVEL2_WORDS))
_AT_BOTH = frozenset(LEVEL1_WORDS) & frozenset(LEVEL2_WORDS)
_NAME = rf"(?P<name>(?!(?:{_LEVEL})(?: |$))[^{SIGNS}]*[\u4e00-\u9fff）)])"
_WHOLE_NAME = r"(?P<name>[\u4e00-\u9fff（）()“”、]+)"  # without a blank, so that the words behind it are cells
# a signed amount and an amount in the same unit; the same word twice; two dates
_MEASURED = (
    rf"(?P<target>[{SIGNS}]{_AMOUNT}(?: ?(?P<of>[^0-9\s{SIGNS}]{{1,8}}))?) (?P<actual>{_AMOUNT}(?(of) ?(?P=of)))"
)
_SAME_WORD = r"(?P<target>[\u4e00-\u9fff]+) (?P<actual>(?P=target))"
_DATES = r"(?P<target>20[0-9]{2}年[^\s，。]*) (?P<actual>20[0-9]{2}年[^\s，。]*)"
_POINTS, _SCORE, _NOTE = rf"(?P<points>{_NUMBER})", rf"(?P<score>{_NUMBER})", r"(?P<note>[\u4e00-\u9fff（“].*)"
_ORDERS = (
    (Column.NAME, Column.TARGET, Column.ACTUAL, Column.POINTS, Column.SCORE),
    (Column.NAME, Column.POINTS, Column.TARGET, Column.ACTUAL, Column.SCORE),
)


def plain_rows(lines: Sequence[Line], columns: Sequence[Column], sums: Sums) -> Divided | None:
    """The rows; None when a line is no whole row, or when points and scores do not both add up."""
    forms = _forms(tuple(columns))
    rows: list[dict[Column, str]] = []
    for line in lines if forms else ():
        row = _row(" ".join(line.text.split()), forms)
        if row is None:
            return None
        rows.append(row)
    if not rows or not _is_proven(rows, sums):
        return None
    return Divided(tuple(cells_of_line(line, row, columns) for line, row in zip(lines, rows, strict=True)), ())


@lru_cache(maxsize=64)
def _forms(columns: tuple[Column, ...]) -> tuple[re.Pattern[str], ...]:
    """What a row with these columns looks like; none when the order of the columns leaves its cells untold."""
    levels = tuple(column for column in columns if column in _LEVELS)
    rest = tuple(column for column in columns if column is not Column.NOTE)[len(levels) :]
    is_note_last = Column.NOTE not in columns or columns[-1] is Column.NOTE
    if columns[: len(levels)] != levels or rest not in _ORDERS or not is_note_last:
        return ()
    ahead = "".join(rf"(?:(?P<{column.value}>{_LEVEL_WORDS[column]}) )?" for column in levels)
    note = f"(?: {_NOTE})?" if Column.NOTE in columns else ""
    named = ((_NAME, _MEASURED), (_WHOLE_NAME, _SAME_WORD), (_WHOLE_NAME, _DATES))
    return tuple(re.compile(ahead + _row_form(rest, name, pair) + note) for name, pair in named)


def _row_form(columns: Sequence[Column], name: str, pair: str) -> str:
    texts = {Column.NAME: name, Column.TARGET: pair, Column.POINTS: _POINTS, Column.SCORE: _SCORE}
    return " ".join(texts[column] for column in columns if column in texts)


def _row(text: str, forms: Sequence[re.Pattern[str]]) -> dict[Column, str] | None:
    """The cells of a line; None when it is no whole row."""
    found = next((match for form in forms if (match := form.fullmatch(text))), None)
    if found is None:
        return None
    read = found.groupdict()
    cells: dict[Column, str] = {column: read[column.value] for column in Column if read.get(column.value)}
    return cells if float(cells[Column.SCORE]) <= float(cells[Column.POINTS]) <= _MOST_POINTS else None


def _is_proven(rows: Sequence[dict[Column, str]], sums: Sums) -> bool:
    """Whether points and scores both add up, and the first row says to which level it belongs."""
    figures = ([row.get(column, "") for row in rows] for column in (Column.POINTS, Column.SCORE))
    level = rows[0].get(Column.LEVEL1) or rows[0].get(Column.LEVEL2)
    return all(sums.held(*figures)) and level not in _AT_BOTH
