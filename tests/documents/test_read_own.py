"""Reading refuses what this package did not write."""

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from tests.documents.factories import document
from xieshou.documents.api import render
from xieshou.documents.errors import NotOurDocumentError
from xieshou.documents.read_own import read_excel, read_word


def test_it_refuses_a_file_that_is_no_zip(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_text("no")
    with pytest.raises(NotOurDocumentError, match="cannot be read"):
        read_word(path)


def test_it_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotOurDocumentError):
        read_word(tmp_path / "a.docx")


def test_it_refuses_an_excel_file_of_others(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write(0, 0, "x")
    with pytest.raises(NotOurDocumentError, match="no area is named"):
        read_excel(path)


def test_it_refuses_an_excel_file_cut_short(tmp_path: Path) -> None:
    path, cut = render(document(), "xlsx", tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(cut, "w") as part:
        part.writestr("xl/workbook.xml", whole.read("xl/workbook.xml"))
    with pytest.raises(NotOurDocumentError, match="no readable Excel file"):
        read_excel(cut)
