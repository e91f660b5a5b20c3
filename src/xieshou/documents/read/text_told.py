"""Cells that tell what they are: a target with its sign, the actual value in the same unit behind it, points and score.

What stands in the order of the columns and can be nothing else need not be searched for; the search takes it as it is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xieshou.documents.read.forms import LEVEL1_WORDS, LEVEL2_WORDS, Column, level_word
from xieshou.documents.read.text_atoms import SIGNS, Atom, Joint

Told = dict[int, tuple[Column, int]]  # where a cell starts → its column, where it ends
Cell = tuple[Column, int, int]

_AMOUNT = r"[0-9][0-9,]*(?:\.[0-9]+)?"
_UNIT = rf"[^0-9\s{SIGNS}，。；、.,]{{1,8}}"
_SIGNED = re.compile(rf"[{SIGNS}]{_AMOUNT}({_UNIT})?")
_PLAIN = re.compile(rf"{_AMOUNT}({_UNIT})?")
_ONLY_UNIT = re.compile(_UNIT)
_NUMBER = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,4})?")
_DATE = re.compile(r"20[0-9]{2}年[^\s，。；]*")
_WORD = re.compile("[\u4e00-\u9fff]{2,}")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_LEVELS = frozenset((*LEVEL1_WORDS, *LEVEL2_WORDS))
_LEVEL_STARTS = tuple(_LEVELS)
_BROKEN_LEVEL = re.compile("(?<!项)指标")
_LEVEL_COLUMNS = (Column.LEVEL1, Column.LEVEL2)
_FIGURES = (Column.POINTS, Column.SCORE)
_LEVEL_LINES = 3  # over which a level word is broken
_NATURES = frozenset((*SIGNS, "定性"))


@dataclass(frozen=True, slots=True)
class _Shape:
    """The columns of measures: figures before the target, whether signs and units have a column, figures behind."""

    first: int  # the place of the first of them among the columns
    before: tuple[Column, ...]
    has_nature: bool
    has_unit: bool
    behind: tuple[Column, ...]


def told_cells(atoms: Sequence[Atom], columns: Sequence[Column]) -> Told:
    """The cells that are told; none where the columns do not stand in an order that tells them."""
    shape = _shape(columns)
    if shape is None:
        return {}
    rows = [row for at in range(len(shape.before), len(atoms)) if (row := _row(atoms, at, shape))]
    starts, ends = [_first(row) for row in rows], [0, *(row[-1][2] for row in rows)]
    named = [_is_named(atoms[start:end]) for start, end in zip(ends, starts, strict=False)]
    kept = [row for at, row in enumerate(rows) if all(named[at : at + 2])]
    cells = [cell for row in kept for cell in row]
    if columns[: shape.first] == (*(column for column in columns if column in _LEVEL_COLUMNS), Column.NAME):
        ends = [0, *(row[-1][2] for row in kept)]
        for start, row in zip(ends, kept, strict=False):
            cells += _ahead(atoms, start, _first(row), columns)
    return {start: (column, end) for column, start, end in cells}


def _first(row: Sequence[Cell]) -> int:
    return min(start for _, start, _ in row)


def _is_named(atoms: Sequence[Atom]) -> bool:
    """Whether there are words that may be a name."""
    return any(_CHINESE.search(atom.text) and level_word(atom.text) not in _LEVELS for atom in atoms)


def _shape(columns: Sequence[Column]) -> _Shape | None:
    """How the measures stand; None where they tell nothing."""
    if Column.TARGET not in columns:
        return None
    first = last = columns.index(Column.TARGET)
    has_nature = columns[first - 1] is Column.NATURE
    first -= has_nature
    before = tuple(column for column in columns[first - 1 : first] if column in _FIGURES)
    has_unit = tuple(columns[last + 1 : last + 2]) == (Column.UNIT,)
    last += 1 + has_unit
    behind = tuple(column for column in columns[last + 1 : last + 3] if column in _FIGURES)
    is_told = tuple(columns[last : last + 1 + len(behind)]) == (Column.ACTUAL, *behind) and behind
    return _Shape(first - len(before), before, has_nature, has_unit, behind) if is_told else None


# --- measures ---


def _row(atoms: Sequence[Atom], at: int, shape: _Shape) -> list[Cell]:
    """The cells of the row whose measures start here; none when one of them is not certain."""
    start = at + shape.has_nature
    if start >= len(atoms) - 1 or (shape.has_nature and atoms[at].text not in _NATURES):
        return []
    measures = _measured(atoms, start, shape) or _alike(atoms, start)
    if not measures:
        return []
    end = measures[-1][2]
    after = end + len(shape.behind)
    figures = [*range(at - len(shape.before), at), *range(end, after)]
    if after > len(atoms) or not all(_NUMBER.fullmatch(atoms[one].text) for one in figures):
        return []
    if after < len(atoms) and _is_bound(atoms[after]):
        return []
    nature: list[Cell] = [(Column.NATURE, at, start)] if shape.has_nature else []
    cells = zip((*shape.before, *shape.behind), figures, strict=True)
    return [*nature, *measures, *((column, no, no + 1) for column, no in cells)]


def _is_bound(atom: Atom) -> bool:
    """Whether what stands behind a score may belong to it, as a unit or the rest of a figure; a note is longer."""
    return atom.joint in (Joint.SOFT, Joint.NONE) and not (len(atom.text) >= 4 and _WORD.match(atom.text))


def _measured(atoms: Sequence[Atom], at: int, shape: _Shape) -> list[Cell]:
    """A signed amount and an amount in the same unit behind it; the sign, and the unit, may have a cell of their own."""
    form = _PLAIN if shape.has_nature else _SIGNED
    unit, middle = _amount(atoms, at, form)
    cells: list[Cell] = [(Column.TARGET, at, middle)]
    if shape.has_unit:
        if middle != at + 2:
            return []
        cells = [(Column.TARGET, at, at + 1), (Column.UNIT, at + 1, middle)]
    other, end = _amount(atoms, middle, _PLAIN) if unit else ("", at)
    return [*cells, (Column.ACTUAL, middle, end)] if unit and unit == other else []


def _amount(atoms: Sequence[Atom], at: int, form: re.Pattern[str]) -> tuple[str, int]:
    """The unit of the amount that starts here, and where it ends; no unit when there is none or no amount."""
    found = form.fullmatch(atoms[at].text) if at < len(atoms) else None
    if not found or found[1]:
        return (found[1], at + 1) if found else ("", at)
    unit = atoms[at + 1] if at + 1 < len(atoms) else None
    if unit is None or unit.joint is Joint.NONE or not _ONLY_UNIT.fullmatch(unit.text):
        return "", at
    return unit.text, at + 2


def _alike(atoms: Sequence[Atom], at: int) -> list[Cell]:
    """A word said as a target and again as what was reached, or two dates."""
    one, other = atoms[at].text, atoms[at + 1].text
    are_dates = _DATE.fullmatch(one) and _DATE.fullmatch(other)
    is_word = one == other and _WORD.fullmatch(one) and level_word(one) not in _LEVELS
    if at and (are_dates or (is_word and atoms[at - 1].text != one)):
        return [(Column.TARGET, at, at + 1), (Column.ACTUAL, at + 1, at + 2)]
    return []


# --- what stands before them ---


def _ahead(atoms: Sequence[Atom], start: int, end: int, columns: Sequence[Column]) -> Iterator[Cell]:
    """What is told of the cells between the end of a row and the measures of the next: levels, the name behind them, and
    the note before them where nothing else stands on its line."""
    lines = [at for at in range(start, end) if atoms[at].joint is Joint.LINE]
    levels = list(_levels(atoms, start, end))
    name = levels[-1][1] if levels else (lines[0] if len(lines) == 1 else end)
    if name == end or not _is_plain(atoms[name:end]):
        return
    yield Column.NAME, name, end
    first = levels[0][0] if levels else name
    if sum(stop - at for at, stop in levels) != name - first or atoms[first].joint is not Joint.LINE:
        return
    for at, stop in levels:
        column = _level_column("".join(atom.text for atom in atoms[at:stop]))
        if column is not None and column in columns:
            yield column, at, stop
    if lines[0] == first and 0 < start < first and columns[-1] is Column.NOTE:
        yield Column.NOTE, start, first


def _levels(atoms: Sequence[Atom], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where level words begin and end, those that are broken over lines too."""
    at = start
    while at < end:
        stop = next((stop for stop in range(min(at + _LEVEL_LINES, end), at, -1) if _is_level(atoms[at:stop])), at)
        if stop > at:
            yield at, stop
        at = max(stop, at + 1)


def _is_level(atoms: Sequence[Atom]) -> bool:
    text = "".join(atom.text for atom in atoms)
    return text.endswith("标") and text in _LEVELS and all(atom.joint is Joint.LINE for atom in atoms[1:])


def _level_column(text: str) -> Column | None:
    """The column of a level word; None for one that stands in either."""
    if text in LEVEL1_WORDS:
        return None if text in LEVEL2_WORDS else Column.LEVEL1
    return Column.LEVEL2


def _is_plain(atoms: Sequence[Atom]) -> bool:
    """Whether words stand here, no level word, be it broken, and no figure that may be a cell, except in `第 1 期`."""
    texts = [atom.text for atom in atoms]
    whole = "".join(texts)
    is_level = bool(_BROKEN_LEVEL.search(whole)) or whole.startswith(_LEVEL_STARTS)
    figures = [at for at, text in enumerate(texts) if text[0].isdigit() or text[0] in SIGNS]
    return not is_level and all(at and texts[at - 1].endswith("第") for at in figures)
