"""事前绩效评估表: whether a new or major project may enter the library, by five criteria (text not at hand).

The five are those that regional rules name. Points are the assessing office's own; without points a criterion has an
opinion only. Values are text as entered; an empty one is an empty cell.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from xieshou.documents.document import Document, Section
from xieshou.documents.grid import Grid, merged, money
from xieshou.documents.table import Align, Block, Caption, Kind, Table

TITLE = "事前绩效评估表"
WIDTHS = (5, 17, 32, 8, 8, 34)
POINTS, SCORE = 3, 4


class Criterion(StrEnum):
    """What is assessed."""

    NECESSITY = "necessity"  # 立项必要性
    ECONOMY = "economy"  # 投入经济性
    GOALS = "goals"  # 绩效目标合理性
    FEASIBILITY = "feasibility"  # 实施方案可行性
    FUNDING = "funding"  # 筹资合规性


CRITERIA = {
    Criterion.NECESSITY: "立项必要性",
    Criterion.ECONOMY: "投入经济性",
    Criterion.GOALS: "绩效目标合理性",
    Criterion.FEASIBILITY: "实施方案可行性",
    Criterion.FUNDING: "筹资合规性",
}


class Conclusion(StrEnum):
    """What the assessment comes to."""

    SUPPORT = "support"  # 予以支持
    AFTER_CHANGE = "after-change"  # 调整完善后支持
    REFUSE = "refuse"  # 不予支持


CONCLUSIONS = {
    Conclusion.SUPPORT: "予以支持",
    Conclusion.AFTER_CHANGE: "调整完善后支持",
    Conclusion.REFUSE: "不予支持",
}


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """One question of a criterion with its points, score and opinion; points and score may be empty."""

    criterion: Criterion
    question: str
    points: str = ""
    score: str = ""
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """The assessment of one project. `conclusion` is None while it is not decided."""

    name: str
    year: int
    department: str
    implementer: str
    rows: tuple[AssessmentRow, ...]
    amount: str = ""
    amount_unit: str = "元"
    method: str = ""  # 评估方式
    assessed_on: str = ""  # 评估时间
    conclusion: Conclusion | None = None
    opinion: str = ""  # 总体意见和建议
    notes: tuple[str, ...] = ()


def ex_ante(assessment: Assessment) -> Document:
    """The assessment form of one project; rows are printed by criterion, in the order of the criteria."""
    grid = Grid(len(WIDTHS))
    _head(grid, assessment)
    order = list(Criterion)
    rows = sorted(assessment.rows, key=lambda row: order.index(row.criterion))
    block = _rows(grid, rows)
    _conclusion(grid, assessment)
    caption = Caption(f"（{assessment.year} 年度）")
    table = Table(
        TITLE, WIDTHS, grid.cells(), title=TITLE, captions=(caption,), notes=assessment.notes, blocks=(block,)
    )  # fmt: skip
    return Document(f"{assessment.name} {TITLE}", (Section((table,)),))


def _head(grid: Grid, assessment: Assessment) -> None:
    _pair(grid, "项目名称", assessment.name, f"申请金额（{assessment.amount_unit}）")
    grid.number(5, assessment.amount, money, align=Align.LEFT, ref="amount")
    grid.next_row()
    for left, text, right, value in (
        ("主管部门", assessment.department, "实施单位", assessment.implementer),
        ("评估方式", assessment.method, "评估时间", assessment.assessed_on),
    ):
        _pair(grid, left, text, right)
        grid.put(5, value)
        grid.next_row()


def _pair(grid: Grid, left: str, text: str, right: str) -> None:
    grid.label(0, left, colspan=2)
    grid.put(2, text)
    grid.label(3, right, colspan=2)


def _rows(grid: Grid, rows: Sequence[AssessmentRow]) -> Block:
    block = Block(grid.row, 1, grid.row + len(rows))
    for col, text in enumerate(("序号", "评估内容", "评估要点", "分值", "得分", "评估意见及依据")):
        grid.label(col, text)
    grid.next_row()
    first = grid.row
    spans = merged([(row.criterion,) for row in rows])
    for index, row in enumerate(rows):
        if index in spans:
            number = list(spans).index(index) + 1
            grid.label(0, str(number), rowspan=spans[index])
            grid.label(1, CRITERIA[row.criterion], rowspan=spans[index])
        grid.put(2, row.question)
        grid.number(POINTS, row.points)
        grid.number(SCORE, row.score, ref="score")
        grid.put(5, row.opinion)
        grid.next_row()
    _total(grid, first)
    return block


def _total(grid: Grid, first: int) -> None:
    """Sums of points and scores; left out where no points are given."""
    columns = {col: [(row, col) for row in range(first, grid.row)] for col in (POINTS, SCORE)}
    if grid.sum_of(columns[POINTS]) is None:
        return
    grid.label(0, "合计", colspan=3, kind=Kind.TOTAL)
    for col, places in columns.items():
        value = grid.sum_of(places)
        grid.number(col, "" if value is None else value.text(), kind=Kind.TOTAL)
        grid.sum((grid.row, col), places)
    grid.put(5, "", kind=Kind.TOTAL)
    grid.next_row()


def _conclusion(grid: Grid, assessment: Assessment) -> None:
    grid.label(0, "评估结论", colspan=2)
    chosen = (
        f"{'√' if conclusion is assessment.conclusion else '□'} {text}" for conclusion, text in CONCLUSIONS.items()
    )
    grid.put(2, "    ".join(chosen), colspan=4)
    grid.next_row()
    grid.label(0, "总体意见和建议", colspan=2)
    grid.put(2, assessment.opinion, colspan=4)
    grid.next_row()
    grid.label(0, "评估人员签字", colspan=2)
    grid.put(2, "", colspan=4)
