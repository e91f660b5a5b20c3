"""Nothing typed into the cycle's forms is lost: a lost session, a step back, two windows, saving while one types."""

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.business.evaluation.goals.test_library import make_indicator
from tests.business.evaluation.self import builders
from tests.e2e.conftest import Enter
from tests.factories.evaluation import make_goals
from tests.factories.world import World
from xieshou.business.evaluation.entries import rows_of
from xieshou.business.evaluation.models import GoalSet, SelfEvaluation

SAVE = "button[name=next][value=stay]"


def soon(page: Page, told: Callable[[], bool]) -> bool:
    """Waits a little for what the server stores."""
    for _ in range(50):
        if told():
            return True
        page.wait_for_timeout(100)
    return False


@pytest.mark.function("JX10")
def test_it_offers_again_what_was_typed_when_the_session_is_lost(world: World, enter: Enter) -> None:
    form = builders.begun(world)
    visit = enter(world.clerk_a)
    page = visit.go(f"{form.get_absolute_url()}edit/")
    page.fill("#achieved", "写了很久的一段")
    page.locator("details:has(select[name$=-level])").first.locator("summary").click()
    page.locator("select[name$=-level]").first.select_option(index=1)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.click(SAVE)
    expect(page).not_to_have_url(f"{visit.base}{form.get_absolute_url()}edit/")
    visit.sign_in(world.clerk_a)
    page = visit.go(f"{form.get_absolute_url()}edit/")
    assert page.input_value("#achieved") == ""
    page.get_by_role("button", name="恢复").click()
    assert page.input_value("#achieved") == "写了很久的一段"
    assert page.locator("select[name$=-level]").first.input_value()
    page.locator("details:has(select[name$=-level])").first.locator("summary").click()
    page.locator("input[name$=-level_percent]").first.fill("85")
    page.click(SAVE)
    expect(page.locator("body")).to_contain_text("已保存")
    assert SelfEvaluation.objects.get(pk=form.pk).achieved == "写了很久的一段"
    assert page.get_by_role("button", name="恢复").count() == 0
    visit.go(form.get_absolute_url())
    page = visit.go(f"{form.get_absolute_url()}edit/")
    assert page.get_by_role("button", name="恢复").count() == 0


@pytest.mark.function("JX02")
def test_it_restores_the_rows_of_goals_that_were_not_saved(world: World, enter: Enter) -> None:
    goals = make_goals(world)
    visit = enter(world.clerk_a)
    page = visit.go(f"{goals.get_absolute_url()}edit/")
    page.fill("#r-2-target", "≥88%")
    page.get_by_role("button", name="添加一行").click()
    added = page.locator("[data-goal-row]").last.locator("[name$='-name']")
    added.fill("新加的指标")
    page.wait_for_timeout(800)
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(f"{visit.base}{goals.get_absolute_url()}")
    page = visit.go(f"{goals.get_absolute_url()}edit/")
    assert page.locator("[data-goal-row]").count() == 5
    page.get_by_role("button", name="恢复").click()
    assert (page.input_value("#r-2-target"), added.input_value()) == ("≥88%", "新加的指标")
    page.click(SAVE)
    expect(page.locator("body")).to_contain_text("已保存")
    assert [row.name for row in rows_of(GoalSet.objects.get(pk=goals.pk))][-1] == "新加的指标"


@pytest.mark.function("JX10")
def test_it_saves_while_one_types_and_the_button_after_it_meets_no_conflict(world: World, enter: Enter) -> None:
    form = builders.begun(world)
    page = enter(world.clerk_a).go(f"{form.get_absolute_url()}edit/")
    page.fill("#achieved", "自动保存的")
    page.evaluate("htmx.trigger('[data-autosave]', 'form-autosave')")
    expect(page.locator("#form-told")).to_contain_text("已自动保存")
    assert soon(page, lambda: SelfEvaluation.objects.get(pk=form.pk).achieved == "自动保存的")
    page.fill("#achieved", "再改的")
    page.evaluate("htmx.trigger('[data-autosave]', 'form-autosave')")
    page.click(SAVE)  # while the automatic one is on its way
    expect(page.locator("body")).to_contain_text("已保存")
    assert SelfEvaluation.objects.get(pk=form.pk).achieved == "再改的"


@pytest.mark.function("JX10")
def test_the_second_of_two_windows_is_told_and_sees_both(world: World, enter: Enter) -> None:
    form = builders.begun(world)
    first, second = enter(world.clerk_a), enter(world.clerk_a)
    pages = [one.go(f"{form.get_absolute_url()}edit/") for one in (first, second)]
    pages[0].fill("#achieved", "第一个窗口写的")
    pages[0].click(SAVE)
    expect(pages[0].locator("body")).to_contain_text("已保存")
    pages[1].fill("#achieved", "第二个窗口写的")
    pages[1].evaluate("htmx.trigger('[data-autosave]', 'form-autosave')")
    expect(pages[1].locator("#form-told")).to_contain_text("没有自动保存")
    pages[1].click(SAVE)
    expect(pages[1].locator("body")).to_contain_text("您填的没有保存，都还在下面")
    assert "第一个窗口写的" in second.text()
    assert pages[1].input_value("#achieved") == "第二个窗口写的"
    pages[1].click(SAVE)
    expect(pages[1].locator("body")).to_contain_text("已保存")
    assert SelfEvaluation.objects.get(pk=form.pk).achieved == "第二个窗口写的"


@pytest.mark.function("JC13")
def test_a_long_selection_lets_go_of_the_focus(world: World, enter: Enter) -> None:
    for number in range(15):
        make_indicator(world, f"train.n{number}", f"培训指标 {number}")
    page = enter(world.division_manager).go("/metrics/new/")
    page.wait_for_selector(".ts-wrapper")
    page.locator(".ts-control").first.click()
    page.keyboard.type("培训")
    page.focus("#id_unit")
    assert page.evaluate("document.activeElement.id") == "id_unit"
    page.locator(".ts-control").first.click()
    page.keyboard.press("Tab")
    assert "dropdown-input" not in page.evaluate("document.activeElement.className")
    assert page.locator(".ts-dropdown:visible").count() == 0
