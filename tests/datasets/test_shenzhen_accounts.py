"""Final accounts, evaluation reports and other figures of Shenzhen 2020, against their own sums and their source."""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DATASETS = ROOT / "src/xieshou/datasets"
SEEDS = ROOT.parent / "shared/seeds"
OFFICE = "shenzhen-2020"

FIRST_LINES = {  # the first line with content tells which source text belongs to a data set
    "shenzhen-2020": "一、深圳市扶贫协作和合作交流办公室概况",
    "hechi-2018": "广东帮扶交流工作经费绩效自评报告",
    "guangzhou-2020": "2020年度广州市协作办公室",
    "guangzhou-2022": "广州市协作办公室 2022 年部门整体支出 绩效自评报告",
    "huangpu-2022": "2022 年度广州开发区援建和对外经济合作 局部门整体支出绩效自评报告",
}

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
QUOTED = {"value", "values", "target", "actual", "points", "score", "initial", "budget", "executed", "rate"}
QUOTED |= {"total", "fiscal", "city", "other", "dedicated", "execution", "received", "spent"}

Entry = dict[str, Any]


def load(dataset: str, file: str) -> dict[str, Any]:
    data = yaml.load((DATASETS / dataset / file).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    assert isinstance(data, dict)
    return data


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", "")) if text else Decimal(0)


def source_of(dataset: str) -> list[str]:
    for path in sorted(SEEDS.glob("*.txt")):
        lines = path.read_text(encoding="utf-8").split("\n")
        if next((line.strip() for line in lines if line.strip()), "") == FIRST_LINES[dataset]:
            return lines
    pytest.skip(f"the source text of {dataset} is not beside the repository")


def entries(node: object) -> Iterator[Entry]:
    """Every mapping that names a line."""
    if isinstance(node, dict):
        if "line" in node:
            yield node
        for child in node.values():
            yield from entries(child)
    elif isinstance(node, list):
        for child in node:
            yield from entries(child)


def texts(entry: Entry) -> Iterator[str]:
    for key in QUOTED & set(entry):
        found = entry[key]
        yield from found if isinstance(found, list) else [found] if isinstance(found, str) else []


def is_state(entry: Entry) -> bool:
    """A fact such as 'check-point met' or 'nothing deducted' tells a state; its 0 or 1 is not printed."""
    return entry.get("value") in {"0", "1"}


def absent_figures(data: object, source: list[str], before: int, after: int) -> list[tuple[str, str]]:
    absent = []
    for entry in entries(data):
        line = int(entry["line"])
        printed = set(NUMBER.findall("\n".join(source[max(line - 1 - before, 0) : line + after])))
        if not is_state(entry):
            quoted = (digits for text in texts(entry) for digits in NUMBER.findall(text))
            absent += [(entry["line"], digits) for digits in quoted if digits not in printed]
    return absent


def lines_outside(data: object, last: int) -> list[str]:
    return [entry["line"] for entry in entries(data) if not 1 <= int(entry["line"]) <= last]


# ---- final accounts ----

TABLES = [f"0{n}" for n in range(1, 10)]
ROWS = {"02": 18, "03": 18, "05": 18, "06": 82, "07": 1, "08": 1, "09": 1}

# Every row is converted from 元 to 万元 by itself, so printed totals may miss the sum of their printed rows by a
# cent; the note under table 01 (line 184) says so. Key: code of the printed total and column; value: printed - sum.
OFF_BY_A_CENT = {
    "02": {("", 0): "-0.01", ("", 1): "-0.01", ("20113", 0): "0.01", ("20113", 1): "0.01"},
    "03": {
        ("", 0): "0.01",
        ("", 1): "0.01",
        ("", 2): "-0.01",
        ("201", 2): "0.01",
        ("20805", 0): "-0.01",
        ("20805", 1): "-0.01",
        ("22102", 0): "-0.01",
        ("22102", 1): "-0.01",
    },
    "06": {("302", 0): "0.01"},
}
OFF_BY_A_CENT["05"] = OFF_BY_A_CENT["03"]
PARENTS = {"02": (0, 3, 5), "03": (0, 3, 5), "05": (0, 3, 5), "06": (3,)}
CHILD_LENGTH = {0: 3, 3: 5, 5: 7}


def account(table: str) -> dict[str, Any]:
    return load(OFFICE, f"accounts/{table}.yaml")


def by_code(table: str) -> dict[str, list[Decimal]]:
    return {row["code"]: [number(value) for value in row["values"]] for row in account(table)["rows"]}


def by_order(table: str, side: str, column: int = 0) -> dict[int, Decimal]:
    return {int(row["no"]): number(row["values"][column]) for row in account(table)[side]}


def between(amounts: dict[int, Decimal], first: int, last: int) -> Decimal:
    return sum((amounts[order] for order in range(first, last + 1)), Decimal(0))


def differences(table: str) -> dict[tuple[str, int], str]:
    """Printed total less the sum of its rows, where that is not zero."""
    rows = by_code(table)
    found = {}
    for code, values in rows.items():
        if len(code) not in PARENTS[table]:
            continue
        children = [c for c in rows if len(c) == CHILD_LENGTH[len(code)] and c.startswith(code)]
        for column, printed in enumerate(values):
            gap = printed - sum(rows[child][column] for child in children)
            if gap:
                found[code, column] = str(gap)
    return found


@pytest.mark.parametrize("table", TABLES)
def test_it_gives_every_row_one_value_per_column(table: str) -> None:
    data = account(table)
    assert data["table"] == table
    assert data["unit"] == "万元"
    if "columns" in data:
        assert {len(row["values"]) for row in data["rows"]} == {len(data["columns"])}


@pytest.mark.parametrize(("table", "count"), ROWS.items())
def test_it_holds_every_row_of_the_table(table: str, count: int) -> None:
    assert len(account(table)["rows"]) == count


@pytest.mark.parametrize(("table", "half"), [("01", 30), ("04", 32)])
def test_it_numbers_both_sides_without_a_gap(table: str, half: int) -> None:
    data = account(table)
    assert [row["no"] for row in data["income"]] == [str(n) for n in range(1, half + 1)]
    assert [row["no"] for row in data["spending"]] == [str(n) for n in range(half + 1, 2 * half + 1)]


@pytest.mark.parametrize("table", sorted(PARENTS))
def test_it_misses_a_sum_only_by_the_known_cents(table: str) -> None:
    assert differences(table) == OFF_BY_A_CENT[table]


@pytest.mark.parametrize("table", ["03", "05"])
def test_it_adds_basic_and_project_spending(table: str) -> None:
    gaps = {code: values[0] - values[1] - values[2] for code, values in by_code(table).items()}
    assert {code: gap for code, gap in gaps.items() if gap} == {"201": Decimal("-0.01")}  # a rounding cent


def test_it_balances_table_01() -> None:
    income, spending = by_order("01", "income"), by_order("01", "spending")
    assert between(income, 1, 8) == income[27]
    assert income[30] - between(income, 27, 29) == Decimal("0.01")  # rounding: 364,062.4 + 9.81 against .22
    assert spending[57] - between(spending, 31, 56) == Decimal("0.01")  # rounding, as in table 03
    assert between(spending, 57, 59) == spending[60] == income[30]


def test_it_balances_table_04() -> None:
    income, spending = by_order("04", "income"), by_order("04", "spending")
    assert between(income, 1, 8) == income[27]
    assert income[28] == between(income, 29, 31)
    assert income[27] + income[28] == income[32]
    assert spending[59] - between(spending, 33, 58) == Decimal("0.01")  # rounding, as in table 03
    assert spending[59] + spending[60] == spending[64] == income[32]
    assert by_order("04", "spending", 1) == spending


def test_it_repeats_the_same_spending_in_01_03_04_05() -> None:
    first, fourth, third = by_order("01", "spending"), by_order("04", "spending"), by_code("03")
    assert [first[n] for n in range(31, 58)] == [fourth[n] for n in range(33, 60)]
    assert [first[n] for n in (31, 38, 47, 49, 57)] == [third[c][0] for c in ("201", "208", "219", "221", "")]
    assert by_code("05") == {code: values[:3] for code, values in third.items()}


def test_it_adds_basic_spending_to_one_cent() -> None:
    rows = {row["name"]: number(row["values"][0]) for row in account("06")["rows"] if not row["code"]}
    codes = by_code("06")
    assert rows["人员经费合计"] == codes["301"][0] + codes["303"][0]
    assert rows["公用经费合计"] == codes["302"][0]
    # rounding: 1,288.18 + 88.7 against 1,376.89 in tables 03 and 05; the running text prints 1,288.19
    assert by_code("03")[""][1] - sum(rows.values()) == Decimal("0.01")


def test_it_adds_the_three_public_expenses() -> None:
    data = account("07")
    values = [number(value) for value in data["rows"][0]["values"]]
    assert [n for n, value in enumerate(data["rows"][0]["values"], 1) if not value] == [2]
    for whole, abroad, vehicles, bought, run, hosting in (values[:6], values[6:]):
        assert vehicles == bought + run
        assert whole == abroad + vehicles + hosting


@pytest.mark.parametrize("table", ["08", "09"])
def test_it_states_that_a_table_is_empty(table: str) -> None:
    data = account(table)
    assert set(data["rows"][0]["values"]) == {""}
    assert data["empty_statement"].startswith("我单位2020年度无")


@pytest.mark.parametrize("table", TABLES)
def test_it_quotes_the_accounts_from_their_line(table: str) -> None:
    data = {key: rows for key, rows in account(table).items() if key in {"income", "spending", "rows"}}
    assert absent_figures(data, source_of(OFFICE), before=0, after=0) == []


@pytest.mark.parametrize("table", TABLES)
def test_it_names_the_accounts_as_the_source_does(table: str) -> None:
    source = source_of(OFFICE)
    data = account(table)
    for row in (row for key in ("income", "spending", "rows") for row in data.get(key, [])):
        line = int(row["line"])
        around = re.sub(r"\s", "", "".join(source[max(line - 9, 0) : line + 6]))
        assert row["name"] in around
        assert row.get("code", "") in around


# ---- evaluation reports ----

REPORTS = {"exchange": ("97.2", 4323, 5741), "fund": ("88.25", 5742, 7405)}
ITEMS = ["A1", "A2", "A3", "A4", "A5", "A6", "B1", "B2", "B3", "B4", "B5", "C1", "C2", "C3", "C4", "D1", "D2"]
ITEM_POINTS = dict(zip(ITEMS, (5, 2, 4, 3, 4, 2, 2, 5, 3, 5, 5, 9, 10, 7, 4, 22, 8), strict=True))
CHECK_POINTS = {"a1": 5, "a2": 3, "a3": 4, "a5": 4, "a6": 2, "b3": 3, "b4": 2, "b5": 4}
FLAGS = [f"{item}_{n}" for item, count in CHECK_POINTS.items() for n in range(1, count + 1)]
OTHER_FACTS = [
    "a4_1",
    "a4_2",
    "a4_3",
    "a4_deducted",
    "b3_violations",
    "received",
    "budget",
    "executed",
    "planned_cost",
    "actual_cost",
]
OTHER_FACTS += [f"{what}_{end}" for what in ("quantity", "quality", "timely") for end in ("met", "total")]
OTHER_FACTS += ["benefit_deducted", "satisfaction_deducted"]
SECOND_LEVEL = ["A1", "A3", "A5", "B1", "B4", "C1", "C2", "C3", "C4", "D1", "D2"]
each_report = pytest.mark.parametrize("name", REPORTS)


def report(name: str) -> dict[str, Any]:
    return load(OFFICE, f"project-evaluation/{name}.yaml")


def prose(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for key, child in node.items():
            if key != "line":
                yield from prose(child)
    elif isinstance(node, list):
        for child in node:
            yield from prose(child)


@each_report
def test_it_sums_the_items_to_the_published_score(name: str) -> None:
    data = report(name)
    assert [row["item"] for row in data["scores"]] == ITEMS
    assert all(number(row["score"]) <= ITEM_POINTS[row["item"]] for row in data["scores"])
    total = sum(number(row["score"]) for row in data["scores"])
    assert total == number(data["published"]["score"]) == Decimal(REPORTS[name][0])


@each_report
def test_it_explains_every_lost_point(name: str) -> None:
    lost = [row for row in report(name)["scores"] if number(row["score"]) != ITEM_POINTS[row["item"]]]
    assert [row["item"] for row in lost if not row.get("note")] == []


@each_report
def test_it_holds_exactly_the_facts_of_the_scheme(name: str) -> None:
    assert sorted(report(name)["facts"]) == sorted([*FLAGS, *OTHER_FACTS])


@each_report
def test_it_awards_what_was_published_when_it_adjusts(name: str) -> None:
    data = report(name)
    published = {row["item"]: row["score"] for row in data["scores"]}
    assert [row for row in data["adjustments"] if row["awarded"] != published[row["item"]]] == []


@each_report
def test_it_adds_the_use_of_funds_to_what_was_spent(name: str) -> None:
    data = report(name)
    table = {row["row"]: number(row["total"]) for row in data["chapters"]["fund_table"]}
    column = "total" if name == "exchange" else "dedicated"
    assert sum(number(row[column]) for row in data["chapters"]["use_table"]) == table["executed"]
    assert table == {"initial": table["initial"]} | {
        key: number(data["facts"][key]["value"]) for key in ("budget", "received", "executed")
    }


@each_report
def test_it_prints_rates_that_follow_from_the_fund_table(name: str) -> None:
    chapters = report(name)["chapters"]
    table = {row["row"]: number(row["total"]) for row in chapters["fund_table"]}
    cent = Decimal("0.01")
    assert (table["executed"] / table["budget"] * 100).quantize(cent) == number(chapters["fund_rates"]["execution"])
    assert (table["received"] / table["budget"] * 100).quantize(cent) == number(chapters["fund_rates"]["received"])
    assert (table["executed"] / table["received"] * 100).quantize(cent) == number(chapters["fund_rates"]["spent"])


@each_report
def test_it_analyses_every_second_level_item(name: str) -> None:
    assert [row["item"] for row in report(name)["chapters"]["analysis"]] == SECOND_LEVEL


@pytest.mark.parametrize(("name", "count"), [("exchange", 11), ("fund", 22)])
def test_it_keeps_every_indicator_in_order_of_print(name: str, count: int) -> None:
    rows = report(name)["indicators"]
    assert [row["code"] for row in rows] == [str(n) for n in range(1, count + 1)]
    assert [int(row["line"]) for row in rows] == sorted({int(row["line"]) for row in rows})
    assert [row for row in rows if "points" in row or "score" in row] == []


def test_it_keeps_the_published_departures_from_the_rule() -> None:
    exchange, fund = report("exchange"), report("fund")
    scores = {(name, r["item"]): number(r["score"]) for name in REPORTS for r in report(name)["scores"]}
    assert scores["exchange", "B2"] == Decimal("3.2")  # 64.42 % of 5 is 3.22
    assert exchange["facts"]["quality_met"]["value"] == "1"  # of 2, not deducted
    assert scores["exchange", "C2"] == Decimal("10")
    assert exchange["facts"]["actual_cost"]["value"] != exchange["facts"]["executed"]["value"]
    assert fund["facts"]["quality_met"]["value"] == "3"  # of 4, which gives 7.5
    assert scores["fund", "C2"] == Decimal("7.56")


@each_report
def test_it_places_every_check_point_at_its_mark(name: str) -> None:
    source = source_of(OFFICE)
    facts = report(name)["facts"]
    marks = {flag: source[int(facts[flag]["line"]) - 1].strip()[:1] for flag in FLAGS}
    assert marks == {flag: "①②③④⑤"[int(flag[-1]) - 1] for flag in FLAGS}


@each_report
def test_it_quotes_the_report_from_near_its_line(name: str) -> None:
    data = report(name)
    source = source_of(OFFICE)
    flow = {key: data[key] for key in ("indicators", "facts")}
    assert absent_figures(flow, source, before=4, after=4) == []
    exact = [data["scores"], data["published"], data["chapters"]["fund_table"], data["chapters"]["use_table"]]
    assert absent_figures(exact, source, before=0, after=0) == []
    assert absent_figures(data["chapters"]["fund_rates"], source, before=0, after=8) == []


@each_report
def test_it_quotes_the_figures_of_the_chapters_from_the_report(name: str) -> None:
    _, first, last = REPORTS[name]
    printed = set(NUMBER.findall("\n".join(source_of(OFFICE)[first - 1 : last])))
    quoted = (digits for text in prose(report(name)["chapters"]) for digits in NUMBER.findall(text))
    assert [digits for digits in quoted if digits not in printed] == []


@each_report
def test_it_takes_every_line_from_its_own_report(name: str) -> None:
    _, first, last = REPORTS[name]
    assert [e["line"] for e in entries(report(name)) if not first <= int(e["line"]) <= last] == []


# ---- other published figures ----


def figures() -> dict[str, str]:
    return {row["id"]: row["value"] for row in load(OFFICE, "published.yaml")["figures"]}


def amount(name: str) -> Decimal:
    return number(NUMBER.findall(figures()[name])[0])


@pytest.mark.parametrize(
    ("whole", "parts", "gap"),
    [
        ("spending_year", ["spending_basic", "spending_project"], "0"),
        ("income_total_2019", ["income_general_budget_2019", "income_other_2019"], "0"),
        ("general_spending_total_2019", ["general_spending_basic_2019", "general_spending_project_2019"], "0"),
        ("income_total", ["income_general_budget", "carried_in"], "0.01"),  # rounding
        ("spending_total", ["spending_general_budget", "carried_out"], "0"),
        ("spending_total_2019", ["spending_general_budget_2019", "carried_out_2019"], "0.01"),  # rounding
        ("basic_spending", ["staff_costs", "office_costs"], "0"),
        ("three_public_fiscal_budget", ["reception_fiscal_budget", "vehicle_fiscal_budget"], "0"),
        ("evaluated_funds", ["exchange_executed", "fund_executed"], "0"),
        ("budget_spending", ["budget_spending_basic", "budget_spending_project"], "6.01"),  # holds the carry-over
        ("budget_carried_out", ["budget_carried_out_basic", "budget_carried_out_project"], "0.00"),
        ("students_total", ["students_guangxi", "students_heyuan", "students_shanwei"], "0"),
        ("structure_spending", ["spending_year"], "0.01"),  # the text prints .22 once, .21 elsewhere
    ],
)
def test_it_keeps_the_sums_of_the_running_text(whole: str, parts: list[str], gap: str) -> None:
    assert amount(whole) - sum(amount(part) for part in parts) == Decimal(gap)


def test_it_sums_the_eight_projects_to_the_evaluated_funds() -> None:
    names = ["exchange", "fund", "operations", "reserve", "platform", "hospitality", "equipment", "forward"]
    assert sum(amount(f"{name}_executed") for name in names) == amount("self_evaluated_funds")
    assert amount("self_evaluated_funds") != amount("spending_project")  # though the text says 100 %


@pytest.mark.parametrize(
    ("rate", "part", "whole"),
    [
        ("procurement_rate", "procurement_actual", "procurement_plan"),
        ("budget_execution_rate", "budget_spending", "budget_adjusted"),
        ("daily_control", "daily_actual", "daily_budget"),
        ("adjusted_share", "adjusted_amount", "adjusted_base"),
        ("three_public_saved_rate", "three_public_saved", "three_public_budget"),
    ],
)
def test_it_recomputes_a_published_rate(rate: str, part: str, whole: str) -> None:
    assert (amount(part) / amount(whole) * 100).quantize(Decimal("0.01")) == amount(rate)


@pytest.mark.parametrize(
    ("rate", "part", "whole", "right"),
    [
        ("three_public_control", "three_public_actual", "three_public_fiscal_budget", "53.52"),
        ("reception_saved_rate", "reception_saved", "reception_budget", "28.49"),
        ("staffing_rate", "staff", "posts", "86.21"),
    ],
)
def test_it_keeps_a_rate_that_contradicts_its_parts(rate: str, part: str, whole: str, right: str) -> None:
    computed = (amount(part) / amount(whole) * 100).quantize(Decimal("0.01"))
    assert computed == Decimal(right)
    assert computed != amount(rate)


def test_it_lists_every_figure_once_in_order_of_print() -> None:
    rows = load(OFFICE, "published.yaml")["figures"]
    assert len(rows) >= 120
    assert len({row["id"] for row in rows}) == len(rows)
    assert [int(row["line"]) for row in rows] == sorted(int(row["line"]) for row in rows)


def test_it_quotes_every_figure_as_the_source_prints_it() -> None:
    source = source_of(OFFICE)
    for row in load(OFFICE, "published.yaml")["figures"]:
        line = int(row["line"])
        printed = re.sub(r"\s", "", "".join(source[line - 1 : line + 2]))
        assert re.sub(r"\s", "", row["value"]) in printed


def test_it_stays_within_the_lines_of_the_source() -> None:
    last = int(load(OFFICE, "dataset.yaml")["source"]["lines"])
    dataset = load(OFFICE, "dataset.yaml")
    files = [*dataset["accounts"], *(f for f in dataset["evaluations"] if f.startswith("project-evaluation/"))]
    for file in [*files, dataset["published"]]:
        assert lines_outside(load(OFFICE, file), last) == []


def test_it_knows_the_length_of_the_source() -> None:
    source = source_of(OFFICE)
    assert int(load(OFFICE, "dataset.yaml")["source"]["lines"]) == len(source) - (not source[-1])
