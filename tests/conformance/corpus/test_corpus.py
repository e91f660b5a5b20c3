"""Planted faults are found, and clean documents are left alone. The floors are what holds now: raise them, never lower them in silence.

`python -m tests.conformance.corpus 100 --notes` prints the table by kind of fault, and each fault missed;
`python -m tests.conformance.corpus 300 --heads` each false finding in clean documents with running heads.
"""

from functools import cache

import pytest

from tests.conformance.corpus.faults import FAULTS
from tests.conformance.corpus.heads import false_findings
from tests.conformance.corpus.measure import Made, Tally, measure
from tests.conformance.corpus.plain import Style
from tests.conformance.corpus.prose import SAYINGS
from tests.conformance.corpus.reports import PLANTED

DOCUMENTS = 30
HEADED = 12  # tables with running heads; `--heads` measures many
CELLS = (Made.XLSX, Made.XLS, Made.DOCX, Made.PDF)
RECALL = {
    Made.XLSX: 0.99,
    Made.XLS: 0.99,
    Made.DOCX: 0.99,
    Made.PDF: 0.99,
    Made.CELLS: 0.98,
    Made.ROWS: 0.99,
    Made.DENSE: 0.99,
}
PRECISION = {
    Made.XLSX: 0.99,
    Made.XLS: 0.99,
    Made.DOCX: 0.99,
    Made.PDF: 0.99,
    Made.CELLS: 0.99,
    Made.ROWS: 0.99,
    Made.DENSE: 0.99,
}
WRONG_ROWS = 0.002  # of all rows: read, but neither right nor marked as uncertain


@cache
def tally(made: Made) -> Tally:
    return measure(made, DOCUMENTS)


@pytest.mark.parametrize("made", Made)
class TestEachWayOfWriting:
    def test_it_finds_what_was_planted(self, made: Made) -> None:
        assert tally(made).recall >= RECALL[made], tally(made).notes

    def test_it_names_little_else(self, made: Made) -> None:
        assert tally(made).precision >= PRECISION[made], tally(made).notes

    def test_it_marks_rows_as_uncertain_rather_than_read_them_wrongly(self, made: Made) -> None:
        assert tally(made).rows_wrong <= WRONG_ROWS * tally(made).rows, tally(made).notes

    def test_it_says_nothing_of_clean_documents(self, made: Made) -> None:
        assert tally(made).clean_with_findings == 0, tally(made).notes


@pytest.mark.parametrize("made", CELLS)
class TestFormatsWithCells:
    def test_it_reads_every_row(self, made: Made) -> None:
        assert tally(made).rows_right == tally(made).rows


def test_it_plants_every_kind_of_fault() -> None:
    planted = {kind for made in CELLS for kind in tally(made).planted}
    assert {one.kind for one in (*FAULTS, *SAYINGS, *PLANTED)} <= planted


@pytest.mark.parametrize("style", Style)
def test_it_takes_no_running_head_for_a_cell(style: Style) -> None:
    assert list(false_findings(style, HEADED)) == []
