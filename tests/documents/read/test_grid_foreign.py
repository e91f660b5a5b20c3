"""Forms of other provinces, drawn after published ones, are read by their words and their shape."""

from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from tests.documents.read.test_grid_drawn import add_table, in_excel, in_word
from xieshou.documents.read.files import read_file
from xieshou.kernel.reading import FundLine, IndicatorLine, ReadFile, ReadTable, Seen, TableKind

Maker = Callable[..., ReadFile]
BOTH = pytest.mark.parametrize("made", [in_word, in_excel], ids=["word", "excel"])

HUBEI = """
2023年度乡村振兴衔接项目自评表 | < | < | < | < | <
单位名称：某县农业农村局 | < | < | 填报日期：2024年3月5日 | < | <
项目名称 | 乡村振兴衔接项目 | < | < | < | <
主管部门 | 某县财政局 | < | 项目实施单位 | 某县农业农村局 | <
预算执行情况（万元）（20分） | | 预算数（A） | 执行数（B） | 执行率（B/A） | 得分（20分*执行率）
^ | 年度财政资金总额 | 1000 | 980 | 98% | 19.6
年度绩效目标（80分） | 一级指标 | 二级指标 | 三级指标 | 年初目标值（A） | 实际完成值（B） | 得分
^ | 产出指标 | 数量指标 | 新建道路里程 | ≥10公里 | 12公里 | 20
^ | ^ | 质量指标 | 验收合格率 | １００％ | 98% | 19.5
^ | 效益指标 | 社会效益指标 | 受益人口 | ≥5000人 | 5200人 | 20
^ | 满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥95% | 96% | 18
总分 | < | < | < | < | < | 97.1
偏差大或目标未完成原因分析 | 无 | < | < | < | < | <
"""
SICHUAN = """
项目绩效目标完成情况表（2021年度） | < | < | < | < | <
项目名称 | 对口支援项目 | < | < | < | <
预算单位 | 某市乡村振兴局 | < | < | < | <
预算执行情况（万元） | 预算数： | 500.00 | 执行数： | 480.50 | <
^ | 其中-财政拨款： | 500.00 | 其中-财政拨款： | 480.50 | <
^ | 其它资金： | 0 | 其它资金： | 0 | <
年度目标完成情况 | 预期目标 | < | 目标实际完成情况 | < | <
^ | 完成对口支援任务，支持五个项目。 | < | 已完成五个项目的建设。 | < | <
绩效指标完成情况 | 一级指标 | 二级指标 | 三级指标 | 预期指标值（包含数字及文字描述） | 实际完成指标值（包含数字及文字描述）
^ | 项目完成指标 | 数量指标 | 支持项目数 | 5个 | 5个
^ | ^ | 时效指标 | 完成时间 | 2021年12月底前 | 2021年12月
^ | 效益指标 | 社会效益指标 | 带动就业 | 200人 | 215人
^ | 满意度指标 | 服务对象满意度指标 | 受益群众满意度 | ≥90% | 92%
"""
YUNNAN = """
项目支出绩效自评表 | < | < | < | < | < | < | < | < | < | <
公开14表 | < | < | < | < | < | < | < | < | < | <
项目名称 | 沪滇协作 | < | < | < | < | < | < | < | < | <
主管部门 | 某州乡村振兴局 | < | < | < | 实施单位 | 某州乡村振兴局 | < | < | < | <
项目资金（元） | | < | 年初预算数 | 全年预算数 | 全年执行数 | < | 分值 | 执行率 | 得分 | 备注
^ | 年度资金总额 | < | 1,000,000.00 | 1,200,000.00 | 1,080,000.00 | < | 10 | 90.00% | 9 |
^ | 其中：当年财政拨款 | < | 1,000,000.00 | 1,200,000.00 | 1,080,000.00 | < | — | 90.00% | — |
^ | 上年结转资金 | < | | | | < | — | | — |
^ | 非财政拨款 | < | | | | < | — | | — |
年度总体目标 | 预期目标 | < | < | < | 实际完成情况 | < | < | < | < | <
^ | 建成三个产业园。 | < | < | < | 建成三个产业园，带动增收。 | < | < | < | < | <
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施
^ | 产出指标 | 数量指标 | 产业园数 | = | 3 | 个 | 3 | 20 | 20 |
^ | ^ | 质量指标 | 验收合格率 | >= | 95 | % | 94 | 30 | 29.5 | 一处返工
^ | 效益指标 | 经济效益指标 | 带动户均增收 | >= | 2000 | 元 | 2100 | 30 | 30 |
^ | 满意度指标 | 服务对象满意度指标 | 群众满意度 | >= | 90 | % | 93 | 10 | 10 |
其他需要说明事项 | 无 | < | < | < | < | < | < | < | < | <
总分 | < | < | < | < | < | < | < | 100 | 98.5 | （自评等级）优
"""
CHONGQING = """
2022年度重庆市某区部门整体绩效自评表 | < | < | < | < | < | < | < | < | <
部门（单位）名称 | 某区乡村振兴局 | < | < | < | 联系人 | 张三 | < | 联系电话 | 12345678
当年整体支出（万元） | 年初预算数 | 全年（调整）预算数 | < | 全年执行数 | < | 执行率（%） | 执行率权重 | 执行率得分 | <
^ | 1200 | 1500 | < | 1480 | < | 98.67 | 10 | 9.87 | <
当年整体绩效目标 | 年初绩效目标 | < | < | 全年（调整）绩效目标 | < | < | 全年目标实际完成情况 | < | <
^ | 巩固脱贫成果 | < | < | 巩固脱贫成果 | < | < | 巩固了脱贫成果，没有发生规模性返贫 | < | <
绩效指标 | 指标名称 | 计量单位 | 指标性质 | 年初指标值 | 调整指标值 | 全年完成值 | 得分系数（%） | 指标权重 | 指标得分
^ | 监测对象帮扶率 | % | ≥ | 100 | | 100 | 100 | 40 | 40
^ | 培训人次 | 人次 | ≥ | 500 | 600 | 580 | 96.67 | 20 | 19.33
^ | 群众满意度 | % | ≥ | 90 | | 95 | 100 | 30 | 30
总分 | < | < | < | < | < | < | < | 100 | 99.2
"""
OTHER_ORDER = """
专项资金绩效自评表 | < | < | < | < | < | <
序号 | 得分 | 分值 | 实际完成值 | 年度指标值 | 三级指标 | 备注
1 | 30 | 30 | 12 场 | ≥10 场 | 培训场次 |
2 | 18.5 | 20 | 85% | ≥92% | 合格率 | 个别不合格
3 | 50 | 50 | 9 月 | 10 月前 | 完成时间 |
合计 | 98.5 | 100 | | | |
"""
GOALS = """
部门预算项目绩效目标申报表 | < | < | <
（2024年度） | < | < | <
项目名称 | 东西部协作 | < | <
主管部门及代码 | 某局 301 | 实施单位 | 某局
项目资金（万元） | 年度资金总额： | 300 | <
^ | 其中：财政拨款 | 300 | <
^ | 其他资金 | 0 | <
总体目标 | 通过协作项目帮助三个县发展产业。 | < | <
一级指标 | 二级指标 | 三级指标 | 指标值
产出指标 | 数量指标 | 支持县数 | 3个
^ | 成本指标 | 总成本 | ≤300万元
效益指标 | 社会效益指标 | 带动就业 | ≥100人
"""
FOUR_LEVELS = """
某局整体支出绩效评分表 | < | < | < | < | < | <
一级指标 | 二级指标 | 三级指标 | 四级指标 | 指标说明 | 评分标准 | 分值 | 自评得分
履职效能（50分） | 整体效能 | 绩效目标完成 | 数量指标完成率 | 完成比例 | 按比例 | 20 | 19.2
^ | ^ | ^ | 质量指标完成率 | 完成比例 | 按比例 | 20 | 20
^ | 专项效能 | 专项资金 | 支出率 | 支出进度 | 按比例 | 10 | 9
管理效率（50分） | 预算编制 | 新增预算 | 事前评估 | 是否评估 | 未评估不得分 | 50 | 49.01
合计 | < | < | < | < | < | 100 | 97.21
"""
CODES_MERGED = """
支出决算表 | < | < | < | < | < | < | < | < | <
 | | | | | | | | | 公开03表
部门：某市协作办 | < | < | < | | | | | | 金额单位：元
项目 | < | < | < | 本年支出合计 | 基本支出 | 项目支出 | 上缴上级支出 | 经营支出 | 对附属单位补助支出
功能分类科目编码 | < | < | 科目名称 | ^ | ^ | ^ | ^ | ^ | ^
类 | 款 | 项 | 栏次 | 1 | 2 | 3 | 4 | 5 | 6
^ | ^ | ^ | 合计 | 1,300.50 | 300.50 | 1,000.00 | | |
201 | < | < | 一般公共服务支出 | 300.50 | 300.50 | | | |
20103 | < | < | 政府办公厅（室）及相关机构事务 | 300.50 | 300.50 | | | |
2010301 | < | < | 行政运行 | 300.50 | 300.50 | | | |
213 | < | < | 农林水支出 | 1,000.00 | | 1,000.00 | | |
21305 | < | < | 巩固脱贫衔接乡村振兴 | 1,000.00 | | 1,000.00 | | |
2130599 | < | < | 其他支出 | 1,000.00 | | 1,000.00 | | |
注：本表反映部门本年度各项支出情况。 | < | < | < | < | < | < | < | < | <
"""
CODES_APART = """
一般公共预算财政拨款支出决算表 | < | < | < | < | < | <
公开05表 | < | < | < | < | < | <
编制单位：某局 | < | < | < | 单位：万元 | < | <
科目编码 | < | < | 科目名称 | 本年支出 | < | <
类 | 款 | 项 | ^ | 合计 | 基本支出 | 项目支出
 | | | 合计 | 20 | 12 | 8
201 | | | 一般公共服务支出 | 20 | 12 | 8
201 | 03 | | 政府办公厅 | 20 | 12 | 8
201 | 03 | 01 | 行政运行 | 12 | 12 |
201 | 03 | 99 | 其他 | 8 | | 8
"""
THREE_PUBLIC_DOWN = """
财政拨款“三公”经费支出决算表 | < | <
公开07表 | < | <
单位名称：某局 | < | 单位：万元
项目 | 预算数 | 决算数
合计 | 10 | 8.5
1.因公出国（境）费用 | 0 | 0
2.公务接待费 | 3 | 2
3.公务用车购置及运行维护费 | 7 | 6.5
其中：（1）公务用车购置费 | 0 | 0
（2）公务用车运行维护费 | 7 | 6.5
"""
NO_ORDER_NUMBERS = """
收入支出决算总表 | < | < | <
 | | | 公开01表
部门：某局 | | | 金额单位：万元
收入 | < | 支出 | <
项目 | 决算数 | 项目 | 决算数
一、财政拨款收入 | 100 | 一、一般公共服务支出 | 60
二、上级补助收入 | 0 | 二、教育支出 | 41
本年收入合计 | 100 | 本年支出合计 | 101
年初结转和结余 | 5 | 年末结转和结余 | 4
总计 | 105 | 总计 | 105
"""
ONE_HEADER = """
项目名称 | 设备更新 | | |
指标 | < | < | 权重 | 评分
产出 | 数量 | 采购台数 | 40 | 40
产出 | 质量 | 合格率 | 30 | 28
效益 | 满意度 | 用户满意度 | 30 | 27
合计 | | | 100 | 95
"""


def only(read: ReadFile) -> ReadTable:
    """The one table of a file."""
    (table,) = read.tables
    return table


def text(seen: Seen | None) -> str | None:
    """The text of a cell."""
    return seen.text if seen else None


def row(line: IndicatorLine) -> tuple[str | None, ...]:
    """A row of indicators in short: levels, name, target, actual, points, score."""
    return (line.level1, line.level2, *map(text, (line.name, line.target, line.actual, line.points, line.score)))


def funds(line: FundLine) -> tuple[str | None, ...]:
    """A row of funds in short: label, budget, executed, points, rate, score."""
    return (line.row, *map(text, (line.budget, line.executed, line.points, line.rate, line.score)))


@BOTH
class TestTwentyAndEighty:
    """湖北: 20 points for the execution rate, printed in the header; no 分值."""

    def test_it_reads_the_funds_with_the_points_of_the_header(self, made: Maker, tmp_path: Path) -> None:
        table = only(made(tmp_path, HUBEI))
        assert [funds(line) for line in table.funds] == [("年度财政资金总额", "1000", "980", "20", "98%", "19.6")]
        assert table.amount_unit == "万元"

    def test_it_reads_indicators_without_points(self, made: Maker, tmp_path: Path) -> None:
        table = only(made(tmp_path, HUBEI))
        assert row(table.indicators[0]) == ("产出指标", "数量指标", "新建道路里程", "≥10公里", "12公里", None, "20")
        assert [line.level1 for line in table.indicators] == ["产出指标", "产出指标", "效益指标", "满意度指标"]

    def test_it_keeps_full_width_figures_as_printed(self, made: Maker, tmp_path: Path) -> None:
        assert text(only(made(tmp_path, HUBEI)).indicators[1].target) == "１００％"

    def test_it_reads_head_and_total(self, made: Maker, tmp_path: Path) -> None:
        table = only(made(tmp_path, HUBEI))
        assert (text(table.name), text(table.unit_name), table.year) == ("乡村振兴衔接项目", "某县农业农村局", 2023)
        assert (text(table.total_points), text(table.total)) == (None, "97.1")


@BOTH
class TestPairsOfLabelAndFigure:
    """四川: `预算数：| 500 | 执行数：| 480.50` and no points at all."""

    def test_it_reads_funds_from_pairs(self, made: Maker, tmp_path: Path) -> None:
        lines = only(made(tmp_path, SICHUAN)).funds
        assert [line.row for line in lines] == ["预算执行情况（万元）", "其中-财政拨款", "其它资金"]
        assert [float(line.executed.text) for line in lines if line.executed] == [480.5, 480.5, 0]

    def test_it_reads_headers_with_remarks_in_brackets(self, made: Maker, tmp_path: Path) -> None:
        table = only(made(tmp_path, SICHUAN))
        assert row(table.indicators[0]) == ("项目完成指标", "数量指标", "支持项目数", "5个", "5个", None, None)
        assert (table.kind, len(table.indicators)) == (TableKind.PROJECT_SELF, 4)

    def test_it_reads_both_goals(self, made: Maker, tmp_path: Path) -> None:
        goals = [seen.text for seen in only(made(tmp_path, SICHUAN)).goals]
        assert goals == ["完成对口支援任务，支持五个项目。", "已完成五个项目的建设。"]


@BOTH
class TestNatureAndUnit:
    """云南: 指标性质 and 度量单位 in columns of their own, a remark before the total, the grade in its row."""

    def test_it_reads_nature_and_unit(self, made: Maker, tmp_path: Path) -> None:
        lines = only(made(tmp_path, YUNNAN)).indicators
        assert [(text(line.nature), text(line.unit), text(line.target)) for line in lines] == [
            ("=", "个", "3"), (">=", "%", "95"), (">=", "元", "2000"), (">=", "%", "90"),
        ]  # fmt: skip

    def test_it_reads_rows_of_funds_without_figures(self, made: Maker, tmp_path: Path) -> None:
        lines = only(made(tmp_path, YUNNAN)).funds
        assert [line.row for line in lines] == ["年度资金总额", "其中：当年财政拨款", "上年结转资金", "非财政拨款"]
        assert lines[2].budget is None

    def test_it_reads_total_and_grade(self, made: Maker, tmp_path: Path) -> None:
        table = only(made(tmp_path, YUNNAN))
        assert (text(table.total_points), text(table.total), text(table.grade)) == ("100", "98.5", "优")


@BOTH
class TestWholeDepartment:
    """重庆: indicators without levels, an adjusted target, weights and coefficients."""

    def test_it_prefers_the_adjusted_target(self, made: Maker, tmp_path: Path) -> None:
        lines = only(made(tmp_path, CHONGQING)).indicators
        assert [text(line.target) for line in lines] == ["100", "600", "90"]

    def test_it_reads_weights_and_scores(self, made: Maker, tmp_path: Path) -> None:
        table = only(made(tmp_path, CHONGQING))
        assert [row(line)[5:] for line in table.indicators] == [("40", "40"), ("20", "19.33"), ("30", "30")]
        assert table.kind is TableKind.DEPARTMENT_SELF

    def test_it_reads_the_funds_of_the_department(self, made: Maker, tmp_path: Path) -> None:
        (line,) = only(made(tmp_path, CHONGQING)).funds
        assert funds(line)[1:] == ("1500", "1480", "10", "98.67", "9.87")


@BOTH
class TestOtherShapes:
    def test_it_reads_columns_in_any_order(self, made: Maker, tmp_path: Path) -> None:
        table = only(made(tmp_path, OTHER_ORDER))
        assert row(table.indicators[1]) == ("", "", "合格率", "≥92%", "85%", "20", "18.5")
        assert (text(table.total_points), text(table.total), table.funds) == ("100", "98.5", ())

    def test_it_reads_a_declaration_of_goals(self, made: Maker, tmp_path: Path) -> None:
        table = only(made(tmp_path, GOALS))
        assert (table.kind, table.year, len(table.indicators)) == (TableKind.GOALS, 2024, 3)
        assert [funds(line)[:2] for line in table.funds] == [
            ("年度资金总额", "300"), ("其中：财政拨款", "300"), ("其他资金", "0"),
        ]  # fmt: skip

    def test_it_reads_four_levels_of_scores(self, made: Maker, tmp_path: Path) -> None:
        table = only(made(tmp_path, FOUR_LEVELS))
        assert table.kind is TableKind.DEPARTMENT_SCORE
        assert table.items[1].levels == ("履职效能", "整体效能", "绩效目标完成")
        assert [text(item.score) for item in table.items] == ["19.2", "20", "9", "49.01"]
        assert (table.items[0].explanation, table.items[0].criteria) == ("完成比例", "按比例")

    def test_it_divides_one_header_over_all_levels(self, made: Maker, tmp_path: Path) -> None:
        items = only(made(tmp_path, ONE_HEADER)).items
        assert [(*item.levels, item.name.text) for item in items][2] == ("效益", "满意度", "用户满意度")


@BOTH
class TestAccounts:
    @pytest.mark.parametrize(("picture", "last"), [(CODES_MERGED, "2130599"), (CODES_APART, "2010399")])
    def test_it_reads_codes_in_three_columns(self, made: Maker, tmp_path: Path, picture: str, last: str) -> None:
        rows = only(made(tmp_path, picture)).rows
        assert (rows[0].name, rows[0].code) == ("合计", "")
        assert [len(line.code) for line in rows[1:4]] == [3, 5, 7]
        assert rows[-1].code == last

    def test_it_reads_the_unit_of_the_caption(self, made: Maker, tmp_path: Path) -> None:
        table = only(made(tmp_path, CODES_MERGED))
        assert (table.number, table.amount_unit, text(table.unit_name)) == ("03", "元", "某市协作办")

    def test_it_reads_travel_cars_and_receptions_in_rows(self, made: Maker, tmp_path: Path) -> None:
        table = only(made(tmp_path, THREE_PUBLIC_DOWN))
        assert (table.number, table.columns) == ("07", ("预算数", "决算数"))
        assert [text(value) for value in table.rows[2].values] == ["3", "2"]

    def test_it_reads_two_sides_without_order_numbers(self, made: Maker, tmp_path: Path) -> None:
        table = only(made(tmp_path, NO_ORDER_NUMBERS))
        assert [line.name for line in table.income][-2:] == ["年初结转和结余", "总计"]
        assert [text(line.values[0]) for line in table.spending] == ["60", "41", "101", "4", "105"]


# --- several tables, and tables in tables ---

HEAD = """
项目名称 | 甲项目 | 实施单位 | 乙局
项目资金（万元） | 全年预算数 | 全年执行数 | 执行率
年度资金总额 | 100 | 90 | 90%
"""
ROWS = """
一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
产出指标 | 数量指标 | 培训场次 | ≥10场 | 12场 | 90 | 90
总分 | | | | | 90 | 90
"""


def test_it_reads_a_form_set_in_one_cell(tmp_path: Path) -> None:
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "项目支出绩效自评表"
    add_table(cell, HEAD)
    add_table(cell, ROWS)
    document.save(str(tmp_path / "a.docx"))
    table = only(read_file(tmp_path / "a.docx"))
    assert (table.title, text(table.name), len(table.funds), len(table.indicators)) == (
        "项目支出绩效自评表",
        "甲项目",
        1,
        1,
    )


def test_it_names_the_place_of_a_nested_table(tmp_path: Path) -> None:
    document = docx.Document()
    outer = document.add_table(1, 2)
    outer.cell(0, 0).text = "附件"
    add_table(outer.cell(0, 1), ROWS)
    document.save(str(tmp_path / "a.docx"))
    assert only(read_file(tmp_path / "a.docx")).indicators[0].name.spot.cell == "表 1 R1C2 表 2 R2C3"


def test_it_joins_a_form_in_two_tables(tmp_path: Path) -> None:
    table = only(in_word(tmp_path, "项目支出绩效自评表", HEAD, ROWS))
    assert (text(table.name), len(table.indicators), text(table.total)) == ("甲项目", 1, "90")


def test_it_keeps_a_second_form_apart(tmp_path: Path) -> None:
    read = in_word(tmp_path, "项目支出绩效自评表", HEAD, "项目支出绩效自评表", ROWS)
    assert [len(table.indicators) for table in read.tables] == [0, 1]


def test_it_reads_several_forms_on_one_sheet(tmp_path: Path) -> None:
    second = OTHER_ORDER.replace("培训场次", "会议场次").strip()
    read = in_excel(tmp_path, f"{OTHER_ORDER.strip()}\n | \n | \n{second}")
    assert [table.indicators[0].name.text for table in read.tables] == ["培训场次", "会议场次"]
    assert read.tables[1].indicators[0].name.spot.cell == "F11"


def test_it_reads_a_sheet_without_merged_cells(tmp_path: Path) -> None:
    picture = HUBEI.replace("<", "").replace("^", "")
    lines = only(in_excel(tmp_path, picture)).indicators
    assert [(line.level1, line.level2) for line in lines][:3] == [
        ("产出指标", "数量指标"), ("产出指标", "质量指标"), ("效益指标", "社会效益指标"),
    ]  # fmt: skip


def test_it_says_which_table_it_did_not_know(tmp_path: Path) -> None:
    rows = "\n".join(f"甲 | {number} | {number} | {number}" for number in range(3))
    read = in_word(tmp_path, f"类别 | 一月 | 二月 | 三月\n{rows}")
    assert [(part.spot.cell, part.reason[:4]) for part in read.unread] == [("表 1 R1C1", "没有认出")]
    assert read.paragraphs[1].text == "甲\t0\t0\t0"


def test_it_marks_a_row_whose_target_and_result_share_a_cell(tmp_path: Path) -> None:
    picture = ROWS.replace("≥10场 | 12场", "≥10场，完成12场 | <")
    (line,) = only(in_word(tmp_path, picture)).indicators
    assert (line.uncertain, text(line.target), line.actual) == (True, "≥10场，完成12场", None)


def test_it_keeps_paragraphs_with_their_headings(tmp_path: Path) -> None:
    read = in_word(tmp_path, "一、基本情况", "全年培训 12 场。", ROWS, "以上合计 90 分。")
    assert [(one.heading, one.text, one.spot.cell) for one in read.paragraphs][1:] == [
        ("一、基本情况", "全年培训 12 场。", "开头第 2 段"),
        ("一、基本情况", "以上合计 90 分。", "表 1 之后第 1 段"),
    ]


def test_it_takes_the_year_that_the_document_speaks_of(tmp_path: Path) -> None:
    read = in_word(tmp_path, "2021 年开展培训，比 2020 年多；2021 年底完成。", ROWS)
    assert only(read).year == 2021
