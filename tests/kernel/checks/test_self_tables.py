"""The checks of self-evaluation tables: each finds its fault, is silent on a clean table, and on a near miss."""

from dataclasses import replace

import pytest

from tests.kernel.checks.build import bad, cell, check_tables, fund, indicator, one, self_table, verdicts
from xieshou.kernel.checks import check
from xieshou.kernel.reading import IndicatorLine, ReadFile, TableKind


def _scored(line: IndicatorLine) -> list[tuple[str, str]]:
    """What is said of a table with one indicator of 90 points."""
    score = line.score.text if line.score else "0"
    return bad(check_tables(self_table(line, total=str(10 + int(score)) if score.isdigit() else None)))


def test_it_is_silent_on_a_clean_table() -> None:
    assert bad(check_tables(self_table())) == []


# --- totals ---


def test_it_finds_a_total_that_is_not_the_sum() -> None:
    found = check_tables(self_table(total="98"))
    assert bad(found) == [("SE-TOTAL", "mismatch")]
    assert "10+90=100" in one(found, "SE-TOTAL").explanation


def test_it_takes_a_total_printed_with_fewer_decimals_as_rounded() -> None:
    table = self_table(indicator(points="90", score="84.37", note="材料不足，酌情扣分"), total="94.4")
    assert verdicts(check_tables(table), "SE-TOTAL") == ["rounding"]


def test_it_does_not_add_the_rate_score_twice_when_the_rate_is_an_indicator() -> None:
    lines = (indicator("预算执行率", "100%", "100%", "10", "10", line=9), indicator())
    assert verdicts(check_tables(self_table(*lines)), "SE-TOTAL") == ["ok"]


def test_it_says_nothing_of_a_total_when_a_score_is_missing() -> None:
    assert verdicts(check_tables(self_table(indicator(score=None), total="98")), "SE-TOTAL") == []


def test_it_finds_points_that_are_not_a_hundred() -> None:
    found = check_tables(self_table(indicator(points="85", score="85"), total="95"))
    assert bad(found) == [("SE-POINTS", "mismatch")]


def test_it_accuses_nobody_when_the_funds_that_have_the_other_points_were_not_found() -> None:
    assert bad(check_tables(self_table(funds=(), total="98"))) == []


def test_it_accuses_nobody_of_a_sum_over_uncertain_rows() -> None:
    line = replace(indicator(points="60", score="60"), uncertain=True)
    assert bad(check_tables(self_table(line, total="98"))) == []


def test_it_trusts_uncertain_rows_whose_points_are_the_full_marks() -> None:
    assert bad(check_tables(self_table(replace(indicator(), uncertain=True), total="98"))) == [("SE-TOTAL", "mismatch")]


def test_it_finds_a_score_above_its_points() -> None:
    assert ("SE-ABOVE", "mismatch") in bad(check_tables(self_table(indicator(score="95"), total="105")))


# --- funds ---


def test_it_finds_funds_that_do_not_add_up() -> None:
    parts = (fund(), fund("其中：当年财政拨款", "900.00", "900.00", "900.00", "—", "100%", "—", line=6))
    assert [code for code, _ in bad(check_tables(self_table(funds=parts)))] == ["SE-FUNDS"] * 3


def test_it_does_not_count_rows_that_divide_a_part() -> None:
    rows = [
        fund(),
        fund("其中：当年财政拨款", points="—", score="—", line=6),
        fund("中央财政资金", "600.00", "600.00", "600.00", "—", "100%", "—", line=7),
    ]
    assert bad(check_tables(self_table(funds=rows))) == []


def test_it_finds_more_spent_than_budgeted() -> None:
    found = check_tables(self_table(funds=[fund(executed="1200.00", rate="120%")]))
    assert ("SE-OVERRUN", "mismatch") in bad(found)


@pytest.mark.parametrize(
    ("rate", "verdict"),
    [
        ("0.64", "ok"),
        ("64.42%", "ok"),
        ("64.4", "ok"),
        ("64.41%", "rounding"),
        ("47%", "mismatch"),
        ("72%", "mismatch"),
    ],
)
def test_it_judges_an_execution_rate_at_its_decimals(rate: str, verdict: str) -> None:
    row = fund(initial="2656500.00", budget="1939900.00", executed="1249727.75", rate=rate, score=None)
    assert verdicts(check_tables(self_table(funds=[row], total=None)), "SE-RATE") == [verdict]


def test_it_names_the_initial_budget_as_the_base_of_a_rate() -> None:
    row = fund(initial="2656500.00", budget="1939900.00", executed="1249727.75", rate="47.04%", score=None)
    assert "年初预算数" in one(check_tables(self_table(funds=[row], total=None)), "SE-RATE").explanation


@pytest.mark.parametrize(
    ("score", "verdict"),
    [("6.44", "ok"), ("6.40", "rounding"), ("6.4", "rounding"), ("7.40", "mismatch"), ("10", "mismatch")],
)
def test_it_judges_the_score_of_the_rate_under_the_rounding_variants(score: str, verdict: str) -> None:
    row = fund(budget="1939900.00", executed="1249727.75", rate="0.64", score=score)
    assert verdicts(check_tables(self_table(funds=[row], total=None)), "SE-RATE-SCORE") == [verdict]


def test_it_asks_when_almost_all_was_spent_and_full_marks_given() -> None:
    row = fund(executed="970.00", rate="97%", score="10.00")
    assert ("SE-RATE-SCORE", "question") in bad(check_tables(self_table(funds=[row], total=None)))


# --- scores ---


def test_it_finds_full_marks_for_a_missed_target() -> None:
    found = check_tables(self_table(indicator("参展企业数量", "≥20 家", "16 家")))
    assert bad(found) == [("SE-FULL", "mismatch")]
    assert one(found, "SE-FULL").recomputed == "72.00"


@pytest.mark.parametrize(
    ("target", "actual", "level2"),
    [
        ("≥20 家", "20 家", "数量指标"),
        ("≤10 次", "0 次", "满意度指标"),
        ("16 栋", "17 栋", "数量指标"),
        ("≤60 天", "50.57 天", "时效指标"),
    ],
)
def test_it_accepts_full_marks_for_a_target_that_is_met(target: str, actual: str, level2: str) -> None:
    assert _scored(indicator("处理来信来访", target, actual, level2=level2)) == []


def test_it_accepts_a_score_in_proportion() -> None:
    assert _scored(indicator("参展企业数量", "≥20 家", "16 家", score="72")) == []


def test_it_asks_about_a_discretionary_deduction() -> None:
    line = indicator("参展企业数量", "≥20 家", "16 家", score="80", note="受疫情影响，酌情扣分")
    assert _scored(line) == [("SE-SCORE", "question")]


def test_it_finds_a_score_out_of_proportion_without_a_reason() -> None:
    assert _scored(indicator("参展企业数量", "≥20 家", "16 家", score="80")) == [("SE-SCORE", "mismatch")]


def test_it_finds_a_deduction_that_was_announced_and_not_made() -> None:
    line = indicator(note="人员变动，酌情扣分")
    assert _scored(line) == [("SE-ANNOUNCED", "mismatch")]


def test_it_lets_a_remark_say_that_nothing_is_deducted() -> None:
    assert _scored(indicator(note="因客观原因，此项不扣分")) == []


def test_it_asks_for_the_reason_of_a_deduction() -> None:
    assert _scored(indicator(score="80")) == [("SE-UNEXPLAINED", "question")]


def test_it_puts_scores_without_actual_values_into_one_finding() -> None:
    lines = [indicator(f"采购设备数量{n}", "≥5 台", "取消采购", "45", "40", "取消采购", line=10 + n) for n in (1, 2)]
    found = check_tables(self_table(*lines, total="90"))
    assert bad(found) == [("SE-NO-ACTUAL", "mismatch")]
    assert len(one(found, "SE-NO-ACTUAL").related) == 2


def test_it_accepts_no_score_where_nothing_was_provided() -> None:
    assert _scored(indicator(actual="未提供", score="0", note="材料未提供")) == []


def test_it_asks_about_targets_passed_more_than_twice() -> None:
    assert _scored(indicator(target="≥10 场", actual="46 场")) == [("SE-OVER", "question")]


def test_it_does_not_ask_at_exactly_twice() -> None:
    assert _scored(indicator(target="≥10 场", actual="20 场")) == []


# --- design ---


def test_it_asks_about_units_that_do_not_convert() -> None:
    assert _scored(indicator(target="≥10 次", actual="33 个")) == [("SE-UNIT", "question")]


def test_it_asks_about_a_copied_sign() -> None:
    assert _scored(indicator(target="≥1 次/月", actual="≥1 次/月")) == [("SE-SIGN", "question")]


@pytest.mark.parametrize(
    ("name", "level2", "target", "actual"),
    [("资助项目数", "成本指标", "≥1 个", "1 个"), ("举办招商活动", "数量指标", "≤10 场", "8 场")],
)
def test_it_asks_about_the_direction(name: str, level2: str, target: str, actual: str) -> None:
    assert _scored(indicator(name, target, actual, level2=level2)) == [("SE-DIRECTION", "question")]


@pytest.mark.parametrize(
    ("name", "level2", "target", "actual"),
    [
        ("成本节约率", "成本指标", "≥5%", "6%"),
        ("人均接待费用", "成本指标", "≤160 元", "125.35 元"),
        ("公务接待差错率", "质量指标", "≤5%", "0"),
        ("系统故障修复响应时间", "数量指标", "≤24 小时", "20 小时"),
    ],
)
def test_it_accepts_a_direction_that_makes_sense(name: str, level2: str, target: str, actual: str) -> None:
    assert _scored(indicator(name, target, actual, level2=level2)) == []


def test_it_asks_about_spending_as_an_indicator() -> None:
    assert _scored(indicator("帮扶资金投入", "≥500 万元", "500 万元")) == [("SE-SPENDING", "question")]


def test_it_accepts_money_that_was_raised_as_an_indicator() -> None:
    assert _scored(indicator("募集社会款物", "≥5 亿元", "6.32 亿", level2="经济效益指标")) == []


def test_it_finds_a_target_of_another_year() -> None:
    assert ("SE-YEAR", "mismatch") in _scored(indicator("学生入学", "2019/10/1", "2020/9/1", level2="时效指标"))


def test_it_accepts_a_target_within_the_year() -> None:
    assert _scored(indicator("学生入学", "2020年9月前", "2020年8月", level2="时效指标")) == []


def test_it_asks_about_scores_without_evidence() -> None:
    assert _scored(indicator(score="80", note="佐证材料不充分，扣分")) == [("SE-EVIDENCE", "question")]


def test_it_accepts_no_score_without_evidence() -> None:
    assert _scored(indicator(actual="佐证材料不充分", score="0", note="无法提供佐证材料")) == []


@pytest.mark.parametrize("target", ["达到2015年标准", "2019-2021年规划 1 份", "2020年12月底前"])
def test_it_accepts_years_that_do_not_say_when(target: str) -> None:
    assert "SE-YEAR" not in [code for code, _ in _scored(indicator("编制规划", target, "已完成"))]


def test_it_asks_about_an_equal_target_that_was_passed() -> None:
    assert _scored(indicator("新建村卫生室", "=10 个", "12 个")) == [("SE-FULL", "question")]


def test_it_says_nothing_of_points_when_the_rate_has_none_printed() -> None:
    rows = [fund(points=None, score=None)]
    assert bad(check_tables(self_table(funds=rows, total="100"))) == []


# --- the fund block and the goals told again ---


def test_it_finds_an_execution_rate_that_is_not_the_fund_tables() -> None:
    line = indicator("项目经费执行率", "≥80%", "95%", level2="质量指标")
    rows = [fund(executed="850.00", rate="85%", score="8.5")]
    assert ("SE-RATE-INDICATOR", "mismatch") in bad(check_tables(self_table(line, funds=rows, total="98.5")))


def test_it_asks_when_only_rounding_reaches_the_target() -> None:
    line = indicator("预算准备金执行率", "≥50%", "50%", level2="质量指标")
    rows = [fund(budget="850000.00", executed="422952.50", rate="0.50", score="5.00")]
    assert ("SE-RATE-INDICATOR", "question") in bad(check_tables(self_table(line, funds=rows, total="95")))


def test_it_names_the_row_that_an_amount_spent_was_taken_from() -> None:
    rows = [
        fund(executed="1000.00"),
        fund("其中：当年财政拨款", executed="900.00", budget="900.00", initial="900.00", line=6),
    ]
    rows.append(fund("上年结转资金", "100.00", "100.00", "100.00", line=7))
    line = indicator("资金执行数", "≥800 元", "900 元", level2="经济效益指标")
    assert "当年财政拨款" in one(check_tables(self_table(line, funds=rows)), "SE-EXECUTED").explanation


def test_it_finds_goals_that_tell_other_counts_than_the_indicators() -> None:
    goals = (cell("接待好来访"), cell("全年接待批次 22 次，接待人次 210 人次。", 3))
    lines = (
        indicator("公务接待批次", "≥10 次", "14 次", "45", "45", line=10),
        indicator("公务接待人次", "≥100 人次", "210 人次", "45", "45", note="接待增加", line=11),
    )
    found = check_tables(self_table(*lines, goals=goals))
    assert ("SE-GOALS", "mismatch") in bad(found)
    assert sorted(verdicts(found, "SE-GOALS")) == ["mismatch", "ok"]


# --- several tables ---


def _pair(name: str, first: str, second: str, actual: str = "11 篇") -> list[tuple[str, str]]:
    whole = self_table(
        indicator(name, first, actual), kind=TableKind.DEPARTMENT_SELF, funds=(), total=None, name="部门"
    )
    return [
        one
        for one in bad(check_tables(whole, self_table(indicator(name, second, actual), start=50)))
        if one[0] == "SE-ACROSS"
    ]


def test_it_finds_one_indicator_with_two_targets() -> None:
    assert _pair("完成调研报告数量", "≥9 篇", "≥5 篇") == [("SE-ACROSS", "mismatch")]


def test_it_accepts_one_target_written_in_two_ways() -> None:
    assert _pair("完成调研报告数量", "≥9 篇", "不少于9篇") == []


def test_it_does_not_compare_indicators_that_every_project_has() -> None:
    assert _pair("服务对象满意度", "≥90%", "≥95%", "96%") == []


# --- remarks ---


def test_it_finds_parts_that_are_not_the_whole() -> None:
    line = indicator(actual="24 人", target="≥16 人", note="本市干部 15 人，外地干部 8 人，共 24 人")
    assert ("SE-BREAKDOWN", "mismatch") in _scored(line)


def test_it_accepts_parts_with_a_subtotal() -> None:
    note = "骨干教师 103 人次、医疗人才 90 人次、技术骨干 23 人次，共计 216 人次。申报培训 86 人次，书记培训班 241 人次。共完成 543 人次。"
    assert _scored(indicator(actual="543 人次", target="≥300 人次", note=note)) == []


def test_it_says_nothing_of_parts_that_are_only_some() -> None:
    assert _scored(indicator(actual="24 人", target="≥16 人", note="其中女干部 3 人，青年干部 5 人")) == []


def test_it_asks_how_rough_parts_make_an_exact_whole() -> None:
    line = indicator(actual="5440 人次", target="≥3000 人次", note="甲校 260 人，乙班约 180+约 5000 人")
    assert _scored(line) == [("SE-BREAKDOWN", "question")]


def _in_two_files(office: str, other_office: str) -> list[str]:
    one, two = (
        replace(
            self_table(indicator("完成调研报告数量", target, "11 篇"), kind=kind, funds=(), total=None, name=name),
            unit_name=cell(unit),
        )
        for target, kind, name, unit in (
            ("≥9 篇", TableKind.DEPARTMENT_SELF, "部门", office),
            ("≥5 篇", TableKind.PROJECT_SELF, "调研", other_office),
        )
    )
    found = check([ReadFile("甲.txt", (one,)), ReadFile("乙.txt", (two,))])
    return [each.table for each in found if (each.code, each.verdict.value) == ("SE-ACROSS", "mismatch")]


def test_it_compares_the_files_of_one_office_and_names_them() -> None:
    assert _in_two_files("某市协作办", "某市协作办")[0].startswith("甲.txt、乙.txt")


def test_it_does_not_compare_two_offices() -> None:
    assert _in_two_files("某市协作办", "某县协作办") == []


class TestOneCauseOneFinding:
    def test_it_tells_missing_evidence_under_a_score_without_an_actual_value(self) -> None:
        lines = (
            indicator("培训人次", "≥5次", "未提供", "40", "40", note="未提供佐证材料"),
            indicator(points="50", score="50"),
        )
        found = check_tables(self_table(*lines))
        assert bad(found) == [("SE-NO-ACTUAL", "mismatch")]
        assert [each.code for each in one(found, "SE-NO-ACTUAL").related] == ["SE-EVIDENCE"]

    def test_it_still_tells_missing_evidence_of_other_rows(self) -> None:
        lines = (
            indicator("培训人次", "≥5次", "6次", "40", "40", note="佐证材料不足"),
            indicator(points="50", score="50"),
        )
        assert bad(check_tables(self_table(*lines))) == [("SE-EVIDENCE", "question")]


@pytest.mark.parametrize(
    ("actual", "code"), [("8 场", "SE-FULL"), ("12 场", "SE-ANNOUNCED"), ("未提供", "SE-NO-ACTUAL")]
)
def test_it_tells_of_missing_evidence_under_the_score_that_it_concerns(actual: str, code: str) -> None:
    found = check_tables(self_table(indicator(actual=actual, note="材料不充分，酌情扣分")))
    assert bad(found) == [(code, "mismatch")]
    assert [below.code for each in found if each.code == code for below in each.related] == ["SE-EVIDENCE"]


def test_it_tells_of_full_marks_under_the_target_of_another_year() -> None:
    (found,) = [
        each
        for each in check_tables(self_table(indicator(target="2019年12月底前", actual="2020年3月")))
        if each.verdict.value == "mismatch"
    ]
    assert (found.code, [below.code for below in found.related]) == ("SE-YEAR", ["SE-FULL"])


@pytest.mark.parametrize("cells", [("10", "556367.42", "10"), ("144554.92", "10", "87.84")])
def test_it_accuses_nobody_of_funds_whose_figures_have_changed_columns(cells: tuple[str, str, str]) -> None:
    shifted = fund("年度资金总额", "1000", "1000", "900", *cells)
    assert not {"SE-RATE", "SE-RATE-SCORE"} & {code for code, _ in bad(check_tables(self_table(funds=[shifted])))}
