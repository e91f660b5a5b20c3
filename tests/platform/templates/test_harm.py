"""What is refused before anything is kept."""

import zipfile
from io import BytesIO

import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.platform.templates.kind_for_tests import KIND, excel_form, saved, word_form
from xieshou.lib.problems import Invalid
from xieshou.platform.templates.checked_file import check

pytestmark = pytest.mark.function("ZC13")


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    stream = BytesIO(data)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


def refused(data: bytes) -> str:
    with pytest.raises(Invalid) as error:
        check(data, KIND, "表.docx")
    return str(error.value)


def test_it_refuses_macros_controls_and_embedded_files() -> None:
    data = saved(word_form())
    assert "宏" in refused(with_part(data, "word/vbaProject.bin", b"x"))
    assert "ActiveX" in refused(with_part(data, "word/activeX/activeX1.xml", b"<x/>"))
    assert "嵌入的文件" in refused(with_part(data, "word/embeddings/ole.bin", b"x"))


def test_it_refuses_what_is_fetched_from_outside_and_lets_an_ordinary_link_be() -> None:
    form = word_form()
    form.part.relate_to("https://example.org/", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    check(saved(form), KIND)
    form.part.relate_to(
        "file:///C:/evil.dotm",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate",
        is_external=True,
    )
    assert "evil.dotm" in refused(saved(form))


def test_it_refuses_a_field_that_fetches_though_its_code_is_cut() -> None:
    form = word_form()
    form.paragraphs[0]._p.append(
        parse_xml(f"<w:r {nsdecls('w')}><w:instrText>DD</w:instrText><w:instrText>E cmd x</w:instrText></w:r>")
    )
    assert "DDE" in refused(saved(form))


def test_it_refuses_a_zip_bomb_an_entity_and_what_is_no_office_file() -> None:
    data = saved(word_form())
    assert "MB" in refused(with_part(data, "word/media/bomb.bin", b"\0" * (60 << 20)))
    evil = b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    assert "实体" in refused(with_part(data, "word/header9.xml", evil))
    assert "压缩包损坏" in refused(b"not a zip")
    assert "不是 Word 或 Excel 文件" in refused(with_part(b"", "a.txt", b"x"))


def test_it_refuses_a_file_that_is_too_large() -> None:
    assert "不超过 10 MB" in refused(b"0" * (11 << 20))


def test_it_says_of_an_old_word_file_what_to_do() -> None:
    assert "另存" in refused(b"\xd0\xcf\x11\xe0" + bytes(600))


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("xl/workbook.xml", b"<sheets>", b"<sheetz>"),
        ("xl/worksheets/sheet1.xml", b'<c r="A5"', b'<c r="5A"'),
        ("xl/worksheets/sheet1.xml", b"<row r=", b"<row q="),
        ("xl/worksheets/sheet1.xml", b'ref="A1:E1"', b""),
        ("xl/_rels/workbook.xml.rels", b"worksheets/", b"nowhere/"),
        ("xl/sharedStrings.xml", b"</sst>", b""),
    ],
)
def test_it_refuses_a_broken_workbook_in_words(name: str, old: bytes, new: bytes) -> None:
    with zipfile.ZipFile(BytesIO(excel_form())) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    assert old in parts[name]
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for one, content in parts.items():
            archive.writestr(one, content.replace(old, new) if one == name else content)
    with pytest.raises(Invalid):
        check(stream.getvalue(), KIND, "表.xlsx")
