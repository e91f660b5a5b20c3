"""绩效目标申报表, 执行监控表 and 事前绩效评估表: as printed, and read back. Every figure is a demonstration (演示数据)."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from xieshou.documents.api import Format, render, render_bytes
from xieshou.documents.document import Document
from xieshou.documents.layouts.ex_ante import Assessment, AssessmentRow, Conclusion, Criterion, ex_ante
from xieshou.documents.layouts.project_goals import (
    DepartmentGoalForm,
    FundSource,
    GoalRow,
    GoalTask,
    ProjectGoals,
    department_goal_form,
    project_goals,
)
from xieshou.documents.layouts.project_monitoring import (
    MonitoredFundRow,
    MonitoringForm,
    MonitoringRow,
    project_monitoring,
)
from xieshou.documents.read.files import read_file
from xieshou.documents.table import Cell, Table
from xieshou.kernel.goals import Cause, Possibility
from xieshou.kernel.reading import ReadTable, Seen, TableKind

NOTES = ("演示数据。",)
ROWS = (
    GoalRow("产出指标", "数量指标", "培训受援地基层干部人次", "≥120 人次", "20", "全年参加培训并签到的人次"),
    GoalRow("产出指标", "数量指标", "开展业务指导次数", "≥12 次", "10", "到受援地开展的现场指导"),
    GoalRow("产出指标", "质量指标", "培训考核合格率", "≥95%", "10", "合格人次÷参训人次"),
    GoalRow("产出指标", "时效指标", "全年培训任务完成时间", "2021 年 11 月底前", "10"),
    GoalRow("效益指标", "社会效益指标", "参训干部回岗后承担帮扶项目数", "≥30 个", "40", "次年 3 月底前回访统计"),
    GoalRow("满意度指标", "服务对象满意度指标", "参训干部满意度", "≥90%", "10", "结业问卷，样本 100 份"),
)
PROJECT = ProjectGoals(
    name="受援地基层干部培训",
    year=2021,
    department="某市协作办",
    implementer="某市协作办人才处",
    indicators=ROWS,
    funds=(
        FundSource("年度资金总额", "600000.00"),
        FundSource("其中：财政拨款", "500000.00"),
        FundSource("其他资金", "100000.00"),
    ),
    contact="（负责人）",
    phone="0000-0000000",
    category="经常性项目",
    period="2021—2023 年",
    approval="协作办〔2020〕1 号",
    account="21305",
    overview="分批培训受援地乡镇干部和驻村工作队，结业后跟踪回访。",
    long_term="三年培训受援地基层干部 360 人次，建立回访机制。",
    annual="2021 年培训受援地基层干部 120 人次，考核合格率 95% 以上。",
    notes=NOTES,
)
DEPARTMENT = DepartmentGoalForm(
    department="某市协作办",
    year=2021,
    indicators=tuple(GoalRow(row.level1, row.level2, row.name, row.target) for row in ROWS),
    tasks=(
        GoalTask("干部人才交流", "培训受援地基层干部，选派专业技术人才", "600000.00", "500000.00", "100000.00"),
        GoalTask("产业协作", "引导企业到受援地投资，共建园区", "1200000.50", "1200000.50", "0.00"),
    ),
    annual="统筹各类帮扶资源，全年培训基层干部 120 人次，引导企业投资。",
    notes=NOTES,
)
MONITORING = MonitoringForm(
    name=PROJECT.name,
    year=2021,
    month=7,
    department="某市协作办（000001）",
    implementer="某市协作办人才处",
    indicators=(
        MonitoringRow(
            "产出指标", "数量指标", "培训受援地基层干部人次", "≥120 人次", "70 人次", "120 人次",
            possibility=Possibility.CERTAIN,
        ),
        MonitoringRow(
            "产出指标", "质量指标", "培训考核合格率", "≥95%", "93%", "95%",
            frozenset({Cause.STAFF, Cause.OTHER}), "师资调整，第二期合格率偏低", Possibility.POSSIBLE,
        ),
        MonitoringRow(
            "产出指标", "时效指标", "现场实训基地启用时间", "2021 年 8 月底前", "", "2022 年 1 月",
            frozenset({Cause.EQUIPMENT}), "场地改造延期", Possibility.IMPOSSIBLE, "改为线上实训，按程序申请调整目标",
        ),
        MonitoringRow("满意度指标", "服务对象满意度指标", "参训干部满意度", "≥90%", "96%", "95%", possibility=Possibility.CERTAIN),
    ),
    funds=(
        MonitoredFundRow("年度资金总额", "600000.00", "350000.00", "600000.00"),
        MonitoredFundRow("其中：财政拨款", "500000.00", "350000.00", "500000.00"),
        MonitoredFundRow("其他资金", "100000.00", "", "100000.00"),
    ),
    annual=PROJECT.annual,
    notes=NOTES,
)  # fmt: skip
ASSESSMENT = Assessment(
    name=PROJECT.name,
    year=2021,
    department="某市协作办",
    implementer="某市协作办人才处",
    rows=(
        AssessmentRow(Criterion.FUNDING, "资金渠道合规，不与其他财政资金重复", "20", "20", "与社会保障培训资金无重复"),
        AssessmentRow(Criterion.NECESSITY, "有政策或协议依据", "10", "10", "年度协作协议第五条"),
        AssessmentRow(Criterion.NECESSITY, "受援地有明确需求", "10", "9", "受援地来函，名单待补"),
        AssessmentRow(
            Criterion.ECONOMY, "成本测算有标准，投入与产出匹配", "20", "18.5", "人均 1500 元，低于培训费标准"
        ),
        AssessmentRow(Criterion.GOALS, "目标明确、可衡量、可实现", "20", "18", "指标体检无拦截项"),
        AssessmentRow(Criterion.FEASIBILITY, "组织、人员、进度和风险有安排", "20", "17", "第二期师资未落实"),
    ),
    amount="600000.00",
    method="部门评估（专家咨询）",
    assessed_on="2020 年 9 月 15 日",
    conclusion=Conclusion.AFTER_CHANGE,
    opinion="补充受援地需求名单和第二期师资安排后入库。",
    notes=NOTES,
)

FORMATS = tuple(Format)


def _table(document: Document) -> Table:
    return next(document.tables())


def _texts(document: Document, row: int) -> list[str]:
    return [cell.text for cell in _table(document).by_row()[row]]


def _row_of(document: Document, text: str) -> list[Cell]:
    """The row that has a cell with the text."""
    return next(list(row) for row in _table(document).by_row() if text in [cell.text for cell in row])


def _read(document: Document, form: Format, folder: Path) -> ReadTable:
    path = render(document, form, folder / f"form.{form.value}")
    file = read_file(path)
    assert not file.unread
    return file.tables[0]


def _text(seen: Seen | None) -> str:
    """A text that was read, without the blanks that a line break leaves."""
    return "".join(seen.text.split()) if seen else ""


def _plain(text: str) -> str:
    return "".join(text.split())


# --- 绩效目标申报表 ---


def test_it_prints_every_field_of_a_declaration() -> None:
    shown = [cell.text for cell in _table(project_goals(PROJECT)).cells]
    for text in ("受援地基层干部培训", "协作办〔2020〕1 号", "21305", "600,000.00", PROJECT.long_term, "≥120 人次"):
        assert text in shown


def test_it_adds_up_the_points_in_the_sheet() -> None:
    label, points, _ = _row_of(project_goals(PROJECT), "合计")
    assert (label.text, points.text, points.is_computed) == ("合计", "100", True)


def test_it_prints_no_points_column_where_a_department_has_none() -> None:
    shown = [cell.text for cell in _table(department_goal_form(DEPARTMENT)).cells]
    assert "分值" not in shown
    assert "合计" not in shown


def test_it_adds_up_the_money_of_the_main_tasks() -> None:
    sums = _row_of(department_goal_form(DEPARTMENT), "金额合计")[1:]
    assert [cell.text for cell in sums] == ["1,800,000.50", "1,700,000.50", "100,000.00"]
    assert all(cell.is_computed for cell in sums)


def test_it_prints_a_declaration_with_nothing_but_a_name() -> None:
    empty = ProjectGoals("项目", 2021, "", "", indicators=())
    assert _texts(project_goals(empty), 0) == ["项目名称", "项目"]
    assert department_goal_form(DepartmentGoalForm("某市协作办", 2021, ()))


@pytest.mark.function("JX02")
@pytest.mark.parametrize("form", FORMATS)
def test_it_reads_back_the_declaration_that_it_prints(form: Format, tmp_path: Path) -> None:
    table = _read(project_goals(PROJECT), form, tmp_path)
    assert (table.kind, table.title, table.year) == (TableKind.GOALS, "项目支出绩效目标申报表", 2021)
    assert (_text(table.name), _text(table.unit_name)) == (PROJECT.name, PROJECT.implementer)
    assert [(fund.row, _text(fund.budget)) for fund in table.funds] == [
        ("年度资金总额", "600,000.00"),
        ("其中：财政拨款", "500,000.00"),
        ("其他资金", "100,000.00"),
    ]
    assert [_text(goal) for goal in table.goals] == [_plain(PROJECT.long_term), _plain(PROJECT.annual)]
    assert _text(table.total_points) == "100"


@pytest.mark.function("JX02")
@pytest.mark.parametrize("form", FORMATS)
def test_it_reads_back_every_indicator(form: Format, tmp_path: Path) -> None:
    read = _read(project_goals(PROJECT), form, tmp_path).indicators
    found = [(row.level1, row.level2, _text(row.name), _text(row.target), _text(row.points)) for row in read]
    assert found == [(row.level1, row.level2, row.name, _plain(row.target), row.points) for row in ROWS]


@pytest.mark.function("JX02")
@pytest.mark.parametrize("form", FORMATS)
def test_it_reads_back_the_declaration_of_a_department(form: Format, tmp_path: Path) -> None:
    table = _read(department_goal_form(DEPARTMENT), form, tmp_path)
    assert (table.kind, _text(table.name), table.amount_unit) == (TableKind.GOALS, "某市协作办", "元")
    found = [(_text(row.name), _text(row.target)) for row in table.indicators]
    assert found == [(row.name, _plain(row.target)) for row in ROWS]


# --- 执行监控表 ---


def test_it_prints_the_months_that_are_monitored() -> None:
    table = _table(project_monitoring(MONITORING))
    shown = {cell.text for cell in table.cells}
    assert {"1–7月执行数", "1–7月执行率", "1–7月执行情况"} <= shown
    assert table.captions[0].left == "（2021 年度 1–7月）"
    january = _table(project_monitoring(replace(MONITORING, month=1)))
    assert "1月执行数" in {cell.text for cell in january.cells}


def test_it_computes_the_rate_and_leaves_a_missing_one_empty() -> None:
    document = project_monitoring(MONITORING)
    rates = [_row_of(document, label)[-2].text for label in ("年度资金总额", "其中：财政拨款", "其他资金")]
    assert rates == ["58.33%", "70.00%", ""]


def test_it_divides_by_no_budget_of_nothing() -> None:
    nothing = replace(MONITORING, funds=(MonitoredFundRow("年度资金总额", "0.00", "5.00"),))
    assert _row_of(project_monitoring(nothing), "年度资金总额")[-2].text == ""


def test_it_ticks_causes_and_possibility_in_their_columns() -> None:
    document = project_monitoring(MONITORING)
    table = _table(document)
    heads = {cell.col: cell.text for cell in table.cells if cell.text in ("人员保障", "其他", "有可能")}
    row = _row_of(document, "培训考核合格率")
    assert sorted(heads[cell.col] for cell in row if cell.text == "√") == sorted(heads.values())


def test_it_prints_the_official_columns() -> None:
    shown = [cell.text for cell in _table(project_monitoring(MONITORING)).cells]
    for text in (
        "主管部门及代码",
        "全年预计执行数",
        "硬件条件保障",
        "原因说明",
        "完全不可能",
        "备注（预计不能完成的原因及措施）",
    ):
        assert text in shown


def test_it_repeats_the_header_on_the_next_page() -> None:
    rows = tuple(replace(MONITORING.indicators[0], name=f"培训受援地基层干部第{at}批人次") for at in range(60))
    data = render_bytes(project_monitoring(replace(MONITORING, indicators=rows)), Format.PDF)
    pages = PdfReader(io.BytesIO(data)).pages
    assert len(pages) > 1
    assert all("偏差原因分析" in page.extract_text() for page in pages)


# --- 事前绩效评估表 ---


@pytest.mark.function("JX01")
def test_it_prints_the_five_criteria_in_their_order() -> None:
    cells = _table(ex_ante(ASSESSMENT)).cells
    names = ("立项必要性", "投入经济性", "绩效目标合理性", "实施方案可行性", "筹资合规性")
    assert tuple(cell.text for cell in cells if cell.text in names) == names
    assert next(cell.rowspan for cell in cells if cell.text == "立项必要性") == 2


@pytest.mark.function("JX01")
def test_it_adds_up_points_and_scores() -> None:
    _, points, score, _ = _row_of(ex_ante(ASSESSMENT), "合计")
    assert (points.text, score.text, score.is_computed) == ("100", "92.5", True)


@pytest.mark.function("JX01")
def test_it_prints_no_sum_without_points() -> None:
    rows = tuple(replace(row, points="", score="") for row in ASSESSMENT.rows)
    shown = [cell.text for cell in _table(ex_ante(replace(ASSESSMENT, rows=rows))).cells]
    assert "合计" not in shown


@pytest.mark.function("JX01")
@pytest.mark.parametrize(
    ("conclusion", "marks"),
    [(None, "□□□"), (Conclusion.SUPPORT, "√□□"), (Conclusion.AFTER_CHANGE, "□√□"), (Conclusion.REFUSE, "□□√")],
)
def test_it_marks_the_conclusion(conclusion: Conclusion | None, marks: str) -> None:
    text = _row_of(ex_ante(replace(ASSESSMENT, conclusion=conclusion)), "评估结论")[1].text
    assert "".join(char for char in text if char in "√□") == marks


@pytest.mark.parametrize("form", FORMATS)
def test_it_writes_every_form_in_every_format(form: Format) -> None:
    for document in (
        project_goals(PROJECT),
        department_goal_form(DEPARTMENT),
        project_monitoring(MONITORING),
        ex_ante(ASSESSMENT),
    ):
        assert render_bytes(document, form)
