"""Writing files."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.documents.factories import MADE_AT, document
from xieshou.documents.api import Format, render, render_bytes
from xieshou.documents.document import Document, Note, Paragraph, Section
from xieshou.documents.errors import PlaceError, TextError, UnknownFormatError
from xieshou.documents.table import Cell, Table

MAGIC = {Format.PDF: b"%PDF-1.7", Format.WORD: b"PK", Format.EXCEL: b"PK"}


@pytest.mark.parametrize("form", list(Format))
def test_it_writes_every_format(form: Format, tmp_path: Path) -> None:
    path = render(document(), form, tmp_path / f"资金表.{form}", MADE_AT)
    assert path.read_bytes().startswith(MAGIC[form])


def test_it_takes_the_format_as_text(tmp_path: Path) -> None:
    assert render(document(), "xlsx", tmp_path / "a.xlsx").is_file()


def test_it_bears_the_date_of_today_when_none_is_given() -> None:
    assert f"D:{datetime.now(UTC):%Y%m}".encode() in render_bytes(document(), "pdf")


def test_it_leaves_nothing_else_behind(tmp_path: Path) -> None:
    render(document(), "docx", tmp_path / "a.docx")
    assert [path.name for path in tmp_path.iterdir()] == ["a.docx"]


def test_it_replaces_an_older_file(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_text("old")
    assert render(document(), "docx", path).read_bytes().startswith(b"PK")


def test_it_takes_a_long_chinese_name(tmp_path: Path) -> None:
    assert render(document(), "xlsx", tmp_path / ("名" * 80 + ".xlsx")).is_file()


def test_it_refuses_a_format_it_does_not_write(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormatError, match=r"'odt' is no format.*Allowed: pdf, docx, xlsx"):
        render(document(), "odt", tmp_path / "a.odt")


def test_it_refuses_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PlaceError, match="does not exist"):
        render(document(), "xlsx", tmp_path / "no" / "a.xlsx")


def test_it_refuses_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    with pytest.raises(PlaceError, match="it is a folder"):
        render(document(), "xlsx", tmp_path)


def test_it_refuses_a_file_in_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    with pytest.raises(PlaceError, match="is a file"):
        render(document(), "xlsx", tmp_path / "a" / "b.xlsx")


def test_it_keeps_the_old_file_when_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("old")

    def full(self: Path, target: Path) -> Path:
        raise PermissionError

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(PlaceError, match="not allowed"):
        render(document(), "xlsx", path)
    assert [entry.read_text() for entry in tmp_path.iterdir()] == ["old"]


@pytest.mark.parametrize("text", ["甲\x0b乙", "甲\x00", "\ufffe"])
def test_it_refuses_text_that_no_format_can_hold(text: str) -> None:
    with pytest.raises(TextError, match=r"table 't', row 0, column 0 .*control character U\+"):
        render_bytes(document(Table("t", (1,), (Cell(0, 0, text),))), "xlsx")


def test_it_refuses_text_longer_than_a_cell_of_excel() -> None:
    blocks = (Note("短"), Paragraph("长" * 32_768))
    with pytest.raises(TextError, match="32768 characters"):
        render_bytes(Document("d", (Section(blocks),)), "docx")
