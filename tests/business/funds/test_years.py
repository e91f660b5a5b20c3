"""A project's money over several years: each year as of its own day, all of them in as many questions as one."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import funds as factory
from tests.factories.projects import WAN
from tests.factories.world import World
from xieshou.business.funds import api as funds
from xieshou.business.funds import figures
from xieshou.business.funds.fund_block import fund_blocks
from xieshou.business.funds.models import BudgetChange, ChangeKind, ChangeState, ProjectBudget
from xieshou.platform.accounts.api import User

pytestmark = pytest.mark.function("XM06")
SignIn = Callable[[User], Client]
YEARS = (2023, 2024, 2025)


@pytest.fixture
def budgets(office: World) -> list[ProjectBudget]:
    """100 万元 in each of three years, half of it paid in June, 10 万元 more in September."""
    project = factory.make_running(office)
    made = [
        factory.make_budget(office, project=project, year=year, source=factory.make_source(office, year=year))
        for year in YEARS
    ]
    for budget in made:
        factory.make_paid(budget, 50 * WAN, date(budget.year, 6, 30))
        _changed(budget, ChangeKind.INCREASE, date(budget.year, 9, 1))
    return made


def _changed(budget: ProjectBudget, kind: ChangeKind, day: date, **more: object) -> BudgetChange:
    known = {"owner": budget.owner, "place": budget.place, "state": ChangeState.APPROVED, "reason": "调整"}
    change = BudgetChange(budget=budget, kind=kind, amount_fen=10 * WAN, changed_on=day, **{**known, **more})
    change.save()
    return change


def test_each_year_is_as_of_its_own_day(budgets: list[ProjectBudget]) -> None:
    days = {2023: date(2023, 3, 1), 2024: date(2024, 7, 1), 2025: date(2025, 12, 31)}
    blocks = fund_blocks(budgets, days)
    totals = {year: (block[0].budget, block[0].executed) for year, block in blocks.items()}
    assert totals == {2023: (100 * WAN, 0), 2024: (100 * WAN, 50 * WAN), 2025: (110 * WAN, 50 * WAN)}
    assert blocks == {year: funds.fund_block(budgets[0].project, year, day) for year, day in days.items()}


def test_a_year_without_a_budget_has_no_figures(budgets: list[ProjectBudget]) -> None:
    block = fund_blocks(budgets[:1], {2023: date(2023, 12, 31), 2030: date(2030, 12, 31)})[2030]
    assert [(row.budget, row.executed) for row in block] == [(None, None)] * 4


def test_adjustments_of_all_years_are_those_of_each(budgets: list[ProjectBudget]) -> None:
    _changed(budgets[0], ChangeKind.TRANSFER, date(2023, 10, 1), other_budget=budgets[1])
    scope = figures.Scope(project=budgets[0].project_id)
    by_year = figures.adjustments_by_year(scope)
    each = {year: figures.adjustments(figures.Scope(year=year, project=scope.project)) for year in YEARS}
    assert by_year == each
    assert by_year[2023].adjusted == 20 * WAN


def test_the_page_asks_no_more_for_three_years_than_for_one(
    office: World, budgets: list[ProjectBudget], sign_in: SignIn
) -> None:
    one = factory.make_budget(office)
    browser = sign_in(office.clerk_a)

    def asked(project_id: int) -> int:
        browser.get(reverse("funds:project", args=[project_id]))
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(reverse("funds:project", args=[project_id])).status_code == 200
        return len(queries)

    factory.make_paid(one, WAN, date(2025, 6, 1))
    _changed(one, ChangeKind.INCREASE, date(2025, 9, 1))
    assert asked(budgets[0].project_id) <= asked(one.project_id)
