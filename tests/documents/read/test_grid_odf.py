"""OpenDocument: sheets, texts, merged and repeated cells, what is left out."""

import zipfile
from io import BytesIO
from pathlib import Path

from xieshou.documents.read.files import read_file
from xieshou.documents.read.grid_model import Content, Grid, Text
from xieshou.documents.read.grid_odf import read_odf
from xieshou.documents.read.grid_package import Package
from xieshou.kernel.reading import Spot

NAMES = " ".join(
    f"xmlns:{name}='urn:oasis:names:tc:opendocument:xmlns:{name}:1.0'" for name in ("office", "table", "text", "style")
)


def package(body: str, styles: str = "") -> bytes:
    """An OpenDocument file with this body."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        text = f"<office:automatic-styles>{styles}</office:automatic-styles><office:body>{body}</office:body>"
        file.writestr("content.xml", f"<office:document-content {NAMES}>{text}</office:document-content>")
    return stream.getvalue()


def sheet(rows: str, name: str = "自评表", style: str = "") -> str:
    """A workbook with one sheet."""
    return f"<office:spreadsheet><table:table table:name='{name}' table:style-name='{style}'>{rows}</table:table></office:spreadsheet>"


def row(*cells: str, more: str = "") -> str:
    """A row of a table."""
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def cell(words: str = "", more: str = "") -> str:
    """A cell of a table."""
    return f"<table:table-cell {more}>{f'<text:p>{words}</text:p>' if words else ''}</table:table-cell>"


def read(body: str, styles: str = "") -> Content:
    """The content of a file with this body."""
    return read_odf(Package(package(body, styles)))


def grid(content: Content) -> list[tuple[str | None, str, int, int]]:
    """Place, text and spans of the cells of the only table."""
    (found,) = (block for block in content.blocks if isinstance(block, Grid))
    return [(one.spot.cell, one.text, one.rowspan, one.colspan) for one in found.cells]


def test_it_reads_merged_cells_of_a_sheet() -> None:
    covered = "<table:covered-table-cell/>"
    head = row(cell("指标", "table:number-columns-spanned='2'"), covered, cell("分值", "table:number-rows-spanned='2'"))
    found = read(sheet(head + row(cell("一级"), cell("二级"), covered)))
    assert grid(found) == [("A1", "指标", 1, 2), ("C1", "分值", 2, 1), ("A2", "一级", 1, 1), ("B2", "二级", 1, 1)]


def test_it_reads_what_a_cell_shows() -> None:
    percent = "office:value-type='percentage' office:value='0.9862'"
    assert grid(read(sheet(row(cell("98.62%", percent), cell("", percent)))))[0][1] == "98.62%"


def test_it_unfolds_repeated_cells_and_rows() -> None:
    twice = row(cell("—", "table:number-columns-repeated='2'"), more="table:number-rows-repeated='2'")
    assert [place for place, *_ in grid(read(sheet(twice)))] == ["A1", "B1", "A2", "B2"]


def test_it_counts_empty_rows_without_holding_them() -> None:
    gap = row(cell("", "table:number-columns-repeated='16384'"), more="table:number-rows-repeated='19998'")
    far = row(cell("c"), more="table:number-rows-repeated='1048576'")
    found = read(sheet(row(cell("a")) + gap + far + row(cell("d"))))
    assert grid(found) == [("A1", "a", 1, 1), ("A20000", "c", 1, 1)]
    assert "没有读取" in found.unread[0].reason


def test_it_names_a_hidden_sheet() -> None:
    style = "<style:style style:name='h'><style:table-properties table:display='false'/></style:style>"
    found = read(sheet(row(cell("a")), "字典", "h"), style)
    assert [(part.spot.sheet, part.reason[:3]) for part in found.unread] == [("字典", "隐藏的")]
    assert not found.blocks


def text(body: str) -> Content:
    """The content of a text."""
    return read(f"<office:text>{body}</office:text>")


def test_it_reads_a_text_with_its_tables_and_lists() -> None:
    table = f"<table:table>{row(cell('a'), cell('b'))}</table:table>"
    listed = "<text:list><text:list-item><text:p>甲<text:s/>乙</text:p></text:list-item></text:list>"
    found = text(f"<text:h>一、概况</text:h>{table}{listed}")
    assert [block.spot.cell for block in found.blocks] == ["开头第 1 段", "表 1", "表 1 之后第 1 段"]
    heading, _, item = found.blocks
    assert isinstance(heading, Text)
    assert isinstance(item, Text)
    assert (heading.heading, item.text) == (True, "甲 乙")


def test_it_leaves_out_what_was_deleted_or_is_a_comment() -> None:
    deleted = "<text:tracked-changes><text:p>旧</text:p></text:tracked-changes>"
    comment = "<office:annotation><text:p>批注</text:p></office:annotation>"
    found = text(f"{deleted}<text:p>新{comment}文</text:p>")
    assert [block.text for block in found.blocks if isinstance(block, Text)] == ["新文"]


def test_it_reads_a_footnote_behind_its_paragraph() -> None:
    note = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>含结转</text:p></text:note-body></text:note>"
    found = text(f"<text:p>支出{note}</text:p>")
    assert [block.text for block in found.blocks if isinstance(block, Text)] == ["支出", "含结转"]


def test_it_says_that_a_presentation_holds_nothing_to_check(tmp_path: Path) -> None:
    path = tmp_path / "a.odp"
    path.write_bytes(package("<office:presentation/>"))
    assert "没有表格或文字" in read_file(path).unread[0].reason


def test_it_says_that_a_file_has_a_password(tmp_path: Path) -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        file.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
        file.writestr("content.xml", b"\x00\x01")
    (tmp_path / "a.ods").write_bytes(stream.getvalue())
    assert "密码" in read_file(tmp_path / "a.ods").unread[0].reason


def test_it_names_sheet_and_cell() -> None:
    (found,) = read(sheet(row(cell(), cell("x")))).blocks
    assert isinstance(found, Grid)
    assert found.cells[0].spot == Spot(sheet="自评表", cell="B1")
