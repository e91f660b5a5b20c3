"""The office's own sign-on, against a provider that really answers: only who has an account comes in, and only with its word."""

import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.factories.world import World
from tests.security.sign_on_server import CLIENT, SECRET, Provider, running
from xieshou.platform.accounts.api import User
from xieshou.platform.audit.models import Entry

pytestmark = [pytest.mark.enable_socket, pytest.mark.function("ZC04")]
LOGIN = "/accounts/oidc/oidc/login/?process=login"


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    """The sign-on, set up as `XIESHOU_OIDC_…` would."""
    with running() as found:
        app = {
            "provider_id": "oidc",
            "name": "政务统一认证",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": {"server_url": found.address, "token_auth_method": "client_secret_basic"},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
        found.person = {"sub": "4711", "preferred_username": "clerk_a", "name": "塔县经办"}
        yield found


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


def sent_back(address: str) -> str:
    """Where the provider sends the browser, as a path of ours."""
    try:
        urllib.request.build_opener(_Stay, urllib.request.ProxyHandler({})).open(address)
    except urllib.error.HTTPError as answer:
        with answer:
            parts = urlsplit(answer.headers["Location"])
        return f"{parts.path}?{parts.query}"
    raise AssertionError("the provider did not send the browser back")


def come_in(browser: Client) -> Any:
    """From the button to the answer to what the provider sent back."""
    answer = browser.post(LOGIN)
    assert answer.status_code == 302
    return browser.get(sent_back(answer["Location"]))


def who(browser: Client) -> str:
    return str(browser.session.get("_auth_user_id", ""))


def test_it_signs_in_the_account_that_the_claim_names(world: World, provider: Provider) -> None:
    browser = Client()
    answer = come_in(browser)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert who(browser) == str(world.clerk_a.pk)
    assert browser.get("/").status_code == 200
    assert Entry.objects.filter(action="account.sign_in", actor=world.clerk_a).exists()
    [asked] = provider.asked
    assert (asked["client_id"], asked["response_type"], asked["code_challenge_method"]) == (CLIENT, "code", "S256")


def test_it_knows_the_person_again_by_the_subject(world: World, provider: Provider) -> None:
    come_in(Client())
    provider.person["preferred_username"] = "renamed"
    browser = Client()
    come_in(browser)
    assert who(browser) == str(world.clerk_a.pk)


def test_it_tells_a_person_without_an_account_whom_to_ask(world: World, provider: Provider) -> None:
    provider.person = {"sub": "1", "preferred_username": "stranger"}
    browser, count = Client(), User.objects.count()
    answer = come_in(browser)
    assert answer.status_code == 403
    assert "stranger" in answer.content.decode()
    assert who(browser) == ""
    assert User.objects.count() == count


def test_it_does_not_let_a_closed_account_in(world: World, provider: Provider) -> None:
    come_in(Client())
    User.objects.filter(pk=world.clerk_a.pk).update(is_active=False)
    browser = Client()
    come_in(browser)
    assert who(browser) == ""


@pytest.mark.parametrize("wrong", [{"aud": "another"}, {"iss": "http://127.0.0.1:1"}, {"exp": 1}])
def test_it_takes_no_token_made_for_someone_else_or_out_of_date(
    world: World, provider: Provider, wrong: dict[str, Any]
) -> None:
    provider.tokens = wrong
    browser = Client()
    answer = come_in(browser)
    assert answer.status_code < 500
    assert who(browser) == ""


def test_it_takes_no_answer_it_did_not_ask_for(world: World, provider: Provider) -> None:
    asked = Client().post(LOGIN)["Location"]
    other = Client()
    answer = other.get(sent_back(asked))
    assert answer.status_code < 500
    assert who(other) == ""


def test_it_takes_a_code_once(world: World, provider: Provider) -> None:
    browser = Client()
    back = sent_back(browser.post(LOGIN)["Location"])
    browser.get(back)
    assert who(browser)
    other = Client()
    other.get(back)
    assert who(other) == ""
