"""The two tables of a department: goals reached, and scores."""

from dataclasses import replace

import pytest

from tests.documents.factories import PROVENANCE
from tests.documents.published import EVALUATIONS, card, documents, provenance
from xieshou.documents.layouts.department_goals import department_goals
from xieshou.documents.layouts.department_scores import department_scores
from xieshou.documents.layouts.score_lines import ScoreLine
from xieshou.documents.table import Table
from xieshou.schemes import load_scheme

DEPARTMENT = EVALUATIONS["department"]


def _goals() -> Table:
    return next(documents()["department-goals"].tables())


def _scores() -> Table:
    return next(documents()["department-scores"].tables())


def _texts(table: Table, row: int) -> list[str]:
    return [cell.text for cell in table.by_row()[row]]


def test_it_prints_tasks_with_four_amounts() -> None:
    expected = ["14,093,498.69", "14,093,498.69", "13,729,902.74", "13,729,902.74"]
    assert _texts(_goals(), 3)[-4:] == expected


def test_it_adds_up_the_tasks() -> None:
    sums = next(row for row in _goals().by_row() if row[0].text == "金额合计")
    assert [cell.text for cell in sums[1:]][2] == "3,640,624,019.25"
    assert all(cell.is_computed for cell in sums[1:])


def test_it_prints_indicators_with_target_and_actual() -> None:
    assert any(_texts(_goals(), row)[-3:] == ["完成调研报告数量", "≥9 篇", "11 篇"] for row in range(_goals().rows))


def test_it_prints_a_department_of_which_only_the_score_is_known() -> None:
    bare = replace(DEPARTMENT, tasks=(), goals=(), indicators=())
    table = next(department_goals(bare, PROVENANCE).tables())
    assert (table.rows, table.notes) == (1, ("评分方案：自评办法。官方原文未取得。",))


def test_it_prints_each_item_with_points_standard_and_score() -> None:
    row = next(row for row in _scores().by_row() if "政府采购执行情况" in [cell.text for cell in row])
    assert [cell.text for cell in row][-4:-2] == [
        "2",
        "实际政府采购金额与年度政府采购预算的比率；政府采购政策功能的执行和落实。",
    ]
    assert row[-1].text == "1.59"


def test_it_prints_the_criteria_of_an_item_line_by_line() -> None:
    standards = [cell.text for cell in _scores().cells if cell.text.startswith("1. 预算的编制、分配")]
    assert standards[0].count("\n") == 4


def test_it_prints_the_rule_of_an_item_without_criteria_each_number_on_a_line_of_its_own() -> None:
    scored = card("department").item("A1")
    item = load_scheme("shenzhen-2020-department").item("A1")
    assert scored is not None
    assert item is not None
    line = ScoreLine(item, None, replace(item, criteria=""), scored)
    assert line.standard.startswith("1. 预算编制、分配")
    assert line.standard.count("\n") == 4


@pytest.mark.parametrize("name", ["shenzhen-2020-department", "shenzhen-2020-project-evaluation"])
def test_each_published_item_has_criteria(name: str) -> None:
    assert [item.code for item in load_scheme(name).leaves() if not item.criteria] == []


def test_a_header_inside_the_form_goes_with_the_rows_under_it() -> None:
    table = _goals()
    firsts = [table.by_row()[first][1].text for first, _ in table.kept_rows()]
    assert firsts == ["任务名称", "预期目标", "一级指标"]


def test_it_prints_levels_once_with_their_points() -> None:
    assert [cell.text for cell in _scores().cells if cell.col == 0 and cell.rowspan > 2] == [
        "部门决策\n（20 分）",
        "部门管理\n（20 分）",
        "部门绩效\n（60 分）",
    ]


def test_it_checks_the_total_and_prints_the_grade() -> None:
    total, grade = _scores().by_row()[-2:]
    assert ([cell.text for cell in total], [cell.text for cell in grade]) == (["综合评分", "88.83"], ["评分等级", "良"])
    assert total[-1].is_computed


def test_it_prints_no_grade_when_the_scheme_has_none() -> None:
    scheme = replace(load_scheme("shenzhen-2020-department"), grades=())
    ungraded = replace(card("department"), grade=None, published_grade=None)
    table = next(department_scores(DEPARTMENT, scheme, ungraded, provenance(DEPARTMENT)).tables())
    assert _texts(table, -1)[0] == "综合评分"
