"""Files of one office and year: an indicator in two, the text of one against the tables of another."""

from collections.abc import Sequence
from dataclasses import replace

from tests.kernel.checks.build import account, accounts, bad, cell, fund, indicator, paragraph, self_table
from xieshou.kernel.checks import check, check_between
from xieshou.kernel.reading import Finding, ReadFile, ReadTable, TableKind

OFFICE = "青禾市协作交流办公室"


def of_office(table: ReadTable, office: str = OFFICE) -> ReadTable:
    return replace(table, unit_name=cell(office))


def text(*texts: str) -> ReadFile:
    return ReadFile("报告.docx", paragraphs=tuple(paragraph(one, 10 * place) for place, one in enumerate(texts, 1)))


def spent(year: int = 2020) -> ReadFile:
    table = accounts("03", account("", "合计", "500.00", "100.00", "400.00"), columns=("合计", "基本支出", "项目支出"))
    return ReadFile("决算.xlsx", (of_office(replace(table, year=year)),))


def shown(*files: ReadFile) -> Sequence[Finding]:
    return [one for one in check_between(files) if one.verdict.value in ("mismatch", "question")]


REPORT = text(f"{OFFICE}2020年度绩效自评报告", "全年项目支出430.00万元，用于帮扶。")


class TestTextAgainstTables:
    def test_it_compares_a_text_with_the_accounts_in_another_file(self) -> None:
        found = shown(REPORT, spent())
        assert [one.code for one in found] == ["FA-TEXT"]

    def test_it_names_the_file_of_each_place(self) -> None:
        found = shown(REPORT, spent())[0]
        assert found.spot.file == "报告.docx"
        assert [spot.file for spot in found.others] == ["决算.xlsx"]
        assert "报告.docx" in found.table
        assert "决算.xlsx" in found.table

    def test_it_leaves_another_year_alone(self) -> None:
        assert shown(REPORT, spent(2019)) == []

    def test_it_leaves_another_office_alone(self) -> None:
        assert shown(text("海滨区合作交流中心2020年度绩效自评报告", "全年项目支出430.00万元。"), spent()) == []

    def test_it_compares_a_text_with_indicators_in_another_file(self) -> None:
        table = of_office(self_table(indicator("选派驻村工作队员人数", "≥30人", "32人")))
        told = text(f"{OFFICE}2020年度总结", "选派驻村工作队员人数40人，完成较好。")
        assert [one.code for one in shown(told, ReadFile("自评表.xlsx", (table,)))] == ["TX-SAME"]

    def test_it_does_not_repeat_what_a_file_says_of_its_own_tables(self) -> None:
        whole = replace(REPORT, tables=spent().tables)
        assert shown(whole, replace(spent(), file="另存.xlsx")) == []


class TestIndicators:
    def test_it_compares_an_indicator_of_one_office_in_two_files(self) -> None:
        one = of_office(self_table(indicator("选派驻村工作队员人数", "≥30人", "32人")))
        other = of_office(self_table(indicator("选派驻村工作队员人数", "≥30人", "35人")))
        found = shown(ReadFile("甲.xlsx", (one,)), ReadFile("乙.xlsx", (other,)))
        assert [each.code for each in found] == ["SE-ACROSS"]
        assert (found[0].spot.file, found[0].others[0].file) == ("甲.xlsx", "乙.xlsx")

    def test_it_tells_once_what_lies_there_in_three_formats(self) -> None:
        one = of_office(self_table(indicator("选派驻村工作队员人数", "≥30人", "32人")))
        other = of_office(self_table(indicator("选派驻村工作队员人数", "≥30人", "35人")))
        files = [ReadFile(name, (one,)) for name in ("甲.xlsx", "甲.docx", "甲.pdf")]
        assert len(shown(*files, ReadFile("乙.xlsx", (other,)))) == 1


class TestTasks:
    def test_it_compares_a_main_task_with_the_project_in_another_file(self) -> None:
        row = fund("干部培训", None, "1000.00", "1100.00", None, None, None)
        kind = TableKind.DEPARTMENT_SELF
        form = self_table(indicator(points=None, score=None), kind=kind, funds=(row,), total=None, name=OFFICE)
        form = replace(form, title="部门整体支出绩效自评表")
        project = ReadFile("项目.xlsx", (of_office(self_table()),))
        found = shown(ReadFile("部门.xlsx", (form,)), project)
        assert [each.code for each in found] == ["SE-TASKS"]
        assert (found[0].spot.file, found[0].others[0].file) == ("部门.xlsx", "项目.xlsx")


def test_it_is_part_of_checking_several_files() -> None:
    assert ("FA-TEXT", "mismatch") in bad(check([REPORT, spent()]))


def test_it_compares_nothing_of_very_many_files() -> None:
    assert check_between([REPORT, spent()] * 31) == ()
