"""Our own documents, read back from Word, Excel and PDF, hold the figures they were made from."""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.documents.published import DATASET, EVALUATIONS, card, documents
from xieshou.documents.api import Format, render_bytes
from xieshou.documents.grid import exact
from xieshou.documents.layouts.report_tables import amounts
from xieshou.documents.layouts.score_lines import score_lines
from xieshou.documents.read.files import read_file
from xieshou.kernel.evaluation import AccountRow, AccountTable, EvaluationKind, Indicator
from xieshou.kernel.reading import AccountLine, IndicatorLine, ReadFile, ReadTable, Seen, TableKind
from xieshou.schemes import load_scheme

FORMATS = tuple(Format)
SELF = sorted(name for name, one in EVALUATIONS.items() if one.kind is EvaluationKind.PROJECT_SELF)
REPORTS = sorted(name for name, one in EVALUATIONS.items() if one.kind is EvaluationKind.PROJECT_EVALUATION)


@cache
def read(name: str, form: Format) -> ReadFile:
    """A document, written and read back."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.{form.value}"
        path.write_bytes(render_bytes(documents()[name], form))
        return read_file(path)


def tables(name: str, form: Format, kind: TableKind) -> list[ReadTable]:
    """The tables of a kind in a document."""
    return [table for table in read(name, form).tables if table.kind is kind]


def value(text: str | Seen | None) -> object:
    """A figure for comparison: the number where it is one, the words without blanks where not, None for nothing."""
    shown = text.text if isinstance(text, Seen) else text
    words = "".join((shown or "").split())
    number = exact(words.replace(",", ""))
    return None if words in {"", "—"} else words if number is None else number


def values(texts: Iterable[str | Seen | None]) -> list[object]:
    """Figures for comparison."""
    return [value(text) for text in texts]


def indicator(row: Indicator | IndicatorLine) -> list[object]:
    """A row of indicators for comparison."""
    return values((row.level1, row.level2, row.name, row.target, row.actual, row.points, row.score, row.note))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", sorted(documents()))
def test_it_reads_the_whole_document(name: str, form: Format) -> None:
    assert not read(name, form).unread


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", SELF)
class TestSelfEvaluation:
    def test_it_reads_the_head(self, name: str, form: Format) -> None:
        (table,), given = tables(f"{name}-self", form, TableKind.PROJECT_SELF), EVALUATIONS[name]
        amount = given.amount.value if given.amount else None
        assert values((table.name, table.unit_name, table.amount)) == values((given.name, given.implementer, amount))
        assert (table.title, table.amount_unit) == ("项目支出绩效自评表", given.amount_unit)

    def test_it_reads_each_fund_row(self, name: str, form: Format) -> None:
        (table,) = tables(f"{name}-self", form, TableKind.PROJECT_SELF)
        found = [
            values((one.initial, one.budget, one.executed, one.points, one.rate, one.score)) for one in table.funds
        ]
        assert found == [
            values((one.initial, one.budget, one.executed, one.points, one.rate, one.score))
            for one in EVALUATIONS[name].funds
        ]

    def test_it_reads_each_indicator(self, name: str, form: Format) -> None:
        (table,) = tables(f"{name}-self", form, TableKind.PROJECT_SELF)
        assert [indicator(row) for row in table.indicators] == [indicator(row) for row in EVALUATIONS[name].indicators]
        assert not any(row.uncertain for row in table.indicators)

    def test_it_reads_goals_and_total(self, name: str, form: Format) -> None:
        (table,), given = tables(f"{name}-self", form, TableKind.PROJECT_SELF), EVALUATIONS[name]
        goals = [text for goal in given.goals for text in (goal.expected, goal.actual) if text]
        assert values(table.goals) == values(goals)
        assert value(table.total) == value(given.published.score)


@pytest.mark.parametrize("form", FORMATS)
class TestDepartment:
    def test_it_reads_each_indicator(self, form: Format) -> None:
        (table,) = tables("department-goals", form, TableKind.DEPARTMENT_SELF)
        assert [indicator(row) for row in table.indicators] == [
            indicator(row) for row in EVALUATIONS["department"].indicators
        ]
        assert table.year == 2020

    def test_it_reads_tasks_with_their_amounts(self, form: Format) -> None:
        (table,) = tables("department-goals", form, TableKind.DEPARTMENT_SELF)
        tasks = EVALUATIONS["department"].tasks
        assert values(row.name for row in table.rows) == values(task.name for task in tasks)
        assert [values(row.values) for row in table.rows] == [
            values((task.budget, task.budget_fiscal, task.executed, task.executed_fiscal)) for task in tasks
        ]
        assert [values((one.budget, one.executed)) for one in table.funds] == [
            values((task.budget, task.executed)) for task in tasks
        ]

    def test_it_reads_every_score(self, form: Format) -> None:
        (table,) = tables("department-scores", form, TableKind.DEPARTMENT_SCORE)
        assert _scores(table) == _given_scores("department")
        assert values((table.total, table.grade)) == values(("88.83", "良"))


def _scores(table: ReadTable) -> list[list[object]]:
    return [values((row.levels[0], row.name, row.points, row.score)) for row in table.items]


def _given_scores(name: str) -> list[list[object]]:
    lines = score_lines(load_scheme(EVALUATIONS[name].scheme or ""), card(name))
    return [
        values((line.top.words.zh, line.item.words.zh, line.item.points.text(), line.scored.awarded.text()))
        for line in lines
    ]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", REPORTS)
class TestReport:
    def test_it_reads_every_score_twice(self, name: str, form: Format) -> None:
        *chapters, annex = tables(f"{name}-report", form, TableKind.EVALUATION_SCORE)
        assert _scores(annex) == _given_scores(name)
        assert [row for table in chapters for row in _scores(table)] == _given_scores(name)
        assert value(annex.total) == value(EVALUATIONS[name].published.score)

    def test_it_reads_the_fund_tables(self, name: str, form: Format) -> None:
        funds, use = tables(f"{name}-report", form, TableKind.EVALUATION_FUNDS)
        chapters = EVALUATIONS[name].chapters
        assert chapters is not None
        given = [values(amounts(row)) for row in chapters.fund_table]
        assert [values(row.values) for row in funds.rows][: len(given)] == given
        assert values(row.name for row in use.rows[1:]) == values(row.content for row in chapters.use_table)
        assert (funds.amount_unit, use.amount_unit) == ("万元", "万元")

    def test_it_reads_the_targets(self, name: str, form: Format) -> None:
        (table,) = tables(f"{name}-report", form, TableKind.EVALUATION_INDICATORS)
        given = [values((row.level2, row.name, row.target, row.actual)) for row in EVALUATIONS[name].indicators]
        assert [values((row.level2, row.name, row.target, row.actual)) for row in table.indicators] == given

    def test_it_reads_the_running_text(self, name: str, form: Format) -> None:
        chapters = EVALUATIONS[name].chapters
        assert chapters is not None
        text = {value(paragraph.text) for paragraph in read(f"{name}-report", form).paragraphs}
        assert value(chapters.conclusion) in text
        assert all(value(one.text) in text for one in chapters.analysis)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("number", range(9))
class TestAccounts:
    def test_it_reads_each_row(self, number: int, form: Format) -> None:
        given, table = DATASET.accounts[number], tables("accounts", form, TableKind.ACCOUNTS)[number]
        assert table.number == given.table
        assert _rows(table.income) == _given_rows(given.income)
        assert _rows(table.spending) == _given_rows(given.spending)
        order = str if given.table == "06" else lambda row: 0  # 06 is printed in blocks, the data are in order of codes
        assert sorted(_rows(table.rows), key=order) == sorted(_given_rows(given.rows), key=order)

    def test_it_reads_title_office_and_unit(self, number: int, form: Format) -> None:
        given, table = DATASET.accounts[number], tables("accounts", form, TableKind.ACCOUNTS)[number]
        assert (table.title, table.amount_unit) == (given.title, given.unit)
        assert value(table.unit_name) == value(given.department)

    def test_it_reads_that_a_table_has_no_figures(self, number: int, form: Format) -> None:
        given, table = DATASET.accounts[number], tables("accounts", form, TableKind.ACCOUNTS)[number]
        assert value(table.empty_statement) == value(given.empty_statement)

    def test_it_reads_the_names_of_columns(self, number: int, form: Format) -> None:
        given, table = DATASET.accounts[number], tables("accounts", form, TableKind.ACCOUNTS)[number]
        assert _is_two_sided(given) or given.table == "06" or list(table.columns) == list(given.columns)


def _is_two_sided(given: AccountTable) -> bool:
    return bool(given.income)


def _rows(lines: Sequence[AccountLine]) -> list[list[object]]:
    return [[line.code, line.no, value(line.name.split("、")[-1]), *values(line.values)] for line in lines]


def _given_rows(rows: Sequence[AccountRow]) -> list[list[object]]:
    return [[row.code, row.no, value(row.name.split("、")[-1]), *values(row.values)] for row in rows]
