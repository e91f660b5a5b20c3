"""部门整体支出绩效评分表: a department's score item by item, with what is judged and by what standard, as published."""

from collections.abc import Sequence

from xieshou.documents.document import Document, Section
from xieshou.documents.grid import Grid, merged
from xieshou.documents.layouts.score_lines import ScoreLine, grade_text, points_text, score_lines
from xieshou.documents.provenance import Provenance
from xieshou.documents.table import Align, Kind, Table
from xieshou.kernel.evaluation import Evaluation
from xieshou.kernel.scheme import Scheme
from xieshou.kernel.scorecard import Scorecard

TITLE = "部门整体支出绩效评分表"
WIDTHS = (8, 8, 11, 5, 28, 44, 6)
SCORE = 6


def department_scores(evaluation: Evaluation, scheme: Scheme, card: Scorecard, provenance: Provenance) -> Document:
    """The scoring table; the scores are those awarded, the standard is the scheme's rule in words."""
    section = Section((_table(evaluation, scheme, card, provenance),), landscape=True)
    return Document(f"{evaluation.department} {TITLE}", (section,))


def _table(evaluation: Evaluation, scheme: Scheme, card: Scorecard, provenance: Provenance) -> Table:
    grid = Grid(len(WIDTHS))
    grid.header(0, "评价指标", colspan=4)
    for col, text in enumerate(("指标说明", "评分标准", "分数"), start=4):
        grid.header(col, text, rowspan=2)
    grid.next_row()
    grid.headers(("一级指标", "二级指标", "三级指标", "分值"))
    grid.next_row()
    top = grid.row
    lines = score_lines(scheme, card)
    _items(grid, lines)
    _total(grid, card, top)
    notes = provenance.notes((evaluation.published.line, *(score.line for score in evaluation.scores)))
    return Table(TITLE, WIDTHS, grid.cells(), title=TITLE, header_rows=2, notes=notes)


def _items(grid: Grid, lines: Sequence[ScoreLine]) -> None:
    tops = merged([(line.top.code,) for line in lines])
    groups = merged([(line.top.code, line.group_code) for line in lines])
    for index, line in enumerate(lines):
        if index in tops:
            grid.label(0, f"{line.top.words.zh}\n{points_text(line.top.points)}", rowspan=tops[index])
        if line.group is not None and index in groups:
            grid.label(1, line.group.words.zh, rowspan=groups[index])
        wide = line.group is None
        grid.put(1 if wide else 2, line.item.words.zh, colspan=2 if wide else 1, align=Align.CENTER)
        grid.number(3, line.item.points.text())
        grid.put(4, line.item.explanation)
        grid.put(5, line.standard)
        grid.number(SCORE, line.scored.awarded.text(), ref=f"score.{line.item.code}")
        grid.next_row()


def _total(grid: Grid, card: Scorecard, top: int) -> None:
    grid.label(0, "综合评分", colspan=SCORE, kind=Kind.TOTAL)
    grid.number(SCORE, card.published.text(), kind=Kind.TOTAL, ref="total")
    grid.sum((grid.row, SCORE), [(row, SCORE) for row in range(top, grid.row)])
    grade = grade_text(card)
    if grade:
        grid.next_row()
        grid.label(0, "评分等级", colspan=SCORE, kind=Kind.TOTAL)
        grid.label(SCORE, grade, kind=Kind.TOTAL)
