"""A table as the text that is taken out of a PDF: cells broken over lines, page numbers, running heads in between."""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from random import Random

from tests.conformance.corpus.pages import Pages
from xieshou.documents.document import Document, Heading, Paragraph, Title
from xieshou.documents.read.lines import width
from xieshou.documents.table import Cell, Table

_PAGE = 44  # lines of a page
_PAGES = (100, 124, 180)  # half-width columns of a page: narrow cells break oftener
_PARTS = re.compile("[!-~]+|.", re.DOTALL)


class Style(StrEnum):
    """How a PDF's text was taken out."""

    CELLS = "cells"  # cell by cell, an empty line after each piece
    ROWS = "rows"  # row by row, a blank between cells, long cells broken
    DENSE = "dense"  # row by row, nothing between cells


def as_text(document: Document, style: Style, random: Random, pages: Pages | None = None) -> str:
    """The document's text; `pages`: what each page prints, only numbers where it is left out."""
    lines: list[str] = []
    page = random.choice(_PAGES)
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                lines += _table(block, style, page)
            elif isinstance(block, Title | Heading | Paragraph):
                lines += list(_broken(block.text, 76))
    through = pages.through(lines, random) if pages else _paged(lines, random)
    return "\n".join(through) + "\n"


def _table(table: Table, style: Style, page: int) -> Iterator[str]:
    yield table.title
    yield from (f"{caption.left} {caption.right}".strip() for caption in table.captions)
    for row in table.by_row():
        texts = [cell for cell in row if cell.text]
        if style is Style.CELLS:
            for cell in texts:
                yield from _spaced(_broken(cell.text, _width(table, cell, page)))
        else:
            yield from _row(table, texts, style, page)
    yield from table.notes


def _spaced(pieces: Iterable[str]) -> Iterator[str]:
    for piece in pieces:
        yield piece
        yield ""


def _row(table: Table, cells: Sequence[Cell], style: Style, page: int) -> Iterator[str]:
    """One row: pieces on one line until a cell is too wide for its column, which breaks the line."""
    line = ""
    for cell in cells:
        pieces = list(_broken(cell.text, _width(table, cell, page))) if style is Style.ROWS else [cell.text]
        line += (" " if line and style is Style.ROWS else "") + pieces[0]
        for piece in pieces[1:]:
            yield line
            line = piece
    if line:
        yield line
        if style is Style.ROWS:
            yield ""


def _width(table: Table, cell: Cell, page: int) -> int:
    """How many half-width columns fit into a cell."""
    share = sum(table.widths[cell.col : cell.col + cell.colspan]) / sum(table.widths)
    return max(4, int(share * page))


def _broken(text: str, columns: int) -> Iterator[str]:
    """The text in pieces as wide as a cell, in half-width columns; figures and Latin words are not broken."""
    piece = ""
    for part in _PARTS.findall(text):
        if piece and width(piece) + width(part) > columns:
            yield piece
            piece = ""
        piece += part
    yield piece


def _paged(lines: Sequence[str], random: Random) -> Iterator[str]:
    number, left = random.randint(1, 40), random.randint(8, _PAGE)
    for line in lines:
        if not left:
            yield from ("", random.choice([str(number), f"- {number} -"]), "")
            number, left = number + 1, _PAGE
        yield line
        left -= 1
