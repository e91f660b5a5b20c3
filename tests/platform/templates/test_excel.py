"""Excel templates: figures are numbers, rows repeat, and everything that points at rows follows."""

import re
import zipfile
from io import BytesIO
from typing import Any

import pytest
from lxml import etree
from python_calamine import CalamineWorkbook

from tests.platform.templates.kind_for_tests import KIND, excel_form
from xieshou.lib.problems import Invalid
from xieshou.platform.templates.api import Content
from xieshou.platform.templates.checked_file import check, filled
from xieshou.platform.templates.references import Here, RowMap, copied, shifted

pytestmark = pytest.mark.function("ZC13")


def printed(data: bytes, content: Content | None = None) -> bytes:
    check(data, KIND, "表.xlsx")
    return filled(data, KIND, content or KIND.example())


def cells(data: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return archive.read(name).decode()


def sheet_xml(data: bytes) -> str:
    return part(data, "xl/worksheets/sheet1.xml")


def formulas(data: bytes) -> dict[str, str]:
    return dict(re.findall(r'<c r="([A-Z]+\d+)"[^>]*><f>([^<]*)</f>', sheet_xml(data)))


def problems(data: bytes) -> list[str]:
    with pytest.raises(Invalid) as refused:
        check(data, KIND, "表.xlsx")
    return [str(one) for one in refused.value.problems]


def test_it_writes_figures_as_numbers_and_text_as_text() -> None:
    rows = cells(printed(excel_form()))
    assert rows[0][0] == "演示数据 平台建设项目绩效自评表"
    assert rows[1][:4] == ["预算数（万元）", 1060.0, "执行率", 46.69]
    assert [row[:4] for row in rows[4:7]] == [
        ["培训场次", "≥10 次", 6.25, 6.25],
        ["高风险缺陷", "≤3 个", 6.25, ""],
        ["正常运行率", "≥99.5%", 15.0, 14.9],
    ]


def test_it_leaves_a_missing_figure_empty_and_never_zero() -> None:
    made = printed(excel_form(), Content({}, {}))
    assert cells(made)[1][1] == ""
    assert re.search(r'<c r="C5" s="\d+"\s*/>', sheet_xml(made))


def test_it_keeps_decimals_of_a_plain_cell_and_the_format_of_a_formatted_one() -> None:
    made = printed(excel_form())
    formats = dict(re.findall(r'numFmtId="(\d+)" formatCode="([^"]*)"', part(made, "xl/styles.xml")))
    root = etree.fromstring(part(made, "xl/styles.xml").encode())
    styles = root.find("{*}cellXfs")
    assert styles is not None

    def form(place: str) -> str | None:
        found = re.search(rf'<c r="{place}" s="(\d+)"', sheet_xml(made))
        assert found is not None
        return formats.get(str(styles[int(found[1])].get("numFmtId")))

    assert (form("B2"), form("C7"), form("D2")) == ("#,##0.00", "0.00", "#,##0.0")


def test_it_moves_formulas_merges_print_area_and_conditions_with_the_rows() -> None:
    made = printed(excel_form())
    assert formulas(made) == {
        "E5": "D5/C5",
        "E7": "D7/C7",
        "C8": "SUM(C5:C7)",
        "D8": "SUM($D$5:D7)",
    }
    xml = sheet_xml(made)
    assert re.findall(r'mergeCell ref="([^"]*)"', xml) == ["A1:E1", "A8:B8", "A10:E10"]
    assert 'sqref="C5:D7"' in xml
    book = part(made, "xl/workbook.xml")
    assert "自评表!$A$1:$E$10" in book
    assert "自评表!$1:$4" in book
    assert 'fullCalcOnLoad="1"' in book
    assert 'orientation="landscape"' in xml


def test_it_repeats_a_merge_inside_the_row() -> None:
    rows = RowMap({5: 3, 9: 2})
    assert [rows.span(ref) for ref in ("A5:B5", "A1:A7", "A6", "$9:$9")] == ["A5:B7", "A1:A9", "A8", "$11:$12"]


@pytest.mark.parametrize(
    ("formula", "here", "expected"),
    [
        ('SUM(C$5:C5)&"C5"', Here("一", 5, 2), 'SUM(C$5:C7)&"C5"'),
        ("'数 据'!B5+LOG10(B6)", Here("一", 2, 0), "'数 据'!B5+LOG10(B8)"),
        ("SUM(一!A5:A5,$A$6)", Here("二", 1, 0), "SUM(一!A5:A7,$A$6)"),
        ("A4*B5", Here("一", 5, 1), "A4*B6"),
        ("C:C+一!$1:$5", Here("二", 1, 0), "C:C+一!$1:$7"),
    ],
)
def test_it_follows_references(formula: str, here: Here, expected: str) -> None:
    assert shifted(formula, here, {"一": RowMap({5: 3})}) == expected


def test_it_writes_out_a_shared_formula() -> None:
    assert copied("$A1+B$2+SUM(C3:$D$4)", 2, 1) == "$A3+C$2+SUM(D5:$D$4)"


def test_it_refuses_a_formula_that_cannot_follow_and_says_how_to_write_it() -> None:
    (only,) = problems(excel_form(F6="=C5*2"))
    assert only.startswith("自评表!F6：公式引用了会重复的行 C5")
    assert "SUM(C5:C5)" in only
    (only,) = problems(excel_form(F6='=INDIRECT("C5")'))
    assert only.startswith("自评表!F6：公式 =INDIRECT")


def test_it_names_sheet_and_cell_of_an_unknown_placeholder() -> None:
    (only,) = problems(excel_form(F2="{预算}"))
    assert only == "自评表!F2：没有占位符“{预算}”。最接近的是 {预算数}"


def test_it_keeps_a_longer_figure_than_excel_can_hold_as_text() -> None:
    made = printed(excel_form(), Content({"预算数": "1234567890123456.78"}, {}))
    assert cells(made)[1][1] == "1234567890123456.78"


def test_it_writes_what_looks_like_a_formula_as_text() -> None:
    made = printed(excel_form(), Content({"项目名称": "=1+1"}, {"指标": [{"名称": "=cmd()"}]}))
    assert cells(made)[4][0] == "=cmd()"
    assert "<f>cmd" not in sheet_xml(made)


def test_it_prints_nothing_where_a_formula_counts_with_a_missing_figure() -> None:
    made = formulas(printed(excel_form(F6="=D6*2", G6='=IF(B2="","",B2)'), Content({}, {"指标": [{"分值": "2"}]})))
    assert made == {"C6": "SUM(C5:C5)", "G6": 'IF(B2="","",B2)'}  # the sum and what is made of it are empty too


def test_it_merges_equal_cells_below_one_another_where_asked() -> None:
    rows = [{"名称": "产出"}, {"名称": "产出"}, {"名称": "效益"}]
    made = printed(excel_form(A5="{指标.名称:合并}"), Content({}, {"指标": rows}))
    assert re.findall(r'mergeCell ref="([^"]*)"', sheet_xml(made)) == ["A1:E1", "A8:B8", "A10:E10", "A5:A6"]
    assert [row[0] for row in cells(made)[4:7]] == ["产出", "", "效益"]
