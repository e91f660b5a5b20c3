"""The eight project self-evaluations and the department's evaluation, against their own totals and their source."""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "src/xieshou/datasets/shenzhen-2020"
SOURCE = ROOT.parent / "shared/seeds/003_dde2be05ceee3ce7.txt"
SOURCE_LINES = 7405

PROJECTS = {  # id: (published score, rows of the indicator table)
    "exchange": ("94.37", 12),
    "fund": ("86.73", 22),
    "operations": ("99.1", 18),
    "reserve": ("95", 8),
    "platform": ("48.55", 13),
    "hospitality": ("94.3", 10),
    "equipment": ("66", 8),
    "forward": ("96.5", 18),
}
DEPARTMENT_ITEMS = [*(f"A{n}" for n in range(1, 5)), *(f"B{n}" for n in range(1, 11)), *(f"C{n}" for n in range(1, 8))]
FILES = [*(f"project-self/{name}" for name in PROJECTS), "department"]
each_project = pytest.mark.parametrize("name", PROJECTS)
each_file = pytest.mark.parametrize("file", FILES)

LISTS = ("funds", "goals", "indicators", "tasks", "scores", "printed")
DIGITS = re.compile(r"\d[\d,.]*")
GAP = re.compile(r"\s")

Entry = dict[str, str]


def load(file: str) -> dict[str, Any]:
    data = yaml.load((DATA / f"{file}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    assert isinstance(data, dict)
    return data


def project(name: str) -> dict[str, Any]:
    return load(f"project-self/{name}")


def total(rows: list[Entry], key: str) -> Decimal:
    return sum((Decimal(row[key]) for row in rows), Decimal(0))


def entries(data: dict[str, Any]) -> Iterator[Entry]:
    for key in LISTS:
        yield from data.get(key, [])
    yield from data.get("facts", {}).values()
    yield data["published"]
    if "amount" in data:
        yield data["amount"]


@pytest.fixture(scope="module")
def source() -> list[str]:
    if not SOURCE.is_file():
        pytest.skip("the source text is not beside the repository")
    return SOURCE.read_text(encoding="utf-8").split("\n")


def near(source: list[str], entry: Entry, before: int = 8, after: int = 4) -> str:
    """The text around an entry's line without white space: a cell broken over lines is one piece again."""
    line = int(entry["line"])
    return GAP.sub("", "".join(source[max(line - 1 - before, 0) : line + after]))


@each_project
def test_it_sums_to_the_published_score(name: str) -> None:
    data = project(name)
    score = Decimal(data["funds"][0]["score"]) + total(data["indicators"], "score")
    assert score == Decimal(data["published"]["score"]) == Decimal(PROJECTS[name][0])


@each_project
def test_it_gives_points_that_sum_to_one_hundred(name: str) -> None:
    data = project(name)
    assert Decimal(data["funds"][0]["points"]) == 10
    assert total(data["indicators"], "points") == 90


@each_project
def test_it_holds_every_row_of_the_indicator_table(name: str) -> None:
    codes = [row["code"] for row in project(name)["indicators"]]
    assert codes == [str(number) for number in range(1, PROJECTS[name][1] + 1)]


@each_project
def test_it_adds_its_fund_rows_to_the_total_row(name: str) -> None:
    first, *parts = project(name)["funds"]
    assert [row["row"] for row in (first, *parts)] == ["total", "appropriation", "carryover", "other"]
    for key in ("initial", "budget", "executed"):
        assert total(parts, key) == Decimal(first[key])


@each_project
def test_it_never_scores_above_the_points(name: str) -> None:
    rows = project(name)["indicators"]
    assert [row["code"] for row in rows if not 0 <= Decimal(row["score"]) <= Decimal(row["points"])] == []


@each_file
def test_it_places_every_entry_in_the_source(file: str) -> None:
    assert [entry for entry in entries(load(file)) if not 1 <= int(entry["line"]) <= SOURCE_LINES] == []


@each_file
def test_it_keeps_the_order_of_print(file: str) -> None:
    lines = [int(row["line"]) for row in load(file)["indicators"]]
    assert lines == sorted(set(lines))


@each_file
def test_it_quotes_target_and_actual_from_the_source(file: str, source: list[str]) -> None:
    rows = load(file)["indicators"]
    cells = [(row, GAP.sub("", row[key])) for row in rows for key in ("target", "actual")]
    assert [(row["line"], cell) for row, cell in cells if cell not in near(source, row)] == []


@each_file
def test_it_quotes_the_figures_of_notes_from_the_source(file: str, source: list[str]) -> None:
    rows = [row for row in load(file)["indicators"] if "note" in row]
    absent = [
        (row["line"], digits)
        for row in rows
        for digits in DIGITS.findall(GAP.sub("", row["note"]))
        if digits not in near(source, row, after=24)
    ]
    assert absent == []


@each_file
def test_it_quotes_the_figures_of_goals_from_the_source(file: str, source: list[str]) -> None:
    absent = [
        digits
        for goal in load(file)["goals"]
        for digits in DIGITS.findall(GAP.sub("", goal["expected"] + goal["actual"]))
        if digits not in near(source, goal, after=36)
    ]
    assert absent == []


@each_project
def test_it_names_the_line_of_points_and_score(name: str, source: list[str]) -> None:
    rows = project(name)["indicators"]
    assert [r for r in rows if f"{r['points']} {r['score']}" not in source[int(r["line"]) - 1]] == []


@each_project
def test_it_names_the_line_of_each_fund_row(name: str, source: list[str]) -> None:
    for row in project(name)["funds"]:
        cells = " ".join(row[key] for key in ("initial", "budget", "executed", "points", "rate", "score") if key in row)
        printed = source[int(row["line"]) - 1].replace("— ", "").removesuffix(" —")
        assert printed.endswith(cells)


@each_project
def test_it_names_the_line_of_amount_and_total(name: str, source: list[str]) -> None:
    data = project(name)
    assert source[int(data["amount"]["line"]) - 1].endswith(f" {data['amount']['value']}")
    assert source[int(data["published"]["line"]) - 1] == f"总分 100 {data['published']['score']} —"


def test_it_holds_the_whole_department_indicator_table() -> None:
    rows = load("department")["indicators"]
    assert [row["code"] for row in rows] == [str(number) for number in range(1, 30)]


def test_it_sums_the_department_scores_to_the_published_score() -> None:
    data = load("department")
    assert [row["item"] for row in data["scores"]] == DEPARTMENT_ITEMS
    assert total(data["scores"], "score") == Decimal(data["published"]["score"]) == Decimal("88.83")


def test_it_explains_every_lost_point_of_the_department() -> None:
    explained = {row["item"] for row in load("department")["scores"] if "note" in row}
    assert explained == {"A4", "B1", "B2", "B9", "C2", "C4", "C5", "C7"}


def test_it_names_the_line_of_each_department_score(source: list[str]) -> None:
    rows = load("department")["scores"]
    assert [row for row in rows if source[int(row["line"]) - 1] != row["score"]] == []


def test_it_names_the_line_of_each_printed_department_figure(source: list[str]) -> None:
    data = load("department")
    facts = [fact for fact in data["facts"].values() if "unit" in fact or "%" in fact["value"]]
    quoted = [(entry, GAP.sub("", entry["value"] + entry.get("unit", ""))) for entry in [*facts, *data["printed"]]]
    assert [entry for entry, text in quoted if text not in near(source, entry, before=0, after=2)] == []


@pytest.mark.parametrize("key", ["budget", "budget_fiscal", "executed", "executed_fiscal"])
def test_it_adds_the_department_tasks_to_the_total_row(key: str) -> None:
    *tasks, last = load("department")["tasks"]
    assert last["name"] == "金额合计"
    assert total(tasks, key) == Decimal(last[key])


def test_it_quotes_the_department_tasks_from_the_source(source: list[str]) -> None:
    for task in load("department")["tasks"]:
        cells = "".join(task[key] for key in ("budget", "budget_fiscal", "executed", "executed_fiscal"))
        assert cells in near(source, task, after=16)


@pytest.mark.parametrize("name", sorted(set(PROJECTS) - {"equipment"}))
def test_it_agrees_with_the_department_task_on_spending(name: str) -> None:
    assert project(name)["funds"][0]["executed"] in {task["executed"] for task in load("department")["tasks"]}
