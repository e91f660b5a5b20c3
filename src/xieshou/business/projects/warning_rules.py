"""Judging a running project by the rules: what the data say, the arithmetic, and whether the rule is broken.

What is not known is said to be unknown; a rule never takes missing data for zero.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from xieshou.business.projects.amounts import percent
from xieshou.business.projects.work_data import Rule
from xieshou.kernel.exact import HUNDRED, Exact


class Finding(StrEnum):
    """What a rule says."""

    RAISED = "raised"
    FINE = "fine"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class NodeFacts:
    """What is known of one node. `moved_on`: since when its percent is what it is; missing: never reported."""

    pk: int
    name: str
    starts_on: date | None
    ends_on: date
    percent: int | None
    reported_on: date | None
    moved_on: date | None
    done_on: date | None

    @property
    def is_done(self) -> bool:
        return self.percent == 100

    @property
    def shown(self) -> str:
        return "未报" if self.percent is None else f"{self.percent}%"


@dataclass(frozen=True)
class Facts:
    """What is known of one project. `spent`: share of the budget spent, per cent; missing: no data of money.

    `progress`: per cent, exact; missing: nothing reported. `acceptance_due`: the day, missing: not yet due by anything.
    """

    project_id: int
    is_running: bool
    starts_on: date | None
    progress: Exact | None
    spent: Exact | None
    acceptance_due: date | None
    acceptance_from: str = ""
    nodes: tuple[NodeFacts, ...] = field(default=())


@dataclass(frozen=True)
class Judgement:
    """One rule on one project, or on one of its nodes: the data used (label, value) and the arithmetic."""

    rule: Rule
    finding: Finding
    lines: tuple[tuple[str, str], ...]
    arithmetic: str
    node: NodeFacts | None = None


def judge(facts: Facts, rules: tuple[Rule, ...], today: date) -> list[Judgement]:
    """Every rule on the project, in order; a rule on nodes once for each node it concerns."""
    return [one for rule in rules for one in _JUDGES[rule.kind](rule, facts, today)]


def _days_rule(
    rule: Rule, node: NodeFacts | None, since: date, today: date, lines: tuple[tuple[str, str], ...]
) -> Judgement:
    """So many days since a day, against the most allowed."""
    days = (today - since).days
    is_raised = days > rule.days
    sign = ">" if is_raised else "≤"
    arithmetic = f"{today} − {since} = {days} 天 {sign} {rule.days} 天"
    return Judgement(rule, Finding.RAISED if is_raised else Finding.FINE, lines, arithmetic, node)


def _stalled(rule: Rule, facts: Facts, today: date) -> Iterator[Judgement]:
    for node in facts.nodes if facts.is_running else ():
        if node.moved_on is not None and not node.is_done:
            lines = (("节点", node.name), ("进度", node.shown), ("从何时起没有变化", f"{node.moved_on}"))
            yield _days_rule(rule, node, node.moved_on, today, lines)


def _deadline(rule: Rule, facts: Facts, today: date) -> Iterator[Judgement]:
    for node in facts.nodes if facts.is_running else ():
        if not node.is_done:
            lines = (("节点", node.name), ("计划完成", f"{node.ends_on}"), ("进度", node.shown))
            yield _days_rule(rule, node, node.ends_on, today, lines)


def _no_update(rule: Rule, facts: Facts, today: date) -> Iterator[Judgement]:
    if not facts.is_running or not facts.nodes:
        return
    reported = max((node.reported_on for node in facts.nodes if node.reported_on), default=None)
    begun = min((node.starts_on for node in facts.nodes if node.starts_on), default=facts.starts_on)
    if reported is not None:
        yield _days_rule(rule, None, reported, today, (("最近一次计入的报告", f"{reported}"),))
    elif begun is not None:
        yield _days_rule(rule, None, begun, today, (("最近一次计入的报告", "没有"), ("计划开始", f"{begun}")))
    else:
        yield Judgement(rule, Finding.UNKNOWN, (), "无法判断：没有报告，也没有登记开始日期")


def _money_ahead(rule: Rule, facts: Facts, _today: date) -> Iterator[Judgement]:
    yield from _gap(rule, facts, is_money_ahead=True)


def _work_ahead(rule: Rule, facts: Facts, _today: date) -> Iterator[Judgement]:
    yield from _gap(rule, facts, is_money_ahead=False)


def _gap(rule: Rule, facts: Facts, *, is_money_ahead: bool) -> Iterator[Judgement]:
    if not facts.is_running:
        return
    lines = (("支出进度", percent(facts.spent)), ("形象进度", percent(facts.progress)))
    if facts.spent is None:
        yield Judgement(rule, Finding.UNKNOWN, lines, "无法判断：没有预算数据")
    elif facts.progress is None:
        yield Judgement(rule, Finding.UNKNOWN, lines, "无法判断：没有进度数据")
    else:
        ahead, behind = (facts.spent, facts.progress) if is_money_ahead else (facts.progress, facts.spent)
        gap = ahead - behind
        is_raised = gap >= Exact(rule.points)
        sign = "≥" if is_raised else "<"
        arithmetic = f"{percent(ahead)} − {percent(behind)} = {gap.text(2)} 个百分点 {sign} {rule.points} 个百分点"
        yield Judgement(rule, Finding.RAISED if is_raised else Finding.FINE, lines, arithmetic)


def _acceptance(rule: Rule, facts: Facts, today: date) -> Iterator[Judgement]:
    if facts.acceptance_due is not None:
        lines = (("应验收日期", f"{facts.acceptance_due}"), ("依据", facts.acceptance_from))
        yield _days_rule(rule, None, facts.acceptance_due, today, lines)


_JUDGES: dict[str, Callable[[Rule, Facts, date], Iterator[Judgement]]] = {
    "stalled": _stalled,
    "deadline": _deadline,
    "no_update": _no_update,
    "money_ahead": _money_ahead,
    "work_ahead": _work_ahead,
    "acceptance_overdue": _acceptance,
}


def due_after(done_on: date, days: int) -> tuple[date, str]:
    """When a finished project's acceptance is due if nobody said so, and from what."""
    return done_on + timedelta(days=days), f"最后节点 {done_on} 完成，{days} 天内验收"


def per_cent(share: Exact) -> Exact:
    """A share as per cent."""
    return share * HUNDRED
