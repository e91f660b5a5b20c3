"""The money of the year: sources, initial budgets, approved changes, receipts, payments that add up to the fen.

Days, document numbers and vouchers are not published: they say so, and count as 演示数据.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from xieshou.business.funds import api as funds
from xieshou.config.demo_year.cast import Cast, approve
from xieshou.config.demo_year.entering import NOT_TOLD, project_of
from xieshou.config.demo_year.published import DEMO, UNPUBLISHED, Subject, Year, fen, rows

NO_NUMBER = f"{UNPUBLISHED}文号"
GENERAL, FUND, CARRIED = (
    "2020 年部门预算（专项资金以外的各项）",
    "2020 年市扶贫合作专项资金（当年财政拨款）",
    "2019 年结转的市扶贫合作专项资金",
)
FUND_KEY = "fund"
USES = {"exchange": "exchange-evaluation"}  # project → the evaluation whose report prints what was spent on what
HALF_OF_100_YUAN = 5_000  # 分
APPROPRIATION, CARRYOVER = "appropriation", "carryover"
_RULE = "补录往年的支付和调整，逐级审批过程公开文本未载"


def register(year: Year, cast: Cast) -> str:
    """All the year's money; a project that has its payments is left alone."""
    _rules(cast)
    sources = _sources(year, cast)
    for subject in year.subjects:
        _of_project(year, cast, subject, sources)
    paid = sum(one.amount_fen for one in funds.Payment.objects.filter(owner=cast.office, state="paid", is_demo=True))
    return f"预算、调整和支付：支付合计 {paid // 100:,}.{paid % 100:02d} 元（与公布的各项任务执行数合计一致）"


def _rules(cast: Cast) -> None:
    if not funds.has_rule(cast.office):
        flows = {"payment_flow": "two-step", "change_flow": "two-step"}
        funds.rule_set(actor=cast.leader, owner=cast.office, reason=f"{_RULE}（{DEMO}）", is_demo=True, **flows)


def _sources(year: Year, cast: Cast) -> dict[str, funds.FundSource]:
    general = [one for one in year.subjects if one.key != FUND_KEY]
    fund = rows(next(one for one in year.own if one.key == FUND_KEY))
    amounts = {
        GENERAL: (sum(_in_force(one) for one in general), year.source(1530)),
        FUND: (fen(fund[APPROPRIATION].budget), year.source(fund[APPROPRIATION].line)),
        CARRIED: (fen(fund[CARRYOVER].budget), year.source(fund[CARRYOVER].line)),
    }
    return {name: _source(year, cast, name, amount, where) for name, (amount, where) in amounts.items()}


def _source(year: Year, cast: Cast, name: str, amount: int, where: str) -> funds.FundSource:
    found = funds.FundSource.objects.filter(owner=cast.money_office, year=year.year, name=name).first()
    return found or funds.source_create(
        actor=cast.head,
        owner=cast.money_office,
        place=cast.place,
        is_other_line=True,
        is_demo=True,
        year=year.year,
        level="city",
        name=name,
        document_number=NO_NUMBER,
        amount_fen=amount,
        permitted_use=UNPUBLISHED,
        categories=[],
        note=where,
    )


def _in_force(subject: Subject) -> int:
    if subject.task is not None:
        return max(fen(subject.task.budget), fen(subject.task.executed))
    return fen(rows(subject)["total"].budget)


@transaction.atomic
def _of_project(year: Year, cast: Cast, subject: Subject, sources: dict[str, funds.FundSource]) -> None:
    project = project_of(year, subject)
    assert project is not None
    if funds.ProjectBudget.objects.filter(project=project, year=year.year).exists():
        return
    for row, initial, in_force, executed in _amounts(subject):
        source = sources[{CARRYOVER: CARRIED}.get(row, FUND if subject.key == FUND_KEY else GENERAL)]
        budget = funds.budget_set(
            actor=cast.head, project=project, year=year.year, initial_fen=initial, source=source, row=row, is_demo=True
        )
        _change(year, cast, budget, in_force - initial)
        if subject.key in year.received:
            funds.receipt_add(
                actor=cast.head,
                source=source,
                received_on=year.received_on,
                amount_fen=in_force,
                budget=budget,
                note=f"到位率 100%；到账日期{NOT_TOLD}",
            )
        for number, part in enumerate(_parts(year, subject, row, executed), 1):
            _pay(cast, budget, part, f"{subject.key}-{row}-{number}")


def _amounts(subject: Subject) -> Iterator[tuple[str, int, int, int]]:
    """Row, initial, in force, executed, in 分; a kind of money that the project had none of is not registered."""
    if subject.task is not None:
        yield APPROPRIATION, fen(subject.task.budget), _in_force(subject), fen(subject.task.executed)
        return
    for row in (APPROPRIATION, CARRYOVER):
        held = rows(subject)[row]
        if fen(held.budget):
            yield row, fen(held.initial), fen(held.budget), fen(held.executed)


def _change(year: Year, cast: Cast, budget: funds.ProjectBudget, amount: int) -> None:
    """What lies between the initial budget and the one in force; its day, reason and number are not published."""
    if not amount:
        return
    change = funds.change_ask(
        actor=cast.handler,
        budget=budget,
        kind="increase" if amount > 0 else "decrease",
        amount_fen=abs(amount),
        changed_on=year.changed_on,
        reason=f"公布的全年预算数与年初预算数之差；调整理由、日期{NOT_TOLD}",
        basis=NO_NUMBER,
        is_demo=True,
    )
    approve(cast.head, change, NOT_TOLD)


@dataclass(frozen=True)
class Part:
    """One payment: its day, 分, what for."""

    day: date
    amount: int
    purpose: str = f"全年执行数；逐笔支付{UNPUBLISHED}"


def _parts(year: Year, subject: Subject, row: str, executed: int) -> Iterator[Part]:
    """One payment at the end of the third quarter, or one for each published use; the project that fills up the quarters
    has its part in each."""
    last = year.quarters[-1].ends_on
    if subject.key == year.filled_by and row == APPROPRIATION:
        before = 0
        for quarter in year.quarters[:-1]:
            yield Part(quarter.ends_on, quarter.cumulative_fen - before)
            before = quarter.cumulative_fen
        yield Part(last, executed - before)
    elif uses := _uses(year, subject, executed):
        yield from (Part(last, amount, content) for content, amount in uses)
    elif executed:
        yield Part(last, executed)


def _uses(year: Year, subject: Subject, executed: int) -> list[tuple[str, int]]:
    """What the money was spent on, where the evaluation's report prints it so that it comes to what was spent.

    It is printed in 万元 with two decimals: what rounding left over stands with the largest use.
    """
    report = USES.get(subject.key, "")
    told = year.evaluation(report).chapters if report else None
    uses = [(one.content, fen(one.total, "万元")) for one in told.use_table if one.total] if told is not None else []
    left = executed - sum(amount for _content, amount in uses)
    if not uses or abs(left) > len(uses) * HALF_OF_100_YUAN:
        return []
    largest = max(uses, key=lambda one: one[1])
    return [(content, amount + left if (content, amount) == largest else amount) for content, amount in uses]


def _pay(cast: Cast, budget: funds.ProjectBudget, part: Part, number: str) -> None:
    payment = funds.payment_draft(
        actor=cast.handler,
        budget=budget,
        amount_fen=part.amount,
        purpose=part.purpose,
        payee_name=UNPUBLISHED,
        is_demo=True,
    )
    payment = funds.payment_waive(
        actor=cast.head, payment=payment, opened_version=payment.version, reason=f"补录往年支付；项目进度{NOT_TOLD}"
    )
    funds.payment_submit(actor=cast.handler, payment=payment)
    approve(cast.head, payment, NOT_TOLD)
    payment.refresh_from_db()
    funds.payment_register(
        actor=cast.head, payment=payment, paid_on=part.day, voucher=f"凭证号{UNPUBLISHED}-{number}（{DEMO}）"
    )
