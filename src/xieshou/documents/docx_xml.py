"""WordprocessingML of the blocks, written as text: merging cells through python-docx would be twenty times slower."""

from collections.abc import Iterator
from functools import cache
from xml.sax.saxutils import escape, quoteattr

from docx.oxml.ns import nsdecls

from xieshou.documents.document import Block, Heading, Layout, Note, PageBreak, Paragraph, Section, Title
from xieshou.documents.page import CELL_SIZE, LINE, MARGINS, paper, text_width, twips
from xieshou.documents.page_fit import is_kept_whole
from xieshou.documents.table import Align, Cell, Kind, Table

NAMESPACES = nsdecls("w", "r")
CHINESE_SIGNS = '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'  # “ ” … — are set from the Chinese font
CELL_MARGIN = 60  # twips at the left and right of a cell
DIGIT, SIGN = 64, 32  # widths of a digit and of a point or comma, hundredths of the size, in the widest usual font
SMALLEST = 13  # half points
JUSTIFY = {Align.LEFT: "left", Align.CENTER: "center", Align.RIGHT: "right"}
BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def blocks(section: Section) -> Iterator[str]:
    """XML of every block of a section, without the section's own properties."""
    for block, keep in section.steps():
        yield from _block(block, section, keep="<w:keepNext/>" if keep else "")


def _block(block: Block, section: Section, keep: str) -> Iterator[str]:
    match block:
        case Table():
            yield from _titled_table(block, section)
        case Title(text):
            yield paragraph("XsTitle" if section.layout is Layout.OFFICIAL else "XsTableTitle", text)
        case Heading(level, text):
            yield paragraph(f"XsHeading{min(level, 3)}", text)
        case Paragraph(align=align, indent=indent):
            runs = "".join(_run(text, link=link) for text, link in block.pieces())
            yield _paragraph("XsBody", runs, keep + _paragraph_properties(align, indent=indent))
        case Note(text):
            yield paragraph("XsNote", text)
        case PageBreak():
            yield f'<w:p {NAMESPACES}><w:r><w:br w:type="page"/></w:r></w:p>'


def paragraph(style: str, text: str, properties: str = "") -> str:
    """One paragraph; a line break in the text is a line break in Word."""
    return _paragraph(style, _run(text), properties)


def _paragraph(style: str, runs: str, properties: str) -> str:
    return f'<w:p {NAMESPACES}><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{runs}</w:p>'


def _run(text: str, size: int = 0, link: str = "") -> str:
    """A run of text; `size` in half points where it is not the style's.

    A link has its address where its relation will stand: `render_docx` relates the two.
    """
    if not text:
        return ""
    small = f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
    signs = CHINESE_SIGNS.replace("</w:rPr>", small) if size else CHINESE_SIGNS
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    run = f"<w:r>{signs}{'<w:br/>'.join(lines)}</w:r>"
    return f"<w:hyperlink r:id={quoteattr(link)}>{run}</w:hyperlink>" if link else run


def _paragraph_properties(align: Align, *, indent: bool) -> str:
    side = "" if align is Align.LEFT else f'<w:jc w:val="{JUSTIFY[align]}"/>'
    return ("" if indent else '<w:ind w:firstLineChars="0" w:firstLine="0"/>') + side


def _titled_table(table: Table, section: Section) -> Iterator[str]:
    width = twips(text_width(section))
    if table.title:
        yield paragraph("XsTableTitle", table.title)
    for caption in table.captions:
        stop = f'<w:tabs><w:tab w:val="right" w:pos="{width}"/></w:tabs>'
        yield _caption(caption.left, caption.right, stop)
    yield _table(table, width, CELL_SIZE[section.layout], is_whole=is_kept_whole(table, section))
    for note in table.notes or ("",):  # two tables without a paragraph between them would become one
        yield paragraph("XsNote", note)


def _caption(left: str, right: str, stop: str) -> str:
    tab = "<w:r><w:tab/></w:r>" if right else ""
    return f'<w:p {NAMESPACES}><w:pPr><w:pStyle w:val="XsCaption"/>{stop}</w:pPr>{_run(left)}{tab}{_run(right)}</w:p>'


def _table(table: Table, width: int, size: str, *, is_whole: bool) -> str:
    columns = _column_twips(table, width)
    grid = "".join(f'<w:gridCol w:w="{column}"/>' for column in columns)
    rows = "".join(_rows(table, columns, size, is_whole=is_whole))
    return (
        f'<w:tbl {NAMESPACES}><w:tblPr><w:tblW w:w="{sum(columns)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        f'<w:top w:w="{CELL_MARGIN // 2}" w:type="dxa"/><w:left w:w="{CELL_MARGIN}" w:type="dxa"/><w:bottom w:w="{CELL_MARGIN // 2}" w:type="dxa"/>'
        f'<w:right w:w="{CELL_MARGIN}" w:type="dxa"/></w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def _column_twips(table: Table, width: int) -> tuple[int, ...]:
    """Columns in twips, adding up to the width exactly."""
    whole, ends, before = sum(table.widths), [], 0
    for weight in table.widths:
        before += weight
        ends.append(width * before // whole)
    return tuple(end - start for start, end in zip([0, *ends], ends, strict=False))


def _rows(table: Table, columns: tuple[int, ...], size: str, *, is_whole: bool) -> Iterator[str]:
    covering = {place: cell for cell in table.cells for place in cell.places()}
    sizes = _amount_sizes(table, columns, size)
    kept = {row for first, last in table.kept_rows() for row in range(first, last)}
    for row in range(table.rows):
        repeat = "<w:tblHeader/>" if row < table.header_rows else ""
        found = [covering[row, col] for col in range(table.columns) if covering[row, col].col == col]
        is_kept = row in kept or (is_whole and row < table.rows - 1)
        keep = "<w:keepNext/>" if is_kept else ""
        cells = "".join(_cell(cell, row, columns, size, keep, sizes.get((cell.col, cell.colspan), 0)) for cell in found)
        yield f'<w:tr><w:trPr><w:cantSplit/>{repeat}<w:jc w:val="center"/></w:trPr>{cells}</w:tr>'


def _is_amount(cell: Cell) -> bool:
    return cell.format is not None and cell.format.thousands


def _amount_sizes(table: Table, columns: tuple[int, ...], size: str) -> dict[tuple[int, int], int]:
    """Half points of the amounts of a column, by column and span, where its longest would not stand on one line."""
    found: dict[tuple[int, int], int] = {}
    usual = int(float(size) * 2)
    for cell in filter(_is_amount, table.cells):
        room = sum(columns[cell.col : cell.col + cell.colspan]) - 2 * CELL_MARGIN
        wide = sum(DIGIT if char.isdigit() else SIGN for char in cell.text)
        fitting = max(SMALLEST, room * 10 // wide)
        key = cell.col, cell.colspan
        if fitting < found.get(key, usual):
            found[key] = fitting
    return found


def _cell(cell: Cell, row: int, columns: tuple[int, ...], size: str, keep: str, amount_size: int) -> str:
    width = sum(columns[cell.col : cell.col + cell.colspan])
    span = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
    if row != cell.row:
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}<w:vMerge/></w:tcPr>{_empty(size)}</w:tc>'
    merge = '<w:vMerge w:val="restart"/>' if cell.rowspan > 1 else ""
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>' if cell.kind is Kind.HEADER else ""
    no_wrap = "<w:noWrap/>" if _is_amount(cell) else ""
    run = _run(cell.text, amount_size if no_wrap else 0, cell.link)
    style = ("XsHead" if cell.kind in {Kind.HEADER, Kind.TOTAL} else "XsCell") + size
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{shade}{no_wrap}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}<w:jc w:val="{JUSTIFY[cell.align]}"/></w:pPr>{run}</w:p></w:tc>'
    )


@cache
def _empty(size: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="XsCell{size}"/></w:pPr></w:p>'


def section_properties(section: Section, footers: tuple[str, str]) -> str:
    """Paper, margins, page numbers and, for a 公文, the grid of lines."""
    width, height = map(twips, paper(section))
    margins = MARGINS[section.layout]
    top, bottom, left, right = map(twips, (margins.top, margins.bottom, margins.left, margins.right))
    turned = ' w:orient="landscape"' if section.landscape else ""
    grid = f'<w:docGrid w:type="lines" w:linePitch="{LINE * 20}"/>'
    return (
        f'<w:sectPr {NAMESPACES}><w:footerReference w:type="default" r:id="{footers[0]}"/>'
        f'<w:footerReference w:type="even" r:id="{footers[1]}"/><w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"{turned}/><w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" '
        f'w:left="{left}" w:header="720" w:footer="{_footer_twips(section)}" w:gutter="0"/>'
        f"{grid if section.layout is Layout.OFFICIAL else ''}</w:sectPr>"
    )


def _footer_twips(section: Section) -> int:
    """From the paper's edge to the footer: the number stands 7 mm under the text."""
    return twips(MARGINS[section.layout].bottom - 7) - LINE * 10 if section.layout is Layout.OFFICIAL else twips(8)
