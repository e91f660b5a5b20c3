"""Redirects, hosts, cookies, error pages."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.factories.world import PASSWORD, World
from xieshou.config import settings as own
from xieshou.faces.workbench import views as workbench
from xieshou.platform.accounts.api import User

SignIn = Callable[[User], Client]
ELSEWHERE = ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "\x09//evil.example"]


@pytest.mark.parametrize("where", ELSEWHERE)
def test_it_leads_nowhere_else_after_signing_in(world: World, client: Client, where: str) -> None:
    form = {"login": "clerk_a", "password": PASSWORD, "next": where}
    answer = client.post("/accounts/login/", form)
    assert answer.status_code == 302
    assert answer["Location"] == "/"


@pytest.mark.parametrize("where", ELSEWHERE)
def test_it_leads_nowhere_else_after_a_change_of_language(world: World, sign_in: SignIn, where: str) -> None:
    answer = sign_in(world.clerk_a).post("/i18n/setlang/", {"language": "en", "next": where})
    assert answer.status_code in {204, 302}
    assert "evil" not in answer.get("Location", "")
    assert "javascript" not in answer.get("Location", "")


def test_it_answers_to_no_other_name(world: World, client: Client) -> None:
    assert client.get("/accounts/login/", headers={"Host": "evil.example"}).status_code == 400


def test_it_keeps_its_session_from_scripts_and_other_sites(world: World, client: Client) -> None:
    answer = client.post("/accounts/login/", {"login": "clerk_a", "password": PASSWORD})
    cookie = answer.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert own.SESSION_COOKIE_SECURE == own.IS_HTTPS
    assert own.CSRF_COOKIE_SECURE == own.IS_HTTPS


def test_it_shows_no_trace_of_an_error(
    world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("geheim 4711")

    assert settings.DEBUG is False
    browser = sign_in(world.clerk_a)
    browser.raise_request_exception = False
    monkeypatch.setattr(workbench, "render", broken)
    answer = browser.get("/")
    assert answer.status_code == 500
    page = answer.content.decode()
    assert "系统出错" in page
    assert not any(word in page for word in ("geheim", "Traceback", "RuntimeError", "site-packages"))


def test_it_opens_no_account_to_whoever_asks(world: World, client: Client) -> None:
    form = {"username": "eve", "password1": PASSWORD, "password2": PASSWORD, "name": "x"}
    client.post("/accounts/signup/", form)
    assert not User.objects.filter(username="eve").exists()


def test_it_is_not_framed(world: World, client: Client) -> None:
    answer = client.get("/accounts/login/")
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
