"""Figures of the other offices (Hechi 2018, Guangzhou 2020 and 2022, Huangpu 2022), against their sums and sources."""

import re
from decimal import Decimal

import pytest

from tests.datasets.test_shenzhen_accounts import FIRST_LINES, NUMBER, absent_figures, lines_outside, load, source_of
from tests.datasets.test_shenzhen_accounts import number as read_number

OFFICES = [dataset for dataset in FIRST_LINES if dataset != "shenzhen-2020"]
PUBLISHED = {"hechi-2018": "100", "guangzhou-2020": "87.68", "guangzhou-2022": "97.21", "huangpu-2022": "100"}
each_office = pytest.mark.parametrize("office", OFFICES)


def amount(office: str, name: str) -> Decimal:
    value = next(row["value"] for row in load(office, "published.yaml")["figures"] if row["id"] == name)
    return read_number(NUMBER.findall(value)[0])


@each_office
def test_it_carries_its_own_name(office: str) -> None:
    data = load(office, "dataset.yaml")
    assert data["dataset"] == office
    assert data["evaluations"] == ["evaluation.yaml"]
    assert data["year"] == office[-4:]


@each_office
def test_it_keeps_the_published_score(office: str) -> None:
    data = load(office, "evaluation.yaml")
    assert data["published"]["score"] == PUBLISHED[office]
    assert amount(office, "score") == Decimal(PUBLISHED[office])


def test_it_sums_the_items_of_hechi_to_its_score() -> None:
    data = load("hechi-2018", "evaluation.yaml")
    assert [row["item"] for row in data["scores"]] == ["A", "B", "C", "D"]
    assert sum(read_number(row["score"]) for row in data["scores"]) == read_number(data["published"]["score"])
    assert {name: fact["value"] for name, fact in data["facts"].items()} == {
        f"{part}_deducted": "0" for part in ("input", "process", "output", "effect")
    }


@pytest.mark.parametrize("office", ["guangzhou-2020", "huangpu-2022"])
def test_it_names_no_scheme_where_no_item_was_published(office: str) -> None:
    assert {"scheme", "scores"} & set(load(office, "evaluation.yaml")) == set()


def test_it_prints_the_reasons_for_deductions_of_guangzhou() -> None:
    assert len(load("guangzhou-2022", "evaluation.yaml")["printed"]) == 3


@pytest.mark.parametrize(
    ("office", "whole", "parts", "gap"),
    [
        ("hechi-2018", "aid_funds", ["aid_funds_2017", "aid_funds_growth"], "0"),
        ("hechi-2018", "companies_out_of_poverty", ["companies_employed", "companies_linked"], "0"),
        ("guangzhou-2020", "guizhou_funds", ["guizhou_funds_province", "guizhou_funds_city"], "0"),
        ("guangzhou-2020", "wushan_funds", ["wushan_funds_city", "wushan_funds_district"], "0"),
        ("guangzhou-2020", "park_workers_end", ["park_workers_start", "park_workers_growth"], "0"),
        ("guangzhou-2022", "income_total", ["income_general_budget", "income_fund_budget"], "0"),
        ("guangzhou-2022", "spending_total", ["spending_basic", "spending_project"], "0"),
        ("huangpu-2022", "executed", ["spending_basic", "spending_project"], "-0.01"),  # rounding to 万元
    ],
)
def test_it_keeps_the_sums_of_the_text(office: str, whole: str, parts: list[str], gap: str) -> None:
    assert amount(office, whole) - sum(amount(office, part) for part in parts) == Decimal(gap)


def test_it_keeps_figures_of_hechi_that_contradict_each_other() -> None:
    assert amount("hechi-2018", "companies_investment") != amount("hechi-2018", "actual_investment")


def test_it_keeps_a_growth_rate_of_guangzhou_that_is_not_compound() -> None:
    first, last = amount("guangzhou-2020", "shufu_students_2017"), amount("guangzhou-2020", "shufu_students")
    yearly = ((last / first - 1) / 3 * 100).quantize(Decimal("0.01"))
    assert yearly == amount("guangzhou-2020", "shufu_students_growth")


@each_office
def test_it_lists_every_figure_once_in_order_of_print(office: str) -> None:
    rows = load(office, "published.yaml")["figures"]
    assert len({row["id"] for row in rows}) == len(rows)
    assert [int(row["line"]) for row in rows] == sorted(int(row["line"]) for row in rows)


@each_office
def test_it_stays_within_the_lines_of_the_source(office: str) -> None:
    last = int(load(office, "dataset.yaml")["source"]["lines"])
    assert lines_outside([load(office, "evaluation.yaml"), load(office, "published.yaml")], last) == []


@each_office
def test_it_knows_the_length_of_the_source(office: str) -> None:
    source = source_of(office)
    assert int(load(office, "dataset.yaml")["source"]["lines"]) == len(source) - (not source[-1])


@each_office
def test_it_quotes_every_figure_as_the_source_prints_it(office: str) -> None:
    source = source_of(office)
    for row in load(office, "published.yaml")["figures"]:
        line = int(row["line"])
        printed = re.sub(r"\s", "", "".join(source[line - 1 : line + 2]))
        assert re.sub(r"\s", "", row["value"]) in printed


@each_office
def test_it_quotes_the_evaluation_from_its_line(office: str) -> None:
    data = load(office, "evaluation.yaml")
    quoted = [data.get(key) for key in ("amount", "funds", "facts", "scores", "printed", "published")]
    assert absent_figures(quoted, source_of(office), before=0, after=0) == []
