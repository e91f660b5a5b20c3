"""Finds the header of a table: a run of lines that holds nothing but the words of column headers, broken as they may be."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from xieshou.documents.read.forms import COLUMN_WORDS, GROUP_WORDS, LABEL_WORDS, Column, Label, column_of, plain
from xieshou.documents.read.lines import Line

_FUND_LABELS = tuple(plain(word) for word in LABEL_WORDS[Label.FUNDS])
_MAX_LINES = 40
_MAX_TEXT = 240  # characters of a header
_PARTIAL = {"一级指": Column.LEVEL1, "二级指": Column.LEVEL2, "三级指": Column.NAME}
_WORDS = sorted(
    {*(plain(word) for words in COLUMN_WORDS.values() for word in words), *GROUP_WORDS, *_FUND_LABELS, *_PARTIAL},
    key=len,
    reverse=True,
)
_SUFFIX = r"(?:\((?:[ABab]|万元|元|亿元|分|%|[0-9.]+分?|[A-Z]/[A-Z](?:[×*]100%)?|[0-9一-鿿]{1,6}(?:以内|字)|[0-9]{1,3}分?[*×].{1,4}率)\)|[AB](?![A-Za-z])){0,2}"
_TOKEN = re.compile("(?:" + "|".join(re.escape(word) for word in _WORDS) + ")" + _SUFFIX)
_FIRST = re.compile("|".join(re.escape(word[:2]) for word in _WORDS))
_STRAY = re.compile("标|指标|率|值")
_CORNER = re.compile("^(?:项目)?(?:资金)?单位:(?:万|亿|千)?元(?=[^)）])")
_LEVELS = (Column.LEVEL1, Column.LEVEL2)
FUND_COLUMNS = (Column.INITIAL, Column.BUDGET, Column.EXECUTED, Column.POINTS, Column.RATE, Column.SCORE)


@dataclass(frozen=True, slots=True)
class Header:
    """The columns a header names, and the lines it stands on (`end` is the first line after it)."""

    columns: tuple[Column, ...]
    start: int
    end: int

    def has(self, *columns: Column) -> bool:
        """Whether it names all of these."""
        return all(column in self.columns for column in columns)


def header_at(lines: Sequence[Line], start: int) -> Header | None:
    """The header that starts on a line; None when what stands there is something else."""
    if not _FIRST.match(_header_text(lines[start])):
        return None
    words, end = _tokens(lines, start)
    columns = _columns(words)
    return Header(columns, start, _without_stray(lines, end, words)) if _is_header(columns) else None


def _header_text(line: Line) -> str:
    """The text of a line without the corner of a fund block: `资金 单位：元`."""
    return _CORNER.sub("", plain(line.text[:_MAX_TEXT]))


def _tokens(lines: Sequence[Line], start: int) -> tuple[list[str], int]:
    """The header words from a line on, and the line after the last that they fill to its end."""
    text, ends = "", []
    for line in lines[start : start + _MAX_LINES]:
        if len(text) > _MAX_TEXT:
            break
        text += _header_text(line)
        ends.append(len(text))
    words: list[str] = []
    best: tuple[list[str], int] = ([], start)
    at = 0
    while found := _TOKEN.match(text, at):
        words.append(found[0])
        at = found.end()
        if at in ends and found[0].split("(")[0] not in _FUND_LABELS:
            best = (list(words), start + ends.index(at) + 1)
    return best


def _columns(words: Sequence[str]) -> tuple[Column, ...]:
    found = [_column(word) for word in words]
    known = [column for column in found if column is not None]
    if Column.LEVEL1 in known:
        first = known.index(Column.LEVEL1)
        numbers = [column for column in known[:first] if column is Column.NUMBER]
        known = numbers + known[first:] + [column for column in known[:first] if column is not Column.NUMBER]
    return _unique(known)


def _column(word: str) -> Column | None:
    bare = re.sub(r"\(.*\)$", "", word)
    return _PARTIAL.get(word) or (
        None if bare in GROUP_WORDS or bare.split("(")[0] in _FUND_LABELS else column_of(word) or column_of(bare)
    )


def _unique(columns: Sequence[Column]) -> tuple[Column, ...]:
    result: list[Column] = []
    for column in columns:
        if column is Column.CRITERIA and column in result:
            result[result.index(column)] = Column.EXPLANATION
        elif column in result:
            continue
        result.append(column)
    return tuple(result)


def _is_header(columns: Sequence[Column]) -> bool:
    if sum(column in FUND_COLUMNS[:3] for column in columns) >= 2:
        return True
    rest = (Column.TARGET, Column.ACTUAL, Column.SCORE, Column.POINTS, Column.CRITERIA)
    return len(columns) >= 3 and Column.NAME in columns and any(column in columns for column in rest)


def _without_stray(lines: Sequence[Line], end: int, words: Sequence[str]) -> int:
    """The end of the header; what was cut off a header word (`一级指` and, pages later, `标`) belongs to it."""
    is_cut = any(word in _PARTIAL for word in words)
    if is_cut and end < len(lines) and _STRAY.fullmatch(lines[end].text):
        return end + 1
    return end


def without_headers(lines: Sequence[Line], columns: Sequence[Column]) -> list[Line]:
    """The lines without the headers that are repeated at the top of pages; what follows one starts a page."""
    result: list[Line] = []
    at, is_top = 0, False
    while at < len(lines):
        header = header_at(lines, at)
        if header is not None and set(header.columns) == set(columns):
            at, is_top = header.end, True
            continue
        line = lines[at]
        result.append(replace(line, top=True) if is_top and not line.top else line)
        at, is_top = at + 1, False
    return result
