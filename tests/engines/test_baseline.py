"""What scoring is compared with must do the same work: a decimal loop and a sheet's formulas."""

from decimal import Decimal
from pathlib import Path
from shutil import which

import pytest

from tests.kernel.schemes import with_rule
from xieshou.engines.baseline import DecimalRow, SheetFormulas, decimal_function, written
from xieshou.engines.sheet_bench import SheetError, measure_sheet
from xieshou.kernel.exact import Exact
from xieshou.kernel.expr import Cases, number
from xieshou.kernel.program import program_of
from xieshou.kernel.scheme_reader import read_scheme

ROUNDED = "{kind: ratio, formula: 'min(done, 5) / planned', round: {places: 2}}"
STEPS = "{kind: over-threshold, formula: done / planned, threshold: 0.1, step: 0.01, each: 0.5, counted: started}"


def decisions(rule: str) -> tuple[Cases, ...]:
    return program_of(read_scheme(with_rule(rule), "sample.yaml")).decisions


@pytest.mark.parametrize(
    ("rule", "row", "expected"),
    [
        ("{kind: ratio, formula: done / planned}", ("1", "3"), "3.33"),
        ("{kind: ratio, formula: done / planned}", (None, "3"), "0.00"),
        ("{kind: ratio, formula: done / planned}", ("1", "0"), "0.00"),
        (ROUNDED, ("2", "3"), "6.70"),
        (ROUNDED, ("9", "6"), "8.30"),
        (STEPS, ("25", "200"), "8.50"),
        ("{kind: all-or-nothing, formula: done / planned, at_most: 1}", ("3", "2"), "0.00"),
    ],
)
def test_it_scores_in_a_decimal_loop(rule: str, row: tuple[str | None, str], expected: str) -> None:
    score = decimal_function(decisions(rule), ["done", "planned"], 2)
    facts: DecimalRow = [None if text is None else Decimal(text) for text in row]
    assert score(facts) == [Decimal(expected)]


def test_it_writes_a_decision_as_a_formula_of_a_sheet() -> None:
    (decision,) = decisions("{kind: all-or-nothing, formula: done / planned, at_most: 1}")
    text = written(decision, SheetFormulas({"done": "A", "planned": "B"}, 7))
    done, planned = "[.A7]", "[.B7]"
    assert text == (
        f"IF(OR(ISBLANK({planned});ISBLANK({done}));0;IF(({planned}<=0);0;IF((({done}/{planned})<=1);10;0)))"
    )


def test_it_writes_a_constant_as_a_quotient() -> None:
    assert written(number(Exact(1, 3)), SheetFormulas({}, 1)) == "(1/3)"


def test_it_says_when_there_is_no_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SheetError, match="LibreOffice is not installed"):
        measure_sheet(decisions(STEPS), 2, rows=2)


def test_it_says_when_libreoffice_does_not_convert(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    office = tmp_path / "soffice"
    office.write_text("#!/bin/sh\nexit 1\n")
    office.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(SheetError, match="LibreOffice did not convert the sheet"):
        measure_sheet(decisions(STEPS), 2, rows=2)


@pytest.mark.skipif(which("soffice") is None, reason="LibreOffice is not installed")
def test_it_measures_a_sheet_that_libreoffice_really_computed() -> None:
    result = measure_sheet(decisions(STEPS), 2, rows=3)
    assert (result.rows, result.formulas) == (3, 1)
    assert result.per_formula >= 0
