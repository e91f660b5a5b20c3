"""The office's own sign-on: a button only where it is set up, and only into accounts that exist."""

from types import SimpleNamespace
from typing import Any

import pytest
from allauth.core.exceptions import ImmediateHttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from tests.factories.world import World
from xieshou.platform.accounts.adapters import SignOnAdapter
from xieshou.platform.accounts.models import User

pytestmark = pytest.mark.function("ZC04")

APP = {
    "provider_id": "oidc",
    "name": "政务统一认证",
    "client_id": "x",
    "secret": "y",
    "settings": {"server_url": "https://sso.example"},
}


class Arriving:
    """Someone whom the sign-on has let through."""

    is_existing = False

    def __init__(self, **told: Any) -> None:
        self.account = SimpleNamespace(extra_data=told)
        self.connected: list[User] = []

    def connect(self, request: object, user: User) -> None:
        self.connected.append(user)


def arrive(login: Arriving) -> None:
    SignOnAdapter().pre_social_login(RequestFactory().get("/"), login)


def test_it_shows_no_button_where_no_sign_on_is_set_up(db: None) -> None:
    assert "政务统一认证" not in Client().get("/accounts/login/").content.decode()


def test_it_shows_the_button_where_one_is(db: None, settings: Settings) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [APP]}}
    page = Client().get("/accounts/login/").content.decode()
    assert "用政务统一认证登录" in page
    assert 'action="/accounts/oidc/oidc/login/?process=login"' in page


@pytest.mark.parametrize("told", [{"preferred_username": "clerk_a"}, {"userinfo": {"preferred_username": "clerk_a"}}])
def test_it_opens_the_account_of_the_same_name(world: World, told: dict[str, Any]) -> None:
    login = Arriving(**told)
    arrive(login)
    assert login.connected == [world.clerk_a]


@pytest.mark.parametrize("name", ["no_one", "", "CLERK_A "])
def test_it_opens_no_new_account(world: World, name: str) -> None:
    login = Arriving(preferred_username=name)
    with pytest.raises(ImmediateHttpResponse) as refused:
        arrive(login)
    assert refused.value.response.status_code == 403
    assert login.connected == []


def test_it_opens_no_closed_account(world: World) -> None:
    User.objects.filter(pk=world.clerk_a.pk).update(is_active=False)
    with pytest.raises(ImmediateHttpResponse):
        arrive(Arriving(preferred_username="clerk_a"))


def test_it_asks_for_no_registration(world: World) -> None:
    assert not SignOnAdapter().is_open_for_signup(RequestFactory().get("/"), Arriving())
