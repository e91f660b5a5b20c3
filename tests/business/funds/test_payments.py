"""Payments: stopped with arithmetic, approved, paid, taken back."""

import threading
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from tests.business.evaluation.self.builders import make_evidence
from tests.factories import funds as factory
from tests.factories.projects import WAN
from tests.factories.world import World, make_world, signed_in
from xieshou.business.funds import api as funds
from xieshou.business.funds.approvals import standings_of
from xieshou.business.funds.models import Payment, PaymentState, ProjectBudget
from xieshou.business.projects.api import warnings_refresh
from xieshou.business.projects.models import Contract, ProjectWarning, Settlement, Stage
from xieshou.lib.problems import Invalid, Refused, Stale
from xieshou.platform.evidence.api import citations_of

pytestmark = pytest.mark.function("XM07")
DAY = date(2025, 6, 1)


def _ask(world: World, budget: ProjectBudget, fen: int, **changed: Any) -> Payment:
    return funds.payment_ask(
        **{"actor": world.clerk_a, "budget": budget, "amount_fen": fen, "purpose": "进度款", **changed}
    )


def _stopped(world: World, budget: ProjectBudget, fen: int, **changed: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as told:
        _ask(world, budget, fen, **changed)
    assert not Payment.objects.filter(amount_fen=fen).exists()
    return {problem.where: problem.what for problem in told.value.problems}


def _approved(world: World, budget: ProjectBudget, fen: int = 20 * WAN, **changed: Any) -> Payment:
    payment = _ask(world, budget, fen, **changed)
    factory.decide(payment, world.approver_a, world.hq_approver, world.division_manager)
    payment.refresh_from_db()
    return payment


def test_it_stops_what_is_over_the_budget_with_its_arithmetic(office: World, budget: ProjectBudget) -> None:
    factory.make_paid(budget, 30 * WAN, DAY)
    _ask(office, budget, 20 * WAN)
    told = _stopped(office, budget, 51 * WAN)["超计划（预算）"]
    assert "全年预算数 = 1,000,000.00 元" in told
    assert "已支付 300,000.00 元，在途拨付 200,000.00 元" in told
    assert "支付后可用 -10,000.00 元" in told


def test_it_stops_what_is_over_the_contract(office: World, budget: ProjectBudget) -> None:
    contract = factory.make_contract(budget.project, 40 * WAN)
    factory.make_paid(budget, 10 * WAN, DAY, contract=contract)
    told = _stopped(office, budget, 31 * WAN, contract=contract)
    assert "合同未付 = -10,000.00 元" in told["超合同"]
    assert "超进度" in told  # 41 of 40 万元 at half the work: both are told at once
    draft = factory.make_contract(budget.project, 40 * WAN, number="HT-2", state="terminated")
    assert "已解除" in _stopped(office, budget, WAN, contract=draft)["超合同"]


def test_it_stops_what_runs_ahead_of_progress(office: World, budget: ProjectBudget) -> None:
    _ask(office, budget, 60 * WAN)  # 50 % done + 10 points
    told = _stopped(office, budget, WAN)
    assert list(told) == ["超进度"]
    assert "支付比例 61.00%" in told["超进度"]
    assert "可付到 60.00%" in told["超进度"]


def test_it_pays_a_prepayment_only_while_nothing_is_reported(office: World) -> None:
    budget = factory.make_budget(office)
    assert "没有进度报告" in _stopped(office, budget, 31 * WAN)["超进度"]
    assert _ask(office, budget, 30 * WAN).state == PaymentState.ASKED


def test_it_compares_a_milestone_with_its_own_share(office: World, budget: ProjectBudget) -> None:
    node = budget.project.milestones.get()
    node.weight, node.percent = 20, 100
    node.save()
    told = _stopped(office, budget, 25 * WAN, milestone=node)
    assert "权重 20% 的金额 200,000.00 元" in told["超进度"]


def test_it_stops_money_that_is_not_for_this_kind_of_project(office: World, budget: ProjectBudget) -> None:
    source = budget.source
    assert source is not None
    source.categories = ["health", "industry"]
    source.save()
    told = _stopped(office, budget, WAN)
    assert "可用于：医疗卫生、产业合作" in told["改变用途"]


@pytest.mark.parametrize("stage", [Stage.SUSPENDED, Stage.TERMINATED, Stage.IN_LIBRARY])
def test_it_stops_a_project_that_may_not_be_paid(office: World, budget: ProjectBudget, stage: Stage) -> None:
    budget.project.stage = stage
    budget.project.save()
    assert "项目状态" in _stopped(office, budget, WAN)


def test_it_lets_a_decider_waive_progress_with_a_reason_but_nothing_else(office: World, budget: ProjectBudget) -> None:
    payment = funds.payment_draft(actor=office.clerk_a, budget=budget, amount_fen=90 * WAN, purpose="设备到货款")
    waive: dict[str, Any] = {"payment": payment, "opened_version": 1}
    with pytest.raises(Refused):
        funds.payment_waive(actor=office.clerk_a, reason="急", **waive)
    with pytest.raises(Invalid, match="放行理由"):
        funds.payment_waive(actor=office.approver_a, reason=" ", **waive)
    payment.refresh_from_db()
    funds.payment_waive(actor=office.approver_a, payment=payment, opened_version=1, reason="设备款按合同到货即付")
    payment = funds.payment_submit(actor=office.clerk_a, payment=payment)
    assert payment.state == PaymentState.ASKED
    assert next(stop for stop in payment.stops if stop["code"] == "progress")["is_waived"]
    over = funds.payment_draft(actor=office.clerk_a, budget=budget, amount_fen=11 * WAN, purpose="尾款")
    funds.payment_waive(actor=office.approver_a, payment=over, opened_version=1, reason="同上")
    with pytest.raises(Invalid, match="超计划"):
        funds.payment_submit(actor=office.clerk_a, payment=over)


def test_it_forgets_a_waiver_when_the_request_changes(office: World, budget: ProjectBudget) -> None:
    payment = funds.payment_draft(actor=office.clerk_a, budget=budget, amount_fen=90 * WAN, purpose="到货款")
    funds.payment_waive(actor=office.approver_a, payment=payment, opened_version=1, reason="到货即付")
    with pytest.raises(Stale):
        funds.payment_edit(actor=office.clerk_a, payment=payment, opened_version=1, amount_fen=95 * WAN)
    payment.refresh_from_db()
    funds.payment_edit(actor=office.clerk_a, payment=payment, opened_version=2, amount_fen=95 * WAN)
    with pytest.raises(Invalid, match="超进度"):
        funds.payment_submit(actor=office.clerk_a, payment=payment)


def test_it_is_asked_for_by_the_own_unit_only(office: World, budget: ProjectBudget) -> None:
    with pytest.raises(Refused):
        _ask(office, budget, WAN, actor=office.clerk_b)


def test_it_shows_where_it_is_stuck_since_when_and_who_has_it(office: World, budget: ProjectBudget) -> None:
    payment = _ask(office, budget, 20 * WAN)
    standing = standings_of([payment])[payment.pk]
    assert (standing.step, standing.holders) == ("受援县审核", ("塔县审核",))
    factory.decide(payment, office.approver_a)
    moved = standings_of([payment])[payment.pk]
    assert (moved.step, moved.holders) == ("前方指挥部审核", ("指挥部审核",))
    assert moved.since is not None
    assert standing.since is not None
    assert moved.since > standing.since


def test_it_is_paid_after_approval_on_a_day_with_a_voucher(office: World, budget: ProjectBudget) -> None:
    payment = _approved(office, budget)
    assert payment.state == PaymentState.APPROVED
    with pytest.raises(Refused):
        funds.payment_register(actor=office.clerk_a, payment=payment, paid_on=DAY, voucher="记-1")
    funds.payment_register(actor=office.approver_a, payment=payment, paid_on=DAY, voucher="记-1")
    assert funds.spent(budget.project, 2025, DAY) == 20 * WAN
    assert funds.spent(budget.project, 2025, date(2025, 5, 31)) == 0


def test_it_goes_to_the_leader_from_the_limit_on(office: World) -> None:
    budget = factory.make_budget(office, 400 * WAN)
    payment = _approved(office, budget, 120 * WAN)
    assert payment.state == PaymentState.ASKED
    factory.decide(payment, office.leader)
    payment.refresh_from_db()
    assert payment.state == PaymentState.APPROVED


def test_it_refuses_a_voucher_twice_another_year_and_the_future(office: World, budget: ProjectBudget) -> None:
    factory.make_paid(budget, WAN, DAY, voucher="记-1")
    payment = _approved(office, budget)
    with pytest.raises(Invalid) as told:
        funds.payment_register(actor=office.approver_a, payment=payment, paid_on=date(2126, 1, 1), voucher="记-1")
    assert [problem.where for problem in told.value.problems] == ["支付日期", "支付日期", "凭证号"]


def test_it_frees_the_budget_when_refused_and_may_be_mended(office: World, budget: ProjectBudget) -> None:
    payment = _ask(office, budget, 60 * WAN)
    factory.reject(payment, office.approver_a)
    payment.refresh_from_db()
    assert payment.state == PaymentState.REFUSED
    assert funds.account_of(budget).available == 100 * WAN
    mended = funds.payment_edit(
        actor=office.clerk_a, payment=payment, opened_version=payment.version, amount_fen=50 * WAN
    )
    assert funds.payment_submit(actor=office.clerk_a, payment=mended).state == PaymentState.ASKED


def test_it_comes_back_on_a_day_and_counts_until_then(office: World, budget: ProjectBudget) -> None:
    payment = factory.make_paid(budget, 20 * WAN, DAY)
    with pytest.raises(Invalid) as told:
        funds.payment_reverse(actor=office.approver_a, payment=payment, reversed_on=date(2025, 5, 1), reason="")
    assert len(told.value.problems) == 2
    back = date(2025, 7, 1)
    funds.payment_reverse(actor=office.approver_a, payment=payment, reversed_on=back, reason="账号有误退汇")
    assert funds.spent(budget.project, 2025, date(2025, 6, 30)) == 20 * WAN
    assert funds.spent(budget.project, 2025, back) == 0
    assert funds.account_of(budget).available == 100 * WAN


def test_it_is_given_up_with_a_reason_and_frees_the_budget(office: World, budget: ProjectBudget) -> None:
    payment = _approved(office, budget)
    with pytest.raises(Invalid, match="作废理由"):
        funds.payment_drop(actor=office.approver_a, payment=payment, reason="")
    funds.payment_drop(actor=office.approver_a, payment=payment, reason="改由县财政支付")
    assert funds.account_of(budget).available == 100 * WAN


def test_it_follows_the_rule_of_the_nearest_unit_above(office: World, budget: ProjectBudget) -> None:
    funds.rule_set(actor=office.leader, owner=office.hq, reason="试点", margin_percent=0, prepayment_percent=0)
    assert "可付到 50.00%" in _stopped(office, budget, 51 * WAN)["超进度"]
    funds.rule_set(actor=office.leader, owner=office.county_a, reason="县里", margin_percent=5)
    assert "可付到 55.00%" in _stopped(office, budget, 56 * WAN)["超进度"]


@pytest.mark.django_db(transaction=True)
def test_it_lets_two_at_once_never_exceed_the_budget_together() -> None:
    world = make_world()
    factory.flows()
    budget = factory.make_budget(world)
    factory.make_progress(budget.project, 100)
    drafts = [
        funds.payment_draft(actor=world.clerk_a, budget=budget, amount_fen=60 * WAN, purpose=f"第{n}笔") for n in (1, 2)
    ]
    together, outcomes = threading.Barrier(2), []

    def act(pk: int) -> None:
        together.wait()
        try:
            draft = Payment.objects.select_related("budget", "project", "owner").get(pk=pk)
            funds.payment_submit(actor=world.clerk_a, payment=draft)
            outcomes.append("sent")
        except Invalid as error:
            outcomes.append(error.problems[0].where)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(draft.pk,)) for draft in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["sent", "超计划（预算）"]


def test_it_does_not_register_what_the_contract_no_longer_covers(office: World, budget: ProjectBudget) -> None:
    contract = factory.make_contract(budget.project, 40 * WAN)
    payment = _approved(office, budget, contract=contract)
    type(contract).objects.filter(pk=contract.pk).update(amount_fen=19 * WAN)
    with pytest.raises(Invalid, match=r"合同未付 = -10,000\.00 元"):
        funds.payment_register(actor=office.division_manager, payment=payment, paid_on=DAY, voucher="付-1")


def test_it_does_not_register_a_payment_of_a_stopped_project(office: World, budget: ProjectBudget) -> None:
    payment = _approved(office, budget)
    type(budget.project).objects.filter(pk=budget.project_id).update(stage=Stage.SUSPENDED)
    with pytest.raises(Invalid, match="项目阶段：已暂停"):
        funds.payment_register(actor=office.division_manager, payment=payment, paid_on=DAY, voucher="付-1")


def test_it_does_not_register_a_payment_before_its_contract_was_signed(office: World, budget: ProjectBudget) -> None:
    contract = factory.make_contract(budget.project, 40 * WAN, signed_on=date(2025, 6, 2))
    payment = _approved(office, budget, contract=contract)
    with pytest.raises(Invalid, match="早于合同签订日期 2025-06-02"):
        funds.payment_register(actor=office.division_manager, payment=payment, paid_on=DAY, voucher="付-1")


@pytest.mark.function("XM13")
def test_a_warning_of_money_behind_work_ends_with_the_payment_and_comes_back_with_the_reversal(
    office: World, budget: ProjectBudget
) -> None:
    def behind() -> bool:
        return ProjectWarning.objects.filter(project=budget.project, rule="work-ahead", ended_on=None).exists()

    payment = _approved(office, budget, 30 * WAN)
    warnings_refresh(project_ids=[budget.project_id], today=timezone.localdate())
    assert behind()
    paid = funds.payment_register(actor=office.division_manager, payment=payment, paid_on=DAY, voucher="PZ-30")
    assert not behind()
    funds.payment_reverse(actor=office.division_manager, payment=paid, reversed_on=DAY, reason="账号有误退回")
    assert behind()


def test_what_a_payment_was_paid_on_stays_and_before_it_may_be_taken_back(office: World, budget: ProjectBudget) -> None:
    payment = _approved(office, budget)
    address = f"{payment.get_absolute_url()}cite/"
    client = signed_in(office.clerk_a)
    for _ in range(2):
        client.post(address, {"evidence": make_evidence(office).pk, "proves": "发票"})
    wrong, right = citations_of(payment)
    assert client.post(address, {"uncite": wrong.pk, "reason": "引用错了文件"}).status_code == 302
    funds.payment_register(actor=office.division_manager, payment=payment, paid_on=DAY, voucher="PZ-31")
    assert client.post(address, {"uncite": right.pk, "reason": "换一份"}).status_code == 422
    assert list(citations_of(payment)) == [right]
    assert 'name="uncite"' not in client.get(payment.get_absolute_url()).content.decode()


def test_the_form_says_that_there_is_nothing_to_pay_from_yet(office: World) -> None:
    project = factory.make_running(office)
    page = signed_in(office.clerk_a).get(f"/funds/projects/{project.pk}/pay/").content.decode()
    assert "还没有预算" in page


def test_an_ended_project_offers_no_payment_and_tells_the_way_to_settle(office: World, budget: ProjectBudget) -> None:
    budget.project.stage = Stage.TERMINATED
    budget.project.save()
    with pytest.raises(Invalid) as told:
        _ask(office, budget, 5 * WAN)
    assert "结算" in next(one.remedy for one in told.value.problems if one.where == "项目状态")
    page = signed_in(office.clerk_a).get(f"/funds/projects/{budget.project_id}/").content.decode()
    assert ("申请拨付" in page, f"/funds/budgets/{budget.pk}/change/" in page) == (
        False,
        True,
    )  # what is left is returned


def test_a_payment_in_hand_says_that_its_project_was_suspended(office: World, budget: ProjectBudget) -> None:
    payment = _ask(office, budget, 5 * WAN)
    budget.project.stage = Stage.SUSPENDED
    budget.project.save()
    assert "这笔不能支付" in signed_in(office.clerk_a).get(payment.get_absolute_url()).content.decode()


def test_after_the_settlement_an_ended_contract_is_paid_what_the_audit_let_stand(
    office: World, budget: ProjectBudget
) -> None:
    contract = factory.make_contract(budget.project, 60 * WAN, state="terminated")
    factory.make_paid(budget, 20 * WAN, DAY, contract=contract)
    assert "履行中" in _stopped_remedy(office, budget, 5 * WAN, contract)
    place = {"owner": budget.owner, "place": budget.place}
    Settlement.objects.create(project=budget.project, submitted_fen=30 * WAN, audited_fen=23 * WAN, **place)
    budget.project.stage = Stage.SETTLED
    budget.project.save()
    assert "审定未付 = -20,000.00 元" in _stopped(office, budget, 5 * WAN, contract=contract)["项目状态"]
    assert _ask(office, budget, 3 * WAN, contract=contract).state == PaymentState.ASKED


def _stopped_remedy(world: World, budget: ProjectBudget, fen: int, contract: Contract) -> str:
    with pytest.raises(Invalid) as told:
        _ask(world, budget, fen, contract=contract)
    return next(one.remedy for one in told.value.problems if one.where == "超合同")
