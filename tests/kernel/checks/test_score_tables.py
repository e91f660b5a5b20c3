"""The checks of score tables, evaluation reports and main tasks."""

from dataclasses import replace

import pytest

from tests.kernel.checks.build import (
    account,
    accounts,
    bad,
    check_tables,
    check_text,
    fund,
    fund_table,
    indicator,
    item,
    one,
    paragraph,
    score_table,
    self_table,
    verdicts,
)
from xieshou.kernel.checks import check
from xieshou.kernel.reading import ReadFile, ReadTable, Spot, TableKind


def _department(total: str = "88", grade: str | None = "良", criteria: str = "") -> ReadTable:
    items = (
        item("预算编制", "20", "18", criteria, line=10),
        item("部门管理", "20", "20", line=11),
        item("部门绩效", "60", "50", line=12),
    )
    return score_table(*items, total=total, grade=grade)


def test_it_is_silent_on_a_score_table_that_adds_up() -> None:
    assert bad(check_tables(_department())) == []


def test_it_finds_a_total_that_is_not_the_items() -> None:
    assert bad(check_tables(_department(total="89"))) == [("DP-TOTAL", "mismatch")]


def test_it_finds_points_that_are_not_a_hundred() -> None:
    table = score_table(item("甲", "50", "50"), item("乙", "45", "45", line=11), total="95")
    assert bad(check_tables(table)) == [("DP-POINTS", "mismatch")]


@pytest.mark.parametrize(
    ("grade", "expected"), [("优", [("DP-GRADE", "mismatch")]), ("良好", []), ("合格", [("DP-GRADE", "question")])]
)
def test_it_judges_a_grade(grade: str, expected: list[tuple[str, str]]) -> None:
    assert bad(check_tables(_department(grade=grade))) == expected


def test_it_finds_a_rule_with_more_points_than_its_item() -> None:
    found = check_tables(_department(criteria="1.全覆盖（28分）；2.不符合的，一项扣1分，扣完为止。"))
    assert bad(found) == [("DP-CRITERIA", "mismatch")]


@pytest.mark.parametrize(
    "criteria",
    ["1.要点一（10分）；2.要点二（10 分）。", "≥90%的，得 20 分；≥75%的，得（14分）。", "存在问题（扣 1 分）。"],
)
def test_it_accepts_rules_within_the_points(criteria: str) -> None:
    assert bad(check_tables(_department(criteria=criteria))) == []


# --- chapters ---


def _chapter(name: str, score: str, start: int) -> ReadTable:
    return score_table(item(name, "50", score, line=start), total=score, kind=TableKind.EVALUATION_SCORE, start=start)


def _annex(first: str = "45", total: str = "93") -> ReadTable:
    rows = (item("决策", "50", first, line=201), item("产出", "50", "48", line=202))
    return score_table(*rows, total=total, kind=TableKind.EVALUATION_SCORE, start=200)


def test_it_finds_a_chapter_with_another_score_than_the_annex() -> None:
    found = check_tables(_chapter("决策", "44", 10), _chapter("产出", "48", 20), _annex())
    assert bad(found) == [("EV-CHAPTER", "mismatch")]


def test_it_confirms_chapters_that_agree_with_the_annex() -> None:
    assert bad(check_tables(_chapter("决策", "45", 10), _chapter("产出", "48", 20), _annex())) == []


def test_it_does_not_compare_a_chapter_with_the_annex_before_it() -> None:
    assert bad(check_tables(_annex(), _chapter("决策", "44", 300))) == []


# --- counts and deductions ---


def _indicators(actual: str = "25 家") -> ReadTable:
    lines = (
        indicator("参展企业数量", "≥20 家", actual, None, None, level2="质量指标", line=50),
        indicator("完成调研报告", "≥5 篇", "6 篇", None, None, level2="质量指标", line=51),
    )
    return ReadTable(TableKind.EVALUATION_INDICATORS, "完成情况", self_table().spot, year=2020, indicators=lines)


def _counted(score: str, done: int, reason: str = "", actual: str = "25 家") -> list[tuple[str, str]]:
    head = f"2、产出质量得分：{score}分（满分10分）"
    text = f"项目产出质量指标共2条，实际完成{done}条。{reason}"
    return bad(check_text(head, text, tables=[_indicators(actual)]))


def test_it_confirms_a_score_by_the_conditions_met() -> None:
    assert _counted("5", 1, actual="16 家") == []


def test_it_finds_a_score_that_is_not_the_share_of_conditions() -> None:
    assert _counted("5.06", 1, actual="16 家") == [("EV-COUNT", "mismatch")]


def test_it_finds_a_condition_counted_as_met_that_was_missed() -> None:
    assert _counted("10", 2, actual="16 家") == [("EV-COUNT", "mismatch")]


def test_it_lets_a_report_deduct_at_discretion() -> None:
    assert _counted("8.5", 2, "但目标设置有误，故酌情扣1.5分。") == []


def test_it_finds_a_deduction_that_does_not_lead_to_the_score() -> None:
    assert ("EV-DEDUCTION", "mismatch") in _counted("8.5", 2, "但目标设置有误，故酌情扣2分。")


def test_it_takes_a_deduction_told_twice_once() -> None:
    told = "难以佐证，扣1.5分。评定为8.5分，理由：难以佐证，扣1.5分。"
    assert ("EV-DEDUCTION", "mismatch") not in _counted("8.5", 2, told)


def test_it_counts_a_deduction_told_twice_once_where_the_score_is_wrong_too() -> None:
    head, told = "2、产出质量得分：6分（满分9分）", "难以佐证，扣2.25分。按评分规则扣2.25分。"
    (one,) = [each for each in check_text(head, told) if each.code == "EV-DEDUCTION"]
    assert one.recomputed == "6.75"


# --- fund tables of reports ---


def _funds(spent: str = "124.97", rate: str = "64.42") -> ReadTable:
    return fund_table(
        account("", "年初预算金额", "265.65", line=1),
        account("", "全年预算数", "193.99", line=2),
        account("", "资金到位", "193.99", line=3),
        account("", "实际支出", spent, line=4),
        account("", "预算执行率(%)", rate, line=5),
    )


def test_it_confirms_the_rates_of_a_fund_table() -> None:
    assert verdicts(check_tables(_funds()), "EV-RATES") == ["ok"]


def test_it_finds_a_rate_that_is_not_the_tables() -> None:
    assert bad(check_tables(_funds(rate="74.42"))) == [("EV-RATES", "mismatch")]


def test_it_takes_one_in_the_last_decimal_of_a_rate_as_rounding() -> None:
    assert verdicts(check_tables(_funds(rate="64.43")), "EV-RATES") == ["rounding"]


def _uses(second: str = "71.16") -> ReadTable:
    rows = (
        account("", "合计", "124.97", line=30),
        account("", "调研", "53.81", line=31),
        account("", "绿色博览会", second, line=32),
    )
    return fund_table(*rows, title="资金使用情况", start=30)


def test_it_confirms_uses_that_add_up() -> None:
    assert bad(check_tables(_funds(), _uses())) == []


def test_it_finds_uses_that_do_not_add_up() -> None:
    assert bad(check_tables(_funds(), _uses("81.16"))) == [("EV-USE", "mismatch")]


def test_it_asks_about_money_spent_on_what_was_cancelled() -> None:
    found = check_text("因疫情原因，取消绿色博览会项目经费40万元。", tables=[_funds(), _uses()])
    assert bad(found) == [("EV-CANCELLED", "question")]


def test_it_is_silent_when_what_was_cancelled_cost_nothing() -> None:
    assert bad(check_text("因疫情原因，取消春季招聘会项目。", tables=[_funds(), _uses()])) == []


COST = "项目计划成本为265.65万元，实际支出{spent}万元，成本节约率：{rate}%。"


def test_it_finds_a_cost_that_is_not_the_fund_tables() -> None:
    found = check_text(COST.format(spent="129.47", rate="51.26"), tables=[_funds()])
    assert bad(found) == [("EV-COST", "mismatch")]
    assert "52.96%" in one(found, "EV-COST").explanation
    assert "35.58%" in one(found, "EV-COST").explanation


def test_it_finds_the_fund_table_of_a_workbook_on_a_sheet_of_its_own() -> None:
    told = replace(paragraph(COST.format(spent="129.47", rate="51.26")), spot=Spot(sheet="正文", cell="A9"))
    table = replace(_funds(), spot=Spot(sheet="资金投入", cell="A1"))
    assert bad(check([ReadFile("评价报告.xlsx", (table,), (told,))])) == [("EV-COST", "mismatch")]


def test_it_confirms_a_cost_that_is_the_fund_tables() -> None:
    assert bad(check_text(COST.format(spent="124.97", rate="52.96"), tables=[_funds()])) == []


def test_it_asks_why_two_reports_use_two_bases() -> None:
    second = "2、项目计划成本为193.99万元，实际支出124.97万元，成本节约率为35.58%。"
    found = check_text("1、" + COST.format(spent="124.97", rate="52.96"), second, tables=[_funds()])
    assert bad(found) == [("EV-COST", "question")]


# --- main tasks ---


def _tasks(spent: str) -> ReadTable:
    row = fund("干部培训", None, "1000.00", spent, None, None, None)
    return self_table(
        indicator(points=None, score=None),
        kind=TableKind.DEPARTMENT_SELF,
        funds=(row,),
        total=None,
        name="部门",
        start=60,
    )


def test_it_confirms_a_task_that_spent_what_the_project_spent() -> None:
    assert verdicts(check_tables(_tasks("1000.00"), self_table()), "SE-TASKS") == ["ok"]


def test_it_finds_a_task_that_spent_otherwise() -> None:
    assert ("SE-TASKS", "mismatch") in bad(check_tables(_tasks("1100.00"), self_table()))


def test_it_asks_about_basic_spending_that_is_not_the_accounts() -> None:
    row = fund("基本支出", None, "14000000", "13729902.74", None, None, None)
    table = self_table(indicator(points=None, score=None), kind=TableKind.DEPARTMENT_SELF, funds=(row,), total=None)
    three = accounts("03", account("", "合计", "2000", "1,376.89", "623.11"))
    assert ("SE-TASKS", "question") in bad(check_tables(table, three))
