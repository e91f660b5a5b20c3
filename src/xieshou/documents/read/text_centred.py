"""Puts the lines of rows in order whose cells were taken out line by line, each centred on the height of its row.

The first lines of a name then stand above the line with the figures, the last ones below it. As many stand below as
above; where that holds from the first row to the last with no line left over, the order is proven.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from xieshou.documents.read.forms import LEVEL1_WORDS, LEVEL2_WORDS, level_word
from xieshou.documents.read.lines import Line

_LEVEL_WORDS = frozenset((*LEVEL1_WORDS, *LEVEL2_WORDS))
_NUMBER = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,4})?")


@dataclass(slots=True)
class _Row:
    line: Line
    levels: list[str]
    name: list[str]
    values: list[str]
    above: list[Line] = field(default_factory=list)
    below: list[Line] = field(default_factory=list)


def in_order(lines: Sequence[Line]) -> list[Line] | None:
    """The lines with each row's name before its figures; None when the lines do not stand around their rows evenly."""
    rows, gaps = _rows_and_gaps(lines)
    if len(rows) < 2 or not _share_out(rows, gaps):
        return None
    if sum(1 for row in rows if row.above) < 2 or not all(row.name or row.above for row in rows):
        return None
    return [line for row in rows for line in _emitted(row)]


def _rows_and_gaps(lines: Sequence[Line]) -> tuple[list[_Row], list[list[Line]]]:
    """The lines with figures, and the lines before, between and after them."""
    rows: list[_Row] = []
    gaps: list[list[Line]] = [[]]
    levels: list[str] = []
    for line in lines:
        row = _row(line)
        if row is not None:
            row.levels = levels + row.levels
            levels = []
            rows.append(row)
            gaps.append([])
        elif all(level_word(word) in _LEVEL_WORDS for word in line.text.split()):
            levels += line.text.split()
        else:
            gaps[-1].append(line)
    return rows, gaps


def _row(line: Line) -> _Row | None:
    """A line with target, actual value, points and score; None for any other."""
    words = line.text.split()
    at = 0
    while at < len(words) and level_word(words[at]) in _LEVEL_WORDS:
        at += 1
    rest = words[at:]
    end = _scores_at(rest)
    if end is None or end < 2:
        return None
    start = _values_start(rest, end)
    return _Row(line, words[:at], rest[:start], rest[start:])


def _scores_at(words: Sequence[str]) -> int | None:
    """Where points and score stand: the last two numbers that follow each other."""
    for at in range(len(words) - 2, -1, -1):
        if _NUMBER.fullmatch(words[at]) and _NUMBER.fullmatch(words[at + 1]):
            return at
    return None


def _values_start(words: Sequence[str], end: int) -> int:
    """Where the target begins: at a sign, at the first figure, or two words before the points."""
    for at in range(end):
        if re.match("[≥≤<>=]|[0-9]|不少于|不低于|不超过|不高于", words[at]):
            return at
    return max(0, end - 2)


def _share_out(rows: Sequence[_Row], gaps: Sequence[list[Line]]) -> bool:
    """Give each row as many lines below as above; whether that leaves none over."""
    rest = gaps[0]
    for row, after in zip(rows, gaps[1:], strict=True):
        row.above = rest
        if len(after) < len(rest):
            return False
        row.below, rest = after[: len(row.above)], after[len(row.above) :]
    return not rest


def _emitted(row: _Row) -> list[Line]:
    parts = [
        Line(row.line.no, " ".join(row.levels), row.line.top, row.line.gap),
        *row.above,
        Line(row.line.no, " ".join(row.name)),
        *row.below,
        Line(row.line.no, " ".join(row.values)),
    ]
    return [part for part in parts if part.text]
