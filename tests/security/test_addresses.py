"""Every address, from the resolver: who may come in, with what, and what a stranger learns by guessing."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, ClassVar

import pytest
from django.apps import apps
from django.core.handlers import wsgi
from django.http import QueryDict
from django.test import Client
from pytest_django.fixtures import Settings

from tests.factories.office import SECRET, Furnished, belonging
from tests.factories.world import World
from tests.security.addresses import Address, addresses
from xieshou.platform.accounts.api import User

SignIn = Callable[[User], Client]
MACHINE = "api/v1/"
# what is open without signing in, each with its reason
OPEN = {
    "health/": "a proxy asks whether the server answers",
    "surveys/answer/": "those who are asked type their code",
    "surveys/answer/thanks/": "thanks, the same page for all",
    "surveys/answer/<str:code>/": "answering with a code; the code says nothing of who",
    "accounts/login/": "signing in",
    "accounts/logout/": "leads back to signing in",
    "accounts/inactive/": "tells that an account is closed",
    "accounts/signup/": "tells that accounts are made by the administrator",
    "accounts/confirm-email/": "a library's page; nothing is sent by mail",
    "accounts/password/reset/": "tells whom to ask",
    "accounts/password/reset/done/": "a library's page",
    "accounts/password/reset/key/done/": "a library's page",
    "accounts/login/code/confirm/": "a library's page; off",
    "accounts/2fa/authenticate/": "the second step of signing in",
    "accounts/3rdparty/login/cancelled/": "single sign-on called off",
    "accounts/3rdparty/login/error/": "single sign-on failed",
    "accounts/3rdparty/signup/": "a library's page; closed",
    "accounts/social/login/cancelled/": "the old address of the same",
    "accounts/social/login/error/": "the old address of the same",
    "accounts/social/signup/": "the old address of the same",
    "accounts/social/connections/": "the old address, leads on to one that asks for signing in",
    "i18n/setlang/": "the language of the sign-in page",
}
HTML = "text/html"
# whoever has the code on the notice is one of those asked, and reads the title of the survey
FOR_THOSE_ASKED = "surveys/answer/<str:code>/"


def every(world: World, *, with_machine: bool = False, most: int | None = None) -> Iterator[tuple[Address, str]]:
    """Every address with its arguments; `most`: so many of each, where the arguments do not matter."""
    for address in addresses():
        if with_machine or not address.route.startswith(MACHINE):
            for path in islice(address.paths(world), most):
                yield address, path


def test_it_asks_everyone_to_sign_in_first(furnished: Furnished, client: Client) -> None:
    open_now = set()
    for address, path in every(furnished.world, with_machine=True, most=1):
        answer = client.get(path)
        told = answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
        if not (told or answer.status_code in {401, 404, 405} or path in {"/api/v1/openapi.json"}):
            open_now.add(address.route)
    assert open_now <= set(OPEN)


def test_it_takes_no_change_without_the_csrf_token(furnished: Furnished, settings: Settings) -> None:
    settings.CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"  # our page for it is tested where it is made
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(furnished.world.approver_a, backend="django.contrib.auth.backends.ModelBackend")
    for _address, path in every(furnished.world, with_machine=True, most=1):
        for method in (browser.post, browser.put, browser.patch, browser.delete):
            answer = method(path)
            assert answer.status_code in {403, 404, 405}, (path, answer.status_code)


def rows_of(world: World) -> dict[str, list[Any]]:
    """Everything that belongs to county A, as stored."""
    return {
        model._meta.label: list(rows.order_by("pk").values())
        for model in apps.get_models()
        if (rows := belonging(model, world)) is not None
    }


@pytest.mark.parametrize("who", ["nobody", "clerk_b"])
def test_it_tells_a_stranger_nothing_whatever_number_is_guessed(
    furnished: Furnished, sign_in: SignIn, who: str
) -> None:
    browser = sign_in(getattr(furnished.world, who))
    for address, path in every(furnished.world, with_machine=True):
        answer = browser.get(path)
        assert answer.status_code < 500, path
        shown = answer.getvalue()
        is_open = answer.status_code == 200 and address.route != FOR_THOSE_ASKED
        assert not (is_open and SECRET.encode() in shown), path


@pytest.mark.parametrize("who", ["nobody", "clerk_b"])
def test_it_lets_a_stranger_change_nothing_whatever_number_is_guessed(
    furnished: Furnished, sign_in: SignIn, who: str
) -> None:
    before, failed = rows_of(furnished.world), []
    browser = sign_in(getattr(furnished.world, who))
    browser.raise_request_exception = False
    form = {"reason": "x", "comment": "x", "title": "x", "opened_version": "1", "duplicates": "skip"}
    for address, path in every(furnished.world, with_machine=True):
        if address.name == "account_logout":
            continue
        failed += [path] if browser.post(path, form).status_code >= 500 else []
    assert failed == []
    assert rows_of(furnished.world) == before


def test_it_answers_numbers_no_row_has(furnished: Furnished, sign_in: SignIn) -> None:
    browser = sign_in(furnished.world.division_manager)
    numbered = [address for address in addresses() if address.numbered()]
    told = [(one.route, ask(one.nobodys()).status_code) for one in numbered for ask in (browser.get, browser.post)]
    assert [one for one in told if one[1] not in {400, 401, 403, 404, 405, 422}] == []


@pytest.mark.parametrize("who", ["clerk_a", "division_manager"])
def test_it_changes_nothing_when_pages_are_only_looked_at_and_protects_each(
    furnished: Furnished, sign_in: SignIn, who: str
) -> None:
    before = rows_of(furnished.world)
    browser = sign_in(getattr(furnished.world, who))
    for _address, path in every(furnished.world):
        answer = browser.get(path)
        page = answer.getvalue()  # a file that is sent is left open otherwise
        assert answer.status_code < 500, path
        if answer.get("Content-Type", "").startswith(HTML):
            check_protection(answer, page, path)
    assert rows_of(furnished.world) == before


def check_protection(answer: Any, page: bytes, path: str) -> None:
    """What a browser is told about the page: run nothing inline, show it in no frame, guess no type."""
    policy = dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))
    assert policy["script-src"] == "'self'", path
    assert policy["frame-ancestors"] == "'none'", path
    assert answer["X-Frame-Options"] == "DENY", path
    assert answer["X-Content-Type-Options"] == "nosniff", path
    assert b"<script>" not in page, path  # nothing inline, which the policy would refuse anyway


def test_it_answers_methods_no_page_has_without_doing_anything(furnished: Furnished, sign_in: SignIn) -> None:
    before = rows_of(furnished.world)
    browser = sign_in(furnished.world.division_manager)
    for address, path in every(furnished.world, most=1):
        if not address.is_ours or address.route.startswith("evidence/uploads/"):  # which do take PATCH and DELETE
            continue
        for method in (browser.put, browser.patch, browser.delete, browser.trace):
            assert method(path).status_code in {400, 403, 404, 405}, (path, method.__name__)
    assert rows_of(furnished.world) == before


ODD = ["²", "٣", "-1", "99999999999999999999999999", "\x00", "a" * 3000, "%", "'", "2020-13-45", "~", "1~2"]
AT_ONCE = 8


class Questions(QueryDict):
    """What follows the question mark, which also notes what a page looks for in it."""

    looked_for: ClassVar[set[str]] = set()

    def __getitem__(self, key: str) -> Any:
        self.looked_for.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.looked_for.add(str(key))
        return super().__contains__(key)

    def getlist(self, key: str, default: Any = None) -> Any:
        self.looked_for.add(key)
        return super().getlist(key, default)


def questions(names: list[str]) -> Iterator[dict[str, str]]:
    """Every odd word under all names at once; one also under few, as the first refusal may hide the next."""
    yield from (dict.fromkeys(names, odd) for odd in ODD)
    few = [names[start : start + AT_ONCE] for start in range(0, len(names), AT_ONCE)]
    yield from (dict.fromkeys(some, ODD[0]) for some in few if some != names)


def odd_questions(browser: Client, path: str) -> Iterator[tuple[dict[str, str], int]]:
    """Odd words for everything a page looks for, with the status it answers."""
    known: set[str] = set()
    Questions.looked_for = set()
    yield {}, browser.get(path).status_code
    while names := sorted(Questions.looked_for - known):
        known |= set(names)
        for asked in questions(names):
            yield asked, browser.get(path, asked).status_code


def test_it_answers_odd_questions_without_failing(
    furnished: Furnished, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wsgi, "QueryDict", Questions)
    browser = sign_in(furnished.world.division_manager)
    browser.raise_request_exception = False
    failed, asked_for = [], set()
    for address in addresses():
        if address.names or address.app == "accounts":
            continue
        for asked, status in odd_questions(browser, "/" + address.route):
            asked_for |= set(asked)
            failed += [(address.route, asked)] if status >= 500 else []
    assert failed == []
    assert {"q", "year", "after", "before", "region"} <= asked_for
