"""What is written to Word and Excel is read back the same by the readers for anybody's files: text, spans, numbers."""

from collections.abc import Callable, Iterator, Sequence

import pytest

from tests.documents.published import documents
from xieshou.documents.api import Format, render_bytes
from xieshou.documents.grid import exact
from xieshou.documents.read.grid_docx import read_docx
from xieshou.documents.read.grid_model import Content, Grid, GridCell
from xieshou.documents.read.grid_package import Package
from xieshou.documents.read.grid_xlsx import read_xlsx
from xieshou.documents.table import Cell, Table

READERS: dict[Format, Callable[[Package], Content]] = {Format.WORD: read_docx, Format.EXCEL: read_xlsx}


@pytest.fixture(params=sorted(documents()))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("form", list(READERS))
def test_it_reads_back_every_cell(name: str, form: Format) -> None:
    document = documents()[name]
    content = READERS[form](Package(render_bytes(document, form)))
    tables = list(document.tables())
    for table, grid in zip(tables, _tables(content, tables, form), strict=True):
        top = _lines_above(table) if form is Format.EXCEL else 0
        for cell in table.cells:
            _same(cell, grid.at(cell.row + top, cell.col), top)


def _tables(content: Content, tables: Sequence[Table], form: Format) -> Iterator[Grid]:
    """The tables in their order; in a workbook text outside tables has a sheet of its own."""
    grids = [block for block in content.blocks if isinstance(block, Grid)]
    sheets = {table.name for table in tables}
    yield from (grid for grid in grids if form is Format.WORD or grid.spot.sheet in sheets)


def _lines_above(table: Table) -> int:
    return bool(table.title) + len(table.captions)


def _same(cell: Cell, read: GridCell | None, top: int) -> None:
    if read is None:  # a workbook keeps no cell without text
        assert not cell.text
        return
    assert (read.row - top, read.col, read.rowspan, read.colspan) == (cell.row, cell.col, cell.rowspan, cell.colspan)
    if cell.number is None:
        assert read.text == cell.text.strip()
    else:
        assert exact(read.text) == cell.number
