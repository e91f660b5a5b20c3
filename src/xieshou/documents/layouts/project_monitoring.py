"""项目支出绩效目标执行监控表: money and targets in the middle of the year (after 财预〔2019〕136号, text not at hand).

The months are those monitored (`1–7月`). Values are text as entered; an empty one is an empty cell.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from xieshou.documents.document import Document, Section
from xieshou.documents.grid import Grid, merged, money
from xieshou.documents.table import Align, Block, Caption, Table
from xieshou.kernel.exact import HUNDRED, Exact
from xieshou.kernel.goals import Cause, Possibility

TITLE = "项目支出绩效目标执行监控表"
WIDTHS = (4, 11, 11, 19, 11, 11, 11, 5, 5, 5, 5, 5, 14, 5, 5, 5, 16)
CAUSES = {
    Cause.FUNDS: "经费保障",
    Cause.RULES: "制度保障",
    Cause.STAFF: "人员保障",
    Cause.EQUIPMENT: "硬件条件保障",
    Cause.OTHER: "其他",
}
POSSIBILITIES = {
    Possibility.CERTAIN: "确定能",
    Possibility.POSSIBLE: "有可能",
    Possibility.IMPOSSIBLE: "完全不可能",
}
CHOSEN = "√"
FIRST_CAUSE, EXPLANATION, FIRST_POSSIBILITY, REMARK = 7, 12, 13, 16


@dataclass(frozen=True, slots=True)
class MonitoredFundRow:
    """One row of the funds in the form's unit, plain decimal text; `expected` is the year's expected spending.

    `code` names its figures for whoever tells where they come from.
    """

    label: str
    initial: str = ""
    spent: str = ""
    expected: str = ""
    code: str = ""

    def ref(self, name: str) -> str:
        """The name of a figure of the row; empty without a code."""
        return f"funds.{self.code}.{name}" if self.code else ""


@dataclass(frozen=True, slots=True)
class MonitoringRow:
    """One indicator in the middle of the year; `code` names its figures."""

    level1: str
    level2: str
    name: str
    target: str
    so_far: str = ""
    expected: str = ""
    causes: frozenset[Cause] = frozenset()
    explanation: str = ""
    possibility: Possibility | None = None
    remark: str = ""
    code: str = ""

    def ref(self, name: str) -> str:
        """The name of a figure of the indicator; empty without a code."""
        return f"{name}.{self.code}" if self.code else ""


@dataclass(frozen=True, slots=True)
class MonitoringForm:
    """The monitoring form of one project; `month` is the last month that it covers."""

    name: str
    year: int
    month: int
    department: str
    implementer: str
    indicators: tuple[MonitoringRow, ...]
    funds: tuple[MonitoredFundRow, ...] = ()
    amount_unit: str = "元"
    annual: str = ""
    notes: tuple[str, ...] = ()

    @property
    def months(self) -> str:
        """`1–7月`."""
        return f"1–{self.month}月" if self.month > 1 else "1月"


def project_monitoring(form: MonitoringForm) -> Document:
    """The monitoring form of one project, on landscape paper."""
    grid = Grid(len(WIDTHS))
    _head(grid, form)
    _funds(grid, form)
    block = _indicators(grid, form)
    caption = Caption(f"（{form.year} 年度 {form.months}）", f"单位：{form.amount_unit}")
    table = Table(
        TITLE, WIDTHS, grid.cells(), title=TITLE, captions=(caption,), notes=form.notes, blocks=(block,)
    )  # fmt: skip
    return Document(f"{form.name} {TITLE}", (Section((table,), landscape=True),))


def _head(grid: Grid, form: MonitoringForm) -> None:
    grid.label(0, "项目名称", colspan=2)
    grid.put(2, form.name, colspan=15)
    grid.next_row()
    grid.label(0, "主管部门及代码", colspan=2)
    grid.put(2, form.department, colspan=4)
    grid.label(6, "实施单位", colspan=2)
    grid.put(8, form.implementer, colspan=9)
    grid.next_row()


def _funds(grid: Grid, form: MonitoringForm) -> None:
    if form.funds:
        grid.label(0, f"项目资金（{form.amount_unit}）", colspan=2, rowspan=1 + len(form.funds))
        grid.label(2, "", colspan=2)
        spent, rate = f"{form.months}执行数", f"{form.months}执行率"
        for col, width, text in ((4, 2, "年初预算数"), (6, 3, spent), (9, 3, rate), (12, 5, "全年预计执行数")):
            grid.label(col, text, colspan=width)
        grid.next_row()
    for fund in form.funds:
        _fund(grid, fund)
        grid.next_row()
    grid.label(0, "年度总体目标", colspan=2)
    grid.put(2, form.annual, colspan=15)
    grid.next_row()


def _fund(grid: Grid, fund: MonitoredFundRow) -> None:
    grid.label(2, fund.label, colspan=2)
    grid.number(4, fund.initial, money, colspan=2, ref=fund.ref("initial"))
    grid.number(6, fund.spent, money, colspan=3, ref=fund.ref("executed"))
    grid.put(9, _rate(fund), colspan=3, align=Align.CENTER, ref=fund.ref("share"))
    grid.number(12, fund.expected, money, colspan=5, ref=fund.ref("forecast"))


def _rate(fund: MonitoredFundRow) -> str:
    """Spent ÷ budget in per cent at two decimals; empty where one is missing or nothing was budgeted."""
    if not fund.initial.strip() or not fund.spent.strip():
        return ""
    budget, spent = Exact.read(fund.initial), Exact.read(fund.spent)
    return f"{(spent / budget * HUNDRED).text(2)}%" if budget else ""


# --- indicators ---


def _indicators(grid: Grid, form: MonitoringForm) -> Block:
    rows = form.indicators
    block = Block(grid.row, 2, grid.row + 1 + len(rows))
    _header(grid, form.months, len(rows))
    level1 = merged([(row.level1,) for row in rows])
    level2 = merged([(row.level1, row.level2) for row in rows])
    for index, row in enumerate(rows):
        for col, spans, text in ((1, level1, row.level1), (2, level2, row.level2)):
            if index in spans:
                grid.label(col, text, rowspan=spans[index])
        _indicator(grid, row)
        grid.next_row()
    return block


def _header(grid: Grid, months: str, rows: int) -> None:
    """Two rows: causes and possibilities have their kinds below them."""
    grid.label(0, "绩效指标", rowspan=2 + rows)
    above = ("一级指标", "二级指标", "三级指标", "年度指标值", f"{months}执行情况", "全年预计完成情况")
    for col, text in enumerate(above, start=1):
        grid.label(col, text, rowspan=2)
    grid.label(FIRST_CAUSE, "偏差原因分析", colspan=6)
    grid.label(FIRST_POSSIBILITY, "完成目标可能性", colspan=3)
    grid.label(REMARK, "备注（预计不能完成的原因及措施）", rowspan=2)
    grid.next_row()
    _labels(grid, FIRST_CAUSE, (*CAUSES.values(), "原因说明"))
    _labels(grid, FIRST_POSSIBILITY, tuple(POSSIBILITIES.values()))
    grid.next_row()


def _labels(grid: Grid, first: int, texts: Sequence[str]) -> None:
    for col, text in enumerate(texts, start=first):
        grid.label(col, text)


def _indicator(grid: Grid, row: MonitoringRow) -> None:
    grid.put(3, row.name)
    grid.put(4, row.target, align=Align.CENTER, ref=row.ref("target"))
    grid.put(5, row.so_far, align=Align.CENTER, ref=row.ref("actual"))
    grid.put(6, row.expected, align=Align.CENTER, ref=row.ref("forecast"))
    for col, cause in enumerate(CAUSES, start=FIRST_CAUSE):
        grid.put(col, CHOSEN if cause in row.causes else "", align=Align.CENTER)
    grid.put(EXPLANATION, row.explanation)
    for col, possibility in enumerate(POSSIBILITIES, start=FIRST_POSSIBILITY):
        grid.put(col, CHOSEN if possibility is row.possibility else "", align=Align.CENTER)
    grid.put(REMARK, row.remark)
