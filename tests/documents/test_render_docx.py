"""Word."""

from io import BytesIO

import docx
from docx.oxml.ns import qn
from lxml import etree

from tests.documents.factories import MADE_AT, PROVENANCE, document, evaluation, table
from xieshou.documents.document import Document, Heading, Layout, PageBreak, Paragraph, Section, Title
from xieshou.documents.grid import Grid, money
from xieshou.documents.layouts.self_evaluation import self_evaluation
from xieshou.documents.render_docx import word
from xieshou.documents.table import Align, Block, Caption, Cell, Kind, Table


def _open(given: Document) -> "docx.document.Document":
    return docx.Document(BytesIO(word(given, MADE_AT)))


def _xml(given: Document) -> str:
    return etree.tostring(_open(given).element, encoding="unicode")


def _official(*blocks: Title | Heading | Paragraph | PageBreak) -> Document:
    return Document("公文", (Section(blocks, Layout.OFFICIAL),))


def test_it_repeats_header_rows() -> None:
    assert _xml(document()).count("<w:tblHeader/>") == 1


def test_it_merges_downwards_and_across() -> None:
    cells = (Cell(0, 0, "甲", rowspan=2, colspan=2), Cell(0, 2, "乙"), Cell(1, 2, "丙"))
    xml = _xml(document(Table("t", (1, 1, 1), cells)))
    assert xml.count('<w:vMerge w:val="restart"/>') == xml.count("<w:vMerge/>") == 1
    assert xml.count('<w:gridSpan w:val="2"/>') == 2


def test_it_makes_columns_fill_the_page_exactly() -> None:
    grid = _open(document(Table("t", (1, 1, 1), (Cell(0, 0, colspan=3),)))).element.iter(qn("w:gridCol"))
    assert sum(int(column.get(qn("w:w"))) for column in grid) == 10205


def test_it_keeps_a_small_table_on_one_page() -> None:
    assert _xml(document()).count("<w:keepNext/>") == 6


def test_it_sets_a_long_amount_smaller_so_that_it_does_not_break() -> None:
    grid = Grid(2)
    grid.number(0, "2371561150.00", money)
    grid.number(1, "0.00", money)
    xml = _xml(document(Table("t", (1, 7), grid.cells())))
    assert xml.count("<w:noWrap/>") == 2
    assert xml.count('<w:sz w:val="13"/>') == 1


def test_it_keeps_a_block_header_with_its_first_row_and_the_total_with_the_rows_before() -> None:
    cells = (*(Cell(row, 0, f"第{row}行") for row in range(20)), Cell(20, 0, "总分", kind=Kind.TOTAL))
    xml = _xml(document(Table("t", (1,), cells, blocks=(Block(3, 1, 19),))))
    rows = xml.partition("<w:tblGrid>")[2].split("</w:tr>")
    kept = [number for number, row in enumerate(rows) if "<w:keepNext/>" in row]
    assert kept == [3, 18, 19]


def test_it_keeps_a_paragraph_with_the_table_it_announces() -> None:
    blocks = (Paragraph("甲"), Paragraph("见下表："), table())
    xml = _xml(Document("d", (Section(blocks, Layout.OFFICIAL),)))
    assert xml.partition("<w:tbl>")[0].count("<w:keepNext/>") == 1


def test_it_names_chinese_fonts_in_every_style() -> None:
    styles = _open(document()).styles.element
    fonts = [font.get(qn("w:eastAsia")) for font in styles.iter(qn("w:rFonts"))]
    assert {"仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"} == set(fonts)
    assert "Theme" not in etree.tostring(styles, encoding="unicode")


def test_it_sets_a_page_as_gb_t_9704_says() -> None:
    section = _open(_official(Paragraph("正文"))).sections[0]
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [side and round(side.mm) for side in sides] == [37, 35, 28, 26]


def test_it_numbers_odd_pages_right_and_even_pages_left() -> None:
    given = _open(_official(Paragraph("正文")))
    section = given.sections[0]
    sides = [footer.paragraphs[0]._p.pPr.jc.get(qn("w:val")) for footer in (section.footer, section.even_page_footer)]
    assert sides == ["right", "left"]
    assert section.footer.paragraphs[0].text == "— 1 —"
    assert given.settings.odd_and_even_pages_header_footer


def test_it_turns_only_the_landscape_section() -> None:
    sections = (Section((Paragraph("甲"),), Layout.OFFICIAL), Section((table(),), landscape=True))
    first, second = _open(Document("d", sections)).sections
    assert (first.page_width or 0) < (first.page_height or 0)
    assert (second.page_width or 0) > (second.page_height or 0)


def test_it_makes_headings_that_word_lists() -> None:
    given = _open(_official(Heading(1, "一、甲"), Heading(2, "（一）乙"), Heading(3, "1、丙")))
    assert [paragraph.style and paragraph.style.name for paragraph in given.paragraphs] == [
        "Heading 1",
        "Heading 2",
        "Heading 3",
    ]


def test_it_indents_body_text_only_where_told() -> None:
    xml = _xml(_official(Paragraph("甲"), Paragraph("乙", Align.CENTER, indent=False)))
    assert xml.count('w:firstLineChars="0"') == 1
    assert '<w:jc w:val="center"/>' in xml


def test_it_keeps_line_breaks_and_signs_of_xml() -> None:
    given = _open(document(Table("t", (1,), (Cell(0, 0, "甲\n<乙> & “丙”"),))))
    assert given.tables[0].cell(0, 0).text == "甲\n<乙> & “丙”"


def test_it_starts_a_new_page_where_told() -> None:
    assert '<w:br w:type="page"/>' in _xml(_official(Paragraph("甲"), PageBreak(), Paragraph("乙")))


def test_it_prints_captions_at_both_sides() -> None:
    given = _open(document(table(captions=(Caption("部门：甲", "单位：万元"),))))
    assert given.paragraphs[0].text == "部门：甲\t单位：万元"


def test_it_gives_the_same_bytes_for_the_same_document() -> None:
    assert word(document(), MADE_AT) == word(document(), MADE_AT)


def test_it_bears_title_and_date_and_no_author() -> None:
    properties = _open(self_evaluation(evaluation(), PROVENANCE)).core_properties
    assert properties.title == "扶贫合作交流 项目支出绩效自评表"
    assert properties.author == ""
    assert properties.created == MADE_AT
