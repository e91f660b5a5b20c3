"""How fast LibreOffice recalculates the same formulas: a sheet without cached values, converted to CSV, less the load alone."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from xml.sax.saxutils import quoteattr

from xieshou.engines.baseline import SheetFormulas, written
from xieshou.kernel.expr import Cases, facts_of

ROWS = 20_000
_SECONDS = 300
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document office:version="1.2"'
    ' office:mimetype="application/vnd.oasis.opendocument.spreadsheet"'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2">'
    '<office:body><office:spreadsheet><table:table table:name="facts">'
)
_TAIL = "</table:table></office:spreadsheet></office:body></office:document>"


class SheetError(Exception):
    """Why LibreOffice could not be measured."""


@dataclass(frozen=True, slots=True)
class SheetResult:
    """Seconds for so many formulas, the load of the same sheet with values taken off."""

    rows: int
    formulas: int
    with_formulas: float
    with_values: float

    @property
    def per_formula(self) -> float:
        """Seconds a formula."""
        return max(self.with_formulas - self.with_values, 0.0) / (self.rows * self.formulas)


def measure_sheet(decisions: Sequence[Cases], places: int, rows: int = ROWS) -> SheetResult:
    """Recalculates the decisions over made-up facts; `SheetError` when LibreOffice is not there or does not do it."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise SheetError("LibreOffice is not installed")
    names = list(dict.fromkeys(name for decision in decisions for name in facts_of(decision)))
    with tempfile.TemporaryDirectory() as folder:
        convert = _converter(office, Path(folder))
        formulas = _write(Path(folder, "formulas.fods"), _formula_rows(decisions, names, places, rows))
        values = _write(Path(folder, "values.fods"), _value_rows(len(decisions), names, rows))
        convert(values)  # the first start makes a profile
        seconds = [(convert(formulas), convert(values)) for _ in range(2)]
    return SheetResult(rows, len(decisions), min(one for one, _ in seconds), min(other for _, other in seconds))


def _converter(office: str, folder: Path) -> Callable[[Path], float]:
    profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "csv", "--outdir", str(folder)]

    def convert(sheet: Path) -> float:
        began = perf_counter()
        try:
            subprocess.run([*command, str(sheet)], check=True, capture_output=True, timeout=_SECONDS)
        except (OSError, subprocess.SubprocessError) as error:
            raise SheetError(f"LibreOffice did not convert the sheet ({type(error).__name__})") from error
        seconds = perf_counter() - began
        _check_output(sheet.with_suffix(".csv"))
        return seconds

    return convert


def _check_output(output: Path) -> None:
    first = output.read_text(encoding="utf-8").partition("\n")[0] if output.exists() else ""
    if not first or any(cell.startswith(("Err:", "#")) for cell in first.split(",")):
        raise SheetError(f"LibreOffice did not compute the sheet (first row '{first[:60]}')")


def _write(path: Path, rows: Iterable[str]) -> Path:
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEAD)
        file.writelines(rows)
        file.write(_TAIL)
    return path


def _fact(row: int, column: int) -> str:
    return _number((row * 7919 + column * 104729) % 100_000 / 100)


def _number(value: float) -> str:
    return f'<table:table-cell office:value-type="float" office:value="{value}"/>'


def _value_rows(formulas: int, names: Sequence[str], rows: int) -> Iterator[str]:
    for row in range(1, rows + 1):
        cells = [_fact(row, column) for column in range(len(names))]
        yield f"<table:table-row>{''.join(cells)}{_number(1.25) * formulas}</table:table-row>"


def _formula_rows(decisions: Sequence[Cases], names: Sequence[str], places: int, rows: int) -> Iterator[str]:
    columns = {name: _letters(number) for number, name in enumerate(names)}
    for row in range(1, rows + 1):
        dialect = SheetFormulas(columns, row)
        cells = [_fact(row, column) for column in range(len(names))]
        cells += [_formula(f"of:=ROUND({written(decision, dialect)};{places})") for decision in decisions]
        yield f"<table:table-row>{''.join(cells)}</table:table-row>"


def _formula(text: str) -> str:
    return f"<table:table-cell table:formula={quoteattr(text)}/>"


def _letters(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else _letters(number // 26 - 1) + chr(ord("A") + number % 26)
