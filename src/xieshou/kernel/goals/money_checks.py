"""Checks of direction and money: signs that reward the wrong thing, impossible rates, spending as output, loose costs."""

import re
from collections.abc import Iterator

from xieshou.kernel.checks.self_design import direction_fault, is_money, spending_fault
from xieshou.kernel.exact import HUNDRED, Exact
from xieshou.kernel.goals.finding import GoalFinding, Place
from xieshou.kernel.goals.reading import Declared
from xieshou.kernel.goals.severity import Severity
from xieshou.kernel.target import LOWER, TargetKind
from xieshou.kernel.wording import Words

# Rates that may pass 100 %: growth over a base, a return, and what is done of a plan.
_OPEN_RATE = re.compile("增|提高|提升|上升|升幅|回报|收益|利润|杠杆|完成率|达成率|完成比例|超额")


def check_direction(one: Declared) -> Iterator[GoalFinding]:
    """G-DIRECTION: a cost to be reached, an output not to be passed."""
    fault = direction_fault(one.row)
    is_rate_spent = spending_fault(one.row) is not None and not is_money(one.row)
    if fault is not None and not is_rate_spent:  # an execution rate is no cost at all, which G-SPENDING says
        yield one.found("G-DIRECTION", Place.TARGET, fault)


def check_rate(one: Declared) -> Iterator[GoalFinding]:
    """G-RATE-OVER: a share of more than 100 %, or of at least 100 %, which leaves only 100 %."""
    target = one.row.target
    low = target.low
    is_closed = low is not None and low.unit == "%" and not _OPEN_RATE.search(one.indicator.name)
    if low is None or not is_closed or target.kind not in (*LOWER, TargetKind.EQUAL):
        return
    share = Exact(*low.rational())
    if share > HUNDRED or (share == HUNDRED and target.kind is TargetKind.MORE_THAN):
        what = Words(f"“{target.text}”超过 100%，不可能达到", f"“{target.text}” is above 100% and cannot be reached")
        yield one.found("G-RATE-OVER", Place.TARGET, what, Severity.BLOCK)
    elif share == HUNDRED and target.kind is TargetKind.AT_LEAST:
        what = Words(f"“{target.text}”只有正好 100% 才达到", f"“{target.text}” is met by exactly 100% only")
        yield one.found("G-RATE-OVER", Place.TARGET, what)


def check_spending(one: Declared) -> Iterator[GoalFinding]:
    """G-SPENDING: money spent blocks, an execution rate is asked about."""
    fault = spending_fault(one.row)
    if fault is not None:
        yield one.found("G-SPENDING", Place.NAME, fault, Severity.BLOCK if is_money(one.row) else Severity.WARN)


def check_cost(one: Declared) -> Iterator[GoalFinding]:
    """G-COST-NO-CAP and G-COST-LOOSE."""
    if not one.is_cost:
        return
    target, text = one.row.target, one.indicator.target
    if target.kind in (TargetKind.QUALITATIVE, TargetKind.UNREADABLE, TargetKind.DATE):
        what = Words(f"成本指标的指标值“{text}”没有上限数额", f"the cost target “{text}” gives no limit")
        yield one.found("G-COST-NO-CAP", Place.TARGET, what)
        return
    limit, budget = target.high, one.sheet.budget
    if limit is None or budget is None or not is_money(one.row):
        return
    amount = Exact(*limit.in_unit("元").rational())
    if amount > budget:
        what = Words(
            f"上限 {limit}（{amount} 元）高于全年预算 {budget} 元",
            f"the limit {limit} ({amount} yuan) is above the year's budget of {budget} yuan",
        )
        yield one.found("G-COST-LOOSE", Place.TARGET, what)
