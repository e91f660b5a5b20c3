"""部门（单位）整体支出绩效目标完成情况自评表: a department's tasks, goals and indicators of a year, as published."""

from collections.abc import Sequence

from xieshou.documents.document import Document, Section
from xieshou.documents.grid import Grid, merged, money
from xieshou.documents.provenance import Provenance
from xieshou.documents.table import Align, Block, Kind, Table
from xieshou.kernel.evaluation import Evaluation, Goal, Indicator, Task

TITLE = "部门（单位）整体支出绩效目标完成情况自评表"
WIDTHS = (4, 6, 11, 22, 19, 19, 19, 19)
SUM_ROW = "金额合计"


def department_goals(evaluation: Evaluation, provenance: Provenance) -> Document:
    """How far a department met its goals; amounts of tasks are in 元."""
    return Document(f"{evaluation.department} {TITLE}", (Section((_table(evaluation, provenance),)),))


def _table(evaluation: Evaluation, provenance: Provenance) -> Table:
    grid = Grid(len(WIDTHS))
    grid.label(0, "部门（单位）名称", colspan=3)
    grid.put(3, evaluation.department, colspan=2)
    grid.label(5, "预算年度")
    grid.label(6, str(evaluation.year), colspan=2, kind=Kind.VALUE)
    grid.next_row()
    blocks = []
    if evaluation.tasks:
        blocks.append(Block(grid.row, 2, grid.row + 1 + len(evaluation.tasks)))
        _tasks(grid, evaluation.tasks)
    if evaluation.goals:
        blocks.append(Block(grid.row, 1, grid.row + len(evaluation.goals)))
        _goals(grid, evaluation.goals)
    if evaluation.indicators:
        blocks.append(Block(grid.row, 1, grid.row + len(evaluation.indicators)))
        _indicators(grid, evaluation.indicators)
    lines = [part.line for parts in (evaluation.tasks, evaluation.goals, evaluation.indicators) for part in parts]
    notes = provenance.notes(lines)
    return Table("绩效目标完成情况自评表", WIDTHS, grid.cells(), title=TITLE, notes=notes, blocks=tuple(blocks))


def _tasks(grid: Grid, tasks: Sequence[Task]) -> None:
    grid.label(0, "年度主要任务完成情况", rowspan=2 + len(tasks))
    grid.label(1, "任务名称", colspan=2, rowspan=2)
    grid.label(3, "完成情况", rowspan=2)
    grid.label(4, "预算数（元）", colspan=2)
    grid.label(6, "执行数（元）", colspan=2)
    grid.next_row()
    for col, text in enumerate(("全额", "其中：财政拨款") * 2, start=4):
        grid.label(col, text)
    grid.next_row()
    first = grid.row
    for task in tasks:
        _task(grid, task, first)
        grid.next_row()


def _task(grid: Grid, task: Task, first: int) -> None:
    is_sum = task.name == SUM_ROW
    kind = Kind.TOTAL if is_sum else Kind.VALUE
    grid.label(1, task.name, colspan=3 if is_sum else 2, kind=kind)
    if not is_sum:
        grid.put(3, task.done)
    amounts = (task.budget, task.budget_fiscal, task.executed, task.executed_fiscal)
    for col, amount in enumerate(amounts, start=4):
        grid.number(col, amount, money, kind=kind)
        if is_sum:
            grid.sum((grid.row, col), [(row, col) for row in range(first, grid.row)])


def _goals(grid: Grid, goals: Sequence[Goal]) -> None:
    grid.label(0, "年度总体目标完成情况", rowspan=1 + len(goals))
    grid.label(1, "预期目标", colspan=3)
    grid.label(4, "目标实际完成情况", colspan=4)
    grid.next_row()
    for goal in goals:
        grid.put(1, goal.expected, colspan=3)
        grid.put(4, goal.actual, colspan=4)
        grid.next_row()


def _indicators(grid: Grid, indicators: Sequence[Indicator]) -> None:
    grid.label(0, "年度绩效指标完成情况", rowspan=1 + len(indicators))
    grid.label(1, "一级指标")
    grid.label(2, "二级指标")
    grid.label(3, "三级指标")
    grid.label(4, "预期指标值", colspan=2)
    grid.label(6, "实际完成指标值", colspan=2)
    grid.next_row()
    level1 = merged([(row.level1,) for row in indicators])
    level2 = merged([(row.level1, row.level2) for row in indicators])
    for index, indicator in enumerate(indicators):
        for col, spans, text in ((1, level1, indicator.level1), (2, level2, indicator.level2)):
            if index in spans:
                grid.label(col, text, rowspan=spans[index])
        grid.put(3, indicator.name)
        grid.put(4, indicator.target, colspan=2, align=Align.CENTER, ref=f"target.{indicator.code}")
        grid.put(6, indicator.actual, colspan=2, align=Align.CENTER, ref=f"actual.{indicator.code}")
        grid.next_row()
