"""One form, one change: where its problems stand and where it leads."""

from collections.abc import Callable
from typing import Any

import pytest
from django import forms
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from xieshou.lib.problems import Invalid, Problem, Stale
from xieshou.platform.shell import change as shell

TRAIL = [("资金", "/funds/"), ("某笔", "/funds/1/")]


class PayForm(forms.Form):
    amount = forms.CharField(label="金额")
    opened_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def asked(method: str, **data: str) -> HttpRequest:
    request: HttpRequest = getattr(RequestFactory(), method)("/funds/1/pay/", data)
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    return request


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What pages were given to show; the page itself is tested where it is used."""
    pages: list[dict[str, Any]] = []

    def render(request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
        pages.append(context)
        return HttpResponse(status=status)

    monkeypatch.setattr(shell, "render", render)
    return pages


def pay(request: HttpRequest, act: Callable[[], Any], **more: Any) -> HttpResponse:
    return shell.change(request, PayForm(request.POST or None), act, title="拨付", trail=TRAIL, **more)


def refusing(*problems: Problem) -> Callable[[], None]:
    def act() -> None:
        raise Invalid(*problems)

    return act


def test_it_does_nothing_until_it_is_sent(shown: list[dict[str, Any]]) -> None:
    done: list[int] = []
    assert (pay(asked("get"), lambda: done.append(1)).status_code, done) == (200, [])
    assert shown[0]["back_url"] == "/funds/1/"


def test_it_does_nothing_with_a_form_that_cannot_be_read(shown: list[dict[str, Any]]) -> None:
    done: list[int] = []
    assert (pay(asked("post", amount=""), lambda: done.append(1)).status_code, done) == (422, [])


@pytest.mark.parametrize("where", ["金额", "amount"])
def test_it_puts_a_problem_at_the_field_it_names(shown: list[dict[str, Any]], where: str) -> None:
    problem = Problem("太大", where=where, allowed="100 元以内", remedy="分两笔")
    assert pay(asked("post", amount="999"), refusing(problem)).status_code == 422
    assert shown[0]["form"].errors["amount"] == ["太大。允许：100 元以内。分两笔"]
    assert shown[0]["problems"] == ()


def test_it_shows_every_other_problem_above_the_form(shown: list[dict[str, Any]]) -> None:
    problems = (Problem("账户已销"), Problem("打开太久", where="opened_version"))
    assert pay(asked("post", amount="9"), refusing(*problems)).status_code == 422
    assert shown[0]["problems"] == problems


def test_it_lets_a_stale_edit_become_its_own_page() -> None:
    def act() -> None:
        raise Stale(by="另一位用户")

    with pytest.raises(Stale):
        pay(asked("post", amount="9"), act)


@pytest.mark.parametrize(("given", "leads_to"), [(None, "/funds/1/"), ("/funds/2/", "/funds/2/")])
def test_it_leads_to_what_was_changed(given: str | None, leads_to: str) -> None:
    request = asked("post", amount="9")
    answer = pay(request, lambda: given, done="已拨付")
    assert (answer.status_code, answer["Location"]) == (302, leads_to)
    assert [str(one) for one in request._messages] == ["已拨付"]  # type: ignore[attr-defined]


def test_it_gives_an_answer_of_the_acts_own_as_it_is() -> None:
    own = HttpResponse("一次性密码")
    assert pay(asked("post", amount="9"), lambda: own) is own


def test_it_tells_a_stale_edit_what_was_typed_beside_what_is_stored() -> None:
    def act() -> None:
        raise Stale(by="财务审核")

    form = PayForm(asked("post", amount="300").POST, initial={"amount": "200"})
    with pytest.raises(Stale) as told:
        shell.change(asked("post", amount="300"), form, act, title="拨付", trail=TRAIL)
    assert [(one.field, one.stored, one.entered) for one in told.value.differences] == [("金额", "200", "300")]
