"""Self-evaluation tables: the fund block. Total = parts, execution within the budget, rate and its score."""

import re
from collections.abc import Iterator

from xieshou.kernel.checks.figures import Figure, figure, figures, judge_rate, step
from xieshou.kernel.checks.report import MISMATCH, OK, QUESTION, ROUNDING, finding, sum_finding, table_name
from xieshou.kernel.exact import HUNDRED, ONE, Exact
from xieshou.kernel.reading import Finding, FindingVerdict, FundLine, ReadTable, TableKind
from xieshou.kernel.wording import NO_WORDS, Words

_TOTAL = re.compile("总额|合计|总计|资金总量")
_PART = re.compile("财政拨款|财政资金|结转|其他资金|其他|自有资金|单位资金|社会投入|银行贷款")
_NESTED = re.compile("^(?:其中[:：])?(?:中央|省|市|县|区|州|地方|上级|本级)")
_COLUMNS = {"initial": "年初预算数", "budget": "全年预算数", "executed": "全年执行数"}
_MOST_PER_CENT = Exact(1000)
_FULL_FROM = Exact(95, 100)


def total_row(table: ReadTable) -> FundLine | None:
    """The row of the whole: by its label, or the only row."""
    named = [row for row in table.funds if _TOTAL.search(row.row)]
    return named[0] if named else table.funds[0] if len(table.funds) == 1 else None


def part_rows(table: ReadTable) -> list[FundLine]:
    """The rows that make up the whole, without the rows that divide a part."""
    whole = total_row(table)
    rest = [row for row in table.funds if row is not whole]
    if table.kind is TableKind.DEPARTMENT_SELF:
        return rest
    return [row for row in rest if _PART.search(row.row) and not _NESTED.search(row.row)]


def check_funds(table: ReadTable) -> Iterator[Finding]:
    """SE-FUNDS, SE-OVERRUN, SE-RATE and SE-RATE-SCORE of one table."""
    if any(_is_shifted(row) for row in table.funds):
        return  # figures stand in columns that are not theirs: something else was read among them
    whole = total_row(table)
    tasks = list(_tasks(table))  # a department's form: its fund block is its main tasks
    for column in _COLUMNS if whole is not None and not tasks else ():
        yield from _sum(table, whole, column)
    yield from tasks
    for row in table.funds:
        if table.kind is not TableKind.DEPARTMENT_SELF:
            yield from _overrun(table, row)
        yield from _rate(table, row)
    if whole is not None:
        yield from _rate_score(table, whole)


def _sum(table: ReadTable, whole: FundLine | None, column: str) -> Iterator[Finding]:
    unit = table.amount_unit or ""
    value = figure(getattr(whole, column), unit) if whole else None
    parts = figures((getattr(row, column) for row in part_rows(table)), unit)
    if value is not None and parts:
        name = f"{table_name(table)} {_COLUMNS[column]}"
        yield sum_finding(
            "SE-FUNDS",
            name,
            value,
            parts,
            Words(f"{_COLUMNS[column]}总额与各来源", f"{_COLUMNS[column]}, whole and sources"),
        )


def _tasks(table: ReadTable) -> Iterator[Finding]:
    """The main tasks of a department's form: each column adds up to its last row."""
    whole = next((line for line in table.rows if _TOTAL.search(line.name[-6:]) and not line.code), None)
    if whole is None or table.kind is not TableKind.DEPARTMENT_SELF:
        return
    rest = [line for line in table.rows if line is not whole]
    for column in range(len(whole.values)):
        value = figure(whole.values[column], table.amount_unit or "")
        parts = figures((line.values[column] for line in rest if column < len(line.values)), table.amount_unit or "")
        if value is not None and parts:
            head = table.columns[column] if column < len(table.columns) else ""
            yield sum_finding(
                "SE-FUNDS",
                f"{table_name(table)} {head}",
                value,
                parts,
                Words(f"主要任务{head}合计", f"main tasks, {head}"),
            )


def _overrun(table: ReadTable, row: FundLine) -> Iterator[Finding]:
    unit = table.amount_unit or ""
    budget, executed = figure(row.budget, unit), figure(row.executed, unit)
    if budget is None or executed is None or not (budget.value or executed.value):
        return
    is_over = executed.value > budget.value
    text = Words(
        f"{row.row}：全年执行数 {executed} {'大于' if is_over else '不大于'}全年预算数 {budget}",
        f"{row.row}: spent {executed}, {'more' if is_over else 'no more'} than the budget {budget}",
    )
    verdict = MISMATCH if is_over else OK
    yield finding("SE-OVERRUN", verdict, executed.spot, table_name(table), str(executed), f"≤{budget}", text)


def _is_shifted(row: FundLine) -> bool:
    """Whether a figure cannot be what its column says: a rate above 1000 %, points or a score above a hundred."""
    limits = ((row.rate, _MOST_PER_CENT), (row.points, HUNDRED), (row.score, HUNDRED))
    return any(found.value > limit for cell, limit in limits if (found := figure(cell)))


def exact_rate(row: FundLine) -> Exact | None:
    """Executed ÷ budget as a ratio; None without a budget."""
    budget, executed = figure(row.budget), figure(row.executed)
    return executed.value / budget.value if budget and executed and budget.value else None


def as_percent(printed: Figure, rate: Exact) -> tuple[Figure, Exact]:
    """The printed rate and the exact one on the scale the rate was printed in: a ratio, or per cent."""
    in_percent = rate * HUNDRED
    is_percent = printed.unit == "%" or abs_gap(printed, in_percent) < abs_gap(printed, rate)
    return printed, in_percent if is_percent else rate


def abs_gap(printed: Figure, value: Exact) -> Exact:
    """How far a printed figure is from a value."""
    return printed.value - value if printed.value >= value else value - printed.value


def _rate(table: ReadTable, row: FundLine) -> Iterator[Finding]:
    printed, rate = figure(row.rate), exact_rate(row)
    if printed is None or rate is None:
        return
    printed, value = as_percent(printed, rate)
    verdict = judge_rate(printed, value)
    budget, executed = figure(row.budget), figure(row.executed)
    rate_text = f"{executed}÷{budget}={value.text()}{printed.unit}"
    text = Words(f"{row.row}：{rate_text}，公布 {printed}", f"{row.row}: {rate_text}, published {printed}")
    if verdict is MISMATCH:
        text += _other_base(row, printed)
    shown = value.rounded(max(printed.places, 2)).text() + printed.unit
    yield finding("SE-RATE", verdict, printed.spot, table_name(table), str(printed), shown, text)


def _other_base(row: FundLine, printed: Figure) -> Words:
    initial, executed = figure(row.initial), figure(row.executed)
    if not initial or not executed or not initial.value:
        return NO_WORDS
    _, value = as_percent(printed, executed.value / initial.value)
    is_it = value.rounded(printed.places) == printed.value
    told = Words(
        f"；{executed.text}÷{initial.text} 等于公布数，基数用了年初预算数而非全年预算数",
        f"; {executed.text}÷{initial.text} gives it: the initial budget was the base, not the budget of the year",
    )
    return told if is_it else NO_WORDS


def _rate_score(table: ReadTable, row: FundLine) -> Iterator[Finding]:
    points, score, rate = figure(row.points), figure(row.score), exact_rate(row)
    if points is None or score is None or rate is None or not points.value:
        return
    capped = rate if rate < ONE else ONE
    exact = (points.value * capped).rounded(max(score.places, 2))
    verdict, reason = _judge_score(points, score, capped, figure(row.rate))
    product = f"{points.text}×{capped.text()}={exact.text()}"
    text = Words(f"{product}，公布 {score.text}", f"{product}, published {score.text}") + reason
    yield finding("SE-RATE-SCORE", verdict, score.spot, table_name(table), score.text, exact.text(), text)


def _judge_score(points: Figure, score: Figure, rate: Exact, printed: Figure | None) -> tuple[FindingVerdict, Words]:
    exact = points.value * rate
    if exact.rounded(max(score.places, 2)) == score.value:
        return OK, NO_WORDS
    if exact.rounded(score.places) == score.value:
        return ROUNDING, Words(f"，保留 {score.places} 位小数", f", at {score.places} decimals")
    if (
        printed is not None
        and abs_gap(printed, rate) < step(printed.places)
        and rate_score(points, printed) == score.value
    ):
        return ROUNDING, Words(f"：先把执行率取成 {printed} 再计分", f": scored from the rate as printed, {printed}")
    hundredth = rate.rounded(4)
    if points.value * hundredth == score.value or points.value * rate.rounded(2) == score.value:
        return ROUNDING, Words("：先把执行率四舍五入再计分", ": the rate was rounded before scoring")
    if abs_gap(score, exact) <= step(max(score.places, 1)):
        return ROUNDING, Words("，尾数四舍五入可以解释", ", explained by rounding")
    if score.value == points.value and rate >= _FULL_FROM:
        return QUESTION, Words(
            "：执行率不到 100% 而得满分，须有本地评分办法",
            ": full marks below 100 % need a local rule",
        )
    return MISMATCH, NO_WORDS


def rate_score(points: Figure, printed: Figure) -> Exact:
    """The score from the rate as printed, a ratio or per cent."""
    is_percent = printed.unit == "%" or printed.value > Exact(2)
    return points.value * (printed.value / HUNDRED if is_percent else printed.value)
