"""The tables of an evaluation report: funds, use of funds, indicators, scores per chapter, the scoring table of the annex."""

from collections.abc import Iterator, Mapping, Sequence

from xieshou.documents.grid import Grid, merged, money
from xieshou.documents.layouts.score_lines import ScoreLine, grade_bands, grade_text, points_text
from xieshou.documents.table import Align, Caption, Kind, Table
from xieshou.kernel.evaluation import FundTableRow, Indicator, UseRow
from xieshou.kernel.exact import HUNDRED, Exact, total
from xieshou.kernel.scheme import Scheme
from xieshou.kernel.scorecard import Scorecard

UNIT = (Caption("", "单位：万元"),)
FUND_ROWS = {"initial": "年初预算金额", "budget": "全年预算数", "received": "资金到位", "executed": "实际支出"}
RATES = (  # label, row above the line, row below it
    ("预算执行率（%）", "executed", "budget"),
    ("资金到位率（%）", "received", "budget"),
    ("资金实际支出率（%）", "executed", "received"),
)
AMOUNTS = ("total", "fiscal", "central", "province", "city", "county")


def amounts(row: FundTableRow) -> tuple[str, ...]:
    """The six amounts of a row, in order of columns."""
    return row.total, row.fiscal, row.central, row.province, row.city, row.county


def fund_table(rows: Sequence[FundTableRow], notes: tuple[str, ...]) -> Table:
    """项目资金投入: four rows as published, three rates computed from them.

    The columns of fiscal money are there where a row divides its amount by them.
    """
    is_divided = any(any(amounts(row)[1:]) for row in rows)
    widths = (18, 14, 14, 14, 8, 8, 14, 10) if is_divided else (40, 30, 30)
    grid = Grid(len(widths))
    _fund_header(grid, is_divided=is_divided)
    places: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        places[row.row] = grid.row
        grid.label(0, FUND_ROWS[row.row], kind=Kind.VALUE)
        grid.label(1, f"({number})", kind=Kind.VALUE)
        for col, (name, amount) in enumerate(_shown(row, grid), start=2):
            grid.number(col, amount, money, ref=f"money.{row.row}.{name}")
        grid.next_row()
    _rates(grid, {row.row: row for row in rows}, places)
    header = 2 if is_divided else 1
    return Table("项目资金投入", widths, grid.cells(), captions=UNIT, header_rows=header, notes=notes)


def _shown(row: FundTableRow, grid: Grid) -> Sequence[tuple[str, str]]:
    """The amounts that have a column."""
    return list(zip(AMOUNTS, amounts(row), strict=True))[: grid.columns - 2]


def _fund_header(grid: Grid, *, is_divided: bool) -> None:
    for col, text in enumerate(("项目", "行次", "合计")):
        grid.header(col, text, rowspan=2 if is_divided else 1)
    if is_divided:
        grid.header(3, "财政资金", colspan=5)
        grid.next_row()
        grid.headers(("小计", "中央级", "省级", "市级", "区县转移"), 3)
    grid.next_row()


def _rates(grid: Grid, rows: Mapping[str, FundTableRow], places: Mapping[str, int]) -> None:
    order = {name: number for number, name in enumerate(places, start=1)}
    following = len(order)
    for label, above, below in RATES:
        if above not in rows or below not in rows:
            continue
        following += 1
        grid.label(0, label, kind=Kind.VALUE)
        grid.label(1, f"({following})=({order[above]})/({order[below]})", kind=Kind.VALUE)
        pairs = zip(_shown(rows[above], grid), _shown(rows[below], grid), strict=True)
        for col, ((name, over), (_name, under)) in enumerate(pairs, start=2):
            value = rate(over, under)
            text = value.text() if value else None
            grid.number(col, text, align=Align.RIGHT, ref=f"money.{above}/{below}.{name}")
            grid.ratio((grid.row, col), (places[above], col), (places[below], col), percent=True)
        grid.next_row()


def rate(above: str, below: str) -> Exact | None:
    """One amount as per cent of another, rounded to two decimals; None when either is missing or the lower is zero."""
    if not above or not below or not Exact.read(below):
        return None
    return (Exact.read(above) / Exact.read(below) * HUNDRED).rounded(2)


def use_table(rows: Sequence[UseRow], notes: tuple[str, ...]) -> Table:
    """资金使用情况, with the sums of its columns."""
    grid = Grid(5)
    grid.header(0, "项目支出内容", rowspan=2)
    grid.header(1, "实际支出数", colspan=3)
    grid.header(4, "财政资金专款专用数", rowspan=2)
    grid.next_row()
    grid.headers(("合计", "财政资金支出数", "其他资金支出数"), 1)
    grid.next_row()
    sums = grid.row
    grid.label(0, "合计")
    for col, value in enumerate(_column_sums(rows), start=1):
        grid.number(col, value, money, ref="use.total")
    for number, row in enumerate(rows):
        grid.next_row()
        grid.put(0, row.content)
        for col, figure in enumerate(_use_figures(row), start=1):
            grid.number(col, figure, money, ref=f"use.{number}")
    for col in range(1, 5):
        grid.sum((sums, col), [(row, col) for row in range(sums + 1, grid.row + 1)])
    return Table("资金使用情况", (26, 18, 20, 18, 18), grid.cells(), captions=UNIT, header_rows=2, notes=notes)


def _use_figures(row: UseRow) -> tuple[str, ...]:
    return row.total, row.fiscal, row.other, row.dedicated


def _column_sums(rows: Sequence[UseRow]) -> Iterator[str | None]:
    """The sum of each column; None for a column without a figure."""
    for column in zip(*map(_use_figures, rows), strict=True):
        figures = [Exact.read(figure) for figure in column if figure]
        yield total(figures).text() if figures else None


def indicator_table(indicators: Sequence[Indicator], notes: tuple[str, ...]) -> Table:
    """具体绩效目标及完成情况: targets and what was reached."""
    grid = Grid(5)
    grid.headers(("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值"))
    level1 = merged([(row.level1,) for row in indicators])
    level2 = merged([(row.level1, row.level2) for row in indicators])
    for index, indicator in enumerate(indicators):
        grid.next_row()
        for col, spans, text in ((0, level1, indicator.level1), (1, level2, indicator.level2)):
            if index in spans:
                grid.label(col, text, rowspan=spans[index])
        grid.put(2, indicator.name)
        grid.put(3, indicator.target, align=Align.CENTER, ref=f"target.{indicator.code}")
        grid.put(4, indicator.actual, align=Align.CENTER, ref=f"actual.{indicator.code}")
    return Table("绩效目标及完成情况", (8, 17, 35, 20, 20), grid.cells(), header_rows=1, notes=notes)


def chapter_scores(lines: Sequence[ScoreLine]) -> Table:
    """The scores of one first-level item, summed."""
    grid = Grid(4)
    grid.headers(("一级指标", "二级指标", "三级指标", "得分"))
    groups = merged([(line.group_code,) for line in lines])
    for index, line in enumerate(lines):
        grid.next_row()
        if index == 0:
            grid.label(0, f"{line.top.words.zh}\n{points_text(line.top.points)}", rowspan=len(lines))
        _group_and_item(grid, line, groups.get(index), first=1)
        grid.number(3, line.scored.awarded.text(), ref=f"score.{line.item.code}")
    grid.next_row()
    grid.label(0, "合计", colspan=3, kind=Kind.TOTAL)
    score = total([line.scored.awarded for line in lines]).text()
    grid.number(3, score, kind=Kind.TOTAL, ref=f"level.{lines[0].top.code}")
    grid.sum((grid.row, 3), [(row, 3) for row in range(1, grid.row)])
    return Table(f"{lines[0].top.words.zh}得分", (20, 32, 36, 12), grid.cells(), header_rows=1)


def _group_and_item(grid: Grid, line: ScoreLine, rows: int | None, first: int) -> None:
    """Second and third level with their points; an item without a second level takes both columns."""
    item = f"{line.item.words.zh}{points_text(line.item.points)}"
    if line.group is None:
        grid.put(first, item, colspan=2, align=Align.CENTER)
        return
    if rows:
        grid.label(first, f"{line.group.words.zh}{points_text(line.group.points)}", rowspan=rows)
    grid.put(first + 1, item, align=Align.CENTER)


def scoring_table(scheme: Scheme, card: Scorecard, lines: Sequence[ScoreLine], notes: tuple[str, ...]) -> Table:
    """The annex: every item with what is judged, the standard and the score."""
    grid = Grid(6)
    grid.headers(("一级指标", "二级指标", "三级指标", "指标解释", "指标说明", "得分"))
    tops = merged([(line.top.code,) for line in lines])
    groups = merged([(line.top.code, line.group_code) for line in lines])
    for index, line in enumerate(lines):
        grid.next_row()
        if index in tops:
            grid.label(0, f"{line.top.words.zh}\n{points_text(line.top.points)}", rowspan=tops[index])
        _group_and_item(grid, line, groups.get(index), first=1)
        grid.put(3, line.item.explanation)
        grid.put(4, line.standard)
        grid.number(5, line.scored.awarded.text(), ref=f"score.{line.item.code}")
    _annex_total(grid, scheme, card)
    widths, title = (8, 12, 17, 25, 40, 6), "项目支出绩效评价指标体系评分表"
    return Table("评分表", widths, grid.cells(), title, (Caption("附表 1"),), header_rows=1, notes=notes)


def _annex_total(grid: Grid, scheme: Scheme, card: Scorecard) -> None:
    grid.next_row()
    grid.label(0, "合计得分", colspan=5, kind=Kind.TOTAL)
    grid.number(5, card.published.text(), kind=Kind.TOTAL, ref="total")
    grid.sum((grid.row, 5), [(row, 5) for row in range(1, grid.row)])
    if grade_text(card):
        grid.next_row()
        grid.label(0, "等级", colspan=5, kind=Kind.TOTAL)
        grid.label(5, grade_text(card), kind=Kind.TOTAL)
    if grade_bands(scheme):
        grid.next_row()
        grid.put(0, grade_bands(scheme), colspan=6)
