"""A row of a table put together from atoms, and all rows of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from xieshou.documents.read.forms import Column
from xieshou.documents.read.lines import Line, width
from xieshou.documents.read.text_atoms import Atom, Joint, joined

CERTAIN = 3.2  # a row that costs more is marked uncertain
UNPROVEN = 99.0  # of a row whose cells nothing tells apart


@dataclass(slots=True)
class Cells:
    """A row: the atoms of each column, in order; `doubt` says how badly they fit."""

    runs: dict[Column, list[Sequence[Atom]]] = field(default_factory=dict)
    doubt: float = 0.0
    tails: tuple[Column, ...] = ()

    def text(self, column: Column) -> str:
        """The text of a cell, empty when nothing is printed."""
        return "".join(joined(run) for run in self.runs.get(column, ()))

    def line(self, column: Column) -> Line | None:
        """The line a cell begins on."""
        runs = self.runs.get(column)
        return runs[0][0].line if runs else None

    def is_put_together(self, column: Column) -> bool:
        """Whether the figure of a cell is put together from digits of two lines, one of which may be a page number."""
        atoms = [atom for run in self.runs.get(column, ()) for atom in run]
        return any(
            one.line.no != other.line.no and one.text[-1:].isdigit() and other.text[:1].isdigit()
            for one, other in pairwise(atoms)
        )

    @property
    def is_doubtful(self) -> bool:
        """Whether the cells could not be told apart with proof."""
        return self.doubt > CERTAIN


@dataclass(frozen=True, slots=True)
class Divided:
    """Rows, and the atoms that fit nowhere."""

    rows: tuple[Cells, ...]
    left: tuple[Atom, ...]

    @property
    def doubt(self) -> float:
        """How badly the whole fits."""
        return sum(row.doubt for row in self.rows) + len(self.left)


def cells_of_line(line: Line, texts: Mapping[Column, str], columns: Sequence[Column], doubt: float = 0.0) -> Cells:
    """A row whose cells all stand on one line."""
    row, joint = Cells(doubt=doubt), Joint.LINE
    for column in columns:
        text = texts.get(column)
        if text:
            row.runs[column] = [[Atom(text, line, joint, 0, width(text))]]
            joint = Joint.NONE
    return row
