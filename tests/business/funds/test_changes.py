"""Changes of budgets: approved in a chain, dated, carried into next year."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.utils import timezone

from tests.factories import funds as factory
from tests.factories.projects import WAN
from tests.factories.world import World
from xieshou.business.funds import api as funds
from xieshou.business.funds.amounts import percent
from xieshou.business.funds.models import BudgetChange, BudgetRow, ChangeState, FundSource, ProjectBudget
from xieshou.business.projects.models import Stage
from xieshou.lib.problems import Invalid, Refused, Stale
from xieshou.platform.audit.api import history_of
from xieshou.platform.workflow.api import Matter, matter_withdraw

pytestmark = pytest.mark.function("XM10")
DAY = date(2025, 9, 1)


def _ask(world: World, budget: ProjectBudget, kind: str, fen: int | None = None, **changed: Any) -> BudgetChange:
    known: dict[str, Any] = {
        "actor": world.clerk_a,
        "changed_on": DAY,
        "reason": "按实际需要",
        "basis": "深援〔2025〕3号",
    }
    return funds.change_ask(budget=budget, kind=kind, amount_fen=fen, **{**known, **changed})


def _approve(world: World, change: BudgetChange) -> BudgetChange:
    factory.decide(change, world.approver_a, world.hq_approver, world.division_manager)
    change.refresh_from_db()
    return change


def test_it_changes_nothing_before_it_is_approved(office: World, budget: ProjectBudget) -> None:
    change = _ask(office, budget, "increase", 20 * WAN)
    assert funds.account_of(budget).in_force == 100 * WAN
    assert _approve(office, change).state == ChangeState.APPROVED
    assert funds.account_of(budget).in_force == 120 * WAN
    assert funds.account_of(budget, date(2025, 8, 31)).in_force == 100 * WAN


def test_it_is_told_as_a_chain_of_before_and_after(office: World, budget: ProjectBudget) -> None:
    _approve(office, _ask(office, budget, "increase", 20 * WAN))
    _approve(office, _ask(office, budget, "decrease", 50 * WAN))
    chain = [(line.title, line.before, line.after) for line in funds.chain_of(budget)]
    assert chain == [
        ("年初预算", 0, 100 * WAN),
        ("追加", 100 * WAN, 120 * WAN),
        ("调减", 120 * WAN, 70 * WAN),
    ]
    last = funds.chain_of(budget)[-1].change
    assert last is not None
    assert last.basis == "深援〔2025〕3号"


def test_it_takes_no_more_than_is_not_paid_pending_or_on_its_way_out(office: World, budget: ProjectBudget) -> None:
    factory.make_paid(budget, 30 * WAN, DAY)
    _ask(office, budget, "return", 40 * WAN)
    with pytest.raises(Invalid, match=r"可用只有 300,000.00 元"):
        _ask(office, budget, "decrease", 31 * WAN)


def test_it_adds_no_more_than_is_left_of_the_source(office: World, budget: ProjectBudget) -> None:
    with pytest.raises(Invalid, match=r"只剩 9,000,000.00 元"):
        _ask(office, budget, "increase", 901 * WAN)


def test_it_transfers_within_one_source_and_year(office: World, budget: ProjectBudget, source: FundSource) -> None:
    other = factory.make_budget(office, 50 * WAN, source=source)
    foreign = factory.make_budget(office, 50 * WAN)
    with pytest.raises(Invalid, match="另一笔资金"):
        _ask(office, budget, "transfer", WAN, other_budget=foreign)
    with pytest.raises(Invalid, match="没有选择调入"):
        _ask(office, budget, "transfer", WAN)
    _approve(office, _ask(office, budget, "transfer", 40 * WAN, other_budget=other))
    assert funds.account_of(budget).in_force == 60 * WAN
    assert funds.account_of(other).in_force == 90 * WAN
    assert funds.standing_of(source).budgeted == 150 * WAN


def test_it_carries_what_is_unspent_into_next_year(office: World, budget: ProjectBudget, source: FundSource) -> None:
    factory.make_paid(budget, 64 * WAN, DAY)
    change = _approve(office, _ask(office, budget, "carry_over", changed_on=date(2025, 12, 31)))
    carried = ProjectBudget.objects.get(year=2026)
    assert (carried.row, carried.initial_fen, carried.carried_from) == (BudgetRow.CARRYOVER, 36 * WAN, change)
    rows = {row.kind.value: row for row in funds.fund_block(budget.project, 2026, date(2026, 1, 1))}
    assert rows["carryover"].budget == 36 * WAN
    assert funds.standing_of(source).budgeted == 100 * WAN  # the money is counted once
    assert funds.account_of(budget).available == 0


def test_it_carries_over_once_and_not_while_payments_are_on_their_way(office: World, budget: ProjectBudget) -> None:
    factory.make_paid(budget, 40 * WAN, DAY)
    payment = funds.payment_ask(actor=office.clerk_a, budget=budget, amount_fen=WAN, purpose="进度款")
    with pytest.raises(Invalid, match="在途拨付"):
        _ask(office, budget, "carry_over")
    factory.reject(payment, office.approver_a)
    _approve(office, _ask(office, budget, "carry_over"))
    funds.payment_reverse(
        actor=office.approver_a, payment=budget.payments.get(state="paid"), reversed_on=date(2025, 12, 1), reason="退汇"
    )
    with pytest.raises(Invalid) as told:
        _ask(office, budget, "carry_over")
    assert "2026 年已有这笔资金的结转预算" in str(told.value)


def test_it_leaves_the_year_s_rate_as_it_was(office: World, budget: ProjectBudget) -> None:
    factory.make_paid(budget, 64 * WAN, DAY)
    _approve(office, _ask(office, budget, "carry_over", changed_on=date(2025, 12, 31)))
    total = funds.fund_block(budget.project, 2025, date(2026, 6, 30))[0]
    assert (total.budget, total.executed) == (100 * WAN, 64 * WAN)


def test_it_ends_refused_without_a_trace_in_the_budget(office: World, budget: ProjectBudget) -> None:
    change = _ask(office, budget, "decrease", 10 * WAN)
    factory.reject(change, office.approver_a)
    change.refresh_from_db()
    assert change.state == ChangeState.REFUSED
    assert funds.account_of(budget).available == 100 * WAN


def test_it_is_asked_by_those_of_the_project_only(office: World, budget: ProjectBudget) -> None:
    with pytest.raises(Refused):
        _ask(office, budget, "decrease", WAN, actor=office.clerk_b)


def test_it_tells_a_wrong_year_and_an_empty_reason(office: World, budget: ProjectBudget) -> None:
    with pytest.raises(Invalid) as told:
        _ask(office, budget, "decrease", WAN, changed_on=date(2027, 1, 1), reason=" ")
    assert {problem.where for problem in told.value.problems} == {"理由", "生效日期"}


def test_it_knows_how_much_was_adjusted(office: World, budget: ProjectBudget, source: FundSource) -> None:
    other = factory.make_budget(office, 50 * WAN, source=source)
    _approve(office, _ask(office, budget, "increase", 30 * WAN))
    _approve(office, _ask(office, budget, "transfer", 15 * WAN, other_budget=other))
    _approve(office, _ask(office, budget, "return", 5 * WAN))
    whole = funds.adjustments(funds.Scope(year=2025))
    assert (whole.initial, whole.adjusted, whole.rate) == (150 * WAN, 45 * WAN, whole.rate)
    assert whole.rate is not None
    assert whole.rate * 100 == 30


def test_it_gives_the_published_share_of_adjustment() -> None:
    """深圳 2020: 调整累计 122,806.74 万元，占 246,364.09 万元的 49.85 %."""
    stated = funds.Adjusted(int(Fraction("246364.09") * WAN), int(Fraction("122806.74") * WAN))
    assert percent(stated.rate) == "49.85%"


def test_it_corrects_an_initial_budget_only_while_nothing_came_of_it(office: World, budget: ProjectBudget) -> None:
    funds.budget_correct(actor=office.approver_a, budget=budget, opened_version=1, initial_fen=90 * WAN, reason="笔误")
    factory.make_paid(budget, WAN, DAY)
    with pytest.raises(Invalid, match="办预算调整"):
        funds.budget_correct(
            actor=office.approver_a, budget=budget, opened_version=2, initial_fen=80 * WAN, reason="又错"
        )


def _withdrawn(world: World, change: BudgetChange) -> BudgetChange:
    matter_withdraw(actor=world.clerk_a, matter=Matter.objects.get(object_id=change.pk, state="open"), reason="改数")
    change.refresh_from_db()
    return change


def _again(world: World, change: BudgetChange, **changed: Any) -> BudgetChange:
    known: dict[str, Any] = {"kind": change.kind, "amount_fen": 8 * WAN, "changed_on": DAY, "reason": "数有误，更正"}
    version = {"opened_version": change.version}
    return funds.change_ask_again(actor=world.clerk_a, change=change, **{**known, **version, **changed})


def test_it_is_mended_and_asked_for_again_after_it_was_withdrawn_or_refused(
    office: World, budget: ProjectBudget
) -> None:
    change = _withdrawn(office, _ask(office, budget, "decrease", 10 * WAN))
    assert change.state == ChangeState.DRAFT
    change = _again(office, change)
    factory.reject(change, office.approver_a)
    change.refresh_from_db()
    change = _approve(office, _again(office, change, amount_fen=7 * WAN))
    assert (change.amount_fen, change.reason) == (7 * WAN, "数有误，更正")
    asked = [entry.changes for entry in history_of(change).filter(action="budget.change_ask").order_by("number")]
    assert [one[0] for one in asked[1]] == ["金额", "依据文号"]
    assert asked[2] == [["金额", "80,000.00 元", "70,000.00 元"]]
    assert funds.account_of(budget).in_force == 93 * WAN
    assert BudgetChange.objects.count() == 1


def test_it_is_not_asked_for_again_once_approved_nor_from_an_old_page(office: World, budget: ProjectBudget) -> None:
    change = _withdrawn(office, _ask(office, budget, "decrease", 10 * WAN))
    with pytest.raises(Stale):
        _again(office, change, opened_version=change.version - 1)
    with pytest.raises(Invalid, match="可用只有"):
        _again(office, change, amount_fen=200 * WAN)
    change.refresh_from_db()
    change = _approve(office, _again(office, change))
    with pytest.raises(Invalid, match="不能再报批"):
        _again(office, change)


def test_it_is_given_up_with_a_reason_after_it_was_withdrawn(office: World, budget: ProjectBudget) -> None:
    asked = _ask(office, budget, "decrease", 10 * WAN)
    with pytest.raises(Invalid, match="先到办件页撤回"):
        funds.change_drop(actor=office.clerk_a, change=asked, opened_version=asked.version, reason="不办了")
    change = _withdrawn(office, asked)
    funds.change_drop(actor=office.clerk_a, change=change, opened_version=change.version, reason="不办了")
    assert BudgetChange.objects.get().state == ChangeState.REFUSED


def test_the_same_change_is_asked_for_once(office: World, budget: ProjectBudget) -> None:
    _ask(office, budget, "decrease", WAN)
    with pytest.raises(Invalid, match="已在报批中"):
        _ask(office, budget, "decrease", WAN)
    assert _ask(office, budget, "decrease", WAN, reason="另一项结余").pk


def test_a_project_that_was_ended_gets_no_more_money_this_year(office: World) -> None:
    this_year = timezone.localdate().year
    source = factory.make_source(office, year=this_year)
    budget = factory.make_budget(office, year=this_year, source=source)
    type(budget.project).objects.filter(pk=budget.project_id).update(stage=Stage.TERMINATED)
    with pytest.raises(Invalid, match="项目已终止"):
        _ask(office, budget, "increase", WAN, changed_on=timezone.localdate())
    budget.project.refresh_from_db()
    with pytest.raises(Invalid, match="项目已终止"):
        factory.make_budget(office, year=this_year, project=budget.project, source=factory.make_source(office))
