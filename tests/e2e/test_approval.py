"""A matter is submitted, returned with a reason, handed straight back, approved; each finds it on the first page."""

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Enter, Visit
from tests.factories.world import World
from xieshou.platform.accounts.api import User
from xieshou.platform.workflow.api import load_builtin_flows

TITLE = "购置教学设备"

pytestmark = pytest.mark.function("ZC09")


@pytest.fixture(autouse=True)
def _flows(world: World) -> None:
    load_builtin_flows()


def start(visit: Visit) -> Page:
    page = visit.go("/workflow/start/?flow=county-to-office")
    page.fill("[name=title]", TITLE)
    page.fill("[name=summary]", "深塔中学多媒体教室")
    page.fill("[name=var_amount_fen]", "50万元")
    page.get_by_role("button", name="发起").click()
    page.wait_for_url("**/workflow/matters/*/")
    return page


def decide(enter: Enter, user: User, button: str, comment: str = "") -> Visit:
    """From the first page to the matter, and one button."""
    visit = enter(user)
    page = visit.go("/")
    page.click(f"main a:has-text('{TITLE}')")
    if comment:
        page.fill("#comment", comment)
    page.get_by_role("button", name=button).click()
    page.wait_for_load_state()
    return visit


def test_it_goes_back_with_a_reason_and_straight_to_who_returned_it(world: World, enter: Enter) -> None:
    page = start(enter(world.clerk_a))
    if page.get_by_role("button", name="提交").count():
        page.get_by_role("button", name="提交").click()
    decide(enter, world.approver_a, "同意")
    headquarters = enter(world.hq_approver)
    page = headquarters.go("/")
    page.click(f"main a:has-text('{TITLE}')")
    page.fill("#comment", "缺三家比价")
    page.select_option("#to_path", label="经办")
    page.get_by_role("button", name="退回", exact=True).click()
    page.wait_for_load_state()
    clerk = enter(world.clerk_a)
    page = clerk.go("/")
    assert "缺三家比价" in page.inner_text("section:has(#returned)")
    page.click(f"section:has(#returned) a:has-text('{TITLE}')")
    page.get_by_role("button", name="直达“前方指挥部审核”").click()
    page.wait_for_load_state()
    assert "受援县审核" in clerk.text()
    decide(enter, world.hq_approver, "同意")
    visit = decide(enter, world.division_manager, "同意")
    assert "办结" in visit.text()


def test_it_shows_where_a_matter_is_without_javascript(world: World, enter: Enter) -> None:
    visit = enter(world.clerk_a, javascript=False)
    page = start(visit)
    assert "塔县" in page.inner_text("main")
    assert page.locator("ol li").count() >= 4
