"""The forms of other provinces (invented figures), each with the reading it must give beside it."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from xieshou.documents.read.text_file import read_text
from xieshou.kernel.reading import AccountLine, IndicatorLine, ReadFile, ReadTable, Seen

FORMS = Path(__file__).parent / "forms"
NAMES = sorted(path.stem for path in FORMS.glob("*.txt"))
FUND_CELLS = ("initial", "budget", "executed", "points", "rate", "score")
INDICATOR_CELLS = ("nature", "target", "unit", "actual", "points", "score", "note")


def read(name: str) -> ReadFile:
    return read_text((FORMS / f"{name}.txt").read_text(encoding="utf-8"), f"{name}.txt")


def expected(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((FORMS / f"{name}.yaml").read_text(encoding="utf-8"))
    return loaded


def text(value: Seen | None) -> str | None:
    return None if value is None else value.text


def tables(name: str) -> list[tuple[ReadTable, dict[str, Any]]]:
    return list(zip(read(name).tables, expected(name)["tables"], strict=True))


def indicator(row: IndicatorLine) -> list[object]:
    cells = [text(getattr(row, cell)) for cell in INDICATOR_CELLS]
    return [row.level1, row.level2, row.name.text, *cells, row.uncertain]


def account(row: AccountLine) -> list[object]:
    return [row.code, row.name, row.no, [text(value) for value in row.values], row.uncertain]


def test_it_has_at_least_eight_forms() -> None:
    assert len(NAMES) >= 8


@pytest.mark.parametrize("name", NAMES)
def test_it_is_marked_as_invented(name: str) -> None:
    assert (FORMS / f"{name}.txt").read_text(encoding="utf-8").startswith("演示数据")


@pytest.mark.parametrize("name", NAMES)
def test_it_finds_the_tables(name: str) -> None:
    found = [(table.kind.value, table.title, table.number) for table in read(name).tables]
    assert found == [(want["kind"], want["title"], want.get("number", "")) for want in expected(name)["tables"]]


@pytest.mark.parametrize("name", NAMES)
def test_it_reads_the_head(name: str) -> None:
    for table, want in tables(name):
        assert (table.year, table.amount_unit) == (want.get("year"), want.get("amount_unit"))
        for cell in ("name", "unit_name", "amount", "total_points", "total", "grade", "empty_statement"):
            assert text(getattr(table, cell)) == want.get(cell), cell
        assert [goal.text for goal in table.goals] == want.get("goals", [])


@pytest.mark.parametrize("name", NAMES)
def test_it_reads_the_fund_rows(name: str) -> None:
    for table, want in tables(name):
        rows = [[row.row, *(text(getattr(row, cell)) for cell in FUND_CELLS)] for row in table.funds]
        assert rows == want.get("funds", [])


@pytest.mark.parametrize("name", NAMES)
def test_it_reads_the_indicators(name: str) -> None:
    for table, want in tables(name):
        assert [indicator(row) for row in table.indicators] == want.get("indicators", [])


@pytest.mark.parametrize("name", NAMES)
def test_it_reads_the_scored_items(name: str) -> None:
    for table, want in tables(name):
        items = [
            [list(row.levels), row.name.text, text(row.points), text(row.score), row.explanation, row.criteria]
            for row in table.items
        ]
        assert items == want.get("items", [])


@pytest.mark.parametrize("name", NAMES)
def test_it_reads_the_rows_of_figures(name: str) -> None:
    for table, want in tables(name):
        assert list(table.columns) == want.get("columns", [])
        for side in ("rows", "income", "spending"):
            assert [account(row) for row in getattr(table, side)] == want.get(side, []), side


@pytest.mark.parametrize("name", NAMES)
def test_it_keeps_the_running_text(name: str) -> None:
    assert [paragraph.text for paragraph in read(name).paragraphs] == expected(name)["paragraphs"]


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_it_could_not_read(name: str) -> None:
    assert [part.spot.quote for part in read(name).unread] == expected(name)["unread"]


@pytest.mark.parametrize("name", NAMES)
def test_it_places_each_value_on_its_line(name: str) -> None:
    lines = (FORMS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    for table in read(name).tables:
        for row in table.indicators:
            assert row.name.spot.line is not None
            printed = "".join("".join(lines[row.name.spot.line - 1 : row.name.spot.line + 1]).split())
            assert "".join(row.name.text.split())[:4] in printed
