"""What the search for the cells of a table asks again and again: texts and costs of cells, numbers, units, level words."""

import re
from collections.abc import Sequence
from functools import lru_cache

from xieshou.documents.read.forms import LEVEL1_WORDS, LEVEL2_WORDS, Column, level_word, plain
from xieshou.documents.read.text_atoms import Atom, Joint, texts_after_another
from xieshou.documents.read.text_cost import NEVER, cell_cost, free_level_cost
from xieshou.documents.read.text_told import Told, told_cells
from xieshou.kernel.units import find_unit

_NUMBER = re.compile("[0-9]+(?:[.][0-9]+)?[分%]?|[—–/-]+")
_PLAIN_NUMBER = re.compile("[≥≤><=]?[0-9.,]+")
LEVELS = (Column.LEVEL1, Column.LEVEL2)
LEVEL_WORDS = frozenset((*LEVEL1_WORDS, *LEVEL2_WORDS))
_LINES_PER_BLANK = 12
PAIRED = {Column.ACTUAL: Column.TARGET, Column.SCORE: Column.POINTS}
MEASURED_BY = frozenset(PAIRED.values())
_NAME_LENGTHS = range(4, 61)  # characters of a name that is looked up in the document


class CellTable:
    """What both searches of a table share: its atoms, and the texts and costs of cells once they are known."""

    def __init__(self, atoms: Sequence[Atom], columns: Sequence[Column], document: str, free_levels: bool) -> None:
        self.atoms = atoms
        self.columns = tuple(columns)
        self.document = document
        self.run_together = document.replace("\n", "")
        self.free_levels = free_levels
        # one piece of a cell on each line: the cells stand in order, a page break moves none of them
        self.is_cell_by_cell = _is_cell_by_cell(atoms, has_texts=Column.CRITERIA in columns)
        self.texts: dict[tuple[int, int], str] = {}
        self.costs: dict[tuple[Column, int, int], float] = {}
        self.after_another = texts_after_another(atoms)
        self.first_words = [_first_word(atom.text) for atom in atoms]
        self.keeps_unit = frozenset(at for at in range(len(atoms)) if self._keeps_unit(at))
        self.may_keep_unit = [self._may_keep_unit(at) for at in range(len(atoms))]
        self.is_number = [bool(_NUMBER.fullmatch(atom.text)) for atom in atoms]
        self.is_level = [len(atom.text) > 2 and level_word(atom.text) in LEVEL_WORDS for atom in atoms]
        self.opens_level = [self._opens_level(at) for at in range(len(atoms))]
        self.told: Told = told_cells(atoms, self.columns)

    def _opens_level(self, at: int) -> bool:
        """Whether a level word stands here, alone on its line or broken over two."""
        text = self.atoms[at].text
        if text.endswith("标"):
            return level_word(text) in LEVEL_WORDS
        if self.atoms[at].joint is not Joint.LINE or at + 1 == len(self.atoms):
            return False
        follower = self.atoms[at + 1]
        return follower.text.endswith("标") and follower.joint is Joint.LINE and text + follower.text in LEVEL_WORDS

    def _keeps_unit(self, at: int) -> bool:
        """Whether a number would lose its unit if a cell ended before the atom: `53` and `次`."""
        return self._after_number(at) and _is_unit(self.atoms[at].text)

    def _may_keep_unit(self, at: int) -> bool:
        """Whether what follows a number begins with a unit: `2020` and `年9`, but also `4.17` and `人数不达标`."""
        return self._after_number(at) and any(_is_unit(self.atoms[at].text[:size]) for size in (1, 2, 3))

    def _after_number(self, at: int) -> bool:
        is_soft = at > 0 and self.atoms[at].joint is Joint.SOFT
        return is_soft and _PLAIN_NUMBER.fullmatch(self.atoms[at - 1].text) is not None

    def text(self, start: int, end: int) -> str:
        """The text of the atoms as one cell."""
        key = (start, end)
        found = self.texts.get(key)
        if found is None:
            found = self.texts[key] = self.atoms[start].text + "".join(self.after_another[start + 1 : end])
        return found

    def is_repeated(self, start: int, end: int) -> bool:
        """Whether a name stands in the document in one piece, on one line."""
        whole = plain(self.text(start, end))
        return len(whole) in _NAME_LENGTHS and whole in self.document

    def stands_elsewhere(self, text: str) -> bool:
        """Whether a name stands in the document in one piece, be it over lines."""
        whole = plain(text)
        return len(whole) in _NAME_LENGTHS and whole in self.run_together

    def cost(self, column: Column, start: int, end: int, memory: str) -> float:
        """What the atoms cost as a cell of the column."""
        if column in PAIRED:
            return cell_cost(column, self.text(start, end), memory)
        key = (column, start, end)
        found = self.costs.get(key)
        if found is None:
            found = self.costs[key] = self._cost(column, self.text(start, end))
        return found

    def _cost(self, column: Column, text: str) -> float:
        cost = cell_cost(column, text, "")
        if cost >= NEVER and self.free_levels and column in LEVELS:
            return free_level_cost(text) + (0.6 if column is Column.LEVEL1 else 0.0)
        return cost


def _is_cell_by_cell(atoms: Sequence[Atom], *, has_texts: bool) -> bool:
    """Whether so few lines hold a blank between cells that it must be one inside a cell: `至少 2 周更新 1 次`.

    Lines of long texts hold few blanks in any table: beside them none may.
    """
    cut = {atom.row for atom in atoms if atom.joint in (Joint.HARD, Joint.MID, Joint.NONE)}
    if has_texts:
        return not cut
    return len(cut) * _LINES_PER_BLANK <= len({atom.row for atom in atoms})


@lru_cache(maxsize=2_000)
def _is_unit(text: str) -> bool:
    return bool(text) and find_unit(plain(text)) is not None


def _first_word(text: str) -> int:
    """The width of what cannot be broken at the start of a text."""
    size = 0
    for char in text:
        if not (char.isascii() and (char.isalnum() or char in ".%")):
            break
        size += 1
    return size or 2
