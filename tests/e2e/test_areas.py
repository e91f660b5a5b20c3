"""A county's page; a figure opens what it is made of; the language switches; keys; reading without scripts."""

import pytest

from tests.e2e.conftest import Enter
from tests.factories.world import World
from xieshou.platform.ledger.api import ledger_named, record_create
from xieshou.platform.reporting.api import load_demo_forms


@pytest.mark.function("JC03")
def test_it_opens_a_figure_of_a_county_to_its_records(world: World, enter: Enter) -> None:
    values = {"title": "骨干教师培训班", "owner": world.county_a.pk, "occurred_on": "2020-09-15", "persons": "40"}
    record_create(actor=world.clerk_a, ledger=ledger_named("training"), values=values)
    visit = enter(world.clerk_a)
    page = visit.go("/areas/")
    page.fill("main [name=q]", "653131")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('塔什库尔干')")
    page.click("a[href*='/records/'][href*='training'] >> nth=0")
    page.click("a:has-text('骨干教师培训班')")
    page.wait_for_selector("h1:has-text('骨干教师培训班')")


def test_it_finds_a_place_with_the_slash_key(world: World, enter: Enter) -> None:
    visit = enter(world.clerk_a)
    page = visit.go("/people/me/")
    page.keyboard.press("/")
    page.keyboard.type("疏附")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    assert "疏附县受援办" in visit.text()


def test_it_tells_the_keys_and_starts_with_the_way_to_the_text(world: World, enter: Enter) -> None:
    page = enter(world.clerk_a).go("/")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.getElementById('main').contains(document.activeElement)")
    page.keyboard.press("?")
    assert page.locator("#xs-shortcuts").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#xs-shortcuts").is_visible()


def test_it_speaks_english_on_request(world: World, enter: Enter) -> None:
    visit = enter(world.clerk_a)
    page = visit.go("/")
    page.click("button[value=en]")
    assert page.evaluate("() => document.documentElement.lang") == "en"
    page.click("button[value=zh-hans]")
    assert page.evaluate("() => document.documentElement.lang") == "zh-CN"


def test_it_can_be_read_without_scripts(world: World, enter: Enter) -> None:
    assert load_demo_forms() is not None
    visit = enter(world.clerk_a, javascript=False)
    page = visit.go("/")
    page.click("text=查看我可见的台账合计")
    assert "台账合计" in visit.text()
    for path in ("/inbox/", "/reporting/", "/ledger/training/", "/registry/organisations/", "/workflow/todo/"):
        visit.go(path)
        assert page.locator("h1").count() == 1
