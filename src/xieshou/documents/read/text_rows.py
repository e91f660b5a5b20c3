"""Makes the rows of indicator and score tables out of their cells."""

from collections.abc import Iterable, Sequence

from xieshou.documents.read.forms import LEVEL1_WORDS, LEVEL2_WORDS, Column, level_word, plain
from xieshou.documents.read.lines import Line
from xieshou.documents.read.text_atoms import joined
from xieshou.documents.read.text_cells import Cells
from xieshou.kernel.reading import IndicatorLine, Seen, Spot

_QUOTE = 80


def row_quote(row: Cells, columns: Sequence[Column]) -> str:
    """The printed row, as short as a quote should be."""
    return " ".join(text for column in columns if (text := row.text(column)))[:_QUOTE]


def cell_seen(row: Cells, column: Column, quote: str) -> Seen | None:
    """What is printed in a cell; None when nothing is."""
    line = row.line(column)
    return None if line is None else Seen(row.text(column), Spot(line=line.no, quote=quote))


class Levels:
    """The levels a row belongs to: those printed last, as merged cells print them once."""

    def __init__(self) -> None:
        self.first = ""
        self.second = ""

    def take(self, first: str, second: str) -> None:
        """Read the level cells of a row."""
        if first and not second and self.first and self._is_second(first):
            first, second = "", first
        if first:
            self.first, self.second = first, second
        elif second:
            self.second = second

    def _is_second(self, text: str) -> bool:
        """`满意度指标` and `成本指标` are printed at either level: alone, and after another group, at the second."""
        word = level_word(text)
        return word in LEVEL2_WORDS and word in LEVEL1_WORDS


def indicators_of(rows: Iterable[Cells], columns: Sequence[Column], uncertain: Iterable[Line] = ()) -> tuple[IndicatorLine, ...]:
    """The indicators; a row next to a line that fitted nowhere is uncertain too."""
    levels = Levels()
    near = {line.no for line in uncertain}
    result: list[IndicatorLine] = []
    for row in rows:
        levels.take(plain(row.text(Column.LEVEL1)), plain(row.text(Column.LEVEL2)))
        name = cell_seen(row, Column.NAME, row_quote(row, columns))
        if name is not None:
            result.append(_indicator(row, columns, levels, name, near))
    return tuple(result)


def _indicator(row: Cells, columns: Sequence[Column], levels: Levels, name: Seen, near: set[int]) -> IndicatorLine:
    def cell(column: Column) -> Seen | None:
        return cell_seen(row, column, name.spot.quote)

    touched = {atom.line.no for runs in row.runs.values() for run in runs for atom in run}
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
        uncertain=row.is_doubtful or bool(near & {no + step for no in touched for step in (-2, -1, 0, 1, 2)}),
    )


def text_of_run(row: Cells, column: Column) -> str:
    """The text of a cell without its tails."""
    runs = row.runs.get(column)
    return joined(runs[0]) if runs else ""
