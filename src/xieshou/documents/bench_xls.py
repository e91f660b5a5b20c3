"""A document as an old workbook (.xls), to measure its reader: text cells and merged cells in BIFF8 records, a sheet a table."""

import struct
from collections.abc import Iterator, Sequence

from xieshou.documents.document import Document, Heading, Paragraph, Title
from xieshou.documents.table import Cell, Table

_BOF, _EOF, _SHEET, _LABEL, _MERGED = 0x0809, 0x000A, 0x0085, 0x0204, 0x00E5
_GLOBALS, _WORKSHEET = 0x0005, 0x0010
_LONGEST, _MOST_MERGES = 4000, 1000  # characters and merges that one record holds
Placed = tuple[int, int, str]  # row, column, text
Merge = tuple[int, int, int, int]  # first row, last row, first column, last column


def as_xls(document: Document) -> bytes:
    """The document's tables and text."""
    sheets = list(_sheets(document))
    bodies = [_worksheet(cells, merges) for cells, merges in sheets]
    names = [f"Sheet{number}" for number in range(1, len(bodies) + 1)]
    start = len(_globals(names, [0] * len(names)))
    offsets = [start + sum(map(len, bodies[:number])) for number in range(len(bodies))]
    return _globals(names, offsets) + b"".join(bodies)


_SECTOR, _ENTRY, _SMALLEST = 512, 128, 4096  # bytes: of a sector, of an entry of the folder, of a stream in sectors
_NONE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def in_compound_file(book: bytes) -> bytes:
    """The workbook in a compound file, as programs save it; records behind its end are not read."""
    size = max(len(book), _SMALLEST)
    sectors = -(-size // _SECTOR)
    tables = next(count for count in range(1, sectors + 2) if count * _SECTOR // 4 >= sectors + 1 + count)
    chain = [*range(1, sectors), _END, _END, *[_FAT] * tables]  # the stream, the folder, the table itself
    chain += [_NONE] * (tables * _SECTOR // 4 - len(chain))
    placed = [*range(sectors + 1, sectors + 1 + tables), *[_NONE] * (109 - tables)]
    head = _MARK + bytes(16) + struct.pack("<5H6x10I", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, sectors, 0, _SMALLEST, _END, 0, _END, 0, placed[0])  # fmt: skip
    head += struct.pack(f"<{len(placed) - 1}I", *placed[1:])
    folder = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _NONE, 0, size)
    body = book.ljust(sectors * _SECTOR, b"\0") + folder.ljust(_SECTOR, b"\0")
    return head + body + struct.pack(f"<{len(chain)}I", *chain)


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    """An entry of the folder: the root or a stream."""
    text = name.encode("utf-16-le")
    return struct.pack("<64sHBBIII16xI16xII4x", text, len(text) + 2, kind, 1, _NONE, _NONE, child, 0, start, size)


def _sheets(document: Document) -> Iterator[tuple[list[Placed], list[Merge]]]:
    blocks = [block for section in document.sections for block in section.blocks]
    told = [block.text for block in blocks if isinstance(block, Title | Heading | Paragraph)]
    if told:
        yield [(row, 0, text) for row, text in enumerate(told)], []
    for block in blocks:
        if isinstance(block, Table):
            yield _placed(block)


def _placed(table: Table) -> tuple[list[Placed], list[Merge]]:
    """Title and captions above, notes below, as in a printed workbook."""
    above: list[Placed] = [(0, 0, table.title)] if table.title else []
    for caption in table.captions:
        row = above[-1][0] + 1 if above else 0
        above += [(row, 0, caption.left)] if caption.left else []
        above += [(row, table.columns - 1, caption.right)] if caption.right else []
    top = above[-1][0] + 1 if above else 0
    cells = [(top + cell.row, cell.col, cell.text) for cell in table.cells if cell.text]
    below = [(top + table.rows + number, 0, note) for number, note in enumerate(table.notes)]
    merges = [_merge(cell, top) for cell in table.cells if cell.rowspan * cell.colspan > 1]
    return [*above, *cells, *below], merges


def _merge(cell: Cell, top: int) -> Merge:
    row = top + cell.row
    return row, row + cell.rowspan - 1, cell.col, cell.col + cell.colspan - 1


def _globals(names: Sequence[str], offsets: Sequence[int]) -> bytes:
    sheets = (
        _record(_SHEET, struct.pack("<IHB", offset, 0, len(name)) + b"\x00" + name.encode("ascii"))
        for name, offset in zip(names, offsets, strict=True)
    )
    return _begin(_GLOBALS) + b"".join(sheets) + _record(_EOF, b"")


def _worksheet(cells: Sequence[Placed], merges: Sequence[Merge]) -> bytes:
    labels = b"".join(_label(*cell) for cell in sorted(cells))
    ranges = b"".join(struct.pack("<4H", *merge) for merge in merges[:_MOST_MERGES])
    merged = _record(_MERGED, struct.pack("<H", len(merges[:_MOST_MERGES])) + ranges) if merges else b""
    return _begin(_WORKSHEET) + labels + merged + _record(_EOF, b"")


def _label(row: int, col: int, text: str) -> bytes:
    kept = text[:_LONGEST]
    return _record(_LABEL, struct.pack("<4HB", row, col, 0, len(kept), 1) + kept.encode("utf-16-le"))


def _begin(kind: int) -> bytes:
    return _record(_BOF, struct.pack("<4H2I", 0x0600, kind, 0x0DBB, 1996, 0, 6))


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<2H", kind, len(data)) + data
