"""Old workbooks (.xls, .et): read as the same table in a new one, however they are wrapped."""

import io
import shutil
import subprocess
from pathlib import Path

import pytest
import xlrd.compdoc
import xlsxwriter

from tests.documents.read.test_files import read as read_bytes
from tests.documents.read.test_files import reason, sample
from xieshou.documents.read.files import read_file
from xieshou.kernel.reading import ReadFile

OFFICE = shutil.which("soffice")
HEADER = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分")


def test_it_reads_merged_cells_and_formats_as_in_a_new_workbook() -> None:
    old, new = read_bytes(sample("xls")), read_bytes(sample("xlsx"))
    assert old.tables
    assert old.tables == new.tables
    assert old.unread == new.unread == ()


def test_it_reads_a_workbook_without_a_compound_file_around_it() -> None:
    found = xlrd.compdoc.CompDoc(sample("xls"), logfile=io.StringIO()).locate_named_stream("Workbook")
    memory, start, size = found
    assert memory is not None
    assert read_bytes(bytes(memory[start : start + size])).tables == read_bytes(sample("xls")).tables


def test_it_says_that_a_compound_file_holds_no_workbook() -> None:
    other = sample("xls").replace("Workbook".encode("utf-16-le"), "Showbook".encode("utf-16-le"))
    assert "演示文稿" in reason(other)


def converted(path: Path, form: str) -> ReadFile:
    """A workbook as LibreOffice saves it in another format."""
    assert OFFICE
    home = f"-env:UserInstallation={(path.parent / 'office').as_uri()}"
    subprocess.run(
        [OFFICE, home, "--headless", "--convert-to", form, "--outdir", str(path.parent), str(path)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return read_file(path.with_suffix(f".{form}"))


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("form", ["xls", "ods"])
def test_it_reads_what_another_program_saved(form: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("自评表")
        sheet.merge_range(0, 0, 0, 6, "项目支出绩效自评表")
        sheet.write_row(1, 0, HEADER)
        sheet.merge_range(2, 0, 3, 0, "产出指标")
        sheet.merge_range(2, 1, 3, 1, "数量指标")
        sheet.write_row(2, 2, ("培训场次", "≥10场", "12场", 10, 10))
        sheet.write_row(3, 2, ("培训人次", "≥90%", "", 10))
        sheet.write_number(3, 4, 0.9862, book.add_format({"num_format": "0.00%"}))
        sheet.write_formula(3, 6, "=F4*0.5", None, 5)
        hidden = book.add_worksheet("字典")
        hidden.write(0, 0, "优")
        hidden.hide()
    old, new = converted(path, form), read_file(path)
    assert old.tables == new.tables
    assert [part.spot.sheet for part in old.unread] == ["字典"]
    assert new.tables[0].indicators[1].level2 == "数量指标"
