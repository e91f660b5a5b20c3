"""Excel."""

import zipfile
from io import BytesIO

import pytest

from tests.documents.factories import MADE_AT, PROVENANCE, account, document, evaluation, table
from xieshou.documents.document import Document, Heading, Layout, Note, Paragraph, Section, Title
from xieshou.documents.grid import Grid, money
from xieshou.documents.layouts.accounts import accounts
from xieshou.documents.layouts.self_evaluation import self_evaluation
from xieshou.documents.render_xlsx import excel
from xieshou.documents.table import Cell, Table


def _parts(given: Document) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(excel(given, MADE_AT))) as file:
        return {name: file.read(name).decode() for name in file.namelist() if name.endswith(("xml", "vml"))}


def _sheet(given: Document, number: int = 1) -> str:
    return _parts(given)[f"xl/worksheets/sheet{number}.xml"]


def test_it_writes_numbers_as_numbers() -> None:
    assert "<v>1000.5</v>" in _sheet(document())


def test_it_writes_a_sum_as_a_formula_with_its_value() -> None:
    assert "<f>ROUND(SUM(B2:B3),2)</f><v>1003</v>" in _sheet(document())


def test_it_moves_formulas_below_the_title() -> None:
    assert "SUM(B3:B4)" in _sheet(document(table(title="题目")))


def test_it_writes_rates_and_scores_of_a_self_evaluation_as_formulas() -> None:
    sheet = _sheet(self_evaluation(evaluation(), PROVENANCE))
    assert "<f>ROUND(F5/E5,2)</f><v>0.64</v>" in sheet
    assert "<f>ROUND(G5*H5,2)</f><v>6.4</v>" in sheet


def test_it_writes_the_published_figure_and_a_comment_where_the_sum_differs() -> None:
    parts = _parts(accounts((account(),), PROVENANCE))
    assert "公布的数是 5,636.98；按公式 =ROUND(SUM(D10:D11),2) 得 5636.97，相差 0.01。" in parts["xl/comments1.xml"]
    assert "SUM(D10:D11)" not in parts["xl/worksheets/sheet1.xml"]


def test_it_never_takes_text_for_a_formula() -> None:
    parts = _parts(document(Table("t", (1,), (Cell(0, 0, "=1+1"),))))
    assert "<f>" not in parts["xl/worksheets/sheet1.xml"]
    assert "=1+1" in parts["xl/sharedStrings.xml"]


def test_it_writes_a_number_that_excel_cannot_hold_as_text() -> None:
    grid = Grid(1)
    grid.number(0, "12345678901234567.89", money)
    assert "12,345,678,901,234,567.89" in _parts(document(Table("t", (1,), grid.cells())))["xl/sharedStrings.xml"]


def test_it_keeps_an_empty_cell_empty() -> None:
    sheet = _sheet(document(Table("t", (1, 1), (Cell(0, 0, "甲"), Cell(0, 1)))))
    assert '<c r="B1" s="1"/>' in sheet


@pytest.mark.parametrize(("landscape", "orientation"), [(False, "portrait"), (True, "landscape")])
def test_it_prints_on_a4_as_wide_as_the_page(landscape: bool, orientation: str) -> None:
    sheet = _sheet(document(landscape=landscape))
    assert f'paperSize="9" fitToHeight="0" orientation="{orientation}"' in sheet
    assert "<pageSetUpPr fitToPage=" in sheet


def test_it_repeats_and_freezes_the_header() -> None:
    parts = _parts(document())
    assert "_xlnm.Print_Titles" in parts["xl/workbook.xml"]
    assert 'state="frozen"' in parts["xl/worksheets/sheet1.xml"]


def test_it_makes_rows_high_enough_for_chinese_text() -> None:
    text = "很长的文字" * 30
    low = _sheet(document(Table("t", (1,), (Cell(0, 0, "短"),))))
    high = _sheet(document(Table("t", (1,), (Cell(0, 0, text),))))
    assert 'ht="18"' in low
    assert 'ht="45.75"' in high


def test_it_shares_what_a_merged_cell_lacks_among_its_rows() -> None:
    cells = (Cell(0, 0, "很长的文字" * 40, rowspan=2), Cell(0, 1, "甲"), Cell(1, 1, "乙"))
    assert _sheet(document(Table("t", (1, 1), cells))).count('ht="57.75"') == 2


def test_it_gives_each_table_a_sheet_of_its_own_name() -> None:
    names = _parts(document(table(name="表[1]"), table(name="表[1]"), table(name="很" * 40)))["xl/workbook.xml"]
    assert all(f'name="{name}"' in names for name in ("表 1", "表 1 2", "很" * 31))


def test_it_puts_text_outside_tables_on_a_sheet_of_its_own() -> None:
    blocks = (Title("题目"), Heading(1, "一、甲"), Paragraph("正文"), Note("注"), table())
    parts = _parts(Document("d", (Section(blocks, Layout.OFFICIAL),)))
    assert 'name="正文"' in parts["xl/workbook.xml"]
    assert "　　正文" in parts["xl/sharedStrings.xml"]
    assert "（表“资金表”见同名工作表）" in parts["xl/sharedStrings.xml"]


def test_it_gives_the_same_bytes_for_the_same_document() -> None:
    assert excel(document(), MADE_AT) == excel(document(), MADE_AT)
