"""Divides the atoms of a table into rows and cells: of all ways to do it, the one that fits the columns best.

A cell is a run of atoms that follow each other, cells stand in the order of the columns, rows below each other. A row
that a page break cut is continued at the top of the next page, again in the order of the columns: its tails. The
search is a shortest path, so its time grows with the number of atoms.
"""

from collections.abc import Sequence

from xieshou.documents.read.forms import Column
from xieshou.documents.read.text_atoms import Atom
from xieshou.documents.read.text_between import BEAM, Widths
from xieshou.documents.read.text_known import CellTable
from xieshou.documents.read.text_row_cells import Divided
from xieshou.documents.read.text_search import BROKEN, Search

MAX_ATOMS = 6000
_WIDE_BEAM = 7.0  # long texts cost before they pay
_NARROW_BEAM = 4.0  # enough to find out how wide the columns are


def divide(
    atoms: Sequence[Atom], columns: Sequence[Column], document: str = "", *, free_levels: bool = False
) -> Divided:
    """The rows of a table with these columns.

    `document` is the whole text line by line without blanks, to look up names in; with `free_levels` a level may be any short word.
    """
    if not atoms or Column.NAME not in columns:
        return Divided((), tuple(atoms))
    found = _divide(atoms[:MAX_ATOMS], columns, document, free_levels=free_levels)
    return Divided(found.rows, (*found.left, *atoms[MAX_ATOMS:]))


def _divide(atoms: Sequence[Atom], columns: Sequence[Column], document: str, *, free_levels: bool) -> Divided:
    table = CellTable(atoms, columns, document, free_levels)
    found = _searched(table)
    if table.told and (found.left or any(row.is_doubtful for row in found.rows)):
        table.told = {}  # something is out of order here: no cell is taken for told
        found = _searched(table)
    return found


def _searched(table: CellTable) -> Divided:
    has_texts = Column.CRITERIA in table.columns
    first = Search(table, {}, _WIDE_BEAM if has_texts else _NARROW_BEAM).run()
    if table.told and first.left:
        return first
    widths = _widest(first) if table.is_cell_by_cell else _widths(first)
    return Search(table, widths, _WIDE_BEAM if has_texts else BEAM).run() if widths else first


def _widths(divided: Divided) -> Widths:
    """The width of each column whose cells are broken: the usual length of a line that is continued."""
    found: dict[Column, list[int]] = {column: [] for column in BROKEN}
    for row in divided.rows:
        for column in BROKEN:
            for run in row.runs.get(column, ()):
                found[column] += [size for size, is_last in _line_sizes(run) if not is_last]
    return {column: float(sorted(sizes)[len(sizes) * 3 // 5]) for column, sizes in found.items() if sizes}


def _widest(divided: Divided) -> Widths:
    """The width of each column whose cells may be broken, cell by cell: at least its widest line."""
    found: Widths = {}
    for row in divided.rows:
        for column in BROKEN:
            for run in row.runs.get(column, ()):
                found[column] = max(found.get(column, 0.0), *(float(size) for size, _ in _line_sizes(run)))
    return found


def _line_sizes(atoms: Sequence[Atom]) -> list[tuple[int, bool]]:
    sizes: dict[int, int] = {}
    for atom in atoms:
        sizes[atom.row] = sizes.get(atom.row, 0) + atom.width
    last = max(sizes, default=0)
    return [(size, row == last) for row, size in sizes.items()]
