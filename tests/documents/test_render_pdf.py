"""PDF."""

from io import BytesIO

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, PdfObject

from tests.documents.factories import MADE_AT, PROVENANCE, document, evaluation, table
from xieshou.documents.document import Document, Heading, Layout, Note, PageBreak, Paragraph, Section, Title
from xieshou.documents.errors import MissingGlyphError
from xieshou.documents.layouts.self_evaluation import self_evaluation
from xieshou.documents.page_fit import surely_fits
from xieshou.documents.render_pdf import pdf
from xieshou.documents.table import Block, Caption, Cell, Kind, Table

RARE = "鄠埇㎡喆堃≥①②③—·“”％䂮"


def _read(given: Document) -> PdfReader:
    return PdfReader(BytesIO(pdf(given, MADE_AT)))


def _text(given: Document) -> str:
    return "".join(page.extract_text() for page in _read(given).pages)


def _prose(text: str, layout: Layout) -> Document:
    blocks = (Title(text), Heading(1, text), Heading(2, text), Heading(3, text), Paragraph(text), Note(text))
    return Document(text, (Section(blocks, layout),))


def _fonts(given: Document) -> set[str]:
    """Names of the fonts in the file, without the prefix that marks a subset."""
    found = set()
    for page in _read(given).pages:
        fonts = _dictionary(_dictionary(page["/Resources"])["/Font"])
        found |= {str(_dictionary(font)["/BaseFont"]).partition("+")[2] for font in fonts.values()}
    return found


def _dictionary(given: PdfObject) -> DictionaryObject:
    thing = given.get_object()
    assert isinstance(thing, DictionaryObject)
    return thing


@pytest.mark.parametrize("layout", list(Layout))
def test_it_prints_rare_characters_and_signs_with_its_own_fonts(layout: Layout) -> None:
    given = _prose(RARE, layout)
    assert all(char in _text(given) for char in RARE)
    assert all(name.startswith("Xieshou") for name in _fonts(given))


def test_it_sets_an_official_text_in_the_typefaces_of_its_levels() -> None:
    names = _fonts(_prose("正文", Layout.OFFICIAL))
    expected = {"XieshouTitle", "XieshouHei", "XieshouKai", "XieshouFang", "XieshouSong"}
    assert {name.partition("-")[0] for name in names} == expected


def test_it_names_a_character_that_no_font_has() -> None:
    with pytest.raises(MissingGlyphError, match=r"𠮷 \(U\+20BB7\)") as caught:
        pdf(_prose("𠮷", Layout.FORM), MADE_AT)
    assert caught.value.characters == "𠮷"


def test_it_is_archival() -> None:
    metadata = _read(document()).xmp_metadata
    assert metadata is not None
    assert b"<pdfaid:part>2</pdfaid:part>" in metadata.stream.get_data()


def test_it_bears_its_title_and_date() -> None:
    metadata = _read(document()).metadata
    assert metadata is not None
    assert metadata.title == "资金表"
    assert metadata.creation_date == MADE_AT


def test_it_gives_the_same_bytes_for_the_same_document() -> None:
    assert pdf(document(), MADE_AT) == pdf(document(), MADE_AT)


def test_it_never_reads_text_as_markup() -> None:
    given = document(Table("t", (1,), (Cell(0, 0, "#panic() $x$ *甲* `乙` @丙 <丁>"),)))
    assert "#panic()" in _text(given)


def test_it_repeats_the_header_on_each_page() -> None:
    rows = tuple(Cell(row, 0, f"第{row}行" if row else "表头文字") for row in range(90))
    given = document(Table("t", (1,), rows, header_rows=1))
    assert _text(given).count("表头文字") == len(_read(given).pages) > 1


def test_it_breaks_a_merged_cell_over_pages() -> None:
    cells = (Cell(0, 0, "合并", rowspan=90), *(Cell(row, 1, f"第{row}行") for row in range(90)))
    given = document(Table("t", (1, 1), cells))
    assert len(_read(given).pages) > 1
    assert "第89行" in _text(given).replace(" ", "")


def test_it_repeats_a_block_header_and_its_label_on_each_page() -> None:
    cells = (
        Cell(0, 0, "块名", rowspan=91),
        Cell(0, 1, "块头"),
        *(Cell(row, 1, f"第{row}行") for row in range(1, 91)),
    )
    given = document(Table("t", (1, 3), cells, blocks=(Block(0, 1, 90),)))
    pages = [page.extract_text().replace(" ", "") for page in _read(given).pages]
    assert len(pages) > 1
    assert [(page.count("块名"), page.count("块头")) for page in pages] == [(1, 1)] * len(pages)


@pytest.mark.parametrize("count", range(42, 54))
def test_it_never_leaves_a_total_alone_on_a_page(count: int) -> None:
    rows = (*(Cell(row, 0, f"第{row}行") for row in range(count)), Cell(count, 0, "总分", kind=Kind.TOTAL))
    last = _text_of_last_page(document(Table("t", (1,), rows)))
    assert f"第{count - 1}行" in last
    assert f"第{count - 2}行" in last


def _text_of_last_page(given: Document) -> str:
    return _read(given).pages[-1].extract_text().replace(" ", "")


def test_it_breaks_a_row_that_is_longer_than_a_page() -> None:
    given = document(Table("t", (1, 9), (Cell(0, 0, "很长的文字" * 200), Cell(0, 1, "短"))))
    assert _text(given).replace("\n", "").count("长") == 200


def test_it_turns_a_landscape_page() -> None:
    box = _read(document(landscape=True)).pages[0].mediabox
    assert box.width > box.height


def test_it_starts_a_new_page_where_told() -> None:
    blocks = (Paragraph("甲"), PageBreak(), Paragraph("乙"))
    assert len(_read(Document("d", (Section(blocks, Layout.OFFICIAL),))).pages) == 2


def test_it_keeps_a_paragraph_with_the_table_it_announces() -> None:
    blocks = (Paragraph("国" * 28 * 21, indent=False), Paragraph("见下表："), table())
    first, second = _read(Document("d", (Section(blocks, Layout.OFFICIAL),))).pages
    assert "见下表" not in first.extract_text()
    assert "见下表" in second.extract_text()


def test_it_numbers_official_pages_between_dashes() -> None:
    assert "— 1 —" in _text(_prose("正文", Layout.OFFICIAL))


def test_it_sets_22_lines_of_28_characters_on_an_official_page() -> None:
    first = _read(Document("d", (Section((Paragraph("国" * 28 * 40, indent=False),), Layout.OFFICIAL),))).pages[0]
    lines = [line for line in first.extract_text().splitlines() if "国" in line]
    assert [len(line) for line in lines] == [28] * 22


def test_it_prints_a_whole_self_evaluation_on_one_page() -> None:
    assert len(_read(self_evaluation(evaluation(), PROVENANCE)).pages) == 1


@pytest.mark.parametrize("text", ["汉", "一，二。（三）", "1249727.75 ", "Wwide words "])
@pytest.mark.parametrize("length", [4, 40, 160])
def test_a_table_that_surely_fits_ends_on_its_page(text: str, length: int) -> None:
    said = (text * length)[:length]
    rows = [rows for rows in range(2, 70) if surely_fits(_grid(rows, said), Section((_grid(rows, said),)))]
    assert rows == list(range(2, len(rows) + 2)), "fewer rows of the same fit where more do"
    full = Document("表", (Section((_grid(rows[-1], said),)),)) if rows else None
    assert full is None or len(_read(full).pages) == 1
    assert rows or length == 160


def test_a_table_of_few_rows_that_fills_more_than_a_page_begins_under_its_title() -> None:
    long = Table("表", (1, 3), _grid(8, "评估意见及依据，" * 70).cells, title="事前绩效评估表")
    first = _read(Document("表", (Section((long,)),))).pages[0].extract_text()
    assert first.startswith("事前绩效评估表")
    assert "评估意见及依据" in first


def _grid(rows: int, text: str) -> Table:
    """Two columns; the first is merged over all rows, so that the table would be set twice if it broke."""
    cells = [Cell(row, 1, text) for row in range(rows)]
    return Table("表", (1, 3), (Cell(0, 0, text, rowspan=rows), *cells), title="表", captions=(Caption("左", "右"),))


def test_it_prints_captions_and_notes_of_a_table() -> None:
    text = _text(document(table(title="题目", notes=("注：说明",))))
    assert "题目" in text
    assert "注：说明" in text
