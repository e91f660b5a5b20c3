"""Fund tables and main tasks without blanks between cells (invented figures)."""

from xieshou.documents.read.text_file import read_text
from xieshou.kernel.reading import AccountLine

SOURCES = "\n".join(
    (
        "（1）项目资金投入：",
        "单位：万元",
        "项目行次合计财政资金",
        "小计中央级省级市级区县转移",
        "年初预算金额(1)265.65265.65265.65",
        "实际支出(4)124.97124.97124.97",
        "资金到位率（%）(6)=(3)/(2)100100100",
        "（2）资金使用情况：",
    )
)
TASKS = (
    "部门整体支出绩效目标完成情况自评表\n部门名称演示局预算年度2020\n年度主要任务完成情况任务名称完成情况预算数（元）执行数（元）\n"
    "全额其中：财政拨款全额其中：财政拨款\n基本支出保障运转14,093,498.6914,093,498.6913,729,902.7413,729,902.74\n"
    "考核管理支付项目款0.000.003,608,944.653,608,944.65\n年度总体目标完成情况预期目标目标实际完成情况\n"
    "保障运转。已保障。\n一级指标二级指标三级指标预期指标值实际完成指标值\n产出指标数量指标调研次数≥50次53次\n"
)


def values(row: AccountLine) -> list[str]:
    return [value.text for value in row.values if value]


def test_it_tells_the_figures_of_a_fund_table_apart() -> None:
    rows = read_text(SOURCES, "funds.txt").tables[0].rows
    assert [values(row) for row in rows] == [["265.65"] * 3, ["124.97"] * 3, ["100"] * 3]


def test_it_tells_the_amounts_of_main_tasks_apart() -> None:
    rows = read_text(TASKS, "tasks.txt").tables[0].rows
    assert [(row.name[:4], values(row)[2]) for row in rows] == [
        ("基本支出", "13,729,902.74"),
        ("考核管理", "3,608,944.65"),
    ]


def test_it_reads_the_corner_of_a_fund_block_with_its_unit() -> None:
    text = (
        "项目支出绩效自评表\n项目名称 演示项目\n主管部门 演示局\n资金 单位：元 年初预算数 全年预算数 全年执行数 分值 执行率 得分\n"
        "年度资金总额 100.00 90.00 81.00 10 90% 9\n一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分\n"
        "产出指标 数量指标 调研次数 ≥50次 53次 90 90\n总分 100 99\n"
    )
    fund = read_text(text, "form.txt").tables[0].funds[0]
    assert fund.executed is not None
    assert fund.executed.text == "81.00"
