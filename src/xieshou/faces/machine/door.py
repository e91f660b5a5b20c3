"""Who comes in, and how a refusal is told."""

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import APIKeyCookie, HttpBearer

from xieshou.faces.machine.services import ACT, caller_of
from xieshou.faces.machine.versions import PreconditionFailed, PreconditionMissing
from xieshou.lib.problems import Difference, Invalid, Problem, Refused, Stale
from xieshou.platform.accounts.api import User
from xieshou.platform.shell.sentences import told


class ByToken(HttpBearer):
    """`Authorization: Bearer xs_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        caller = caller_of(token)
        if caller is None:
            return None
        request.user = caller.user
        setattr(request, SCOPES, caller.scopes)
        return caller.user


class BySession(APIKeyCookie):
    """The session of a person who has signed in; changes need the CSRF token."""

    param_name = "sessionid"

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        return request.user if isinstance(request.user, User) and request.user.is_active else None


SCOPES = "token_scopes"
_PARTS = ("where", "what", "allowed", "remedy")


def must_act(request: HttpRequest) -> None:
    """Deciding is nobody's role but the task's: a token needs the scope of its own for it."""
    if ACT not in getattr(request, SCOPES, {ACT}):
        raise Refused("令牌没有“办理我的待办”的权限")


def new_api() -> NinjaAPI:
    """The API with its authentication and its answers to refusals."""
    api = NinjaAPI(
        title="携手数据接口",
        version="1",
        description="与网页同一套服务、同一套权限。变更须带 If-Match；POST 可带 Idempotency-Key，重复提交只办一次。",
        auth=[ByToken(), BySession()],
        docs_url=None,
        urls_namespace="api",
    )

    for kind, answer in _ANSWERS.items():
        api.add_exception_handler(kind, functools.partial(_told, api, answer))
    return api


@dataclass(frozen=True)
class _Told:
    """How a refusal is answered: the status, what to say, and the problems in it."""

    status: int
    say: Callable[[Any], str]
    problems: Callable[[Any], Iterable[Problem]] = lambda error: ()


def _told(api: NinjaAPI, answer: _Told, request: HttpRequest, error: Any) -> HttpResponse:
    """In the language asked for by Accept-Language."""
    shown = [{name: told(getattr(one, name)) for name in _PARTS} for one in answer.problems(error)]
    response = api.create_response(request, {"error": told(answer.say(error)), "problems": shown}, status=answer.status)
    if answer.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def _malformed(error: Any) -> list[Problem]:
    return [Problem(str(one["msg"]), ".".join(str(part) for part in one["loc"])) for one in error.errors]


def _both(one: Difference) -> Problem:
    return Problem(f"现在是“{one.stored}”，您填的是“{one.entered}”", one.field, remedy="核对后用新的 ETag 再改")


_AWAY = _Told(503, lambda error: "数据库暂时不可用，请稍后重试")
_ANSWERS: dict[type[Exception], _Told] = {
    Invalid: _Told(422, str, lambda error: error.problems),
    ValidationError: _Told(422, lambda error: "请求的内容不对", _malformed),
    RawPostDataException: _Told(
        422, lambda error: "请求的内容须是 JSON（Content-Type: application/json）"
    ),  # sent as a form
    Refused: _Told(403, lambda error: error.why),
    AuthenticationError: _Told(401, lambda error: "没有登录，或令牌无效、已过期、已撤销"),
    Http404: _Told(404, lambda error: "没有，或不在可见范围内"),
    Stale: _Told(412, str, lambda error: map(_both, error.differences)),
    PreconditionFailed: _Told(412, lambda error: "记录已被他人修改，请重新读取后再改"),
    PreconditionMissing: _Told(428, lambda error: "变更须带 If-Match，值取自读取时的 ETag"),
    OperationalError: _AWAY,
    InterfaceError: _AWAY,
}
