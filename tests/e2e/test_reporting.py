"""A month is filled in, approved from below, unlocked; who is late is seen and reminded."""

from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Enter, Visit
from tests.factories.world import World
from tests.platform.reporting.conftest import figure_values, form_values
from xieshou.platform.registry.api import Organisation
from xieshou.platform.reporting.api import Submission, periods_open
from xieshou.platform.reporting.services.setup import assignment_add, form_save

SINCE = date(2020, 1, 1)


@pytest.fixture(autouse=True)
def _january(world: World) -> None:
    form = form_save(actor=None, form=None, values=form_values(world.office), figures=figure_values())
    for unit in (world.hq, world.county_a, world.county_b):
        assignment_add(actor=None, form=form, organisation=unit, is_subtree=False, kinds=(), valid_from=SINCE)
    periods_open(datetime(2020, 2, 3, tzinfo=UTC))


def open_page(visit: Visit, unit: Organisation, tail: str = "") -> Page:
    """The report of January 2020."""
    submission = Submission.objects.get(owner=unit, period__code="2020-01")
    return visit.go(f"/reporting/submissions/{submission.pk}/{tail}")


def fill(visit: Visit, unit: Organisation, visits: str = "12") -> Page:
    page = open_page(visit, unit, "fill/")
    page.fill("[name=value-visits]", visits)
    page.fill("[name=value-funds]", "3.50")
    page.get_by_role("button", name="报送", exact=True).click()
    page.wait_for_load_state()
    return page


def approve(visit: Visit, unit: Organisation) -> None:
    page = open_page(visit, unit)
    page.get_by_role("button", name="审核通过并锁定").click()
    page.wait_for_load_state()


@pytest.mark.function("ZC06")
def test_it_puts_a_late_report_first_and_takes_it_away_when_handed_in(world: World, enter: Enter) -> None:
    visit = enter(world.clerk_a)
    page = visit.go("/")
    assert "2020 年 1 月" in page.inner_text("section:has(#late)")
    page.click("section:has(#late) a")
    page.get_by_role("link", name="填报").first.click()
    fill(visit, world.county_a)
    visit.go("/")
    assert "2020 年 1 月" not in page.inner_text("main .col-lg-8")


@pytest.mark.function("ZC06")
@pytest.mark.parametrize("javascript", [True, False])
def test_it_names_every_wrong_figure_at_once(world: World, enter: Enter, javascript: bool) -> None:
    visit = enter(world.clerk_a, javascript=javascript)
    page = open_page(visit, world.county_a, "fill/")
    page.fill("[name=value-visits]", "十几")
    page.fill("[name=value-funds]", "3.555")
    page.get_by_role("button", name="报送", exact=True).click()
    page.wait_for_selector(".xs-problems")
    said = page.inner_text(".xs-problems")
    assert "互访" in said
    assert "资金拨付" in said


@pytest.mark.function("ZC07")
def test_it_approves_the_higher_only_after_the_lower(world: World, enter: Enter) -> None:
    fill(enter(world.clerk_a), world.county_a)
    fill(enter(world.clerk_b), world.county_b)
    headquarters = enter(world.hq_approver)
    fill(headquarters, world.hq)
    manager = enter(world.division_manager)
    page = open_page(manager, world.hq)
    assert "下级还有 2 份没有审核" in manager.text()
    assert page.get_by_role("button", name="审核通过并锁定").is_disabled()
    approve(headquarters, world.county_a)
    approve(headquarters, world.county_b)
    approve(manager, world.hq)
    assert "已审核" in manager.text()


@pytest.mark.function("ZC07")
def test_it_unlocks_on_request_and_lists_what_changed(world: World, enter: Enter) -> None:
    clerk, headquarters = enter(world.clerk_a), enter(world.hq_approver)
    fill(clerk, world.county_a)
    approve(headquarters, world.county_a)
    page = open_page(clerk, world.county_a)
    page.click("details:has-text('申请解锁') summary")
    page.check("input[name=figures][value=visits]")
    page.fill("#unlock-reason", "漏计一次互访")
    page.click("details:has-text('申请解锁') button.btn-primary")
    page.wait_for_load_state()
    above = headquarters.go("/")
    above.click("main a:has-text('申请解锁')")
    above.get_by_role("button", name="批准解锁").click()
    above.wait_for_load_state()
    page = open_page(clerk, world.county_a, "fill/")
    page.fill("[name=value-visits]", "13")
    page.get_by_role("button", name="保存改动").click()
    page.wait_for_load_state()
    above.reload()
    assert "解锁期间改了 1 处" in headquarters.text()


@pytest.mark.function("ZC06")
def test_it_shows_who_is_late_and_reminds_with_one_click(world: World, enter: Enter) -> None:
    manager = enter(world.division_manager)
    page = manager.go("/reporting/grid/?year=2020")
    assert "逾期" in manager.text()
    page.get_by_role("button", name="催报").click()
    page.wait_for_load_state()
    enter_clerk = enter(world.clerk_b)
    enter_clerk.go("/")
    assert "催报" in enter_clerk.text()
