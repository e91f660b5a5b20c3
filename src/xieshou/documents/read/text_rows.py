"""Makes the rows of indicator and score tables out of their cells."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from xieshou.documents.read.forms import LEVEL1_WORDS, LEVEL2_WORDS, Column, level_word
from xieshou.documents.read.lines import Line
from xieshou.documents.read.text_atoms import SIGNS, Atom, Joint
from xieshou.documents.read.text_cost import NOTE_WORDS, loses_points
from xieshou.documents.read.text_row_cells import CERTAIN, Cells
from xieshou.documents.read.text_sums import Sums
from xieshou.kernel.reading import IndicatorLine, Seen, Spot

_QUOTE = 80
_LEVEL_INSIDE = re.compile("(?:数量|质量|时效|成本|效益|影响|满意度|产出)指标.")
_ROW_INSIDE = re.compile(
    rf"{_LEVEL_INSIDE.pattern}|.[{SIGNS}]\s*[0-9].*[^0-9.]\s*[0-9.]+$|[0-9]+(?:\.[0-9]+)?\s+[0-9]+(?:\.[0-9]+)?$"
)
_NO_NAME = re.compile(r"^[0-9.]+$|^[0-9.]+(?![年月日天]|小时|公里)[\u4e00-\u9fff]|[0-9][^0-9.]+[0-9.]+[^0-9.]+[0-9]")
_TWO_AMOUNTS = re.compile(rf"[{SIGNS}]\s*[0-9.,]+[\u4e00-\u9fff%/]+[0-9]+(?![^年]*年)[\u4e00-\u9fff%]")
_FIGURE_COLUMNS = frozenset((Column.POINTS, Column.SCORE))
# what a row without points, which no sums prove, may have swallowed: a value in its name, words behind its actual value
_VALUE_IN_NAME = re.compile(r"[0-9]\s*[\u4e00-\u9fff]{1,3}\s*[0-9]+$|[0-9]/[0-9]|([\u4e00-\u9fff]{3,})\1")
_WORDS_BEHIND = re.compile(r"^[0-9.,]+\s*[\u4e00-\u9fff]{7,}")
_WHOLE_VALUE = re.compile(rf"[{SIGNS}]?[0-9][0-9,.]*(?:[%‰]|[\u4e00-\u9fff㎡/]{{1,8}})")
# `人次11520人次`, `/场 12万元/场`: the end of the cell before stands at the start of this one
_TORN_UNIT = re.compile(r"/?([\u4e00-\u9fff/]{1,6})\s*[0-9][0-9,.]*(?=.*\1$)")
_AMOUNT_WITH_UNIT = re.compile(r"[0-9][0-9,.]*\s*[\u4e00-\u9fff]+")
_IDLE = {"0", "无", "—", "-", "/"}
_NUMBER_LAST = re.compile(r"\s[0-9]+(?:\.[0-9]+)?$")
_SIGN_SET = frozenset(SIGNS)
_ABOVE_ANY = re.compile(r"[0-9]{4,}(?:\.[0-9]+)?|(?!100(?:\.0+)?$)[1-9][0-9]{2}(?:\.[0-9]+)?")
_PROVEN = 2.0  # more that the cells of a row may cost where the sums of its table hold
_FIGURE = re.compile("[0-9.]+%?")
_LEVELS = (Column.LEVEL1, Column.LEVEL2)
_MANY_LINES = 3  # more than names have
_SHORT = 2  # half-width columns: a line that is narrower by more is the last of its cell


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
    rows: Sequence[Cells], columns: Sequence[Column], left: Iterable[Line] = (), sums: Sums | None = None
) -> tuple[IndicatorLine, ...]:
    """The indicators. A row next to a line that fitted nowhere (`left`), or out of order, is uncertain.

    Where the points and the scores add up to what the table prints (`sums`), an odd figure in a row is no doubt about it.
    """
    levels = Levels()
    doubtful = _doubtful(rows, columns, {line.no for line in left}, _limit(rows, sums)) | _losing(rows, sums)
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


def _limit(rows: Sequence[Cells], sums: Sums | None) -> float:
    """How badly the cells of a row may fit."""
    figures = [[text for row in rows if (text := row.text(column))] for column in (Column.POINTS, Column.SCORE)]
    if sums is None or not all(len(texts) == len(rows) for texts in figures):
        return CERTAIN
    held = sums.held(*figures)
    return CERTAIN + (_PROVEN if all(held) else (0.0 if any(held) else -_PROVEN / 2))


def _losing(rows: Sequence[Cells], sums: Sums | None) -> set[int]:
    """Where the sums say that a row was lost: the rows with a note, which may have swallowed it, and the last."""
    figures = [[row.text(column) for row in rows] for column in (Column.POINTS, Column.SCORE)]
    if sums is None or not rows or not sums.lost(*figures):
        return set()
    return {at for at, row in enumerate(rows) if row.text(Column.NOTE)} | {len(rows) - 1}


def _doubtful(rows: Sequence[Cells], columns: Sequence[Column], left: set[int], limit: float) -> set[int]:
    """The rows whose cells are not proven; with two signs of disorder every row that is broken over lines is one."""
    near = {no + step for no in left for step in (-2, -1, 0, 1, 2)}
    beside = {at for no in left for at in _beside(rows, no)} | _swallowed(rows) | _odd(rows, columns)
    disorder = _out_of_order(rows, columns, _Edges.of(rows) if is_cell_by_cell(rows) else None)
    found = beside | {at for at, row in enumerate(rows) if row.doubt > limit or near & _lines(row)}
    if limit < CERTAIN + _PROVEN:
        found |= {at for at, row in enumerate(rows) if any(map(row.is_put_together, _FIGURE_COLUMNS))}
    if len(disorder) < 2 or (limit >= CERTAIN + _PROVEN and is_cell_by_cell(rows)):
        return (
            found | disorder
        )  # a single one; or cells in their order, none lost by the sums: what is in doubt is beside it
    return found | disorder | {at for at, row in enumerate(rows) if len(_lines(row)) > 1}


def _beside(rows: Sequence[Cells], no: int) -> list[int]:
    """The row before and the row after a line that belongs to none."""
    before = sum(1 for row in rows if min(_lines(row)) < no)
    return [at for at in (before - 1, before) if 0 <= at < len(rows)]


def _swallowed(rows: Sequence[Cells]) -> set[int]:
    """Rows with a cell that seems to hold a row of its own: a level or a target with its sign."""
    found: set[int] = set()
    for at, row in enumerate(rows):
        texts = [row.text(column) for column in (Column.NOTE, Column.TARGET, Column.ACTUAL)]
        is_inside = any(map(_ROW_INSIDE.search, texts)) or _NUMBER_LAST.search(texts[0])
        if is_inside or _LEVEL_INSIDE.search(row.text(Column.NAME)):
            found |= {at, at + 1}
    return {at for at in found if at < len(rows)}


def _odd(rows: Sequence[Cells], columns: Sequence[Column]) -> set[int]:
    """Rows that no form has: a figure for a name or at its start, two amounts for a target, points without a score."""
    found: set[int] = set()
    whole = is_cell_by_cell(rows)
    for at, row in enumerate(rows):
        if _is_idle(row):
            continue
        if (whole and _holds_a_value_more(row)) or _is_shifted(row, columns):
            found |= {at - 1, at}
        is_cut = any(column in columns and not row.text(column) for column in (Column.POINTS, Column.SCORE))
        if is_cut and row.text(Column.TARGET):
            found |= {at - 1, at, at + 1}
        if _is_open(row, columns) or _is_torn(row):
            found.add(at)
        if _NO_NAME.search(row.text(Column.NAME)) or _TWO_AMOUNTS.search(row.text(Column.TARGET)):
            found |= {at - 1, at}
        if not _FIGURE_COLUMNS.isdisjoint(columns):
            continue
        if not row.text(Column.TARGET) or (Column.ACTUAL in columns and not row.text(Column.ACTUAL)):
            found |= {at - 2, at - 1, at, at + 1}  # cells have shifted, from where nothing tells
        if _VALUE_IN_NAME.search(row.text(Column.NAME)) or _WORDS_BEHIND.search(row.text(Column.ACTUAL)):
            found.add(at)
    return {at for at in found if 0 <= at < len(rows)}


def _is_idle(row: Cells) -> bool:
    """Whether a row says that there is no such indicator: `无 无 无`, `0 0 0`."""
    texts = {row.text(column) for column in (Column.NAME, Column.TARGET, Column.ACTUAL)}
    return len(texts) == 1 and texts <= _IDLE


def _is_open(row: Cells, columns: Sequence[Column]) -> bool:
    """Whether a row with a score has no target or no actual value: a line may be missing, or the value stands in another cell."""
    is_scored = any(row.text(column) for column in _FIGURE_COLUMNS)
    measures = [column for column in (Column.TARGET, Column.ACTUAL) if column in columns]
    return is_scored and len(measures) == 2 and not all(row.text(column) for column in measures)


def _is_torn(row: Cells) -> bool:
    """Whether a unit was torn from its figure: half of it in a column of units, or at the start of the actual value."""
    has_unit_twice = bool(row.text(Column.UNIT)) and bool(_AMOUNT_WITH_UNIT.fullmatch(row.text(Column.TARGET)))
    return has_unit_twice or bool(_TORN_UNIT.match(row.text(Column.ACTUAL)))


def _holds_a_value_more(row: Cells) -> bool:
    """Cell by cell: whether a line strayed into a target or an actual value."""
    runs = [run for column in (Column.TARGET, Column.ACTUAL) for run in row.runs.get(column, ())]
    return any(_is_strayed_into(_texts_of(run)) for run in runs)


def _is_strayed_into(lines: Sequence[str]) -> bool:
    """Whether one of several lines is a value by itself, and they are none together; or a figure goes on in the next line."""
    text = "".join(lines)
    if len(lines) < 2 or re.search("(?:19|20)[0-9]{2}年", text):
        return False
    is_figure_cut = any(one[-1:].isdigit() and after[:1].isdigit() for one, after in pairwise(lines))
    return is_figure_cut or (any(map(_WHOLE_VALUE.fullmatch, lines)) and not _WHOLE_VALUE.fullmatch(text))


def _texts_of(run: Sequence[Atom]) -> list[str]:
    lines: dict[int, str] = {}
    for atom in run:
        lines[atom.row] = lines.get(atom.row, "") + atom.text
    return list(lines.values())


def _is_shifted(row: Cells, columns: Sequence[Column]) -> bool:
    """Whether cells have changed places: an actual value with the sign that its target lacks, a score above a hundred."""
    target, actual, score = row.text(Column.TARGET), row.text(Column.ACTUAL), row.text(Column.SCORE)
    is_swapped = actual[:1] in _SIGN_SET and target[:1].isdigit() and Column.NATURE not in columns
    return is_swapped or bool(_ABOVE_ANY.fullmatch(score) or _ABOVE_ANY.fullmatch(row.text(Column.POINTS)))


def _out_of_order(rows: Sequence[Cells], columns: Sequence[Column], edges: "_Edges | None") -> set[int]:
    """Rows that lines seem to have strayed from: a level word for a name, no level at all, a note that reads like a name."""
    found: set[int] = set()
    for at, row in enumerate(rows):
        if level_word(row.text(Column.NAME)) in LEVEL2_WORDS:
            found.add(at)
        if at == 0 and Column.LEVEL1 in columns and not row.text(Column.LEVEL1) and not row.text(Column.LEVEL2):
            found.add(at)
        if (not edges.ends_note(rows, at) or _may_hold_note(rows, at)) if edges else _is_stray(row):
            found |= {at, at + 1}
    return {at for at in found if at < len(rows)}


def _is_stray(row: Cells) -> bool:
    """Whether the note stands on a line of its own and is no sentence: it may be part of another row's name."""
    runs = row.runs.get(Column.NOTE)
    if not runs or runs[0][0].joint is not Joint.LINE:
        return False
    text = row.text(Column.NOTE)
    return not re.search("[，。；：、,;]", text) and not NOTE_WORDS.search(text)


# --- cell by cell ---


def is_cell_by_cell(rows: Sequence[Cells]) -> bool:
    """Whether no line holds parts of two cells: then the cells stand in the order of the columns, and none strays."""
    owner: dict[int, tuple[int, Column]] = {}
    cells = (((at, column), run) for at, row in enumerate(rows) for column, runs in row.runs.items() for run in runs)
    return all(owner.setdefault(atom.line.no, cell) == cell for cell, run in cells for atom in run)


@dataclass(frozen=True, slots=True)
class _Edges:
    """How wide the lines of names and notes are that are continued; None where none is."""

    name: tuple[int, int] | None
    note: tuple[int, int] | None

    @classmethod
    def of(cls, rows: Sequence[Cells]) -> "_Edges":
        """The widths, narrowest and widest."""
        return cls(_continued(rows, Column.NAME), _continued(rows, Column.NOTE))

    def ends_note(self, rows: Sequence[Cells], at: int) -> bool:
        """Whether it is certain that a note ends where it was read to end: a level or nothing follows, or its last line is short."""
        runs = rows[at].runs.get(Column.NOTE)
        if not runs:
            return True
        sizes = _sizes(runs[0])
        if not _is_stray(rows[at]):
            return len(runs) == 1 and not _has_figure_line(runs[0])
        if len(runs) > 1 or not self._is_one_cell(sizes):
            return False
        if at + 1 == len(rows) or any(rows[at + 1].runs.get(column) for column in _LEVELS):
            return True
        return all(sizes[-1] + _SHORT < edge[0] for edge in (self.name, self.note) if edge)

    def _is_one_cell(self, sizes: Sequence[int]) -> bool:
        return all(self.note is not None and size + _SHORT >= self.note[1] for size in sizes[:-1])


def _has_figure_line(run: Sequence[Atom]) -> bool:
    """Whether a line of the cell holds nothing but a figure, which may be another cell."""
    atoms = Counter(atom.row for atom in run)
    return any(_FIGURE.fullmatch(atom.text) and atoms[atom.row] == 1 for atom in run)


def _may_hold_note(rows: Sequence[Cells], at: int) -> bool:
    """Whether a note may have been taken for the start of the next name: points lost, no note, a name of many lines."""
    row, after = rows[at], rows[at + 1] if at + 1 < len(rows) else None
    if after is None or row.runs.get(Column.NOTE) or any(after.runs.get(column) for column in _LEVELS):
        return False
    if len(_sizes(after.runs.get(Column.TARGET, [()])[0])) > 1 and not re.search("[0-9]", after.text(Column.TARGET)):
        return True  # the name may stand in the target
    is_long = any(len(_sizes(run)) >= _MANY_LINES for run in after.runs.get(Column.NAME, ()))
    return is_long and loses_points(row.text(Column.SCORE), row.text(Column.POINTS))


def _continued(rows: Sequence[Cells], column: Column) -> tuple[int, int] | None:
    sizes = [size for row in rows for run in row.runs.get(column, ()) for size in _sizes(run)[:-1]]
    return (min(sizes), max(sizes)) if sizes else None


def _sizes(run: Sequence[Atom]) -> list[int]:
    sizes: dict[int, int] = {}
    for atom in run:
        sizes[atom.row] = sizes.get(atom.row, 0) + atom.width
    return list(sizes.values())


def _lines(row: Cells) -> set[int]:
    return {atom.line.no for runs in row.runs.values() for run in runs for atom in run}
