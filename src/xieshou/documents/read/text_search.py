"""The search behind `text_cells.divide`: the cheapest path through (position, column)."""

from dataclasses import dataclass

from xieshou.documents.read.forms import Column, level_word
from xieshou.documents.read.text_atoms import Atom, Joint
from xieshou.documents.read.text_between import LONG_TEXT, NUMBERS, Between, Widths
from xieshou.documents.read.text_cost import LEVEL_TAILS, NEVER, cell_cost, loses_points
from xieshou.documents.read.text_known import LEVEL_WORDS, LEVELS, MEASURED_BY, PAIRED, CellTable
from xieshou.documents.read.text_row_cells import Cells, Divided

_VARIANTS = 4  # ways to have read the target that are kept while the actual value is looked for
_SKIP = 5.0  # what it costs to leave out a line
_INSIDE_LINE = 3.0  # what it costs that a cell begins inside a line, where each line is one
_ROW = 0.2
_ROW_WITHOUT_FIGURES = 3.0
_FIGURES = frozenset((Column.TARGET, Column.ACTUAL, Column.POINTS, Column.SCORE))
BROKEN = (Column.NAME, Column.TARGET, Column.ACTUAL, *LONG_TEXT)
_TAILED = (Column.LEVEL1, Column.LEVEL2, *BROKEN)
_WHOLE = (
    Column.LEVEL1,
    Column.LEVEL2,
    Column.TARGET,
    Column.ACTUAL,
)  # where these tell what they are, nothing is left of them
_SHORT_TAIL = 3  # characters of a tail that does not stand at the top of a page
_REPEATED = 2.0  # what keeping a name together may cost, given back where it stands elsewhere in one piece
_WORDS_WITHOUT_UNIT = 0.2
_LOST = "lost"  # remembered of points and score until the note
# The least that a cell of a column costs (`text_cost`); none of the others costs less than nothing.
_LEAST = {
    Column.NAME: -2.0, Column.LEVEL1: -0.2, Column.LEVEL2: -0.2, Column.TARGET: -0.5, Column.ACTUAL: -0.5,
    Column.SCORE: -0.2, Column.CRITERIA: -0.5, Column.EXPLANATION: -0.5,
}  # fmt: skip
_ROUNDING = 1e-6  # more than binary fractions lose


@dataclass(slots=True)  # not frozen: a search makes tens of thousands, and freezing doubles what making one costs
class _Node:
    cost: float
    back: "_Node | None"
    at: int  # column index; -1 a new row, -2 a line left out
    start: int
    end: int


# A cell whose end is known, not yet what it costs: the least it can come to, the cost of all before it, the node it
# follows, its column, what is remembered, its start, what a repeated name is given back, what a note costs here.
_Waiting = tuple[float, float, _Node, int, str, int, float, float]


class Search:
    """One shortest-path search over (position, column)."""

    def __init__(self, table: CellTable, widths: Widths, beam: float) -> None:
        self.table = table
        self.beam = beam
        self.atoms = table.atoms
        self.columns = table.columns
        self.tails = () if table.is_cell_by_cell else tuple(column for column in self.columns if column in _TAILED)
        self.steps = self.columns + self.tails
        self.empty = [_empty_cost(column) for column in self.columns]
        self.between = Between(table, widths)
        self.may_begin_tail = [_may_begin_tail(atom) for atom in self.atoms] + [False]
        for at in table.told:
            self.may_begin_tail[at] = False
        self.name_at = self.columns.index(Column.NAME)
        self.told = [-1] * (len(self.atoms) + 1)  # the column of the cell that tells itself here
        for at, (column, _) in table.told.items():
            self.told[at] = self.columns.index(column)
        self.row_cost = _ROW if not _FIGURES.isdisjoint(self.columns) else _ROW_WITHOUT_FIGURES
        self.order = (*range(self.name_at + 1, len(self.steps) + 1), *range(self.name_at + 1))
        self.nodes: list[dict[int, dict[str, _Node]]] = [{} for _ in range(len(self.atoms) + 1)]
        self.waiting: list[list[_Waiting]] = [[] for _ in range(len(self.atoms) + 1)]
        self.best = [NEVER * NEVER] * (len(self.atoms) + 1)

    def run(self) -> Divided:
        self._reach(0, 0, "", _Node(0.0, None, -1, 0, 0))
        for at in range(len(self.atoms) + 1):
            self._settle(at)
            here = self.nodes[at]
            for step in self.order if here else ():
                for memory, node in self._best_of(at, here[step]) if step in here else ():
                    self._leave(at, step, memory, node)
        return self._result()

    def _best_of(self, at: int, found: dict[str, _Node]) -> list[tuple[str, _Node]]:
        """The cheapest ways to stand here, those within the beam."""
        limit = self.best[at] + self.beam
        if len(found) == 1:
            (way,) = found.items()
            return [way] if way[1].cost <= limit else []
        here = [way for way in found.items() if way[1].cost <= limit]
        return sorted(here, key=lambda way: way[1].cost)[:_VARIANTS]

    def _reach(self, at: int, step: int, memory: str, node: _Node) -> None:
        here = self.nodes[at]
        ways = here.get(step)
        if ways is None:
            here[step] = {memory: node}
        elif memory not in ways or node.cost < ways[memory].cost:
            ways[memory] = node
        else:
            return
        if node.cost < self.best[at]:
            self.best[at] = node.cost

    def _leave(self, at: int, step: int, memory: str, node: _Node) -> None:
        if step == len(self.steps):
            self._new_row(at, node)
        elif step == len(self.columns) and not self.may_begin_tail[at]:
            self._reach(at, len(self.steps), "", node)  # as without a tail of any column
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
        if step > self.told[at] > self.name_at:
            return  # what stands here belongs to a column before, and a new row has no name
        column = self.columns[step]
        empty = self.empty[step]
        if empty is not None:
            kept = memory if column not in MEASURED_BY and column not in PAIRED else ""
            empty = _WORDS_WITHOUT_UNIT if column is Column.UNIT and _has_no_unit(memory) else empty
            self._reach(at, step + 1, kept, _Node(node.cost + empty, node, step, at, at))
        ends = self.between.ends(at, column)
        if not ends:
            return
        start = self._boundary(at, node) if column is not Column.UNIT else 0.0
        note = self._note_cost(at, memory) if column is Column.NOTE and at < len(self.atoms) else 0.0
        least = _LEAST.get(column, 0.0) + note - _ROUNDING
        for end, inside in ends:
            before = node.cost + start + inside
            bonus = _REPEATED if column is Column.NAME and inside >= _REPEATED else 0.0
            self.waiting[end].append((before + least - bonus, before, node, step, memory, at, bonus, note))

    def _settle(self, at: int) -> None:
        """Take up the cells that end here. What they cost is found out for those only that may be within the beam: the
        least they can cost tells, and most of them end where another stands much better."""
        waiting, self.waiting[at] = self.waiting[at], []
        best, beam = self.best[at], self.beam
        costs: dict[int, float] = {}
        for number in sorted(range(len(waiting)), key=lambda number: waiting[number][0]):
            one = waiting[number]
            if one[0] > best + beam:
                break
            cost = costs[number] = self._cost(at, one)
            best = min(best, cost)
        for number in sorted(costs):
            if costs[number] <= best + beam:
                _, _, node, step, memory, start, _, _ = waiting[number]
                self._arrive(at, step, memory, _Node(costs[number], node, step, start, at))

    def _cost(self, end: int, one: _Waiting) -> float:
        _, before, _, step, memory, start, bonus, note = one
        cost = before + self.table.cost(self.columns[step], start, end, memory)
        if bonus and self.table.is_repeated(start, end):
            cost -= bonus
        return cost + note

    def _note_cost(self, at: int, memory: str) -> float:
        """What it costs that a note starts here; a reason is to be expected where points were lost."""
        cost = -0.5 if memory == _LOST else 0.0
        if self.atoms[at].top and not self.table.is_cell_by_cell:
            cost += 1.0  # the row stands on the page before, its note would too
        return cost + (4.0 if self.table.opens_level[at] else 0.0)

    def _arrive(self, end: int, step: int, memory: str, node: _Node) -> None:
        column = self.columns[step]
        if column in MEASURED_BY:
            memory = self._text(node.start, end)
        elif column in PAIRED:
            lost = column is Column.SCORE and loses_points(self._text(node.start, end), memory)
            memory = _LOST if lost else ""
        self._reach(end, step + 1, memory, node)

    def _text(self, start: int, end: int) -> str:
        return self.table.text(start, end)

    # --- where a cell starts ---

    def _boundary(self, at: int, node: _Node) -> float:
        """What it costs that a cell starts here."""
        if at == 0 or at >= len(self.atoms):
            return 0.0
        joint = self.atoms[at].joint
        if joint is Joint.LINE:
            return 0.0 if self.between.own_cell(at, Column.NAME) > 1 else self._line_boundary(at, node)
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
        room = self.between.room(last.start, at, self.steps[last.at])
        if room is None:
            return 0.2
        return 0.6 if room < 0 else (0.3 if room < 2 else 0.0)

    def _soft_boundary(self, at: int, node: _Node) -> float:
        """Between a number and a character: nothing after a score, dear where the number may lose its unit."""
        last = _last_cell(node)
        if last is not None and last.at >= 0 and self.steps[last.at] in NUMBERS:
            return 0.0
        return 1.5 if self.table.may_keep_unit[at] else 0.3

    # --- tails ---

    def _tail(self, at: int, step: int, node: _Node) -> None:
        self._reach(at, step + 1, "", node)
        follows = node.at >= len(self.columns) and node.end == at
        if at >= len(self.atoms) or not (self.atoms[at].joint is Joint.LINE or follows):
            return
        is_top = self.atoms[at].top or follows
        column = self.steps[step]
        for end, inside in self.between.ends(at, column, is_tail=True)[: 12 if is_top else 1]:
            text = self._text(at, end)
            if not is_top and len(text) > _SHORT_TAIL:
                continue
            cost = self._tail_cost(column, text, node) + inside + (0.0 if is_top else 2.5)
            if cost < NEVER:
                self._reach(end, step + 1, "", _Node(node.cost + cost, node, step, at, end))

    def _tail_cost(self, column: Column, text: str, node: _Node) -> float:
        begun = _row_cell(node, self.columns.index(column))
        if begun is None or (column in _WHOLE and begun.start in self.table.told):
            return NEVER
        if begun.start == begun.end:
            return (
                1.0 + cell_cost(column, text, "") if column is Column.NOTE and node.at >= len(self.columns) else NEVER
            )
        part = self._text(begun.start, begun.end)
        if column in LEVELS:
            return 0.1 if len(text) <= _SHORT_TAIL and level_word(part + text) in LEVEL_WORDS else NEVER
        if text in LEVEL_TAILS and text.endswith("标"):
            return NEVER
        room = self.between.room(begun.start, begun.end, column) if begun.end < len(self.atoms) else None
        is_long = column in LONG_TEXT
        cost = 1.0 + (0.0 if is_long else 0.05 * len(text)) + min(_tail_room_cost(room), 0.5 if is_long else 3.0)
        cost += cell_cost(column, part + text, "") - cell_cost(column, part, "")
        return cost - (self._evidence(begun, text) if column is Column.NAME else 0.0)

    def _evidence(self, begun: _Node, text: str) -> float:
        """A name that stands elsewhere in the document in one piece is proven."""
        return 2.5 if self.table.stands_elsewhere(self._text(begun.start, begun.end) + text) else 0.0

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
            elif self.steps[node.at] not in LONG_TEXT:
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


def _may_begin_tail(atom: Atom) -> bool:
    """Whether the rest of a cell may stand here: at the top of a page, or a few characters on a line of their own."""
    return atom.joint is Joint.LINE and (atom.top or len(atom.text) <= _SHORT_TAIL)


def _empty_cost(column: Column) -> float | None:
    """What an empty cell costs, whatever stands beside it; None where none may be empty."""
    cost = cell_cost(column, "", "")
    return None if column is Column.NAME or cost >= NEVER else cost


def _has_no_unit(target: str) -> bool:
    """Whether a target is a date or words."""
    return bool(target) and (not target[0].isdigit() or "年" in target)


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
