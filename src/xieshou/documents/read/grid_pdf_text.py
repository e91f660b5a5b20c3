"""Characters of a page into lines, lines into paragraphs; page numbers and running heads are left out."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from xieshou.documents.read.grid_model import MAX_CELL, Text, quoted
from xieshou.documents.read.grid_pdf_page import Char
from xieshou.kernel.reading import Spot
from xieshou.kernel.text import normalise

_PAGE_NUMBER = re.compile(r"(?:[-·•]?)(?:第)?[0-9ivxIVX]{1,4}(?:页)?(?:[,/]?共?[0-9]{1,4}页)?(?:[-·•]?)")
_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]+、|[(（][一二三四五六七八九十0-9]+[)）]|[0-9]{1,2}[、.．](?![0-9])|附表|附件|单位[:：])"
)
_ITEM = re.compile(r"^(?:[0-9]{1,2}[、.．](?![0-9])|[①-⑳]|[(（][0-9]{1,2}[)）])")
_FULL_STOP = "。！？；：.;:"
EDGE = 0.05  # of the page's height: the margin


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text with its box."""

    text: str
    page: int
    x0: float
    x1: float
    top: float
    base: float
    size: float
    at_edge: bool = False  # in the margin of the page


def page_lines(chars: Sequence[Char], page: int, top: float, bottom: float) -> list[TextLine]:
    """The lines of a page; those in its margins are marked."""
    margin = EDGE * (bottom - top)
    lines = lines_of(chars, page)
    return [replace(line, at_edge=not top + margin <= line.base <= bottom - margin) for line in lines]


def lines_of(chars: Sequence[Char], page: int = 0) -> list[TextLine]:
    """Characters sorted into lines, from the top; a wide gap in a line becomes a blank."""
    return [line for line in (_line(row, page) for row in _rows(chars)) if line.text]


def texts_of(chars: Sequence[Char]) -> list[str]:
    """The texts of the lines of a cell."""
    return [text for text in map(_row_text, _rows(chars)) if text]


_LEAST_STEP = 1.5  # points between two lines; characters that stand closer are on one line, whatever their size
_BY_LEFT, _BY_BASE = itemgetter(1), itemgetter(5)


def _rows(chars: Sequence[Char]) -> Iterator[list[Char]]:
    """Characters of one baseline each, from the left."""
    if not chars:
        return
    ordered = sorted(chars, key=_BY_BASE)
    if ordered[-1].base - ordered[0].base <= _LEAST_STEP:  # most cells hold one line
        yield sorted(ordered, key=_BY_LEFT)
        return
    row: list[Char] = []
    for char in ordered:
        if row and abs(char.base - row[0].base) > max(_LEAST_STEP, 0.35 * min(char.size, row[0].size)):
            yield sorted(row, key=_BY_LEFT)
            row = []
        row.append(char)
    if row:
        yield sorted(row, key=_BY_LEFT)


def _row_text(row: Sequence[Char]) -> str:
    parts: list[str] = []
    gap = 1.2 * max([char[6] for char in row])
    end = row[0].x0
    for text, x0, x1, _, _, _, _ in row:
        if x0 - end > gap and parts and parts[-1] != " " and text != " ":
            parts.append(" ")
        parts.append(text)
        if x1 > end:
            end = x1
    return "".join(parts).strip()[:MAX_CELL]


def _line(row: Sequence[Char], page: int) -> TextLine:
    shown = [char for char in row if char.text.strip()] or row
    left, right, top = shown[0].x0, max(char.x1 for char in shown), min(char.top for char in row)
    return TextLine(_row_text(row), page, left, right, top, row[0].base, max(char.size for char in row))


def without_furniture(pages: Sequence[Sequence[TextLine]]) -> list[list[TextLine]]:
    """The lines of each page without page numbers and without heads and feet that repeat."""
    edges: Counter[str] = Counter()
    for lines in pages:
        edges.update({_shape(line.text) for line in (*lines[:1], *lines[-1:])})
    often = {shape for shape, count in edges.items() if count >= max(3, len(pages) // 3)}
    return [_inner(list(lines), often) for lines in pages]


def _inner(lines: list[TextLine], often: set[str]) -> list[TextLine]:
    for at in (0, -1):
        for _ in range(2):
            if lines and (_is_page_number(lines[at].text) or _shape(lines[at].text) in often):
                del lines[at]
    return lines


def _shape(text: str) -> str:
    """Text with its digits alike: `第 3 页` and `第 4 页` are one foot."""
    return re.sub(r"[0-9]+", "0", normalise(text))


def _is_page_number(text: str) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(normalise(text)))


Margins = Mapping[int, tuple[float, float]]  # by page: where its text begins at the left and ends at the right


def margins_of(pages: Sequence[Sequence[TextLine]]) -> Margins:
    """The edges of the text of each page."""
    shown = [lines for lines in pages if lines]
    return {lines[0].page: (min(one.x0 for one in lines), max(one.x1 for one in lines)) for lines in shown}


def paragraphs(lines: Sequence[TextLine], margins: Margins) -> list[Text]:
    """Lines put together: a full line goes on in the next one, unless that is indented or begins with a number."""
    result: list[Text] = []
    open_lines: list[TextLine] = []
    for line in lines:
        if open_lines and not _goes_on(open_lines[-1], line, margins):
            result.append(_paragraph(open_lines))
            open_lines = []
        open_lines.append(line)
    if open_lines:
        result.append(_paragraph(open_lines))
    return result


def _goes_on(above: TextLine, line: TextLine, margins: Margins) -> bool:
    left, right = margins[above.page]
    is_full = above.x1 >= right - 2.2 * above.size and above.x0 <= left + 3.5 * above.size
    is_indented = line.x0 > margins[line.page][0] + 1.2 * line.size
    same_size = abs(above.size - line.size) < 0.8
    far = line.page == above.page and line.base - above.base > 2.6 * max(line.size, above.size)
    ends = above.text[-1] in _FULL_STOP and _NUMBERED.match(line.text) is not None
    return is_full and same_size and not (is_indented or far or ends)


def _paragraph(lines: Sequence[TextLine]) -> Text:
    text = joined([line.text for line in lines])
    return Text(text, quoted(Spot(page=lines[0].page), text))


def wrapped(lines: Sequence[str]) -> str:
    """The lines of a cell put together; only a numbered item begins a line of its own."""
    if len(lines) < 2:
        return "".join(lines)[:MAX_CELL]
    items: list[list[str]] = []
    for line in lines:
        if not items or _ITEM.match(line):
            items.append([])
        items[-1].append(line)
    return "\n".join(joined(item) for item in items)[:MAX_CELL]


def joined(lines: Sequence[str]) -> str:
    """Lines put together; a blank between Latin words only."""
    text = ""
    for line in lines:
        latin = text[-1:].isascii() and text[-1:].isalpha() and line[:1].isascii() and line[:1].isalpha()
        text += (" " if latin else "") + line
    return text[:MAX_CELL]
