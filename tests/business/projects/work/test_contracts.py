"""Procurement and contracts: exact amounts, what does not fit, reminders."""

from typing import Any

import pytest
from django.utils import timezone

from tests.business.projects.work.conftest import WAN, days, signed
from tests.factories.projects import make_plan, make_project
from tests.factories.world import World
from xieshou.business.projects import contract_totals, duties, selectors_work
from xieshou.business.projects.models import Contract, PlanState, Procurement, Project, Stage
from xieshou.business.projects.services import contracts
from xieshou.lib.problems import Invalid, Refused, Stale
from xieshou.platform.audit.api import history_of
from xieshou.platform.inbox.api import todos

pytestmark = pytest.mark.function("XM11")


def planned(world: World, project: Project, planned_fen: int = 400 * WAN, **rest: Any) -> Procurement:
    known: dict[str, Any] = {"name": "教学楼施工", "method": "open", **rest}
    return contracts.procurement_plan(actor=world.clerk_a, project=project, planned_fen=planned_fen, **known)


def awarded(world: World, procurement: Procurement, fen: int, **rest: Any) -> Procurement:
    known: dict[str, Any] = {"awarded_on": days(-70), "supplier_name": "演示建筑公司", **rest}
    return contracts.procurement_award(
        actor=world.clerk_a, procurement=procurement, opened_version=procurement.version, awarded_fen=fen, **known
    )


def changed(world: World, contract: Contract, difference_fen: int, **rest: Any) -> Contract:
    known: dict[str, Any] = {"agreed_on": days(-5), "reason": "设计变更", **rest}
    contracts.contract_change(
        actor=world.clerk_a,
        contract=contract,
        opened_version=contract.version,
        difference_fen=difference_fen,
        **known,
    )
    contract.refresh_from_db()
    return contract


def concerns(project: Project) -> list[str]:
    return [one.what for row in selectors_work.contract_book(project).rows for one in row.concerns]


def test_it_adds_changes_to_what_was_signed_to_the_last_fen(world: World, running: Project) -> None:
    contract = signed(world, running, signed_fen=123_456_789)
    changed(world, contract, 1)
    changed(world, contract, -23_456_790)
    assert contract.amount_fen == 100_000_000
    assert contract.signed_fen == 123_456_789


def test_it_keeps_before_and_after_in_the_history(world: World, running: Project) -> None:
    contract = changed(world, signed(world, running), 5 * WAN)
    entry = history_of(contract).get(action="contract.change")
    assert entry.changes == [["现合同金额", "300.00 万元", "305.00 万元"]]
    assert entry.reason == "设计变更"


def test_it_refuses_a_change_below_nothing_and_one_that_changes_nothing(world: World, running: Project) -> None:
    contract = signed(world, running)
    with pytest.raises(Invalid, match="不能小于 0"):
        changed(world, contract, -301 * WAN)
    with pytest.raises(Invalid, match="都没有变"):
        changed(world, contract, 0)


def test_it_refuses_a_stale_change(world: World, running: Project) -> None:
    contract = signed(world, running)
    opened = Contract.objects.get(pk=contract.pk)
    changed(world, contract, WAN)
    with pytest.raises(Stale):
        changed(world, opened, WAN)


def test_it_computes_the_execution_rate_as_the_published_report_does(world: World, running: Project) -> None:
    awarded(world, planned(world, running, 792_670_000), 469_500_000)
    execution = selectors_work.contract_book(running).execution
    assert execution.arithmetic == "469.50 万元 ÷ 792.67 万元 = 59.23%"
    assert execution.rate is not None
    assert (execution.rate.num, execution.rate.den) == (4_695_000, 79_267)


def test_it_leaves_a_cancelled_purchase_in_the_plan(world: World, running: Project) -> None:
    awarded(world, planned(world, running, 100 * WAN), 100 * WAN)
    other = planned(world, running, 100 * WAN)
    contracts.procurement_cancel(actor=world.clerk_a, procurement=other, opened_version=1, reason="工作安排调整")
    execution = selectors_work.contract_book(running).execution
    assert execution.arithmetic.endswith("= 50.00%")


def test_it_says_that_nothing_planned_has_no_rate(world: World, running: Project) -> None:
    assert selectors_work.contract_book(running).execution.arithmetic == "没有采购计划，无法计算"


def test_it_takes_the_award_over_into_the_contract(world: World, running: Project) -> None:
    procurement = awarded(world, planned(world, running), 350 * WAN)
    first = signed(world, running, procurement=procurement, signed_fen=350 * WAN, supplier_name="")
    assert (first.awarded_fen, first.planned_fen, first.supplier_name) == (350 * WAN, 400 * WAN, "演示建筑公司")


def test_it_shows_both_figures_when_signed_is_not_awarded(world: World, running: Project) -> None:
    procurement = awarded(world, planned(world, running), 298 * WAN)
    signed(world, running, procurement=procurement, signed_fen=358 * WAN)
    (row,) = selectors_work.contract_book(running).rows
    (concern,) = row.concerns
    assert concern.arithmetic == "中标 298.00 万元，签订 358.00 万元，相差 60.00 万元"


def test_it_finds_a_contract_paid_beyond_its_amount(world: World, running: Project) -> None:
    contract = signed(world, running, awarded_fen=300 * WAN)
    contract_totals.add(lambda ids: {pk: contract_totals.Total("支付合计", 310 * WAN) for pk in ids})
    (row,) = selectors_work.contract_book(running).rows
    assert row.contract == contract
    assert [one.arithmetic for one in row.concerns] == ["支付合计 310.00 万元，现合同金额 300.00 万元，超出 10.00 万元"]


def test_it_does_not_take_unknown_payments_for_zero_or_too_much(world: World, running: Project) -> None:
    signed(world, running)
    contract_totals.add(lambda ids: {pk: contract_totals.Total("支付合计", None) for pk in ids})
    assert concerns(running) == []


def test_it_warns_of_additions_over_a_tenth(world: World, running: Project) -> None:
    contract = changed(world, signed(world, running), 30 * WAN)
    assert concerns(running) == []
    changed(world, contract, 1)
    assert concerns(running) == ["追加金额超过原合同的 10%"]


def test_it_warns_of_contracts_beyond_the_plan_and_the_estimate(world: World) -> None:
    project = make_project(world, stage=Stage.RUNNING, estimate_fen=500 * WAN)
    make_plan(world, project, state=PlanState.ISSUED)
    signed(world, project, signed_fen=500 * WAN)
    assert selectors_work.contract_book(project).concerns == ()
    signed(world, project, signed_fen=1)
    told = [one.arithmetic for one in selectors_work.contract_book(project).concerns]
    assert told == [
        "合同合计 500.000001 万元，已下达的计划 500.00 万元，超出 0.000001 万元",
        "合同合计 500.000001 万元，估算总投资 500.00 万元，超出 0.000001 万元",
    ]


def test_it_leaves_a_dissolved_contract_out_of_the_total(world: World, running: Project) -> None:
    contract = signed(world, running)
    signed(world, running, signed_fen=WAN)
    contracts.contract_end(
        actor=world.clerk_a,
        contract=contract,
        opened_version=contract.version,
        state="terminated",
        on=days(0),
        reason="供应商违约",
    )
    assert selectors_work.contract_book(running).total_fen == WAN


def test_it_refuses_the_same_number_twice_and_days_out_of_order_at_once(world: World, running: Project) -> None:
    signed(world, running, number="A-1")
    with pytest.raises(Invalid) as refused:
        signed(world, running, number="A-1", awarded_on=days(0), ends_on=days(-80), supplier_name="")
    assert {one.where for one in refused.value.problems} == {"合同编号", "供应商", "签订日期", "履行期限"}


def test_it_refuses_strangers_and_unworkable_stages(world: World, running: Project) -> None:
    with pytest.raises(Refused):
        contracts.procurement_plan(actor=world.clerk_b, project=running, planned_fen=1, name="x", method="open")
    draft = make_project(world, stage=Stage.DRAFT)
    with pytest.raises(Invalid, match="草稿"):
        signed(world, draft)


def test_it_reminds_once_of_a_bond_before_it_expires(world: World, running: Project) -> None:
    near = signed(world, running, bond_fen=WAN, bond_expires_on=days(30))
    signed(world, running, bond_fen=WAN, bond_expires_on=days(31))
    for _ in range(2):
        duties.bonds_remind(timezone.now())
    (todo,) = todos(world.clerk_a)
    assert (todo.object_id, todo.remind_days) == (near.pk, 7)
    assert not todos(world.clerk_b).exists()


def test_it_ends_the_reminder_when_the_bond_is_extended(world: World, running: Project) -> None:
    contract = signed(world, running, bond_fen=WAN, bond_expires_on=days(3))
    duties.bonds_remind(timezone.now())
    contracts.bond_set(
        actor=world.clerk_a,
        contract=contract,
        opened_version=contract.version,
        reason="续保",
        bond_fen=WAN,
        bond_expires_on=days(200),
    )
    duties.bonds_remind(timezone.now())
    assert not todos(world.clerk_a).exists()


def test_it_dissolves_only_with_a_reason_and_changes_no_ended_contract(world: World, running: Project) -> None:
    contract = signed(world, running)
    ended: dict[str, Any] = {"actor": world.clerk_a, "contract": contract, "on": days(0)}
    with pytest.raises(Invalid, match="理由"):
        contracts.contract_end(**ended, opened_version=contract.version, state="terminated")
    contract.refresh_from_db()
    contracts.contract_end(**ended, opened_version=contract.version, state="fulfilled")
    with pytest.raises(Invalid, match="已履行完毕"):
        changed(world, contract, WAN)


def test_it_refuses_days_out_of_order_and_those_to_come(world: World, running: Project) -> None:
    with pytest.raises(Invalid, match="签订日期"):
        signed(world, running, signed_on=days(1))
    with pytest.raises(Invalid, match="要大于 0"):
        signed(world, running, signed_fen=0)
    with pytest.raises(Invalid, match="早于签订日期"):
        signed(world, running, bond_expires_on=days(-61))
    contract = signed(world, running)
    for day, told in ((days(-61), "早于签订日期"), (days(1), "还没有到")):
        with pytest.raises(Invalid, match=told):
            changed(world, contract, WAN, agreed_on=day)
        with pytest.raises(Invalid, match=told):
            contracts.contract_end(
                actor=world.clerk_a, contract=contract, opened_version=contract.version, state="fulfilled", on=day
            )


def test_it_refuses_an_award_to_come(world: World, running: Project) -> None:
    with pytest.raises(Invalid, match="还没有到"):
        awarded(world, planned(world, running), 390 * WAN, awarded_on=days(1))


def test_it_knows_a_number_however_it_is_written(world: World, running: Project) -> None:
    assert signed(world, running, number=" ＨＴ-２０２６－１ ").number == "HT-2026-1"
    with pytest.raises(Invalid, match="已有编号“HT-2026-1”"):
        signed(world, running, number="HT-2026- 1")
