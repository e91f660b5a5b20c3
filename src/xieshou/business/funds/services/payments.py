"""Payments: asked for, stopped or sent on their way, paid, taken back."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from xieshou.business.funds import approvals, stops
from xieshou.business.funds.amounts import yuan
from xieshou.business.funds.models import Payment, PaymentState, ProjectBudget
from xieshou.business.funds.services.changes import locked
from xieshou.business.funds.services.checks import above_zero, allow, needed, not_in_future, voucher_number
from xieshou.business.projects.api import warnings_refresh
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit
from xieshou.platform.workflow.api import Matter, MatterState

FIELDS = {
    "budget": "预算",
    "contract": "合同",
    "milestone": "对应节点",
    "amount_fen": "金额",
    "purpose": "用途",
    "payee_name": "收款单位",
}
IN_HAND = (PaymentState.DRAFT, PaymentState.ASKED, PaymentState.APPROVED)


@transaction.atomic
def payment_draft(*, actor: User | None, budget: ProjectBudget, is_demo: bool = False, **asked: Any) -> Payment:
    """A request that is not sent yet; the stops are shown, none refuses."""
    payment = Payment(
        project=budget.project,
        budget=budget,
        asked_by=actor,
        owner=budget.owner,
        place=budget.place,
        owner_path=budget.owner_path,
        place_path=budget.place_path,
        is_demo=is_demo,
        **asked,
    )
    allow(actor, Permission.PAYMENT_ASK, payment)
    locked(budget)
    if found := _problems(payment):
        raise Invalid(*found)
    payment.save()
    audit.record(actor=actor, action="payment.draft", target=payment)
    return payment


def _problems(payment: Payment) -> list[Problem]:
    found = [*above_zero(payment.amount_fen, "金额"), *needed(vars(payment), purpose="用途")]
    if payment.contract is not None and payment.contract.project_id != payment.budget.project_id:
        found.append(Problem("不是这个项目的合同", "合同"))
    if payment.milestone is not None and payment.milestone.project_id != payment.budget.project_id:
        found.append(Problem("不是这个项目的节点", "对应节点"))
    return found + _asked_twice(payment)


def _asked_twice(payment: Payment) -> list[Problem]:
    """The same request in hand already: sent by a second click, or by two people of one unit."""
    alike = {"contract": payment.contract, "amount_fen": payment.amount_fen, "payee_name": payment.payee_name}
    rows = Payment.objects.filter(budget=payment.budget, purpose=payment.purpose, state__in=IN_HAND, **alike)
    twin = rows.exclude(pk=payment.pk).first()
    if twin is None:
        return []
    told = f"已有同样的申请（编号 {twin.pk}，{twin.get_state_display()}）：{yuan(twin.amount_fen)}，{twin.purpose}"
    return [Problem(told, "用途", remedy="不用再报；确是另一笔的，在用途里写明区别，例如第几期")]


@transaction.atomic
def payment_edit(*, actor: User, payment: Payment, opened_version: int, **asked: Any) -> Payment:
    """Changes a request that is not sent; a waiver given for it before is void."""
    allow(actor, Permission.PAYMENT_ASK, payment)
    _in_state(payment, PaymentState.DRAFT, PaymentState.REFUSED, doing="修改")
    bump(payment, opened_version)
    before = _reading(payment)
    for field, value in asked.items():
        setattr(payment, field, value)
    payment.override_because, payment.override_by = "", None
    payment.state, payment.asked_by = PaymentState.DRAFT, actor
    payment.project = payment.budget.project
    if found := _problems(payment):
        raise Invalid(*found)
    payment.save()
    changes = audit.changed_fields(before, _reading(payment), FIELDS)
    audit.record(actor=actor, action="payment.edit", target=payment, changes=changes)
    return payment


def _reading(payment: Payment) -> dict[str, Any]:
    """What is asked for as a person reads it."""
    return {field: getattr(payment, field) for field in FIELDS} | {"amount_fen": yuan(payment.amount_fen)}


def _in_state(payment: Payment, *allowed: PaymentState, doing: str) -> None:
    if payment.state in allowed:
        return
    words = "、".join(str(state.label) for state in allowed)
    raise Invalid(Problem(f"拨付现在是“{payment.get_state_display()}”，不能{doing}", "拨付", words))


@transaction.atomic
def payment_waive(*, actor: User, payment: Payment, opened_version: int, reason: str) -> Payment:
    """A decider lets a request pass the stop on progress. The stops on budget, contract and use cannot be waived."""
    allow(actor, Permission.PAYMENT_DECIDE, payment)
    _in_state(payment, PaymentState.DRAFT, doing="放行")
    bump(payment, opened_version)
    if not reason.strip():
        raise Invalid(Problem("不能为空", "放行理由"))
    payment.override_because, payment.override_by = reason.strip(), actor
    payment.save()
    audit.record(actor=actor, action="payment.waive", target=payment, reason=reason)
    return payment


@transaction.atomic
def payment_submit(*, actor: User, payment: Payment, opened_version: int | None = None) -> Payment:
    """Sends a request into approval. Whatever stops it is told at once, with its arithmetic, and nothing is sent.

    The budget and the contract are held meanwhile, so that two requests together never exceed either. What is sent is
    the request as it is stored; `opened_version`: as the sender saw it, missing: as it is now.
    """
    payment = _held(payment)
    allow(actor, Permission.PAYMENT_ASK, payment)
    _in_state(payment, PaymentState.DRAFT, doing="提交")
    bump(payment, payment.version if opened_version is None else opened_version)
    if payment.contract is not None:
        payment.contract = type(payment.contract).objects.select_for_update(of=("self",)).get(pk=payment.contract.pk)
    judged = stops.stops_of(payment)
    if found := stops.refusals(judged):
        raise Invalid(*found)
    payment.stops = [stop.packed() for stop in judged]
    payment.state = PaymentState.ASKED
    payment.save()
    audit.record(actor=actor, action="payment.ask", target=payment, reason=payment.override_because)
    approvals.send(
        actor=actor,
        record=payment,
        kind=approvals.PAYMENT,
        title=f"拨付 {yuan(payment.amount_fen)}：{payment}",
        amount_fen=payment.amount_fen,
        summary="\n".join(f"{stop.title}：{line}" for stop in judged for line in stop.lines),
    )
    return payment


@transaction.atomic
def payment_ask(*, actor: User, budget: ProjectBudget, is_demo: bool = False, **asked: Any) -> Payment:
    """Draws up a request and sends it; when something stops it, nothing is kept."""
    payment = payment_draft(actor=actor, budget=budget, is_demo=is_demo, **asked)
    return payment_submit(actor=actor, payment=payment)


def ended(matter: Matter, actor: User | None) -> None:
    """What the end of the approval does to the payment; called in the same transaction."""
    payment = Payment.objects.select_related("owner", "place", "project").get(pk=matter.object_id)
    if payment.state != PaymentState.ASKED:
        return
    states = {MatterState.APPROVED: PaymentState.APPROVED, MatterState.WITHDRAWN: PaymentState.DRAFT}
    _move(payment, states.get(MatterState(matter.state), PaymentState.REFUSED), actor, "payment.end")


def _move(payment: Payment, state: PaymentState, actor: User | None, action: str, reason: str = "") -> None:
    before = payment.get_state_display()
    payment.state = state
    payment.version += 1
    payment.save()
    change = audit.Change("状态", str(before), str(state.label))
    audit.record(actor=actor, action=action, target=payment, changes=[change], reason=reason)


@transaction.atomic
def payment_register(*, actor: User | None, payment: Payment, paid_on: date, voucher: str) -> Payment:
    """The money went out: on a day, with a voucher that no other payment of the same unit bears."""
    allow(actor, Permission.PAYMENT_DECIDE, payment)
    payment, voucher = _held(payment), voucher_number(voucher)
    _in_state(payment, PaymentState.APPROVED, doing="登记支付")
    if found := registration_problems(payment, paid_on, voucher) + stops.refusals_when_paid(payment):
        raise Invalid(*found)
    payment.paid_on, payment.voucher = paid_on, voucher.strip()
    try:
        with transaction.atomic():
            _move(payment, PaymentState.PAID, actor, "payment.register", f"凭证 {voucher.strip()}，{paid_on}")
    except IntegrityError as error:
        raise Invalid(_twin(payment)) from error
    _judge_again(payment)
    return payment


def _judge_again(payment: Payment) -> None:
    """The project's warnings compare money with progress: they follow at once, not overnight."""
    warnings_refresh(project_ids=[payment.project_id], today=timezone.localdate())


def _held(payment: Payment) -> Payment:
    """The payment as it is stored now, its budget locked."""
    locked(payment.budget)
    links = ("project", "budget__source", "budget__owner", "contract", "milestone", "owner", "place")
    fresh: Payment = Payment.objects.select_related(*links).get(pk=payment.pk)
    return fresh


def _twin(payment: Payment) -> Problem:
    return Problem(f"凭证号 {payment.voucher} 已登记在另一笔支付上", "凭证号", "同一单位的凭证号不重复", "请核对凭证")


def registration_problems(payment: Payment, paid_on: date, voucher: str) -> list[Problem]:
    """What stands against registering a payment."""
    found = not_in_future(paid_on, "支付日期")
    if (year := stops.year_problem(payment, paid_on)) is not None:
        found.append(year)
    if (signed := payment.contract and payment.contract.signed_on) and paid_on < signed:
        found.append(
            Problem(f"{paid_on} 早于合同签订日期 {signed}", "支付日期", f"{signed} 或以后", "请核对凭证和合同")
        )
    if not voucher.strip():
        found.append(Problem("不能为空", "凭证号"))
    elif Payment.objects.filter(owner=payment.owner, voucher=voucher.strip()).exclude(pk=payment.pk).exists():
        payment.voucher = voucher.strip()
        found.append(_twin(payment))
    return found


@transaction.atomic
def payment_reverse(*, actor: User | None, payment: Payment, reversed_on: date, reason: str) -> Payment:
    """The money came back: from that day on it does not count as spent; both days stay to be seen."""
    allow(actor, Permission.PAYMENT_DECIDE, payment)
    payment = _held(payment)
    _in_state(payment, PaymentState.PAID, doing="冲销")
    found = not_in_future(reversed_on, "退回日期")
    if payment.paid_on is not None and reversed_on < payment.paid_on:
        found.append(Problem(f"{reversed_on} 早于支付日期", "退回日期", f"{payment.paid_on} 或以后"))
    if not reason.strip():
        found.append(Problem("不能为空", "退回原因"))
    if found:
        raise Invalid(*found)
    payment.reversed_on, payment.reversed_because = reversed_on, reason.strip()
    _move(payment, PaymentState.REVERSED, actor, "payment.reverse", reason)
    _judge_again(payment)
    return payment


@transaction.atomic
def payment_drop(*, actor: User, payment: Payment, reason: str) -> Payment:
    """A request that will not be sent, or an approved one that will not be paid, is given up; it stays to be seen."""
    payment = _held(payment)
    permission = Permission.PAYMENT_ASK if payment.state == PaymentState.DRAFT else Permission.PAYMENT_DECIDE
    allow(actor, permission, payment)
    _in_state(payment, PaymentState.DRAFT, PaymentState.APPROVED, doing="作废")
    if not reason.strip():
        raise Invalid(Problem("不能为空", "作废理由"))
    _move(payment, PaymentState.REFUSED, actor, "payment.drop", reason)
    return payment
