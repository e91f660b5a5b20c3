"""PDF: ruled tables from their lines, pages joined, text turned, tables without lines."""

import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject

from tests.documents.published import documents
from tests.documents.read.work import grows_evenly, in_time
from xieshou.documents.api import Format, render_bytes
from xieshou.documents.read.grid_join import PageTable, joined_tables
from xieshou.documents.read.grid_model import Grid, GridCell
from xieshou.documents.read.grid_pdf import read_pdf
from xieshou.documents.read.grid_pdf_page import Segment
from xieshou.documents.read.grid_pdf_text import TextLine, paragraphs
from xieshou.documents.read.grid_rules import Box, ruled_tables
from xieshou.kernel.reading import Spot


@pytest.fixture(autouse=True)
def bounded() -> Iterator[None]:
    """No test here may hang."""
    with in_time():
        yield


def pdf() -> bytes:
    """A page with one table."""
    return render_bytes(documents()["hospitality-self"], Format.PDF)


def texts(data: bytes) -> list[str]:
    """The texts of the first table."""
    grid = next(block for block in read_pdf(data).blocks if isinstance(block, Grid))
    return [cell.text for cell in grid.cells]


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_it_turns_a_page_upright(angle: int) -> None:
    writer = PdfWriter(PdfReader(io.BytesIO(pdf())))
    page = writer.pages[0]
    page.rotate(angle)
    page.transfer_rotation_to_content()
    page.rotate(-angle)
    stream = io.BytesIO()
    writer.write(stream)
    assert texts(stream.getvalue()) == texts(pdf())


def test_it_leaves_out_what_is_off_the_page() -> None:
    writer = PdfWriter(PdfReader(io.BytesIO(pdf())))
    left, bottom, right, top = (float(edge) for edge in writer.pages[0].mediabox)
    writer.pages[0].cropbox = RectangleObject((left, (bottom + top) / 2, right, top))
    stream = io.BytesIO()
    writer.write(stream)
    assert len("".join(texts(stream.getvalue()))) < len("".join(texts(pdf())))


# --- lines to cells ---


def lines(*given: tuple[float, float, float]) -> list[Segment]:
    """Lines: position, start, end."""
    return [Segment(*one) for one in given]


def test_it_makes_cells_of_crossing_lines() -> None:
    (table,) = ruled_tables(lines((0, 0, 90), (30, 0, 90)), lines((0, 0, 30), (40, 0, 30), (90, 0, 30)))
    assert table.boxes == (Box(0, 0, 1, 1), Box(0, 1, 1, 1))


def test_it_merges_cells_where_a_line_is_missing() -> None:
    across = lines((0, 0, 90), (30, 40, 90), (60, 0, 90))
    (table,) = ruled_tables(across, lines((0, 0, 60), (40, 0, 60), (90, 0, 60)))
    assert table.boxes == (Box(0, 0, 2, 1), Box(0, 1, 1, 1), Box(1, 1, 1, 1))


def test_it_takes_lines_in_pieces_for_one() -> None:
    across = lines((0, 0, 44), (0.4, 46, 90), (30, 0, 90))
    (table,) = ruled_tables(across, lines((0, 0, 30), (40, 0, 30), (90, 0, 30)))
    assert len(table.boxes) == 2


def test_it_makes_nothing_of_lines_that_do_not_cross() -> None:
    assert ruled_tables(lines((0, 0, 90), (30, 0, 90)), lines((200, 0, 30))) == []


def test_it_gives_up_on_a_drawing() -> None:
    across = [Segment(at * 2.0, 0, 9_000) for at in range(2_000)]
    assert ruled_tables(across, across) == []


# --- pages joined ---

XS = (0.0, 50.0, 100.0, 150.0)


def part(page: int, *rows: tuple[str, ...]) -> PageTable:
    """A table of one page with three columns that reaches its foot."""
    cells = [GridCell(r, c, text, Spot(page=page)) for r, row in enumerate(rows) for c, text in enumerate(row)]
    return PageTable(page, XS, (100.0, 700.0), tuple(cells))


def joined(*tables: PageTable, between: list[TextLine] | None = None) -> list[list[str]]:
    """The rows of each table after joining."""
    found = joined_tables([[table] for table in tables], [[], between or [], *([] for _ in tables)])
    return [[cell.text for cell in sorted(table.cells, key=lambda one: (one.row, one.col))] for table in found]


HEAD = ("三级指标", "分值", "得分")


def test_it_joins_tables_and_drops_the_repeated_header() -> None:
    found = joined(part(1, HEAD, ("甲", "10", "9")), part(2, HEAD, ("乙", "20", "18")))
    assert found == [[*HEAD, "甲", "10", "9", "乙", "20", "18"]]


def test_it_closes_a_row_that_the_page_cuts() -> None:
    found = joined(part(1, HEAD, ("甲", "10", "9"), ("乙的", "20", "18")), part(2, ("名称", "", ""), ("丙", "5", "5")))
    assert found == [[*HEAD, "甲", "10", "9", "乙的\n名称", "20", "18", "丙", "5", "5"]]


def test_it_does_not_join_over_a_title() -> None:
    title = TextLine("项目支出绩效自评表", 2, 200, 300, 40, 50, 16)
    assert len(joined(part(1, HEAD, ("甲", "10", "9")), part(2, HEAD, ("乙", "20", "18")), between=[title])) == 2


def test_it_does_not_join_after_a_total() -> None:
    assert len(joined(part(1, HEAD, ("合计", "10", "9")), part(2, HEAD, ("乙", "20", "18")))) == 2


def test_it_makes_one_cell_of_a_merged_cell_that_the_page_cuts() -> None:
    whole = replace(
        part(1, HEAD), cells=(GridCell(0, 0, "产出", Spot(page=1), 2), *part(1, ("", "1"), ("", "2")).cells[1::2])
    )
    lower = replace(
        part(2, HEAD), cells=(GridCell(0, 0, "", Spot(page=2), 2), *part(2, ("", "3"), ("", "4")).cells[1::2])
    )
    (table,) = joined_tables([[whole], [lower]], [[], []])
    assert [(cell.text, cell.rowspan) for cell in table.cells if cell.col == 0] == [("产出", 4)]


def test_it_joins_many_pages_without_comparing_each_with_each() -> None:
    pages = [part(page, *((f"第 {page} 页甲{row}", "10", "9") for row in range(30))) for page in range(1, 81)]
    assert len(joined(*pages)[0]) == 80 * 30 * 3
    assert grows_evenly(lambda: joined(*pages[:40]), lambda: joined(*pages))


# --- paragraphs ---


def line(text: str, base: float, x0: float = 20, x1: float = 200) -> TextLine:
    """A line of text on page 1."""
    return TextLine(text, 1, x0, x1, base - 10, base, 10)


def test_it_joins_the_lines_of_a_paragraph() -> None:
    found = paragraphs(
        [line("一段的第一行", 10, 40), line("第二行。", 25, 20, 90), line("另一段。", 40, 40)], {1: (20, 200)}
    )
    assert [one.text for one in found] == ["一段的第一行第二行。", "另一段。"]
