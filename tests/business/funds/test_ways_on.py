"""No dead end: what came back can be sent again, what is stuck says what to do, what is long goes on to the next page."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.factories import funds as factory
from tests.factories.projects import WAN
from tests.factories.world import World
from xieshou.business.funds import api as funds
from xieshou.business.funds import figure_pages, figures, views_payments, views_sources
from xieshou.business.funds.models import (
    Allocation,
    BudgetChange,
    ChangeState,
    FundSource,
    PaymentState,
    ProjectBudget,
)
from xieshou.platform.accounts.api import User
from xieshou.platform.inbox import api as inbox
from xieshou.platform.workflow.api import Matter, Task, earlier_steps, matter_withdraw, task_return

SignIn = Callable[[User], Client]
DAY = date(2025, 6, 1)


def _url(name: str, *args: Any) -> str:
    return reverse(f"funds:{name}", args=args)


def _text(answer: Any) -> str:
    return str(answer.content.decode())


def _withdrawn(world: World, budget: ProjectBudget) -> BudgetChange:
    change = funds.change_ask(
        actor=world.clerk_a, budget=budget, kind="decrease", amount_fen=WAN, changed_on=DAY, reason="结余"
    )
    matter_withdraw(actor=world.clerk_a, matter=Matter.objects.get(object_id=change.pk), reason="改数")
    change.refresh_from_db()
    return change


@pytest.mark.function("XM10")
def test_a_withdrawn_change_is_mended_and_sent_again_in_the_browser(
    office: World, budget: ProjectBudget, sign_in: SignIn
) -> None:
    change = _withdrawn(office, budget)
    browser, edit = sign_in(office.clerk_a), _url("change_edit", change.pk)
    assert edit in _text(browser.get(change.get_absolute_url()))
    assert 'value="1.00"' in _text(browser.get(edit))
    form = {
        "kind": "decrease", "amount_fen": "2", "changed_on": "2025-06-01", "reason": "更正", "basis": "",
        "opened_version": change.version,
    }  # fmt: skip
    assert browser.post(edit, {**form, "amount_fen": "999999"}).status_code == 422
    assert browser.post(edit, form)["Location"] == change.get_absolute_url()
    change.refresh_from_db()
    assert (change.state, change.amount_fen) == (ChangeState.SUBMITTED, 2 * WAN)
    assert edit not in _text(browser.get(change.get_absolute_url()))
    assert browser.post(edit, form).status_code == 409


@pytest.mark.function("XM10")
@pytest.mark.parametrize("name", ["change_edit", "change_drop"])
def test_only_the_own_unit_sends_a_change_again(
    office: World, budget: ProjectBudget, sign_in: SignIn, name: str
) -> None:
    url = _url(name, _withdrawn(office, budget).pk)
    assert Client().get(url).status_code == 302
    assert sign_in(office.clerk_b).get(url).status_code == 404
    assert sign_in(office.auditor_outside).get(url).status_code == 403
    assert sign_in(office.clerk_a).get(url).status_code == 200
    assert sign_in(office.clerk_a).put(url).status_code == 405


@pytest.mark.function("XM06")
def test_a_draft_plan_is_deleted_with_a_reason(office: World, source: FundSource, sign_in: SignIn) -> None:
    plan = funds.allocation_create(
        actor=None, source=source, title="写错的", amount_fen=WAN, factors=[funds.FactorEntry("人口", "人", "1")]
    )
    url = _url("allocation_discard", plan.pk)
    assert sign_in(office.leader).get(url).status_code == 403
    browser = sign_in(office.division_manager)
    assert browser.post(url, {"reason": " ", "opened_version": 1}).status_code == 422
    assert browser.post(url, {"reason": "选错资金", "opened_version": 1})["Location"] == _url("allocations")
    assert not Allocation.objects.exists()


@pytest.mark.function("XM05")
def test_a_source_with_many_payments_shows_them_page_by_page(
    office: World, budget: ProjectBudget, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views_sources, "SHOWN_PAYMENTS", 2)
    for number in range(3):
        factory.make_paid(budget, WAN, DAY, voucher=f"记-9{number}")
    assert budget.source is not None
    browser, url = sign_in(office.division_manager), budget.source.get_absolute_url()
    first = browser.get(url)
    assert "记-90" not in _text(first)
    assert "记-90" in _text(browser.get(f"{url}{first.context['page'].next_url}"))


@pytest.mark.function("XM07")
def test_a_stuck_approval_says_what_to_do(office: World, budget: ProjectBudget, sign_in: SignIn) -> None:
    office.approver_a.is_active = False
    office.approver_a.save()
    payment = funds.payment_ask(actor=office.clerk_a, budget=budget, amount_fen=WAN, purpose="进度款")
    text = _text(sign_in(office.clerk_a).get(payment.get_absolute_url()))
    assert "卡住" in text
    assert "改选适合本单位的流程" in text
    assert reverse("rules:kind", args=["funds"]) in text


@pytest.mark.function("XM07")
def test_the_rules_name_their_flows(office: World, sign_in: SignIn) -> None:
    funds.rule_set(actor=None, owner=office.county_a, reason="试点", margin_percent=5)
    text = _text(sign_in(office.clerk_a).get(reverse("rules:kind", args=["funds"])))
    assert "受援县逐级报批" in text
    assert "county-to-office" not in text


@pytest.mark.function("XM07")
def test_a_file_says_when_not_every_payment_is_in_it(
    office: World, budget: ProjectBudget, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def last_row() -> list[Any]:
        taken = BytesIO(sign_in(office.clerk_a).get(_url("payment_export")).content)
        return list(CalamineWorkbook.from_filelike(taken).get_sheet_by_index(0).to_python()[-1])

    monkeypatch.setattr(views_payments, "MOST_EXPORTED", 1)
    first = factory.make_paid(budget, WAN, DAY)
    assert last_row()[0] == first.pk
    factory.make_paid(budget, WAN, DAY)
    assert "只列出最新的 1 行" in last_row()[0]


@pytest.mark.function("XM09")
def test_what_was_taken_back_is_told_to_the_fen_in_the_printed_figures(office: World, budget: ProjectBudget) -> None:
    factory.make_paid(budget, 1_234_567, DAY, state="reversed", reversed_on=date(2025, 7, 1))
    lines = figures.lines_of(figures.facts_of(figures.Scope(year=2025)), 2025, figures.quarters(2025))
    asked = figure_pages.read(QueryDict("year=2025"), office.leader, date(2026, 1, 1))
    document = figure_pages.document_of(asked, lines, [])
    assert "支付退回 1.234567 万元" in repr(document)


@pytest.mark.function("XM06")
def test_a_unit_is_told_what_was_issued_to_it_and_opens_its_own_share_only(
    office: World, source: FundSource, sign_in: SignIn
) -> None:
    plan = funds.allocation_create(
        actor=None, source=source, title="切块", amount_fen=10 * WAN, factors=[funds.FactorEntry("人口", "人", "1")]
    )
    rows = [funds.ValueRow(office.county_a, {"f1": "6"}), funds.ValueRow(office.county_b, {"f1": "4"})]
    plan = funds.allocation_values(actor=None, allocation=plan, opened_version=1, rows=rows)
    plan = funds.allocation_compute(actor=None, allocation=plan, opened_version=2)
    one, other = plan.shares.order_by("order")
    numbers = {one.pk: "深援〔2025〕2号", other.pk: "深援〔2025〕3号"}
    plan = funds.allocation_documents(
        actor=None, allocation=plan, opened_version=3, number="深援〔2025〕1号", issued_on=DAY, numbers=numbers
    )
    page = one.get_absolute_url()
    assert sign_in(office.approver_a).get(page).status_code == 404  # not issued yet
    funds.allocation_submit(actor=office.division_manager, allocation=plan, opened_version=4)
    factory.decide(plan, office.leader)
    (notice,) = inbox.Item.objects.filter(user=office.approver_a, category="funds.issued")
    assert (notice.url, notice.because) == (page, "文号 深援〔2025〕2号")
    text = _text(sign_in(office.approver_a).get(page))
    assert "60,000.00" in text
    assert "深援〔2025〕2号" in text
    assert sign_in(office.clerk_b).get(page).status_code == 404
    assert sign_in(office.approver_a).get(other.get_absolute_url()).status_code == 404
    assert sign_in(office.leader).post(page).status_code == 405


@pytest.mark.function("XM07")
def test_a_returned_payment_is_called_back_changed_and_sent_again(
    office: World, budget: ProjectBudget, sign_in: SignIn
) -> None:
    payment = funds.payment_ask(actor=office.clerk_a, budget=budget, amount_fen=20 * WAN, purpose="进度款")
    task = Task.objects.select_related("step").get(user=office.approver_a, state="open")
    first = earlier_steps(task.matter, task.step)[0].path
    task_return(actor=office.approver_a, task=task, to_path=first, reason="金额多了一成")
    browser, page = sign_in(office.clerk_a), payment.get_absolute_url()
    recall = _url("recall", "payment", payment.pk)
    text = _text(browser.get(page))
    assert "金额多了一成" in text
    assert "已退回到您手中" in text
    assert recall in text
    assert sign_in(office.approver_a).get(recall).status_code == 403
    assert sign_in(office.clerk_b).get(recall).status_code == 404
    assert sign_in(office.clerk_a).get(_url("recall", "user", payment.pk)).status_code == 404
    assert browser.post(recall, {"reason": "改金额"})["Location"] == _url("payment_edit", payment.pk)
    payment.refresh_from_db()
    funds.payment_edit(
        actor=office.clerk_a, payment=payment, opened_version=payment.version, amount_fen=18 * WAN, purpose="进度款"
    )
    assert browser.post(_url("payment_submit", payment.pk)).status_code == 302
    payment.refresh_from_db()
    assert (payment.state, payment.amount_fen) == (PaymentState.ASKED, 18 * WAN)
    assert browser.post(recall, {"reason": "又改"}).status_code == 302
    assert browser.get(recall).status_code == 422


@pytest.mark.function("XM06")
def test_what_a_button_was_refused_for_stands_on_the_plan_s_own_page(
    office: World, source: FundSource, sign_in: SignIn
) -> None:
    plan = funds.allocation_create(
        actor=None, source=source, title="切块", amount_fen=WAN, factors=[funds.FactorEntry("人口", "人", "1")]
    )
    answer = sign_in(office.division_manager).post(_url("allocation_submit", plan.pk), {"opened_version": 1})
    assert answer.status_code == 422
    assert "还没有计算" in _text(answer)
    assert _url("values", plan.pk) in _text(answer)  # the way on is on the page


@pytest.mark.function("XM06")
def test_values_without_a_recipient_are_told_not_left_out(office: World, source: FundSource, sign_in: SignIn) -> None:
    plan = funds.allocation_create(
        actor=None, source=source, title="切块", amount_fen=WAN, factors=[funds.FactorEntry("人口", "人", "1")]
    )
    form = {"opened_version": 1, "who_0": office.county_a.name, "f1_0": "3", "who_1": "", "f1_1": "5"}
    answer = sign_in(office.division_manager).post(_url("values", plan.pk), form)
    assert answer.status_code == 422
    assert "填了数值，没有写受款单位" in _text(answer)
    assert 'value="5"' in _text(answer)
