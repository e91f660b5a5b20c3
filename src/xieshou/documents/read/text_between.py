"""What stands between the atoms of a table: where a cell may end, and what it costs to keep atoms together in one."""

import re
from itertools import accumulate

from xieshou.documents.read.forms import Column
from xieshou.documents.read.text_atoms import SIGNS, Joint
from xieshou.documents.read.text_known import LEVELS, CellTable

BEAM = 5.0  # ways that cost so much more than the best at the same place are given up
LONG_TEXT = (Column.NOTE, Column.CRITERIA, Column.EXPLANATION)
NUMBERS = (Column.SCORE, Column.POINTS, Column.RATE)
_LONGEST = {
    Column.LEVEL1: 4, Column.LEVEL2: 4, Column.NAME: 18, Column.TARGET: 14, Column.ACTUAL: 16, Column.NOTE: 90,
    Column.CRITERIA: 160, Column.EXPLANATION: 60, Column.UNIT: 2, Column.NATURE: 2, Column.POINTS: 2, Column.SCORE: 2, Column.RATE: 1,
    Column.NUMBER: 1,
}  # fmt: skip
_POINTS_OF_NAME = re.compile("[(（][0-9.]+(?:$|分)")
_ITEM = re.compile("[0-9]{1,2}[.、．]|[（(][0-9]{1,2}[)）]|[①-⑩]|注[:：]|其中[:：]|如")
_MEASURES = (Column.TARGET, Column.ACTUAL)

Widths = dict[Column, float]
End = tuple[int, float]  # where a cell may end, and what keeping its atoms together costs
_Plan = tuple[list[float | None], list[bool], int]  # costs inside lines, where cells may end, the most atoms of one


class Between:
    """What one search asks about the places between atoms. What does not depend on where a cell started is found out once."""

    def __init__(self, table: CellTable, widths: Widths) -> None:
        self.table = table
        self.atoms = table.atoms
        self.widths = widths
        followers = dict(zip(table.columns, (*table.columns[1:], None), strict=True))
        self.before_number = {column: follower in NUMBERS for column, follower in followers.items()}
        self.before_unit = {column: follower is Column.UNIT for column, follower in followers.items()}
        self.short = [self._inside_line(atom.joint, is_long=False) for atom in self.atoms]
        self.long = [self._inside_line(atom.joint, is_long=True) for atom in self.atoms]
        self.sizes = (0, *accumulate(atom.width for atom in self.atoms))
        self.starts = self._row_starts()
        self.stops = self._stops()
        self._places: dict[tuple[bool, bool, bool], list[bool]] = {}
        self._plans: dict[tuple[Column, bool], _Plan] = {}
        self._ends: dict[tuple[int, Column, bool], list[End]] = {}

    def _row_starts(self) -> list[int]:
        """The first atom of the line of each atom."""
        starts: list[int] = []
        for at, atom in enumerate(self.atoms):
            starts.append(starts[-1] if at and self.atoms[at - 1].row == atom.row else at)
        return starts

    def _stops(self) -> list[int]:
        """How far a cell that starts at each atom may go at most: up to the next that tells what it is."""
        stops, stop = [0] * (len(self.atoms) + 1), len(self.atoms)
        for at in range(len(self.atoms), -1, -1):
            stops[at] = stop
            stop = at if at in self.table.told else stop
        return stops

    def ends(self, at: int, column: Column, *, is_tail: bool = False) -> list[End]:
        """Where a cell that starts here may end, and what keeping its atoms together costs."""
        key = (at, column, is_tail)
        found = self._ends.get(key)
        if found is None:
            found = self._ends[key] = self._found(at, column, is_tail=is_tail)
        return found

    def _found(self, at: int, column: Column, *, is_tail: bool) -> list[End]:
        costs, may_end, longest = self._plan(column, is_tail=is_tail)
        if at == len(self.atoms):
            return []
        told = self.table.told.get(at)
        if told:
            return self._told_end(at, *told) if told[0] is column and not is_tail else []
        result: list[End] = [(at + 1, 0.0)] if may_end[at + 1] else []
        inside = 0.0
        for end in range(at + 2, min(self.stops[at], at + longest) + 1):
            cost = costs[end - 1]
            inside += self._over_line(at, end - 1, column) if cost is None else cost
            if inside > BEAM:
                break
            if may_end[end]:
                result.append((end, inside))
        return result

    def _told_end(self, at: int, column: Column, end: int) -> list[End]:
        """The end of a cell that tells what it is."""
        costs, _, _ = self._plan(column, is_tail=False)
        inside = (
            costs[one] if costs[one] is not None else self._over_line(at, one, column) for one in range(at + 1, end)
        )
        return [(end, sum(cost for cost in inside if cost is not None))]

    def _plan(self, column: Column, *, is_tail: bool) -> _Plan:
        """What holds for all cells of a column."""
        key = (column, is_tail)
        found = self._plans.get(key)
        if found is None:
            costs = self.long if column in LONG_TEXT else self.short
            may_end = self._may_end(column, before_number=self.before_number[column] and not is_tail)
            found = self._plans[key] = (costs, may_end, _LONGEST.get(column, 1))
        return found

    def _may_end(self, column: Column, *, before_number: bool) -> list[bool]:
        """Where a cell may end: a long text at the end of a line or a sentence, one before a number column at a number."""
        key = (column in LONG_TEXT, before_number, self.before_unit[column])
        if key not in self._places:
            self._places[key] = [self._is_end(end, *key) for end in range(len(self.atoms))] + [True]
        return self._places[key]

    def _is_end(self, end: int, only_line_ends: bool, before_number: bool, before_unit: bool) -> bool:
        if end in self.table.keeps_unit and not before_unit:
            return False
        ends_line = self.atoms[end].joint is Joint.LINE
        is_at_number = self.table.is_number[end] or not before_number
        if only_line_ends:
            return is_at_number and (ends_line or (end > 0 and self.atoms[end - 1].text.endswith("。")))
        return ends_line or is_at_number

    def _inside_line(self, joint: Joint, *, is_long: bool) -> float | None:
        """What it costs that an atom belongs to the cell of the one before it on its line; None at the start of a line."""
        if joint is Joint.LINE:
            return None
        if self.table.is_cell_by_cell:
            return 0.0
        if joint is Joint.HARD:
            return 1.0 if is_long else 4.0
        return 0.0 if joint is Joint.SOFT else 0.3

    def _over_line(self, start: int, at: int, column: Column) -> float:
        """What it costs that a cell goes on in the next line."""
        if column in LEVELS:
            return self._line_inside(start, at, column)
        opens = 4.0 if self.table.opens_level[at] else 0.0
        return opens + self._line_inside(start, at, column) + self.own_cell(at, column)

    def own_cell(self, at: int, column: Column) -> float:
        """Cell by cell, a line that is a number, begins with a sign or follows a level is hardly ever the rest of a cell."""
        if not self.table.is_cell_by_cell:
            return 0.0
        after_level = 1.0 if self.table.is_level[at - 1] else (0.6 if column in _MEASURES else 0.0)
        return 2.5 if self.table.is_number[at] or self.atoms[at].text[0] in SIGNS else after_level

    def _line_inside(self, start: int, at: int, column: Column) -> float:
        if _POINTS_OF_NAME.match(self.atoms[at].text):
            return 0.1
        if column in LONG_TEXT and _ITEM.match(self.atoms[at].text):
            return 0.1
        room = self.room(start, at, column)
        if room is None:
            return 0.5
        if room < 0:
            return 0.0
        return 0.8 if room < 2 else (1.5 if column in LONG_TEXT else 2.5)

    def room(self, start: int, at: int, column: Column) -> float | None:
        """The room that was left at the end of the line before the atom once its first word is put there; None when unknown."""
        limit = self.widths.get(column)
        if limit is None:
            return None
        size = self.sizes[at] - self.sizes[max(start, self.starts[at - 1])]
        return limit - size - self.table.first_words[at]
