"""数据来源: figures that open to their page, and the annex that tells where each comes from."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.documents.factories import MADE_AT
from tests.documents.published import documents
from xieshou.documents.api import Format, render_bytes
from xieshou.documents.document import Document, Layout, Mention, Paragraph, Section
from xieshou.documents.errors import MissingGlyphError
from xieshou.documents.grid import Grid, money
from xieshou.documents.preview import page_count
from xieshou.documents.read.files import read_file
from xieshou.documents.sources import HEADERS, MOST, Origin, Origins, Proof, Told, with_sources
from xieshou.documents.table import Table
from xieshou.kernel.checks import check_file

SITE = "https://platform.example"
PROOF = Proof("128", "签到册.pdf", "a1b2c3d4e5f6" + "0" * 52)
SPENT = Origin(
    "全年执行数",
    "/funds/f/paid/",
    "已支付的金额",
    "3 笔支付之和 = 12.50 元",
    "3 笔支付",
    (PROOF,),
    2,
    as_of="截至 2020-12-31",
)


def form(*refs: str) -> Document:
    """A form with one figure for each name, and a sentence with the first."""
    grid = Grid(2)
    for ref in refs:
        grid.label(0, "执行数")
        grid.number(1, "12.50", money, ref=ref)
        grid.next_row()
    table = Table("资金表", (1, 1), grid.cells())
    said = Paragraph("2020 年执行 12.50 元。", mentions=(Mention("执行 12.50 元", refs[0]),))
    return Document("文书", (Section((said, table), Layout.OFFICIAL),))


def rows(document: Document) -> list[list[str]]:
    """The annex, line by line, without its header."""
    table = list(document.tables())[-1]
    assert [cell.text for cell in table.by_row()[0]] == list(HEADERS)
    return [[cell.text for cell in row] for row in table.by_row()[1:]]


def test_it_tells_value_definition_arithmetic_records_evidence_day_and_address() -> None:
    (row,) = rows(with_sources(form("spent"), {"spent": Told(SPENT, "合计")}))
    assert row[1:3] == ["全年执行数\n（正文、资金表）", "合计 执行 12.50 元\n合计 12.50"]
    assert row[3:6] == ["已支付的金额", "3 笔支付之和 = 12.50 元", "3 笔支付"]
    assert row[6] == "证据 128　签到册.pdf（a1b2c3d4e5f6）\n另有 2 份，点开查看"
    assert row[7:] == ["截至 2020-12-31", "/funds/f/paid/"]


def test_it_says_of_a_figure_that_nobody_tells_of_that_its_source_is_not_registered() -> None:
    known, unknown = rows(with_sources(form("spent", "other"), {"spent": Told(SPENT)}))
    assert (known[1], unknown[1]) == ("全年执行数\n（正文、资金表）", "第 2 行第 2 列\n（资金表）")
    assert (unknown[2], unknown[4]) == ("12.50", "来源未登记")


def test_figures_of_one_origin_are_one_line() -> None:
    origins = {"spent": Told(SPENT, "指标值"), "score": Told(SPENT, "得分")}
    (row,) = rows(with_sources(form("spent", "score"), origins))
    assert row[2] == "指标值 执行 12.50 元\n指标值 12.50\n得分 12.50"


def test_the_form_itself_is_not_changed_and_the_annex_may_be_left_out() -> None:
    plain = form("spent")
    told = with_sources(plain, {"spent": Told(SPENT)}, SITE, annex=False)
    assert list(told.texts()) == list(plain.texts())
    assert with_sources(plain, {}, "").sections[:1] == plain.sections


def test_without_an_address_nothing_is_a_link_and_the_annex_still_prints_the_path() -> None:
    told = with_sources(form("spent"), {"spent": Told(SPENT)})
    assert [cell.link for table in told.tables() for cell in table.cells if cell.link] == []
    assert rows(told)[0][-1] == "/funds/f/paid/"


def test_a_very_long_document_counts_the_origins_it_does_not_list() -> None:
    refs = [f"figure.{number}" for number in range(MOST + 3)]
    told = with_sources(form(*refs), {ref: Told(Origin(ref, f"/{ref}/", "数", "一笔")) for ref in refs})
    assert len(rows(told)) == MOST
    assert "另有 3 个来源没有列出" in list(told.tables())[-1].notes[-1]


def linked() -> Document:
    return with_sources(form("spent"), {"spent": Told(SPENT)}, SITE)


def test_it_is_a_link_in_word_with_the_look_of_the_form() -> None:
    with ZipFile(BytesIO(render_bytes(linked(), "docx", MADE_AT))) as file:
        body, relations = (file.read(f"word/{name}").decode() for name in ("document.xml", "_rels/document.xml.rels"))
    assert body.count("<w:hyperlink") == 3  # in the sentence, in the table, in the annex
    assert relations.count(f'Target="{SITE}/funds/f/paid/"') == 1
    assert "<w:u " not in body


def test_it_is_a_link_in_excel_and_stays_a_number() -> None:
    with ZipFile(BytesIO(render_bytes(linked(), "xlsx", MADE_AT))) as file:
        book, sheet = file.read("xl/workbook.xml").decode(), file.read("xl/worksheets/sheet2.xml").decode()
    assert 'name="数据来源"' in book
    assert '<hyperlink ref="B1"' in sheet
    assert "<v>12.5</v>" in sheet


def test_it_is_a_link_in_the_archival_pdf() -> None:
    assert render_bytes(linked(), "pdf", MADE_AT).count(f"/URI({SITE}/funds/f/paid/)".encode()) == 3


def test_a_short_annex_of_long_lines_goes_on_on_the_next_page() -> None:
    refs = [f"figure.{number}" for number in range(12)]
    told = with_sources(
        form(*refs), {ref: Told(Origin(ref, "/x/", "口径。" * 50, "算式。" * 150, "1 条")) for ref in refs}
    )
    assert page_count(render_bytes(told, "pdf", MADE_AT)) > 3


def test_a_file_s_name_keeps_no_form_from_being_printed() -> None:
    odd = replace(SPENT, proofs=(Proof("7", "\x07照片😀.jpg", "a" * 64),))
    told = with_sources(form("spent"), {"spent": Told(odd)})
    assert "照片😀.jpg" in rows(told)[0][6]
    assert render_bytes(told, "pdf", MADE_AT).startswith(b"%PDF")
    wrong = replace(form("spent"), name="名😀", sections=(Section((Paragraph("😀"),)),))
    with pytest.raises(MissingGlyphError):
        render_bytes(wrong, "pdf", MADE_AT)


# --- our own readers ---


def published(name: str) -> tuple[Document, Document]:
    """A published document, and the same with an annex that names every figure again."""
    document = documents()[name]
    refs = {cell.ref: cell.text for table in document.tables() for cell in table.cells if cell.ref}
    said = "48,572,500.00 ÷ 60,302,500.00 = 80.55%，完成 "
    origins: Origins = {
        ref: Told(Origin(f"{ref} · 全年执行数", f"/x/{number}/", "全年预算数", f"{said}{text}", "1 笔支付", (PROOF,)))
        for number, (ref, text) in enumerate(refs.items())
    }
    return document, with_sources(document, origins, SITE)


@pytest.mark.parametrize("kind", list(Format))
@pytest.mark.parametrize("name", ["exchange-self", "exchange-evaluation-report"])
def test_what_is_read_and_found_in_a_form_is_the_same_with_its_annex(tmp_path: Path, name: str, kind: Format) -> None:
    reads = []
    for document in published(name):
        path = tmp_path / f"form.{kind.value}"
        path.write_bytes(render_bytes(document, kind, MADE_AT))
        reads.append(read_file(path))
    bare, told = reads
    assert told.tables == bare.tables
    assert told.unread == bare.unread
    assert [(one.code, one.verdict) for one in check_file(told)] == [
        (one.code, one.verdict) for one in check_file(bare)
    ]
