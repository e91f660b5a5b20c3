"""A small table, in and out."""

import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from tests.platform.exchange.sheets_for_tests import workbook as uploaded
from xieshou.lib.problems import Invalid
from xieshou.platform.exchange.api import Column, Kind, small_table

COLUMNS = (
    Column("title", "名称", is_required=True),
    Column("amount_fen", "金额", Kind.MONEY, unit="万元"),
    Column("persons", "人数", Kind.WHOLE),
)
HEAD = ["人数", "名称", "金额（万元）"]


def read(rows: list[list[Any]], **asked: Any) -> list[small_table.TableRow]:
    return small_table.rows_of(uploaded(rows, head=HEAD), COLUMNS, **asked)


def places_refused(rows: list[list[Any]], **asked: Any) -> list[str]:
    with pytest.raises(Invalid) as refused:
        read(rows, **asked)
    return [problem.where for problem in refused.value.problems]


def test_it_reads_each_row_with_its_places_whatever_the_order() -> None:
    (row,) = read([["１２", "教师培训", "1.5亿"]])
    assert row.values == {"title": "教师培训", "amount_fen": 15_000_000_000, "persons": 12}
    assert row.places["amount_fen"] == "C2（金额）"


def test_it_keeps_missing_apart_from_zero() -> None:
    (row,) = read([["", "教师培训", 0]])
    assert (row.values["persons"], row.values["amount_fen"]) == (None, 0)


def test_it_tells_every_wrong_cell_at_once() -> None:
    rows: list[list[Any]] = [["多人", "", "一些"], [1, "=1+1", 1], [2, "对的", 3]]
    assert places_refused(rows) == ["A2（人数）", "B2（名称）", "C2（金额）", "B3（名称）"]


def test_it_leaves_out_blank_rows_and_the_example_of_the_template() -> None:
    rows: list[list[Any]] = [["示例（本行不导入）3", "某培训", 1], ["", "", ""], [3, "示例小学", 1]]
    assert [row.values["title"] for row in read(rows)] == ["示例小学"]


def test_it_reads_back_its_own_template_as_empty() -> None:
    answer = small_table.template("培训", COLUMNS)
    with pytest.raises(Invalid, match="没有数据"):
        small_table.rows_of(SimpleUploadedFile("培训.xlsx", answer.content), COLUMNS)


def test_it_refuses_more_rows_than_it_takes() -> None:
    assert places_refused([[1, "培训", 1]] * 4, most=3)[0] == "工作表“数据”"


def test_it_tells_no_more_than_a_person_reads() -> None:
    assert len(places_refused([["多人", "培训", 1]] * 400)) == small_table.MOST_TOLD + 1


@pytest.mark.parametrize("name", ["a." + "表" * 80, "../../x.xlsx", "x"])
def test_it_survives_any_name_of_a_file(name: str) -> None:
    with pytest.raises(Invalid):
        small_table.rows_of(SimpleUploadedFile(name, b"nothing"), COLUMNS)


def test_it_refuses_a_package_that_bursts() -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/worksheets/sheet1.xml", b"0" * 20_000_000)
    with pytest.raises(Invalid, match="异常巨大"):
        small_table.rows_of(SimpleUploadedFile("x.xlsx", stream.getvalue()), COLUMNS)


def test_it_writes_texts_as_texts_and_money_in_its_unit() -> None:
    data = small_table.workbook("培训[2020]", COLUMNS, [["=HYPERLINK(1)", 150_000_000, None]], ["演示数据"])
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    assert book.sheet_names == ["培训2020"]
    rows = book.get_sheet_by_name("培训2020").to_python()
    assert rows[:2] == [["名称", "金额（万元）", "人数"], ["=HYPERLINK(1)", 150, ""]]
    assert rows[-1][0] == "演示数据"
    assert b"<f>" not in zipfile.ZipFile(BytesIO(data)).read("xl/worksheets/sheet1.xml")
