"""PDF (PDF/A-2b) through Typst, with the fonts of this package only: the same page on every machine.

One compiler per process, made at the first document: a process that forks after using it would hang.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from xieshou.documents.document import Block, Document, Heading, Note, PageBreak, Paragraph, Section, Title
from xieshou.documents.errors import MissingGlyphError, TypesettingError
from xieshou.documents.table import Cell, Table

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
TEMPLATE = HERE / "templates" / "document.typ"
STANDARD: Final = "a-2b"  # archival; it also refuses a character that no font has
_NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')

Json = Mapping[str, Any]  # JSON for the template; it goes no further


def pdf(document: Document, made_at: datetime) -> bytes:
    """The document as PDF/A-2b, which must say when it was made; the same moment gives the same bytes."""
    inputs = {"data": json.dumps(_document(document), ensure_ascii=False)}
    try:
        made = _compiler().compile(sys_inputs=inputs, format="pdf", pdf_standards=STANDARD, timestamp=made_at.replace(microsecond=0))
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
    return {"name": document.name, "sections": [_section(section) for section in document.sections]}


def _section(section: Section) -> Json:
    return {
        "layout": section.layout.value,
        "landscape": section.landscape,
        "blocks": [_block(block) for block in section.blocks],
    }


def _block(block: Block) -> Json:
    match block:
        case Table():
            return _table(block)
        case Title(text):
            return {"kind": "title", "text": text}
        case Heading(level, text):
            return {"kind": "heading", "level": level, "text": text}
        case Paragraph(text, align, indent):
            return {"kind": "paragraph", "text": text, "align": align.value, "indent": indent}
        case Note(text):
            return {"kind": "note", "text": text}
        case PageBreak():
            return {"kind": "break"}


def _table(table: Table) -> Json:
    return {
        "kind": "table",
        "title": table.title,
        "captions": [(caption.left, caption.right) for caption in table.captions],
        "widths": table.widths,
        "header": table.header_rows,
        "cells": [_cell(cell) for cell in table.cells],
        "notes": table.notes,
    }


def _cell(cell: Cell) -> Json:
    return {
        "r": cell.row,
        "c": cell.col,
        "rs": cell.rowspan,
        "cs": cell.colspan,
        "t": cell.text,
        "a": cell.align.value,
        "k": cell.kind.value,
    }
