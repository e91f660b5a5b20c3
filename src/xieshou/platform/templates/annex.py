"""The annex 数据来源 behind a filled template: pages of their own in Word, a sheet of its own in Excel.

The template's own pages and sheets are not touched; the annex brings the few styles it needs.
"""

import copy
import io
import zipfile
from collections.abc import Iterator

from lxml import etree

from xieshou.documents.document import Section
from xieshou.documents.docx_base import base
from xieshou.documents.docx_xml import blocks
from xieshou.documents.read.grid_package import parse_xml
from xieshou.documents.table import Cell, Table, a1
from xieshou.platform.templates.excel_book import S
from xieshou.platform.templates.links import R, relate
from xieshou.platform.templates.office_file import OfficeFile

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DOCUMENT, _STYLES = "word/document.xml", "word/styles.xml"
_TYPES = "[Content_Types].xml"
_CT = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_CHARACTERS = 0.42  # characters of a column for one part of its width
_PAGE = (
    '<w:sectPr xmlns:w="{}"><w:type w:val="nextPage"/><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
    '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="720" w:footer="720" w:gutter="0"/></w:sectPr>'
)


def append(file: OfficeFile, section: Section) -> None:
    """Puts the annex behind everything else."""
    (_append_word if file.form == "docx" else _append_excel)(file, section)


# --- Word ---


def _append_word(file: OfficeFile, section: Section) -> None:
    body = file.tree(_DOCUMENT).find(f"{_W}body")
    if body is None:
        return
    page = etree.fromstring(_PAGE.format(_W[1:-1]))
    own = body.find(f"{_W}sectPr")
    before = own if own is not None else etree.Element(f"{_W}sectPr")
    if own is not None:
        body.remove(own)
    end = etree.SubElement(etree.SubElement(body, f"{_W}p"), f"{_W}pPr")
    end.append(before)  # what was the last section ends here, with its own paper and margins
    for xml in blocks(section):
        body.append(etree.fromstring(xml))
    body.append(page)
    for link in body.iter(f"{_W}hyperlink"):
        address = str(link.get(f"{R}id", ""))
        if "://" in address:
            link.set(f"{R}id", relate(file, _DOCUMENT, "hyperlink", address, is_external=True))
    _bring_styles(file)


def _bring_styles(file: OfficeFile) -> None:
    if _STYLES not in file.parts:
        return
    styles = file.tree(_STYLES)
    there = {one.get(f"{_W}styleId") for one in styles.iter(f"{_W}style")}
    with zipfile.ZipFile(io.BytesIO(base().data)) as archive:
        ours = parse_xml(archive.read(_STYLES), _STYLES)
    for one in ours.iter(f"{_W}style"):
        name = str(one.get(f"{_W}styleId"))
        if name.startswith("Xs") and name not in there:
            styles.append(copy.deepcopy(one))


# --- Excel ---


def _append_excel(file: OfficeFile, section: Section) -> None:
    table = next(one for one in section.blocks if isinstance(one, Table))
    number = next(n for n in range(1, 1000) if f"xl/worksheets/xieshou{n}.xml" not in file.parts)
    part = f"xl/worksheets/xieshou{number}.xml"
    file.parts[part] = f'<worksheet xmlns="{S[1:-1]}"/>'.encode()
    _write_sheet(file, part, table)
    types = file.tree(_TYPES)
    etree.SubElement(types, f"{_CT}Override", PartName=f"/{part}", ContentType=_SHEET_TYPE)
    _register(file, part, table.name)


def _register(file: OfficeFile, part: str, name: str) -> None:
    """The sheet in the workbook, under a name that no other sheet has."""
    sheets = file.tree("xl/workbook.xml").find(f"{S}sheets")
    if sheets is None:
        return
    names = {str(one.get("name")) for one in sheets}
    free = next(one for one in (name, *(f"{name}{n}" for n in range(2, 1000))) if one not in names)
    number = max((int(str(one.get("sheetId", "0"))) for one in sheets), default=0) + 1
    made = etree.SubElement(sheets, f"{S}sheet", name=free, sheetId=str(number))
    made.set(f"{R}id", relate(file, "xl/workbook.xml", "worksheet", part.removeprefix("xl/")))


def _write_sheet(file: OfficeFile, part: str, table: Table) -> None:
    root, style = file.tree(part), _wrapping(file)
    fit = etree.SubElement(etree.SubElement(root, f"{S}sheetPr"), f"{S}pageSetUpPr")
    fit.set("fitToPage", "1")
    columns = etree.SubElement(root, f"{S}cols")
    for col, width in enumerate(table.widths, 1):
        size = f"{width * _CHARACTERS:.2f}"
        etree.SubElement(columns, f"{S}col", min=str(col), max=str(col), width=size, customWidth="1")
    data = etree.SubElement(root, f"{S}sheetData")
    for number, (cells, is_wrapped) in enumerate(_lines(table)):
        row = etree.SubElement(data, f"{S}row", r=str(number + 1))
        for cell in cells:
            _write(row, number, cell, style if is_wrapped else "")
    _write_links(file, part, root, table)
    etree.SubElement(root, f"{S}pageSetup", paperSize="9", orientation="landscape", fitToHeight="0")


def _lines(table: Table) -> Iterator[tuple[tuple[Cell, ...], bool]]:
    """The rows of the sheet: title, caption, the table, its notes; whether their cells wrap."""
    yield (Cell(0, 0, table.title),), False
    yield (Cell(0, 0, " ".join(one.left for one in table.captions)),), False
    yield from ((cells, True) for cells in table.by_row())
    yield from (((Cell(0, 0, note),), False) for note in table.notes)


def _write(row: etree._Element, number: int, cell: Cell, style: str) -> None:
    made = etree.SubElement(row, f"{S}c", r=a1(number, cell.col), t="inlineStr")
    if style:
        made.set("s", style)
    etree.SubElement(etree.SubElement(made, f"{S}is"), f"{S}t").text = cell.text


def _write_links(file: OfficeFile, part: str, root: etree._Element, table: Table) -> None:
    found = [cell for cell in table.cells if cell.link]
    if not found:
        return
    links = etree.SubElement(root, f"{S}hyperlinks")
    for cell in found:
        made = etree.SubElement(links, f"{S}hyperlink", ref=a1(cell.row + 2, cell.col))
        made.set(f"{R}id", relate(file, part, "hyperlink", cell.link, is_external=True))


def _wrapping(file: OfficeFile) -> str:
    """A style of the workbook whose lines wrap; empty where it has no styles."""
    if "xl/styles.xml" not in file.parts:
        return ""
    styles = file.tree("xl/styles.xml").find(f"{S}cellXfs")
    if styles is None:
        return ""
    made = etree.SubElement(styles, f"{S}xf", numFmtId="0", fontId="0", fillId="0", borderId="0", xfId="0")
    made.set("applyAlignment", "1")
    etree.SubElement(made, f"{S}alignment", vertical="top", wrapText="1")
    styles.set("count", str(len(styles)))
    return str(len(styles) - 1)
