"""What the ledgers of assets, households and benefits take, and what they refuse with the reason."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.business.metrics.builders import metric
from tests.factories.assets import make_asset, make_benefit, make_household
from tests.factories.funds import make_contract, make_paid
from tests.factories.projects import WAN
from tests.factories.world import World
from tests.insight.chain.builders import make_budget
from xieshou.business.assets.api import HOUSEHOLDS, Asset
from xieshou.business.metrics.api import Measure, Scope, figure_of
from xieshou.business.projects.api import Project
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.ledger.api import record_update, totals

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(world: World) -> Project:
    """A project of county A for which 10 万元 were paid."""
    budget = make_budget(world, 100 * WAN)
    make_paid(budget, 10 * WAN, date(2025, 3, 1))
    return budget.project


def refused(make: Callable[..., Any], world: World, *args: Any, **changed: Any) -> str:
    """What is told when it is not taken."""
    with pytest.raises(Invalid) as told:
        make(world, *args, **changed)
    return str(told.value)


# --- assets ---


@pytest.mark.function("XM18")
def test_it_takes_assets_up_to_what_was_spent(world: World, project: Project) -> None:
    make_asset(world, project, amount_fen="6万元")
    told = refused(make_asset, world, project, code="ZC-02", amount_fen="40000.01")
    assert "已支付 100,000.00 元，已登记其他资产 60,000.00 元，本资产 40,000.01 元，超出 0.01 元" in told
    assert "不超过 40,000.00 元" in told
    assert make_asset(world, project, code="ZC-02", amount_fen="4万元").project == project


def test_it_judges_a_changed_asset_without_its_own_old_worth(world: World, project: Project) -> None:
    asset = make_asset(world, project, amount_fen="6万元")
    changed: Any = record_update(actor=world.clerk_a, record=asset, opened_version=1, values={"amount_fen": "9万元"})
    assert changed.amount_fen == 9 * WAN
    assert asset.amount_fen == 6 * WAN


def test_it_gives_no_asset_code_twice(world: World) -> None:
    make_asset(world)
    assert "资产编号：这个资产编号已经用过" in refused(make_asset, world, title="另一处")


def test_a_code_never_changes(world: World) -> None:
    asset, household = make_asset(world, external_key="旧系统-1"), make_household(world)
    for record, label in ((asset, "资产编号"), (household, "户编号")):
        with pytest.raises(Invalid, match=f"{label}：编号不能改"):
            record_update(actor=world.clerk_a, record=record, opened_version=1, values={"code": "另一个"})
    told = refused(make_asset, world, external_key="旧系统-1", code="ZC-09")
    assert "编号不能改" in told, "an import knows the record by its external number"


def test_it_asks_for_a_project_or_a_source(world: World, project: Project) -> None:
    assert "没有项目编号，也没有来源" in refused(make_asset, world, source="")
    assert "没有编号为“无此项目”的项目" in refused(make_asset, world, project_code="无此项目")
    assert "没有合同“HT-9”" in refused(make_asset, world, project, contract_number="HT-9")
    make_contract(project, 5 * WAN)
    assert make_asset(world, project, contract_number="HT-1").contract_number == "HT-1"


def test_it_keeps_an_asset_where_its_project_is(world: World, project: Project) -> None:
    told = refused(make_asset, world, project, by=world.hq_approver, owner="喀什前方指挥部", place="440300")
    assert "不在项目地区" in told


# --- households ---


def test_it_calls_a_household_by_its_code_never_by_a_name(world: World) -> None:
    assert make_household(world).title == "演示户001"
    assert "户编号" in refused(make_household, world, code="演示户002", title="某人家")


def test_it_gives_no_household_code_twice(world: World) -> None:
    make_household(world)
    told = refused(make_household, world, by=world.clerk_b, owner="疏附县受援办")
    assert "这个户编号已经用过" in told


def test_households_are_no_persons(world: World) -> None:
    for number in range(3):
        make_household(world, f"演示户{number}", persons=str(number + 2))
    found = totals(HOUSEHOLDS, HOUSEHOLDS.model.objects.visible_to(world.clerk_a))
    assert (found.count, found.sums[0].text, found.sums[0].column.unit) == (3, "9", "人")


# --- benefits ---


@pytest.mark.function("XM19")
def test_it_takes_a_benefit_with_what_codes_already_say(world: World, project: Project) -> None:
    make_asset(world, project)
    household = make_household(world)
    benefit = make_benefit(world)
    assert (benefit.title, benefit.period, benefit.place) == ("演示户001 分红", "2025", household.place)
    assert benefit.project == project


def test_it_refuses_a_benefit_of_nobody_and_of_nothing(world: World) -> None:
    told = refused(make_benefit, world)
    assert "没有编号为“演示户001”的户" in told
    assert "没有编号为“ZC-01”的资产" in told


def test_it_refuses_a_household_of_another_county(world: World) -> None:
    make_household(world, by=world.clerk_b, owner="疏附县受援办")
    assert "不归本单位登记" in refused(make_benefit, world, asset_code="")


def test_paid_means_a_day_and_an_amount(world: World) -> None:
    make_household(world)
    assert "只填了一个" in refused(make_benefit, world, asset_code="", paid_fen="")
    assert "还没有到" in refused(make_benefit, world, asset_code="", paid_on="2999-01-01")
    unpaid = make_benefit(world, asset_code="", paid_on="", paid_fen="")
    assert unpaid.paid_fen is None, "not paid is missing, not zero"


def test_a_metric_counts_each_household_once(world: World) -> None:
    make_household(world)
    make_household(world, "演示户002")
    for home, month in (("演示户001", 3), ("演示户001", 6), ("演示户002", 6)):
        make_benefit(world, household_code=home, asset_code="", due_on=f"2025-{month:02d}-20")
    asked = {"source": "benefits", "measure": Measure.DISTINCT.value, "field": "household_code", "unit": "户"}
    found = figure_of(metric(world, "homes", definition="当年受益的户数", **asked), Scope.of_year(2025))
    assert (found.text, found.tally.records) == ("2", 3)


# --- whose ---


def test_only_ones_own_records_are_seen_and_written(world: World) -> None:
    make_asset(world)
    assert not Asset.objects.visible_to(world.clerk_b).exists()
    with pytest.raises(Refused):
        make_asset(world, by=world.clerk_b, code="ZC-02")
