"""The benchmark does what it says, on little work; no time is asserted."""

import re
from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from xieshou.cli import main
from xieshou.commands import bench as command
from xieshou.commands.check_bench import Cost, _by_kind
from xieshou.commands.output import Lang
from xieshou.documents import bench as documents
from xieshou.documents.api import Format
from xieshou.engines import bench as engine
from xieshou.engines.sheet_bench import SheetError, SheetResult
from xieshou.schemes import load_scheme


def output(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["bench", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_it_measures_scoring() -> None:
    text = output("score", "--evaluations", "300", "--runs", "1", "--no-sheet", "--lang", "en")
    for line in ("cores", "one evaluation scored", "300 departments × 21 items", "4,500 own indicators of 5,000 sets"):
        assert line in text
    assert "goal" in text


def test_it_says_whether_a_goal_was_met() -> None:
    text = output("score", "--evaluations", "300", "--runs", "1", "--no-sheet", "--lang", "en")
    assert re.search(r"one evaluation scored .*< 50 µs (met|missed)", text)
    assert re.search(r"≥ 150 M/s *$", text, re.M), "a goal for a million is not marked on three hundred"


def test_it_calls_a_missed_goal_missed_and_sets_it_for_all_files_together() -> None:
    costs = [Cost("pdf", 2.0, 1.0, 1.0), Cost("docx", 0.5, 0.5, 1.0)]
    table = _by_kind(costs, Lang("en"))
    assert list(table.columns[-1].cells) == ["", "", "≤ 1.3 × missed", "≤ 1.3 × missed"]
    assert list(table.columns[-2].cells) == ["3.0 ×", "1.0 ×", "2.0 ×", "2.0 ×"]
    assert list(table.columns[4].cells) == ["pypdfium2", "python-docx", "", ""]
    assert list(_by_kind([*costs, Cost("docx", 1.0, 0.0, 3.0)], Lang("en")).columns[-1].cells)[-1] == "≤ 1.3 × met"


def test_it_judges_formats_apart_from_text_that_needs_no_taking_out() -> None:
    costs = [Cost("pdf", 0.5, 0.5, 1.0), Cost("txt-cells", 5.0, 1.0, 0.0)]
    assert list(_by_kind(costs, Lang("en")).columns[-1].cells)[-2:] == ["≤ 1.3 × met", "≤ 1.3 × missed"]


def test_it_says_that_the_sheet_was_skipped_and_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(*_: object) -> SheetResult:
        raise SheetError("LibreOffice is not installed")

    monkeypatch.setattr(command, "measure_sheet", absent)
    assert "跳过：LibreOffice is not installed" in output("score", "--evaluations", "50", "--runs", "1")


def test_it_compares_with_a_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "measure_sheet", lambda *_: SheetResult(20_000, 5, 3.0, 2.0))
    text = output("score", "--evaluations", "50", "--runs", "1", "--lang", "en")
    assert "20,000 × 5: 3.0 − 2.0 s" in text


def test_it_measures_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    def fixed(tables: int) -> Iterator[documents.BenchResult]:
        yield documents.BenchResult(Format.PDF, tables, 2, 4.0, tables * 2048, 90, 95)

    monkeypatch.setattr(documents, "bench", fixed)
    assert "pdf: 8 documents · 4.0 s · 2 /s · 2 processes · 2 KB · 90 → 95 MB" in output(
        "documents", "--tables", "8", "--lang", "en"
    )


def test_it_makes_facts_within_their_bounds_with_some_missing() -> None:
    facts = engine.wide_facts(load_scheme(command.DEPARTMENT), 2_000)
    assert facts.height == 2_000
    assert 0 < facts["budget_adjusted"].null_count() < 100


def test_it_makes_indicators_of_as_many_sets_as_asked() -> None:
    work = engine.long_work(load_scheme(command.OWN_INDICATORS), 12, sets=10)
    assert (work.definitions.frame.height, work.rows.height, work.ends[-1]) == (150, 180, 180)
    assert work.rows["indicator"].n_unique() == 150
