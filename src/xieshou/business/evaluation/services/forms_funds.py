"""The money of a form of the cycle: taken from the registered budgets and payments, never typed a second time.

Rows are plain data, as they are stored with the form: {"row", "initial_fen", "budget_fen", "executed_fen"}, in 分.
"""

import calendar
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from xieshou.business.evaluation.kernel_bridge import yuan
from xieshou.business.evaluation.models import GoalSet
from xieshou.business.funds import api as funds
from xieshou.kernel.exact import HUNDRED, Exact
from xieshou.kernel.scheme import Scheme

Row = dict[str, Any]
MISSING = "未提供"
_PER_YUAN, _PER_WAN = 100, 1_000_000
_QUARTERS = {"q1_cumulative": 3, "q2_cumulative": 6, "q3_cumulative": 9, "q4_cumulative": 12}
_PER = {"元": _PER_YUAN, "万元": _PER_WAN}
_PLACES = 4


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def fund_rows(goals: GoalSet, as_of: date) -> list[Row]:
    """The rows of the form as of a day; a kind of money that was never budgeted has no row, the total always has one."""
    if goals.project is None:
        return [_department_row(goals, as_of)]
    block = funds.fund_block(goals.project, goals.year, as_of)
    return [
        _row(one.kind.value, one.initial, one.budget, one.executed)
        for one in block
        if one.kind is funds.FundRowKind.TOTAL or one.budget is not None
    ]


def _row(kind: str, initial: int | None, budget: int | None, executed: int | None) -> Row:
    return {"row": kind, "initial_fen": initial, "budget_fen": budget, "executed_fen": executed}


def _department_row(goals: GoalSet, as_of: date) -> Row:
    """Everything budgeted and paid by the department and the units below it."""
    facts = funds.facts_of(_scope(goals))
    found = facts.figures(as_of)
    initial = sum(amount for _day, amount in facts.initial) if facts.initial else None
    return _row(funds.FundRowKind.TOTAL.value, initial, found.planned, found.paid)


def _scope(goals: GoalSet) -> funds.Scope:
    return funds.Scope(year=goals.year, owner_path=goals.owner_path)


def scope_of(goals: GoalSet) -> funds.Scope:
    """The money of the form: of the project's year, or of the department's with all below it."""
    return funds.Scope(year=goals.year, project=goals.project_id) if goals.project_id is not None else _scope(goals)


def total_row(rows: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    """年度资金总额; an empty row where there is none."""
    wanted = funds.FundRowKind.TOTAL.value
    return next((row for row in rows if row["row"] == wanted), _row(wanted, None, None, None))


def rate_of(row: Mapping[str, Any]) -> Exact | None:
    """执行率, exact: spent ÷ budget; None where one is missing or nothing was budgeted."""
    spent, budget = row.get("executed_fen"), row.get("budget_fen")
    return Exact(spent, budget) if isinstance(spent, int) and isinstance(budget, int) and budget else None


def rate_text(row: Mapping[str, Any]) -> str:
    """执行率 in per cent at two decimals; a dash where there is none."""
    rate = rate_of(row)
    return f"{(rate * HUNDRED).text(2)}%" if rate is not None else "—"


def shown_rows(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows with their names and rates, for a page."""
    labels = {one.value: label for one, label in FUND_LABELS.items()}
    return [{**row, "label": labels.get(str(row["row"]), row["row"]), "rate": rate_text(row)} for row in rows]


FUND_LABELS = {
    funds.FundRowKind.TOTAL: "年度资金总额",
    funds.FundRowKind.APPROPRIATION: "其中：当年财政拨款",
    funds.FundRowKind.CARRYOVER: "上年结转资金",
    funds.FundRowKind.OTHER: "其他资金",
}


def printed_rows(rows: Sequence[Mapping[str, Any]], points: str = "", score: str = "") -> list[Row]:
    """The rows as the official table prints them: rates as ratios, points and score in the row of the total alone."""
    found = []
    for row in rows:
        rate = rate_of(row)
        is_total = row["row"] == funds.FundRowKind.TOTAL.value
        known = {"rate": rate.text(_PLACES) if rate is not None else ""}
        if is_total:
            known |= {"points": points, "score": score}
        found.append({**row, **known})
    return found


def known_facts(goals: GoalSet, scheme: Scheme) -> dict[str, str]:
    """The facts of a department's scheme that the registered money tells, as text in the scheme's unit."""
    if goals.project is not None:
        return {}
    wanted = {name for name in scheme.facts if name in _QUARTERS or name in _AT_YEAR_END}
    if not wanted:
        return {}
    facts = funds.facts_of(_scope(goals))
    amounts = {name: facts.figures(month_end(goals.year, month)).paid for name, month in _QUARTERS.items()}
    at_end = facts.figures(date(goals.year, 12, 31))
    adjusted = funds.adjustments(_scope(goals), date(goals.year, 12, 31))
    initial = sum(amount for _day, amount in facts.initial) if facts.initial else None
    amounts |= {
        "budget_initial": initial,
        "budget_adjusted": at_end.planned,
        "adjustment_amount": adjusted.adjusted if initial is not None else None,
    }
    return {name: text for name in sorted(wanted) if (text := _in_unit(scheme, name, amounts.get(name))) is not None}


_AT_YEAR_END = frozenset({"budget_initial", "budget_adjusted", "adjustment_amount"})


def _in_unit(scheme: Scheme, name: str, amount_fen: int | None) -> str | None:
    """The amount in the unit and with the decimals that the scheme asks for; None where it is missing or asks for another."""
    fact = scheme.facts[name]
    per = _PER.get(fact.unit)
    if amount_fen is None or per is None:
        return None
    return f"{Exact(amount_fen, per).text(fact.places)} {fact.unit}"


def money_facts(rows: Sequence[Mapping[str, Any]], scheme: Scheme) -> dict[str, dict[str, str]]:
    """What must be told of the money to score it: amounts that are missing are told to be missing, never zero."""
    row = total_row(rows)
    names = {"initial": "initial_fen", "budget": "budget_fen", "executed": "executed_fen"}
    return {
        name: {"value": MISSING} for name, key in names.items() if name in scheme.facts and yuan(row.get(key)) is None
    }
