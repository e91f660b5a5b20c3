"""PDF (PDF/A-2b) through Typst, with the fonts of this package only: the same page on every machine.

One compiler per process, made at the first document: a process that forks after using it would hang.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

import typst

from xieshou.documents.document import Block, Document, Heading, Note, PageBreak, Paragraph, Section, Title
from xieshou.documents.errors import MissingGlyphError, TypesettingError
from xieshou.documents.page import text_width
from xieshou.documents.page_fit import is_kept_whole, surely_fits
from xieshou.documents.table import Cell, Table

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
TEMPLATE = HERE / "templates" / "document.typ"
LINES_KEPT_TOGETHER = 24
STANDARD: Final = "a-2b"  # archival; it also refuses a character that no font has
_TURN = Lock()  # the compiler keeps its inputs: one document at a time
_NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')

Json = Mapping[str, Any]  # JSON for the template; it goes no further


def pdf(document: Document, made_at: datetime) -> bytes:
    """The document as PDF/A-2b, which must say when it was made; the same moment gives the same bytes."""
    inputs = {"data": json.dumps(_document(document), ensure_ascii=False)}
    try:
        with _TURN:
            made = _compiler().compile(
                sys_inputs=inputs, format="pdf", pdf_standards=STANDARD, timestamp=made_at.replace(microsecond=0)
            )
    except typst.TypstError as error:
        missing = "".join(dict.fromkeys(_NO_GLYPH.findall(error.diagnostic)))
        if missing:
            raise MissingGlyphError(missing) from error
        raise TypesettingError(f"{document.name}: {error.diagnostic}") from error
    if not isinstance(made, bytes):
        raise TypesettingError(f"{document.name}: the typesetter gave no file")
    return made


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(str(TEMPLATE), root=str(HERE), font_paths=[str(FONTS)], ignore_system_fonts=True)


def _document(document: Document) -> Json:
    sections = [_section(section, number) for number, section in enumerate(document.sections)]
    return {"name": document.name, "sections": sections}


def _section(section: Section, number: int) -> Json:
    steps = enumerate(section.steps())
    return {
        "layout": section.layout.value,
        "landscape": section.landscape,
        "blocks": [
            _block(block, section) | {"keep": keep, "id": f"{number}-{place}"} for place, (block, keep) in steps
        ],
    }


def _block(block: Block, section: Section) -> dict[str, Any]:
    match block:
        case Table():
            return _table(block, section)
        case Title(text):
            return {"kind": "title", "text": text}
        case Heading(level, text):
            return {"kind": "heading", "level": level, "text": text}
        case Paragraph(text, align, indent):
            pieces = list(block.pieces()) if block.mentions else [(text, "")]
            return {"kind": "paragraph", "pieces": pieces, "align": align.value, "indent": indent}
        case Note(text):
            return {"kind": "note", "text": text}
        case PageBreak():
            return {"kind": "break"}


def _table(table: Table, section: Section) -> dict[str, Any]:
    is_first = bool(section.blocks) and section.blocks[0] is table
    return {
        "kind": "table",
        "fits": is_first and surely_fits(table, section),
        "title": table.title,
        "captions": [(caption.left, caption.right) for caption in table.captions],
        "widths": table.widths,
        "header": table.header_rows,
        "whole": is_kept_whole(table, section),
        "rows": table.rows,
        "blocks": [{"first": block.first, "header": block.header_rows, "last": block.last} for block in table.blocks],
        "kept": [run for run in table.kept_rows() if _fit_together(table, run, section)],
        "cells": [_cell(cell, _fits_in(table, cell, section)) for cell in table.cells],
        "notes": table.notes,
    }


def _fits_in(table: Table, cell: Cell, section: Section) -> bool:
    """Whether a cell's text surely takes less than half a page, so that its row need not be broken."""
    return cell.rowspan == 1 and _lines(table, cell, section) <= LINES_KEPT_TOGETHER


def _fit_together(table: Table, run: tuple[int, int], section: Section) -> bool:
    """Whether the rows of a run, from first to last, surely take less than half a page together."""
    lines = [
        max((_lines(table, cell, section) for cell in cells if cell.rowspan == 1), default=1)
        for cells in table.by_row()[run[0] : run[1] + 1]
    ]
    return sum(lines) <= LINES_KEPT_TOGETHER


def _lines(table: Table, cell: Cell, section: Section) -> int:
    """The most lines that a cell's text may take."""
    share = Fraction(sum(table.widths[cell.col : cell.col + cell.colspan]), sum(table.widths))
    characters = int(text_width(section) * share / 4) or 1  # a character of table text is less than 4 mm wide
    return sum(max(1, -(-len(line) // characters)) for line in cell.text.split("\n"))


def _cell(cell: Cell, is_whole: bool) -> Json:
    return {
        "r": cell.row,
        "c": cell.col,
        "rs": cell.rowspan,
        "cs": cell.colspan,
        "t": cell.text,
        "a": cell.align.value,
        "k": cell.kind.value,
        "l": cell.link,
        "whole": is_whole,
    }
