"""部门决算公开 01–09."""

import pytest

from tests.documents.factories import PROVENANCE, account
from tests.documents.published import documents
from xieshou.documents.layouts.accounts import accounts
from xieshou.documents.layouts.numerals import chinese_number
from xieshou.documents.table import Table
from xieshou.kernel.evaluation import AccountRow, AccountTable

INCOME = (
    AccountRow("一般公共预算财政拨款收入", ("364,062.4",), 124, no="1"),
    AccountRow("", ("",), 125, no="2"),
    AccountRow("本年收入合计", ("364,062.4",), 174, no="3"),
    AccountRow("年初结转和结余", ("9.81",), 178, no="4"),
    AccountRow("总计", ("364,072.21",), 180, no="5"),
)


def _table(given: AccountTable) -> Table:
    return next(accounts((given,), PROVENANCE).tables())


def _row(table: Table, number: int) -> list[str]:
    return [cell.text for cell in table.by_row()[number]]


def _published(number: int) -> Table:
    return list(documents()["accounts"].tables())[number - 1]


def test_it_prints_each_table_on_pages_of_its_own() -> None:
    assert [table.name for table in documents()["accounts"].tables()] == [f"公开0{number}表" for number in range(1, 10)]


def test_it_prints_form_number_department_and_unit() -> None:
    form, head = _table(account()).captions
    assert (form.right, head.left, head.right) == ("公开 02 表", "部门：某市协作办", "单位：万元")


def test_it_prints_codes_under_a_three_row_header() -> None:
    table = _table(account())
    assert table.header_rows == 3
    assert _row(table, 2) == ["栏次", "1", "2", "3"]
    assert _row(table, 4) == ["201", "一般公共服务支出", "5,636.98", "5,636.98", ""]


def test_it_adds_codes_up_to_the_code_above() -> None:
    table = _table(account())
    computed = [row[-2].is_computed for row in table.by_row()[3:]]
    assert computed == [True, True, False, False, False]


def test_it_numbers_income_as_the_form_does_and_leaves_empty_names_empty() -> None:
    table = _table(account("01", income=INCOME, spending=INCOME, columns=(), rows=()))
    names = [row[0].text for row in table.by_row()[3:]]
    assert names == ["一、一般公共预算财政拨款收入", "", "本年收入合计", "年初结转和结余", "总计"]


def test_it_adds_the_balance_to_the_year() -> None:
    table = _table(account("01", income=INCOME, spending=INCOME[:4], columns=(), rows=()))
    assert [table.by_row()[row][2].is_computed for row in (5, 7)] == [True, True]


def test_it_prints_sides_of_different_length() -> None:
    table = _table(account("01", income=INCOME, spending=INCOME[:2], columns=(), rows=()))
    assert _row(table, 7)[3:] == ["", "", ""]


def test_it_groups_the_columns_of_spending() -> None:
    assert _row(_published(5), 0) == ["项　目", "本年支出"]
    assert _row(_published(5), 1) == ["功能分类科目编码", "科目名称", "小计", "基本支出", "项目支出"]


def test_it_sets_basic_spending_in_three_blocks() -> None:
    assert _row(_published(6), 1) == [
        "301",
        "工资福利支出",
        "1,263.41",
        "302",
        "商品和服务支出",
        "88.70",
        "307",
        "债务利息及费用支出",
        "",
    ]
    assert _row(_published(6), -1) == ["人员经费合计", "1,288.18", "公用经费合计", "88.70"]


def test_it_finds_the_one_hundredth_that_office_supplies_are_short_of() -> None:
    total = _published(6).by_row()[1][5]
    assert total.formula is not None
    assert (total.text, total.formula.value.text()) == ("88.70", "88.69")


def test_it_sets_the_three_public_expenses_side_by_side() -> None:
    table = _published(7)
    assert _row(table, 0) == ["预算数", "决算数"]
    assert [table.by_row()[4][col].is_computed for col in (0, 2, 6, 8)] == [True] * 4


def test_it_prints_an_empty_table_with_its_statement() -> None:
    notes = _published(8).notes
    assert _row(_published(8), -1)[0] == "合计"
    assert any("无政府性基金" in note for note in notes)


@pytest.mark.parametrize(("number", "text"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (26, "二十六")])
def test_it_counts_in_chinese(number: int, text: str) -> None:
    assert chinese_number(number) == text
