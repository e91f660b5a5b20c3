"""Money that comes in after the year began: the initial budget is nothing, the budget in force is not."""

from datetime import date

import pytest

from tests.factories import funds as factory
from tests.factories.projects import WAN
from tests.factories.world import World
from xieshou.business.funds import api as funds
from xieshou.lib.problems import Invalid

pytestmark = pytest.mark.function("XM10")


@pytest.mark.parametrize("row", ["appropriation", "carryover"])
def test_a_budget_may_begin_with_nothing_and_be_increased(office: World, row: str) -> None:
    project, source = factory.make_running(office), factory.make_source(office)
    budget = funds.budget_set(actor=None, project=project, year=2025, initial_fen=0, source=source, row=row)
    change = funds.change_ask(
        actor=office.clerk_a, budget=budget, kind="increase", amount_fen=50 * WAN, changed_on=date(2025, 6, 1),
        reason="年中下达",
    )  # fmt: skip
    factory.decide(change, office.approver_a, office.hq_approver, office.division_manager)
    total = funds.fund_block(project, 2025, date(2025, 12, 31))[0]
    assert (total.initial, total.budget) == (0, 50 * WAN)


def test_carried_money_with_an_amount_comes_by_carrying_over_only(office: World) -> None:
    with pytest.raises(Invalid, match="结转资金不能直接登记"):
        funds.budget_set(
            actor=None, project=factory.make_running(office), year=2025, initial_fen=1, source=None, row="carryover"
        )


def test_an_initial_budget_is_never_below_zero(office: World) -> None:
    with pytest.raises(Invalid, match="年初预算数"):
        funds.budget_set(actor=None, project=factory.make_running(office), year=2025, initial_fen=-1)
