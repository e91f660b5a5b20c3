"""Word files: merged cells, tracked changes, content controls, places."""

import zipfile
from io import BytesIO

import pytest

from xieshou.documents.read.grid_docx import read_docx
from xieshou.documents.read.grid_model import Content, Grid, Text
from xieshou.documents.read.grid_package import Package, UnreadableError

SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"


def word(body: str, space: str = SPACE) -> Content:
    """The content of a Word file with this body."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        file.writestr("word/document.xml", f"<w:document xmlns:w='{space}'><w:body>{body}</w:body></w:document>")
    return read_docx(Package(stream.getvalue()))


def text(words: str) -> str:
    """A paragraph."""
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def cell(words: str, properties: str = "") -> str:
    """A cell of a table."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{text(words)}</w:tc>"


def table(*rows: str) -> str:
    """A table of rows."""
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def cells(content: Content) -> list[tuple[int, int, int, int, str]]:
    """The cells of the first table: place, spans, text."""
    (grid,) = (block for block in content.blocks if isinstance(block, Grid))
    return [(one.row, one.col, one.rowspan, one.colspan, one.text) for one in grid.cells]


def test_it_reads_cells_merged_across() -> None:
    assert cells(word(table(cell("a", "<w:gridSpan w:val='2'/>") + cell("b")))) == [
        (0, 0, 1, 2, "a"),
        (0, 2, 1, 1, "b"),
    ]


def test_it_reads_cells_merged_downwards() -> None:
    down, more = "<w:vMerge w:val='restart'/>", "<w:vMerge/>"
    found = cells(word(table(cell("a", down) + cell("b"), cell("", more) + cell("c"))))
    assert found == [(0, 0, 2, 1, "a"), (0, 1, 1, 1, "b"), (1, 1, 1, 1, "c")]


def test_it_reads_the_old_way_of_merging_across() -> None:
    start, more = "<w:hMerge w:val='restart'/>", "<w:hMerge/>"
    assert cells(word(table(cell("a", start) + cell("", more)))) == [(0, 0, 1, 2, "a")]


def test_it_leaves_out_what_was_deleted() -> None:
    body = "<w:p><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins></w:p>"
    assert [block.text for block in word(body).blocks if isinstance(block, Text)] == ["新"]


def test_it_looks_through_content_controls() -> None:
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{table(cell('a') + cell('b'))}</w:sdtContent></w:sdt>"
    assert [one[4] for one in cells(word(control))] == ["a", "b"]


def test_it_reads_the_strict_variant() -> None:
    assert cells(word(table(cell("a") + cell("b")), STRICT)) == [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b")]


def test_it_names_places_from_the_tables() -> None:
    found = word(text("甲") + table(cell("a") + cell("b")) + text("乙") + text("丙"))
    assert [block.spot.cell for block in found.blocks] == [
        "开头第 1 段",
        "表 1",
        "表 1 之后第 1 段",
        "表 1 之后第 2 段",
    ]


def test_it_refuses_a_package_without_a_document() -> None:
    with pytest.raises(UnreadableError):
        Package(b"PK")
