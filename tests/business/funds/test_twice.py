"""Two people, two browsers, two clicks: what money does when the same is asked twice or a page is out of date."""

from datetime import date
from typing import Any

import pytest

from tests.factories import funds as factory
from tests.factories.projects import WAN
from tests.factories.world import World
from xieshou.business.funds import api as funds
from xieshou.business.funds.models import FundSource, Payment, PaymentState, ProjectBudget
from xieshou.lib.problems import Invalid, Refused, Stale
from xieshou.platform.audit.api import history_of

DAY = date(2025, 6, 1)


def _draft(world: World, budget: ProjectBudget, **changed: Any) -> Payment:
    known: dict[str, Any] = {"amount_fen": 20 * WAN, "purpose": "进度款", **changed}
    return funds.payment_draft(actor=world.clerk_a, budget=budget, **known)


@pytest.mark.function("XM07")
def test_it_sends_the_request_as_stored_not_as_an_old_page_held_it(office: World, budget: ProjectBudget) -> None:
    payment = _draft(office, budget)
    old_page = Payment.objects.get(pk=payment.pk)
    funds.payment_edit(actor=office.clerk_a, payment=payment, opened_version=1, amount_fen=30 * WAN)
    sent = funds.payment_submit(actor=office.clerk_a, payment=old_page)
    assert (sent.amount_fen, Payment.objects.get().amount_fen) == (30 * WAN, 30 * WAN)


@pytest.mark.function("XM07")
def test_it_is_not_sent_from_a_page_that_showed_something_else(office: World, budget: ProjectBudget) -> None:
    payment = _draft(office, budget)
    funds.payment_edit(actor=office.clerk_a, payment=payment, opened_version=1, amount_fen=30 * WAN)
    with pytest.raises(Stale):
        funds.payment_submit(actor=office.clerk_a, payment=payment, opened_version=1)
    assert Payment.objects.get().state == PaymentState.DRAFT


@pytest.mark.function("XM07")
def test_it_takes_the_same_request_once_and_another_that_says_what_differs(
    office: World, budget: ProjectBudget
) -> None:
    first = _draft(office, budget)
    with pytest.raises(Invalid, match=rf"已有同样的申请（编号 {first.pk}，草稿）"):
        _draft(office, budget)
    assert _draft(office, budget, purpose="进度款第二期").pk
    funds.payment_drop(actor=office.clerk_a, payment=first, reason="重报")
    assert _draft(office, budget).pk


@pytest.mark.function("XM07")
def test_it_does_not_let_who_asked_give_up_what_was_approved_meanwhile(office: World, budget: ProjectBudget) -> None:
    payment = _draft(office, budget)
    old_page = Payment.objects.get(pk=payment.pk)
    funds.payment_submit(actor=office.clerk_a, payment=payment)
    factory.decide(payment, office.approver_a, office.hq_approver, office.division_manager)
    with pytest.raises(Refused):
        funds.payment_drop(actor=office.clerk_a, payment=old_page, reason="不要了")
    assert Payment.objects.get().state == PaymentState.APPROVED


@pytest.mark.function("XM05")
def test_it_takes_the_same_money_in_once_unless_a_voucher_or_a_note_tells_them_apart(
    office: World, source: FundSource
) -> None:
    arrived: dict[str, Any] = {"actor": None, "source": source, "received_on": DAY, "amount_fen": 10 * WAN}
    funds.receipt_add(**arrived)
    with pytest.raises(Invalid, match="已登记过一笔"):
        funds.receipt_add(**arrived)
    funds.receipt_add(**arrived, note="第二笔")
    funds.receipt_add(**arrived, voucher="银-2")
    assert source.receipts.count() == 3


@pytest.mark.function("XM07")
def test_the_history_tells_amounts_as_people_write_them(office: World, budget: ProjectBudget) -> None:
    payment = _draft(office, budget)
    funds.payment_edit(actor=office.clerk_a, payment=payment, opened_version=1, amount_fen=30 * WAN)
    assert history_of(payment)[0].changes == [["金额", "200,000.00 元", "300,000.00 元"]]
    source = budget.source
    assert source is not None
    funds.source_edit(
        actor=None, source=source, opened_version=source.version, reason="追加", amount_fen=1100 * WAN, level="province"
    )
    told = [["资金来源", "市级", "省级"], ["金额", "10,000,000.00 元", "11,000,000.00 元"]]
    assert history_of(source)[0].changes == told
