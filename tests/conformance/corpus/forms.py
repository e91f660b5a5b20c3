"""The self-evaluation table in the forms of several provinces: which columns, in which order, under which words."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.conformance.corpus.paper import Fund, Paper, Row
from xieshou.documents.document import Document, Section
from xieshou.documents.grid import Grid, merged
from xieshou.documents.table import Table

Columns = tuple[tuple[str, str], ...]  # key of the value, printed header

_NATIONAL_FUNDS: Columns = (
    ("initial", "年初预算数"),
    ("budget", "全年预算数"),
    ("executed", "全年执行数"),
    ("full", "分值"),
    ("rate", "执行率"),
    ("score", "得分"),
)


@dataclass(frozen=True, slots=True)
class Form:
    """A provincial form."""

    id: str
    title: str
    columns: Columns
    funds: Columns = _NATIONAL_FUNDS
    full: int = 10
    has_goals: bool = True
    has_points: bool = True
    labels: tuple[str, ...] = ("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金")
    total: str = "总分"


FORMS = (
    Form(
        "national",
        "项目支出绩效自评表",
        (
            ("name", "三级指标"),
            ("target", "年度指标值"),
            ("actual", "实际完成值"),
            ("points", "分值"),
            ("score", "得分"),
            ("note", "偏差原因分析及改进措施"),
        ),
    ),
    Form(
        "points-first",
        "财政支出绩效自评表",
        (
            ("name", "三级指标"),
            ("points", "分值"),
            ("target", "年度指标值"),
            ("actual", "全年实际值"),
            ("score", "得分"),
            ("note", "备注"),
        ),
        has_goals=False,
        labels=("资金总额", "财政拨款", "上年结转", "其他资金"),
        total="合计",
    ),
    Form(
        "unit-column",
        "年度项目支出绩效自评表",
        (
            ("name", "三级指标"),
            ("sign", "指标性质"),
            ("value", "指标值"),
            ("unit", "度量单位"),
            ("actual", "实际完成值"),
            ("points", "分值"),
            ("score", "得分"),
            ("note", "未完成原因和改进措施"),
        ),
    ),
    Form(
        "twenty-eighty",
        "项目自评表",
        (
            ("name", "三级指标"),
            ("target", "年初目标值（A）"),
            ("actual", "实际完成值（B）"),
            ("score", "得分"),
        ),
        funds=(
            ("budget", "预算数（A）"),
            ("executed", "执行数（B）"),
            ("rate", "执行率（B/A）"),
            ("score", "得分（20分×执行率）"),
        ),
        full=20,
        has_goals=False,
        has_points=False,
        labels=("年度资金总额", "财政资金", "上年结转", "其他资金"),
    ),
    Form(
        "ten-ninety",
        "项目绩效自评表",
        (
            ("name", "三级指标"),
            ("target", "指标值"),
            ("actual", "完成值"),
            ("points", "权重"),
            ("score", "自评得分"),
            ("note", "未完成原因分析"),
        ),
        funds=(
            ("initial", "年初预算"),
            ("budget", "调整后预算数"),
            ("executed", "预算执行数"),
            ("rate", "预算执行率"),
            ("full", "权重"),
            ("score", "得分"),
        ),
        total="自评总分",
    ),
)


def as_document(paper: Paper, form: Form) -> Document:
    """The table as a document for the renderers."""
    return Document(f"{paper.name}{form.title}", (Section((table(paper, form),)),))


def table(paper: Paper, form: Form) -> Table:
    """The table of a paper in a form."""
    width = max(3 + len(form.columns), 3 + len(form.funds))
    grid = Grid(width)
    _heading(grid, paper, width)
    _funds(grid, paper, form, width)
    if form.has_goals:
        _goals(grid, paper, width)
    _rows(grid, paper, form, width)
    _total(grid, paper, form, width)
    widths = (5, 8, 10, *([12] * (width - 3)))
    return Table("自评表", widths, grid.cells(), title=f"{form.title}（{paper.year}年度）")


def _heading(grid: Grid, paper: Paper, width: int) -> None:
    grid.label(0, "项目名称", colspan=2)
    grid.put(2, paper.name, colspan=width - 2)
    grid.next_row()
    grid.label(0, "主管部门", colspan=2)
    grid.put(2, paper.office, colspan=2)
    grid.label(4, "实施单位")
    grid.put(5, paper.office, colspan=width - 5)
    grid.next_row()


def _funds(grid: Grid, paper: Paper, form: Form, width: int) -> None:
    grid.label(0, f"项目资金（{paper.amount_unit}）", rowspan=1 + len(paper.funds))
    grid.label(1, "", colspan=2)
    _spread(grid, [header for _, header in form.funds], 3, width)
    for place, fund in enumerate(paper.funds):
        grid.label(1, form.labels[place], colspan=2)
        _spread(grid, [_fund_text(paper, fund, key, is_whole=not place) for key, _ in form.funds], 3, width)


def _fund_text(paper: Paper, fund: Fund, key: str, *, is_whole: bool) -> str:
    if key == "full":
        return paper.full if is_whole else "—"
    text: str = getattr(fund, key)
    return text


def _spread(grid: Grid, texts: Sequence[str], first: int, width: int) -> None:
    """A row of cells; the last takes the columns that are left."""
    for offset, text in enumerate(texts):
        is_last = offset == len(texts) - 1
        grid.label(first + offset, text, colspan=width - first - offset if is_last else 1)
    grid.next_row()


def _goals(grid: Grid, paper: Paper, width: int) -> None:
    half = (width - 1) // 2
    grid.label(0, "年度总体目标", rowspan=2)
    grid.label(1, "预期目标", colspan=half)
    grid.label(1 + half, "实际完成情况", colspan=width - 1 - half)
    grid.next_row()
    grid.put(1, paper.goals[0], colspan=half)
    grid.put(1 + half, paper.goals[1], colspan=width - 1 - half)
    grid.next_row()


def _rows(grid: Grid, paper: Paper, form: Form, width: int) -> None:
    grid.label(0, "绩效指标", rowspan=1 + len(paper.rows))
    grid.label(1, "一级指标")
    grid.label(2, "二级指标")
    _spread(grid, [header for _, header in form.columns], 3, width)
    level1 = merged([(row.level1,) for row in paper.rows])
    level2 = merged([(row.level1, row.level2) for row in paper.rows])
    for index, row in enumerate(paper.rows):
        for col, spans, text in ((1, level1, row.level1), (2, level2, row.level2)):
            if index in spans:
                grid.label(col, text, rowspan=spans[index])
        _spread(grid, [_row_text(row, key) for key, _ in form.columns], 3, width)


def _row_text(row: Row, key: str) -> str:
    if key == "sign" and not row.is_measured:
        return "定性"
    text: str = getattr(row, key)
    return text


def _total(grid: Grid, paper: Paper, form: Form, width: int) -> None:
    keys = [key for key, _ in form.columns]
    score = 3 + keys.index("score")
    points = 3 + keys.index("points") if "points" in keys else score
    first = min(points, score)
    grid.label(0, form.total, colspan=first)
    if points != score:
        grid.label(points, "100")
    grid.label(score, paper.total, colspan=width - score if score == 2 + len(keys) else 1)
    grid.next_row()
