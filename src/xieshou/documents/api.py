"""Writing a document: the door of this package. A file is written whole or not at all."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from secrets import token_hex

from xieshou.documents.document import Document
from xieshou.documents.errors import MissingGlyphError, PlaceError, UnknownFormatError
from xieshou.documents.render_docx import word
from xieshou.documents.render_pdf import pdf
from xieshou.documents.render_xlsx import excel
from xieshou.documents.sources import legible
from xieshou.documents.text_check import check_text

__all__ = ["Format", "render", "render_bytes"]


class Format(StrEnum):
    """The formats that are written."""

    PDF = "pdf"
    WORD = "docx"
    EXCEL = "xlsx"


RENDERERS: Mapping[Format, Callable[[Document, datetime], bytes]] = {
    Format.PDF: pdf,
    Format.WORD: word,
    Format.EXCEL: excel,
}


def render(document: Document, format: Format | str, path: Path, made_at: datetime | None = None) -> Path:
    """Write the document to the path and give the path. `made_at` is the date the file bears, now when left out.

    Raises `UnknownFormatError`, `TextError` (text no format can hold), `MissingGlyphError` (PDF only), `PlaceError`
    (the place cannot be written; nothing is left behind).
    """
    data = render_bytes(document, format, made_at)
    try:
        _write_whole(path, data)
    except FileNotFoundError as error:
        raise PlaceError(path, "its folder does not exist", "Make the folder first") from error
    except NotADirectoryError as error:
        raise PlaceError(path, "what should be its folder is a file", "Choose another place") from error
    except IsADirectoryError as error:
        raise PlaceError(path, "it is a folder", "Name a file inside it") from error
    except PermissionError as error:
        raise PlaceError(
            path, "writing is not allowed there", "Choose another place, or close the file where it is open"
        ) from error
    except OSError as error:
        raise PlaceError(path, f"it cannot be written ({error.strerror})", "Choose another place") from error
    return path


def render_bytes(document: Document, format: Format | str, made_at: datetime | None = None) -> bytes:
    """The document as a file's bytes; raises as `render` does."""
    if format not in set(Format):
        raise UnknownFormatError(str(format), tuple(Format))
    check_text(document)
    at = made_at or datetime.now(UTC)
    try:
        return RENDERERS[Format(format)](document, at)
    except MissingGlyphError as error:
        eased = legible(document, error.characters)
        if eased == document:
            raise
        return RENDERERS[Format(format)](eased, at)


def _write_whole(path: Path, data: bytes) -> None:
    """Write beside the place, then rename: whoever reads the place sees the old file or the new one."""
    if path.is_dir():
        raise IsADirectoryError
    beside = path.with_name(f".{token_hex(8)}.part")
    try:
        with beside.open("xb") as file:
            file.write(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
