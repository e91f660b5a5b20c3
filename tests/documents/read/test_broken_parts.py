"""Files whose XML is sound but whose parts are not: elements gone, doubled, moved, renamed. No crash, no hang, bounded memory."""

import io
import zipfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.documents.read import test_grid_docx as word
from tests.documents.read import test_grid_odf as odf
from tests.documents.read.test_files import LIMIT, changed, package, read, sample
from xieshou.documents.read.files import read_file

QUIET = settings(deadline=None, max_examples=80, suppress_health_check=list(HealthCheck))
DOCUMENT = f"<w:document {word.SPACES}><w:body>{{}}</w:body></w:document>"


@cache
def rich(form: str) -> bytes:
    """A small file with everything the reader of its form looks for."""
    if form == "docx":
        return _word()
    if form == "ods":
        covered = "<table:covered-table-cell/>"
        wide = odf.row(odf.cell("指标", "table:number-columns-spanned='2'"), covered)
        more = odf.row(odf.cell("甲"), odf.cell("1", "table:number-columns-repeated='2'"))
        return odf.package(odf.sheet(wide + more))
    if form == "odt":
        table = f"<table:table>{odf.row(odf.cell('a'), odf.cell('b'))}</table:table>"
        return odf.package(
            f"<office:text><text:h>一</text:h>{table}<text:list><text:p>乙</text:p></text:list></office:text>"
        )
    return sample(form)


def _word() -> bytes:
    down, more = "<w:vMerge w:val='restart'/><w:gridSpan w:val='2'/>", "<w:vMerge/>"
    nested = f"<w:tc>{word.table(word.cell('c'))}{word.mark(1)}</w:tc>"
    table = word.table(word.cell("a", down) + word.cell("b"), word.cell("", more) + nested)
    box = f"<w:p><w:r>{word.BOX.format(word.item('盒'))}</w:r></w:p>"
    parts = {
        "document": DOCUMENT.format(word.item("甲") + table + box + word.item("乙", 1)),
        "numbering": f"<w:numbering {word.SPACES}>{word.LIST}</w:numbering>",
        "footnotes": f"<w:footnotes {word.SPACES}>{word.note(1, '注')}</w:footnotes>",
        "header1": f"<w:hdr {word.SPACES}>{word.text('眉')}</w:hdr>",
    }
    return package(**{f"word__{name}_xml": text for name, text in parts.items()})


PARTS = st.sampled_from(
    [("docx", f"word/{name}.xml") for name in ("document", "numbering", "footnotes", "header1")]
    + [("xlsx", f"xl/{name}.xml") for name in ("workbook", "styles", "sharedStrings", "worksheets/sheet1")]
    + [("ods", "content.xml"), ("odt", "content.xml")]
)
VALUES = ("", "0", "-1", "²", "NaN", "99999999999", "9" * 300, "XFD1048576", "A1:XFD1048576", "restart")
Change = tuple[str, float, float]
CHANGES = st.lists(
    st.tuples(st.sampled_from(["remove", "double", "move", "rename", "empty", *VALUES]), st.floats(0, 1), st.floats(0, 1)),
    min_size=1,
    max_size=12,
)  # fmt: skip


def _changed(data: bytes, changes: list[Change]) -> bytes:
    root = etree.fromstring(data)
    for kind, one, other in changes:
        inner = [element for element in root.iter() if element is not root and isinstance(element.tag, str)]
        if inner:
            _change(kind, inner[int(one * (len(inner) - 1))], inner[int(other * (len(inner) - 1))])
    return etree.tostring(root)


def _change(kind: str, element: etree._Element, other: etree._Element) -> None:
    parent = element.getparent()
    assert parent is not None
    if kind == "remove":
        parent.remove(element)
    elif kind == "double":
        parent.append(etree.fromstring(etree.tostring(element)))
    elif kind == "move" and element not in other.iterancestors() and element is not other:
        other.append(element)
    elif kind == "rename":
        element.tag = other.tag
    elif kind == "empty":
        element.clear()
    elif kind in VALUES and element.attrib:
        element.set(sorted(map(str, element.attrib))[0], kind)


@QUIET
@given(PARTS, CHANGES)
def test_it_survives_changed_elements(where: tuple[str, str], changes: list[Change]) -> None:
    form, part = where
    started = perf_counter()
    read(changed(rich(form), part, lambda data: _changed(data, changes)))
    assert perf_counter() - started < LIMIT


@QUIET
@given(st.sampled_from(["docx", "ods", "odt"]), st.floats(0, 1))
def test_it_says_something_about_every_cut_file(form: str, part: float) -> None:
    data = rich(form)
    found = read(data[: int(len(data) * part)])
    assert found.unread or found.tables or found.paragraphs


# --- memory ---

MANY = 10_000_000  # bytes of repeated elements, some ten kilobytes packed
MEMORY = 500  # MB of a process that reads such a file, its libraries included


def _peak_mb(path: Path) -> int:
    """The most memory this process ever held. Not `ru_maxrss`: that is handed on from the parent, however large."""
    read_file(path)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def _repeated(element: str) -> str:
    return element * (MANY // len(element))


def _in_word(element: str) -> bytes:
    return package(word__document_xml=DOCUMENT.format(_repeated(element)))


def _in_text(element: str) -> bytes:
    return odf.package(f"<office:text>{_repeated(element)}</office:text>")


@pytest.mark.parametrize(
    ("made", "element"),
    [
        (_in_word, "<w:p/>"),
        (_in_word, f"<w:p>{word.BOX.format(word.text('x'))}</w:p>"),
        (_in_text, "<text:p>x</text:p>"),
    ],
    ids=["paragraphs", "boxes", "OpenDocument"],
)
def test_it_bounds_memory_and_time(made: Callable[[str], bytes], element: str, tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(made(element))
    started = perf_counter()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(_peak_mb, path).result() < MEMORY
    assert perf_counter() - started < 2 * LIMIT


def test_it_stops_at_a_sheet_of_empty_cells() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet().write(0, 0, "a")
    cells = b"<c/>" * 600_000
    full = changed(stream.getvalue(), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</row>", cells + b"</row>"))
    started = perf_counter()
    assert "没有读取" in read(full).unread[0].reason
    assert perf_counter() - started < LIMIT


# --- huge cells, links to outside ---


def test_it_cuts_a_huge_cell_in_every_form() -> None:
    long = "长" * 50_000
    for data in (
        package(word__document_xml=DOCUMENT.format(word.text(long))),
        odf.package(f"<office:text><text:p>{long}</text:p></office:text>"),
    ):
        assert len(read(data).paragraphs[0].text) == 20_000


def test_it_follows_no_relation_to_outside() -> None:
    link = "http://127.0.0.1:9/x"
    relations = (
        "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
        f"<Relationship Id='r1' Type='footnotes' Target='{link}' TargetMode='External'/></Relationships>"
    )
    stream = io.BytesIO(package(word__document_xml=DOCUMENT.format(word.mark(1))))
    with zipfile.ZipFile(stream, "a") as file:
        file.writestr("word/_rels/document.xml.rels", relations)
    assert [one.text for one in read(stream.getvalue()).paragraphs] == ["支出"]
