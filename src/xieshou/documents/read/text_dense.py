"""Cuts a line that was taken out without blanks between cells into the cells of its row.

Every place where two cells can meet (at a sign, a figure, a unit, a word said twice) is a place to cut; of all ways to
give the pieces to the columns, those that fit best are kept, best first.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xieshou.documents.read.forms import LEVEL1_WORDS, Column
from xieshou.documents.read.text_atoms import LEVELS_AHEAD, SIGNS
from xieshou.documents.read.text_cost import NATURES, NEVER, NOTE_WORDS, cell_cost
from xieshou.kernel.units import find_unit

_READABLE = frozenset(
    (
        Column.LEVEL1, Column.LEVEL2, Column.NAME, Column.NATURE, Column.UNIT, Column.TARGET, Column.ACTUAL,
        Column.POINTS, Column.SCORE, Column.NOTE,
    )
)  # fmt: skip
_LEVELS = (Column.LEVEL1, Column.LEVEL2)
_FIGURES = (Column.POINTS, Column.SCORE)
_DASHES = "-—–/"
_NO_CUT_AFTER = SIGNS + ".(（第/~～至:：" + _DASHES
_SIGN_WORDS = sorted((word for word in NATURES if "\u4e00" <= word[0] <= "\u9fff"), key=len, reverse=True)
_NATURE = re.compile("|".join(_SIGN_WORDS))
# how something went: the longer words first, as none may be cut inside
_WORDS = re.compile(
    "(?:未|已|按时|按期|全部|部分|基本)(?:完成|提供|达标|健全|完善|建立)|基本|已|未|不|取消|没有|无|按|达|完成|健全|完善|建立|有效|显著|明显|较"
    "|良好|优|合格|及时|长期|持续|全部|提[升高]|增强|改善"
)
_UNIT_RUN = re.compile("[0-9]([\u4e00-\u9fff/]+)")
_CHINESE = re.compile("[\u4e00-\u9fff]+")
_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,2})(?:\.[0-9]{1,4})?")
_ODD = re.compile("[0-9.,]*[\u4e00-\u9fff]+[0-9]+$")  # `取消1`, `11个工作日1`
_AMOUNT = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
_MEASURED = re.compile(
    rf"[{SIGNS}][0-9][0-9,]*(?:\.[0-9]+)?(?P<unit>[^0-9\s{SIGNS}，。；、.,]{{1,8}})(?P<actual>[0-9][0-9,]*(?:\.[0-9]+)?(?P=unit))(?=[0-9])"
)
_SIGN = re.compile(f"[{SIGNS}]")
_MEASURES = (Column.NATURE, Column.TARGET, Column.UNIT, Column.ACTUAL)
_TOLD_BY = ([Column.TARGET, Column.ACTUAL], list(_MEASURES))
_LONGEST = {Column.TARGET: 40, Column.ACTUAL: 40, Column.NATURE: 8, Column.UNIT: 8, Column.POINTS: 7, Column.SCORE: 7}
_MOST_POINTS = 60  # that one indicator has
_KEPT = 4  # ways that are kept at one place
_WORST = 7.0  # what costs more is no row
_USUAL = 2.5  # what the best ways of most rows cost less than
_CLOSE = 2.4  # more than this beside the best way nobody asks for (`text_sums`)
_ROUNDING = 1e-6  # more than binary fractions lose
# the least that a cell with a text costs; what an empty one costs
_LEAST = {Column.NAME: -2.0, Column.TARGET: -0.5, Column.ACTUAL: -0.5, Column.SCORE: -0.2}
_EMPTY = {Column.TARGET: 2.5, Column.ACTUAL: 2.5, Column.SCORE: 3.0}
_BY_TEXT = (Column.POINTS, Column.NOTE)  # what these cost does not depend on the cells before
_TORN = 2.0  # a number loses its unit
_MAX_LINE = 400
_LONGEST_UNIT = 5  # characters

Cells = dict[Column, str]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to cut a line: the text of each column that has one."""

    cost: float
    cells: Cells

    def same_figures(self, other: "Way") -> bool:
        """Whether both say the same: levels and notes may differ."""
        keys = (Column.NAME, Column.NATURE, Column.UNIT, Column.TARGET, Column.ACTUAL, Column.POINTS, Column.SCORE)
        return all(self.cells.get(key) == other.cells.get(key) for key in keys)


def is_cut_line_by_line(columns: Sequence[Column]) -> bool:
    """Whether rows with these columns can be cut: levels first, then a name, figures among the rest."""
    levels = [column in _LEVELS for column in columns]
    known = _READABLE.issuperset(columns) and Column.NAME in columns and Column.TARGET in columns
    return known and levels == sorted(levels, reverse=True) and any(column in columns for column in _FIGURES)


def ways_of(line: str, columns: Sequence[Column]) -> list[Way]:
    """The ways to cut a line, best first; none when it is no row."""
    text = "".join(line.split())
    if not text or len(text) > _MAX_LINE:
        return []
    levels, rest = _levels_and_rest(text, columns)
    order = [column for column in columns if column not in _LEVELS]
    places = _places(rest, after_signs=Column.NATURE in columns)
    told = _told_places(rest, order, places)
    found = _best_ways(_Cutting(rest, order, told), levels) if told else []
    return found or _best_ways(_Cutting(rest, order, places), levels)


def _best_ways(cutting: "_Cutting", levels: Cells) -> list[Way]:
    """The best ways and all that are close to the best."""
    found = _rows_of(cutting, levels, _USUAL)
    bound = min(_WORST, found[0].cost + _CLOSE) if found else _WORST
    return found if bound <= _USUAL else _rows_of(cutting, levels, bound)


def _rows_of(cutting: "_Cutting", levels: Cells, bound: float) -> list[Way]:
    """The ways that make a row and cost no more than the bound, best first."""
    return [way for way in cutting.ways(levels, bound) if _is_row(way.cells)]


def _is_row(cells: Cells) -> bool:
    """Whether there is what makes a row: something to measure, and points or a score."""
    return any(cells.get(column) for column in (Column.TARGET, Column.ACTUAL)) and any(map(cells.get, _FIGURES))


def _levels_and_rest(text: str, columns: Sequence[Column]) -> tuple[Cells, str]:
    if not any(column in columns for column in _LEVELS):
        return {}, text
    found = LEVELS_AHEAD.match(text)
    words = [word for word in found.groups() if word] if found else []
    end = len("".join(words))
    if words and not _CHINESE.match(text[end:]):
        end -= len(words.pop())  # it is the name itself
    if len(words) == 2:
        return {Column.LEVEL1: words[0], Column.LEVEL2: words[1]}, text[end:]
    if len(words) == 1:
        return {Column.LEVEL1 if words[0] in LEVEL1_WORDS else Column.LEVEL2: words[0]}, text[end:]
    return {}, text


# --- where cells can meet ---


def _places(text: str, *, after_signs: bool) -> list[int]:
    """The places to cut, with both ends; behind a sign and before % only where signs have a column."""
    found = {0, len(text)}
    if after_signs:
        found.update(at for at in range(1, len(text)) if text[at - 1] in SIGNS or text[at] in "%‰")
    found.update(at for at in range(1, len(text)) if _may_cut(text[at - 1], text[at]))
    for run in _CHINESE.finditer(text):
        found.update(run.start() + at for at in _inside(run[0]))
        if run.start() and text[run.start() - 1].isdigit():
            sizes = range(1, min(4, len(run[0])) + 1)
            found.update(run.start() + size for size in sizes if find_unit(run[0][:size]))
    return sorted(found)


def _told_places(text: str, order: Sequence[Column], places: Sequence[int]) -> list[int]:
    """The places that are left where a signed amount and one in the same unit behind it tell target and actual value."""
    found = _MEASURED.search(text)
    measures = [column for column in order if column in _MEASURES]
    if not found or measures not in _TOLD_BY or _SIGN.search(text, found.end()):
        return []
    kept = {found.start(), found.start("actual"), found.end()}
    kept |= {found.start() + 1} if Column.NATURE in order else set()
    kept |= {found.start("unit")} if Column.UNIT in order else set()
    has_points_ahead = order[1] is Column.POINTS
    return [
        at for at in places if at in kept or at >= found.end() or at == 0 or (has_points_ahead and at < found.start())
    ]


def _may_cut(before: str, after: str) -> bool:
    if after.isdigit():
        return before.isdigit() or before not in _NO_CUT_AFTER
    if after in SIGNS:
        return before not in SIGNS and before not in "/(（"
    if before in _DASHES or after in _DASHES:
        return not (before.isascii() and before.isalpha())
    return (before.isdigit() and after not in ".,%‰") or before == "%"


def _inside(run: str) -> Iterator[int]:
    """Where a run of characters can be cut: before a word that says how something went, and where it ends by saying a word twice."""
    yield from (found.start() for found in _WORDS.finditer(run))
    for found in _NATURE.finditer(run):
        yield found.start()
        yield found.end()
    for size in range(1, len(run) // 2 + 1):
        if run[-2 * size : -size] == run[-size:]:
            yield len(run) - 2 * size
            yield len(run) - size


# --- cells ---


class _Cutting:
    """A text to cut, and what is known of its pieces. What the columns to the right cost at least is found out first: a way
    that cannot be ended within the bound is given up before its cells are read."""

    def __init__(self, text: str, order: Sequence[Column], places: Sequence[int]) -> None:
        self.text = text
        self.order = order
        self.places = places
        self._ends: dict[tuple[Column, int], list[tuple[int, float]]] = {}
        self._ahead: dict[tuple[int, int], float] = {}

    def ways(self, levels: Cells, bound: float) -> list[Way]:
        """The ways to the end of the text, those of no more cost than the bound."""
        partial: dict[int, list[Way]] = {0: [Way(0.0, levels)]}
        for step in range(len(self.order)):
            partial = self._next(partial, step, bound)
        return [way for way in partial.get(len(self.text), ()) if way.cost <= bound]

    def _next(self, partial: dict[int, list[Way]], step: int, bound: float) -> dict[int, list[Way]]:
        """The ways with one more column."""
        column, text = self.order[step], self.text
        result: dict[int, list[Way]] = {}
        for start, ways in partial.items():
            torn = _torn(column, text, start)
            for end, least in self._ends_of(step, start):
                ahead = self._least_ahead(step + 1, end)
                within = bound - ahead + _ROUNDING
                for way in ways:  # the cheapest first
                    if way.cost + least > within:
                        break
                    cost = way.cost + _cost(column, text[start:end], way.cells) + (torn if end > start else 0.0)
                    if cost <= within:
                        cells = {**way.cells, column: text[start:end]} if end > start else way.cells
                        result.setdefault(end, []).append(Way(cost, cells))
        return {end: sorted(ways, key=lambda way: way.cost)[:_KEPT] for end, ways in result.items()}

    def _ends_of(self, step: int, start: int) -> list[tuple[int, float]]:
        """Where a cell that starts here may end, and what it costs at least."""
        column = self.order[step]
        found = self._ends.get((column, start))
        if found is None:
            torn = _torn(column, self.text, start)
            ends = _ends(column, start, self.text, self.places, is_last=step + 1 == len(self.order))
            least = [(end, _least(column, self.text[start:end], torn)) for end in ends]
            found = self._ends[column, start] = [one for one in least if one[1] < NEVER]
        return found

    def _least_ahead(self, step: int, start: int) -> float:
        """What the columns from here on cost at least."""
        if step == len(self.order):
            return 0.0 if start == len(self.text) else NEVER
        found = self._ahead.get((step, start))
        if found is None:
            costs = (least + self._least_ahead(step + 1, end) for end, least in self._ends_of(step, start))
            found = self._ahead[step, start] = min(costs, default=NEVER)
        return found


def _least(column: Column, text: str, torn: float) -> float:
    """What a cell costs at least, whatever stands before it."""
    if column in _BY_TEXT:
        return _cost(column, text, {}) + (torn if text else 0.0)
    if not text:
        return _EMPTY.get(column, 0.0)
    return _LEAST.get(column, 0.0) + torn


def _torn(column: Column, text: str, at: int) -> float:
    """What it costs that a cell begins here: dear where that takes the unit from a number or divides it."""
    if at == 0 or column is Column.UNIT:
        return 0.0
    before, after = text[at - 1], text[at : at + 1]
    if before.isdigit() and after.isdigit():
        return _TORN if column is Column.ACTUAL else 0.0
    if before.isdigit() and any(find_unit(text[at : at + size]) for size in (1, 2, 3)):
        return _TORN if column is not Column.NOTE else 0.5
    return _TORN if _is_inside_unit(text, at) else 0.0


def _is_inside_unit(text: str, at: int) -> bool:
    """Whether the characters around the place, after a number, are one unit: `个` and `工作日`, also in `户次未完成`."""
    run = next((run for run in _UNIT_RUN.finditer(text) if run.start() < at < run.end()), None)
    if run is None:
        return False
    longest = next((size for size in range(_LONGEST_UNIT, 0, -1) if find_unit(run[1][:size])), 0)
    return at < run.start(1) + longest or find_unit(run[1]) is not None


def _ends(column: Column, start: int, text: str, places: Sequence[int], *, is_last: bool) -> list[int]:
    size = _LONGEST.get(column, _MAX_LINE)
    ends = [end for end in places if start <= end <= start + size]
    if is_last:
        return [end for end in ends if end == len(text)]
    if column in _FIGURES:
        return [end for end in ends if _is_figure(text[start:end])]
    if column is Column.NATURE:
        return [end for end in ends if end == start or text[start:end] in NATURES]
    return ends


def _is_figure(text: str) -> bool:
    return not text or bool(_NUMBER.fullmatch(text)) or (len(text) <= 2 and not text.strip(_DASHES))


def _cost(column: Column, text: str, row: Cells) -> float:
    if column is Column.ACTUAL:
        return _actual_cost(text, row)
    if column is Column.SCORE:
        return _score_cost(text, row.get(Column.POINTS, ""))
    if column is Column.POINTS:
        return _points_cost(text)
    if column is Column.UNIT:
        return _unit_cost(text, row)
    cost = cell_cost(column, text, "")
    if column is Column.NAME:
        return cost + (1.0 if text[-1:].isdigit() else 0.0)
    if column is Column.TARGET:
        return cost + _sign_cost(text, row.get(Column.NATURE))
    return cost + (_figure_in_note(text) if column is Column.NOTE else 0.0)


def _points_cost(text: str) -> float:
    """Points are seldom more than so many, and oftener whole than scores are."""
    if _NUMBER.fullmatch(text) and float(text) > _MOST_POINTS:
        return NEVER
    return cell_cost(Column.POINTS, text, "") + (0.4 if "." in text else 0.0)


def _figure_in_note(text: str) -> float:
    """A note does not begin with a figure, and hardly holds one but to say what was taken off."""
    if text[:1] == "." or text[:1].isdigit():
        return 4.0
    return 2.0 if re.search("[0-9]", text) and not NOTE_WORDS.search(text) else 0.0


def _sign_cost(text: str, nature: str | None) -> float:
    """Behind a column of signs the target has none of its own, and a number after a sign, no plain one after 定性."""
    if nature is None:
        return 0.0
    is_amount = bool(_AMOUNT.match(text))
    if nature[0] in SIGNS:
        return 0.0 if is_amount else 2.0
    return 1.5 if _AMOUNT.fullmatch(text) and nature.startswith("定性") else 0.0


def _unit_cost(text: str, row: Cells) -> float:
    """A unit stands behind a bare number; nothing behind a target with its unit, a date or words."""
    target = row.get(Column.TARGET, "")
    is_bare = bool(_AMOUNT.fullmatch(target))
    if not text:
        return 1.5 if is_bare else (1.2 if _AMOUNT.match(target) and "年" not in target else 0.0)
    return cell_cost(Column.UNIT, text, "") if is_bare else NEVER


def _actual_cost(text: str, row: Cells) -> float:
    target, unit = row.get(Column.TARGET, ""), row.get(Column.UNIT, "")
    is_odd = text[-1:].isdigit() and bool(_ODD.match(text))
    return cell_cost(Column.ACTUAL, text, target + unit) + (1.0 if is_odd else 0.0)


def _score_cost(text: str, points: str) -> float:
    if _NUMBER.fullmatch(text) and float(text) > 100:
        return NEVER
    return cell_cost(Column.SCORE, text, points)
