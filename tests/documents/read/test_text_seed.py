"""The published final accounts of Shenzhen 2020, taken out of a PDF: compared with the data set, row by row."""

from functools import lru_cache
from pathlib import Path

import pytest

from xieshou.datasets import load_dataset
from xieshou.documents.read.text_file import read_text
from xieshou.kernel.evaluation import AccountRow, AccountTable, Evaluation, Indicator
from xieshou.kernel.exact import Exact, total
from xieshou.kernel.reading import AccountLine, ReadFile, ReadTable, Seen, TableKind

SEEDS = Path(__file__).parents[3].parent / "shared" / "seeds"
SEED = SEEDS / "003_dde2be05ceee3ce7.txt"
PROSE = ("000_cf557581b573d4b9", "001_cc86f8b9966eda63", "002_9aa7329ca19f7e3a", "004_b807a681a8756d82")
PROJECTS = ("exchange", "fund", "operations", "reserve", "platform", "hospitality", "equipment", "forward")
ACCOUNTS = ("01", "02", "03", "04", "05", "06", "07", "08", "09")
EVALUATIONS = ("exchange-evaluation", "fund-evaluation")
DASHES = frozenset("—-/")

pytestmark = pytest.mark.skipif(not SEED.is_file(), reason="the published text is not beside the repository")


@lru_cache(maxsize=1)
def document() -> ReadFile:
    return read_text(SEED.read_text(encoding="utf-8"), SEED.name)


def of_kind(kind: TableKind) -> list[ReadTable]:
    return [table for table in document().tables if table.kind is kind]


@lru_cache(maxsize=1)
def evaluations() -> dict[str, Evaluation]:
    return {evaluation.id: evaluation for evaluation in load_dataset("shenzhen-2020").evaluations}


def project(id: str) -> tuple[ReadTable, Evaluation]:
    return of_kind(TableKind.PROJECT_SELF)[PROJECTS.index(id)], evaluations()[id]


def squeezed(value: Seen | str | None) -> str:
    text = value.text if isinstance(value, Seen) else value or ""
    return "".join(text.split())


def printed(value: Seen | str | None) -> str:
    return "" if squeezed(value) in DASHES else squeezed(value)


def rows_differ(table: ReadTable, wanted: tuple[Indicator, ...], cells: tuple[str, ...]) -> list[str]:
    assert len(table.indicators) == len(wanted)
    pairs = zip(table.indicators, wanted, strict=True)
    return [
        f"{want.code} {cell}: {squeezed(getattr(row, cell))}"
        for row, want in pairs
        for cell in cells
        if squeezed(getattr(row, cell)) != squeezed(getattr(want, cell))
    ]


def test_it_finds_every_table() -> None:
    kinds = [table.kind for table in document().tables]
    assert {kind: kinds.count(kind) for kind in TableKind if kind in kinds} == {
        TableKind.PROJECT_SELF: 8,
        TableKind.DEPARTMENT_SELF: 1,
        TableKind.DEPARTMENT_SCORE: 1,
        TableKind.EVALUATION_INDICATORS: 2,
        TableKind.EVALUATION_SCORE: 2 + 8 + 2,
        TableKind.EVALUATION_FUNDS: 4,
        TableKind.ACCOUNTS: 9,
    }


def test_it_leaves_nothing_unread() -> None:
    assert document().unread == ()


@pytest.mark.parametrize("id", PROJECTS)
def test_it_reads_the_head_of_a_project(id: str) -> None:
    table, want = project(id)
    assert squeezed(table.name) == want.name
    assert squeezed(table.unit_name) == want.implementer
    assert squeezed(table.amount) == (want.amount.value if want.amount else "")
    assert (table.amount_unit, table.year) == (want.amount_unit, want.year)
    assert (squeezed(table.total_points), squeezed(table.total)) == ("100", want.published.score)


@pytest.mark.parametrize("id", PROJECTS)
def test_it_reads_the_funds_of_a_project(id: str) -> None:
    table, want = project(id)
    cells = ("initial", "budget", "executed", "points", "rate", "score")
    found = [[printed(getattr(row, cell)) for cell in cells] for row in table.funds]
    assert found == [[getattr(row, cell) or "" for cell in cells] for row in want.funds]


@pytest.mark.parametrize("id", PROJECTS)
def test_it_reads_the_indicators_of_a_project(id: str) -> None:
    table, want = project(id)
    assert rows_differ(table, want.indicators, ("name", "target", "actual", "points", "score", "note")) == []


@pytest.mark.parametrize("id", PROJECTS)
def test_it_reads_the_levels_of_a_project(id: str) -> None:
    table, want = project(id)
    found = [(row.level1, row.level2) for row in table.indicators]
    assert found == [(row.level1, row.level2) for row in want.indicators]


@pytest.mark.parametrize("id", PROJECTS)
def test_it_is_sure_of_the_indicators_of_a_project(id: str) -> None:
    table, _ = project(id)
    assert [row.name.text for row in table.indicators if row.uncertain] == []


@pytest.mark.parametrize("id", PROJECTS)
def test_it_reads_both_goals_of_a_project(id: str) -> None:
    table, want = project(id)
    expected, actual = table.goals
    assert expected.spot.line is not None
    assert actual.spot.line is not None
    assert abs(expected.spot.line - want.goals[0].line) <= 2
    assert actual.text != expected.text


@pytest.mark.parametrize("id", PROJECTS)
def test_it_places_the_indicators_of_a_project(id: str) -> None:
    table, want = project(id)
    for row, wanted in zip(table.indicators, want.indicators, strict=True):
        assert row.name.spot.line is not None
        assert abs(row.name.spot.line - wanted.line) <= 20
        assert row.name.spot.quote


def test_it_reads_the_indicators_of_the_department() -> None:
    table = of_kind(TableKind.DEPARTMENT_SELF)[0]
    assert len(table.indicators) == 29
    assert rows_differ(table, evaluations()["department"].indicators, ("name", "target", "actual")) == []


def test_it_reads_the_tasks_of_the_department() -> None:
    table, want = of_kind(TableKind.DEPARTMENT_SELF)[0], evaluations()["department"]
    found = [[squeezed(value) for value in row.values] for row in table.rows]
    assert found == [[row.budget, row.budget_fiscal, row.executed, row.executed_fiscal] for row in want.tasks]
    assert all(row.name.startswith(task.name) for row, task in zip(table.rows, want.tasks, strict=True))


def test_it_reads_the_score_table_of_the_department() -> None:
    table, want = of_kind(TableKind.DEPARTMENT_SCORE)[0], evaluations()["department"]
    assert [squeezed(item.score) for item in table.items] == [score.score for score in want.scores]
    assert total([Exact.read(squeezed(item.points)) for item in table.items]) == Exact(100)
    assert (squeezed(table.total), squeezed(table.grade)) == (want.published.score, want.published.grade)
    assert all(item.criteria and item.explanation for item in table.items)


def test_it_reads_a_criterion_worth_more_than_its_item() -> None:
    items = of_kind(TableKind.DEPARTMENT_SCORE)[0].items
    complete = next(item for item in items if item.name.text == "绩效目标完整性")
    assert squeezed(complete.points) == "3"
    assert "（8分）" in complete.criteria


@pytest.mark.parametrize(("at", "id"), list(enumerate(EVALUATIONS)))
def test_it_reads_the_indicators_of_an_evaluation(at: int, id: str) -> None:
    table = of_kind(TableKind.EVALUATION_INDICATORS)[at]
    assert rows_differ(table, evaluations()[id].indicators, ("name", "target", "actual")) == []


def annexes() -> list[ReadTable]:
    return [table for table in of_kind(TableKind.EVALUATION_SCORE) if table.grade is not None]


def chapters() -> list[ReadTable]:
    return [table for table in of_kind(TableKind.EVALUATION_SCORE) if table.total and not table.grade]


@pytest.mark.parametrize(("at", "id"), list(enumerate(EVALUATIONS)))
def test_it_reads_the_annex_of_an_evaluation(at: int, id: str) -> None:
    table, want = annexes()[at], evaluations()[id]
    assert [squeezed(item.score) for item in table.items] == [score.score for score in want.scores]
    assert total([Exact.read(squeezed(item.points)) for item in table.items]) == Exact(100)
    assert (squeezed(table.total), squeezed(table.grade)) == (want.published.score, want.published.grade)


@pytest.mark.parametrize("at", [0, 1])
def test_it_reads_the_same_scores_in_the_chapters_as_in_the_annex(at: int) -> None:
    items = [item for table in chapters()[4 * at : 4 * at + 4] for item in table.items]
    annex = annexes()[at].items
    assert [(item.name.text, squeezed(item.points), squeezed(item.score)) for item in items] == [
        (item.name.text, squeezed(item.points), squeezed(item.score)) for item in annex
    ]


@pytest.mark.parametrize("at", list(range(8)))
def test_it_reads_the_total_of_a_chapter(at: int) -> None:
    table = chapters()[at]
    assert total([Exact.read(squeezed(item.score)) for item in table.items]) == Exact.read(squeezed(table.total))


@pytest.mark.parametrize("at", [0, 1])
def test_it_reads_the_items_of_a_framework_without_scores(at: int) -> None:
    framework = [table for table in of_kind(TableKind.EVALUATION_SCORE) if table.total is None][at]
    assert [item.name.text for item in framework.items] == [item.name.text for item in annexes()[at].items]


@pytest.mark.parametrize(("at", "id"), list(enumerate(EVALUATIONS)))
def test_it_reads_the_fund_table_of_an_evaluation(at: int, id: str) -> None:
    table, chapters_ = of_kind(TableKind.EVALUATION_FUNDS)[2 * at], evaluations()[id].chapters
    assert chapters_ is not None
    found = [[squeezed(value) for value in row.values] for row in table.rows[:4]]
    assert found == [[r.total, r.fiscal, r.central, r.province, r.city, r.county] for r in chapters_.fund_table]


@pytest.mark.parametrize(("at", "id"), list(enumerate(EVALUATIONS)))
def test_it_reads_the_use_of_funds_of_an_evaluation(at: int, id: str) -> None:
    table, chapters_ = of_kind(TableKind.EVALUATION_FUNDS)[2 * at + 1], evaluations()[id].chapters
    assert chapters_ is not None
    found = [[row.name, *(squeezed(value) for value in row.values)] for row in table.rows[1:]]
    assert found == [[row.content, row.total, row.fiscal, row.other, row.dedicated] for row in chapters_.use_table]


def account(number: str) -> tuple[ReadTable, AccountTable]:
    want = {table.table: table for table in load_dataset("shenzhen-2020").accounts}
    return next(table for table in of_kind(TableKind.ACCOUNTS) if table.number == number), want[number]


def lines(rows: tuple[AccountLine, ...] | tuple[AccountRow, ...]) -> list[tuple[str, str, str, list[str]]]:
    return [(row.code, squeezed(row.name), row.no, [squeezed(value) for value in row.values]) for row in rows]


@pytest.mark.parametrize("number", ACCOUNTS)
def test_it_reads_the_rows_of_an_accounts_table(number: str) -> None:
    table, want = account(number)
    assert lines(table.rows) == lines(want.rows)
    assert lines(table.income) == lines(want.income)
    assert lines(table.spending) == lines(want.spending)


@pytest.mark.parametrize("number", ACCOUNTS)
def test_it_reads_the_head_of_an_accounts_table(number: str) -> None:
    table, want = account(number)
    assert (table.title, table.year, table.amount_unit) == (want.title, want.year, want.unit)
    assert squeezed(table.unit_name) == want.department
    assert squeezed(table.empty_statement) == squeezed(want.empty_statement)


@pytest.mark.parametrize("number", ACCOUNTS)
def test_it_is_sure_of_the_columns_of_an_accounts_table(number: str) -> None:
    table, _ = account(number)
    assert not [row.name for row in (*table.rows, *table.income, *table.spending) if row.uncertain]


@pytest.mark.parametrize("number", ["02", "03", "05", "07", "08", "09"])
def test_it_names_the_columns_of_an_accounts_table(number: str) -> None:
    table, want = account(number)
    assert table.columns == want.columns


@pytest.mark.parametrize(
    "sentence",
    [
        "2020 年度收入合计 364,072.22 万元，其中：本年度一般公共预算财政拨款收入 364,062.4 万元，年初结转和结余9.81 万元；",
        "比全年预算数3.72万元减少了1.06万元，下降了39.8%，完成预算的71.5%,主要用于",
        "共接待22批次，总人数150人(不包括陪同人员）。",
        "此前的收支仍纳入改革前单位的预算及执行中。",
        "定，未发生超支情况，在申请、审批、使用等环节",
    ],
)
def test_it_joins_the_lines_of_a_sentence(sentence: str) -> None:
    wanted = "".join(sentence.split())
    assert any(wanted in "".join(paragraph.text.split()) for paragraph in document().paragraphs)


def test_it_drops_page_numbers_from_the_text() -> None:
    assert not [paragraph.text for paragraph in document().paragraphs if paragraph.text.isdigit()]


def test_it_knows_the_line_of_a_word_in_a_paragraph() -> None:
    paragraph = next(p for p in document().paragraphs if "下降了39.8%" in p.text)
    assert paragraph.line_at(paragraph.text.index("下降了39.8%")) == 945


def test_it_knows_the_heading_above_a_paragraph() -> None:
    paragraph = next(p for p in document().paragraphs if p.text.startswith("2020 年度部门决算支出合计"))
    assert paragraph.heading == "（三）支出决算情况说明"


@pytest.mark.parametrize("name", PROSE)
def test_it_reads_a_report_without_tables_as_paragraphs(name: str) -> None:
    text = (SEEDS / f"{name}.txt").read_text(encoding="utf-8")
    read = read_text(text, name)
    kept = "".join("".join(paragraph.text.split()) for paragraph in read.paragraphs)
    assert read.tables == ()
    assert read.unread == ()
    assert kept == "".join(text.split())
