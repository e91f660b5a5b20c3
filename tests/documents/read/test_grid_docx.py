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


def test_it_says_a_place_in_words() -> None:
    (grid,) = (block for block in word(table(cell("a") + cell("b"))).blocks if isinstance(block, Grid))
    assert [str(one.spot) for one in grid.cells] == ["表 1 第 1 行第 1 列", "表 1 第 1 行第 2 列"]


def test_it_refuses_a_package_without_a_document() -> None:
    with pytest.raises(UnreadableError):
        Package(b"PK")


# --- what Word shows beside the text ---


def parts(body: str, **others: str) -> Content:
    """The content of a Word file with other parts beside its body: `footnotes="<w:footnote …>"`."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        file.writestr("word/document.xml", f"<w:document {SPACES}><w:body>{body}</w:body></w:document>")
        for name, inner in others.items():
            file.writestr(f"word/{name}.xml", f"<w:{name} {SPACES}>{inner}</w:{name}>")
    return read_docx(Package(stream.getvalue()))


SPACES = f"xmlns:w='{SPACE}' xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"


def texts(content: Content) -> list[tuple[str | None, str]]:
    """Place and text of each paragraph."""
    return [(block.spot.cell, block.text) for block in content.blocks if isinstance(block, Text)]


def mark(number: int, kind: str = "footnote") -> str:
    """A paragraph with the mark of a note."""
    return f"<w:p><w:r><w:t>支出</w:t></w:r><w:r><w:{kind}Reference w:id='{number}'/></w:r></w:p>"


def note(number: int, words: str, kind: str = "footnote") -> str:
    """A note."""
    return f"<w:{kind} w:id='{number}'>{text(words)}</w:{kind}>"


def test_it_reads_footnotes_behind_the_section_they_belong_to() -> None:
    found = parts(mark(7) + mark(9) + table(cell("a") + cell("b")), footnotes=note(9, "含上年结转") + note(7, "万元"))
    assert texts(found)[2:] == [("脚注 1", "万元"), ("脚注 2", "含上年结转")]
    assert isinstance(found.blocks[2], Grid)


def test_it_reads_endnotes_and_notes_in_cells() -> None:
    inside = f"<w:tc>{mark(1, 'endnote')}</w:tc>"
    assert texts(parts(table(inside + cell("b")), endnotes=note(1, "估算", "endnote"))) == [("尾注 1", "估算")]


def test_it_says_that_notes_cannot_be_read() -> None:
    found = parts(mark(1), footnotes="<w:broken>")
    assert [one.text for one in found.blocks if isinstance(one, Text)] == ["支出"]
    assert "footnotes.xml" in found.unread[0].reason


def test_it_reads_heads_and_feet_once_and_no_page_numbers() -> None:
    feet = {"footer1": text("— 1 —"), "footer2": text("第 3 页 共 8 页"), "footer3": text("Page 1 of 3")}
    found = parts(text("甲"), header1=text("2023 年度决算"), header2=text("2023 年度决算"), **feet)
    assert texts(found)[1:] == [("页眉 1 第 1 段", "2023 年度决算")]


BOX = "<w:txbxContent>{}</w:txbxContent>"


def test_it_reads_a_text_box_once_and_apart_from_its_paragraph() -> None:
    box = BOX.format(text("单位：万元"))
    both = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    found = parts(f"<w:p><w:r>{both}<w:t>正文</w:t></w:r></w:p>")
    assert texts(found) == [("开头第 1 段", "正文"), ("文本框 1 第 1 段", "单位：万元")]


def test_it_reads_a_table_in_a_text_box() -> None:
    found = parts(f"<w:p><w:r>{BOX.format(table(cell('a') + cell('b')))}</w:r></w:p>")
    (grid,) = (block for block in found.blocks if isinstance(block, Grid))
    assert grid.cells[1].spot.cell == "文本框 1 表 1 R1C2"


def test_it_says_that_an_embedded_object_was_not_read() -> None:
    assert "Excel" in parts("<w:p><w:r><w:object/></w:r></w:p>").unread[0].reason


@pytest.mark.parametrize(
    "style",
    [
        "<w:style w:styleId='2'><w:name w:val='heading 1'/></w:style>",
        "<w:style w:styleId='2'><w:name w:val='章'/><w:pPr><w:outlineLvl w:val='0'/></w:pPr></w:style>",
    ],
)
def test_it_knows_a_heading_by_its_style(style: str) -> None:
    body = "<w:p><w:pPr><w:pStyle w:val='2'/></w:pPr><w:r><w:t>基本情况</w:t></w:r></w:p>" + text("正文")
    assert [one.heading for one in parts(body, styles=style).blocks if isinstance(one, Text)] == [True, False]


# --- automatic numbers ---


def level(at: int, kind: str, shown: str) -> str:
    """How a level of a list is numbered, without a gap behind."""
    fields = f"<w:start w:val='1'/><w:numFmt w:val='{kind}'/><w:suff w:val='nothing'/><w:lvlText w:val='{shown}'/>"
    return f"<w:lvl w:ilvl='{at}'>{fields}</w:lvl>"


LEVELS = level(0, "chineseCounting", "%1、") + level(1, "decimal", "%2.") + level(2, "bullet", "•")
LIST = f"<w:abstractNum w:abstractNumId='3'>{LEVELS}</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='3'/></w:num>"


def item(words: str, at: int = 0, number: int = 1) -> str:
    """A paragraph of a list."""
    place = f"<w:numPr><w:ilvl w:val='{at}'/><w:numId w:val='{number}'/></w:numPr>"
    return f"<w:p><w:pPr>{place}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"


def test_it_shows_the_numbers_of_a_list() -> None:
    body = item("甲") + item("子", 1) + item("丑", 1) + item("乙") + item("寅", 1) + item("点", 2) + item("无", 0, 0)
    found = [words for _, words in texts(parts(body, numbering=LIST))]
    assert found == ["一、甲", "1.子", "2.丑", "二、乙", "1.寅", "点", "无"]


def test_it_shows_the_numbers_of_a_style_and_in_cells() -> None:
    own = "<w:style w:styleId='S'><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>"
    rest = (
        "<w:style w:styleId='R'><w:basedOn w:val='S'/></w:style><w:style w:styleId='C'><w:basedOn w:val='C'/></w:style>"
    )
    styled = "<w:tc><w:p><w:pPr><w:pStyle w:val='{}'/></w:pPr><w:r><w:t>甲</w:t></w:r></w:p></w:tc>"
    found = parts(table(styled.format("R"), styled.format("S"), styled.format("C")), numbering=LIST, styles=own + rest)
    assert [one[4] for one in cells(found)] == ["一、甲", "二、甲", "甲"]


def test_it_begins_a_list_anew_where_it_says_so() -> None:
    again = (
        "<w:num w:numId='2'><w:abstractNumId w:val='3'/>"
        "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='5'/></w:lvlOverride></w:num>"
    )
    found = parts(item("甲") + item("乙", 0, 2) + item("丙", 0, 2), numbering=LIST + again)
    assert [words for _, words in texts(found)] == ["一、甲", "五、乙", "六、丙"]


@pytest.mark.parametrize(
    ("kind", "number", "shown"),
    [
        ("chineseCountingThousand", 21, "二十一"),
        ("decimalEnclosedCircle", 3, "③"),
        ("lowerLetter", 28, "bb"),
        ("upperRoman", 14, "XIV"),
        ("decimalZero", 7, "07"),
        ("hebrew1", 2, ""),
    ],
)
def test_it_writes_a_number_in_its_format(kind: str, number: int, shown: str) -> None:
    start = f"<w:lvl w:ilvl='0'><w:start w:val='{number}'/><w:numFmt w:val='{kind}'/><w:lvlText w:val='%1'/></w:lvl>"
    lists = f"<w:abstractNum w:abstractNumId='1'>{start}</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num>"
    assert texts(parts(item("甲"), numbering=lists))[0][1] == f"{shown} 甲".strip()
