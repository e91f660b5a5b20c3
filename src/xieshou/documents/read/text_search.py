"""The search behind `text_cells.divide`: the cheapest path through (position, column)."""

import re
from dataclasses import dataclass

from xieshou.documents.read.forms import Column, level_word, plain
from xieshou.documents.read.text_atoms import SIGNS, Atom, Joint
from xieshou.documents.read.text_cost import LEVEL_TAILS, NEVER, cell_cost, loses_points
from xieshou.documents.read.text_known import LEVEL_WORDS, LEVELS, PAIRED, CellTable
from xieshou.documents.read.text_row_cells import Cells, Divided

BEAM = 5.0  # ways that cost so much more than the best at the same place are given up
_LONGEST_NAME = 60
_VARIANTS = 4  # ways to have read the target that are kept while the actual value is looked for
_SKIP = 5.0  # what it costs to leave out a line
_INSIDE_LINE = 3.0  # what it costs that a cell begins inside a line, where each line is one
_ROW = 0.2
_ROW_WITHOUT_FIGURES = 3.0
_FIGURES = frozenset((Column.TARGET, Column.ACTUAL, Column.POINTS, Column.SCORE))
_LONGEST = {
    Column.LEVEL1: 4, Column.LEVEL2: 4, Column.NAME: 18, Column.TARGET: 14, Column.ACTUAL: 16, Column.NOTE: 90,
    Column.CRITERIA: 160, Column.EXPLANATION: 60, Column.UNIT: 2, Column.NATURE: 2, Column.POINTS: 2, Column.SCORE: 2, Column.RATE: 1,
    Column.NUMBER: 1,
}  # fmt: skip
_LONG_TEXT = (Column.NOTE, Column.CRITERIA, Column.EXPLANATION)
BROKEN = (Column.NAME, Column.TARGET, Column.ACTUAL, *_LONG_TEXT)
_TAILED = (Column.LEVEL1, Column.LEVEL2, *BROKEN)
_POINTS_OF_NAME = re.compile("[(（][0-9.]+(?:$|分)")
_ITEM = re.compile("[0-9]{1,2}[.、．]|[（(][0-9]{1,2}[)）]|[①-⑩]|注[:：]|其中[:：]|如")
_CHEAPEST = -4.5  # no cell costs less
_LOST = "lost"  # remembered of points and score until the note
_MEASURES = (Column.TARGET, Column.ACTUAL)
_NUMBERS = (Column.SCORE, Column.POINTS, Column.RATE)

Widths = dict[Column, float]


@dataclass(slots=True)  # not frozen: a search makes tens of thousands, and freezing doubles what making one costs
class _Node:
    cost: float
    back: "_Node | None"
    at: int  # column index; -1 a new row, -2 a line left out
    start: int
    end: int


class Search:
    """One shortest-path search over (position, column)."""

    def __init__(self, table: CellTable, widths: Widths, beam: float) -> None:
        self.table = table
        self.beam = beam
        self.atoms = table.atoms
        self.columns = table.columns
        self.tails = () if table.is_cell_by_cell else tuple(column for column in self.columns if column in _TAILED)
        self.steps = self.columns + self.tails
        self.widths = widths
        self.row_cost = _ROW if not _FIGURES.isdisjoint(self.columns) else _ROW_WITHOUT_FIGURES
        self.name_at = self.columns.index(Column.NAME)
        self.order = (*range(self.name_at + 1, len(self.steps) + 1), *range(self.name_at + 1))
        self.nodes: list[dict[int, dict[str, _Node]]] = [{} for _ in range(len(self.atoms) + 1)]
        self.runs: dict[tuple[int, Column, bool], list[tuple[int, float]]] = {}
        self.best = [NEVER * NEVER] * (len(self.atoms) + 1)
        followers = dict(zip(self.columns, (*self.columns[1:], None), strict=True))
        self.before_number = {column: follower in _NUMBERS for column, follower in followers.items()}
        self.before_unit = {column: follower is Column.UNIT for column, follower in followers.items()}

    def run(self) -> Divided:
        self._reach(0, 0, "", _Node(0.0, None, -1, 0, 0))
        for at in range(len(self.atoms) + 1):
            for step in self.order:
                for memory, node in self._best_of(at, step):
                    self._leave(at, step, memory, node)
        return self._result()

    def _best_of(self, at: int, step: int) -> list[tuple[str, _Node]]:
        """The cheapest ways to stand here, those within the beam."""
        found = self.nodes[at].get(step)
        if not found:
            return []
        limit = self.best[at] + self.beam
        here = [way for way in found.items() if way[1].cost <= limit]
        return sorted(here, key=lambda way: way[1].cost)[:_VARIANTS] if len(here) > 1 else here

    def _reach(self, at: int, step: int, memory: str, node: _Node) -> None:
        ways = self.nodes[at].setdefault(step, {})
        known = ways.get(memory)
        if known is None or node.cost < known.cost:
            ways[memory] = node
            self.best[at] = min(self.best[at], node.cost)

    def _leave(self, at: int, step: int, memory: str, node: _Node) -> None:
        if step == len(self.steps):
            self._new_row(at, node)
        elif step >= len(self.columns):
            self._tail(at, step, node)
        else:
            if step == 0:
                self._skip_line(at, node)
            self._cell(at, step, memory, node)

    def _new_row(self, at: int, node: _Node) -> None:
        if at == len(self.atoms) or self.atoms[at].joint is Joint.LINE:
            self._reach(at, 0, "", _Node(node.cost + self.row_cost, node, -1, at, at))

    def _skip_line(self, at: int, node: _Node) -> None:
        if at < len(self.atoms):
            end = at + 1
            while end < len(self.atoms) and self.atoms[end].joint is not Joint.LINE:
                end += 1
            self._reach(end, 0, "", _Node(node.cost + _SKIP, node, -2, at, end))

    # --- cells ---

    def _cell(self, at: int, step: int, memory: str, node: _Node) -> None:
        column = self.columns[step]
        empty = self._empty_cost(column, memory)
        if column is not Column.NAME and empty < NEVER:
            kept = memory if column not in PAIRED.values() and column not in PAIRED else ""
            self._reach(at, step + 1, kept, _Node(node.cost + empty, node, step, at, at))
        start = self._boundary(at, node) if column is not Column.UNIT else 0.0
        for end, inside in self._runs(at, column):
            before, limit = node.cost + start + inside, self.best[end] + self.beam
            if before + _CHEAPEST > limit:
                continue  # nothing that stands here could bring it back within the beam
            cost = before + self.table.cost(column, at, end, memory)
            text = self._text(at, end)
            if column is Column.NAME and inside >= 2.0 and self._is_repeated(text):
                cost -= 2.0
            if column is Column.NOTE:
                cost += self._note_cost(at, memory)
            if cost <= limit:
                self._arrive(end, step, memory, _Node(cost, node, step, at, end), text)

    def _note_cost(self, at: int, memory: str) -> float:
        """What it costs that a note starts here; a reason is to be expected where points were lost."""
        cost = -0.5 if memory == _LOST else 0.0
        if self.atoms[at].top and not self.table.is_cell_by_cell:
            cost += 1.0  # the row stands on the page before, its note would too
        return cost + (4.0 if self.table.opens_level[at] else 0.0)

    def _empty_cost(self, column: Column, memory: str) -> float:
        """What an empty cell costs; a date or words have no unit."""
        if column is Column.UNIT and memory and (not memory[0].isdigit() or "年" in memory):
            return 0.2
        return cell_cost(column, "", memory)

    def _arrive(self, end: int, step: int, memory: str, node: _Node, text: str) -> None:
        column = self.columns[step]
        if column in PAIRED.values():
            memory = text
        elif column in PAIRED:
            memory = _LOST if column is Column.SCORE and loses_points(text, memory) else ""
        self._reach(end, step + 1, memory, node)

    def _runs(self, at: int, column: Column, *, is_tail: bool = False) -> list[tuple[int, float]]:
        """Where a cell that starts here may end, and what keeping its atoms together costs."""
        key = (at, column, is_tail)
        if key not in self.runs:
            self.runs[key] = self._ends(at, column, is_tail=is_tail)
        return self.runs[key]

    def _ends(self, at: int, column: Column, *, is_tail: bool) -> list[tuple[int, float]]:
        result: list[tuple[int, float]] = []
        inside = 0.0
        only_line_ends = column in _LONG_TEXT
        before_number = self.before_number[column] and not is_tail
        keeps_unit = self.table.keeps_unit if not self.before_unit[column] else frozenset()
        for end in range(at + 1, min(len(self.atoms), at + _LONGEST.get(column, 1)) + 1):
            if end > at + 1:
                inside += self._inside(at, end - 1, column)
            if inside > BEAM:
                break
            if end not in keeps_unit and self._may_end(end, only_line_ends, before_number):
                result.append((end, inside))
        return result

    def _may_end(self, end: int, only_line_ends: bool, before_number: bool) -> bool:
        """Whether a cell may end here: a long text at the end of a line or a sentence, one before a number column at a number."""
        if end == len(self.atoms):
            return True
        ends_line = self.atoms[end].joint is Joint.LINE
        if only_line_ends:
            return (ends_line or self.atoms[end - 1].text.endswith("。")) and (
                self.table.is_number[end] or not before_number
            )
        return ends_line or self.table.is_number[end] or not before_number

    def _text(self, start: int, end: int) -> str:
        return self.table.text(start, end)

    # --- what stands between atoms ---

    def _inside(self, start: int, at: int, column: Column) -> float:
        """What it costs that the atom belongs to the cell of the one before it."""
        joint = self.atoms[at].joint
        if joint is Joint.LINE:
            opens = 4.0 if self.table.opens_level[at] and column not in LEVELS else 0.0
            return (
                opens
                + self._line_inside(start, at, column)
                + (self._own_cell(at, column) if column not in LEVELS else 0.0)
            )
        if self.table.is_cell_by_cell:
            return 0.0
        if joint is Joint.HARD:
            return 1.0 if column in _LONG_TEXT else 4.0
        return 0.0 if joint is Joint.SOFT else 0.3

    def _own_cell(self, at: int, column: Column) -> float:
        """Cell by cell, a line that is a number, begins with a sign or follows a level is hardly ever the rest of a cell."""
        if not self.table.is_cell_by_cell:
            return 0.0
        after_level = 1.0 if self.table.is_level[at - 1] else (0.6 if column in _MEASURES else 0.0)
        return 2.5 if self.table.is_number[at] or self.atoms[at].text[0] in SIGNS else after_level

    def _line_inside(self, start: int, at: int, column: Column) -> float:
        if _POINTS_OF_NAME.match(self.atoms[at].text):
            return 0.1
        if column in _LONG_TEXT and _ITEM.match(self.atoms[at].text):
            return 0.1
        room = self._room(start, at, column)
        if room is None:
            return 0.5
        if room < 0:
            return 0.0
        return 0.8 if room < 2 else (1.5 if column in _LONG_TEXT else 2.5)

    def _boundary(self, at: int, node: _Node) -> float:
        """What it costs that a cell starts here."""
        if at == 0 or at >= len(self.atoms):
            return 0.0
        joint = self.atoms[at].joint
        if joint is Joint.LINE:
            return 0.0 if self._own_cell(at, Column.NAME) > 1 else self._line_boundary(at, node)
        if self.table.is_cell_by_cell:
            return _INSIDE_LINE
        if joint is Joint.HARD:
            return 0.0
        if joint is Joint.MID:
            return 0.3
        return self._soft_boundary(at, node) if joint is Joint.SOFT else 0.2

    def _line_boundary(self, at: int, node: _Node) -> float:
        last = _last_cell(node)
        if last is None or last.at < 0 or last.end != at:
            return 0.0
        room = self._room(last.start, at, self.steps[last.at])
        if room is None:
            return 0.2
        return 0.6 if room < 0 else (0.3 if room < 2 else 0.0)

    def _soft_boundary(self, at: int, node: _Node) -> float:
        """Between a number and a character: nothing after a score, dear where the number may lose its unit."""
        last = _last_cell(node)
        if last is not None and last.at >= 0 and self.steps[last.at] in _NUMBERS:
            return 0.0
        return 1.5 if self.table.may_keep_unit[at] else 0.3

    def _room(self, start: int, at: int, column: Column) -> float | None:
        """The room that was left at the end of the line before the atom once its first word is put there; None when unknown."""
        limit = self.widths.get(column)
        if limit is None:
            return None
        row, size, back = self.atoms[at - 1].row, 0, at - 1
        while back >= start and self.atoms[back].row == row:
            size += self.atoms[back].width
            back -= 1
        return limit - size - self.table.first_words[at]

    # --- tails ---

    def _tail(self, at: int, step: int, node: _Node) -> None:
        self._reach(at, step + 1, "", node)
        follows = node.at >= len(self.columns) and node.end == at
        if at >= len(self.atoms) or not (self.atoms[at].joint is Joint.LINE or follows):
            return
        is_top = self.atoms[at].top or follows
        column = self.steps[step]
        for end, inside in self._runs(at, column, is_tail=True)[: 12 if is_top else 1]:
            text = self._text(at, end)
            cost = self._tail_cost(column, text, node) + inside + (0.0 if is_top else 2.5)
            if cost < NEVER and (is_top or len(text) <= 3):
                self._reach(end, step + 1, "", _Node(node.cost + cost, node, step, at, end))

    def _tail_cost(self, column: Column, text: str, node: _Node) -> float:
        begun = _row_cell(node, self.columns.index(column))
        if begun is None:
            return NEVER
        if begun.start == begun.end:
            return (
                1.0 + cell_cost(column, text, "") if column is Column.NOTE and node.at >= len(self.columns) else NEVER
            )
        part = self._text(begun.start, begun.end)
        if column in LEVELS:
            return 0.1 if level_word(part + text) in LEVEL_WORDS and len(text) <= 3 else NEVER
        if text in LEVEL_TAILS and text.endswith("标"):
            return NEVER
        room = self._room(begun.start, begun.end, column) if begun.end < len(self.atoms) else None
        is_long = column in _LONG_TEXT
        cost = 1.0 + (0.0 if is_long else 0.05 * len(text)) + min(_tail_room_cost(room), 0.5 if is_long else 3.0)
        cost += cell_cost(column, part + text, "") - cell_cost(column, part, "")
        return cost - (self._evidence(begun, text) if column is Column.NAME else 0.0)

    def _evidence(self, begun: _Node, text: str) -> float:
        """A name that stands elsewhere in the document in one piece is proven."""
        whole = plain(self._text(begun.start, begun.end) + text)
        return 2.5 if 4 <= len(whole) <= _LONGEST_NAME and whole in self.table.run_together else 0.0

    def _is_repeated(self, text: str) -> bool:
        """Whether a name stands in the document in one piece, on one line."""
        whole = plain(text)
        return 4 <= len(whole) <= _LONGEST_NAME and whole in self.table.document

    # --- result ---

    def _result(self) -> Divided:
        ends = list(self.nodes[-1].get(0, {}).values())
        if not ends:
            return Divided((), tuple(self.atoms))
        node: _Node | None = min(ends, key=lambda end: end.cost)
        path: list[_Node] = []
        while node is not None:
            path.append(node)
            node = node.back
        return self._rows(path[::-1])

    def _rows(self, path: list[_Node]) -> Divided:
        rows: list[Cells] = []
        left: list[Atom] = []
        row, before = Cells(), 0.0
        for node in path:
            if node.at == -2:
                left += self.atoms[node.start : node.end]
            elif node.at == -1:
                rows += [row] if row.runs else []
                row = Cells()
            elif self.steps[node.at] not in _LONG_TEXT:
                row.doubt += node.cost - before
            before = node.cost
            if node.at >= 0 and node.end > node.start:
                self._add(row, node)
        return Divided(tuple(rows), tuple(left))

    def _add(self, row: Cells, node: _Node) -> None:
        column = self.steps[node.at]
        row.runs.setdefault(column, []).append(self.atoms[node.start : node.end])
        if node.at >= len(self.columns):
            row.tails = (*row.tails, column)


def _tail_room_cost(room: float | None) -> float:
    if room is None:
        return 0.3
    if room < 0:
        return 0.0
    return 0.5 if room < 2 else 3.0


def _last_cell(node: _Node) -> _Node | None:
    """The last node that took atoms."""
    found: _Node | None = node
    while found is not None and found.start == found.end:
        found = found.back
    return found


def _row_cell(node: _Node, at: int) -> _Node | None:
    """The cell of a column in the row that ends at the node."""
    found: _Node | None = node
    while found is not None and found.at != -1:
        if found.at == at:
            return found
        found = found.back
    return None
