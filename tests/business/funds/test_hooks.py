"""What money says to the apps around it."""

from datetime import date
from fractions import Fraction

import pytest
from django.utils.translation import override

from tests.factories import funds as factory
from tests.factories.projects import WAN
from tests.factories.world import World
from xieshou.business.funds import api as funds
from xieshou.business.funds.models import ProjectBudget
from xieshou.business.projects import contract_sheet, contract_totals, effects, money_known, spent_share
from xieshou.business.projects.services import milestones
from xieshou.lib.problems import Invalid
from xieshou.platform.shell import search

DAY = date(2025, 6, 1)


def test_it_says_how_much_of_each_project_is_spent(office: World, budget: ProjectBudget) -> None:
    factory.make_paid(budget, 40 * WAN, DAY)
    bare = factory.make_running(office)
    shares = spent_share.of([budget.project_id, bare.pk])
    assert shares == {budget.project_id: Fraction(2, 5), bare.pk: None}


def test_it_says_what_was_paid_under_each_contract(office: World, budget: ProjectBudget) -> None:
    contract = factory.make_contract(budget.project, 40 * WAN)
    factory.make_paid(budget, 10 * WAN, DAY, contract=contract)
    factory.make_paid(budget, 5 * WAN, DAY, contract=contract, state="reversed", reversed_on=DAY)
    totals = [(one.label, one.fen) for one in contract_totals.of([contract.pk])[contract.pk]]
    assert ("支付合计", 10 * WAN) in totals


def test_it_says_what_a_change_of_the_project_touches(office: World, budget: ProjectBudget) -> None:
    payment = funds.payment_ask(actor=office.clerk_a, budget=budget, amount_fen=20 * WAN, purpose="进度款")
    kept = [one.packed() for one in effects.of(budget.project, "suspend", {})]
    found = {one["subject"]: one for one in effects.worded(kept)}
    assert found["预算"]["figures"] == "当年财政拨款：全年预算数 1,000,000.00 元，未支出 1,000,000.00 元"
    assert found["在途拨付"]["url"] == payment.get_absolute_url()


def test_the_end_of_a_project_tells_what_was_spent_and_what_is_left(office: World, budget: ProjectBudget) -> None:
    factory.make_paid(budget, 10 * WAN, DAY)
    found = {one.subject: one for one in effects.of(budget.project, "terminate", {})}
    assert (found["已支付"].facts["paid"], found["预算"].facts["unspent"]) == ("100,000.00 元", "900,000.00 元")
    assert "收回" in found["预算"].todo
    assert "预算" not in {one.subject for one in effects.of(budget.project, "resume", {})}


def test_it_keeps_the_same_facts_whoever_s_language_asks(office: World, budget: ProjectBudget) -> None:
    with override("en"):
        in_english = [one.packed() for one in effects.of(budget.project, "suspend", {})]
    assert in_english == [one.packed() for one in effects.of(budget.project, "suspend", {})]
    assert {"预算", "节点"} <= {one["subject"] for one in in_english}


def test_it_says_what_binds_a_project_to_its_plan(office: World, budget: ProjectBudget) -> None:
    bare = factory.make_running(office)
    assert money_known.of(bare.pk) == money_known.Money(None, 0)
    factory.make_paid(budget, 40 * WAN, DAY)
    assert money_known.of(budget.project_id) == money_known.Money(40 * WAN, 100 * WAN)


@pytest.mark.function("XM05")
def test_it_tells_the_links_of_a_payment_and_which_are_missing(office: World, budget: ProjectBudget) -> None:
    payment = factory.make_paid(budget, 10 * WAN, DAY)
    ((_payment, links),) = funds.chain_rows(funds.payments_of(budget.project))
    assert [link.kind for link in links if link.is_missing] == ["合同", "节点"]
    assert links[0].name == str(budget.source)
    assert payment.budget_id == budget.pk


def test_it_is_found_by_name_and_document_within_reach(office: World, budget: ProjectBudget) -> None:
    def hits(user: object) -> list[str]:
        return [hit.label for group in search.find(user, "对口支援专项") for hit in group.hits]

    assert any("对口支援专项资金" in label for label in hits(office.leader))
    assert not any("对口支援专项资金" in label for label in hits(office.clerk_b))


def test_a_node_that_a_payment_is_for_stays_in_the_schedule(office: World, budget: ProjectBudget) -> None:
    node = budget.project.milestones.get()
    factory.make_paid(budget, 10 * WAN, DAY, milestone=node)
    other = milestones.Node(name="另一节点", order=1, weight=100, ends_on=DAY)
    budget.project.refresh_from_db()
    with pytest.raises(Invalid, match="不能删除"):
        milestones.schedule_set(
            actor=office.clerk_a,
            project=budget.project,
            nodes=[other],
            opened_version=budget.project.version,
            reason="调整",
        )
    assert budget.project.milestones.filter(pk=node.pk).exists()


def test_an_imported_contract_with_payments_is_not_taken_back(office: World, budget: ProjectBudget) -> None:
    contract = factory.make_contract(budget.project, 40 * WAN)
    factory.make_paid(budget, 10 * WAN, DAY, contract=contract)
    with pytest.raises(Invalid, match="已有支付"):
        contract_sheet.take_back(contract)
