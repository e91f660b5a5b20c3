"""Word (.docx): tables with their horizontal and vertical merges, tables in cells, and the paragraphs between them.

Read from the raw XML: `gridSpan`, `vMerge` and `hMerge` say exactly which cells are merged. Deleted and moved-away text of
tracked changes is left out, inserted text is read; content controls (`w:sdt`) are looked through.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from xieshou.documents.read.grid_model import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Content, Grid, GridCell, Text, quoted
from xieshou.documents.read.grid_package import Package, UnreadableError, parse_xml
from xieshou.kernel.reading import Spot, UnreadPart

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
MAX_DEPTH = 6  # tables in cells of tables
MAX_PLACES = 400_000  # rows × columns of one table, cells of all
MAX_BLOCKS = 60_000  # paragraphs and tables

_THROUGH = frozenset({f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")})
_LEFT_OUT = frozenset(
    {f"{W}{name}" for name in ("del", "moveFrom", "tbl", "instrText", "pPr", "rPr", "footnoteReference")}
)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SIGNS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": " ", f"{W}noBreakHyphen": "-"}


@dataclass(slots=True)
class _Reading:
    """What has been read so far; tables are numbered in the order they begin."""

    blocks: list[Grid | Text] = field(default_factory=list)
    unread: list[UnreadPart] = field(default_factory=list)
    tables: int = 0
    cells: int = 0
    paragraphs: int = 0  # since the last table


def read_docx(package: Package) -> Content:
    """The tables and paragraphs of a Word file; raises `UnreadableError` when its text cannot be read."""
    data = package.read(_main_part(package))
    root = _root(package, data)
    body = root.find(f"{W}body")
    if body is None:
        raise UnreadableError("Word 文件没有正文")
    reading = _Reading()
    _body(reading, body, depth=0)
    return Content(tuple(reading.blocks), tuple(reading.unread))


def _main_part(package: Package) -> str:
    names = package.names()
    if "word/document.xml" in names:
        return "word/document.xml"
    found = sorted(name for name in names if name.startswith("word/document") and name.endswith(".xml"))
    if not found:
        raise UnreadableError("缺少部件 word/document.xml")
    return found[0]


def _root(package: Package, data: bytes) -> etree._Element:
    return parse_xml(data.replace(STRICT, W[1:-1].encode()), "word/document.xml")


def _body(reading: _Reading, parent: etree._Element, depth: int) -> None:
    for block in _blocks(parent):
        if len(reading.blocks) >= MAX_BLOCKS or reading.cells >= MAX_PLACES:
            reading.unread.append(UnreadPart(Spot(cell=f"表 {reading.tables}"), "文件太长，其后没有读取"))
            return
        if block.tag == f"{W}tbl":
            _table(reading, block, depth, inside="")
            reading.paragraphs = 0
        else:
            _paragraph(reading, block)


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables directly in an element, looking through content controls."""
    yield from _children(parent, f"{W}p", f"{W}tbl")


def _children(parent: etree._Element, *tags: str) -> Iterator[etree._Element]:
    for child in parent:
        if child.tag in tags:
            yield child
        elif child.tag in _THROUGH:
            yield from _children(child, *tags)


def _paragraph(reading: _Reading, paragraph: etree._Element) -> None:
    text = _text(paragraph).strip()
    if not text:
        return
    reading.paragraphs += 1
    after = f"表 {reading.tables} 之后" if reading.tables else "开头"
    spot = Spot(cell=f"{after}第 {reading.paragraphs} 段")
    reading.blocks.append(Text(text[:MAX_CELL], quoted(spot, text), _is_heading(paragraph)))


def _is_heading(paragraph: etree._Element) -> bool:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    level = paragraph.find(f"{W}pPr/{W}outlineLvl")
    return level is not None or (
        style is not None and style.get(f"{W}val", "").lower().startswith(("heading", "title"))
    )


def _text(element: etree._Element) -> str:
    """The text of a paragraph as it is shown."""
    parts: list[str] = []
    _collect(element, parts)
    return "".join(parts)


def _collect(element: etree._Element, parts: list[str]) -> None:
    for child in element:
        tag = child.tag
        if tag == f"{W}t":
            parts.append(child.text or "")
        elif tag in _SIGNS:
            parts.append(_SIGNS[tag])
        elif tag not in _LEFT_OUT and tag != _FALLBACK and isinstance(tag, str):
            _collect(child, parts)


# --- tables ---


def _table(reading: _Reading, table: etree._Element, depth: int, inside: str) -> None:
    reading.tables += 1
    name = f"{inside}表 {reading.tables}"
    if depth > MAX_DEPTH:
        reading.unread.append(UnreadPart(Spot(cell=name), f"表套表超过 {MAX_DEPTH} 层，没有读取"))
        return
    cells: list[GridCell] = []
    nested: list[tuple[etree._Element, str]] = []
    columns = 1
    for row, line in enumerate(_children(table, f"{W}tr")):
        if row >= MAX_ROWS or row * columns > MAX_PLACES:
            reading.unread.append(UnreadPart(Spot(cell=f"{name} R{row + 1}"), "表太大，其后的行没有读取"))
            break
        for raw in _raw_cells(line):
            columns = max(columns, raw.col + raw.width)
            place = f"{name} R{row + 1}C{raw.col + 1}"
            _add(cells, raw, row, place)
            nested += [(inner, f"{place} ") for inner in _children(raw.element, f"{W}tbl")]
    reading.blocks.append(Grid(tuple(cells), Spot(cell=name)))
    reading.cells += len(cells)
    for inner, place in nested:
        _table(reading, inner, depth + 1, place)


@dataclass(frozen=True, slots=True)
class _Raw:
    """A `w:tc` with its column and width; `goes_on` when it belongs to the cell above."""

    element: etree._Element
    col: int
    width: int
    goes_on: bool


def _raw_cells(line: etree._Element) -> Iterator[_Raw]:
    col = _number(line.find(f"{W}trPr/{W}gridBefore"), 0)
    previous: _Raw | None = None
    for cell in _children(line, f"{W}tc"):
        properties = cell.find(f"{W}tcPr")
        width = 1 if properties is None else max(1, _number(properties.find(f"{W}gridSpan"), 1))
        if col + width > MAX_COLUMNS:
            break
        if previous is not None and _merge(properties, "hMerge") == "continue":
            previous = replace(previous, width=previous.width + width)
        else:
            if previous is not None:
                yield previous
            previous = _Raw(cell, col, width, _merge(properties, "vMerge") == "continue")
        col += width
    if previous is not None:
        yield previous


def _merge(properties: etree._Element | None, name: str) -> str:
    found = None if properties is None else properties.find(f"{W}{name}")
    return "none" if found is None else found.get(f"{W}val", "continue")


def _number(element: etree._Element | None, missing: int) -> int:
    value = "" if element is None else element.get(f"{W}val", "")
    return min(int(value), MAX_COLUMNS) if value.isascii() and value.isdigit() and len(value) < 7 else missing


def _add(cells: list[GridCell], raw: _Raw, row: int, place: str) -> None:
    """The cell, or a row more for the cell above that it belongs to."""
    if raw.goes_on:
        for index in range(len(cells) - 1, max(-1, len(cells) - 1 - 4 * MAX_COLUMNS), -1):
            above = cells[index]
            if above.row + above.rowspan == row and above.col <= raw.col < above.col + above.colspan:
                cells[index] = replace(above, rowspan=above.rowspan + 1)
                return
    text = "\n".join(_text(paragraph) for paragraph in _children(raw.element, f"{W}p")).strip()[:MAX_CELL]
    cells.append(GridCell(row, raw.col, text, Spot(cell=place), 1, raw.width))
