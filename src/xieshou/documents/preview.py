"""A look into a file: what an office file holds as text and tables, and a page of a PDF as a picture."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import pypdfium2

from xieshou.documents.read.files import content_of
from xieshou.documents.read.grid_model import Grid
from xieshou.documents.read.grid_package import UnreadableError

__all__ = ["PreviewCell", "PreviewTable", "UnreadableError", "page_count", "page_png", "parts_of"]

MOST_ROWS = 200


@dataclass(frozen=True)
class PreviewCell:
    """A cell as it stands."""

    text: str
    rowspan: int
    colspan: int


@dataclass(frozen=True)
class PreviewTable:
    """The first rows of a table; `left_out` counts the rows that are not shown."""

    rows: tuple[tuple[PreviewCell, ...], ...]
    left_out: int


def parts_of(data: bytes) -> Iterator[str | PreviewTable]:
    """Paragraphs and tables of a Word or Excel file in their order. Raises `UnreadableError` with the reason."""
    for block in content_of(data).blocks:
        yield _table(block) if isinstance(block, Grid) else block.text


def _table(grid: Grid) -> PreviewTable:
    shown = min(grid.rows, MOST_ROWS)
    rows = tuple(
        tuple(PreviewCell(cell.text, cell.rowspan, cell.colspan) for cell in grid.starting(row)) for row in range(shown)
    )
    return PreviewTable(rows, grid.rows - shown)


def page_count(data: bytes) -> int:
    """The pages of a PDF. Raises `UnreadableError` for one that is broken or locked."""
    document = _opened(data)
    try:
        return len(document)
    finally:
        document.close()


def page_png(data: bytes, page: int, *, width: int = 900) -> bytes:
    """One page (from 0) as a PNG of the given width in pixels."""
    document = _opened(data)
    try:
        sheet = document[page]
        picture = sheet.render(scale=min(4.0, width / max(1.0, sheet.get_width()))).to_pil()
        output = BytesIO()
        picture.save(output, "PNG")
        return output.getvalue()
    finally:
        document.close()


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise UnreadableError("PDF 损坏或有密码，无法预览") from error
