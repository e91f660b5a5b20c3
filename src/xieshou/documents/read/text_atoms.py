"""The pieces that cells of a table are put together from, and what stands between two of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from xieshou.documents.read.lines import Line, width

_DIGIT = re.compile(r"[0-9.%‰]$")
_SIGN = "≥≤＞＜>＝=≧≦"
_SIGN_WORDS = "不少于|不低于|不超过|不高于|大于等于|小于等于|大于|小于|至少"
# Where cells run into each other: before a sign, before a number after a unit, between 无 and 无.
_DENSE_CUT = re.compile(
    rf"(?<=[^{_SIGN}/(（])(?=[{_SIGN}])|(?<=[^0-9.{_SIGN}(（第/~至-])(?=[0-9])|(?<=%)(?=[^，。、；）)])|(?<=[0-9])(?=[未无及完健按达取优良合])"
    rf"|(?<=无)(?=[无0])|(?<=[^0-9{_SIGN}])(?={_SIGN_WORDS})"
)
_DENSE_LINE = re.compile(rf"\S*[\u4e00-\u9fff]\S*[{_SIGN}][0-9]\S*[0-9]")
_RUN_ON = re.compile(r"[0-9]{2,}|[0-9]*\.[0-9]+(?:\.?[0-9]+)+")
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
    is_dense = _is_dense(kept)
    result: list[Atom] = []
    for row, line in enumerate(kept):
        result += _atoms_of_line(line, row, is_dense)
    return tuple(result)


def _is_dense(lines: Sequence[Line]) -> bool:
    """Whether the extraction left no blanks between cells."""
    signed = [line.text for line in lines if re.search(rf"[{_SIGN}][0-9]", line.text)]
    dense = sum(1 for text in signed if _DENSE_LINE.fullmatch(text.replace(" ", "")) and _has_no_hard_blank(text))
    return dense >= 2 and dense * 3 >= len(signed)


def _has_no_hard_blank(text: str) -> bool:
    words = text.split()
    return len(words) == 1 or all(_joint(a, b) is Joint.SOFT for a, b in zip(words, words[1:], strict=False))


def without_vertical_labels(lines: Sequence[Line]) -> list[Line]:
    """The lines without those of one character each that stand below each other."""
    result: list[Line] = []
    run: list[Line] = []
    for line in lines:
        if len(line.text) == 1 and "\u4e00" <= line.text <= "\u9fff":
            run.append(line)
            continue
        result += run if len(run) < VERTICAL else []
        result.append(line)
        run = []
    return result + (run if len(run) < VERTICAL else [])


def _atoms_of_line(line: Line, row: int, is_dense: bool) -> list[Atom]:
    result: list[Atom] = []
    for word in line.text.split():
        joint = _joint(result[-1].text, word) if result else Joint.LINE
        for piece in _pieces(word) if is_dense else (word,):
            result.append(Atom(piece, line, joint, row, width(piece)))
            joint = Joint.NONE
    return result


def _pieces(word: str) -> list[str]:
    return [piece for piece in _DENSE_CUT.split(word) if piece]


def _joint(before: str, after: str) -> Joint:
    ends_in_number, starts_with_number = bool(_DIGIT.search(before)), after[0].isdigit()
    if starts_with_number:
        return Joint.HARD if ends_in_number else Joint.MID
    if after[0] in "（(":
        return Joint.SOFT
    if after[0] in _SIGN:
        return Joint.HARD
    return Joint.SOFT if ends_in_number else Joint.HARD


def joined(atoms: Sequence[Atom]) -> str:
    """The text of a cell: blanks stay where they were printed, line ends vanish unless between Latin words."""
    parts: list[str] = []
    for at, atom in enumerate(atoms):
        if at and (atom.joint not in (Joint.LINE, Joint.NONE) or _is_latin(parts[-1][-1:], atom.text[:1])):
            parts.append(" ")
        parts.append(atom.text)
    return "".join(parts)


def _is_latin(before: str, after: str) -> bool:
    return (before + after).isascii() and before.isalpha() and after.isalpha()


def number_splits(text: str) -> tuple[tuple[str, str], ...]:
    """The ways to read a run of digits as two numbers printed without a blank (`7.157.15` → 7.15 and 7.15)."""
    if not _RUN_ON.fullmatch(text) or len(text) > 12:
        return ()
    halves = ((text[:at], text[at:]) for at in range(1, len(text)))
    return tuple((a, b) for a, b in halves if _is_number(a) and _is_number(b))


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"(?:0|[1-9][0-9]{0,2})(?:\.[0-9]{1,4})?", text))
