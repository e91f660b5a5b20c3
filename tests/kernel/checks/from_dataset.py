"""What a reader would give for the published report of Shenzhen for 2020, taken from the data set."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from xieshou.datasets import load_dataset
from xieshou.kernel.evaluation import (
    AccountRow,
    AccountTable,
    Chapters,
    Dataset,
    Evaluation,
    EvaluationKind,
    FundRow,
    FundRowKind,
    Indicator,
)
from xieshou.kernel.reading import (
    AccountLine,
    FundLine,
    IndicatorLine,
    ReadFile,
    ReadTable,
    ScoreLine,
    Seen,
    Spot,
    TableKind,
)
from xieshou.kernel.scheme import Item
from xieshou.schemes import load_scheme

_ROWS = {
    FundRowKind.TOTAL: "年度资金总额",
    FundRowKind.APPROPRIATION: "其中：当年财政拨款",
    FundRowKind.CARRYOVER: "上年结转资金",
    FundRowKind.OTHER: "其他资金",
}
_REPORT_ROWS = {"initial": "年初预算金额", "budget": "全年预算数", "received": "资金到位", "executed": "实际支出"}
_KINDS = {
    EvaluationKind.PROJECT_SELF: (TableKind.PROJECT_SELF, "项目支出绩效自评表"),
    EvaluationKind.DEPARTMENT: (TableKind.DEPARTMENT_SELF, "部门整体支出绩效目标完成情况自评表"),
}


@lru_cache(maxsize=1)
def shenzhen() -> ReadFile:
    """The whole report, without its running text."""
    dataset = load_dataset("shenzhen-2020")
    return ReadFile("shenzhen-2020.txt", tuple(_tables(dataset)))


def _tables(dataset: Dataset) -> Iterator[ReadTable]:
    for evaluation in dataset.evaluations:
        if evaluation.kind in _KINDS:
            yield _self_table(evaluation)
        if evaluation.kind is not EvaluationKind.PROJECT_SELF:
            yield _score_table(evaluation)
        if evaluation.chapters:
            yield from _report_tables(evaluation, evaluation.chapters)
    yield from map(_account, dataset.accounts)


def seen(text: str | None, line: int) -> Seen | None:
    """A cell, or None for nothing printed."""
    return None if text is None or text == "" else Seen(text, Spot(line=line, quote=text))


def _self_table(evaluation: Evaluation) -> ReadTable:
    kind, title = _KINDS[evaluation.kind]
    tasks = tuple(
        FundLine(
            task.name,
            Spot(line=task.line),
            budget=seen(task.budget, task.line),
            executed=seen(task.executed, task.line),
        )
        for task in evaluation.tasks
    )
    start = min([row.line for row in evaluation.funds] + [line.line for line in evaluation.indicators])
    goals = [
        cell
        for goal in evaluation.goals
        for cell in (seen(goal.expected, goal.line), seen(goal.actual, goal.line))
        if cell
    ]
    return ReadTable(
        kind,
        title,
        Spot(line=start),
        year=evaluation.year,
        name=seen(evaluation.name, start),
        unit_name=seen(evaluation.department, start),
        amount_unit="元",
        funds=tuple(map(_fund, evaluation.funds)) + tasks,
        indicators=tuple(map(_indicator, evaluation.indicators)),
        goals=tuple(goals),
        total=seen(evaluation.published.score, evaluation.published.line) if not tasks else None,
    )


def _fund(row: FundRow) -> FundLine:
    cells = {
        key: seen(getattr(row, key), row.line) for key in ("initial", "budget", "executed", "points", "rate", "score")
    }
    return FundLine(_ROWS[row.row], Spot(line=row.line), **cells)


def _indicator(line: Indicator) -> IndicatorLine:
    cells = {key: seen(getattr(line, key), line.line) for key in ("target", "actual", "points", "score", "note")}
    empty = IndicatorLine(line.level1, line.level2, Seen(line.name, Spot(line=line.line, quote=line.name)))
    return replace(
        empty,
        target=cells["target"],
        actual=cells["actual"],
        points=cells["points"],
        score=cells["score"],
        note=cells["note"],
    )


def _score_table(evaluation: Evaluation) -> ReadTable:
    is_department = evaluation.kind is EvaluationKind.DEPARTMENT
    items = {item.code: item for top in load_scheme(evaluation.scheme or "").items for item in _leaves(top)}
    lines = []
    for score in evaluation.scores:
        item = items[score.item]
        spot = Spot(line=score.line, quote=item.words.zh)
        lines.append(
            ScoreLine(
                (),
                Seen(item.words.zh, spot),
                Seen(item.points.text(), spot),
                _criteria(score.item, is_department),
                Seen(score.score, spot),
            )
        )
    published = evaluation.published
    return ReadTable(
        TableKind.DEPARTMENT_SCORE if is_department else TableKind.EVALUATION_SCORE,
        "部门整体支出绩效评分表" if is_department else "项目支出绩效评价指标体系评分表",
        Spot(line=lines[0].name.spot.line),
        year=evaluation.year,
        name=seen(evaluation.name, published.line),
        items=tuple(lines),
        total=seen(published.score, published.line),
        grade=seen(published.grade, published.line),
    )


def _leaves(item: Item) -> Iterator[Item]:
    yield item
    for child in item.items:
        yield from _leaves(child)


def _criteria(code: str, is_department: bool) -> str:
    """The one criteria text of the published table that is wrong."""
    return (
        "1.实现绩效目标全覆盖（8分）；2.没按要求编报的，一项扣1分，扣完为止。" if is_department and code == "A3" else ""
    )


def _report_tables(evaluation: Evaluation, chapters: Chapters) -> Iterator[ReadTable]:
    first = chapters.fund_table[0].line
    rows = [
        AccountLine(
            _REPORT_ROWS[row.row], Spot(line=row.line), values=(seen(row.total, row.line), seen(row.fiscal, row.line))
        )
        for row in chapters.fund_table
    ]
    rates = chapters.fund_rates
    if rates:
        named = {"预算执行率(%)": rates.execution, "资金到位率(%)": rates.received, "资金实际支出率(%)": rates.spent}
        rows += [
            AccountLine(name, Spot(line=rates.line), values=(seen(text, rates.line), seen(text, rates.line)))
            for name, text in named.items()
        ]
    name = seen(evaluation.name, first)
    yield ReadTable(
        TableKind.EVALUATION_FUNDS,
        "项目资金投入",
        Spot(line=first),
        year=evaluation.year,
        name=name,
        amount_unit="万元",
        rows=tuple(rows),
    )
    if chapters.use_table:
        yield _use_table(evaluation, chapters)
    if evaluation.indicators:
        lines = tuple(map(_indicator, evaluation.indicators))
        yield ReadTable(
            TableKind.EVALUATION_INDICATORS,
            "绩效目标及完成情况",
            Spot(line=evaluation.indicators[0].line),
            year=evaluation.year,
            name=name,
            indicators=lines,
        )


def _use_table(evaluation: Evaluation, chapters: Chapters) -> ReadTable:
    """The table has a row of totals: each column's is the amount spent where anything is."""
    start = chapters.use_table[0].line
    rows = [
        AccountLine(
            row.content,
            Spot(line=row.line),
            values=tuple(seen(cell, row.line) for cell in (row.total, row.fiscal, row.other, row.dedicated)),
        )
        for row in chapters.use_table
    ]
    spent = next(row.total for row in chapters.fund_table if row.row == "executed")
    columns = range(4)
    totals = tuple(seen(spent, start - 2) if _counts(rows, column) else None for column in columns)
    whole = AccountLine("合计", Spot(line=start - 2), values=totals)
    name = seen(evaluation.name, start)
    return ReadTable(
        TableKind.EVALUATION_FUNDS,
        "资金使用情况",
        Spot(line=start - 2),
        year=evaluation.year,
        name=name,
        amount_unit="万元",
        rows=(whole, *rows),
    )


def _counts(rows: Sequence[AccountLine], column: int) -> bool:
    return any((cell := row.values[column]) and cell.text not in ("", "0") for row in rows)


def _account(table: AccountTable) -> ReadTable:
    return ReadTable(
        TableKind.ACCOUNTS,
        table.title,
        Spot(line=table.line),
        number=table.table,
        year=table.year,
        unit_name=seen(table.department, table.line),
        amount_unit=table.unit,
        columns=table.columns,
        rows=tuple(map(_account_line, table.rows)),
        income=tuple(map(_account_line, table.income)),
        spending=tuple(map(_account_line, table.spending)),
        empty_statement=seen(table.empty_statement, table.line),
    )


def _account_line(row: AccountRow) -> AccountLine:
    return AccountLine(
        row.name, Spot(line=row.line), row.code, row.no, tuple(seen(value, row.line) for value in row.values)
    )
