"""Signing in and what follows, as people do it."""

import re

import pytest

from tests.e2e.conftest import NARROW, Enter
from tests.factories.world import PASSWORD, World
from xieshou.platform.accounts.user_services import password_reset

NEW = "Another-bridge-2021"


def fill_in(page: object, name: str, password: str) -> None:
    page.fill("[name=login]", name)  # type: ignore[attr-defined]
    page.fill("[name=password]", password)  # type: ignore[attr-defined]
    page.click("form[action$='login/'] button.btn-primary")  # type: ignore[attr-defined]


@pytest.mark.function("ZC04")
def test_it_signs_in_and_out(world: World, enter: Enter) -> None:
    visit = enter()
    page = visit.go("/people/me/")
    assert "登录" in visit.text()
    fill_in(page, "clerk_a", PASSWORD)
    assert "塔县经办" in visit.text()
    page.click(".xs-menu summary")
    page.click("form[action$='logout/'] button")
    visit.go("/people/me/")
    assert page.url.endswith("/accounts/login/?next=/people/me/")


@pytest.mark.function("ZC04")
def test_it_says_when_to_try_again(world: World, enter: Enter) -> None:
    visit = enter()
    page = visit.go("/accounts/login/")
    for _ in range(5):
        fill_in(page, "clerk_a", "wrong")
    assert re.search(r"\d\d:\d\d:\d\d 之后可以再试", visit.text())


@pytest.mark.function("ZC04")
def test_it_changes_a_one_time_password_without_javascript(world: World, enter: Enter) -> None:
    password = password_reset(actor=world.system_admin, user=world.clerk_a, reason="忘记密码")
    visit = enter(javascript=False)
    page = visit.go("/accounts/login/")
    fill_in(page, "clerk_a", password)
    assert "一次性密码" in visit.text()
    page.fill("[name=oldpassword]", password)
    page.fill("[name=password1]", "12345")
    page.fill("[name=password2]", "12345")
    page.click("button.btn-primary")
    assert "三类" in visit.text()
    page.fill("[name=oldpassword]", password)
    page.fill("[name=password1]", NEW)
    page.fill("[name=password2]", NEW)
    page.click("button.btn-primary")
    assert "密码已修改" in visit.text()


@pytest.mark.function("ZC02")
def test_it_transfers_a_person_and_shows_it_in_the_list(world: World, enter: Enter) -> None:
    visit = enter(world.system_admin)
    page = visit.go(f"/people/users/{world.clerk_a.pk}/")
    page.click("text=换岗")
    page.fill("[name=title]", "疏附经办")
    page.fill("[name=areas]", "疏附县")
    page.fill("[name=reason]", "轮岗")
    page.click("main .card-footer button.btn-primary")
    assert "当天旧权失效、新权生效" in visit.text()
    visit.go("/people/posts/?q=clerk_a")
    assert "已离任" in visit.text()
    assert "疏附经办" in visit.text()


@pytest.mark.function("ZC03")
def test_it_explains_who_may_see_what(world: World, enter: Enter) -> None:
    visit = enter(world.security_admin)
    page = visit.go("/people/explain/")
    page.fill("[name=who]", "clerk_b")
    page.fill("[name=address]", world.county_a.get_absolute_url())
    page.select_option("[name=permission]", "ledger:record:read")
    page.click("main form button")
    assert "不可以" in visit.text()
    assert "不在辖区内" in visit.text()


@pytest.mark.parametrize("path", ["/people/users/", "/people/me/", "/people/posts/", "/people/users/new/"])
@pytest.mark.parametrize("is_narrow", [False, True])
def test_it_shuts_nobody_out_and_fits_the_screen(world: World, enter: Enter, path: str, is_narrow: bool) -> None:
    visit = enter(world.system_admin, **({"size": NARROW} if is_narrow else {}))
    visit.go(path)
    assert visit.serious_violations() == []
    assert not visit.is_wider_than_the_screen()


@pytest.mark.parametrize("path", ["/people/roles/", "/people/roles/1/", "/people/explain/"])
def test_it_shuts_nobody_out_of_the_pages_of_roles(world: World, enter: Enter, path: str) -> None:
    visit = enter(world.security_admin, size=NARROW)
    visit.go(path.replace("1", str(world.roles["clerk"].pk)))
    assert visit.serious_violations() == []
    assert not visit.is_wider_than_the_screen()


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/change/", "/accounts/2fa/"])
def test_it_shuts_nobody_out_of_signing_in(world: World, enter: Enter, path: str) -> None:
    visit = enter(None if "login" in path else world.clerk_a, size=NARROW)
    visit.go(path)
    assert visit.serious_violations() == []
    assert not visit.is_wider_than_the_screen()
