"""Lists in a browser: the way back to a list as it was left, and saved views without JavaScript and on a telephone."""

import pytest

from tests.e2e.conftest import NARROW, Enter
from tests.factories.projects import make_project
from tests.factories.world import World

FILTERED = "/projects/?q=%E5%AD%A6%E6%A0%A1"


@pytest.fixture(autouse=True)
def _projects(world: World) -> None:
    for name in ("塔县学校", "塔县道路"):
        make_project(world, name=name)


def test_it_leads_back_to_the_list_as_it_was_filtered(world: World, enter: Enter) -> None:
    page = enter(world.clerk_a).go(FILTERED)
    page.get_by_role("link", name="塔县学校").click()
    page.get_by_role("link", name="项目", exact=True).and_(page.locator(".page-pretitle a")).click()
    assert page.url.endswith(FILTERED)
    page.get_by_role("link", name="塔县学校").wait_for()
    assert page.get_by_role("link", name="塔县道路").count() == 0


def test_it_leads_back_to_no_other_list(world: World, enter: Enter) -> None:
    visit = enter(world.clerk_a)
    visit.go("/projects/library/?q=a")
    visit.go("/projects/?stage=draft").get_by_role("link", name="塔县学校").click()
    link = visit.page.locator(".page-pretitle a").first
    assert (link.get_attribute("href") or "").endswith("/projects/?stage=draft")


@pytest.mark.parametrize("javascript", [True, False])
def test_it_saves_and_deletes_a_view_on_a_telephone(world: World, enter: Enter, *, javascript: bool) -> None:
    visit = enter(world.clerk_a, size=NARROW, javascript=javascript)
    page = visit.go(FILTERED)
    page.locator("summary", has_text="保存当前筛选").click()
    page.get_by_label("视图名称").fill("本县全部义务教育阶段学校建设和改造提升项目一览供周例会使用")
    page.get_by_role("button", name="保存", exact=True).click()
    visit.go("/projects/").get_by_role("link", name="本县全部").click()
    assert page.url.endswith(FILTERED)
    page.locator("summary", has_text="删除视图").click()
    if javascript:
        assert not visit.is_wider_than_the_screen()
        assert visit.serious_violations() == []
    page.get_by_role("button", name="删除视图").click()
    assert page.get_by_role("link", name="本县全部").count() == 0
