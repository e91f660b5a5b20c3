"""Provincial forms: sets of accounts in another order, rates without their sign, scores by bands."""

from dataclasses import replace

import pytest

from tests.kernel.checks.build import account, accounts, bad, check_tables, indicator, one, self_table
from xieshou.kernel.checks import unchecked
from xieshou.kernel.checks.accounts_sheet import role
from xieshou.kernel.reading import ReadFile, ReadTable


def titled(title: str, number: str, total: str = "500.00") -> ReadTable:
    return replace(accounts(number, account("", "合计", total, "100.00", "400.00")), title=title)


class TestAccounts:
    @pytest.mark.parametrize(
        ("title", "printed", "expected"),
        [
            ("政府性基金预算财政拨款收入支出决算表", "07", "08"),
            ("国有资本经营预算财政拨款支出决算表", "08", "09"),
            ("财政拨款“三公”经费支出决算表", "09", "07"),
            ("一般公共预算财政拨款支出决算表", "05", "05"),
            ("支出决算表", "03", "03"),
            ("", "03", "03"),
            ("机构运行信息表", "10", ""),
            ("国有资产使用情况表", "11", ""),
            ("一般公共预算财政拨款收入支出决算表", "05", ""),
        ],
    )
    def test_it_knows_a_table_by_its_title(self, title: str, printed: str, expected: str) -> None:
        assert role(titled(title, printed)) == expected

    def test_it_says_which_tables_it_does_not_check(self) -> None:
        tables = (titled("支出决算表", "03"), titled("机构运行信息表", "10", "7"))
        assert bad(check_tables(*tables)) == []
        parts = unchecked(ReadFile("决算.xlsx", tables))
        assert [part.reason for part in parts] == [
            "公开10表 机构运行信息表：不是决算公开 01–09 表，没有核对规则，只读不核"
        ]

    def test_it_says_which_rows_it_does_not_check(self) -> None:
        row = replace(indicator("签订结对帮扶协议"), uncertain=True)
        (part,) = unchecked(ReadFile("自评表.txt", (self_table(row, indicator()),)))
        assert part.reason == "项目支出绩效自评表（干部培训）：1 行各格的归属没有把握，只读不核：“签订结对帮扶协议”"
        assert "not checked in 1 of its rows" in part.english

    def test_it_checks_a_table_under_another_number(self) -> None:
        columns = ("合计", "基本支出", "项目支出")
        table = replace(titled("国有资本经营预算财政拨款支出决算表", "08", "501.00"), columns=columns)
        assert bad(check_tables(table)) == [("FA-COLUMNS", "mismatch")]


class TestRates:
    @pytest.mark.parametrize("actual", ["90", "0.9", "90%"])
    def test_it_finds_full_marks_for_a_missed_rate_however_it_is_written(self, actual: str) -> None:
        line = indicator("项目验收合格率", "≥95%", actual, "90", "90", level2="质量指标")
        assert bad(check_tables(self_table(line))) == [("SE-FULL", "mismatch")]

    @pytest.mark.parametrize(("target", "actual"), [("≥95%", "96"), ("≥95", "96%"), ("≥95%", "0.96"), ("≥50%", "1")])
    def test_it_says_nothing_of_a_rate_that_is_reached(self, target: str, actual: str) -> None:
        line = indicator("项目验收合格率", target, actual, "90", "90", level2="质量指标")
        assert bad(check_tables(self_table(line))) == []

    def test_it_reads_a_count_as_a_count(self) -> None:
        line = indicator("项目验收个数", "≥95%", "90", "90", "90", level2="质量指标")
        assert ("SE-FULL", "mismatch") not in bad(check_tables(self_table(line)))


class TestBands:
    def test_it_asks_once_for_the_rule_of_scores_by_bands(self) -> None:
        lines = (
            indicator("走访户次", "≥100户次", "92户次", "40", "32"),
            indicator("培训人次", "≥100人次", "66人次", "50", "30"),
        )
        found = check_tables(self_table(*lines, total="72"))
        assert bad(found) == [("SE-SCORE", "question")]
        assert "分档计分" in one(found, "SE-SCORE").explanation

    def test_it_finds_a_score_that_is_in_no_band(self) -> None:
        line = indicator("走访户次", "≥100户次", "92户次", "90", "45")
        assert bad(check_tables(self_table(line, total="55"))) == [("SE-SCORE", "mismatch")]
