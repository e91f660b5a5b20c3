"""Sheets as people really send them: each mistake has its sentence, each trap is refused before it is opened."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.fixtures import Settings

from tests.factories.world import World
from tests.platform.exchange.sheets_for_tests import HEAD, checked, csv_file, row, workbook
from xieshou.lib.problems import Invalid
from xieshou.platform.exchange import selectors, storage
from xieshou.platform.exchange.api import ImportBatch

pytestmark = pytest.mark.function("JC10")


def told(batch: ImportBatch) -> str:
    """Everything the page would say."""
    rows = [str(problem) for one in selectors.checked_rows(batch, "wrong") for problem in one.problems]
    return "\n".join([*(" ".join(problem) for problem in batch.problems), *rows])


def test_it_tells_a_formula_cell(world: World) -> None:
    batch = checked(world, workbook([row("第一期", persons="=1+1"), row("第二期")]))
    assert "D2 是公式" in told(batch)
    assert batch.new_count == 1


def test_it_tells_merged_header_cells(world: World) -> None:
    upload = workbook([row("第一期")], touch=lambda sheet: sheet.merge_range("C1:D1", "日期"))
    assert "表头有合并单元格" in told(checked(world, upload))


def test_it_tells_merged_data_cells(world: World) -> None:
    upload = workbook([row("第一期")], touch=lambda sheet: sheet.merge_range("A3:A5", "第二期"))
    assert "数据区有合并单元格" in told(checked(world, upload))


def test_it_reads_full_width_digits_and_dates_as_text(world: World) -> None:
    batch = checked(world, workbook([row("第一期", day="２０２０年３月１日", persons="１２人次")]))
    assert batch.new_count == 1


def test_it_tells_a_date_that_became_a_number(world: World) -> None:
    assert "日期序号（2020-03-01）" in told(checked(world, workbook([row("第一期", day=43891)])))


@pytest.mark.parametrize("key", [1.10105e17, "1.10105E+17"])
def test_it_tells_a_number_that_lost_its_digits(world: World, key: object) -> None:
    assert "已经丢失" in told(checked(world, workbook([row("第一期", key=key)])))  # type: ignore[arg-type]


def test_it_tells_the_wrong_template(world: World) -> None:
    assert "可能用错了模板" in told(checked(world, workbook([["甲", 3]], head=["姓名", "年龄"])))


def test_it_tells_duplicate_headers(world: World) -> None:
    assert "列“日期”重复，C1 已有" in told(checked(world, workbook([row("第一期")], head=[*HEAD[:4], "日期"])))


def test_it_tells_a_header_in_another_unit(world: World) -> None:
    head = [*HEAD[:3], "培训人次（万人次）", HEAD[4]]
    assert "单位写成“万人次”" in told(checked(world, workbook([row("第一期")], head=head)))


def test_it_tells_a_missing_required_column(world: World) -> None:
    assert "缺少必填列“培训人次”" in told(checked(world, workbook([row("第一期")[:3]], head=HEAD[:3])))


def test_it_tells_an_empty_sheet(world: World) -> None:
    assert "没有数据" in told(checked(world, workbook([])))


def test_it_tells_a_cell_that_holds_an_error(world: World) -> None:
    assert "公式错误 #REF!" in told(checked(world, workbook([row("第一期", persons="#REF!")])))


def test_it_finds_the_header_below_a_title(world: World) -> None:
    text = f"深圳市培训统计表,,,\n,,,\n名称,责任单位,日期,培训人次\n第一期,{row('x')[1]},2020-03-01,3\n"
    assert checked(world, csv_file(text)).new_count == 1


def _refused(world: World, name: str, data: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        checked(world, SimpleUploadedFile(name, data))
    return str(caught.value)


def test_it_refuses_an_empty_file(world: World) -> None:
    assert "文件是空的" in _refused(world, "空.xlsx", b"")


def test_it_refuses_what_is_no_table(world: World) -> None:
    assert "不是 Excel 或 CSV" in _refused(world, "照片.xlsx", b"\xff\xd8\xff\xe0 picture")


def test_it_refuses_a_zip_bomb_without_opening_it(world: World) -> None:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    assert "异常巨大" in _refused(world, "炸弹.xlsx", data.getvalue())


def test_it_refuses_an_oversized_file(world: World, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr(storage, "MOST_BYTES", 10)
    assert "文件太大" in _refused(world, "大.csv", b"x" * 11)
    assert not list(Path(settings.MEDIA_ROOT, "imports").iterdir())


def test_it_refuses_a_broken_package(world: World) -> None:
    assert "文件已损坏" in _refused(world, "坏.xlsx", b"PK\x03\x04 nothing")
