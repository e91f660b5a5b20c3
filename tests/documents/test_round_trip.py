"""What is written to Word and Excel is read back the same: text, spans, numbers."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.documents.published import documents
from xieshou.documents.api import Format, render
from xieshou.documents.read_own import ReadTable, read_excel, read_word
from xieshou.documents.table import Table

READERS: dict[Format, Callable[[Path], tuple[ReadTable, ...]]] = {Format.WORD: read_word, Format.EXCEL: read_excel}


def _spans(table: Table | ReadTable) -> list[tuple[int, int, int, int]]:
    return sorted((cell.row, cell.col, cell.rowspan, cell.colspan) for cell in table.cells)


@pytest.fixture(params=sorted(documents()))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("form", list(READERS))
def test_it_reads_back_every_cell(name: str, form: Format, tmp_path: Path) -> None:
    document = documents()[name]
    read = READERS[form](render(document, form, tmp_path / f"a.{form}"))
    written = tuple(document.tables())
    assert [_spans(table) for table in read] == [_spans(table) for table in written]
    for there, back in zip(written, read, strict=True):
        for cell, got in zip(sorted(there.cells, key=lambda one: (one.row, one.col)), back.cells, strict=True):
            assert got.number == cell.number if cell.number is not None else got.text == cell.text
            assert form is Format.EXCEL or got.text == cell.text
