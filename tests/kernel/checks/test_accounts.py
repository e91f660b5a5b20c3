"""The checks of final accounts, 公开 01–09, within a table, between tables, and text against table."""

import pytest

from tests.kernel.checks.build import account, accounts, bad, check_tables, check_text, one, two_sided, verdicts
from xieshou.kernel.reading import ReadTable


def _spending(total: str = "150", project: str = "100", child: str = "60", number: str = "03") -> ReadTable:
    """A table of spending by function: 合计 150 = 基本 50 + 项目 100; 201 = 20113 + 20199."""
    return accounts(
        number,
        account("", "合计", total, "50", project, line=1),
        account("201", "一般公共服务支出", "150", "50", "100", line=2),
        account("20113", "商贸事务", "90", "50", "40", line=3),
        account("20199", "其他一般公共服务支出", child, None, "60", line=4),
        columns=("合计", "基本支出", "项目支出"),
    )


def _summary(year: str = "150", end: str = "5", total: str = "155") -> ReadTable:
    income = (
        account("", "一、一般公共预算财政拨款收入", "145", line=20),
        account("", "八、其他收入", "5", line=21),
        account("", "本年收入合计", "150", line=22),
        account("", "年初结转和结余", "5", line=23),
        account("", "总计", "155", line=24),
    )
    spending = (
        account("", "一、一般公共服务支出", "150", line=20),
        account("", "本年支出合计", year, line=22),
        account("", "年末结转和结余", end, line=23),
        account("", "总计", total, line=24),
    )
    return two_sided("01", income, spending)


def test_it_is_silent_on_tables_that_agree() -> None:
    assert bad(check_tables(_summary(), _spending())) == []


def test_it_finds_a_year_total_that_is_not_the_sum() -> None:
    assert ("FA-SUM", "mismatch") in bad(check_tables(_summary(year="170", total="175")))


def test_it_finds_income_and_spending_with_other_totals() -> None:
    found = check_tables(_summary(end="7", total="157"))
    assert bad(found) == [("FA-SUM", "mismatch")]
    assert "收入总计等于支出总计" in one(found, "FA-SUM").explanation


def test_it_finds_a_class_that_is_not_its_items() -> None:
    found = check_tables(_spending(child="66"))
    assert {code for code, _ in bad(found)} <= {"FA-TREE", "FA-COLUMNS"}
    assert bad(found)


def test_it_hangs_what_follows_from_one_cell_under_one_finding() -> None:
    found = check_tables(_summary(), _spending(total="180"))
    assert len(bad(found)) == 1
    worst = next(each for each in found if each.related)
    assert len(worst.related) >= 2


@pytest.mark.parametrize(("child", "verdict"), [("60.01", "rounding"), ("60.5", "mismatch")])
def test_it_allows_a_cent_for_each_rounded_term(child: str, verdict: str) -> None:
    table = accounts(
        "03", account("", "合计", "150.00", line=1), account("201", "甲支出", "150.00", line=2),
        account("20113", "乙", "90.00", line=3), account("20199", "丙", child, line=4),
    )  # fmt: skip
    assert verdict in verdicts(check_tables(table), "FA-TREE")


def test_it_finds_columns_that_are_not_the_total() -> None:
    assert "mismatch" in verdicts(check_tables(_spending(project="90")), "FA-COLUMNS")


def test_it_does_not_add_a_column_that_is_part_of_another() -> None:
    table = accounts(
        "02",
        account("", "合计", "150", "100", "50", "20", line=1),
        columns=("合计", "财政拨款", "事业收入", "其中：教育收费"),
    )
    assert bad(check_tables(table)) == []


def test_it_finds_one_amount_with_two_values_in_two_tables() -> None:
    three = accounts(
        "03", account("", "合计", "160", "60", "100"), account("201", "一般公共服务支出", "160", "60", "100", line=2)
    )
    found = check_tables(_summary(), three)
    assert ("FA-CROSS", "mismatch") in [(each.code, each.verdict.value) for each in found]


def test_it_accepts_more_spending_than_the_general_budget_pays() -> None:
    five = accounts(
        "05", account("", "合计", "140", "40", "100"), account("201", "一般公共服务支出", "140", "40", "100", line=2)
    )
    assert bad(check_tables(_spending(), five)) == []


# --- 06 and 07 ---


def _basic(office: str = "88.7", travel: str = "9.64") -> ReadTable:
    return accounts(
        "06",
        account("301", "工资福利支出", "200", line=1),
        account("30101", "基本工资", "200", line=2),
        account("302", "商品和服务支出", "88.7", line=3),
        account("30211", "差旅费", travel, line=4),
        account("30217", "公务接待费", "0.86", line=5),
        account("30299", "其他", "78.2", line=6),
        account("", "人员经费合计", "200", line=7),
        account("", "公用经费合计", office, line=8),
    )


def test_it_is_silent_on_basic_spending_that_adds_up() -> None:
    assert bad(check_tables(_basic())) == []


def test_it_finds_items_that_are_not_their_class() -> None:
    assert bad(check_tables(_basic(travel="19.64"))) == [("FA-BASIC", "mismatch")]


def test_it_finds_an_office_total_that_is_not_the_classes() -> None:
    assert bad(check_tables(_basic(office="98.7"))) == [("FA-BASIC", "mismatch")]


def test_it_allows_for_rounding_of_the_items() -> None:
    assert "rounding" in verdicts(check_tables(_basic(travel="9.63")), "FA-BASIC")


def _public(*values: str | None) -> ReadTable:
    return accounts("07", account("", "", *values))


PUBLIC = ("7.22", None, "3.5", "0", "3.5", "3.72", "6.16", "0", "3.5", "0", "3.5", "2.66")


def test_it_is_silent_on_official_expenses_that_add_up() -> None:
    assert bad(check_tables(_public(*PUBLIC), _basic())) == []


def test_it_finds_official_expenses_that_do_not_add_up() -> None:
    assert bad(check_tables(_public(*PUBLIC[:6], "6.66", *PUBLIC[7:]))) == [("FA-PUBLIC", "mismatch")]


def test_it_finds_less_reception_than_in_basic_spending() -> None:
    low = _public("7.22", None, "3.5", "0", "3.5", "3.72", "4.00", "0", "3.5", "0", "3.5", "0.5")
    assert bad(check_tables(low, _basic())) == [("FA-PUBLIC", "mismatch")]


@pytest.mark.parametrize(("total", "expected"), [("6.16", []), ("7.16", [("FA-PUBLIC", "mismatch")])])
def test_it_reads_official_expenses_row_by_row(total: str, expected: list[tuple[str, str]]) -> None:
    rows = (
        account("", "合计", "7.22", total, line=1),
        account("", "1.因公出国（境）费", "0", "0", line=2),
        account("", "2.公务用车购置及运行维护费", "3.5", "3.5", line=3),
        account("", "其中：公务用车运行维护费", "3.5", "3.5", line=4),
        account("", "3.公务接待费", "3.72", "2.66", line=5),
    )
    assert bad(check_tables(accounts("07", *rows, columns=("预算数", "决算数")))) == expected


def test_it_does_not_add_staff_and_office_to_basic_spending() -> None:
    columns = ("合计", "基本支出", "人员经费", "公用经费", "项目支出")
    assert bad(check_tables(accounts("05", account("", "合计", "150", "50", "40", "10", "100"), columns=columns))) == []


# --- 08 and 09 ---


def test_it_asks_why_a_table_is_empty() -> None:
    assert bad(check_tables(accounts("09", account("", "合计", None, None, None)))) == [("FA-EMPTY", "question")]


def test_it_accepts_an_empty_table_that_says_why() -> None:
    table = accounts("09", account("", "合计", None, None, None), statement="无国有资本经营预算收支，故本表无数据。")
    assert bad(check_tables(table)) == []


@pytest.mark.parametrize(("end", "expected"), [("20", []), ("25", [("FA-SUM", "mismatch")])])
def test_it_carries_a_fund_over_the_year(end: str, expected: list[tuple[str, str]]) -> None:
    assert bad(check_tables(accounts("08", account("", "合计", "10", "100", "90", "40", "50", end)))) == expected


# --- text against table ---


def test_it_finds_a_total_told_otherwise() -> None:
    found = check_text("2020年度支出合计178万元，用于日常工作。", tables=[_summary()])
    assert bad(found) == [("FA-TEXT", "mismatch")]


@pytest.mark.parametrize(
    "text",
    [
        "2020年度支出合计150万元，用于日常工作。",
        "2020年度支出合计155万元，其中年末结转和结余5万元。",
        "2019年度支出合计120万元，用于日常工作。",
        "基本支出结转0.3万元，下年使用。",
    ],
)
def test_it_accepts_either_total_other_years_and_other_names(text: str) -> None:
    assert bad(check_text(text, tables=[_summary(), _spending()])) == []


def test_it_finds_a_class_told_otherwise() -> None:
    text = "一般公共服务（类）决算支出158万元，用于机关运转。"
    assert ("FA-TEXT", "mismatch") in bad(check_text(text, tables=[_spending()]))


def test_it_asks_which_budget_was_meant() -> None:
    text = "2020年度“三公”经费财政拨款预算11.51万元，比上年减少。"
    assert ("FA-TEXT", "question") in bad(check_text(text, tables=[_public(*PUBLIC)]))
