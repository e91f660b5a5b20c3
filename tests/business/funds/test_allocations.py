"""Allocation plans: computed, adjusted, approved, issued; the same when computed again."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.factories import funds as factory
from tests.factories.projects import WAN
from tests.factories.world import World
from xieshou.business.funds import allocating
from xieshou.business.funds import api as funds
from xieshou.business.funds.models import Allocation, AllocationShare, AllocationState, FundSource
from xieshou.lib.problems import Invalid, Refused

pytestmark = pytest.mark.function("XM06")
FACTORS = (funds.FactorEntry("脱贫人口", "人", "60"), funds.FactorEntry("面积", "平方公里", "40"))


@pytest.fixture
def plan(office: World, source: FundSource) -> Allocation:
    """100 万元 for two counties by two factors, whole 万元."""
    made = funds.allocation_create(
        actor=office.division_manager, source=source, title="切块", amount_fen=100 * WAN, factors=FACTORS
    )
    rows = [
        funds.ValueRow(office.county_a, {"f1": "1,000", "f2": "25000.5"}),
        funds.ValueRow(office.county_b, {"f1": "2000", "f2": "3000"}),
    ]
    return _do(office, funds.allocation_values, made, rows=rows)


def _do(office: World, act: Callable[..., Allocation], plan: Allocation, **rest: Any) -> Allocation:
    plan = Allocation.objects.get(pk=plan.pk)
    return act(actor=office.division_manager, allocation=plan, opened_version=plan.version, **rest)


def _amounts(plan: Allocation) -> list[int | None]:
    return [row.amount_fen for row in allocating.shares_of(plan)]


def _documents(office: World, plan: Allocation, **changed: Any) -> Allocation:
    numbers = {row.pk: f"深援〔2025〕{n}号" for n, row in enumerate(allocating.shares_of(plan), 10)}
    known = {"number": "深援〔2025〕9号", "issued_on": date(2025, 3, 1), "numbers": numbers, **changed}
    return _do(office, funds.allocation_documents, plan, **known)


def _ready(office: World, plan: Allocation) -> Allocation:
    return _documents(office, _do(office, funds.allocation_compute, plan))


def test_it_computes_shares_that_sum_to_the_total(office: World, plan: Allocation) -> None:
    _do(office, funds.allocation_compute, plan)
    # 0.6 × 1/3 + 0.4 × 25000.5/28000.5 = 0.5571…; 55.7… → 55, the larger remainder gets the last 万元
    assert _amounts(plan) == [56 * WAN, 44 * WAN]


def test_it_gives_the_same_when_computed_again(office: World, plan: Allocation) -> None:
    _do(office, funds.allocation_compute, plan)
    rows = allocating.shares_of(plan)
    assert allocating.differences(plan, rows) == []
    AllocationShare.objects.filter(pk=rows[0].pk).update(computed_fen=1)
    assert "存 0.01 元，重算 560,000.00 元" in allocating.differences(plan, allocating.shares_of(plan))[0]


def test_it_shows_the_arithmetic_of_one_share_line_by_line(office: World, plan: Allocation) -> None:
    rows = allocating.shares_of(plan)
    lines = allocating.lines_of(plan, allocating.computed(plan, rows)[rows[0].pk])
    assert lines[0].label == "脱贫人口"
    assert lines[0].formula == "0.6 × 1000 ÷ 3000人"
    assert lines[0].result == "20.000000%"
    assert lines[-1].result == "560,000.00 元"


def test_it_refuses_to_compute_while_a_value_is_missing(office: World, plan: Allocation) -> None:
    rows = [
        funds.ValueRow(office.county_a, {"f1": "0", "f2": ""}),
        funds.ValueRow(office.county_b, {"f1": "5", "f2": "1"}),
    ]
    _do(office, funds.allocation_values, plan, rows=rows)
    with pytest.raises(Invalid) as told:
        _do(office, funds.allocation_compute, plan)
    assert [problem.where for problem in told.value.problems] == [f"{office.county_a}—面积"]


def test_it_refuses_values_that_are_no_numbers_and_a_recipient_twice(office: World, plan: Allocation) -> None:
    rows = [funds.ValueRow(office.county_a, {"f1": "很多", "f2": "-1"}), funds.ValueRow(office.county_a, {"f9": "1"})]
    with pytest.raises(Invalid) as told:
        _do(office, funds.allocation_values, plan, rows=rows)
    assert len(told.value.problems) == 4


def test_it_adjusts_with_reasons_and_keeps_the_total(office: World, plan: Allocation) -> None:
    plan = _do(office, funds.allocation_compute, plan)
    one, other = allocating.shares_of(plan)
    moved = {one.pk: funds.Adjustment(60 * WAN, "高原施工"), other.pk: funds.Adjustment(41 * WAN, "")}
    with pytest.raises(Invalid) as told:
        _do(office, funds.allocation_adjust, plan, adjustments=moved)
    assert "调整要写理由" in str(told.value)
    assert "相加 1,010,000.00 元" in str(told.value)
    moved[other.pk] = funds.Adjustment(40 * WAN, "高原施工")
    _do(office, funds.allocation_adjust, plan, adjustments=moved)
    assert _amounts(plan) == [60 * WAN, 40 * WAN]


def test_it_wants_one_document_number_for_each_share(office: World, plan: Allocation) -> None:
    plan = _do(office, funds.allocation_compute, plan)
    one, other = allocating.shares_of(plan)
    with pytest.raises(Invalid, match="用了不止一次"):
        _documents(office, plan, numbers={one.pk: "深援〔2025〕1号", other.pk: "深援(2025)1号"})
    _documents(office, plan, numbers={one.pk: "深援〔2025〕1号"})
    with pytest.raises(Invalid, match="没有分文号"):
        _do(office, funds.allocation_submit, plan)


def test_it_is_issued_by_approval_and_then_belongs_to_the_counties(office: World, plan: Allocation) -> None:
    _do(office, funds.allocation_submit, _ready(office, plan))
    factory.decide(plan, office.leader)
    plan.refresh_from_db()
    standing = funds.standing_of(plan.source)
    assert plan.state == AllocationState.ISSUED
    assert (standing.allocated, standing.left) == (100 * WAN, 900 * WAN)
    assert standing.room_for(office.school_a.path) == 56 * WAN
    with pytest.raises(Invalid, match=r"只剩 560,000.00 元"):
        factory.make_budget(office, 57 * WAN, source=plan.source)
    factory.make_budget(office, 56 * WAN, source=plan.source)
    assert funds.standing_of(plan.source).left == 900 * WAN


def test_it_cannot_be_changed_once_it_is_on_its_way(office: World, plan: Allocation) -> None:
    plan = _do(office, funds.allocation_submit, _ready(office, plan))
    with pytest.raises(Invalid, match="不能再改"):
        _do(office, funds.allocation_compute, plan)


def test_it_takes_no_more_than_is_left_of_the_source(office: World, source: FundSource, plan: Allocation) -> None:
    _do(office, funds.allocation_submit, _ready(office, plan))
    with pytest.raises(Invalid, match=r"不超过 9,000,000.00 元"):
        funds.allocation_create(actor=None, source=source, title="又一个", amount_fen=901 * WAN, factors=FACTORS)


def test_it_is_drawn_up_by_who_keeps_the_source_only(office: World, source: FundSource) -> None:
    with pytest.raises(Refused):
        funds.allocation_create(actor=office.approver_a, source=source, title="切块", amount_fen=WAN, factors=FACTORS)


def test_it_refuses_factors_without_weight_or_written_twice(office: World, source: FundSource) -> None:
    wrong = (funds.FactorEntry("人口", "人", "0"), funds.FactorEntry("人口", "人", "三"))
    with pytest.raises(Invalid) as told:
        funds.allocation_create(actor=None, source=source, title="切块", amount_fen=WAN, factors=wrong)
    assert len(told.value.problems) == 3


def test_it_keeps_numbers_as_exact_text_however_they_are_typed(office: World, source: FundSource) -> None:
    made = funds.allocation_create(
        actor=None, source=source, title="切块", amount_fen=WAN, factors=[funds.FactorEntry(" 人口 ", "人", "４０．０")]
    )
    assert made.factors == [{"code": "f1", "name": "人口", "unit": "人", "weight": "40"}]
    _do(office, funds.allocation_values, made, rows=[funds.ValueRow(office.county_a, {"f1": "１，２００．５０"})])
    assert AllocationShare.objects.get().values == {"f1": "1200.5"}


def test_it_tells_a_weight_without_a_name(office: World, source: FundSource) -> None:
    with pytest.raises(Invalid, match="没有因素名称"):
        funds.allocation_create(
            actor=None, source=source, title="切块", amount_fen=WAN, factors=[funds.FactorEntry("", "", "40")]
        )


def test_it_is_deleted_only_before_it_was_sent(office: World, plan: Allocation) -> None:
    plan = _do(office, funds.allocation_submit, _ready(office, plan))
    factory.reject(plan, office.leader)
    plan.refresh_from_db()
    with pytest.raises(Invalid, match="审批记录要留痕"):
        funds.allocation_discard(actor=None, allocation=plan, opened_version=plan.version, reason="不用了")
    assert Allocation.objects.filter(pk=plan.pk).exists()
