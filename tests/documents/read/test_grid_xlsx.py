"""Workbooks: what their cells show, where they stand, and what is said of what was not read."""

import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from xieshou.documents.read.files import read_file
from xieshou.documents.read.grid_xlsx import a1, column
from xieshou.kernel.reading import ReadFile

HEADER = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分")
ROW = ("产出指标", "数量指标", "培训场次", "≥10场", "12场")


class Book:
    """A workbook with one table of indicators."""

    def __init__(self, path: Path) -> None:
        self.path = path / "a.xlsx"
        self.book = xlsxwriter.Workbook(str(self.path))
        self.sheet = self.book.add_worksheet("自评表")
        self.sheet.write_row(2, 1, HEADER)
        self.sheet.write_row(3, 1, ROW)

    def form(self, code: str) -> Any:
        """A number format."""
        return self.book.add_format({"num_format": code})

    def read(self) -> ReadFile:
        """The workbook, written and read back."""
        self.book.close()
        return read_file(self.path)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(tmp_path)


def scores(read: ReadFile) -> list[str | None]:
    """Points and scores of the first table."""
    return [seen.text if seen else None for line in read.tables[0].indicators for seen in (line.points, line.score)]


def test_it_reads_what_a_format_shows(book: Book) -> None:
    book.sheet.write_number(3, 6, 7.1449999999999996, book.form("0.00"))
    book.sheet.write_number(3, 7, 0.9862, book.form("0.00%"))
    assert scores(book.read()) == ["7.15", "98.62%"]


def test_it_reads_the_saved_result_of_a_formula(book: Book) -> None:
    book.sheet.write_number(3, 6, 10)
    book.sheet.write_formula(3, 7, "=G4*0.644", None, 6.44)
    assert scores(book.read()) == ["10", "6.44"]


def without(book: Book, pattern: bytes) -> ReadFile:
    """The workbook read back without what fits a pattern in its sheet."""
    book.book.close()
    stream = BytesIO()
    with zipfile.ZipFile(book.path) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, re.sub(pattern, b"", data) if name == "xl/worksheets/sheet1.xml" else data)
    book.path.write_bytes(stream.getvalue())
    return read_file(book.path)


def test_it_says_that_a_formula_has_no_result(book: Book) -> None:
    book.sheet.write_formula(3, 7, "=G4", None, 77)
    found = without(book, rb"<v>77</v>")
    assert scores(found) == [None, None]
    assert [(part.spot.cell, part.reason[:7]) for part in found.unread] == [("H4", "公式没有保存计")]


def test_it_counts_cells_that_name_no_place(book: Book) -> None:
    book.sheet.write_column(0, 0, ["1", "2", "3", "4"])
    book.sheet.write_row(0, 1, ["x"] * 7)
    (line,) = without(book, rb' r="[A-Z]*[0-9]+"').tables[0].indicators
    assert (line.name.text, line.name.spot.cell) == ("培训场次", "D4")


def test_it_names_sheet_and_cell(book: Book) -> None:
    spot = book.read().tables[0].indicators[0].name.spot
    assert (spot.sheet, spot.cell, spot.quote) == ("自评表", "D4", "培训场次")


def test_it_names_a_hidden_sheet(book: Book) -> None:
    hidden = book.book.add_worksheet("字典")
    hidden.write(0, 0, "优")
    hidden.hide()
    found = book.read()
    assert [(part.spot.sheet, part.reason[:3]) for part in found.unread] == [("字典", "隐藏的")]
    assert len(found.tables) == 1


def test_it_follows_no_link(book: Book) -> None:
    book.sheet.write_formula(3, 7, "='[http://127.0.0.1:9/b.xlsx]S'!A1", None, 9)
    book.sheet.write_url(9, 1, "http://127.0.0.1:9/", string="附件")
    assert scores(book.read())[:2] == [None, "9"]


def test_it_reads_text_in_several_fonts(book: Book) -> None:
    bold = book.book.add_format({"bold": True})
    book.sheet.write_rich_string(3, 8, "因疫情", bold, "取消")
    book.sheet.write(2, 8, "备注")
    note = book.read().tables[0].indicators[0].note
    assert note is not None
    assert note.text == "因疫情取消"


@pytest.mark.parametrize(("letters", "number"), [("A", 0), ("Z", 25), ("AA", 26), ("XFD", 16_383)])
def test_it_counts_columns(letters: str, number: int) -> None:
    assert column(letters) == number
    assert a1(0, number) == f"{letters}1"
