"""Excel (.xlsx, .xlsm): each sheet a grid of what its cells show, merged ranges as spans, formulas by their saved results.

Read from the XML cell by cell, so a sheet with one cell at each end of it costs two cells, not seventeen thousand million.
Hidden sheets are named and not read; macros, links to other files and outside data are never followed.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from xieshou.documents.read.grid_model import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Content, Grid, GridCell, Place
from xieshou.documents.read.grid_number import BUILT_IN, shown
from xieshou.documents.read.grid_package import Package, UnreadableError, iterate_xml, parse_xml
from xieshou.kernel.reading import Spot, UnreadPart

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_CELL, _MERGED, _VALUE, _FORMULA, _INLINE = (f"{S}{name}" for name in ("c", "mergeCell", "v", "f", "is"))
MAX_CELLS = 200_000  # with text, of one sheet
MAX_SEEN = 500_000  # cells with text or without and merged ranges, of one sheet
MAX_STRINGS = 500_000
MAX_SHEETS = 300
MAX_PLACES = 400_000  # that merged ranges may cover

_A1 = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class _Book:
    """What all sheets of a workbook share."""

    package: Package
    strings: tuple[str, ...]
    formats: tuple[str, ...]
    from_1904: bool


@dataclass(slots=True)
class _Sheet:
    """A sheet while it is read."""

    name: str
    texts: dict[Place, str] = field(default_factory=dict)
    merges: list[tuple[Place, Place]] = field(default_factory=list)
    unread: list[UnreadPart] = field(default_factory=list)
    row: int = -1
    col: int = -1
    line: etree._Element | None = None  # the row that is being read
    without_result: str = ""


def read_xlsx(package: Package) -> Content:
    """The sheets of a workbook in their order; raises `UnreadableError` when there is no workbook in the package."""
    root = _xml(package, "xl/workbook.xml")
    targets = _targets(package)
    properties = root.find(f"{S}workbookPr")
    is_1904 = properties is not None and properties.get("date1904") in {"1", "true"}
    book = _Book(package, tuple(_strings(package)), tuple(_formats(package)), is_1904)
    blocks: list[Grid] = []
    unread: list[UnreadPart] = []
    for entry in list(root.iter(f"{S}sheet"))[:MAX_SHEETS]:
        sheet = _sheet(book, entry, targets)
        unread += sheet.unread
        if sheet.texts:
            blocks.append(Grid(tuple(_cells(sheet)), Spot(sheet=sheet.name)))
    return Content(tuple(blocks), tuple(unread))


def _part(package: Package, name: str) -> bytes:
    return package.read(name).replace(STRICT, S[1:-1].encode())


def _xml(package: Package, name: str) -> etree._Element:
    return parse_xml(_part(package, name), name)


def _targets(package: Package) -> Mapping[str, str]:
    """The part of each relation, by its id; what lies outside the file is left out."""
    if "xl/_rels/workbook.xml.rels" not in package.names():
        return {}
    relations = package.xml("xl/_rels/workbook.xml.rels")
    return {
        entry.get("Id", ""): posixpath.normpath(posixpath.join("/xl", entry.get("Target", "")))[1:]
        for entry in relations
        if isinstance(entry.tag, str) and entry.get("TargetMode") != "External"
    }


def _strings(package: Package) -> Iterator[str]:
    if "xl/sharedStrings.xml" not in package.names():
        return
    parts = iterate_xml(_part(package, "xl/sharedStrings.xml"), "xl/sharedStrings.xml", (f"{S}si",))
    for number, entry in enumerate(parts):
        if number >= MAX_STRINGS:
            return
        yield _plain(entry)


def _plain(entry: etree._Element) -> str:
    """The text of a string with its formatted runs, without the reading aids."""
    runs = (part.text or "" for part in entry.iter(f"{S}t") if _parent(part) != f"{S}rPh")
    return "".join(runs)[:MAX_CELL]


def _parent(part: etree._Element) -> object:
    parent = part.getparent()
    return None if parent is None else parent.tag


def _formats(package: Package) -> Iterator[str]:
    """The number format of each cell style."""
    if "xl/styles.xml" not in package.names():
        return
    root = _xml(package, "xl/styles.xml")
    own = {entry.get("numFmtId", ""): entry.get("formatCode", "") for entry in root.iter(f"{S}numFmt")}
    styles = root.find(f"{S}cellXfs")
    for style in () if styles is None else styles:
        number = style.get("numFmtId", "0") if isinstance(style.tag, str) else "0"
        yield own.get(number) or (BUILT_IN.get(int(number), "General") if number.isdecimal() else "General")


# --- one sheet ---


def _sheet(book: _Book, entry: etree._Element, targets: Mapping[str, str]) -> _Sheet:
    sheet = _Sheet(entry.get("name", ""))
    if entry.get("state", "visible") != "visible":
        sheet.unread.append(UnreadPart(Spot(sheet=sheet.name), "隐藏的工作表，没有读取"))
        return sheet
    part = targets.get(entry.get(RELATION) or entry.get(STRICT_RELATION) or "", "")
    if part.startswith("xl/chartsheets"):
        return sheet
    try:
        _fill(book, sheet, part)
    except UnreadableError as error:
        sheet.unread.append(UnreadPart(Spot(sheet=sheet.name), str(error)))
    if sheet.without_result:
        spot = Spot(sheet=sheet.name, cell=sheet.without_result)
        sheet.unread.append(UnreadPart(spot, "公式没有保存计算结果，请用表格软件打开并保存后再读"))
    return sheet


def _fill(book: _Book, sheet: _Sheet, part: str) -> None:
    for seen, element in enumerate(iterate_xml(_part(book.package, part), part, (_CELL, _MERGED))):
        if seen >= MAX_SEEN:
            sheet.unread.append(UnreadPart(Spot(sheet=sheet.name), f"单元格超过 {MAX_SEEN} 个，其后没有读取"))
            return
        if element.tag == _MERGED:
            _merge(sheet, element.get("ref", ""))
            continue
        place = _place(sheet, element)
        text = _text(book, sheet, element).strip()
        if not text:
            continue
        if place[0] >= MAX_ROWS or place[1] >= MAX_COLUMNS or len(sheet.texts) >= MAX_CELLS:
            reason = f"超过 {MAX_ROWS} 行、{MAX_COLUMNS} 列或 {MAX_CELLS} 个单元格，其后没有读取"
            sheet.unread.append(UnreadPart(Spot(sheet=sheet.name, cell=a1(*place)), reason))
            return
        sheet.texts[place] = text[:MAX_CELL]


def _place(sheet: _Sheet, element: etree._Element) -> Place:
    """The place a cell names, or the one after the cell before, in a row that may have no number either."""
    line = element.getparent()
    if line is not None and line is not sheet.line:
        named = line.get("r", "")
        sheet.row = int(named) - 1 if named.isascii() and named.isdecimal() and len(named) < 8 else sheet.row + 1
        sheet.line, sheet.col = line, -1
    found = _A1.fullmatch(element.get("r", ""))
    sheet.row, sheet.col = (int(found[2]) - 1, column(found[1])) if found else (sheet.row, sheet.col + 1)
    return max(0, sheet.row), max(0, sheet.col)


def _text(book: _Book, sheet: _Sheet, element: etree._Element) -> str:
    kind = element.get("t", "n")
    if kind == "inlineStr":
        inline = next(element.iterchildren(_INLINE), None)
        return "" if inline is None else _plain(inline)
    value = next((child.text or "" for child in element.iterchildren(_VALUE)), "")
    if kind == "s":
        return book.strings[int(value)] if value.isdecimal() and int(value) < len(book.strings) else ""
    if not value:
        if kind != "str" and next(element.iterchildren(_FORMULA), None) is not None:
            sheet.without_result = sheet.without_result or element.get("r", "")
        return ""
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    return shown(value, _format(book, element), from_1904=book.from_1904) if kind == "n" else value


def _format(book: _Book, element: etree._Element) -> str:
    style = element.get("s", "0")
    return book.formats[int(style)] if style.isdecimal() and int(style) < len(book.formats) else "General"


def _merge(sheet: _Sheet, ref: str) -> None:
    first, _, last = ref.partition(":")
    ends = _A1.fullmatch(first), _A1.fullmatch(last)
    if ends[0] and ends[1] and len(sheet.merges) < MAX_CELLS:
        top, bottom = ((int(end[2]) - 1, column(end[1])) for end in ends if end)
        sheet.merges.append((top, bottom))


def column(letters: str) -> int:
    """`A` → 0, `AB` → 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def a1(row: int, col: int) -> str:
    """`(4, 1)` → `B5`."""
    letters, col = "", col + 1
    while col:
        col, rest = divmod(col - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def _cells(sheet: _Sheet) -> Iterator[GridCell]:
    yield from sheet_cells(sheet.name, sheet.texts, sheet.merges)


def sheet_cells(name: str, texts: Mapping[Place, str], merges: list[tuple[Place, Place]]) -> Iterator[GridCell]:
    """The cells of a sheet, each at its address."""
    return spanned(texts, merges, lambda row, col: Spot(sheet=name, cell=a1(row, col)))


def spanned(
    texts: Mapping[Place, str], merges: list[tuple[Place, Place]], spot_at: Callable[[int, int], Spot]
) -> Iterator[GridCell]:
    """Cells from texts by place; merged ranges reach no further than there are texts, and do not overlap."""
    rows, cols = max(row for row, _ in texts) + 1, max(col for _, col in texts) + 1
    covered: set[Place] = set()
    for (top, left), (bottom, right) in merges:
        end = min(bottom, rows - 1), min(right, cols - 1)
        size = max(0, end[0] - top + 1) * max(0, end[1] - left + 1)
        if size < 2 or len(covered) + size > MAX_PLACES:
            continue
        places = {(row, col) for row in range(top, end[0] + 1) for col in range(left, end[1] + 1)}
        if places & covered:
            continue
        covered |= places
        yield GridCell(top, left, texts.get((top, left), ""), spot_at(top, left), end[0] - top + 1, end[1] - left + 1)
    for (row, col), text in texts.items():
        if (row, col) not in covered:
            yield GridCell(row, col, text, spot_at(row, col))
