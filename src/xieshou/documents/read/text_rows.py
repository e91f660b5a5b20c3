"""Makes the rows of indicator and score tables out of their cells."""

import re
from collections.abc import Iterable, Sequence

from xieshou.documents.read.forms import LEVEL1_WORDS, LEVEL2_WORDS, Column, level_word
from xieshou.documents.read.lines import Line
from xieshou.documents.read.text_atoms import Joint
from xieshou.documents.read.text_cells import Cells
from xieshou.documents.read.text_cost import NOTE_WORDS
from xieshou.kernel.reading import IndicatorLine, Seen, Spot

_QUOTE = 80


def row_quote(row: Cells, columns: Sequence[Column]) -> str:
    """The printed row, as short as a quote should be."""
    return " ".join(text for column in columns if (text := row.text(column)))[:_QUOTE]


def cell_seen(row: Cells, column: Column, quote: str) -> Seen | None:
    """What is printed in a cell; None when nothing is."""
    line = row.line(column)
    return None if line is None else Seen(row.text(column), Spot(line=line.no, quote=quote))


def squeezed(text: str) -> str:
    """A text without blanks."""
    return "".join(text.split())


class Levels:
    """The levels a row belongs to: those printed last, as merged cells print them once."""

    def __init__(self) -> None:
        self.first = ""
        self.second = ""

    def take(self, first: str, second: str) -> None:
        """Read the level cells of a row."""
        if first and not second and self.first and self._is_second(first):
            first, second = "", first
        if first and first == self.first and first + second in LEVEL2_WORDS:
            second = first + second  # `产出 质量`, broken over two lines
        if first:
            self.first, self.second = first, second
        elif second:
            self.second = second

    def _is_second(self, text: str) -> bool:
        """`满意度指标` and `成本指标` are printed at either level: alone, and after another group, at the second."""
        word = level_word(text)
        return word in LEVEL2_WORDS and word in LEVEL1_WORDS


def indicators_of(
    rows: Sequence[Cells], columns: Sequence[Column], left: Iterable[Line] = ()
) -> tuple[IndicatorLine, ...]:
    """The indicators. A row next to a line that fitted nowhere (`left`), or out of order, is uncertain."""
    levels = Levels()
    doubtful = _doubtful(rows, columns, {line.no for line in left})
    result: list[IndicatorLine] = []
    for at, row in enumerate(rows):
        levels.take(squeezed(row.text(Column.LEVEL1)), squeezed(row.text(Column.LEVEL2)))
        name = cell_seen(row, Column.NAME, row_quote(row, columns))
        if name is not None:
            result.append(_indicator(row, levels, name, uncertain=at in doubtful))
    return tuple(result)


def _indicator(row: Cells, levels: Levels, name: Seen, *, uncertain: bool) -> IndicatorLine:
    def cell(column: Column) -> Seen | None:
        return cell_seen(row, column, name.spot.quote)

    return IndicatorLine(
        levels.first,
        levels.second,
        name,
        target=cell(Column.TARGET),
        actual=cell(Column.ACTUAL),
        points=cell(Column.POINTS),
        score=cell(Column.SCORE),
        note=cell(Column.NOTE),
        unit=cell(Column.UNIT),
        nature=cell(Column.NATURE),
        uncertain=uncertain,
    )


# --- what is not certain ---


def _doubtful(rows: Sequence[Cells], columns: Sequence[Column], left: set[int]) -> set[int]:
    """The rows whose cells are not proven; with two signs of disorder every row that is broken over lines is one."""
    near = {no + step for no in left for step in (-2, -1, 0, 1, 2)}
    disorder = _out_of_order(rows, columns)
    found = {at for at, row in enumerate(rows) if row.is_doubtful or near & _lines(row)}
    if len(disorder) < 2:
        return found | disorder
    return found | disorder | {at for at, row in enumerate(rows) if len(_lines(row)) > 1}


def _out_of_order(rows: Sequence[Cells], columns: Sequence[Column]) -> set[int]:
    """Rows that lines seem to have strayed from: a level word for a name, no level at all, a note that reads like a name."""
    found: set[int] = set()
    for at, row in enumerate(rows):
        if level_word(row.text(Column.NAME)) in LEVEL2_WORDS:
            found.add(at)
        if at == 0 and Column.LEVEL1 in columns and not row.text(Column.LEVEL1) and not row.text(Column.LEVEL2):
            found.add(at)
        if _is_stray(row):
            found |= {at, at + 1}
    return {at for at in found if at < len(rows)}


def _is_stray(row: Cells) -> bool:
    """Whether the note stands on a line of its own and is no sentence: it may be part of another row's name."""
    runs = row.runs.get(Column.NOTE)
    if not runs or runs[0][0].joint is not Joint.LINE:
        return False
    text = row.text(Column.NOTE)
    return not re.search("[，。；：、,;]", text) and not NOTE_WORDS.search(text)


def _lines(row: Cells) -> set[int]:
    return {atom.line.no for runs in row.runs.values() for run in runs for atom in run}
