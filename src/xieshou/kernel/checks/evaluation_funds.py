"""Fund tables of evaluation reports: rates, uses, and what the chapters say of cost and of what was cancelled."""

import re
from collections.abc import Iterator, Sequence

from xieshou.kernel.checks.accounts_sheet import plain_name
from xieshou.kernel.checks.figures import Figure, distance, figure, judge_equal, judge_rate, percent, step
from xieshou.kernel.checks.mentions import Mention
from xieshou.kernel.checks.report import (
    MISMATCH,
    OK,
    QUESTION,
    ROUNDING,
    TEXT,
    finding,
    latest_before,
    sum_finding,
    table_name,
    with_text,
)
from xieshou.kernel.checks.story import Story, Told, key
from xieshou.kernel.exact import ONE, Exact
from xieshou.kernel.reading import AccountLine, Finding, FindingVerdict, ReadTable, TableKind
from xieshou.kernel.wording import Words

_ROWS = {
    "initial": re.compile("^年初预算"),
    "budget": re.compile("^全年预算|^调整后?预算|^预算(?:数|资金|金额)$"),
    "received": re.compile("^资金到位(?!率)|^(?:实际)?到位"),
    "executed": re.compile("^实际支出(?!率)|^支出数|^执行数|^全年执行"),
}
_RATES = (
    (re.compile("^预算执行率"), "executed", "budget"),
    (re.compile("^资金到位率|^到位率"), "received", "budget"),
    (re.compile("实际支出率|^支出率"), "executed", "received"),
)
_COST = re.compile("成本节约率(?:为|是|达)?[:：]?$")
_CANCELLED = re.compile("取消(?:了)?(?P<name>[一-龥]{3,10})(?:项目|活动)")


def fund_tables(story: Story) -> list[ReadTable]:
    """The fund tables of the reports in a file, those with the rows of a budget."""
    tables = [table for table in story.tables if table.kind is TableKind.EVALUATION_FUNDS]
    return [table for table in tables if _line(table, "executed")]


def _line(table: ReadTable, name: str) -> AccountLine | None:
    return next((line for line in table.rows if _ROWS[name].search(plain_name(line))), None)


def amount(table: ReadTable, name: str, column: int = 0) -> Figure | None:
    """A row's amount: initial, budget, received or executed."""
    line = _line(table, name)
    if line is None or column >= len(line.values):
        return None
    return figure(line.values[column], table.amount_unit or "万元", plain_name(line))


def check_funds_of_reports(story: Story) -> Iterator[Finding]:
    """EV-RATES, EV-USE, EV-COST and EV-CANCELLED."""
    tables = fund_tables(story)
    for table in tables:
        yield from _rates(table)
    uses = [table for table in story.tables if table.kind is TableKind.EVALUATION_FUNDS and table not in tables]
    for table in uses:
        yield from _use(table, latest_before(tables, table.spot))
    yield from _costs(story, tables)
    yield from _rate_scores(story, tables)
    for told in story.told:
        yield from _cancelled(told, uses)


def _rate_scores(story: Story, tables: Sequence[ReadTable]) -> Iterator[Finding]:
    """The item 预算执行率 and 资金到位率 of a score table: points × the rate of the fund table before it."""
    for table in story.tables:
        funds = latest_before(tables, table.spot) if table.kind is TableKind.EVALUATION_SCORE else None
        for item in table.items if funds else ():
            points, score = figure(item.points), figure(item.score)
            names = {"预算执行率": ("executed", "received"), "资金到位率": ("received", "budget")}.get(
                key(item.name.text)
            )
            if names and points and score and funds and not item.uncertain:
                yield from _rate_score(table, points, score, [amount(funds, name) for name in names])


def _rate_score(table: ReadTable, points: Figure, score: Figure, amounts: Sequence[Figure | None]) -> Iterator[Finding]:
    over, under = amounts
    if not over or not under or not under.value:
        return
    rate = over.value / under.value
    exact = points.value * (rate if rate < ONE else ONE)
    verdict = _score_verdict(points, score, rate, exact)
    rule = f"{points.text}×{over}÷{under}={exact.text(3)}"
    text = Words(f"{rule}，得分 {score.text}", f"{rule}, scored {score.text}")
    others = [over.spot, under.spot]
    yield finding("EV-RATES", verdict, score.spot, table_name(table), score.text, exact.text(2), text, others=others)


def _score_verdict(points: Figure, score: Figure, rate: Exact, exact: Exact) -> FindingVerdict:
    if exact.rounded(score.places) == score.value:
        return OK if score.places >= 2 or exact == score.value else ROUNDING
    cut = points.value * rate.rounded(2)
    return ROUNDING if cut == score.value or distance(exact, score.value) <= step(2) else MISMATCH


def _rates(table: ReadTable) -> Iterator[Finding]:
    for form, top, bottom in _RATES:
        line = next((one for one in table.rows if form.search(plain_name(one))), None)
        for column in range(len(line.values) if line else 0):
            printed = figure(line.values[column]) if line else None
            over, under = amount(table, top, column), amount(table, bottom, column)
            rate = percent(over.value, under.value) if over and under else None
            if printed and over and under and rate is not None:
                rule = f"{over}÷{under}={rate.text(2)}%"
                text = Words(f"{rule}，公布 {printed.text}", f"{rule}, published {printed.text}")
                verdict = judge_rate(printed, rate)
                yield finding("EV-RATES", verdict, printed.spot, table_name(table), printed.text, rate.text(2), text)


def _use(table: ReadTable, funds: ReadTable | None) -> Iterator[Finding]:
    whole = next((line for line in table.rows if plain_name(line) in ("合计", "总计")), None)
    rest = [line for line in table.rows if line is not whole]
    unit = table.amount_unit or "万元"
    if whole is None:
        return
    for column in range(len(whole.values)):
        value = figure(whole.values[column], unit)
        parts = [one for line in rest if column < len(line.values) and (one := figure(line.values[column], unit))]
        if value and parts:
            yield sum_finding("EV-USE", table_name(table), value, parts, Words("资金使用各项之和", "sum of the uses"))
    largest = max(
        (one for cell in whole.values if (one := figure(cell, unit))),
        key=lambda one: one.value.num * 100 // one.value.den,
        default=None,
    )
    spent = amount(funds, "executed") if funds else None
    if largest and spent:
        verdict = judge_equal(largest, spent, rounded=True)
        text = Words(
            f"资金使用合计 {largest}，资金投入表实际支出 {spent}",
            f"uses come to {largest}, the fund table spent {spent}",
        )
        yield finding(
            "EV-USE", verdict, largest.spot, table_name(table), str(largest), str(spent), text, others=[spent.spot]
        )


# --- cost ---


def _costs(story: Story, tables: Sequence[ReadTable]) -> Iterator[Finding]:
    bases: list[tuple[str, Mention]] = []
    for told in story.told:
        for rate in told.amounts:
            if rate.is_rate and _COST.search(told.before(rate)):
                found, base = _cost(told, rate, latest_before(tables, rate.spot))
                bases += [(base, rate)] if base else []
                yield from found
    names = {base for base, _ in bases}
    if len(names) > 1:
        rate = bases[-1][1]
        shown = "；".join(f"{one.text} 用{base}" for base, one in bases)
        text = Words(
            f"同一文件的成本节约率基数不一：{shown}", f"one file measures cost savings from several bases: {shown}"
        )
        yield finding("EV-COST", QUESTION, rate.spot, TEXT, shown, "", text, others=[one.spot for _, one in bases[:-1]])


def _cost(told: Told, rate: Mention, funds: ReadTable | None) -> tuple[list[Finding], str]:
    window = [one for one in told.window(rate) if one.is_money][-2:]
    if len(window) < 2:
        return [], ""
    plan, actual = window
    exact = percent(plan.value - actual.value, plan.value)
    if exact is None:
        return [], ""
    text = with_text(f"({plan.text}−{actual.text})÷{plan.text}={exact.text(2)}%", rate.text)
    own = finding("EV-COST", judge_rate(rate.printed, exact), rate.spot, TEXT, rate.text, exact.text(2) + "%", text)
    if funds is None:
        return [own], ""
    base = next(
        (
            word
            for name, word in (("initial", "年初预算数"), ("budget", "全年预算数"))
            if _same(plan, amount(funds, name))
        ),
        "",
    )
    return [_against(own, plan, actual, funds, base)], base


def _same(mention: Mention, cell: Figure | None) -> bool:
    return cell is not None and cell.unit == mention.scale + mention.unit and cell.value == mention.printed.value


def _against(own: Finding, plan: Mention, actual: Mention, funds: ReadTable, base: str) -> Finding:
    """The same with the fund table's amounts, when the actual cost is another there."""
    spent = amount(funds, "executed")
    if spent is None or _same(actual, spent) or spent.unit != actual.scale + actual.unit:
        return own
    rate = percent(plan.printed.value - spent.value, plan.printed.value)
    exact = f"{rate.text(2)}%" if rate else "—"
    text = Words(
        f"文中实际支出 {actual.text}，资金表实际支出 {spent}；按资金表成本节约率为 {exact}",
        f"spent {actual.text} in the text, {spent} in the fund table, by which the saving is {exact}",
    )
    budget = amount(funds, "budget")
    if budget and base == "年初预算数":
        other = percent(budget.value - spent.value, budget.value)
        else_ = f"{other.text(2)}%" if other else "—"
        text += Words(
            f"（基数为{base}；用全年预算数 {budget} 则为 {else_}）",
            f" (from {base}; from the budget of the year, {budget}, it is {else_})",
        )
    return finding(
        "EV-COST", MISMATCH, actual.spot, TEXT, actual.text, str(spent), text, related=[own], others=[spent.spot]
    )


# --- cancelled yet paid ---


def _cancelled(told: Told, uses: Sequence[ReadTable]) -> Iterator[Finding]:
    text = re.sub(r"\s", "", told.text)
    for found in _CANCELLED.finditer(text):
        name = key(found["name"])
        for table in uses:
            for line in table.rows:
                cells = [
                    one for value in line.values if (one := figure(value, table.amount_unit or "万元")) and one.value
                ]
                if key(line.name).endswith(name) and cells:
                    shown = Words(
                        f"文中“{found[0]}”，资金使用表“{plain_name(line)}”有支出 {cells[0]}",
                        f"text “{found[0]}”, the table of uses “{plain_name(line)}” spent {cells[0]}",
                    )
                    yield finding(
                        "EV-CANCELLED",
                        QUESTION,
                        cells[0].spot,
                        table_name(table),
                        str(cells[0]),
                        "",
                        shown,
                        others=[told.paragraph.spot],
                    )
