"""项目支出绩效自评表: the one-page self-evaluation of a project, as published (财预〔2020〕10号, annex 1)."""

from collections.abc import Sequence
from typing import NamedTuple

from xieshou.documents.document import Document, Section
from xieshou.documents.grid import Grid, Place, merged, money
from xieshou.documents.provenance import Provenance
from xieshou.documents.table import Block, Kind, Table
from xieshou.kernel.evaluation import Evaluation, FundRow, FundRowKind, Goal, Indicator

TITLE = "项目支出绩效自评表"
WIDTHS = (4, 5, 13, 16, 16, 16, 7, 7, 16)
FUND_LABELS = {
    FundRowKind.TOTAL: "年度资金总额",
    FundRowKind.APPROPRIATION: "其中：当年财政拨款",
    FundRowKind.CARRYOVER: "上年结转资金",
    FundRowKind.OTHER: "其他资金",
}
FUND_HEADERS = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
INDICATOR_HEADERS = (
    "一级指标",
    "二级指标",
    "三级指标",
    "年度指标值",
    "实际完成值",
    "分值",
    "得分",
    "偏差原因分析及改进措施",
)
NOT_SCORED = "—"
POINTS, RATE, SCORE = 6, 7, 8  # columns of the fund block; the indicator block has its score in column 7


class Scored(NamedTuple):
    """Where the points and the score of one scored row stand."""

    points: Place
    score: Place


def self_evaluation(evaluation: Evaluation, provenance: Provenance) -> Document:
    """The self-evaluation table of one project; amounts stay in the unit published."""
    name = f"{evaluation.name} {TITLE}"
    return Document(name, (Section((_table(evaluation, provenance),)),))


def _table(evaluation: Evaluation, provenance: Provenance) -> Table:
    grid = Grid(len(WIDTHS))
    _heading(grid, evaluation)
    first = evaluation.amount or evaluation.published
    scored = _funds(grid, evaluation)
    _goals(grid, evaluation.goals)
    block = Block(grid.row, 1, grid.row + len(evaluation.indicators))
    scored += _indicators(grid, evaluation.indicators)
    _total(grid, evaluation, scored)
    notes = provenance.notes((first.line, evaluation.published.line))
    return Table(TITLE, WIDTHS, grid.cells(), title=TITLE, notes=notes, blocks=(block,))


def _heading(grid: Grid, evaluation: Evaluation) -> None:
    grid.label(0, "项目名称", colspan=2)
    grid.put(2, evaluation.name, colspan=3)
    unit = f"（{evaluation.amount_unit}）" if evaluation.amount_unit else ""
    grid.label(5, f"项目金额{unit}")
    grid.number(6, evaluation.amount.value if evaluation.amount else None, money, colspan=3, ref="amount")
    grid.next_row()
    grid.label(0, "主管部门", colspan=2)
    grid.put(2, evaluation.department, colspan=3)
    grid.label(5, "实施单位")
    grid.put(6, evaluation.implementer, colspan=3)
    grid.next_row()


def _funds(grid: Grid, evaluation: Evaluation) -> list[Scored]:
    grid.label(0, "项目资金", rowspan=1 + len(evaluation.funds))
    grid.label(1, f"单位：{evaluation.amount_unit}" if evaluation.amount_unit else "", colspan=2)
    for offset, text in enumerate(FUND_HEADERS):
        grid.label(3 + offset, text)
    grid.next_row()
    scored = []
    for fund in evaluation.funds:
        _fund(grid, fund)
        if fund.points is not None:
            scored.append(Scored((grid.row, POINTS), (grid.row, SCORE)))
        grid.next_row()
    return scored


def _fund(grid: Grid, fund: FundRow) -> None:
    row, name = grid.row, f"funds.{fund.row.value}"
    grid.label(1, FUND_LABELS[fund.row], colspan=2)
    grid.number(3, fund.initial, money, ref=f"{name}.initial")
    grid.number(4, fund.budget, money, ref=f"{name}.budget")
    grid.number(5, fund.executed, money, ref=f"{name}.executed")
    is_scored = fund.row is FundRowKind.TOTAL
    grid.number(POINTS, fund.points if is_scored else fund.points or NOT_SCORED)
    grid.number(RATE, fund.rate, ref=f"{name}.rate")
    score = fund.score if is_scored else fund.score or NOT_SCORED
    grid.number(SCORE, score, ref="score.E" if fund.score else "")
    grid.ratio((row, RATE), (row, 5), (row, 4))
    grid.product((row, SCORE), (row, POINTS), (row, RATE))


def _goals(grid: Grid, goals: Sequence[Goal]) -> None:
    grid.label(0, "年度总体目标", rowspan=1 + len(goals))
    grid.label(1, "预期目标", colspan=4)
    grid.label(5, "实际完成情况", colspan=4)
    grid.next_row()
    for goal in goals:
        grid.put(1, goal.expected, colspan=4)
        grid.put(5, goal.actual, colspan=4)
        grid.next_row()


def _indicators(grid: Grid, indicators: Sequence[Indicator]) -> list[Scored]:
    grid.label(0, "年度绩效指标", rowspan=1 + len(indicators))
    for offset, text in enumerate(INDICATOR_HEADERS):
        grid.label(1 + offset, text)
    grid.next_row()
    level1 = merged([(row.level1,) for row in indicators])
    level2 = merged([(row.level1, row.level2) for row in indicators])
    scored = []
    for index, indicator in enumerate(indicators):
        for col, spans, text in ((1, level1, indicator.level1), (2, level2, indicator.level2)):
            if index in spans:
                grid.label(col, text, rowspan=spans[index])
        _indicator(grid, indicator)
        scored.append(Scored((grid.row, 6), (grid.row, 7)))
        grid.next_row()
    return scored


def _indicator(grid: Grid, indicator: Indicator) -> None:
    grid.put(3, indicator.name)
    grid.label(4, indicator.target or "", kind=Kind.VALUE, ref=f"target.{indicator.code}")
    grid.label(5, indicator.actual or "", kind=Kind.VALUE, ref=f"actual.{indicator.code}")
    grid.number(6, indicator.points, ref=f"points.{indicator.code}")
    grid.number(7, indicator.score, ref=f"score.{indicator.code}")
    grid.put(8, indicator.note)


def _total(grid: Grid, evaluation: Evaluation, scored: Sequence[Scored]) -> None:
    """The last row: the points are added up, the score is the published one."""
    grid.label(0, "总分", colspan=6, kind=Kind.TOTAL)
    points = grid.sum_of([pair.points for pair in scored])
    grid.number(6, points.text() if points else None, kind=Kind.TOTAL)
    grid.number(7, evaluation.published.score, kind=Kind.TOTAL, ref="total")
    grid.label(8, evaluation.published.grade or NOT_SCORED, kind=Kind.TOTAL)
    grid.sum((grid.row, 6), [pair.points for pair in scored])
    grid.sum((grid.row, 7), [pair.score for pair in scored])
