"""OpenDocument (.ods, .odt): sheets and tables with their merged cells, and the paragraphs between them.

What a cell shows is kept in the file beside its value, so nothing is formatted here. Repeated rows and columns cost nothing
while they are empty. Deleted text, comments and hidden sheets are left out; a hidden sheet is named.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from xieshou.documents.read.grid_model import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Content, Grid, Place, Text, quoted
from xieshou.documents.read.grid_package import Package, UnreadableError
from xieshou.documents.read.grid_xlsx import MAX_CELLS, MAX_SHEETS, a1, spanned
from xieshou.kernel.reading import Spot, UnreadPart

_SPACE = "{urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TABLE, TEXT = (f"{_SPACE}{name}:1.0}}" for name in ("office", "table", "text"))
STYLE = f"{_SPACE}style:1.0}}"
MAX_BLOCKS = 60_000  # paragraphs and tables
MAX_DEPTH = 12  # lists in lists, tables in cells

_PARAGRAPHS = frozenset({f"{TEXT}p", f"{TEXT}h"})
_LEFT_OUT = frozenset({f"{OFFICE}annotation", f"{TEXT}tracked-changes", f"{TEXT}note", f"{TABLE}table"})
_CELLS = frozenset({f"{TABLE}table-cell", f"{TABLE}covered-table-cell"})
_PASSED = frozenset({f"{OFFICE}annotation", f"{TEXT}tracked-changes", f"{TEXT}sequence-decls", f"{OFFICE}forms"})


@dataclass(slots=True)
class _Reading:
    """What has been read so far; the tables of a text are numbered in the order they begin."""

    blocks: list[Grid | Text] = field(default_factory=list)
    unread: list[UnreadPart] = field(default_factory=list)
    tables: int = 0
    paragraphs: int = 0  # since the last table


def read_odf(package: Package) -> Content:
    """The tables and paragraphs of a file; raises `UnreadableError` when they cannot be read."""
    if "META-INF/manifest.xml" in package.names() and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise UnreadableError("文件有密码，请取得没有密码的文件")
    try:
        root = package.xml("content.xml")
    except UnreadableError as error:
        raise UnreadableError(f"OpenDocument 文件读不出（{error}），请另存为 .docx 或 .xlsx 再读") from error
    reading = _Reading()
    sheets, text = (root.find(f"{OFFICE}body/{OFFICE}{name}") for name in ("spreadsheet", "text"))
    if sheets is not None:
        _sheets(reading, sheets, _hidden(root))
    elif text is not None:
        _blocks(reading, text, 0)
    else:
        raise UnreadableError("OpenDocument 文件里没有表格或文字，请另存为 .docx 或 .xlsx 再读")
    return Content(tuple(reading.blocks), tuple(reading.unread))


def _hidden(root: etree._Element) -> frozenset[str]:
    """The styles of sheets that are not shown."""
    styles = root.iter(f"{STYLE}style")
    return frozenset(
        style.get(f"{STYLE}name", "")
        for style in styles
        if any(one.get(f"{TABLE}display") == "false" for one in style.iter(f"{STYLE}table-properties"))
    )


def _sheets(reading: _Reading, parent: etree._Element, hidden: frozenset[str]) -> None:
    for sheet in list(parent.iterchildren(f"{TABLE}table"))[:MAX_SHEETS]:
        name = sheet.get(f"{TABLE}name", "")
        if sheet.get(f"{TABLE}style-name", "") in hidden:
            reading.unread.append(UnreadPart(Spot(sheet=name), "隐藏的工作表，没有读取"))
            continue
        reading.blocks += _grid(reading, sheet, Spot(sheet=name), _in_sheet(name))


def _in_sheet(name: str) -> Callable[[int, int], Spot]:
    return lambda row, col: Spot(sheet=name, cell=a1(row, col))


# --- texts ---


def _blocks(reading: _Reading, parent: etree._Element, depth: int) -> None:
    """Paragraphs and tables in their order, looking through lists and sections."""
    for block in parent:
        if len(reading.blocks) >= MAX_BLOCKS:
            if depth == 0:
                reading.unread.append(UnreadPart(Spot(cell=f"表 {reading.tables}"), "文件太长，其后没有读取"))
            return
        if block.tag in _PARAGRAPHS:
            _paragraph(reading, block)
        elif block.tag == f"{TABLE}table":
            _table(reading, block)
        elif block.tag not in _PASSED and depth < MAX_DEPTH and isinstance(block.tag, str):
            _blocks(reading, block, depth + 1)


def _paragraph(reading: _Reading, element: etree._Element) -> None:
    for text in (_text(element).strip(), *_notes(element)):
        if text:
            reading.paragraphs += 1
            after = f"表 {reading.tables} 之后" if reading.tables else "开头"
            spot = Spot(cell=f"{after}第 {reading.paragraphs} 段")
            reading.blocks.append(Text(text[:MAX_CELL], quoted(spot, text), element.tag == f"{TEXT}h"))


def _notes(element: etree._Element) -> Iterator[str]:
    """Footnotes and endnotes stand behind the paragraph of their marks."""
    for note in element.iter(f"{TEXT}note-body"):
        yield "\n".join(_text(one) for one in note.iter(*_PARAGRAPHS)).strip()


def _table(reading: _Reading, table: etree._Element) -> None:
    reading.tables += 1
    reading.paragraphs = 0
    name = f"表 {reading.tables}"
    reading.blocks += _grid(reading, table, Spot(cell=name), lambda row, col: Spot(cell=f"{name} R{row + 1}C{col + 1}"))


def _text(element: etree._Element) -> str:
    parts: list[str] = []
    _collect(element, parts)
    return "".join(parts)


def _collect(element: etree._Element, parts: list[str]) -> None:
    parts.append(element.text or "")
    for child in element:
        if child.tag in {f"{TEXT}s", f"{TEXT}tab"}:
            parts.append(" ")
        elif child.tag == f"{TEXT}line-break":
            parts.append("\n")
        elif child.tag not in _LEFT_OUT and isinstance(child.tag, str):
            _collect(child, parts)
        parts.append(child.tail or "")


# --- tables ---


@dataclass(slots=True)
class _Cells:
    """The texts and merged ranges of a table while it is read."""

    texts: dict[Place, str] = field(default_factory=dict)
    merges: list[tuple[Place, Place]] = field(default_factory=list)
    nested: list[etree._Element] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        """Whether no more is read of it."""
        return len(self.texts) >= MAX_CELLS


def _grid(
    reading: _Reading, table: etree._Element, spot: Spot, spot_at: Callable[[int, int], Spot]
) -> Iterator[Grid | Text]:
    cells, row = _Cells(), 0
    for line in _rows(table):
        if cells.is_full or (row >= MAX_ROWS and any(text.strip() for text in line.itertext())):
            reason = f"超过 {MAX_ROWS} 行、{MAX_COLUMNS} 列或 {MAX_CELLS} 个单元格，其后没有读取"
            reading.unread.append(UnreadPart(spot, reason))
            break
        times = _count(line, "number-rows-repeated")
        if row < MAX_ROWS and _row(cells, line, row):  # a repeated row shows its texts in each
            _repeat(cells, row, min(times, MAX_ROWS - row))
        row += times
    if cells.texts:
        yield Grid(tuple(spanned(cells.texts, cells.merges, spot_at)), spot)
    for inner in cells.nested:
        _table(reading, inner)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, those of groups and heads too, without those of tables in its cells."""
    for child in table:
        if child.tag == f"{TABLE}table-row":
            yield child
        elif child.tag in {f"{TABLE}table-{name}" for name in ("header-rows", "row-group", "rows")}:
            yield from _rows(child)


def _row(cells: _Cells, line: etree._Element, row: int) -> bool:
    """Puts the cells of a row in their places; whether one of them has text."""
    col, before = 0, len(cells.texts)
    for cell in line:
        if cell.tag not in _CELLS:
            continue
        times = _count(cell, "number-columns-repeated")
        text = _shown(cell)
        for at in range(col, min(col + times, MAX_COLUMNS)) if text and cell.tag == f"{TABLE}table-cell" else ():
            cells.texts[row, at] = text
        _merge(cells, cell, row, col)
        cells.nested += cell.iterchildren(f"{TABLE}table")
        col += times
    return len(cells.texts) > before


def _shown(cell: etree._Element) -> str:
    """What a cell shows; of a file that keeps values only, the value."""
    text = "\n".join(_text(one) for one in cell.iterchildren(*_PARAGRAPHS)).strip()
    value = text or cell.get(f"{OFFICE}string-value", "") or cell.get(f"{OFFICE}value", "")
    return value[:MAX_CELL]


def _merge(cells: _Cells, cell: etree._Element, row: int, col: int) -> None:
    high, wide = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
    if (high > 1 or wide > 1) and len(cells.merges) < MAX_CELLS:
        cells.merges.append(((row, col), (row + high - 1, col + wide - 1)))


def _repeat(cells: _Cells, row: int, times: int) -> None:
    if times < 2:
        return
    texts = [(col, text) for (at, col), text in cells.texts.items() if at == row]
    for more in range(row + 1, row + times):
        if cells.is_full:
            return
        cells.texts.update({(more, col): text for col, text in texts})


def _count(element: etree._Element, name: str) -> int:
    value = element.get(f"{TABLE}{name}", "1")
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 9 else 1
