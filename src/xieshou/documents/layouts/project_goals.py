"""绩效目标申报表: what a project or a department asks for and promises, before the year (after 财预〔2015〕88号).

Provinces print it with more or fewer rows; this one has the rows common to those that were seen. The official text is
not at hand. Values are text as entered, an empty one is an empty cell.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from xieshou.documents.document import Document, Section
from xieshou.documents.grid import Grid, merged, money
from xieshou.documents.table import Align, Block, Caption, Kind, Table

PROJECT_TITLE = "项目支出绩效目标申报表"
DEPARTMENT_TITLE = "部门整体支出绩效目标申报表"
WIDTHS = (5, 12, 15, 23, 6, 18, 8, 10, 19)
NAME, TARGET, POINTS, EXPLANATION = 3, 5, 6, 7  # columns of the indicator block
MONEY = ((4, 2), (6, 2), (8, 1))  # columns of a task's amounts, and how many each spans
HEADERS = ("一级指标", "二级指标", "三级指标", "指标值", "分值", "指标解释")


@dataclass(frozen=True, slots=True)
class GoalRow:
    """One indicator as printed: the target with sign and unit; points and definition may be empty.

    `code` names its figures for whoever tells where they come from.
    """

    level1: str
    level2: str
    name: str
    target: str
    points: str = ""
    definition: str = ""
    code: str = ""

    def ref(self, name: str) -> str:
        """The name of a figure of the indicator; empty without a code."""
        return f"{name}.{self.code}" if self.code else ""


@dataclass(frozen=True, slots=True)
class FundSource:
    """One row of the funds, such as `其中：财政拨款`; the amount is plain decimal text in the form's unit."""

    label: str
    amount: str
    ref: str = ""


@dataclass(frozen=True, slots=True)
class ProjectGoals:
    """The declaration of a project."""

    name: str
    year: int
    department: str
    implementer: str
    indicators: tuple[GoalRow, ...]
    funds: tuple[FundSource, ...] = ()
    amount_unit: str = "元"
    contact: str = ""
    phone: str = ""
    category: str = ""  # 项目分类
    period: str = ""  # 建设（实施）周期
    approval: str = ""  # 审批文号
    account: str = ""  # 资金科目代码
    overview: str = ""  # 项目概况
    long_term: str = ""  # 总体目标
    annual: str = ""  # 年度目标
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoalTask:
    """One main task of a department with its money, plain decimal text in the form's unit."""

    name: str
    content: str = ""
    total: str = ""
    fiscal: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class DepartmentGoalForm:
    """The declaration of a department for the whole of its spending."""

    department: str
    year: int
    indicators: tuple[GoalRow, ...]
    tasks: tuple[GoalTask, ...] = ()
    amount_unit: str = "元"
    annual: str = ""
    notes: tuple[str, ...] = ()


def project_goals(form: ProjectGoals) -> Document:
    """项目支出绩效目标申报表 of one project and year."""
    grid = Grid(len(WIDTHS))
    _project_head(grid, form)
    _funds(grid, form.funds, form.amount_unit)
    for label, text in (("总体目标", form.long_term), ("年度目标", form.annual)):
        _wide(grid, label, text)
    block = _indicators(grid, form.indicators)
    return _document(form.name, PROJECT_TITLE, _caption(form), grid, (block,), form.notes)


def department_goal_form(form: DepartmentGoalForm) -> Document:
    """部门整体支出绩效目标申报表 of one department and year."""
    grid = Grid(len(WIDTHS))
    _pair(grid, ("部门名称", form.department), ("预算年度", str(form.year)))
    blocks = [_tasks(grid, form)] if form.tasks else []
    _wide(grid, "年度总体目标", form.annual)
    blocks.append(_indicators(grid, form.indicators))
    return _document(form.department, DEPARTMENT_TITLE, _caption(form), grid, blocks, form.notes)


def _caption(form: ProjectGoals | DepartmentGoalForm) -> Caption:
    return Caption(f"（{form.year} 年度）", f"单位：{form.amount_unit}")


def _document(
    name: str, title: str, caption: Caption, grid: Grid, blocks: Sequence[Block], notes: tuple[str, ...]
) -> Document:
    table = Table(
        title, WIDTHS, grid.cells(), title=title, captions=(caption,), notes=notes, blocks=tuple(blocks)
    )  # fmt: skip
    return Document(f"{name} {title}", (Section((table,)),))


# --- the head ---


def _project_head(grid: Grid, form: ProjectGoals) -> None:
    _wide(grid, "项目名称", form.name)
    _pair(grid, ("主管部门", form.department), ("实施单位", form.implementer))
    _pair(grid, ("项目负责人", form.contact), ("联系电话", form.phone))
    _pair(grid, ("项目分类", form.category), ("建设周期", form.period))
    _pair(grid, ("审批文号", form.approval), ("资金科目代码", form.account))
    _wide(grid, "项目概况", form.overview)


def _wide(grid: Grid, label: str, text: str) -> None:
    """A label with its text over the whole width."""
    grid.label(0, label, colspan=2)
    grid.put(2, text, colspan=7)
    grid.next_row()


def _pair(grid: Grid, left: tuple[str, str], right: tuple[str, str]) -> None:
    """Two labels with their texts in one row."""
    grid.label(0, left[0], colspan=2)
    grid.put(2, left[1], colspan=2)
    grid.label(4, right[0], colspan=2)
    grid.put(6, right[1], colspan=3)
    grid.next_row()


def _funds(grid: Grid, funds: Sequence[FundSource], unit: str) -> None:
    if not funds:
        return
    grid.label(0, f"项目资金（{unit}）", colspan=2, rowspan=len(funds))
    for fund in funds:
        grid.label(2, fund.label, colspan=2)
        grid.number(4, fund.amount, money, colspan=5, ref=fund.ref)
        grid.next_row()


def _tasks(grid: Grid, form: DepartmentGoalForm) -> Block:
    """Main tasks with their money, the sums in the last row."""
    block = Block(grid.row, 1, grid.row + len(form.tasks) + 1)
    grid.label(0, "年度主要任务", rowspan=2 + len(form.tasks))
    grid.label(1, "任务名称", colspan=2)
    grid.label(3, "主要内容")
    for (col, width), text in zip(MONEY, ("预算总额", "财政拨款", "其他资金"), strict=True):
        grid.label(col, text, colspan=width)
    grid.next_row()
    first = grid.row
    for task in form.tasks:
        grid.label(1, task.name, colspan=2, kind=Kind.VALUE)
        grid.put(3, task.content)
        _amounts(grid, (task.total, task.fiscal, task.other))
        grid.next_row()
    _task_sums(grid, first)
    return block


def _amounts(grid: Grid, amounts: Sequence[str], kind: Kind = Kind.VALUE) -> None:
    for (col, width), amount in zip(MONEY, amounts, strict=True):
        grid.number(col, amount, money, colspan=width, kind=kind)


def _task_sums(grid: Grid, first: int) -> None:
    grid.label(1, "金额合计", colspan=3, kind=Kind.TOTAL)
    places = [[(row, col) for row in range(first, grid.row)] for col, _ in MONEY]
    sums = [grid.sum_of(column) for column in places]
    _amounts(grid, ["" if value is None else value.text() for value in sums], Kind.TOTAL)
    for (col, _), column in zip(MONEY, places, strict=True):
        grid.sum((grid.row, col), column)
    grid.next_row()


# --- indicators ---


def _indicators(grid: Grid, rows: Sequence[GoalRow]) -> Block:
    """The indicators, and the sum of their points where there are any."""
    block = Block(grid.row, 1, grid.row + len(rows))
    grid.label(0, "年度绩效指标", rowspan=1 + len(rows))
    is_short = not any(row.points or row.definition for row in rows)  # a department's form often has no points
    columns = ((1, 1), (2, 1), (3, 2), (5, 4)) if is_short else ((1, 1), (2, 1), (3, 2), (5, 1), (6, 1), (7, 2))
    for (col, width), text in zip(columns, HEADERS, strict=False):
        grid.label(col, text, colspan=width)
    grid.next_row()
    first = grid.row
    level1 = merged([(row.level1,) for row in rows])
    level2 = merged([(row.level1, row.level2) for row in rows])
    for index, row in enumerate(rows):
        for col, spans, text in ((1, level1, row.level1), (2, level2, row.level2)):
            if index in spans:
                grid.label(col, text, rowspan=spans[index])
        _indicator(grid, row, is_short=is_short)
        grid.next_row()
    _points(grid, first)
    return block


def _indicator(grid: Grid, row: GoalRow, *, is_short: bool) -> None:
    grid.put(NAME, row.name, colspan=2)
    grid.put(TARGET, row.target, colspan=4 if is_short else 1, align=Align.CENTER, ref=row.ref("target"))
    if not is_short:
        grid.number(POINTS, row.points, ref=row.ref("points"))
        grid.put(EXPLANATION, row.definition, colspan=2)


def _points(grid: Grid, first: int) -> None:
    places = [(row, POINTS) for row in range(first, grid.row)]
    points = grid.sum_of(places)
    if points is None:
        return
    grid.label(0, "合计", colspan=6, kind=Kind.TOTAL)
    grid.number(POINTS, points.text(), kind=Kind.TOTAL, ref="points.total")
    grid.put(EXPLANATION, "", colspan=2, kind=Kind.TOTAL)
    grid.sum((grid.row, POINTS), places)
