"""The measurement of speed."""

from xieshou.documents.api import Format
from xieshou.documents.bench import bench, sample
from xieshou.documents.table import Kind


def test_it_measures_each_format_asked_for() -> None:
    (result,) = bench(documents=3, formats=(Format.EXCEL,), processes=1)
    assert (result.format, result.documents, result.processes) == (Format.EXCEL, 3, 1)
    assert result.seconds > 0
    assert result.bytes_written > 3 * 5000
    assert result.rss_end_mb >= result.rss_start_mb > 0


def test_it_makes_every_sample_different() -> None:
    assert sample(1) != sample(2)


def test_it_makes_samples_whose_sums_are_right() -> None:
    totals = [cell for cell in next(sample(0).tables()).cells if cell.kind is Kind.TOTAL and cell.number]
    assert [cell.text for cell in totals] == ["100", "98.00"]
    assert all(cell.is_computed for cell in totals)
