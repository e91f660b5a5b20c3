"""Word (.docx): tables with their horizontal and vertical merges, tables in cells, and the paragraphs between them.

Read from the raw XML: `gridSpan`, `vMerge` and `hMerge` say exactly which cells are merged. Deleted and moved-away text of
tracked changes is left out, inserted text is read; content controls (`w:sdt`) are looked through. Automatic numbers are shown
as Word shows them; text boxes, footnotes, endnotes, page headers and footers are paragraphs with a place of their own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from xieshou.documents.read.grid_docx_numbers import NUMBERED, Numbering, numbering_of
from xieshou.documents.read.grid_model import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Content, Grid, GridCell, Text, quoted
from xieshou.documents.read.grid_package import Package, UnreadableError, parse_xml
from xieshou.kernel.reading import Spot, UnreadPart

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
MAX_DEPTH = 6  # tables in cells of tables, boxes in boxes
MAX_PLACES = 400_000  # rows × columns of one table, cells of all
MAX_BLOCKS = 60_000  # paragraphs and tables

_P, _TBL, _TR, _TC, _T = (f"{W}{name}" for name in ("p", "tbl", "tr", "tc", "t"))
_TC_PR, _SPAN, _DOWN, _ACROSS, _VAL = (f"{W}{name}" for name in ("tcPr", "gridSpan", "vMerge", "hMerge", "val"))
_BOX = f"{W}txbxContent"
_HEADINGS = ("heading", "title")
BODY_LEVEL = "9"  # the outline level of running text
_NOTE_KINDS = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
_NOTE_WORDS = {"footnote": "脚注", "endnote": "尾注"}
_NOT_READ = {f"{W}object": "嵌入的对象（如 Excel 表），没有读取", f"{W}altChunk": "插入的其他文件，没有读取"}
_THROUGH = frozenset({f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")})
_LEFT_OUT = frozenset(
    {f"{W}{name}" for name in ("del", "moveFrom", "tbl", "instrText", "pPr", "rPr", "txbxContent", "object")}
)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SIGNS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": " ", f"{W}noBreakHyphen": "-"}
_FURNITURE = (("header", "页眉"), ("footer", "页脚"))
_PAGE_NUMBER = re.compile("[-–—·]*(?:第|page)?[0-9ivx]*页?(?:[/,，]|of)?(?:共?[0-9]*页?)?[-–—·]*", re.I)
PAGE_NUMBER = 24  # characters of one


@dataclass(slots=True)
class _Reading:
    """What has been read so far of a part of the file; tables are numbered in the order they begin."""

    root: etree._Element
    notes: "_Notes"
    numbering: Numbering = field(default_factory=Numbering)
    headings: frozenset[str] = frozenset()  # styles
    where: str = ""  # before each place: `页眉 1 `
    blocks: list[Grid | Text] = field(default_factory=list)
    unread: list[UnreadPart] = field(default_factory=list)
    waiting: list[Text] = field(default_factory=list)  # notes, to stand behind the table or the section they belong to
    tables: int = 0
    cells: int = 0
    paragraphs: int = 0  # since the last table
    boxes: int = 0
    has_boxes: bool = False
    has_notes: bool = False

    def __post_init__(self) -> None:
        self.has_boxes = next(self.root.iter(_BOX), None) is not None
        self.has_notes = next(self.root.iter(*_NOTE_KINDS), None) is not None


def read_docx(package: Package) -> Content:
    """The tables and paragraphs of a Word file; raises `UnreadableError` when its text cannot be read."""
    root = _root(package, _main_part(package))
    body = root.find(f"{W}body")
    if body is None:
        raise UnreadableError("Word 文件没有正文")
    styles = _beside(package, "word/styles.xml", [])  # without it automatic numbers and some headings are missing
    reading = _Reading(root, _Notes(package), _numbering(package, root, styles), _heading_styles(styles))
    _body(reading, body, depth=0)
    _put_notes(reading)
    for tag, reason in _NOT_READ.items():
        count = sum(1 for _ in root.iter(tag))
        reading.unread += [UnreadPart(Spot(), f"{count} 处{reason}")] if count else []
    _furniture(reading, package)
    return Content(tuple(reading.blocks), (*reading.unread, *reading.notes.unread))


def _main_part(package: Package) -> str:
    names = package.names()
    if "word/document.xml" in names:
        return "word/document.xml"
    found = sorted(name for name in names if name.startswith("word/document") and name.endswith(".xml"))
    if not found:
        raise UnreadableError("缺少部件 word/document.xml")
    return found[0]


def _root(package: Package, name: str) -> etree._Element:
    return parse_xml(package.read(name).replace(STRICT, W[1:-1].encode()), name)


def _beside(package: Package, name: str, unread: list[UnreadPart]) -> etree._Element | None:
    """A part beside the text; one that cannot be read does not keep the text from being read."""
    if name not in package.names():
        return None
    try:
        return _root(package, name)
    except UnreadableError as error:
        unread.append(UnreadPart(Spot(), str(error)))
        return None


def _numbering(package: Package, root: etree._Element, styles: etree._Element | None) -> Numbering:
    """The lists of the file, if one of its paragraphs or styles belongs to a list."""
    if all(part is None or next(part.iter(NUMBERED), None) is None for part in (root, styles)):
        return Numbering()
    return numbering_of(_beside(package, "word/numbering.xml", []), styles)


def _heading_styles(styles: etree._Element | None) -> frozenset[str]:
    """The styles that stand in an outline or are called headings: Chinese programs call them `1` and `2` inside."""
    found = () if styles is None else styles.iterchildren(f"{W}style")
    return frozenset(style.get(f"{W}styleId", "") for style in found if _heads(style))


def _heads(style: etree._Element) -> bool:
    name = next(style.iterchildren(f"{W}name"), None)
    called = "" if name is None else name.get(_VAL, "").lower()
    return called.startswith(_HEADINGS) or _is_in_outline(style)


def _is_in_outline(element: etree._Element) -> bool:
    level = element.find(f"{W}pPr/{W}outlineLvl")
    return level is not None and level.get(_VAL) != BODY_LEVEL


def _body(reading: _Reading, parent: etree._Element, depth: int) -> None:
    for block in _children(parent, _P, _TBL):
        if len(reading.blocks) >= MAX_BLOCKS or reading.cells >= MAX_PLACES:
            spot = Spot(cell=f"{reading.where}表 {reading.tables}")
            reading.unread.append(UnreadPart(spot, "文件太长，其后没有读取"))
            return
        if block.tag == _TBL:
            _table(reading, block, depth, inside=reading.where)
            reading.paragraphs = 0
            _put_notes(reading)
        else:
            _paragraph(reading, block, depth)


def _children(parent: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """Elements of these kinds directly in an element, looking through content controls."""
    for child in parent:
        if child.tag in tags:
            yield child
        elif child.tag in _THROUGH:
            yield from _children(child, *tags)


def _paragraph(reading: _Reading, paragraph: etree._Element, depth: int) -> None:
    text = _text(paragraph).strip()
    if text:
        shown = reading.numbering.prefix(paragraph) + text
        reading.paragraphs += 1
        is_heading = _is_heading(paragraph, reading.headings)
        if is_heading:
            _put_notes(reading)
        spot = Spot(cell=_paragraph_place(reading))
        reading.blocks.append(Text(shown[:MAX_CELL], quoted(spot, shown), is_heading))
    _notes_in(reading, paragraph)
    _boxes_in(reading, paragraph, depth)


def _paragraph_place(reading: _Reading) -> str:
    start = "" if reading.where else "开头"
    after = f"表 {reading.tables} 之后" if reading.tables else start
    return f"{reading.where}{after}第 {reading.paragraphs} 段"


def _is_heading(paragraph: etree._Element, styles: frozenset[str]) -> bool:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    name = "" if style is None else style.get(_VAL, "")
    return name in styles or name.lower().startswith(_HEADINGS) or _is_in_outline(paragraph)


def _text(element: etree._Element) -> str:
    """The text of a paragraph as it is shown."""
    parts: list[str] = []
    _collect(element, parts)
    return "".join(parts)


def _collect(element: etree._Element, parts: list[str]) -> None:
    for child in element:
        tag = child.tag
        if tag == _T:
            parts.append(child.text or "")
        elif tag in _SIGNS:
            parts.append(_SIGNS[tag])
        elif tag not in _LEFT_OUT and tag != _FALLBACK and isinstance(tag, str):
            _collect(child, parts)


# --- beside the text: boxes, notes, heads and feet ---


def _boxes_in(reading: _Reading, element: etree._Element, depth: int) -> None:
    """Text boxes that are anchored in an element; a box is kept twice, the old way for old programs (`Fallback`)."""
    for box in element.iter(_BOX) if reading.has_boxes else ():
        above = next(box.iterancestors(_BOX, _FALLBACK, element.tag), None)
        if above is not element:
            continue
        if depth >= MAX_DEPTH or len(reading.blocks) >= MAX_BLOCKS:
            reading.unread.append(
                UnreadPart(Spot(cell=f"文本框 {reading.boxes + 1}"), "文本框太多或套得太深，没有读取")
            )
            return
        reading.boxes += 1
        where = f"{reading.where}文本框 {reading.boxes} "
        inner = _Reading(box, reading.notes, reading.numbering, reading.headings, where)
        _body(inner, box, depth + 1)
        _taken(reading, inner)


def _taken(reading: _Reading, inner: _Reading) -> None:
    reading.blocks += inner.blocks
    reading.waiting += inner.waiting
    reading.unread += inner.unread
    reading.cells += inner.cells


@dataclass(slots=True)
class _Notes:
    """Footnotes and endnotes by their marks, numbered in the order of their marks."""

    package: Package
    parts: dict[str, dict[str, etree._Element]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    unread: list[UnreadPart] = field(default_factory=list)

    def at(self, mark: etree._Element) -> Text | None:
        """The note of a mark; None for one without text."""
        kind = _NOTE_KINDS[mark.tag]
        if kind not in self.parts:
            root = _beside(self.package, f"word/{kind}s.xml", self.unread)
            found = () if root is None else root.iterchildren(f"{W}{kind}")
            self.parts[kind] = {note.get(f"{W}id", ""): note for note in found}
        self.counts[kind] = self.counts.get(kind, 0) + 1
        note = self.parts[kind].pop(mark.get(f"{W}id", ""), None)
        text = "" if note is None else "\n".join(_text(one) for one in _children(note, _P)).strip()
        spot = Spot(cell=f"{_NOTE_WORDS[kind]} {self.counts[kind]}")
        return Text(text[:MAX_CELL], quoted(spot, text)) if text else None


def _notes_in(reading: _Reading, element: etree._Element) -> None:
    if reading.has_notes:
        reading.waiting += [note for mark in element.iter(*_NOTE_KINDS) if (note := reading.notes.at(mark))]


def _put_notes(reading: _Reading) -> None:
    reading.blocks += reading.waiting
    reading.waiting.clear()


def _furniture(reading: _Reading, package: Package) -> None:
    """The heads and feet of pages, each text once; page numbers are none."""
    seen: set[str] = set()
    for name, word in _FURNITURE:
        for number, part in enumerate(sorted(one for one in package.names() if _is_part(one, name)), 1):
            root = _beside(package, part, reading.unread)
            if root is None:
                continue
            inner = _Reading(root, reading.notes, where=f"{word} {number} ")
            _body(inner, root, depth=0)
            inner.blocks = [block for block in inner.blocks if not isinstance(block, Text) or _is_new(block.text, seen)]
            _taken(reading, inner)


def _is_part(name: str, kind: str) -> bool:
    return re.fullmatch(rf"word/{kind}[0-9]*\.xml", name) is not None


def _is_new(text: str, seen: set[str]) -> bool:
    word = "".join(text.split())
    is_new = word not in seen and not (len(word) <= PAGE_NUMBER and _PAGE_NUMBER.fullmatch(word))
    seen.add(word)
    return is_new


# --- tables ---


@dataclass(slots=True)
class _Open:
    """A cell while its table is read; it may still grow downwards."""

    row: int
    col: int
    width: int
    text: str
    place: str
    height: int = 1

    def closed(self) -> GridCell:
        """The cell as it stands."""
        return GridCell(self.row, self.col, self.text, Spot(cell=self.place), self.height, self.width)


def _table(reading: _Reading, table: etree._Element, depth: int, inside: str) -> None:
    reading.tables += 1
    name = f"{inside}表 {reading.tables}"
    if depth > MAX_DEPTH:
        reading.unread.append(UnreadPart(Spot(cell=name), f"表套表超过 {MAX_DEPTH} 层，没有读取"))
        return
    cells: list[_Open] = []
    above: dict[int, _Open] = {}  # by column the last cell that covers it
    nested: list[tuple[etree._Element, str]] = []
    columns = 1
    for row, line in enumerate(_children(table, _TR)):
        if row >= MAX_ROWS or row * columns > MAX_PLACES:
            reading.unread.append(UnreadPart(Spot(cell=f"{name} R{row + 1}"), "表太大，其后的行没有读取"))
            break
        for raw in _raw_cells(line):
            columns = max(columns, raw.col + raw.width)
            place = f"{name} R{row + 1}C{raw.col + 1}"
            _add(cells, above, raw, _Open(row, raw.col, raw.width, "", place), reading.numbering)
            nested += [(inner, f"{place} ") for inner in _children(raw.element, _TBL)]
    reading.blocks.append(Grid(tuple(cell.closed() for cell in cells), Spot(cell=name)))
    reading.cells += len(cells)
    for inner, place in nested:
        _table(reading, inner, depth + 1, place)
    if not inside or inside == reading.where:
        _notes_in(reading, table)
        _boxes_in(reading, table, depth)


@dataclass(slots=True)
class _Raw:
    """A `w:tc` with its column and width; `goes_on` when it belongs to the cell above."""

    element: etree._Element
    col: int
    width: int
    goes_on: bool


def _raw_cells(line: etree._Element) -> Iterator[_Raw]:
    col = _number(line.find(f"{W}trPr/{W}gridBefore"), 0)
    previous: _Raw | None = None
    for cell in _children(line, _TC):
        found = _properties(cell)
        width = max(1, _number(found.get(_SPAN), 1))
        if col + width > MAX_COLUMNS:
            break
        if previous is not None and _goes_on(found.get(_ACROSS)):
            previous.width += width
        else:
            if previous is not None:
                yield previous
            previous = _Raw(cell, col, width, _goes_on(found.get(_DOWN)))
        col += width
    if previous is not None:
        yield previous


def _properties(cell: etree._Element) -> dict[str, etree._Element]:
    """What says how a cell is merged, by kind."""
    properties = next(cell.iterchildren(_TC_PR), None)
    return {} if properties is None else {one.tag: one for one in properties}


def _goes_on(merge: etree._Element | None) -> bool:
    return merge is not None and merge.get(_VAL, "continue") == "continue"


def _number(element: etree._Element | None, missing: int) -> int:
    value = "" if element is None else element.get(_VAL, "")
    return min(int(value), MAX_COLUMNS) if value.isascii() and value.isdigit() and len(value) < 7 else missing


def _add(cells: list[_Open], above: dict[int, _Open], raw: _Raw, cell: _Open, numbering: Numbering) -> None:
    """The cell, or a row more for the cell above that it belongs to."""
    over = above.get(raw.col) if raw.goes_on else None
    if over is not None and over.row + over.height == cell.row:
        over.height += 1
        return
    lines = (numbering.prefix(paragraph) + _text(paragraph) for paragraph in _children(raw.element, _P))
    cell.text = "\n".join(lines).strip()[:MAX_CELL]
    cells.append(cell)
    above.update(dict.fromkeys(range(cell.col, cell.col + cell.width), cell))
