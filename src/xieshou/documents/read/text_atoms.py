"""The pieces that cells of a table are put together from, and what stands between two of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from xieshou.documents.read.forms import LEVEL1_WORDS, LEVEL2_WORDS
from xieshou.documents.read.lines import Line, width

_DIGIT = re.compile(r"[0-9.%‰]$")
SIGNS = "≥≤＞＜>＝=≧≦"
_SIGN_WORDS = "不少于|不低于|不超过|不高于|大于等于|小于等于|大于|小于|至少"
# Where cells run into each other: before a sign, before a number after a unit, between 无 and 无.
_DENSE_CUT = re.compile(
    rf"(?<=[^{SIGNS}/(（])(?=[{SIGNS}])|(?<=[^0-9.{SIGNS}(（第/~至-])(?=[0-9])|(?<=%)(?=[^，。、；）)])|(?<=[0-9])(?=[未无及完健按达取优良合])"
    rf"|(?<=无)(?=[无0])|(?<=[^0-9{SIGNS}])(?={_SIGN_WORDS})"
)
_DENSE_LINE = re.compile(rf"\S*[\u4e00-\u9fff]\S*[{SIGNS}][0-9.,]+[^0-9.,\s]+[0-9]\S*")
_VALUE = r"[0-9][0-9.,]*(?:%|[^0-9.,\s，。；]{1,6})"
_DENSE_UNSIGNED = re.compile(rf"\S*[\u4e00-\u9fff]{_VALUE}{_VALUE}[0-9.]{{2,12}}\D*")
_RUN_ON = re.compile(r"[0-9]{2,}|[0-9]*\.[0-9]+(?:\.?[0-9]+)+")
_LEVEL = "|".join(
    sorted((word for word in (*LEVEL1_WORDS, *LEVEL2_WORDS) if word.endswith("指标")), key=len, reverse=True)
)
LEVELS_AHEAD = re.compile(f"({_LEVEL})?({_LEVEL})?")
_SCORES_AND_NOTE = re.compile(r"([0-9]{2}[0-9.]+)([\u4e00-\u9fff]{4,}.*)")
_MOST_POINTS = 60
_WHOLE_CELL = "无是否优良中差"  # said by one character: name, target and actual value of an empty row are 无, 无, 无
VERTICAL = 3  # so many lines of one character below each other are a label written downwards


class Joint(StrEnum):
    """What stands before an atom."""

    LINE = "line"  # it is the first of its line
    HARD = "hard"  # a blank that no typesetter writes inside a phrase
    MID = "mid"  # a blank between a character and a number: inside a phrase or between cells
    SOFT = "soft"  # a blank between a number and a character: mostly a number and its unit
    NONE = "none"  # nothing


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece of a line that is never split between cells."""

    text: str
    line: Line
    joint: Joint
    row: int  # index of its line among the lines of the table
    width: int

    @property
    def top(self) -> bool:
        """Whether a page begins with it."""
        return self.joint is Joint.LINE and self.line.top


def atoms_of(lines: Sequence[Line]) -> tuple[Atom, ...]:
    """The atoms of the lines of a table, labels that are written downwards left out."""
    kept = without_vertical_labels(lines)
    dense = is_dense(kept)
    result: list[Atom] = []
    for row, line in enumerate(kept):
        result += _atoms_of_line(line, row, dense)
    return tuple(result)


def is_dense(lines: Sequence[Line]) -> bool:
    """Whether the extraction left no blanks between cells."""
    signed = [line.text for line in lines if re.search(rf"[{SIGNS}][0-9]", line.text)]
    dense = sum(1 for text in signed if _DENSE_LINE.fullmatch(text.replace(" ", "")) and _has_no_hard_blank(text))
    return (dense >= 2 and dense * 3 >= len(signed)) or (not signed and _is_dense_without_signs(lines))


def _is_dense_without_signs(lines: Sequence[Line]) -> bool:
    """The same of a table whose targets have no signs: `52公里57公里88` on every other line with figures."""
    figured = [line.text for line in lines if re.search("[0-9]", line.text)]
    dense = sum(1 for text in figured if _DENSE_UNSIGNED.fullmatch(text.replace(" ", "")) and _has_no_hard_blank(text))
    return dense >= 2 and dense * 2 >= len(figured)


def _has_no_hard_blank(text: str) -> bool:
    words = text.split()
    return len(words) == 1 or all(_joint(a, b) is Joint.SOFT or a[-1] == "第" for a, b in pairwise(words))


def without_vertical_labels(lines: Sequence[Line]) -> list[Line]:
    """The lines without those of one character each that stand below each other; a level word among them stays, as one line."""
    result: list[Line] = []
    run: list[Line] = []
    for line in lines:
        if len(line.text) == 1 and "\u4e00" <= line.text <= "\u9fff" and line.text not in _WHOLE_CELL:
            run.append(line)
            continue
        result += _level_of(run)
        result.append(line)
        run = []
    return result + _level_of(run)


def _level_of(run: Sequence[Line]) -> list[Line]:
    """A short run as it is; of a longer one the level word written downwards in it, if any."""
    if len(run) < VERTICAL:
        return list(run)
    found = re.search(_LEVEL, "".join(line.text for line in run))
    return [replace(run[found.start()], text=found[0])] if found else []


def _atoms_of_line(line: Line, row: int, dense: bool) -> list[Atom]:
    result: list[Atom] = []
    for word in line.text.split():
        joint = _joint(result[-1].text, word) if result else Joint.LINE
        for piece in _pieces(word) if dense else (word,):
            result.append(Atom(piece, line, joint, row, width(piece)))
            joint = Joint.NONE
    return result


def _pieces(word: str) -> list[str]:
    """A word of a table without blanks: its level words, then what signs, numbers and units set apart."""
    levels = LEVELS_AHEAD.match(word)
    head = [level for level in levels.groups() if level] if levels else []
    rest = word[levels.end() :] if levels else word
    return head + [part for piece in _DENSE_CUT.split(rest) for part in _two_numbers(piece) if part]


def _two_numbers(piece: str) -> tuple[str, ...]:
    """Points and score that run into each other, when there is one way to read them with a score up to the points."""
    tail = _SCORES_AND_NOTE.fullmatch(piece)
    if tail:
        numbers = _two_numbers(tail[1])
        return (*numbers, tail[2]) if len(numbers) == 2 else (piece,)
    ways = [(a, b) for a, b in number_splits(piece) if float(b) <= float(a) <= _MOST_POINTS]
    equal = [(a, b) for a, b in ways if a == b]
    return equal[0] if equal else (ways[0] if len(ways) == 1 else (piece,))


def _joint(before: str, after: str) -> Joint:
    ends_in_number, starts_with_number = bool(_DIGIT.search(before)), after[0].isdigit()
    if starts_with_number:
        return Joint.HARD if ends_in_number else Joint.MID
    if after[0] in "（(" or _is_latin(before[-1]) != _is_latin(after[0]):
        return Joint.SOFT
    if after[0] in SIGNS:
        return Joint.HARD
    return Joint.SOFT if ends_in_number else Joint.HARD


def joined(atoms: Sequence[Atom]) -> str:
    """The text of a cell: blanks stay where they were printed, line ends vanish unless between Latin words."""
    return atoms[0].text + "".join(texts_after_another(atoms)[1:]) if atoms else ""


def texts_after_another(atoms: Sequence[Atom]) -> list[str]:
    """The text of each atom in the cell of the one before it: with the blank that stays between the two."""
    texts: list[str] = []
    before = ""
    for atom in atoms:
        is_apart = atom.joint is not Joint.LINE and atom.joint is not Joint.NONE
        blank = is_apart or (_is_latin(before[-1:]) and _is_latin(atom.text[:1]))
        texts.append(" " + atom.text if blank else atom.text)
        before = atom.text
    return texts


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def number_splits(text: str) -> tuple[tuple[str, str], ...]:
    """The ways to read a run of digits as two numbers printed without a blank (`7.157.15` → 7.15 and 7.15)."""
    if not _RUN_ON.fullmatch(text) or len(text) > 12:
        return ()
    halves = ((text[:at], text[at:]) for at in range(1, len(text)))
    return tuple((a, b) for a, b in halves if _is_number(a) and _is_number(b))


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"(?:0|[1-9][0-9]{0,2})(?:\.[0-9]{1,4})?", text))
