"""PDF with a text layer: ruled tables, those that go on over pages joined, and the running text between them.

A page without text is said to be scanned; a password is said to be one. Nothing is guessed from pictures.
"""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pypdfium2
import pypdfium2.raw as pdfium

from xieshou.documents.read.grid_join import PageTable, joined_tables
from xieshou.documents.read.grid_model import Content, Grid, GridCell, Text
from xieshou.documents.read.grid_package import UnreadableError
from xieshou.documents.read.grid_pdf_guard import without_bombs
from xieshou.documents.read.grid_pdf_page import Char, PageItems, page_items
from xieshou.documents.read.grid_pdf_text import (
    TextLine,
    margins_of,
    page_lines,
    paragraphs,
    texts_of,
    without_furniture,
    wrapped,
)
from xieshou.documents.read.grid_rules import Ruled, ruled_tables
from xieshou.kernel.reading import Spot, UnreadPart

MAX_PAGES = 2_000
_STRANGE = re.compile("[\ufffd\ue000-\uf8ff]")  # characters without a code of their own
_REASONS = {
    4: "PDF 有密码，请取得没有密码的文件",
    5: "PDF 用了不支持的加密方式",
}


@dataclass(frozen=True, slots=True)
class _Page:
    """What one page gave: tables, lines outside them, and why it could not be read, if so."""

    tables: tuple[PageTable, ...]
    lines: tuple[TextLine, ...]
    problem: str | None


def read_pdf(data: bytes) -> Content:
    """The tables and paragraphs of a PDF; raises `UnreadableError` when it does not open."""
    safe, bombs = without_bombs(data)
    try:
        document = pypdfium2.PdfDocument(safe)
    except pypdfium2.PdfiumError as error:
        code = int(pdfium.FPDF_GetLastError())
        raise UnreadableError(_REASONS.get(code, "PDF 损坏或不完整，请重新取得原文件")) from error
    try:
        content = _content(document)
    finally:
        document.close()
    if not bombs:
        return content
    said = UnreadPart(Spot(), f"有 {bombs} 处页面内容解压后过大，没有读取")
    return replace(content, unread=(said, *content.unread))


def _content(document: pypdfium2.PdfDocument) -> Content:
    count = len(document)
    pages = [_page(document, number) for number in range(1, min(count, MAX_PAGES) + 1)]
    unread = list(_problems(pages))
    if count > MAX_PAGES:
        unread.append(UnreadPart(Spot(page=MAX_PAGES + 1), f"超过 {MAX_PAGES} 页，其后没有读取"))
    if not count:
        raise UnreadableError("PDF 没有页")
    lines = without_furniture([page.lines for page in pages])
    blocks = tuple(_blocks(joined_tables([page.tables for page in pages], lines), lines))
    text = "\n\f".join("\n".join(line.text for line in page_lines) for page_lines in lines)
    return Content(blocks, tuple(unread), count, text)


def _page(document: pypdfium2.PdfDocument, number: int) -> _Page:
    try:
        page = document[number - 1]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        return _Page((), (), "这一页损坏，没有读取")
    try:
        return _read_page(page_items(page.raw, text_page.raw), number)
    finally:
        text_page.close()
        page.close()


def _read_page(items: PageItems, number: int) -> _Page:
    if not items.chars:
        return _Page((), (), "没有文字层，应是扫描件，需要先做文字识别（OCR）" if items.images else None)
    if _is_garbled(items.chars):
        return _Page((), (), "字体没有编码表，取出的文字不可读，需要先做文字识别（OCR）")
    ruled = ruled_tables(items.across, items.down)
    inside, outside = _sorted_out(items.chars, ruled)
    height = items.bottom - items.top
    tables = [
        _page_table(one, texts, number, (items.bottom - one.ys[-1]) / height)
        for one, texts in zip(ruled, inside, strict=True)
        if any(texts)
    ]
    problem = "这一页的内容过多，只读了一部分" if items.cut else None
    return _Page(tuple(tables), tuple(page_lines(outside, number, items.top, items.bottom)), problem)


def _is_garbled(chars: Sequence[Char]) -> bool:
    strange = _STRANGE.findall("".join([char[0] for char in chars]))
    return len(strange) * 3 > len(chars)


def _sorted_out(chars: Sequence[Char], tables: Sequence[Ruled]) -> tuple[list[list[list[Char]]], list[Char]]:
    """Characters by the cell of the table they stand in; a table inside another takes its own."""
    inside: list[list[list[Char]]] = [[[] for _ in table.boxes] for table in tables]
    outside: list[Char] = []
    smallest_first = sorted(zip(tables, inside, strict=True), key=lambda one: one[0].area)
    ways = [(table.gap_at, texts) for table, texts in smallest_first]
    here, left, right, above, below = outside, 0.0, 0.0, 0.0, 0.0  # where the character before stood
    for char in chars:
        _, x0, x1, top, bottom, _, _ = char
        x, y = (x0 + x1) / 2, (top + bottom) / 2
        if left <= x < right and above <= y < below:
            here.append(char)
            continue
        for gap_at, texts in ways:
            gap = gap_at(x, y)
            if gap is not None:
                texts[gap[0]].append(char)
                if len(ways) == 1:  # no table inside this gap: the next character may be asked after at once
                    box, left, right, above, below = gap
                    here = texts[box]
                break
        else:
            outside.append(char)
    return inside, outside


def _page_table(ruled: Ruled, texts: Sequence[list[Char]], page: int, room: float) -> PageTable:
    spot = Spot(page=page)
    cells = tuple(
        GridCell(box.row, box.col, wrapped(texts_of(found)), spot, box.rowspan, box.colspan)
        for box, found in zip(ruled.boxes, texts, strict=True)
    )
    return PageTable(page, ruled.xs, ruled.ys, cells, room=room)


def _problems(pages: Sequence[_Page]) -> Iterator[UnreadPart]:
    """Pages that could not be read; runs of pages with the same problem in one."""
    start = 0
    for index in range(1, len(pages) + 1):
        if index < len(pages) and pages[index].problem == pages[start].problem:
            continue
        problem = pages[start].problem
        if problem is not None:
            run = f"第 {start + 1}–{index} 页：" if index - start > 1 else ""
            yield UnreadPart(Spot(page=start + 1), run + problem)
        start = index


def _blocks(tables: Sequence[PageTable], lines: Sequence[Sequence[TextLine]]) -> Iterator[Grid | Text]:
    """Tables and paragraphs in the order they are printed."""
    left = deque((page, line.base, line) for page, page_lines in enumerate(lines, 1) for line in page_lines)
    margins = margins_of(lines)
    for number, table in enumerate(tables, 1):
        waiting: list[TextLine] = []
        while left and left[0][:2] < (table.page, table.top):
            waiting.append(left.popleft()[2])
        yield from paragraphs(waiting, margins)
        yield _grid(table, number)
    yield from paragraphs([line for _, _, line in left], margins)


def _grid(table: PageTable, number: int) -> Grid:
    name = f"表 {number}"
    return Grid(tuple(_placed(cell, name) for cell in table.cells), Spot(page=table.page, cell=name))


def _placed(cell: GridCell, name: str) -> GridCell:
    spot = Spot(page=cell.spot.page, cell=f"{name} R{cell.row + 1}C{cell.col + 1}")
    return GridCell(cell.row, cell.col, cell.text, spot, cell.rowspan, cell.colspan)
