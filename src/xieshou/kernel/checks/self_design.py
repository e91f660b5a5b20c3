"""Self-evaluation tables: indicators that cannot measure what they should: unit, direction, year, sign, spending."""

import re
from collections.abc import Iterator
from dataclasses import replace

from xieshou.kernel.checks.evidence import evidence, is_told_with_score
from xieshou.kernel.checks.figures import MONEY_SCALE, figure
from xieshou.kernel.checks.indicator import Row, rows, spot_quote
from xieshou.kernel.checks.report import QUESTION, finding, gathered, joined, table_name
from xieshou.kernel.checks.self_funds import total_row
from xieshou.kernel.checks.self_scores import full_marks
from xieshou.kernel.checks.self_year import other_year
from xieshou.kernel.comparison import Reason
from xieshou.kernel.quantity import Quantity
from xieshou.kernel.reading import Finding, FindingVerdict, ReadTable
from xieshou.kernel.target import LOWER, TargetKind
from xieshou.kernel.text import normalise
from xieshou.kernel.units import find_unit, is_time
from xieshou.kernel.wording import Words

SAVING = re.compile("节约|降低|下降|节省|结余|压减|减少|缩减")
_LIMITED = re.compile("接待|会议|出国|公车|用车|三公|人数控制|编制|控制")
_SPENDING = re.compile(
    "(?:经费|资金|预算|项目|准备金|支出)?(?:执行率|使用率|支出率|支付率|支付进度|执行数|执行金额|支出金额|支出额)$"
)
_MONEY_SPENT = re.compile("(?:资金|经费|预算).{0,6}(?:支出|投入|拨付|执行|使用)|(?:支出|执行)(?:数|额|金额|总额)")
_SYMBOL = re.compile("[≥≤<>]")


def check_design(table: ReadTable) -> Iterator[Finding]:
    """SE-UNIT, SE-SIGN, SE-DIRECTION, SE-SPENDING, SE-YEAR and SE-EVIDENCE of one table."""
    read = rows(table)
    lacking, spending = [], []
    for row in read:
        year = list(_year(row))
        yield from year
        if not year:
            yield from _unit(row)
        yield from _sign(row)
        spent = list(_spending(row))
        spending += spent
        if not spent:
            yield from _direction(row)
        own = None if is_told_with_score(row) else evidence(row)
        lacking += [own] if own else []
    names = "、".join(f"“{one.published}”" for one in lacking)
    count = len(lacking)
    many = gathered(
        lacking,
        Words(f"{count} 处写明佐证材料缺失或不足：{names}", f"evidence is said to be lacking in {count}: {names}"),
    )
    head = Words("以支出额或执行率作指标：", "spending or its rate as an indicator: ")
    spent_all = gathered(spending, head + joined(spending))
    yield from (one for one in (many, spent_all) if one)


def _unit(row: Row) -> Iterator[Finding]:
    reason = row.comparison.reason
    if not _is_measured(row) or reason not in (Reason.UNITS_DIFFER, Reason.KINDS_DIFFER, Reason.PERIODS_DIFFER):
        return
    if reason is Reason.KINDS_DIFFER and row.target.kind is TargetKind.QUALITATIVE:
        return
    target, actual = spot_quote(row.line.target), spot_quote(row.line.actual)
    text = Words(
        f"目标“{target}”与完成值“{actual}”单位或性质不同，不能比较",
        f"target “{target}” and actual value “{actual}” differ in unit or kind and cannot be compared",
    )
    yield _one(row, "SE-UNIT", QUESTION, spot_quote(row.line.actual), text)


def _is_measured(row: Row) -> bool:
    return row.target.kind is not TargetKind.NOT_APPLICABLE and row.actual.quantity is not None


def _sign(row: Row) -> Iterator[Finding]:
    if not (row.comparison.copied_sign or row.comparison.reason is Reason.COPIED_SIGN):
        return
    if not _SYMBOL.search(normalise(spot_quote(row.line.actual))):
        return  # `至少每月更新 1 次` states a practice
    target, actual = spot_quote(row.line.target), spot_quote(row.line.actual)
    text = Words(
        f"完成值“{actual}”带比较符号，目标“{target}”，不是实测数",
        f"actual value “{actual}” carries a sign like the target “{target}”; it is no measured figure",
    )
    yield _one(row, "SE-SIGN", QUESTION, spot_quote(row.line.actual), text)


def _direction(row: Row) -> Iterator[Finding]:
    text = direction_fault(row)
    if text is not None:
        yield _one(row, "SE-DIRECTION", QUESTION, spot_quote(row.line.target), text)


def direction_fault(row: Row) -> Words | None:
    """Why the sign of a target rewards the wrong thing; None when it does not. Asked of declared goals too."""
    level, target = row.line.level2, spot_quote(row.line.target)
    if "成本" in level and row.target.kind in LOWER and not SAVING.search(row.name):
        return Words(
            f"成本指标的目标是“{target}”，花得越多越达标，或这不是成本",
            f"the target of a cost indicator is “{target}”: spending more reaches it, or it is no cost",
        )
    if _is_output(level) and _is_upper(row) and not row.less_is_better and not _LIMITED.search(row.name):
        return Words(
            f"{level}的目标是“{target}”，完成得越少越达标",
            f"the target of {level} is “{target}”: doing less reaches it",
        )
    return None


def _is_output(level: str) -> bool:
    return any(word in level for word in ("数量", "质量"))


def _is_upper(row: Row) -> bool:
    bound = row.target.high
    is_limit = row.target.kind in (TargetKind.AT_MOST, TargetKind.LESS_THAN)
    return is_limit and isinstance(bound, Quantity) and not is_time(bound.unit) and bound.digits != 0


def _spending(row: Row) -> Iterator[Finding]:
    text = spending_fault(row)
    if text is not None:
        yield _one(row, "SE-SPENDING", QUESTION, spot_quote(row.line.target), text)
    elif not _may_be_spending(row):
        yield from _loose_limit(row)


def _may_be_spending(row: Row) -> bool:
    level = row.line.level2
    is_level = "成本" in level or "数量" in level or "质量" in level
    kinds = LOWER if "成本" in level else (*LOWER, TargetKind.EQUAL)  # `100 万元` under 成本指标 is a limit
    return is_level and row.target.kind in kinds


def spending_fault(row: Row) -> Words | None:
    """Why an output or cost to be reached is only money spent, or the execution rate; None when it is not."""
    level, name = row.line.level2, normalise(row.name)
    is_amount = is_money(row) and bool(_MONEY_SPENT.search(name))
    is_spent = is_amount or (_SPENDING.search(name) and not SAVING.search(name))
    if not _may_be_spending(row) or not is_spent:
        return None
    target = spot_quote(row.line.target)
    return Words(
        f"{level}“{row.name}”目标“{target}”，是花了多少钱，不是产出或成本控制",
        f"{level} “{row.name}”, target “{target}”: it is money spent, no output and no limit of cost",
    )


def _loose_limit(row: Row) -> Iterator[Finding]:
    """A cost limit above the budget, when the indicator's actual is the amount spent: it limits nothing."""
    whole = total_row(row.table)
    budget, executed = (figure(whole.budget), figure(whole.executed)) if whole else (None, None)
    limit, reached, unit = row.target.high, row.actual.quantity, row.table.amount_unit
    if not (budget and executed and limit and reached) or unit not in MONEY_SCALE or not is_money(row):
        return
    if not reached.converts_to(limit):
        return
    if not Quantity.parse(executed.value.text() + unit).is_same_amount(reached):
        return
    if limit > Quantity.parse(budget.value.text() + unit):
        text = Words(
            f"“{row.name}”上限 {limit}，高于全年预算数 {budget.text}{unit}，而完成值就是执行数，没有约束作用",
            f"“{row.name}”: the limit {limit} is above the budget {budget.text}{unit} and the actual value is what was "
            "spent: it limits nothing",
        )
        yield _one(row, "SE-SPENDING", QUESTION, spot_quote(row.line.target), text)


def is_money(row: Row) -> bool:
    """Whether the target is an amount of money."""
    amount = row.target.amount
    unit = find_unit(amount.unit) if amount else None
    return unit is not None and unit.dimension == "money"


def _year(row: Row) -> Iterator[Finding]:
    found = other_year(row)
    if found is not None:
        below = full_marks(row)  # a target of last year is missed for that reason
        one = _other_year(row, *found)
        yield replace(one, related=(below,)) if below else one


def _other_year(row: Row, verdict: FindingVerdict, year: str) -> Finding:
    target, actual = spot_quote(row.line.target), spot_quote(row.line.actual)
    text = Words(
        f"评价 {row.table.year} 年，目标“{target}”、完成值“{actual}”却是 {year}的",
        f"{row.table.year} is evaluated; target “{target}” and actual value “{actual}” are of {year.removesuffix(' 年')}",
    )
    return _one(row, "SE-YEAR", verdict, target, text)


def _one(row: Row, code: str, verdict: FindingVerdict, published: str, text: Words) -> Finding:
    table, spot = table_name(row.table), row.line.name.spot
    named = Words("", "") if "“" in text.zh[:2] else Words(f"“{row.name}”：", f"“{row.name}”: ")
    return finding(code, verdict, spot, table, published, "", named + text)
